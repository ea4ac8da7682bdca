"""Pictures of the terms of orders and lines. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.test_snapshots import Compare, same
from tests.tui.test_terms import (
    ACCOUNT,
    DAY,
    METHOD,
    NOTE,
    PART,
    RESISTORS,
    SCHEDULE,
    opened,
    put,
)

SIZES = pytest.mark.parametrize("size", [SMALL, DESK])


async def _site(it: ShopDriver) -> None:
    """The builder alone: what stands in the other panes is pictured elsewhere."""
    await it.press("3", "z", "s", "enter")
    await it.still()


async def _asked(it: ShopDriver) -> None:
    """A line in two schedules with our part number, an order by UPS on our account, two notes."""
    await opened(it, "f2")
    await put(it, PART, "ACME-7")
    await put(it, SCHEDULE, "100 on 1 apr, 150 on 1 may")
    await it.press("escape", "T")
    await it.until(lambda: "Terms of" in getattr(it.app.sheet, "title", ""), "the terms")
    await put(it, METHOD, "ups", "space", "gr")
    await put(it, ACCOUNT, "990044417")
    await put(it, NOTE, "dock", "space", "4")
    await put(it, NOTE + 1, "call", "space", "first")


@SIZES
def test_the_terms_of_an_order(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What is asked for in text, what holds without it dim; export says that it does not apply."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await _asked(it)

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_a_word_of_a_list(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """What was typed in the field, below it the words that have it, the cursor on the second."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await opened(it)
        await it.press("enter", "fedex", "down")

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_the_terms_of_a_line(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Two schedules are said, so that the delivery day says why it does not apply."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await opened(it, "f2")
        await put(it, PART, "ACME-7")
        await put(it, SCHEDULE, "100 on 1 apr, 150 on 1 may")
        await it.press(*["down"] * DAY)

    assert same(snap_compare, tmp_path, size, play)


def test_a_schedule_that_is_too_much(snap_compare: Compare, tmp_path: Path) -> None:
    """What was typed stands in the field, and below in words what is wrong with it."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await opened(it, "f2")
        await it.press(*["down"] * SCHEDULE, "enter", "300 on 1 apr", "enter")

    assert same(snap_compare, tmp_path, SMALL, play)


@SIZES
def test_a_draft_with_terms(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The line with terms is marked, the mark explained, and the order's terms in one line."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await it.press(*RESISTORS)
        await _asked(it)
        await it.press("escape")

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_what_goes_out(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The commit sheet: the line's terms under it, the order's by name, of the account the end."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await _asked(it)
        await it.press("escape", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")

    assert same(snap_compare, tmp_path, size, play)


def test_what_was_sent(snap_compare: Compare, tmp_path: Path) -> None:
    """The order in the history says what was asked for with it."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await _asked(it)
        await it.press("escape", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")
        await it.press("0001", "enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OutcomeSheet", "the outcome")
        await it.press("enter")
        await it.still()
        await it.press("enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OrderSheet", "the order")

    assert same(snap_compare, tmp_path, DESK, play)
