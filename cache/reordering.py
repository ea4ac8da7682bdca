"""Reordering: a past order as a new draft, at the prices of now, and what changed since.

Nothing changes a quantity, a packaging, a vendor or a ship-to unasked. A line that cannot be
ordered any more is a line of the draft all the same, with its reason; nothing is lost. What the
order asked for besides is kept, except what belonged to that one order: dates, schedules, quotes,
the buyer's own line ids, and where the goods end up.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cache import pricing, settling
from cache.book import is_ours, where
from cache.drafts import Draft, DraftLine
from cache.offering import asked_again
from cache.places import Refusal
from cache.pricing import Priced, Wanted
from cache.purchase_orders import Frozen, read_order, vendor_name
from cache.purpose import Purpose
from cache.terms import USUAL_VENDOR, again, line_again
from cache.typed import Typed
from cache.typed_lines import typed_line
from cache.vendor_orders import day_words
from vendors.vocabulary import Packaging

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.catalogue import Catalogue
    from cache.drafts import Drafts
    from cache.orders import Orders
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import VendorOrder

_LONGEST_NAME = 60
# What an order does not keep of an offer; the vendor says it anew.
_NOT_KEPT: dict[str, Any] = {
    "moq": 1,
    "multiple": 1,
    "maximum": None,
    "breaks": (),
    "stock": None,
}


class Reordered(NamedTuple):
    """The new draft, stored, and in words what is otherwise than when it was ordered."""

    draft: Draft
    changes: tuple[str, ...]


class Reordering:
    def __init__(
        self,
        ledger: Store,
        orders: Orders,
        drafts: Drafts,
        catalogue: Catalogue,
        bonded: Bonded,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._orders = orders
        self._drafts = drafts
        self._catalogue = catalogue
        self._bonded = bonded
        self._clock = clock

    async def reorder(self, rowid: int) -> Reordered:
        """The order behind a row of the history, ours or another of the account, drafted anew.

        Where the vendor is silent the lines stand at their old prices, dated so. Raises Refusal
        where the order is gone, no line of it is known, or it may stand at the vendor unseen or
        twice: then it is found out first what is there.
        """
        detail = await self._orders.detail(rowid)
        order_id = detail.order_id
        ours = None
        if order_id is not None:
            ours, why_not = await self._ledger.read(lambda db: _ordered(db, order_id))
            if why_not:
                raise Refusal(why_not)
        lines = _ours(ours) if ours is not None else _theirs(detail.vendor_orders)
        # Listed without a number of the vendor's: looked up as if it was typed.
        opened = [] if ours is not None else _unnumbered(detail.vendor_orders)
        if not lines and not opened:
            raise Refusal(
                f"No line of {detail.number} is known here. No draft was made: press F5 to ask "
                f"{vendor_name(detail.vendor)} for it."
            )
        changes = []
        known_as = ""
        if ours is not None:
            ship_to: str | None = ours.content.at
            site = ours.content.ship_to.customer_id
            called = ours.content.code if is_ours(ours.content.at) else site
            address = ours.content.ship_to.address
            known_as = ", ".join(filter(None, (address.company or address.name, address.city)))
        else:
            ship_to = called = detail.vendor_orders[0].customer_id
        there = await where(self._ledger, self._bonded, ship_to or "", detail.vendor)
        if there.location is None or there.why_not:
            gone = "is retired or lacks something" if there.why_not else "is no location here"
            changes.append(
                f"It went to {called or 'a place that is not named'}"
                f"{f' ({known_as})' if known_as else ''}, which {gone}: "
                "s chooses where this one goes."
            )
            ship_to = None
        priced = await pricing.price(
            [Wanted.of(line) for line in lines],
            self._catalogue,
            self._bonded,
            # A draft can wait for tomorrow's calls; what is placed cannot.
            Purpose.LOOKING,
        )
        now = self._clock.now()
        today = [_today(line, said, now) for line, said in zip(lines, priced, strict=True)]
        for place, (was, line, said) in enumerate(zip(lines, today, priced, strict=True), 1):
            line.terms, gone = line_again(was.terms)
            if words := [*_changed(was, line, said), *filter(None, [gone])]:
                changes.append(f"Line {place}, {line.part}: {'; '.join(words)}.")
        changes += _silent(lines, priced)
        changes += [
            f"Line {place}, {line.part}: the order has no number of {vendor_name(detail.vendor)}'s "
            "for it; it is looked up by this one."
            for place, line in enumerate(opened, len(lines) + 1)
        ]
        draft = await self._drafts.new(f"again {detail.number}"[:_LONGEST_NAME])
        draft.lines, draft.customer_id = [*today, *opened], ship_to
        if ours is not None:
            draft.terms, gone = again(ours.content.terms, ours.content.vendor)
            changes += filter(None, [gone])
        else:
            draft.terms = (await self._drafts.usual()).at(ship_to)
        await self._drafts.save(draft)
        return Reordered(draft, tuple(changes))


def _ordered(db: sqlite3.Connection, order_id: int) -> tuple[Frozen | None, str]:
    """The order, and why it must not be ordered again now; empty where it may."""
    order = read_order(db, order_id)
    if order is None:
        return None, ""
    name, number = vendor_name(order.content.vendor), order.number
    match order.state:
        case "placing":
            return order, f"{number} is being placed. No draft was made: wait for its outcome."
        case "unknown":
            return order, (
                f"{number} may be at {name}: it is not known whether it was placed. No draft was "
                "made: l looks for it."
            )
        case "duplicate" if not settling.acknowledged(db, order_id, order.vendor_numbers):
            return order, (
                f"{number} is at {name} twice, as {', '.join(order.vendor_numbers)}. No draft was "
                "made: t takes note of that, once it is put right."
            )
        case _:
            return order, ""


def _ours(order: Frozen) -> list[DraftLine]:
    content = order.content
    return [
        DraftLine(
            id=uuid.uuid4().hex,
            vendor=content.vendor,
            number=line.number,
            part=line.part,
            maker=line.maker,
            description=line.description,
            packaging=line.packaging,
            packaging_text=line.packaging_text,
            quantity=line.quantity,
            unit_price=line.unit_price,
            currency=content.currency,
            fee=line.fee,
            ncnr=line.ncnr,
            tariff=line.tariff,
            marketplace=line.marketplace,
            bonded_customer_id=line.bonded_customer_id,
            priced_at=content.priced_at,
            terms=line.terms,
            **_NOT_KEPT,
        )
        for line in content.lines
    ]


def _theirs(orders: Iterable[VendorOrder]) -> list[DraftLine]:
    """One line for each number: a vendor may split a line over several sales orders."""
    found: dict[str, DraftLine] = {}
    for order in orders:
        for line in (line for sales in order.sales_orders for line in sales.lines):
            key = line.number.casefold()
            if not key:
                continue
            if key in found:
                found[key].quantity += line.ordered
                continue
            found[key] = DraftLine(
                id=uuid.uuid4().hex,
                vendor=order.vendor,
                number=line.number,
                part=line.part or line.number,
                maker="",
                description=line.description,
                packaging=Packaging.OTHER,
                packaging_text=line.packaging_text,
                quantity=line.ordered,
                unit_price=line.unit_price,
                currency=order.currency,
                fee=Decimal(0),
                ncnr=None,
                tariff=None,
                marketplace=False,
                bonded_customer_id=None,
                priced_at=order.entered_at,
                **_NOT_KEPT,
            )
    return [line for line in found.values() if line.quantity > 0]


def _unnumbered(orders: Iterable[VendorOrder]) -> list[DraftLine]:
    """Lines of which only the maker's number is known, one for each."""
    found: dict[str, DraftLine] = {}
    for order in orders:
        for line in (line for sales in order.sales_orders for line in sales.lines):
            if line.number or not line.part or line.ordered <= 0:
                continue
            typed = Typed(
                part=line.part,
                vendor="" if order.vendor == USUAL_VENDOR else vendor_name(order.vendor),
                source=f"order {order.number or order.po_number}",
            )
            here = found.setdefault(line.part.casefold(), typed_line(typed, 0, order.entered_at))
            here.quantity += line.ordered
    return list(found.values())


