"""Pictures of the order builder. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from cache.clock import FixedClock
from cache.people import Person
from cache.places import Places
from cache.services import Services
from tests.cache.desk import NOON
from tests.tui.entry_kit import PARTS, SlowShop, pane, typed_lines
from tests.tui.kit import DESK, SMALL, ShopDriver, app_of
from tests.tui.test_snapshots import Compare, same

RESISTOR, CAPACITOR = "RC0603FR-0710KL", "GRM188R71H104KA93D"
Play = Callable[[ShopDriver], Awaitable[Any]]
BOTH = pytest.mark.parametrize("size", [SMALL, DESK], ids=["small", "desk"])
TWO = ("i", RESISTOR, "enter", "1000", "enter", CAPACITOR, "enter", "250", "enter")


async def begun(it: ShopDriver) -> None:
    await it.press("3", "s", "enter")
    await it.still()


def drawn(compare: Compare, folder: Path, size: tuple[int, int], *keys: str) -> bool:
    """Whether the screen after these keys is the picture that is kept."""

    async def play(it: ShopDriver) -> None:
        await begun(it)
        await it.press(*keys)

    return same(compare, folder, size, play, SlowShop())


@BOTH
def test_no_line_yet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """No line, and the two ways to come to one: i here, a in the other panes."""
    assert drawn(snap_compare, tmp_path, size)


@BOTH
def test_typing_a_part(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Two lines with their prices; on the third row two letters and the caret; keys of entry."""
    assert drawn(snap_compare, tmp_path, size, *TWO, "BC")


@BOTH
def test_parts_are_offered(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Under what is typed the parts that begin so, the bonded one first; none is covered."""
    assert drawn(snap_compare, tmp_path, size, *TWO, "RC0")


@BOTH
def test_typing_a_quantity(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The part is taken, the caret stands behind the quantity, at the right of its column."""
    assert drawn(snap_compare, tmp_path, size, *TWO, "RC0", "right", "2500")


@BOTH
def test_changing_a_quantity(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """In the row of a line that stands: under it what the number means, and the legal ones."""
    keys = ("i", RESISTOR, "tab", "5000", "tab", "reel", "enter", ".")

    async def play(it: ShopDriver) -> None:
        await begun(it)
        await it.press(*keys)
        await it.still()
        await it.press("enter", "6000")

    assert same(snap_compare, tmp_path, size, play, SlowShop())


@BOTH
def test_filled(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Typing is done: lines with prices and total; the empty row says how to go on."""

    async def play(it: ShopDriver) -> None:
        await begun(it)
        await it.press(*TWO)
        await it.still()
        await it.press(".")

    assert same(snap_compare, tmp_path, size, play, SlowShop())


@BOTH
def test_each_kind_of_error(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Under each row what is wrong with it, whole, and the key that mends it; the words stay."""

    async def play(it: ShopDriver) -> None:
        await begun(it)
        await it.press("i", "NOSUCH", "enter", "5", "enter")
        await it.press(RESISTOR, "tab", "12.5", "enter")
        await it.press(CAPACITOR, "tab", "7", "tab", "tube", "enter")
        await it.press(CAPACITOR, "tab", "7", "tab", "tab", "bonded NYC", "enter")
        await it.press("LM358DR", "tab", "3000", "tab", "reel", *["tab"] * 3, "soonish", "enter")
        await it.press("BC847B", "enter", "enter", ".")
        await it.still()
        await it.press("z")

    assert same(snap_compare, tmp_path, size, play, SlowShop())


@BOTH
def test_ways_to_buy(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """F4 in the packaging: each way to buy with price and stock, and the keys of the list."""
    keys = (*TWO, RESISTOR, "tab", "5000", "tab", "f4")
    assert drawn(snap_compare, tmp_path, size, *keys)


@BOTH
def test_a_cell_far_to_the_right(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The column of the due day stands there while it is typed, others give way to it."""
    assert drawn(snap_compare, tmp_path, size, *TWO, RESISTOR, *["tab"] * 5, "24 dec")


@BOTH
def test_two_hundred_lines(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The last of 200 lines, the row to type on, and room under it for a list."""

    async def play(it: ShopDriver) -> None:
        await begun(it)
        it.app.add_typed(typed_lines(200), "200 lines")
        await it.still()
        await it.press("i", "RC0603")

    assert same(snap_compare, tmp_path, size, play, SlowShop())


@BOTH
def test_another_session_has_the_draft(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Whose it is by now, that what was typed was not taken, and that it stays."""

    async def play(it: ShopDriver) -> None:
        await begun(it)
        await it.press(*TWO, "LM358DR", "tab", "30")
        await it.still()
        ben = Person(1002, "ben", "Ben Roy", False, "pts/3")
        with mock.patch("cache.opened.who", return_value=ben):
            other = Services(Places.of("sandbox", tmp_path), FixedClock(NOON))
        await other.open()
        await other.drafts.leases.take_over(1)
        pane(it).look_at_lease()
        await it.still()
        await it.press("enter")
        await other.close()

    assert same(snap_compare, tmp_path, size, play, SlowShop())


@BOTH
def test_looking_up(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Rows that are looked up show `…`; the foot says how far it is; typing goes on."""
    shop = SlowShop(slow=True)

    async def play(it: ShopDriver) -> None:
        await begun(it)
        it.app.add_typed(typed_lines(12), "12 lines from bom.csv")
        await it.press("i", PARTS[3].number, "enter", "4")
        await it.sees("looked up 0 of 12")

    assert waiting(snap_compare, tmp_path, size, play, shop)


def waiting(
    compare: Compare, folder: Path, size: tuple[int, int], play: Play, shop: SlowShop
) -> bool:
    """As `same`, of a screen whose answers are still to come."""
    app = app_of(folder, shop)

    async def run_before(pilot: Any) -> None:
        it = ShopDriver(app, pilot, shop)
        await it.until(app.ready.is_set, "the first answers")
        await play(it)
        await pilot.pause()

    return compare(app, terminal_size=size, run_before=run_before)
