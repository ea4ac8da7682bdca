"""The vendors' models as compact tables of our own: one line a model, `field type` after it.

Types: `str`, `int32`, `int64`, `money` (a JSON number), `bool`, `time` (RFC 3339), another
model's name, `[X]` a list of X, `{X}` a map from text to X, `<name>` a word of `WORDS[name]`,
`X|Y` either; `:1..50` are bounds (of a number, a text's length, a list's length) that the vendor
states in words.
`!` marks a field that must be there. In an answer every field without `!` may be absent or null;
in a request it may be absent, but never null. Fields that stand nowhere are refused.
"""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "order status": (
        "Unknown Received Processing ProcessingPartialShipment ProcessingAwaitingBackorders "
        "ProcessingShipBackorder ProcessingScheduledShipmentsMultipleRelease "
        "ProcessingScheduledShipmentSingleRelease ProcessingScheduledShipmentMsc "
        "ProcessingDkAnd3rdParty ProcessingMultiple3rdParty Shipped Delivered GenericDelay "
        "Canceled Proforma ActionRequiredWireTransfer"
    ),
    "sales order status": (
        "Unknown Received Processing Processing3rdParty ProcessingPartialShipment "
        "ProcessingAwaitingBackorders ProcessingShipBackorder "
        "ProcessingScheduledShipmentMultipleRelease ProcessingScheduledShipmentSingleRelease "
        "ProcessingScheduledShipmentMsc Shipped Delivered GenericDelay Canceled Proforma "
        "ActionRequiredWireTransfer"
    ),
    "pack type": (
        "TapeReel CutTape Bulk TapeBox Tube Tray Box Bag Spools DigiReel Strip Bottle Canister "
        "Book Dispenser Sheet Pail Can Case RetailPkg DigiSpool ElectronicDelivery None"
    ),
    "marketplace": "NoFilter ExcludeMarketPlace MarketPlaceOnly",
    "tariff": "None ExcludeTariff TariffOnly",
    "search option": (
        "ChipOutpost Has3DModel HasCadModel HasDatasheet HasProductPhoto InStock NewProduct "
        "NonRohsCompliant NormallyStocking RohsCompliant"
    ),
    "sort field": (
        "None Packaging ProductStatus DigiKeyProductNumber ManufacturerProductNumber Manufacturer "
        "MinimumQuantity QuantityAvailable Price Supplier PriceManufacturerStandardPackage"
    ),
    "direction": "Ascending Descending",
    "parameter type": (
        "String Integer Double UnitOfMeasure CoupledUnitOfMeasure RangeUnitOfMeasure"
    ),
    "range": "Min Max Range",
    "pricing option": "Exact MinimumOrderQuantity BetterValue MaxOrderQuantity",
    "replace": "replace",
    "patch": "replace add remove",
    "schedule date": "/ScheduleDate",
    "grant": "authorization_code refresh_token client_credentials",
}

# The two shapes in which the same vendor tells what went wrong.
ERRORS: Final = """
ApiErrorResponse: ErrorResponseVersion str, StatusCode int32, ErrorMessage str, ErrorDetails str,
    RequestId str, ValidationErrors [ApiValidationError]
ApiValidationError: Field str, Message str
DKProblemDetails: type str, title str, status int32, detail str, instance str,
    correlationId str, errors {[str]}
"""

