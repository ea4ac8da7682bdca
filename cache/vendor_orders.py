"""An order as the vendor keeps it: stored as JSON, and what can be read off it at a glance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from vendors.vocabulary import Address, SalesOrder, Shipment, VendorLine, VendorOrder

# Of a line that was canceled.
_NOT_COMING: dict[str, Any] = {
    "backordered": 0,
    "scheduled": (),
    "leaving": (),
    "reserved": None,
}
_CANCELED = frozenset({"canceled", "cancelled"})
# Of an order that is over, no date is next. TI's last word is that it is complete.
_OVER = _CANCELED | {"delivered", "complete"}
# Of one that waits for somebody: its own status, as words of it.
_WAITS = ("delay", "backorder", "on hold", "payment pending")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def is_canceled(status: str) -> bool:
    return status.casefold() in _CANCELED


def day_words(day: date) -> str:
    """A date that reads the same in every country and year: `12 Jan 2027`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def amount_words(amount: Decimal) -> str:
    """At least two decimals and no zeros beyond them: equal amounts are equal texts."""
    whole, _, parts = format(amount, "f").partition(".")
    return f"{whole}.{parts.rstrip('0').ljust(2, '0')}"


def to_text(order: VendorOrder) -> str:
    return json.dumps(asdict(order), default=_plain, ensure_ascii=False)


def from_text(text: str) -> VendorOrder:
    said = json.loads(text)
    return VendorOrder(
        **{
            **said,
            "entered_at": datetime.fromisoformat(said["entered_at"]),
            "sales_orders": tuple(_sales_order(one) for one in said["sales_orders"]),
        }
    )


class Glance(NamedTuple):
    """What a row shows of the vendor's side. Goods are counted in lines, shipped in full of all.

    `due`: the first day for which pieces are scheduled that have not left; once past, it is late.
    `finished`: canceled, delivered, or every line shipped in full. `held_up`: backordered, delayed.
    """

    vendor_numbers: str
    status: str
    status_text: str
    total: Decimal | None
    goods_shipped: int
    goods_ordered: int
    next_date: date | None
    due: date | None
    finished: bool
    held_up: bool
    words: str


def glance(orders: Sequence[VendorOrder], today: date) -> Glance:
    """Over all the vendor's orders under one purchase order number; mostly there is one."""
    sales_orders = [one for order in orders for one in order.sales_orders]
    lines = list(kept_lines(orders))
    totals = [one.total for one in sales_orders]
    known = [total for total in totals if total is not None]
    alive = [
        line
        for order in orders
        if order.status.casefold() not in _OVER
        for one in order.sales_orders
        if one.status.casefold() not in _OVER
        for line in one.lines
    ]
    numbers = _once(one.number for one in sales_orders)
    shipped = sum(1 for line in lines if 0 < line.ordered <= line.shipped)
    ordered = sum(1 for line in lines if line.ordered > 0)
    said = [*(order.status for order in orders), *(one.status for one in sales_orders)]
    statuses = " ".join(said).casefold()
    return Glance(
        vendor_numbers=", ".join(numbers),
        status=" · ".join(_once(order.status for order in orders)),
        status_text=" · ".join(_once(order.status_text for order in orders)),
        total=sum(known, Decimal(0)) if known and len(known) == len(totals) else None,
        goods_shipped=shipped,
        goods_ordered=ordered,
        next_date=min((day for line in alive for day in open_dates(line, today)), default=None),
        due=min((day for line in alive for _, day in open_releases(line)), default=None),
        finished=all(order.status.casefold() in _OVER for order in orders)
        or 0 < ordered == shipped,
        held_up=any(word in statuses for word in _WAITS) or any(line.backordered for line in lines),
        words=" ".join(
            _once(
                word
                for order in orders
                for word in (
                    order.number,
                    order.po_number,
                    *numbers,
                    *(text for line in lines for text in (line.number, line.part)),
                    *(line.customer_reference for line in lines),
                )
            )
        ),
    )


def kept_lines(orders: Iterable[VendorOrder]) -> Iterator[VendorLine]:
    """Every line of the vendor's; of what it canceled, only what had left is ordered still."""
    for order in orders:
        for one in order.sales_orders:
            off = is_canceled(order.status) or is_canceled(one.status)
            for line in one.lines:
                gone = min(line.ordered, line.shipped)
                yield replace(line, ordered=gone, **_NOT_COMING) if off else line


def open_dates(line: VendorLine, today: date) -> Iterator[date]:
    """When pieces of the line are still to come: scheduled and not shipped, or on their way.

    A schedule's date counts until its pieces are shipped, even when it has passed: it is late.
    Whether a shipment came is not said, so its expected day counts until it is over.
    """
    yield from (day for _, day in open_releases(line))
    for shipment in line.shipments:
        if shipment.expected is not None and shipment.expected >= today:
            yield shipment.expected


def open_releases(line: VendorLine) -> Iterator[tuple[int, date]]:
    """What is scheduled and has not left, by day: pieces and the day. What left was the first."""
    released = 0
    dated = [(pieces, day) for pieces, day in line.scheduled if day is not None]
    for pieces, day in sorted(dated, key=lambda entry: entry[1]):
        released += pieces
        if released > line.shipped:
            yield min(pieces, released - line.shipped), day


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):  # and so every datetime
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _sales_order(said: dict[str, Any]) -> SalesOrder:
    return SalesOrder(
        **{
            **said,
            "total": _amount(said["total"]),
            # Not in what was stored by an earlier version.
            "delivery": _amount(said.get("delivery")),
            "lines": tuple(_line(one) for one in said["lines"]),
            "ship_to": Address(**said["ship_to"]),
        }
    )


def _line(said: dict[str, Any]) -> VendorLine:
    return VendorLine(
        **{
            **said,
            "unit_price": _amount(said["unit_price"]),
            "total": _amount(said["total"]),
            "shipments": tuple(_shipment(one) for one in said["shipments"]),
            "scheduled": tuple((pieces, _day(day)) for pieces, day in said["scheduled"]),
            # Not in what was stored by an earlier version.
            "leaving": tuple((pieces, _day(day)) for pieces, day in said.get("leaving", ())),
        }
    )


def _shipment(said: dict[str, Any]) -> Shipment:
    shipped_at = said["shipped_at"]
    return Shipment(
        **{
            **said,
            "shipped_at": None if shipped_at is None else datetime.fromisoformat(shipped_at),
            "expected": _day(said["expected"]),
        }
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
