"""What the sandbox answers about all that surrounds a part, held against every specification."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.contract import models
from tests.contract.bench import JSON, PRODUCT, Bench, product
from tests.contract.referee import Answered
from vendors.sandbox import around, lists, media, notices, quantities, world
from vendors.sandbox.parts import taxonomy

NOTICES = "/ChangeNotifications/v3/Products"
OF_PART = ("substitutions", "alternatepackaging", "associations", "recommendedproducts?limit=9")
AROUND = (*lists.ENDPOINTS, *quantities.ENDPOINTS, *around.ENDPOINTS, *notices.ENDPOINTS)


def by_quantity(number: str, many: int | str) -> str:
    return product(number, f"pricingbyquantity/{many}")


def digi_reel(number: str, many: int | str) -> str:
    return product(number, f"digireelpricing?requestedQuantity={many}")


def noticed(bench: Bench) -> list[str]:
    """DigiKey numbers of parts with change notices."""
    catalogue = bench.calls.desk.catalogue
    parts = (catalogue.part(index) for index in range(0, len(catalogue), 13))
    return [part.variations[0].number for part in parts if notices.of_part(part)]


def recommending_other_names(bench: Bench) -> str:
    """A call whose first recommendation has other names, as few parts have."""
    catalogue = bench.calls.desk.catalogue
    for index in range(200, len(catalogue)):
        part = catalogue.part(index)
        url = product(part.variations[0].number, "recommendedproducts?limit=2")
        (found,) = bench.calls.get(url)["Recommendations"]
        if any(each["OtherNames"] for each in found["RecommendedProducts"][:1]):
            return url
    raise LookupError("nothing with other names is ever recommended")


def test_all_of_it_for_parts_of_every_kind(bench: Bench) -> None:
    """All the oddities, which have few relatives, and a sample of everything else."""
    catalogue = bench.calls.desk.catalogue
    without_media = 0
    for index in (*catalogue.oddities, *range(3, len(catalogue), 2011)):
        part = catalogue.part(index)
        number = part.variations[-1].number
        odd = index in catalogue.oddities
        for what in OF_PART[1:2] if odd else OF_PART:
            bench.get(product(number, what), user=None)
        for many in (5001,) if odd else (1, 5001, 2**31 - 1):
            found = bench.get(by_quantity(number, many))
            assert found["ManufacturerPartNumber"] == part.mpn
        if media.of_part(part):
            assert bench.get(product(number, "media"))["MediaLinks"]
        else:
            bench.refused(404, "GET", product(number, "media"))
            without_media += 1
        if part.variations[-1].pack == "DKR" and part.variations[-1].breaks:
            bench.get(digi_reel(number, 500))
    assert without_media


@pytest.mark.parametrize("site", ["US", "DE", "JP", "KR", "HU", "XX"])
def test_in_every_kind_of_money(bench: Bench, site: str) -> None:
    locale = {"X-DIGIKEY-Locale-Site": site, "X-DIGIKEY-Locale-Language": "de"}
    account = {**locale, "X-DIGIKEY-Account-Id": str(world.ACCOUNT_ID)}
    for number in ("296-19776-6-ND", "541-10.0KHDKR-ND"):
        bench.get(by_quantity(number, 999_999), headers=account, user=None)
        bench.get(digi_reel(number, 999_999), headers=account, user=None)
        for what in OF_PART:
            bench.get(product(number, what), headers=locale)
    bench.get(f"{PRODUCT}/manufacturers", headers=locale, user=None)


def test_categories_and_makers(bench: Bench) -> None:
    assert bench.get(f"{PRODUCT}/manufacturers")["Manufacturers"]
    assert bench.get(f"{PRODUCT}/categories")["Categories"]
    for category in (*taxonomy.ROOTS, *taxonomy.CATEGORIES):
        bench.get(f"{PRODUCT}/categories/{category}")


def test_notices_of_parts_of_every_kind(bench: Bench) -> None:
    found = noticed(bench)
    assert len(found) > 20
    headers = {"X-DIGIKEY-Locale-ShipToCountry": "DE", "X-DIGIKEY-Locale-Site": "DE"}
    for number in found[:60]:
        bench.get(f"{NOTICES}/{quote(number, safe='')}?Includes=DigiKeyPartNumber", headers=headers)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("search option", lambda word: {"FilterOptionsRequest": {"SearchOptions": [word]}}),
        ("marketplace", lambda word: {"FilterOptionsRequest": {"MarketPlaceFilter": word}}),
        ("tariff", lambda word: {"FilterOptionsRequest": {"TariffFilter": word}}),
        ("sort field", lambda word: {"SortOptions": {"Field": word, "SortOrder": "Descending"}}),
        ("direction", lambda word: {"SortOptions": {"Field": "Price", "SortOrder": word}}),
    ],
)
def test_a_search_knows_every_word_of_the_specification(
    bench: Bench, words: str, asked: Callable[[str], dict[str, Any]]
) -> None:
    for word in models.WORDS[words].split():
        found = bench.search(Keywords="conn header", Limit=1, **asked(word))
        # No part of the sandbox is of the outpost.
        assert (found["ProductsCount"] > 0) is (word != "ChipOutpost"), word


REFUSALS = [
    *((404, product("NO-SUCH", what)) for what in (*OF_PART, "media", "pricingbyquantity/7")),
    (404, digi_reel("NO-SUCH", 100)),
    *((400, by_quantity("LM358DR", many)) for many in (0, -1, "1.5", "many", 2**31)),
    *((400, digi_reel("296-19776-6-ND", many)) for many in (0, -1, "x")),
    (400, product("296-19776-6-ND", "digireelpricing")),
    (400, digi_reel("296-19776-1-ND", 100)),
    (400, digi_reel("LM358DR", 100)),
    (400, product("LM358DR", "recommendedproducts?limit=0")),
    (400, product("LM358DR", "recommendedproducts?searchOptionList=InStock,Cheap")),
    (400, product("LM358DR", "recommendedproducts?excludeMarketPlaceProducts=perhaps")),
    (404, f"{PRODUCT}/categories/424242"),
    (400, f"{PRODUCT}/categories/all"),
    (404, f"{NOTICES}/NO-SUCH"),
    (404, f"{NOTICES}/296-19776-1-ND"),
]


@pytest.mark.parametrize(("status", "url"), REFUSALS, ids=lambda value: str(value)[-50:])
def test_refusals(bench: Bench, status: int, url: str) -> None:
    bench.refused(status, "GET", url)


def _shown(bench: Bench) -> dict[str, list[str]]:
    """By endpoint: calls that together show as much of the answer as there can be."""
    own_prices = "311-5.23LRCT-ND"
    return {
        "pricingbyquantity/{requestedQuantity}": [by_quantity(own_prices, 10_001)],
        "digireelpricing": [digi_reel("311-5.23LRDKR-ND", 100)],
        "substitutions": [product(own_prices, "substitutions")],
        "alternatepackaging": [product(own_prices, "alternatepackaging")],
        # No part has all four kinds.
        "associations": [
            product(mpn, "associations")
            for mpn in ("RC0603FR-0710KL", "B4B-XH-A", "XHP-4", "STM32F103C8T6")
        ],
        "recommendedproducts": [recommending_other_names(bench)],
        "media": [product("LM358DR", "media")],
        "manufacturers": [f"{PRODUCT}/manufacturers"],
        "categories": [f"{PRODUCT}/categories"],
        "categories/{categoryId}": [f"{PRODUCT}/categories/{id_}" for id_ in (20, 52)],
        "Products/{DigiKeyPartNumber}": [
            f"{NOTICES}/{quote(number, safe='')}" for number in noticed(bench)[:1]
        ],
    }


def test_every_property_of_the_specifications_is_in_the_answers(bench: Bench) -> None:
    shown = _shown(bench)
    bases = (f"{PRODUCT}/{{productNumber}}/", f"{PRODUCT}/", "/ChangeNotifications/v3/")
    names = set()
    for endpoint in AROUND:
        base = next(each for each in bases if endpoint.path.startswith(each))
        name = endpoint.path.removeprefix(base)
        names.add(name)
        lacking = [bench.lacking("GET", url) for url in shown[name]]
        assert sorted(set.intersection(*lacking)) == [], name
    assert names == shown.keys()


@pytest.mark.parametrize(
    ("url", "right", "wrong"),
    [
        (by_quantity("LM358DR", 7), "ManufacturerPartNumber", "ManufacturerProductNumber"),
        (by_quantity("LM358DR", 7), '"Marketplace"', '"MarketPlace"'),
        (product("LM358DR", "alternatepackaging"), "AlternatePackaging", "Packagings"),
        (product("LM358DR", "substitutions"), '"UnitPrice":"', '"UnitPrice":0,"Was":"'),
        (f"{PRODUCT}/categories", "Children", "ChildCategories"),
    ],
)
def test_a_planted_misspelling_is_found(bench: Bench, url: str, right: str, wrong: str) -> None:
    """Each of these is right in another answer of the same API."""
    content = bench.calls.raw("GET", url)
    spoilt = content.replace(right.encode(), wrong.encode())
    assert spoilt != content
    asked = bench.asked("GET", url, None, {})
    assert bench.referee.judge_answer(asked, Answered(200, JSON, content)) == []
    assert bench.referee.judge_answer(asked, Answered(200, JSON, spoilt)) != []
    assert json.loads(spoilt)
