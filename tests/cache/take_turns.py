"""One of several processes that call one vendor's product as fast as they may.

Prints the instant of every turn in seconds, as planned: what the kernel adds to a sleep is not
the pace's doing. A minute passes faster here: arguments are the pace's file, when it begins, how
many minutes it takes, the product, and how many times faster.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cache.pace import SharedPace
from tests.cache.desk import NOON
from vendors.errors import TooMany

PRODUCT = "digikey:ordering"


class FastClock:
    """The same for all processes that are told the same beginning; notes when a turn begins."""

    def __init__(self, began: float, faster: float) -> None:
        self._began, self._faster = began, faster
        self.turn = NOON

    def now(self) -> datetime:
        self.turn = NOON + timedelta(seconds=(time.monotonic() - self._began) * self._faster)
        return self.turn

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        self.turn += timedelta(seconds=seconds)
        await asyncio.sleep(seconds / self._faster)


async def main(path: Path, began: float, minutes: float, product: str, faster: float) -> None:
    clock = FastClock(began, faster)
    pace = SharedPace(path, clock)
    end = NOON + timedelta(minutes=minutes)
    while clock.now() < end:
        try:
            await pace.turn(product)
        except TooMany as error:
            await clock.sleep(error.wait / 4)
        else:
            print((clock.turn.astimezone(UTC) - NOON).total_seconds())
    assert pace.shared
    await pace.close()


if __name__ == "__main__":
    asyncio.run(
        main(Path(sys.argv[1]), *map(float, sys.argv[2:4]), sys.argv[4], float(sys.argv[5]))
    )
