"""Keyword search: what is found, what filters and sorting do, and what is counted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.desk_kit import KEYWORD, Calls, Said, numbers
from vendors.sandbox import parametrics, products
from vendors.sandbox.parts.catalogue import Catalogue

RESISTORS = {"CategoryFilter": [{"Id": "52"}]}


def ids(*values: int | str) -> list[dict[str, str]]:
    return [{"Id": str(value)} for value in values]


def test_a_page_is_a_part_of_what_is_counted(calls: Calls) -> None:
    whole = calls.search("res 10k", Limit=50)
    assert whole["ProductsCount"] > 100
    second = calls.search("res 10k", Limit=20, Offset=20)
    assert numbers(second) == numbers(whole)[20:40]
    assert second["ProductsCount"] == whole["ProductsCount"]
    beyond = calls.search("res 10k", Offset=5000)
    assert (beyond["Products"], beyond["ProductsCount"]) == ([], whole["ProductsCount"])


def test_ten_products_are_shown_where_no_limit_is_asked(calls: Calls) -> None:
    assert len(calls.search("res")["Products"]) == 10


def test_own_prices_are_never_in_it(calls: Calls) -> None:
    for product in calls.search("rc0603fr-07", Limit=50)["Products"]:
        for variation in product["ProductVariations"]:
            assert variation["MyPricing"] == []
            assert variation["StandardPricing"] or variation["MinimumOrderQuantity"] == 0


def test_exact_matches_stand_apart(calls: Calls) -> None:
    by_digikey = calls.search("296-19776-6-ND")
    assert [each["ManufacturerProductNumber"] for each in by_digikey["ExactMatches"]] == ["LM358DR"]
    assert numbers(by_digikey) == ["LM358DR"]
    several = calls.search("lm324d")["ExactMatches"]
    assert {each["Manufacturer"]["Name"] for each in several} == {
        "Texas Instruments",
        "STMicroelectronics",
    }
    assert calls.search("lm358")["ExactMatches"] == []


def test_some_exact_makers_numbers_match_nothing_exactly(calls: Calls) -> None:
    catalogue = calls.desk.catalogue
    mpn = catalogue.part(3).mpn
    found = calls.search(mpn)
    assert mpn in numbers(found)
    assert found["ExactMatches"] == []
    by_digikey = calls.search(catalogue.part(3).variations[0].number)
    assert len(by_digikey["ExactMatches"]) == 1


@pytest.mark.parametrize(
    ("field", "facet", "path"),
    [
        ("ManufacturerFilter", "Manufacturers", ("Manufacturer", "Id")),
        ("StatusFilter", "Status", ("ProductStatus", "Id")),
        ("SeriesFilter", "Series", ("Series", "Id")),
    ],
)
def test_what_is_counted_is_what_the_filter_leaves(
    calls: Calls, field: str, facet: str, path: tuple[str, str]
) -> None:
    offered = calls.search("cap 10uf")["FilterOptions"][facet]
    assert len(offered) > 1
    for option in offered:
        narrowed = calls.filtered("cap 10uf", **{field: ids(option["Id"])})
        assert narrowed["ProductsCount"] == option["ProductCount"]
        assert {product[path[0]][path[1]] for product in narrowed["Products"]} == {option["Id"]}
    total = sum(option["ProductCount"] for option in offered)
    assert total == calls.search("cap 10uf")["ProductsCount"]


def test_a_part_counts_for_each_of_its_packagings(calls: Calls) -> None:
    for option in calls.search("opamp")["FilterOptions"]["Packaging"]:
        narrowed = calls.filtered("opamp", PackagingFilter=ids(option["Id"]))
        assert narrowed["ProductsCount"] == option["ProductCount"]
        for product in narrowed["Products"]:
            packs = {each["PackageType"]["Id"] for each in product["ProductVariations"]}
            assert option["Id"] in packs


def test_categories_are_counted_with_their_roots(calls: Calls) -> None:
    top = calls.search("10uf")["FilterOptions"]["TopCategories"]
    assert len(top) > 1
    for entry in top:
        for node in (entry["Category"], entry["RootCategory"]):
            narrowed = calls.filtered("10uf", CategoryFilter=ids(node["Id"]))
            assert narrowed["ProductsCount"] == node["ProductCount"]


def test_several_values_of_a_filter_add_up_and_filters_multiply(calls: Calls) -> None:
    one = calls.filtered("10k", ManufacturerFilter=ids(311))["ProductsCount"]
    other = calls.filtered("10k", ManufacturerFilter=ids(541))["ProductsCount"]
    both = calls.filtered("10k", ManufacturerFilter=ids(311, 541))["ProductsCount"]
    assert both == one + other > one
    narrow = calls.filtered("10k", ManufacturerFilter=ids(311), StatusFilter=ids(1))
    assert narrow["ProductsCount"] < one
    assert calls.filtered("10k", ManufacturerFilter=ids(424242))["ProductsCount"] == 0


def test_stock_is_what_the_product_says(calls: Calls) -> None:
    least = 1_000
    plenty = calls.filtered("bzx84", MinimumQuantityAvailable=least)
    everything = calls.filtered("bzx84")
    assert all(product["QuantityAvailable"] >= least for product in plenty["Products"])
    assert 0 < plenty["ProductsCount"] < everything["ProductsCount"]
    stocked = calls.filtered("bzx84", SearchOptions=["InStock"])["Products"]
    assert all(product["QuantityAvailable"] > 0 for product in stocked)


def test_marketplace_and_tariff_filters(calls: Calls) -> None:
    only = calls.filtered("odd", MarketPlaceFilter="MarketPlaceOnly")
    assert set(numbers(only)) == {"ODD-MARKET", "ODD-MARKET-2"}
    without = numbers(calls.filtered("odd-market", MarketPlaceFilter="ExcludeMarketPlace"))
    assert without == ["ODD-MARKET-2"]
    assert numbers(calls.filtered("odd-", TariffFilter="TariffOnly")) == ["ODD-TARIFF"]
    assert "ODD-TARIFF" not in numbers(calls.filtered("odd-", TariffFilter="ExcludeTariff"))


@pytest.mark.parametrize(
    ("option", "holds"),
    [
        ("HasDatasheet", lambda product: product["DatasheetUrl"]),
        ("HasProductPhoto", lambda product: product["PhotoUrl"]),
        ("NormallyStocking", lambda product: product["NormallyStocking"]),
        ("RohsCompliant", lambda p: p["Classifications"]["RohsStatus"] == "ROHS3 Compliant"),
        ("NonRohsCompliant", lambda p: p["Classifications"]["RohsStatus"] != "ROHS3 Compliant"),
    ],
)
def test_search_options_agree_with_the_product(calls: Calls, option: str, holds: Any) -> None:
    whole = calls.filtered("sn74hc")["Products"]
    found = calls.filtered("sn74hc", SearchOptions=[option])
    assert 0 < found["ProductsCount"] < calls.filtered("sn74hc")["ProductsCount"]
    assert all(holds(product) for product in found["Products"])
    assert not all(holds(product) for product in whole)


def _least(product: dict[str, Any]) -> int:
    sold = [each for each in product["ProductVariations"] if each["StandardPricing"]]
    return min((each["MinimumOrderQuantity"] for each in sold), default=0)


def _own_price(product: dict[str, Any]) -> Any:
    own = [each for each in product["ProductVariations"] if not each["MarketPlace"]]
    return own[0]["StandardPricing"][0]["UnitPrice"]


@pytest.mark.parametrize(
    ("words", "field", "key"),
    [
        ("lm3", "ManufacturerProductNumber", lambda p: p["ManufacturerProductNumber"].casefold()),
        ("lm358", "Manufacturer", lambda p: p["Manufacturer"]["Name"].casefold()),
        ("lm3", "QuantityAvailable", lambda p: p["QuantityAvailable"]),
        ("odd-", "ProductStatus", lambda p: p["ProductStatus"]["Id"]),
        ("odd-", "MinimumQuantity", _least),
        ("opa2", "Price", _own_price),
        (
            "lm358",
            "DigiKeyProductNumber",
            lambda p: p["ProductVariations"][0]["DigiKeyProductNumber"].casefold(),
        ),
    ],
)
def test_sorting(calls: Calls, words: str, field: str, key: Any) -> None:
    for order in ("Ascending", "Descending"):
        found = calls.search(words, Limit=50, SortOptions={"Field": field, "SortOrder": order})
        keys = [key(product) for product in found["Products"]]
        assert len(set(keys)) > 1
        assert keys == sorted(keys, reverse=order == "Descending")


@pytest.mark.parametrize("field", ["Packaging", "Supplier", "None"])
def test_sorting_loses_nothing(calls: Calls, field: str) -> None:
    found = calls.search("odd-", Limit=50, SortOptions={"Field": field, "SortOrder": "Descending"})
    assert sorted(numbers(found)) == sorted(numbers(calls.search("odd-", Limit=50)))


def test_sorting_by_the_price_of_a_standard_package(calls: Calls) -> None:
    by_reel = {"Field": "PriceManufacturerStandardPackage", "SortOrder": "Ascending"}
    reels = [
        variation["StandardPricing"][0]["UnitPrice"]
        for product in calls.search("rn73h 1k", Limit=50, SortOptions=by_reel)["Products"]
        for variation in product["ProductVariations"]
        if variation["PackageType"]["Id"] == 1
    ]
    assert len(set(reels)) > 1
    assert reels == sorted(reels)


# -- parameters --------------------------------------------------------------------------------


def parametric(category: Any = "52", parameter: Any = 2085, *values: Any) -> dict[str, Any]:
    return {
        "CategoryFilter": {"Id": category},
        "ParameterFilters": [{"ParameterId": parameter, "FilterValues": ids(*values)}],
    }


def test_parameters_are_offered_and_counted_within_one_category(calls: Calls) -> None:
    assert calls.search("10uf")["FilterOptions"]["ParametricFilters"] == []
    offered = calls.filtered("4.7k", **RESISTORS)["FilterOptions"]["ParametricFilters"]
    assert {each["ParameterName"] for each in offered} >= {"Resistance", "Tolerance"}
    for each in offered:
        assert each["Category"]["Id"] == 52
        for value in each["FilterValues"][:3]:
            asked = parametric("52", each["ParameterId"], value["ValueId"])
            narrowed = calls.filtered("4.7k", ParameterFilterRequest=asked)
            assert narrowed["ProductsCount"] == value["ProductCount"]
            for product in narrowed["Products"]:
                shown = {one["ParameterId"]: one for one in product["Parameters"]}
                assert shown[each["ParameterId"]]["ValueText"] == value["ValueName"]


def test_quantities_go_by_their_text_and_are_said_to_be_applied(calls: Calls) -> None:
    asked = parametric("52", 2085, "10 kOhms", "4.7 kOhms")
    found = calls.filtered("", ParameterFilterRequest=asked)
    assert found["ProductsCount"] > 10
    values = {
        one["ValueText"]
        for product in found["Products"]
        for one in product["Parameters"]
        if one["ParameterId"] == 2085
    }
    assert values <= {"10 kOhms", "4.7 kOhms"}
    assert [each["Id"] for each in found["AppliedParametricFiltersDto"]] == [2085]


@pytest.mark.parametrize(
    "malformed",
    [
        [],
        {},
        "52",
        {"ParameterFilters": [{"ParameterId": 2085, "FilterValues": ids("10 kOhms")}]},
        {"CategoryFilter": ids(52), "ParameterFilters": []},
        {"CategoryFilter": {"Id": 52}, "ParameterFilters": []},
        {"CategoryFilter": {"Id": "52"}, "ParameterFilters": [{"ParameterId": 2085}]},
        parametric("52", "2085", "10 kOhms"),
        parametric("52", 2085),
        parametric("52", 424242, "10 kOhms"),
        parametric("424242", 2085, "10 kOhms"),
        {
            "CategoryFilter": {"Id": "52"},
            "ParameterFilters": [{"ParameterId": 2085, "FilterValues": [{"Id": 1}]}],
        },
    ],
)
def test_a_malformed_parametric_filter_is_ignored(calls: Calls, malformed: Any) -> None:
    found = calls.filtered("10k", ParameterFilterRequest=malformed)
    assert found["ProductsCount"] == calls.search("10k")["ProductsCount"]
    assert found["AppliedParametricFiltersDto"] == []


def test_fields_of_another_time_are_ignored(calls: Calls) -> None:
    old = {"RecordCount": 3, "Filters": {"CategoryIds": [1]}, "ManufacturerId": 9}
    assert numbers(calls.search("10k", **old)) == numbers(calls.search("10k"))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Keywords": "x" * 251}, "Keywords"),
        ({"Keywords": 7}, "Keywords"),
        ({"Limit": 0}, "Limit"),
        ({"Limit": 51}, "Limit"),
        ({"Limit": "10"}, "Limit"),
        ({"Offset": -1}, "Offset"),
        ({"SortOptions": {"Field": "Stock"}}, "SortOptions.Field"),
        ({"SortOptions": {"SortOrder": "Up"}}, "SortOptions.SortOrder"),
        (
            {"FilterOptionsRequest": {"MarketPlaceFilter": "No"}},
            "FilterOptionsRequest.MarketPlaceFilter",
        ),
        (
            {"FilterOptionsRequest": {"SearchOptions": ["Cheap"]}},
            "FilterOptionsRequest.SearchOptions",
        ),
        (
            {"FilterOptionsRequest": {"ManufacturerFilter": [311]}},
            "FilterOptionsRequest.ManufacturerFilter[0]",
        ),
    ],
)
def test_what_breaks_a_bound_is_refused(calls: Calls, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Said) as caught:
        calls.search(**{"words": "10k", **changes})
    assert caught.value.status == 400
    assert list(caught.value.body["errors"]) == [field]


def test_250_letters_are_allowed(calls: Calls) -> None:
    assert calls.search("x" * 250)["ProductsCount"] == 0


@pytest.mark.parametrize("body", [[], "LM358", 7])
def test_a_body_that_is_no_object_is_refused(calls: Calls, body: Any) -> None:
    with pytest.raises(Said) as caught:
        calls.call("POST", KEYWORD, body)
    assert caught.value.status == 400


def test_warming_leaves_nothing_for_the_first_search(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue()
    products.warm(catalogue)
    assert "_index" in vars(catalogue)
    monkeypatch.setattr(parametrics, "Column", None)
    assert parametrics.columns(catalogue)
