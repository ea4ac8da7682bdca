"""What a warehouse is to be told of an order: of what was ordered, and what its vendor says since.

Costs are as paid: the vendor's own price where it tells one in the order's currency, else the price
that was reviewed. Lines under one SKU are one line, since what the warehouse's system makes of one
SKU twice in an inbound order is not documented (ShipStation v2, purchase orders); their cost is the
mean by pieces. Expected is the next day on which anything is to come; of several shipments the
newest's tracking number is told, since there is room for one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from cache import inbound_mapping as mapping
from cache.changing_seen import as_changed
from cache.convert import clean, instant
from cache.inbound_mapping import Mapped, Missing
from cache.pairing import LinePair, pairs
from cache.places import Refusal
from cache.purchase_orders import Frozen, FrozenLine, read_order, vendor_name
from cache.vendor_orders import glance, is_canceled
from vendors.choices import PAYMENT_STATES, PAYMENT_TERMS
from vendors.inbound import InboundLine, InboundPlan
from vendors.vocabulary import VendorOrder

# The vendor of orders to suppliers without an API: the warehouse's system itself.
KEEPER = "shipstation"
# A mean with more places than these is rounded to them.
_MEAN = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class InboundSaid:
    """What a person, or the settings, say of an inbound order. Empty: nobody said it."""

    payment_terms: str = ""
    payment_status: str = ""
    carrier: str = ""
    tracking: str = ""
    note: str = ""
    expected_on: date | None = None
    ordered_on: date | None = None

    def over(self, other: InboundSaid) -> InboundSaid:
        """This, and where it says nothing `other`."""
        return InboundSaid(
            **{
                its.name: getattr(self, its.name) or getattr(other, its.name)
                for its in fields(self)
            }
        )


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Pieces that come under one SKU; empty where the part has none yet. `line_nos` are ours."""

    sku: str
    line_nos: tuple[int, ...]
    part: str
    maker: str
    number: str
    customer_part: str
    quantity: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be told of an order. `plan` is None while something is `missing`.

    `needs`: every name that it is told with, whether it was said or is `missing`. `notes` are
    sentences on what was grouped or is not known. `cancelled`: that the vendor cancelled the order,
    in words; else empty.
    """

    order_id: int
    number: str
    vendor: str
    environment: str
    state: str
    plan: InboundPlan | None
    lines: tuple[PlannedLine, ...]
    missing: tuple[Missing, ...]
    notes: tuple[str, ...]
    supplier_name: str
    warehouse_name: str
    said: InboundSaid
    cancelled: str = ""
    needs: tuple[Missing, ...] = ()

    @property
    def lacks(self) -> str:
        """What is missing, in words that a sentence may end with."""
        named = [one.words for one in self.missing]
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        return f"{', '.join(named[:_NAMED])}{more}"


_NAMED = 3


class Known(NamedTuple):
    """What the ledger says of an order that a warehouse is told of."""

    order: Frozen
    sent_on: date
    suppliers: Mapping[str, Mapped]
    warehouses: Mapping[str, Mapped]
    skus: Mapping[str, Mapped]


def known(db: sqlite3.Connection, order_id: int) -> Known | None:
    """Run inside a read of the ledger; None where there is no such order."""
    order = read_order(db, order_id)
    if order is None:
        return None
    (order,) = as_changed(db, [order])
    (sent,) = db.execute(
        "SELECT max(sent_at) FROM attempt WHERE order_id = ? AND state = 'accepted'", (order_id,)
    ).fetchone()
    return Known(
        order,
        (order.created_at if sent is None else instant(sent)).date(),
        mapping.read(db, "supplier", [order.content.vendor]),
        mapping.read(db, "warehouse", [mapping.warehouse_key(order)]),
        mapping.read(db, "sku", [mapping.line_key(line) for line in order.content.lines]),
    )


def planned(
    its: Known, theirs: Sequence[VendorOrder], said: InboundSaid, usual: InboundSaid, today: date
) -> Planned:
    """What would be told of the order now."""
    order, content = its.order, its.order.content
    notes: list[str] = []
    own = content.vendor == KEEPER
    supplier = Mapped("supplier", "", content.terms.supplier) if own else None
    supplier = supplier if supplier and supplier.value else its.suppliers.get(content.vendor)
    site = Mapped("warehouse", "", content.ship_to.customer_id) if own else None
    site = site if site and site.value else its.warehouses.get(mapping.warehouse_key(order))
    needs = [] if own and supplier else [mapping.of_supplier(order)]
    needs += [] if own and site else [mapping.of_warehouse(order)]
    if not own:
        needs += {mapping.line_key(line): mapping.of_line(line) for line in content.lines}.values()
    said_of = {"supplier": supplier, "warehouse": site}
    missing = [one for one in needs if not (said_of.get(one.kind) or its.skus.get(one.key))]
    lines = _lines(its, theirs, notes)
    if content.terms.profile:
        notes.append(
            f"{vendor_name(content.vendor)} sends it to the address of its checkout profile "
            f"{content.terms.profile}; the warehouse that is told is the one for the ship-to."
        )
    words = said.over(_told_by(theirs, today, notes))
    if own:
        # As the order itself told it; a replacement would take it away.
        words = words.over(InboundSaid(note="; ".join(content.sent_terms.notes)))
    words = words.over(usual)
    plan = None
    if supplier and site and not missing:
        plan = InboundPlan(
            reference=order.number,
            supplier_id=supplier.value,
            warehouse_id=site.value,
            currency=content.currency,
            lines=tuple(_told(line) for line in lines),
            ordered_on=words.ordered_on or its.sent_on,
            expected_on=words.expected_on or _wanted_on(content.lines),
            payment_terms=words.payment_terms,
            payment_status=words.payment_status,
            carrier=words.carrier,
            tracking=words.tracking,
            note=words.note,
        )
    return Planned(
        order.id,
        order.number,
        content.vendor,
        order.environment,
        order.state,
        plan,
        lines,
        tuple(missing),
        tuple(notes),
        supplier.name if supplier else "",
        site.name if site else "",
        said,
        _cancelled(order, theirs),
        tuple(needs),
    )


def checked(said: InboundSaid) -> InboundSaid:
    """What a person said, fit to be kept. Raises Refusal for a word that is none of the lists'."""
    said = replace(
        said,
        payment_terms=clean(said.payment_terms),
        payment_status=clean(said.payment_status),
        carrier=clean(said.carrier),
        tracking=clean(said.tracking),
        note=clean(said.note),
    )
    for word, known_ones, what in (
        (said.payment_terms, PAYMENT_TERMS, "payment terms"),
        (said.payment_status, PAYMENT_STATES, "payment status"),
    ):
        if word and word not in known_ones:
            raise Refusal(
                f"“{word}” is no {what} that the warehouse's system knows. Nothing was stored: "
                f"it knows {', '.join(known_ones)}."
            )
    return said


