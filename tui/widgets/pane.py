"""What every pane is: a frame, lines above, a table, lines below, and perhaps a field.

A pane is one widget that draws its own lines, so that a moved cursor costs two of them. It has
no focus of its own: keys reach it from the application, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from cache.store import Superseded
from tui.room import Room
from tui.text import fit, width_of
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line, caret_in, strip_of
from tui.widgets.table import Source, Table


class Pane(Widget):
    """Base of the four panes."""

    number = 0
    word = ""
    place = ""
    typing_place = "filter"
    empty = ""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(id=self.place)
        self.room = room
        self.table = table
        self.active = False
        self.framed = True
        self.editing = False
        self.settling = False
        self._above: list[Line] = []
        self._below: list[Line] = []
        self._laid_out = Size(0, 0)

    # -- what a pane says of itself

    def summary(self) -> str:
        """A few words for the frame: how many, how old."""
        return ""

    def above(self, width: int) -> list[Line]:
        """Lines between the frame and the table."""
        return []

    def below(self, width: int) -> list[Line]:
        """Lines under the table."""
        return []

    def first(self) -> None:
        """Show what the cache holds, for the first frame. Must be quick."""

    async def load(self) -> None:
        """Show what the store holds, once it is open."""

    async def refresh_from_vendor(self) -> None:
        """Ask the vendor and show what it said."""

    @property
    def places(self) -> tuple[str, ...]:
        """Where keys act now, nearest first."""
        return (self.typing_place, "any") if self.editing else (self.place, "desk", "any")

    # -- drawing

    def lay_out(self) -> None:
        """Lay out anew: sizes, lines above and below. Then draw all."""
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        """Fit what is drawn into the size there is."""
        self._laid_out = self.size
        width = self._inner_width
        self._above = self.above(width)
        self._below = self.below(width)
        self.table.resize(self._table_height)

    def show(self, rows: Source, keep: bool = True) -> None:
        """Show these rows; with `keep` the row under the cursor does not move."""
        self.table.show(rows, keep)
        self.lay_out()

    def extend(self, rows: Source) -> None:
        """Show rows that begin with those that stand here already: only the frame says more."""
        before = self.table.top, self.table.cursor, min(len(self.table), self.table.height)
        self.table.show(rows)
        if before != (self.table.top, self.table.cursor, min(len(rows), self.table.height)):
            self.lay_out()
        else:
            self.refresh(Region(0, 0, self.size.width, 1))

    @property
    def _inner_width(self) -> int:
        return max(1, self.size.width - (2 if self.framed else 0))

    @property
    def _table_height(self) -> int:
        frame = 2 if self.framed else 1
        return self.size.height - frame - len(self._above) - 1 - len(self._below)

    def on_resize(self) -> None:
        self.lay_out()

    def render_line(self, y: int) -> Strip:
        if self.size != self._laid_out:
            # It is drawn before it hears of its size: what has come into view had none.
            self._lay_out()
        width, height = self.size
        if not self.framed:
            return strip_of(self._title_line(width) if y == 0 else self._inside(y - 1), width)
        edge = "frame-on" if self.active else "frame"
        if y == 0:
            return strip_of(self._top_edge(width, edge), width)
        if y == height - 1:
            return strip_of([("╰" + "─" * (width - 2) + "╯", edge)], width)
        inner = strip_of(self._inside(y - 1), width - 2)
        side = strip_of([("│", edge)], 1)
        return Strip.join([side, inner, side])

    def _title_line(self, width: int) -> Line:
        return [(fit(f" {self.summary()}", width), "dim")]

    def _top_edge(self, width: int, edge: str) -> Line:
        name = f" {self.number} {self.word} "
        summary = self.summary()
        room = width - 4 - width_of(name)
        right = f" {fit(summary, min(width_of(summary), room - 2))} " if summary else ""
        dashes = width - 3 - width_of(name) - width_of(right)
        title = "title-on" if self.active else "title"
        return [
            ("╭─"[: 2 if dashes > 0 else 1], edge),
            (name, title),
            ("─" * max(0, dashes - 1), edge),
            (right, "dim"),
            ("─╮" if dashes > 0 else "╮", edge),
        ]

    def _inside(self, row: int) -> Line:
        width = self._inner_width
        if row < len(self._above):
            return self._above[row]
        row -= len(self._above)
        if row <= self.table.height:
            return self._of_table(row, width)
        row -= self.table.height + 1
        return self._below[row] if row < len(self._below) else []

    def _of_table(self, row: int, width: int) -> Line:
        """The head of the table, and from 1 on the rows in view."""
        if row == 0:
            return self.table.head(width)
        if not len(self.table):
            return self._nothing(row, width)
        return self.table.line(row - 1, width, self.active and not self.editing)

    def _nothing(self, row: int, width: int) -> Line:
        words = self.empty.split("\n")
        return [(fit(f"  {words[row - 2]}", width), "dim")] if 2 <= row < 2 + len(words) else []

    def redraw_positions(self, positions: Sequence[int] | None) -> None:
        """Draw these rows of the table anew, or with None the whole table."""
        left = self._table_left
        if positions is None:
            self._redraw_lines(self._table_start, self.table.height, left)
            return
        for position in positions:
            self._redraw_lines(self._table_start + position - self.table.top, 1, left)

    def redraw_above(self) -> None:
        """Draw the lines above the table anew (they keep their number)."""
        self._above = self.above(self._inner_width)
        self._redraw_lines(1, len(self._above))

    def redraw_below(self) -> None:
        """Draw those of the lines below the table anew that say something else."""
        before, self._below = self._below, self.below(self._inner_width)
        start = self._table_start + self.table.height
        for offset, line in enumerate(self._below):
            if offset >= len(before) or line != before[offset]:
                self._redraw_lines(start + offset, 1)

    @property
    def _table_start(self) -> int:
        return 1 + len(self._above) + 1

    @property
    def _table_left(self) -> int:
        """Cells at the left of the table that a moved cursor leaves as they are."""
        return 0

    def _redraw_lines(self, y: int, count: int, left: int = 0, wide: int | None = None) -> None:
        inset = 1 if self.framed else 0
        wide = self._inner_width - left if wide is None else wide
        self.refresh(Region(inset + left, y, wide, count))

    def stands(self) -> tuple[int, int]:
        """Column and line of the pane where its cursor stands, or its caret."""
        inset = 1 if self.framed else 0
        for y, line in enumerate(self._above if self.editing else ()):
            if (x := caret_in(line)) is not None:
                return inset + x, 1 + y
        # Behind the mark of the row, where its first cell begins.
        return inset + 1, self._table_start + self.table.cursor - self.table.top

    # -- keys that every pane knows

    def typed(self, key: str, character: str | None) -> bool:
        """A key while text is typed here; True where it was taken."""
        return False

    def pasted(self, text: str) -> None:
        """A paste while this pane is active."""

    def do_clear(self) -> None:
        self.room.say("")

    def moved(self) -> None:
        """The cursor stands on another row."""

    def _move(self, by: int) -> None:
        changed = self.table.move(by)
        if changed != []:
            self.redraw_positions(changed)
            self.moved()

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def do_page_down(self) -> None:
        self._move(max(1, self.table.height - 1))

    def do_page_up(self) -> None:
        self._move(-max(1, self.table.height - 1))

    def do_first(self) -> None:
        self._move(-len(self.table))

    def do_last(self) -> None:
        self._move(len(self.table))

    def do_refresh(self) -> None:
        self.room.work(
            self.refresh_from_vendor,
            f"{self.place}-refresh",
            "asking DigiKey …",
            asks="digikey",
        )

    def why_not_open(self) -> str | None:
        return None if self.current is not None else "there is no row here"

    @property
    def current(self) -> Any:
        return self.table.current


class FieldPane(Pane):
    """A pane with a field above its rows: what is typed there chooses the rows."""

    invitation = "filter"

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        self.field = LineEditor()
        self._turn = 0

    async def look(self, text: str, keep: bool) -> None:
        """Show the rows that `text` chooses."""
        raise NotImplementedError

    async def looked(self, text: str) -> None:
        """What may follow once the rows for `text` stand."""

    async def load(self) -> None:
        # While keys wait for rows, these are the rows they wait for.
        await self._look(self._turn, keep=not self.settling)

    async def _look(self, turn: int, keep: bool) -> None:
        text = self.field.text
        try:
            await self.look(text, keep)
        except Superseded:
            # Whoever asked since then brings the rows.
            return
        except BaseException:
            self._settle(turn, came=False)
            raise
        self._settle(turn, came=True)
        await self.looked(text)

    def _settle(self, turn: int, came: bool) -> None:
        if self.settling and turn == self._turn:
            self.settling = False
            self.room.settled(came)

    def field_changed(self) -> None:
        """The text is another: look again, and let keys that act on rows wait for the rows."""
        self._turn += 1
        self.settling = True
        self.room.work(partial(self._look, self._turn, keep=False), f"{self.place}-look")

    def field_line(self, width: int) -> Line:
        if not self.field.text and not self.editing:
            return [(fit(f" / {self.invitation}", width), "dim")]
        return [(" / ", "accent"), *self.field.spans(width - 4, self.editing)]

    def typed(self, key: str, character: str | None) -> bool:
        before = self.field.text
        if not self.field.key(key, character):
            return False
        self.redraw_above()
        if self.field.text != before:
            self.field_changed()
        return True

    def pasted(self, text: str) -> None:
        if self.editing:
            self.field.paste(text)
            self.redraw_above()
            self.field_changed()

    def put(self, text: str) -> None:
        """Let `text` choose the rows, as if it had been typed into the empty field."""
        self.field.clear()
        self.field.paste(text)
        self.redraw_above()
        self.field_changed()

    def _edit(self, editing: bool) -> None:
        self.editing = editing
        self.redraw_above()
        self.redraw_positions([self.table.cursor])

    def do_field(self) -> None:
        self._edit(True)

    def do_leave(self) -> None:
        self._edit(False)

    def do_enter(self) -> None:
        self._edit(False)

    def do_clear(self) -> None:
        super().do_clear()
        if self.field.text:
            self.field.clear()
            self.redraw_above()
            self.field_changed()
