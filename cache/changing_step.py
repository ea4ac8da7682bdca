"""The step of the watching loop that reads changed orders back until the change is seen.

After 5 s, 20 s, a minute, 5 minutes and an hour, then once a day while it is open.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cache.places import Refusal
from vendors.errors import TooMany, VendorError

if TYPE_CHECKING:
    from cache.changing import Changing
    from cache.reconciling import Reconciling
    from vendors.contract import Clock

# In seconds. Where another session looks at this moment; and after what failed: at first, at most.
_SOON = 1.0
_AGAIN, _PAUSE = 15.0, 300.0


class ChangeStep:
    """Called by the watching loop; in how many seconds it wants its next turn, None: whenever.

    A change that cannot be read back is asked again later, each time twice as long after, and keeps
    no other waiting.
    """

    def __init__(self, changing: Changing, reconciling: Reconciling, clock: Clock) -> None:
        self._changing = changing
        self._reconciling = reconciling
        self._clock = clock
        # Of each change that failed: how often in a row, and until when it is let be, by the clock
        # that nobody sets back.
        self._failed: dict[int, tuple[int, float]] = {}

    async def __call__(self) -> float | None:
        await self._changing.recover()
        if not (self._changing.ready and self._reconciling.ready):
            return None
        first = await self._first()
        if first is None or first[0] > 0:
            return first and first[0]
        with self._reconciling.alone() as alone:
            if not alone:
                return _SOON
            # Another session may have looked since.
            first = await self._first()
            if first is not None and first[0] <= 0:
                await self._try(first[1])
        first = await self._first()
        return first and first[0]

    async def _try(self, change_id: int) -> None:
        try:
            await self._look(change_id)
        except (Refusal, VendorError) as error:
            times = self._failed.get(change_id, (0, 0.0))[0]
            pause = min(_AGAIN * (1 << min(times, 8)), _PAUSE)
            if isinstance(error, TooMany):
                pause = max(pause, error.wait)
            self._failed[change_id] = times + 1, self._clock.monotonic() + pause
        else:
            self._failed.pop(change_id, None)

    async def _look(self, change_id: int) -> None:
        await self._changing.look(change_id, by_hand=False)
        change = await self._changing.change(change_id)
        if change.state == "seen":
            # So that the history has the vendor's lines as they are now beside ours.
            with contextlib.suppress(Refusal, VendorError):
                await self._reconciling.poll(change.order_id)

    async def _first(self) -> tuple[float, int] | None:
        """In how many seconds a change is read back next, and which."""
        now, at = self._clock.now(), self._clock.monotonic()
        waits = [
            (max((due - now).total_seconds(), self._failed.get(one, (0, at))[1] - at), one)
            for due, one in await self._changing.waiting()
        ]
        return min(waits, default=None)