# -- lines -----------------------------------------------------------------------------------------


def _lines(its: Known, theirs: Sequence[VendorOrder], notes: list[str]) -> tuple[PlannedLine, ...]:
    content = its.order.content
    said_in = {one.currency for one in theirs} - {content.currency, ""}
    if said_in:
        notes.append(
            f"{vendor_name(content.vendor)} tells prices in {', '.join(sorted(said_in))}: costs "
            "are as they were reviewed."
        )
    bills = {
        pair.ours.line_no: pair
        for pair in pairs(content.lines, () if said_in else theirs)
        if pair.ours is not None
    }
    grouped: dict[object, list[FrozenLine]] = {}
    for line in content.lines:
        sku = _sku(its, line)
        grouped.setdefault(sku or ("", mapping.line_key(line)), []).append(line)
    return tuple(_group(its, members, bills, notes) for members in grouped.values())


def _sku(its: Known, line: FrozenLine) -> str:
    if its.order.content.vendor == KEEPER:
        return line.number
    entry = its.skus.get(mapping.line_key(line))
    return "" if entry is None else entry.value


def _group(
    its: Known, members: Sequence[FrozenLine], bills: Mapping[int, LinePair], notes: list[str]
) -> PlannedLine:
    first, sku = members[0], _sku(its, members[0])
    costs = [(line.quantity, _cost(line, bills.get(line.line_no))) for line in members]
    cost = _mean(costs)
    if len(members) > 1 and sku:
        named = " and ".join(str(line.line_no) for line in members)
        mean = "" if len({each for _, each in costs}) == 1 else "; their cost is the mean by pieces"
        notes.append(f"Lines {named} have one SKU ({sku}) and are told as one{mean}.")
    if cost is None:
        notes.append(f"What {first.part or first.number} costs is not known, and not told.")
    own = its.order.content.vendor == KEEPER
    return PlannedLine(
        sku,
        tuple(line.line_no for line in members),
        first.part or first.number,
        first.maker,
        first.terms.supplier_part if own else first.number,
        first.terms.customer_part,
        sum(line.quantity for line in members),
        cost,
    )


