"""What stands while the prices of now are asked: how far that is, and then why it came to nothing.

It takes every key, so that nothing that is typed behind `P` acts on the draft or on an order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from tui.looking_up import SELDOM, bar, how_far
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import counted

if TYPE_CHECKING:
    from textual.events import Key

    from cache.progress import Progress
    from tui.room import Room
    from tui.widgets.lines import Line

_BAR = 30
# Keys of the desk, which at a sheet would be text, or nothing.
_KEYS_OF_THE_DESK = re.compile(r"\bpress (?=(?:[P4s]|F5)\b)")


def from_here(sentence: str) -> str:
    """`sentence` where it names a key of the desk: at a sheet Esc goes before it."""
    return _KEYS_OF_THE_DESK.sub("press Esc, then ", sentence)


class AskingSheet(BaseSheet):
    """Stands while the prices of now are asked. What is typed at it is typed ahead: it is gone."""

    title = "Review"

    def __init__(self, room: Room, leave: Callable[[], None]) -> None:
        self.refusal = ""
        self.mark = room.environment.upper()
        self._room = room
        self._leave = leave
        self._far: Progress | None = None
        # Of what was typed: how many lines are still looked up, and how far many of them are.
        self._open = 0
        self._looked: Progress | None = None
        self._drawn = monotonic()

    def looking(self, lines: int, far: Progress | None) -> None:
        """So many lines that were typed are still looked up; their prices are asked after that.
        `far`: how far that is, where they are many.
        """
        first, self._open, self._looked = not self._open, lines, far
        if first:
            self._drawn = monotonic()
            self._room.redraw_sheet()
        else:
            self._redraw()

    def progressed(self, progress: Progress) -> None:
        """A part more is looked up. Drawn seldom: what is over soon is not shown at all."""
        self._far = progress
        self._redraw()

    def _redraw(self) -> None:
        if (now := monotonic()) - self._drawn >= SELDOM:
            self._drawn = now
            self._room.redraw_sheet()

    def refused(self, sentence: str) -> None:
        """There is no order to show, and why. It stays until Esc: keys still come that were typed
        at what would have been one."""
        self.refusal = sentence
        self._room.redraw_sheet()

    def key(self, event: Key) -> bool:
        return event.key != "escape"

    def scanned(self) -> bool:
        return True

    def lines(self, width: int) -> Sequence[Line]:
        if self.refusal:
            return paragraph(f"! {from_here(self.refusal)}", width, "warn")
        if self._far is None and self._open:
            words = f"looking up what was typed: {counted(self._open, 'line')} to go …"
            rows = paragraph(words, width, "accent")
            if self._looked is not None and self._looked.total:
                rows += _far_lines(self._looked, how_far(self._looked), width)
            return rows
        rows = [[("asking for the prices of now …", "accent")]]
        if self._far is not None and self._far.total:
            rows += _far_lines(self._far, asking_words(self._far), width)
        return rows

    def foot(self, width: int) -> Sequence[Line]:
        return [[("", "dim")], [("Esc", "key"), (" back to the draft; nothing is sent", "dim")]]

    def do_close(self) -> None:
        self._leave()


def asking_words(far: Progress) -> str:
    """How far it is: `asking prices: 12 of 40 lines, 9 calls, about 5 s to go`."""
    words = f"asking prices: {far.done:,} of {counted(far.total, 'line')}"
    words += f", {counted(far.calls, 'call')}"
    return words + (f", {_about(far.to_go)} to go" if far.to_go else "")


def _about(time: timedelta) -> str:
    seconds = max(1, round(time.total_seconds()))
    return f"about {seconds} s" if seconds < 100 else f"about {round(seconds / 60)} min"


def _far_lines(far: Progress, words: str, width: int) -> list[Line]:
    return [[("", "dim")], [(bar(far, _BAR), "accent")], *paragraph(words, width, "text")]
