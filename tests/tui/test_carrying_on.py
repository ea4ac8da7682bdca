"""Going back to where a session was cut off: what comes back, and what is only said."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from cache.whereabouts import Where
from tests.tui.changing import ChangeShop, order_opened
from tests.tui.entry_kit import pane
from tests.tui.kit import Driver, desk
from tests.tui.test_entry import RESISTOR
from tests.tui.test_placing import placed, reviewed
from tests.tui.test_unknown import LOST
from tui import keymap
from tui.screens.facts import FactsSheet
from tui.screens.form import FormSheet
from tui.screens.order import OrderSheet
from tui.screens.part import PartSheet
from tui.screens.reason import ReasonSheet


async def cut_off(it: Driver) -> Where:
    """Keep where the session is, as a signal or the moment behind a key does."""
    await it.app.carrying_on.begin()
    await it.app.carrying_on.note("SIGHUP")
    return it.app.carrying_on.where()


async def offered(it: Driver) -> str:
    await it.app.carrying_on.begin()
    return it.app.said


async def test_nothing_is_offered_and_the_key_does_nothing_where_nothing_was_cut_off(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        before = it.app.said
        assert await offered(it) == before
        await it.press("escape", "C")
        await it.sees("C does nothing here")


async def test_a_half_typed_line_is_typed_on_in_its_draft(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "25", "enter", "GRM1")
        await it.still()
        await cut_off(it)
    async with desk(tmp_path, ship_to=False) as it:
        said = await offered(it)
        assert said.startswith("C carries on where it was cut off at ")
        assert "3 Order, D-1, “GRM1” typed" in said
        await it.press("2", "C")
        await it.still()
        assert it.app.pane is pane(it)
        assert pane(it).editing
        grid = pane(it).grid
        assert grid is not None
        await it.press("88")
        assert grid.text == "GRM188"
        await it.press("escape")
        await it.still()
        assert [part for part, _ in it.lines] == [RESISTOR, "GRM188"]
        # It is used up.
        assert not it.app.offers


async def test_the_offer_names_the_key_that_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keymap, "_in_use", keymap.Keymap({"desk.carry_on": ("Ctrl+O",)}))
    async with desk(tmp_path) as it:
        await it.press("2", "/", "0603")
        await cut_off(it)
    async with desk(tmp_path, ship_to=False) as it:
        assert (await offered(it)).startswith("Ctrl+O carries on where")
        await it.press("ctrl+o")
        await it.sees("you are where you were")


async def test_another_draft_is_opened_again_with_the_row_under_the_cursor(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", RESISTOR, "enter", "25", "enter", "GRM1", "enter", "5", "enter", ".")
        await it.still()
        await it.press("home", "down")
        first = pane(it).line
        where = await cut_off(it)
        assert where.draft_id == 1
        await it.press("n")
        await it.still()
        assert pane(it).draft.id == 2
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        assert pane(it).draft.id == 1
        assert first is not None
        assert pane(it).line.id == first.id


async def test_fields_and_rows_of_the_panes_come_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/", "rc06", "down", "4", "/", "void")
        await it.still()
        await cut_off(it)
        await it.press("escape", "escape", "2", "escape", "3")
        await it.still()
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        assert [pane.field.text for pane in it.app.panes if hasattr(pane, "field")] == [
            "",
            "rc06",
            "void",
        ]
        assert it.app.pane.place == "history"
        assert it.app.pane.editing


async def test_a_form_comes_back_with_what_was_being_typed_in_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("3", "T")
        await it.still()
        sheet = it.app.sheet
        assert isinstance(sheet, FormSheet)
        while not sheet.at.startswith("note"):
            await it.press("down")
        await it.press("enter", "ring bef")
        where = await cut_off(it)
        assert (where.sheet, where.asked, where.text) == (("terms",), "note 0", "ring bef")
        await it.press("escape", "escape")
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        again = it.app.sheet
        assert isinstance(again, FormSheet)
        assert again is not sheet
        assert again.typing == ("note 0", "ring bef")


async def test_a_part_is_opened_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "enter")
        await it.still()
        assert isinstance(it.app.sheet, PartSheet)
        number = it.app.sheet.number
        await cut_off(it)
        await it.press("escape")
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        assert isinstance(it.app.sheet, PartSheet)
        assert it.app.sheet.number == number


async def test_a_reason_that_has_no_place_any_more_is_shown(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        sheet = ReasonSheet(it.app, "Not placed", [], "why is that?", lambda text: None)
        it.app.show_sheet(sheet)
        await it.press("they never had it")
        await cut_off(it)
        await it.press("escape")
        it.app.close_sheet()
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        shown = it.app.sheet
        assert isinstance(shown, FactsSheet)
        assert "they never had it" in str(shown.lines(60))


async def test_what_sends_an_order_and_what_is_secret_is_never_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3")
        await it.still()
        await it.press("P")
        await it.still()
        await it.sees("Place AC-")
        await it.press("zz19")
        where = it.app.carrying_on.where()
        assert "zz19" not in str(dataclasses.asdict(where))
        assert where.sheet == ()
        await it.press("escape", "L")
        await it.still()
        it.app.sheet.paste("https://localhost/?code=CANARY")
        assert "CANARY" not in str(dataclasses.asdict(it.app.carrying_on.where()))


async def test_a_draft_that_is_gone_is_said_and_the_rest_comes_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("i", "GRM1")
        await cut_off(it)
        await it.press("escape", "n")
        await it.still()
        await it.app.services.drafts.discard(1)
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.sees("D-1 was thrown away")
        # What was typed is typed into the draft that is open now.
        assert pane(it).grid is not None
        assert pane(it).grid.text == "GRM1"


async def sent(it: Driver) -> None:
    """The commit sheet's order goes, and its outcome is read."""
    await it.press("0001", "enter")
    await placed(it)
    await it.press("enter")
    await it.still()


