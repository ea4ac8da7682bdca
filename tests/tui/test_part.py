"""The part's sheet: what it costs, what it says of what it does not know, where its keys lead."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.tui.kit import SMALL, desk
from tests.tui.part_kit import (
    CUT,
    REEL,
    RESISTOR,
    PartShop,
    breaks,
    opened,
    shop_of,
    titles,
)
from tui.screens.part import PartSheet
from vendors.errors import NotFound, TooMany, Unreachable

TABS = {
    "3": "substitutes",
    "4": "other packagings",
    "5": "goes with",
    "6": "recommended",
    "7": "documents",
    "8": "change notices",
    "0": "search RC0603",
}


async def test_opening_costs_one_call_and_each_tab_one_more(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it)
        calls = shop_of(it).calls
        assert calls == {"part": 1}
        asked = {"part": 1}
        for key in ("1", "2", "9"):
            await it.press(key)
            await it.still()
            assert calls == asked, f"tab {key} is known here"
        for key, what in TABS.items():
            await it.press(key)
            await it.still()
            asked[what] = 1
            assert calls == asked
        # All of it is here now, and young.
        for key in TABS:
            await it.press(key)
            await it.still()
        assert calls == asked
        await it.press("escape", "enter", *TABS)
        await it.still()
        assert calls == asked


async def test_a_tab_that_is_only_passed_by_is_not_asked(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        sheet = await opened(it)
        it.burst("right", "right", "right", "right")
        await it.until(lambda: sheet.tab.word == "goes with", "the fifth tab")
        await it.still()
        assert shop_of(it).calls == {"part": 1, "goes with": 1}
        it.burst("left", "left")
        await it.until(lambda: sheet.tab.word == "substitutes", "the third tab")
        await it.still()
        assert shop_of(it).calls == {"part": 1, "goes with": 1, "substitutes": 1}


async def test_what_is_here_is_shown_before_the_vendor_answers(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        shop.hold = asyncio.Event()
        await it.press("2", "home", "enter")
        await it.sees("price breaks of 311-10.0KHRCT-ND")
        assert "asking DigiKey again" in it.text()
        await it.press("3")
        await it.sees("asking DigiKey …")
        # Keys go on while it is asked.
        await it.press("2")
        await it.sees("Temperature Coefficient of Resistance (TCR)")
        shop.hold.set()
        await it.still()
        await it.press("3")
        await it.sees("ERJ-3EKF1002V")
        assert shop.calls["substitutes"] == 1


async def test_not_asked_is_not_none(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        sheet = await opened(it, "5")
        assert "DigiKey says that there is none, 0 s ago" in it.text()
        shop.fails = Unreachable("digikey", "DigiKey cannot be reached.")
        await it.press("4")
        await it.still()
        assert "DigiKey is not asked yet" in it.text()
        assert "cannot be reached" in sheet.tab.trouble
        assert it.text().count("cannot be reached") == 2
        assert "none" not in it.text()


async def test_what_is_old_is_asked_again_and_f5_asks_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "3")
        calls = shop_of(it).calls
        it.app.services.clock.advance(60)  # type: ignore[attr-defined]
        await it.press("f5")
        await it.still()
        assert calls == {"part": 1, "substitutes": 2}
        await it.press("1", "f5")
        await it.still()
        assert calls == {"part": 2, "substitutes": 2}
        it.app.services.clock.advance(timedelta(days=2).total_seconds())  # type: ignore[attr-defined]
        await it.press("3")
        await it.still()
        assert calls == {"part": 2, "substitutes": 3}


async def test_too_many_calls_are_said_in_the_words_of_the_pace(tmp_path: Path) -> None:
    shop = PartShop()
    words = "The last 100 of today's calls to DigiKey are kept for orders."
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it)
        shop.fails = TooMany("digikey", words, wait=3600, daily=True)
        await it.press("6")
        await it.still()
        sheet = it.app.sheet
        assert isinstance(sheet, PartSheet)
        assert sheet.tab.failed.startswith(words)
        assert "kept for orders" in it.text()
        shop.fails = None
        await it.press("f5")
        await it.still()
        assert sheet.tab.failed == ""


async def test_a_young_answer_does_not_say_that_the_vendor_is_well(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it, "3")
        shop.fails = Unreachable("digikey", "DigiKey cannot be reached.")
        await it.press("4")
        await it.still()
        await it.sees("DigiKey trouble")
        await it.press("3", "escape", "enter")
        await it.still()
        assert "DigiKey trouble" in it.text()
        shop.fails = None
        await it.press("5")
        await it.still()
        assert "DigiKey ok" in it.text()


async def test_a_part_that_is_gone_is_shown_as_it_was(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        shop.fails = NotFound("digikey", "DigiKey does not know this number.")
        await opened(it)
        assert "does not know 311-10.0KHRCT-ND any more" in it.text()
        assert "1,204,310" in it.text()


async def test_a_related_part_that_nobody_knows(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it, "3", "down", "enter")
        assert titles(it) == ["RC0603FR-0710KL", "CRCW060310K0FKEA"]
        assert "DigiKey does not know 541-10.0KHCT-ND, and nothing of it is here" in it.text()
        assert not it.app.sheet.lines(76)  # type: ignore[union-attr]
        for key in ("a", "enter", "e", "2", "9", "0", "down", "y"):
            await it.press(key)
            await it.still()
        await it.press("escape")
        assert titles(it) == ["RC0603FR-0710KL"]


@pytest.mark.parametrize("key", ["enter", "a"])
async def test_a_substitute_opens_its_sheet_and_escape_comes_back(tmp_path: Path, key: str) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "3", key)
        assert titles(it) == ["RC0603FR-0710KL", "ERJ-3EKF1002V"]
        assert "P10.0KHCT-ND" in it.text()
        assert shop_of(it).calls == {"part": 2, "substitutes": 1}
        await it.press("a", "25", "enter")
        await it.still()
        assert it.lines == [("ERJ-3EKF1002V", 25)]
        assert titles(it) == ["RC0603FR-0710KL"]
        assert "[3 substitutes]" in it.text()


async def test_the_offer_of_the_row_is_under_the_cursor(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await it.press("2", "home", "n", "5000", "enter", "enter")
        await it.sees("price breaks of 311-10.0KHRTR-ND")
        await it.still()
        assert "price breaks of 311-10.0KHRTR-ND" in it.text()


async def test_what_stands_below_the_offers_can_be_read(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, vendor=PartShop()) as it:
        await opened(it)
        assert "marketplace" not in it.text()
        await it.press("pagedown")
        assert "marketplace" in it.text()
        await it.press("pageup", "down", "down")
        assert "▸  DigiKey  digi-reel" in it.text()
        await it.press(*["down"] * 20)
        assert "marketplace" in it.text()
        await it.press("up")
        assert "▸  DigiKey  reel" in it.text()


async def test_without_a_ledger_the_part_can_be_looked_at(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        it.app.services._ledger.refuse(Refusal("The ledger is damaged."))
        await opened(it)
        assert "price breaks of 311-10.0KHRCT-ND" in it.text()
        await it.press("9")
        await it.still()
        assert it.text().count("The ledger is damaged.") == 2
        await it.press("W")
        await it.still()
        assert "watched since" not in it.text()


async def test_the_packaging_under_the_cursor_is_added(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "down")
        assert "price breaks of 311-10.0KHRTR-ND" in it.text()
        await it.press("a", "enter")
        await it.still()
        assert it.lines == [("RC0603FR-0710KL", 5000)]
        assert not it.app.sheets


async def test_the_cursor_stays_on_its_packaging_when_the_answer_comes(tmp_path: Path) -> None:
    shop = PartShop()
    async with desk(tmp_path, vendor=shop) as it:
        shop.hold = asyncio.Event()
        await it.press("2", "home", "enter", "down")
        await it.sees("price breaks of 311-10.0KHRTR-ND")
        dearer = breaks(REEL, (5000, "0.0050"))
        shop.sells(replace(RESISTOR, offers=(dearer, CUT)))
        shop.hold.set()
        await it.still()
        sheet = it.app.sheet
        assert isinstance(sheet, PartSheet)
        assert sheet.chosen_number == REEL.number
        assert "0.00500" in it.text()


async def test_opened_from_a_bonded_row(tmp_path: Path) -> None:
    from tui.screens.part_opening import open_part

    shop = PartShop()
    released: list[str] = []
    async with desk(tmp_path, vendor=shop) as it:
        row = it.app.services.bonded.first().row(0)
        assert row is not None
        shop.calls.clear()
        open_part(
            it.app,
            number=row.number,
            part=row.part,
            maker=row.maker,
            bonded=row,
            release=lambda: released.append(row.number),
        )
        await it.until(lambda: bool(it.app.sheets), "the sheet")
        await it.still()
        text = it.text()
        assert "[b bonded]" in text
        assert "release minimum" in text
        assert "4,000" in text
        assert "price breaks" not in text
        assert shop.calls == {"part": 1}
        await it.press("a")
        assert released == [row.number]
        shop.stock = {row.number: replace(shop.stock[row.number], reserve=1234)}
        await it.press("f5")
        await it.still()
        assert "1,234" in it.text()
        assert shop.calls == {"part": 1}
        await it.press("1")
        await it.still()
        assert "[1 offers]" in it.text()
        await it.press("b")
        assert "[b bonded]" in it.text()
