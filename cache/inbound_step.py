"""The step of the watching loop that goes on with inbound orders, and reads back how they stand.

It begins those that come by themselves, goes on with what is unfinished, and looks again where the
vendor of an order says other days or a tracking number, or where a mapping that lacked is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache import inbound_rules as rules
from cache import polling
from cache.places import Refusal
from vendors.errors import TooMany, VendorError

if TYPE_CHECKING:
    import sqlite3

    from cache.inbound import Inbound
    from cache.store import Store
    from vendors.contract import Clock

# In seconds. Where another session does this moment, and between two of them; and after what
# failed: at first, at most.
_SOON = 1.0
_AGAIN, _PAUSE = 15.0, 300.0


class TellStep:
    """Called by the watching loop; in how many seconds it wants its next turn, None: whenever."""

    def __init__(self, inbound: Inbound, ledger: Store, cache: Store, clock: Clock) -> None:
        self._inbound = inbound
        self._ledger = ledger
        self._cache = cache
        self._clock = clock
        self._begun = 0
        self._heard: object = None
        # What is looked at sooner than the ledger says.
        self._now: set[int] = set()
        # Of each that failed: how often in a row, and until when it is let be, by the clock that
        # nobody sets back.
        self._failed: dict[int, tuple[int, float]] = {}

    async def __call__(self) -> float | None:
        inbound = self._inbound
        await inbound.recover()
        if not inbound.ready or inbound.why_not() is not None:
            return None
        with inbound.alone() as alone:
            if not alone:
                return _SOON
            self._begun = await inbound.begin_new(self._begun)
            await self._hear()
            first = await self._first()
            if first is not None and first[0] <= 0:
                await self._try(first[1])
                first = await self._first()
        return None if first is None else max(first[0], _SOON)

    async def _hear(self) -> None:
        """What the vendors say of orders since, and what was mapped since."""
        heard = (
            await self._cache.read(polling.heard),
            await self._ledger.read(_mapped),
        )
        if heard == self._heard:
            return
        for order_id, state, lacks in await self._ledger.read(_candidates):
            its, plan = await self._inbound.standing(order_id), await self._inbound.plan(order_id)
            if lacks:
                if plan.plan is not None:
                    self._now.add(order_id)
            elif state in ("draft", "open") and its is not None and its.seen is not None:
                shown = its.seen.plan
                apart = plan.plan is not None and rules.detail_differences(plan.plan, shown)
                if apart or (plan.cancelled and not its.row.waits):
                    self._now.add(order_id)
        self._heard = heard

    async def _try(self, order_id: int) -> None:
        self._now.discard(order_id)
        try:
            await self._inbound.go_on(order_id)
        except (Refusal, VendorError) as error:
            times = self._failed.get(order_id, (0, 0.0))[0]
            pause = min(_AGAIN * (1 << min(times, 8)), _PAUSE)
            if isinstance(error, TooMany):
                pause = max(pause, error.wait)
            self._failed[order_id] = times + 1, self._clock.monotonic() + pause
        else:
            self._failed.pop(order_id, None)

    async def _first(self) -> tuple[float, int] | None:
        """In how many seconds one is looked at next, and whose it is."""
        now, at = self._clock.now(), self._clock.monotonic()
        dues = {one: (due - now).total_seconds() for due, one in await self._inbound.due()}
        dues |= dict.fromkeys(self._now, 0.0)
        waits = [
            (max(wait, self._failed.get(one, (0, at))[1] - at), one) for one, wait in dues.items()
        ]
        return min(waits, default=None)


def _mapped(db: sqlite3.Connection) -> tuple[int, str | None]:
    row: tuple[int, str | None] = db.execute(
        "SELECT count(*), max(at) FROM inbound_mapping"
    ).fetchone()
    return row


def _candidates(db: sqlite3.Connection) -> list[tuple[int, str, int]]:
    return db.execute(
        "SELECT order_id, state, lacks FROM inbound WHERE state IN ('wanted', 'draft', 'open')"
    ).fetchall()
