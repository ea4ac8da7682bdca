"""Purchase orders and suppliers of ShipStation v2: the fields we send and read."""

from __future__ import annotations

from decimal import Decimal

from vendors.shipstation.wire import Cost, Pieces, Wire

# -- sent --------------------------------------------------------------------------------------


class ProductAsked(Wire):
    sku: str
    supplier_sku: str | None = None
    quantity: int
    cost: Decimal | None = None


class ShippingDetails(Wire):
    order_date: str | None = None
    expected_delivery_date: str | None = None
    payment_terms: str | None = None
    payment_status: str | None = None
    currency_code: str
    shipping_carrier: str | None = None
    tracking_number: str | None = None
    reference_number: str
    note_to_supplier: str | None = None


class OrderAsked(Wire):
    """Of a create and of a replacement, which is one of the whole."""

    supplier_id: str
    order_date: str | None = None
    expected_delivery_date: str | None = None
    payment_terms: str | None = None
    payment_status: str | None = None
    currency_code: str
    shipping_carrier: str | None = None
    tracking_number: str | None = None
    reference_number: str
    warehouse_id: str
    note_to_supplier: str | None = None
    products: list[ProductAsked]


class StatusAsked(Wire):
    status: str


class ReceiveAsked(Wire):
    """A quantity of 0 is not sent: the document's least one is 1."""

    sku: str
    inventory_location_id: str
    received_quantity: int | None = None
    rejected_quantity: int | None = None
    lot: str | None = None
    expiration_date: str | None = None


class ReceivesAsked(Wire):
    product_receives: list[ReceiveAsked]


class SupplierFields(Wire):
    supplier_email: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class SupplierAsked(SupplierFields):
    supplier_name: str


# -- received ----------------------------------------------------------------------------------


class OrderedProduct(Wire):
    """The document promises "full product details" and shows the first four. The last two are
    named as the receives request names them, and read if they are there.
    """

    sku: str | None = None
    supplier_sku: str | None = None
    quantity: Pieces | None = None
    cost: Cost | None = None
    received_quantity: Pieces | None = None
    rejected_quantity: Pieces | None = None


class OrderSummary(Wire):
    purchase_order_id: str | None = None
    order_number: str | None = None
    supplier_id: str | None = None
    supplier_name: str | None = None
    status: str | None = None
    order_date: str | None = None
    expected_delivery_date: str | None = None
    create_date: str | None = None
    modify_date: str | None = None
    reference_number: str | None = None
    warehouse_id: str | None = None


class Order(OrderSummary):
    payment_terms: str | None = None
    payment_status: str | None = None
    currency_code: str | None = None
    shipping_carrier: str | None = None
    tracking_number: str | None = None
    note_to_supplier: str | None = None
    products: list[OrderedProduct] | None = None


class OrderMade(Wire):
    """Of the answer to a create no more than tells which order it is: whatever else it holds, and
    however that is written, the order is there.
    """

    purchase_order_id: str | None = None
    order_number: str | None = None
    reference_number: str | None = None


class StatusSaid(Wire):
    """The answer to a status and to receives."""

    purchase_order_id: str | None = None
    status: str | None = None


class SupplierSaid(SupplierFields):
    supplier_id: str | None = None
    supplier_name: str | None = None


class SupplierMade(Wire):
    supplier_id: str | None = None
