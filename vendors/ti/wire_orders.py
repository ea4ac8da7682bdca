"""Orders and shipments at TI: the fields we send and read.

An order is answered in three shapes that contradict each other: TI's page on orders (the names of
an older version), the schema with its examples, and what was recorded of a real one. The models
have the schema's names; the others are taken for them.
"""
# ruff: noqa: N815 - the vendor's spelling

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, Field

from vendors.ti.wire import Count, Money, Several, Wire, Word, parsed

# -- sent --------------------------------------------------------------------------------------


class Comment(Wire):
    message: str


class OrderLine(Wire):
    customerLineItemNumber: str
    tiPartNumber: str
    customerPartNumber: str | None = None
    customReelIndicator: bool | None = None
    quantity: int
    customerItemComments: list[Comment] | None = None


class Order(Wire):
    """Left out: `purchaseOrderDate`. It stands on TI's page alone, not in its schema."""

    checkoutProfileId: str
    customerPurchaseOrderNumber: str
    expediteShipping: bool | None = None
    endCustomerCompanyName: str | None = None
    customerOrderComments: list[Comment] | None = None
    lineItems: list[OrderLine]


class OrderRequest(Wire):
    order: Order


# -- received ----------------------------------------------------------------------------------


def _named(*names: str) -> Any:
    """A field under the first of `names` that is there; the schema's name comes first."""
    return Field(None, validation_alias=AliasChoices(*names))


class Totals(Wire):
    subTotal: Money = None
    estimatedDiscountAmount: Money = None
    estimatedShippingCost: Money = None
    estimatedInventoryTransferFee: Money = None
    estimatedTaxes: Money = None
    orderTotal: Money = None


class Leg(Wire):
    """How a box travels: to TI's place near us, and from there, if there are two legs."""

    serviceLevel: Word = None
    shipDate: Word = None
    leg1Carrier: Word = None
    leg2Carrier: Word = None
    leg1TrackingNumber: Word = _named("leg1TrackingNumber", "leg1Tracking")
    leg2TrackingNumber: Word = _named("leg2TrackingNumber", "leg2Tracking")
    waybillNumber: Word = None


class Invoice(Wire):
    number: Word = None


class Tracking(Leg):
    """One object by the schema; a list of such was recorded, a list of bare legs is an example."""

    trackingNumbers: Annotated[list[Leg] | None, Several] = None
    invoices: Annotated[list[Invoice] | None, Several] = None


class Delivery(Wire):
    type: Word = None
    quantity: Count = None


class PackageInformation(Wire):
    carrier: Word = None
    delivery: Annotated[list[Delivery] | None, Several] = None


class Note(Wire):
    topic: Word = _named("topic", "type")
    detail: Word = _named("detail", "message", "Message")


class Line(Wire):
    tiLineItemNumber: Word = None
    customerLineItemNumber: Word = None
    tiPartNumber: Word = None
    customerPartNumber: Word = None
    tiPartDescription: Word = None
    cooCode: Word = _named("cooCode", "coCode")
    quantity: Count = None
    shippedQuantity: Count = None
    unitPrice: Money = None
    netPrice: Money = None
    status: Word = None
    packageInformation: PackageInformation | None = None
    trackingAndShipping: Annotated[list[Tracking] | None, Several] = None
    # Beside the list of bare legs of that example.
    invoices: Annotated[list[Invoice] | None, Several] = None
    notifications: Annotated[list[Note] | None, Several] = None


class Address(Wire):
    firstName: Word = None
    lastName: Word = None
    company: Word = None
    addressLine1: Word = _named("addressLine1", "line1")
    addressLine2: Word = _named("addressLine2", "line2")
    city: Word = _named("city", "town")
    stateRegion: Word = _named("stateRegion", "state")
    postalCode: Word = _named("postalCode", "postalcode")
    regionCode: Word = _named("regionCode", "country")
    email: Word = None
    phoneNumber: Word = None


_Addresses = Annotated[list[Address] | None, Several]


class OrderInfo(Wire):
    """An order, or the summary of one, which has no lines."""

    orderNumber: Word = None
    currencyCode: Word = _named("currencyCode", "currencyISO")
    orderDate: Word = _named("orderDate", "orderPlacedTime")
    customerPurchaseOrderNumber: Word = None
    orderStatus: Word = None
    totalOrderSummary: Totals | None = None
    # The page has the totals beside everything else.
    subTotal: Money = None
    totalPrice: Money = None
    totalTax: Money = None
    totalDeliveryCost: Money = None
    totalDiscount: Money = None
    lineItems: Annotated[list[Line] | None, Several] = None
    shippingAddress: _Addresses = None
    notifications: Annotated[list[Note] | None, Several] = _named("notifications", "orderMessages")

    @property
    def number(self) -> str:
        """Its number; empty where it has none (`0` on TI's page, `""` of an order for a test)."""
        text = (self.orderNumber or "").strip()
        return text if text.strip("0") else ""

    @property
    def totals(self) -> Totals:
        return self.totalOrderSummary or Totals(
            subTotal=self.subTotal,
            estimatedDiscountAmount=self.totalDiscount,
            estimatedShippingCost=self.totalDeliveryCost,
            estimatedTaxes=self.totalTax,
            orderTotal=self.totalPrice,
        )


def order_of(said: object) -> OrderInfo:
    """The order in an answer, with a wrapper or without, in a list of one or alone.

    Raises Unreadable.
    """
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if isinstance(said, dict):
        for name in ("orderInfo", "order"):
            if isinstance(said.get(name), dict):
                said = said[name]
                break
    return parsed(OrderInfo, said)


class DeliveryCostDetails(Wire):
    shippingRate: Money = None
    shippingServiceLevel: Word = None
    currencyCode: Word = None
