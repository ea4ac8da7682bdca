"""Pictures of signing in. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.door import TWO, Door, Far, app_at, settings_in
from tests.tui.kit import DESK, SMALL

WIDE = (200, 50)
SIZES = [SMALL, DESK, WIDE]

Compare = Callable[..., bool]
Play = Callable[[Door], Awaitable[Any]]


@pytest.fixture(autouse=True)
def _same_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """State and verifier are drawn by chance, and would make each picture another one."""
    monkeypatch.setattr(
        "vendors.http.oauth.generate_token", lambda length: ("Q7x" * length)[:length]
    )


def same(
    snap_compare: Compare, folder: Path, size: tuple[int, int], play: Play, far: Far | None = None
) -> bool:
    """Whether the screen after `play` is the picture that is kept."""
    far = far or Far()
    app = app_at(folder, far, settings_in(folder))

    async def run_before(pilot: Pilot[None]) -> None:
        it = Door(app, pilot, far)
        await it.until(app.ready.is_set, "the start")
        await it.opens()
        await play(it)
        await it.still()

    return snap_compare(app, terminal_size=size, run_before=run_before)


@pytest.mark.parametrize("size", SIZES)
def test_the_sign_in(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """What to do, the address whole and without a frame beside it, the seconds, the open box.

    PRODUCTION stands in the top line and in the frame.
    """

    async def play(it: Door) -> None:
        await it.sees("60 s left for pasting")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_a_paste_that_is_wrong(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """What is wrong, in words; how many characters came, and none of them; the address still."""

    async def play(it: Door) -> None:
        await it.paste("https://localhost/?code=canary-code&state=of-another-day")
        await it.press("enter")
        await it.sees("belongs to another sign-in")

    assert same(snap_compare, tmp_path, size, play)


@pytest.mark.parametrize("size", SIZES)
def test_the_accounts(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Company, place and id of each account, the cursor on the first."""

    async def play(it: Door) -> None:
        await it.paste(it.back())
        await it.sees("Which account do you order for?")

    assert same(snap_compare, tmp_path, size, play, Far(TWO))
