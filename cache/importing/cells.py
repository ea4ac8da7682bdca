"""The grid that a paste or a file becomes: rows of text cells, with what the file says of each."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# A list with more is not a list of parts; it is refused, not cut.
MOST_ROWS = 20_000
MOST_COLUMNS = 200
# Characters of one cell, as spreadsheets have it: designators of a board can fill it.
LONGEST = 32_767


class Unreadable(Exception):
    """It is not a list that can be read. `sentence`: why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotThere(Unreadable):
    """There is no such file, or it cannot be opened."""


class Kind(StrEnum):
    """What the file says a cell is. Of text and CSV nothing is said: all of it is text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "yes or no"
    FAULT = "error"
    FORMULA = "formula without a result"


class Cell(NamedTuple):
    """`text` is as the file has it, blanks and all. `shape` is a workbook's number format."""

    text: str = ""
    kind: Kind = Kind.TEXT
    shape: str = ""


class Row(NamedTuple):
    """`number` is the row's in the file or paste, counted from 1, blank rows too."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """An empty one where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else _EMPTY


class Grid(NamedTuple):
    """The rows that hold anything. `name` is the file's, or `paste`; `how` says how it was read.

    `sheets` are a workbook's, `sheet` the one that was read.
    """

    name: str
    rows: tuple[Row, ...]
    how: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row.cells) for row in self.rows), default=0)


_EMPTY = Cell()


def row_of(number: int, cells: list[Cell]) -> Row | None:
    """The row without the empty cells at its end; None where nothing is left."""
    while cells and not cells[-1].text.strip():
        cells.pop()
    return Row(number, tuple(cells)) if cells else None


def too_wide(name: str) -> Unreadable:
    return Unreadable(
        f"{name} has more than {MOST_COLUMNS} columns. That is no list of parts; nothing was read."
    )


def too_long(name: str) -> Unreadable:
    return Unreadable(
        f"{name} has more than {MOST_ROWS:,} rows. That is no list of parts; nothing was read."
    )
