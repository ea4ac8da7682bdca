"""Releases from the bonded pane: ordinary lines, what takes from a reserve, and the split."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cache.bonded_rows import BondedRow
from cache.drafts import DraftLine
from tests.cache.desk import NOON, offer
from tests.tui.bonded_kit import CAPACITOR, CUT, NOTHING, ben_beside, bonded, pane_of, selling, to
from tests.tui.kit import DESK
from tui.panes.bonded_words import taken_of
from tui.releasing import release_line
from vendors.vocabulary import Offer, Packaging


async def test_more_than_the_reserve_is_said_and_split_by_one_key(tmp_path: Path) -> None:
    async with bonded(tmp_path, DESK, selling(CUT)) as it:
        await to(it, CAPACITOR, "AUS")
        await it.press("a", "4500")
        await it.sees("F3 splits: reserve has 4,000")
        await it.press("f3")
        await it.sees("line 1: 4,000 bonded; line 2: 500 cut from the catalogue, ships to AUS")
        lines = it.app._builder.draft_lines
        assert [(one.number, one.quantity, one.bonded_customer_id) for one in lines] == [
            (f"{CAPACITOR}-B", 4000, "7001"),
            ("490-1519-1-ND", 500, None),
        ]
        assert str(lines[1].unit_price) == "0.02", "the rest costs what the catalogue says"
        await it.press("3", "u")
        await it.still()
        assert it.lines == [], "one change"


async def test_what_the_reserve_has_room_for_is_not_split(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await to(it, CAPACITOR, "PEN")
        await it.press("a", "5000")
        await it.press("f3")
        await it.sees("it fits in the reserve: 16,000")
        await it.press("enter")
        await it.still()
        assert it.lines == [(CAPACITOR, 5000)]


async def test_only_what_is_bonded_is_split(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("2", "a", "5", "f3")
        await it.sees("only what is bonded")
        await it.press("enter", "3", "f3")
        await it.sees("only a line of bonded stock is split")


async def test_a_rest_that_cannot_be_bought_so_changes_nothing(tmp_path: Path) -> None:
    async with bonded(tmp_path, DESK, selling()) as it:
        await to(it, CAPACITOR, "AUS")
        await it.press("a", "4500", "f3")
        await it.sees("The rest of 500 cannot be bought")
        assert it.lines == []


async def test_a_bonded_line_in_the_draft_is_split_by_the_same_key(tmp_path: Path) -> None:
    async with bonded(tmp_path, DESK, selling(CUT)) as it:
        await to(it, CAPACITOR, "AUS")
        await it.press("a", "4500", "enter", "3", "f3")
        await it.sees("4,000 bonded; line 2: 500 cut from the catalogue")
        assert [quantity for _, quantity in it.lines] == [4000, 500]
        await it.press("u")
        await it.still()
        assert [quantity for _, quantity in it.lines] == [4500]


async def test_a_draft_of_ours_stands_beside_the_reserve_of_others_at_once(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await to(it, CAPACITOR, "AUS")
        await it.press("a", "4000", "enter")
        await it.still()
        async with ben_beside(tmp_path) as ben:
            rows = await ben.bonded.rows("7001", CAPACITOR)
            assert [one.drafted for one in (rows.row(0),) if one] == [4000]
        assert "*" not in it.text(), "one's own draft takes nothing from oneself"


async def test_what_others_draft_is_marked_and_said(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await to(it, CAPACITOR, "AUS")
        here = pane_of(it).current
        async with ben_beside(tmp_path) as ben:
            draft = await ben.drafts.new()
            draft.lines = [release_line(here, 500)]
            await ben.drafts.save(draft)
        assert await it.app.services.releasing.project()
        await it.sees("4,000 *")
        await it.sees("* 500 in others' drafts")
        assert pane_of(it).current.number == here.number


def test_a_release_is_an_ordinary_line_at_the_rows_price() -> None:
    line: DraftLine = release_line(BondedRow(**NOTHING), 250)
    assert (line.vendor, line.number, line.quantity) == ("digikey", "X-B", 250)
    assert (line.unit_price, line.bonded_customer_id) == (Decimal("0.05"), "7001")
    assert (line.moq, line.multiple) == (100, 1)


@pytest.mark.parametrize(
    ("offers", "number"),
    [
        ((CUT, offer("DKR", "0.001", packaging=Packaging.DIGI_REEL)), CUT.number),
        ((CUT, offer("MARKET", "0.001", marketplace=True)), CUT.number),
        ((CUT, offer("EURO", "0.001", currency="EUR")), CUT.number),
        ((CUT, offer("STRIP", "0.01", multiple=100)), "STRIP"),
        ((CUT, offer("FEE", "0.019", fee="7")), CUT.number),
    ],
)
async def test_the_rest_is_of_the_cheapest_that_nobody_has_to_choose(
    tmp_path: Path, offers: tuple[Offer, ...], number: str
) -> None:
    async with bonded(tmp_path, DESK, selling(*offers)) as it:
        await to(it, CAPACITOR, "AUS")
        await it.press("a", "4500", "f3")
        await it.sees("from the catalogue")
        assert it.app._builder.draft_lines[1].number == number


def test_what_takes_from_a_reserve_is_said_before_the_rest() -> None:
    row = BondedRow(**NOTHING | {"reserve": 5000, "released": 4000, "drafted": 500})
    said = taken_of(row, NOON.date())
    assert "* 4,000 released by us, not seen in it yet · * 500 in others' drafts" in said
    assert said.index("5,000") < said.index("4,000") < said.index("backorder")
    assert "*" not in taken_of(BondedRow(**NOTHING), NOON.date())
