"""What Textual 8.2.8's compositor writes, read back into rows.

`LayoutUpdate` and `ChopsUpdate` (`textual/_compositor.py`) write nothing but a move (CUP), then
text with its style before it (SGR, and OSC 8 for links) and its end behind it, perhaps a line
feed, and the next move; `App._display` ends the frame with a move of the cursor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.thin.pens import NotUnderstood, Pens
from tui.thin.rows import UNKNOWN, Letters, Row

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
# A move, and whatever else: nothing but a frame begins so.
IS_FRAME = re.compile(r"\x1b\[\d+;\d+H").match
_PIECE = re.compile(
    r"\x1b\[([\d;]*)m"
    r"|([^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\]8;([^;\x00-\x1f]*;[^\x00-\x1f]*)(?:\x1b\\|\x07)"
)
# As many rows as some screens have.
_KEPT = 256


class Frame(NamedTuple):
    """The rows that were drawn on, whole, and where the cursor is to stand: row and column."""

    rows: dict[int, Row]
    cursor: tuple[int, int]


class Reader:
    """Reads frames. What was read lately is known again by its text."""

    def __init__(self, pens: Pens, letters: Letters) -> None:
        self._pens = pens
        self._letters = letters
        self._lately: dict[tuple[str, int], Row] = {}

    def read(self, data: str, shown: Sequence[Row], width: int) -> Frame:
        """Draw `data` over what is `shown`. Raises NotUnderstood."""
        rows: dict[int, Row] = {}
        parts = _MOVE.split(data)
        if parts[0] or len(parts) == 1 or parts[-1]:
            raise NotUnderstood
        y = x = 0
        drawn: set[int] = set()
        for at in range(1, len(parts), 3):
            y, x, text = int(parts[at]) - 1, int(parts[at + 1]) - 1, parts[at + 2]
            text = text.removesuffix("\n")
            if not text:
                continue
            if not (0 <= y < len(shown) and 0 <= x < width):
                raise NotUnderstood
            if x == 0 and y not in rows and (row := self._lately.get((text, width))) is not None:
                rows[y] = row
                continue
            if y not in drawn:
                drawn.add(y)
                rows[y] = rows.get(y, shown[y]).copy()
            if self._draw(rows[y], x, text) == width and x == 0:
                # From here on it is drawn on no more, but in a copy.
                drawn.discard(y)
                self._keep(text, width, rows[y])
        if not (0 <= y < len(shown) and 0 <= x < width):
            # The terminal would put the cursor elsewhere.
            raise NotUnderstood
        return Frame(rows, (y, x))

    def _keep(self, text: str, width: int, row: Row) -> None:
        if len(self._lately) >= _KEPT:
            del self._lately[next(iter(self._lately))]
        self._lately[text, width] = row

    def _draw(self, row: Row, x: int, text: str) -> int:
        chars = row.chars
        if chars[x] == "":
            # The first half of a wide character: what is left of it is blank.
            chars[x - 1] = " "
        pen = self._pens.default
        first, at = x, 0
        while at < len(text):
            piece = _PIECE.match(text, at)
            if piece is None:
                raise NotUnderstood
            at = piece.end()
            sgr, words, link = piece.groups()
            if words is not None:
                x = self._letters.draw(row, first, x, words, pen)
            elif sgr is not None:
                pen = self._pens.after(pen, sgr)
            else:
                pen = self._pens.linked(pen, "" if link == ";" else link)
        if pen is not self._pens.default:
            raise NotUnderstood
        if x < len(chars) and chars[x] == "":
            chars[x] = " "
        return x


def unknown(pens: Pens, width: int, height: int) -> list[Row]:
    """A screen of which nothing is known."""
    return [Row.blank(width, pens.default, UNKNOWN) for _ in range(height)]
