"""Every field of every TI endpoint the program uses, and what becomes of it.

In the words of `vendors.fields`. TI's file leaves its objects without names: each has here the name
of its schema, with the field that holds it behind a dot.
"""

from __future__ import annotations

from collections.abc import Mapping

from vendors.fields import Described, Dropped, Endpoint, Fate, Model, Within, kept, model, sent

# Sent with every call but that for a token.
EVERYWHERE: Mapping[str, Fate] = {"Authorization": sent("the token of the application")}

ASKED = "repeats what was asked for"
COUNTED = "the rows that came are counted"

_CURRENCY: Mapping[str, Fate] = {
    "currency": sent("Settings.currency"),
    "exclude-evms": Dropped("evaluation modules are bought as well, which is what TI's default is"),
}

SIGN_IN = Described(
    "sign-in",
    (
        Endpoint(
            "POST",
            "/v1/oauth/accesstoken",
            gives="AccessToken",
            takes="ClientCredentials",
        ),
    ),
    (
        model(
            "ClientCredentials",
            "",
            grant_type=sent("`client_credentials`, always"),
            client_id=sent("Settings.client_id"),
            client_secret=sent("Settings.client_secret"),
        ),
    ),
    (
        Model(
            "AccessToken",
            "",
            {
                "access_token": kept("Token.access"),
                "expires_in": kept("Token.expires_at"),
                "token_type": Dropped("`bearer`, always: it is sent in no other way"),
                "scope": Dropped("empty in TI's example: what is allowed is said by each API"),
                "application_name": Dropped("the application's own name, as it was registered"),
                "developer.email": Dropped("the address of whoever registered the application"),
                "issued_at": Dropped("our own clock says when it was asked for"),
                "client_id": Dropped(ASKED),
            },
        ),
    ),
)

PRODUCTS = Described(
    "inventory and pricing v2",
    (
        Endpoint(
            "GET",
            "/v2/store/products/{tiPartNumber}",
            gives="Product",
            parameters={"tiPartNumber": sent("NumberLookup.number"), **_CURRENCY},
        ),
        Endpoint(
            "GET",
            "/v2/store/products",
            gives="ProductPage",
            parameters={
                "gpn": sent("NumberSearch.number"),
                **_CURRENCY,
                "page": sent("from 0 on, until the last one"),
                "size": sent("100, the most"),
            },
        ),
        Endpoint(
            "GET",
            "/v2/store/products/catalog",
            gives="ProductCatalog",
            parameters=_CURRENCY,
        ),
    ),
    (),
    (
        model(
            "Product",
            "wire_products.Product",
            tiPartNumber=kept("Part.number", "Offer.number"),
            genericPartNumber=kept("Part.base"),
            buyNowUrl=kept("Part.url"),
            quantity=kept("Offer.stock"),
            limit=kept("Offer.maximum"),
            pricing=Within("Pricing"),
            futureInventory=Within("FutureInventory"),
            description=kept("Part.description"),
            minimumOrderQuantity=kept("Offer.moq"),
            standardPackQuantity=kept("Offer.standard_package"),
            exportControlClassificationNumber=kept("Part.eccn"),
            htsCode=kept("Part.htsus"),
            pinCount=kept("Part.parameters"),
            packageType=kept("Part.parameters"),
            packageCarrier=kept("Offer.packaging_text", "Offer.packaging"),
            customReel=kept("Offer.custom_reel"),
            lifeCycle=kept("Part.status", "Part.obsolete"),
        ),
        model(
            "Pricing",
            "wire_products.Pricing",
            currency=kept("Offer.currency", "Offer.breaks"),
            priceBreaks=Within("Pricing.priceBreaks"),
        ),
        model(
            "Pricing.priceBreaks",
            "wire_products.PriceBreak",
            priceBreakQuantity=kept("PriceBreak.quantity"),
            price=kept("PriceBreak.unit_price"),
        ),
        model(
            "FutureInventory",
            "wire_products.FutureInventory",
            forecastQuantity=kept("Part.shipping_note"),
            forecastDate=kept("Part.shipping_note"),
        ),
        model(
            "ProductPage",
            "wire_products.ProductPage",
            content=Within("Product"),
            first=Dropped(COUNTED),
            last=kept("Found.parts", only="whether there is another page"),
            number=Dropped(ASKED),
            numberOfElements=Dropped(COUNTED),
            size=Dropped(ASKED),
            totalElements=Dropped(COUNTED),
            totalPages=kept("Found.parts", only="where `last` is not said"),
        ),
        model("ProductCatalog", "", catalog=Within("Product")),
    ),
)

