"""What DigiKey accepts in an order, checked before anything is sent (Ordering v3 document)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vendors.digikey.settings import VENDOR
from vendors.errors import Invalid
from vendors.vocabulary import Address, Line, PurchaseOrder

# The document lists these "accepted" strings; its own example is spelled "FedEx Ground", so they
# are compared without case and sent as listed.
SHIP_METHODS = (
    "DHL worldwide Express",
    "FedEx ground",
    "FedEx 3 day",
    "FedEx 2 day",
    "FedEx standard overnight",
    "FedEx priority overnight",
    "FedEx first overnight",
    "FedEx international priority",
    "FedEx international economy",
    "UPS ground",
    "UPS 3 day",
    "UPS 2 day",
    "UPS 2 day noon",
    "UPS 1 day",
    "UPS 1 day 3 p.m.",
    "UPS 1 day early a.m.",
    "UPS worldwide expedited",
    "UPS worldwide express",
    "UPS worldwide saver",
    "USPS express mail international",
    "USPS express mail",
    "USPS priority mail",
    "USPS ground advantage",
    "USPS standard mail",
)
SHIP_CONTROLS = ("Immediate", "Single")
# The currencies of the Locale-Currency header (Product Information v4 document).
_CODES = (
    "USD CAD JPY GBP EUR HKD SGD TWD KRW AUD NZD INR DKK NOK SEK ILS CNY PLN CHF CZK HUF RON ZAR "
    "MYR THB PHP"
)
CURRENCIES = frozenset(_CODES.split())
_INT32 = 2**31 - 1
# No document gives a longest PO number or its characters (`PurchaseOrderNumber` is any string).
# It is on every bag's label and stands in a path of DigiKey's own, so it is held to what travels
# everywhere; 35 is the least limit of any vendor's order API that we know of (TI's backlog).
LONGEST_PO_NUMBER = 35
_PO_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def listed(text: str | None, known: tuple[str, ...]) -> str | None:
    """`text` in DigiKey's own spelling, or None where it is none of `known`."""
    low = (text or "").strip().casefold()
    return next((one for one in known if one.casefold() == low), None)


def check(order: PurchaseOrder) -> None:
    """Raises Invalid with every fault, as (field, sentence), where DigiKey would not take it."""
    faults = tuple(_faults(order))
    if faults:
        raise Invalid(
            VENDOR,
            "DigiKey would not take this order: " + "; ".join(text for _, text in faults[:3]),
            fields=faults,
        )


def _faults(order: PurchaseOrder) -> Iterator[tuple[str, str]]:
    if order.vendor != VENDOR:
        yield "vendor", "it is for another vendor"
    if fault := _po_number(order.number):
        yield "PurchaseOrderNumber", fault
    if order.currency not in CURRENCIES:
        yield "Currency", f"DigiKey does not sell in {order.currency or 'no currency'}"
    if order.ship_method is not None and listed(order.ship_method, SHIP_METHODS) is None:
        yield "ShipMethod", f"DigiKey has no shipping method {order.ship_method!r}"
    if order.ship_control is not None and listed(order.ship_control, SHIP_CONTROLS) is None:
        yield "ShipControl", "ship control is Immediate or Single"
    yield from _contact("ShippingContact", order.ship_to)
    if not order.lines:
        yield "LineItems", "it has no lines"
    seen: set[str] = set()
    for place, line in enumerate(order.lines, 1):
        yield from _line(place, line)
        if line.line_id in seen:
            yield f"LineItems.{place}.CustomerLineItemId", f"line {place}: its id is used twice"
        seen.add(line.line_id)


def _po_number(number: str) -> str:
    """What is wrong with it, or nothing. Steps of a path are none: some gateways walk them even
    where the slashes around them are encoded."""
    if len(number) > LONGEST_PO_NUMBER:
        return f"the PO number has more than {LONGEST_PO_NUMBER} characters"
    if not _PO_NUMBER.fullmatch(number) or not {".", ".."}.isdisjoint(number.split("/")):
        return "a PO number has letters, digits and - . _ / and begins with a letter or digit"
    return ""


def _contact(name: str, address: Address) -> Iterator[tuple[str, str]]:
    """The document asks for a name and an address, and marks nothing in the address as required.

    Street, city and country are asked for here, because no parcel arrives without them; postal
    code and region are not, because not every country has them.
    """
    needed = (
        ("Name", "a name", address.name or address.company),
        ("Address.AddressLineOne", "a street", address.line1),
        ("Address.City", "a city", address.city),
    )
    for field, word, value in needed:
        if not value.strip():
            yield f"{name}.{field}", f"the ship-to has to have {word}"
    country = address.country
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        yield f"{name}.Address.Country", "the ship-to's country has to be two letters"


def _line(place: int, line: Line) -> Iterator[tuple[str, str]]:
    where = f"LineItems.{place}"
    if not line.number.strip():
        yield f"{where}.DigiKeyPartNumber", f"line {place}: no DigiKey number"
    if not line.line_id.strip():
        yield f"{where}.CustomerLineItemId", f"line {place}: no id"
    if not 0 < line.quantity <= _INT32:
        yield f"{where}.RequestedQuantity", f"line {place}: the quantity has to be above zero"
    if not line.unit_price.is_finite() or line.unit_price <= 0:
        yield f"{where}.UnitPrice", f"line {place}: no expected price"
