"""One product and its prices: by every kind of number, for every account, site and currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.desk_kit import Calls, Json, Said, numbers
from vendors.sandbox import world

LM358DR = "296-19776-1-ND"


def variations(found: Json) -> dict[str, Json]:
    return {each["DigiKeyProductNumber"]: each for each in found["Product"]["ProductVariations"]}


def product(calls: Calls, number: str) -> Json:
    found: Json = calls.details(number)["Product"]
    return found


def own_priced(calls: Calls) -> str:
    """The DigiKey number of a part for which the account has prices of its own."""
    part = calls.desk.catalogue.part(2)
    return part.variations[0].number


# -- details -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [LM358DR, "296-19776-1-nd", " LM358DR ", "lm358dr"])
def test_a_product_by_any_of_its_numbers(calls: Calls, number: str) -> None:
    found = calls.details(number)
    assert found["Product"]["ManufacturerProductNumber"] == "LM358DR"
    assert list(variations(found)) == ["296-19776-1-ND", "296-19776-2-ND", "296-19776-6-ND"]


@pytest.mark.parametrize(
    "number",
    ["LM358MX/NOPBTR-ND", "LTC1086CS8#PBF-ND", "MAX232CSA+-ND", "../../etc/passwd", "=1+1"],
)
def test_numbers_that_a_path_has_to_encode(calls: Calls, number: str) -> None:
    found = calls.details(number)["Product"]
    listed = [each["DigiKeyProductNumber"] for each in found["ProductVariations"]]
    assert number in (*listed, found["ManufacturerProductNumber"])


def test_a_number_of_two_makers_gives_one_and_either_when_named(calls: Calls) -> None:
    offered = calls.search("lm358d")["FilterOptions"]["Manufacturers"]
    makers = {each["Value"]: each["Id"] for each in offered}
    assert calls.details("LM358D")["Product"]["Manufacturer"]["Name"] == "Texas Instruments"
    named = calls.details("LM358D", f"?manufacturerId={makers['STMicroelectronics']}")
    assert named["Product"]["Manufacturer"]["Name"] == "STMicroelectronics"
    with pytest.raises(Said) as caught:
        calls.details("LM358D", "?manufacturerId=424242")
    assert caught.value.status == 404


@pytest.mark.parametrize("number", ["NO-SUCH-PART", "LM358", "%"])
def test_what_is_not_found_is_said_in_the_vendors_words(calls: Calls, number: str) -> None:
    with pytest.raises(Said) as caught:
        calls.details(number)
    assert caught.value.status == 404
    assert caught.value.body["title"] == "Not Found"
    assert caught.value.body["detail"] == f"Requested Product {number} Not Found"


def test_the_catalogue_price_and_its_totals(calls: Calls) -> None:
    cut_tape = variations(calls.details("RC0603FR-0710KL"))["311-10.0KHRCT-ND"]
    breaks = {each["BreakQuantity"]: each for each in cut_tape["StandardPricing"]}
    assert breaks[1]["UnitPrice"] == Decimal("0.1")
    assert breaks[1000]["UnitPrice"] == Decimal("0.0052")
    assert breaks[1000]["TotalPrice"] == Decimal("5.2")
    for each in breaks.values():
        assert each["TotalPrice"] == each["UnitPrice"] * each["BreakQuantity"]


def test_totals_are_not_rounded(calls: Calls) -> None:
    odd = product(calls, "ODD-FIVE-DECIMALS")["ProductVariations"][0]["StandardPricing"]
    assert any(each["TotalPrice"] != each["TotalPrice"].quantize(Decimal("0.01")) for each in odd)


def test_packagings_have_numbers_minimums_and_fees_of_their_own(calls: Calls) -> None:
    found = variations(calls.details("LM358DR"))
    reel, digi_reel = found["296-19776-2-ND"], found["296-19776-6-ND"]
    assert reel["PackageType"] == {"Id": 1, "Name": "Tape & Reel (TR)"}
    assert (reel["MinimumOrderQuantity"], reel["StandardPackage"]) == (2500, 2500)
    assert (digi_reel["DigiReelFee"], reel["DigiReelFee"]) == (Decimal("7.0"), Decimal("0.0"))
    two = product(calls, "ODD-REEL-4000")["ProductVariations"][1]
    assert (two["MinimumOrderQuantity"], two["StandardPackage"]) == (4000, 2000)


def test_the_pool_of_all_packagings_is_one(calls: Calls) -> None:
    """The sum over the packagings would count pieces twice."""
    found = product(calls, "LM358DR")
    stocks = [each["QuantityAvailableforPackageType"] for each in found["ProductVariations"]]
    assert found["QuantityAvailable"] == max(stocks) < sum(stocks)


def test_a_supplier_may_come_first_and_alone(calls: Calls) -> None:
    mixed = product(calls, "ODD-MARKET-2")
    first, second = mixed["ProductVariations"][:2]
    assert (first["MarketPlace"], second["MarketPlace"]) == (True, False)
    assert first["MinimumOrderQuantity"] == 1972
    assert first["Supplier"]["Name"]
    assert mixed["UnitPrice"] == first["StandardPricing"][0]["UnitPrice"]
    assert mixed["QuantityAvailable"] == second["QuantityAvailableforPackageType"]
    alone = product(calls, "ODD-MARKET")
    (only,) = alone["ProductVariations"]
    assert only["MarketPlace"]
    assert alone["QuantityAvailable"] == only["QuantityAvailableforPackageType"]


def test_what_cannot_be_ordered_has_no_prices_and_no_minimum(calls: Calls) -> None:
    for each in product(calls, "ODD-UNORDERABLE")["ProductVariations"]:
        assert (each["StandardPricing"], each["MinimumOrderQuantity"]) == ([], 0)
    digi_reel = product(calls, "ODD-UNORDERABLE")["ProductVariations"][2]
    assert digi_reel["DigiReelFee"] == 7


def test_a_unit_price_of_nothing(calls: Calls) -> None:
    found = product(calls, "ODD-FREE")
    assert found["UnitPrice"] == 0
    assert found["ProductVariations"][0]["StandardPricing"][0]["UnitPrice"] > 0


def test_states_of_a_part(calls: Calls) -> None:
    last, gone, ncnr = (product(calls, f"ODD-{name}") for name in ("LAST-BUY", "OBSOLETE", "NCNR"))
    assert last["ProductStatus"] == {"Id": 4, "Status": "Last Time Buy"}
    assert last["DateLastBuyChance"]
    assert (gone["ProductStatus"]["Id"], gone["BackOrderNotAllowed"]) == (1, True)
    assert (ncnr["Ncnr"], gone["Ncnr"]) == (True, False)
    assert product(calls, "ODD-TARIFF")["ProductVariations"][0]["TariffActive"]


def test_what_may_be_null_comes_in_all_its_ways(calls: Calls) -> None:
    """Each of these has to come up for the client to be tried by it."""
    seen: dict[str, set[str]] = {
        name: set()
        for name in (
            "BaseProductNumber", "PrimaryVideoUrl", "DatasheetUrl", "PhotoUrl",
            "ManufacturerLeadWeeks",
        )
    }  # fmt: skip
    for index in range(100, len(calls.desk.catalogue), 203):
        found = product(calls, calls.desk.catalogue.part(index).variations[0].number)
        for name, kinds in seen.items():
            value = found[name]
            kinds.add(str(value) if value in (None, "", "0") else
                      "empty" if value == {"Id": None, "Name": None} else "there")  # fmt: skip
    assert seen == {
        "BaseProductNumber": {"None", "empty", "there"},
        "PrimaryVideoUrl": {"None", ""},
        "DatasheetUrl": {"None", "there"},
        "PhotoUrl": {"", "there"},
        "ManufacturerLeadWeeks": {"None", "0", "there"},
    }
    assert product(calls, LM358DR)["DatasheetUrl"].startswith("//mm.")


# -- whose prices ------------------------------------------------------------------------------


def test_own_prices_need_a_person_or_the_accounts_header(calls: Calls) -> None:
    number = own_priced(calls)
    for found in (
        calls.details(number),
        calls.details(number, user=None, account=world.ACCOUNT_ID),
    ):
        assert found["AccountIdUsed"] == world.ACCOUNT_ID
        each = variations(found)[number]
        standard, own = each["StandardPricing"][0], each["MyPricing"][0]
        assert 0 < own["UnitPrice"] < standard["UnitPrice"]
    nobody = calls.details(number, user=None)
    assert nobody["AccountIdUsed"] == 0
    assert variations(nobody)[number]["MyPricing"] == []


def test_most_parts_have_no_own_prices_and_suppliers_never(calls: Calls) -> None:
    assert all(not each["MyPricing"] for each in variations(calls.details(LM358DR)).values())
    for index in range(2, len(calls.desk.catalogue), 5):
        part = calls.desk.catalogue.part(index)
        if part.variations[0].supplier:
            first = calls.details(part.variations[0].number)["Product"]["ProductVariations"][0]
            assert (first["MarketPlace"], first["MyPricing"]) == (True, [])
            return
    raise AssertionError("no part has own prices and a supplier")


# -- site, language, currency ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ((), ("US", "en", "USD")),
        (("DE", "de", "EUR"), ("DE", "de", "EUR")),
        (("de", "DE", "eur"), ("de", "DE", "EUR")),
        (("US", "en", "EUR"), ("US", "en", "USD")),
        (("US", "de", "USD"), ("US", "en", "USD")),
        (("GB", "en", "GBP"), ("US", "en", "USD")),
        (("UK", "en", ""), ("UK", "en", "GBP")),
        (("JP", "ja", "USD"), ("JP", "ja", "USD")),
        (("XX", "tlh", "XAU"), ("US", "en", "USD")),
    ],
)
def test_the_locale_is_corrected_without_a_word(
    calls: Calls, asked: tuple[str, ...], used: tuple[str, str, str]
) -> None:
    names = ("X-DIGIKEY-Locale-Site", "X-DIGIKEY-Locale-Language", "X-DIGIKEY-Locale-Currency")
    headers = {name: value for name, value in zip(names, asked, strict=False) if value}
    echo = dict(zip(("Site", "Language", "Currency"), used, strict=True))
    assert calls.details(LM358DR, headers=headers)["SearchLocaleUsed"] == echo
    pricing = calls.pricing(LM358DR, headers=headers)
    assert pricing["SettingsUsed"]["SearchLocale"] == echo
    found = calls.call(
        "POST", "/products/v4/search/keyword", {"Keywords": "lm358"}, headers=headers
    )
    assert found["SearchLocaleUsed"] == echo


def test_prices_are_in_the_currency_that_is_echoed(calls: Calls) -> None:
    dollars = calls.details(LM358DR)["Product"]
    euros = calls.details(LM358DR, headers={"X-DIGIKEY-Locale-Site": "DE"})["Product"]
    assert dollars["UnitPrice"] == Decimal("0.31")
    assert euros["UnitPrice"] == Decimal("0.2852")


def test_the_text_of_a_status_is_in_the_language_and_its_number_is_not(calls: Calls) -> None:
    headers = {"X-DIGIKEY-Locale-Site": "AT", "X-DIGIKEY-Locale-Language": "de"}
    status = calls.details(LM358DR, headers=headers)["Product"]["ProductStatus"]
    assert status == {"Id": 0, "Status": "Aktiv"}


# -- pricing -----------------------------------------------------------------------------------


def priced(found: Json) -> list[str]:
    return [each["ManufacturerProductNumber"] for each in found["ProductPricings"]]


def test_prices_of_a_whole_number_come_before_those_that_only_begin_so(calls: Calls) -> None:
    found = calls.pricing("LM358D", "?limit=10")
    assert priced(found)[:2] == ["LM358D", "LM358D"]
    assert set(priced(found)[2:]) >= {"LM358DR", "LM358DGKR"}
    assert all(name.startswith("LM358D") for name in priced(found))


def test_pages_of_prices(calls: Calls) -> None:
    whole = calls.pricing("RC0603FR-0710", "?limit=10")
    assert whole["ProductsCount"] > 10
    assert len(calls.pricing("RC0603FR-0710")["ProductPricings"]) == 5
    assert priced(calls.pricing("RC0603FR-0710", "?limit=3&offset=4")) == priced(whole)[4:7]


def test_the_same_prices_under_the_other_spelling(calls: Calls) -> None:
    number = own_priced(calls)
    (pricing,) = (
        each for each in calls.pricing(number)["ProductPricings"][0]["ProductVariations"]
        if each["DigiKeyProductNumber"] == number
    )  # fmt: skip
    details = variations(calls.details(number))[number]
    for name in ("StandardPricing", "MyPricing", "MinimumOrderQuantity", "MarketPlace"):
        assert pricing[name] == details[name]
    assert pricing["IsTariffActive"] == details["TariffActive"]
    assert pricing["DigiReelingFee"] == details["DigiReelFee"]
    assert calls.pricing(number, user=None)["ProductPricings"][0]["ProductVariations"][0][
        "MyPricing"
    ] == []  # fmt: skip


def test_what_can_be_left_out_of_prices(calls: Calls) -> None:
    assert priced(calls.pricing("ODD-MARKET")) == ["ODD-MARKET", "ODD-MARKET-2"]
    without = calls.pricing("ODD-MARKET", "?excludeMarketplace=true")
    assert priced(without) == ["ODD-MARKET-2"]
    (only,) = without["ProductPricings"]
    assert not any(each["MarketPlace"] for each in only["ProductVariations"])
    assert without["SettingsUsed"]["Filters"] == {
        "IsInStock": False,
        "ExcludeMarketplace": True,
        "ExcludeTariff": False,
    }
    assert calls.pricing("ODD-TARIFF", "?excludeTariff=TRUE")["ProductPricings"] == []
    stocked = calls.pricing("BZX84-C", "?inStock=true&limit=10")
    assert stocked["ProductsCount"] < calls.pricing("BZX84-C")["ProductsCount"]
    assert all(each["QuantityAvailable"] > 0 for each in stocked["ProductPricings"])


@pytest.mark.parametrize(
    ("query", "field"),
    [("?limit=0", "limit"), ("?limit=11", "limit"), ("?limit=x", "limit"), ("?offset=-1", "offset"),
     ("?inStock=yes", "inStock")],
)  # fmt: skip
def test_what_breaks_a_bound_is_refused(calls: Calls, query: str, field: str) -> None:
    with pytest.raises(Said) as caught:
        calls.pricing("LM358D", query)
    assert caught.value.status == 400
    assert list(caught.value.body["errors"]) == [field]


@pytest.mark.parametrize("number", ["NO-SUCH-PART", " "])
def test_prices_of_nothing(calls: Calls, number: str) -> None:
    with pytest.raises(Said) as caught:
        calls.pricing(number)
    assert caught.value.status == 404


def test_search_and_details_tell_the_same_of_a_part(calls: Calls) -> None:
    """But for own prices, which a search never has."""
    found = calls.search("296-19776-1-ND")
    assert numbers(found) == ["LM358DR"]

    def without_own(shown: Json) -> Any:
        return [{**each, "MyPricing": []} for each in shown["ProductVariations"]]

    details = product(calls, LM358DR)
    assert without_own(found["Products"][0]) == without_own(details)
    assert {**found["Products"][0], "ProductVariations": 0} == {**details, "ProductVariations": 0}
