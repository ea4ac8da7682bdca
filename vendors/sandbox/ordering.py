"""Ordering v3: taking an order.

It does not look whether a PO number came before: the vendor is not known to, and says that an
order sent twice is charged twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from vendors.sandbox import carriage, charging, fulfilment, order_rules
from vendors.sandbox.book import Book
from vendors.sandbox.charging import Charged
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.fulfilment import Wish
from vendors.sandbox.model import Order, Sale
from vendors.sandbox.order_rules import AskedLine, AskedOrder
from vendors.sandbox.parts.family import mix
from vendors.sandbox.world import USER

Json = dict[str, Any]

_NO_NUMBER_FOR = 60.0  # seconds
_UNSEEN_FOR = 300.0
_MESSAGE = "Your order was received and is being processed."


def place_order(desk: Desk, ask: Ask) -> Json:
    """OrderResponse. Raises Refused; then nothing was ordered."""
    asked = order_rules.read(ask.body, desk.book.now())
    answer = _take(desk, ask, asked)
    if "twice" in ask.faults:
        _take(desk, ask, asked)
    return answer


def _take(desk: Desk, ask: Ask, asked: AskedOrder) -> Json:
    """One order more in the book, and what is answered to it."""
    book = desk.book
    now = book.now()
    released = dict(book.released())
    charged: list[Charged] = []
    for line in asked.lines:
        one = charging.charge(desk.catalogue, asked, line, released)
        charged.append(one)
        if one.line.bonded_at is not None:  # two lines of one order can draw on one reserve
            key = (one.line.bonded_at, one.line.number)
            released[key] = released.get(key, 0) + one.line.quantity
    minted = now
    if (fault := ask.faults.get("no-number")) is not None:
        minted += timedelta(seconds=fault.seconds(_NO_NUMBER_FOR))
    visible = minted
    if (fault := ask.faults.get("late-visible")) is not None:
        visible = max(minted, now + timedelta(seconds=fault.seconds(_UNSEEN_FOR)))
    order = Order(
        order_number=book.next_order_number(),
        user=ask.user or USER,
        customer_id=asked.customer_id,
        po_number=asked.po_number,
        currency=asked.currency,
        entered=now,
        visible=visible,
        ship_method=asked.method,
        ship_to=_ship_to(asked),
        sales=_sales(book, asked, charged, now, minted),
        body=ask.text,
        single=asked.single,
    )
    book.add(order)
    return _response(order, charged, has_number=minted <= now)


def _response(order: Order, charged: list[Charged], *, has_number: bool) -> Json:
    """The matrix of the specification; where there is no marketplace order it has two texts for
    the list, null and empty, so both come up."""
    own = next((sale.id for sale in order.sales if sale.supplier is None), 0)
    theirs = [sale.id for sale in order.sales if sale.supplier is not None]
    none_of_theirs: list[int] | None = [] if order.order_number % 2 else None
    return {
        "Message": " ".join([_MESSAGE, *_differences(charged)]),
        "SalesOrderId": own if has_number else -1,
        "PurchaseOrderNumber": order.po_number,
        "SalesOrderIds_DKPlus": (theirs or none_of_theirs) if has_number else None,
    }


def _differences(charged: list[Charged]) -> Iterator[str]:
    """Prices that are not the expected ones; the order is taken all the same."""
    for at, one in enumerate(charged, 1):
        if one.line.expected != one.line.unit_price:
            yield (
                f"Line {at} ({one.line.number}): the price is {one.line.unit_price.normalize():f},"
                f" not {one.line.expected:f}."
            )


def _ship_to(asked: AskedOrder) -> dict[str, str]:
    return {
        **asked.address,
        "FirstName": asked.address["FirstName"] or asked.name,
        "Phone": asked.telephone or "",
    }


def _sales(
    book: Book, asked: AskedOrder, charged: list[Charged], now: datetime, minted: datetime
) -> list[Sale]:
    """One sales order for what DigiKey ships, and one for each marketplace supplier."""
    sales: dict[str | None, Sale] = {}
    for supplier in sorted({one.supplier for one in charged}, key=lambda name: name or ""):
        sales[supplier] = Sale(book.next_sale_id(), minted, [], supplier)
    for line, one in zip(asked.lines, charged, strict=True):
        sale = sales[one.supplier]
        sale.lines.append(one.line)
        one.line.detail_id = len(sale.lines)
        one.line.consignments = fulfilment.plan(
            one.line,
            now,
            asked.method,
            weeks=one.weeks,
            wishes=_wishes(line, asked.method),
            supplier=one.supplier is not None,
            late=mix(sale.id, one.line.detail_id) % 4 == 0,
        )
    for sale in sales.values():
        if asked.single:
            fulfilment.hold_together(sale)
        fulfilment.label(book, sale, asked.method)
    return list(sales.values())


def _wishes(line: AskedLine, method: str) -> list[Wish]:
    """Schedules say when to ship, a delivery date when to be there."""
    if line.schedules:
        return [Wish(many, day) for day, many in line.schedules]
    if line.in_house is not None:
        return [Wish(line.quantity, carriage.dispatch_for(method, line.in_house))]
    return []


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/Ordering/v3/Orders", "ordering", "api", True, place_order),
)
