"""What stands around a part: substitutes, packagings, associations, recommendations, media."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.desk_kit import Calls, Json, Said
from vendors.sandbox.parts.terms import WELL_KNOWN


def ask(calls: Calls, number: str, what: str, **more: Any) -> Json:
    found: Json = calls.get(f"/products/v4/search/{quote(number, safe='')}/{what}", **more)
    return found


def substitutes(calls: Calls, number: str) -> list[Json]:
    found = ask(calls, number, "substitutions")
    assert found["ProductSubstitutesCount"] == len(found["ProductSubstitutes"])
    listed: list[Json] = found["ProductSubstitutes"]
    return listed


def mpns(found: list[Json]) -> list[str]:
    return [each["ManufacturerProductNumber"] for each in found]


def value(calls: Calls, number: str, parameter: int) -> str:
    texts = {
        each["ParameterId"]: each["ValueText"]
        for each in calls.details(number)["Product"]["Parameters"]
    }
    text: str = texts[parameter]
    return text


def resolved(calls: Calls, found: list[Json]) -> None:
    """Each entry of a list is a part that its number leads to, with the same facts."""
    for each in found:
        product = calls.details(each["DigiKeyProductNumber"])["Product"]
        assert product["ManufacturerProductNumber"] == each["ManufacturerProductNumber"]
        assert product["Manufacturer"] == each["Manufacturer"]
        assert product["ProductUrl"] == each["ProductUrl"]
        (variation,) = (
            one
            for one in product["ProductVariations"]
            if one["DigiKeyProductNumber"] == each["DigiKeyProductNumber"]
        )
        unit = [one["UnitPrice"] for one in variation["StandardPricing"]] or [Decimal(0)]
        # A text here, and a number there.
        assert isinstance(each["UnitPrice"], str)
        assert Decimal(each["UnitPrice"]) == unit[0]


# -- substitutes -------------------------------------------------------------------------------


def test_a_resistor_is_replaced_by_one_of_its_value_and_size(calls: Calls) -> None:
    found = substitutes(calls, "RC0603FR-0710KL")
    kinds = {each["ManufacturerProductNumber"]: each["SubstituteType"] for each in found}
    assert kinds["CRCW060310K0FKEA"] == kinds["ERJ-3EKF1002V"] == "Direct"
    assert kinds["RC0603JR-0710KL"] == "Similar"
    assert "RC0603FR-0710KL" not in kinds
    for mpn in kinds:
        assert value(calls, mpn, 2085) == "10 kOhms"
        assert value(calls, mpn, 16) == "0603 (1608 Metric)"
    resolved(calls, found)


def test_a_higher_voltage_is_an_upgrade_and_a_lower_one_only_similar(calls: Calls) -> None:
    for each in substitutes(calls, "GRM188R71H104KA93D"):
        volts = float(value(calls, each["DigiKeyProductNumber"], 14).removesuffix("V"))
        kind = each["SubstituteType"]
        if kind == "Upgrade":
            assert volts > 50
        elif kind == "Direct":
            assert volts == 50
    kinds = Counter(each["SubstituteType"] for each in substitutes(calls, "GRM188R71H104KA93D"))
    assert set(kinds) == {"Direct", "Upgrade", "Similar"}


def test_a_circuit_is_replaced_by_the_second_source(calls: Calls) -> None:
    direct = [each for each in substitutes(calls, "LM358DR") if each["SubstituteType"] == "Direct"]
    assert mpns(direct) == ["LM358DR2G"]


def test_what_is_no_longer_made_has_what_its_maker_recommends(calls: Calls) -> None:
    catalogue = calls.desk.catalogue
    recommended = 0
    for index in range(0, len(catalogue), 17):
        part = catalogue.part(index)
        if part.status:
            for each in substitutes(calls, part.variations[0].number):
                if each["SubstituteType"] == "MFR Recommended":
                    assert each["Manufacturer"]["Id"] == part.maker.id
                    recommended += 1
    assert recommended


def test_only_what_is_made_is_a_substitute_and_some_parts_have_none(calls: Calls) -> None:
    catalogue = calls.desk.catalogue
    none = 0
    for index in range(0, len(catalogue), 501):
        found = substitutes(calls, catalogue.part(index).variations[0].number)
        none += not found
        for each in found:
            product = calls.details(each["DigiKeyProductNumber"])["Product"]
            assert product["ProductStatus"]["Id"] == 0
    assert none
    assert substitutes(calls, "ODD-ESC") == []


# -- packagings --------------------------------------------------------------------------------


def alternates(calls: Calls, number: str) -> list[Json]:
    # One word twice, the one in the other.
    found: list[Json] = ask(calls, number, "alternatepackaging")["AlternatePackagings"][
        "AlternatePackaging"
    ]
    return found


def test_all_packagings_but_the_one_asked_about(calls: Calls) -> None:
    found = alternates(calls, "296-19776-1-ND")
    listed = [each["DigiKeyProductNumber"] for each in found]
    assert listed[:2] == ["296-19776-2-ND", "296-19776-6-ND"]
    assert mpns(found)[:2] == ["LM358DR", "LM358DR"]
    resolved(calls, found)
    reel = [each["DigiKeyProductNumber"] for each in alternates(calls, "296-19776-2-nd")]
    assert reel[:2] == ["296-19776-1-ND", "296-19776-6-ND"]


def test_another_number_of_the_same_circuit_in_tubes(calls: Calls) -> None:
    assert "LM358D" in mpns(alternates(calls, "LM358DR"))
    assert "LM358DR" in mpns(alternates(calls, "296-19777-5-ND"))
    # It is the same part: nothing that could stand in for it.
    assert "LM358D" not in mpns(substitutes(calls, "LM358DR"))


def test_what_comes_in_one_packaging_has_no_other(calls: Calls) -> None:
    assert alternates(calls, "P5555-ND") == []


# -- associations ------------------------------------------------------------------------------


def associations(calls: Calls, number: str) -> dict[str, list[str]]:
    found = ask(calls, number, "associations")["ProductAssociations"]
    for each in found.values():
        resolved(calls, each)
    return {name: mpns(each) for name, each in found.items() if each}


@pytest.mark.parametrize(
    ("header", "housing"),
    [
        ("B4B-XH-A", "XHP-4"),
        ("S12B-PH-K-S(LF)(SN)", "PHR-12"),
        ("0022232041", "0022012047"),
        ("43045-0400", "43025-0400"),
        ("MC 1,5/ 4-ST-3,81", "MC 1,5/ 4-G-3,81"),
        ("MSTB 2,5/12-ST-5,08", "MSTBA 2,5/12-G-5,08"),
    ],
)
def test_connectors_mate_both_ways(calls: Calls, header: str, housing: str) -> None:
    assert associations(calls, header)["MatingProducts"] == [housing]
    assert header in associations(calls, housing)["MatingProducts"]
    for mpn in (header, housing):
        assert not {header, housing} & set(mpns(substitutes(calls, mpn)))


def test_a_housing_takes_its_contacts(calls: Calls) -> None:
    assert associations(calls, "XHP-4")["ForUseWithProducts"] == ["SXH-001T-P0.6"]
    housings = associations(calls, "SXH-001T-P0.6")
    assert "XHP-4" in housings["ForUseWithProducts"]
    assert list(housings) == ["ForUseWithProducts"]


def test_a_kit_and_a_companion(calls: Calls) -> None:
    assert associations(calls, "RC0603FR-0710KL") == {"Kits": ["RC0603FR-LKIT"]}
    controller = associations(calls, "STM32F103C8T6")
    assert controller == {"AssociatedProducts": ["ABM8-8.000MHZ-B2-T", "ABM8-25.000MHZ-B2-T"]}
    assert "STM32F103C8T6" in associations(calls, "ABM8-8.000MHZ-B2-T")["ForUseWithProducts"]


def test_most_parts_have_no_associations(calls: Calls) -> None:
    assert associations(calls, "LM358DR") == {}


# -- recommendations ---------------------------------------------------------------------------


def recommended(calls: Calls, number: str, query: str = "") -> list[Json]:
    (found,) = ask(calls, number, f"recommendedproducts{query}")["Recommendations"]
    assert found["ProductNumber"] == number
    listed: list[Json] = found["RecommendedProducts"]
    return listed


def test_one_product_is_recommended_unless_more_are_asked_for(calls: Calls) -> None:
    assert len(recommended(calls, "RC0603FR-0710KL")) == 1
    assert len(recommended(calls, "RC0603FR-0710KL", "?limit=4")) == 4
    first = recommended(calls, "STM32F103C8T6")[0]
    assert first["ManufacturerProductNumber"] == "ABM8-8.000MHZ-B2-T"
    assert first["ManufacturerName"] == "Abracon LLC"
    # Here a price is a number.
    assert first["UnitPrice"] == Decimal("0.48")


def test_packagings_are_apart_or_taken_together(calls: Calls) -> None:
    each = mpns(recommended(calls, "RC0603FR-0710KL", "?limit=90"))
    once = "?limit=90&searchOptionList=CollapsePackingTypes"
    together = mpns(recommended(calls, "RC0603FR-0710KL", once))
    assert len(set(each)) < len(each)
    assert sorted(set(each)) == sorted(together)


def test_recommendations_can_be_narrowed(calls: Calls) -> None:
    whole = recommended(calls, "GRM188R71H104KA93D", "?limit=90")
    for option in ("Has3DModel", "ExcludeNonStock", "NewProductsOnly"):
        query = f"?limit=90&searchOptionList={option}"
        assert len(recommended(calls, "GRM188R71H104KA93D", query)) < len(whole)
    both = "?limit=90&searchOptionList=InStock,LeadFree"
    for each in recommended(calls, "GRM188R71H104KA93D", both):
        product = calls.details(each["DigiKeyProductNumber"])["Product"]
        assert product["QuantityAvailable"] > 0
        assert product["Classifications"]["RohsStatus"] == "ROHS3 Compliant"


def test_suppliers_of_the_marketplace_can_be_left_out(calls: Calls) -> None:
    catalogue = calls.desk.catalogue
    for index in range(0, len(catalogue), 7):
        number = catalogue.part(index).variations[-1].number
        listed = recommended(calls, number, "?limit=90")
        if any(each["DigiKeyProductNumber"].startswith("2156-") for each in listed):
            query = "?limit=90&excludeMarketPlaceProducts=true"
            own = recommended(calls, number, query)
            assert own == [
                each for each in listed if not each["DigiKeyProductNumber"].startswith("2156-")
            ]
            return
    raise AssertionError("no supplier is ever recommended")


# -- media -------------------------------------------------------------------------------------


def media(calls: Calls, number: str) -> dict[str, Json]:
    """By kind; empty where the answer is that there are none."""
    try:
        return {each["MediaType"]: each for each in ask(calls, number, "media")["MediaLinks"]}
    except Said as said:
        if said.status != 404:
            raise
        return {}


def test_media_are_those_of_the_product(calls: Calls) -> None:
    catalogue = calls.desk.catalogue
    found: Counter[str] = Counter()
    missing = 0
    sample = range(5, len(catalogue), 211)
    for index in sample:
        number = catalogue.part(index).variations[0].number
        links = media(calls, number)
        if not links:
            missing += 1
            continue
        found.update(links.keys())
        product = calls.details(number)["Product"]
        paper = links.get("Datasheets", {}).get("Url")
        assert paper == product["DatasheetUrl"]
        assert links.get("Product Photos", {"Url": ""})["Url"] == product["PhotoUrl"]
    assert {"Datasheets", "Product Photos", "EDA / CAD Models", "3D Models"} <= set(found)
    assert 0.04 < missing / len(sample) < 0.16


@pytest.mark.parametrize(
    ("option", "kind"), [("Has3DModel", "3D Models"), ("HasCadModel", "EDA / CAD Models")]
)
def test_media_agree_with_the_options_of_a_search(calls: Calls, option: str, kind: str) -> None:
    words = "lm358"
    having = {
        product["ManufacturerProductNumber"] + product["Manufacturer"]["Name"]
        for product in calls.filtered(words, SearchOptions=[option])["Products"]
    }
    tried = 0
    for product in calls.filtered(words)["Products"]:
        number = product["ProductVariations"][0]["DigiKeyProductNumber"]
        links = media(calls, number)
        if not links:
            continue
        name = product["ManufacturerProductNumber"] + product["Manufacturer"]["Name"]
        assert (kind in links) is (name in having)
        tried += 1
    assert tried > 10


def test_links_come_without_a_scheme_and_pictures_are_of_pictures_only(calls: Calls) -> None:
    links = media(calls, "LM358DR")
    assert all(each["Url"].startswith("//mm.") for each in links.values())
    assert links["Product Photos"]["Thumbnail"]
    assert (links["Datasheets"]["Thumbnail"], links["Datasheets"]["SmallPhoto"]) == (None, "")


def test_the_parts_that_documents_name_have_media(calls: Calls) -> None:
    for mpn in sorted(WELL_KNOWN):
        assert media(calls, mpn)


@pytest.mark.parametrize(
    "what",
    ["substitutions", "alternatepackaging", "associations", "recommendedproducts", "media"],
)
def test_what_is_not_there_is_not_found(calls: Calls, what: str) -> None:
    with pytest.raises(Said) as caught:
        ask(calls, "NO-SUCH", what)
    assert caught.value.status == 404
