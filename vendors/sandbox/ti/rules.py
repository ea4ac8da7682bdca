"""Reading an order for TI and finding everything wrong with it, before any of it is taken.

Which code says what is §A7 of the facts; the same code says several things, and one thing is said
with several. Where no document has a code for something, it is ERR-TICOM-ORDER-API-0001.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vendors.sandbox.desk import Desk
from vendors.sandbox.reading import INT32
from vendors.sandbox.ti import stock
from vendors.sandbox.ti.errors import invalid, one
from vendors.sandbox.ti.profiles import eligible
from vendors.sandbox.ti.shelf import NO_LIMIT, Item, shelf
from vendors.sandbox.world import TI_APRUVE, Profile

Json = dict[str, Any]

MOST_LINES = 30
LONGEST_PART = 25
LONGEST_COMMENT = 60
_CODE = "ERR-TICOM-ORDER-API-"
_WAIT_DAYS = "30"


@dataclass(frozen=True, slots=True)
class AskedLine:
    place: int
    number: str
    quantity: int
    number_given: str | int | None
    customer_part: str
    custom_reel: bool
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an order asks for, once its fields have the right types."""

    profile_id: str
    po_number: str
    end_customer: str
    expedite: bool
    comments: tuple[str, ...]
    lines: tuple[AskedLine, ...]


class _Reader:
    """Fields of one JSON object; null and absent are the same, unknown ones are ignored."""

    def __init__(self, raw: Any, place: str, faults: list[tuple[str, str]]) -> None:
        self.place, self.faults = place, faults
        self.raw: Json = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            faults.append((place, f"{place} must be an object"))

    def note(self, name: str, words: str) -> None:
        self.faults.append((f"{self.place}.{name}", f"{name} {words}"))

    def text(self, name: str, *, must: bool = False, most: int | None = None) -> str:
        value = self.raw.get(name)
        if value is None or value == "":
            if must:
                self.note(name, "is required")
            return ""
        if not isinstance(value, str):
            self.note(name, "must be a string")
            return ""
        if most is not None and len(value) > most:
            self.note(name, f"must have at most {most} characters")
        return value

    def flag(self, name: str) -> bool:
        value = self.raw.get(name)
        if value is not None and not isinstance(value, bool):
            self.note(name, "must be true or false")
        return value is True

    def pieces(self, name: str) -> int:
        value = self.raw.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= INT32:
            self.note(name, "must be a whole number greater than 0")
            return 0
        return value

    def messages(self, name: str) -> tuple[str, ...]:
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.note(name, "must be a list")
            return ()
        each = [_Reader(one, f"{self.place}.{name}", self.faults) for one in value]
        return tuple(reader.text("message", most=LONGEST_COMMENT) for reader in each)


def read(body: Any) -> Asked:
    """The order in the body. Raises Refused (400) with everything that has the wrong form."""
    faults: list[tuple[str, str]] = []
    whole = _Reader(body, "body", faults)
    order = _Reader(whole.raw.get("order"), "order", faults)
    lines = order.raw.get("lineItems")
    if not isinstance(lines, list) or not lines:
        order.note("lineItems", "needs at least one element")
        lines = []
    asked = Asked(
        profile_id=order.text("checkoutProfileId", must=True),
        po_number=order.text("customerPurchaseOrderNumber"),
        end_customer=order.text("endCustomerCompanyName"),
        expedite=order.flag("expediteShipping"),
        comments=order.messages("customerOrderComments"),
        lines=tuple(_line(line, place, faults) for place, line in enumerate(lines, 1)),
    )
    if faults:
        raise invalid("orders", "RequestBody", *faults)
    return asked


def _line(raw: Any, place: int, faults: list[tuple[str, str]]) -> AskedLine:
    line = _Reader(raw, f"lineItems[{place - 1}]", faults)
    given = line.raw.get("customerLineItemNumber")
    if isinstance(given, bool) or not isinstance(given, str | int | None):
        line.note("customerLineItemNumber", "must be a string")
        given = None
    return AskedLine(
        place=place,
        number=line.text("tiPartNumber", must=True, most=LONGEST_PART),
        quantity=line.pieces("quantity"),
        number_given=given,
        customer_part=line.text("customerPartNumber", most=LONGEST_PART),
        custom_reel=line.flag("customReelIndicator"),
        comments=line.messages("customerItemComments"),
    )


@dataclass(slots=True)
class Checked:
    """The lines that TI can sell, and what is wrong with the others or with the whole."""

    profile: Profile | None
    items: list[tuple[AskedLine, Item]] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)


