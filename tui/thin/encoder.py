"""The shortest way that is known from what the terminal shows to what it is to show.

Nothing is used but what every terminal understands that Textual runs on: moves of the cursor, SGR,
erasing (EL, ECH) and moving rows (DECSTBM with IL and DL), these as far as terminfo has them.
Repeating a character (REP) would be shorter still, but not every xterm-256color knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.thin.abilities import Abilities
from tui.thin.pens import Pen, Pens
from tui.thin.rows import UNKNOWN, Letters, Row
from tui.thin.scrolling import Shift

# From so many blanks on, erasing them is shorter than writing them: EL, and ECH with the move.
_ERASE_END, _ERASE_SOME = 4, 12
_SOME_BLANKS = " " * _ERASE_SOME
# With so many changes in a row, erasing it first may be shorter.
_MANY = 8


class Encoder:
    """What is sent for one frame, and the state in which it leaves the terminal.

    `pen`, and `x` and `y` of the cursor, are None where they are not known.
    """

    def __init__(self, abilities: Abilities, pens: Pens, letters: Letters) -> None:
        self._can = abilities
        self._pens = pens
        self._letters = letters
        self._out: list[str] = []
        self.forget()

    def forget(self) -> None:
        self.pen: Pen | None = None
        self.x: int | None = None
        self.y: int | None = None

    def taken(self) -> str:
        """All that was encoded since the last time; a link is never left open."""
        if self.pen is not None and self.pen.link:
            self._take(self._pens.linked(self.pen, ""))
        data = "".join(self._out)
        self._out.clear()
        return data

    def rest(self) -> str:
        """What puts the pen down: the terminal's own colours, and no attribute."""
        self._take(self._pens.default)
        return self.taken()

    def shift(self, shift: Shift, height: int) -> None:
        """Move rows up or down; those that come free show what nobody knows."""
        whole = shift.bottom == height - 1
        if not whole:
            self._out.append(f"\x1b[{shift.top + 1};{shift.bottom + 1}r")
            self.y = self.x = 0
        self.go(shift.top, 0)
        count = "" if abs(shift.by) == 1 else abs(shift.by)
        self._out.append(f"\x1b[{count}{'M' if shift.by > 0 else 'L'}")
        if not whole:
            self._out.append("\x1b[r")
            self.y = self.x = 0

    def row(self, y: int, old: Row, new: Row) -> None:
        """Make the row that shows `old` show `new`: over what is there, or erased before."""
        changes = old.changes(new)
        if not changes:
            return
        first = changes[0] - (new.chars[changes[0]] == "")
        pen = self._blank_of(new, first) if len(changes) >= _MANY else None
        if pen is None:
            self._changed(y, new, changes)
            return
        start, before = len(self._out), (self.pen, self.x, self.y)
        over, after = None, before
        # Where nearly everything is another, nobody needs to try.
        if 3 * len(changes) < 2 * (len(new.chars) - first):
            self._changed(y, new, changes)
            over, after = self._out[start:], (self.pen, self.x, self.y)
            del self._out[start:]
            self.pen, self.x, self.y = before
        self._erase_end(y, first, pen)
        count = len(new.chars) - first
        rest = Row(new.chars[:first] + [" "] * count, new.pens[:first] + [pen] * count)
        self._changed(y, new, rest.changes(new))
        if over is not None and _length(over) <= _length(self._out[start:]):
            self._out[start:] = over
            self.pen, self.x, self.y = after

    def _changed(self, y: int, row: Row, changes: Sequence[int]) -> None:
        """Write what `row` shows in these columns."""
        chars, pens = row.chars, row.pens
        blank_from = row.blank_from
        if len(chars) - blank_from < _ERASE_END or not self._erases(pens[-1]):
            blank_from = len(chars)
        at = 0
        while at < len(changes):
            x = changes[at]
            if x >= blank_from:
                self._erase_end(y, x, pens[x], row)
                return
            if chars[x] == "":
                x -= 1
            self._reach(y, x, row)
            # Up to where the next cell stays as it is.
            end, last = x + 1, at + 1
            while last < len(changes) and changes[last] == end and end < blank_from:
                end += 1
                last += 1
            done = self._erase_some(row, x) or self._write(y, row, x, end)
            while at < len(changes) and changes[at] < done:
                at += 1

    def go(self, y: int, x: int) -> None:
        """Put the cursor there."""
        move = self._move(y, x)
        if move:
            self._out.append(move)
        self.y, self.x = y, x

    def _move(self, y: int, x: int) -> str:
        """The shortest of the ways that are known."""
        there = f"{y + 1};{x + 1}" if x else f"{y + 1}" if y else ""
        ways = [f"\x1b[{there}H"]
        if self.y == y:
            if self.x == x:
                return ""
            ways.append("\r" if x == 0 else f"\x1b[{x + 1}G")
            if self.x is not None:
                ways.append(_by(x - self.x, "C", "D"))
        elif self.y is not None:
            if y == self.y + 1:
                ways.append("\r\n" + (_by(x, "C", "D") if x else ""))
            if self.x == x:
                ways.append(_by(y - self.y, "B", "A"))
        return min(ways, key=len)

    def _reach(self, y: int, x: int, row: Row) -> None:
        """Put the cursor there, over a few cells by writing them once more."""
        start = self.x
        if self.y == y and start is not None and start < x:
            gap = row.chars[start:x]
            pens = row.pens
            if (
                x - start <= len(self._move(y, x))
                and self._letters.takes_one(gap)
                and all(self._serves(pens[at], row.chars[at]) for at in range(start, x))
            ):
                self._out.extend(gap)
                self.x = x
                return
        self.go(y, x)

    def _serves(self, pen: Pen, char: str) -> bool:
        """Whether `char` looks the same in the pen in use as in `pen`."""
        used = self.pen
        return used is pen or (char == " " and used is not None and used.blank == pen.blank)

    def _take(self, pen: Pen) -> None:
        if self.pen is not pen:
            self._out.append(self._pens.switch(self.pen, pen))
            self.pen = pen

    def _write(self, y: int, row: Row, x: int, end: int) -> int:
        """Write what stands from `x` on with one pen, at most to `end`; the column behind it."""
        chars, pens = row.chars, row.pens
        if not self._serves(pens[x], chars[x]):
            self._take(_ahead(row, x) if chars[x] == " " else pens[x])
        pen = self.pen
        for at in range(x + 1, end):
            if pens[at] is not pen and not self._serves(pens[at], chars[at]):
                end = at
                break
        text = "".join(chars[x:end])
        if len(text) == end - x and self._letters.takes_one(text):
            if self._can.ech and (blanks := text.find(_SOME_BLANKS, 1)) > 0:
                text = text[:blanks]
            width: int | None = len(text)
        else:
            text = chars[x]
            width = self._letters.width(chars, x)
            if width is None and chars[x + 1 : x + 2] == [""]:
                # Who takes it for narrow leaves its second cell as it is.
                self._out.append("  ")
                self.x = None
                self.go(y, x)
        self._out.append(text)
        behind = x + (width or 1 + (x + 1 < len(chars) and chars[x + 1] == ""))
        # At the end of the row, and behind what terminals disagree about, nobody knows the column.
        self.x = None if width is None or behind >= len(chars) else behind
        return behind

    # -- erasing

    def _erases(self, pen: Pen) -> bool:
        """Whether an erased cell looks like a blank of `pen`."""
        return pen.plain and (self._can.bce or not pen.bg)

    def _blank_of(self, row: Row, start: int) -> Pen | None:
        """The pen with which most of the blanks from `start` on can be erased; None: too few."""
        cells = zip(row.chars[start:], row.pens[start:], strict=True)
        pens = Counter([pen for char, pen in cells if char == " "])
        blanks: Counter[object] = Counter()
        for pen, count in pens.items():
            if self._erases(pen):
                blanks[pen.blank] += count
        if not blanks or UNKNOWN in row.chars:
            return None
        ((blank, count),) = blanks.most_common(1)
        if count < _ERASE_END:
            return None
        # Better yet with the pen that writes on from there.
        first = _ahead(row, start)
        if first.plain and first.blank == blank:
            return first
        return next(pen for pen in pens if pen.blank == blank)

    def _erase_end(self, y: int, x: int, pen: Pen, row: Row | None = None) -> None:
        """Erase the row from `x` on as blanks of `pen`; `row`: what it shows before that."""
        if row is None:
            self.go(y, x)
        else:
            self._reach(y, x, row)
        if not self._serves(pen, " "):
            self._take(pen)
        self._out.append("\x1b[K")

    def _erase_some(self, row: Row, x: int) -> int:
        """Erase the blanks from `x` on, if they are many; the column behind them, or 0."""
        if row.chars[x] != " " or not self._can.ech or not self._erases(row.pens[x]):
            return 0
        alike = row.pens[x].blank
        end = x
        while end < len(row.chars) and row.chars[end] == " " and row.pens[end].blank == alike:
            end += 1
        if end - x < _ERASE_SOME:
            return 0
        if not self._serves(row.pens[x], " "):
            self._take(row.pens[x])
        self._out.append(f"\x1b[{end - x}X")
        return end


def _length(pieces: Sequence[str]) -> int:
    return sum(map(len, pieces))


def _by(count: int, forward: str, back: str) -> str:
    letter = forward if count > 0 else back
    return f"\x1b[{'' if abs(count) == 1 else abs(count)}{letter}"


def _ahead(row: Row, x: int) -> Pen:
    """The pen of the next character that is no blank, if it serves for the one at `x`."""
    pen = row.pens[x]
    for at in range(x, len(row.chars)):
        if row.chars[at] != " ":
            return row.pens[at] if row.pens[at].blank == pen.blank else pen
    return pen
