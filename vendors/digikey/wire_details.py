"""What DigiKey answers around a part: Product Information v4 and Change Notifications v3.

`packagetypebyquantity` is left out: DigiKey calls it deprecated and names pricing by quantity in
its place.
"""

from __future__ import annotations

from decimal import Decimal

from vendors.digikey.wire import Wire
from vendors.digikey.wire_products import IsoSearchLocale, Named

# -- prices ------------------------------------------------------------------------------------


class TariffInfo(Wire):
    TariffActive: bool | None = None


class PricedProduct(Wire):
    DigiKeyProductNumber: str | None = None
    QuantityPriced: int | None = None
    MinimumOrderQuantity: int | None = None
    ExtendedPrice: Decimal | None = None
    UnitPrice: Decimal | None = None
    PackageType: Named | None = None
    TariffInformation: TariffInfo | None = None
    Marketplace: bool | None = None


class PricingOptionForQuantity(Wire):
    PricingOption: str | None = None
    TotalQuantityPriced: int | None = None
    TotalPrice: Decimal | None = None
    QuantityAvailable: int | None = None
    Products: list[PricedProduct] | None = None


class PriceSettings(Wire):
    SearchLocaleUsed: IsoSearchLocale | None = None


class PricingForQuantity(Wire):
    SettingsUsed: PriceSettings | None = None
    MyPricingOptions: list[PricingOptionForQuantity] | None = None
    StandardPricingOptions: list[PricingOptionForQuantity] | None = None


class DigiReelPrice(Wire):
    ReelingFee: Decimal | None = None
    UnitPrice: Decimal | None = None
    ExtendedPrice: Decimal | None = None
    RequestedQuantity: int | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None


# -- relatives ---------------------------------------------------------------------------------


class Summary(Wire):
    """ProductSummary. Its price is a text."""

    ProductUrl: str | None = None
    Description: str | None = None
    Manufacturer: Named | None = None
    ManufacturerProductNumber: str | None = None
    UnitPrice: str | None = None
    QuantityAvailable: int | None = None
    DigiKeyProductNumber: str | None = None


class Substitute(Summary):
    SubstituteType: str | None = None


class Substitutes(Wire):
    ProductSubstitutes: list[Substitute] | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None


class PackagingList(Wire):
    """A field called as the one that it stands in."""

    AlternatePackaging: list[Summary] | None = None


class OtherPackagings(Wire):
    AlternatePackagings: PackagingList | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None


class AssociationLists(Wire):
    Kits: list[Summary] | None = None
    MatingProducts: list[Summary] | None = None
    AssociatedProducts: list[Summary] | None = None
    ForUseWithProducts: list[Summary] | None = None


class Associations(Wire):
    ProductAssociations: AssociationLists | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None


class Recommended(Wire):
    """Flatter than a summary, and its price is a number."""

    DigiKeyProductNumber: str | None = None
    ManufacturerProductNumber: str | None = None
    ManufacturerName: str | None = None
    ProductDescription: str | None = None
    QuantityAvailable: int | None = None
    UnitPrice: Decimal | None = None
    ProductUrl: str | None = None


class Recommendation(Wire):
    RecommendedProducts: list[Recommended] | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None


class RecommendedAnswer(Wire):
    Recommendations: list[Recommendation] | None = None


# -- documents and notices ---------------------------------------------------------------------


class MediaLink(Wire):
    MediaType: str | None = None
    Title: str | None = None
    Url: str | None = None


class Media(Wire):
    MediaLinks: list[MediaLink] | None = None


class Notice(Wire):
    PcnChangeDate: str | None = None
    PcnType: str | None = None
    PcnDescription: str | None = None
    PcnLink: str | None = None


class Notices(Wire):
    ProductChangeNotifications: list[Notice] | None = None


# -- makers and categories ---------------------------------------------------------------------


class Makers(Wire):
    Manufacturers: list[Named] | None = None


class CategoryTree(Wire):
    """Called Children here, ChildCategories within a product."""

    CategoryId: int | None = None
    ParentId: int | None = None
    Name: str | None = None
    ProductCount: int | None = None
    Children: list[CategoryTree] | None = None


class CategoriesAnswer(Wire):
    Categories: list[CategoryTree] | None = None


class CategoryAnswer(Wire):
    Category: CategoryTree | None = None
