"""The morning list: what a buyer has to look at, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.screens.order import open_order
from tui.screens.order_rows import moment
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import fit, width_of
from tui.widgets.lines import Line
from tui.widgets.strip import ALARMS, GLYPHS, WORDS

if TYPE_CHECKING:
    from textual.events import Key

    from cache.morning import Item
    from tui.room import Room


# What Enter does with a request for approval.
_REQUESTS = {
    "to approve": "opens the order: read it, then approve or decline it.",
    "approved": "opens its draft, asks for the prices of now, and shows the sheet that places it.",
    "declined": "shows who declined it and why; the order stands in its draft.",
    "taken back": "shows who took the approval back; the order stands in its draft.",
}
# From this width on there is room for the vendor's name in every row.
_WIDE = 90


async def open_morning(room: Room) -> None:
    """Show what has to be looked at."""
    room.show_sheet(MorningSheet(room, await room.services.morning.items()))


class MorningSheet(BaseSheet):
    """A digit, or Enter on the row, opens the order that it is about."""

    title = "To look at"

    def __init__(self, room: Room, items: Sequence[Item]) -> None:
        self._room = room
        self._items = list(items)
        self._at = 0

    def whence(self) -> tuple[str, ...]:
        return ("morning",)

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        """An empty list has nothing to open and no row to go to."""
        return ("morning", "sheet") if self._items else ("sheet",)

    async def again(self) -> None:
        items = await self._room.services.morning.items()
        if items != self._items:
            here = self._items[self._at] if self._items else None
            self._items = items
            self._at = next(
                (i for i, one in enumerate(items) if here and _same(one, here)),
                max(0, min(self._at, len(items) - 1)),
            )
            self._room.redraw_sheet()

    def lines(self, width: int) -> Sequence[Line]:
        if not self._items:
            return paragraph(
                "Nothing is unknown, differing, late or newly backordered.", width, "text"
            )
        # As narrow as what stands in them, so that there is room for the words.
        wide = max(width_of(_what(one)) for one in self._items)
        number = min(24, max(width_of(one.number) for one in self._items))
        return [
            self._line(place, one, width, wide, number) for place, one in enumerate(self._items)
        ]

    def _line(self, place: int, item: Item, width: int, wide: int, number: int) -> Line:
        key = str(place + 1) if place < 9 else " "
        here = place == self._at
        elsewhere = "" if item.environment == self._room.environment else f" {item.environment}"
        head = f"{'▸' if here else ' '} {key}  {fit(_what(item), wide)}  {fit(item.number, number)}"
        # Where there is little room, the line below the list says it.
        vendor = f" {fit(vendor_name(item.vendor), 8)}" if width >= _WIDE else ""
        text = fit(f"{head} {vendor}{elsewhere} {item.words}", width)
        role = "danger" if item.kind in ALARMS else "text"
        return [(text, "cursor" if here else role)]

    def foot(self, width: int) -> Sequence[Line]:
        """What stands under the cursor, whole, and what to press."""
        if not self._items:
            return ()
        item = self._items[self._at]
        now = self._room.now()
        since = f" Since {moment(item.since, now)}." if item.since else ""
        number = f"{item.number} at {vendor_name(item.vendor)}: " if item.number else ""
        lines: list[Line] = [[("─" * width, "frame")]]
        lines += paragraph(f"{number}{item.words.rstrip('.')}.{since}", width, "text")
        return [*lines, *paragraph(self._opens(item), width, "accent")]

    def _opens(self, item: Item) -> str:
        if item.rowid is not None and item.kind not in _REQUESTS:
            digit = f"{self._at + 1} or " if self._at < 9 else ""
            return f"{digit}Enter opens it."
        if item.kind in _REQUESTS:
            digit = f"{self._at + 1} or " if self._at < 9 else ""
            return f"{digit}Enter {_REQUESTS[item.kind]}"
        if item.kind == "watched":
            digit = f"{self._at + 1} or " if self._at < 9 else ""
            return f"{digit}Enter opens the list of the parts that you watch."
        if item.kind == "sign-in":
            return "L signs in anew, here and in every pane; nothing is lost until then."
        if item.environment != self._room.environment:
            return (
                f"It is in {item.environment}: leave with q, write environment = "
                f'"{item.environment}" in the settings, and start bondroom again.'
            )
        return "It is not in the history yet: Esc, then 4 and F5."

    @property
    def cursor_line(self) -> int:
        return self._at

    def key(self, event: Key) -> bool:
        if event.key not in "123456789" or not self._items:
            return False
        place = int(event.key) - 1
        if place < len(self._items):
            self._at = place
            self._room.redraw_sheet()
            self._open()
        else:
            self._room.say(f"there is no row {event.key} in this list", "warn")
        return True

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        self._at = max(0, min(len(self._items) - 1, self._at + by))
        self._room.redraw_sheet()

    def why_not_open(self) -> str | None:
        if not self._items:
            return "there is nothing to open"
        item = self._items[self._at]
        opens = item.rowid is not None or item.kind in ("watched", *_REQUESTS)
        return None if opens else self._opens(item)

    def do_open(self) -> None:
        self._open()

    def _open(self) -> None:
        words = self.why_not_open()
        item = self._items[self._at]
        rowid = item.rowid
        if item.kind in _REQUESTS:
            from tui.screens.approval import open_of_order

            job = partial(open_of_order, self._room, item.order_id or 0, item.kind == "approved")
            self._room.work(job, "approval", hold=True)
        elif item.kind == "watched":
            from tui.screens.watched import open_watched

            self._room.work(partial(open_watched, self._room), "watched", hold=True)
        elif words or rowid is None:
            self._room.say(words or "", "warn")
        else:
            self._room.work(partial(open_order, self._room, rowid), "open-order", hold=True)


def _what(item: Item) -> str:
    return f"{GLYPHS[item.kind]} {WORDS.get(item.kind, item.kind)}"


def _same(one: Item, other: Item) -> bool:
    return (one.kind, one.number, one.environment) == (other.kind, other.number, other.environment)
