"""The virtual table: it asks only for the rows in view. A model and a drawing, not a widget.

Measured on a million rows: the stock DataTable needs 347 s to fill; this opens at once, since
it holds no row. Whoever owns it refreshes the screen lines it names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from tui.text import fit
from tui.widgets.lines import Line


class Source(Protocol):
    """Rows by position. `row` may return None where a row has gone."""

    def __len__(self) -> int: ...

    def row(self, position: int) -> Any: ...

    def rowid(self, position: int) -> Any: ...

    def position(self, rowid: Any) -> int | None: ...


class Column(NamedTuple):
    """One column: its head, its least width in cells, and when it gives way.

    Columns of a higher `rank` are dropped first when the screen narrows; rank 0 never drops.
    The column that grows takes what is left over.
    """

    head: str
    width: int
    rank: int = 0
    right: bool = False
    grow: bool = False


class ListSource:
    """Rows that lie in memory, each with its own name."""

    def __init__(self, rows: Sequence[Any], names: Sequence[Any]) -> None:
        self._rows = rows
        self._names = names

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, position: int) -> Any:
        return self._rows[position]

    def rowid(self, position: int) -> Any:
        return self._names[position]

    def position(self, rowid: Any) -> int | None:
        try:
            return self._names.index(rowid)
        except ValueError:
            return None


class Table:
    """Columns, a cursor, and the part of the rows that is in view."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Any], Sequence[str]],
        role: Callable[[Any], str] = lambda row: "text",
        still: Callable[[Any], bool] = lambda row: False,
    ) -> None:
        """`cells` gives one text a column; `role` a row's role; `still` rows take no cursor."""
        self._columns = columns
        self._cells = cells
        self._role = role
        self._still = still
        self.rows: Source = ListSource((), ())
        self.cursor = 0
        self.top = 0
        self.height = 1
        # Rows under the cursor that stay in view, also where there are none: a list opens there.
        self.room = 0
        # The column that is typed in: it does not drop, whatever its rank.
        self.held: int | None = None
        self._width = -1
        self._held: int | None = None
        self._plan: list[tuple[int, int, bool]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def recolumn(self, columns: Sequence[Column]) -> None:
        """Other heads and widths for the same cells."""
        self._columns = columns
        self._width = -1

    @property
    def current(self) -> Any:
        """The row under the cursor, or None where there is no row."""
        return self.rows.row(self.cursor) if len(self.rows) else None

    def show(self, rows: Source, keep: bool = True) -> None:
        """Show other rows. With `keep`, what stands under the cursor does not move."""
        name = self.rows.rowid(self.cursor) if keep and self.cursor < len(self.rows) else None
        line = self.cursor - self.top
        self.rows = rows
        place = None if name is None else rows.position(name)
        if place is None:
            place = min(self.cursor, max(0, len(rows) - 1)) if keep else 0
            line = min(line, place) if keep else 0
        self.cursor = place
        self.top = max(0, place - line)
        self._settle()

    def resize(self, height: int) -> None:
        """The number of rows in view."""
        before, self.height = self.height, max(1, height)
        self._settle()
        if self.height != before:
            self.close_up()

    def move(self, by: int) -> list[int] | None:
        """Move the cursor. Gives the positions to draw anew, or None: all that is in view."""
        count = len(self.rows)
        if not count:
            return []
        old, top = self.cursor, self.top
        place = max(0, min(count - 1, old + by))
        step = 1 if by > 0 else -1
        while 0 <= place < count and self._still(self.rows.row(place)):
            place += step
        if not 0 <= place < count:
            place = old
        self.cursor = place
        self._settle()
        return None if self.top != top else [] if old == place else [old, place]

    def _settle(self) -> None:
        room = min(self.room, self.height - 1)
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor + room >= self.top + self.height:
            self.top = self.cursor + room - self.height + 1
        most = len(self.rows) - self.height
        if room and most <= 0:
            # All of it has room: rows leave only for the list.
            most = self.cursor + room - self.height + 1
        elif room:
            # While something is typed the row with the caret stays in place: no row is pulled down.
            most = self.cursor
        self.top = max(0, min(self.top, most))

    def close_up(self) -> None:
        """Show as many rows above the cursor as have room: after a move of the buyer's own."""
        room = min(self.room, self.height - 1)
        self.top = max(0, min(self.top, len(self.rows) + room - self.height))

    def plan(self, width: int) -> Sequence[tuple[int, int, bool]]:
        """The columns that are shown: which, how many cells wide, and whether to the right."""
        if (width, self.held) == (self._width, self._held):
            return self._plan
        kept = list(enumerate(self._columns))
        while len(kept) > 1 and 1 + sum(column.width + 1 for _, column in kept) > width:
            worst = max(kept, key=self._gives_way)
            if worst[1].rank == 0 or worst[0] == self.held:
                break
            kept.remove(worst)
        spare = width - 1 - sum(column.width + 1 for _, column in kept)
        growing = sum(column.grow for _, column in kept)
        plan: list[tuple[int, int, bool]] = []
        for index, column in kept:
            extra = 0
            if column.grow:
                extra = spare // growing
                spare, growing = spare - extra, growing - 1
            plan.append((index, max(1, column.width + extra), column.right))
        self._width, self._held, self._plan = width, self.held, plan
        return plan

    def _gives_way(self, item: tuple[int, Column]) -> tuple[int, int]:
        """Which of two columns drops first: the greater."""
        index, column = item
        return (0 if index == self.held else column.rank), index

    def head(self, width: int) -> Line:
        """The heads of the columns."""
        plan = self.plan(width)
        text = " ".join(fit(self._columns[i].head, wide, right) for i, wide, right in plan)
        return [(fit(" " + text, width), "head")]

    def line(self, screen_row: int, width: int, active: bool) -> Line:
        """The row that stands `screen_row` lines below the head."""
        position = self.top + screen_row
        if position >= len(self.rows):
            return []
        row = self.rows.row(position)
        here = position == self.cursor
        mark = "▸" if here else " "
        if row is None:
            return [(fit(f"{mark}…", width), "dim")]
        if self._still(row):
            return [(fit("   " + " ".join(self._cells(row)), width), self._role(row))]
        role = ("cursor" if active else "cursor-off") if here else self._role(row)
        return [(mark + self.row_text(position, width)[1:], role)]

    def cells(self, position: int) -> Sequence[str]:
        """What the columns of the row at `position` say, those that are not shown too."""
        return self._cells(self.rows.row(position))

    def row_text(self, position: int, width: int) -> str:
        """The cells of the row at `position` in `width`; where the mark stands is a blank."""
        cells = self.cells(position)
        plan = self.plan(width)
        return fit(" " + " ".join(fit(cells[i], wide, right) for i, wide, right in plan), width)
