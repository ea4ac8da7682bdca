"""All services over one environment's files, in one bundle."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cache.accounts import Accounts
from cache.bonded import Bonded
from cache.book import Book
from cache.catalogue import Catalogue
from cache.choices import Choices
from cache.confirming import Confirming
from cache.drafts import Drafts
from cache.inbound_rows import InboundRow
from cache.inbound_rows import read as read_inbound_rows
from cache.opened import Opened
from cache.orders import Orders
from cache.people import Buyer, impersonal
from cache.places import ENVIRONMENTS, Places, Refusal
from cache.reserves import Reserves
from cache.spending_rules import NO_RULES, Rules
from cache.terms import BondedNotes
from vendors.contract import Clock

if TYPE_CHECKING:
    from cache.advising import Advising
    from cache.approvals import Approvals
    from cache.changing import Changing
    from cache.completing import Completing
    from cache.families import Families
    from cache.inbound import Inbound
    from cache.kept_lists import Profiles, Suppliers, Warehouses
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
    from cache.whole_catalogue import WholeCatalogues

READ_ONLY = (
    "read_only = true stands in the settings, so nothing is ordered or changed; the rest works. "
    "Take the line out and start again to order."
)


class Services(Opened):
    """What the screen asks and tells. The folders must be there: see `cache.places.prepare`.

    `notes` are sentences about what was found amiss and done about it. `ordering` is False until
    the ledger is open and sound; `why_not` then says why, and every review, order and draft is
    refused with the same words. The rest works without it. With `read_only` nothing is ordered or
    changed at a vendor, by the person's own settings. `several` are accounts that several people
    use; like root's they order and change nothing without `allow_several`. `limits`: up to which
    sums a buyer orders without approval.
    """

    def __init__(
        self,
        places: Places,
        clock: Clock,
        *,
        prefix: str = "AC",
        buyer: Buyer | None = None,
        read_only: bool = False,
        several: Collection[str] = (),
        allow_several: bool = False,
        limits: Rules = NO_RULES,
    ) -> None:
        super().__init__(places, clock, several, allow_several)
        self.read_only = read_only
        self._prefix = prefix
        self._buyer = buyer
        self.limits = limits
        if self.persons_only:
            self.limits = limits.without(impersonal(limits.approvers, several))
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
        placing.why_not_person = self.why_not_person
        placing.rules = self.limits
        placing.profiles = self.profiles
        placing.suppliers = self.suppliers
        placing.settle = lambda draft, progress: self.resolving.settle(draft, progress)
        placing.seconds_for = lambda product, calls: self.pace.seconds_for(product, calls)
        return placing

    @cached_property
    def approvals(self) -> Approvals:
        from cache.approvals import Approvals

        approvals = Approvals(self._ledger, self.clock, self.person, self.limits)
        approvals.why_not_person = self.why_not_person
        return approvals

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
            approvals=self.approvals,
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
        from cache.inbound_step import TellStep
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
        tell = TellStep(self.inbound, self._ledger, self._cache, self.clock)
        watching.also.append(("inbound", tell))
        self.placing.ended = self.changing.ended = self.inbound.ended = watching.wake
        self.inbound.mapping.changed = watching.wake
        return watching

    @cached_property
    def changing(self) -> Changing:
        from cache.changing import Changing

        here = self.places.environment
        changing = Changing(
            *(self._ledger, self.orders, self.clock, self.person, here),
            why_not=lambda: self.why_not_send,
        )
        changing.rules = self.limits
        return changing

    @cached_property
    def inbound(self) -> Inbound:
        from cache.inbound import Inbound

        here = self.places.environment
        return Inbound(
            *(self._ledger, self._cache, self.orders, self.clock, self.person, here),
            why_not=lambda: self.why_not_send,
        )

    def inbound_rows(self, order_ids: Sequence[int]) -> dict[int, InboundRow]:
        """What the history shows under each of these orders, one page at most. Does not wait."""
        return read_inbound_rows(self._cache.drawing, order_ids)

    @cached_property
    def releasing(self) -> Releasing:
        from cache.releasing import Releasing

        return Releasing(self._ledger, self._cache, self.bonded, self.clock, self.person)

    @cached_property
    def parts(self) -> Parts:
        from cache.part_details import Parts

        return Parts(self._cache, self.catalogue, self.clock, self.pace.seconds_for)

    @cached_property
    def profiles(self) -> Profiles:
        from cache.kept_lists import Profiles

        return Profiles(self._cache, self.catalogue.claims, self.clock)

    @cached_property
    def suppliers(self) -> Suppliers:
        from cache.kept_lists import Suppliers

        return Suppliers(self._cache, self.catalogue.claims, self.clock)

    @cached_property
    def warehouses(self) -> Warehouses:
        from cache.kept_lists import Warehouses

        return Warehouses(self._cache, self.catalogue.claims, self.clock)

    @cached_property
    def packing(self) -> Packing:
        from cache.packing import Packing

        return Packing(self._cache, self.catalogue.claims, self.clock)

    @cached_property
    def whole_catalogues(self) -> WholeCatalogues:
        from cache.whole_catalogue import WholeCatalogues

        return WholeCatalogues(self._cache, self.clock)

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
        if not self.ordering:
            return self.why_not
        return self.why_not_person or None

    @property
    def busy(self) -> bool:
        """Whether an order, a change to one, or word to a warehouse is on its way right now."""
        under_way = (self.placing, self.changing, self.inbound)
        return self.ordering and any(one.busy for one in under_way)

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

    def attach(self, vendors: Sequence[object]) -> None:
        """Let every service ask the vendors that it can use. After the first frame."""
        for service in (
            *(self.catalogue, self.bonded, self.orders, self.placing, self.reconciling),
            *(self.parts, self.changing, self.inbound, self.packing, self.profiles, self.suppliers),
            *(self.warehouses, self.resolving),
        ):
            service.attach(vendors)
        self.watching.wake()

    async def close(self) -> None:
        """Finish what is being written, and end. What is on its way becomes unknown."""
        if self._session is not None:
            with contextlib.suppress(Refusal, sqlite3.Error):
                await self.placing.close()
                await self.changing.close()
                await self.inbound.close()
        with contextlib.suppress(Refusal, sqlite3.Error):
            await self.catalogue.claims.close()
        await self._ledger.close()
        await self._cache.close()
        await self.pace.close()
        if self._session is not None:
            self._session.close()
            self._session = None

    async def _take_up(self, session: SessionLock) -> None:
        await self.book.read()
        self.drafts.leases.open(session)
        await self.placing.open(session)
        await self.changing.open(session)
        await self.inbound.open(session)
        self.reconciling.open(session)
