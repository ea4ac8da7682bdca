"""Pictures of a search narrowed and sorted. Each docstring says what a person should see.

The pane stands alone in them: what the others show is for their own pictures.
Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.narrow_kit import CHOICES, LESS, Narrowable, asked, choose, opened, taken
from tests.tui.test_snapshots import Compare, same
from vendors.details import Choice

BROAD = (200, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, DESK, BROAD])
# More makers than any screen has lines, one of them unpleasant.
NASTY = "[/b] [red]\x1b[31m\u202eRTL 全角 " + "LONG " * 30
MAKERS = (
    *CHOICES.makers,
    Choice("9", NASTY, None),
    *(Choice(f"m{n}", f"Maker {n} Industries", 400 - n) for n in range(200)),
)


def shop() -> Narrowable:
    it = Narrowable(replace(CHOICES, makers=MAKERS))
    it.total = 412
    it.less = replace(LESS, applied=("3",))
    return it


async def _chosen(it: ShopDriver) -> None:
    """Two makers, a category with two parameters, stock and a sort, on whose row the cursor is."""
    await asked(it)
    await opened(it)
    await choose(it, "maker", "space", "down", "space", "enter")
    await choose(it, "category", "chip", "enter")
    await choose(it, "Resistance", "enter")
    await choose(it, "Tolerance", "enter")
    await choose(it, "in stock", "2500", "enter")
    await choose(it, "sort by", "enter")


@SIZES
def test_what_is_chosen(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Every kind with what is chosen of it, parameters below their category, all of it in words."""

    async def play(it: ShopDriver) -> None:
        await it.press("z")
        await _chosen(it)

    assert same(snap_compare, tmp_path, size, play, shop())


@SIZES
def test_the_makers(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Two are ticked, counts at the right, the unpleasant one is text; below, what Enter takes."""

    async def play(it: ShopDriver) -> None:
        await asked(it)
        await it.press("z")
        await opened(it)
        await choose(it, "maker", "space", "down", "down", "space", "down")

    assert same(snap_compare, tmp_path, size, play, shop())


@SIZES
def test_letters_find_among_the_makers(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What was typed, and those makers alone that have it; how many of how many."""

    async def play(it: ShopDriver) -> None:
        await asked(it)
        await it.press("z")
        await opened(it)
        await choose(it, "maker", "ker", "1", "1", "down")

    assert same(snap_compare, tmp_path, size, play, shop())


@SIZES
def test_the_narrowed_rows(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """First how many of how many, and by what; above the rows, which parameter was ignored."""

    async def play(it: ShopDriver) -> None:
        await it.press("z")
        await _chosen(it)
        await taken(it)

    assert same(snap_compare, tmp_path, size, play, shop())
