"""One order opened: what we sent beside what the vendor keeps, its shipments and its attempts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from cache.attempts import AttemptSeen, attempts_of
from cache.convert import instant
from cache.purchase_orders import Frozen, FrozenLine, read_order
from vendors.vocabulary import Location, Shipment, VendorLine, VendorOrder


class LinePair(NamedTuple):
    """A line of ours and the vendor's lines for it; a line only one side has stands alone."""

    ours: FrozenLine | None
    theirs: tuple[VendorLine, ...]


class ShippedLine(NamedTuple):
    """One shipment of one line. `sales_order` is the vendor's number it went under."""

    sales_order: str
    number: str
    shipment: Shipment


class Event(NamedTuple):
    """One entry of the order's audit. `what` is `state` where the order went to another one."""

    at: datetime
    what: str
    was: str
    became: str
    reason: str
    person: str
    origin: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order of ours (`order_id` set), of others on the account, or both sides of one."""

    rowid: int
    number: str
    vendor: str
    state: str
    vendor_numbers: str
    buyer: str
    currency: str
    order_id: int | None
    environment: str
    ship_to: Location | None
    goods: Decimal | None
    fees: Decimal | None
    before_tariff: bool
    entered_at: datetime
    fetched_at: datetime | None
    lines: tuple[LinePair, ...]
    shipments: tuple[ShippedLine, ...]
    vendor_orders: tuple[VendorOrder, ...]
    attempts: tuple[AttemptSeen, ...]
    events: tuple[Event, ...]


class Own(NamedTuple):
    """Our side, read from the ledger."""

    order: Frozen
    attempts: tuple[AttemptSeen, ...]
    events: tuple[Event, ...]


def read_own(db: sqlite3.Connection, order_id: int) -> Own | None:
    order = read_order(db, order_id)
    if order is None:
        return None
    events = db.execute(
        f"SELECT {', '.join(Event._fields)} FROM audit WHERE order_id = ? ORDER BY id",  # noqa: S608
        (order_id,),
    )
    return Own(
        order,
        attempts_of(db, order_id),
        tuple(Event(instant(row[0]), *row[1:]) for row in events),
    )


def pairs(
    ours: tuple[FrozenLine, ...], vendor_orders: tuple[VendorOrder, ...]
) -> tuple[LinePair, ...]:
    """Put lines side by side: by the line id we sent, else by the vendor's number.

    The vendor often gives no line id back, and may split a line over several sales orders.
    """
    left = [
        line
        for order in vendor_orders
        for sales_order in order.sales_orders
        for line in sales_order.lines
    ]
    found: list[LinePair] = []
    for line in ours:
        same_number = [one for one in left if one.number.casefold() == line.number.casefold()]
        by_id = [one for one in same_number if one.line_id == str(line.line_no)]
        # A number that stands on several lines of ours belongs to the first without ids.
        matched = by_id or [one for one in same_number if not one.line_id]
        left = [one for one in left if one not in matched]
        found.append(LinePair(line, tuple(matched)))
    return tuple(found) + tuple(LinePair(None, (line,)) for line in left)


def shipped(vendor_orders: tuple[VendorOrder, ...]) -> tuple[ShippedLine, ...]:
    return tuple(
        ShippedLine(sales_order.number, line.number, shipment)
        for order in vendor_orders
        for sales_order in order.sales_orders
        for line in sales_order.lines
        for shipment in line.shipments
    )
