"""How TI's orders move on: parcels planned when they are taken, statuses read off the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from vendors.sandbox import carriage
from vendors.sandbox.book import Book
from vendors.sandbox.parts.family import mix
from vendors.sandbox.ti import orderbook
from vendors.sandbox.ti.model import Order, OrderLine, Parcel
from vendors.sandbox.world import TI_BANK_TRANSFER

SUBMITTED_FOR = timedelta(minutes=30)
PAID_AFTER = timedelta(hours=4)
_TO_PICK = timedelta(hours=20)
_APART = timedelta(days=3)
# Another spelling of one status: the schema's, and that of the page on statuses.
IN_WORK = ("In-Work", "In work")
DONE = ("Shipped", "Complete")


def plan(book: Book, order: Order) -> None:
    """Give every line its parcels. What leaves at one time has one waybill.

    An order of several lines, or of many pieces, leaves in two parcels at times.
    """
    first = carriage.next_dispatch(order.entered + _TO_PICK)
    second = carriage.next_dispatch(first + _APART)
    method = "FedEx 2 day" if order.profile.site.country == "US" else "FedEx international economy"
    serials = {first: orderbook.next_parcel(book)}
    for line in order.lines:
        late = mix(order.serial, line.place) % 4 == 0
        half = line.quantity // 2 if late and line.quantity > 1 else 0
        for many, leaves in ((line.quantity - half, first), (half, second)):
            if many:
                if leaves not in serials:
                    serials[leaves] = orderbook.next_parcel(book)
                arrives = carriage.arrival(method, leaves)
                line.parcels.append(Parcel(many, leaves, arrives, serials[leaves]))


def shipped(line: OrderLine, now: datetime) -> int:
    """Pieces that have left."""
    return sum(one.quantity for one in line.parcels if one.ships <= now)


def status(order: Order, now: datetime) -> str:
    """orderStatus."""
    if order.forced is not None:
        return order.forced
    parcels = [one for line in order.lines for one in line.parcels]
    if all(one.arrives <= now for one in parcels):
        return DONE[1]
    if all(one.ships <= now for one in parcels):
        return DONE[0]
    paid_later = order.profile.payment == TI_BANK_TRANSFER
    if paid_later and now < order.entered + PAID_AFTER:
        return "Payment pending"
    if now < order.entered + SUBMITTED_FOR:
        return "Submitted"
    if paid_later and now < order.entered + 2 * PAID_AFTER:
        return "Payment completed"
    if not any(one.ships <= now for one in parcels) and now < order.entered + 4 * SUBMITTED_FOR:
        return "Processing"
    return IN_WORK[order.serial % 2]


def line_status(order: Order, line: OrderLine, now: datetime) -> str:
    """status of a line, in one of the two spellings that TI's documents have."""
    loud = order.serial % 2 == 1
    if order.forced == "Cancelled":
        return "CANCELLED" if loud else "Cancelled"
    if shipped(line, now) == line.quantity:
        return "SHIPPED" if loud else "Shipped"
    if loud and now >= order.entered + 4 * SUBMITTED_FOR:
        return "IN WORK"
    return "Submitted"
