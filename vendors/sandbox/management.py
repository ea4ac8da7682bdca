"""Order Management: finding orders by PO number, and a sales order with its schedules.

Version 1 answers in camelCase, version 2 in PascalCase, and both with the same content. A PO
number is found whatever the case of its letters and the blanks around it. Not published: what the
processing states mean, and what is answered where nothing is found; here an empty list.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from vendors.sandbox import fulfilment, world
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale
from vendors.sandbox.parts.catalogue import Catalogue
from vendors.sandbox.reading import Faulty, Query, number

Json = dict[str, Any]

_MOST_ORDERS = 1000
_STATES = {"Received": 1, "Shipped": 4, "Delivered": 5, "Canceled": 9}
_PROCESSING = 2


def search_by_po(desk: Desk, ask: Ask) -> Json:
    """All sales orders under a PO number, oldest first, whoever of the account placed them."""
    faulty = Faulty()
    limit = Query(ask.query, faulty).whole("ordersLimit", _MOST_ORDERS, least=1)
    faulty.refuse()
    now = desk.book.now()
    found = [
        _head(order, sale, now)
        for order in desk.book.by_po(ask.params["poNumber"])
        for sale in order.sales
        if sale.minted <= now
    ]
    return {"salesOrdersDetails": found[:limit]}


def _head(order: Order, sale: Sale, now: datetime) -> Json:
    status = fulfilment.sale_status(sale, order.entered, now)
    return {
        "salesOrderId": sale.id,
        "customerId": order.customer_id,
        "accountId": world.ACCOUNT_ID,
        "orderName": None,
        "purchaseOrder": order.po_number,
        "dateEntered": _stamp(order.entered),
        "processingState": _STATES.get(status, _PROCESSING),
        "displayFlag": True,
    }


def sales_order_1(desk: Desk, ask: Ask) -> Json:
    """Version 1."""
    found: Json = _camel(_sales_order(desk, ask))
    return found


def sales_order_2(desk: Desk, ask: Ask) -> Json:
    """Version 2."""
    return _sales_order(desk, ask)


def _sales_order(desk: Desk, ask: Ask) -> Json:
    wanted = number(ask.params["salesOrderId"])
    now = desk.book.now()
    order = desk.book.by_sale(wanted) if wanted is not None else None
    for sale in order.sales if order is not None else ():
        if order is not None and sale.id == wanted and sale.minted <= now:
            return {
                "Currency": order.currency,
                "SalesOrderId": sale.id,
                "CustomerId": order.customer_id,
                "PurchaseOrderNumber": order.po_number,
                "ShipMethod": order.ship_method,
                "Details": [_detail(desk.catalogue, sale, line, now) for line in sale.lines],
            }
    words = f"Sales order {ask.params['salesOrderId']} was not found"
    raise Refused(404, "Not Found", words)


def _detail(catalogue: Catalogue, sale: Sale, line: OrderLine, now: datetime) -> Json:
    found = fulfilment.pieces(line, now)
    sent = [one for one in line.consignments if one.ships <= now]
    return {
        "PoLineItemNumber": line.line_id,
        "SalesOrderId": sale.id,
        "DetailId": line.detail_id,
        "DigiKeyPartNumber": line.number,
        "ManufacturerPartNumber": line.mpn,
        "Quantity": 0 if fulfilment.is_canceled(sale, now) else line.quantity,
        "QuantityBackorder": found.back_ordered,
        "QuantityShipped": found.shipped,
        "InvoiceId": sent[0].invoice if sent else None,
        "StandardPackSize": _pack_size(catalogue, line.number),
        "Schedules": [
            _schedule(sale, line, at, one)
            for at, one in enumerate((one for one in line.consignments if one.scheduled), 1)
        ],
    }


@lru_cache(maxsize=4096)
def _pack_size(catalogue: Catalogue, digikey_number: str) -> int | None:
    indexes = catalogue.by_number(digikey_number)
    return catalogue.part(indexes[0]).core.reel if indexes else None


def _schedule(sale: Sale, line: OrderLine, at: int, one: Consignment) -> Json:
    return {
        "ScheduleDate": _stamp(one.promised),
        "DetailId": line.detail_id,
        "QuantityScheduled": one.quantity,
        "SalesOrderId": sale.id,
        "ScheduleIndex": at,
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _camel(value: Any) -> Any:
    """The same with names that begin small."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: _camel(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_camel(each) for each in value]
    return value


_V1 = "/OrderManagement/v1/SalesOrders"
_V2 = "/ordermanagement/v2/salesorders"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", f"{_V1}/Search/PoNumber/{{poNumber}}", "management", "camel", True, search_by_po
    ),
    Endpoint("GET", f"{_V1}/{{salesOrderId}}", "management", "camel", True, sales_order_1),
    Endpoint("GET", f"{_V2}/{{salesOrderId}}", "management", "api", True, sales_order_2),
)
