"""The tab of what is ours already: open orders, open drafts, and how a watched part moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.ours import OpenDraft, OpenOrder
from cache.purchase_orders import vendor_name
from cache.status_words import state_words
from tui.screens.part_history import history_lines
from tui.screens.part_tab import Tab
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, day, pieces
from tui.widgets.lines import Line
from tui.widgets.table import Column

if TYPE_CHECKING:
    from cache.watched import Fact
    from tui.screens.part import PartSheet

_WHAT = "open orders and drafts with this maker's number, as known here"


class OursTab(Tab):
    """Costs no call: ledger and history know it."""

    word, key, opens = "ours", "9", True
    columns = (
        Column("what", 16),
        Column("state", 15),
        Column("who", 12, 2, grow=True),
        Column("since", 11, 3),
        Column("pieces", 10, right=True),
        Column("next", 11, 1, right=True),
    )

    def __init__(self, sheet: PartSheet) -> None:
        super().__init__(sheet)
        self._history: tuple[Fact, ...] = ()
        self._vendor, self._of = sheet.vendor, ""
        self._read = False

    def cells(self, row: OpenOrder | OpenDraft) -> Sequence[str]:
        today = self.sheet.room.now().date()
        since = day(row.at.astimezone(self.sheet.room.now().tzinfo).date(), today)
        bonded = " bonded" if row.bonded else ""
        if isinstance(row, OpenDraft):
            who = "you" if row.mine else row.person
            # How many was not said yet where there are none.
            many = pieces(row.quantity) if row.quantity else UNKNOWN
            return (f"draft D-{row.id}", f"open{bonded}", who, since, many, "")
        state = row.status if row.state == "vendor" else state_words(row.state, "")[1]
        who = row.person or "elsewhere on the account"
        what = row.number or vendor_name(row.vendor)
        return (
            what,
            f"{state}{bonded}",
            who,
            since,
            pieces(row.quantity),
            day(row.next_date, today) if row.next_date else UNKNOWN,
        )

    async def here(self) -> None:
        sheet, services = self.sheet, self.sheet.room.services
        part = sheet.part.number if sheet.part is not None else sheet.named
        having = await services.ours.of(part)
        rows = [*having.orders, *having.drafts]
        names = [(type(row).__name__, getattr(row, "id", None) or row[1]) for row in rows]
        self.show(rows, names)
        self._vendor, self._of = sheet.chosen
        self._history = await services.watched.history(self._vendor, self._of)
        self._read = True

    def status(self) -> str:
        return _WHAT if self._read else "reading the ledger …"

    @property
    def empty(self) -> bool:
        return not len(self.table)

    def lines(self, width: int) -> Sequence[Line]:
        if self.empty and self._read:
            return paragraph("Nothing of it is on order, and it is in no open draft.", width)
        return super().lines(width)

    def foot(self, width: int) -> Sequence[Line]:
        """How the watched offer moved."""
        lines: list[Line] = [[("─" * width, "frame")]]
        row = self.sheet.watched_row(self._vendor, self._of)
        if row is None and not self._history:
            return [*lines, *paragraph(f"{self._of} is not watched: W watches it", width)]
        if not self._history:
            words = f"{self._of} is watched; its first look comes by itself, then one a day"
            return [*lines, *paragraph(words, width)]
        since = "was watched" if row is None else "is watched"
        lines += paragraph(f"{self._of} {since}", width, "head")
        return lines + history_lines(self._history, self.sheet.room.now(), width)

    def copied(self) -> str:
        row = self.current
        if isinstance(row, OpenOrder):
            return row.number
        return f"D-{row.id}" if row is not None else self.sheet.number

    def why_not_open(self) -> str | None:
        row: OpenOrder | OpenDraft | None = self.current
        if row is None:
            return "there is nothing to open"
        if isinstance(row, OpenDraft):
            return "a draft is opened in the order builder: Esc, then 3 and d"
        if row.rowid is None:
            return "it is not in the history yet: Esc, then 4 and F5"
        return None

    def open(self) -> None:
        from tui.screens.order import open_order

        row, room = self.current, self.sheet.room
        room.work(partial(open_order, room, row.rowid), "open-order", hold=True)