PRODUCTS: Final = (
    ERRORS
    + """
KeywordRequest: Keywords str:..250, Limit int32:1..50, Offset int32:0..,
    FilterOptionsRequest FilterOptionsRequest, SortOptions SortOptions
FilterOptionsRequest: ManufacturerFilter [FilterId], CategoryFilter [FilterId],
    StatusFilter [FilterId], PackagingFilter [FilterId], MarketPlaceFilter <marketplace>,
    TariffFilter <tariff>, SeriesFilter [FilterId], MinimumQuantityAvailable int32,
    ParameterFilterRequest ParameterFilterRequest, SearchOptions [<search option>]
FilterId: Id str
ParameterFilterRequest: CategoryFilter FilterId, ParameterFilters [ParametricCategory]
ParametricCategory: ParameterId int32, FilterValues [FilterId]
SortOptions: Field <sort field>, SortOrder <direction>

KeywordResponse: Products [Product], ProductsCount int32, ExactMatches [Product],
    FilterOptions FilterOptions, SearchLocaleUsed IsoSearchLocale,
    AppliedParametricFiltersDto [Parameter]
FilterOptions: Manufacturers [BaseFilterV4], Packaging [BaseFilterV4], Status [BaseFilterV4],
    Series [BaseFilterV4], ParametricFilters [ParameterFilterOptionsResponse],
    TopCategories [TopCategory], MarketPlaceFilters [<marketplace>]
BaseFilterV4: Id int32, Value str, ProductCount int64
ParameterFilterOptionsResponse: Category BaseFilterV4, ParameterType str, ParameterId int32,
    ParameterName str, FilterValues [FilterValue]
FilterValue: ProductCount int64, ValueId str, ValueName str, RangeFilterType <range>
TopCategory: RootCategory TopCategoryNode, Category TopCategoryNode, Score money, ImageUrl str
TopCategoryNode: Id int32, Name str, ProductCount int64
Parameter: Id int32, Text str, Priority int32
IsoSearchLocale: Site str, Language str, Currency str

ProductDetails: SearchLocaleUsed IsoSearchLocale, Product Product, AccountIdUsed int32,
    CustomerIdUsed int32
Product: Description Description, Manufacturer Manufacturer, ManufacturerProductNumber str,
    UnitPrice money, ProductUrl str, DatasheetUrl str, PhotoUrl str,
    ProductVariations [ProductVariation], QuantityAvailable int64,
    ProductStatus ProductStatusV4, BackOrderNotAllowed bool, NormallyStocking bool,
    Discontinued bool, EndOfLife bool, Ncnr bool, PrimaryVideoUrl str,
    Parameters [ParameterValue], BaseProductNumber BaseProduct, Category CategoryNode,
    DateLastBuyChance time, ManufacturerLeadWeeks str, ManufacturerPublicQuantity int32,
    Series Series, ShippingInfo str, Classifications Classifications, OtherNames [str]
ProductVariation: DigiKeyProductNumber str, PackageType PackageType,
    StandardPricing [PriceBreak], MyPricing [PriceBreak], MarketPlace bool, TariffActive bool,
    Supplier Supplier, QuantityAvailableforPackageType int32, MaxQuantityForDistribution int64,
    MinimumOrderQuantity int32, StandardPackage int32, DigiReelFee money
PriceBreak: BreakQuantity int32, UnitPrice money, TotalPrice money
Description: ProductDescription str, DetailedDescription str
Manufacturer: Id int32, Name str
Supplier: Id int32, Name str
Series: Id int32, Name str
BaseProduct: Id int32, Name str
PackageType: Id int32, Name str
ProductStatusV4: Id int32, Status str
ParameterValue: ParameterId int32, ParameterText str, ParameterType <parameter type>,
    ValueId str, ValueText str
CategoryNode: CategoryId int32, ParentId int32, Name str, ProductCount int64,
    NewProductCount int64, ImageUrl str, SeoDescription str, ChildCategories [CategoryNode]
Classifications: ReachStatus str, RohsStatus str, MoistureSensitivityLevel str,
    ExportControlClassNumber str, HtsusCode str

ProductPricingResponse: ProductPricings [ProductPricing], ProductsCount int32,
    SettingsUsed SettingsUsed, AccountIdUsed int32, CustomerIdUsed int32
ProductPricing: ManufacturerProductNumber str, Manufacturer Manufacturer,
    Description Description, QuantityAvailable int32, ProductUrl str, IsDiscontinued bool,
    NormallyStocking bool, IsObsolete bool, ManufacturerLeadWeeks str,
    ManufacturerPublicQuantity int32, StandardPackage int32, ExportControlClassNumber str,
    HtsusCode str, MoistureSensitivityLevel str, IsBoNotAllowed bool, IsNcnr bool,
    Categories [CategoryType], ContainsLithium bool, ContainsMercury bool, IsEndOfLife bool,
    OtherNames [str], ProductVariations [ProductPricingVariation]
ProductPricingVariation: DigiKeyProductNumber str, QuantityAvailableforPackageType int32,
    MinimumOrderQuantity int32, MaxQuantityForDistribution int64, PackageType PackageType,
    MarketPlace bool, StandardPricing [PriceBreak], MyPricing [PriceBreak],
    IsTariffActive bool, DigiReelingFee money
CategoryType: CategoryId int32, Level int32, Name str
SettingsUsed: CustomerId int32, SearchLocale IsoSearchLocale, Filters Filters
Filters: IsInStock bool, ExcludeMarketplace bool, ExcludeTariff bool

PricingOptionsForQuantityResponse: RequestedProduct str, RequestedQuantity int32, ProductUrl str,
    ManufacturerPartNumber str, Manufacturer Manufacturer, Description Description,
    SettingsUsed PriceSettingsUsed, MyPricingOptions [PricingOptionsForQuantity],
    StandardPricingOptions [PricingOptionsForQuantity], AccountIdUsed int32, CustomerIdUsed int32
PriceSettingsUsed: SearchLocaleUsed IsoSearchLocale, CustomerIdUsed int32
PricingOptionsForQuantity: PricingOption <pricing option>, TotalQuantityPriced int32,
    TotalPrice money, QuantityAvailable int32, Products [PricingOptionsForQuantityProduct]
PricingOptionsForQuantityProduct: DigiKeyProductNumber str, QuantityPriced int32,
    MinimumOrderQuantity int32, ExtendedPrice money, UnitPrice money, PackageType PackageType,
    TariffInformation TariffInformation, Marketplace bool
TariffInformation: TariffActive bool
DigiReelPricing: ReelingFee money, UnitPrice money, ExtendedPrice money, RequestedQuantity int32,
    SearchLocaleUsed IsoSearchLocale, AccountIdUsed int32, CustomerIdUsed int32

ProductSubstitutesResponse: ProductSubstitutesCount int32,
    ProductSubstitutes [ProductSubstitute], SearchLocaleUsed IsoSearchLocale
ProductSubstitute: SubstituteType str, ProductUrl str, Description str,
    Manufacturer Manufacturer, ManufacturerProductNumber str, UnitPrice str,
    QuantityAvailable int32, DigiKeyProductNumber str
AlternatePackagingResponse: AlternatePackagings AlternatePackaging,
    SearchLocaleUsed IsoSearchLocale
AlternatePackaging: AlternatePackaging [ProductSummary]
ProductSummary: ProductUrl str, Description str, Manufacturer Manufacturer,
    ManufacturerProductNumber str, UnitPrice str, QuantityAvailable int32,
    DigiKeyProductNumber str
ProductAssociationsResponse: ProductAssociations ProductAssociations,
    SearchLocaleUsed IsoSearchLocale
ProductAssociations: Kits [ProductSummary], MatingProducts [ProductSummary],
    AssociatedProducts [ProductSummary], ForUseWithProducts [ProductSummary]
RecommendedProductsResponse: Recommendations [Recommendation]
Recommendation: ProductNumber str, RecommendedProducts [RecommendedProduct],
    SearchLocaleUsed IsoSearchLocale
RecommendedProduct: DigiKeyProductNumber str, ManufacturerProductNumber str,
    ManufacturerName str, PrimaryPhoto str, ProductDescription str, QuantityAvailable int64,
    UnitPrice money, ProductUrl str, OtherNames [str]
MediaResponse: MediaLinks [MediaLinks]
MediaLinks: MediaType str, Title str, SmallPhoto str, Thumbnail str, Url str

ManufacturersResponse: Manufacturers [ManufacturerInfo]
ManufacturerInfo: Id int32, Name str
CategoriesResponse: ProductCount int32, Categories [Category], SearchLocaleUsed IsoSearchLocale
CategoryResponse: Category Category, SearchLocaleUsed IsoSearchLocale
Category: CategoryId int32, ParentId int32, Name str, ProductCount int64, Children [Category]
"""
)

