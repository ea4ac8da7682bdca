"""The two files of an environment, opened for the services: what is amiss is said, not raised."""

from __future__ import annotations

import contextlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING

from cache.backups import before_migration
from cache.ledger import identity
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.opening import CURE
from cache.people import SEVERAL, who, why_not
from cache.places import Places, Refusal, refusal_of
from cache.schema import CACHE, CACHE_ID
from cache.store import Damaged, Foreign, Newer, Store

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.sessions import SessionLock
    from vendors.contract import Clock


class Opened(ABC):
    """`notes`, `ordering` and `why_not` are as `cache.services.Services` says.

    `why_not_person`: why this account, which does not say which person acts, orders and changes
    nothing; empty where it may.
    """

    orders: Orders

    def __init__(
        self,
        places: Places,
        clock: Clock,
        several: Collection[str] = (),
        allow_several: bool = False,
    ) -> None:
        self.places = places
        self.clock = clock
        self.person = who(several)
        self.why_not_person = ""
        # A sandbox of one's own is for trying things out, whoever one is.
        alone = places.shared is None and places.environment == "sandbox"
        # Whether whoever decides has to have an account that says who they are.
        self.persons_only = not alone and not allow_several
        if not alone:
            self.why_not_person = "" if allow_several else why_not(self.person)
            if self.person.shared and allow_several:
                self.person = self.person._replace(origin=f"{SEVERAL}, {self.person.origin}")
        self.notes: list[str] = []
        self.ordering = False
        self.why_not = "The ledger is not open yet. Try again in a moment."
        self._cache = Store(places.cache_db, journal="wal", schema=CACHE, application_id=CACHE_ID)
        self._ledger = Store(
            places.ledger,
            journal="rollback",
            schema=LEDGER,
            application_id=LEDGER_ID,
            marker=places.ledger_id,
            identity=identity,
            keep=lambda ledger: before_migration(places.backups, ledger, clock.now()),
        )
        self._session: SessionLock | None = None

    @abstractmethod
    async def _take_up(self, session: SessionLock) -> None:
        """Let the services that write in the ledger go on where dead sessions stopped."""

    def open_if_there(self) -> bool:
        """What the first frame needs: cache.db for drawing, if it is there and current."""
        return self._cache.open_if_there()

    async def check(self) -> bool:
        """Look through all of cache.db, for seconds where it is large; True where it is sound.

        A damaged one is set aside and made anew, and the rows on the screen have to be asked for
        again. Raises Superseded where the session closes meanwhile.
        """
        try:
            await self._cache.check()
        except Damaged as damaged:
            await self._renew_cache(damaged)
            await self._project()
            return False
        return True

    async def _open_cache(self) -> None:
        try:
            await self._cache.open()
        except (Damaged, Newer) as amiss:
            await self._renew_cache(amiss)
        except Refusal as refusal:
            self.notes.append(refusal.sentence)

    async def _renew_cache(self, amiss: Refusal) -> None:
        try:
            aside = await self._cache.set_aside()
        except Refusal as refusal:
            self.notes.append(refusal.sentence)
            return
        kept = "" if aside is None else f" The old file is kept as {aside.name}."
        self.notes.append(
            f"{amiss.sentence} It only held copies: it was made anew, and fills again as vendors "
            f"are asked. Drafts and orders are safe.{kept}"
        )

    async def _project(self) -> None:
        """The history is as the ledger has it, whatever was lost or made anew."""
        with contextlib.suppress(Refusal, sqlite3.Error):
            await self.orders.project()

    async def _open_ledger(self) -> None:
        from cache.sessions import SessionLock

        try:
            # First: while this lock is held nobody puts another ledger into this one's place.
            self._session = SessionLock(self.places.sessions)
            await self._ledger.open()
            await self._ledger.check()
            await self._take_up(self._session)
        except Refusal as refusal:
            self._no_ordering(refusal)
        except OSError as error:
            self._no_ordering(refusal_of(error, self.places.sessions))
        else:
            self.ordering = True
            self.why_not = ""

    def _no_ordering(self, refusal: Refusal) -> None:
        todo = f" {CURE}" if isinstance(refusal, Damaged) else ""
        self.why_not = (
            f"{refusal.sentence}{todo} Until then no draft can be changed and nothing can be "
            "ordered; search, stock and history work."
        )
        # What a newer version wrote can still be looked at, and so can another ledger.
        reads = not isinstance(refusal, (Newer, Foreign))
        self._ledger.refuse(type(refusal)(self.why_not, refusal.status), reads=reads)
        self.notes.append(self.why_not)
