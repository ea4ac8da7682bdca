"""ShipStation's answers in the field's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from vendors.buying import line_total
from vendors.errors import Unreadable
from vendors.inbound import (
    InboundLine,
    InboundOrder,
    InboundPlan,
    InboundState,
    OnHand,
    StockItem,
    StockPlace,
    Supplier,
    Warehouse,
)
from vendors.shipstation.settings import VENDOR
from vendors.shipstation.wire_orders import Order, OrderedProduct, OrderSummary, SupplierSaid
from vendors.shipstation.wire_stock import (
    InventoryLocation,
    InventoryWarehouse,
    Level,
    Product,
    ShippingWarehouse,
)
from vendors.text import clean
from vendors.vocabulary import Address, SalesOrder, VendorLine, VendorOrder

# Shown and sorted as the oldest there is: ShipStation sent an order without a readable date.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
# The other spelling of the word stands elsewhere in the same API.
_STATES = {one.value: one for one in InboundState if one is not InboundState.OTHER} | {
    "canceled": InboundState.CANCELLED
}
_ID, _NAME = 100, 120


def day(text: str | None) -> date | None:
    """The day as it is written in an ISO 8601 text; None for nothing and for nonsense."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def instant(text: str | None) -> datetime | None:
    """The instant in an ISO 8601 text, in UTC; a text without an offset is taken as UTC."""
    try:
        found = datetime.fromisoformat((text or "").strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# -- who and where -----------------------------------------------------------------------------


def supplier(said: SupplierSaid) -> Supplier:
    name = clean(said.supplier_name, _NAME)
    return Supplier(
        _id(said.supplier_id, "a supplier"),
        name,
        Address(
            name=clean(said.contact_name, _NAME),
            company=name,
            line1=clean(said.address_line_1, _NAME),
            line2=clean(said.address_line_2, _NAME),
            city=clean(said.city, 80),
            region=clean(said.state, 80),
            postal_code=clean(said.postal_code, 30),
            country=clean(said.country_code, 30),
            telephone=clean(said.contact_phone, 60),
            email=clean(said.supplier_email, _NAME),
        ),
    )


def inventory_warehouse(said: InventoryWarehouse) -> Warehouse:
    return Warehouse(_id(said.inventory_warehouse_id, "a warehouse"), clean(said.name, _NAME))


def shipping_warehouse(said: ShippingWarehouse) -> Warehouse:
    return Warehouse(_id(said.warehouse_id, "a warehouse"), clean(said.name, _NAME))


def place(said: InventoryLocation) -> StockPlace:
    return StockPlace(
        _id(said.inventory_location_id, "a location"),
        clean(said.name, _NAME),
        clean(said.inventory_warehouse_id, _ID),
    )


def item(said: Product) -> StockItem | None:
    """None for a product without a SKU: nothing can be ordered or received under it."""
    sku = clean(said.sku, _NAME)
    if not sku:
        return None
    others = (said.upc, said.fulfillment_sku, *(one.sku_alias for one in said.aliases or ()))
    names = dict.fromkeys(name for one in others if (name := clean(one, _NAME)))
    return StockItem(sku, clean(said.name), said.active, tuple(names))


def on_hand(said: Level) -> OnHand:
    """Raises Unreadable where it does not say how many of what: goods received are told by it."""
    sku = clean(said.sku, _NAME)
    if not sku or said.on_hand is None:
        raise Unreadable(VENDOR, "ShipStation does not say how many pieces there are")
    return OnHand(
        sku,
        said.on_hand,
        said.available,
        clean(said.inventory_location_id, _ID),
        clean(said.inventory_warehouse_id, _ID),
    )


# -- inbound orders ----------------------------------------------------------------------------


def summary(said: OrderSummary) -> InboundOrder:
    """As a list says it: without lines, money and carriage, which it does not have."""
    return _order(said, _head(said), whole=False)


def order(said: Order, asked: str) -> InboundOrder:
    """Raises Unreadable for another order than `asked`, and where it leaves open which lines it has
    of how many pieces.
    """
    if said.purchase_order_id is not None and said.purchase_order_id.strip() != asked.strip():
        raise Unreadable(VENDOR, "ShipStation answered for another order")
    if said.products is None:
        raise Unreadable(VENDOR, "ShipStation does not say which lines the order has")
    plan = replace(
        _head(said),
        currency=clean(said.currency_code, 3).upper(),
        lines=tuple(_line(one) for one in said.products),
        payment_terms=clean(said.payment_terms, 40),
        payment_status=clean(said.payment_status, 40),
        carrier=clean(said.shipping_carrier, 80),
        tracking=clean(said.tracking_number, 120),
        note=clean(said.note_to_supplier, 2000),
    )
    return _order(said, plan, whole=True)


def _head(said: OrderSummary) -> InboundPlan:
    return InboundPlan(
        reference=clean(said.reference_number, _NAME),
        supplier_id=clean(said.supplier_id, _ID),
        warehouse_id=clean(said.warehouse_id, _ID),
        currency="",
        lines=(),
        ordered_on=day(said.order_date),
        expected_on=day(said.expected_delivery_date),
    )


def _order(said: OrderSummary, plan: InboundPlan, *, whole: bool) -> InboundOrder:
    word = clean(said.status, 40)
    return InboundOrder(
        id=_id(said.purchase_order_id, "an order"),
        number=clean(said.order_number, _NAME),
        state=_STATES.get(word.casefold(), InboundState.OTHER),
        status_text=word,
        plan=plan,
        supplier_name=clean(said.supplier_name, _NAME),
        created_at=instant(said.create_date),
        changed_at=instant(said.modify_date),
        whole=whole,
    )


def _line(said: OrderedProduct) -> InboundLine:
    sku = clean(said.sku, _NAME)
    if not sku or said.quantity is None:
        raise Unreadable(VENDOR, "ShipStation does not say how many pieces a line has")
    return InboundLine(
        sku,
        said.quantity,
        clean(said.supplier_sku, _NAME),
        said.cost,
        said.received_quantity,
        said.rejected_quantity,
    )


def _id(said: str | None, what: str) -> str:
    found = clean(said, _ID)
    if not found:
        raise Unreadable(VENDOR, f"ShipStation names {what} without an id")
    return found


# -- the same, as an order of ours -------------------------------------------------------------


def vendor_order(said: InboundOrder) -> VendorOrder:
    """One order with one sales order, under the number that people see in ShipStation."""
    return VendorOrder(
        vendor=VENDOR,
        number=said.id,
        po_number=said.plan.reference,
        customer_id=said.plan.warehouse_id,
        entered_at=said.created_at or _UNDATED,
        currency=said.plan.currency,
        status=said.status_text or "Unknown",
        status_text="",
        sales_orders=(
            SalesOrder(
                number=said.number or said.id,
                status=said.status_text or "Unknown",
                status_text="",
                ship_method=said.plan.carrier,
                total=total(said.plan),
                currency=said.plan.currency,
                lines=tuple(
                    _vendor_line(place, line, said.plan.currency)
                    for place, line in enumerate(said.plan.lines, 1)
                ),
                po_number=said.plan.reference,
                order_number=said.id,
            ),
        ),
    )


def total(plan: InboundPlan) -> Decimal | None:
    """Of its lines, since ShipStation tells none; None where one has no cost."""
    costs = [
        None if line.cost is None else line_total(line.quantity, line.cost, plan.currency)
        for line in plan.lines
    ]
    return None if None in costs or not costs else sum(filter(None, costs), Decimal(0))


def _vendor_line(place: int, line: InboundLine, currency: str) -> VendorLine:
    """What was received has left the supplier; whether more has, ShipStation does not say."""
    gone = (line.received or 0) + (line.rejected or 0)
    return VendorLine(
        line_no=place,
        number=line.sku,
        part="",
        description="",
        packaging_text="",
        ordered=line.quantity,
        shipped=gone,
        backordered=0,
        unit_price=line.cost,
        total=None if line.cost is None else line_total(line.quantity, line.cost, currency),
        customer_reference=line.supplier_part,
        line_id=None,
    )
