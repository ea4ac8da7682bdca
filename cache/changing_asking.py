"""Asking what may be changed of an order that the vendor has, and what a change would do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from cache import acting
from cache import changing_rules as rules
from cache import changing_seen as seen
from cache.changing_seen import ChangeSeen
from cache.convert import vendor_key
from cache.places import Refusal
from cache.purchase_orders import Frozen, read_order, vendor_name
from cache.purpose import Purpose, errand
from cache.sending import SendsOnce
from cache.spending import NO_RULES, change_gate
from vendors.afterwards import ChangeKind, HeldLine, LineChange
from vendors.buying import line_total
from vendors.contract import OrderChanger
from vendors.errors import Invalid, NotFound

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.people import Person
    from cache.store import Store
    from vendors.afterwards import SealedChange
    from vendors.contract import Clock

# Vendors whose orders nobody can change by API, by their own documents.
_NEVER = {
    "ti": "TI changes and cancels no order by API: TI's customer support does, by its order number",
    "shipstation": "an order to a supplier is changed with the supplier; ShipStation only keeps it",
}
# How an order stands is asked anew after so long.
HOLDS = timedelta(minutes=10)


class LineStanding(NamedTuple):
    """One line as the vendor has it. `line_no` is ours, None for a line that is none of ours.

    `eligible` is the vendor's word on the sales order. `why_not`: the ways in which the line cannot
    be changed, and why.
    """

    line_no: int | None
    line: HeldLine
    eligible: bool | None
    why_not: dict[ChangeKind, str]


class Standing(NamedTuple):
    """How an order stands at the vendor, as it was asked at `asked_at`.

    `missing`: sales orders that the vendor's order management does not know.
    """

    order_id: int
    number: str
    vendor: str
    asked_at: datetime
    lines: tuple[LineStanding, ...]
    missing: tuple[str, ...]


class Prepared(NamedTuple):
    """A change as it would be sent. `total` is the line's at the price that was ordered at.

    Both totals are None where no pieces change or no price is known. `ncnr`: more pieces than
    before of goods that can be neither cancelled nor returned.
    """

    id: int
    order_id: int
    number: str
    vendor: str
    environment: str
    line_no: int
    part: str
    change: LineChange
    held: HeldLine
    line_quantity: int | None
    unit_price: Decimal | None
    total_before: Decimal | None
    total: Decimal | None
    currency: str
    asked_at: datetime
    ncnr: bool

    @property
    def words(self) -> str:
        return rules.words(self.change, self.held)


class ChangePlans(SendsOnce):
    """Asks how orders stand, and remembers which changes it showed.

    `why_not` says why nothing is changed from here now, None where it may be.
    """

    # Up to which sums this person orders without approval. Set by the services.
    rules = NO_RULES

    def __init__(
        self,
        ledger: Store,
        orders: Orders,
        clock: Clock,
        person: Person,
        environment: str,
        why_not: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(ledger, orders, clock, person)
        self._environment = environment
        self._why_not = why_not
        self._changers: list[OrderChanger] = []
        self._stood: dict[int, Standing] = {}
        self._ids = count(1)
        self._prepared: dict[int, Prepared] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        self._changers = [vendor for vendor in vendors if isinstance(vendor, OrderChanger)]

    def why_not(self, vendor: str) -> str | None:
        """Why nothing of this vendor's orders can be changed from here now; None where it can."""
        words = self._why_not()
        if words is not None:
            return words
        if vendor in _NEVER:
            return _NEVER[vendor]
        if self._changer(vendor) is None:
            return f"{vendor_name(vendor)} is not connected, or takes no changes by API"
        return None

    # -- how it stands -------------------------------------------------------------------------

    async def standing(self, order_id: int) -> Standing:
        """What may be changed of each line, as the vendor says now.

        Two questions for each sales order. Raises Refusal, VendorError.
        """
        order = await self._order(order_id)
        changer = self._may(order.content.vendor)
        lines: list[LineStanding] = []
        missing: list[str] = []
        live = await self._live(order_id)
        with errand("order to be changed", Purpose.PLACING):
            for number in order.vendor_numbers:
                try:
                    lines += await self._stands(changer, order, number, live)
                except NotFound:
                    missing.append(number)
        found = Standing(
            order_id,
            order.number,
            order.content.vendor,
            self._clock.now(),
            tuple(lines),
            tuple(missing),
        )
        self._stood[order_id] = found
        return found

    async def _stands(
        self,
        changer: OrderChanger,
        order: Frozen,
        number: str,
        live: dict[tuple[str, str], ChangeSeen],
    ) -> list[LineStanding]:
        said = await changer.eligible(number)
        held = await changer.held(number)
        name = vendor_name(order.content.vendor)
        found = []
        for line in held.lines:
            ours = rules.our_line(order.content.lines, line)
            why_not = rules.why_not(line)
            if said.eligible is not True:
                words = f"{name} says that sales order {number} cannot be changed any more"
                if said.eligible is None:
                    words = f"{name} does not say whether sales order {number} can be changed"
                why_not = dict.fromkeys(ChangeKind, words)
            if ours is None:
                why_not = dict.fromkeys(ChangeKind, "it is no line that was ordered here")
            if (number, line.detail) in live:
                why_not = dict.fromkeys(
                    ChangeKind, "a change of it is open: Esc, then c on that change"
                )
            line_no = None if ours is None else ours.line_no
            found.append(LineStanding(line_no, line, said.eligible, why_not))
        return found

    # -- a change ------------------------------------------------------------------------------

    async def prepare(self, order_id: int, change: LineChange) -> Prepared:
        """The change as it would be sent, to be shown before `send`. Nothing is written.

        Eligibility and the line are asked anew. Raises Refusal, VendorError.
        """
        order = await self._order(order_id)
        changer = self._may(order.content.vendor)
        if order.environment != self._environment:
            raise Refusal(
                f"{order.number} is an order of the environment {order.environment}. Nothing was "
                "sent."
            )
        stood = self._stood.get(order_id)
        if stood is None or self._clock.now() - stood.asked_at > HOLDS:
            stood = await self.standing(order_id)
        with errand("order to be changed", Purpose.PLACING):
            anew = await self._stands(
                changer, order, change.sales_order, await self._live(order_id)
            )
        line = next((one for one in anew if one.line.detail == change.detail), None)
        if line is None or line.line_no is None:
            raise Refusal(f"{order.number} has no such line at the vendor. Nothing was sent.")
        problem = line.why_not.get(change.kind) or rules.as_it_stands(change, line.line)
        if problem:
            raise Refusal(f"{_sentence(problem)} Nothing was sent.")
        await self._within_limits(order, line.line_no, change, line.line)
        self._seal(changer, change)
        others = [one for one in stood.lines if one.line.sales_order != change.sales_order]
        return self._put(order, change, line, [*anew, *others])

    async def _within_limits(
        self, order: Frozen, line_no: int, change: LineChange, held: HeldLine
    ) -> None:
        now = self._clock.now()
        await self._ledger.read(
            lambda db: change_gate(db, order, line_no, change, held, self.rules, self._person, now)
        )

    def _put(
        self, order: Frozen, change: LineChange, line: LineStanding, every: list[LineStanding]
    ) -> Prepared:
        content, held = order.content, line.line
        (ours,) = [one for one in content.lines if one.line_no == line.line_no]
        after = rules.total(change, held)
        elsewhere = sum(
            one.line.quantity for one in every if one.line_no == line.line_no and one.line != held
        )
        price, known = ours.unit_price, after is not None and ours.unit_price is not None
        prepared = Prepared(
            next(self._ids),
            order.id,
            order.number,
            content.vendor,
            self._environment,
            ours.line_no,
            held.part or ours.part,
            change,
            held,
            None if after is None else after + elsewhere,
            price,
            line_total(held.quantity, price, content.currency) if known and price else None,
            line_total(after or 0, price, content.currency) if known and price else None,
            content.currency,
            self._clock.now(),
            bool(ours.ncnr) and after is not None and after > held.quantity,
        )
        self._prepared[prepared.id] = prepared
        return prepared

    # -- means ---------------------------------------------------------------------------------

    async def _order(self, order_id: int) -> Frozen:
        """The order as we changed it so far. Raises Refusal where there is nothing to change."""

        def job(db: sqlite3.Connection) -> Frozen | None:
            order = read_order(db, order_id)
            return None if order is None else seen.as_changed(db, [order])[0]

        order = await self._ledger.read(job)
        if order is None:
            raise Refusal("There is no such order in the ledger. Nothing was asked.")
        if order.state not in ("accepted", "duplicate") or not order.vendor_numbers:
            raise Refusal(
                f"{order.number} has no sales order at the vendor yet that could be changed. "
                "Nothing was asked."
            )
        await self._ours(order.id, order.number, order.content.vendor)
        return order

    async def _live(self, order_id: int) -> dict[tuple[str, str], ChangeSeen]:
        """The changes of an order that may still be made, by sales order and detail."""
        found = await self._ledger.read(lambda db: seen.of_order(db, order_id))
        return {(one.sales_order, one.detail): one for one in found if one.open}

    async def _ours(self, order_id: int, number: str, vendor: str) -> None:
        """Raises Refusal where the order was sent for another account than is acted for now."""
        account = await self._ledger.read(lambda db: acting.sent_for(db, order_id))
        words = acting.elsewhere(account, acting.account_of(self._changer(vendor)))
        if words:
            raise Refusal(f"{number} was {words}. Nothing was asked: {acting.TODO}.")

    def _may(self, vendor: str) -> OrderChanger:
        words, changer = self.why_not(vendor), self._changer(vendor)
        if words is not None or changer is None:
            raise Refusal(f"{(words or '').removesuffix('.')}. Nothing was sent.")
        return changer

    def _changer(self, vendor: str) -> OrderChanger | None:
        return next((one for one in self._changers if vendor_key(one) == vendor), None)

    def _seal(self, changer: OrderChanger, change: LineChange) -> SealedChange:
        try:
            return changer.seal_change(change)
        except Invalid as error:
            raise Refusal(f"{error.in_full} Nothing was sent.") from error


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."
