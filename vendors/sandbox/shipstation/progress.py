"""What becomes of a purchase order: its status, its shipping details, what came, and its papers.

Documented: a draft opens; a first part that comes makes an open order `receiving`, the last one
`received`; that one closes; details are taken by an open order only. Undocumented, and chosen here:
a draft and an open order can be cancelled; `receiving` and `received` can be set by hand too;
nothing leads out of `cancelled` and `closed`, nor to the status that it has. All has come when
received and rejected pieces of every SKU are as many as were ordered; more is taken as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from vendors.sandbox import paper
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.reading import Reader
from vendors.sandbox.shipstation import orders, stock, suppliers
from vendors.sandbox.shipstation.fields import instant_of
from vendors.sandbox.shipstation.orders import (
    CANCELLED,
    CLOSED,
    DRAFT,
    OPEN,
    RECEIVED,
    RECEIVING,
    STATUSES,
    Order,
    Received,
)
from vendors.sandbox.shipstation.places import LOCATION, WAREHOUSE, place, written
from vendors.sandbox.shipstation.purchasing import details_of
from vendors.sandbox.shipstation.refusals import missing, reader_of, wrong_state, wrong_value

Json = dict[str, Any]

_MOVES: Mapping[str, tuple[str, ...]] = {
    DRAFT: (OPEN, CANCELLED),
    OPEN: (RECEIVING, RECEIVED, CANCELLED),
    RECEIVING: (RECEIVED,),
    RECEIVED: (CLOSED,),
    CANCELLED: (),
    CLOSED: (),
}


def set_status(desk: Desk, ask: Ask) -> Json:
    order = orders.asked(desk.book, ask)
    body, noted = reader_of(ask.body)
    wanted = body.word("status", STATUSES[1:])
    if body.raw.get("status") is None:
        body.text("status", must=True)
    noted.refuse()
    if wanted is None or wanted not in _MOVES[order.status]:
        raise wrong_state(f"An order that is {order.status} cannot become {wanted}")
    _move(desk, ask, order, wanted)
    return {"purchase_order_id": order.se_id, "status": order.status}


def set_details(desk: Desk, ask: Ask) -> Json:
    """What the body names is set, and the rest stays."""
    order = orders.asked(desk.book, ask)
    body, noted = reader_of(ask.body)
    given = details_of(body)
    noted.refuse()
    if order.status != OPEN:
        raise wrong_state(f"Only an open order takes shipping details; it is {order.status}")
    order.details |= given
    _move(desk, ask, order, order.status)
    return orders.whole(desk.book, order)


def _move(desk: Desk, ask: Ask, order: Order, status: str) -> None:
    order.status = status
    order.modified = desk.book.now()
    orders.keep(desk.book, order)
    orders.note(desk.book, order, ask)


# -- what came -------------------------------------------------------------------------------------


def receive(desk: Desk, ask: Ask) -> Json:
    """Adds to what came before: the same call once more counts once more."""
    order = orders.asked(desk.book, ask)
    body, noted = reader_of(ask.body)
    given = [_received(desk, each) for each in body.objects("product_receives", must=True)]
    noted.refuse()
    if order.status not in (OPEN, RECEIVING):
        raise wrong_state(f"Only an open order receives; it is {order.status}")
    if not any(each.received or each.rejected for each in given):
        raise wrong_value("product_receives: At least one quantity must be greater than 0.")
    spelled = {product.sku.casefold(): product for product in order.products}
    for each in given:
        if each.sku.casefold() not in spelled:
            raise wrong_value(f"sku: {each.sku!r} is no product of this purchase order.")
        if place(desk.book, LOCATION, each.location_id) is None:
            raise missing("Inventory location")
    for _ in range(2 if "twice" in ask.faults else 1):
        for each in given:
            _put_away(desk, order, spelled[each.sku.casefold()], each)
    came = orders.came(desk.book, order)
    whole = all(sum(came.get(sku, (0, 0))) >= many for sku, many in order.ordered().items())
    _move(desk, ask, order, RECEIVED if whole else RECEIVING)
    return {"purchase_order_id": order.se_id, "status": order.status}


def _received(desk: Desk, body: Reader) -> Received:
    return Received(
        at=desk.book.now(),
        sku=(body.text("sku", must=True) or "").strip(),
        location_id=body.text("inventory_location_id", must=True) or "",
        received=body.whole("received_quantity", least=1) or 0,
        rejected=body.whole("rejected_quantity", least=1) or 0,
        lot=body.text("lot"),
        expires=instant_of(body, "expiration_date"),
    )


def _put_away(desk: Desk, order: Order, product: orders.Product, one: Received) -> None:
    """What was rejected is counted and lies nowhere."""
    sku = product.sku
    orders.receive(
        desk.book,
        order,
        Received(one.at, sku, one.location_id, one.received, one.rejected, one.lot, one.expires),
    )
    if one.received:
        cost = None if product.cost is None else (product.cost, order.currency)
        stock.add(desk.book, sku, one.location_id, one.received, lot=one.lot or "", cost=cost)


# -- papers ----------------------------------------------------------------------------------------


def order_summary(desk: Desk, ask: Ask) -> Response:
    """The paper to send to the supplier."""
    order = orders.asked(desk.book, ask)
    if order.status not in (OPEN, RECEIVING, RECEIVED, CLOSED):
        raise wrong_state(f"There is no order summary of an order that is {order.status}")
    lines = _head(desk, order)
    for product in order.products:
        cost = "" if product.cost is None else f"{product.cost} {order.currency}"
        lines.append(
            f"{product.quantity:>9}  {product.sku:<30} {product.supplier_sku or '':<28} {cost}"
        )
    return _pdf(f"Purchase order {order.order_number}", lines)


def received_summary(desk: Desk, ask: Ask) -> Response:
    order = orders.asked(desk.book, ask)
    if order.status not in (RECEIVING, RECEIVED, CLOSED):
        raise wrong_state(f"There is no received summary of an order that is {order.status}")
    lines = _head(desk, order)
    for one in orders.receives(desk.book, order):
        where = place(desk.book, LOCATION, one.location_id) or {}
        lines.append(
            f"{written(one.at)}  {one.received:>9} received {one.rejected:>7} rejected  "
            f"{one.sku:<30} {where.get('name', one.location_id)}"
        )
    return _pdf(f"Received on {order.order_number}", lines)


def _head(desk: Desk, order: Order) -> list[str]:
    supplier = suppliers.supplier(desk.book, order.supplier_id) or {}
    warehouse = place(desk.book, WAREHOUSE, order.warehouse_id) or {}
    return [
        "Invented data of the sandbox.",
        f"Reference {order.reference or '-'}, status {order.status}",
        f"Supplier {supplier.get('supplier_name', order.supplier_id)}",
        f"Warehouse {warehouse.get('name', order.warehouse_id)}",
        "",
    ]


def _pdf(title: str, lines: list[str]) -> Response:
    return Response(paper.page(title, lines), media_type="application/pdf")
