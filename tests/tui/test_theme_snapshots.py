"""One screen in each theme. The docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.tui.kit import DESK, Shop, ShopDriver
from tests.tui.test_placing import placed, reviewed
from tests.tui.test_snapshots import Compare, same
from tui import themes
from tui.themes import THEMES
from vendors.vocabulary import Answer, Outcome


@pytest.fixture(autouse=True)
def _dark_again() -> Iterable[None]:
    yield
    themes.use("dark")


@pytest.mark.parametrize("theme", list(THEMES))
def test_a_busy_desk(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    """The line being typed, its caret and what it may become; a row with the cursor in each pane;
    an order that may be placed or not, and that it has to be looked at; which pane is active; the
    environment. All of it can be read without effort."""
    themes.use(theme)
    shop = Shop()

    async def play(it: ShopDriver) -> None:
        await it.press("3", "s", "enter", "2")
        await it.still()
        shop.answer = Answer(Outcome.UNKNOWN, "the connection dropped")
        await reviewed(it, "2", "a", "40", "enter")
        await it.press("0001", "enter")
        await placed(it)
        await it.still()
        while it.app.sheet is not None:
            await it.press("escape")
        await it.press("3", "n", "i", "RC0603FR-0710KL", "enter", "3500", "enter", "GRM1")
        await it.sees("GRM188R71H104KA93D")

    assert same(snap_compare, tmp_path, DESK, play, shop)
