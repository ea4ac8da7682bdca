"""Time as the program sees it: the system's, or one that stands still until it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    def now(self) -> datetime:
        """This instant, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MovedClock(SystemClock):
    """The system's clock, as far ahead as `ahead` says: for vendors whose time is moved by hand.

    Only `now` is moved: what is waited for, and what is counted in seconds, is as real as ever.
    """

    def __init__(self, ahead: Callable[[], timedelta]) -> None:
        """`ahead` may block; it is asked now, and at each `look`."""
        self._ask = ahead
        self.ahead = ahead()

    def now(self) -> datetime:
        """This instant of the vendors' time, UTC."""
        return super().now() + self.ahead

    def look(self) -> bool:
        """Ask how far ahead it is; whether that is another span than before. Blocks."""
        was, self.ahead = self.ahead, self._ask()
        return was != self.ahead


class FixedClock:
    """Stands at `start` (timezone-aware); only `sleep` and `advance` move it."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._passed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        """Time passes at once; others get their turn."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self._passed += max(0.0, seconds)
