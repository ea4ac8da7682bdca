"""The ways to buy a quantity, and what a Digi-Reel of it costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.desk_kit import Calls, Json, Said
from vendors.sandbox import world
from vendors.sandbox.parts.catalogue import Part

LM358DR = "296-19776-1-ND"
LM358DR_REEL = "296-19776-6-ND"


def by_quantity(calls: Calls, number: str, many: Any, query: str = "", **more: Any) -> Json:
    path = f"/products/v4/search/{quote(number, safe='')}/pricingbyquantity/{many}{query}"
    found: Json = calls.get(path, **more)
    return found


def digi_reel(calls: Calls, number: str, many: Any, **more: Any) -> Json:
    path = f"/products/v4/search/{quote(number, safe='')}/digireelpricing"
    found: Json = calls.get(f"{path}?requestedQuantity={many}", **more)
    return found


def ways(found: Json, name: str = "StandardPricingOptions") -> dict[str, list[tuple[str, int]]]:
    """Kind of each option -> (packaging, pieces) of its products."""
    return {
        option["PricingOption"]: [
            (each["PackageType"]["Name"], each["QuantityPriced"]) for each in option["Products"]
        ]
        for option in found[name]
    }


def test_few_pieces_come_loose(calls: Calls) -> None:
    found = by_quantity(calls, LM358DR, 7)
    assert ways(found) == {"Exact": [("Cut Tape (CT)", 7)]}
    (option,) = found["StandardPricingOptions"]
    (each,) = option["Products"]
    assert each["DigiKeyProductNumber"] == LM358DR
    assert each["UnitPrice"] == Decimal("0.31")
    assert option["TotalPrice"] == each["ExtendedPrice"] == Decimal("2.17")
    assert option["TotalQuantityPriced"] == found["RequestedQuantity"] == 7
    assert found["RequestedProduct"] == LM358DR


def test_many_come_as_whole_reels_and_the_rest_loose(calls: Calls) -> None:
    found = by_quantity(calls, "LM358DR", 2600)
    assert ways(found) == {"Exact": [("Tape & Reel (TR)", 2500), ("Cut Tape (CT)", 100)]}
    (option,) = found["StandardPricingOptions"]
    reel, loose = option["Products"]
    assert reel["MinimumOrderQuantity"] == 2500
    assert (loose["UnitPrice"], loose["ExtendedPrice"]) == (Decimal("0.1984"), Decimal("19.84"))
    assert option["TotalPrice"] == reel["ExtendedPrice"] + loose["ExtendedPrice"]
    assert option["TotalQuantityPriced"] == 2600


def test_a_few_more_for_less_is_the_better_value(calls: Calls) -> None:
    found = by_quantity(calls, "LM358DR", 9999)
    exact, better = found["StandardPricingOptions"]
    assert [exact["PricingOption"], better["PricingOption"]] == ["Exact", "BetterValue"]
    assert ways(found)["BetterValue"] == [("Tape & Reel (TR)", 10_000)]
    assert better["TotalPrice"] < exact["TotalPrice"]
    assert list(ways(by_quantity(calls, "LM358DR", 10_000))) == ["Exact"]


def test_too_few_are_raised_to_the_minimum(calls: Calls) -> None:
    found = by_quantity(calls, "2156-ODD-MARKET-ND", 100)
    assert ways(found) == {"MinimumOrderQuantity": [("Bulk", 1972)]}
    assert found["RequestedQuantity"] == 1972
    assert found["StandardPricingOptions"][0]["Products"][0]["Marketplace"] is True


def test_too_many_are_lowered_to_the_maximum(calls: Calls) -> None:
    assert ways(by_quantity(calls, "ODD-MAX", 500)) == {"Exact": [("Bulk", 500)]}
    found = by_quantity(calls, "ODD-MAX", 501)
    assert ways(found) == {"MaxOrderQuantity": [("Bulk", 500)]}
    assert found["RequestedQuantity"] == 500


def test_two_reels_are_the_least_where_a_maker_says_so(calls: Calls) -> None:
    assert ways(by_quantity(calls, "ODD-REEL-4000", 3000))["Exact"] == [("Cut Tape (CT)", 3000)]
    reels = ways(by_quantity(calls, "ODD-REEL-4000", 4000))
    assert reels["Exact"] == [("Tape & Reel (TR)", 4000)]


def test_what_is_not_for_sale_has_no_options(calls: Calls) -> None:
    found = by_quantity(calls, "ODD-UNORDERABLE", 10)
    assert (found["StandardPricingOptions"], found["MyPricingOptions"]) == ([], [])
    assert found["RequestedQuantity"] == 10


def _own_priced(calls: Calls) -> Part:
    part = calls.desk.catalogue.part(2)
    assert part.own_prices
    return part


def test_own_prices_stand_apart_and_need_an_account(calls: Calls) -> None:
    number = _own_priced(calls).variations[0].number
    found = by_quantity(calls, number, 10_000)
    mine, standard = found["MyPricingOptions"][0], found["StandardPricingOptions"][0]
    assert mine["TotalPrice"] < standard["TotalPrice"]
    assert found["AccountIdUsed"] == found["SettingsUsed"]["CustomerIdUsed"] == world.ACCOUNT_ID
    nobody = by_quantity(calls, number, 10_000, user=None)
    assert (nobody["MyPricingOptions"], nobody["AccountIdUsed"]) == ([], 0)
    named = by_quantity(calls, number, 10_000, user=None, account=world.ACCOUNT_ID)
    assert named["MyPricingOptions"] == found["MyPricingOptions"]
    assert by_quantity(calls, LM358DR, 10)["MyPricingOptions"] == []


def test_prices_are_those_of_the_product(calls: Calls) -> None:
    """Each unit price is a break of the same packaging, of the right quantity."""
    catalogue = calls.desk.catalogue
    for index in range(2, len(catalogue), 1499):
        number = catalogue.part(index).variations[-1].number
        breaks = {
            each["DigiKeyProductNumber"]: each["StandardPricing"]
            for each in calls.details(number)["Product"]["ProductVariations"]
        }
        for option in by_quantity(calls, number, 5003)["StandardPricingOptions"]:
            for each in option["Products"]:
                reached = [
                    step["UnitPrice"]
                    for step in breaks[each["DigiKeyProductNumber"]]
                    if step["BreakQuantity"] <= each["QuantityPriced"]
                ]
                assert each["UnitPrice"] == reached[-1]
                difference = each["ExtendedPrice"] - each["UnitPrice"] * each["QuantityPriced"]
                assert abs(difference) <= Decimal("0.005")


def test_some_parts_in_stock_are_said_to_be_out_of_stock_here(calls: Calls) -> None:
    """As others have seen it: only the product's own answer can be believed."""
    catalogue = calls.desk.catalogue
    wrong = right = 0
    for index in range(0, len(catalogue), 997):
        number = catalogue.part(index).variations[-1].number
        truth = calls.details(number)["Product"]["QuantityAvailable"]
        for option in by_quantity(calls, number, 5003)["StandardPricingOptions"][:1]:
            wrong += truth > 0 and option["QuantityAvailable"] == 0
            right += truth > 0 and option["QuantityAvailable"] == truth
    assert 0 < wrong < right