NOTICES: Final = (
    ERRORS
    + """
PcnResponse: DigiKeyPartNumber str!, ProductChangeNotifications [ChangeNotification]!
ChangeNotification: DigiKeyPartNumber str, PcnChangeDate str, PcnTypeId str, PcnType str,
    PcnDescription str, PcnLink str
"""
)

ORDERING: Final = (
    ERRORS
    + """
OrderRequest: PurchaseOrderNumber str!, Currency str!, ShipControl str, MfgCOfCRequired bool,
    BuyerContact BuyerContact, ShippingContact ShippingContact!, BillingAccount int64,
    ShipMethod str, ShipperAccountNumber str, LineItems [LineItem]:1..!, OrderNotes [str],
    PackagingPreference str, Taxable bool, ExportQuestions ExportQuestions
LineItem: MfgCOfCRequired bool, CustomerLineItemId str, ProductDescription str,
    CustomerPartNumber str, DigiKeyPartNumber str, ManufacturerPartNumber str,
    ManufacturerName str, RequestedQuantity int32:1..!, UnitPrice money!, QuoteId int32,
    DeliveryDate time, LineItemNotes [str], Schedules [Schedule]
Schedule: ScheduledDate time!, ScheduledQuantity int32:1..!
BuyerContact: CustomerId str, Name str!, Address Address!, Telephone str
ShippingContact: CustomerId str, Name str!, Address Address!, Telephone str
Address: Company str, FirstName str, LastName str, Email str, AddressLineOne str,
    AddressLineTwo str, City str, Province str, PostalCode str, Country str:2..2
ExportQuestions: CountryCode str!, ConsigneeName str!, PrimaryApplication str!,
    SecondaryApplication str!, AdditionalInfo str

OrderResponse: Message str, SalesOrderId int32, PurchaseOrderNumber str,
    SalesOrderIds_DKPlus [int64]
"""
)

