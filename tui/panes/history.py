"""Order history: what we placed, and what else was ordered on the account."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from cache.orders import is_late, shown_state
from cache.places import CANNOT_CREATE, Refusal
from cache.purchase_orders import vendor_name
from cache.rows import NEAR, PAGE
from tui.files import MOST_FILES, candidates
from tui.room import Room
from tui.screens.inbound_rows import in_words, short
from tui.text import UNKNOWN, at, counted, day, fit, money
from tui.widgets.lines import Line
from tui.widgets.pane import FieldPane
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from cache.inbound_rows import InboundRow
    from cache.orders import OrderRow

COLUMNS = (
    Column("state", 18),
    Column("order", 16, grow=True),
    Column("sales order", 16, 4, grow=True),
    Column("vendor", 8, 6),
    Column("date", 11, 2, right=True),
    Column("buyer", 10, 5),
    Column("total", 12, 3, right=True),
    Column("cur", 3, 3),
    Column("shipped", 7, 1, right=True),
    Column("due", 11, 1, right=True),
    Column("inbound", 15, 7),
)
_LEGEND = " * changed  ! differs  · not ours  shipped: whole lines  /void: the void ones"


class HistoryPane(FieldPane):
    """Our orders and the account's others, unknown ones first, then the newest."""

    number = 4
    word = "History"
    place = "history"

    def __init__(self, room: Room) -> None:
        super().__init__(room, Table(COLUMNS, self._cells, self._role))
        self._fetched: str | None = None
        # What the warehouse knew of the rows in view when they were drawn last.
        self._told: list[InboundRow | None] = []
        # Whether only the first page of what the text finds is here yet.
        self._more = False

    # -- what it shows

    def _cells(self, row: OrderRow) -> tuple[str, ...]:
        today = self.room.now().date()
        glyph, word = shown_state(row)
        marks = "!" * (row.confirmation == "differs") + "*" * row.fresh
        mark = marks or (" " if row.ours else "·")
        goods = (
            UNKNOWN
            if row.goods_ordered is None
            else f"{row.goods_shipped or 0}/{row.goods_ordered}"
        )
        late = is_late(row, today)
        due = f"late {day(row.due, today)}" if late else day(row.next_date, today)
        return (
            f"{glyph}{mark}{word}",
            row.number,
            row.vendor_numbers or UNKNOWN,
            vendor_name(row.vendor),
            day(row.entered_at, today),
            row.buyer or ("" if row.ours else "elsewhere"),
            money(None if row.total is None else Decimal(row.total)),
            row.currency,
            goods,
            due,
            short(self._inbound(row)),
        )

    def _inbound(self, row: OrderRow) -> InboundRow | None:
        """What the warehouse knows of it. Does not wait."""
        if row.order_id is None:
            return None
        return self.room.services.inbound_rows([row.order_id]).get(row.order_id)

    def _role(self, row: OrderRow) -> str:
        if row.urgent > 0:
            return "danger"
        glyph = shown_state(row)[0]
        if glyph in ("!", "✕") or row.confirmation == "differs":
            return "warn"
        if is_late(row, self.room.now().date()):
            return "warn"
        return "text" if row.ours else "dim"

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.field.text.strip():
            return "No order holds every word typed.\nEsc in the rows clears the filter."
        return "No order is known here yet.\nF5 asks DigiKey for the last twelve months."

    def summary(self) -> str:
        fetched = f" · {at(self._fetched, self.room.now())}" if self._fetched else ""
        count = counted(len(self.table), "order")
        return f"{count}{' or more' if self._more else ''}{fetched}"

    def above(self, width: int) -> list[Line]:
        return [self.field_line(width)]

    def below(self, width: int) -> list[Line]:
        row: OrderRow | None = self.current
        words, role = ("", "dim") if row is None else self._about(row)
        return [[(fit(f" {words}", width), role)], [(fit(_LEGEND, width), "dim")]]

    def _about(self, row: OrderRow) -> tuple[str, str]:
        """What the marks of the row under the cursor stand for."""
        if row.state == "unknown":
            return "it may or may not have been placed: Enter says what to do", "danger"
        if row.state == "duplicate" and row.urgent:
            return "ordered twice: Enter says what to do", "danger"
        said = ["ordered twice (noted)"] if row.state == "duplicate" else []
        if row.confirmation == "differs":
            said.append(f"differs in {row.differs}: Enter shows it")
        if row.news:
            said.append(f"{'* ' if row.fresh else ''}{row.news}")
        if is_late(row, self.room.now().date()):
            said.insert(0, f"late: was to leave by {day(row.due, self.room.now().date())}")
        if row.confirmation == "confirmed":
            said.append("confirmed")
        if inbound := self._inbound(row):
            said.append(in_words(inbound, self.room.now()))
        if elsewhere := self.room.services.orders.elsewhere(row.vendor, row.account):
            said.insert(0, elsewhere)
        return " · ".join(said), "warn" if row.differs else "text"

    def moved(self) -> None:
        self.redraw_below()

    # -- rows

    def first(self) -> None:
        self._fetched = self.room.services.orders.fetched_at
        self.table.show(self.room.services.orders.first())

    async def look(self, text: str, keep: bool) -> None:
        orders = self.room.services.orders
        # Typed text is answered with what is seen of it; the rest follows behind the keys.
        rows = await (orders.rows(text) if keep else orders.begin(text))
        self._more = not keep and len(rows) == PAGE
        before = self._drawn()
        self._fetched = self.room.services.orders.fetched_at
        # A cursor that nobody moved stays at the top, where the newest and the unknown stand.
        self.table.show(rows, keep and self.table.cursor > 0)
        # What is watched is looked at again and again, and mostly says the same.
        told, self._told = self._told, self._inbounds()
        if (self._drawn(), self._told) != (before, told):
            self.lay_out()

    async def looked(self, text: str) -> None:
        if self._more:
            rows = await self.room.services.orders.rows(text)
            self._more = False
            self.extend(rows)

    def _drawn(self) -> tuple[object, ...]:
        """What decides how the pane looks."""
        table = self.table
        return self.summary(), self.empty, len(table), table.top, table.cursor, self._in_view()

    def _in_view(self) -> list[OrderRow | None]:
        table = self.table
        bottom = min(len(table), table.top + table.height)
        return [table.rows.row(position) for position in range(table.top, bottom)]

    def _inbounds(self) -> list[InboundRow | None]:
        return [None if row is None else self._inbound(row) for row in self._in_view()]

    async def refresh_from_vendor(self) -> None:
        unread = await self.room.services.orders.refresh()
        self.room.changed("orders")
        self.room.say(unread, "warn" if unread else "text")

    async def reveal(self, number: str) -> None:
        """Put the cursor on our order of this number; the newest stand at the beginning."""
        self.field.clear()
        await self.load()
        rows = self.table.rows
        for position in range(min(NEAR, len(rows))):
            row: OrderRow | None = rows.row(position)
            if row is not None and row.ours and row.number == number:
                self.table.move(position - self.table.cursor)
                self.lay_out()

    async def reveal_row(self, rowid: int) -> None:
        """Put the cursor on this row, without any filter where it would hide it."""
        if self.field.text and self._position(rowid) is None:
            self.field.clear()
        await self.load()
        place = self._position(rowid)
        if place is not None:
            self.table.move(place - self.table.cursor)
            self.lay_out()

    def _position(self, rowid: int) -> int | None:
        return self.table.rows.position(rowid)

    # -- what can be done with a row

    why_not_copy = why_not_copy_theirs = lambda self: self.why_not_open()

    def why_not_reorder(self) -> str | None:
        words: str | None = self.why_not_open()
        row: OrderRow | None = self.current
        if words or row is None or row.state not in ("unknown", "placing"):
            return words
        return f"{row.number} may be at {vendor_name(row.vendor)}: Enter opens it, l looks there"

    def do_open(self) -> None:
        self.room.work(partial(self._open, self.current.rowid), "open-order", hold=True)

    async def _open(self, rowid: int) -> None:
        from tui.screens.order import open_order

        await open_order(self.room, rowid)

    def why_not_inbound(self) -> str | None:
        words: str | None = self.why_not_open()
        row: OrderRow | None = self.current
        if words or row is None or row.order_id is not None:
            return words
        return "it was not ordered here: the warehouse is told of our own orders only"

    def do_inbound(self) -> None:
        from tui.screens.inbound import open_inbound

        room, order_id = self.room, self.current.order_id
        room.work(partial(open_inbound, room, order_id), "inbound-open", hold=True)

    def do_copy(self) -> None:
        self.room.copy(self.current.number)

    def do_copy_theirs(self) -> None:
        row: OrderRow = self.current
        if row.vendor_numbers:
            self.room.copy(row.vendor_numbers)
        else:
            self.room.say(
                f"{vendor_name(row.vendor)} has given no sales order number for it yet", "warn"
            )

    def do_seen(self) -> None:
        self.room.work(self._seen, "seen")

    async def _seen(self) -> None:
        await self.room.services.orders.looked_all()
        self.room.changed("orders")
        self.room.say("every change is taken for seen; a new one gets its * again")

    def do_reorder(self) -> None:
        words = f"making a draft of {self.current.number} at the prices of now …"
        self.room.work(partial(self._reorder, self.current.rowid), "reorder", words)

    async def _reorder(self, rowid: int) -> None:
        reordered = await self.room.services.reordering.reorder(rowid)
        draft = reordered.draft
        said = f"{draft.label} is a new draft; nothing is ordered before P"
        self.room.open_draft(draft.id, said, reordered.changes)

    def why_not_export(self) -> str | None:
        return None if len(self.table) else "there is no order to export: Esc clears the filter"

    def do_export(self) -> None:
        self.room.work(partial(self._export, self.field.text), "export", "writing …")

    async def _export(self, text: str) -> None:
        from cache.exporting import export_orders

        for target in candidates(f"bondroom-orders-{self.room.now():%Y-%m-%d}", ".csv"):
            if not target.exists():
                count = await export_orders(self.room.services.orders, target, text)
                self.room.say(f"{counted(count, 'order')} written to {target}")
                return
        raise Refusal(
            f"{MOST_FILES} exports of today are there already; nothing was written. "
            "Move some of them away and press X again.",
            CANNOT_CREATE,
        )
