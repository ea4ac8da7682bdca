"""All services over one environment's files, in one bundle."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cache.accounts import Accounts
from cache.backups import before_migration
from cache.bonded import Bonded
from cache.book import Book
from cache.catalogue import Catalogue
from cache.choices import Choices
from cache.confirming import Confirming
from cache.drafts import Drafts
from cache.ledger import identity
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.opening import CURE
from cache.orders import Orders
from cache.people import Buyer, who
from cache.places import ENVIRONMENTS, Places, Refusal, refusal_of
from cache.reserves import Reserves
from cache.schema import CACHE, CACHE_ID
from cache.store import Damaged, Foreign, Newer, Store
from cache.terms import BondedNotes
from vendors.contract import Clock

if TYPE_CHECKING:
    from cache.advising import Advising
    from cache.changing import Changing
    from cache.completing import Completing
    from cache.families import Families
    from cache.morning import Morning
    from cache.ours import Ours
    from cache.pace import SharedPace
    from cache.packing import Packing
    from cache.part_details import Parts
    from cache.placing import Placing
    from cache.reconciling import Reconciling
    from cache.releasing import Releasing
    from cache.reordering import Reordering
    from cache.resolving import Resolving
    from cache.scanned import Scanned
    from cache.sessions import SessionLock
    from cache.tokens import TokenFiles
    from cache.watched import Watched
    from cache.watching import Watching

READ_ONLY = (
    "read_only = true stands in the settings, so nothing is ordered or changed; the rest works. "
    "Take the line out and start again to order."
)


class Services:
    """What the screen asks and tells. The folders must be there: see `cache.places.prepare`.

    `notes` are sentences about what was found amiss and done about it. `ordering` is False until
    the ledger is open and sound; `why_not` then says why, and every review, order and draft is
    refused with the same words. The rest works without it. With `read_only` nothing is ordered or
    changed at a vendor, by the person's own settings.
    """

    def __init__(
        self,
        places: Places,
        clock: Clock,
        *,
        prefix: str = "AC",
        buyer: Buyer | None = None,
        read_only: bool = False,
    ) -> None:
        self.places = places
        self.clock = clock
        self.person = who()
        self.read_only = read_only
        self._prefix = prefix
        self._buyer = buyer
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
        self.catalogue = Catalogue(self._cache, clock)
        self.reserves = Reserves(self._ledger)
        self.bonded = Bonded(self._cache, clock, self.reserves, self.person)
        self.book = Book(self._ledger, self.bonded, clock, self.person, prefix)
        self.bonded.given = self.book.given
        self.accounts = Accounts(self._ledger, clock, self.person)
        self.choices = Choices(self._ledger, self.person)
        self.drafts = Drafts(self._ledger, clock, self.person)
        self.bonded_notes = BondedNotes(self._ledger, clock, self.person)
        self.orders = Orders(self._ledger, self._cache, clock, self.person)

    # The first frame needs none of these three, and would wait for their imports.

    @cached_property
    def placing(self) -> Placing:
        from cache.placing import Placing

        placing = Placing(
            self._ledger,
            self.catalogue,
            self.bonded,
            self.orders,
            self.clock,
            self.person,
            self.places.environment,
            prefix=self._prefix,
            buyer=self._buyer,
        )
        placing.why_not_for = self.accounts.why_not
        placing.settle = lambda draft, progress: self.resolving.settle(draft, progress)
        placing.seconds_for = lambda product, calls: self.pace.seconds_for(product, calls)
        return placing

    @cached_property
    def resolving(self) -> Resolving:
        from cache.resolving import Resolving

        return Resolving(
            *(self._cache, self.catalogue, self.bonded, self.drafts, self.clock, self.person),
            seconds_for=lambda product, calls: self.pace.seconds_for(product, calls),
        )

    @cached_property
    def completing(self) -> Completing:
        from cache.completing import Completing

        return Completing(self._cache, self.catalogue, self.clock, self.person)

    @cached_property
    def advising(self) -> Advising:
        from cache.advising import Advising

        return Advising(self._ledger, self._cache, self.orders, self.clock, self.person)

    @cached_property
    def reordering(self) -> Reordering:
        from cache.reordering import Reordering

        return Reordering(
            self._ledger, self.orders, self.drafts, self.catalogue, self.bonded, self.clock
        )

    @cached_property
    def scanned(self) -> Scanned:
        from cache.scanned import Scanned

        return Scanned(self._cache)

    @cached_property
    def confirming(self) -> Confirming:
        return Confirming(self._ledger, self._cache, self.orders, self.clock, self.person)

    @cached_property
    def morning(self) -> Morning:
        from cache.morning import Morning

        here = self.places.environment
        return Morning(
            self._ledger,
            self._cache,
            self.clock,
            self.person,
            here,
            others=[self.places.sibling(one) for one in ENVIRONMENTS if one != here],
            tokens=self.tokens,
            releasing=self.releasing,
            watched=self.watched,
            elsewhere=self.orders.elsewhere,
        )

    @cached_property
    def reconciling(self) -> Reconciling:
        from cache.reconciling import Reconciling

        return Reconciling(
            self._ledger, self._cache, self.orders, self.placing, self.clock, self.person
        )

    @cached_property
    def watching(self) -> Watching:
        from cache.changing_step import ChangeStep
        from cache.releasing import ReleaseStep
        from cache.watched_step import WatchedStep
        from cache.watching import Watching

        watching = Watching(
            self._ledger,
            self._cache,
            self.orders,
            self.placing,
            self.reconciling,
            self.clock,
            self.pace.left,
        )
        step = WatchedStep(self._ledger, self.catalogue, self.clock)

        def begun() -> None:
            step.soon()
            watching.wake()

        watching.also.append(("watched parts", step))
        self.watched.begun = begun
        watching.also.append(("reserves", ReleaseStep(self.releasing, self.reconciling)))
        watching.also.append(("changes", ChangeStep(self.changing, self.reconciling, self.clock)))
        self.placing.ended = self.changing.ended = watching.wake
        return watching

    @cached_property
    def changing(self) -> Changing:
        from cache.changing import Changing

        here = self.places.environment
        return Changing(
            *(self._ledger, self.orders, self.clock, self.person, here),
            why_not=lambda: self.why_not_send,
        )

    @cached_property
    def releasing(self) -> Releasing:
        from cache.releasing import Releasing

        return Releasing(self._ledger, self._cache, self.bonded, self.clock, self.person)

    @cached_property
    def parts(self) -> Parts:
        from cache.part_details import Parts

        return Parts(self._cache, self.catalogue, self.clock, self.pace.seconds_for)

    @cached_property
    def packing(self) -> Packing:
        from cache.packing import Packing

        return Packing(self._cache, self.catalogue.claims, self.clock)

    @cached_property
    def families(self) -> Families:
        from cache.families import Families

        return Families(self._cache, self.catalogue)

    @cached_property
    def ours(self) -> Ours:
        from cache.ours import Ours

        return Ours(self._ledger, self._cache, self.person)

    @cached_property
    def watched(self) -> Watched:
        from cache.watched import Watched

        return Watched(self._ledger, self.clock, self.person, self.catalogue)

    @cached_property
    def pace(self) -> SharedPace:
        from cache.pace import SharedPace

        return SharedPace(self.places.quota, self.clock)

    @cached_property
    def tokens(self) -> TokenFiles:
        from cache.tokens import TokenFiles

        return TokenFiles(self.places.tokens)

    @property
    def why_not_send(self) -> str | None:
        """Why nothing can be ordered or changed at a vendor now; None where it can."""
        if self.read_only:
            return READ_ONLY
        return None if self.ordering else self.why_not

    @property
    def busy(self) -> bool:
        """Whether an order, or a change to one, is on its way right now."""
        return self.ordering and (self.placing.busy or self.changing.busy)

    def open_if_there(self) -> bool:
        """What the first frame needs: cache.db for drawing, if it is there and current."""
        return self._cache.open_if_there()

    async def open(self) -> None:
        """Open both files, making what is missing. What is amiss is in `notes`, and not raised.

        Raises Superseded where the session closes meanwhile.
        """
        await asyncio.to_thread(
            lambda: (
                *(self.placing, self.watching, self.tokens, self.parts),
                *(self.resolving, self.completing, self.advising),
            )
        )
        await self._open_cache()
        await self._open_ledger()
        await self._project()

    def time_moved(self) -> None:
        """The clock was moved: what was planned by it is planned anew."""
        self.watching.forget()
        self.watched.begun()

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

    def attach(self, vendors: Sequence[object]) -> None:
        """Let every service ask the vendors that it can use. After the first frame."""
        for service in (
            *(self.catalogue, self.bonded, self.orders, self.placing, self.reconciling),
            *(self.parts, self.changing, self.packing),
        ):
            service.attach(vendors)
        self.watching.wake()

    async def close(self) -> None:
        """Finish what is being written, and end. What is on its way becomes unknown."""
        if self._session is not None:
            with contextlib.suppress(Refusal, sqlite3.Error):
                await self.placing.close()
                await self.changing.close()
        with contextlib.suppress(Refusal, sqlite3.Error):
            await self.catalogue.claims.close()
        await self._ledger.close()
        await self._cache.close()
        await self.pace.close()
        if self._session is not None:
            self._session.close()
            self._session = None

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
            await self.book.read()
            self.drafts.leases.open(self._session)
            await self.placing.open(self._session)
            await self.changing.open(self._session)
            self.reconciling.open(self._session)
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
