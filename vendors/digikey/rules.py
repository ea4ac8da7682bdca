"""What DigiKey accepts in an order, checked before anything is sent (Ordering v3 document)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from vendors.digikey.settings import VENDOR
from vendors.digikey.words import EXPORT_USES, SHIP_CONTROLS, SHIP_METHODS
from vendors.errors import Invalid
from vendors.terms import NO_LINE_TERMS, ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import Address, Line, PurchaseOrder

# The currencies of the Locale-Currency header (Product Information v4 document).
_CODES = (
    "USD CAD JPY GBP EUR HKD SGD TWD KRW AUD NZD INR DKK NOK SEK ILS CNY PLN CHF CZK HUF RON ZAR "
    "MYR THB PHP"
)
CURRENCIES = frozenset(_CODES.split())
INT32 = 2**31 - 1
# No document gives a longest PO number or its characters (`PurchaseOrderNumber` is any string).
# It is on every bag's label and stands in a path of DigiKey's own, so it is held to what travels
# everywhere; 35 is the least limit of any vendor's order API that we know of (TI's backlog).
LONGEST_PO_NUMBER = 35
_PO_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
# Control, format and surrogate characters, and the ends of lines and paragraphs.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def listed(text: str | None, known: Iterable[str]) -> str | None:
    """`text` in DigiKey's own spelling, or None where it is none of `known`."""
    low = (text or "").strip().casefold()
    return next((one for one in known if one.casefold() == low), None)


def line_id(line: Line) -> str:
    """The line's name that DigiKey is told and gives back."""
    return line.terms.line_id or line.line_id


def check(order: PurchaseOrder, today: date) -> None:
    """Raises Invalid with every fault, as (field, sentence), where DigiKey would not take it.

    Days have to lie after `today`.
    """
    refuse("order", _faults(order, today))


def refuse(what: str, found: Iterable[tuple[str, str]]) -> None:
    """Raises Invalid with all of `found`, as (field, sentence), if there are any."""
    faults = tuple(found)
    if faults:
        raise Invalid(
            VENDOR,
            f"DigiKey would not take this {what}: " + "; ".join(text for _, text in faults[:3]),
            fields=faults,
        )


def _faults(order: PurchaseOrder, today: date) -> Iterator[tuple[str, str]]:
    if order.vendor != VENDOR:
        yield "vendor", "it is for another vendor"
    if fault := _po_number(order.number):
        yield "PurchaseOrderNumber", fault
    if order.currency not in CURRENCIES:
        yield "Currency", f"DigiKey does not sell in {order.currency or 'no currency'}"
    yield from _terms(order.terms, order.ship_to)
    yield from _contact("ShippingContact", order.ship_to)
    yield from _text("ShippingContact.CustomerId", "the ship-to", order.customer_id)
    yield from _texts("ShippingContact", "the ship-to", order.ship_to)
    yield from _buyer(order.buyer)
    if not order.lines:
        yield "LineItems", "it has no lines"
    seen: set[str] = set()
    for place, line in enumerate(order.lines, 1):
        yield from _line(place, line, today)
        name = line_id(line).strip()
        if name in seen:
            yield f"LineItems.{place}.CustomerLineItemId", f"line {place}: its id is used twice"
        seen.add(name)


def _po_number(number: str) -> str:
    """What is wrong with it, or nothing. Steps of a path are none: some gateways walk them even
    where the slashes around them are encoded."""
    if len(number) > LONGEST_PO_NUMBER:
        return f"the PO number has more than {LONGEST_PO_NUMBER} characters"
    if not _PO_NUMBER.fullmatch(number) or not {".", ".."}.isdisjoint(number.split("/")):
        return "a PO number has letters, digits and - . _ / and begins with a letter or digit"
    return ""


# -- the terms of an order ---------------------------------------------------------------------


def _terms(terms: OrderTerms, ship_to: Address) -> Iterator[tuple[str, str]]:
    if terms.ship_method is not None and listed(terms.ship_method, SHIP_METHODS) is None:
        yield "ShipMethod", f"DigiKey has no shipping method {terms.ship_method!r}"
    if terms.ship_control is not None and listed(terms.ship_control, SHIP_CONTROLS) is None:
        yield "ShipControl", "ship control is Immediate or Single"
    yield from _text("ShipperAccountNumber", "the shipper account", terms.shipper_account)
    yield from _notes("OrderNotes", "a note", terms.notes)
    if terms.own_notes:
        words = "notes of a draft of several vendors: those for DigiKey are its notes"
        yield "OrderNotes", f"an order has no place for {words}"
    if terms.export is not None:
        yield from _export(terms.export, ship_to)


