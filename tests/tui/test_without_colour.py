"""Colour only repeats: with NO_COLOR nothing on the screen has a hue, and every state is a word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.color import Color

from tests.cache.desk import vendor_order
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_placing import placed, reviewed
from tui import themes
from vendors.vocabulary import Answer, Outcome


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def hues(it: ShopDriver) -> set[Color]:
    """Every colour on the screen that is no grey."""
    found = set()
    for strip in it.app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            for colour in (style.color, style.bgcolor) if style is not None else ():
                if colour is not None and len(set(colour.get_truecolor())) > 1:
                    found.add(colour)
    return found


async def test_the_way_of_an_order_from_lines_to_history(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        assert it.app.no_color
        it.vendor.answer = Answer(Outcome.REJECTED, "no such part")
        await reviewed(it, "2", "down", "down", "a", "40", "enter")
        for words in ("SANDBOX: nothing is bought", "NCNR", "price from 1", "in stock"):
            await it.sees(words)
        assert hues(it) == set()
        await it.press("NCNR0001", "enter")
        await placed(it)
        await it.sees("✕ Rejected")
        assert hues(it) == set()
        await it.press("enter")
        await it.sees("▸✕ rejected")
        assert hues(it) == set()


async def test_an_order_of_somebody_else_has_a_mark_of_its_own(tmp_path: Path) -> None:
    async with desk(tmp_path, DESK) as it:
        await reviewed(it)
        await it.press("0001", "enter")
        await placed(it)
        it.vendor.listed = [replace(vendor_order("P-77", "9911"), status="Processing")]
        await it.press("enter", "f5")
        await it.sees("P-77")
        rows = {
            name: next(line for line in it.text().splitlines() if f" {name} " in line)
            for name in ("P-77", "AC-2026-0001")
        }
        assert "◔·processing" in rows["P-77"]
        assert "·" not in rows["AC-2026-0001"].split("AC-2026-0001")[0].split("││")[-1]
        assert "· not ours" in it.text()


@pytest.mark.parametrize("theme", list(themes.THEMES))
async def test_no_theme_has_a_hue_then(tmp_path: Path, theme: str) -> None:
    themes.use(theme)
    try:
        async with desk(tmp_path, DESK) as it:
            await it.press("3", "i", "RC0603FR-0710KL", "enter", "3500", "enter", "GRM")
            await it.sees("GRM188R71H104KA93D")
            assert hues(it) == set()
    finally:
        themes.use("dark")
