"""The traps of DigiKey's product APIs, each by its number on our facts page (11 to 27).

What was measured or recorded by others, put to the client. The pages of tests beside this one say
more about each; here none can be forgotten.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import Tokens, answer, desk, token
from tests.vendors.products import CUT, DIGI_REEL, PRODUCT, REEL, USD
from vendors.buying import legal, price_of
from vendors.details import Filters
from vendors.errors import Invalid
from vendors.vocabulary import Offer, Packaging, Part, PriceBreak

MINE = [{"BreakQuantity": 1, "UnitPrice": 0.3, "TotalPrice": 0.3}]


async def looked_up(product: Any = PRODUCT, **more: Any) -> Part:
    body = {"SearchLocaleUsed": USD, "Product": product, **more}
    return await desk(answer(body)).digikey.look_up("296-1395-1-ND")


async def variation(**changes: Any) -> Offer:
    return (await looked_up({**PRODUCT, "ProductVariations": [{**CUT, **changes}]})).offers[0]


async def test_trap_11_own_prices_are_asked_for_where_they_are_given() -> None:
    """Never in a word search; details fall back to the list, and say for whom they are."""
    part = await looked_up(AccountIdUsed=7718200, CustomerIdUsed=1)
    assert (part.account, part.offers[0].own_price) == ("7718200", False)
    assert part.offers[0].breaks[0] == PriceBreak(1, Decimal("0.36"))
    assert (await variation(MyPricing=MINE)).own_price
    assert (await looked_up(AccountIdUsed=0)).account is None
    here = desk(answer({"SearchLocaleUsed": USD, "Product": PRODUCT}))
    await here.digikey.look_up("x")
    await here.digikey.search("x")
    accounts = ["x-digikey-account-id" in one.headers for one in here.vendor.asked]
    assert accounts == [True, False]


async def test_trap_12_the_currency_is_the_one_in_the_answer() -> None:
    """EUR at the US site becomes USD without a word, and the echo may be in lower case."""
    used = {"Site": "us", "Language": "en", "Currency": "usd"}
    summary = {"UnitPrice": "0.36", "DigiKeyProductNumber": "1-ND"}
    answers: dict[str, Any] = {
        "look_up": {"Product": PRODUCT, "SearchLocaleUsed": used},
        "search": {"Products": [PRODUCT], "SearchLocaleUsed": used},
        "pricing": {"ProductPricings": [{}], "SettingsUsed": {"SearchLocale": used}},
        "substitutes": {"ProductSubstitutes": [summary], "SearchLocaleUsed": used},
        "other_packagings": {
            "AlternatePackagings": {"AlternatePackaging": [summary]},
            "SearchLocaleUsed": used,
        },
        "associated": {"ProductAssociations": {"Kits": [summary]}, "SearchLocaleUsed": used},
        "recommended": {
            "Recommendations": [{"RecommendedProducts": [{}], "SearchLocaleUsed": used}]
        },
    }
    for name, body in answers.items():
        here = desk(answer(body), currency="EUR", site="US")
        found: Any = await getattr(here.digikey, name)("x")
        found = found.offers if name == "look_up" else found
        one = found if name in ("search", "pricing") else found[0]
        assert one.currency == "USD", name
        assert here.vendor.asked[0].headers["x-digikey-locale-currency"] == "EUR"
    way = {"PricingOption": "Exact"}
    body = {"StandardPricingOptions": [way], "SettingsUsed": {"SearchLocaleUsed": used}}
    (found,) = await desk(answer(body), currency="EUR").digikey.ways_to_buy("x", 1)
    assert found.currency == "USD"
    reel = await desk(answer({"SearchLocaleUsed": used}), currency="EUR").digikey.reel_price("x", 1)
    assert reel.currency == "USD"
    # Where an answer does not say, what was asked for is all there is.
    reel = await desk(answer({}), currency="EUR").digikey.reel_price("x", 1)
    assert reel.currency == "EUR"


async def test_trap_13_stock_of_pricing_by_quantity_stays_apart() -> None:
    """It said 0 of a part with 2,940 in stock: told as this answer's, and no offer has it."""
    body = {"StandardPricingOptions": [{"PricingOption": "Exact", "QuantityAvailable": 0}]}
    (way,) = await desk(answer(body)).digikey.ways_to_buy("x", 1)
    assert way.stock == 0
    assert (await looked_up()).offers[0].stock == 75171


async def test_trap_14_stock_is_never_added_up() -> None:
    part = await looked_up({**PRODUCT, "QuantityAvailable": 222342})
    assert [offer.stock for offer in part.offers] == [75171, 72000, 75171]
    assert not hasattr(part, "stock")


async def test_trap_15_a_price_is_the_variations_own() -> None:
    for said in (0.0, 578000):
        part = await looked_up({**PRODUCT, "UnitPrice": said})
        assert part.offers[0].breaks[0].unit_price == Decimal("0.36")
    said_zero = [{"UnitPrice": 0.0, "DigiKeyProductNumber": "1-ND"}]
    body = {"Recommendations": [{"RecommendedProducts": said_zero}]}
    (related,) = await desk(answer(body)).digikey.recommended("x")
    assert related.unit_price is None