def _cost(line: FrozenLine, bill: LinePair | None) -> Decimal | None:
    """What one piece costs: as the vendor says, else as it was reviewed."""
    paid = [(one.ordered, one.unit_price) for one in bill.theirs if one.ordered] if bill else []
    told = _mean(paid) if paid else None
    if told is not None:
        return told
    return line.terms.cost if line.unit_price is None else line.unit_price


def _mean(costs: Sequence[tuple[int, Decimal | None]]) -> Decimal | None:
    """By pieces; None where one is not known."""
    known_ones = [(quantity, price) for quantity, price in costs if price is not None]
    if len(known_ones) < len(costs):
        return None
    if len({price for _, price in known_ones}) == 1:
        return known_ones[0][1]
    pieces = sum(quantity for quantity, _ in known_ones)
    whole = sum((quantity * price for quantity, price in known_ones), Decimal(0))
    mean = whole / pieces
    told = mean.quantize(_MEAN, ROUND_HALF_UP)
    return mean if mean == told else told


def _told(line: PlannedLine) -> InboundLine:
    return InboundLine(line.sku, line.quantity, line.number, line.cost)


# -- what the vendor says since --------------------------------------------------------------------


def _told_by(theirs: Sequence[VendorOrder], today: date, notes: list[str]) -> InboundSaid:
    if not theirs:
        return InboundSaid()
    sent = [
        (shipment.shipped_at, shipment.tracking, sale.ship_method)
        for order in theirs
        for sale in order.sales_orders
        for line in sale.lines
        for shipment in line.shipments
        if shipment.tracking
    ]
    expected = glance(theirs, today).next_date
    if not sent:
        return InboundSaid(expected_on=expected)
    _, tracking, carrier = max(sent, key=lambda one: _moment(one[0]))
    others = {one[1] for one in sent} - {tracking}
    if others:
        notes.append(
            f"It came in {len(others) + 1} parcels: the tracking number of the newest is told."
        )
    return InboundSaid(tracking=tracking or "", carrier=carrier, expected_on=expected)


def _moment(at: datetime | None) -> float:
    return 0.0 if at is None else at.timestamp()


def _wanted_on(lines: Sequence[FrozenLine]) -> date | None:
    """The day we asked for, where the vendor says none yet."""
    days = [line.terms.wanted_on for line in lines if line.terms.wanted_on]
    days += [step.on for line in lines for step in line.terms.schedules]
    return min(days, default=None)


def _cancelled(order: Frozen, theirs: Sequence[VendorOrder]) -> str:
    if not theirs or not all(
        is_canceled(one.status)
        or (one.sales_orders and all(is_canceled(sale.status) for sale in one.sales_orders))
        for one in theirs
    ):
        return ""
    return f"{order.number} was cancelled at {vendor_name(order.content.vendor)}"
