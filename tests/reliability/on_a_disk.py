"""One buyer's session with its ledger on a disk that fills up, or that can only be read.

Run under `unshare -m` by test_damage.py. Prints what was said and what became of it, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cache.backups import backup
from cache.clock import FixedClock
from cache.places import Places, Refusal, prepare
from cache.sending import NotWritten
from cache.services import Services
from tests.cache.desk import NOON, Vendor, line, offer, part

CUT = offer("RC0603CT-ND", "0.10")


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


async def opened(places: Places, vendor: Vendor) -> Services:
    services = Services(places, FixedClock(NOON))
    await services.open()
    services.attach([vendor])
    await services.bonded.refresh()
    return services


async def reviewed(services: Services, quantity: int = 100) -> int:
    """The order of a new draft with one line of `quantity` pieces."""
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT, quantity)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    return review.order_id


async def place(services: Services, order_id: int) -> str:
    """What the person is told where not all went well."""
    try:
        await services.placing.place(order_id)
    except Refusal as refusal:
        return refusal.sentence
    except NotWritten as error:
        return str(error)
    return ""


async def states(services: Services) -> dict[str, str]:
    rows = await services.orders.rows()
    found = (rows.row(at) for at in range(len(rows)))
    return {row.number: row.state for row in found if row is not None}


class Disk:
    """The small disk that is mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"
        self._journal = folder / "ledger.db-journal"

    def fill(self) -> None:
        """Between two writes. The journal keeps its place on the disk, and what is small would be
        written in it in spite of all: so it loses its place first.
        """
        os.truncate(self._journal, 0)
        with self._ballast.open("ab", buffering=0) as file:
            size = 65536
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def free(self) -> None:
        self._ballast.unlink()


async def full(places: Places) -> dict[str, Any]:
    """Full before an order is placed; full while its answer comes; and room again."""
    said: dict[str, Any] = {}
    vendor, disk = a_vendor(), Disk(places.data)
    services = await opened(places, vendor)
    first, second = await reviewed(services, 100), await reviewed(services, 200)
    await place(services, first)
    disk.fill()
    kept = places.ledger.read_bytes()
    said["place"] = await place(services, second)
    try:
        await services.drafts.new("spares")
    except Refusal as refusal:
        said["draft"] = refusal.sentence
    try:
        backup(places.ledger, places.data / "copy.db")
    except Refusal as refusal:
        said["backup"] = refusal.sentence
    said["backup left"] = (places.data / "copy.db").exists()
    said["sent while full"] = len(vendor.taken) - 1
    said["untouched"] = places.ledger.read_bytes() == kept
    disk.free()
    said["then"] = await place(services, second)
    third = await reviewed(services, 300)

    async def fill() -> None:
        disk.fill()

    vendor.before = fill
    said["while the answer came"] = await place(services, third)
    await services.close()
    disk.free()
    services = await opened(places, vendor)
    said["states"] = await states(services)
    said["sent"] = len(vendor.taken)
    await services.close()
    return said


async def read_only(places: Places) -> dict[str, Any]:
    said: dict[str, Any] = {}
    services = Services(places, FixedClock(NOON))
    await services.open()
    said["ordering"], said["why"] = services.ordering, services.why_not
    said["place"] = await place(services, 1)
    said["states"] = await states(services)
    await services.close()
    try:
        prepare(places)
    except Refusal as refusal:
        said["at the start"] = refusal.sentence
    return said


def main(what: str, folder: Path) -> None:
    places = Places.of("sandbox", folder)
    if what == "full":
        prepare(places)
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "none", str(places.data)],
            check=True,
        )
    else:
        for options in (["--bind", str(places.data)], ["-o", "remount,ro,bind"]):
            subprocess.run(["mount", *options, str(places.data)], check=True)
    run = full if what == "full" else read_only
    print(json.dumps(asyncio.run(run(places))))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
