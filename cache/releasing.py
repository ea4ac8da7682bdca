"""Releases: what our orders and drafts take of bonded rows, and whether the reserve shows it.

A release is an ordinary line at the bonded row's number. The vendor does not document what it does
to the reserve, so the row is read again an hour and a day after it was accepted, and what changed
is said; until the reserve shows it, the release stands beside the reserve by itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cache import polling, released
from cache.convert import instant, instant_text
from cache.history_rows import our_key
from cache.ledger import bump, stamp
from cache.purpose import Purpose, errand
from cache.released import Due, Effect
from cache.reserves import trends
from vendors.errors import NotFound

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.people import Person
    from cache.reconciling import Reconciling
    from cache.store import Store
    from vendors.contract import Clock

__all__ = ["Effect", "Release", "ReleaseStep", "Releasing"]

# So long the morning list asks to speak with the vendor.
_ASKED_FOR = timedelta(days=30)
# In seconds: between two readings, and where another session looks at this moment.
_BETWEEN, _SOON = 5.0, 1.0


class Release(NamedTuple):
    """What one order or draft takes of a bonded row. `left`: pieces that the reserve does not show.

    `label` is the purchase order number, or the draft's. `state` is the order's, '' of a draft.
    """

    what: Literal["order", "draft"]
    label: str
    person: str
    mine: bool
    order_id: int | None
    draft_id: int | None
    quantity: int
    left: int
    state: str
    since: datetime


class Releasing:
    """Asks the ledger, projects into cache.db, and reads rows again through `bonded`."""

    def __init__(
        self, ledger: Store, cache: Store, bonded: Bonded, clock: Clock, person: Person
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._bonded = bonded
        self._clock = clock
        self._person = person
        # Called when what stands beside the rows is another.
        self.told: Callable[[], None] = lambda: None

    async def releases(self, customer_id: str, number: str) -> tuple[Release, ...]:
        """What our orders and everybody's open drafts take of a row: orders first, oldest first.

        Orders whose effect the reserve shows, and those that the vendor finished, are left out.
        """
        row = (customer_id, number)
        lines, drafted = await self._ledger.read(
            lambda db: (
                released.ordered(db, released.OF_ROW, row),
                released.drafted(db, released.OF_ROW, row),
            )
        )
        done = await self._finished(line.order_id for line in lines)
        found = [
            Release(
                "order",
                line.po_number,
                line.person,
                line.os_uid == self._person.uid,
                line.order_id,
                None,
                line.quantity,
                line.left,
                line.state,
                instant(line.sent_at),
            )
            for line in lines
            if line.left and line.order_id not in done
        ]
        for _, _, _, uid, person, draft_id, pieces, changed_at in drafted:
            found.append(
                Release(
                    "draft",
                    f"D-{draft_id}",
                    person,
                    uid == self._person.uid,
                    None,
                    draft_id,
                    pieces,
                    pieces,
                    "",
                    instant(changed_at),
                )
            )
        return tuple(found)

    async def effects(self, order_id: int) -> tuple[Effect, ...]:
        """What became of the reserves of an accepted order's bonded lines."""
        now = self._clock.now()
        return await self._ledger.read(
            lambda db: tuple(
                released.effects(db, f"{released.TAKEN} AND head.id = ?", (order_id,), now)
            )
        )

    async def unchanged(self) -> tuple[Effect, ...]:
        """Lines of the last 30 days, not finished at the vendor, for which the reserve is after a
        day as it was.
        """
        now = self._clock.now()
        since = instant_text(now - _ASKED_FOR)
        found = await self._ledger.read(
            lambda db: [
                one
                for one in released.effects(
                    db, f"{released.TAKEN} AND live.created_at > ?", (since,), now
                )
                if one.changed is False and released.looked(db, one, "day")
            ]
        )
        done = await self._finished(one.order_id for one in found)
        return tuple(one for one in found if one.order_id not in done)

    async def project(self) -> bool:
        """Bring what stands beside the rows up to the ledger; whether anything was written.

        Where nothing happened since, three short reads. Lines of orders that the vendor finished
        are read only at rows that others are still to be released from.
        """
        day = self._clock.now().date()
        before, heard = await self._cache.read(lambda db: (_stamp_of(db), str(polling.heard(db))))
        now = await self._ledger.read(stamp)
        same = before is not None and before[0] == now.identity
        if before is not None and before[:3] == (*now, heard) and before[4] == day.isoformat():
            return False
        after = before[3] if before is not None and same else 0
        if before is not None and before[4] != day.isoformat():
            # What a trend leaves out moves with the days.
            after = 0
        # The ledger is written meanwhile: what came behind this stamp is read another time.
        now, ours = await self._ledger.read(lambda db: (stamp(db), released.orders_with(db)))
        done = await self._finished(ours)
        others = json.dumps([order_id for order_id in ours if order_id not in done])
        lines, drafted, (newest, trend) = await self._ledger.read(
            lambda db: (
                released.ordered(db, released.OF_ROWS_OF, (others,)),
                released.drafted(db, "true", ()),
                trends(db, after, day),
            )
        )
        taken: dict[tuple[str, str, str], int] = {}
        for line in lines:
            if line.left and line.order_id not in done:
                key = (line.customer_id, line.number, line.vendor)
                taken[key] = taken.get(key, 0) + line.left
        said = (now.identity, now.sequence, heard, newest, day.isoformat())
        await self._cache.write(lambda db: _put(db, said, taken, drafted, trend, anew=not after))
        self.told()
        return True

    async def look(self, alone: Callable[[], AbstractContextManager[bool]]) -> float | None:
        """Read the bonded row that has waited longest again; in how many seconds the next one is.

        None: none waits. `alone` says whether no other session looks meanwhile. Raises
        VendorError, Refusal.
        """
        due = await self._next()
        if due is None:
            return None
        seconds = (due.at - self._clock.now()).total_seconds()
        if seconds > 0:
            return seconds
        with alone() as mine:
            if not mine:
                return _SOON
            # Another session may have looked since.
            due = await self._next()
            if due is not None and due.at <= self._clock.now():
                await self._read_again(due)
                await self.project()
        return _BETWEEN

    async def _read_again(self, due: Due) -> None:
        reserve, gone = None, 0
        with errand("bonded row", Purpose.STATUS):
            try:
                reserve = (await self._bonded.refresh_part(due.customer_id, due.number)).reserve
            except NotFound:
                gone = 1
        at = instant_text(self._clock.now())

        def job(db: sqlite3.Connection) -> None:
            db.executemany(
                "INSERT OR IGNORE INTO release_look (order_id, line_no, after, at, reserve, gone) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(*line, at, reserve, gone) for line in due.lines],
            )
            bump(db)

        await self._ledger.write(job)

    async def _next(self) -> Due | None:
        now = self._clock.now()
        return await self._ledger.read(lambda db: released.due(db, now))

    async def _finished(self, order_ids: Iterable[int]) -> frozenset[int]:
        """Those of these orders with which the vendor is done: all shipped, or cancelled."""
        keys = [our_key(order_id) for order_id in set(order_ids)]
        if not keys:
            return frozenset()
        rows = await self._cache.read(
            lambda db: db.execute(
                "SELECT order_id FROM order_row WHERE key IN (SELECT value FROM json_each(?)) "
                "AND state IN ('accepted', 'duplicate') AND fetched_at IS NOT NULL AND open = 0",
                (json.dumps(keys),),
            ).fetchall()
        )
        return frozenset(row[0] for row in rows)


