"""What a scan said: the fields of the label, the lines it may belong to, or why it was not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.screens.marks import Mark, MarkedSheet, Row, blank, rows_of
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.text import fit, pieces
from tui.widgets.lines import Line
from vendors.labels import EOT, FS, GS, RS, US

if TYPE_CHECKING:
    from textual.events import Key

    from cache.scanned import Match, OrderLine
    from tui.room import Room
    from vendors.labels import Label

_NAMES = 22
# So many lines have a digit.
_DIGITS = 9
_VISIBLE = {GS: "{GS}", RS: "{RS}", EOT: "{EOT}", FS: "{FS}", US: "{US}"}


class ScannedSheet(MarkedSheet):
    """Labels with all their fields; `a` makes lines of them, `y` copies a field."""

    places: tuple[str, ...] = ("scanned", "sheet")

    def __init__(
        self, room: Room, labels: Sequence[Label], note: str, add: Callable[[], None]
    ) -> None:
        super().__init__(room)
        self.title = "Scanned label" if len(labels) == 1 else f"{len(labels)} scanned labels"
        self._labels = labels
        self._note = note
        self._add = add

    def rows(self, width: int) -> Sequence[Row]:
        rows = rows_of(paragraph(self._note, width, "warn")) if self._note else []
        for label in self._labels:
            if rows:
                rows.append(blank())
            for field in label.fields:
                if field.text:
                    name = f"{field.identifier:<4}{field.name}"
                    lines = pair(name, field.text, width, _NAMES, _role(field.identifier))
                    # Padding is there to be long.
                    rows += rows_of(
                        lines[:1] if field.name == "padding" else lines, Mark(field.text)
                    )
            if label.quantity is None and (label.part or label.number):
                words = "No whole number of pieces stands on it: the line is added without one."
                rows += rows_of(paragraph(words, width, "warn"))
        return rows

    def why_not_add(self) -> str | None:
        if not any(label.part or label.number for label in self._labels):
            return "there is no part on it: a packing list's code names the order only"
        return self._room.why_not_add_line()

    def do_add(self) -> None:
        self._add()


def _role(identifier: str) -> str:
    return "strong" if identifier in ("1P", "30P", "Q", "K") else "text"


class LinesSheet(BaseSheet):
    """Order lines that one label can belong to; a digit, or Enter, takes one."""

    places: tuple[str, ...] = ("choice", "sheet")

    def __init__(
        self, room: Room, short: str, match: Match, take: Callable[[OrderLine], None]
    ) -> None:
        self.title = f"Which line? {short}"
        self._room = room
        self._match = match
        self._take = take
        self._at = 0

    def lines(self, width: int) -> Sequence[Line]:
        return [self._line(place, line, width) for place, line in enumerate(self._match.lines)]

    def _line(self, place: int, line: OrderLine, width: int) -> Line:
        here = place == self._at
        digit = str(place + 1) if place < _DIGITS else " "
        number = f"line {line.line_no}" if line.line_no else ""
        text = (
            f"{'▸' if here else ' '} {digit}  {fit(line.order, 14)} {fit(number, 8)} "
            f"{fit(line.part or vendor_name(line.vendor), max(8, width - 67))} "
            f"{pieces(line.ordered):>10} ordered {pieces(line.shipped):>10} shipped"
        )
        return [(fit(text, width), "cursor" if here else "text")]

    def foot(self, width: int) -> Sequence[Line]:
        words = f"Found by {self._match.by}. A digit or Enter takes one, Esc takes none."
        return [[("", "dim")], *paragraph(words, width)]

    @property
    def cursor_line(self) -> int:
        return self._at

    def key(self, event: Key) -> bool:
        if event.key not in "123456789":
            return False
        place = int(event.key) - 1
        if place < len(self._match.lines):
            self._at = place
            self.do_take()
        else:
            self._room.say(f"there is no line {event.key} in this list", "warn")
        return True

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        self._at = max(0, min(len(self._match.lines) - 1, self._at + by))
        self._room.redraw_sheet()

    def do_take(self) -> None:
        self._room.close_sheet()
        self._take(self._match.lines[self._at])


class UnreadSheet(BaseSheet):
    """Why a scan was not read, what to do about it, and what came."""

    title = "Not read"

    def __init__(self, scan: str, sentence: str) -> None:
        self._sentence = sentence
        self._scan = "".join(_VISIBLE.get(character, character) for character in scan)

    def lines(self, width: int) -> Sequence[Line]:
        return [
            *paragraph(self._sentence, width, "warn"),
            [("", "dim")],
            *paragraph(f"What came: {self._scan[:1000]}", width),
        ]
