"""A part as Product Information v4 spells it, with every property the specification lists.

The nulls, the prices of 0 and the spellings that differ between the two answers are the vendor's
(our facts page, traps 11 to 24).
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from vendors.sandbox import money, traits, world
from vendors.sandbox.ids import series_id, value_id
from vendors.sandbox.locales import Locale
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Catalogue, Part
from vendors.sandbox.parts.terms import Variation

Json = dict[str, Any]

_GERMAN = {0: "Aktiv", 1: "Obsolet", 2: "Nicht mehr verfügbar bei Digi-Key",
           4: "Letzte Bestellung", 7: "Nicht für Neukonstruktionen"}  # fmt: skip


def available(part: Part) -> int:
    """Pieces that can be had: the pool of all own packagings, else what a supplier has."""
    own = part.stock if part.core.packs else 0
    return own or sum(each.stock for each in part.variations if each.supplier)


@lru_cache(maxsize=8192)
def price_breaks(breaks: tuple[tuple[int, int], ...], currency: str) -> list[Json]:
    """Unit prices to five decimals; totals are the exact product, not rounded."""
    found: list[Json] = []
    for many, units in breaks:
        each = money.price(units, currency)
        found.append(
            {
                "BreakQuantity": many,
                "UnitPrice": money.number(each),
                "TotalPrice": money.number(each * many),
            }
        )
    return found


def fee(variation: Variation, currency: str) -> Decimal:
    """The reeling fee of one line; kept in US cents."""
    return money.cents(money.price(variation.fee * money.UNITS // 100, currency))


def package_type(pack: str) -> Json:
    id_, name = taxonomy.PACKAGINGS[pack]
    return {"Id": id_, "Name": name}


def address(part: Part) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", part.maker.name.lower()).strip("-")
    number = quote(part.mpn, safe="")
    return f"{world.BASE_URL}/en/products/detail/{slug}/{number}/{10_000_000 + part.index}"


def host() -> str:
    """Where papers and pictures lie. They come without a scheme."""
    return "//mm." + world.BASE_URL.removeprefix("http://")


def data_sheet(part: Part) -> str | None:
    return f"{host()}/Volume0/{part.index}.pdf" if traits.has_datasheet(part.index) else None


def photo(part: Part) -> str | None:
    return f"{host()}/photos/{part.index}.jpg" if traits.has_photo(part.index) else None


def maker(part: Part) -> Json:
    return {"Id": part.maker.id, "Name": part.maker.name}


def description(part: Part) -> Json:
    return {
        "ProductDescription": part.core.description,
        "DetailedDescription": part.detail(),
    }


def _my_breaks(part: Part, variation: Variation, currency: str, own: bool) -> list[Json]:
    """The account's own prices, and none where it has none: then the standard ones hold."""
    if not own or not part.own_prices or variation.supplier:
        return []
    return price_breaks(part.breaks(variation, own=True), currency)


def variation(part: Part, one: Variation, locale: Locale, *, own: bool) -> Json:
    """ProductVariation."""
    supplier = taxonomy.MAKERS[one.supplier] if one.supplier else None
    return {
        "DigiKeyProductNumber": one.number,
        "PackageType": package_type(one.pack),
        "StandardPricing": price_breaks(one.breaks, locale.currency),
        "MyPricing": _my_breaks(part, one, locale.currency, own),
        "MarketPlace": one.supplier is not None,
        "TariffActive": part.tariff,
        "Supplier": {
            "Id": supplier.id if supplier else 0,
            "Name": supplier.name if supplier else "",
        },
        "QuantityAvailableforPackageType": one.stock,
        "MaxQuantityForDistribution": one.maximum,
        "MinimumOrderQuantity": one.moq,
        "StandardPackage": one.standard_package,
        "DigiReelFee": money.number(fee(one, locale.currency)),
    }


@lru_cache(maxsize=2)
def category_counts(catalogue: Catalogue) -> Counter[int]:
    """Parts of each category, and of each root."""
    counts: Counter[int] = Counter()
    for family in catalogue.families:
        counts[family.category] += family.count
        counts[-taxonomy.CATEGORIES[family.category][0]] += family.count
    return counts


@lru_cache(maxsize=2)
def new_counts(catalogue: Catalogue) -> Counter[int]:
    """As `category_counts`, of the new parts only."""
    counts: Counter[int] = Counter()
    for category, (root, _) in taxonomy.CATEGORIES.items():
        ranges = catalogue.of_category(category)
        counts[category] = sum(traits.is_new(index) for each in ranges for index in each)
        counts[-root] += counts[category]
    return counts


def _node(catalogue: Catalogue, id_: int, parent: int, name: str, children: list[Json]) -> Json:
    counts, new = category_counts(catalogue), new_counts(catalogue)
    return {
        "CategoryId": id_,
        "ParentId": parent,
        "Name": name,
        "ProductCount": counts[id_] if parent else counts[-id_],
        "NewProductCount": new[id_] if parent else new[-id_],
        "ImageUrl": "",
        "SeoDescription": "",
        "ChildCategories": children,
    }


def _category(catalogue: Catalogue, part: Part) -> Json:
    """From the root down to the part's own category."""
    root, name = taxonomy.CATEGORIES[part.family.category]
    own = _node(catalogue, part.family.category, root, name, [])
    return _node(catalogue, root, 0, taxonomy.ROOTS[root], [own])