class ReleaseStep:
    """A step of `cache.watching`: what stands beside the rows is up to date, and what is due read.

    In how many seconds it wants its next turn; None: whenever there is one. Raises VendorError.
    """

    def __init__(self, releasing: Releasing, reconciling: Reconciling) -> None:
        self._releasing = releasing
        self._reconciling = reconciling

    async def __call__(self) -> float | None:
        await self._releasing.project()
        if not self._reconciling.ready:
            return None
        return await self._releasing.look(self._reconciling.alone)


# -- what stands beside the rows -------------------------------------------------------------------


def _stamp_of(db: sqlite3.Connection) -> tuple[str, int, str, int, str] | None:
    """Ledger, sequence, what was heard of orders, the last reserve entry, and the day."""
    row: tuple[str, int, str, int, str] | None = db.execute(
        "SELECT identity, sequence, heard, reserve, day FROM beside_stamp"
    ).fetchone()
    return row


def _put(
    db: sqlite3.Connection,
    said: tuple[str, int, str, int, str],
    taken: dict[tuple[str, str, str], int],
    drafted: Iterable[tuple[Any, ...]],
    trend: Iterable[tuple[str, str, str, str]],
    *,
    anew: bool,
) -> None:
    db.execute("DELETE FROM bonded_released")
    db.execute("DELETE FROM bonded_drafted")
    if anew:
        db.execute("DELETE FROM bonded_trend")
    db.executemany(
        "INSERT INTO bonded_released (customer_id, number, vendor, pieces) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET pieces = pieces + excluded.pieces",
        [(*row, pieces) for row, pieces in taken.items()],
    )
    db.executemany(
        "INSERT INTO bonded_drafted (vendor, customer_id, number, os_uid, pieces) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET pieces = pieces + excluded.pieces",
        [(*row[:4], row[6]) for row in drafted],
    )
    db.executemany("INSERT OR REPLACE INTO bonded_trend VALUES (?, ?, ?, ?)", trend)
    db.execute("INSERT OR REPLACE INTO beside_stamp VALUES (1, ?, ?, ?, ?, ?)", said)
