"""Pictures of states that are seldom seen. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.cache.desk import offer, part
from tests.tui.kit import DESK, SMALL, Shop, ShopDriver, app_of
from tests.tui.test_history import listed, ordered
from tests.tui.test_history import opened as opened_order
from tests.tui.test_unknown import lost, opened
from tui.screens.commit import CommitSheet
from vendors.vocabulary import Answer, Outcome

LEAST, WIDE = (60, 20), (250, 70)

Compare = Callable[..., bool]
Play = Callable[[ShopDriver], Awaitable[Any]]


def same(
    snap_compare: Compare, folder: Path, size: tuple[int, int], play: Play, shop: Shop | None = None
) -> bool:
    """Whether the screen after `play` is the picture that is kept."""
    shop = shop or Shop()
    app = app_of(folder, shop)

    async def run_before(pilot: Pilot[None]) -> None:
        it = ShopDriver(app, pilot, shop)
        await it.until(app.ready.is_set, "the first answers")
        await play(it)
        await it.still()

    return snap_compare(app, terminal_size=size, run_before=run_before)


def hostile() -> Shop:
    """A vendor whose words are markup, escapes, right-to-left and very long."""
    shop = Shop()
    words = "[/b] [red]0.1uF [10%][/red] \x1b[31mESC \u202eRTL \u200bZW 全角文字 " + "LONG " * 40
    nasty = replace(
        part("[/b]\x1b]52;c;x\x07", offer("N-ND")), description=words, maker="[@click=x]"
    )
    shop.shelf = (nasty, *shop.shelf)
    shop.sells(nasty)
    return shop


@pytest.mark.parametrize("pane", ["1", "2", "3", "4"])
def test_the_least_terminal(snap_compare: Compare, tmp_path: Path, pane: str) -> None:
    """One pane of 60 columns: the tab strip names all four, part and numbers are whole."""

    async def play(it: ShopDriver) -> None:
        await it.press("2", "a", "3", "enter", "1", "a", "5", "enter", pane)

    assert same(snap_compare, tmp_path, LEAST, play)


def test_a_wide_terminal(snap_compare: Compare, tmp_path: Path) -> None:
    """Four panes with every column; maker and description share what is left over."""

    async def play(it: ShopDriver) -> None:
        await it.press("2", "a", "3", "enter", "1", "a", "5", "enter")

    assert same(snap_compare, tmp_path, WIDE, play)


def test_hostile_vendor_text(snap_compare: Compare, tmp_path: Path) -> None:
    """Brackets stand as they were written, what a terminal would act on as U+FFFD."""

    async def play(it: ShopDriver) -> None:
        await it.press("2", "enter")
        await it.sees("breaks of")

    assert same(snap_compare, tmp_path, SMALL, play, hostile())


def test_the_commit_sheet_on_the_least_terminal(snap_compare: Compare, tmp_path: Path) -> None:
    """Number and environment in the frame, and a word that more is below."""

    async def play(it: ShopDriver) -> None:
        await it.press("3", "s", "enter", "2", "a", "250", "enter", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")

    assert same(snap_compare, tmp_path, LEAST, play)


def test_a_rejected_order(snap_compare: Compare, tmp_path: Path) -> None:
    """The vendor's words, the request id to quote, that nothing was ordered, what to do."""
    shop = Shop()
    words = "PurchaseOrderNumber: too long [10%]"
    shop.answer = Answer(Outcome.REJECTED, words, request_id="req-9", http_status=400)

    async def play(it: ShopDriver) -> None:
        await it.press("3", "s", "enter", "2", "a", "250", "enter", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")
        await it.press("0001", "enter")
        await it.sees("Rejected")

    assert same(snap_compare, tmp_path, SMALL, play, shop)


async def _site(it: ShopDriver) -> None:
    await it.press("3", "s", "enter")
    await it.still()


@pytest.mark.parametrize("size", [SMALL, DESK])
def test_an_unknown_order(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """What broke, that it is not sent again, when it is looked for, what to tell DigiKey."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await opened(it)

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", [SMALL, DESK])
def test_an_order_that_differs(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Only what differs, the cursor on it, and the lines side by side below."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await ordered(it)
        await listed(it, quantity=200)
        await opened_order(it)
        while "quantity" not in it.app.sheet.mark_here.text:  # type: ignore[union-attr]
            await it.press("down")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", [SMALL, DESK])
def test_the_morning_list(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """The strip under the top line; the rows with their digits; below, what the cursor is on."""

    async def play(it: ShopDriver) -> None:
        await _site(it)
        await lost(it)
        await it.press("w")
        await it.sees("Enter opens it")

    assert same(snap_compare, tmp_path, size, play)
