"""Orders at TI. See `fields`."""

from __future__ import annotations

from collections.abc import Mapping

from vendors.fields import (
    CHECKED,
    Described,
    Dropped,
    Endpoint,
    Fate,
    Model,
    Within,
    kept,
    model,
    sent,
)
from vendors.ti.fields import ASKED

AS_SENT = "as it was sent, and kept with the order that was"
BY_WHOM = "who ordered stands in our own comment, and by which way in the order that was sent"
PROFILES = "what the checkout profile says, whatever an order says"
PAYS = "payment is the checkout profile's, and bank details are on no screen"
CUSTOMS = "customs and taxes, which TI and the carrier deal with"

_SUMMED: Mapping[str, Fate] = {
    "subTotal": kept("Answer.total", "Rehearsal.total", "SalesOrder.total"),
    "estimatedDiscountAmount": kept("SalesOrder.status_text", "VendorOrder.status_text"),
    "estimatedShippingCost": kept(
        "SalesOrder.delivery", "SalesOrder.status_text", "VendorOrder.status_text"
    ),
    "estimatedInventoryTransferFee": kept("SalesOrder.status_text", "VendorOrder.status_text"),
    "estimatedTaxes": kept("SalesOrder.status_text", "VendorOrder.status_text"),
    "orderTotal": kept("SalesOrder.status_text", "VendorOrder.status_text"),
}
_ORDERS_OWN: Mapping[str, Fate] = {
    "orderEntry": Dropped(BY_WHOM),
    "orderedBy": Dropped(BY_WHOM),
    "isProductionOrder": Dropped("false in TI's own example of an order that is placed"),
}
_PLACE: Mapping[str, Fate] = {
    "firstName": kept("Address.name"),
    "lastName": kept("Address.name"),
    "company": kept("Address.company"),
    "addressLine1": kept("Address.line1"),
    "addressLine2": kept("Address.line2"),
    "city": kept("Address.city"),
    "stateRegion": kept("Address.region"),
    "postalCode": kept("Address.postal_code"),
    "regionCode": kept("Address.country"),
    "region": Dropped("the name of the country, whose code is kept"),
    "email": kept("Address.email"),
    "phoneNumber": kept("Address.telephone"),
    "companyURL": Dropped("the address of the buyer's own web site"),
}

_ASKED = (
    model("orderCreate", "wire_orders.OrderRequest", order=Within("orderCreate.order")),
    model(
        "orderCreate.order",
        "wire_orders.Order",
        checkoutProfileId=sent("OrderTerms.profile"),
        customerPurchaseOrderNumber=sent("PurchaseOrder.number"),
        expediteShipping=sent("OrderTerms.expedite"),
        endCustomerCompanyName=sent("OrderTerms.end_customer"),
        customerOrderComments=Within("orderCreate.order.customerOrderComments"),
        lineItems=Within("orderCreate.order.lineItems"),
    ),
    model(
        "orderCreate.order.customerOrderComments",
        "wire_orders.Comment",
        message=sent(
            "OrderTerms.job",
            "PurchaseOrder.buyer",
            "OrderTerms.notes",
            only="one for each: `jobNumber|…`, `orderedBy|…`, then our own words",
        ),
    ),
    model(
        "orderCreate.order.lineItems",
        "wire_orders.OrderLine",
        customerLineItemNumber=sent("Line.line_id", "LineTerms.line_id"),
        tiPartNumber=sent("Line.number"),
        customerPartNumber=sent("LineTerms.customer_part"),
        customReelIndicator=sent("LineTerms.custom_reel"),
        quantity=sent("Line.quantity"),
        customerItemComments=Within("orderCreate.order.lineItems.customerItemComments"),
    ),
    model(
        "orderCreate.order.lineItems.customerItemComments",
        "wire_orders.Comment",
        message=sent("LineTerms.notes"),
    ),
    model(
        "on TI's page alone",
        "",
        purchaseOrderDate=Dropped("neither the file nor any of its examples has it"),
    ),
)

