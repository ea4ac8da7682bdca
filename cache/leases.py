"""Who writes in a draft: one session at a time, for as long as it lives or until one takes over.

A lease holds as long as its session holds the lock of its own (`cache.sessions`), so a screen that
stands idle writes nothing, and the lease of a session that ended, however it ended, is free.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant, instant_text
from cache.ledger import bump, note

if TYPE_CHECKING:
    from cache.people import Person
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.contract import Clock


class Lease(NamedTuple):
    """Whose a draft is to change: from where, since when (UTC). `mine`: this session's."""

    person: str
    origin: str
    since: datetime
    mine: bool

    @property
    def who(self) -> str:
        """Person and terminal, as `ann, pts/3`."""
        return ", ".join(filter(None, (self.person, self.origin)))


def other(db: sqlite3.Connection, draft_id: int, session: SessionLock | None) -> Lease | None:
    """The lease that another living session than `session` has on a draft; None: there is none."""
    row = db.execute(
        "SELECT session, person, origin, since FROM draft_lease WHERE draft_id = ?", (draft_id,)
    ).fetchone()
    if row is None or session is None or row[0] == session.name:
        return None
    with session.ended(row[0]) as gone:
        return None if gone else Lease(row[1], row[2], instant(row[3]), mine=False)


class Leases:
    """The leases of one session. Before `open` it neither takes nor heeds any."""

    def __init__(self, ledger: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        self._session: SessionLock | None = None

    def open(self, session: SessionLock) -> None:
        self._session = session

    async def take(self, draft_id: int) -> Lease:
        """Take the draft's lease, or say which living session has it."""
        return await self._ledger.write(lambda db: self.hold(db, draft_id))

    async def take_over(self, draft_id: int) -> Lease:
        """Take the lease, whoever has it. That session notices when it next saves."""

        def job(db: sqlite3.Connection) -> Lease:
            theirs = self.other(db, draft_id)
            mine = self._put(db, draft_id)
            if theirs is not None:
                note(
                    db,
                    self._person,
                    mine.since,
                    "taken over",
                    draft_id=draft_id,
                    was=theirs.who,
                    became=mine.who,
                )
            return mine

        return await self._ledger.write(job)

    async def give_back(self, draft_id: int) -> None:
        """Let the draft go, if this session has it."""

        def job(db: sqlite3.Connection) -> None:
            name = self._session.name if self._session else ""
            done = db.execute(
                "DELETE FROM draft_lease WHERE draft_id = ? AND session = ?", (draft_id, name)
            ).rowcount
            if done:
                bump(db)

        await self._ledger.write(job)

    async def holder(self, draft_id: int) -> Lease | None:
        """The living session that has the draft, this one or another. Writes nothing."""
        return await self._ledger.read(lambda db: self._holder(db, draft_id))

    def other(self, db: sqlite3.Connection, draft_id: int) -> Lease | None:
        """The lease of another living session. Run inside a read or a write."""
        return other(db, draft_id, self._session)

    def hold(self, db: sqlite3.Connection, draft_id: int) -> Lease:
        """As `take`. Run inside a write."""
        return self.other(db, draft_id) or self._mine(db, draft_id) or self._put(db, draft_id)

    def _holder(self, db: sqlite3.Connection, draft_id: int) -> Lease | None:
        return self.other(db, draft_id) or self._mine(db, draft_id)

    def _mine(self, db: sqlite3.Connection, draft_id: int) -> Lease | None:
        row = db.execute(
            "SELECT person, origin, since FROM draft_lease WHERE draft_id = ? AND session = ?",
            (draft_id, self._session.name if self._session else ""),
        ).fetchone()
        return None if row is None else Lease(row[0], row[1], instant(row[2]), mine=True)

    def _put(self, db: sqlite3.Connection, draft_id: int) -> Lease:
        person, now = self._person, self._clock.now()
        if self._session is not None:
            db.execute(
                "INSERT OR REPLACE INTO draft_lease VALUES (?, ?, ?, ?, ?, ?)",
                (
                    draft_id,
                    self._session.name,
                    person.uid,
                    person.name,
                    person.origin,
                    instant_text(now),
                ),
            )
            bump(db)
        return Lease(person.name, person.origin, now, mine=True)
