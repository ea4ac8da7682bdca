"""What DigiKey has under one PO number, out of two APIs that each know half of it.

Order Status shows orders with their lines, and since version 4 has no filter by PO number: its
list is read to the end and compared here. The search by PO number (Order Management) shows no
lines, and its states are not published: it is read for the numbers of sales orders alone, and
each that the list did not show is asked for by itself.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from datetime import date, timedelta
from itertools import count

from vendors.digikey import translate_orders
from vendors.digikey.client import STATUS_PAGE, Client
from vendors.digikey.settings import VENDOR
from vendors.digikey.wire_orders import OrderStatusInfo, StatusOrder, StatusSalesOrder
from vendors.errors import NotFound, Unreadable
from vendors.vocabulary import UnreadOrder, VendorOrder

# How often a list that changes under the reader is begun anew.
_READINGS = 4
# DigiKey does not say whose midnight its days begin at; its times carry an offset.
_DAY = timedelta(days=1)

_Listed = dict[Hashable, StatusOrder | UnreadOrder]


async def numbers_under(client: Client, po_number: str) -> tuple[str, ...]:
    """The numbers of sales orders that the search by PO number has.

    No number is no proof: DigiKey does not say how soon a new order is found. Raises Invalid for
    what cannot be a PO number, and Unreadable where an answer leaves open which orders there are:
    nobody may take that for none.
    """
    wanted = _key(po_number)
    try:
        said = await client.sales_orders_by_po(po_number.strip())
    except NotFound:
        return ()
    found = [
        one
        for one in said.salesOrdersDetails or ()
        if one.purchaseOrder is None or _key(one.purchaseOrder) == wanted
    ]
    if "salesOrdersDetails" not in said.model_fields_set or any(
        one.purchaseOrder is None or (one.salesOrderId or 0) <= 0 for one in found
    ):
        raise Unreadable(VENDOR, "DigiKey does not say which orders it has under this PO number")
    return tuple(dict.fromkeys(str(one.salesOrderId) for one in found))


async def orders_under(
    client: Client, po_number: str, since: date, until: date
) -> tuple[VendorOrder, ...]:
    """Every order that DigiKey shows under `po_number`, whole; listed ones first.

    Sales orders of one web order are one order. Asked are the days given and one at either end.
    Raises Unreadable where one that may be under it could not be read: it may be the one.
    """
    wanted = _key(po_number)
    # First, so that what cannot be a PO number ends here, and an order that comes into sight
    # meanwhile is in the list behind it.
    hinted = await numbers_under(client, po_number)
    listed = await _listed(client, since - _DAY, until + _DAY)
    unread = [one for one in listed if isinstance(one, UnreadOrder) and one.may_be(wanted)]
    if unread:
        raise Unreadable(
            VENDOR, f"{unread[0].words}; whether it is under {po_number.strip()} is not known"
        )
    orders = [one for one in listed if isinstance(one, StatusOrder)]
    seen = {one.SalesOrderId for order in orders for one in order.SalesOrders or ()}
    apart: dict[Hashable, list[StatusSalesOrder]] = {}
    by_number = {order.OrderNumber: order for order in orders if order.OrderNumber}
    for number in hinted:
        if int(number) in seen:
            continue
        try:
            found = await client.retrieve_sales_order(number)
        except NotFound:
            continue  # Not shown yet: Order Status alone is the proof.
        whole = by_number.get(found.OrderNumber or 0)
        if whole is not None:
            whole.SalesOrders = [*(whole.SalesOrders or ()), found]
        else:
            # Without a web order's number nothing says that two belong together.
            apart.setdefault(found.OrderNumber or number, []).append(found)
    orders += [_order_of(sales) for sales in apart.values()]
    return tuple(translate_orders.order(one) for one in orders if wanted in _keys(one))


async def _listed(client: Client, since: date, until: date) -> list[StatusOrder | UnreadOrder]:
    """The whole list of these days, each order once.

    Pages are counted off anew at every call, so an order that comes into the list or leaves it
    between two pages pushes others over the edge: one stands on both pages, or on neither. So a
    reading counts only where as many different orders came as there are; and where it took several
    pages, only if it has all that were in the one before: then none had left, and only what leaves
    can hide another. Raises Unreadable where the list does not come to rest.
    """
    before: _Listed | None = None
    for _ in range(_READINGS):
        found, pages = await _read_to_the_end(client, since, until)
        if found is None:
            continue
        if pages == 1 or (before is not None and before.keys() <= found.keys()):
            return list(found.values())
        before = found
    raise Unreadable(VENDOR, "DigiKey's list of orders changed while it was read; ask again")


async def _read_to_the_end(client: Client, since: date, until: date) -> tuple[_Listed | None, int]:
    """What came, or None where the pages do not make one whole; and how many pages there were."""
    found: _Listed = {}
    for page in count(1):
        said = await client.search_orders(since, until, page=page, page_size=STATUS_PAGE)
        if "Orders" not in said.model_fields_set or said.TotalOrders is None:
            raise Unreadable(VENDOR, "DigiKey does not say which orders it has in these days")
        before = len(found)
        # An order without a number is told apart by all that is said of it.
        found.update((one.OrderNumber or one.model_dump_json(), one) for one in said.Orders or ())
        for raw, faults in said.unread:
            found[_mark(raw)] = translate_orders.unread_order(raw, faults)
        if len(found) == said.TotalOrders:
            return found, page
        if len(found) == before:
            break
    return None, page


def _mark(raw: object) -> Hashable:
    """By which one that could not be read is told from others: its number, if it has one."""
    number = raw.get("OrderNumber") if isinstance(raw, dict) else None
    known = isinstance(number, int) and not isinstance(number, bool) and number
    return number if known else json.dumps(raw, sort_keys=True, default=str)


def _order_of(sales: list[StatusSalesOrder]) -> StatusOrder:
    """The web order of sales orders that were asked for one by one.

    Its own status is not said then; where all of them are in one state, it is taken for that.
    """
    first = sales[0]
    order = StatusOrder(
        OrderNumber=first.OrderNumber, CustomerId=first.CustomerId, SalesOrders=sales
    )
    status = first.Status
    if status is not None and all(
        one.Status is not None and one.Status.SalesOrderStatus == status.SalesOrderStatus
        for one in sales
    ):
        order.EntireOrderStatus = OrderStatusInfo(
            OrderStatus=status.SalesOrderStatus,
            ShortDescription=status.ShortDescription,
            LongDescription=status.LongDescription,
        )
    return order


def _keys(order: StatusOrder) -> set[str]:
    """An order's PO number stands in two places, under two names."""
    return {_key(order.PONumber), *(_key(one.PurchaseOrder) for one in order.SalesOrders or ())}


def _key(po_number: str | None) -> str:
    return (po_number or "").strip().casefold()
