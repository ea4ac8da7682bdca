"""Purchase orders: made as drafts, listed, read, replaced while they are drafts.

Undocumented, and chosen here: a SKU must be one of the products; `warehouse_id` may be of an
inventory warehouse or of a warehouse that parcels leave from, since the pages do not say which;
one SKU may stand twice; filters want the whole value, as it was given; the newest come first. A
reference number may stand any number of times: nobody looks whether an order came before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vendors.sandbox.clock import instant, iso
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.reading import Reader
from vendors.sandbox.shipstation import orders, suppliers
from vendors.sandbox.shipstation.fields import currency_of, instant_of
from vendors.sandbox.shipstation.ids import new_id, number_of
from vendors.sandbox.shipstation.orders import DRAFT, STATUSES, Order, Product
from vendors.sandbox.shipstation.paging import by_cursor
from vendors.sandbox.shipstation.places import WAREHOUSE, place
from vendors.sandbox.shipstation.products import shelf
from vendors.sandbox.shipstation.refusals import missing, reader_of, wrong_state, wrong_value
from vendors.sandbox.shipstation.stock import unknown_sku
from vendors.sandbox.shipstation.world import SENDERS

Json = dict[str, Any]

TERMS = ("none", "cash_on_delivery", "payment_on_receipt", "payment_in_advance",
         "net_7", "net_15", "net_30", "net_45", "net_60")  # fmt: skip
PAYMENTS = ("none", "unpaid", "partially_paid", "paid", "refunded", "credit_issued", "other")
_DATES = ("order_date", "expected_delivery_date")
_TEXTS = ("shipping_carrier", "tracking_number", "reference_number", "note_to_supplier")
_FILTERS = ("order_number", "status", "warehouse_id", "reference_number", "create_date_start")
_USUAL_CURRENCY = "USD"


def details_of(body: Reader) -> dict[str, str]:
    """The fields of an order that may miss, as far as they are there."""
    found = {name: instant_of(body, name) for name in _DATES}
    found["payment_terms"] = body.word("payment_terms", TERMS)
    found["payment_status"] = body.word("payment_status", PAYMENTS)
    found["currency_code"] = currency_of(body, "currency_code")
    found |= {name: body.text(name) for name in _TEXTS}
    return {name: text for name, text in found.items() if text is not None}


def list_orders(desk: Desk, ask: Ask) -> Json:
    def find(asked: Mapping[str, str]) -> list[Order]:
        return [order for order in orders.every(desk.book) if _fits(order, asked)]

    if ask.query.get("status", DRAFT) not in STATUSES:
        raise wrong_value(f"status: {ask.query['status']!r} is none of {', '.join(STATUSES)}.")
    if since := ask.query.get("create_date_start"):
        try:
            instant(since)
        except ValueError:
            since = ""
        if "T" not in since.upper():
            raise wrong_value("create_date_start: It must be an ISO 8601 date and time.")
    shown, beside = by_cursor(ask, _FILTERS, find, lambda order: [-order.id])
    return {"purchase_orders": [orders.summary(desk.book, each) for each in shown], **beside}


def _fits(order: Order, asked: Mapping[str, str]) -> bool:
    has = {
        "order_number": order.order_number,
        "status": order.status,
        "warehouse_id": order.warehouse_id,
        "reference_number": order.reference,
    }
    since = asked.get("create_date_start")
    return all(asked.get(name, text) == text for name, text in has.items()) and (
        not since or iso(order.created) >= iso(instant(since))
    )


def get_order(desk: Desk, ask: Ask) -> Json:
    return orders.whole(desk.book, orders.asked(desk.book, ask))


def create_order(desk: Desk, ask: Ask) -> Json:
    """A draft; two of them where it is to be taken twice, of which one is told."""
    made = None
    for _ in range(2 if "twice" in ask.faults else 1):
        made = _create(desk, ask)
    assert made is not None  # noqa: S101 - the loop ran
    return orders.whole(desk.book, made)


def _create(desk: Desk, ask: Ask) -> Order:
    book, now = desk.book, desk.book.now()
    late = ask.faults.get("late-visible")
    order = Order(
        id=number_of(new_id(book)) or 0,
        order_number="",
        status=DRAFT,
        created=now,
        modified=now,
        visible=now + timedelta(seconds=0 if late is None else late.seconds(60.0)),
        source="order",
        supplier_id="",
        warehouse_id="",
        products=[],
    )
    _fill(desk, ask, order)
    order.order_number = orders.next_number(book)
    orders.keep(book, order)
    orders.note(book, order, ask)
    return order


def update_order(desk: Desk, ask: Ask) -> Json:
    """Everything anew: what the body leaves out is gone."""
    order = orders.asked(desk.book, ask)
    if order.status != DRAFT:
        raise wrong_state(f"Only a draft can be replaced; the order is {order.status}")
    _fill(desk, ask, order)
    order.modified = desk.book.now()
    orders.keep(desk.book, order)
    orders.note(desk.book, order, ask)
    return orders.whole(desk.book, order)


def _fill(desk: Desk, ask: Ask, order: Order) -> None:
    """Put what the body says into `order`. Raises Rejected, and then `order` is of no use."""
    body, noted = reader_of(ask.body)
    order.supplier_id = body.text("supplier_id", must=True) or ""
    order.warehouse_id = body.text("warehouse_id", must=True) or ""
    order.details = {"currency_code": _USUAL_CURRENCY, **details_of(body)}
    order.products = [_product(each) for each in body.objects("products", must=True)]
    noted.refuse()
    if suppliers.supplier(desk.book, order.supplier_id) is None:
        raise missing("Supplier")
    inside = place(desk.book, WAREHOUSE, order.warehouse_id)
    if inside is None and order.warehouse_id not in {sender.id for sender in SENDERS}:
        raise missing("Warehouse")
    for product in order.products:
        known = shelf(desk.catalogue).find(product.sku)
        if known is None:
            raise unknown_sku(product.sku)
        product.sku = known.sku


def _product(body: Reader) -> Product:
    return Product(
        sku=body.text("sku", must=True) or "",
        quantity=body.whole("quantity", must=True, least=1) or 0,
        supplier_sku=body.text("supplier_sku"),
        cost=body.money("cost"),
    )
