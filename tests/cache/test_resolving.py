"""Typed lines become offers: which one, by how many calls, and what is said where none is meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.typed_lines import of_another_maker, packaging_of, put_onto
from tests.cache.desk import NOON, SITES, Desk, bonded_row, line, offer, part
from tests.cache.typing_kit import CUT, DIGI, RC0603, REEL, Typing, resolved, typed
from vendors.terms import LineTerms
from vendors.vocabulary import Offer, Packaging

TUBE = offer("LM358T-ND", "0.40", packaging=Packaging.TUBE)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Typing()
    vendor.stock = {"RC0603-B": bonded_row("RC0603-B"), "X1-B": bonded_row("X1-B")}
    vendor.stock["X1-B"] = replace(vendor.stock["X1-B"], customer_part="")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


# -- which offer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "packaging", "number"),
    [
        ("RC0603", "", "RC0603CT-ND"),
        (" rc0603 ", "", "RC0603CT-ND"),
        ("RC0603", "Reel", "RC0603TR-ND"),
        ("RC0603", "tr", "RC0603TR-ND"),
        ("RC0603", "Tape & Reel (TR)", "RC0603TR-ND"),
        ("RC0603", "digi", "RC0603DKR-ND"),
        # A vendor's own number names its packaging, whatever was typed beside it.
        ("RC0603TR-ND", "", "RC0603TR-ND"),
        ("RC0603TR-ND", "cut", "RC0603TR-ND"),
        ("RC0603DKR-ND", "", "RC0603DKR-ND"),
    ],
)
async def test_the_offer_that_is_meant(desk: Desk, words: str, packaging: str, number: str) -> None:
    wanted = typed(words, 250, packaging=packaging)
    wanted.terms = LineTerms(customer_part="CPN-1")
    told = await resolved(desk, wanted)
    its = told.lines[wanted.id]
    assert (its.number, its.part, its.maker, its.quantity) == (number, "RC0603", "Yageo", 250)
    assert (its.typed, its.terms) == (wanted.typed, wanted.terms)
    assert its.priced_at == NOON


async def test_the_price_is_the_one_of_its_quantity(desk: Desk) -> None:
    cut, reel, few = typed("RC0603", 100), typed("RC0603TR-ND", 5000), typed("RC0603TR-ND", 100)
    told = await resolved(desk, cut, reel, few)
    prices = [told.lines[one.id].unit_price for one in (cut, reel, few)]
    assert prices == [Decimal("0.10"), Decimal("0.01"), None]


@pytest.mark.parametrize(
    ("offers", "number"),
    [
        ((DIGI, REEL), "RC0603TR-ND"),
        ((REEL, TUBE), "RC0603TR-ND"),
        ((TUBE, REEL), "LM358T-ND"),
        ((replace(CUT, marketplace=True), REEL), "RC0603TR-ND"),
        ((replace(CUT, marketplace=True),), "RC0603CT-ND"),
        ((replace(CUT, breaks=()), REEL), "RC0603TR-ND"),
    ],
)
async def test_without_a_packaging_never_a_digi_reel_nor_a_marketplace_where_another_is(
    tmp_path: Path, offers: tuple[Offer, ...], number: str
) -> None:
    desk = await Desk(tmp_path, Typing(part("P1", *offers))).open()
    wanted = typed("P1")
    assert (await resolved(desk, wanted)).number(wanted) == number
    await desk.close()


@pytest.mark.parametrize(
    ("offers", "packaging", "words"),
    [
        ((DIGI,), "", "as a Digi-Reel only, which costs a fee"),
        ((CUT, REEL), "tube", "DigiKey has P1 as cut, reel, not as tube: F4 lists them"),
        ((CUT, REEL), "strip", "“strip” is no packaging; it comes as cut, reel: F4 lists them"),
        ((replace(CUT, breaks=()),), "", "DigiKey sells P1 in no packaging now"),
        ((REEL, replace(CUT, marketplace=True)), "cut", "has P1 as reel, not as cut"),
    ],
)
async def test_what_is_not_meant_is_not_guessed(
    tmp_path: Path, offers: tuple[Offer, ...], packaging: str, words: str
) -> None:
    desk = await Desk(tmp_path, Typing(part("P1", *offers))).open()
    wanted = typed("P1", packaging=packaging)
    assert words in (await resolved(desk, wanted)).reason(wanted)
    await desk.close()


def test_words_for_a_packaging() -> None:
    assert packaging_of("Digi-Reel®") is Packaging.DIGI_REEL
    assert packaging_of("Cut Tape (CT)") is Packaging.CUT_TAPE
    assert packaging_of("Tape and Reel (TR)") is Packaging.REEL
    assert packaging_of("tape") is None


async def test_a_label_names_the_vendors_number_beside_the_part(desk: Desk) -> None:
    wanted = typed("RC0603", number="RC0603TR-ND")
    gone = typed("RC0603", number="RC0603-OLD-ND")
    told = await resolved(desk, wanted, gone)
    assert told.number(wanted) == "RC0603TR-ND"
    # Numbers are retired; the part is still the part.
    assert told.number(gone) == "RC0603CT-ND"


# -- which part -----------------------------------------------------------------------------------


async def test_what_nobody_knows_says_so_with_a_key(desk: Desk) -> None:
    wanted, empty = typed("LM35X"), typed(" ")
    told = await resolved(desk, wanted, empty)
    assert told.reason(wanted).startswith("no part that DigiKey knows: Enter changes it")
    assert told.reason(empty).startswith("no part was typed")
    assert desk.vendor.asked == ["LM35X"]


async def test_what_the_vendor_takes_for_it_is_not_taken(desk: Desk) -> None:
    desk.vendor.parts["rc06"] = RC0603
    wanted = typed("RC06")
    assert "DigiKey answers it with RC0603 of Yageo" in (await resolved(desk, wanted)).reason(
        wanted
    )


async def test_one_number_of_two_makers_is_not_guessed(desk: Desk) -> None:
    ti = replace(part("LM358", TUBE), maker="Texas Instruments")
    on = replace(part("LM358", offer("LM358-ON-ND")), maker="onsemi")
    desk.vendor.sells(ti, on)
    await resolved(desk, typed("LM358T-ND"), typed("LM358-ON-ND"))
    desk.vendor.asked.clear()
    both, named, exact = typed("LM358"), typed("LM358", maker="onsemi"), typed("LM358T-ND")
    told = await resolved(desk, both, named, exact)
    assert told.reason(both) == "onsemi and Texas Instruments make a LM358: F4 lists them"
    assert (told.number(named), told.number(exact)) == ("LM358-ON-ND", "LM358T-ND")
    assert desk.vendor.asked == []


async def test_a_part_of_another_maker_than_was_typed_is_not_taken(desk: Desk) -> None:
    other, shorter, none = (typed("RC0603", maker=maker) for maker in ("Vishay", "YAGEO Corp.", ""))
    exact = typed("RC0603", number="RC0603TR-ND", maker="Vishay")
    bonded = typed("RC0603", vendor="bonded", maker="Vishay")
    told = await resolved(desk, other, shorter, none, exact, bonded)
    said = "DigiKey has RC0603 of Yageo, not of Vishay: F4 lists them"
    assert (told.reason(other), told.reason(bonded)) == (said, said)
    assert (told.number(shorter), told.number(none)) == ("RC0603CT-ND", "RC0603CT-ND")
    # A vendor's own number is of one part, whatever was typed beside it.
    assert told.number(exact) == "RC0603TR-ND"


@pytest.mark.parametrize(
    ("typed", "maker", "another"),
    [
        ("TI", "Texas Instruments", False),
        ("ADI", "Analog Devices Inc.", False),
        ("Maxim", "Analog Devices Inc./Maxim Integrated", False),
        ("ON Semiconductor", "onsemi", False),
        ("Murata Manufacturing", "Murata Electronics", False),
        ("Wurth", "Würth Elektronik", False),
        ("n/a", "", False),
        ("-", "Yageo", False),
        ("村田", "Murata Electronics", False),
        ("Vishay", "Yageo", True),
        ("STMicroelectronics", "Texas Instruments", True),
    ],
)
def test_makers_as_buyers_write_them(typed: str, maker: str, another: bool) -> None:
    assert of_another_maker(typed, maker) is another
    assert of_another_maker(maker, typed) is another


async def test_a_number_of_our_own_is_a_part_number(desk: Desk) -> None:
    mine = line(offer("LM358T-ND", packaging=Packaging.TUBE), of="LM358")
    mine.terms = LineTerms(customer_part="CPN-0358")
    desk.vendor.sells(part("LM358", TUBE))
    (review,) = await desk.placing.review(await desk.draft(mine))
    await desk.placing.place(review.order_id)
    bonded, ordered = typed("acme-1"), typed("CPN-0358")
    told = await resolved(desk, bonded, ordered)
    # The one stands in a bonded row; that the line is bonded was not said.
    assert told.number(bonded) == "RC0603CT-ND"
    assert told.lines[bonded.id].bonded_customer_id is None
    assert told.number(ordered) == "LM358T-ND"


async def test_a_number_of_our_own_for_two_parts_is_not_guessed(desk: Desk) -> None:
    desk.vendor.stock["X1-B"] = replace(desk.vendor.stock["X1-B"], customer_part="ACME-1")
    await desk.bonded.refresh()
    wanted = typed("ACME-1")
    assert (await resolved(desk, wanted)).reason(wanted) == (
        "ACME-1 stands for RC0603 and X1: F4 lists them"
    )


# -- bonded stock ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", ["bonded", "Bonded COR", "cor", "7002", "bonded 7002"])
async def test_bonded_stock_where_it_was_typed(desk: Desk, vendor: str) -> None:
    wanted = typed("RC0603", 2000, vendor=vendor)
    told = await resolved(desk, wanted)
    its = told.lines[wanted.id]
    assert (its.number, its.bonded_customer_id, its.packaging) == ("RC0603-B", "7002", "bonded")
    assert (its.unit_price, its.moq, its.quantity) == (Decimal("0.05"), 1000, 2000)
    assert desk.vendor.asked == []


async def test_of_several_locations_the_one_the_draft_ships_to(tmp_path: Path) -> None:
    vendor = Typing()
    vendor.sites = (replace(SITES[0], bonded=True), SITES[1])
    vendor.stock = {
        "RC0603-B": bonded_row("RC0603-B"),
        "other": replace(bonded_row("RC0603-B"), customer_id="7001"),
    }
    desk = await Desk(tmp_path, vendor).open()
    here, nowhere = typed("RC0603", vendor="bonded"), typed("RC0603", vendor="bonded")
    told = await resolved(desk, here, ship_to="7001")
    assert told.lines[here.id].bonded_customer_id == "7001"
    words = (await resolved(desk, nowhere, ship_to=None)).reason(nowhere)
    assert words.startswith("bonded at AUS, COR: bonded AUS says which")
    await desk.close()


async def test_a_number_of_two_bonded_parts_is_not_guessed_by_where_it_ships(
    tmp_path: Path,
) -> None:
    vendor = Typing()
    vendor.sites = (replace(SITES[0], bonded=True), SITES[1])
    there, here = bonded_row("LM358-B"), bonded_row("LM358-ON-B")
    vendor.stock = {
        "there": replace(there, maker="TI"),
        "here": replace(here, part="LM358", maker="onsemi", customer_id="7001"),
        "mine": replace(bonded_row("X1-B"), customer_part="LM358X", customer_id="7001"),
        "its": replace(bonded_row("LM358X-B"), maker="TI"),
    }
    desk = await Desk(tmp_path, vendor).open()
    both, ours = typed("LM358", vendor="bonded"), typed("LM358X", vendor="bonded")
    named = typed("LM358", vendor="bonded", maker="onsemi")
    exact = typed("LM358", number="LM358-B", vendor="bonded")
    told = await resolved(desk, both, ours, named, exact, ship_to="7001")
    assert told.reason(both) == "LM358 of TI and LM358 of onsemi are bonded: F4 lists them"
    assert told.reason(ours) == "LM358X of TI and X1 of Yageo are bonded: F4 lists them"
    assert (told.number(named), told.number(exact)) == ("LM358-ON-B", "LM358-B")
    await desk.close()


async def test_what_is_not_bonded_or_no_place_says_so(desk: Desk) -> None:
    none, place, vendor, there = (
        typed("LM358", vendor="bonded"),
        typed("RC0603", vendor="bonded XYZ"),
        typed("RC0603", vendor="Mouser"),
        typed("LM358", vendor="AUS"),
    )
    told = await resolved(desk, none, place, vendor, there)
    assert told.reason(none).startswith("no location reports bonded stock of it")
    assert told.reason(place).startswith("“XYZ” is no location here")
    assert told.reason(vendor).startswith("“Mouser” can sell nothing here")
    assert told.reason(there).startswith("DigiKey reports no bonded stock of it at AUS")


async def test_an_old_bonded_row_is_read_again_once(desk: Desk) -> None:
    desk.clock.advance(601)
    desk.vendor.stock["RC0603-B"] = bonded_row("RC0603-B", "0.06")
    lines = [typed("RC0603", vendor="bonded"), typed("ACME-1", vendor="COR")]
    told = await resolved(desk, *lines)
    assert [told.lines[one.id].unit_price for one in lines] == [Decimal("0.06")] * 2
    assert told.progress[-1].calls == 1


# -- put into the draft ---------------------------------------------------------------------------


async def test_an_answer_for_other_words_is_not_put_onto_a_line(desk: Desk) -> None:
    wanted = typed("RC0603", 100, packaging="reel")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    assert told.unit_price is None
    more = replace(wanted, quantity=5000, terms=LineTerms(customer_part="C"))
    put = put_onto(more, told)
    assert put is not None
    assert (put.quantity, put.terms, put.number) == (5000, more.terms, "RC0603TR-ND")
    assert put.unit_price == Decimal("0.01")
    assert put_onto(replace(wanted, typed=replace(wanted.typed, part="RC0805")), told) is None
    assert put_onto(replace(wanted, typed=replace(wanted.typed, packaging="cut")), told) is None
    assert put_onto(line(CUT), told) is None
