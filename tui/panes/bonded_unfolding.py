"""Parts over all locations, with the locations of some of them under them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from cache.bonded_rows import BondedRow
from tui.widgets.table import Source


class Unfolded:
    """The rows of `parts`, and behind each part in `places`, by its rowid, its own rows."""

    def __init__(self, parts: Source, places: Mapping[int, Sequence[BondedRow]]) -> None:
        self._parts = parts
        at = [(parts.position(rowid), rows) for rowid, rows in places.items()]
        self._open = sorted(
            ((place, list(rows)) for place, rows in at if place is not None),
            key=lambda one: one[0],
        )
        # Where the rows behind each open part begin, and how many stand before them.
        self._starts: list[int] = []
        self._before: list[int] = []
        before = 0
        for place, rows in self._open:
            self._starts.append(place + 1 + before)
            self._before.append(before)
            before += len(rows)
        self._count = len(parts) + before

    def with_open(self, places: Mapping[int, Sequence[BondedRow]]) -> Unfolded:
        """The same parts with these unfolded."""
        return Unfolded(self._parts, places)

    def __len__(self) -> int:
        return self._count

    def _find(self, position: int) -> tuple[int, BondedRow | None]:
        """The part's position, and its row that stands there, if it is one."""
        at = bisect_right(self._starts, position) - 1
        if at < 0:
            return position, None
        part, rows = self._open[at]
        inside = position - self._starts[at]
        if inside < len(rows):
            return part, rows[inside]
        return position - self._before[at] - len(rows), None

    def row(self, position: int) -> Any:
        part, row = self._find(position)
        return self._parts.row(part) if row is None else row

    def rowid(self, position: int) -> Any:
        part, row = self._find(position)
        return self._parts.rowid(part) if row is None else ("at", row.rowid)

    def part(self, position: int) -> int:
        """The rowid of the part that the row at `position` is, or is of."""
        rowid: int = self._parts.rowid(self._find(position)[0])
        return rowid

    def position(self, rowid: Any) -> int | None:
        if isinstance(rowid, tuple):
            for start, (_, rows) in zip(self._starts, self._open, strict=True):
                for inside, row in enumerate(rows):
                    if row.rowid == rowid[1]:
                        return start + inside
            return None
        part = self._parts.position(rowid)
        if part is None:
            return None
        return part + sum(len(rows) for place, rows in self._open if place < part)
