"""A sheet that sends something once what it asks for was typed, at it and by a person.

What was typed before the sheet stood, and for a moment after, does not count; nothing has a
default, a paste empties the field, and an Enter counts only at the speed of a person.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from tui.room import Room
from tui.screens.sheet import BaseSheet
from tui.widgets.editor import LineEditor

if TYPE_CHECKING:
    from textual.events import Key

# Keys that come sooner than this after the sheet stood were typed at something else, in seconds.
GUARD = 0.3
# An Enter that comes sooner than this after the key before it, in seconds, is a scanner's or a
# paste's: of an escape in a paste Textual makes keys, up to 33, and hands them on ahead of it.
FINGERS = 0.05
# So many of the last characters of a purchase order number are typed.
DIGITS = 4


def end_of(number: str) -> str:
    """What is typed of a number. One shorter than four characters has to be whole."""
    return number[-DIGITS:].upper()


def end_words(number: str) -> str:
    """Which part of a number is typed, in words."""
    if len(number) <= DIGITS:
        return f"its number, {number},"
    return f"the last {DIGITS} characters of the number"


def armed_in(seconds: float) -> float:
    """The instant, as keys have it, so many seconds from now."""
    return monotonic() + seconds


class TypedSheet(BaseSheet):
    """Whoever inherits says what is asked for; Enter is the action `commit`."""

    def __init__(self, room: Room, guard: float = GUARD) -> None:
        self.complaint = ""
        self._room = room
        self._guard = guard
        self._pressed = -inf

    @property
    def limit(self) -> int:
        """The most characters that can be typed now."""
        return DIGITS * 2

    def deaf(self, key: str) -> str:
        """Why `key` does nothing while something runs; empty where keys count."""
        return ""

    @property
    def takes_text(self) -> bool:
        """Whether anything can be typed now."""
        return True

    def ask_next(self) -> None:
        """An empty field for what has to be typed next; keys count again in a moment."""
        self.editor = LineEditor(limit=self.limit)
        self._armed = armed_in(self._guard)

    @property
    def armed(self) -> bool:
        """Whether keys count by now."""
        return monotonic() >= self._armed

    def key(self, event: Key) -> bool:
        pause, self._pressed = event.time - self._pressed, event.time
        if words := self.deaf(event.key):
            self._room.say(words, "warn")
            return True
        if event.time < self._armed:
            return True
        if not self.takes_text:
            return False
        if event.key == "enter" and pause < FINGERS:
            self.complaint = "too fast for fingers: press Enter again; nothing was sent"
            self._room.redraw_sheet()
            return True
        if self.editor.key(event.key, event.character):
            self.complaint = ""
            self._room.redraw_sheet()
            return True
        return False

    def paste(self, text: str) -> None:
        """A paste does not count, nor what came before it as keys, nor what comes right behind."""
        self.ask_next()
        self.complaint = "what is pasted does not count: type it; nothing was sent"
        self._room.redraw_sheet()

    def scanned(self) -> bool:
        """A scan does not count, its Enter least of all, nor what comes right behind it."""
        if not self.deaf(""):
            self.ask_next()
            self.complaint = "a scan does not count here: type it; nothing was sent"
            self._room.redraw_sheet()
        return True
