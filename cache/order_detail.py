"""One order opened: what we sent beside what the vendor keeps, its shipments and its attempts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from cache import changing_seen
from cache.attempts import AttemptSeen, attempts_of
from cache.changing_seen import ChangeSeen
from cache.confirming import Acknowledged, Confirmation, Sent, acknowledged_of, confirm
from cache.convert import instant
from cache.news import News
from cache.pairing import LinePair
from cache.purchase_orders import Frozen, read_order
from vendors.terms import NO_ORDER_TERMS, OrderTerms
from vendors.vocabulary import Location, Shipment, VendorOrder


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
    """An order of ours (`order_id` set), of others on the account, or both sides of one.

    `confirmation`: None where it is not ours, or not placed as far as we know. `news`: what
    changed at the vendor, the newest first. `terms` are ours, the note for bonded lines included.
    `changes`: what we changed of it at the vendor, the oldest first; `lines` are as ordered.
    `unread`: which of the vendor's answers about it could not be read when it was asked last.
    `elsewhere`: that it is of another account than this session asks for; else empty. `code`: what
    the ship-to went by when it was reviewed.
    """

    rowid: int
    number: str
    vendor: str
    state: str
    vendor_numbers: str
    buyer: str
    currency: str
    order_id: int | None
    environment: str
    draft_id: int | None
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
    confirmation: Confirmation | None
    news: tuple[News, ...]
    terms: OrderTerms = NO_ORDER_TERMS
    changes: tuple[ChangeSeen, ...] = ()
    unread: tuple[str, ...] = ()
    elsewhere: str = ""
    code: str = ""

    @property
    def delivery(self) -> tuple[Decimal, str] | None:
        return delivery_of(self.vendor_orders)


class Own(NamedTuple):
    """Our side, read from the ledger."""

    order: Frozen
    attempts: tuple[AttemptSeen, ...]
    events: tuple[Event, ...]
    acknowledged: Mapping[str, Acknowledged]
    changed: Frozen
    changes: tuple[ChangeSeen, ...]

    def confirmation(self, found: Sequence[VendorOrder]) -> Confirmation | None:
        """Against the order as we changed it ourselves."""
        return confirm(Sent.of(self.changed), found, self.acknowledged)


def read_own(db: sqlite3.Connection, order_id: int, now: datetime) -> Own | None:
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
        acknowledged_of(db, [order_id]).get(order_id, {}),
        changing_seen.as_changed(db, [order])[0],
        changing_seen.of_order(db, order_id, now),
    )


def delivery_of(vendor_orders: Sequence[VendorOrder]) -> tuple[Decimal, str] | None:
    """What the vendor says that delivery costs, with its currency, beyond goods and fees.

    None where it does not say so of all that it made of the order, in one currency.
    """
    made = [one for order in vendor_orders for one in order.sales_orders]
    said = [one.delivery for one in made if one.delivery is not None]
    currencies = {one.currency for one in made}
    if not made or len(said) != len(made) or len(currencies) != 1:
        return None
    return sum(said, Decimal(0)), currencies.pop()


def shipped(vendor_orders: tuple[VendorOrder, ...]) -> tuple[ShippedLine, ...]:
    return tuple(
        ShippedLine(sales_order.number, line.number, shipment)
        for order in vendor_orders
        for sales_order in order.sales_orders
        for line in sales_order.lines
        for shipment in line.shipments
    )
