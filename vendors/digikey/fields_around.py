"""Product Information v4: endpoints, and what surrounds a part; Change Notifications v3."""

from __future__ import annotations

from vendors.digikey import fields_products
from vendors.digikey.fields import ACCOUNT, LOCALE
from vendors.digikey.fields_products import ASKED, PICTURE, WHOSE
from vendors.fields import (
    Described,
    Dropped,
    Endpoint,
    Within,
    kept,
    model,
    sent,
)

WHOLE = "all of an answer is asked for: what is dropped of it stands below"
PARTS_DETAILS = "the part is open already, by its details"
COUNTED = "the rows that came are counted"
NO_PRICES = "no prices here"

_ANSWERED = (
    model(
        "PricingOptionsForQuantityResponse",
        "wire_details.PricingForQuantity",
        RequestedProduct=Dropped(ASKED),
        RequestedQuantity=Dropped(ASKED),
        ProductUrl=Dropped(PARTS_DETAILS),
        ManufacturerPartNumber=Dropped(PARTS_DETAILS),
        Manufacturer=Dropped(PARTS_DETAILS),
        Description=Dropped(PARTS_DETAILS),
        SettingsUsed=Within("PriceSettingsUsed"),
        MyPricingOptions=Within("PricingOptionsForQuantity"),
        StandardPricingOptions=Within("PricingOptionsForQuantity"),
        AccountIdUsed=Dropped(PARTS_DETAILS),
        CustomerIdUsed=Dropped(WHOSE),
    ),
    model(
        "PriceSettingsUsed",
        "wire_details.PriceSettings",
        SearchLocaleUsed=Within("IsoSearchLocale"),
        CustomerIdUsed=Dropped(WHOSE),
    ),
    model(
        "PricingOptionsForQuantity",
        "wire_details.PricingOptionForQuantity",
        PricingOption=kept("WayToBuy.kind"),
        TotalQuantityPriced=kept("WayToBuy.quantity"),
        TotalPrice=kept("WayToBuy.total"),
        QuantityAvailable=kept("WayToBuy.stock"),
        Products=Within("PricingOptionsForQuantityProduct"),
    ),
    model(
        "PricingOptionsForQuantityProduct",
        "wire_details.PricedProduct",
        DigiKeyProductNumber=kept("PricedPack.number"),
        QuantityPriced=kept("PricedPack.quantity"),
        MinimumOrderQuantity=kept("PricedPack.moq"),
        ExtendedPrice=kept("PricedPack.total"),
        UnitPrice=kept("PricedPack.unit_price"),
        PackageType=Within("PackageType"),
        TariffInformation=Within("TariffInformation"),
        Marketplace=kept("PricedPack.marketplace"),
    ),
    model(
        "TariffInformation",
        "wire_details.TariffInfo",
        TariffActive=kept("PricedPack.tariff"),
    ),
    model(
        "DigiReelPricing",
        "wire_details.DigiReelPrice",
        ReelingFee=kept("ReelPrice.fee"),
        UnitPrice=kept("ReelPrice.unit_price"),
        ExtendedPrice=kept("ReelPrice.total"),
        RequestedQuantity=kept("ReelPrice.quantity"),
        SearchLocaleUsed=Within("IsoSearchLocale"),
        AccountIdUsed=Dropped("told by the part's details"),
        CustomerIdUsed=Dropped(WHOSE),
    ),
    model(
        "ProductSubstitutesResponse",
        "wire_details.Substitutes",
        ProductSubstitutesCount=Dropped(COUNTED),
        ProductSubstitutes=Within("ProductSubstitute"),
        SearchLocaleUsed=Within("IsoSearchLocale"),
    ),
    model(
        "ProductSubstitute",
        "wire_details.Substitute",
        SubstituteType=kept("Related.kind"),
        ProductUrl=kept("Related.url"),
        Description=kept("Related.description"),
        Manufacturer=Within("Manufacturer"),
        ManufacturerProductNumber=kept("Related.part"),
        UnitPrice=kept("Related.unit_price"),
        QuantityAvailable=kept("Related.stock"),
        DigiKeyProductNumber=kept("Related.number"),
    ),
    model(
        "AlternatePackagingResponse",
        "wire_details.OtherPackagings",
        AlternatePackagings=Within("AlternatePackaging"),
        SearchLocaleUsed=Within("IsoSearchLocale"),
    ),
    model(
        "AlternatePackaging",
        "wire_details.PackagingList",
        AlternatePackaging=Within("ProductSummary"),
    ),
    model(
        "ProductSummary",
        "wire_details.Summary",
        ProductUrl=kept("Related.url"),
        Description=kept("Related.description"),
        Manufacturer=Within("Manufacturer"),
        ManufacturerProductNumber=kept("Related.part"),
        UnitPrice=kept("Related.unit_price"),
        QuantityAvailable=kept("Related.stock"),
        DigiKeyProductNumber=kept("Related.number"),
    ),
    model(
        "ProductAssociationsResponse",
        "wire_details.Associations",
        ProductAssociations=Within("ProductAssociations"),
        SearchLocaleUsed=Within("IsoSearchLocale"),
    ),
    model(
        "ProductAssociations",
        "wire_details.AssociationLists",
        Kits=Within("ProductSummary"),
        MatingProducts=Within("ProductSummary"),
        AssociatedProducts=Within("ProductSummary"),
        ForUseWithProducts=Within("ProductSummary"),
    ),
    model(
        "RecommendedProductsResponse",
        "wire_details.RecommendedAnswer",
        Recommendations=Within("Recommendation"),
    ),
    model(
        "Recommendation",
        "wire_details.Recommendation",
        ProductNumber=Dropped(ASKED),
        RecommendedProducts=Within("RecommendedProduct"),
        SearchLocaleUsed=Within("IsoSearchLocale"),
    ),
    model(
        "RecommendedProduct",
        "wire_details.Recommended",
        DigiKeyProductNumber=kept("Related.number"),
        ManufacturerProductNumber=kept("Related.part"),
        ManufacturerName=kept("Related.maker"),
        PrimaryPhoto=Dropped(PICTURE),
        ProductDescription=kept("Related.description"),
        QuantityAvailable=kept("Related.stock"),
        UnitPrice=kept("Related.unit_price"),
        ProductUrl=kept("Related.url"),
        OtherNames=Dropped("told by the part's details, once it is opened"),
    ),
    model(
        "MediaResponse",
        "wire_details.Media",
        MediaLinks=Within("MediaLinks"),
    ),
    model(
        "MediaLinks",
        "wire_details.MediaLink",
        MediaType=kept("Document.kind"),
        Title=kept("Document.title"),
        SmallPhoto=Dropped(PICTURE),
        Thumbnail=Dropped(PICTURE),
        Url=kept("Document.url"),
    ),
    model(
        "ManufacturersResponse",
        "wire_details.Makers",
        Manufacturers=Within("ManufacturerInfo"),
    ),
    model(
        "ManufacturerInfo",
        "wire_products.Named",
        Id=kept("Maker.id"),
        Name=kept("Maker.name"),
    ),
    model(
        "CategoriesResponse",
        "wire_details.CategoriesAnswer",
        ProductCount=Dropped("each category has its own"),
        Categories=Within("Category"),
        SearchLocaleUsed=Dropped(NO_PRICES),
    ),
    model(
        "CategoryResponse",
        "wire_details.CategoryAnswer",
        Category=Within("Category"),
        SearchLocaleUsed=Dropped(NO_PRICES),
    ),
    model(
        "Category",
        "wire_details.CategoryTree",
        CategoryId=kept("Category.id"),
        ParentId=kept("Category.parent"),
        Name=kept("Category.name"),
        ProductCount=kept("Category.parts"),
        Children=Within("Category"),
    ),
)

