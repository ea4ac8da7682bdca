"""Manufacturers and categories, which are those of the products and of a search's filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.desk_kit import Calls, Json, Said
from vendors.sandbox import shapes

LISTS = "/products/v4/search"


def makers(calls: Calls) -> dict[int, str]:
    found = calls.get(f"{LISTS}/manufacturers")["Manufacturers"]
    return {each["Id"]: each["Name"] for each in found}


def tree(calls: Calls) -> list[Json]:
    found: list[Json] = calls.get(f"{LISTS}/categories")["Categories"]
    return found


def every(categories: list[Json]) -> Iterator[Json]:
    for each in categories:
        yield each
        yield from every(each["Children"])


def test_every_maker_that_a_search_offers_is_listed_under_its_id(calls: Calls) -> None:
    listed = makers(calls)
    offered = calls.search("")["FilterOptions"]["Manufacturers"]
    assert len(offered) > 30
    for each in offered:
        assert listed[each["Id"]] == each["Value"]


def test_a_maker_of_the_list_filters(calls: Calls) -> None:
    for id_, name in makers(calls).items():
        found = calls.filtered("", ManufacturerFilter=[{"Id": str(id_)}])
        assert all(each["Manufacturer"]["Name"] == name for each in found["Products"])
        # One sells what others made.
        assert found["ProductsCount"] or name.startswith("Rochester")


def test_a_supplier_of_the_marketplace_is_a_maker_of_the_list(calls: Calls) -> None:
    (found,) = calls.search("odd-market-2")["Products"]
    supplier = found["ProductVariations"][0]["Supplier"]
    assert makers(calls)[supplier["Id"]] == supplier["Name"]


def test_categories_count_what_a_search_finds(calls: Calls) -> None:
    categories = tree(calls)
    whole = calls.get(f"{LISTS}/categories")["ProductCount"]
    assert whole == calls.search("")["ProductsCount"] == sum(c["ProductCount"] for c in categories)
    for each in every(categories):
        found = calls.filtered("", CategoryFilter=[{"Id": str(each["CategoryId"])}])
        assert found["ProductsCount"] == each["ProductCount"] > 0


def test_children_know_their_parents_and_their_word_is_another_than_a_products(
    calls: Calls,
) -> None:
    for root in tree(calls):
        assert root["ParentId"] == 0
        assert root["Children"]
        for child in root["Children"]:
            assert child["ParentId"] == root["CategoryId"]
            assert child["Children"] == []
    node = calls.details("LM358DR")["Product"]["Category"]
    (own,) = node["ChildCategories"]
    listed = {each["CategoryId"]: each for each in every(tree(calls))}
    assert listed[own["CategoryId"]]["Name"] == own["Name"]
    assert listed[own["CategoryId"]]["ParentId"] == node["CategoryId"]


def test_one_category_is_the_one_of_the_list(calls: Calls) -> None:
    for each in every(tree(calls)):
        found = calls.get(f"{LISTS}/categories/{each['CategoryId']}")
        assert found["Category"] == each
        assert found["SearchLocaleUsed"]["Site"] == "US"


@pytest.mark.parametrize(("id_", "status"), [("424242", 404), ("-1", 404), ("all", 400)])
def test_a_category_that_is_none(calls: Calls, id_: str, status: int) -> None:
    with pytest.raises(Said) as caught:
        calls.get(f"{LISTS}/categories/{id_}")
    assert caught.value.status == status


def test_new_products_are_counted(calls: Calls) -> None:
    new = shapes.new_counts(calls.desk.catalogue)
    found: dict[int, Any] = {}
    for words in ("res 10k", "lm358"):
        root = calls.search(words)["Products"][0]["Category"]
        (own,) = root["ChildCategories"]
        found[own["CategoryId"]] = own["NewProductCount"]
    for id_, many in found.items():
        options: Json = {"SearchOptions": ["NewProduct"], "CategoryFilter": [{"Id": str(id_)}]}
        assert calls.filtered("", **options)["ProductsCount"] == many == new[id_]
    assert any(found.values())


# -- families ----------------------------------------------------------------------------------


def test_a_series_opens_into_its_parts(calls: Calls) -> None:
    series = calls.details("GRM188R71H104KA93D")["Product"]["Series"]
    found = calls.filtered("", SeriesFilter=[{"Id": str(series["Id"])}])
    assert found["ProductsCount"] > 100
    assert all(each["Series"] == series for each in found["Products"])


def test_a_base_number_opens_into_its_variants(calls: Calls) -> None:
    base = calls.details("STM32F103C8T6")["Product"]["BaseProductNumber"]
    assert base["Name"] == "STM32F103"
    found = calls.search(base["Name"], Limit=50)
    variants = [each for each in found["Products"] if each["BaseProductNumber"] == base]
    assert len(variants) == 50
    assert found["ProductsCount"] == 60


def test_a_part_may_have_no_series_and_no_base_number_in_either_way(calls: Calls) -> None:
    assert calls.details("LM358DR")["Product"]["Series"] == {"Id": 0, "Name": "-"}
    catalogue = calls.desk.catalogue
    said = [
        calls.details(catalogue.part(index).variations[0].number)["Product"]["BaseProductNumber"]
        for index in (2, 3)
    ]
    assert said == [{"Id": None, "Name": None}, None]


def test_a_code_may_be_null_and_a_value_a_dash(calls: Calls) -> None:
    header = calls.details("B4B-XH-A")["Product"]
    assert header["Classifications"]["MoistureSensitivityLevel"] is None
    odd = calls.details("ODD-ESC")["Product"]["Parameters"]
    assert [each["ValueText"] for each in odd if each["ParameterId"] == 16] == ["-"]
