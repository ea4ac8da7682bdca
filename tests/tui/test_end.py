"""The end of a session: nothing reads a file that is about to be closed."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.tui.kit import SMALL, desk
from tests.tui.test_placing import reviewed
from tui.screens.asking import AskingSheet


async def test_what_runs_beside_the_keys_has_ended_before_the_files_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A review that is ended so tells the screen of its end: that begins nothing any more."""
    async with desk(tmp_path, SMALL) as it:
        app, asked = it.app, asyncio.Event()
        close, running, begun = app.services.close, [], []

        async def never(number: str) -> None:
            asked.set()
            await asyncio.Event().wait()

        async def late() -> None:
            begun.append("late")

        async def watched() -> None:
            running.extend(one.group for one in app.workers if not one.is_finished)
            app.work(late, "late")
            await close()

        await it.press("2", "a", "250", "enter")
        await it.still()
        monkeypatch.setattr(it.vendor, "look_up", never)
        monkeypatch.setattr(app.services, "close", watched)
        await it.press("P")
        await it.until(asked.is_set, "the question for prices")
        assert isinstance(app.sheet, AskingSheet)
        app.exit()
    assert (running, begun) == ([], [])
    assert app.fault == ""


async def test_a_change_right_behind_the_key_that_leaves_is_saved(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("2", "a", "250", "enter", "3")
        await it.still()
        it.app.exit()
        it.app._builder.do_above()
    assert not it.app._builder.unsaved
    async with desk(tmp_path, SMALL, ship_to=False) as it:
        assert it.lines == [("RC0603FR-0710KL", 251)]


async def test_an_order_that_got_no_answer_is_not_left_unsaid(tmp_path: Path) -> None:
    """Told to end while it is sent: that the draft is saved is not all there is to say."""
    async with desk(tmp_path) as it:
        it.vendor.before = asyncio.Event().wait  # type: ignore[assignment]
        await reviewed(it)
        await it.press("0001", "enter")
        await it.sees("sending …")
        it.app.leaving.leave(128 + signal.SIGHUP)
        await it.until(lambda: it.app._exit, "the end")
    assert it.app.fault.startswith("ended by SIGHUP")
    assert "whether it arrived is unknown" in it.app.fault
