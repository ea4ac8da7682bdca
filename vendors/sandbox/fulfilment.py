"""How orders move on: planned once when they are taken, read off the clock ever after.

Nothing of this is stored but the consignments of each line; so whoever moves the clock on moves
every order with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vendors.sandbox import carriage
from vendors.sandbox.book import Book
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale

# An order is only `Received` so long; what was on back order lies packed a day before it leaves.
RECEIVED_FOR = timedelta(minutes=30)
PACKED_FOR = timedelta(days=1)
_TO_PICK = timedelta(hours=4)
_LATE_BY = timedelta(days=9)
_SUPPLIER_TAKES = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wish:
    """So many pieces, to leave on a day the buyer chose."""

    quantity: int
    leaves: datetime


@dataclass(frozen=True, slots=True)
class Pieces:
    """Where the pieces of a line are; together what was ordered."""

    shipped: int
    reserved: int
    back_ordered: int


def plan(
    line: OrderLine,
    entered: datetime,
    method: str,
    *,
    weeks: int,
    wishes: Sequence[Wish] = (),
    supplier: bool = False,
    late: bool = False,
    restock: datetime | None = None,
) -> list[Consignment]:
    """What leaves when: stock at once, the rest after `weeks`, or on the days wished for.

    `restock`: the rest leaves then, whatever `weeks` says. `late`: what is on back order leaves
    some days after the day it was promised for.
    """
    first = carriage.next_dispatch(entered + (_SUPPLIER_TAKES if supplier else _TO_PICK))
    later = restock or carriage.next_dispatch(entered + timedelta(weeks=weeks))
    on_shelf = line.stocked
    planned: list[Consignment] = []
    for wish in wishes or (Wish(line.quantity, first),):
        from_shelf = min(wish.quantity, on_shelf)
        on_shelf -= from_shelf
        for quantity, earliest, waits in (
            (from_shelf, first, False),
            (wish.quantity - from_shelf, later, True),
        ):
            if quantity:
                due = max(earliest, carriage.next_dispatch(_morning(wish.leaves)))
                leaves = carriage.next_dispatch(due + _LATE_BY) if late and waits else due
                promised, arrives = (carriage.arrival(method, each) for each in (due, leaves))
                planned.append(
                    Consignment(
                        quantity,
                        promised,
                        leaves,
                        arrives,
                        tracking="",
                        invoice=0,
                        scheduled=bool(wishes),
                        due=due,
                        waits=waits,
                    )
                )
    return planned


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def hold_together(sale: Sale) -> None:
    """Nothing leaves before all of it can."""
    planned = [one for line in sale.lines for one in line.consignments]
    last = max(planned, key=lambda one: one.ships)
    for one in planned:
        one.ships, one.promised, one.arrives = last.ships, last.promised, last.arrives
        one.due = last.due


def label(book: Book, sale: Sale, method: str) -> None:
    """One tracking number and one invoice for all that leaves at one time.

    What has its numbers already keeps them.
    """
    serials: dict[datetime, int] = {}
    for line in sale.lines:
        for one in line.consignments:
            if one.invoice:
                continue
            if one.ships not in serials:
                serials[one.ships] = book.next_serial()
            one.invoice = serials[one.ships]
            one.tracking = carriage.tracking(method, one.invoice)


# -- where things stand ------------------------------------------------------------------------


def pieces(line: OrderLine, now: datetime) -> Pieces:
    """The first pieces to leave are those from the shelf."""
    shipped = reserved = back_ordered = 0
    on_shelf = line.stocked
    for one in sorted(line.consignments, key=lambda each: each.ships):
        from_shelf = min(one.quantity, on_shelf)
        on_shelf -= from_shelf
        waiting = one.quantity - from_shelf
        if one.ships <= now:
            shipped += one.quantity
        elif one.ships - PACKED_FOR <= now:
            reserved += one.quantity
        else:
            reserved += from_shelf
            back_ordered += waiting
    return Pieces(shipped, reserved, back_ordered)


def is_forced(sale: Sale, now: datetime) -> bool:
    """Whether its status comes from elsewhere than its consignments."""
    return sale.forced is not None and (sale.forced_until is None or now < sale.forced_until)


def is_canceled(sale: Sale, now: datetime) -> bool:
    return is_forced(sale, now) and sale.forced == "Canceled"


def sale_status(sale: Sale, entered: datetime, now: datetime) -> str:
    """SalesOrderStatus, as Order Status v4 spells it for a sales order."""
    if is_forced(sale, now):
        return str(sale.forced)
    if now < entered + RECEIVED_FOR:
        return "Received"
    planned = [one for line in sale.lines for one in line.consignments]
    waiting = [one for one in planned if one.ships > now]
    if not waiting:
        return "Delivered" if all(one.arrives <= now for one in planned) else "Shipped"
    if any(one.promised < now for one in waiting):
        return "GenericDelay"
    if sale.supplier:
        return "Processing3rdParty"
    begun = len(waiting) < len(planned)
    if all(one.scheduled for one in waiting):
        return "ProcessingScheduledShipment" + _schedule(sale, begun or len(waiting) > 1)
    return _processing(sale, now, begun)


def _schedule(sale: Sale, several: bool) -> str:
    if sale.kind == "msc":
        return "Msc"
    return "MultipleRelease" if several else "SingleRelease"


def _processing(sale: Sale, now: datetime, begun: bool) -> str:
    """Of what has not all left: what is it waiting for?"""
    found = [pieces(line, now) for line in sale.lines]
    if not any(each.reserved for each in found):
        return "ProcessingAwaitingBackorders"
    stocked_before = sum(line.stocked for line in sale.lines)
    moved = sum(each.shipped + each.reserved for each in found)
    if moved > stocked_before:
        return "ProcessingShipBackorder"
    return "ProcessingPartialShipment" if begun else "Processing"


# Where the two lists of statuses differ in spelling or in what they have.
_OF_ORDER = {
    "ProcessingScheduledShipmentMultipleRelease": "ProcessingScheduledShipmentsMultipleRelease",
    "Processing3rdParty": "Processing",
}


def order_status(order: Order, now: datetime) -> str:
    """OrderStatus, as Order Status v4 spells it for a whole order."""
    alive = [sale for sale in order.sales if not is_canceled(sale, now)] or order.sales
    found = [sale_status(sale, order.entered, now) for sale in alive]
    if len(found) == 1 or set(found) <= {"Received"}:
        return _OF_ORDER.get(found[0], found[0])
    if set(found) <= {"Shipped", "Delivered"}:
        return "Shipped" if "Shipped" in found else "Delivered"
    own = any(sale.supplier is None for sale in alive)
    return "ProcessingDkAnd3rdParty" if own else "ProcessingMultiple3rdParty"
