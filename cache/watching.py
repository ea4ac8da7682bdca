"""What a session does by itself while nobody presses a key: it looks, asks after, and tells.

One loop, with one step for each kind of thing. A step that fails is tried again later, each time
twice as long after, and keeps no other from its turn. At rest it reads a few numbers from two
files every 15 seconds, and neither writes nor asks nor tells anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Never

from cache import ledger as ledgers
from cache import polling, settling
from vendors.errors import TooMany, VendorError

if TYPE_CHECKING:
    import sqlite3

    from cache.orders import Orders
    from cache.placing import Placing
    from cache.polling import Due
    from cache.reconciling import Reconciling
    from cache.store import Store
    from vendors.contract import Clock

REST = timedelta(seconds=15)
# In seconds. Another session has what this one waits for: it will be done soon.
_SOON = 1.0
_BETWEEN_POLLS = 5.0
# After what failed: at first, at the most, and after a vendor that could not be asked.
_AGAIN, _PAUSE = 15.0, 300.0
_A_DAY = 86_400.0
# What was planned is thrown away and planned anew: days pass, and orders become late.
_PLAN_HOLDS = 3600.0
# So many of a day's calls are left to people.
RESERVE = 100
# What the calls of a look are counted as, in cache/pace.py.
_PRODUCT = "{vendor}:status"

# Says in how many seconds it wants its next turn; None: whenever there is one.
_Step = Callable[[], Awaitable[float | None]]


class Watching:
    """The loop of one session. `left`: how many calls of a product are left today, if known.

    `rest`: after so long, what other sessions did is seen.
    """

    def __init__(
        self,
        ledger: Store,
        cache: Store,
        orders: Orders,
        placing: Placing,
        reconciling: Reconciling,
        clock: Clock,
        left: Callable[[str], int | None],
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._orders = orders
        self._placing = placing
        self._reconciling = reconciling
        self._clock = clock
        self._left = left
        self.rest = REST
        # What else is seen to in each turn, by name: what only this loop keeps up to date.
        self.also: list[tuple[str, _Step]] = []
        self._changed: Callable[[], None] = lambda: None
        self._sleeping: asyncio.Future[None] | None = None
        self._woken = False
        self._seen: object = None
        # What failed: how often in a row, and until when it is let be. This instant and all below
        # are of the clock that nobody sets back.
        self._failed: dict[tuple[str, int], tuple[int, float]] = {}
        self._quiet: dict[str, float] = {}
        self._poll_from = 0.0
        self._plan: dict[int, Due] = {}
        self._planned: tuple[int | None, float] | None = None

    async def run(self, changed: Callable[[], None]) -> Never:
        """Go on until cancelled. `changed` is called when something on the screen may be old.

        Nothing is asked of a vendor before one is attached.
        """
        self._changed = changed
        while True:
            wanted = [
                await self._safely(name, 0, step)
                for name, step in (
                    ("recover", self._end_orphans),
                    ("look", self._look),
                    ("poll", self._poll),
                    *self.also,
                    ("tell", self._tell),
                )
            ]
            rest = self.rest.total_seconds()
            soonest = min((seconds for seconds in wanted if seconds is not None), default=rest)
            await self._sleep(min(rest, soonest if soonest > 0 else _SOON))

    def wake(self) -> None:
        """There is something new to do: an order became unknown, or a vendor was attached."""
        self._woken = True
        if self._sleeping is not None:
            self._sleeping.cancel()

    def forget(self) -> None:
        """Plan anew, and ask again whom there was a reason to leave in peace until later."""
        self._planned = None
        self._quiet.clear()
        self._failed.clear()
        self._poll_from = 0.0

    async def _sleep(self, seconds: float) -> None:
        self._sleeping = asyncio.ensure_future(self._clock.sleep(0 if self._woken else seconds))
        try:
            await asyncio.wait([self._sleeping])
        finally:
            self._sleeping.cancel()
            self._sleeping = None
            self._woken = False

    async def _safely(self, name: str, order_id: int, step: _Step) -> float | None:
        """What `step` says. It may fail with anything: then it is let be, longer each time."""
        times, until = self._failed.get((name, order_id), (0, 0.0))
        left = until - self._clock.monotonic()
        if left > 0:
            return left
        try:
            wanted = await step()
        except Exception:  # noqa: BLE001 - no vendor and no disk ends the looking
            pause = min(_AGAIN * (1 << min(times, 8)), _PAUSE)
            self._failed[name, order_id] = times + 1, self._clock.monotonic() + pause
            return pause
        self._failed.pop((name, order_id), None)
        return wanted

    # -- the steps -----------------------------------------------------------------------------

    async def _end_orphans(self) -> float | None:
        await self._placing.recover()
        return None

    async def _look(self) -> float | None:
        """Look for every order whose look is due, the one that waits longest first."""
        if not self._reconciling.ready:
            return None
        wanted: list[float | None] = []
        waiting = await self._waiting()
        for order_id in [order_id for seconds, order_id in waiting if seconds <= 0]:
            look = partial(self._look_for, order_id)
            wanted.append(await self._safely("look for", order_id, look))
        if wanted:
            waiting = await self._waiting()
        wanted += [seconds for seconds, _ in waiting if seconds > 0]
        return min((seconds for seconds in wanted if seconds is not None), default=None)

    async def _waiting(self) -> list[tuple[float, int]]:
        """In how many seconds each order is looked for next."""
        now = self._clock.now()
        found = await self._ledger.read(lambda db: settling.waiting(db, now))
        return [((at - now).total_seconds(), order_id) for at, order_id in found]

    async def _look_for(self, order_id: int) -> float | None:
        with self._reconciling.alone() as alone:
            if not alone:
                return _SOON
            standing = await self._reconciling.standing(order_id)
            # Another session may have looked since.
            if standing.next_at is not None and standing.next_at <= self._clock.now():
                try:
                    await self._reconciling.look_alone(order_id, by_hand=False)
                except VendorError as error:
                    self._be_quiet(error)
        return None

    async def _poll(self) -> float | None:
        """Ask after one order that is not finished: the most urgent one that is due."""
        if not self._reconciling.ready:
            return None
        left = self._poll_from - self._clock.monotonic()
        if left > 0:
            return left
        await self._make_plan()
        now = self._clock.now()
        waits = {vendor: self._wait(vendor) for vendor in self._vendors()}
        wanted = {
            order_id: max((one.at - now).total_seconds(), waits[one.vendor])
            for order_id, one in self._plan.items()
        }
        due = [one for order_id, one in self._plan.items() if wanted[order_id] <= 0]
        if not due:
            return min(wanted.values(), default=None)
        first = min(due)
        self._poll_from = self._clock.monotonic() + _BETWEEN_POLLS
        await self._safely("ask after", first.order_id, partial(self._ask_after, first))
        return _BETWEEN_POLLS

    async def _tell(self) -> float | None:
        """Where any session changed something, bring the rows up to it and tell the screen."""
        seen = (await self._ledger.read(ledgers.stamp), await self._cache.read(polling.heard))
        if seen != self._seen:
            await self._orders.project()
            self._seen = seen
            self._changed()
        return None

    # -- asking after orders -------------------------------------------------------------------

    async def _make_plan(self) -> None:
        """Once an hour, and when an order changed; drafts change all the time."""
        changed = await self._ledger.read(_last_change)
        at = self._clock.monotonic()
        if self._planned is not None:
            before, planned_at = self._planned
            if before == changed and at < planned_at + _PLAN_HOLDS:
                return
        await self._orders.project()
        self._plan = await self._dues()
        self._planned = changed, at

    async def _dues(self, order_id: int | None = None) -> dict[int, Due]:
        now = self._clock.now()
        also = await self._ledger.read(lambda db: polling.called_off(db, now))
        found = await self._cache.read(
            lambda db: polling.open_orders(db, now.date(), also, order_id)
        )
        sent = await self._ledger.read(lambda db: polling.sent_at(db, found))
        dues = (polling.due(order, sent, now) for order in found)
        return {one.order_id: one for one in dues if one is not None}

    async def _ask_after(self, planned: Due) -> None:
        order_id = planned.order_id
        # Should anything fail here, the others are asked after before it is tried again.
        later = self._clock.now() + timedelta(seconds=_PAUSE)
        self._plan[order_id] = planned._replace(at=later)
        with self._reconciling.alone() as alone:
            if not alone:
                self._plan[order_id] = planned
                return
            # As it stands now: another session may have asked since it was planned.
            due = await self._due_now(order_id)
            if due is not None and due.at <= self._clock.now():
                try:
                    await self._reconciling.poll(order_id)
                except VendorError as error:
                    self._be_quiet(error)
                due = await self._due_now(order_id)
        if due is None:
            del self._plan[order_id]
        else:
            self._plan[order_id] = due

    async def _due_now(self, order_id: int) -> Due | None:
        return (await self._dues(order_id)).get(order_id)

    def _vendors(self) -> set[str]:
        return {one.vendor for one in self._plan.values()}

    def _wait(self, vendor: str) -> float:
        """For how many seconds the vendor is not asked; what is left of a day is for people."""
        left = self._left(_PRODUCT.format(vendor=vendor))
        if left is not None and left <= RESERVE:
            return _PAUSE
        return self._quiet.get(vendor, 0.0) - self._clock.monotonic()

    def _be_quiet(self, error: VendorError) -> None:
        pause = min(max(error.wait, 0.0), _A_DAY) if isinstance(error, TooMany) else _PAUSE
        self._quiet[error.vendor] = self._clock.monotonic() + pause


def _last_change(db: sqlite3.Connection) -> int | None:
    (changed,) = db.execute("SELECT max(changed) FROM purchase_order").fetchone()
    return None if changed is None else int(changed)
