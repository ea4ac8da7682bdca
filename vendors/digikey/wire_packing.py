"""Packing List v1 (DigiKey's own document) and Reference v1 (its model's field list)."""

from __future__ import annotations

from vendors.digikey.wire import Wire

# -- Packing List v1 ---------------------------------------------------------------------------


class PackedItem(Wire):
    InvoiceId: int | None = None
    SalesOrderId: int | None = None
    PurchaseOrderNumber: str | None = None
    OrderedQuantity: int | None = None
    QuantityShipped: int | None = None
    QuantityBackOrder: int | None = None
    CustomerLineItemId: str | None = None
    LineItem: str | None = None
    ProductNumber: str | None = None
    Description: str | None = None
    ECCN: str | None = None
    CustomerPartNumber: str | None = None
    HTSUS: str | None = None
    ManufacturerProductNumber: str | None = None
    Manufacturer: str | None = None
    CountryOfOrigin: str | None = None
    LotQuantity: int | None = None
    DateCode: str | None = None
    LotCode: str | None = None


class InvoicePackingList(Wire):
    PackingListItem: list[PackedItem] | None = None
    InvoiceIdEntered: int | None = None
    EncodedString: str | None = None


class SalesOrderPackList(Wire):
    PackingListInvoice: list[InvoicePackingList] | None = None


class PoNumberPackList(Wire):
    SalesOrderPackLists: list[SalesOrderPackList] | None = None


# -- Reference v1 ------------------------------------------------------------------------------


class AccountAddress(Wire):
    CompanyName: str | None = None
    City: str | None = None
    CountryCode: str | None = None


class AccountInformation(Wire):
    AccountId: str | None = None
    Address: AccountAddress | None = None


class AccountAssociation(Wire):
    """Beside the accounts stands the person's mail address, which nobody here needs."""

    Accounts: list[AccountInformation] | None = None