def test_one_of_two_makers_can_be_named(calls: Calls) -> None:
    offered = calls.search("lm358d")["FilterOptions"]["Manufacturers"]
    makers = {each["Value"]: each["Id"] for each in offered}
    assert by_quantity(calls, "LM358D", 1)["Manufacturer"]["Name"] == "Texas Instruments"
    query = f"?manufacturerId={makers['STMicroelectronics']}"
    found = by_quantity(calls, "LM358D", 1, query)
    assert found["Manufacturer"]["Name"] == "STMicroelectronics"


@pytest.mark.parametrize("many", [0, -5, "x", "1.5", 2**31, "%201"])
def test_a_quantity_that_is_none_is_refused(calls: Calls, many: Any) -> None:
    with pytest.raises(Said) as caught:
        by_quantity(calls, LM358DR, many)
    assert (caught.value.status, caught.value.fields) == (400, ["requestedQuantity"])


# -- Digi-Reels --------------------------------------------------------------------------------


def test_a_digi_reel_costs_its_pieces_and_one_fee(calls: Calls) -> None:
    found = digi_reel(calls, LM358DR_REEL, 500)
    assert found["RequestedQuantity"] == 500
    assert found["ReelingFee"] == Decimal("7")
    assert found["ExtendedPrice"] == found["UnitPrice"] * 500 + 7
    (variation,) = (
        each
        for each in calls.details(LM358DR_REEL)["Product"]["ProductVariations"]
        if each["DigiKeyProductNumber"] == LM358DR_REEL
    )
    breaks = {each["BreakQuantity"]: each["UnitPrice"] for each in variation["StandardPricing"]}
    assert found["UnitPrice"] == breaks[500]
    assert variation["DigiReelFee"] == found["ReelingFee"]


def test_a_digi_reel_in_other_money_and_at_own_prices(calls: Calls) -> None:
    part = _own_priced(calls)
    number = next(each.number for each in part.variations if each.pack == "DKR")
    mine = digi_reel(calls, number, 100)
    everybodys = digi_reel(calls, number, 100, user=None)
    assert mine["UnitPrice"] < everybodys["UnitPrice"]
    assert (mine["AccountIdUsed"], everybodys["AccountIdUsed"]) == (world.ACCOUNT_ID, 0)
    euro = digi_reel(calls, number, 100, headers={"X-DIGIKEY-Locale-Site": "DE"})
    assert euro["SearchLocaleUsed"]["Currency"] == "EUR"
    assert euro["ReelingFee"] == Decimal("6.44")


@pytest.mark.parametrize("number", [LM358DR, "296-19776-2-ND", "LM358DR"])
def test_only_the_number_of_a_digi_reel_will_do(calls: Calls, number: str) -> None:
    with pytest.raises(Said) as caught:
        digi_reel(calls, number, 500)
    assert (caught.value.status, caught.value.fields) == (400, ["productNumber"])


def test_a_digi_reel_that_is_not_sold_is_refused(calls: Calls) -> None:
    part = calls.desk.catalogue.part(calls.desk.catalogue.by_number("ODD-UNORDERABLE")[0])
    number = next(each.number for each in part.variations if each.pack == "DKR")
    with pytest.raises(Said) as caught:
        digi_reel(calls, number, 500)
    assert caught.value.status == 400


@pytest.mark.parametrize("many", ["", 0, -1, "x"])
def test_a_digi_reel_of_no_pieces_is_refused(calls: Calls, many: Any) -> None:
    with pytest.raises(Said) as caught:
        digi_reel(calls, LM358DR_REEL, many)
    assert (caught.value.status, caught.value.fields) == (400, ["requestedQuantity"])
