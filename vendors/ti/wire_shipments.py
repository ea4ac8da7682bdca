"""Advanced shipment notices and checkout profiles at TI: the fields we read."""
# ruff: noqa: N815 - the vendor's spelling

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from vendors.ti.wire import Count, Flag, Several, Wire, Word


def _named(*names: str) -> Any:
    """A field under the first of `names` that is there; the schema's name comes first."""
    return Field(None, validation_alias=AliasChoices(*names))


class ShipTrackCode(Wire):
    shipTrackCodeQuantity: Count = None
    batchNumber: Word = None
    dateCode: Word = None


class Item(Wire):
    """All quantities come as texts, some padded with zeros, some with decimals."""

    tiPartNumber: Word = None
    CustomerProductNumber: Word = None
    productDescription: Word = None
    orderNumber: Word = None
    orderLineItemNumber: Word = None
    customerPurchaseOrderNumber: Word = None
    customerPurchaseOrderItemNumber: Word = None
    numberOfUnitsShipped: Count = None
    commercialInvoiceNumber: Word = None
    countryOfOriginCode: Word = None
    countryOfOriginDescription: Word = None
    harmonizedTariffScheduleImportCode: Word = None
    shipTrackCodeList: Annotated[list[ShipTrackCode] | None, Several] = None


class Package(Wire):
    itemDetails: Annotated[list[Item] | None, Several] = None


class Booking(Wire):
    packageDetails: Annotated[list[Package] | None, Several] = None


class CommercialInvoice(Wire):
    commercialInvoiceNumber: Word = None
    commercialInvoicePDF: Word = _named("commercialInvoicePDF", "supplierCommercialInvoicePDF")


class WayBill(Wire):
    waybillPDF: Word = _named("waybillPDF", "supplierWaybillPDF")


class Consolidated(Wire):
    """`commercialInvoicelist` is TI's spelling."""

    wayBillNumberList: Annotated[list[WayBill] | None, Several] = None
    commercialInvoicelist: Annotated[list[CommercialInvoice] | None, Several] = None
    bookingOrderDetails: Annotated[list[Booking] | None, Several] = None


class ShipmentData(Wire):
    consolidatedInformation: Annotated[list[Consolidated] | None, Several] = None


class ShipmentNotices(Wire):
    data: Annotated[ShipmentData | None, BeforeValidator(lambda said: said or None)] = None


# -- checkout profiles -------------------------------------------------------------------------


class ProfileSummary(Wire):
    checkoutProfileId: Word = None
    checkoutProfileName: Word = None
    shippingAddressName: Word = None
    billingAddressName: Word = None


class ProfileAddress(Wire):
    addressName: Word = None
    firstName: Word = None
    lastName: Word = None
    addressLine1: Word = None
    addressLine2: Word = None
    city: Word = None
    stateRegion: Word = None
    postalCode: Word = None
    regionCode: Word = None
    phoneNumber: Word = None
    email: Word = None
    company: Word = None


class PaymentMethod(Wire):
    name: Word = None
    type: Word = None


class Profile(Wire):
    checkoutProfileName: Word = None
    shipping: ProfileAddress | None = None
    billing: ProfileAddress | None = None
    applicationName: Word = None
    endEquipmentName: Word = None
    isMilitary: Flag = None
    profileCurrencyCode: Word = None
    paymentMethod: PaymentMethod | None = None
