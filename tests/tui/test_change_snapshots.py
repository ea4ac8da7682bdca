"""Pictures of changing an order. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.changing import LOST, ChangeShop, asked, form, sent
from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.test_snapshots import Compare, same
from tui.screens.changed import ChangedSheet

SIZES = pytest.mark.parametrize("size", [SMALL, DESK])


def shown(snap_compare: Compare, folder: Path, size: tuple[int, int], play: object) -> bool:
    """The picture after `play`, once the draft ships somewhere."""

    async def whole(it: ShopDriver) -> None:
        await it.press("3", "s", "enter", "2")
        await it.still()
        await play(it)  # type: ignore[operator]

    return same(snap_compare, folder, size, whole, ChangeShop())


@SIZES
def test_what_may_be_changed(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The sales order's line with what it has now; what does not apply is dim and says why."""

    async def play(it: ShopDriver) -> None:
        await form(it)

    assert shown(snap_compare, tmp_path, size, play)


@SIZES
def test_a_new_quantity_typed(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The new quantity in text, the other changes dim: one at a time; P sends is in the foot."""

    async def play(it: ShopDriver) -> None:
        await form(it)
        await it.press("enter", "300", "enter")

    assert shown(snap_compare, tmp_path, size, play)


@SIZES
def test_the_sheet_that_sends_it(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """From what to what, the line's total before and after, and what has to be typed."""

    async def play(it: ShopDriver) -> None:
        await asked(it)

    assert shown(snap_compare, tmp_path, size, play)


@SIZES
def test_the_order_with_an_unknown_change(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The change stands below the facts of the order, alarming, with who and when."""

    async def play(it: ShopDriver) -> None:
        it.vendor.answers = LOST  # type: ignore[attr-defined]
        await sent(it)
        await it.press("enter")

    assert shown(snap_compare, tmp_path, size, play)


@SIZES
def test_an_unknown_change_opened(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What is not known, what was read back, what to ask DigiKey, and the keys that end it."""

    async def play(it: ShopDriver) -> None:
        it.vendor.answers = LOST  # type: ignore[attr-defined]
        await sent(it)
        await it.press("enter")
        while "250 → 300" not in getattr(it.app.sheet.mark_here, "text", ""):  # type: ignore[union-attr]
            await it.press("down")
        await it.press("c")
        await it.until(lambda: isinstance(it.app.sheet, ChangedSheet), "the change")
        await it.press("l")
        await it.sees("read back")

    assert shown(snap_compare, tmp_path, size, play)
