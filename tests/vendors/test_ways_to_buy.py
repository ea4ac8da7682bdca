"""What a quantity costs: ways to buy it, and a reel made to measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import answer, desk
from tests.vendors.products import USD
from tests.vendors.test_details import NASTY, SAFE, told
from vendors.details import PricedPack, ReelPrice, WayToBuy
from vendors.errors import Invalid

# -- ways to buy a quantity --------------------------------------------------------------------

PACK: dict[str, Any] = {
    "DigiKeyProductNumber": "296-1395-2-ND",
    "QuantityPriced": 4000,
    "MinimumOrderQuantity": 4000,
    "ExtendedPrice": 440.0,
    "UnitPrice": 0.11,
    "PackageType": {"Id": 1, "Name": "Tape & Reel (TR)"},
    "TariffInformation": {"TariffActive": True},
    "Marketplace": False,
}
WAY: dict[str, Any] = {
    "PricingOption": "BetterValue",
    "TotalQuantityPriced": 4000,
    "TotalPrice": 440.0,
    "QuantityAvailable": 0,
    "Products": [PACK],
}
WAYS: dict[str, Any] = {
    "RequestedProduct": "296-1395-2-ND",
    "RequestedQuantity": 1800,
    "SettingsUsed": {"SearchLocaleUsed": USD},
    "MyPricingOptions": [],
    "StandardPricingOptions": [WAY],
}


async def test_a_way_to_buy_says_all_that_the_answer_says() -> None:
    (way,) = await told(WAYS).ways_to_buy("296-1395-2-ND", 1800)
    assert way == WayToBuy(
        kind="BetterValue",
        quantity=4000,
        total=Decimal(440),
        currency="USD",
        stock=0,
        own_price=False,
        packs=(
            PricedPack(
                number="296-1395-2-ND",
                packaging_text="Tape & Reel (TR)",
                quantity=4000,
                moq=4000,
                unit_price=Decimal("0.11"),
                total=Decimal(440),
                tariff=True,
                marketplace=False,
            ),
        ),
    )


async def test_our_own_prices_come_first_and_are_called_so() -> None:
    mine = {**WAY, "PricingOption": "Exact", "TotalPrice": 400.5}
    ways = await told({**WAYS, "MyPricingOptions": [mine]}).ways_to_buy("x", 1800)
    assert [(way.kind, way.own_price, way.total) for way in ways] == [
        ("Exact", True, Decimal("400.5")),
        ("BetterValue", False, Decimal(440)),
    ]


async def test_a_way_may_be_several_packagings_together() -> None:
    """One reel and the rest as cut tape: each under its own number, none added by us."""
    cut = {**PACK, "DigiKeyProductNumber": "296-1395-1-ND", "QuantityPriced": 300}
    both = {**WAY, "Products": [PACK, cut], "TotalQuantityPriced": 4300}
    (way,) = await told({**WAYS, "StandardPricingOptions": [both]}).ways_to_buy("x", 4300)
    assert way.quantity == 4300
    assert [(pack.number, pack.quantity) for pack in way.packs] == [
        ("296-1395-2-ND", 4000),
        ("296-1395-1-ND", 300),
    ]


async def test_a_way_of_nulls_is_a_way_of_nothing() -> None:
    nulls = {**dict.fromkeys(WAY), "Products": [dict.fromkeys(PACK)]}
    (way,) = await told({**WAYS, "StandardPricingOptions": [nulls]}).ways_to_buy("x", 1)
    assert way == WayToBuy(
        "", 0, None, "USD", None, False, (PricedPack("", "", 0, 1, None, None, None, False),)
    )
    assert await told({}).ways_to_buy("x", 1) == ()


@pytest.mark.parametrize("quantity", [0, -1, 2**31])
async def test_what_is_no_quantity_is_not_asked_for(quantity: int) -> None:
    here = desk(answer({}))
    for call in (here.digikey.ways_to_buy, here.digikey.reel_price):
        with pytest.raises(Invalid):
            await call("x", quantity)
    assert here.vendor.asked == []


async def test_a_maker_can_be_named() -> None:
    """One number may be that of several makers."""
    here = desk(answer(WAYS))
    await here.digikey.ways_to_buy("CR2032", 10, maker_id="10")
    assert here.vendor.targets[0].endswith("/search/CR2032/pricingbyquantity/10?manufacturerId=10")


# -- a reel made to measure --------------------------------------------------------------------

REEL: dict[str, Any] = {
    "ReelingFee": 7.0,
    "UnitPrice": 0.01704,
    "ExtendedPrice": 15.52,
    "RequestedQuantity": 500,
    "SearchLocaleUsed": USD,
}


async def test_a_reel_has_a_fee_a_price_and_a_total() -> None:
    assert await told(REEL).reel_price("296-1395-6-ND", 500) == ReelPrice(
        "296-1395-6-ND", 500, Decimal("0.01704"), Decimal(7), Decimal("15.52"), "USD"
    )


async def test_the_quantity_priced_is_the_one_in_the_answer() -> None:
    found = await told({**REEL, "RequestedQuantity": 480}).reel_price("x", 500)
    assert found.quantity == 480
    found = await told({**REEL, "RequestedQuantity": None}).reel_price("x", 500)
    assert found.quantity == 500


async def test_a_fee_of_nothing_is_told_and_a_missing_one_is_not_known() -> None:
    assert (await told({**REEL, "ReelingFee": 0.0}).reel_price("x", 1)).fee == 0
    assert (await told({**REEL, "ReelingFee": None}).reel_price("x", 1)).fee is None


async def test_nothing_nasty_gets_through() -> None:
    way = {**WAY, "PricingOption": NASTY, "Products": [{**PACK, "PackageType": {"Name": NASTY}}]}
    (found,) = await told({"StandardPricingOptions": [way]}).ways_to_buy("x", 1)
    assert (found.kind, found.packs[0].packaging_text) == (SAFE, SAFE)
