"""Sign-in, Order Management v1 and v2, Packing List v1, Reference v1. See `fields`."""

from __future__ import annotations

from collections.abc import Mapping

from vendors.digikey.fields import ACCOUNT, LOCALE
from vendors.fields import (
    CHECKED,
    ITSELF,
    Described,
    Dropped,
    Endpoint,
    Fate,
    Within,
    kept,
    model,
    sent,
)

NUMBERS_ALONE = "read for the numbers alone: Order Status tells the rest"
IN_ITS_ORDER = "the line stands in its sales order"
IN_ITS_LINE = "the schedule stands in its line"
ASKED = "repeats what was asked for"

_NO_HEADERS: Mapping[str, Fate] = {
    name: Dropped(
        "no page of this API says what it changes; the sign-in says whose orders they are"
    )
    for name in (*LOCALE, *ACCOUNT)
}

SIGN_IN = Described(
    "Sign-in",
    (
        Endpoint(
            "GET",
            "/v1/oauth2/authorize",
            parameters={
                "response_type": sent("code, always"),
                "client_id": sent("Settings.client_id"),
                "redirect_uri": sent("Settings.redirect_uri"),
                "state": sent("a new one for each sign-in"),
                "code_challenge": sent("of the verifier, new for each sign-in"),
                "code_challenge_method": sent("S256, always"),
                "sandbox_user": sent(
                    "the built-in sandbox's user", only="there alone; not DigiKey's"
                ),
            },
        ),
        Endpoint("POST", "/v1/oauth2/token", gives="Token", takes="TokenRequest"),
    ),
    asked=(
        model(
            "TokenRequest",
            "",
            grant_type=sent("a code, a renewal or the application itself"),
            client_id=sent("Settings.client_id"),
            client_secret=sent("Settings.client_secret"),
            code=sent("the code in the pasted address"),
            redirect_uri=sent("Settings.redirect_uri"),
            refresh_token=sent("Token.refresh"),
            code_verifier=sent("the verifier of this sign-in"),
        ),
    ),
    answered=(
        model(
            "Token",
            "",
            access_token=kept("Token.access"),
            expires_in=kept("Token.expires_at"),
            token_type=Dropped("a bearer token, always: no other is sent"),
            refresh_token=kept("Token.refresh"),
            refresh_token_expires_in=kept("Token.refresh_expires_at"),
        ),
    ),
)

