"""DigiKey's products in the field's own words, with what was recorded or measured of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import answer, desk
from tests.vendors.products import CUT, PRODUCT, USD
from vendors.digikey.translate import multiple_of
from vendors.errors import NotFound
from vendors.vocabulary import Offer, Packaging, Part, PriceBreak


async def looked_up(product: Any = PRODUCT, used: Any = USD) -> Part:
    here = desk(answer({"SearchLocaleUsed": used, "Product": product}))
    return await here.digikey.look_up("296-1395-1-ND")


async def offered(**changes: Any) -> Offer:
    part = await looked_up({**PRODUCT, "ProductVariations": [{**CUT, **changes}]})
    return part.offers[0]


async def test_a_part_says_all_that_the_answer_says() -> None:
    part = await looked_up()
    cut, reel, digi_reel = part.offers
    assert part == Part(
        maker="Texas Instruments",
        number="LM358QT",
        description="IC OPAMP GP 2 CIRCUIT 8TSSOP",
        detail="General Purpose Amplifier 2 Circuit",
        status="Active",
        category="Integrated Circuits (ICs) / Linear / Op Amps",
        offers=(cut, reel, digi_reel),
        series=None,
        datasheet="https://mm.digikey.com/Volume0/lm358.pdf",
        lead_weeks=12,
        rohs="ROHS3 Compliant",
        obsolete=False,
        backorder_allowed=True,
        parameters=(("Number of Circuits", "2"),),
        other_names=("296-1395",),
        photo="https://mm.digikey.com/Photos/8-TSSOP.jpg",
        url="https://www.digikey.com/en/products/detail/st/LM358QT/1663570",
        normally_stocked=True,
        end_of_life=False,
        factory_stock=165000,
        reach="REACH Unaffected",
        eccn="EAR99",
        htsus="8542.33.0001",
    )
    assert cut == Offer(
        vendor="digikey",
        number="296-1395-1-ND",
        packaging=Packaging.CUT_TAPE,
        packaging_text="Cut Tape (CT)",
        stock=75171,
        moq=1,
        multiple=1,
        breaks=(PriceBreak(1, Decimal("0.36")), PriceBreak(10, Decimal("0.272325"))),
        currency="USD",
        fee=Decimal(0),
        maximum=None,
        standard_package=1,
        own_price=False,
        ncnr=False,
        tariff=False,
        marketplace=False,
        supplier="Texas Instruments",
    )


async def test_stock_is_that_of_the_packaging_and_never_a_sum() -> None:
    """Recorded: one pool of 75,171 counted under three packagings; the product's own is a sum."""
    part = await looked_up()
    assert [offer.stock for offer in part.offers] == [75171, 72000, 75171]


async def test_a_price_is_that_of_the_packaging_and_not_the_products() -> None:
    """Recorded: the product's UnitPrice is 0.0, or that of a marketplace supplier."""
    part = await looked_up({**PRODUCT, "UnitPrice": 578000})
    assert part.offers[0].breaks[0].unit_price == Decimal("0.36")


async def test_a_reel_has_a_minimum_and_a_multiple_of_its_own() -> None:
    _, reel, _ = (await looked_up()).offers
    assert (reel.packaging, reel.moq, reel.multiple) == (Packaging.REEL, 4000, 2000)


async def test_the_fee_is_a_digi_reels_and_no_price_break() -> None:
    cut, reel, digi_reel = (await looked_up()).offers
    assert (cut.fee, reel.fee, digi_reel.fee) == (0, 0, 7)
    assert digi_reel.breaks == cut.breaks
    assert (await offered(DigiReelFee=7.0)).fee == 0
    assert (await offered(DigiReelFee=None)).fee == 0


@pytest.mark.parametrize("most", [0, 999999999, None])
async def test_no_limit_is_written_in_more_ways_than_one(most: int | None) -> None:
    assert (await offered(MaxQuantityForDistribution=most)).maximum is None


async def test_a_limit_is_a_limit() -> None:
    assert (await offered(MaxQuantityForDistribution=500)).maximum == 500


