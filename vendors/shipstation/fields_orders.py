"""Purchase orders and suppliers. See `fields`."""

from __future__ import annotations

from vendors.fields import (
    CHECKED,
    Described,
    Dropped,
    Endpoint,
    Fate,
    Within,
    kept,
    model,
    sent,
)

WHOLE_PAGES = Dropped("counted off by the links to the next page")
LINKS = Dropped("followed to the end, on ShipStation's own host alone")
_NOT_DOCUMENTED = "if it is there: no page says that it is"
_PAGE_SIZE = sent("500, the most there are")
_ID = sent("InboundOrder.id")
_PATH = "/v2/purchase_orders/{purchase_order_id}"
_OF_ONE: dict[str, Fate] = {"purchase_order_id": _ID}

# What a create, a replacement and the shipping details have in common.
_ASKED: dict[str, Fate] = {
    "order_date": sent("InboundPlan.ordered_on"),
    "expected_delivery_date": sent("InboundPlan.expected_on"),
    "payment_terms": sent("InboundPlan.payment_terms"),
    "payment_status": sent("InboundPlan.payment_status"),
    "currency_code": sent("InboundPlan.currency", "PurchaseOrder.currency"),
    "shipping_carrier": sent("InboundPlan.carrier"),
    "tracking_number": sent("InboundPlan.tracking"),
    "reference_number": sent("InboundPlan.reference", "PurchaseOrder.number"),
    "note_to_supplier": sent("InboundPlan.note", "OrderTerms.notes"),
}
_DETAILS: dict[str, Fate] = {
    **_ASKED,
    "currency_code": sent("InboundPlan.currency"),
    "reference_number": sent("InboundPlan.reference"),
    "note_to_supplier": sent("InboundPlan.note"),
}

_SUMMARY: dict[str, Fate] = {
    "purchase_order_id": kept("InboundOrder.id"),
    "order_number": kept("InboundOrder.number"),
    "supplier_id": kept("InboundPlan.supplier_id"),
    "supplier_name": kept("InboundOrder.supplier_name"),
    "status": kept("InboundOrder.state", "InboundOrder.status_text"),
    "order_date": kept("InboundPlan.ordered_on"),
    "expected_delivery_date": kept("InboundPlan.expected_on"),
    "create_date": kept("InboundOrder.created_at"),
    "modify_date": kept("InboundOrder.changed_at"),
    "reference_number": kept("InboundPlan.reference"),
    "warehouse_id": kept("InboundPlan.warehouse_id"),
}
_ORDER: dict[str, Fate] = {
    **_SUMMARY,
    "purchase_order_id": kept(
        "InboundOrder.id", "VendorOrder.number", "SalesOrder.order_number", CHECKED
    ),
    "order_number": kept("InboundOrder.number", "SalesOrder.number"),
    "status": kept(
        "InboundOrder.state",
        "InboundOrder.status_text",
        "VendorOrder.status",
        "SalesOrder.status",
    ),
    "create_date": kept("InboundOrder.created_at", "VendorOrder.entered_at"),
    "reference_number": kept(
        "InboundPlan.reference", "VendorOrder.po_number", "SalesOrder.po_number"
    ),
    "warehouse_id": kept("InboundPlan.warehouse_id", "VendorOrder.customer_id"),
    "payment_terms": kept("InboundPlan.payment_terms"),
    "payment_status": kept("InboundPlan.payment_status"),
    "currency_code": kept("InboundPlan.currency", "VendorOrder.currency", "SalesOrder.currency"),
    "shipping_carrier": kept("InboundPlan.carrier", "SalesOrder.ship_method"),
    "tracking_number": kept("InboundPlan.tracking"),
    "note_to_supplier": kept("InboundPlan.note"),
    "products": Within("OrderedProduct"),
}
_READ_BACK = Dropped("read back from the order itself: what was taken is not what was done")
_MADE: dict[str, Fate] = {
    **dict.fromkeys(_ORDER, _READ_BACK),
    "purchase_order_id": kept("Answer.vendor_numbers"),
    "order_number": kept("Answer.vendor_numbers"),
    "reference_number": kept("Answer.outcome"),
}
_CHANGED: dict[str, Fate] = {
    **dict.fromkeys(_ORDER, _READ_BACK),
    "purchase_order_id": kept("Answer.outcome"),
    "status": kept("Answer.message"),
}

