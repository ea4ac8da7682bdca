"""The models of what comes after an order, written as in `models`."""

from __future__ import annotations

from typing import Final

from tests.contract.models import ERRORS

# No file and no recording of these two exist in public: the text of the portal's pages is all
# there is. What version 2 answers to a patch is not shown.
ORDER_MANAGEMENT_1: Final = (
    ERRORS
    + """
Found: salesOrdersDetails [Head]!
Head: salesOrderId int32!, customerId int32, accountId int32, orderName str, purchaseOrder str,
    dateEntered time, processingState int32, displayFlag bool
SalesOrder: currency str, salesOrderId int32, customerId int32, purchaseOrderNumber str,
    shipMethod str, details [Detail]
Detail: poLineItemNumber str, salesOrderId int32, detailId int32, digiKeyPartNumber str,
    manufacturerPartNumber str, quantity int32, quantityBackorder int32, quantityShipped int32,
    invoiceId int32, standardPackSize int32, schedules [Schedule]
Schedule: scheduleDate time, detailId int32, quantityScheduled int32, salesOrderId int32,
    scheduleIndex int32
Eligibility: eligibility bool, salesOrderId int32, detailsWithOpenSchedulesCount int32
NewSchedule: scheduleDate time!, quantityScheduled int32:1..!
DateStep: op <replace>!, path <schedule date>!, value time!
Patched: original Schedule, patched Schedule
LowerError: statusCode int32, errorMessage str, errorDetails str, requestId str,
    validationErrors [LowerValidation]
LowerValidation: field str, message str
"""
)

ORDER_MANAGEMENT_2: Final = (
    ERRORS
    + """
SalesOrder: Currency str, SalesOrderId int32, CustomerId int32, PurchaseOrderNumber str,
    ShipMethod str, Details [Detail]
Detail: PoLineItemNumber str, SalesOrderId int32, DetailId int32, DigiKeyPartNumber str,
    ManufacturerPartNumber str, Quantity int32, QuantityBackorder int32, QuantityShipped int32,
    InvoiceId int32, StandardPackSize int32, Schedules [Schedule]
Schedule: ScheduleDate time, DetailId int32, QuantityScheduled int32, SalesOrderId int32,
    ScheduleIndex int32
Eligibility: Eligibility bool, SalesOrderId int32, DetailsWithOpenSchedulesCount int32
PatchStep: op <patch>!, path str!, value str|NewSchedule|[NewSchedule]
NewSchedule: ScheduleDate time!, QuantityScheduled int32:1..!
Backorder: BackOrderQuantity int32:0..!
Quantity: Quantity int32
"""
)

PACKING: Final = (
    ERRORS
    + """
InvoicePackingList: PackingListItem [PackingListItem], InvoiceIdEntered int32,
    IncludePdfEntered bool, PdfFound bool, EncodedString str
PackingListItem: InvoiceId int32, SalesOrderId int32, PurchaseOrderNumber str,
    OrderedQuantity int32, QuantityShipped int32, QuantityBackOrder int32,
    CustomerLineItemId str, LineItem str, ProductNumber str, Description str, ECCN str,
    CustomerPartNumber str, HTSUS str, ManufacturerProductNumber str, Manufacturer str,
    CountryOfOrigin str, LotQuantity int32, DateCode str, LotCode str
SalesOrderPackList: PackingListInvoice [InvoicePackingList], SalesOrderIdEntered int32
PoNumberPackList: SalesOrderPackLists [SalesOrderPackList], PoNumber str
"""
)

# The fields that others' code reads; of an address no list is public, so these are not all.
REFERENCE: Final = (
    ERRORS
    + """
AccountAssociationResponse: Accounts [AccountInformation], EmailAddressUsed str
AccountInformation: AccountId int32, Address Address
Address: CompanyName str, City str, PostalCode str, CountryCode str
"""
)