_ORDER = (
    Model(
        "orderCreateResponse",
        "wire_orders.OrderInfo",
        {
            "orderNumber": kept(
                CHECKED, "Answer.vendor_numbers", "SalesOrder.number", "SalesOrder.order_number"
            ),
            "orderDate": kept("VendorOrder.entered_at"),
            "currencyCode": kept(
                "Answer.currency",
                "Rehearsal.currency",
                "VendorOrder.currency",
                "SalesOrder.currency",
            ),
            "customerPurchaseOrderNumber": kept(
                CHECKED, "VendorOrder.po_number", "SalesOrder.po_number"
            ),
            "orderStatus": kept("Answer.message", "VendorOrder.status", "SalesOrder.status"),
            **_ORDERS_OWN,
            "cartId": Dropped("the basket that the order was made of"),
            "checkoutProfileId": Dropped(AS_SENT),
            "endCustomerCompanyName": Dropped(AS_SENT),
            "application": Dropped(PROFILES),
            "endEquipment": Dropped(PROFILES),
            "intendedForMilitary": Dropped(PROFILES),
            "totalOrderSummary": Within("orderCreateResponse.totalOrderSummary"),
            "discounts": Dropped("what they come to is in the totals"),
            "lineItems": Within("orderCreateResponse.lineItems"),
            "shippingAddress": Within("orderCreateResponse.shippingAddress"),
            "billingAddress": Dropped(PROFILES),
            "payment": Dropped(PAYS),
            "taxInfo": Dropped(CUSTOMS),
            "vatDetails": Dropped(CUSTOMS),
            "orderComments": Dropped(AS_SENT),
            "notifications": Within("orderCreateResponse.notifications"),
        },
    ),
    Model("orderCreateResponse.totalOrderSummary", "wire_orders.Totals", _SUMMED),
    model(
        "orderCreateResponse.lineItems",
        "wire_orders.Line",
        tiLineItemNumber=kept("VendorLine.line_no"),
        customerLineItemNumber=kept("VendorLine.line_id"),
        tiPartNumber=kept("VendorLine.number", "VendorLine.part"),
        customerPartNumber=kept("VendorLine.customer_reference"),
        tiPartDescription=kept("VendorLine.description"),
        partType=Dropped("a part or an evaluation module: the number says it"),
        htsCode=Dropped(CUSTOMS),
        cooCode=kept("VendorLine.country"),
        quantity=kept("VendorLine.ordered"),
        shippedQuantity=kept("VendorLine.shipped"),
        unitPrice=kept("VendorLine.unit_price"),
        netPrice=kept("VendorLine.total"),
        dateCode=Dropped("of one box of perhaps several; packing lists have it for each lot"),
        batchCode=Dropped("of one box of perhaps several; packing lists have it for each lot"),
        status=kept("VendorLine.shipped", "VendorLine.ordered", only="shipped, and canceled"),
        waiverAvailable=Dropped("whether a fee could be waived, which is asked of TI's people"),
        fees=Dropped("what they come to is in `netPrice`"),
        discounts=Dropped("what they come to is in `netPrice`"),
        packageInformation=Within("orderCreateResponse.lineItems.packageInformation"),
        trackingAndShipping=Within("orderCreateResponse.lineItems.trackingAndShipping"),
        notifications=Within("orderCreateResponse.notifications"),
        customerItemComments=Dropped(AS_SENT),
    ),
    model(
        "orderCreateResponse.lineItems.packageInformation",
        "wire_orders.PackageInformation",
        carrier=kept("VendorLine.packaging_text"),
        delivery=Within("orderCreateResponse.lineItems.packageInformation.delivery"),
    ),
    model(
        "orderCreateResponse.lineItems.packageInformation.delivery",
        "wire_orders.Delivery",
        type=kept("VendorLine.packaging_text"),
        quantity=kept("VendorLine.packaging_text"),
    ),
    model(
        "orderCreateResponse.lineItems.trackingAndShipping",
        "wire_orders.Tracking",
        trackingNumbers=Within("orderCreateResponse.lineItems.trackingAndShipping.trackingNumbers"),
        invoices=Within("orderCreateResponse.lineItems.trackingAndShipping.invoices"),
        creditMemo=Dropped("credit is a matter of invoices, which this version does not fetch"),
    ),
    model(
        "orderCreateResponse.lineItems.trackingAndShipping.trackingNumbers",
        "wire_orders.Leg",
        shippingFreightAccount=Dropped("whose freight account: the checkout profile's"),
        shippingFromCountryCode=Dropped("where it leaves from; the country of origin is kept"),
        serviceLevel=kept("SalesOrder.ship_method"),
        shipDate=kept("Shipment.shipped_at"),
        leg1masterTrackingNumber=Dropped("of the consignment; the box has a number of its own"),
        leg1Carrier=kept("SalesOrder.ship_method", only="where no second leg has one"),
        leg1TrackingNumber=kept("Shipment.tracking", only="where no second leg has one"),
        leg1TrackingUrl=Dropped("the number is what a carrier asks for"),
        leg2masterTrackingNumber=Dropped("of the consignment; the box has a number of its own"),
        leg2Carrier=kept("SalesOrder.ship_method"),
        leg2TrackingNumber=kept("Shipment.tracking"),
        leg2TrackingUrl=Dropped("the number is what a carrier asks for"),
        waybillNumber=kept("Shipment.tracking", only="where no leg has a number"),
    ),
    model(
        "orderCreateResponse.lineItems.trackingAndShipping.invoices",
        "wire_orders.Invoice",
        type=Dropped("its number is what is asked by"),
        number=kept("Shipment.invoice"),
        message=Dropped("a remark on an invoice, which this version does not fetch"),
    ),
    model(
        "orderCreateResponse.notifications",
        "wire_orders.Note",
        topic=kept("Answer.message", "Rehearsal.message", "SalesOrder.status_text"),
        detail=kept("Answer.message", "Rehearsal.message", "SalesOrder.status_text"),
    ),
    Model("orderCreateResponse.shippingAddress", "wire_orders.Address", _PLACE),
    Model(
        "orderSummary",
        "wire_orders.OrderInfo",
        {
            "orderNumber": kept("VendorOrder.number"),
            "orderDate": kept("VendorOrder.entered_at"),
            "currencyCode": kept("VendorOrder.currency"),
            "customerPurchaseOrderNumber": kept("VendorOrder.po_number"),
            "orderStatus": kept("VendorOrder.status"),
            **_ORDERS_OWN,
            "totalOrderSummary": Within("orderCreateResponse.totalOrderSummary"),
            "shippingAddress": Dropped("the order asked for by itself has it"),
            "payment": Dropped(PAYS),
            "numberOfLineItems": Dropped("the lines of the order asked for by itself are counted"),
            "hasOrderAdjustments": Dropped("what was adjusted is not said; the order shows it"),
        },
    ),
    model(
        "on TI's page alone, of an order",
        "wire_orders.OrderInfo",
        orderPlacedTime=kept("VendorOrder.entered_at"),
        currencyISO=kept("VendorOrder.currency"),
        subTotal=kept("Answer.total"),
        totalPrice=kept("SalesOrder.status_text"),
        totalTax=kept("SalesOrder.status_text"),
        totalDeliveryCost=kept("SalesOrder.delivery", "SalesOrder.status_text"),
        totalDiscount=kept("SalesOrder.status_text"),
        orderMessages=kept("SalesOrder.status_text"),
        paymentType=Dropped(PAYS),
        couponCodes=Dropped("what they come to is in the totals"),
        checkoutProfileIdentifier=Dropped(AS_SENT),
    ),
)

