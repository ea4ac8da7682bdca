"""The line to the terminal: what is written goes in, what has to be sent comes out."""

from __future__ import annotations

import re

from tui.thin.abilities import Abilities
from tui.thin.encoder import Encoder
from tui.thin.frames import IS_FRAME, Frame, Reader, unknown
from tui.thin.pens import NotUnderstood, Pens
from tui.thin.rows import UNKNOWN, Letters, Row
from tui.thin.scrolling import shift_of

_SYNC_BEGIN, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
# What changes neither a cell nor the cursor's place: modes and questions about them, the kitty
# keyboard, the cursor's shape, strings (titles, the clipboard, and these wrapped for tmux and GNU
# screen), the bell.
_HARMLESS = re.compile(
    r"(?:\x1b\[\?\d+(?:;\d+)*(?:[hl]|\$p)"
    r"|\x1b\[[<>=?]\d*(?:;\d+)*u"
    r"|\x1b\[\d* q"
    r"|\x1b\](?!8;)\d+;[^\x00-\x1f\x7f]*(?:\x07|\x1b\\)"
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\"
    r"|\x07)+"
)
# Those among the modes that do.
_MODE = re.compile(r"\x1b\[\?([\d;]+)([hl])")
_NOT_HARMLESS = frozenset(("3", "5", "6", "7", "47", "69", "1047", "1048", "1049"))


# So many rows may be drawn in another order: the way between them costs less than a background.
_FEW = 8


class Line:
    """A terminal of a certain size, and what it shows."""

    def __init__(self, abilities: Abilities) -> None:
        self._can = abilities
        self._pens = Pens()
        letters = Letters()
        self._reader = Reader(self._pens, letters)
        self._encoder = Encoder(abilities, self._pens, letters)
        self._size = 0, 0
        self._shown: list[Row] = []
        self._free = Row([], [])
        self._cursor_shown = True
        self._cursor: tuple[int, int] | None = None
        self._synced = False
        # Set wherever it is heard that the terminal may show something else: also from a signal's
        # handler, in the midst of a frame.
        self.stale = True

    def sent(self, data: str, size: tuple[int, int]) -> str:
        """What to send in place of `data`; `size`: columns and rows of the terminal."""
        if data in (_SYNC_BEGIN, _SYNC_END):
            # A frame goes out in one piece with both; one with nothing in it, not at all.
            self._synced = data == _SYNC_BEGIN
            return ""
        if IS_FRAME(data) is None:
            return self._other(data)
        encoded = self._frame(data, size)
        return _SYNC_BEGIN + encoded + _SYNC_END if encoded and self._synced else encoded

    def _frame(self, data: str, size: tuple[int, int]) -> str:
        if self.stale or size != self._size:
            self.stale = False
            self._forget(size)
        try:
            frame = self._reader.read(data, self._shown, size[0])
        except NotUnderstood:
            return self._unknown(data)
        self._draw(frame)
        self._cursor = frame.cursor
        if self._cursor_shown:
            self._encoder.go(*frame.cursor)
        return self._encoder.taken()

    def _unknown(self, data: str) -> str:
        """`data` as it is. Who wrote it left the terminal's own pen, and so does the shell."""
        self.stale = True
        return self._encoder.rest() + data

    def _forget(self, size: tuple[int, int]) -> None:
        self._size = size
        self._shown = unknown(self._pens, *size)
        self._free = Row.blank(size[0], self._pens.default, UNKNOWN)
        self._encoder.forget()

    def _draw(self, frame: Frame) -> None:
        shown, rows = self._shown, frame.rows
        if self._can.scrolls and (shift := shift_of(shown, rows, self._free)) is not None:
            for y in range(shift.top, shift.bottom + 1):
                rows.setdefault(y, shown[y])
            self._encoder.shift(shift, len(shown))
            shown = self._shown = shift.applied(shown, self._free)
        changed = [y for y in sorted(rows) if rows[y] is not shown[y]]
        if len(changed) <= _FEW:
            # Rows on the background in use go first: the row of the cursor has another.
            pen = self._encoder.pen
            changed.sort(key=lambda y: pen is None or rows[y].pens[-1].bg != pen.bg)
        for y in changed:
            self._encoder.row(y, shown[y], rows[y])
            shown[y] = rows[y]

    def _other(self, data: str) -> str:
        """What is no frame goes out as it is."""
        if _HARMLESS.fullmatch(data) is None:
            return self._unknown(data)
        for numbers, way in _MODE.findall(data):
            modes = numbers.split(";")
            if not _NOT_HARMLESS.isdisjoint(modes):
                data = self._unknown(data)
            if "25" in modes:
                self._cursor_shown = way == "h"
                if self._cursor_shown and self._cursor is not None and not self.stale:
                    self._encoder.go(*self._cursor)
                    data += self._encoder.taken()
        return data
