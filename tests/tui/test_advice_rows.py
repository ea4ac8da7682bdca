"""How what is said of a line stands under it: few rows, and all of it on a sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cache.advice import Advice
from tests.tui.entry_kit import SlowShop, pane
from tests.tui.kit import SMALL, ShopDriver, desk
from tui.panes.advised import _in_one

RESISTOR = "RC0603FR-0710KL"
NUMBER = "311-10.0KHRCT-ND"


def busy_shop() -> SlowShop:
    """Of the resistor much is to be said: bonded stock, a cheaper reel, NCNR, tariff, its end."""
    shop = SlowShop()
    row = replace(shop.stock["RC0805-B"], number=NUMBER, part=RESISTOR, minimum=1000)
    shop.stock[NUMBER] = row
    known = shop.parts[NUMBER]
    cut, reel = (replace(one, ncnr=True, tariff=True, stock=1500) for one in known.offers)
    sold = replace(known, offers=(cut, reel), obsolete=True)
    shop.parts.update(dict.fromkeys((NUMBER, RESISTOR, reel.number), sold))
    return shop


def under(it: ShopDriver) -> list[str]:
    """What stands between the first line of the draft and the empty one."""
    lines = it.text().splitlines()
    first = next(at for at, line in enumerate(lines) if RESISTOR in line)
    last = next(at for at, line in enumerate(lines) if "i types lines" in line)
    return [line.strip("│ ▸") for line in lines[first + 1 : last]]


async def test_two_warnings_and_one_row_of_notes_stand_under_a_line(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, busy_shop()) as it:
        await it.press("i", RESISTOR, "enter", "2000", "enter", ".")
        await it.sees("◆ bonded")
        shown = under(it)
        assert shown[0] == "◆ bonded COR reports 5,000: b takes all from there, ships to COR"
        assert [line[0] for line in shown].count("◆") == 2
        notes = [line for line in shown if line.startswith("·")]
        assert len(notes) == 1
        # The third warning stands first among them.
        assert notes[0].startswith("· obsolete · 1,500 in stock, backorder 500")
        assert notes[0].endswith("…  m says all")


async def test_the_sheet_says_all_of_it_with_the_keys_and_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, busy_shop()) as it:
        await it.press("i", RESISTOR, "enter", "2000", "enter", ".")
        await it.sees("m says all")
        before = list(pane(it).draft_lines)
        await it.press("m")
        text = it.text()
        for words in (
            "Line 1 · 2,000 RC0603FR-0710KL",
            "b  bonded COR reports 5,000: takes all from there",
            "o  obsolete: opens the part: substitutes",
            "f  1,500 in stock, backorder 500, lead time 12 weeks: takes 1,500",
            "NCNR: cannot be cancelled or returned",
            "a tariff is added",
        ):
            assert words in text
        assert pane(it).draft_lines == before
        await it.press("escape", "f")
        assert it.lines == [(RESISTOR, 1500)]
        await it.press("u")
        assert pane(it).draft_lines == before


async def test_with_nothing_to_say_the_key_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("3", "m")
        assert "there is no line here" in it.app.said
        await it.press("i", "LM", "enter", "5", "enter", ".")
        await it.still()
        # Why it is no offer yet is said on the sheet too.
        await it.press("m")
        await it.sees("no part that DigiKey knows")


async def test_an_answer_moves_neither_the_cursor_nor_a_quantity(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, busy_shop()) as it:
        await it.press("i", RESISTOR, "enter", "2000", "enter", RESISTOR, "enter", "7", "enter")
        await it.press(".", "g")
        await it.sees("◆ bonded")
        line = pane(it).line
        assert line is not None
        assert line.quantity == 2000
        await it.still()
        assert it.lines == [(RESISTOR, 2000), (RESISTOR, 7)]


def test_notes_in_one_row_say_where_they_go_on() -> None:
    notes = [Advice("ncnr", "NCNR", "dim", "o", "opens the part"), Advice("x", "later", "dim")]
    assert _in_one(notes, 40) == "· NCNR · later: o opens the part"
    twice = [Advice("obsolete", "obsolete", "warn", "o", "opens the part: substitutes"), notes[0]]
    assert _in_one(twice, 80) == "· obsolete · NCNR: o opens the part: substitutes"
    for width in range(16, 31):
        row = _in_one(notes, width)
        assert len(row) <= width
        assert row.endswith("…  m says all")
