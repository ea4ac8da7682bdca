"""DigiKey's orders in the field's own words."""

from __future__ import annotations

from datetime import UTC, datetime

from vendors.buying import line_total
from vendors.digikey.settings import VENDOR
from vendors.digikey.translate import day, instant
from vendors.digikey.wire_orders import (
    ItemShipInfo,
    OrderStatusInfo,
    SalesOrderStatusInfo,
    StatusAddress,
    StatusLine,
    StatusOrder,
    StatusPage,
    StatusSalesOrder,
)
from vendors.text import clean
from vendors.vocabulary import (
    Address,
    OrderPage,
    SalesOrder,
    Shipment,
    UnreadOrder,
    VendorLine,
    VendorOrder,
)

# Shown and sorted as the oldest there is: DigiKey sent an order without any date.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


def page(said: StatusPage) -> OrderPage:
    orders = tuple(order(one) for one in said.Orders or ())
    unread = tuple(unread_order(one, faults) for one, faults in said.unread)
    return OrderPage(orders, max(said.TotalOrders or 0, len(orders) + len(unread)), unread)


def unread_order(said: object, faults: str) -> UnreadOrder:
    """What can be told of an order that could not be read. `faults` as `wire.parsed` says them."""
    raw = said if isinstance(said, dict) else {}
    number = clean(_told(raw.get("OrderNumber")), 60)
    field = clean(faults.partition(";")[0].partition(":")[0], 120)
    which = f"order {number}" if number else "an order of which it gives no readable number"
    where = f" (field {field})" if field else ""
    words = f"DigiKey's answer for {which} could not be read{where}"
    return UnreadOrder(number, _po_numbers(raw), words)


def _po_numbers(raw: dict[str, object]) -> frozenset[str] | None:
    """Of the order and each of its sales orders; None where one cannot be told, or none is."""
    sales = raw.get("SalesOrders")
    if not isinstance(sales, list | None):
        return None
    said = [raw.get("PONumber")]
    for one in sales or ():
        if not isinstance(one, dict):
            return None
        said.append(one.get("PurchaseOrder"))
    told = [_told(one) for one in said if one is not None]
    if not any(told) or None in told:
        return None
    return frozenset(one for one in told if one)


def _told(said: object) -> str | None:
    """A number or a text as a text; None for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        return None
    return str(said)


def order(said: StatusOrder) -> VendorOrder:
    """One web order, with its sales orders (DigiKey's own and one for each marketplace partner)."""
    sales = said.SalesOrders or ()
    dates = [instant(one.DateEntered) for one in sales]
    entered = instant(said.DateEntered) or min((one for one in dates if one), default=_UNDATED)
    numbers = (said.PONumber, *(one.PurchaseOrder for one in sales))
    status = said.EntireOrderStatus
    currencies = (said.Currency, *(one.Currency for one in sales))
    number = "" if said.OrderNumber is None else str(said.OrderNumber)
    return VendorOrder(
        vendor=VENDOR,
        number=number,
        po_number=next((text for one in numbers if (text := clean(one, 120))), ""),
        customer_id="" if said.CustomerId is None else str(said.CustomerId),
        entered_at=entered,
        currency=next((text for one in currencies if (text := clean(one, 3).upper())), ""),
        status=clean(status.OrderStatus if status else None, 80) or "Unknown",
        status_text=_status_text(status),
        sales_orders=tuple(sales_order(one, number) for one in sales),
    )


def sales_order(said: StatusSalesOrder, order_number: str = "") -> SalesOrder:
    """`order_number`: of the web order it was found in, for where it does not say that itself."""
    status = said.Status
    currency = clean(said.Currency, 3).upper()
    return SalesOrder(
        number="" if said.SalesOrderId is None else str(said.SalesOrderId),
        status=clean(status.SalesOrderStatus if status else None, 80) or "Unknown",
        status_text=_status_text(status),
        ship_method=clean(said.ShipMethod, 80),
        total=said.TotalPrice,
        currency=currency,
        lines=tuple(_line(one, currency) for one in said.LineItems or ()),
        ship_to=_address(said.ShippingAddress),
        po_number=clean(said.PurchaseOrder, 120),
        order_number=order_number if said.OrderNumber is None else str(said.OrderNumber),
    )


def _status_text(said: OrderStatusInfo | SalesOrderStatusInfo | None) -> str:
    if said is None:
        return ""
    return clean(said.LongDescription) or clean(said.ShortDescription)


def _line(said: StatusLine, currency: str) -> VendorLine:
    """Lines are known by DigiKey's DetailId: the line number we sent mostly comes back null."""
    ordered = said.QuantityOrdered
    if ordered is None:
        ordered = said.QuantityInitialRequested or 0
    unit, total = said.UnitPrice, said.TotalPrice
    if total is None and unit is not None:
        total = line_total(ordered, unit, currency)
    schedules = said.Schedules or ()
    leaving = tuple((one.QuantityScheduled or 0, day(one.DigiKeyReleaseDate)) for one in schedules)
    return VendorLine(
        line_no=said.DetailId or 0,
        number=clean(said.DigiKeyProductNumber, 120),
        part=clean(said.ManufacturerProductNumber, 120),
        description=clean(said.Description),
        packaging_text=clean(said.PackType, 60),
        ordered=ordered,
        shipped=said.QuantityShipped or 0,
        backordered=said.QuantityBackOrder or 0,
        unit_price=unit,
        total=total,
        customer_reference=clean(said.CustomerReference, 120),
        line_id=clean(said.PoLineItemNumber, 60) or None,
        shipments=tuple(_shipment(one) for one in said.ItemShipments or ()),
        scheduled=tuple((one.QuantityScheduled or 0, day(one.ScheduledDate)) for one in schedules),
        reserved=said.QuantityReserved,
        country=clean(said.CountryOfOrigin, 60),
        # Where not one day is said there is nothing to tell.
        leaving=leaving if any(when for _, when in leaving) else (),
    )


def _shipment(said: ItemShipInfo) -> Shipment:
    return Shipment(
        quantity=said.QuantityShipped or 0,
        shipped_at=instant(said.ShippedDate),
        tracking=clean(said.TrackingNumber, 80) or None,
        invoice=None if said.InvoiceId is None else str(said.InvoiceId),
        expected=day(said.ExpectedDeliveryDate),
    )


def _address(said: StatusAddress | None) -> Address:
    """Some accounts have their street in the second line (recorded): empty lines close up."""
    if said is None:
        return Address()
    raw = (said.AddressLine1, said.AddressLine2, said.AddressLine3)
    lines = [text for one in raw if (text := clean(one, 120))]
    return Address(
        name=f"{clean(said.FirstName, 60)} {clean(said.LastName, 60)}".strip(),
        company=clean(said.CompanyName, 120),
        line1=lines[0] if lines else "",
        line2=", ".join(lines[1:]),
        city=clean(said.City, 80),
        region=clean(said.State, 80),
        postal_code=clean(said.ZipCode, 30),
        country=clean(said.IsoCode, 30),
        telephone=clean(said.Phone, 60),
    )
