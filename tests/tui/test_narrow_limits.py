"""Where narrowing ends: nothing offered, bad input, refusals, hostile names, long lists."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tui import kit
from tests.tui.narrow_kit import (
    CHIPS,
    CHOICES,
    Narrowable,
    asked,
    choose,
    desk,
    opened,
    quiet,
    taken,
)
from tui.screens import narrow_values
from tui.screens.narrow_kinds import Narrowing, Offered, plain_words
from tui.screens.narrow_values import ValuesSheet
from vendors.details import Choice, Filters
from vendors.errors import Invalid


async def test_nothing_is_asked_before_the_words_were(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("/", "ctrl+u", "capacitor", "escape", "f")
        await quiet(it)
        assert it.app.sheet is None
        assert it.app.said.startswith("Enter in the field asks DigiKey first")
        await it.press("escape", "f")
        assert it.app.said.startswith("type words first")


async def test_a_vendor_that_offers_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, Narrowable(None)) as it:
        await it.press("f")
        await quiet(it)
        assert it.app.said == "DigiKey offered nothing to narrow this by: F5 asks again"


async def test_a_kind_without_values_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path, Narrowable(replace(CHOICES, series=()))) as it:
        await opened(it)
        await choose(it, "series")
        assert it.app.said == "DigiKey offers nothing of this for these words"
        await choose(it, "direction")
        assert it.app.said == "choose what to sort by first"


async def test_a_stock_that_is_no_number_says_one_sentence(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "in stock", "12.5", "enter")
        assert "whole pieces, 1 to 999,999,999, as 2500 or 2,500" in it.text()
        await it.press("ctrl+u", "0", "enter")
        assert "whole pieces" in it.text()
        await it.press("ctrl+u", "enter")
        assert "Nothing is chosen" in it.text()


async def test_the_tree_comes_by_f5_and_only_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "category")
        assert it.vendor.lists == 0
        assert "Capacitors" not in it.text()
        await it.press("f5")
        await it.sees("7,000 in catalogue")
        assert it.vendor.lists == 1
        await it.press("capac", "enter")
        await taken(it)
        assert it.vendor.narrowed[0][2] == Filters(categories=("3",))
        await opened(it)
        await choose(it, "category")
        assert "7,000 in catalogue" in it.text()
        assert it.vendor.lists == 1


async def test_a_tree_that_comes_late_moves_nothing_under_the_cursor(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "category")
        await it.press("resist", "down", "down")
        sheet = it.app.sheet
        assert isinstance(sheet, ValuesSheet)
        here = sheet._here
        assert here is not None
        assert sheet._at > 0
        await it.press("f5")
        await it.sees("9,000 in catalogue")
        assert sheet._here is not None
        assert sheet._here.id == here.id
        await it.press("enter")
        await taken(it)
        assert it.vendor.narrowed[0][2] == Filters(categories=(here.id,))


async def test_a_refusal_is_said_and_the_narrowing_stands(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.refuses = Invalid("digikey", "that filter is unknown")
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        assert "that filter is unknown" in it.app.said
        assert "not asked yet: F5 · narrowed by maker" in it.text()
        assert "DigiKey has not answered this yet" in it.text()
        await opened(it)
        await choose(it, "maker")
        assert "narrowed now" not in it.text()
        await it.press("escape", "escape")
        shop.refuses = None
        await it.press("f5")
        await quiet(it)
        assert "2 of 2 at 12:02 · narrowed by maker" in it.text()


async def test_nothing_found_is_not_taken_for_not_asked(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.total = 0
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        assert "DigiKey has nothing that is all of this" in it.text()
        assert "0 of 0" in it.text()


async def test_keys_do_not_wait_for_the_vendor(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.wait = asyncio.Event()
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await it.press("t")
        await it.until(lambda: bool(shop.narrowed), "the call")
        await it.press("3")
        assert it.app.pane.place == "builder"
        shop.wait.set()
        await quiet(it)


async def test_another_narrowing_taken_meanwhile_wins(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.wait = asyncio.Event()
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await it.press("t")
        await it.until(lambda: len(shop.narrowed) == 1, "the first call")
        await opened(it)
        await choose(it, "status", "enter")
        await it.press("t")
        await it.until(lambda: len(shop.narrowed) == 2, "the second call")
        shop.wait.set()
        await quiet(it)
        assert "2 of 2 at 12:02 · narrowed by maker, status" in it.text()


async def test_hostile_names_are_text(tmp_path: Path) -> None:
    nasty = "[/b] [red]x[/red] \x1b[31mESC \u202eRTL \u200bZW 全角 " + "LONG " * 30
    shop = Narrowable(replace(CHOICES, makers=(Choice("13", nasty, None),)))
    shop.less = None
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker")
        assert "[/b] [red]x[/red] \ufffd[31mESC \ufffdRTL" in it.text()
        assert "—" in it.text()
        await it.press("enter")
        assert "Asked for: maker [/b] [red]x[/red]" in it.text()
        await taken(it)
        text = it.text()
        assert "maker [/b] [red]x[/red] \ufffd[31mESC" in text
        assert not {"\x1b", "\u202e", "\u200b"} & set(text)


async def test_long_words_leave_room_for_the_list(tmp_path: Path) -> None:
    makers = tuple(Choice(str(n), f"{n} " + "very long name " * 8, n) for n in range(9))
    shop = Narrowable(replace(CHOICES, makers=makers))
    async with kit.desk(tmp_path, kit.SMALL, shop, ship_to=False) as it:
        await asked(it)
        await opened(it)
        await choose(it, "maker", *["space", "down"] * 9)
        assert "▸ ✓ 8 very long" in it.text()
        await it.press("enter")
        assert "▸ maker" in it.text()
        assert "Asked for: maker 0 very long" in it.text()


async def test_five_thousand_makers_are_drawn_as_they_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers = tuple(Choice(str(n), f"Maker {n:04} Inc", n) for n in range(5000))
    drawn: list[int] = []
    line = ValuesSheet._line

    def counted(sheet: ValuesSheet, place: int, width: int) -> Any:
        drawn.append(place)
        return line(sheet, place, width)

    monkeypatch.setattr(ValuesSheet, "_line", counted)
    async with desk(tmp_path, Narrowable(replace(CHOICES, makers=makers))) as it:
        await opened(it)
        await choose(it, "maker")
        assert "5,000 of 5,000" in it.text()
        assert 0 < len(set(drawn)) <= 40
        drawn.clear()
        await it.press("4321")
        assert "Maker 4321 Inc" in it.text()
        assert set(drawn) <= set(range(40))
        await it.press("enter")
        await taken(it)
        assert it.vendor.narrowed[0][2] == Filters(manufacturers=("4321",))


def test_rows_are_a_sequence_like_any_other() -> None:
    rows = narrow_values.Rows(3, lambda place: [(str(place), "text")])
    assert [line[0][0] for line in rows] == ["0", "1", "2"]
    assert rows[1:] == [[("1", "text")], [("2", "text")]]
    with pytest.raises(IndexError):
        rows[3]


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("Has3DModel", "has 3D model"),
        ("ExcludeMarketPlace", "exclude market place"),
        ("DigiKeyProductNumber", "DigiKey product number"),
        ("QuantityAvailable", "quantity available"),
        ("???", "???"),
    ],
)
def test_words_of_a_list_are_read_as_words(word: str, read: str) -> None:
    assert plain_words(word) == read


def test_a_parameter_of_a_deeper_category_can_be_reached() -> None:
    """The category that a parameter belongs to is offered, though the list has only its parent."""
    said = replace(CHOICES, categories=(Choice("2", "Resistors", 1200),))
    ids = [one.id for one in Offered(said).values("category", Narrowing())]
    assert ids == ["2", "52"]


def test_parameters_never_go_without_their_category() -> None:
    offered = Offered(CHOICES)
    wanted = Narrowing()
    category = _kind(offered, wanted, "category")
    wanted = wanted.put(category, (CHIPS,))
    wanted = wanted.put(_kind(offered, wanted, "parameter 3"), (Choice("1131", "±1%", 7),))
    assert wanted.narrowed.filters.parameter_category == "52"
    without = wanted.put(category, ())
    assert without == Narrowing()
    assert without.narrowed.filters == Filters()


def _kind(offered: Offered, wanted: Narrowing, name: str) -> Any:
    kinds: Sequence[Any] = offered.kinds(wanted)
    return next(one for one in kinds if one.id == name)
