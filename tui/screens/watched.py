"""The parts that this person watches: how each stands, and what changed since they last looked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.room import Room
from tui.screens.listed import ListedSheet
from tui.screens.part_history import history_lines
from tui.screens.part_tab import Rows
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, at, counted, fit, pieces, unit_price
from tui.widgets.lines import Line
from tui.widgets.table import Column, ListSource, Table

if TYPE_CHECKING:
    from cache.watched import Fact, WatchedRow

COLUMNS = (
    Column("", 1),
    Column("part", 18),
    Column("number", 18, 5),
    Column("each", 10, right=True),
    Column("", 3, 2),
    Column("stock", 10, 1, right=True),
    Column("lead", 5, 3, right=True),
    Column("status", 10, 4),
    Column("what changed", 22, 1, grow=True),
)


_TO_COME = "first look to come"


def _cells(row: WatchedRow) -> Sequence[str]:
    now = row.now or row.known
    told = "; ".join(row.changes) if row.changes else "" if row.now is not None else _TO_COME
    return (
        "*" if row.changes else "",
        row.part,
        row.number,
        unit_price(now.unit_price) if now is not None else UNKNOWN,
        now.currency if now is not None else "",
        pieces(now.stock) if now is not None else UNKNOWN,
        UNKNOWN if now is None or now.lead_weeks is None else f"{now.lead_weeks} w",
        (now.status if now is not None else "") or UNKNOWN,
        told,
    )


async def open_watched(room: Room) -> None:
    """Show the list. Raises Refusal where the ledger is not open."""
    sheet = WatchedSheet(room)
    await sheet.again()
    room.show_sheet(sheet)


class WatchedSheet(ListedSheet):
    """Costs no call. What changed is marked until the part is opened, or all is taken for seen."""

    places: tuple[str, ...] = ("watched", "sheet")
    title = "Watched parts"
    widest = 160
    tall = True

    def __init__(self, room: Room) -> None:
        self._room = room
        self._table = Table(COLUMNS, _cells, lambda row: "warn" if row.changes else "text")
        self._history: dict[str, tuple[Fact, ...]] = {}
        self._rows: list[WatchedRow] = []

    async def again(self) -> None:
        watched = self._room.services.watched
        self._rows = await watched.mine()
        self._history = {
            _name(row): await watched.history(row.vendor, row.number) for row in self._rows
        }
        self._table.show(ListSource(self._rows, [_name(row) for row in self._rows]))
        self._table.resize(max(1, len(self._rows)))
        self._room.redraw_sheet()

    def closed(self) -> None:
        # The list of what waits says what of them changed.
        self._room.changed("orders")

    # -- drawing

    def head(self, width: int) -> Sequence[Line]:
        if not self._rows:
            return ()
        fresh = sum(bool(row.changes) for row in self._rows)
        words = f"{counted(len(self._rows), 'part')} · " + (
            f"{fresh} changed since you looked (*)" if fresh else "nothing changed since you looked"
        )
        return [[(fit(words, width), "text")], self._table.head(width)]

    def lines(self, width: int) -> Sequence[Line]:
        if not self._rows:
            words = "Nothing is watched: W in a part's sheet watches what the cursor is on."
            return paragraph(words, width)
        table = self._table
        return Rows(len(self._rows), lambda place: table.line(place, width, active=True))

    def foot(self, width: int) -> Sequence[Line]:
        """The history of the part under the cursor, and what changed, whole."""
        row: WatchedRow | None = self._table.current
        if row is None:
            return ()
        now = self._room.now()
        lines: list[Line] = [[("─" * width, "frame")]]
        since = "" if row.now is None else f" · told so first {at(row.now.at, now)}"
        lines += paragraph(f"{row.number} · {row.maker}{since}", width, "text")
        for change in row.changes:
            lines += paragraph(f"* {change}", width, "warn")
        if row.changes:
            lines += paragraph(f"you looked {at(row.seen_at, now)}", width)
        history = self._history.get(_name(row), ())
        if history:
            return lines + history_lines(history, now, width)
        known = "Nothing of it is known here yet"
        if row.known is not None:
            known = f"What stands there is of a search ({at(row.known.at, now)})"
        words = (
            f"{known}. The first look comes by itself, as soon as {vendor_name(row.vendor)} can be "
            "asked, and then one a day; changes are told from there on."
        )
        return [*lines, *paragraph(words, width)]

    @property
    def cursor_line(self) -> int | None:
        return self._table.cursor if self._rows else None

    # -- keys

    def _move(self, by: int) -> None:
        self._table.move(by)
        self._room.redraw_sheet()

    def _why_not(self) -> str | None:
        return None if self._rows else "nothing is watched"

    why_not_open = why_not_remove = why_not_copy = _why_not

    def do_open(self) -> None:
        from tui.screens.part_opening import open_part

        row: WatchedRow = self._table.current
        open_part(
            self._room,
            number=row.number,
            part=row.part,
            maker=row.maker,
            vendor=row.vendor,
            # Opened, its changes are seen; and there it may be watched no more.
            closed=lambda: self._room.work(self.again, "watched"),
        )

    def do_copy(self) -> None:
        self._room.copy(self._table.current.number)

    def do_remove(self) -> None:
        self._room.work(partial(self._remove, self._table.current), "watched", hold=True)

    async def _remove(self, row: WatchedRow) -> None:
        await self._room.services.watched.unwatch(row.vendor, row.number)
        await self.again()
        self._room.say(f"{row.number} is watched no more; what was seen of it stays")

    def why_not_seen(self) -> str | None:
        fresh = any(row.changes for row in self._rows)
        return None if fresh else "nothing changed since you looked"

    def do_seen(self) -> None:
        self._room.work(self._seen, "watched", hold=True)

    async def _seen(self) -> None:
        for row in self._rows:
            if row.changes:
                await self._room.services.watched.looked(row.vendor, row.number)
        await self.again()


def _name(row: WatchedRow) -> str:
    return f"{row.vendor} {row.number}"