PROFILES = Described(
    "checkout profiles v2",
    (
        Endpoint("GET", "/v2/checkoutprofiles", gives="CheckoutProfileListSummary"),
        Endpoint(
            "GET",
            "/v2/checkoutprofiles/{checkoutProfileId}",
            gives="CheckoutProfileApiResponse",
            parameters={"checkoutProfileId": sent("each that is listed")},
        ),
    ),
    (),
    (
        model(
            "CheckoutProfileListSummary",
            "wire_shipments.ProfileSummary",
            checkoutProfileId=kept("CheckoutProfile.id"),
            checkoutProfileName=kept("CheckoutProfile.name"),
            shippingAddressName=kept("Address.company", only="where the address names none"),
            billingAddressName=kept("Address.company", only="where the address names none"),
        ),
        model(
            "CheckoutProfileApiResponse",
            "wire_shipments.Profile",
            checkoutProfileId=Dropped(ASKED),
            adminName=Dropped("who keeps the profile at TI; it is changed there and nowhere else"),
            adminEmail=Dropped("who keeps the profile at TI"),
            checkoutProfileName=kept("CheckoutProfile.name", only="where the list does not say it"),
            shipping=Within("CheckoutProfileApiResponse.shipping"),
            billing=Within("CheckoutProfileApiResponse.shipping"),
            createdBy=Dropped("who made the profile at TI"),
            modifiedBy=Dropped("who changed the profile at TI"),
            applicationName=kept("CheckoutProfile.end_use"),
            endEquipmentName=kept("CheckoutProfile.end_use"),
            isMilitary=kept("CheckoutProfile.end_use"),
            isBusiness=Dropped("holds whatever an order says, and changes nothing on the sheet"),
            isTaxExempt=Dropped("taxes are told with the rehearsal and with the order"),
            profileCurrencyCode=kept("CheckoutProfile.currency"),
            profileRegionCode=Dropped("the address has its country"),
            importerOfRecord=Dropped("customs hold whatever an order says"),
            incoterm=Dropped("holds whatever an order says; TI shows it where it is kept"),
            useFreeTiShipping=Dropped("what delivery costs is told with the rehearsal"),
            isCoCPrintRequired=Dropped("holds whatever an order says"),
            taxes=Dropped("tax registrations, which TI keeps and no order changes"),
            tiShippingServiceLevel=Dropped("how it travels is told with the order"),
            tiShippingAgreementAcceptedBy=Dropped("an agreement between the company and TI"),
            tiShippingAgreementAcceptedDate=Dropped("an agreement between the company and TI"),
            freightAssocs=Dropped("freight accounts by TI's own warehouses; no order names one"),
            paymentMethod=Within("CheckoutProfileApiResponse.paymentMethod"),
        ),
        model(
            "CheckoutProfileApiResponse.shipping",
            "wire_shipments.ProfileAddress",
            addressName=kept("Address.company", only="where no company is named"),
            createdBy=Dropped("who made the address at TI"),
            modifiedBy=Dropped("who changed the address at TI"),
            firstName=kept("Address.name"),
            lastName=kept("Address.name"),
            addressLine1=kept("Address.line1"),
            addressLine2=kept("Address.line2"),
            city=kept("Address.city"),
            stateRegion=kept("Address.region"),
            postalCode=kept("Address.postal_code"),
            regionCode=kept("Address.country"),
            phoneNumber=kept("Address.telephone"),
            email=kept("Address.email"),
            company=kept("Address.company"),
            companyUrl=Dropped("the address of the buyer's own web site"),
        ),
        model(
            "CheckoutProfileApiResponse.paymentMethod",
            "wire_shipments.PaymentMethod",
            name=kept("CheckoutProfile.payment"),
            email=Dropped("who approves payments; the name of the method tells them apart"),
            accountNumberLast4=Dropped("a piece of an account's number is nobody's business here"),
            description=Dropped("type and name say it already"),
            type=kept("CheckoutProfile.payment"),
        ),
    ),
)


def apis() -> tuple[Described, ...]:
    """All of them, in the order of the README's table."""
    from vendors.ti import fields_orders, fields_shipments

    return (
        SIGN_IN,
        PRODUCTS,
        PROFILES,
        fields_orders.ORDERS,
        fields_shipments.SHIPMENTS,
    )
