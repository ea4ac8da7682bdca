"""One of several processes that want the same parts at the same instant; see test_claims.

Every question that reaches the vendor is a line in a file; an answer takes a third of a second.
Prints what came.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from cache.catalogue import Catalogue
from cache.clock import SystemClock
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from tests.cache.desk import offer, part
from vendors.vocabulary import Part

NUMBERS = [f"P{n}-ND" for n in range(6)]


class Noting:
    """Knows every number, and notes that it was asked for."""

    name = "digikey"

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def look_up(self, number: str) -> Part:
        os.write(self._file, f"{number}\n".encode())
        await asyncio.sleep(0.3)
        return part(number.removesuffix("-ND"), offer(number))


async def main(folder: Path, began: float) -> None:
    store = Store(folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID)
    await store.open()
    catalogue = Catalogue(store, SystemClock())
    catalogue.attach([Noting(folder / "asked")])
    await asyncio.sleep(max(0.0, began - time.monotonic()))
    found = await asyncio.gather(*(catalogue.look_up(number) for number in NUMBERS))
    print(*(one.offers[0].number for one in found))
    await catalogue.claims.close()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
