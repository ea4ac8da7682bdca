"""What is asked again and again costs no more where there are many orders that are finished."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cache import polling, projection
from tests.cache.desk import NOON, Desk, Vendor, line, offer, part, vendor_line, vendor_order
from vendors.vocabulary import VendorOrder

CUT = offer("RC0603CT-ND", "0.10")
# Steps; a scan takes three and more for each order.
_A_FEW = 50


async def with_orders(folder: Path, count: int) -> Desk:
    """Ours, all shipped but the last, which waits; of each something changed, and nobody looked."""
    folder.mkdir()
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    desk = await Desk(folder, vendor).open()
    for _ in range(count):
        (review,) = await desk.placing.review(await desk.draft(line(CUT)))
        await desk.placing.place(review.order_id)
    numbers = [number for number, _ in await desk.states()]
    for shipped in (0, 100):
        vendor.listed = [listing(number, shipped) for number in numbers[:-1]]
        vendor.listed.append(listing(numbers[-1], 0, shipped))
        await desk.orders.refresh()
        desk.clock.advance(60)
    return desk


def listing(number: str, shipped: int, backordered: int = 0) -> VendorOrder:
    its = replace(vendor_line(shipped=shipped), backordered=backordered)
    return replace(
        vendor_order(number, f"99{number}", sales=(f"88{number}",), lines=(its,)),
        entered_at=NOON - timedelta(days=1),
    )


class Steps:
    """Counts what SQLite does in a store's connections, in its own smallest steps."""

    def __init__(self, *connections: sqlite3.Connection) -> None:
        self.count = 0
        for one in connections:
            one.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.count += 1
        return 0


async def steps(desk: Desk) -> dict[str, int]:
    """How much each takes, once everything is as it will stay."""
    stores = (desk.cache.read, desk.cache.write, desk.ledger.read)
    connections = [await use(lambda db: db) for use in stores]
    number = (await desk.states())[-1][0]
    second = replace(listing(number, 0), number="another")
    counted = {}
    jobs: dict[str, Callable[[], object]] = {
        "morning": desk.morning.items,
        "unknown": desk.orders.unknown,
        "nothing to project": desk.orders.project,
        "what is due": lambda: desk.cache.read(lambda db: polling.open_orders(db, NOON.date(), [])),
        "whether one is due": lambda: desk.cache.read(
            lambda db: polling.open_orders(db, NOON.date(), [1], 1)
        ),
        "what may turn up": lambda: desk.ledger.read(lambda db: polling.called_off(db, NOON)),
        "another order under our number": lambda: desk.cache.write(
            lambda db: projection.put_theirs(db, [second], desk.clock.now())
        ),
    }
    for name, job in jobs.items():
        seen = Steps(*connections)
        await job()  # type: ignore[misc]
        counted[name] = seen.count
    return counted


async def test_what_is_finished_costs_nothing_any_more(tmp_path: Path) -> None:
    few, many = await with_orders(tmp_path / "few", 5), await with_orders(tmp_path / "many", 45)
    wanted, found = await steps(few), await steps(many)
    for name, count in wanted.items():
        assert found[name] <= count + _A_FEW, name
    await few.close()
    await many.close()
