"""How the line editor stands on the screen: the row with the caret, and the list under it."""

from __future__ import annotations

from tui.draft_rows import END, FIRST_CELL, Shown
from tui.panes.entry_lists import hint_of, nothing
from tui.panes.shipped import ShippedPane
from tui.room import Room
from tui.text import fit, width_of
from tui.widgets.grid import EMPTY, Choice, Grid
from tui.widgets.lines import Line, Span, caret_in, cursor_in
from tui.widgets.table import ListSource, Table

# Lines under the row with the caret that stay free for a list, where the pane has them.
_LIST = 7
# Cells of a row of it that say what it is, at least.
_SHOWN = 28


class GridPane(ShippedPane):
    """A draft in rows, one of which may be typed in."""

    typing_place = "entry"

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        # What is typed stays here where it cannot be taken just now: another session has the draft.
        self.grid: Grid | None = None
        self._summary = ""
        self._shown_width = 0
        # What the terminal shows: only what differs from it is drawn anew.
        self._drawn: dict[int, Line] = {}

    def shown_rows(self) -> tuple[list[Shown], list[object]]:
        """The rows of the draft, each with its name."""
        raise NotImplementedError

    # -- the rows

    def show_lines(self, name: object = None) -> None:
        table = self.table
        self._shown_width = self._inner_width
        shown, names = self.shown_rows()
        was_end = table.current is not None and table.current.end
        rows = ListSource(shown, names)
        table.show(rows)
        if self.editing and self.grid is not None:
            name = END if self.grid.new else self.grid.id
        place = rows.position(name) if name is not None else None
        if place is not None:
            table.move(place - table.cursor)
        current = table.current if place is None else None
        if current is not None and (current.note or (current.end and not was_end)):
            # Where the last line went, the one before it is meant, and not the empty end.
            table.move(-1)
        below = self.below(self._inner_width)
        summary, self._summary = self._summary, self.summary()
        if len(below) != len(self._below) or self._summary != summary or not self._drawn:
            self.lay_out()
        else:
            self.redraw()

    def on_resize(self) -> None:
        super().on_resize()
        if self._inner_width != self._shown_width:
            # What is said under a line takes as many rows as it needs in this width.
            self.show_lines()

    def _lay_out(self) -> None:
        self.table.room = self._room if self.editing else 0
        super()._lay_out()

    @property
    def _room(self) -> int:
        return max(1, min(_LIST, self._table_height // 3))

    # -- drawing

    def hold_column(self) -> None:
        self.table.held = FIRST_CELL + self.grid.cell if self.editing and self.grid else None

    def cell_changed(self) -> None:
        """The caret stands in another cell, or its words came from elsewhere."""
        self.hold_column()
        self.redraw()

    def draw_cell(self) -> None:
        """What is typed: its cell, and the list under it where that is another."""
        grid = self.grid
        if grid is None:
            return
        row = self.table.cursor - self.table.top + 1
        width = self._inner_width
        left = 1
        for index, wide, _ in self.table.plan(width):
            if index == FIRST_CELL + grid.cell:
                self._redraw_lines(self._table_start + row - 1, 1, left, wide)
                self._drawn[row] = self._table_line(row, width)
            left += wide + 1
        self._redraw_rows(row + 1, width)

    def redraw(self) -> None:
        """Draw those lines of the table anew that say something else than stands there."""
        self._redraw_rows(0, self._inner_width)
        self.redraw_below()

    def _redraw_rows(self, first: int, width: int) -> None:
        """From this one on; 0 is the head of the table."""
        for row in range(first, self.table.height + 1):
            if self._drawn.get(row) != self._table_line(row, width):
                self._redraw_lines(self._table_start + row - 1, 1)

    def _of_table(self, row: int, width: int) -> Line:
        self._drawn[row] = line = self._table_line(row, width)
        return line

    def _table_line(self, row: int, width: int) -> Line:
        if row and self.editing and self.grid is not None:
            under = row - (self.table.cursor - self.table.top + 1)
            if not under:
                return self._row_line(self.grid, width)
            if 0 < under <= len(lines := self._under(self.grid, width)):
                return lines[under - 1]
        return list(super()._of_table(row, width))

    def _row_line(self, grid: Grid, width: int) -> Line:
        """The row with the caret."""
        position = self.table.cursor
        shown = self.table.cells(position)
        line: list[Span] = [("▸", "accent")]
        for index, wide, right in self.table.plan(width):
            cell = index - FIRST_CELL
            if cell == grid.cell:
                line += _field(grid, wide, right)
            elif 0 <= cell < len(EMPTY):
                # Where nothing was typed, now or before, it says what it does without the caret.
                words = grid.words[cell] or ("" if grid.before[cell] else shown[index])
                line.append((fit(words, wide, right), "strong"))
            else:
                line.append((fit(shown[index], wide, right), "text"))
            line.append((" ", "text"))
        return line

    def stands(self) -> tuple[int, int]:
        x, y = super().stands()
        if not self.editing or self.grid is None:
            return x, y
        row = y - self._table_start + 1
        under = range(row + 1, self.table.height + 1) if self.grid.listed else ()
        for at in under:
            if cursor_in(self._drawn.get(at, ())):
                # Enter takes what is chosen in the list; behind its own mark.
                return x + 4, y + at - row
        caret = caret_in(self._drawn.get(row, ()))
        return (x if caret is None else x - 1 + caret), y

    def _under(self, grid: Grid, width: int) -> list[Line]:
        """The list under the row, or what is to be said of the number typed."""
        room = self.table.height - (self.table.cursor - self.table.top) - 1
        choices = list(grid.choices)
        if choices:
            keys = [*_lacking(grid, width), _keys(width)] if grid.listed else []
            # What Enter does stands there wherever a choice and one line more have room.
            keys = keys[1 - room :] if room > 1 else []
            most = max(1, min(_LIST, room) - len(keys))
            first = max(0, min(grid.chosen, len(choices) - 1) - most + 1)
            return [
                _choice_line(one, one is grid.choice, width)
                for one in choices[first : first + most]
            ] + keys
        if grid.listed:
            said: Line = [(fit(f"     {nothing(grid)}; Esc goes back", width), "field")]
            return [*_lacking(grid, width), said]
        hint = hint_of(self.line, grid)
        return [[(fit(f"   {hint.text}", width), hint.role)]] if hint is not None else []


def _field(grid: Grid, wide: int, right: bool) -> list[Span]:
    """The active cell; what the next letter would replace stands out as a whole."""
    if grid.stands:
        text = fit(grid.editor.text, min(wide, width_of(grid.editor.text)))
        spans: list[Span] = [(text, "caret")]
        left = wide - width_of(text)
    else:
        # Behind its last letter the caret has a cell of its own.
        taken = min(wide, width_of(grid.editor.text) + 2)
        spans = grid.editor.spans(taken, active=True)
        left = wide - taken
    blank = (" " * left, "field")
    return [blank, *spans] if right else [*spans, blank]


def _choice_line(choice: Choice, chosen: bool, width: int) -> Line:
    mark = "▸" if chosen else " "
    shown, what = f"   {mark} {choice.shown}", f"{choice.what} "
    # Of both something is to be seen: what it is, and what speaks for it.
    room = min(width, max(_SHOWN, width - width_of(what) - 1))
    words = f"{fit(shown, room)} {fit(what, width - room - 1, right=True)}"
    return [(fit(words, width), "cursor" if chosen else "field")]


def _lacking(grid: Grid, width: int) -> list[Line]:
    return [[(fit(f"     {grid.lacking}", width), "warn")]] if grid.lacking else []


def _keys(width: int) -> Line:
    return [
        (fit("     Enter takes it   ↑ ↓ choose   typing narrows   Esc goes back", width), "dim")
    ]
