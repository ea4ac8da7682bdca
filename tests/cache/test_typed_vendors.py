"""Typed lines that name a vendor, that another vendor knows, or that are a supplier's SKU."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.offering import price_at
from cache.typed_lines import put_onto
from cache.typed_sources import Source, source_of
from tests.cache.desk import Desk, part
from tests.cache.several import LM358, LM358_AT_DIGIKEY, Ti, Warehouse, attach
from tests.cache.typing_kit import Typing, resolved, typed
from vendors.errors import VendorDown
from vendors.terms import LineTerms

CODES = {"aus": "7001", "7001": "7001"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    here = await Desk(tmp_path, Typing()).open()
    yield here
    await here.close()


@pytest.fixture
def ti(desk: Desk) -> Ti:
    vendor = Ti()
    attach(desk, vendor, Warehouse())
    return vendor


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("", Source("digikey", typed=False)),
        ("Digi-Key", Source("digikey")),
        ("ti", Source("ti")),
        ("Texas Instruments", Source("ti")),
        ("supplier", Source("shipstation")),
        ("ShipStation", Source("shipstation")),
        ("bonded", Source("digikey", bonded=True)),
        ("bonded aus", Source("digikey", bonded=True, place="7001")),
        ("AUS", Source("digikey", bonded=True, place="7001")),
    ],
)
def test_what_the_word_for_the_vendor_means(words: str, source: Source) -> None:
    assert source_of(words, CODES) == source


@pytest.mark.parametrize("words", ["Mouser", "bonded MUC", "TIX"])
def test_a_word_that_means_nothing_here_says_so(words: str) -> None:
    with pytest.raises(ValueError, match="F4 lists them"):
        source_of(words, CODES)


async def test_ti_is_asked_where_it_is_typed_and_nobody_else(desk: Desk, ti: Ti) -> None:
    vendor = desk.vendor
    vendor.sells(part("LM358DR", LM358_AT_DIGIKEY))
    wanted = typed("LM358DR", vendor="TI")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    assert (told.vendor, told.number, told.unit_price) == ("ti", "LM358DR", Decimal("0.35"))
    assert (ti.asked, vendor.asked) == (["LM358DR"], [])


async def test_the_same_number_is_digikeys_where_nobody_is_named(desk: Desk, ti: Ti) -> None:
    desk.vendor.sells(replace(part("LM358DR", LM358_AT_DIGIKEY), maker="Texas Instruments"))
    await desk.catalogue.look_up("LM358DR", vendor="ti")
    ti.asked.clear()
    lines = [typed("LM358DR"), typed("LM358DR", vendor="TI")]
    told = await resolved(desk, *lines)
    assert [told.lines[one.id].vendor for one in lines] == ["digikey", "ti"]
    assert [told.number(one) for one in lines] == ["296-LM358-ND", "LM358DR"]


async def test_what_digikey_does_not_know_and_ti_does_is_said_and_not_taken(
    desk: Desk, ti: Ti
) -> None:
    wanted = typed("LM358DR")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    assert (told.known, told.typed.other) == (False, "ti")
    assert told.typed.reason == (
        "no part that DigiKey knows, and TI does: O takes TI's, Enter changes it, x takes it out"
    )
    # What was said goes with the words it was said of.
    anew = replace(wanted, typed=replace(wanted.typed, part="NE555P"))
    assert put_onto(anew, told) is None
    taken = put_onto(wanted, told)
    assert taken is not None
    assert taken.typed.other == "ti"


@pytest.mark.parametrize("how", ["neither", "down", "named"])
async def test_nothing_is_said_of_a_vendor_that_does_not_know_it(
    desk: Desk, ti: Ti, how: str
) -> None:
    wanted = typed("LM358DR" if how != "neither" else "XYZ9")
    if how == "down":
        ti.down = VendorDown("ti", "TI is down.")
    if how == "named":
        wanted = typed("LM358DR", vendor="DigiKey")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    assert told.typed.other == ""
    assert told.typed.reason.startswith("no part that DigiKey knows: Enter changes it")
    assert how != "named" or ti.asked == [], "who named DigiKey meant DigiKey"


async def test_asked_again_a_line_stays_with_its_vendor(desk: Desk, ti: Ti) -> None:
    wanted = typed("LM358DR", vendor="TI")
    line = (await resolved(desk, wanted)).lines[wanted.id]
    ti.sells(replace(ti.parts["LM358DR"], offers=(replace(LM358, stock=7),)))
    told: list[int | None] = []
    failed = await desk.resolving.ask_again(
        [line], lambda _, its: told.append(its.stock), lambda _: None, "7001"
    )
    assert (failed, told, desk.vendor.asked) == ([], [7], [])


# -- a supplier's SKU ------------------------------------------------------------------------------


async def test_a_sku_is_a_line_without_any_price_but_the_typed_one(desk: Desk, ti: Ti) -> None:
    paid = replace(typed("brk-1", 40, vendor="supplier"), terms=LineTerms(cost=Decimal("1.25")))
    unpaid = typed("BRK-1", 10, vendor="ShipStation")
    told = await resolved(desk, paid, unpaid)
    line = told.lines[paid.id]
    assert (line.vendor, line.number, line.part) == ("shipstation", "BRK-1", "BRK-1")
    assert (line.description, line.unit_price, line.currency) == (
        "Bracket, steel",
        Decimal("1.25"),
        "USD",
    )
    assert (line.ncnr, line.tariff, line.stock) == (None, None, None), "nobody knows"
    assert told.lines[unpaid.id].unit_price is None
    assert price_at(line, 1_000) == Decimal("1.25"), "it costs the same at any quantity"
    assert (desk.vendor.asked, ti.asked) == ([], [])


async def test_a_sku_that_nobody_knows_stays_open(desk: Desk, ti: Ti) -> None:
    wanted = typed("BRK-9", vendor="supplier")
    reason = (await resolved(desk, wanted)).reason(wanted)
    assert reason.startswith("no product that ShipStation knows by this SKU")


async def test_without_the_warehouse_a_sku_waits(desk: Desk) -> None:
    attach(desk)
    wanted = typed("BRK-1", vendor="supplier")
    reason = (await resolved(desk, wanted)).reason(wanted)
    assert reason.startswith("ShipStation could not be asked: ShipStation is not connected.")


async def test_the_cost_stays_when_it_is_asked_again(desk: Desk, ti: Ti) -> None:
    wanted = replace(typed("BRK-1", 40, vendor="supplier"), terms=LineTerms(cost=Decimal("1.25")))
    line = (await resolved(desk, wanted)).lines[wanted.id]
    told: list[Decimal | None] = []
    await desk.resolving.ask_again(
        [line], lambda _, its: told.append(its.unit_price), lambda _: None, "7001"
    )
    assert told == [Decimal("1.25")]


def test_who_may_be_named(desk: Desk, ti: Ti) -> None:
    assert desk.resolving.vendors == ("ti", "shipstation")


async def test_a_number_of_tis_is_no_vendors_own_where_nobody_names_ti(desk: Desk, ti: Ti) -> None:
    # TI's number is the maker's; another maker uses it too, and DigiKey sells that one.
    desk.vendor.sells(replace(part("LM358DR", LM358_AT_DIGIKEY), maker="onsemi"))
    await desk.catalogue.look_up("LM358DR", vendor="digikey")
    await desk.catalogue.look_up("LM358DR", vendor="ti")
    open_, named = typed("LM358DR"), typed("LM358DR", vendor="TI")
    told = await resolved(desk, open_, named)
    assert told.reason(open_).startswith("onsemi and Texas Instruments make a LM358DR")
    assert told.lines[named.id].vendor == "ti"