def _base(part: Part) -> Json | None:
    """Where a part has no base number, that is said in either of two ways."""
    if part.core.base is None:
        return None if part.index % 2 else {"Id": None, "Name": None}
    return {"Id": series_id(part.core.base), "Name": part.core.base}


def _parameters(part: Part) -> list[Json]:
    return [
        {
            "ParameterId": id_,
            "ParameterText": taxonomy.PARAMETERS[id_][0],
            "ParameterType": taxonomy.PARAMETERS[id_][1],
            "ValueId": value_id(id_, text),
            "ValueText": text,
        }
        for id_, text in part.core.parameters
    ]


def _classifications(part: Part) -> Json:
    customs, control, moisture = traits.codes(part.family.category)
    return {
        "ReachStatus": "REACH Unaffected",
        "RohsStatus": "ROHS3 Compliant" if traits.is_rohs(part.index) else "RoHS non-compliant",
        "MoistureSensitivityLevel": moisture,
        "ExportControlClassNumber": control,
        "HtsusCode": customs,
    }


def _status(part: Part, language: str) -> Json:
    """The number is the same in every language, the text is not."""
    texts = _GERMAN if language.lower() == "de" else taxonomy.STATUSES
    return {"Id": part.status, "Status": texts[part.status]}


def other_names(part: Part) -> list[str]:
    return [f"{part.mpn}-OLD"] if part.index % 13 == 4 else []


def product(catalogue: Catalogue, part: Part, locale: Locale, *, own: bool) -> Json:
    """Product. `own`: with the account's prices where it has some."""
    index = part.index
    last_buy = part.status == taxonomy.LAST_TIME_BUY
    return {
        "Description": description(part),
        "Manufacturer": maker(part),
        "ManufacturerProductNumber": part.mpn,
        "UnitPrice": money.number(money.price(part.unit_price, locale.currency)),
        "ProductUrl": address(part),
        "DatasheetUrl": data_sheet(part),
        "PhotoUrl": photo(part) or "",
        "ProductVariations": [variation(part, each, locale, own=own) for each in part.variations],
        "QuantityAvailable": available(part),
        "ProductStatus": _status(part, locale.language),
        "BackOrderNotAllowed": not part.backorder,
        "NormallyStocking": traits.is_normally_stocking(index, part.status),
        "Discontinued": part.status == taxonomy.DISCONTINUED,
        "EndOfLife": part.status in (taxonomy.OBSOLETE, taxonomy.LAST_TIME_BUY),
        "Ncnr": part.ncnr,
        "PrimaryVideoUrl": None if index % 3 else "",
        "Parameters": _parameters(part),
        "BaseProductNumber": _base(part),
        "Category": _category(catalogue, part),
        "DateLastBuyChance": "2027-06-30T00:00:00Z" if last_buy else None,
        "ManufacturerLeadWeeks": part.lead_weeks,
        "ManufacturerPublicQuantity": 0 if index % 4 else part.core.reel,
        "Series": {"Id": series_id(part.family.series), "Name": part.family.series},
        "ShippingInfo": None,
        "Classifications": _classifications(part),
        "OtherNames": other_names(part),
    }


def _pricing_variation(part: Part, one: Variation, currency: str, own: bool) -> Json:
    """ProductPricingVariation; three names differ from those of ProductVariation."""
    return {
        "DigiKeyProductNumber": one.number,
        "QuantityAvailableforPackageType": one.stock,
        "MinimumOrderQuantity": one.moq,
        "MaxQuantityForDistribution": one.maximum,
        "PackageType": package_type(one.pack),
        "MarketPlace": one.supplier is not None,
        "StandardPricing": price_breaks(one.breaks, currency),
        "MyPricing": _my_breaks(part, one, currency, own),
        "IsTariffActive": part.tariff,
        "DigiReelingFee": money.number(fee(one, currency)),
    }


def pricing(part: Part, locale: Locale, *, own: bool, marketplace: bool) -> Json:
    """ProductPricing. `marketplace`: with the offers of marketplace suppliers."""
    customs, control, moisture = traits.codes(part.family.category)
    root = taxonomy.CATEGORIES[part.family.category][0]
    return {
        "ManufacturerProductNumber": part.mpn,
        "Manufacturer": maker(part),
        "Description": description(part),
        "QuantityAvailable": available(part),
        "ProductUrl": address(part),
        "IsDiscontinued": part.status == taxonomy.DISCONTINUED,
        "NormallyStocking": traits.is_normally_stocking(part.index, part.status),
        "IsObsolete": part.status == taxonomy.OBSOLETE,
        "ManufacturerLeadWeeks": part.lead_weeks,
        "ManufacturerPublicQuantity": 0 if part.index % 4 else part.core.reel,
        "StandardPackage": part.core.reel,
        "ExportControlClassNumber": control,
        "HtsusCode": customs,
        "MoistureSensitivityLevel": moisture,
        "IsBoNotAllowed": not part.backorder,
        "IsNcnr": part.ncnr,
        "Categories": [{"CategoryId": root, "Level": 1, "Name": taxonomy.ROOTS[root]}],
        "ContainsLithium": False,
        "ContainsMercury": False,
        "IsEndOfLife": part.status in (taxonomy.OBSOLETE, taxonomy.LAST_TIME_BUY),
        "OtherNames": other_names(part),
        "ProductVariations": [
            _pricing_variation(part, each, locale.currency, own)
            for each in part.variations
            if marketplace or not each.supplier
        ],
    }
