"""Pictures of limits and approvals. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cache.people import Person
from tests.cache.desk import ANN
from tests.tui import approvals_kit as kit
from tests.tui.kit import DESK, SMALL, Shop, ShopDriver, app_of, desk
from tests.tui.test_placing import reviewed

Compare = Callable[..., bool]
Play = Callable[[ShopDriver], Awaitable[object]]
SIZES = pytest.mark.parametrize("size", [SMALL, DESK])


def same(
    snap_compare: Compare,
    folder: Path,
    size: tuple[int, int],
    play: Play,
    person: Person = kit.CAROL,
) -> bool:
    """Whether the screen of `person` after `play` is the picture that is kept."""
    shop = Shop()
    app = app_of(folder, shop, person, limits=kit.RULES)

    async def run_before(pilot: Pilot[None]) -> None:
        it = ShopDriver(app, pilot, shop)
        await it.until(app.ready.is_set, "the first answers")
        await play(it)
        await it.still()

    return snap_compare(app, terminal_size=size, run_before=run_before)


def ann_asked(folder: Path, quantity: str = "") -> None:
    """Before the picture: ann asked, and then changed it to so many pieces."""

    async def story() -> None:
        async with desk(folder, limits=kit.RULES) as it:
            await kit.asked(it)
            if quantity:
                await it.press("escape", "3", "enter", quantity, "enter")
                await it.still()
                await reviewed(it, "3")

    asyncio.run(story())


async def above(it: ShopDriver) -> None:
    await it.press("3", "s", "enter", "2")
    await it.still()
    await reviewed(it)


async def waiting(it: ShopDriver) -> None:
    await it.press("3", "s", "enter", "2")
    await it.still()
    await kit.asked(it)


async def listed(it: ShopDriver) -> None:
    await it.press("A")
    await it.sees("1 request")


@SIZES
def test_an_order_above_a_limit(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The limit in money and who may approve stand first; F4 asks, and nothing is to be typed."""
    assert same(snap_compare, tmp_path, size, above, ANN)


@SIZES
def test_an_order_that_waits(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Who asked, when, and for whom it waits; the foot says that work goes on."""
    assert same(snap_compare, tmp_path, size, waiting, ANN)


@SIZES
def test_a_request_before_its_approver(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What changed since stands first, then who asks and why; the end of the number is typed."""
    ann_asked(tmp_path, "300")
    assert same(snap_compare, tmp_path, size, kit.opened)


@SIZES
def test_the_list_of_requests(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """One request that waits, by whom and since when; whole below the line."""
    ann_asked(tmp_path)
    assert same(snap_compare, tmp_path, size, listed)