def _today(line: DraftLine, said: Priced, now: datetime) -> DraftLine:
    """The line on the terms of now; as it was ordered where the vendor did not answer."""
    if not said.fresh:
        return line
    if line.bonded_customer_id is not None:
        return replace(
            line,
            unit_price=said.unit_price,
            ncnr=said.ncnr,
            tariff=said.tariff,
            moq=said.minimum,
            priced_at=now,
        )
    if said.part is None or said.offer is None:
        # No price any more: it cannot pass for one that can be ordered.
        return replace(line, unit_price=None, priced_at=now)
    return replace(
        asked_again(line, said.offer, now),
        maker=said.part.maker,
        packaging=said.offer.packaging,
        packaging_text=said.offer.packaging_text,
    )


def _changed(was: DraftLine, now: DraftLine, said: Priced) -> list[str]:
    """What is otherwise than when the line was ordered, or keeps it from being ordered."""
    if not said.fresh:
        return []
    words = []
    if now.currency != was.currency:
        words.append(f"{_price(now)} {now.currency} each now, and was {_price(was)} {was.currency}")
    elif now.unit_price is not None and now.unit_price != was.unit_price:
        words.append(f"{_price(now)} {now.currency} each now, and was {_price(was)}")
    if now.fee != was.fee:
        words.append(f"a fee of {now.fee} {now.currency}, and was {was.fee}")
    problem = said.problem
    if said.part is not None and said.offer is not None:
        # In the currency of now: the other currency is said already.
        problem = pricing.judge(Wanted.of(now), said.part).problem
        if said.part.obsolete or said.part.status.casefold() not in ("", "active"):
            words.append(f"{vendor_name(now.vendor)} calls it {said.part.status or 'obsolete'}")
        if now.stock is not None and now.stock < now.quantity:
            words.append(f"{now.stock:,} in stock now" if now.stock else "out of stock now")
    if problem:
        words.append(problem)
    if now.ncnr and not was.ncnr:
        words.append("it cannot be cancelled or returned now")
    if now.tariff and not was.tariff:
        words.append("a tariff is due now")
    if now.marketplace and not was.marketplace:
        words.append("a marketplace supplier ships it now")
    return words


def _price(line: DraftLine) -> str:
    return "not known" if line.unit_price is None else f"{line.unit_price.normalize():f}"


def _silent(lines: Sequence[DraftLine], priced: Sequence[Priced]) -> list[str]:
    """One sentence for the lines whose prices are still the old ones."""
    old = [line for line, said in zip(lines, priced, strict=True) if not said.fresh]
    if not old:
        return []
    which = "Every line stands" if len(old) == len(lines) else f"{len(old)} of the lines stand"
    return [
        f"{vendor_name(old[0].vendor)} could not be asked: {pricing.went_wrong(priced)} {which} "
        f"at the prices of {day_words(old[0].priced_at)}; F5 in the order pane asks again."
    ]
