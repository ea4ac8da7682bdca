"""Pictures of a part and all that surrounds it. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.kit import DESK, SMALL, ShopDriver, app_of
from tests.tui.part_kit import PartShop, opened, shop_of
from tests.tui.test_part_watched import listed, watching
from tui.screens.part import PartSheet
from tui.screens.part_opening import open_part
from vendors.errors import TooMany

WIDE = (200, 50)
SIZES = [SMALL, DESK, WIDE]

Compare = Callable[..., bool]
Play = Callable[[ShopDriver], Awaitable[Any]]


def same(snap_compare: Compare, folder: Path, size: tuple[int, int], play: Play) -> bool:
    """Whether the screen after `play` is the picture that is kept."""
    shop = PartShop()
    app = app_of(folder, shop)

    async def run_before(pilot: Pilot[None]) -> None:
        it = ShopDriver(app, pilot, shop)
        await it.until(app.ready.is_set, "the first answers")
        await it.press("3", "s", "enter", "2")
        await it.still()
        await play(it)
        await it.still()

    return snap_compare(app, terminal_size=size, run_before=run_before)


@pytest.mark.parametrize("size", SIZES)
def test_packagings(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Three packagings side by side, the reel under the cursor; its breaks with heads, and beside
    them bars that grow shorter as a piece costs less.
    """

    async def play(it: ShopDriver) -> None:
        await opened(it, "down")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_parameters(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Every name whole beside its value; below, what holds for the part."""

    async def play(it: ShopDriver) -> None:
        await opened(it, "2")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_substitutes(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """How each stands to the part in the vendor's word, a dash where its stock is not told."""

    async def play(it: ShopDriver) -> None:
        await opened(it, "3")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_documents(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Titles as links, one without an address dim; below, the address under the cursor, whole."""

    async def play(it: ShopDriver) -> None:
        await opened(it, "7", "down")

    assert same(snap_compare, tmp_path, size, play)


def test_change_notices(snap_compare: Compare, tmp_path: Path) -> None:
    """A day and the kind before each title; a dash where no day is told."""

    async def play(it: ShopDriver) -> None:
        await opened(it, "8")

    assert same(snap_compare, tmp_path, SMALL, play)


@pytest.mark.parametrize("size", SIZES)
def test_the_family(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Two variants, with a column for what they differ in and none for what they share; below,
    the data sheet of the one under the cursor.
    """

    async def play(it: ShopDriver) -> None:
        await opened(it, "0", "down")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_ours(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Our draft; below, price, stock and lead time since it is watched, figures beside each."""

    async def play(it: ShopDriver) -> None:
        await it.press("home", "a", "300", "enter")
        await watching(it)
        await opened(it, "9")

    assert same(snap_compare, tmp_path, size, play)


def test_a_limit_that_is_reached(snap_compare: Compare, tmp_path: Path) -> None:
    """Not asked is said as such; in the tab why it was not, and what can be done."""

    async def play(it: ShopDriver) -> None:
        await opened(it)
        shop_of(it).fails = TooMany(
            *("digikey", "The last 100 of today's calls to DigiKey are kept for orders."),
            wait=3600,
            daily=True,
        )
        await it.press("6")

    assert same(snap_compare, tmp_path, SMALL, play)


@pytest.mark.parametrize("size", SIZES)
def test_ways_to_buy(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Exact and a better value, each with its packaging; the Digi-Reel; that nothing is changed."""

    async def play(it: ShopDriver) -> None:
        await opened(it, "e", "1500", "enter")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_watched_parts(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """A star and words for what changed; below, all of it, and the small pictures."""

    async def play(it: ShopDriver) -> None:
        await watching(it)
        await listed(it)

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_a_bonded_row(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The row's own price and minimum, both reserve figures under their names, no breaks."""

    async def play(it: ShopDriver) -> None:
        row = it.app.services.bonded.first().row(0)
        assert row is not None
        open_part(it.app, number=row.number, part=row.part, maker=row.maker, bonded=row)
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part")

    assert same(snap_compare, tmp_path, size, play)
