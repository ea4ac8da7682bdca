"""What stands on the screen while the prices of a review are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cache.progress import Progress
from tui.screens.asking import AskingSheet, asking_words


class Screen:
    environment = "sandbox"

    def __init__(self) -> None:
        self.drawn = 0

    def redraw_sheet(self) -> None:
        self.drawn += 1


def shown(sheet: AskingSheet) -> str:
    return " ".join(text for line in sheet.lines(80) for text, *_ in line)


def test_how_far_it_is_is_drawn_twice_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("tui.screens.asking.monotonic", lambda: now[0])
    room: Any = Screen()
    sheet = AskingSheet(room, lambda: None)
    assert shown(sheet) == "asking for the prices of now …"
    for done in range(1, 500):
        now[0] += 0.01
        sheet.progressed(Progress(done, 500, done // 2, timedelta(minutes=2)))
    # Five seconds went by.
    assert 8 <= room.drawn <= 10
    assert "asking prices: 499 of 500 lines, 249 calls, about 2 min to go" in shown(sheet)


@pytest.mark.parametrize(
    ("far", "words"),
    [
        (Progress(12, 40, 9, timedelta(seconds=5)), "12 of 40 lines, 9 calls, about 5 s to go"),
        (Progress(0, 1, 1, None), "0 of 1 line, 1 call"),
        (Progress(40, 40, 31, timedelta(0)), "40 of 40 lines, 31 calls"),
        (Progress(1, 900, 1, timedelta(seconds=400)), "1 of 900 lines, 1 call, about 7 min to go"),
    ],
)
def test_how_far_it_is_in_lines_calls_and_time(far: Progress, words: str) -> None:
    assert asking_words(far) == f"asking prices: {words}"


def test_how_far_what_was_typed_is_looked_up_is_drawn_twice_a_second_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("tui.screens.asking.monotonic", lambda: now[0])
    room: Any = Screen()
    sheet = AskingSheet(room, lambda: None)
    sheet.looking(500, None)
    assert (room.drawn, shown(sheet)) == (1, "looking up what was typed: 500 lines to go …")
    for done in range(1, 500):
        now[0] += 0.01
        sheet.looking(500 - done, Progress(done, 500, done // 2, timedelta(minutes=2)))
    assert 8 <= room.drawn <= 10
    assert "looked up 499 of 500 · 249 calls · about 2 min to go" in shown(sheet)
    # Once they are, it is the prices that are asked.
    sheet.progressed(Progress(3, 500, 2, None))
    assert "looked up" not in shown(sheet)


@pytest.mark.parametrize(("done", "full"), [(0, 0), (20, 15), (40, 30)])
def test_the_bar_is_as_full_as_lines_are_asked(done: int, full: int) -> None:
    sheet = AskingSheet(Screen(), lambda: None)  # type: ignore[arg-type]
    sheet.progressed(Progress(done, 40, done, None))
    assert (shown(sheet).count("█"), shown(sheet).count("░")) == (full, 30 - full)


def test_why_it_came_to_nothing_stands_whole_with_the_keys_as_they_are_there() -> None:
    sheet = AskingSheet(Screen(), lambda: None)  # type: ignore[arg-type]
    sheet.refused("D-1 changed. Nothing was reviewed: press P again.")
    assert shown(sheet) == "! D-1 changed. Nothing was reviewed: press Esc, then P again."
