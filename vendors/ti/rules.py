"""What TI accepts in an order, checked before anything is sent (Order API, and TI's page on it)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from vendors.choices import line_takes, order_takes
from vendors.errors import Invalid
from vendors.order_limits import most_lines
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms
from vendors.ti.apis import LONGEST_NUMBER, is_profile
from vendors.ti.settings import VENDOR
from vendors.vocabulary import Line, PurchaseOrder

# A comment's `message`; `customerPartNumber` (Order API, maxLength).
LONGEST_COMMENT = 60
LONGEST_CUSTOMER_PART = 25
# The schema gives a PO number no length; TI's order API for contracted customers takes 35.
LONGEST_PO_NUMBER = 35
INT32 = 2**31 - 1
_PO_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
# Control, format and surrogate characters, and the ends of lines and paragraphs.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# On TI's page a comment is a name and a value with this between them.
BETWEEN = "|"

# What TI's order has no place for, in words.
_OF_ORDER = {
    "ship_method": "a shipping method: the checkout profile has it",
    "ship_control": "a word on partial shipments",
    "shipper_account": "a shipper account: the checkout profile has it",
    "cofc": "a wish for certificates: the checkout profile has it",
    "taxable": "a word on taxes: the checkout profile has it",
    "export": "export questions: the checkout profile has the end use",
    "supplier": "a supplier: TI is the one",
    "own_notes": "notes of a draft of several vendors: those for TI are its notes",
}
_OF_LINE = {
    "cofc": "a wish for a certificate",
    "wanted_on": "a day on which it should come",
    "schedules": "schedules",
    "quote": "a quote",
    "supplier_part": "a supplier's number beside TI's own",
    "cost": "a cost: TI's price at purchase time holds",
}


def line_id(line: Line) -> str:
    """The line's name that TI is told and gives back."""
    return line.terms.line_id or line.line_id


def comments(order: PurchaseOrder) -> tuple[str, ...]:
    """The order's comments: job and buyer as TI's page has them ("jobNumber|54851-50",
    "orderedBy|John Smith"), then our own words."""
    job = (f"jobNumber{BETWEEN}{order.terms.job}",) if order.terms.job else ()
    buyer = (f"orderedBy{BETWEEN}{order.buyer.name}",) if order.buyer.name else ()
    return (*job, *buyer, *order.terms.notes)


def check(order: PurchaseOrder) -> None:
    """Raises Invalid with every fault, as (field, sentence), where TI would not take it."""
    faults = tuple(_faults(order))
    if faults:
        raise Invalid(
            VENDOR,
            "TI would not take this order: " + "; ".join(text for _, text in faults[:3]),
            fields=faults,
        )


def _faults(order: PurchaseOrder) -> Iterator[tuple[str, str]]:
    if order.vendor != VENDOR:
        yield "vendor", "it is for another vendor"
    if fault := _po_number(order.number):
        yield "customerPurchaseOrderNumber", fault
    yield from _terms(order)
    most = most_lines(VENDOR)
    if not order.lines:
        yield "lineItems", "it has no lines"
    if most is not None and len(order.lines) > most:
        yield "lineItems", f"TI takes {most} lines an order, and this one has {len(order.lines)}"
    seen: set[str] = set()
    for place, line in enumerate(order.lines, 1):
        yield from _line(place, line)
        name = line_id(line).strip()
        if name in seen:
            yield f"lineItems.{place}.customerLineItemNumber", f"line {place}: its id is used twice"
        seen.add(name)


def _po_number(number: str) -> str:
    if len(number) > LONGEST_PO_NUMBER:
        return f"the PO number has more than {LONGEST_PO_NUMBER} characters"
    if not _PO_NUMBER.fullmatch(number):
        return "a PO number has letters, digits and - . _ / and begins with a letter or digit"
    return ""


def _terms(order: PurchaseOrder) -> Iterator[tuple[str, str]]:
    terms = order.terms
    if not terms.profile:
        yield "checkoutProfileId", "no checkout profile is chosen, and TI ships by one"
    elif not is_profile(terms.profile):
        yield "checkoutProfileId", "that is no checkout profile's id"
    yield from _text("endCustomerCompanyName", "the end customer", terms.end_customer)
    for what, text in (("the job", terms.job), ("the buyer's name", order.buyer.name)):
        if BETWEEN in text:
            yield "customerOrderComments", f"{what} holds a {BETWEEN}, which TI's comments part by"
    for comment in comments(order):
        yield from _comment("customerOrderComments", comment)
    yield from _no_place(terms, NO_ORDER_TERMS, order_takes(VENDOR), _OF_ORDER, "order")


def _line(place: int, line: Line) -> Iterator[tuple[str, str]]:
    where, which, terms = f"lineItems.{place}", f"line {place}: ", line.terms
    number = line.number.strip()
    if not number:
        yield f"{where}.tiPartNumber", f"{which}no TI part number"
    elif len(number) > LONGEST_NUMBER:
        words = f"{which}a TI part number has at most {LONGEST_NUMBER} characters"
        yield f"{where}.tiPartNumber", words
    if not line_id(line).strip():
        yield f"{where}.customerLineItemNumber", f"{which}no id"
    if not 0 < line.quantity <= INT32:
        yield f"{where}.quantity", f"{which}the quantity has to be above zero"
    if not line.unit_price.is_finite() or line.unit_price <= 0:
        # Never sent; but without it nobody could say whether TI's total is what was expected.
        yield f"{where}.unitPrice", f"{which}no expected price"
    if len(terms.customer_part) > LONGEST_CUSTOMER_PART:
        words = f"our part number has more than {LONGEST_CUSTOMER_PART} characters"
        yield f"{where}.customerPartNumber", f"{which}{words}"
    texts = (
        ("tiPartNumber", "its number", line.number),
        ("customerLineItemNumber", "its id", line_id(line)),
        ("customerPartNumber", "our part number", terms.customer_part),
    )
    for field, what, text in texts:
        yield from _text(f"{where}.{field}", f"{which}{what}", text)
    for note in terms.notes:
        for field, words in _comment("customerItemComments", note):
            yield f"{where}.{field}", f"{which}{words}"
    for field, words in _no_place(terms, NO_LINE_TERMS, line_takes(VENDOR), _OF_LINE, "line"):
        yield f"{where}.{field}", f"{which}{words}"


def _no_place(
    asked: OrderTerms | LineTerms,
    nothing: OrderTerms | LineTerms,
    taken: frozenset[str],
    named: dict[str, str],
    what: str,
) -> Iterator[tuple[str, str]]:
    """What is asked for and would not be sent: silence would pass for a promise."""
    for name in asked.__dataclass_fields__:
        if name not in taken and getattr(asked, name) != getattr(nothing, name):
            yield name, f"TI's {what} has no place for {named.get(name, name.replace('_', ' '))}"


def _comment(field: str, text: str) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield field, "a comment is empty"
    if len(text) > LONGEST_COMMENT:
        yield field, f"TI's comments have at most {LONGEST_COMMENT} characters: {text[:20]}…"
    yield from _text(field, "a comment", text)


def _text(field: str, what: str, text: str) -> Iterator[tuple[str, str]]:
    """It comes out on paper: what nobody can see there is not sent."""
    if any(unicodedata.category(one) in _UNSEEN for one in text):
        yield field, f"{what} holds a line end or a character that nobody can see"
