"""What sets a field of a request: one thing asked for, changed at a time, and the body it makes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from tests.contract.parties import NOW, SETTINGS, SHIP_TO, purchase_order
from vendors.afterwards import ChangeKind, LineChange
from vendors.choices import line_takes, order_takes
from vendors.details import Filters
from vendors.digikey import changing, ordering
from vendors.digikey.query import keyword_request
from vendors.errors import Invalid
from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import Line, PurchaseOrder

TODAY: Final = NOW.date()
_LATER: Final = TODAY + timedelta(days=40)

ORDER: Final = replace(
    purchase_order(
        Line(
            "296-1-ND",
            "LM358",
            10,
            Decimal("0.86"),
            "1",
            "IC OPAMP",
            LineTerms(
                customer_part="OUR-1",
                notes=("with care",),
                cofc=True,
                wanted_on=_LATER,
                schedules=(Schedule(_LATER, 10),),
                quote=77,
            ),
        )
    ),
    ship_to=replace(SHIP_TO, country="DE", region="BY"),
    terms=OrderTerms(
        ship_method="FedEx ground",
        ship_control="Single",
        shipper_account="123",
        cofc=True,
        taxable=True,
        notes=("dock 4",),
        export=ExportUse("DE", "Kunde", "Automotive", "Other", "more"),
    ),
)
FILTERS: Final = Filters(
    manufacturers=("1",),
    categories=("2",),
    statuses=("3",),
    packagings=("4",),
    series=("5",),
    marketplace="NoFilter",
    tariff="None",
    minimum_available=6,
    options=("InStock",),
    parameter_category="2",
    parameters=(("7", ("8",)),),
)
_SEARCH: Final[dict[str, tuple[Any, Any]]] = {
    "words": ("op amp", "resistor"),
    "offset": (0, 50),
    "limit": (50, 10),
    "sort": ("Price", "Supplier"),
    "descending": (False, True),
}
_OTHERS: Final[dict[str, Any]] = {
    "PurchaseOrder.currency": "EUR",
    "OrderTerms.ship_method": "UPS ground",
    "OrderTerms.ship_control": "Immediate",
    "ExportUse.country": "FR",
    "ExportUse.primary": "Industrial",
    "ExportUse.secondary": "Drive train",
    "Address.country": "FR",
    "Filters.marketplace": "MarketPlaceOnly",
    "Filters.tariff": "TariffOnly",
    "Filters.options": ("NewProduct",),
    "Filters.parameters": (("9", ("10",)),),
    "LineChange.schedules": (Schedule(_LATER, 60), Schedule(_LATER + timedelta(days=1), 40)),
}
# Changes that only go together with another one.
_TOGETHER: Final = frozenset({"PurchaseOrder.vendor", "LineChange.kind"})
# What DigiKey's order has no place for: refused, or never looked at.
_NO_PLACE: Final = {
    f"{kind.__name__}.{each.name}"
    for kind, taken in ((OrderTerms, order_takes("digikey")), (LineTerms, line_takes("digikey")))
    for each in dataclasses.fields(kind)
    if each.name not in taken
}
CHANGES: Final = {
    "quantity": LineChange(
        ChangeKind.QUANTITY, "9", "1", quantity=100, schedules=(Schedule(_LATER, 100),)
    ),
    "backorder": LineChange(ChangeKind.BACKORDER, "9", "1", quantity=5),
    "schedules": LineChange(ChangeKind.SCHEDULES, "9", "1", schedules=(Schedule(_LATER, 100),)),
    "date": LineChange(ChangeKind.SCHEDULE_DATE, "9", "1", index=0, on=_LATER),
}

# What was changed, and the body before and after.
Varied = tuple[str, Any, Any]


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    """`value` with one field of it or of what it holds changed, and which as `Type.field`."""
    for each in dataclasses.fields(value):
        name, inner = f"{type(value).__name__}.{each.name}", getattr(value, each.name)
        if name in _TOGETHER or name in _NO_PLACE:
            continue
        if dataclasses.is_dataclass(inner):
            deeper = variants(inner)
        elif isinstance(inner, tuple) and inner and dataclasses.is_dataclass(inner[0]):
            deeper = ((which, (one, *inner[1:])) for which, one in variants(inner[0]))
        else:
            deeper = iter(())
        for which, made in deeper:
            yield which, replace(value, **{each.name: made})
        if name in _OTHERS or not dataclasses.is_dataclass(inner):
            other = _OTHERS.get(name, _other(inner))
            if other is not None and other != inner:
                yield name, replace(value, **{each.name: other})


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case str():
            return value + "9"
        case int() | Decimal():
            return value + 1
        case date():
            return value + timedelta(days=3)
        case (str(), *_):
            return ("other words",)
        case _:
            return None


def orders() -> Iterator[Varied]:
    """Of the body of an order: what each field of ours changes in it."""

    def body(order: PurchaseOrder) -> Any:
        return json.loads(ordering.seal(order, SETTINGS, TODAY).body)

    for which, other in variants(ORDER):
        made = other
        if which in ("Line.quantity", "Schedule.quantity"):
            # The schedules together are the line.
            (line,) = other.lines
            pieces = line.quantity if which == "Line.quantity" else line.terms.schedules[0].quantity
            (one,) = line.terms.schedules
            terms = replace(line.terms, schedules=(replace(one, quantity=pieces),))
            made = replace(other, lines=(replace(line, quantity=pieces, terms=terms),))
        yield which, body(ORDER), body(made)
    # What stands in where something is not said.
    bare = replace(ORDER, ship_to=replace(ORDER.ship_to, name=""))
    yield (
        "Address.company",
        body(bare),
        body(replace(bare, ship_to=replace(bare.ship_to, company="B"))),
    )
    other_account = replace(SETTINGS, account_id="99")
    made = json.loads(ordering.seal(ORDER, other_account, TODAY).body)
    yield "Settings.account_id", body(ORDER), made


def searches() -> Iterator[Varied]:
    """Of the body of a search."""
    usual = {name: first for name, (first, _) in _SEARCH.items()}

    def body(filters: Filters, **asked: Any) -> Any:
        return keyword_request(**asked, filters=filters).model_dump(exclude_none=True)

    before = body(FILTERS, **usual)
    for which, filters in variants(FILTERS):
        yield which, before, body(filters, **usual)
    for name, (_, other) in _SEARCH.items():
        yield f"FilteredSearch.{name}", before, body(FILTERS, **{**usual, name: other})


def changes(kind: str) -> Iterator[Varied]:
    """Of the body of a change; `kind` is of `CHANGES`. What cannot be sent is left out."""

    def body(change: LineChange) -> Any:
        return json.loads(changing.seal(change, TODAY).body)

    before = CHANGES[kind]
    for which, made in variants(before):
        if which in ("LineChange.quantity", "Schedule.quantity") and made.schedules:
            # The schedules together are the line.
            (one,) = made.schedules
            pieces = one.quantity if which == "Schedule.quantity" else made.quantity
            quantity = None if before.quantity is None else pieces
            made = replace(made, quantity=quantity, schedules=(replace(one, quantity=pieces),))
        with suppress(Invalid):
            yield which, body(before), body(made)
