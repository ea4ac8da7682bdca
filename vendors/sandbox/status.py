"""Order Status v4: the orders of a span of days, and one sales order.

Without dates it is the last 30 days, without a word about it; a page has at most 25 orders
whatever is asked. Line item numbers of a purchase order come back null from every other order,
and names of contacts always; a web order number has sixteen digits (our facts page, traps 5 to
9). An order whose sales order numbers are not there yet is not shown.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from vendors.sandbox import carriage, fulfilment, money, world
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import locale_of
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale
from vendors.sandbox.reading import Faulty, Query, number
from vendors.sandbox.status_words import texts

Json = dict[str, Any]

_USUAL_SPAN = timedelta(days=30)
_USUAL_PAGE = 10
_LARGEST_PAGE = 25
# Where the vendor is, in winter: its times carry this offset.
_THERE = timezone(timedelta(hours=-6))
_LAST_DAY = date(9999, 12, 30)
# An application's own token is no person's, and so has no orders of its own.
_NOBODY = ""


def search_orders(desk: Desk, ask: Ask) -> Json:
    """OrderResponse: newest first, of one person or, `Shared`, of the whole account."""
    faulty = Faulty()
    query = Query(ask.query, faulty)
    now = desk.book.now()
    start = query.day("StartDate", (now - _USUAL_SPAN).date())
    end = min(query.day("EndDate", now.date()), _LAST_DAY)
    page = query.whole("PageNumber", 1, least=1)
    size = min(query.whole("PageSize", _USUAL_PAGE, least=1), _LARGEST_PAGE)
    shared = query.flag("Shared")
    faulty.refuse()
    if _is_elsewhere(ask):
        return {"TotalOrders": 0, "Orders": []}
    total, orders = desk.book.orders(
        datetime(start.year, start.month, start.day, tzinfo=UTC),
        datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(days=1),
        user=None if shared else ask.user or _NOBODY,
        limit=size,
        offset=(page - 1) * size,
    )
    language = locale_of(ask.headers).language
    return {"TotalOrders": total, "Orders": [_order(each, now, language) for each in orders]}


def sales_order(desk: Desk, ask: Ask) -> Json:
    """SalesOrder by its number. 404 too while the number is not there yet."""
    wanted = number(ask.params["salesOrderId"])
    now = desk.book.now()
    order = desk.book.by_sale(wanted) if wanted is not None else None
    if order is not None and order.visible <= now and not _is_elsewhere(ask):
        for sale in order.sales:
            if sale.id == wanted and sale.minted <= now:
                return _sale(order, sale, now, locale_of(ask.headers).language)
    words = f"Sales order {ask.params['salesOrderId']} was not found"
    raise Refused(404, "Not Found", words)


def _is_elsewhere(ask: Ask) -> bool:
    """Whether the call is for an account that never ordered anything."""
    return bool(ask.account) and ask.account != world.ACCOUNT_ID


def _order(order: Order, now: datetime, language: str) -> Json:
    status = fulfilment.order_status(order, now)
    return {
        "OrderNumber": order.order_number,
        "CustomerId": order.customer_id,
        "DateEntered": _stamp(order.entered, 7),
        "Currency": order.currency,
        "PONumber": order.po_number,
        "EntireOrderStatus": {"OrderStatus": status, **texts(status, language)},
        "SalesOrders": [_sale(order, sale, now, language) for sale in order.sales],
    }


def _sale(order: Order, sale: Sale, now: datetime, language: str) -> Json:
    status = fulfilment.sale_status(sale, order.entered, now)
    return {
        "CustomerId": order.customer_id,
        "Contact": {
            "FirstName": None,
            "LastName": None,
            "Email": f"{order.user}@acme.example".upper(),
        },
        "SalesOrderId": sale.id,
        "Status": {"SalesOrderStatus": status, **texts(status, language)},
        "PurchaseOrder": order.po_number,
        "TotalPrice": money.number(sale.total),
        "DateEntered": _stamp(order.entered, 3),
        "OrderNumber": order.order_number,
        "ShipMethod": carriage.shown(order.ship_method),
        "Currency": order.currency,
        "ShippingAddress": _address(order, sale, now),
        "LineItems": [_line(order, sale, line, now) for line in sale.lines],
    }


def _address(order: Order, sale: Sale, now: datetime) -> Json:
    """`County` is no country: that is IsoCode."""
    to = order.ship_to
    sent = [one for line in sale.lines for one in line.consignments if one.ships <= now]
    return {
        "FirstName": to.get("FirstName", ""),
        "LastName": to.get("LastName", ""),
        "CompanyName": to.get("Company") or world.COMPANY,
        "AddressLine1": to.get("AddressLineOne", ""),
        "AddressLine2": to.get("AddressLineTwo", ""),
        "AddressLine3": "",
        "City": to.get("City", ""),
        "State": to.get("Province", ""),
        "County": "",
        "ZipCode": to.get("PostalCode", ""),
        "IsoCode": to.get("Country", ""),
        "Phone": to.get("Phone", ""),
        "InvoiceId": sent[0].invoice if sent else 0,
    }


def _line(order: Order, sale: Sale, line: OrderLine, now: datetime) -> Json:
    found = fulfilment.pieces(line, now)
    canceled = fulfilment.is_canceled(sale, now)
    return {
        "SalesOrderId": sale.id,
        "DetailId": line.detail_id,
        "TotalPrice": money.number(line.total),
        "PurchaseOrder": order.po_number,
        "CustomerReference": line.reference or (None if sale.supplier else ""),
        "CountryOfOrigin": line.country,
        "DigiKeyProductNumber": line.number,
        "ManufacturerProductNumber": line.mpn,
        "Description": line.description,
        "PackType": line.pack_type,
        "QuantityInitialRequested": line.quantity if line.first is None else line.first,
        "QuantityOrdered": 0 if canceled else line.quantity,
        "QuantityShipped": found.shipped,
        "QuantityReserved": found.reserved,
        "QuantityBackOrder": found.back_ordered,
        "UnitPrice": money.number(line.unit_price),
        # The parity is invented; that both come is so that nobody relies on either.
        "PoLineItemNumber": line.line_id if order.order_number % 2 else None,
        "ItemShipments": [_shipment(order, one) for one in line.consignments if one.ships <= now],
        "Schedules": [_schedule(one) for one in line.consignments if one.scheduled],
    }


def _shipment(order: Order, one: Consignment) -> Json:
    told = carriage.says_when(order.ship_method)
    return {
        "QuantityShipped": one.quantity,
        "InvoiceId": one.invoice,
        "ShippedDate": one.ships.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "TrackingNumber": one.tracking,
        "ExpectedDeliveryDate": one.arrives.date().isoformat() if told else None,
    }


def _schedule(one: Consignment) -> Json:
    on_the_way = one.arrives - one.ships
    return {
        "QuantityScheduled": one.quantity,
        "ScheduledDate": one.promised.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "DigiKeyReleaseDate": (one.promised - on_the_way).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _stamp(moment: datetime, digits: int) -> str:
    """With so many digits of fraction, up to seven."""
    there = moment.astimezone(_THERE)
    fraction = f"{there.microsecond:06d}0"[:digits]
    return f"{there:%Y-%m-%dT%H:%M:%S}.{fraction}-06:00"


_BASE = "/orderstatus/v4"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{_BASE}/orders", "status", "problem", False, search_orders),
    Endpoint(
        "GET", f"{_BASE}/salesorder/{{salesOrderId}}", "status", "problem", False, sales_order
    ),
)