async def told_what_became_of_it(it: Driver) -> None:
    it.app.carrying_on.close()
    await offered(it)
    await it.press("C")
    await it.until(lambda: "D-1 became" in it.app.said, "what became of it")
    await it.still()


async def test_a_draft_that_became_an_order_leads_to_the_order_and_says_how_it_stands(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        # The commit sheet stood there when the line dropped, while it was being sent.
        it.vendor.answer = LOST
        await reviewed(it, "2", "a", "250", "enter", "3")
        where = await cut_off(it)
        assert (where.draft_id, where.sheet) == (1, ())
        await sent(it)
        await it.press("4", "/", "none of it", "enter", "2")
        await it.still()
        await told_what_became_of_it(it)
        assert it.app.said == "D-1 became AC-2026-0001 at DigiKey: unknown"
        assert "thrown away" not in it.app.said
        assert it.app.pane.place == "history"
        row = it.app.pane.current
        assert row.number == "AC-2026-0001"
        assert not it.app.pane.editing


@pytest.mark.parametrize("pane_key", ["1", "3"])
async def test_only_whoever_was_at_the_draft_is_led_to_its_order(
    tmp_path: Path, pane_key: str
) -> None:
    async with desk(tmp_path) as it:
        it.vendor.answer = LOST
        await it.press("4", "/", "old", "enter")
        await it.still()
        await reviewed(it, "2", "a", "250", "enter", "3")
        await it.press("escape", pane_key)
        await it.still()
        await cut_off(it)
        await reviewed(it, "3")
        await sent(it)
        await told_what_became_of_it(it)
        if pane_key == "1":
            assert it.app.pane.place == "bonded"
            assert not it.app.sheets
        else:
            assert it.app.pane.place == "history"
            # A filter would hide the order.
            await it.sees("Typed and not taken")
            await it.sees("old")


async def test_only_a_draft_that_was_thrown_away_is_called_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "a", "250", "enter", "3")
        await cut_off(it)
        await it.press("n")
        await it.still()
        await it.app.services.drafts.discard(1)
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.sees("D-1 was thrown away")
        assert it.app.pane.place == "builder"


def test_what_it_opens_again_are_sheets_that_say_so() -> None:
    from tui.carrying_on import _SHEETS
    from tui.screens.book import BookSheet
    from tui.screens.line_terms import LineTermsSheet
    from tui.screens.morning import MorningSheet
    from tui.screens.sheet import BaseSheet
    from tui.screens.terms import OrderTermsSheet

    sheets = (BookSheet, LineTermsSheet, MorningSheet, OrderSheet, OrderTermsSheet, PartSheet)
    assert len(_SHEETS) == len(sheets)
    assert all(sheet.whence is not BaseSheet.whence for sheet in sheets)


async def test_an_order_is_opened_again_by_its_number(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=ChangeShop()) as it:
        await order_opened(it)
        where = await cut_off(it)
        assert where.sheet[0] == "order"
        await it.press("escape", "2")
        await it.still()
        it.app.carrying_on.close()
        await offered(it)
        await it.press("C")
        await it.still()
        assert isinstance(it.app.sheet, OrderSheet)
        assert it.app.sheet.title.startswith(where.sheet[1])
