"""Reviewing: the draft as the orders it would become, each as a person sees it before placing."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cache import (
    acting,
    attempts,
    checks,
    colleagues,
    freezing,
    leases,
    numbers,
    pricing,
    purchase_orders,
)
from cache import terms as terms_of
from cache.attempts import why_not_placeable
from cache.book import Where, is_ours, where
from cache.convert import prices_for
from cache.drafts import read_draft
from cache.inbound_mapping import read as mapped
from cache.people import Buyer
from cache.places import Refusal
from cache.progress import Count, Watch, unwatched
from cache.purchase_orders import PLACEABLE, Frozen, vendor_name
from cache.review import Group, Review, content_of, review_of, split
from cache.review_notes import priced_for_another
from cache.sending import SendsOnce
from cache.typed_lines import what_is_open
from vendors.contract import OrderFinder, OrderTaker, Rehearser
from vendors.errors import Invalid
from vendors.order_limits import goes_to_warehouse

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.catalogue import Catalogue
    from cache.drafts import Draft
    from cache.kept_lists import Profiles, Suppliers
    from cache.orders import Orders
    from cache.people import Person
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.contract import Clock

# An order is placed on prices of the last ten minutes. What would leave a buyer less than two of
# them to read it is asked anew.
_TOLD_WITHIN = checks.PRICES_HOLD - timedelta(minutes=2)


class Reviewing(SendsOnce):
    """Reviews drafts, for one session of one person, and remembers what it showed.

    `prefix` begins the purchase order numbers given here; `buyer` is what vendors are told of who
    orders.
    """

    def __init__(
        self,
        ledger: Store,
        catalogue: Catalogue,
        bonded: Bonded,
        orders: Orders,
        clock: Clock,
        person: Person,
        environment: str,
        *,
        session: SessionLock | None = None,
        prefix: str = "AC",
        buyer: Buyer | None = None,
    ) -> None:
        super().__init__(ledger, orders, clock, person, session)
        self._catalogue = catalogue
        self._bonded = bonded
        self._environment = environment
        self._prefix = prefix
        self._buyer = buyer or Buyer()
        self._vendors: tuple[object, ...] = ()
        self._shown: dict[int, Review] = {}
        # Looks for an order at its vendor at once; it is Reconciling that can.
        self.look: Callable[[int], Awaitable[object]] = _no_look
        # Looks up what of a draft is open, and stores it so; it is Resolving that can.
        self.settle: Callable[[Draft, Watch], Awaitable[object]] = _not_looked_up
        # How long so many calls of a product take by the vendor's limits; the pace knows it.
        self.seconds_for: Callable[[str, int], float] | None = None
        # What vendors keep for us, as they told it last; None: nobody keeps it here.
        self.profiles: Profiles | None = None
        self.suppliers: Suppliers | None = None

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on. Orders that were shown at another account's prices count as not
        shown: they would be billed to this one.
        """
        if any(map(prices_for, self._vendors)) and self._whose(vendors) != self._whose():
            self._shown.clear()
        self._vendors = tuple(vendors)

    async def review(self, draft: Draft, progress: Watch = unwatched) -> list[Review]:
        """The orders that `draft` would become, at today's prices, each with its number.

        Lines that were typed and are no offer yet are looked up first, and stored so in `draft`;
        nothing else of it is touched. A price told within `_TOLD_WITHIN` is taken, any other asked;
        `progress` is told how far that is, from the beginning for either. Reviewing again keeps the
        numbers, and without a change the orders too. Raises Refusal where the draft has no lines,
        or some that cannot be ordered, has unsaved changes, is another session's, or one of its
        orders is being placed.
        """
        if not draft.lines:
            raise Refusal("The draft has no lines. Press / to find a part and a to add it.")
        if not all(line.known for line in draft.lines):
            await self.settle(draft, progress)
        if words := what_is_open(draft.lines):
            raise Refusal(words)
        # It is open under the keys, and may change while its prices are asked.
        draft = replace(draft, lines=list(draft.lines))
        seen, whose = _said(draft), self._whose()
        await self.recover()
        asked_at = self._clock.now()
        wanted = [pricing.Wanted.of(line) for line in draft.lines]
        count = Count(len(wanted), progress, self._clock, self.seconds_for)
        priced = await pricing.price(
            wanted, self._catalogue, self._bonded, within=_TOLD_WITHIN, count=count
        )
        apart = await self._ledger.read(lambda db: freezing.sent_once(db, draft.id))
        groups = split(draft, priced, apart)
        vendors = sorted({group.vendor for group in groups})
        notes = await self._ledger.read(
            lambda db: {vendor: terms_of.bonded_note(db, vendor) for vendor in vendors}
        )
        home = draft.customer_id
        if home is not None and is_ours(home):
            home = (await where(self._ledger, self._bonded, home, vendors[0])).code
        contents = []
        for group in groups:
            there = await self._where(group)
            # What is bonded can go nowhere else.
            bound = all(line.bonded_customer_id is not None for line, _ in group.lines)
            contents.append(
                content_of(
                    group,
                    there.location,
                    asked_at,
                    draft.terms,
                    notes[group.vendor],
                    there.code,
                    "" if bound else there.why_not,
                )
            )

        def job(db: sqlite3.Connection) -> list[Frozen]:
            stored = read_draft(db, draft.id)
            lease = leases.other(db, draft.id, self._session)
            if lease is not None:
                raise Refusal(
                    f"{lease.who} has {draft.label}. Nothing was reviewed: t takes it over."
                )
            if _said(stored) != seen:
                raise Refusal(
                    f"{draft.label} changed while its prices were asked, or is not stored yet. "
                    "Nothing was reviewed: press P again, or d to open it anew."
                )
            return freezing.freeze(
                db,
                draft.id,
                contents,
                environment=self._environment,
                prefix=self._prefix,
                at=self._clock.now(),
                person=self._person,
            )

        orders = await self._ledger.write(job)
        await self._project()
        reviews = [
            await self._reviewed(order, review_of(order, group, home), group)
            for order, group in zip(orders, groups, strict=True)
        ]
        if self._whose() != whose:
            raise Refusal(
                "The account was changed while the prices were asked. Nothing was sent: press P "
                "to review the draft at the prices of the new one."
            )
        self._shown.update((review.order_id, review) for review in reviews)
        return reviews

    async def renumber(self, order_id: int, text: str) -> Review:
        """The order as this session showed it, under a number that a person typed.

        The number is looked up at the vendor first; one that stands already is no error. Raises
        Refusal, with nothing changed, where it can be none, is taken here or at the vendor, or
        the vendor cannot be asked.
        """
        number = numbers.typed(text)
        order, shown = await self._as_shown(order_id)
        if number.casefold() == order.number.casefold():
            return shown
        if words := await self._ledger.read(lambda db: numbers.why_not_free(db, number)):
            raise Refusal(words)
        vendor = order.content.vendor
        found = await checks.at_vendor(
            self._finder(vendor), vendor, number, "the number is as it was; F2 tries again"
        )
        if found:
            raise Refusal(
                f"{checks.has_already(vendor, number, found)}. Nothing was changed: "
                "press F2 and type another number."
            )
        anew = await self._ledger.write(
            lambda db: freezing.renumber(db, order, number, self._clock.now(), self._person)
        )
        await self._project()
        review = replace(
            shown,
            order_id=anew.id,
            version=anew.version,
            number=anew.number,
            problems=[*anew.content.problems, *self._against(anew)],
        )
        del self._shown[order_id]
        self._shown[anew.id] = review
        return review

    async def _reviewed(self, order: Frozen, review: Review, group: Group) -> Review:
        """With the vendor's own rules, and with what colleagues have of the same parts."""
        review.problems += self._against(order)
        taker = self._taker(order.content.vendor)
        review.account = acting.account_of(taker)
        review.rehearses = isinstance(taker, Rehearser)
        if self.profiles is not None and review.terms.profile:
            kept = await self.profiles.have(review.vendor)
            named = [x for x in kept.items if x.id == review.terms.profile] if kept else []
            review.profile = named[0] if named else None
            review.problems += filter(None, [in_other_money(review)])
        if self.suppliers is not None and review.terms.supplier:
            known = await self.suppliers.have(review.vendor)
            others = [x.name for x in known.items if x.id == review.terms.supplier] if known else []
            review.supplier = others[0] if others else ""
        review.notes += priced_for_another(group, review.account)
        review.buyer = order.contact(self._buyer)
        arrived = await self._orders.arrived()

        def job(
            db: sqlite3.Connection,
        ) -> tuple[str, list[str], tuple[colleagues.Twin, ...], dict[int, str]]:
            return (
                self._not_again(db, order),
                colleagues.notes(db, order, arrived, self._person),
                colleagues.twins(db, order, self._clock.now()),
                attempts.on_their_way(db, order),
            )

        not_again, notes, review.twins, elsewhere = await self._ledger.read(job)
        review.problems += [not_again] if not_again else []
        review.notes, review.elsewhere = notes + review.notes, len(notes)
        review.problems += [f"Line {line_no} {problem}." for line_no, problem in elsewhere.items()]
        review.lines = [
            line._replace(problem=elsewhere.get(line.line_no, line.problem))
            for line in review.lines
        ]
        return review

    async def _where(self, group: Group) -> Where:
        """Where the group goes; to a warehouse where its vendor knows those alone."""
        there = await where(self._ledger, self._bonded, group.customer_id, group.vendor)
        if there.location is None or there.why_not or not goes_to_warehouse(group.vendor):
            return there
        place = group.customer_id
        found = await self._ledger.read(lambda db: mapped(db, "warehouse", [place]))
        if place in found:
            location = replace(there.location, customer_id=found[place].value)
            return there._replace(location=location)
        name = vendor_name(group.vendor)
        called = there.code or group.customer_id
        return there._replace(
            why_not=f"No warehouse of {name}'s is chosen for the ship-to {called}: "
            "T in the order pane chooses it."
        )

    def _against(self, order: Frozen) -> list[str]:
        """What the vendor's own rules say against it, so far as they can be known here."""
        taker = self._taker(order.content.vendor)
        if taker is not None and not order.content.problems:
            try:
                taker.seal(order.to_send(self._buyer))
            except Invalid as error:
                return [error.in_full]
        return []

    def _not_again(self, db: sqlite3.Connection, order: Frozen) -> str:
        """Why the order is not sent for the account acted for now; empty where it may be."""
        taker = self._taker(order.content.vendor)
        return "" if taker is None else attempts.not_again(db, order, acting.account_of(taker))

    async def _as_shown(self, order_id: int) -> tuple[Frozen, Review]:
        """The order, exactly as this session showed it."""
        order = await self._ledger.read(lambda db: purchase_orders.read_order(db, order_id))
        if order is None or order.state not in PLACEABLE:
            number = order.number if order else f"order {order_id}"
            raise Refusal(why_not_placeable(number, order.state if order else "missing"))
        shown = self._shown.get(order_id)
        if shown is None or shown.version != order.version:
            raise Refusal(
                f"{order.number} is not as it was shown here last. Nothing was sent: "
                "press P to review it again."
            )
        return order, shown

    def _whose(self, vendors: Sequence[object] | None = None) -> tuple[str, ...]:
        """Whose prices the vendors tell, and whom they bill."""
        return tuple(map(prices_for, self._vendors if vendors is None else vendors))

    def _taker(self, vendor: str) -> OrderTaker | None:
        clients = (client for client in self._vendors if isinstance(client, OrderTaker))
        return next((client for client in clients if _is(client, vendor)), None)

    def _finder(self, vendor: str) -> OrderFinder | None:
        clients = (client for client in self._vendors if isinstance(client, OrderFinder))
        return next((client for client in clients if _is(client, vendor)), None)


def in_other_money(review: Review) -> str:
    """That the profile charges in another currency than the lines have; empty where not."""
    profile = review.profile
    if profile is None or profile.currency in ("", review.currency):
        return ""
    return (
        f"The checkout profile {profile.name} charges in {profile.currency}, and these lines are "
        f"in {review.currency}: T in the order pane chooses another."
    )


async def _not_looked_up(draft: Draft, progress: Watch) -> None:
    """Nobody looks lines up here."""


async def _no_look(order_id: int) -> None:
    """Nobody looks for orders here: the next session does."""


def _is(client: object, vendor: str) -> bool:
    return getattr(client, "name", vendor) == vendor


def _said(draft: Draft) -> tuple[object, ...]:
    """What of a draft decides which orders it becomes."""
    lines = [
        (line.id, line.number, line.quantity, line.bonded_customer_id, line.terms)
        for line in draft.lines
    ]
    return draft.version, draft.customer_id, draft.terms, lines
