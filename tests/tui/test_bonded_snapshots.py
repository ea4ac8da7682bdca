"""Pictures of the bonded pane. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.bonded_kit import Stocked
from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.test_snapshots import Compare, same
from vendors.errors import NotAllowed

WIDE = (200, 50)
SIZES = [SMALL, DESK, WIDE]


@pytest.mark.parametrize("size", SIZES)
def test_by_location(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The locations with CustomerId, parts and reserve × price; part, reserve, price and NCNR of
    each row; below, the row in words: the two reserve figures and a picture of 90 days."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "down")

    assert same(snap_compare, tmp_path, size, play, Stocked())


@pytest.mark.parametrize("size", [DESK, WIDE])
def test_one_location_beside_its_rows(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The pane alone: the locations at the left, Penang chosen, sums by currency under them; its
    two rows at the right, more columns than beside the other panes."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "z", "left", "down")

    assert same(snap_compare, tmp_path, size, play, Stocked())


@pytest.mark.parametrize("size", SIZES)
def test_by_part(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Each part once; under the resistor its two locations, each with its own currency."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "t", "end", "up", "right")

    assert same(snap_compare, tmp_path, size, play, Stocked())


@pytest.mark.parametrize("size", [SMALL, DESK])
def test_a_wrong_word_in_the_filter(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Murata's rows stay; under them, in the colour of a warning, that there is no `led`."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "/", "mfr:murata", "space", "led>5")
        await it.sees("there is no led")

    assert same(snap_compare, tmp_path, size, play, Stocked())


@pytest.mark.parametrize("size", SIZES)
def test_values(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """A bar for each location, scaled within its currency, its NCNR part solid; a legend; how many
    rows could not be valued."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "V")

    assert same(snap_compare, tmp_path, size, play, Stocked())


def test_a_release_larger_than_the_reserve(snap_compare: Compare, tmp_path: Path) -> None:
    """The question for the quantity says what the reserve has room for, and that F3 splits."""

    async def play(it: ShopDriver) -> None:
        await it.press("1", "down", "a", "4500")

    assert same(snap_compare, tmp_path, DESK, play, Stocked())


def test_no_agreement(snap_compare: Compare, tmp_path: Path) -> None:
    """Words in the pane, and nothing that looks like an error."""
    shop = Stocked()
    shop.refused = NotAllowed("digikey", "forbidden", status=403)

    async def play(it: ShopDriver) -> None:
        await it.press("1")

    assert same(snap_compare, tmp_path, SMALL, play, shop)