def check(desk: Desk, asked: Asked, now: datetime) -> Checked:
    """Hold an order against what TI sells and has at this moment."""
    found = Checked(eligible(asked.profile_id))
    if found.profile is None:
        words = f"Checkout profile {asked.profile_id} is not valid for API orders."
        found.errors.append(_whole("0001", "checkoutProfileId", "Invalid checkout profile", words))
        return found
    if len(asked.lines) > MOST_LINES:
        words = f"An order can have at most {MOST_LINES} line items."
        found.errors.append(_whole("0001", "lineItems", "Too many line items", words))
        return found
    if not found.profile.tax_id:
        words = "The VAT/tax id of the checkout profile is missing."
        found.errors.append(_whole("0008", "checkoutProfileId", "Tax id", words))
    taken: dict[str, int] = {}
    for line in asked.lines:
        item = shelf(desk.catalogue).item(line.number)
        if item is None or item.restricted:
            words = f"{line.number} is not a valid part number or cannot be ordered by you."
            found.errors.append(_of_line("0003", line, "tiPartNumber", "Invalid part", words))
            continue
        left = stock.left(desk.book, item) - taken.get(item.number, 0)
        taken[item.number] = taken.get(item.number, 0) + line.quantity
        wrong = _wrong_with(line, item, left, now, found.profile, alone=len(asked.lines) == 1)
        if wrong is None:
            found.items.append((line, item))
        else:
            found.errors.append(wrong)
    return found


def too_dear(profile: Profile, total: Any) -> Json | None:
    """The error where an order comes to more than the profile's credit."""
    if not profile.credit or total <= profile.credit:
        return None
    if profile.payment == TI_APRUVE:
        words = "The Apruve id of the checkout profile does not cover this order."
        return one(f"{_CODE}PAP-0009", "Application", "Payment", words,
                   section="order", field="checkoutProfileId")  # fmt: skip
    words = "The credit line does not cover this order."
    return _whole("0009", "checkoutProfileId", "Credit line", words)


def _wrong_with(
    line: AskedLine, item: Item, left: int, now: datetime, profile: Profile, *, alone: bool
) -> Json | None:
    """The first thing wrong with a line."""
    currency = item.currency(profile.currency)
    if currency != profile.currency:
        words = f"{item.number} is not sold in {profile.currency}."
        return _of_line("0003", line, "tiPartNumber", "Restricted part", words)
    least = max(item.moq, item.breaks[0][0])
    if line.quantity < least or item.price(line.quantity, now, currency) is None:
        words = f"The minimum order quantity of {item.number} is {least}."
        return _of_line("0001", line, "quantity", "Minimum order quantity", words,
                        _data(line, left, item))  # fmt: skip
    if item.limit is not None and line.quantity > item.limit:
        words = (
            f"Quantity {line.quantity} of {item.number} is over the limit of {item.limit}; "
            f"wait {_WAIT_DAYS} days."
        )
        data = {**_data(line, left, item), "waitPeriod": _WAIT_DAYS}
        return _of_line("0004", line, "quantity", "Quantity not available", words, data)
    if line.quantity > left:
        words = f"Quantity {line.quantity} of {item.number} is not available."
        # The code of one line alone is another one; of several, the type is one of two.
        kind = "lineItems" if alone or line.place % 2 else "Application"
        return _of_line("0001" if alone else "0004", line, "quantity", "Quantity not available",
                        words, _data(line, left, item), kind)  # fmt: skip
    if line.custom_reel and not item.custom_reel:
        words = f"A custom reel is not offered for {item.number}."
        return _of_line("0001", line, "customReelIndicator", "Custom reel", words)
    return None


def _whole(code: str, name: str, reason: str, words: str) -> Json:
    return one(_CODE + code, "Application", reason, words, section="order", field=name)


def _of_line(
    code: str,
    line: AskedLine,
    name: str,
    reason: str,
    words: str,
    data: Json | None = None,
    kind: str = "lineItems",
) -> Json:
    said = one(_CODE + code, kind, reason, words, section="lineItems", field=name)
    return {**said, "data": [data if data is not None else _named(line)]}


def _named(line: AskedLine) -> Json:
    """As texts, those that are not known empty."""
    given = "" if line.number_given is None else str(line.number_given)
    return {
        "customerLineItemNumber": given,
        "tiPartNumber": line.number,
        "quantity": str(line.quantity),
        "availableQuantity": "",
        "limit": "",
        "waitPeriod": "",
    }


def _data(line: AskedLine, left: int, item: Item) -> Json:
    limit = NO_LIMIT if item.limit is None else item.limit
    return {**_named(line), "availableQuantity": str(max(0, left)), "limit": str(limit)}
