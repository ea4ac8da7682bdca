"""TI's orders in the field's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from vendors.buying import line_total
from vendors.text import clean
from vendors.ti.settings import VENDOR
from vendors.ti.wire import odd
from vendors.ti.wire_orders import (
    Address,
    Invoice,
    Leg,
    Line,
    Note,
    OrderInfo,
    PackageInformation,
    Totals,
)
from vendors.vocabulary import Address as Where
from vendors.vocabulary import SalesOrder, Shipment, UnreadOrder, VendorLine, VendorOrder

# Shown and sorted as the oldest there is.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_LINE_NUMBER = 9
_MOST_NOTES = 6
# The words of TI's page and of its file, which differ in case, blanks and marks, each once. Both
# spell it with two l; our own word has one.
_STATUSES = {
    word.casefold().replace(" ", ""): word
    for word in (
        "Submitted",
        "Created",
        "In work",
        "Shipped",
        "Complete",
        "On hold",
        "Payment pending",
        "Processing",
        "Payment authorized",
        "Payment completed",
        "Processing error",
        "Compliance review",
        "Acceptance required",
    )
} | {"cancelled": "Canceled", "canceled": "Canceled"}
_ALL_SHIPPED = frozenset(("shipped",))
_CANCELED = "Canceled"


def status_of(text: str | None) -> str:
    """TI's status in one spelling; one that is not known stays TI's own word."""
    said = clean(text, 80)
    low = said.casefold()
    for mark in " -_":
        low = low.replace(mark, "")
    return _STATUSES.get(low, said) or "Unknown"


def order(said: OrderInfo, *, whole: bool = True) -> VendorOrder:
    """An order with its lines. Not `whole`: of a summary, which has none; it shows no sales order
    then, which is not "an order without lines".
    """
    number = clean(said.number, 60)
    return VendorOrder(
        vendor=VENDOR,
        number=number,
        po_number=clean(said.customerPurchaseOrderNumber, 120),
        customer_id="",
        entered_at=instant(said.orderDate) or _UNDATED,
        currency=_currency(said),
        status=status_of(said.orderStatus),
        status_text=_status_text(said),
        sales_orders=(sales_order(said),) if whole else (),
    )


def sales_order(said: OrderInfo) -> SalesOrder:
    """TI has one number for an order; its fulfilment has the same.

    `total` is what the goods come to (`subTotal`): it is held against the lines. What shipping and
    taxes are estimated at, and the sum of all, stand in `status_text`; shipping in `delivery` too
    (`estimatedShippingCost`, on TI's page `totalDeliveryCost`).
    """
    number = clean(said.number, 60)
    currency = _currency(said)
    addresses = said.shippingAddress or ()
    return SalesOrder(
        number=number,
        status=status_of(said.orderStatus),
        status_text=_status_text(said),
        ship_method=_ship_method(said),
        total=said.totals.subTotal,
        currency=currency,
        lines=tuple(_line(one, currency) for one in said.lineItems or ()),
        ship_to=_address(addresses[0]) if addresses else Where(),
        po_number=clean(said.customerPurchaseOrderNumber, 120),
        order_number=number,
        delivery=said.totals.estimatedShippingCost,
    )


def unread_order(said: object, faults: str) -> UnreadOrder:
    """What can be told of a summary that could not be read. `faults` as `wire.parsed` says them."""
    raw = said if isinstance(said, dict) else {}
    number = clean(_told(raw.get("orderNumber")), 60)
    field = clean(faults.partition(";")[0].partition(":")[0], 120)
    which = f"order {number}" if number else "an order of which it gives no readable number"
    where = f" (field {field})" if field else ""
    po_number = _told(raw.get("customerPurchaseOrderNumber"))
    return UnreadOrder(
        number,
        None if po_number is None else frozenset([po_number]),
        f"TI's answer for {which} could not be read{where}",
    )


def _told(said: object) -> str | None:
    """A number or a text as a text; None for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        return None
    return str(said)


def _currency(said: OrderInfo) -> str:
    return clean(said.currencyCode, 3).upper()


def _status_text(said: OrderInfo) -> str:
    """What the money comes to beyond the goods, and what TI says besides."""
    money = ", ".join(_money(said.totals, _currency(said)))
    told = notes(said.notifications or ())
    return clean(". ".join(text for text in (told, money) if text))


def _money(totals: Totals, currency: str) -> Iterator[str]:
    parts = (
        ("shipping", totals.estimatedShippingCost),
        ("transfer fee", totals.estimatedInventoryTransferFee),
        ("taxes", totals.estimatedTaxes),
        ("discount", totals.estimatedDiscountAmount),
    )
    said = [f"{name} {_amount(amount)}" for name, amount in parts if amount]
    if totals.orderTotal is not None:
        yield f"{_amount(totals.orderTotal)} {currency} in all".replace("  ", " ")
    if said:
        yield f"as TI estimates {', '.join(said)}"


def _amount(amount: Decimal) -> str:
    """With marks of thousands, at least two decimals, and no zeros beyond them."""
    whole, _, parts = format(amount, ",f").partition(".")
    return f"{whole}.{parts.rstrip('0').ljust(2, '0')}"


def notes(said: Iterable[Note], hide: Callable[[str], str] = str) -> str:
    """What TI remarks, each once: the topic and the words."""
    told = (
        ": ".join(
            text
            for text in (clean(hide(one.topic or ""), 80), clean(hide(one.detail or "")))
            if text
        )
        for one in said
    )
    return "; ".join(list(dict.fromkeys(one for one in told if one))[:_MOST_NOTES])


def _line(said: Line, currency: str) -> VendorLine:
    number = clean(said.tiPartNumber, 120)
    if said.quantity is None or said.quantity < 0:
        raise odd(f"lineItems: how many pieces of {number or 'a line'} is not said")
    ordered = said.quantity
    status = status_of(said.status)
    shipped = said.shippedQuantity
    if shipped is None:
        # TI leaves the quantity empty, and says of the line that it is shipped.
        shipped = ordered if status.casefold() in _ALL_SHIPPED else 0
    total = said.netPrice
    if total is None and said.unitPrice is not None:
        total = line_total(ordered, said.unitPrice, currency)
    text = (said.tiLineItemNumber or "").strip()
    known = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_LINE_NUMBER
    return VendorLine(
        line_no=int(text) if known else 0,
        number=number,
        part=number,
        description=clean(said.tiPartDescription),
        packaging_text=_packaging(said.packageInformation),
        # A line that TI canceled is ordered no more.
        ordered=shipped if status == _CANCELED else ordered,
        shipped=shipped,
        backordered=0,
        unit_price=said.unitPrice,
        total=total,
        customer_reference=clean(said.customerPartNumber, 120),
        line_id=clean(said.customerLineItemNumber, 60) or None,
        shipments=tuple(_shipments(said, shipped)),
        country=clean(said.cooCode, 60),
    )


def _packaging(said: PackageInformation | None) -> str:
    """The carrier, and in how many pieces of what it comes, where that is said."""
    if said is None:
        return ""
    carrier = clean(said.carrier, 60)
    ways = ", ".join(
        f"{one.quantity} {clean(one.type, 40)}" if one.quantity is not None else clean(one.type, 40)
        for one in said.delivery or ()
        if one.type
    )
    return f"{carrier}: {ways}" if carrier and ways else carrier or ways


def _shipments(said: Line, shipped: int) -> Iterator[Shipment]:
    """One for each way a box goes. TI does not say how many pieces went which way: all of them
    where there is one, else none with each.

    Of two legs the second brings the goods to us. Invoices stand beside the boxes, by their order.
    """
    invoices: list[Invoice] = [*(said.invoices or ())]
    for one in said.trackingAndShipping or ():
        invoices += one.invoices or ()
    boxes = [one for one in _legs(said) if _tracking(one) or instant(one.shipDate)]
    numbers = [clean(one.number, 60) for one in invoices if one.number]
    for place in range(max(len(boxes), len(numbers))):
        leg = boxes[place] if place < len(boxes) else None
        alone = len(boxes) <= 1 and len(numbers) <= 1
        yield Shipment(
            quantity=shipped if alone else 0,
            shipped_at=instant(leg.shipDate) if leg is not None else None,
            tracking=_tracking(leg) if leg is not None else None,
            invoice=numbers[place] if place < len(numbers) else None,
            expected=None,
        )


def _legs(said: Line) -> Iterator[Leg]:
    for one in said.trackingAndShipping or ():
        yield from one.trackingNumbers if one.trackingNumbers is not None else [one]


def _ship_method(said: OrderInfo) -> str:
    """Who brings it to us and how, each once over all lines."""
    ways = (
        f"{clean(leg.leg2Carrier or leg.leg1Carrier, 60)} {clean(leg.serviceLevel, 80)}".strip()
        for line in said.lineItems or ()
        for leg in _legs(line)
    )
    return clean(", ".join(dict.fromkeys(way for way in ways if way)), 160)


def _tracking(leg: Leg) -> str | None:
    return clean(leg.leg2TrackingNumber or leg.leg1TrackingNumber or leg.waybillNumber, 80) or None


def _address(said: Address) -> Where:
    return Where(
        name=f"{clean(said.firstName, 60)} {clean(said.lastName, 60)}".strip(),
        company=clean(said.company, 120),
        line1=clean(said.addressLine1, 120),
        line2=clean(said.addressLine2, 120),
        city=clean(said.city, 80),
        region=clean(said.stateRegion, 80),
        postal_code=clean(said.postalCode, 30),
        country=clean(said.regionCode, 30),
        telephone=clean(said.phoneNumber, 60),
        email=clean(said.email, 120),
    )


def instant(text: str | None) -> datetime | None:
    """The instant in an ISO 8601 text, in UTC; a bare day at its beginning. None for anything else.

    TI's times end in Z, and its days say nothing of a zone: both are taken as UTC.
    """
    try:
        found = datetime.fromisoformat((text or "").strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
