"""TI's parts: one number, a family over its pages, and what is no number of TI's."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.vendors.kit import answer
from tests.vendors.ti_kit import desk, errors, product
from vendors.errors import Invalid, NotAllowed, NotFound, Unreadable, VendorDown
from vendors.ti.translate import packaging_of, takes
from vendors.vocabulary import Offer, Packaging, Part, PriceBreak

ODD = "LP2982AIM5-3.3/NOPB"
EDGE = httpx.Response(403, html="<h1>Access Denied</h1>")


async def looked_up(**other: Any) -> Part:
    return await desk(answer(product(**other))).ti.look_up("LM358DR")


async def offered(**other: Any) -> Offer:
    (offer,) = (await looked_up(**other)).offers
    return offer


async def test_another_part_than_was_asked_for_is_not_read() -> None:
    """A line would be priced by it."""
    said = answer(product("LM358DRG4"))
    with pytest.raises(Unreadable, match="another part"):
        await desk(said).ti.look_up("LM358DR")
    assert (await desk(said).ti.look_up(" lm358drg4 ")).number == "LM358DRG4"


async def test_a_part_and_its_one_offer() -> None:
    weeks = [
        {"forecastQuantity": None, "forecastDate": "2027-01-11"},
        {"forecastQuantity": 3500, "forecastDate": "2026-12-07"},
    ]
    part = await looked_up(
        htsCode="8542390001",
        exportControlClassificationNumber="EAR99",
        packageType="SOIC (D)",
        pinCount=8,
        futureInventory=weeks,
    )
    assert part == Part(
        maker="Texas Instruments",
        number="LM358DR",
        description="Dual op amp",
        detail="",
        status="Active",
        category="",
        offers=(
            Offer(
                vendor="ti",
                number="LM358DR",
                packaging=Packaging.REEL,
                packaging_text="Large T&R",
                stock=5435,
                moq=1,
                multiple=1,
                breaks=(PriceBreak(1, Decimal("0.4")), PriceBreak(100, Decimal("0.21"))),
                currency="USD",
                maximum=5000,
                standard_package=2500,
                custom_reel=True,
            ),
        ),
        obsolete=False,
        parameters=(("Package", "SOIC (D)"), ("Pins", "8")),
        base="LM358",
        url="https://www.ti.com/product/LM358/part-details/LM358DR",
        eccn="EAR99",
        htsus="8542390001",
        shipping_note="TI expects 3,500 in the week of 2026-12-07, some in the week of 2027-01-11; "
        "an estimate",
    )


async def test_a_number_goes_as_one_piece_of_the_path() -> None:
    here = desk(answer(product(ODD)))
    await here.ti.look_up(f" {ODD}\n")
    assert here.vendor.targets == [
        "GET /v2/store/products/LP2982AIM5-3.3%2FNOPB?currency=USD",
    ]
    assert here.pace.turns == ["ti:products"]


@pytest.mark.parametrize(
    "number", ["", " ", ".", "..", "catalog", "CATALOG", "A" * 26, "LM\x00358"]
)
async def test_what_is_no_number_is_not_asked_for(number: str) -> None:
    """`catalog` stands where a number would, and is fifty megabytes once in four hours."""
    here = desk(answer(product()))
    with pytest.raises(Invalid):
        await here.ti.look_up(number)
    assert here.vendor.asked == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (errors("Product not found", status=404), NotFound),
        (EDGE, NotFound),
        (answer({}), NotFound),
        (errors("Provide a valid Bearer token", status=403), NotAllowed),
        (errors("currency is not valid", status=400), Invalid),
        (httpx.Response(404, html="<h1>No</h1>"), Unreadable),
        (httpx.Response(200, html="<h1>Hello</h1>"), Unreadable),
        (answer([1]), Unreadable),
        (answer(product(quantity={"a": 1})), Unreadable),
        (answer(product(quantity=True)), Unreadable),
        (errors("unavailable", status=503), VendorDown),
    ],
)
async def test_what_a_look_up_raises(said: httpx.Response, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await desk(said).ti.look_up("LM358DR")


@pytest.mark.parametrize(
    ("limit", "maximum"),
    [(50, 50), (None, None), ("", None), (999999999, None), ("999999999", None), (0, None)],
)
async def test_a_limit_that_is_none(limit: object, maximum: int | None) -> None:
    assert (await offered(limit=limit)).maximum == maximum


@pytest.mark.parametrize(
    ("quantity", "stock"), [("120", 120), (0, 0), (None, None), ("", None), (-1, None), ("x", None)]
)
async def test_stock_is_never_guessed(quantity: object, stock: int | None) -> None:
    assert (await offered(quantity=quantity)).stock == stock


def priced(currency: str, *breaks: tuple[object, object]) -> dict[str, Any]:
    listed = [{"priceBreakQuantity": quantity, "price": price} for quantity, price in breaks]
    return {"currency": currency, "priceBreaks": listed}


async def test_prices_are_those_of_the_currency_that_is_asked_for() -> None:
    both = [priced("USD", (1, 0.4)), priced("eur", (1, 0.37))]
    here = desk(answer(product(pricing=both)), currency="EUR")
    (offer,) = (await here.ti.look_up("LM358DR")).offers
    assert (offer.currency, offer.breaks) == ("EUR", (PriceBreak(1, Decimal("0.37")),))
    assert here.vendor.targets == ["GET /v2/store/products/LM358DR?currency=EUR"]
    assert here.ti.prices_for == "EUR"


async def test_where_there_are_none_they_are_in_dollars_and_say_so() -> None:
    here = desk(
        answer(product(pricing=[priced("USD", (1, 0.4)), priced("CNY", (1, 3))])), currency="EUR"
    )
    (offer,) = (await here.ti.look_up("LM358DR")).offers
    assert (offer.currency, offer.breaks) == ("USD", (PriceBreak(1, Decimal("0.4")),))


async def test_another_currencys_prices_are_nobodys() -> None:
    offer = await offered(pricing=[priced("CNY", (1, 3))])
    assert (offer.currency, offer.breaks) == ("USD", ())


async def test_breaks_are_in_order_and_a_price_of_nothing_is_none() -> None:
    odd = [
        priced(
            "USD",
            (1000, "0.18"),
            (250, 0.2),
            (0, 9),
            (None, 9),
            (500, 0),
            (750, None),
            (2, "0." + "3" * 200),
        )
    ]
    assert (await offered(pricing=odd)).breaks == (
        PriceBreak(250, Decimal("0.2")),
        PriceBreak(1000, Decimal("0.18")),
    )


@pytest.mark.parametrize(
    ("carrier", "packaging"),
    [
        ("Large T&R", Packaging.REEL),
        ("Small T&R", Packaging.REEL),
        ("Tape and Reel", Packaging.REEL),
        ("Cut Tape", Packaging.CUT_TAPE),
        ("TUBE", Packaging.TUBE),
        ("JEDEC TRAY (10+1)", Packaging.TRAY),
        ("BULK", Packaging.BULK),
        ("", Packaging.OTHER),
        ("Sphere", Packaging.OTHER),
    ],
)
def test_a_carrier_is_a_packaging(carrier: str, packaging: Packaging) -> None:
    assert packaging_of(carrier) is packaging


@pytest.mark.parametrize(
    ("life", "status", "obsolete"),
    [
        ("ACTIVE", "Active", False),
        ("OBSOLETE", "OBSOLETE", True),
        ("NRND", "NRND", None),
        ("", "", None),
    ],
)
async def test_a_life_cycle_that_is_not_published_stays_tis_word(
    life: str, status: str, obsolete: bool | None
) -> None:
    part = await looked_up(lifeCycle=life)
    assert (part.status, part.obsolete) == (status, obsolete)


async def test_hostile_words_become_harmless() -> None:
    part = await looked_up(
        description="\x1b[31mred\x1b[0m\u202eevil",
        buyNowUrl="javascript:alert(1)",
        packageCarrier="\x07T&R",
    )
    assert "\x1b" not in part.description
    assert "\u202e" not in part.description
    assert part.url is None
    assert part.offers[0].packaging_text == "\ufffdT&R"


@pytest.mark.parametrize("number", ["1e999", 10**40, "9" * 40, "NaN", "Infinity"])
async def test_a_number_beyond_any_real_one_is_none_or_unreadable(number: object) -> None:
    here = desk(answer(product(quantity=number)))
    with suppress(Unreadable):
        assert (await here.ti.look_up("LM358DR")).offers[0].stock is None


# -- by number ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "LM358",
        "AFE7799",
        "SN74LVC1G08DBVR",
        ODD,
        "MSP-FET",
        "2N7001TDCKR",
        "5962-8855101PA",
        "ne555",
    ],
)
def test_what_looks_like_a_number_of_tis(words: str) -> None:
    assert takes(words)
    assert takes(f"  {words} ")


@pytest.mark.parametrize(
    "words",
    ["", "op amp", "resistor", "OPAMP", "0603", "10k", "4.7uF", "100nF", "100nF/50V", "2n2", "1%",
     "12345", "LM", "A" * 26, "296-1395-5-ND", "LM358\x1b", "LM358?", "../LM358", "ÄM358"],
)  # fmt: skip
def test_what_does_not(words: str) -> None:
    assert not takes(words)


async def test_what_does_not_look_like_one_is_not_asked_for() -> None:
    here = desk(answer(product()))
    assert (await here.ti.by_number("resistor 0603")).parts == ()
    assert here.vendor.asked == []


async def test_an_orderable_number_is_one_question() -> None:
    here = desk(answer(product()))
    found = await here.ti.by_number("LM358DR")
    assert [part.number for part in found.parts] == ["LM358DR"]
    assert (found.total, found.currency) == (1, "USD")
    assert len(here.vendor.asked) == 1


def page(*numbers: str, last: bool | None = True, pages: object = 1) -> httpx.Response:
    return answer(
        {"content": [product(number) for number in numbers], "last": last, "totalPages": pages}
    )


async def test_else_it_is_a_family_over_all_its_pages_from_0() -> None:
    here = desk(
        errors("Product not found", status=404),
        page("LM358DR", "LM358P", last=False, pages=3),
        page("LM358P", "LM358PW", last=False, pages=3),
        page("LM358PWR", last=True, pages=3),
    )
    found = await here.ti.by_number("LM358")
    assert [part.number for part in found.parts] == ["LM358DR", "LM358P", "LM358PW", "LM358PWR"]
    assert found.total == 4
    assert here.vendor.targets[1:] == [
        f"GET /v2/store/products?gpn=LM358&currency=USD&page={number}&size=100"
        for number in range(3)
    ]


@pytest.mark.parametrize(("last", "pages", "asked"), [(None, 2, 2), (None, None, 1), (True, 9, 1)])
async def test_how_the_end_of_a_family_is_known(
    last: bool | None, pages: object, asked: int
) -> None:
    here = desk(
        errors("x", status=404),
        page("A1B", last=last, pages=pages),
        page("A1C", last=last, pages=pages),
    )
    await here.ti.by_number("LM358")
    assert len(here.vendor.asked) == 1 + asked


async def test_a_family_without_an_end_is_not_asked_for_without_an_end() -> None:
    here = desk(errors("x", status=404), page("LM358DR", last=False, pages=10**6))
    found = await here.ti.by_number("LM358")
    assert len(found.parts) == 1
    assert len(here.vendor.asked) == 3
    assert found.cut


async def test_a_family_longer_than_is_read_says_that_it_goes_on() -> None:
    pages = [page(f"LM358A{at}", last=False, pages=21) for at in range(20)]
    here = desk(errors("x", status=404), *pages)
    found = await here.ti.by_number("LM358")
    assert (len(found.parts), found.cut) == (20, True)
    ends = desk(errors("x", status=404), *pages[:19], page("LM358A19", last=True, pages=20))
    found = await ends.ti.by_number("LM358")
    assert (len(found.parts), found.cut) == (20, False)


@pytest.mark.parametrize("said", [errors("none", status=404), EDGE, page()])
async def test_a_number_that_ti_does_not_know_is_nothing_found(said: httpx.Response) -> None:
    here = desk(EDGE, said)
    assert (await here.ti.by_number("STM32F103")).parts == ()
    assert len(here.vendor.asked) == 2


@pytest.mark.parametrize("said", [answer({}), answer({"content": "x"}), answer([])])
async def test_a_page_that_is_none_is_not_nothing_found(said: httpx.Response) -> None:
    with pytest.raises(Unreadable):
        await desk(errors("x", status=404), said).ti.by_number("LM358")


async def test_a_failure_is_not_nothing_found() -> None:
    with pytest.raises(VendorDown):
        await desk(errors("down", status=503)).ti.by_number("LM358")
