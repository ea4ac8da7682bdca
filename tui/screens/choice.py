"""A list to choose one row from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.room import Room
from tui.screens.sheet import BaseSheet
from tui.text import fit
from tui.widgets.lines import Line


class ChoiceSheet(BaseSheet):
    """Rows of (name, words); Enter takes the one under the cursor."""

    places: tuple[str, ...] = ("choice", "sheet")

    def __init__(
        self,
        room: Room,
        title: str,
        rows: Sequence[tuple[str, str]],
        chosen: str | None,
        take: Callable[[str], None],
    ) -> None:
        self.title = title
        self._room = room
        self._rows = rows
        self._take = take
        self._cursor = next((i for i, (name, _) in enumerate(rows) if name == chosen), 0)

    def lines(self, width: int) -> Sequence[Line]:
        lines: list[Line] = []
        for index, (_, words) in enumerate(self._rows):
            here = index == self._cursor
            lines.append(
                [(fit(f"{'▸' if here else ' '} {words}", width), "cursor" if here else "text")]
            )
        return lines

    @property
    def cursor_line(self) -> int:
        return self._cursor

    def _move(self, by: int) -> None:
        self._cursor = max(0, min(len(self._rows) - 1, self._cursor + by))
        self._room.redraw_sheet()

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def why_not_take(self) -> str | None:
        return None if self._rows else "there is nothing to choose"

    def do_take(self) -> None:
        self._room.close_sheet()
        self._take(self._rows[self._cursor][0])
