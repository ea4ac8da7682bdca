"""The thin line under the real panes: random keys, and every frame held against Textual's own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cache.places import Places, prepare
from tests.fill import fill_bonded, fill_catalogue
from tests.fill_orders import fill_orders
from tests.scenes import running
from tests.tui.kit import Driver, Shop, ShopDriver, app_of
from tests.tui.thin_kit import NOBODY, TMUX, XTERM, Pair, Tape

SIZES = ((80, 24), (120, 40), (60, 20))
KEYS = (
    *["down"] * 10,
    *["up"] * 5,
    *("pagedown", "pageup", "home", "end", "right", "left", "tab"),
    *("1", "2", "3", "4", "1", "2", "3", "4"),
    *("enter", "escape", "escape", "escape", "?", "z", "i", "/", "a", "t", "s", "m", "n"),
    *("ctrl+u", "backspace", "r", "c", "0", "6", "5", "x", "µ", "漢", "é", " "),
)


async def held(it: Driver, size: tuple[int, int], keys: int, seed: int) -> Pair:
    """Press that many keys, some of them in one breath; every frame is compared."""
    first = Pair(size, XTERM)
    pairs = [first, *(Pair(size, can, first) for can in (TMUX, NOBODY))]
    tape = Tape(it.app, pairs)
    it.app._driver = tape
    it.app.screen.refresh(layout=True)
    await it.pilot.pause()
    rnd = random.Random(seed)
    pressed: list[str] = []
    while len(pressed) < keys:
        burst = [rnd.choice(KEYS) for _ in range(rnd.randint(1, 4))]
        pressed += burst
        it.burst(*burst)
        await it.pilot.pause()
        await it.pilot.pause(1 / 60)
        assert not tape.differences, f"after {burst}: {tape.differences[0]}"
    assert tape.frames > keys / 8
    return first


@pytest.mark.parametrize("size", SIZES)
async def test_some_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    fill_catalogue(places.cache_db, 500)
    fill_bonded(places.cache_db, 100)
    fill_orders(places.cache_db, 100)
    shop = Shop()
    app = app_of(tmp_path, shop)
    async with app.run_test(size=size) as pilot:
        it = ShopDriver(app, pilot, shop)
        await it.until(app.ready.is_set, "the first answers")
        await it.still()
        pair = await held(it, size, 40, seed=1)
    assert pair.thin_bytes * 3 < pair.stock_bytes


@pytest.mark.process
@pytest.mark.parametrize("size", SIZES)
async def test_a_thousand_keys_over_the_sandbox(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(tmp_path, size, "") as it:
        pair = await held(it, size, 1000, seed=size[0])
    assert pair.thin_bytes * 3 < pair.stock_bytes
