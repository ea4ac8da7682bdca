"""Order Management, the questions: sales orders by PO number, their lines and their schedules.

Version 1 answers in camelCase, version 2 in PascalCase, and both with the same content. A PO
number is found whatever the case of its letters and the blanks around it. Not published: what the
processing states mean, and what is answered where nothing is found; here an empty list. Chosen
here besides: several lines or schedules are an array, one is an object; schedules count from 1,
and their day is the day of leaving, as in an order; a sales order can be changed until all of it
has been shipped or it is canceled.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from vendors.sandbox import fulfilment, world
from vendors.sandbox.answers import Refused
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Answer, Ask, Desk, Endpoint
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


def find_sale(book: Book, ask: Ask, *, ahead: bool = False) -> tuple[Order, Sale]:
    """The sales order that the path names. Raises Refused (404).

    `ahead`: with changes that nobody can read back yet.
    """
    wanted = number(ask.params["salesOrderId"])
    order = book.by_sale(wanted, ahead=ahead) if wanted is not None else None
    for sale in order.sales if order is not None else ():
        if order is not None and sale.id == wanted and sale.minted <= book.now():
            return order, sale
    raise _missing(f"Sales order {ask.params['salesOrderId']}")


def find_line(sale: Sale, ask: Ask) -> OrderLine:
    """The line of `sale` that the path names. Raises Refused (404)."""
    wanted = number(ask.params["detailId"])
    for line in sale.lines:
        if line.detail_id == wanted:
            return line
    raise _missing(f"Detail {ask.params['detailId']} of sales order {sale.id}")


def find_schedule(line: OrderLine, ask: Ask) -> Consignment:
    """The schedule of `line` that the path names. Raises Refused (404)."""
    wanted = number(ask.params["scheduleIndex"])
    for at, one in enumerate(scheduled(line), 1):
        if at == wanted:
            return one
    raise _missing(f"Schedule {ask.params['scheduleIndex']} of detail {line.detail_id}")


def _missing(what: str) -> Refused:
    return Refused(404, "Not Found", f"{what} was not found")


def scheduled(line: OrderLine) -> list[Consignment]:
    """What of a line leaves on a day that was asked for, in the order of its indices."""
    return [one for one in line.consignments if one.scheduled]


def may_change(sale: Sale, now: datetime) -> bool:
    """Whether anything of a sales order can still be changed."""
    planned = [one for line in sale.lines for one in line.consignments]
    return not fulfilment.is_canceled(sale, now) and any(one.ships > now for one in planned)


def sales_order(desk: Desk, ask: Ask) -> Json:
    """A sales order with its lines."""
    order, sale = find_sale(desk.book, ask)
    return {
        "Currency": order.currency,
        "SalesOrderId": sale.id,
        "CustomerId": order.customer_id,
        "PurchaseOrderNumber": order.po_number,
        "ShipMethod": order.ship_method,
        "Details": details(desk, ask),
    }


def details(desk: Desk, ask: Ask) -> list[Json]:
    """The lines of a sales order."""
    _, sale = find_sale(desk.book, ask)
    return [shown_line(desk, sale, line) for line in sale.lines]


def one_detail(desk: Desk, ask: Ask) -> Json:
    """One line of a sales order."""
    _, sale = find_sale(desk.book, ask)
    return shown_line(desk, sale, find_line(sale, ask))


def eligibility(desk: Desk, ask: Ask) -> Json:
    """Whether a sales order can still be changed, and how many lines have schedules to come."""
    _, sale = find_sale(desk.book, ask)
    now = desk.book.now()
    eligible = may_change(sale, now)
    waiting = [line for line in sale.lines if any(one.ships > now for one in scheduled(line))]
    return {
        "Eligibility": eligible,
        "SalesOrderId": sale.id,
        "DetailsWithOpenSchedulesCount": len(waiting) if eligible else 0,
    }


def schedules(desk: Desk, ask: Ask) -> list[Json]:
    """The schedules of a line."""
    _, sale = find_sale(desk.book, ask)
    return shown_schedules(sale, find_line(sale, ask))


def one_schedule(desk: Desk, ask: Ask) -> Json:
    """One schedule of a line."""
    _, sale = find_sale(desk.book, ask)
    line = find_line(sale, ask)
    find_schedule(line, ask)
    return shown_schedules(sale, line)[int(ask.params["scheduleIndex"]) - 1]


def shown_line(desk: Desk, sale: Sale, line: OrderLine) -> Json:
    """A line as version 2 spells it."""
    now = desk.book.now()
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
        "StandardPackSize": _pack_size(desk.catalogue, line.number),
        "Schedules": shown_schedules(sale, line),
    }


@lru_cache(maxsize=4096)
def _pack_size(catalogue: Catalogue, digikey_number: str) -> int | None:
    indexes = catalogue.by_number(digikey_number)
    return catalogue.part(indexes[0]).core.reel if indexes else None


def shown_schedules(sale: Sale, line: OrderLine) -> list[Json]:
    """The schedules of a line as version 2 spells them."""
    return [
        {
            "ScheduleDate": f"{one.leaves:%Y-%m-%d}T00:00:00Z",
            "DetailId": line.detail_id,
            "QuantityScheduled": one.quantity,
            "SalesOrderId": sale.id,
            "ScheduleIndex": at,
        }
        for at, one in enumerate(scheduled(line), 1)
    ]


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def camel(value: Any) -> Any:
    """The same with names that begin small."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: camel(each) for name, each in value.items()}
    if isinstance(value, list):
        return [camel(each) for each in value]
    return value


V1 = "/OrderManagement/v1/SalesOrders"
V2 = "/ordermanagement/v2/salesorders"
_LINE_1 = f"{V1}/{{salesOrderId}}/Details/{{detailId}}"


def _first(path: str, answer: Answer) -> Endpoint:
    """A question to version 1."""
    return Endpoint(
        "GET", path, "management", "camel", True, lambda desk, ask: camel(answer(desk, ask))
    )


def _second(path: str, answer: Answer) -> Endpoint:
    """A question to version 2."""
    return Endpoint("GET", path, "management", "api", True, answer)


ENDPOINTS: tuple[Endpoint, ...] = (
    _first(f"{V1}/Search/PoNumber/{{poNumber}}", search_by_po),
    _first(f"{V1}/{{salesOrderId}}", sales_order),
    _first(f"{V1}/{{salesOrderId}}/ChangeEligibility", eligibility),
    _first(f"{V1}/{{salesOrderId}}/Details", details),
    _first(_LINE_1, one_detail),
    _first(f"{_LINE_1}/Schedules", schedules),
    _first(f"{_LINE_1}/Schedules/{{scheduleIndex}}", one_schedule),
    _second(f"{V2}/{{salesOrderId}}", sales_order),
    _second(f"{V2}/{{salesOrderId}}/changeeligibility", eligibility),
    _second(f"{V2}/{{salesOrderId}}/details", details),
    _second(f"{V2}/{{salesOrderId}}/details/{{detailId}}", one_detail),
)
