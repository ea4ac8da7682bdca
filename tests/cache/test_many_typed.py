"""Five hundred lines at once: inside the vendor's limits, and how long it takes is said."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from cache.limits import LIMITS
from cache.pace import SharedPace
from cache.resolving import Progress, Resolving
from tests.cache.desk import ANN, NOON, Desk, offer, part
from tests.cache.typing_kit import Told, Typing, typed
from tests.cache.virtual import VirtualClock
from vendors.vocabulary import Part

_PRODUCT = "digikey:product"
MANY = 500


class Paced(Typing):
    """Answers at once, when its turn has come."""

    def __init__(self, pace: SharedPace, clock: VirtualClock) -> None:
        super().__init__(*(part(f"P{n}", offer(f"P{n}-ND")) for n in range(MANY)))
        self._pace = pace
        self._clock = clock
        self.at: list[float] = []

    async def look_up(self, number: str) -> Part:
        await self._pace.turn(_PRODUCT)
        self.at.append(self._clock.monotonic())
        return await super().look_up(number)


async def test_five_hundred_parts_take_the_minutes_that_the_limit_wants(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    pace = SharedPace(tmp_path / "quota.db", clock, inline=True)
    vendor = Paced(pace, clock)
    desk = await Desk(tmp_path, vendor, clock).open()
    resolving = Resolving(
        *(desk.cache, desk.catalogue, desk.bonded, desk.drafts, clock, ANN), pace.seconds_for
    )
    told, seen = Told(), list[tuple[float, Progress]]()
    # Each part twice: once as the maker's number, once as our order would name it.
    lines = [typed(f"P{n}") for n in range(MANY)] + [typed(f"p{n} ") for n in range(MANY)]
    job = asyncio.ensure_future(
        resolving.resolve(
            lines, told.tell, lambda now: seen.append((clock.monotonic(), now)), "7001"
        )
    )
    while not job.done():
        await clock.run(10)
    await job
    assert all(one.known for one in told.lines.values())
    assert len(told.lines) == 2 * MANY
    # A call for each part, and in no minute more than the vendor allows.
    assert len(vendor.at) == MANY
    limit = LIMITS[_PRODUCT].per_minute
    assert all(later - at >= 60 for at, later in zip(vendor.at, vendor.at[limit:], strict=False))
    end, last = seen[-1]
    assert (last.done, last.calls, last.to_go) == (2 * MANY, MANY, timedelta(0))
    # Once the first burst is over, what is said to go is what it takes.
    said = [
        (end - at, now.to_go.total_seconds())
        for at, now in seen
        if now.to_go and 100 < now.calls < MANY - 10
    ]
    assert len(said) > 100
    assert all(abs(real - words) <= 10 + real * 0.3 for real, words in said)
    await desk.close()
