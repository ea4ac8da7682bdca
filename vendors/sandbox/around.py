"""Product Information's answers on what stands around a part: relatives and media.

In these, but for recommendations, a unit price is a text (our facts page, trap 21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vendors.sandbox import media, money, relatives, shapes, traits
from vendors.sandbox.answers import Refused
from vendors.sandbox.asked import part_of
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import Locale, locale_of
from vendors.sandbox.parts.catalogue import Part
from vendors.sandbox.parts.terms import Variation
from vendors.sandbox.reading import Faulty, Query

Json = dict[str, Any]


def _first(part: Part) -> Variation:
    """The packaging that stands for a part in a list: the first of its own that is for sale."""
    sold = [each for each in part.variations if each.breaks]
    own = [each for each in sold if not each.supplier]
    return (own or sold or list(part.variations))[0]


def _unit_units(variation: Variation) -> int:
    return variation.breaks[0][1] if variation.breaks else 0


def _summary(part: Part, locale: Locale, variation: Variation | None = None) -> Json:
    """ProductSummary, of one packaging."""
    one = variation or _first(part)
    return {
        "ProductUrl": shapes.address(part),
        "Description": part.core.description,
        "Manufacturer": shapes.maker(part),
        "ManufacturerProductNumber": part.mpn,
        "UnitPrice": str(money.price(_unit_units(one), locale.currency)),
        "QuantityAvailable": one.stock if variation else shapes.available(part),
        "DigiKeyProductNumber": one.number,
    }


def substitutions(desk: Desk, ask: Ask) -> Json:
    """ProductSubstitutesResponse; a part that nothing can stand in for has an empty list."""
    part = part_of(desk, ask)
    locale = locale_of(ask.headers)
    found = [
        {"SubstituteType": kind, **_summary(other, locale)}
        for kind, other in relatives.substitutes(desk.catalogue, part)
    ]
    return {
        "ProductSubstitutesCount": len(found),
        "ProductSubstitutes": found,
        "SearchLocaleUsed": locale.echo(),
    }


def alternate_packaging(desk: Desk, ask: Ask) -> Json:
    """AlternatePackagingResponse: all packagings but the one asked about.

    By a maker's number, that is the packaging which stands for the part.
    """
    part = part_of(desk, ask)
    locale = locale_of(ask.headers)
    asked = part.variation(ask.params["productNumber"].strip()) or _first(part)
    found = [_summary(part, locale, each) for each in part.variations if each is not asked]
    found += [_summary(other, locale) for other in relatives.packagings(desk.catalogue, part)]
    return {
        "AlternatePackagings": {"AlternatePackaging": found},
        "SearchLocaleUsed": locale.echo(),
    }


def associations(desk: Desk, ask: Ask) -> Json:
    """ProductAssociationsResponse; most parts have empty lists."""
    part = part_of(desk, ask)
    locale = locale_of(ask.headers)

    def told(find: Callable[..., list[Part]]) -> list[Json]:
        return [_summary(other, locale) for other in find(desk.catalogue, part)]

    return {
        "ProductAssociations": {
            "Kits": told(relatives.kits),
            "MatingProducts": told(relatives.mates),
            "AssociatedProducts": told(relatives.companions),
            "ForUseWithProducts": told(relatives.uses),
        },
        "SearchLocaleUsed": locale.echo(),
    }


# -- recommendations ---------------------------------------------------------------------------

_COLLAPSE = "CollapsePackingTypes"
# What the specification lists, with the test that a recommended part has to pass.
_OPTIONS: dict[str, Callable[[Part], bool]] = {
    "LeadFree": lambda part: traits.is_rohs(part.index),
    _COLLAPSE: lambda part: True,
    "ExcludeNonStock": lambda part: traits.is_normally_stocking(part.index, part.status),
    "Has3DModel": lambda part: traits.has_model(part.index),
    "InStock": lambda part: shapes.available(part) > 0,
    "ManufacturerPartSearch": lambda part: True,
    "NewProductsOnly": lambda part: traits.is_new(part.index),
    "RoHSCompliant": lambda part: traits.is_rohs(part.index),
}


def recommended_products(desk: Desk, ask: Ask) -> Json:
    """RecommendedProductsResponse: one product, or `limit` of them.

    Each packaging counts by itself, unless CollapsePackingTypes is asked for.
    """
    faulty = Faulty()
    query = Query(ask.query, faulty)
    limit = query.whole("limit", 1, least=1)
    no_marketplace = query.flag("excludeMarketPlaceProducts")
    options = [word for word in ask.query.get("searchOptionList", "").split(",") if word]
    for word in options:
        if word not in _OPTIONS:
            faulty.note("searchOptionList", f"The value {word!r} is not valid.")
    faulty.refuse()
    part = part_of(desk, ask)
    locale = locale_of(ask.headers)
    found = [
        _recommended(other, variation, locale)
        for other in _near(desk, part)
        if all(_OPTIONS[word](other) for word in options)
        for variation in _packed(other, collapsed=_COLLAPSE in options)
        if not (no_marketplace and variation.supplier)
    ]
    return {
        "Recommendations": [
            {
                "ProductNumber": ask.params["productNumber"],
                "RecommendedProducts": found[:limit],
                "SearchLocaleUsed": locale.echo(),
            }
        ]
    }


def _near(desk: Desk, part: Part) -> Iterator[Part]:
    """What goes with it, then what could be bought instead; none of them twice."""
    seen = {part.index}
    for find in (relatives.companions, relatives.mates, relatives.uses):
        for other in find(desk.catalogue, part):
            if other.index not in seen:
                seen.add(other.index)
                yield other
    for _, other in relatives.substitutes(desk.catalogue, part):
        if other.index not in seen:
            seen.add(other.index)
            yield other


def _packed(part: Part, *, collapsed: bool) -> list[Variation]:
    return [_first(part)] if collapsed else [each for each in part.variations if each.breaks]


def _recommended(part: Part, variation: Variation, locale: Locale) -> Json:
    """RecommendedProduct. Here a unit price is a number, and the maker only a name."""
    price = money.price(_unit_units(variation), locale.currency)
    return {
        "DigiKeyProductNumber": variation.number,
        "ManufacturerProductNumber": part.mpn,
        "ManufacturerName": part.maker.name,
        "PrimaryPhoto": shapes.photo(part),
        "ProductDescription": part.core.description,
        "QuantityAvailable": variation.stock,
        "UnitPrice": money.number(price),
        "ProductUrl": shapes.address(part),
        "OtherNames": shapes.other_names(part),
    }


# -- media -------------------------------------------------------------------------------------


def media_links(desk: Desk, ask: Ask) -> Json:
    """MediaResponse; 404 where there are none."""
    found = media.of_part(part_of(desk, ask))
    if not found:
        raise Refused(404, "Not Found", "There is no media for the requested product")
    return {"MediaLinks": found}


_PRODUCT = "/products/v4/search/{productNumber}"

ENDPOINTS: tuple[Endpoint, ...] = tuple(
    Endpoint("GET", f"{_PRODUCT}/{name}", "products", "problem", False, answer)
    for name, answer in (
        ("substitutions", substitutions),
        ("alternatepackaging", alternate_packaging),
        ("associations", associations),
        ("recommendedproducts", recommended_products),
        ("media", media_links),
    )
)
