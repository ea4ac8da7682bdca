"""Supply Chain v1: the fields we read.

No document of it is public: the names are those of the model tables on its pages. What an address
looks like there is not shown, so it stays a plain mapping.
"""

from __future__ import annotations

from decimal import Decimal

from vendors.digikey.wire import Wire


class CustomerLocation(Wire):
    CustomerId: str | None = None
    BondedInventory: bool | None = None
    Currency: str | None = None
    ShippingAddress: dict[str, object] | None = None


class BondedInventoryProduct(Wire):
    DigiKeyPartNumber: str | None = None
    ManufacturerPartNumber: str | None = None
    CustomerPartNumber: str | None = None
    ProductDescription: str | None = None
    Manufacturer: str | None = None
    UnitPrice: Decimal | None = None
    PackType: str | None = None
    CountryOfOrigin: str | None = None
    ReserveQuantity: int | None = None
    BackOrderReserveQuantity: int | None = None
    VendorLeadWeeks: str | None = None
    CustomerId: str | None = None
    NcnrQuantity: int | None = None
    NcnrDateSigned: str | None = None
    MinimumReleaseQuantityOverride: bool | None = None
    MinimumQuantityThreshold: int | None = None
    NonCancelable: bool | None = None
    StandardPackage: int | None = None