PRODUCTS = Described(
    "Product Information v4",
    (
        Endpoint(
            "POST",
            "/products/v4/search/keyword",
            gives="KeywordResponse",
            takes="KeywordRequest",
            parameters={
                "includes": Dropped(WHOLE),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/productdetails",
            gives="ProductDetails",
            parameters={
                "productNumber": sent("the part's number"),
                "manufacturerId": sent(
                    "Maker.id",
                    only="where a caller names one of several makers of a number; no screen does",
                ),
                "includes": Dropped(WHOLE),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/pricing",
            gives="ProductPricingResponse",
            parameters={
                "productNumber": sent("the part's number"),
                "limit": sent("the caller; no screen"),
                "offset": sent("the caller; no screen"),
                "inStock": sent("the caller; no screen"),
                "excludeMarketplace": sent("the caller; no screen"),
                "excludeTariff": sent("the caller; no screen"),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/pricingbyquantity/{requestedQuantity}",
            gives="PricingOptionsForQuantityResponse",
            parameters={
                "productNumber": sent("the part's number"),
                "requestedQuantity": sent("the quantity asked about"),
                "manufacturerId": sent(
                    "Maker.id",
                    only="where a caller names one of several makers of a number; no screen does",
                ),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/digireelpricing",
            gives="DigiReelPricing",
            parameters={
                "productNumber": sent("the part's number"),
                "requestedQuantity": sent("the quantity asked about"),
            },
            headers={**LOCALE, **ACCOUNT},
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/substitutions",
            gives="ProductSubstitutesResponse",
            parameters={
                "productNumber": sent("the part's number"),
                "includes": Dropped(WHOLE),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/alternatepackaging",
            gives="AlternatePackagingResponse",
            parameters={
                "productNumber": sent("the part's number"),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/associations",
            gives="ProductAssociationsResponse",
            parameters={
                "productNumber": sent("the part's number"),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/recommendedproducts",
            gives="RecommendedProductsResponse",
            parameters={
                "productNumber": sent("the part's number"),
                "limit": sent("20, always: without it DigiKey recommends one part"),
                "searchOptionList": Dropped("what is recommended is shown whole"),
                "excludeMarketPlaceProducts": Dropped("what is recommended is shown whole"),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/{productNumber}/media",
            gives="MediaResponse",
            parameters={
                "productNumber": sent("the part's number"),
            },
            headers=LOCALE,
        ),
        Endpoint(
            "GET",
            "/products/v4/search/manufacturers",
            gives="ManufacturersResponse",
            headers=LOCALE,
        ),
        Endpoint("GET", "/products/v4/search/categories", gives="CategoriesResponse"),
        Endpoint(
            "GET",
            "/products/v4/search/categories/{categoryId}",
            gives="CategoryResponse",
            parameters={
                "categoryId": sent("Category.id"),
            },
        ),
    ),
    asked=fields_products.ASKED_WITH,
    answered=(*fields_products.ANSWERED, *_ANSWERED),
)

NOTICES = Described(
    "Product Change Notifications v3",
    (
        Endpoint(
            "GET",
            "/ChangeNotifications/v3/Products/{DigiKeyPartNumber}",
            gives="PcnResponse",
            parameters={
                "DigiKeyPartNumber": sent("the part's number"),
                "Includes": Dropped(WHOLE),
            },
            headers={
                **LOCALE,
                "X-DIGIKEY-Locale-ShipToCountry": Dropped(
                    "a notice is of the part, whoever gets it"
                ),
            },
        ),
    ),
    asked=(),
    answered=(
        model(
            "PcnResponse",
            "wire_details.Notices",
            DigiKeyPartNumber=Dropped(ASKED),
            ProductChangeNotifications=Within("ChangeNotification"),
        ),
        model(
            "ChangeNotification",
            "wire_details.Notice",
            DigiKeyPartNumber=Dropped(ASKED),
            PcnChangeDate=kept("ChangeNotice.on"),
            PcnTypeId=Dropped("an id without a published list; PcnType says it in words"),
            PcnType=kept("ChangeNotice.kind"),
            PcnDescription=kept("ChangeNotice.title"),
            PcnLink=kept("ChangeNotice.url"),
        ),
    ),
)
