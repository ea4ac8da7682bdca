"""Rows of the screen, cell by cell, and the characters in them."""

from __future__ import annotations

from unicodedata import east_asian_width

from rich.cells import split_graphemes

from tui.thin.pens import NotUnderstood, Pen

# A cell that was never drawn, or of which nothing is known any more.
UNKNOWN = "\0"
# From here on lie the pictures, whose width depends on the terminal and its version.
_PICTURES, _IDEOGRAPHS = 0x1F000, 0x20000


class Row:
    """Characters and pens of one row; where a wide character has its second cell stands "".

    A row that is shown is not changed any more: what is drawn over it is drawn on a copy.
    """

    __slots__ = ("chars", "pens")

    def __init__(self, chars: list[str], pens: list[Pen]) -> None:
        self.chars = chars
        self.pens = pens

    @classmethod
    def blank(cls, width: int, pen: Pen, char: str = " ") -> Row:
        return cls([char] * width, [pen] * width)

    def copy(self) -> Row:
        return Row(self.chars.copy(), self.pens.copy())

    def changes(self, other: Row) -> list[int]:
        """The columns in which `other`, drawn over this row, shows something else."""
        if self.chars == other.chars and self.pens == other.pens:
            return []
        cells = zip(self.chars, other.chars, self.pens, other.pens, strict=True)
        return [
            x
            for x, (was, char, old, pen) in enumerate(cells)
            if (was != char or (old is not pen and (char != " " or old.blank != pen.blank)))
            and char != UNKNOWN
        ]

    @property
    def blank_from(self) -> int:
        """The column from which on nothing stands but blanks that look alike."""
        last = len(self.chars) - 1
        alike = self.pens[last].blank
        for x in range(last, -1, -1):
            if self.chars[x] != " " or self.pens[x].blank != alike:
                return x + 1
        return 0


class Letters:
    """What is known of characters: which take one cell wherever they are shown."""

    def __init__(self) -> None:
        self._single = set(map(chr, range(0x20, 0x7F)))
        self.takes_one = self._single.issuperset

    def draw(self, row: Row, first: int, x: int, text: str, pen: Pen) -> int:
        """Draw `text` from column `x` on; the column behind it. Raises NotUnderstood.

        `first`: where what is drawn with it begins.
        """
        chars, pens = row.chars, row.pens
        end = x + len(text)
        if self.takes_one(text):
            if end > len(chars):
                raise NotUnderstood
            chars[x:end] = text
            pens[x:end] = [pen] * len(text)
            return end
        spans, _ = split_graphemes(text)
        for start, stop, width in spans:
            cluster = text[start:stop]
            if width == 0:
                # What combines with the text before it; with nothing, at the beginning.
                if x > first:
                    base = x - 1 if chars[x - 1] else x - 2
                    chars[base] += cluster
                continue
            if x + width > len(chars):
                raise NotUnderstood
            if width == 1 and _certain(cluster, width):
                self._single.add(cluster)
            chars[x : x + width] = [cluster, *[""] * (width - 1)]
            pens[x : x + width] = [pen] * width
            x += width
        return x

    def width(self, chars: list[str], x: int) -> int | None:
        """Cells of the character at `x`; None where terminals disagree about it."""
        char = chars[x]
        if char in self._single:
            return 1
        width = 2 if x + 1 < len(chars) and chars[x + 1] == "" else 1
        return width if _certain(char, width) else None


def _certain(cluster: str, width: int) -> bool:
    """Whether every terminal takes it for as wide as Textual does: for `width` cells."""
    if len(cluster) != 1:
        return False
    code = ord(cluster)
    if code < _PICTURES:
        wide = east_asian_width(cluster) in ("W", "F")
        # Unicode made signs wide that were narrow; and some old ones are shown as pictures.
        return wide == (width == 2) and not (wide and 0x2000 <= code < 0x2E80)
    return code >= _IDEOGRAPHS
