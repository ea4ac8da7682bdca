"""Typing lines on the screen: nothing waits, nothing is lost, and answers move nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from textual.geometry import Region

from tests.tui.entry_kit import PARTS, SlowShop, cells, pane, typed_lines
from tests.tui.kit import SMALL, ShopDriver, desk
from tests.tui.test_drafting import beside

RESISTOR, CAPACITOR = "RC0603FR-0710KL", "GRM188R71H104KA93D"


async def stored(it: ShopDriver) -> list[tuple[str, int]]:
    draft = pane(it).draft
    assert draft is not None
    return [(x.part, x.quantity) for x in (await it.app.services.drafts.open(draft.id)).lines]


# -- the burst


async def test_ten_lines_in_one_burst_are_ten_lines_while_nothing_is_answered(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        keys = [[one.number, "enter", str(at), "enter"] for at, one in enumerate(PARTS[:10], 11)]
        it.burst("i", *(key for line in keys for key in line), ".")
        wanted = [(one.number, at) for at, one in enumerate(PARTS[:10], 11)]
        await it.until(lambda: it.lines == wanted, "ten lines")
        assert [x.known for x in pane(it).draft_lines] == [False] * 10
        assert not pane(it).editing
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        assert it.lines == wanted
        assert all(x.known for x in pane(it).draft_lines)
        assert await stored(it) == wanted


async def test_from_any_pane_one_key_begins_to_type(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        for number in "124":
            await it.press(number, "i")
            assert (it.app.pane, pane(it).editing) == (pane(it), True)
            await it.press("escape")


async def test_two_keys_a_line_beyond_what_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", f"{RESISTOR} 2,500", "enter", CAPACITOR, "tab", "7", "enter", ".")
        await it.still()
        assert it.lines == [(RESISTOR, 2500), (CAPACITOR, 7)]


# -- looking up beside the keys


async def test_a_row_says_that_it_is_looked_up_then_fills_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        await it.press("i", PARTS[0].number, "enter", "3", "enter", "NOSUCH", "enter", "4", "enter")
        await it.press("LM358")
        first = next(row for row in it.text().splitlines() if PARTS[0].number in row)
        assert first.split()[3:] == ["…", "…", "…", "…", "AUS"]
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.sees("no part that DigiKey knows")
        await it.still()
        rows = it.text().splitlines()
        at = next(n for n, row in enumerate(rows) if row.startswith("▸"))
        # All of it has room, with a row more: the row with the caret gives way to it.
        assert "LM358" in rows[at]
        assert PARTS[0].number in rows[at - 3]
        assert "…" not in "".join(rows[at - 3 : at])
        await it.press("enter", "1", "enter", ".")
        first = next(row for row in it.text().splitlines() if PARTS[0].number in row)
        assert first.split()[3:5] == ["cut", "DigiKey"]


async def test_an_answer_for_what_is_no_longer_typed_is_not_taken(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        await it.press("i", PARTS[0].number, "enter", "3", "enter", ".")
        await it.press("enter", "shift+tab", PARTS[1].number, "enter", "enter")
        assert it.lines == [(PARTS[1].number, 3)]
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        assert cells(it) == [(PARTS[1].number, 3, "cut", "P2CT-ND")]


async def test_a_quantity_changed_meanwhile_stays_and_has_its_price(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        await it.press("i", PARTS[0].number, "enter", "3", "enter", ".", "enter", "70", "enter")
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        line = pane(it).draft_lines[0]
        assert (line.quantity, line.unit_price) == (70, Decimal("0.11"))


async def test_a_packaging_typed_meanwhile_is_looked_up_again_without_another_call(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        await it.press("i", "LM358DR", "enter", "50", "enter", ".")
        await it.press("enter", "tab", "tube", "enter")
        asked = it.vendor.asked
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        assert cells(it) == [("LM358DR", 50, "tube", "296-LM358TU-ND")]
        assert asked.count("LM358DR") <= 1


# -- what is typed is kept


@pytest.mark.parametrize("cell", ["part", "quantity"])
async def test_what_is_being_typed_becomes_a_line_when_it_is_left(
    tmp_path: Path, cell: str
) -> None:
    async with desk(tmp_path) as it:
        keys = [RESISTOR] if cell == "part" else [RESISTOR, "enter", "25"]
        await it.press("i", *keys, "escape")
        await it.still()
        assert it.lines == [(RESISTOR, 0 if cell == "part" else 25)]
        assert it.app.pane.places[0] == "builder"
        if cell == "part":
            await it.sees("how many? Enter types it")


async def test_what_is_being_typed_is_saved_when_the_program_is_told_to_end(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "25")
        it.app.leaving.leave(129)
        await it.until(lambda: it.app._exit, "the end")
    async with desk(tmp_path, ship_to=False) as it:
        assert it.lines == [(RESISTOR, 25)]


async def test_an_empty_line_leaves_nothing_behind(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", "enter", "enter", "escape", "i", ".")
        assert it.lines == []
        assert pane(it).unsaved is False


async def test_every_finished_line_is_in_the_ledger_before_typing_ends(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "25", "enter", "GRM")
        await it.still()
        assert await stored(it) == [(RESISTOR, 25)]
        assert pane(it).editing


async def test_letters_are_text_while_typing_and_keys_in_the_rows(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", "uxPq/1n.=?", "enter", "5", "enter", "escape")
        await it.still()
        assert it.lines == [("uxPq/1n.=?", 5)]
        await it.press("x")
        assert it.lines == []


async def test_a_draft_that_is_lost_meanwhile_keeps_what_was_typed_until_it_is_back(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await it.press("i", RESISTOR, "enter", "25", "enter", CAPACITOR, "enter", "7")
        await it.still()
        await ben.drafts.leases.take_over(1)
        pane(it).look_at_lease()
        await it.still()
        await it.press("enter")
        assert f"{CAPACITOR} 7 was not taken: ben, pts/3" in it.app.said
        await it.press("escape")
        assert it.lines == [(RESISTOR, 25)]
        await it.press("t")
        await it.still()
        await it.press("i")
        await it.press("5", "enter", ".")
        await it.still()
        assert it.lines == [(RESISTOR, 25), (CAPACITOR, 75)]


async def test_nothing_can_be_typed_into_a_draft_of_another_session(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it, beside(tmp_path) as ben:
        await ben.drafts.leases.take_over(1)
        pane(it).look_at_lease()
        await it.still()
        await it.press("i")
        assert "has this draft: t takes it over" in it.app.said
        assert not pane(it).editing


# -- undo


async def test_a_line_is_undone_as_a_whole_and_comes_back_as_the_offer_it_became(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        await it.press("i", PARTS[0].number, "enter", "3", "enter", PARTS[1].number, "enter")
        await it.press("4", "enter", ".")
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        asked = len(it.vendor.asked)
        await it.press("u")
        assert cells(it) == [(PARTS[0].number, 3, "cut", "P1CT-ND")]
        await it.press("u")
        assert cells(it) == []
        await it.press("ctrl+r", "ctrl+r")
        assert [one[3] for one in cells(it)] == ["P1CT-ND", "P2CT-ND"]
        await it.still()
        assert len(it.vendor.asked) == asked


# -- changing what stands


async def test_a_quantity_is_changed_in_place_and_the_row_is_come_back_to(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "25", "enter", CAPACITOR, "enter", "7", "enter", ".")
        await it.still()
        asked = len(it.vendor.asked)
        await it.press("up", "enter", "250", "enter")
        assert it.lines == [(RESISTOR, 250), (CAPACITOR, 7)]
        assert pane(it).places[0] == "builder"
        await it.press("e", "enter")
        assert it.lines[0] == (RESISTOR, 250), "Enter alone changes nothing"
        await it.still()
        assert len(it.vendor.asked) == asked


async def test_another_part_keeps_quantity_and_terms(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "tab", "25", *["tab"] * 3, "CPN-10K", "enter", ".")
        await it.still()
        await it.press("enter", "shift+tab", CAPACITOR, "enter", "enter")
        await it.still()
        assert cells(it) == [(CAPACITOR, 25, "cut", "490-1519-1-ND")]
        assert pane(it).draft_lines[0].terms.customer_part == "CPN-10K"


async def test_a_packaging_is_another_offer_or_an_error_on_the_row(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "5000", "enter", ".")
        await it.still()
        await it.press("enter", "tab", "reel", "enter")
        await it.still()
        assert cells(it) == [(RESISTOR, 5000, "reel", "311-10.0KHRTR-ND")]
        assert pane(it).draft_lines[0].unit_price == Decimal("0.0044")
        await it.press("enter", "tab", "tube", "enter")
        await it.still()
        assert cells(it)[0][3] == ""
        await it.sees("tube: F4 lists them")
        await it.press("u")
        assert cells(it) == [(RESISTOR, 5000, "reel", "311-10.0KHRTR-ND")]


async def test_bonded_stock_is_taken_where_it_is_asked_for(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", "RC0805", "tab", "4000", "tab", "tab", "bonded COR", "enter", ".")
        await it.still()
        line = pane(it).draft_lines[0]
        assert (line.bonded_customer_id, line.quantity) == ("7002", 4000)
        await it.press("i", "RC0805", "tab", "4000", "tab", "tab", "bonded NYC", "enter", ".")
        await it.still()
        assert not pane(it).draft_lines[1].known
        await it.sees("is no location here")


async def test_a_day_is_read_and_what_is_none_is_kept_and_said(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "tab", "25", *["tab"] * 4, "24 mar", "enter")
        await it.press(CAPACITOR, "tab", "7", *["tab"] * 4, "soonish", "enter", ".")
        await it.still()
        first, second = pane(it).draft_lines
        assert first.terms.wanted_on == date(2026, 3, 24)
        assert (second.terms.wanted_on, second.typed.due) == (None, "soonish")
        await it.press("z")
        await it.sees("“soonish” is no day")
        await it.press("enter", *["tab"] * 4, "+", "7", "enter")
        await it.still()
        second = pane(it).draft_lines[1]
        assert (second.terms.wanted_on, second.typed.due) == (date(2026, 3, 9), "")


async def test_what_is_no_number_is_kept_and_said_on_the_row(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "tab", "12.5", "enter", ".")
        await it.still()
        assert it.lines == [(RESISTOR, 0)]
        await it.sees("“12.5” is no number of pieces")
        await it.press("enter", "12", "enter")
        assert it.lines == [(RESISTOR, 12)]
        assert "no number of pieces" not in it.text()


# -- many, and what is drawn


async def test_many_lines_are_one_change_and_say_how_far_they_are(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, SlowShop(slow=True)) as it:
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("3")
        assert "12 lines from bom.csv" in it.app.said
        await it.press("i", RESISTOR, "enter", "1", "enter", ".")
        await it.sees("looked up 0 of 12")
        it.vendor.answers()  # type: ignore[attr-defined]
        await it.still()
        assert all(one.known for one in pane(it).draft_lines)
        assert "looked up" not in it.text()
        await it.press("u", "u")
        assert it.lines == []


async def test_a_letter_draws_its_own_cell_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "5", "enter", "XY")
        await it.still()
        drawn: list[Region] = []
        builder = pane(it)
        monkeypatch.setattr(builder, "refresh", lambda *regions, **_: drawn.extend(regions))
        builder.typed("Z", "Z")
        builder.typed("1", "1")
        rows = it.text().splitlines()
        at = next(n for n, row in enumerate(rows) if row.startswith("▸"))
        assert drawn
        # The pane begins under the line that says where one is.
        assert {(region.y + 1, region.height) for region in drawn} == {(at, 1)}
        assert all(region.width < 30 for region in drawn)


@pytest.mark.parametrize("width", [80, 120])
async def test_the_hints_name_what_can_be_pressed(tmp_path: Path, width: int) -> None:
    async with desk(tmp_path, (width, 24)) as it:
        await it.press("i", RESISTOR, "enter", "5", "enter")
        hints = it.text().splitlines()[-1]
        for key in ("Enter next", "→ take", "F4 list", ". done", "Esc to the rows"):
            assert key in hints
        await it.press(".")
        await it.still()
        hints = it.text().splitlines()[-1]
        for key in ("Enter quantity", "P place", "T terms", "F2 line", "i type"):
            assert key in hints
