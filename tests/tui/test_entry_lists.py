"""The lists under the row that is typed in: parts, ways to buy, quantities, days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.cache.desk import offer, part
from tests.cache.test_several_vendors import Numbers
from tests.tui.entry_kit import SlowShop, cells, pane
from tests.tui.kit import SMALL, ShopDriver, desk

RESISTOR, CAPACITOR = "RC0603FR-0710KL", "GRM188R71H104KA93D"


async def test_parts_are_offered_under_the_row_and_taken_by_right_only(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", "RC0")
        await it.sees("bonded COR · reserve 5,000")
        rows = it.text().splitlines()
        assert rows[3].startswith("▸  1 RC0"), "what is typed stays in view"
        await it.press("enter", "5", "enter", "RC0", "down")
        await it.sees("cut 10,000")
        await it.press("right", "6", "enter", ".")
        await it.still()
        assert it.lines == [("RC0", 5), (RESISTOR, 6)]


async def test_right_pressed_before_the_list_takes_the_first_when_it_comes(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.burst("i", "RC0603", "right", "250", "enter", "GRM188", "right", "7", "enter", ".")
        await it.until(lambda: it.lines == [(RESISTOR, 250), (CAPACITOR, 7)], "both lines")
        await it.still()
        assert [one[3] for one in cells(it)] == ["311-10.0KHRCT-ND", "490-1519-1-ND"]


async def test_enter_out_of_habit_behind_right_asks_how_many(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", "RC0603")
        await it.sees(RESISTOR)
        await it.press("right", "enter")
        assert f"how many {RESISTOR}? Enter again leaves it open" in it.app.said
        assert it.lines == []
        await it.press("100", "enter")
        # Before the list has come it is the same.
        it.burst("GRM188", "right", "enter", "7", "enter", ".")
        await it.until(lambda: it.lines == [(RESISTOR, 100), (CAPACITOR, 7)], "both lines")


async def test_right_where_nothing_begins_so_leaves_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.burst("i", "NOSUCH", "right", "250", "enter", ".")
        await it.sees("no part that DigiKey knows")
        assert it.lines == [("NOSUCH", 250)]


async def test_a_list_of_ways_to_buy_is_opened_in_place(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "5000", "tab", "f4")
        await it.sees("Enter takes it")
        assert "reel" in it.text()
        await it.press("r", "e", "e")
        await it.press("enter", "enter", ".")
        await it.still()
        assert cells(it) == [(RESISTOR, 5000, "reel", "311-10.0KHRTR-ND")]


async def test_where_two_makers_have_a_number_f4_in_the_row_lists_both(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, SlowShop()) as it:
        await it.press("2", "/", "BC847B", "enter")
        await it.still()
        await it.press("i", "BC847B", "enter", "40", "enter", ".")
        await it.sees("Nexperia and Yageo make a BC847B: F4 lists them")
        await it.press("f4", "n", "e", "x", "enter", "enter")
        await it.still()
        assert cells(it) == [("BC847B", 40, "cut", "BC847B-2-ND")]


async def test_escape_leaves_the_list_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "5000", "tab", "re", "f4")
        await it.sees("Enter takes it")
        await it.press("escape")
        assert "Enter takes it" not in it.text()
        assert pane(it).editing
        grid = pane(it).grid
        assert grid is not None
        assert grid.words[:3] == (RESISTOR, "5000", "re")


async def test_the_list_of_quantities_and_of_days(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "tab", "1", "tab", "reel", "enter", ".")
        await it.still()
        await it.press("enter", "f4")
        await it.sees("0.00440 each   22.00 USD")
        await it.press("enter", "tab", "tab", "tab", "tab", "f4")
        await it.sees("9 Mar")
        await it.press("+", "7", "enter", "enter")
        await it.still()
        line = pane(it).draft_lines[0]
        assert (line.quantity, line.terms.wanted_on) == (5000, date(2026, 3, 9))


async def test_keys_typed_right_behind_f4_choose_from_its_list(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.burst("i", RESISTOR, "tab", "5000", "tab", "f4", "down", "enter", "enter", ".")
        await it.until(lambda: bool(it.lines), "the line")
        await it.still()
        assert cells(it) == [(RESISTOR, 5000, "reel", "311-10.0KHRTR-ND")]


async def test_what_a_quantity_costs_is_said_while_it_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "tab", "5000", "tab", "reel", "enter", ".")
        await it.still()
        await it.press("enter", "6000")
        await it.sees("6,000 is no multiple of 5,000:  ↑ 10,000   ↓ 5,000")
        await it.press("up", "enter")
        assert it.lines == [(RESISTOR, 10_000)]


async def of_ti(it: ShopDriver) -> str:
    """The list of the ways to buy a part of Texas Instruments', of which DigiKey told."""
    its = replace(part("LM358DR", offer("296-LM358CT-ND", "0.30")), maker="Texas Instruments")
    it.vendor.sells(its)
    it.vendor.parts["LM358DR"] = its
    if pane(it).editing:
        await it.press("escape", "escape")
    if not it.lines:
        await it.press("i", "LM358DR", "enter", "5", "enter", ".")
        await it.still()
    await it.press("f4")
    await it.sees("Enter takes it")
    return it.text()


async def test_the_list_names_the_vendor_that_was_not_asked_and_why(tmp_path: Path) -> None:
    async with desk(tmp_path, (60, 20)) as it:
        assert "TI was not asked: it is not set up here" in await of_ti(it)
        it.app.vendor("ti", "not set up")
        assert "TI was not asked: not set up" in await of_ti(it)
        ti = Numbers()
        it.app.services.attach([it.vendor, ti])
        it.app.vendor("ti", "trouble")
        assert "TI was not asked: trouble" in await of_ti(it)
        it.app.vendor("ti", "ok")
        assert "of TI no price is here: o on the row asks it" in await of_ti(it)
        # Nothing was asked by all that; and what it said itself is told as its own word.
        assert ti.asked == []
        await it.app.services.catalogue.ask("LM358DR", vendor="ti")
        assert "TI had none at 12:02" in await of_ti(it)
        at_ti = part("LM358DR", replace(offer("LM358DR", "0.09"), vendor="ti"))
        ti.shelf.append(replace(at_ti, maker="Texas Instruments"))
        await it.app.services.catalogue.ask("LM358DR", vendor="ti")
        assert "TI was" not in (text := await of_ti(it))
        assert "TI had" not in text


async def test_a_part_that_a_vendor_never_sells_is_not_missed_there(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "5000", "tab", "f4")
        await it.sees("Enter takes it")
        assert "TI" not in it.text()