ORDERS = Described(
    "orders v2",
    (
        Endpoint("POST", "/v2/store/orders/test", gives="orderCreateResponse", takes="orderCreate"),
        Endpoint("POST", "/v2/store/orders", gives="orderCreateResponse", takes="orderCreate"),
        Endpoint(
            "GET",
            "/v2/store/orders",
            gives="orderSummary",
            parameters={
                "startDate": sent("StatusReporter.since"),
                "endDate": sent("StatusReporter.until"),
            },
        ),
        Endpoint(
            "GET",
            "/v2/store/orders/{orderNumber}",
            gives="orderCreateResponse",
            parameters={"orderNumber": sent("VendorOrder.number")},
        ),
        Endpoint(
            "GET",
            "/v2/store/orders/deliveryCost",
            gives="deliveryCostDetails",
            parameters={
                "regionCode": sent("DeliveryPricer.country"),
                "currencyCode": sent("DeliveryPricer.currency"),
                "quantity": sent("DeliveryPricer.quantity"),
            },
        ),
    ),
    _ASKED,
    (
        *_ORDER,
        model(
            "deliveryCostDetails",
            "wire_orders.DeliveryCostDetails",
            shippingRate=kept("DeliveryCost.amount"),
            shippingServiceLevel=kept("DeliveryCost.service"),
            regionCode=Dropped(ASKED),
            currencyCode=kept("DeliveryCost.currency"),
        ),
    ),
)
