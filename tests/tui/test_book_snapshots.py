"""Pictures of the address book. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.test_book import ACCOUNT, METHOD, opened, plant2, put
from tests.tui.test_snapshots import Compare, same

SIZES = pytest.mark.parametrize("size", [SMALL, DESK])


async def _written(it: ShopDriver) -> None:
    """A ship-to of our own, with defaults; one that lacks something; one that is retired."""
    await it.press("3", "z")
    await plant2(it)
    book = it.app.services.book
    plant = next(one for one in book.ship_tos() if one.code == "PLANT2")
    terms = replace(
        plant.entry.default("digikey"),
        ship_method="UPS worldwide saver",
        shipper_account="990044417",
        notes=("dock 9",),
    )
    await book.change(plant, lambda entry: entry.defaulted("digikey", terms))
    await book.new("HUB")
    await book.new("OLD")
    old = next(one for one in book.ship_tos() if one.code == "OLD")
    await book.change(old, lambda entry: entry._replace(active=False))
    await it.press("escape")
    await opened(it)
    await it.press("down", "down", "down")


@SIZES
def test_the_book(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Whose each ship-to is, what keeps one from being offered, and the one under the cursor whole;
    of its shipper account only the end."""
    assert same(snap_compare, tmp_path, size, _written)


@SIZES
def test_a_ship_to_of_our_own(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """A method is being chosen for the orders that go there: the list stands below its field."""

    async def play(it: ShopDriver) -> None:
        await _written(it)
        await it.press("enter")
        await it.still()
        await put(it, ACCOUNT, "990044418")
        await it.press(*["down"] * METHOD, "enter", "ups")

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_a_location_of_the_vendors(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What DigiKey reports is said to be DigiKey's; whom to reach there is ours to say."""

    async def play(it: ShopDriver) -> None:
        await it.press("3", "z")
        await opened(it)
        await it.press("enter")
        await it.still()
        await put(it, 1, "Bo Lind")
        await it.press(*["down"] * 5)

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_how_orders_are_numbered(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """A pattern of the sequence alone: the number that comes next, and what speaks against it."""

    async def play(it: ShopDriver) -> None:
        await it.press("3", "z")
        await opened(it)
        await it.press("p", "enter", "ctrl+u", "{seq}", "enter")

    assert same(snap_compare, tmp_path, size, play)
