"""What a table on the screen shows: a list of rowids, and the rows behind them page by page."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

R = TypeVar("R", bound=tuple[Any, ...])

PAGE = 64
# So many rows at the beginning are looked through for one that is meant: two pages.
NEAR = 2 * PAGE
_PAGES = 32


class Rows(Generic[R]):
    """Rows in a fixed order, fetched by rowid when they come into view. Event loop's thread only.

    `select` has a `{marks}` place, as in `… WHERE rowid IN ({marks})`, and gives the rowid first;
    `make` makes a row of its columns. One page of 64 rows is read at a time and 32 are kept.
    """

    def __init__(
        self,
        drawing: sqlite3.Connection | None,
        select: str,
        make: Callable[..., R],
        rowids: Sequence[int],
    ) -> None:
        self._drawing = drawing
        # Always the same number of marks, so that SQLite compiles the statement once.
        self._select = select.format(marks=",".join("?" * PAGE))
        self._make = make
        self._rowids = rowids
        self._pages: OrderedDict[int, dict[int, R]] = OrderedDict()

    @classmethod
    def empty(cls) -> Rows[R]:
        return cls(None, "", _never, ())

    def __len__(self) -> int:
        return len(self._rowids)

    def row(self, position: int) -> R | None:
        """The row at `position` from 0; None where it is gone or the file cannot be read.

        Raises IndexError.
        """
        rowid = self.rowid(position)
        number = position // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(number)
            if page is None:
                return None
            self._pages[number] = page
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(rowid)

    def rowid(self, position: int) -> int:
        """Raises IndexError; a negative position is one."""
        if position < 0:
            raise IndexError(position)
        return self._rowids[position]

    def position(self, rowid: int) -> int | None:
        """Where `rowid` stands, or None."""
        try:
            return self._rowids.index(rowid)
        except ValueError:
            return None

    def _fetch(self, number: int) -> dict[int, R] | None:
        if self._drawing is None:
            return None
        wanted = list(self._rowids[number * PAGE : (number + 1) * PAGE])
        marks: list[int | None] = [*wanted, *[None] * (PAGE - len(wanted))]
        try:
            found = self._drawing.execute(self._select, marks).fetchall()
        except sqlite3.Error:
            # The screen stays; whoever reads the file off the screen says what is wrong with it.
            return None
        return {columns[0]: self._make(*columns) for columns in found}


def rowids_of(text: str | None) -> list[int]:
    """The rowids of a `group_concat`, which gives NULL for none.

    A list fetched as one text is one step of SQLite, and so one wait for Python's lock; and as
    JSON it is read in half the time.
    """
    found: list[int] = json.loads(f"[{text or ''}]")
    return found


def _never(*columns: object) -> Any:
    raise AssertionError(columns)
