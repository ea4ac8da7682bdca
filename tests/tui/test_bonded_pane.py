"""The bonded pane: locations and parts, filter and order, releases and their split."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest
from textual import events

from cache.bonded_rows import PartRow, Value
from tests.tui.bonded_kit import (
    CAPACITOR,
    WORTH_USD,
    Stocked,
    ben_beside,
    bonded,
    pane_of,
    row,
    shown,
)
from tests.tui.kit import DESK
from tui.panes.bonded_choice import Choice, help_of, read, written
from tui.panes.bonded_unfolding import Unfolded
from tui.screens.part import PartSheet
from tui.screens.values import bar_of
from tui.text import width_of
from tui.widgets.table import ListSource
from vendors.errors import NoAnswer, NotAllowed

# -- by location, by part


async def test_a_location_is_chosen_and_its_rows_are_its_own(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        assert len(shown(it)) == 7
        await it.press("right")
        await it.sees("3 locations · 3 parts")
        assert {site for _, site in shown(it)} == {"AUS"}
        await it.press("left")
        await it.sees("7 rows")


async def test_locations_stand_beside_the_rows_where_there_is_room(tmp_path: Path) -> None:
    async with bonded(tmp_path, DESK) as it:
        apart = it.text().splitlines()
        assert not any("PEN  Penang" in line and "LM358DR" in line for line in apart)
        await it.press("z")
        await it.still()
        head = next(line for line in it.text().splitlines() if "CustomerId" in line)
        assert head.index("reserve × price") < head.index("│") < head.index("part↑")
        assert "190.40 USD" in it.text()
        assert "in all" in it.text()


async def test_by_part_each_stands_once_and_unfolds_its_locations(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t")
        await it.sees("5 parts over 3 locations")
        assert shown(it)[1] == (CAPACITOR, "*")
        await it.press("down", "right")
        assert shown(it)[1:4] == [(CAPACITOR, "*"), (CAPACITOR, "AUS"), (CAPACITOR, "PEN")]
        assert pane_of(it).current.part == CAPACITOR
        await it.press("down", "down", "left")
        assert shown(it)[2] == ("LM358DR", "*"), "folded again"
        assert isinstance(pane_of(it).current, PartRow)
        assert pane_of(it).current.part == CAPACITOR


async def test_by_part_prices_of_two_currencies_are_not_one(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t", "end", "up")
        await it.sees("2 currencies")
        await it.sees("reserve × price 31.84 EUR and 49.44 USD")


async def test_enter_unfolds_a_part_and_opens_what_is_under_it(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t", "down", "enter", "down", "enter")
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part")
        await it.sees("CustomerId 7001")
        await it.press("escape", "up", "enter")
        assert len(shown(it)) == 5


async def test_a_part_of_several_locations_is_released_at_one(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t", "down", "a")
        await it.sees("one order ships to one location")
        await it.press("end", "a", "enter")
        await it.still()
        assert it.lines == [("STM32F103C8T6", 1500)], "there is only one place to choose"


def test_every_position_of_what_is_unfolded_is_found_again() -> None:
    parts = ListSource("abcd", [10, 20, 30, 40])
    rows = [mock.Mock(rowid=n) for n in (20, 21, 22)]
    for places in ({}, {20: rows}, {10: rows[:1], 40: rows[1:]}, {99: rows}):
        both = Unfolded(parts, places)
        names = [both.rowid(at) for at in range(len(both))]
        assert [both.position(name) for name in names] == list(range(len(both)))
        kept = sum(len(here) for rowid, here in places.items() if rowid != 99)
        assert len(both) == 4 + kept
    both = Unfolded(parts, {20: rows, 40: rows[:1]})
    assert [both.row(at) for at in range(8)] == ["a", "b", *rows, "c", "d", rows[0]]
    assert [both.part(at) for at in range(len(both))] == [10, 20, 20, 20, 20, 30, 40, 40]


# -- filter and order


async def test_a_wrong_word_is_said_in_the_pane_and_the_rows_stay(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("/", "mfr:mur")
        await it.until(lambda: len(shown(it)) == 2, "Murata's rows")
        await it.press("space")
        it.app.post_message(events.Paste("led>5"))
        await it.sees("there is no led to filter by")
        assert len(shown(it)) == 2
        await it.press("escape")
        await it.sees("there is no led to filter by")
        await it.press("/", "ctrl+w", "lead>30")
        await it.until(lambda: shown(it) == [], "no row")
        assert "there is no led" not in it.text()


async def test_keys_behind_a_wrong_word_are_let_go(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        it.burst("/", "led>5", "escape", "a", "9000", "enter")
        await it.sees("there is no led")
        await it.still()
        assert it.lines == [], "they were meant for other rows"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "words, or mfr:"),
        ("mfr:", "in the maker's name"),
        ("yageo lead>", "weeks of lead time"),
        ("package<", "standard package"),
        ("yageo ", "words, or mfr:"),
        ("what:", "words, or mfr:"),
        ('mfr:"texas', "in the maker's name"),
    ],
)
def test_the_word_that_is_begun_is_explained(typed: str, words: str) -> None:
    assert words in help_of(typed)


async def test_while_typing_the_pane_says_the_words(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("/")
        await it.sees("words, or mfr: cpn: loc:")
        await it.press("ncnr:")
        await it.sees("yes, no or unknown")


async def test_rows_are_sorted_by_a_chosen_column_both_ways(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("s", *["down"] * 8, "enter")
        await it.sees("by reserve")
        assert "reserve↑" in it.text()
        reserves = [pane_of(it).table.rows.row(at).reserve for at in range(7)]
        assert reserves == [1500, 4000, 8000, 12000, 16000, 30000, None]
        await it.press("S")
        await it.sees("by reserve, last first")
        reserves = [pane_of(it).table.rows.row(at).reserve for at in range(7)]
        assert reserves == [30000, 16000, 12000, 8000, 4000, 1500, None], "unknown last, both ways"


async def test_a_column_that_only_one_view_has_is_left_with_it(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("s", *["down"] * 4, "enter")
        await it.sees("by location")
        await it.press("t")
        await it.sees("5 parts over")
        assert pane_of(it).choice == Choice(turned=True)


# -- what is kept


async def test_the_choice_survives_a_restart(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("right", "S", "/", "n", "escape")
        await it.still()
        before = shown(it)
    async with bonded(tmp_path) as it:
        await it.sees("/ n")
        assert pane_of(it).choice == Choice("7001", sort="part", down=True)
        assert shown(it) == before
        assert "▸AUS" in it.text()
        await it.press("escape", "t")
        await it.still()
    async with bonded(tmp_path) as it:
        await it.sees("5 parts over 3 locations")


async def test_everybody_has_a_choice_of_their_own(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t")
        await it.still()
        async with ben_beside(tmp_path) as ben:
            assert await ben.choices.read("bonded") == ""
            await ben.choices.keep("bonded", "his")
        kept = await it.app.services.choices.read("bonded")
        assert read(kept) == (Choice(turned=True), "")


async def test_a_location_that_is_gone_is_chosen_no_more(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("right")
        await it.still()
        it.vendor.sites = it.vendor.sites[1:]
        it.vendor.bonded_rows = [one for one in it.vendor.bonded_rows if one.customer_id != "7001"]  # type: ignore[attr-defined]
        await it.press("f5")
        await it.sees("4 rows")


@pytest.mark.parametrize("kept", ["", "[]", "{}", "nothing", '{"sort": 1}', "null"])
def test_what_was_kept_otherwise_means_everything(kept: str) -> None:
    assert read(kept) == (Choice(), "")


def test_what_is_written_is_read() -> None:
    choice = Choice("7001", True, "locations", True)
    assert read(written(choice, "mfr:“x” é")) == (choice, "mfr:“x” é")
    unknown = written(Choice(sort="colour"), "x")
    assert read(unknown) == (Choice(), ""), "a column of another version"


# -- values


async def test_values_are_by_currency_with_what_is_not_valued(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("V")
        await it.sees("What the reserves are worth")
        assert f"USD   {WORTH_USD.quantize(Decimal('0.01'))} · 2 locations" in it.text()
        await it.sees("2 not valued")
        await it.sees("EUR   5,146.84 · 1 location · NCNR 5,115.00 (99 %)")
        await it.sees("█ non-cancelable")


def test_the_bar_of_a_location_shows_its_parts() -> None:
    def bar(reported: str, ncnr: str, unsaid: str, most: str = "100", width: int = 20) -> str:
        amounts = [Decimal(one) for one in (reported, ncnr, unsaid)]
        one = Value("7001", "AUS", "Austin", "USD", 3, *amounts, 0)
        return "".join(bar_of(one, Decimal(most), width))

    assert bar("100", "50", "0") == "█" * 10 + "░" * 10
    assert bar("50", "25", "5") == "█" * 5 + "▒" + "░" * 4
    assert bar("100", "0", "0") == "░" * 20
    assert bar("100", "100", "0") == "█" * 20
    assert bar("0.01", "0.005", "0.001") == "█▒░", "what is not nothing is seen"
    assert bar("0", "0", "0") == ""


# -- what a person is told


async def test_without_an_agreement_words_and_no_error(tmp_path: Path) -> None:
    shop = Stocked()
    shop.refused = NotAllowed("digikey", "forbidden", status=403)
    async with bonded(tmp_path, shop=shop) as it:
        await it.sees("DigiKey names no bonded stock for this account.")
        await it.press("f5")
        await it.sees("that is no error")


async def test_a_vendor_that_is_down_leaves_what_is_here(tmp_path: Path) -> None:
    shop = Stocked()
    async with bonded(tmp_path, shop=shop) as it:
        shop.refused = NoAnswer("digikey", "no answer within 30 seconds")
        await it.press("f5")
        await it.sees("What is here stays")
        assert len(shown(it)) == 7


async def test_old_rows_are_called_old(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        it.app.services.clock.advance(3700)  # type: ignore[attr-defined]
        await it.press("right")
        await it.sees("old: F5")
        await it.press("f5")
        await it.until(lambda: "old: F5" not in it.text(), "the new rows")


async def test_the_picture_follows_what_is_reported(tmp_path: Path) -> None:
    shop = Stocked(row("7001", "RC0603", 4000))
    async with bonded(tmp_path, shop=shop) as it:
        await it.sees("reserve 4,000 ···········▄ 90 days")
        it.app.services.clock.advance(30 * 86_400)  # type: ignore[attr-defined]
        shop.reports("7001", "RC0603", 9000)
        await it.press("f5")
        await it.sees("reserve 9,000 ·······▁▁▁▁█ 90 days")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part")
        await it.press(*["pagedown"] * 3)
        await it.sees("reserve 9,000 · on backorder 0")


async def test_what_is_read_anew_and_is_the_same_is_not_drawn(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("down")
        with mock.patch.object(pane_of(it), "refresh", wraps=pane_of(it).refresh) as drawn:
            for topic in ("reserves", "bonded"):
                it.app.changed(topic)
                await it.still()
            assert drawn.call_count == 0
            it.vendor.reports("7001", CAPACITOR, 3500)  # type: ignore[attr-defined]
            await it.app.services.bonded.refresh()
            it.app.changed("bonded")
            await it.sees("3,500")
            assert drawn.call_count > 0


# -- export


@pytest.mark.parametrize("form", ["csv", "json"])
async def test_what_is_seen_is_written_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)
    async with bonded(tmp_path / "home") as it:
        await it.press("/", "mfr:murata", "escape", "S")
        await it.press("X", *(["down"] if form == "json" else []), "enter")
        await it.sees("2 rows written to")
    (file,) = out.iterdir()
    assert file.name == f"bondroom-bonded-sandbox-2026-03-02.{form}"
    text = file.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines())) if form == "csv" else json.loads(text)["rows"]
    assert [one["customer_id"] for one in rows] == ["7003", "7001"]
    assert {one["environment"] for one in rows} == {"sandbox"}


async def test_nothing_on_any_width_is_wider_than_the_pane(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        pane = pane_of(it)
        for keys in ((), ("t",)):
            await it.press(*keys)
            await it.still()
            for width in range(40, 200, 7):
                for line in (*pane.above(width), *pane.below(width), pane._of_table(1, width)):
                    assert sum(width_of(text) for text, _ in line) <= width


async def test_what_was_chosen_last_is_what_stands_there(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        it.burst("right", "right", "t", "t", "S", "right", "right", "left")
        await it.still()
        assert pane_of(it).choice == Choice("7003", down=True)
        assert shown(it) == [("LM358DR", "PEN"), (CAPACITOR, "PEN")]


async def test_a_moved_cursor_draws_only_what_it_moves_over(tmp_path: Path) -> None:
    async with bonded(tmp_path, DESK) as it:
        await it.press("z")
        await it.still()
        with mock.patch.object(pane_of(it), "refresh", wraps=pane_of(it).refresh) as drawn:
            await it.press("down")
        await it.still()
        rows = [call.args[0] for call in drawn.call_args_list if call.args[0].y < 20]
        assert [(region.height, region.x) for region in rows] == [(1, 51), (1, 51)]
        assert pane_of(it).table.cursor == 1
        await it.sees("▸GRM188")


async def test_a_wide_name_of_a_site_moves_nothing(tmp_path: Path) -> None:
    shop = Stocked()
    there = replace(shop.sites[1].address, city="東京都")
    shop.sites = (shop.sites[0], replace(shop.sites[1], address=there), shop.sites[2])
    async with bonded(tmp_path, DESK, shop) as it:
        await it.press("z")
        await it.sees("東京都")
        pane = pane_of(it)
        for at in range(8):
            text = "".join(text for text, _ in pane._of_table(at, 120))
            assert width_of(text[: text.index("│")]) == 50
