"""Ordering v3, Order Status v4 and Order Management v1: the fields we send and read.

The models follow DigiKey's documents of the first two. Of Order Management there is only the
text of its portal pages; it spells its fields in camelCase.
"""
# ruff: noqa: N815 - the vendor's spelling

from __future__ import annotations

from decimal import Decimal

from pydantic import PrivateAttr

from vendors.digikey.wire import Wire, parsed
from vendors.errors import Unreadable

# -- Ordering v3, sent -------------------------------------------------------------------------


class OrderAddress(Wire):
    Company: str | None = None
    Email: str | None = None
    AddressLineOne: str | None = None
    AddressLineTwo: str | None = None
    City: str | None = None
    Province: str | None = None
    PostalCode: str | None = None
    Country: str | None = None


class OrderContact(Wire):
    """BuyerContact and ShippingContact. `CustomerId` is an AccountID, or a location's number."""

    CustomerId: str | None = None
    Name: str
    Address: OrderAddress
    Telephone: str | None = None


class OrderSchedule(Wire):
    ScheduledDate: str
    ScheduledQuantity: int


class OrderLine(Wire):
    """Left out: the maker's number and name. Two makers can share a number; DigiKey's is exact."""

    MfgCOfCRequired: bool | None = None
    CustomerLineItemId: str
    ProductDescription: str | None = None
    CustomerPartNumber: str | None = None
    DigiKeyPartNumber: str
    RequestedQuantity: int
    UnitPrice: Decimal
    QuoteId: int | None = None
    DeliveryDate: str | None = None
    LineItemNotes: list[str] | None = None
    Schedules: list[OrderSchedule] | None = None


class ExportAnswers(Wire):
    CountryCode: str
    ConsigneeName: str
    PrimaryApplication: str
    SecondaryApplication: str
    AdditionalInfo: str | None = None


class OrderRequest(Wire):
    """Left out: BillingAccount, which is dead (its own description says so), and
    PackagingPreference, which chooses for lines without a DigiKey number: ours have one.
    """

    PurchaseOrderNumber: str
    Currency: str
    ShipControl: str | None = None
    MfgCOfCRequired: bool | None = None
    BuyerContact: OrderContact | None = None
    ShippingContact: OrderContact
    ShipMethod: str | None = None
    ShipperAccountNumber: str | None = None
    LineItems: list[OrderLine]
    OrderNotes: list[str] | None = None
    Taxable: bool | None = None
    ExportQuestions: ExportAnswers | None = None


# -- Ordering v3, received ---------------------------------------------------------------------


class OrderResponse(Wire):
    """The numbers are quoted like strings in DigiKey's prose and typed as integers beside it."""

    Message: str | None = None
    SalesOrderId: int | None = None
    PurchaseOrderNumber: str | None = None
    SalesOrderIds_DKPlus: list[int] | None = None


# -- Order Status v4 ---------------------------------------------------------------------------


class OrderStatusInfo(Wire):
    OrderStatus: str | None = None
    ShortDescription: str | None = None
    LongDescription: str | None = None


class SalesOrderStatusInfo(Wire):
    SalesOrderStatus: str | None = None
    ShortDescription: str | None = None
    LongDescription: str | None = None


class StatusAddress(Wire):
    FirstName: str | None = None
    LastName: str | None = None
    CompanyName: str | None = None
    AddressLine1: str | None = None
    AddressLine2: str | None = None
    AddressLine3: str | None = None
    City: str | None = None
    State: str | None = None
    ZipCode: str | None = None
    IsoCode: str | None = None
    Phone: str | None = None


class ItemShipInfo(Wire):
    QuantityShipped: int | None = None
    InvoiceId: int | None = None
    ShippedDate: str | None = None
    TrackingNumber: str | None = None
    ExpectedDeliveryDate: str | None = None


class StatusSchedule(Wire):
    QuantityScheduled: int | None = None
    ScheduledDate: str | None = None
    DigiKeyReleaseDate: str | None = None


class StatusLine(Wire):
    DetailId: int | None = None
    TotalPrice: Decimal | None = None
    CustomerReference: str | None = None
    CountryOfOrigin: str | None = None
    DigiKeyProductNumber: str | None = None
    ManufacturerProductNumber: str | None = None
    Description: str | None = None
    PackType: str | None = None
    QuantityInitialRequested: int | None = None
    QuantityOrdered: int | None = None
    QuantityShipped: int | None = None
    QuantityReserved: int | None = None
    QuantityBackOrder: int | None = None
    UnitPrice: Decimal | None = None
    PoLineItemNumber: str | None = None
    ItemShipments: list[ItemShipInfo] | None = None
    Schedules: list[StatusSchedule] | None = None


class StatusSalesOrder(Wire):
    CustomerId: int | None = None
    SalesOrderId: int | None = None
    Status: SalesOrderStatusInfo | None = None
    PurchaseOrder: str | None = None
    TotalPrice: Decimal | None = None
    DateEntered: str | None = None
    OrderNumber: int | None = None
    ShipMethod: str | None = None
    Currency: str | None = None
    ShippingAddress: StatusAddress | None = None
    LineItems: list[StatusLine] | None = None


class StatusOrder(Wire):
    OrderNumber: int | None = None
    CustomerId: int | None = None
    DateEntered: str | None = None
    Currency: str | None = None
    PONumber: str | None = None
    EntireOrderStatus: OrderStatusInfo | None = None
    SalesOrders: list[StatusSalesOrder] | None = None


class StatusPage(Wire):
    """`unread`: what stands among the orders and is none by the document, as it came."""

    TotalOrders: int | None = None
    Orders: list[StatusOrder] | None = None
    _unread: tuple[tuple[object, str], ...] = PrivateAttr(())

    @property
    def unread(self) -> tuple[tuple[object, str], ...]:
        """Each as it came, and the fields that could not be read."""
        return self._unread

    @classmethod
    def one_by_one(cls, said: object) -> StatusPage:
        """One wrong field costs its own order, not the others of the page. Raises Unreadable."""
        listed = said.get("Orders") if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(listed, list):
            return parsed(cls, said)
        page = parsed(cls, {**said, "Orders": []})
        orders: list[StatusOrder] = []
        unread: list[tuple[object, str]] = []
        for one in listed:
            try:
                orders.append(parsed(StatusOrder, one))
            except Unreadable as error:
                unread.append((one, error.words))
        page.Orders, page._unread = orders, tuple(unread)
        return page


# -- Order Management v1 -----------------------------------------------------------------------


class ManagedOrder(Wire):
    salesOrderId: int | None = None
    purchaseOrder: str | None = None


class ManagedSearch(Wire):
    salesOrdersDetails: list[ManagedOrder] | None = None
