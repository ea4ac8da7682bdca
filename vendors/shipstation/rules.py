"""What ShipStation accepts, checked before anything is sent (documents of purchase orders, v2).

Documented are: one product at least, quantities from 1, costs from 0, ISO 8601 dates, the words of
two lists, and one quantity at least in what was received. No longest text is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal

from vendors.choices import PAYMENT_STATES, PAYMENT_TERMS, line_takes, order_takes
from vendors.errors import Invalid
from vendors.inbound import (
    InboundLine,
    InboundPlan,
    InboundState,
    Receipt,
    Supplier,
)
from vendors.shipstation.settings import VENDOR
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms
from vendors.vocabulary import PurchaseOrder

INT32 = 2**31 - 1
_CURRENCY = re.compile("[A-Z]{3}")
_COUNTRY = re.compile("[A-Za-z]{2}")
# Control, format and surrogate characters, and the ends of lines and paragraphs.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# What an order can be set to; nothing becomes a draft again.
STATES = (
    InboundState.OPEN,
    InboundState.RECEIVING,
    InboundState.RECEIVED,
    InboundState.CANCELLED,
    InboundState.CLOSED,
)
_WORDS = {
    "ship_method": "a shipping method",
    "ship_control": "ship control",
    "shipper_account": "our account with a carrier",
    "cofc": "a certificate of compliance",
    "taxable": "whether it is taxed",
    "export": "export questions",
    "profile": "a checkout profile",
    "end_customer": "an end customer",
    "expedite": "expediting",
    "job": "a job",
    "line_id": "our name of a line",
    "customer_part": "our own part number",
    "notes": "a note to one line",
    "wanted_on": "a day for one line",
    "schedules": "schedules",
    "quote": "a quote",
    "custom_reel": "a custom reel",
}

Faults = Iterator[tuple[str, str]]


def refuse(what: str, found: Iterable[tuple[str, str]]) -> None:
    """Raises Invalid with all of `found`, as (field, sentence), if there are any."""
    faults = tuple(found)
    if faults:
        raise Invalid(
            VENDOR,
            f"ShipStation would not take {what}: " + "; ".join(text for _, text in faults[:3]),
            fields=faults,
        )


# -- inbound orders ----------------------------------------------------------------------------


def check(plan: InboundPlan) -> None:
    """Raises Invalid with every fault, as (field, sentence)."""
    refuse("this inbound order", faults(plan))


def faults(plan: InboundPlan) -> Faults:
    yield from head(plan)
    yield from _id("supplier_id", "the supplier", plan.supplier_id)
    yield from _id("warehouse_id", "the warehouse", plan.warehouse_id)
    if not plan.lines:
        yield "products", "it has no lines"
    for place, line in enumerate(plan.lines, 1):
        yield from _line(place, line)


def head(plan: InboundPlan) -> Faults:
    """All that is not the lines, nor whom and where it goes."""
    if not plan.reference.strip():
        yield "reference_number", "it has no PO number of ours"
    if not _CURRENCY.fullmatch(plan.currency):
        yield "currency_code", "the currency has to be three capital letters (ISO 4217)"
    if plan.payment_terms and plan.payment_terms not in PAYMENT_TERMS:
        yield "payment_terms", f"there are no payment terms {plan.payment_terms!r}"
    if plan.payment_status and plan.payment_status not in PAYMENT_STATES:
        yield "payment_status", f"there is no payment status {plan.payment_status!r}"
    texts = (
        ("reference_number", "our PO number", plan.reference),
        ("shipping_carrier", "the carrier", plan.carrier),
        ("tracking_number", "the tracking number", plan.tracking),
        ("note_to_supplier", "the note", plan.note),
    )
    for field, what, text in texts:
        yield from _text(field, what, text)


def _line(place: int, line: InboundLine) -> Faults:
    where = f"products.{place}"
    if not line.sku.strip():
        yield f"{where}.sku", f"line {place}: no SKU"
    if not 0 < line.quantity <= INT32:
        yield f"{where}.quantity", f"line {place}: the quantity has to be above zero"
    yield from _cost(where, place, line.cost)
    yield from _text(f"{where}.sku", f"line {place}: its SKU", line.sku)
    yield from _text(f"{where}.supplier_sku", f"line {place}: its number", line.supplier_part)


def _cost(where: str, place: int, cost: Decimal | None) -> Faults:
    if cost is not None and (not cost.is_finite() or cost < 0):
        yield f"{where}.cost", f"line {place}: the cost cannot be below zero"


# -- the other steps ---------------------------------------------------------------------------


def state(to: InboundState) -> Faults:
    if to not in STATES:
        yield "status", f"an inbound order cannot be set to {to.value}"


def receipts(given: tuple[Receipt, ...]) -> Faults:
    if not given:
        yield "product_receives", "nothing was received"
    for place, one in enumerate(given, 1):
        where = f"product_receives.{place}"
        if not one.sku.strip():
            yield f"{where}.sku", f"line {place}: no SKU"
        yield from _text(f"{where}.sku", f"line {place}: its SKU", one.sku)
        yield from _id(f"{where}.inventory_location_id", f"line {place}: the place", one.place_id)
        if not (0 <= one.received <= INT32 and 0 <= one.rejected <= INT32):
            yield f"{where}.received_quantity", f"line {place}: a quantity is out of range"
        elif not (one.received or one.rejected):
            yield f"{where}.received_quantity", f"line {place}: no pieces received or rejected"
        yield from _text(f"{where}.lot", f"line {place}: its lot", one.lot)


def supplier(made: Supplier) -> Faults:
    where = made.address
    if made.id:
        yield "supplier_id", "it has an id already"
    if not made.name.strip():
        yield "supplier_name", "a supplier has to have a name"
    if where.country and not _COUNTRY.fullmatch(where.country):
        yield "country_code", "the country has to be two letters"
    if where.company and where.company != made.name:
        yield "supplier_name", "a supplier has one name, and no company besides"
    texts = (
        ("supplier_name", "its name", made.name),
        ("supplier_email", "its mail address", where.email),
        ("address_line_1", "its street", where.line1),
        ("address_line_2", "its street", where.line2),
        ("city", "its city", where.city),
        ("state", "its region", where.region),
        ("postal_code", "its postal code", where.postal_code),
        ("contact_name", "its contact", where.name),
        ("contact_phone", "its telephone", where.telephone),
    )
    for field, what, text in texts:
        yield from _text(field, what, text)


# -- orders to a supplier ----------------------------------------------------------------------


def order(placed: PurchaseOrder) -> Faults:
    """What an inbound order has no place for, in words; the rest is found in its plan."""
    if placed.vendor != VENDOR:
        yield "vendor", "it is for another vendor"
    for field in _beside(placed.terms, NO_ORDER_TERMS, order_takes(VENDOR)):
        yield field, f"there is no place for {_WORDS.get(field, field)}"
    for place, line in enumerate(placed.lines, 1):
        for field in _beside(line.terms, NO_LINE_TERMS, line_takes(VENDOR)):
            yield field, f"line {place}: there is no place for {_WORDS.get(field, field)}"
        if line.terms.cost is not None and line.terms.cost != line.unit_price:
            yield "cost", f"line {place}: its cost is not the price expected"


def _beside(
    said: OrderTerms | LineTerms, nothing: OrderTerms | LineTerms, taken: frozenset[str]
) -> Iterator[str]:
    for one in fields(said):
        if one.name not in taken and getattr(said, one.name) != getattr(nothing, one.name):
            yield one.name


# -- texts -------------------------------------------------------------------------------------


def _id(field: str, what: str, text: str) -> Faults:
    if not text:
        yield field, f"{what} is not chosen"
    elif not text.isprintable() or " " in text:
        yield field, f"{what} has no id of ShipStation's"


def _text(field: str, what: str, text: str) -> Faults:
    """It is compared, or comes out on paper: what nobody can see there is not sent."""
    if any(unicodedata.category(one) in _UNSEEN for one in text):
        yield field, f"{what} holds a line end or a character that nobody can see"
