"""Order history: what we placed, and what else was ordered on the account."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.rows import PAGE
from tui.room import Room
from tui.text import UNKNOWN, at, counted, day, fit, money
from tui.widgets.lines import Line
from tui.widgets.pane import FieldPane
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from cache.orders import OrderRow

# Ours, until the vendor has a status of its own: a glyph and a word.
OURS = {
    "reviewed": ("·", "reviewed"),
    "placing": ("…", "placing"),
    "not_sent": ("✕", "not sent"),
    "rejected": ("✕", "rejected"),
    "refused": ("✕", "refused"),
    "unknown": ("?", "unknown"),
    "accepted": ("○", "accepted"),
    "accepted_no_number": ("○", "no number yet"),
    "void": ("–", "void"),
}
# The vendor's own statuses. `Received` means that the vendor has the order, not we the goods;
# its `Unknown` is none of our unknowns.
THEIRS = {
    "Unknown": ("○", "vendor: unlisted"),
    "Received": ("○", "at vendor"),
    "Processing": ("◔", "processing"),
    "Processing3rdParty": ("◔", "at a partner"),
    "ProcessingPartialShipment": ("◐", "part shipped"),
    "ProcessingAwaitingBackorders": ("◔", "backordered"),
    "ProcessingShipBackorder": ("◐", "backorder ships"),
    "ProcessingScheduledShipmentMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentsMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentSingleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentMsc": ("◔", "scheduled"),
    "ProcessingDkAnd3rdParty": ("◔", "part at partner"),
    "ProcessingMultiple3rdParty": ("◔", "at partners"),
    "Shipped": ("●", "shipped"),
    "Delivered": ("✓", "delivered"),
    "GenericDelay": ("!", "delayed"),
    "Canceled": ("✕", "canceled"),
    "Proforma": ("!", "proforma"),
    "ActionRequiredWireTransfer": ("!", "wire transfer"),
}

COLUMNS = (
    Column("state", 18),
    Column("order", 16, grow=True),
    Column("vendor's number", 16, 4, grow=True),
    Column("vendor", 8, 6),
    Column("date", 11, 2, right=True),
    Column("buyer", 10, 5),
    Column("total", 12, 3, right=True),
    Column("cur", 3, 3),
    Column("shipped", 7, 1, right=True),
    Column("due", 11, 1, right=True),
)


def state_words(state: str, status: str) -> tuple[str, str]:
    """Glyph and word: the vendor's status once it has taken the order, else what we know."""
    if state in ("accepted", "accepted_no_number", "vendor") and status:
        return THEIRS.get(status, ("○", f"vendor: {status}"))
    return OURS.get(state, ("○", state))


def _role(row: OrderRow) -> str:
    if row.state == "unknown":
        return "danger"
    glyph = state_words(row.state, row.status)[0]
    return {"!": "warn", "✕": "warn"}.get(glyph, "text" if row.ours else "dim")


class HistoryPane(FieldPane):
    """Our orders and the account's others, unknown ones first, then the newest."""

    number = 4
    word = "History"
    place = "history"

    def __init__(self, room: Room) -> None:
        super().__init__(room, Table(COLUMNS, self._cells, _role))

    def _cells(self, row: OrderRow) -> tuple[str, ...]:
        today = self.room.now().date()
        glyph, word = state_words(row.state, row.status)
        goods = (
            UNKNOWN
            if row.goods_ordered is None
            else f"{row.goods_shipped or 0}/{row.goods_ordered}"
        )
        return (
            f"{glyph} {word}",
            row.number,
            row.vendor_numbers or UNKNOWN,
            vendor_name(row.vendor),
            day(row.entered_at, today),
            row.buyer or ("" if row.ours else "elsewhere"),
            money(None if row.total is None else Decimal(row.total)),
            row.currency,
            goods,
            day(row.next_date, today),
        )

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.field.text.strip():
            return "No order holds every word typed.\nEsc in the rows clears the filter."
        return "No order is known here yet.\nF5 asks DigiKey for the last twelve months."

    def summary(self) -> str:
        row = self.table.rows.row(0) if len(self.table) else None
        fetched = f" · {at(row.fetched_at, self.room.now())}" if row and row.fetched_at else ""
        return f"{counted(len(self.table), 'order')}{fetched}"

    def above(self, width: int) -> list[Line]:
        return [self.field_line(width)]

    def below(self, width: int) -> list[Line]:
        words = " shipped: lines shipped whole · dim: ordered elsewhere"
        return [[(fit(words, width), "dim")]]

    def first(self) -> None:
        self.table.show(self.room.services.orders.first())

    async def look(self, text: str, keep: bool) -> None:
        # A cursor that nobody moved stays at the top, where the newest and the unknown stand.
        rows = await self.room.services.orders.rows(text)
        self.show(rows, keep and self.table.cursor > 0)

    async def refresh_from_vendor(self) -> None:
        await self.room.services.orders.refresh()
        self.room.changed("orders")
        self.room.say("")

    async def reveal(self, number: str) -> None:
        """Put the cursor on our order of this number; the newest stand on the first page."""
        self.field.clear()
        await self.load()
        rows = self.table.rows
        for position in range(min(PAGE, len(rows))):
            row: OrderRow | None = rows.row(position)
            if row is not None and row.ours and row.number == number:
                self.table.move(position - self.table.cursor)
                self.lay_out()

    def do_open(self) -> None:
        self.room.work(partial(self._open, self.current.rowid), "open-order", hold=True)

    async def _open(self, rowid: int) -> None:
        from tui.screens.order import OrderSheet

        detail = await self.room.services.orders.detail(rowid)
        self.room.show_sheet(OrderSheet(self.room, detail))