@pytest.mark.parametrize(
    "variation",
    [
        {"MinimumOrderQuantity": 0, "DigiReelFee": 7.0},
        {"MinimumOrderQuantity": None},
        {"StandardPricing": []},
        {"StandardPricing": None},
        {"StandardPricing": [{"BreakQuantity": 1, "UnitPrice": 0.0}]},
        {"StandardPricing": [{"BreakQuantity": 0, "UnitPrice": 1.0}]},
        {"StandardPricing": [{"BreakQuantity": 1, "UnitPrice": None}]},
        {"MinimumOrderQuantity": 0, "MyPricing": [{"BreakQuantity": 1, "UnitPrice": 1.0}]},
    ],
)
async def test_without_a_minimum_or_a_price_it_is_not_for_sale(variation: Any) -> None:
    offer = await offered(**variation)
    assert offer.breaks == ()
    assert not offer.own_price
    assert offer.moq == 1


async def test_our_own_prices_take_the_place_of_the_list() -> None:
    own = [{"BreakQuantity": 100, "UnitPrice": 0.2}, {"BreakQuantity": 1, "UnitPrice": 0.3}]
    offer = await offered(MyPricing=own)
    assert offer.own_price
    assert offer.breaks == (PriceBreak(1, Decimal("0.3")), PriceBreak(100, Decimal("0.2")))


@pytest.mark.parametrize("own", [[], None])
async def test_no_own_prices_means_the_list_prices(own: Any) -> None:
    offer = await offered(MyPricing=own)
    assert not offer.own_price
    assert offer.breaks[0].unit_price == Decimal("0.36")


async def test_a_marketplace_offer_is_marked_and_keeps_its_place() -> None:
    """Recorded first of all, and with a minimum of 1,972: nothing may be taken for granted."""
    foreign = {
        **CUT,
        "DigiKeyProductNumber": "2156-LM358QT-ND",
        "MarketPlace": True,
        "MinimumOrderQuantity": 1972,
        "Supplier": {"Id": 2156, "Name": "Rochester Electronics, LLC"},
    }
    part = await looked_up({**PRODUCT, "ProductVariations": [foreign, CUT]})
    assert [offer.marketplace for offer in part.offers] == [True, False]
    assert (part.offers[0].supplier, part.offers[0].moq) == ("Rochester Electronics, LLC", 1972)


@pytest.mark.parametrize(
    ("said", "packaging"),
    [
        ({"Id": 1, "Name": "リール"}, Packaging.REEL),
        ({"Id": 2, "Name": None}, Packaging.CUT_TAPE),
        ({"Id": 3, "Name": "Bulk"}, Packaging.BULK),
        ({"Id": 4, "Name": "Tape & Box (TB)"}, Packaging.BOX),
        ({"Id": 6, "Name": "Tube"}, Packaging.TUBE),
        ({"Id": 62, "Name": "Bag"}, Packaging.BAG),
        ({"Id": 243, "Name": "Digi-Reel®"}, Packaging.DIGI_REEL),
        ({"Id": 5, "Name": "Tray"}, Packaging.TRAY),
        ({"Id": 9999, "Name": "Digi-Reel®"}, Packaging.DIGI_REEL),
        ({"Id": None, "Name": "Cut Tape (CT)"}, Packaging.CUT_TAPE),
        ({"Id": 9999, "Name": "Spool"}, Packaging.OTHER),
        (None, Packaging.OTHER),
    ],
)
async def test_a_packaging_is_known_by_its_id_because_names_are_translated(
    said: Any, packaging: Packaging
) -> None:
    assert (await offered(PackageType=said)).packaging is packaging


@pytest.mark.parametrize(
    ("packaging", "moq", "package", "multiple"),
    [
        (Packaging.REEL, 4000, 2000, 2000),
        (Packaging.REEL, 2500, 2500, 2500),
        (Packaging.REEL, 1, None, 1),
        (Packaging.TUBE, 1, 50, 1),
        (Packaging.TUBE, 50, 50, 50),
        (Packaging.TUBE, 100, 50, 50),
        (Packaging.TRAY, 250, 250, 250),
        (Packaging.TRAY, 10, 250, 1),
        (Packaging.CUT_TAPE, 1, 2000, 1),
        (Packaging.DIGI_REEL, 1, 2000, 1),
        (Packaging.BULK, 1, 500, 1),
        (Packaging.CUT_TAPE, 10, 0, 1),
    ],
)
def test_what_is_sold_in_whole_packages(
    packaging: Packaging, moq: int, package: int | None, multiple: int
) -> None:
    """docs/decisions/0006: the vendor's document has no such field."""
    assert multiple_of(packaging, moq, package) == multiple


