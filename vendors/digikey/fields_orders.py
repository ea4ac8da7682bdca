"""Supply Chain v1, Ordering v3 and Order Status v4. See `fields`."""

from __future__ import annotations

from collections.abc import Mapping

from vendors.digikey.fields import ACCOUNT, LOCALE
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

IN_ITS_ORDER = "the line stands in its sales order"
_NO_HEADERS: Mapping[str, Fate] = {
    name: Dropped("no page of this API says what it changes; the sign-in says whose stock it is")
    for name in (*LOCALE, *ACCOUNT)
}
_CONTACT: Mapping[str, Fate] = {
    "Address": Within("Address"),
    "Telephone": sent("Address.telephone"),
}

SUPPLY = Described(
    "Supply Chain v1",
    (
        Endpoint(
            "GET",
            "/SupplyChain/v1/BondedQuantity/Locations",
            gives="CustomerLocationResponse",
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "GET",
            "/SupplyChain/v1/BondedQuantity/Locations/{accountId}",
            gives="CustomerLocationResponse",
            parameters={
                "accountId": sent("Location.customer_id"),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "GET",
            "/SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products",
            gives="BondedInventoryProductResponse",
            parameters={
                "accountId": sent("Location.customer_id"),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "GET",
            "/SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products/{partNumber}",
            gives="BondedInventoryProductResponse",
            parameters={
                "accountId": sent("Location.customer_id"),
                "partNumber": sent("BondedStock.number"),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "GET",
            "/SupplyChain/v1/BondedQuantity/Products",
            gives="BondedInventoryProductResponse",
            headers=_NO_HEADERS,
        ),
    ),
    asked=(),
    answered=(
        model(
            "BondedInventoryProductResponse",
            "wire_supply.BondedInventoryProduct",
            DigiKeyPartNumber=kept("BondedStock.number", CHECKED),
            ManufacturerPartNumber=kept("BondedStock.part"),
            CustomerPartNumber=kept("BondedStock.customer_part"),
            ProductDescription=kept("BondedStock.description"),
            Manufacturer=kept("BondedStock.maker"),
            UnitPrice=kept("BondedStock.unit_price"),
            PackType=kept("BondedStock.packaging_text"),
            CountryOfOrigin=kept("BondedStock.country"),
            ReserveQuantity=kept("BondedStock.reserve"),
            BackOrderReserveQuantity=kept("BondedStock.backorder_reserve"),
            VendorLeadWeeks=kept("BondedStock.lead_weeks"),
            CustomerId=kept("BondedStock.customer_id", CHECKED),
            NcnrQuantity=kept("BondedStock.ncnr_quantity"),
            NcnrDateSigned=kept("BondedStock.ncnr_signed"),
            MinimumReleaseQuantityOverride=kept("BondedStock.minimum"),
            MinimumQuantityThreshold=kept(
                "BondedStock.minimum", only="with MinimumReleaseQuantityOverride"
            ),
            NonCancelable=kept("BondedStock.non_cancelable"),
            StandardPackage=kept("BondedStock.minimum", "BondedStock.standard_package"),
        ),
        model(
            "CustomerLocationResponse",
            "wire_supply.CustomerLocation",
            CustomerId=kept("Location.customer_id"),
            BondedInventory=kept("Location.bonded"),
            Currency=kept("Location.currency"),
            ShippingAddress=Within("Address"),
        ),
        model(
            "Address",
            "",
            Company=kept("Address.company"),
            FirstName=kept("Address.name"),
            LastName=kept("Address.name"),
            Email=kept("Address.email"),
            AddressLineOne=kept("Address.line1", "Address.line2"),
            AddressLineTwo=kept("Address.line2"),
            City=kept("Address.city"),
            Province=kept("Address.region"),
            PostalCode=kept("Address.postal_code"),
            Country=kept("Address.country"),
        ),
    ),
)

ORDERING = Described(
    "Ordering v3",
    (Endpoint("POST", "/Ordering/v3/Orders", gives="OrderResponse", takes="OrderRequest"),),
    asked=(
        model(
            "OrderRequest",
            "wire_orders.OrderRequest",
            PurchaseOrderNumber=sent("PurchaseOrder.number"),
            Currency=sent("PurchaseOrder.currency"),
            ShipControl=sent("OrderTerms.ship_control"),
            MfgCOfCRequired=sent("OrderTerms.cofc"),
            BuyerContact=Within("BuyerContact"),
            ShippingContact=Within("ShippingContact"),
            BillingAccount=Dropped("dead: its own description says so; the account is CustomerId"),
            ShipMethod=sent("OrderTerms.ship_method"),
            ShipperAccountNumber=sent("OrderTerms.shipper_account"),
            LineItems=Within("LineItem"),
            OrderNotes=sent("OrderTerms.notes"),
            PackagingPreference=Dropped(
                "chooses for lines by the maker's number; ours have DigiKey's own"
            ),
            Taxable=sent("OrderTerms.taxable"),
            ExportQuestions=Within("ExportQuestions"),
        ),
        model(
            "BuyerContact",
            "wire_orders.OrderContact",
            CustomerId=sent("Settings.account_id"),
            # Without a name the buyer is not sent at all.
            Name=sent("Address.name"),
            **_CONTACT,
        ),
        model(
            "ShippingContact",
            "wire_orders.OrderContact",
            CustomerId=sent("PurchaseOrder.customer_id"),
            Name=sent("Address.name", "Address.company"),
            **_CONTACT,
        ),
        model(
            "Address",
            "wire_orders.OrderAddress",
            Company=sent("Address.company"),
            FirstName=Dropped(
                "Name has the whole name; which part of it is first is nobody's to guess"
            ),
            LastName=Dropped(
                "Name has the whole name; which part of it is first is nobody's to guess"
            ),
            Email=sent("Address.email"),
            AddressLineOne=sent("Address.line1"),
            AddressLineTwo=sent("Address.line2"),
            City=sent("Address.city"),
            Province=sent("Address.region"),
            PostalCode=sent("Address.postal_code"),
            Country=sent("Address.country"),
        ),
        model(
            "LineItem",
            "wire_orders.OrderLine",
            MfgCOfCRequired=sent("LineTerms.cofc"),
            CustomerLineItemId=sent("LineTerms.line_id", "Line.line_id"),
            ProductDescription=sent("Line.description"),
            CustomerPartNumber=sent("LineTerms.customer_part"),
            DigiKeyPartNumber=sent("Line.number"),
            ManufacturerPartNumber=Dropped("two makers can share a number; DigiKey's own is exact"),
            ManufacturerName=Dropped("two makers can share a number; DigiKey's own is exact"),
            RequestedQuantity=sent("Line.quantity"),
            UnitPrice=sent("Line.unit_price"),
            QuoteId=sent("LineTerms.quote"),
            DeliveryDate=sent("LineTerms.wanted_on"),
            LineItemNotes=sent("LineTerms.notes"),
            Schedules=Within("Schedule"),
        ),
        model(
            "Schedule",
            "wire_orders.OrderSchedule",
            ScheduledDate=sent("Schedule.on"),
            ScheduledQuantity=sent("Schedule.quantity"),
        ),
        model(
            "ExportQuestions",
            "wire_orders.ExportAnswers",
            CountryCode=sent("ExportUse.country"),
            ConsigneeName=sent("ExportUse.consignee"),
            PrimaryApplication=sent("ExportUse.primary"),
            SecondaryApplication=sent("ExportUse.secondary"),
            AdditionalInfo=sent("ExportUse.more"),
        ),
    ),
    answered=(
        model(
            "OrderResponse",
            "wire_orders.OrderResponse",
            Message=kept("Answer.body", "Answer.message"),
            SalesOrderId=kept("Answer.body", "Answer.vendor_numbers"),
            PurchaseOrderNumber=kept(
                "Answer.body", "Answer.message", "Answer.outcome", "Answer.vendor_numbers"
            ),
            SalesOrderIds_DKPlus=kept("Answer.body", "Answer.vendor_numbers"),
        ),
    ),
)

STATUS = Described(
    "Order Status v4",
    (
        Endpoint(
            "GET",
            "/orderstatus/v4/orders",
            gives="OrderResponse",
            parameters={
                "Shared": sent("true, always: colleagues' orders are on the account too"),
                "StartDate": sent("StatusReporter.since"),
                "EndDate": sent("StatusReporter.until"),
                "PageNumber": sent("StatusReporter.page"),
                "PageSize": sent("StatusReporter.page_size", only="at most 25"),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
        Endpoint(
            "GET",
            "/orderstatus/v4/salesorder/{salesOrderId}",
            gives="SalesOrder",
            parameters={
                "salesOrderId": sent("SalesOrder.number"),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
    ),
    asked=(),
    answered=(
        model(
            "OrderResponse",
            "wire_orders.StatusPage",
            TotalOrders=kept("OrderPage.total"),
            Orders=Within("Order"),
        ),
        model(
            "Order",
            "wire_orders.StatusOrder",
            OrderNumber=kept("VendorOrder.number"),
            CustomerId=kept("VendorOrder.customer_id"),
            DateEntered=kept("VendorOrder.entered_at"),
            Currency=kept("VendorOrder.currency"),
            PONumber=kept("VendorOrder.po_number"),
            EntireOrderStatus=Within("OrderStatusInfo"),
            SalesOrders=Within("SalesOrder"),
        ),
        model(
            "OrderStatusInfo",
            "wire_orders.OrderStatusInfo",
            OrderStatus=kept("VendorOrder.status"),
            ShortDescription=kept(
                "VendorOrder.status_text", only="where there is no LongDescription"
            ),
            LongDescription=kept("VendorOrder.status_text"),
        ),
        model(
            "SalesOrder",
            "wire_orders.StatusSalesOrder",
            CustomerId=kept(
                "VendorOrder.customer_id",
                only="where the order is found by its PO number alone",
            ),
            Contact=Dropped("names and mail addresses of colleagues, which nothing here needs"),
            SalesOrderId=kept("SalesOrder.number"),
            Status=Within("SalesOrderStatusInfo"),
            PurchaseOrder=kept("SalesOrder.po_number"),
            TotalPrice=kept("SalesOrder.total"),
            DateEntered=kept(
                "VendorOrder.entered_at", only="the earliest, where the order has none"
            ),
            OrderNumber=kept("SalesOrder.order_number"),
            ShipMethod=kept("SalesOrder.ship_method"),
            Currency=kept("SalesOrder.currency"),
            ShippingAddress=Within("Address"),
            LineItems=Within("LineItem"),
        ),
        model(
            "SalesOrderStatusInfo",
            "wire_orders.SalesOrderStatusInfo",
            SalesOrderStatus=kept("SalesOrder.status"),
            ShortDescription=kept(
                "SalesOrder.status_text", only="where there is no LongDescription"
            ),
            LongDescription=kept("SalesOrder.status_text"),
        ),
        model(
            "Address",
            "wire_orders.StatusAddress",
            FirstName=kept("Address.name"),
            LastName=kept("Address.name"),
            CompanyName=kept("Address.company"),
            AddressLine1=kept("Address.line1", "Address.line2"),
            AddressLine2=kept("Address.line2"),
            AddressLine3=kept("Address.line2"),
            City=kept("Address.city"),
            State=kept("Address.region"),
            County=Dropped("what has to be told of an address is region, city and postal code"),
            ZipCode=kept("Address.postal_code"),
            IsoCode=kept("Address.country"),
            Phone=kept("Address.telephone"),
            InvoiceId=Dropped("each shipment has its own"),
        ),
        model(
            "LineItem",
            "wire_orders.StatusLine",
            SalesOrderId=Dropped(IN_ITS_ORDER),
            DetailId=kept("VendorLine.line_no"),
            TotalPrice=kept("VendorLine.total"),
            PurchaseOrder=Dropped("the sales order has it"),
            CustomerReference=kept("VendorLine.customer_reference"),
            CountryOfOrigin=kept("VendorLine.country"),
            DigiKeyProductNumber=kept("VendorLine.number"),
            ManufacturerProductNumber=kept("VendorLine.part"),
            Description=kept("VendorLine.description"),
            PackType=kept("VendorLine.packaging_text"),
            QuantityInitialRequested=kept(
                "VendorLine.ordered", only="where there is no QuantityOrdered"
            ),
            QuantityOrdered=kept("VendorLine.ordered"),
            QuantityShipped=kept("VendorLine.shipped"),
            QuantityReserved=kept("VendorLine.reserved"),
            QuantityBackOrder=kept("VendorLine.backordered"),
            UnitPrice=kept("VendorLine.unit_price"),
            PoLineItemNumber=kept("VendorLine.line_id"),
            ItemShipments=Within("ItemShipInfo"),
            Schedules=Within("Schedule"),
        ),
        model(
            "ItemShipInfo",
            "wire_orders.ItemShipInfo",
            QuantityShipped=kept("Shipment.quantity"),
            InvoiceId=kept("Shipment.invoice"),
            ShippedDate=kept("Shipment.shipped_at"),
            TrackingNumber=kept("Shipment.tracking"),
            ExpectedDeliveryDate=kept("Shipment.expected"),
        ),
        model(
            "Schedule",
            "wire_orders.StatusSchedule",
            QuantityScheduled=kept("VendorLine.leaving", "VendorLine.scheduled"),
            ScheduledDate=kept("VendorLine.scheduled"),
            DigiKeyReleaseDate=kept("VendorLine.leaving"),
        ),
    ),
)