ORDERS = Described(
    "purchase orders",
    (
        Endpoint(
            "GET",
            "/v2/purchase_orders",
            gives="Orders",
            parameters={
                "order_number": sent("InboundOrder.number"),
                "status": sent("InboundOrder.state"),
                "warehouse_id": sent("InboundPlan.warehouse_id"),
                "reference_number": sent("InboundPlan.reference"),
                "create_date_start": sent("the day from which on, at midnight UTC"),
                "page_size": _PAGE_SIZE,
            },
        ),
        Endpoint("POST", "/v2/purchase_orders", gives="Made", takes="OrderAsked"),
        Endpoint("GET", _PATH, gives="Order", parameters=_OF_ONE),
        Endpoint("PUT", _PATH, gives="Changed", takes="OrderReplaced", parameters=_OF_ONE),
        Endpoint(
            "POST",
            f"{_PATH}/shipping_details",
            gives="Changed",
            takes="ShippingDetails",
            parameters=_OF_ONE,
        ),
        Endpoint(
            "POST", f"{_PATH}/status", gives="Status", takes="StatusAsked", parameters=_OF_ONE
        ),
        Endpoint(
            "POST", f"{_PATH}/receives", gives="Received", takes="Receives", parameters=_OF_ONE
        ),
        Endpoint("GET", f"{_PATH}/documents/order_summary", parameters=_OF_ONE),
        Endpoint("GET", f"{_PATH}/documents/received_summary", parameters=_OF_ONE),
    ),
    asked=(
        model(
            "OrderAsked",
            "wire_orders.OrderAsked",
            supplier_id=sent("InboundPlan.supplier_id", "OrderTerms.supplier"),
            warehouse_id=sent("InboundPlan.warehouse_id", "PurchaseOrder.customer_id"),
            products=Within("ProductAsked"),
            **_ASKED,
        ),
        model(
            "ProductAsked",
            "wire_orders.ProductAsked",
            sku=sent("InboundLine.sku", "Line.number"),
            supplier_sku=sent("InboundLine.supplier_part", "LineTerms.supplier_part"),
            quantity=sent("InboundLine.quantity", "Line.quantity"),
            cost=sent("InboundLine.cost", "Line.unit_price"),
        ),
        model(
            "OrderReplaced",
            "wire_orders.OrderAsked",
            supplier_id=sent("InboundPlan.supplier_id"),
            warehouse_id=sent("InboundPlan.warehouse_id"),
            products=Within("ProductReplaced"),
            **_DETAILS,
        ),
        model(
            "ProductReplaced",
            "wire_orders.ProductAsked",
            sku=sent("InboundLine.sku"),
            supplier_sku=sent("InboundLine.supplier_part"),
            quantity=sent("InboundLine.quantity"),
            cost=sent("InboundLine.cost"),
        ),
        model("ShippingDetails", "wire_orders.ShippingDetails", **_DETAILS),
        model("StatusAsked", "wire_orders.StatusAsked", status=sent("InboundOrder.state")),
        model("Receives", "wire_orders.ReceivesAsked", product_receives=Within("Receive")),
        model(
            "Receive",
            "wire_orders.ReceiveAsked",
            sku=sent("Receipt.sku"),
            inventory_location_id=sent("Receipt.place_id"),
            received_quantity=sent("Receipt.received"),
            rejected_quantity=sent("Receipt.rejected"),
            lot=sent("Receipt.lot"),
            expiration_date=sent("Receipt.expires"),
        ),
    ),
    answered=(
        model(
            "Orders",
            "",
            purchase_orders=Within("OrderSummary"),
            total=kept(CHECKED),
            page=WHOLE_PAGES,
            pages=WHOLE_PAGES,
            links=LINKS,
        ),
        model("OrderSummary", "wire_orders.OrderSummary", **_SUMMARY),
        model("Order", "wire_orders.Order", **_ORDER),
        model(
            "OrderedProduct",
            "wire_orders.OrderedProduct",
            sku=kept("InboundLine.sku", "VendorLine.number"),
            supplier_sku=kept("InboundLine.supplier_part", "VendorLine.customer_reference"),
            quantity=kept("InboundLine.quantity", "VendorLine.ordered"),
            cost=kept("InboundLine.cost", "VendorLine.unit_price"),
            received_quantity=kept(
                "InboundLine.received", "VendorLine.shipped", only=_NOT_DOCUMENTED
            ),
            rejected_quantity=kept(
                "InboundLine.rejected", "VendorLine.shipped", only=_NOT_DOCUMENTED
            ),
        ),
        model("Made", "wire_orders.OrderMade", **_MADE),
        model("Changed", "wire_orders.StatusSaid", **_CHANGED),
        model(
            "Status",
            "wire_orders.StatusSaid",
            purchase_order_id=kept("Answer.outcome"),
            status=kept("Answer.outcome", "Answer.message"),
        ),
        model(
            "Received",
            "wire_orders.StatusSaid",
            purchase_order_id=kept("Answer.outcome"),
            status=kept("Answer.message"),
        ),
    ),
)

SUPPLIERS = Described(
    "suppliers",
    (
        Endpoint(
            "GET",
            "/v2/suppliers",
            gives="Suppliers",
            parameters={"supplier_name": sent("Supplier.name"), "page_size": _PAGE_SIZE},
        ),
        Endpoint("POST", "/v2/suppliers", gives="SupplierMade", takes="SupplierAsked"),
        Endpoint(
            "GET",
            "/v2/suppliers/{supplier_id}",
            gives="Supplier",
            parameters={"supplier_id": sent("Supplier.id")},
        ),
    ),
    asked=(
        model(
            "SupplierAsked",
            "wire_orders.SupplierAsked",
            supplier_name=sent("Supplier.name"),
            supplier_email=sent("Address.email"),
            address_line_1=sent("Address.line1"),
            address_line_2=sent("Address.line2"),
            city=sent("Address.city"),
            state=sent("Address.region"),
            postal_code=sent("Address.postal_code"),
            country_code=sent("Address.country"),
            contact_name=sent("Address.name"),
            contact_phone=sent("Address.telephone"),
        ),
    ),
    answered=(
        model(
            "Suppliers",
            "",
            suppliers=Within("Supplier"),
            total=kept(CHECKED),
            page=WHOLE_PAGES,
            pages=WHOLE_PAGES,
            links=LINKS,
        ),
        model(
            "Supplier",
            "wire_orders.SupplierSaid",
            supplier_id=kept("Supplier.id"),
            supplier_name=kept("Supplier.name", "Address.company"),
            supplier_email=kept("Address.email"),
            address_line_1=kept("Address.line1"),
            address_line_2=kept("Address.line2"),
            city=kept("Address.city"),
            state=kept("Address.region"),
            postal_code=kept("Address.postal_code"),
            country_code=kept("Address.country"),
            contact_name=kept("Address.name"),
            contact_phone=kept("Address.telephone"),
        ),
        model(
            "SupplierMade",
            "wire_orders.SupplierMade",
            supplier_id=kept("Answer.vendor_numbers"),
        ),
    ),
)
