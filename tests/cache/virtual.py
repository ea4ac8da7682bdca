"""Time that passes only when a test says so, in the order in which sleepers wanted to wake."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from cache.clock import FixedClock

# With stores that run inline, this many turns of the loop bring everything to rest.
_TURNS = 50


class VirtualClock(FixedClock):
    _sleepers: list[tuple[float, int, asyncio.Future[None]]]

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        if not hasattr(self, "_sleepers"):
            self._sleepers, self._count = [], count()
        wakes: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.monotonic() + seconds, next(self._count), wakes))
        await wakes

    async def run(self, seconds: float) -> None:
        """Let `seconds` pass; whoever sleeps meanwhile wakes at its own instant."""
        end = self.monotonic() + seconds
        await rest()
        while getattr(self, "_sleepers", None) and self._sleepers[0][0] <= end:
            at, _, wakes = heapq.heappop(self._sleepers)
            if not wakes.done():
                self.advance(at - self.monotonic())
                wakes.set_result(None)
                await rest()
        self.advance(end - self.monotonic())

    async def skip(self, seconds: float) -> None:
        """Let `seconds` pass in which nobody wakes, as while a laptop sleeps."""
        await rest()
        self.advance(seconds)


async def rest() -> None:
    """Everyone has had every turn they wanted."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
