"""What is said under a line of the draft, and the keys that mend it; nothing changes unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.entry_kit import SlowShop, pane
from tests.tui.kit import SMALL, desk

RESISTOR = "RC0603FR-0710KL"


async def test_a_reserve_that_covers_the_line_is_said_and_taken_by_its_key(tmp_path: Path) -> None:
    shop = SlowShop()
    number = "311-10.0KHRCT-ND"
    row = replace(shop.stock["RC0805-B"], number=number, part=RESISTOR, minimum=1000)
    shop.stock[number] = row
    async with desk(tmp_path, SMALL, shop) as it:
        await it.press("i", RESISTOR, "enter", "2000", "enter", ".")
        await it.sees("◆ bonded COR reports 5,000: b takes all from there")
        assert pane(it).draft_lines[0].bonded_customer_id is None, "nothing unasked"
        await it.press("b")
        assert pane(it).draft_lines[0].bonded_customer_id == "7002"
        assert f"{RESISTOR}: took 2,000 bonded COR; u takes it back" in it.app.said
        assert it.lines == [(RESISTOR, 2000)]
        await it.press("u")
        assert pane(it).draft_lines[0].bonded_customer_id is None


async def test_what_costs_less_is_said_and_taken_by_its_key(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "1000", "enter", ".")
        await it.sees("c takes them")
        assert it.lines == [(RESISTOR, 1000)]
        await it.press("c")
        assert it.lines == [(RESISTOR, 5000)]
        assert str(pane(it).draft_lines[0].packaging) == "reel"
        assert f"{RESISTOR}: took 5,000 reel; u takes it back" in it.app.said


async def test_what_keeps_a_line_from_being_ordered_is_marked_so(tmp_path: Path) -> None:
    shop = SlowShop()
    number = "311-10.0KHRCT-ND"
    known = shop.parts[number]
    empty = tuple(replace(one, stock=0) for one in known.offers)
    sold = replace(known, offers=empty, backorder_allowed=False)
    shop.parts.update(dict.fromkeys((number, RESISTOR, empty[1].number), sold))
    async with desk(tmp_path, SMALL, shop) as it:
        await it.press("i", RESISTOR, "enter", "1000", "enter", ".")
        await it.sees("! none is in stock and none can be back-ordered")
        assert "c takes them" not in it.text()
        await it.press("m")
        await it.sees("!  none is in stock and none can be back-ordered")


@pytest.mark.parametrize("key", ["c", "p", "f"])
async def test_a_mending_key_says_where_there_is_nothing_to_mend(tmp_path: Path, key: str) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", "GRM188R71H104KA93D", "enter", "7", "enter", ".")
        await it.still()
        await it.press(key)
        assert f"nothing is said of this line that {key} mends" in it.app.said
        assert it.lines == [("GRM188R71H104KA93D", 7)]


async def test_what_was_said_of_a_line_is_gone_once_the_line_is_another(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "1000", "enter", ".")
        await it.sees("c takes them")
        await it.press("enter", "5", "enter")
        await it.still()
        assert "c takes them" not in it.text()
        await it.press("c")
        assert it.lines == [(RESISTOR, 5)]


async def test_mending_keys_are_text_while_typing(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("i", RESISTOR, "enter", "1000", "enter")
        await it.sees("c takes them")
        await it.press("cpfb", "escape")
        await it.still()
        assert it.lines == [(RESISTOR, 1000), ("cpfb", 0)]


async def test_lines_just_typed_stay_in_view_when_it_is_said_what_costs(tmp_path: Path) -> None:
    async with desk(tmp_path, (200, 40)) as it:
        quantities = [str(1000 + one) for one in range(3)]
        it.burst("i", *(key for one in quantities for key in (RESISTOR, "enter", one, "enter")))
        await it.until(lambda: len(it.lines) == len(quantities), "the lines")
        await it.press("G")
        await it.until(lambda: it.text().count("c takes them") == len(quantities), "the advice")
        await it.still()
        rows = it.text().splitlines()
        at = next(n for n, row in enumerate(rows) if "▸  4 G" in row)
        above = "\n".join(rows[:at])
        assert all(f" {int(one):,} " in above for one in quantities)