async def test_trap_16_what_cannot_be_ordered_is_not_for_sale() -> None:
    foreign = {**CUT, "DigiKeyProductNumber": "2156-A-ND", "MarketPlace": True}
    dead = {**DIGI_REEL, "StandardPricing": [], "MinimumOrderQuantity": 0, "DigiReelFee": 7.0}
    part = await looked_up({**PRODUCT, "ProductVariations": [foreign, dead, CUT]})
    assert [(one.marketplace, bool(one.breaks)) for one in part.offers] == [
        (True, True),
        (False, False),
        (False, True),
    ]
    assert price_of(part.offers[1], 100) is None


async def test_trap_17_a_minimum_is_no_multiple() -> None:
    reel = (await looked_up({**PRODUCT, "ProductVariations": [REEL]})).offers[0]
    assert (reel.moq, reel.multiple) == (4000, 2000)
    fits = [legal(pieces, reel.moq, reel.multiple).ok for pieces in (2000, 4000, 5000, 6000)]
    assert fits == [False, True, False, True]
    tube = await variation(PackageType={"Id": 6, "Name": "Tube"}, StandardPackage=50)
    assert (tube.packaging, tube.moq, tube.multiple) == (Packaging.TUBE, 1, 1)
    for package in (0, 1):
        assert (await variation(StandardPackage=package)).multiple == 1


async def test_trap_18_no_limit_is_written_in_two_ways() -> None:
    for said in (0, 999999999):
        assert (await variation(MaxQuantityForDistribution=said)).maximum is None
    assert (await variation(MaxQuantityForDistribution=75000)).maximum == 75000


async def test_trap_21_like_things_are_spelled_unlike() -> None:
    """A price as text, lead time as text, one thing under two names, a list within its name."""
    summary = {"UnitPrice": "1.5", "DigiKeyProductNumber": "1-ND"}
    answers: dict[str, Any] = {
        "substitutes": {"ProductSubstitutes": [summary]},
        "other_packagings": {"AlternatePackagings": {"AlternatePackaging": [summary]}},
        "associated": {"ProductAssociations": {"Kits": [summary]}},
    }
    for name, body in answers.items():
        (related,) = await getattr(desk(answer(body)).digikey, name)("x")
        assert related.unit_price == Decimal("1.5")
    pack = {"Marketplace": True, "TariffInformation": {"TariffActive": True}, "QuantityPriced": 1}
    body = {"StandardPricingOptions": [{"Products": [pack], "TotalQuantityPriced": 1}]}
    (way,) = await desk(answer(body)).digikey.ways_to_buy("x", 1)
    assert (way.packs[0].marketplace, way.packs[0].tariff) == (True, True)
    offer = await variation(MarketPlace=True, TariffActive=True)
    assert (offer.marketplace, offer.tariff) == (True, True)
    child = {"CategoryId": 2, "Name": "b"}
    (top,) = await desk(
        answer({"Categories": [{"CategoryId": 1, "Name": "a", "Children": [child]}]})
    ).digikey.categories()
    assert [one.name for one in top.children] == ["b"]
    in_a_product = {"Name": "a", "ChildCategories": [{"Name": "b"}]}
    assert (await looked_up({**PRODUCT, "Category": in_a_product})).category == "a / b"
    assert (await looked_up({**PRODUCT, "ManufacturerLeadWeeks": "52"})).lead_weeks == 52
    reel = await desk(answer({"ReelingFee": 7})).digikey.reel_price("x", 1)
    assert reel.fee == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"BaseProductNumber": None, "Series": {"Id": 0, "Name": "-"}},
        {"BaseProductNumber": {"Id": None, "Name": None}, "Series": {"Id": None, "Name": None}},
        {"PrimaryVideoUrl": "", "Series": None},
        {"DateLastBuyChance": None},
        {"DateLastBuyChance": "1858-11-17T00:00:00Z"},
        {"Classifications": None},
        {"Classifications": {"MoistureSensitivityLevel": "-", "HtsusCode": ""}},
    ],
)
async def test_trap_22_nothing_is_written_in_many_ways(changes: dict[str, Any]) -> None:
    part = await looked_up({**PRODUCT, **changes})
    assert (part.base, part.series, part.video, part.last_buy, part.msl) == (None,) * 5
    if "Classifications" in changes:
        assert (part.eccn, part.htsus, part.reach, part.rohs) == (None,) * 4
    assert part.parameters == (("Number of Circuits", "2"),)
    assert part.datasheet == "https://mm.digikey.com/Volume0/lm358.pdf"


async def test_trap_22_what_is_there_is_told() -> None:
    classed = {"MoistureSensitivityLevel": "3 (168 Hours)"}
    part = await looked_up(
        {
            **PRODUCT,
            "BaseProductNumber": {"Id": 1, "Name": "LM358"},
            "PrimaryVideoUrl": "https://www.digikey.com/en/videos/x",
            "DateLastBuyChance": "2027-03-31T00:00:00Z",
            "EndOfLife": True,
            "ShippingInfo": "Ships from the supplier",
            "Classifications": classed,
        }
    )
    assert (part.base, part.msl, part.end_of_life) == ("LM358", "3 (168 Hours)", True)
    assert str(part.last_buy) == "2027-03-31"
    assert part.video == "https://www.digikey.com/en/videos/x"
    assert part.shipping_note == "Ships from the supplier"
    assert part.obsolete is True


