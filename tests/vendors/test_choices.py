"""What a search may be narrowed by, as DigiKey offers it; and that all of it can be asked back."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from tests.vendors.kit import answer, desk
from tests.vendors.products import PRODUCT, USD
from vendors.details import Choice, Choices, Filters, ParameterChoice
from vendors.digikey.query import SearchOption, SortField, Tariff
from vendors.errors import Invalid

OFFERED: dict[str, Any] = {
    "Manufacturers": [{"Id": 296, "Value": "Texas Instruments", "ProductCount": 12}],
    "Packaging": [{"Id": 2, "Value": "Cut Tape (CT)", "ProductCount": 7}],
    "Status": [{"Id": 0, "Value": "Active", "ProductCount": 11}],
    "Series": [{"Id": 9, "Value": "-", "ProductCount": 3}],
    "ParametricFilters": [
        {
            "Category": {"Id": 687, "Value": "Op Amps", "ProductCount": 12},
            "ParameterType": "UnitOfMeasure",
            "ParameterId": 2085,
            "ParameterName": "Capacitance",
            "FilterValues": [
                {"ProductCount": 4, "ValueId": "470 µF", "ValueName": "470 µF"},
                {"ProductCount": 2, "ValueId": "u1", "ValueName": "1 µF", "RangeFilterType": "Min"},
            ],
        }
    ],
    "TopCategories": [
        {
            "RootCategory": {"Id": 32, "Name": "Integrated Circuits (ICs)", "ProductCount": 40},
            "Category": {"Id": 687, "Name": "Op Amps", "ProductCount": 12},
            "Score": 0.9,
            "ImageUrl": "//mm.digikey.com/x.jpg",
        }
    ],
    "MarketPlaceFilters": ["MarketPlaceOnly", "NoFilter", "a word of tomorrow"],
}


async def offered(said: Any, **more: Any) -> Choices | None:
    body = {"Products": [PRODUCT], "SearchLocaleUsed": USD, "FilterOptions": said, **more}
    return (await desk(answer(body)).digikey.search("lm358")).choices


async def test_all_that_is_offered_is_told() -> None:
    applied = [{"Id": 2085, "Text": "Capacitance", "Priority": 1}]
    assert await offered(OFFERED, AppliedParametricFiltersDto=applied) == Choices(
        makers=(Choice("296", "Texas Instruments", 12),),
        categories=(Choice("687", "Integrated Circuits (ICs) / Op Amps", 12),),
        statuses=(Choice("0", "Active", 11),),
        packagings=(Choice("2", "Cut Tape (CT)", 7),),
        series=(Choice("9", "-", 3),),
        parameters=(
            ParameterChoice(
                "2085",
                "Capacitance",
                Choice("687", "Op Amps", 12),
                "UnitOfMeasure",
                (Choice("470 µF", "470 µF", 4), Choice("u1", "1 µF", 2)),
            ),
        ),
        applied=("2085",),
        marketplaces=("NoFilter", "MarketPlaceOnly"),
        tariffs=get_args(Tariff),
        options=get_args(SearchOption),
        sorts=get_args(SortField),
    )


async def test_a_search_that_offers_nothing_says_so() -> None:
    assert await offered(None) is None
    found = await offered(dict.fromkeys(OFFERED))
    assert found is not None
    assert (found.makers, found.parameters, found.applied) == ((), (), ())


async def test_a_category_that_is_at_the_top_is_named_once() -> None:
    node = {"Id": 32, "Name": "Connectors", "ProductCount": 1}
    tops: list[Any] = [
        {"RootCategory": node, "Category": node},
        {"RootCategory": None, "Category": node},
        {"RootCategory": node, "Category": None},
    ]
    found = await offered({"TopCategories": tops})
    assert found is not None
    assert found.categories == (Choice("32", "Connectors", 1),) * 2


@pytest.mark.parametrize(
    "value",
    [
        {"Id": None, "Value": "x", "ProductCount": 1},
        {},
    ],
)
async def test_what_cannot_be_asked_back_is_not_offered(value: Any) -> None:
    found = await offered({"Manufacturers": [value]})
    assert found is not None
    assert found.makers == ()


async def test_a_value_whose_id_is_not_what_it_looks_like_is_not_offered() -> None:
    """Sent back as shown it would ask for something else; sent as it came it could be anything."""
    parameter = dict(OFFERED["ParametricFilters"][0])
    parameter["FilterValues"] = [
        {"ValueId": "a\u202eb", "ValueName": "x"},
        {"ValueId": "\x1b[2J", "ValueName": "y"},
        {"ValueId": "", "ValueName": "z"},
        {"ValueId": "1 kOhms", "ValueName": "\x1b[2J1 kOhms", "ProductCount": -1},
    ]
    found = await offered({"ParametricFilters": [parameter]})
    assert found is not None
    assert found.parameters[0].values == (Choice("1 kOhms", "\ufffd[2J1 kOhms", None),)


async def test_a_parameter_without_its_category_is_not_offered() -> None:
    """It could not be asked for: the category belongs to the question."""
    lone = {**OFFERED["ParametricFilters"][0], "Category": None}
    nameless = {**OFFERED["ParametricFilters"][0], "ParameterId": None}
    found = await offered({"ParametricFilters": [lone, nameless]})
    assert found is not None
    assert found.parameters == ()


async def test_everything_that_is_offered_can_be_asked_for() -> None:
    """Straight from the choices into the question, which is held against the specification."""
    found = await offered(OFFERED)
    assert found is not None
    parameter = found.parameters[0]
    filters = Filters(
        manufacturers=tuple(one.id for one in found.makers),
        categories=tuple(one.id for one in found.categories),
        statuses=tuple(one.id for one in found.statuses),
        packagings=tuple(one.id for one in found.packagings),
        series=tuple(one.id for one in found.series),
        parameter_category=parameter.category.id,
        parameters=((parameter.id, tuple(one.id for one in parameter.values)),),
        options=found.options,
    )
    for marketplace in found.marketplaces:
        for tariff in found.tariffs:
            for sort in found.sorts:
                here = desk(answer({}))
                asked = Filters(
                    **{
                        **{name: getattr(filters, name) for name in Filters.__slots__},
                        "marketplace": marketplace,
                        "tariff": tariff,
                    }
                )
                await here.digikey.keyword_search("x", filters=asked, sort=sort)
                sent = here.vendor.body()
                assert sent["SortOptions"]["Field"] == sort
                assert sent["FilterOptionsRequest"]["ParameterFilterRequest"] == {
                    "CategoryFilter": {"Id": "687"},
                    "ParameterFilters": [
                        {"ParameterId": 2085, "FilterValues": [{"Id": "470 µF"}, {"Id": "u1"}]}
                    ],
                }


@pytest.mark.parametrize(
    "wrong",
    [
        Filters(marketplace="excludemarketplace"),
        Filters(tariff="TariffFree"),
        Filters(options=("InStock", "Cheap")),
        Filters(minimum_available=-1),
        Filters(parameter_category="52", parameters=(("2085", ()),)),
        Filters(parameter_category="52", parameters=(("x", ("1",)),)),
        Filters(parameter_category="52", parameters=(("-1", ("1",)),)),
    ],
)
async def test_a_word_that_is_not_in_the_vendors_list_is_not_asked(wrong: Filters) -> None:
    here = desk(answer({}))
    with pytest.raises(Invalid):
        await here.digikey.keyword_search("x", filters=wrong)
    with pytest.raises(Invalid):
        await here.digikey.keyword_search("x", sort="Stock")
    assert here.vendor.asked == []
