"""Product Information v4: search by words, one product, prices.

Package type by quantity is not here: the vendor calls it deprecated, in favour of pricing by
quantity.
"""

from __future__ import annotations

from typing import Any

from vendors.sandbox import around, criteria, lists, parametrics, quantities, search, shapes
from vendors.sandbox.asked import account_of, not_found, part_of
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import locale_of
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Catalogue, fold
from vendors.sandbox.reading import Faulty, Query

Json = dict[str, Any]
_MOST_PRICED = 10


def keyword_search(desk: Desk, ask: Ask) -> Json:
    """KeywordResponse. Own prices are never in it; all hits are counted, one page is shown."""
    asked = criteria.read(ask.body)
    catalogue = desk.catalogue
    locale = locale_of(ask.headers)
    hits = search.found(catalogue, asked)

    def shown(indexes: list[int]) -> list[Json]:
        return [
            shapes.product(catalogue, catalogue.part(index), locale, own=False) for index in indexes
        ]

    return {
        "Products": shown(hits[asked.offset : asked.offset + asked.limit]),
        "ProductsCount": len(hits),
        "ExactMatches": shown(search.exact(catalogue, hits, asked.keywords)),
        "FilterOptions": search.filter_options(catalogue, hits),
        "SearchLocaleUsed": locale.echo(),
        "AppliedParametricFiltersDto": _applied(asked),
    }


def _applied(asked: criteria.Criteria) -> list[Json]:
    if asked.parametric is None:
        return []
    return [
        {"Id": parameter, "Text": taxonomy.PARAMETERS[parameter][0], "Priority": at}
        for at, parameter in enumerate(asked.parametric.values)
    ]


def product_details(desk: Desk, ask: Ask) -> Json:
    """ProductDetails of one number. Of several makers' parts the first, unless one is named."""
    account = account_of(ask)
    part = part_of(desk, ask)
    locale = locale_of(ask.headers)
    return {
        "SearchLocaleUsed": locale.echo(),
        "Product": shapes.product(desk.catalogue, part, locale, own=account is not None),
        "AccountIdUsed": account or 0,
        "CustomerIdUsed": account or 0,
    }


def product_pricing(desk: Desk, ask: Ask) -> Json:
    """ProductPricingResponse of one number, whole or only its beginning."""
    faulty = Faulty()
    query = Query(ask.query, faulty)
    limit = query.whole("limit", 5, least=1, most=_MOST_PRICED)
    offset = query.whole("offset", 0)
    in_stock = query.flag("inStock")
    no_marketplace = query.flag("excludeMarketplace")
    no_tariff = query.flag("excludeTariff")
    faulty.refuse()
    wanted = ask.params["productNumber"]
    account = account_of(ask)
    named = _named(desk.catalogue, wanted)
    if not named:
        raise not_found(wanted)
    index = desk.catalogue.index
    if no_tariff:
        named = [at for at in named if not index.tariff[at]]
    if no_marketplace:
        named = [at for at in named if index.pack_sets[index.packs[at]]]
    parts = [desk.catalogue.part(at) for at in named]
    if in_stock:
        parts = [part for part in parts if shapes.available(part) > 0]
    locale = locale_of(ask.headers)
    return {
        "ProductPricings": [
            shapes.pricing(part, locale, own=account is not None, marketplace=not no_marketplace)
            for part in parts[offset : offset + limit]
        ],
        "ProductsCount": len(parts),
        "SettingsUsed": {
            "CustomerId": account or 0,
            "SearchLocale": locale.echo(),
            "Filters": {
                "IsInStock": in_stock,
                "ExcludeMarketplace": no_marketplace,
                "ExcludeTariff": no_tariff,
            },
        },
        "AccountIdUsed": account or 0,
        "CustomerIdUsed": account or 0,
    }


def _named(catalogue: Catalogue, wanted: str) -> list[int]:
    """First the parts with that number, then those with a number that only begins so."""
    start = "\n" + fold(wanted.strip())
    if start == "\n":
        return []
    whole = catalogue.by_number(wanted)
    begun = [at for at, text in enumerate(catalogue.index.texts) if start in text]
    return [*whole, *(at for at in begun if at not in whole)]


def warm(catalogue: Catalogue) -> None:
    """Work out once what a search needs, so that the first one is as quick as the rest."""
    catalogue.find("")
    parametrics.columns(catalogue)
    shapes.category_counts(catalogue)
    shapes.new_counts(catalogue)


_PRODUCT = "/products/v4/search/{productNumber}"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/products/v4/search/keyword", "products", "problem", False, keyword_search),
    Endpoint("GET", f"{_PRODUCT}/productdetails", "products", "problem", False, product_details),
    Endpoint("GET", f"{_PRODUCT}/pricing", "products", "problem", False, product_pricing),
    *lists.ENDPOINTS,
    *quantities.ENDPOINTS,
    *around.ENDPOINTS,
)
