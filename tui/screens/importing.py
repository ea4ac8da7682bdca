"""A list that was pasted or read from a file: what each column is, and what is amiss in it.

Nothing is taken before Enter, and nothing of what is amiss is changed but by the key that says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.importing.bom import (
    Asked,
    Lines,
    attrition_of,
    boards_of,
    is_plain,
    lines_of,
    mended,
)
from cache.importing.cells import Grid
from cache.importing.doctor import Flag, examine
from cache.importing.headers import Role
from cache.importing.tables import Layout, with_header
from cache.typed_lines import typed_line
from tui.room import Hint
from tui.screens.importing_rows import (
    MOST_ISSUES,
    NARROW,
    columns_lines,
    foot_lines,
    issue_lines,
    issues_head,
    marks_of,
    rows_lines,
)
from tui.screens.sheet import BaseSheet
from tui.text import counted
from tui.widgets.editor import LineEditor

if TYPE_CHECKING:
    from tui.room import Room
    from tui.widgets.lines import Line

# Rows of the list in view: so many from this width on, a few, and one on the smallest screen, where
# else nothing of what to look at could be seen.
_SHOWN, _WIDE = 10, 100
_FEW = 4
# So many rows of what to look at are a page.
_PAGE = 8
# With more rows, reading them anew is too long for a key.
_QUICK = 600


class Issue(NamedTuple):
    """One row of what to look at: a flag of the doctor's, or what is not understood.

    `now` is what stands in the cell since it was mended.
    """

    row: int
    words: str
    flag: Flag | None = None
    now: str = ""


class ImportSheet(BaseSheet):
    """Enter takes every row as a line, Esc none; letters say what the column is."""

    places: tuple[str, ...] = ("importing", "sheet")
    widest = 140
    tall = True

    def __init__(
        self,
        room: Room,
        grid: Grid,
        layout: Layout,
        closed: Callable[[ImportSheet, Layout | None], None],
        another: Callable[[str], None] | None = None,
    ) -> None:
        """`closed` is told the layout that was taken, or None; `another` reads another sheet."""
        self.title = f"Take in {grid.name}"
        self.grid = grid
        self.layout = layout
        self.asked = Asked()
        self._room = room
        self._closed = closed
        self._another = another
        self._column = next((at for at, one in enumerate(layout.roles) if one is Role.PART), 0)
        self._top = 0
        self._shown = _FEW
        self._at = 0
        self._line = 0
        self._first_head = layout.header
        self._mends: dict[tuple[int, int], tuple[Flag, int]] = {}
        self.lines_read = Lines((), (), 0, 0)
        self.issues: list[Issue] = []
        self._flags: list[Flag] = []

    # -- what is read of it

    def read(self) -> None:
        """Look through all of it, as it is laid out now."""
        changes = {place: flag.maybe[at] for place, (flag, at) in self._mends.items()}
        grid = mended(self.grid, changes)
        self._flags = [
            flag for flag in examine(grid, self.layout) if (flag.place, flag.column) not in changes
        ]
        self.lines_read = lines_of(grid, self.layout, self.asked, self._flags)
        issues = [Issue(flag.row, "", flag) for flag in self._flags]
        issues += [Issue(one.row, one.words) for one in self.lines_read.open]
        issues += [Issue(flag.row, "", flag, flag.maybe[at]) for flag, at in self._mends.values()]
        # What is sure, or is no line yet, first.
        issues.sort(key=lambda one: (one.flag is not None and not one.flag.sure, one.row))
        self.issues = issues
        self._at = min(self._at, max(0, len(issues) - 1))

    @property
    def plain(self) -> bool:
        """Whether it is one line, without a head, in which nothing is left to ask."""
        return len(self.grid.rows) == 1 and is_plain(self.lines_read, self._flags)

    def _renew(self) -> None:
        if len(self.grid.rows) <= _QUICK:
            self.read()
            self._room.redraw_sheet()
        else:
            self._room.work(self._read_beside, "import-read", hold=True)

    async def _read_beside(self) -> None:
        await asyncio.to_thread(self.read)
        self._room.redraw_sheet()

    # -- keys: the columns

    def do_left(self) -> None:
        self._to_column(self._column - 1)

    def do_right(self) -> None:
        self._to_column(self._column + 1)

    def _to_column(self, at: int) -> None:
        self._column = max(0, min(self.grid.width - 1, at))
        self._room.redraw_sheet()

    def _is(self, role: Role) -> None:
        self.layout = self.layout.put(self._column, role)._replace(remembered=True)
        self._renew()

    def do_is_part(self) -> None:
        self._is(Role.PART)

    def do_is_quantity(self) -> None:
        self._is(Role.QUANTITY)

    def do_is_packaging(self) -> None:
        self._is(Role.PACKAGING)

    def do_is_vendor(self) -> None:
        self._is(Role.VENDOR)

    def do_is_number(self) -> None:
        self._is(Role.NUMBER)

    def do_is_maker(self) -> None:
        self._is(Role.MAKER)

    def do_is_reference(self) -> None:
        self._is(Role.REFERENCE)

    def do_is_due(self) -> None:
        self._is(Role.DUE)

    def do_is_designators(self) -> None:
        self._is(Role.DESIGNATORS)

    def do_is_nothing(self) -> None:
        self._is(Role.NONE)

    def do_choose(self) -> None:
        from tui.screens.choice import ChoiceSheet

        rows = [(role.name, str(role)) for role in Role]
        chosen = self.layout.roles[self._column].name
        self._room.show_sheet(
            ChoiceSheet(
                *(self._room, "What the column is", rows, chosen),
                lambda name: self._is(Role[name]),
            )
        )

    def do_header(self) -> None:
        """The first row is the head, or is a line after all."""
        header = None if self.layout.header is not None else (self._first_head or 0)
        self.layout = with_header(self.grid, header)
        self._mends, self._top = {}, 0
        self._renew()

    def do_sheet(self) -> None:
        from tui.screens.choice import ChoiceSheet

        if self._another is not None:
            rows = [(one, one) for one in self.grid.sheets]
            self._room.show_sheet(
                ChoiceSheet(self._room, "Sheets", rows, self.grid.sheet, self._another)
            )

    def why_not_sheet(self) -> str | None:
        return None if len(self.grid.sheets) > 1 else "there is no other sheet in it"

    # -- keys: how many

    def do_boards(self) -> None:
        self._room.ask(
            _NumberPrompt(
                "Boards",
                f"{self.asked.boards}",
                "every quantity times so many",
                lambda text: self._ask(boards=boards_of(text)),
            )
        )

    def do_attrition(self) -> None:
        self._room.ask(
            _NumberPrompt(
                "Attrition, percent",
                f"{self.asked.attrition:f}",
                "so much more of every part, rounded up to whole pieces",
                lambda text: self._ask(attrition=attrition_of(text)),
            )
        )

    def _ask(self, boards: int | None = None, attrition: Decimal | None = None) -> bool:
        if boards is not None:
            self.asked = replace(self.asked, boards=boards)
        elif attrition is not None:
            self.asked = replace(self.asked, attrition=attrition)
        else:
            return False
        self._renew()
        return True

    def do_merge(self) -> None:
        self.asked = replace(self.asked, merge=not self.asked.merge)
        self._renew()

    # -- keys: what to look at

    def do_down(self) -> None:
        self._to_issue(self._at + 1)

    def do_up(self) -> None:
        self._to_issue(self._at - 1)

    def do_page_down(self) -> None:
        self._page(1)

    def do_page_up(self) -> None:
        self._page(-1)

    def _page(self, by: int) -> None:
        if self.issues:
            self._to_issue(self._at + by * _PAGE)
        else:
            self._scroll(by * self._shown)

    def do_rows_down(self) -> None:
        self._scroll(self._shown)

    def do_rows_up(self) -> None:
        self._scroll(-self._shown)

    def _to_issue(self, at: int) -> None:
        self._at = max(0, min(len(self.issues) - 1, MOST_ISSUES - 1, at))
        if self.issues:
            row = self.issues[self._at].row
            place = next((at for at, one in enumerate(self.grid.rows) if one.number == row), 0)
            if not self._top <= place - self._start < self._top + self._shown:
                # With the row before it, where there is room.
                self._top = max(0, place - self._start - min(1, self._shown - 1))
        self._room.redraw_sheet()

    def _scroll(self, by: int) -> None:
        last = max(0, len(self.grid.rows) - self._start - self._shown)
        self._top = max(0, min(last, self._top + by))
        self._room.redraw_sheet()

    @property
    def _start(self) -> int:
        return 0 if self.layout.header is None else self.layout.header + 1

    def why_not_mend(self) -> str | None:
        if not self.issues:
            return "nothing is to be looked at"
        flag = self.issues[self._at].flag
        if flag is None or not flag.maybe:
            return "nobody can say here what it may have been: mend it in the draft"
        return None

    def do_mend(self) -> None:
        """What it may have been, then the next such, then what stands there."""
        issue = self.issues[self._at]
        flag = issue.flag
        if flag is None:
            return
        place = flag.place, flag.column
        at = self._mends[place][1] + 1 if place in self._mends else 0
        if at < len(flag.maybe):
            self._mends[place] = flag, at
        else:
            del self._mends[place]
        self._renew()
        self._at = next(
            (
                at
                for at, one in enumerate(self.issues)
                if one.flag is not None and (one.flag.place, one.flag.column) == place
            ),
            self._at,
        )
        self._room.redraw_sheet()

    # -- taking it

    def why_not_take(self) -> str | None:
        if not {Role.PART, Role.NUMBER} & set(self.layout.roles):
            return "no column is the part yet: ← → choose one, p says that it is the part"
        if not self.lines_read.lines:
            return "there is no line below the head: h says that it is none"
        return self._room.why_not_add_line()

    def do_take(self) -> None:
        self._room.close_sheet()
        self.take()

    def take(self) -> None:
        """Put all of it into the draft that is open."""
        now = self._room.services.clock.now()
        wanted = self.lines_read.lines
        lines = [typed_line(one.typed, one.quantity, now, one.terms) for one in wanted]
        self._closed(self, self.layout)
        self._room.go_to("builder")
        self._room.add_typed(lines, f"{counted(len(lines), 'line')} from {self.grid.name}")

    def do_close(self) -> None:
        self._room.close_sheet()
        self._closed(self, None)
        self._room.say("nothing was taken; I, then Enter alone, brings the list back")

    # -- what it shows

    @property
    def cursor_line(self) -> int | None:
        return self._line if self.issues else None

    def head(self, width: int) -> Sequence[Line]:
        self._shown = _SHOWN if width >= _WIDE else _FEW if width >= NARROW else 1
        start = self._start + self._top
        rows = self.grid.rows[start : start + self._shown]
        changes = {place: flag.maybe[at] for place, (flag, at) in self._mends.items()}
        marks = marks_of(self.issues)
        return [
            *columns_lines(self.grid, self.layout, self.lines_read, self._column, width),
            *rows_lines(self.grid, self.layout, self._column, (start, rows), changes, marks, width),
            *issues_head(self.issues, width),
        ]

    def lines(self, width: int) -> Sequence[Line]:
        lines, self._line = issue_lines(self.issues, self._at, width)
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        return foot_lines(self.lines_read, self.asked, self.issues, self.layout, width)


class _NumberPrompt:
    """A number; one that is none leaves the question open."""

    place = "name"

    def __init__(self, title: str, before: str, help_: str, take: Callable[[str], bool]) -> None:
        self.title = title
        self.editor = LineEditor(limit=12)
        self._before = before
        self._help = help_
        self._take = take
        self._refused = ""

    def hint(self) -> Hint:
        if self._refused and self._refused == self.editor.text:
            return Hint("that is no such number", "warn")
        return Hint(f"{self._help}; now {self._before}")

    def taken(self, text: str) -> bool:
        taken = not text.strip() or self._take(text)
        self._refused = "" if taken else text
        return taken