def _export(export: ExportUse, ship_to: Address) -> Iterator[tuple[str, str]]:
    """The document asks it of independent distributors, of goods that ship outside the US;
    "otherwise do not include".
    """
    where = "ExportQuestions"
    if ship_to.country.upper() == "US":
        yield where, "export questions are only for goods that ship outside the US"
    if not _is_country(export.country):
        yield f"{where}.CountryCode", "the country of destination has to be two letters"
    if not export.consignee.strip():
        yield f"{where}.ConsigneeName", "the end customer has to have a name"
    yield from _text(f"{where}.ConsigneeName", "the end customer", export.consignee)
    yield from _text(f"{where}.AdditionalInfo", "the export information", export.more)
    primary = listed(export.primary, EXPORT_USES)
    if primary is None:
        yield f"{where}.PrimaryApplication", f"DigiKey has no application {export.primary!r}"
    elif listed(export.secondary, EXPORT_USES[primary]) is None:
        sentence = f"DigiKey has no application {export.secondary!r} within {primary}"
        yield f"{where}.SecondaryApplication", sentence


# -- contacts ----------------------------------------------------------------------------------


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
    if not _is_country(address.country):
        yield f"{name}.Address.Country", "the ship-to's country has to be two letters"


def _buyer(buyer: Address) -> Iterator[tuple[str, str]]:
    if not buyer.name:
        return  # It is not sent at all then.
    yield from _texts("BuyerContact", "the buyer", buyer)
    if buyer.country and not _is_country(buyer.country):
        yield "BuyerContact.Address.Country", "the buyer's country has to be two letters"


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


def _texts(name: str, whose: str, address: Address) -> Iterator[tuple[str, str]]:
    fields = (
        ("Name", address.name or address.company),
        ("Address.Company", address.company),
        ("Address.Email", address.email),
        ("Address.AddressLineOne", address.line1),
        ("Address.AddressLineTwo", address.line2),
        ("Address.City", address.city),
        ("Address.Province", address.region),
        ("Address.PostalCode", address.postal_code),
        ("Telephone", address.telephone),
    )
    for field, text in fields:
        yield from _text(f"{name}.{field}", whose, text)


# What only other vendors' lines say: silence would pass for a promise.
_ELSEWHERE = (
    ("custom_reel", "a custom reel: a Digi-Reel has a number of its own"),
    ("supplier_part", "a supplier's number beside its own"),
    ("cost", "a cost of our own: its price is what is expected"),
)


# -- lines -------------------------------------------------------------------------------------


def _line(place: int, line: Line, today: date) -> Iterator[tuple[str, str]]:
    where = f"LineItems.{place}"
    if not line.number.strip():
        yield f"{where}.DigiKeyPartNumber", f"line {place}: no DigiKey number"
    if not line_id(line).strip():
        yield f"{where}.CustomerLineItemId", f"line {place}: no id"
    if not 0 < line.quantity <= INT32:
        yield f"{where}.RequestedQuantity", f"line {place}: the quantity has to be above zero"
    if not line.unit_price.is_finite() or line.unit_price <= 0:
        yield f"{where}.UnitPrice", f"line {place}: no expected price"
    texts = (
        ("DigiKeyPartNumber", "its number", line.number),
        ("CustomerLineItemId", "its id", line_id(line)),
        ("ProductDescription", "its description", line.description),
        ("CustomerPartNumber", "our part number", line.terms.customer_part),
    )
    for field, what, text in texts:
        yield from _text(f"{where}.{field}", f"line {place}: {what}", text)
    for field, sentence in _line_terms(line.terms, line.quantity, today):
        yield f"{where}.{field}", f"line {place}: {sentence}"


def _line_terms(terms: LineTerms, quantity: int, today: date) -> Iterator[tuple[str, str]]:
    for name, words in _ELSEWHERE:
        if getattr(terms, name) != getattr(NO_LINE_TERMS, name):
            yield name, f"DigiKey's order has no place for {words}"
    yield from _notes("LineItemNotes", "a note", terms.notes)
    if terms.quote is not None and not 0 < terms.quote <= INT32:
        yield "QuoteId", f"the number of a quote lies between 1 and {INT32:,}"
    if terms.wanted_on is not None and terms.wanted_on <= today:
        yield "DeliveryDate", f"{terms.wanted_on} is not in the future"
    if terms.schedules:
        yield from schedules("Schedules", terms.schedules, quantity, today)


def schedules(
    field: str, planned: tuple[Schedule, ...], quantity: int | None, today: date
) -> Iterator[tuple[str, str]]:
    """What is wrong with the schedules of a line of `quantity` pieces (None: not known here)."""
    for one in planned:
        if one.quantity <= 0:
            yield field, "each schedule has to have pieces"
        if one.on <= today:
            yield field, f"{one.on} is not in the future"
    total = sum(one.quantity for one in planned)
    if quantity is not None and total != quantity:
        yield field, f"the schedules come to {total:,} pieces, the line has {quantity:,}"


# -- texts -------------------------------------------------------------------------------------


def _notes(field: str, what: str, notes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for note in notes:
        if not note.strip():
            yield field, f"{what} is empty"
        yield from _text(field, what, note)


def _text(field: str, what: str, text: str) -> Iterator[tuple[str, str]]:
    """It comes out on paper: what nobody can see there is not sent. No length is documented."""
    if any(unicodedata.category(one) in _UNSEEN for one in text):
        yield field, f"{what} holds a line end or a character that nobody can see"