MANAGEMENT_1 = Described(
    "Order Management v1",
    (
        Endpoint(
            "GET",
            "/OrderManagement/v1/SalesOrders/Search/PoNumber/{poNumber}",
            gives="Found",
            parameters={
                "poNumber": sent("PurchaseOrder.number"),
                "ordersLimit": Dropped(
                    "without it there are up to 1,000; fewer could hide an order placed twice"
                ),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "PUT",
            "/OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules",
            takes="NewSchedule",
            parameters={
                "salesOrderId": sent("LineChange.sales_order"),
                "detailId": sent("LineChange.detail"),
                "acceptNextDelivery": sent("LineChange.accept_next"),
            },
        ),
        Endpoint(
            "PATCH",
            "/OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules/{scheduleIndex}",
            gives="Patched",
            takes="DateStep",
            parameters={
                "salesOrderId": sent("LineChange.sales_order"),
                "detailId": sent("LineChange.detail"),
                "scheduleIndex": sent("LineChange.index"),
                "acceptNextDelivery": sent("LineChange.accept_next"),
            },
        ),
    ),
    asked=(
        model(
            "NewSchedule",
            "wire_management.NewSchedule",
            scheduleDate=sent("Schedule.on"),
            quantityScheduled=sent("Schedule.quantity"),
        ),
        model(
            "DateStep",
            "wire_management.PatchStep",
            op=sent("replace, always"),
            path=sent("the date, always: a schedule's quantity is changed with all of them"),
            value=sent("LineChange.on"),
        ),
    ),
    answered=(
        model(
            "Found",
            "wire_orders.ManagedSearch",
            salesOrdersDetails=Within("Head"),
        ),
        model(
            "Head",
            "wire_orders.ManagedOrder",
            salesOrderId=kept(CHECKED, ITSELF),
            customerId=Dropped(NUMBERS_ALONE),
            accountId=Dropped(NUMBERS_ALONE),
            orderName=Dropped(NUMBERS_ALONE),
            purchaseOrder=kept(CHECKED, ITSELF),
            dateEntered=Dropped(NUMBERS_ALONE),
            processingState=Dropped("its values are not published"),
            displayFlag=Dropped(NUMBERS_ALONE),
        ),
        model(
            "Patched",
            "",
            original=Within("Schedule"),
            patched=Within("Schedule"),
        ),
        model(
            "Schedule",
            "",
            scheduleDate=kept("Answer.body"),
            detailId=kept("Answer.body"),
            quantityScheduled=kept("Answer.body"),
            salesOrderId=kept("Answer.body"),
            scheduleIndex=kept("Answer.body"),
        ),
    ),
)

MANAGEMENT_2 = Described(
    "Order Management v2",
    (
        Endpoint(
            "GET",
            "/ordermanagement/v2/salesorders/{salesOrderId}",
            gives="SalesOrder",
            parameters={
                "salesOrderId": sent("SalesOrder.number"),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "GET",
            "/ordermanagement/v2/salesorders/{salesOrderId}/changeeligibility",
            gives="Eligibility",
            parameters={
                "salesOrderId": sent("SalesOrder.number"),
            },
            headers=_NO_HEADERS,
        ),
        Endpoint(
            "PATCH",
            "/ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}",
            takes="PatchStep",
            parameters={
                "salesOrderId": sent("LineChange.sales_order"),
                "detailId": sent("LineChange.detail"),
            },
        ),
        Endpoint(
            "PUT",
            "/ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}/quantitybackorder",
            gives="Quantity",
            takes="Backorder",
            parameters={
                "salesOrderId": sent("LineChange.sales_order"),
                "detailId": sent("LineChange.detail"),
            },
        ),
    ),
    asked=(
        model(
            "PatchStep",
            "wire_management.PatchStep",
            op=sent("replace, always"),
            path=sent("the quantity, and the schedules where they are given"),
            value=sent("LineChange.quantity", "LineChange.schedules"),
        ),
        model(
            "NewSchedule",
            "wire_management.PatchSchedule",
            ScheduleDate=sent("Schedule.on"),
            QuantityScheduled=sent("Schedule.quantity"),
        ),
        model(
            "Backorder",
            "wire_management.Backorder",
            BackOrderQuantity=sent("LineChange.quantity"),
        ),
    ),
    answered=(
        model(
            "SalesOrder",
            "wire_management.ManagedSalesOrder",
            Currency=kept("HeldOrder.currency"),
            SalesOrderId=kept(CHECKED),
            CustomerId=Dropped("Order Status tells it"),
            PurchaseOrderNumber=kept("HeldOrder.po_number"),
            ShipMethod=kept("HeldOrder.ship_method"),
            Details=Within("Detail"),
        ),
        model(
            "Detail",
            "wire_management.ManagedLine",
            PoLineItemNumber=kept("HeldLine.line_id"),
            SalesOrderId=Dropped(IN_ITS_ORDER),
            DetailId=kept("HeldLine.detail"),
            DigiKeyPartNumber=kept("HeldLine.number"),
            ManufacturerPartNumber=kept("HeldLine.part"),
            Quantity=kept("HeldLine.quantity"),
            QuantityBackorder=kept("HeldLine.backordered"),
            QuantityShipped=kept("HeldLine.shipped"),
            InvoiceId=Dropped("Order Status tells it for each shipment"),
            StandardPackSize=kept("HeldLine.standard_package"),
            Schedules=Within("Schedule"),
        ),
        model(
            "Schedule",
            "wire_management.ManagedSchedule",
            ScheduleDate=kept("HeldSchedule.on"),
            DetailId=Dropped(IN_ITS_LINE),
            QuantityScheduled=kept("HeldSchedule.quantity"),
            SalesOrderId=Dropped(IN_ITS_LINE),
            ScheduleIndex=kept("HeldSchedule.index"),
        ),
        model(
            "Eligibility",
            "wire_management.ManagedEligibility",
            Eligibility=kept("Eligible.eligible"),
            SalesOrderId=kept(CHECKED),
            DetailsWithOpenSchedulesCount=kept("Eligible.open_lines"),
        ),
        model(
            "Quantity",
            "wire_management.ChangeAnswer",
            Quantity=kept("Answer.body", "Answer.message"),
        ),
    ),
)

PACKING = Described(
    "Packing List v1",
    (
        Endpoint(
            "GET",
            "/packinglist/v1/invoice/{invoiceId}",
            gives="InvoicePackingList",
            parameters={
                "invoiceId": sent("Shipment.invoice"),
                "includePdf": sent("Packer.pdf"),
            },
        ),
        Endpoint(
            "GET",
            "/packinglist/v1/salesorderid/{salesOrderId}",
            gives="SalesOrderPackList",
            parameters={
                "salesOrderId": sent("SalesOrder.number"),
                "includePdf": sent("Packer.pdf"),
            },
        ),
        Endpoint(
            "GET",
            "/packinglist/v1/purchaseordernumber/{purchaseOrderNumber}",
            gives="PoNumberPackList",
            parameters={
                "purchaseOrderNumber": sent("PurchaseOrder.number"),
                "includePdf": sent("Packer.pdf"),
            },
        ),
    ),
    asked=(),
    answered=(
        model(
            "InvoicePackingList",
            "wire_packing.InvoicePackingList",
            PackingListItem=Within("PackingListItem"),
            InvoiceIdEntered=kept("PackingList.invoice"),
            IncludePdfEntered=Dropped(ASKED),
            PdfFound=Dropped("the paper itself says whether it came"),
            EncodedString=kept("PackingList.pdf"),
        ),
        model(
            "PackingListItem",
            "wire_packing.PackedItem",
            InvoiceId=kept("PackedLine.invoice"),
            SalesOrderId=kept("PackedLine.sales_order"),
            PurchaseOrderNumber=kept("PackedLine.po_number"),
            OrderedQuantity=kept("PackedLine.ordered"),
            QuantityShipped=kept("PackedLine.shipped"),
            QuantityBackOrder=kept("PackedLine.backordered"),
            CustomerLineItemId=kept("PackedLine.line_id"),
            LineItem=kept("PackedLine.line"),
            ProductNumber=kept("PackedLine.number"),
            Description=kept("PackedLine.description"),
            ECCN=kept("PackedLine.eccn"),
            CustomerPartNumber=kept("PackedLine.customer_part"),
            HTSUS=kept("PackedLine.htsus"),
            ManufacturerProductNumber=kept("PackedLine.part"),
            Manufacturer=kept("PackedLine.maker"),
            CountryOfOrigin=kept("PackedLine.country"),
            LotQuantity=kept("PackedLine.lot_quantity"),
            DateCode=kept("PackedLine.date_code"),
            LotCode=kept("PackedLine.lot"),
        ),
        model(
            "SalesOrderPackList",
            "wire_packing.SalesOrderPackList",
            PackingListInvoice=Within("InvoicePackingList"),
            SalesOrderIdEntered=Dropped(ASKED),
        ),
        model(
            "PoNumberPackList",
            "wire_packing.PoNumberPackList",
            SalesOrderPackLists=Within("SalesOrderPackList"),
            PoNumber=Dropped(ASKED),
        ),
    ),
)

REFERENCE = Described(
    "Reference v1",
    (
        Endpoint(
            "GET", "/CustomerResource/v1/associatedaccounts", gives="AccountAssociationResponse"
        ),
    ),
    asked=(),
    answered=(
        model(
            "AccountAssociationResponse",
            "wire_packing.AccountAssociation",
            Accounts=Within("AccountInformation"),
            EmailAddressUsed=Dropped("the person's own mail address, which nothing here needs"),
        ),
        model(
            "AccountInformation",
            "wire_packing.AccountInformation",
            AccountId=kept("Account.id"),
            Address=Within("Address"),
        ),
        model(
            "Address",
            "wire_packing.AccountAddress",
            CompanyName=kept("Account.company"),
            City=kept("Account.city"),
            PostalCode=Dropped("an account is chosen by company, city and country"),
            CountryCode=kept("Account.country"),
        ),
    ),
)
