"""A search as it is asked: every filter in the one place where it is not ignored."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from tests.contract.models import WORDS
from tests.vendors.kit import EMPTY, desk
from vendors.details import Filters
from vendors.digikey.query import (
    Marketplace,
    SearchOption,
    SortField,
    Tariff,
    keyword_request,
)
from vendors.errors import Invalid


async def body(**asked: Any) -> Any:
    """What goes over the wire; the vendor of these tests holds it against its description."""
    here = desk(EMPTY)
    await here.digikey.keyword_search("res 10k", **asked)
    return here.vendor.body()


async def test_a_plain_search_says_no_more_than_it_has_to() -> None:
    """RecordCount and flat filters of an older version are ignored, and everything comes back."""
    assert await body() == {"Keywords": "res 10k", "Limit": 50, "Offset": 0}
    assert await body(limit=1, offset=150) == {"Keywords": "res 10k", "Limit": 1, "Offset": 150}


async def test_every_filter_lies_where_the_vendor_looks_for_it() -> None:
    everything = Filters(
        manufacturers=("296", "10"),
        categories=("52",),
        statuses=("0",),
        packagings=("2", "243"),
        series=("9",),
        marketplace="ExcludeMarketPlace",
        tariff="ExcludeTariff",
        minimum_available=100,
        options=("InStock", "RohsCompliant"),
        parameter_category="52",
        parameters=((2085, ("470 µF", "1 kOhms")), (3, ("u1",))),
    )
    assert (await body(filters=everything))["FilterOptionsRequest"] == {
        "ManufacturerFilter": [{"Id": "296"}, {"Id": "10"}],
        "CategoryFilter": [{"Id": "52"}],
        "StatusFilter": [{"Id": "0"}],
        "PackagingFilter": [{"Id": "2"}, {"Id": "243"}],
        "MarketPlaceFilter": "ExcludeMarketPlace",
        "TariffFilter": "ExcludeTariff",
        "SeriesFilter": [{"Id": "9"}],
        "MinimumQuantityAvailable": 100,
        "ParameterFilterRequest": {
            "CategoryFilter": {"Id": "52"},
            "ParameterFilters": [
                {"ParameterId": 2085, "FilterValues": [{"Id": "470 µF"}, {"Id": "1 kOhms"}]},
                {"ParameterId": 3, "FilterValues": [{"Id": "u1"}]},
            ],
        },
        "SearchOptions": ["InStock", "RohsCompliant"],
    }


async def test_a_filter_that_is_not_set_is_not_there() -> None:
    assert (await body(filters=Filters(tariff="None")))["FilterOptionsRequest"] == {
        "TariffFilter": "None"
    }


@pytest.mark.parametrize("descending", [False, True])
async def test_an_order_has_a_direction(descending: bool) -> None:
    assert (await body(sort="Price", descending=descending))["SortOptions"] == {
        "Field": "Price",
        "SortOrder": "Descending" if descending else "Ascending",
    }


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (Marketplace, "marketplace"),
        (Tariff, "tariff"),
        (SearchOption, "search option"),
        (SortField, "sort field"),
    ],
)
def test_the_words_are_the_vendors_own(words: Any, name: str) -> None:
    assert set(get_args(words)) == set(WORDS[name].split())


@pytest.mark.parametrize(
    "asked",
    [
        {"words": "x" * 251},
        {"words": "a\x00b"},
        {"words": "\ud800"},
        {"words": "\u202eabc"},
        {"limit": 0},
        {"limit": 51},
        {"offset": -1},
        {"filters": Filters(parameters=((1, ("a",)),))},
        {"filters": Filters(parameter_category="52")},
    ],
)
def test_what_would_be_ignored_or_refused_is_not_asked(asked: dict[str, Any]) -> None:
    """A filter in the wrong place brings back the whole catalogue, with 200."""
    with pytest.raises(Invalid):
        keyword_request(**{"words": "x", **asked})


def test_the_longest_words_and_pages_are_asked() -> None:
    made = keyword_request("Ω" * 250, limit=50, offset=10_000)
    assert (len(made.Keywords), made.Limit, made.Offset) == (250, 50, 10_000)


async def test_words_go_as_they_were_typed() -> None:
    here = desk(EMPTY)
    await here.digikey.search('10 kΩ ±1% "0603" /NOPB')
    assert here.vendor.body()["Keywords"] == '10 kΩ ±1% "0603" /NOPB'
    assert "10 kΩ".encode() in here.vendor.asked[0].content
