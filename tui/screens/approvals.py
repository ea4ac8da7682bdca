"""The requests for approval of everybody: what waits first, then what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.screens.limit_rows import STATES
from tui.screens.listed import ListedSheet
from tui.screens.order_rows import moment
from tui.screens.part_tab import Rows
from tui.screens.sheet import paragraph
from tui.screens.taking_back import asking, why_not
from tui.text import at, counted, fit, money
from tui.widgets.lines import Line
from tui.widgets.table import Column, ListSource, Table

if TYPE_CHECKING:
    from cache.approvals import Request
    from tui.room import Room

COLUMNS = (
    Column("order", 16),
    Column("state", 12),
    Column("by", 8, 2, grow=True),
    Column("asked", 12, 3),
    Column("vendor", 11, 4),
    Column("total", 16, right=True),
    Column("why", 14, 5, grow=True),
)


async def open_approvals(room: Room) -> None:
    """Show the list. Raises Refusal where the ledger is not open."""
    sheet = ApprovalsSheet(room)
    await sheet.again()
    room.show_sheet(sheet)


class ApprovalsSheet(ListedSheet):
    """Enter opens one; whoever asked for it places it from here once it is approved."""

    places: tuple[str, ...] = ("approvals", "sheet")
    title = "Approvals"
    widest = 120
    tall = True

    def __init__(self, room: Room) -> None:
        self._room = room
        self._table = Table(COLUMNS, self._cells, lambda row: STATES[row.state][2])
        self._rows: list[Request] = []

    async def again(self) -> None:
        self._rows = await self._room.services.approvals.every()
        self._table.show(ListSource(self._rows, [row.id for row in self._rows]))
        self._table.resize(max(1, len(self._rows)))
        self._room.redraw_sheet()

    # -- drawing

    def _cells(self, row: Request) -> Sequence[str]:
        glyph, word, _ = STATES[row.state]
        return (
            row.number,
            f"{glyph} {word}",
            "you" if row.by_uid == self._room.services.person.uid else row.by,
            at(row.at, self._room.now()).removeprefix("at "),
            vendor_name(row.vendor),
            f"{money(row.total)} {row.currency}",
            row.reason,
        )

    def head(self, width: int) -> Sequence[Line]:
        if not self._rows:
            return ()
        waiting = [row for row in self._rows if row.state == "asked"]
        yours = sum(not row.barred for row in waiting)
        words = f"{counted(len(self._rows), 'request')} · {len(waiting)} waiting, {yours} for you"
        return [[(fit(words, width), "text")], self._table.head(width)]

    def lines(self, width: int) -> Sequence[Line]:
        if not self._rows:
            rules = self._room.services.approvals.rules
            lines = paragraph("Nobody asked for an approval so far.", width, "text")
            for words in rules.words():
                lines += paragraph(words, width)
            return lines
        table = self._table
        return Rows(len(self._rows), lambda place: table.line(place, width, active=True))

    def foot(self, width: int) -> Sequence[Line]:
        """The request under the cursor, whole."""
        row = self._here
        if row is None:
            return ()
        now = self._room.now()
        lines: list[Line] = [[("─" * width, "frame")]]
        lines += paragraph(f"{row.by} asked {moment(row.at, now)}: “{row.reason}”", width, "text")
        for words in row.over:
            lines += paragraph(words, width, "warn")
        if row.taken_at is not None:
            why = f": “{row.taken_reason}”" if row.taken_reason else ""
            said = f"taken back: {row.taken_by}, {moment(row.taken_at, now)}{why}"
            lines += paragraph(said, width, STATES[row.state][2])
        if row.decided_at is not None:
            word = "approved" if row.taken_at is not None else STATES[row.state][1]
            until = "" if row.until is None else f", until {moment(row.until, now)}"
            why = f": “{row.decision_reason}”" if row.decision_reason else ""
            said = f"{word}: {row.decided_by}, {moment(row.decided_at, now)}{until}{why}"
            role = "dim" if row.taken_at is not None else STATES[row.state][2]
            lines += paragraph(said, width, role)
        elif row.barred:
            lines += paragraph(f"You cannot decide it: {row.barred}.", width)
        return lines

    @property
    def cursor_line(self) -> int | None:
        return self._table.cursor if self._rows else None

    @property
    def _here(self) -> Request | None:
        found: Request | None = self._table.current if self._rows else None
        return found

    # -- keys

    def _move(self, by: int) -> None:
        self._table.move(by)
        self._room.redraw_sheet()

    def _why_not(self) -> str | None:
        return None if self._rows else "nobody asked for an approval"

    why_not_open = why_not_copy = _why_not

    def do_open(self) -> None:
        from tui.screens.approval import open_approval

        if (row := self._here) is not None:
            self._room.work(partial(open_approval, self._room, row.id), "approval", hold=True)

    def why_not_place(self) -> str | None:
        row = self._here
        if row is None:
            return "nobody asked for an approval"
        if row.by_uid != self._room.services.person.uid:
            return f"{row.by} asked for it, and places it"
        return None if row.state == "approved" else f"it is not approved: {STATES[row.state][1]}"

    def do_place(self) -> None:
        from tui.screens.approval import open_draft_of

        if (row := self._here) is not None:
            self._room.work(partial(open_draft_of, self._room, row.id), "approval", hold=True)

    def why_not_take_back(self) -> str | None:
        row = self._here
        return "nobody asked for an approval" if row is None else why_not(row)

    def do_take_back(self) -> None:
        if (row := self._here) is not None:
            self._room.show_sheet(asking(self._room, row))

    def do_copy(self) -> None:
        if (row := self._here) is not None:
            self._room.copy(row.number)
