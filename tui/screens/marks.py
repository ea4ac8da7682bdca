"""A sheet whose cursor stands on what can be copied or taken note of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.screens.sheet import BaseSheet
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.room import Room


class Mark(NamedTuple):
    """What the cursor can stand on.

    `text` is what is copied, `words` what the message line calls it (empty: the text itself);
    `difference` the name under which it can be taken note of, empty where there is nothing to.
    `line_no` is the line of ours that stands there, `change` the change; 0 where none does.
    """

    text: str
    words: str = ""
    difference: str = ""
    line_no: int = 0
    change: int = 0


class Row(NamedTuple):
    """A line of the sheet, and what the cursor finds there."""

    line: Line
    mark: Mark | None = None


def rows_of(lines: Sequence[Line], mark: Mark | None = None) -> list[Row]:
    """`lines` as rows; the first of them carries the mark."""
    return [Row(line, mark if index == 0 else None) for index, line in enumerate(lines)]


def blank() -> Row:
    return Row([("", "dim")])


class MarkedSheet(BaseSheet):
    """Arrows go from mark to mark, and scroll where there is none further on."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._marks: list[tuple[int, Mark]] = []
        self._at = 0

    def rows(self, width: int) -> Sequence[Row]:
        """What it shows, in lines of at most `width` cells."""
        return ()

    def lines(self, width: int) -> Sequence[Line]:
        rows = self.rows(width - 2)
        before = self.mark_here
        self._marks = [(place, row.mark) for place, row in enumerate(rows) if row.mark is not None]
        marks = [mark for _, mark in self._marks]
        # What stands under the cursor stays there when rows come in above it.
        self._at = (
            marks.index(before)
            if before in marks and marks[min(self._at, len(marks) - 1)] != before
            else max(0, min(self._at, len(marks) - 1))
        )
        here = self.cursor_line
        return [
            [("▸ ", "accent"), *((text, "cursor") for text, _ in row.line)]
            if place == here
            else [("  ", "dim"), *row.line]
            for place, row in enumerate(rows)
        ]

    @property
    def mark_here(self) -> Mark | None:
        """What the cursor stands on."""
        return self._marks[self._at][1] if self._marks else None

    @property
    def cursor_line(self) -> int | None:
        return self._marks[self._at][0] if self._marks else None

    def _move(self, by: int) -> None:
        place = self._at + by
        if 0 <= place < len(self._marks):
            self._at = place
            self._room.redraw_sheet()
        else:
            self._room.scroll_sheet(by)

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def put_on(self, line_no: int, text: str) -> None:
        """Put the cursor on this line of ours, else on what is copied as `text`, once drawn."""
        places = [
            place
            for place, (_, mark) in enumerate(self._marks)
            if (line_no and mark.line_no == line_no) or (not line_no and mark.text == text)
        ]
        if places:
            self._at = places[0]
            self._room.redraw_sheet()

    def why_not_copy(self) -> str | None:
        return None if self.mark_here is not None else "there is no number to copy here"

    def do_copy(self) -> None:
        mark = self.mark_here
        if mark is not None:
            self._room.copy(mark.text, mark.words)