ORDER_STATUS: Final = (
    ERRORS
    + """
OrderResponse: TotalOrders int32, Orders [Order]
Order: OrderNumber int64, CustomerId int32, DateEntered time, Currency str, PONumber str,
    EntireOrderStatus OrderStatusInfo, SalesOrders [SalesOrder]
OrderStatusInfo: OrderStatus <order status>, ShortDescription str, LongDescription str
SalesOrder: CustomerId int32, Contact Contact, SalesOrderId int32, Status SalesOrderStatusInfo,
    PurchaseOrder str, TotalPrice money, DateEntered time, OrderNumber int64, ShipMethod str,
    Currency str, ShippingAddress Address, LineItems [LineItem]
SalesOrderStatusInfo: SalesOrderStatus <sales order status>, ShortDescription str,
    LongDescription str
Contact: FirstName str, LastName str, Email str
Address: FirstName str, LastName str, CompanyName str, AddressLine1 str, AddressLine2 str,
    AddressLine3 str, City str, State str, County str, ZipCode str, IsoCode str, Phone str,
    InvoiceId int32
LineItem: SalesOrderId int32, DetailId int32, TotalPrice money, PurchaseOrder str,
    CustomerReference str, CountryOfOrigin str, DigiKeyProductNumber str,
    ManufacturerProductNumber str, Description str, PackType <pack type>,
    QuantityInitialRequested int32, QuantityOrdered int32, QuantityShipped int32,
    QuantityReserved int32, QuantityBackOrder int32, UnitPrice money, PoLineItemNumber str,
    ItemShipments [ItemShipInfo], Schedules [Schedule]
ItemShipInfo: QuantityShipped int32, InvoiceId int32, ShippedDate time, TrackingNumber str,
    ExpectedDeliveryDate str
Schedule: QuantityScheduled int32, ScheduledDate time, DigiKeyReleaseDate time
"""
)

# No file and no recording of these exist in public: the field lists are all there is, and the
# address of a location is not even listed, so the ordering address stands in for it.
SUPPLY_CHAIN: Final = (
    ERRORS
    + """
BondedInventoryProductResponse: DigiKeyPartNumber str, ManufacturerPartNumber str,
    CustomerPartNumber str, ProductDescription str, Manufacturer str, UnitPrice money,
    PackType str, CountryOfOrigin str, ReserveQuantity int32, BackOrderReserveQuantity int32,
    VendorLeadWeeks str, CustomerId int32, NcnrQuantity int32, NcnrDateSigned time,
    MinimumReleaseQuantityOverride bool, MinimumQuantityThreshold int32, NonCancelable bool,
    StandardPackage int32
CustomerLocationResponse: CustomerId int32, BondedInventory bool, Currency str,
    ShippingAddress Address
Address: Company str, FirstName str, LastName str, Email str, AddressLineOne str,
    AddressLineTwo str, City str, Province str, PostalCode str, Country str
"""
)

SIGN_IN: Final = (
    ERRORS
    + """
TokenRequest: grant_type <grant>!, client_id str!, client_secret str!, code str,
    redirect_uri str, refresh_token str, code_verifier str
Token: access_token str!, expires_in int32!, token_type str!, refresh_token str,
    refresh_token_expires_in int32
SignInError: ErrorCode str, Error str
"""
)
