"""Product Information v4 (DigiKey's document of 2026-05): the fields we send and read.

Field names are DigiKey's; a class is named otherwise where a field of the same name holds it.
"""

from __future__ import annotations

from decimal import Decimal

from vendors.digikey.wire import Wire

# -- sent --------------------------------------------------------------------------------------


class FilterId(Wire):
    Id: str


class ParametricCategory(Wire):
    ParameterId: int
    FilterValues: list[FilterId]


class ParameterFilter(Wire):
    CategoryFilter: FilterId
    ParameterFilters: list[ParametricCategory]


class FilterOptions(Wire):
    ManufacturerFilter: list[FilterId] | None = None
    CategoryFilter: list[FilterId] | None = None
    StatusFilter: list[FilterId] | None = None
    PackagingFilter: list[FilterId] | None = None
    MarketPlaceFilter: str | None = None
    TariffFilter: str | None = None
    SeriesFilter: list[FilterId] | None = None
    MinimumQuantityAvailable: int | None = None
    ParameterFilterRequest: ParameterFilter | None = None
    SearchOptions: list[str] | None = None


class Sorting(Wire):
    Field: str
    SortOrder: str


class KeywordRequest(Wire):
    Keywords: str
    Limit: int
    Offset: int
    FilterOptionsRequest: FilterOptions | None = None
    SortOptions: Sorting | None = None


# -- received ----------------------------------------------------------------------------------


class IsoSearchLocale(Wire):
    Currency: str | None = None


class Named(Wire):
    """Manufacturer, Supplier, Series, BaseProduct and PackageType: an id and a name."""

    Id: int | None = None
    Name: str | None = None


class Texts(Wire):
    ProductDescription: str | None = None
    DetailedDescription: str | None = None


class PricedFrom(Wire):
    BreakQuantity: int | None = None
    UnitPrice: Decimal | None = None


class ProductVariation(Wire):
    DigiKeyProductNumber: str | None = None
    PackageType: Named | None = None
    StandardPricing: list[PricedFrom] | None = None
    MyPricing: list[PricedFrom] | None = None
    MarketPlace: bool | None = None
    TariffActive: bool | None = None
    Supplier: Named | None = None
    QuantityAvailableforPackageType: int | None = None
    MaxQuantityForDistribution: int | None = None
    MinimumOrderQuantity: int | None = None
    StandardPackage: int | None = None
    DigiReelFee: Decimal | None = None


class StatusInfo(Wire):
    Id: int | None = None
    Status: str | None = None


class ParameterValue(Wire):
    ParameterText: str | None = None
    ValueText: str | None = None


class CategoryNode(Wire):
    Name: str | None = None
    ChildCategories: list[CategoryNode] | None = None


class Environment(Wire):
    ReachStatus: str | None = None
    RohsStatus: str | None = None
    MoistureSensitivityLevel: str | None = None
    ExportControlClassNumber: str | None = None
    HtsusCode: str | None = None


class ProductInfo(Wire):
    Description: Texts | None = None
    Manufacturer: Named | None = None
    ManufacturerProductNumber: str | None = None
    ProductUrl: str | None = None
    DatasheetUrl: str | None = None
    PhotoUrl: str | None = None
    ProductVariations: list[ProductVariation] | None = None
    ProductStatus: StatusInfo | None = None
    BackOrderNotAllowed: bool | None = None
    NormallyStocking: bool | None = None
    Discontinued: bool | None = None
    EndOfLife: bool | None = None
    Ncnr: bool | None = None
    PrimaryVideoUrl: str | None = None
    Parameters: list[ParameterValue] | None = None
    BaseProductNumber: Named | None = None
    Category: CategoryNode | None = None
    DateLastBuyChance: str | None = None
    ManufacturerLeadWeeks: str | None = None
    ManufacturerPublicQuantity: int | None = None
    Series: Named | None = None
    ShippingInfo: str | None = None
    Classifications: Environment | None = None
    OtherNames: list[str | None] | None = None


class FilterCount(Wire):
    """BaseFilterV4."""

    Id: int | None = None
    Value: str | None = None
    ProductCount: int | None = None


class FilterValue(Wire):
    ProductCount: int | None = None
    ValueId: str | None = None
    ValueName: str | None = None


class ParameterOptions(Wire):
    Category: FilterCount | None = None
    ParameterType: str | None = None
    ParameterId: int | None = None
    ParameterName: str | None = None
    FilterValues: list[FilterValue] | None = None


class TopCategoryNode(Wire):
    Id: int | None = None
    Name: str | None = None
    ProductCount: int | None = None


class TopCategory(Wire):
    RootCategory: TopCategoryNode | None = None
    Category: TopCategoryNode | None = None


class OfferedFilters(Wire):
    """FilterOptions: another model than the one of that name which is sent."""

    Manufacturers: list[FilterCount] | None = None
    Packaging: list[FilterCount] | None = None
    Status: list[FilterCount] | None = None
    Series: list[FilterCount] | None = None
    ParametricFilters: list[ParameterOptions] | None = None
    TopCategories: list[TopCategory] | None = None
    MarketPlaceFilters: list[str] | None = None


class AppliedParameter(Wire):
    Id: int | None = None


class KeywordResponse(Wire):
    Products: list[ProductInfo] | None = None
    ProductsCount: int | None = None
    ExactMatches: list[ProductInfo] | None = None
    FilterOptions: OfferedFilters | None = None
    SearchLocaleUsed: IsoSearchLocale | None = None
    AppliedParametricFiltersDto: list[AppliedParameter] | None = None


class ProductDetails(Wire):
    SearchLocaleUsed: IsoSearchLocale | None = None
    Product: ProductInfo | None = None
    AccountIdUsed: int | None = None


class CategoryType(Wire):
    Name: str | None = None


class ProductPricingVariation(Wire):
    DigiKeyProductNumber: str | None = None
    QuantityAvailableforPackageType: int | None = None
    MinimumOrderQuantity: int | None = None
    MaxQuantityForDistribution: int | None = None
    PackageType: Named | None = None
    MarketPlace: bool | None = None
    StandardPricing: list[PricedFrom] | None = None
    MyPricing: list[PricedFrom] | None = None
    IsTariffActive: bool | None = None
    DigiReelingFee: Decimal | None = None


class ProductPricing(Wire):
    ManufacturerProductNumber: str | None = None
    Manufacturer: Named | None = None
    Description: Texts | None = None
    ProductUrl: str | None = None
    IsDiscontinued: bool | None = None
    NormallyStocking: bool | None = None
    IsObsolete: bool | None = None
    ManufacturerLeadWeeks: str | None = None
    ManufacturerPublicQuantity: int | None = None
    StandardPackage: int | None = None
    ExportControlClassNumber: str | None = None
    HtsusCode: str | None = None
    MoistureSensitivityLevel: str | None = None
    IsBoNotAllowed: bool | None = None
    IsNcnr: bool | None = None
    Categories: list[CategoryType] | None = None
    IsEndOfLife: bool | None = None
    OtherNames: list[str | None] | None = None
    ProductVariations: list[ProductPricingVariation] | None = None


class Used(Wire):
    SearchLocale: IsoSearchLocale | None = None


class ProductPricingResponse(Wire):
    ProductPricings: list[ProductPricing] | None = None
    ProductsCount: int | None = None
    SettingsUsed: Used | None = None
    AccountIdUsed: int | None = None