@pytest.mark.parametrize(
    ("number", "encoded"),
    [
        ("LM358MX/NOPBTR-ND", "LM358MX%2FNOPBTR-ND"),
        ("LTC4364HS-2#PBF", "LTC4364HS-2%23PBF"),
        ("AD 8605+", "AD%208605%2B"),
    ],
)
async def test_trap_23_a_number_is_one_segment_of_every_path(number: str, encoded: str) -> None:
    """As in a form, a space would become a plus sign, and a slash would cut the number."""
    calls: dict[str, tuple[Any, ...]] = {
        f"/products/v4/search/{encoded}/productdetails": ("look_up",),
        f"/products/v4/search/{encoded}/pricingbyquantity/5": ("ways_to_buy", 5),
        f"/products/v4/search/{encoded}/digireelpricing?requestedQuantity=5": ("reel_price", 5),
        f"/products/v4/search/{encoded}/substitutions": ("substitutes",),
        f"/products/v4/search/{encoded}/alternatepackaging": ("other_packagings",),
        f"/products/v4/search/{encoded}/associations": ("associated",),
        f"/products/v4/search/{encoded}/recommendedproducts?limit=20": ("recommended",),
        f"/products/v4/search/{encoded}/media": ("documents",),
        f"/ChangeNotifications/v3/Products/{encoded}": ("change_notices",),
    }
    for target, (name, *given) in calls.items():
        here = desk(answer({"Product": PRODUCT, "ProductChangeNotifications": []}))
        await getattr(here.digikey, name)(number, *given)
        assert here.vendor.targets == [target]


async def test_trap_24_a_number_of_two_makers_is_two_parts() -> None:
    """And the maker can be named in the question."""
    both = [{**PRODUCT, "Manufacturer": {"Name": name}} for name in ("onsemi", "STMicro")]
    found = await desk(answer({"Products": both})).digikey.search("LM358QT")
    assert [part.maker for part in found.parts] == ["onsemi", "STMicro"]
    here = desk(answer({"Product": PRODUCT}))
    await here.digikey.look_up("CR2032", maker_id="10")
    assert here.vendor.targets == ["/products/v4/search/CR2032/productdetails?manufacturerId=10"]


async def test_trap_25_an_ignored_filter_can_be_seen() -> None:
    """A malformed filter is answered with 200 and the whole catalogue."""
    asked = Filters(parameter_category="52", parameters=((2085, ("470 µF",)),))
    here = desk(answer({"FilterOptions": {}, "AppliedParametricFiltersDto": []}))
    found = await here.digikey.keyword_search("x", filters=asked)
    assert found.choices is not None
    assert found.choices.applied == ()
    assert here.vendor.body()["FilterOptionsRequest"]["ParameterFilterRequest"] == {
        "CategoryFilter": {"Id": "52"},
        "ParameterFilters": [{"ParameterId": 2085, "FilterValues": [{"Id": "470 µF"}]}],
    }
    here = desk(answer({"FilterOptions": {}, "AppliedParametricFiltersDto": [{"Id": 2085}]}))
    found = await here.digikey.keyword_search("x", filters=asked)
    assert found.choices is not None
    assert found.choices.applied == ("2085",)


async def test_trap_26_pages_and_words_have_bounds() -> None:
    here = desk(answer({"Products": [], "ExactMatches": [PRODUCT]}))
    for wrong in ({"limit": 0}, {"limit": 51}, {"offset": -1}):
        with pytest.raises(Invalid):
            await here.digikey.search("x", **wrong)
    with pytest.raises(Invalid):
        await here.digikey.search("x" * 251)
    assert here.vendor.asked == []
    assert len((await here.digikey.search("x")).parts) == 1
    assert (await here.digikey.search("x", offset=50)).parts == ()


async def test_trap_27_what_a_supplier_ships_is_marked_everywhere() -> None:
    offer = await variation(MarketPlace=True, Supplier={"Id": 2156, "Name": "Rochester"})
    assert (offer.marketplace, offer.supplier) == (True, "Rochester")
    for said in (True, False, None):
        pack = {"Products": [{"Marketplace": said}]}
        (way,) = await desk(answer({"StandardPricingOptions": [pack]})).digikey.ways_to_buy("x", 1)
        assert way.packs[0].marketplace is bool(said)


async def test_the_account_is_sent_only_where_it_is_listed_and_only_when_there_is_one() -> None:
    """Trap 10, of products: without an account the application's own token is asked with."""
    tokens = Tokens(digikey_application=token(refresh=None))
    here = desk(answer({"Product": PRODUCT}), account_id=None, tokens=tokens)
    await here.digikey.look_up("x")
    assert "x-digikey-account-id" not in here.vendor.asked[0].headers
