"""Watching parts: the list, what changed since one looked, and the small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.watched_step import WatchedStep
from tests.cache.desk import NOON
from tests.tui.kit import ShopDriver, desk
from tests.tui.part_kit import CUT, RESISTOR, PartShop, breaks, opened, shop_of
from tui.screens.part import PartSheet
from tui.screens.part_pictures import bar, from_to, over_time, spark
from tui.screens.watched import WatchedSheet

NUMBER = CUT.number


async def told(it: ShopDriver, **changed: object) -> None:
    """Days later the vendor tells something else, and the watching loop hears of it."""
    services = it.app.services
    if changed:
        services.clock.advance(timedelta(days=2).total_seconds())  # type: ignore[attr-defined]
        dearer = replace(CUT, **changed)  # type: ignore[arg-type]
        shop_of(it).sells(replace(RESISTOR, offers=(dearer, *RESISTOR.offers[1:])))
    await WatchedStep(services._ledger, services.catalogue, services.clock)()


async def watching(it: ShopDriver) -> None:
    """The first packaging is watched, and dearer two days later."""
    await opened(it, "W")
    await told(it)
    await told(it, stock=900, breaks=breaks(CUT, (1, "0.12")).breaks)
    await it.press("escape")
    await it.still()


async def listed(it: ShopDriver) -> WatchedSheet:
    await it.press("W")
    await it.until(lambda: isinstance(it.app.sheet, WatchedSheet), "the list")
    await it.still()
    sheet = it.app.sheet
    assert isinstance(sheet, WatchedSheet)
    return sheet


async def test_a_key_watches_and_watches_no_more(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        watched = it.app.services.watched
        await opened(it, "down", "W")
        assert [row.number for row in await watched.mine()] == ["311-10.0KHRTR-ND"]
        assert "311-10.0KHRTR-ND watched since 2 Mar" in it.text()
        await it.press("up")
        assert "watched since" not in it.text()
        await it.press("down", "W")
        await it.still()
        assert await watched.mine() == []
        assert "watched since" not in it.text()
        assert shop_of(it).calls == {"part": 1}


async def test_nothing_is_watched_yet(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await it.press("2")
        await listed(it)
        assert "Nothing is watched" in it.text()
        for key in ("enter", "x", "y", "v", "down", "pagedown"):
            await it.press(key)
            await it.still()
        assert len(it.app.sheets) == 1


async def test_a_new_watch_shows_what_is_known_and_since_when(tmp_path: Path) -> None:
    async with desk(tmp_path, (80, 24), vendor=PartShop()) as it:
        await opened(it, "W")
        await it.press("escape")
        await listed(it)
        text = it.text()
        assert "0.10000" in text
        assert "1,204,310" in text
        assert f"{NUMBER} · Yageo · told so first at " in text
        assert "first look to come" not in text


async def test_what_nobody_told_yet_says_what_a_search_showed(tmp_path: Path) -> None:
    async with desk(tmp_path, (80, 24), vendor=PartShop()) as it:
        await it.press("2")
        row = it.app.pane.table.current  # type: ignore[attr-defined]
        one = row.offers[0].offer
        await it.app.services.watched.watch(one.vendor, one.number, row.maker, row.part)
        await listed(it)
        assert "first look to come" in it.text()
        assert "is of a search (at " in it.text()
        await it.app.services.watched.watch("digikey", "X-1-ND", "Nobody", "X-1")
        await it.app.sheet.again()  # type: ignore[union-attr]
        await it.press("down")
        await it.sees("Nothing of it is known here yet")


async def test_what_changed_is_marked_until_the_part_is_opened(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await watching(it)
        shop_of(it).calls.clear()
        await listed(it)
        text = it.text()
        assert "1 changed since you looked (*)" in text
        assert "* price 0.12 USD, was 0.10 USD" in text
        assert "* stock 900, was 1,204,310" in text
        assert "▸* RC0603FR-0710KL" in text
        assert not shop_of(it).calls
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part")
        await it.still()
        assert "watched since 2 Mar · * price 0.12 USD, was 0.10 USD" in it.text()
        await it.press("escape")
        await it.sees("nothing changed since you looked")
        assert "was 0.10" not in it.text()


async def test_every_change_is_taken_for_seen(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await watching(it)
        await listed(it)
        await it.press("v")
        await it.sees("nothing changed since you looked")
        await it.press("v")
        assert len(it.app.sheets) == 1
        await it.press("x")
        await it.sees("Nothing is watched")
        assert await it.app.services.watched.mine() == []


async def test_the_history_is_pictures_with_their_figures(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await watching(it)
        await opened(it, "9")
        lines = it.text().splitlines()
        price = next(line for line in lines if "each USD" in line)
        assert "0.12000, least 0.10000, most 0.12000" in price
        assert "▁" in price
        assert price.index("▁") < price.index("█")
        stock = next(line for line in lines if "│ stock" in line)
        assert "900, least 900, most 1,204,310" in stock
        lead = next(line for line in lines if "lead, weeks" in line)
        assert "12" in lead
        assert "least" not in lead


def test_a_bar_is_as_long_as_its_figure() -> None:
    assert bar(Decimal("0.5"), Decimal(1), 10) == "█████"
    assert bar(Decimal("0.55"), Decimal(1), 10) == "█████▌"
    assert bar(1, 1, 3) == "███"
    # What is not nothing is seen.
    assert bar(Decimal("0.0001"), Decimal(1), 10) == "▌"
    assert bar(0, 1, 10) == ""
    assert bar(1, 0, 10) == ""
    assert bar(1, 1, 0) == ""


@pytest.mark.parametrize(
    ("figures", "picture"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8), "▁▂▃▄▅▆▇█"),
        ((None, 10, None, 0), "·█·▁"),
        ((5, 5), "▄▄"),
        ((None, None), "··"),
        ((), ""),
    ],
)
def test_a_small_picture(figures: Sequence[int | None], picture: str) -> None:
    assert spark(figures) == picture


def test_what_held_at_the_end_of_each_span() -> None:
    day = timedelta(days=1)
    facts = [(NOON + day, 5), (NOON + 1.5 * day, 6), (NOON + 3 * day, None), (NOON + 4 * day, 7)]
    assert over_time(facts, NOON, NOON + 4 * day, 4) == [5, 6, None, 7]
    # What began before is known from the first cell on, what is to come is not told.
    assert over_time(facts, NOON + 2 * day, NOON + 2 * day, 2) == [6, 6]
    assert over_time([], NOON, NOON + day, 2) == [None, None]


def test_the_figures_beside_a_picture() -> None:
    assert from_to([None, 3, 1, 2], str) == "2, least 1, most 3"
    assert from_to([2, 2], str) == "2"
    assert from_to([2, None], str) == "—"
    assert from_to([1, 2, None], str) == "—, least 1, most 2"
    assert from_to([None], str) == "—"