@pytest.mark.parametrize("package", [0, None, -1])
async def test_a_standard_package_of_nothing_is_none(package: int | None) -> None:
    offer = await offered(StandardPackage=package, PackageType={"Id": 1})
    assert (offer.standard_package, offer.multiple) == (None, 1)


async def test_a_currency_that_was_replaced_is_taken_from_the_answer() -> None:
    """Euro on the American site becomes dollars, without a word; the echo is not normalised."""
    part = await looked_up(used={"Site": "us", "Language": "EN", "Currency": "usd"})
    assert part.offers[0].currency == "USD"
    here = desk(answer({"Product": PRODUCT, "SearchLocaleUsed": USD}), site="UK", currency="GBP")
    assert (await here.digikey.look_up("x")).offers[0].currency == "USD"
    here = desk(answer({"Product": PRODUCT, "SearchLocaleUsed": None}), site="UK", currency="GBP")
    assert (await here.digikey.look_up("x")).offers[0].currency == "GBP"


@pytest.mark.parametrize(
    ("changes", "obsolete", "status"),
    [
        ({}, False, "Active"),
        ({"ProductStatus": {"Id": 1, "Status": "Obsolet"}}, True, "Obsolete"),
        ({"ProductStatus": {"Id": 2, "Status": "x"}}, True, "Discontinued at Digi-Key"),
        ({"ProductStatus": {"Id": 4, "Status": "x"}}, False, "Last Time Buy"),
        ({"ProductStatus": {"Id": 7, "Status": "x"}}, False, "Not For New Designs"),
        ({"ProductStatus": {"Id": 99, "Status": "Preliminary"}}, None, "Preliminary"),
        ({"ProductStatus": None}, None, ""),
        ({"ProductStatus": None, "EndOfLife": True}, True, ""),
        ({"Discontinued": True}, True, "Active"),
        ({"Discontinued": None}, None, "Active"),
    ],
)
async def test_a_status_is_known_by_its_id_because_words_are_translated(
    changes: Any, obsolete: bool | None, status: str
) -> None:
    part = await looked_up({**PRODUCT, **changes})
    assert (part.obsolete, part.status) == (obsolete, status)


@pytest.mark.parametrize("said", [None, True, False])
async def test_what_was_not_said_is_not_no(said: bool | None) -> None:
    part = await looked_up({**PRODUCT, "BackOrderNotAllowed": said, "Ncnr": said})
    assert part.backorder_allowed is (None if said is None else not said)
    assert part.offers[0].ncnr is said
    assert (await offered(TariffActive=said)).tariff is said
    assert (await offered(QuantityAvailableforPackageType=None)).stock is None


async def test_nulls_are_read_wherever_they_stand() -> None:
    nothing: dict[str, Any] = dict.fromkeys(PRODUCT)
    part = await looked_up(nothing)
    assert (part.number, part.maker, part.offers, part.category) == ("", "", (), "")
    named = {**PRODUCT, "Series": {"Id": None, "Name": None}, "Manufacturer": {"Id": None}}
    part = await looked_up(named)
    assert (part.series, part.maker) == (None, "")


async def test_a_number_that_is_not_known_is_told() -> None:
    here = desk(answer({"SearchLocaleUsed": USD, "Product": None}))
    with pytest.raises(NotFound):
        await here.digikey.look_up("x")
    detail = {"title": "Not Found", "status": 404, "detail": "Requested Product x Not Found"}
    here = desk(answer(detail, 404))
    with pytest.raises(NotFound) as caught:
        await here.digikey.look_up("x")
    assert "Requested Product x Not Found" in caught.value.words
