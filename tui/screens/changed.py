"""Changes of an order on the screen: as rows of the order, and one of them opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from cache.changing_seen import READ_BACK, waits_for_a_person
from cache.purchase_orders import vendor_name
from tui.screens.marks import Mark, MarkedSheet, Row, blank, rows_of
from tui.screens.reason import ReasonSheet
from tui.screens.sheet import pair, paragraph
from tui.text import wrap
from tui.widgets.lines import Line, keys_line

if TYPE_CHECKING:
    from cache.changing_seen import ChangeSeen
    from cache.order_detail import OrderDetail
    from tui.room import Room

_NAMES = 12
_WORDS = {
    "prepared": ("…", "about to be sent", "text"),
    "sent": ("…", "being sent", "text"),
    "not_sent": ("✕", "not sent", "dim"),
    "rejected": ("✕", "rejected", "dim"),
    "refused": ("✕", "refused", "dim"),
    "unknown": ("?", "unknown", "danger"),
    "accepted": ("○", "taken, not seen yet", "text"),
    "seen": ("✓", "seen", "good"),
    "not_seen": ("!", "taken, and not to be seen", "danger"),
    "closed": ("–", "closed", "dim"),
}


def moment(value: datetime, now: datetime) -> str:
    from tui.screens.order_rows import moment

    return moment(value, now)


def change_rows(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    """Every change of the order, the oldest first, with what is known of it."""
    if not detail.changes:
        return []
    rows = [blank(), *rows_of([[("changes at the vendor   c on one opens it", "head")]])]
    for one in detail.changes:
        glyph, word, role = _WORDS[one.state]
        sent = "" if one.sent_at is None else f" {moment(one.sent_at, now)}"
        text = f"line {one.line_no}: {one.words}: {word} ({one.person}{sent})"
        lines = paragraph(text, width - 2, role)
        heads = [f"{glyph} ", *["  "] * len(lines)]
        hung: list[Line] = [[(head, role), *line] for head, line in zip(heads, lines, strict=False)]
        rows += rows_of(hung, Mark(f"line {one.line_no}: {one.words}", change=one.id))
    return rows


def read_back_lines(change: ChangeSeen, now: datetime, width: int, names: int) -> list[Line]:
    """What the vendor showed of the line since, and when it is asked next."""
    lines: list[Line] = []
    for look in change.looks:
        hand = " by hand" if look.by_hand else ""
        lines += pair("read back", f"{moment(look.at, now)}{hand}: {look.said}", width, names)
    if change.next_at is not None:
        due = "now" if change.next_at <= now else moment(change.next_at, now)
        lines += pair("next", due, width, names)
    return lines


def to_tell(change: ChangeSeen) -> str:
    """What the vendor has to be asked, in a few lines of plain text."""
    lines = [
        f"Was this change made? Purchase order {change.number}, sales order {change.sales_order}, "
        f"your line {change.detail} ({change.held.number}):",
        change.words,
    ]
    if change.sent_at is not None:
        sent = f"{change.sent_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        request = f", request id {change.request_id}" if change.request_id else ""
        lines.append(f"Sent by API on {sent}{request}")
    return "\n".join(lines)


class ChangedSheet(MarkedSheet):
    """One change: what was asked, what was answered, what was seen, and the keys that end it."""

    places: tuple[str, ...] = ("changed", "sheet")

    def __init__(self, room: Room, change: ChangeSeen) -> None:
        super().__init__(room)
        self._put(change)

    def _put(self, change: ChangeSeen) -> None:
        self.change = change
        self.title = f"{change.number}: change of line {change.line_no}"
        self.mark = _WORDS[change.state][1]

    async def again(self) -> None:
        change = await self._room.services.changing.change(self.change.id)
        if change != self.change:
            self._put(change)
            self._room.redraw_sheet()

    @property
    def _waits(self) -> bool:
        return waits_for_a_person(self.change.state, self.change.ended_at, self._room.now())

    def rows(self, width: int) -> Sequence[Row]:
        one, now, name = self.change, self._room.now(), vendor_name(self.change.vendor)
        rows = self._head(width)
        rows += rows_of(pair("changes", one.words, width, _NAMES, "strong"))
        rows += rows_of(pair("sales order", one.sales_order, width, _NAMES), Mark(one.sales_order))
        rows += rows_of(pair("part", one.held.number, width, _NAMES), Mark(one.held.number))
        sent = "not sent" if one.sent_at is None else moment(one.sent_at, now)
        rows += rows_of(pair("sent", f"{sent} by {one.person}", width, _NAMES))
        if one.http_status or one.message:
            status = f"HTTP {one.http_status}" if one.http_status else ""
            said = ": ".join(filter(None, (status, one.message)))
            rows += rows_of(pair("answer", said, width, _NAMES))
        if one.request_id:
            mark = Mark(one.request_id)
            rows += rows_of(pair("request id", one.request_id, width, _NAMES), mark)
        rows += rows_of(read_back_lines(one, now, width, _NAMES))
        if one.closed_because:
            rows += rows_of(pair("closed", one.closed_because, width, _NAMES))
        if self._waits:
            rows += [blank(), *rows_of([[(f"what to ask {name}", "head")]])]
            mark = Mark(to_tell(one), f"what to ask {name}, whole")
            text = [piece for line in mark.text.splitlines() for piece in wrap(line, width)]
            rows += rows_of([[(piece, "text")] for piece in text], mark)
        return rows

    def _head(self, width: int) -> list[Row]:
        one, name = self.change, vendor_name(self.change.vendor)
        match one.state:
            case "unknown":
                words = "It may or may not have been made. Bondroom will not send it again."
                return [*rows_of(paragraph(words, width, "danger")), blank()]
            case "not_seen":
                words = (
                    f"{name} took the change and does not show it: ask {name}, with what stands "
                    "below. It is not sent again; seen later, it is closed by itself."
                )
                return [*rows_of(paragraph(words, width, "danger")), blank()]
        return []

    def foot(self, width: int) -> Sequence[Line]:
        if self.change.state not in READ_BACK:
            return ()
        pairs = [("l", "look now"), ("y", "copy")]
        if self._waits:
            pairs.append(("n", "close it (asks why)"))
        return [[("", "dim")], keys_line(pairs, width)]

    # -- keys

    def why_not_look(self) -> str | None:
        if self.change.state in READ_BACK:
            return None
        return "what became of this change is known"

    def do_look(self) -> None:
        vendor = self.change.vendor
        self._room.work(self._look, "look", f"asking {vendor_name(vendor)} …", asks=vendor)

    async def _look(self) -> None:
        said = await self._room.services.changing.look(self.change.id)
        self._room.say(said)
        self._room.changed("orders")

    def why_not_settle(self) -> str | None:
        if self._waits:
            return None
        return "only a change that is unknown, or was never seen, is closed with a reason"

    def do_settle(self) -> None:
        one, name = self.change, vendor_name(self.change.vendor)
        self._room.show_sheet(
            ReasonSheet(
                self._room,
                f"{one.number}: close the change of line {one.line_no}",
                [
                    (f"Only {name}'s word counts: that it is not seen proves nothing.", "danger"),
                    (
                        "Closed, the line can be changed again. If this change is made after all, "
                        "the line differs from what was ordered, and the order says so.",
                        "text",
                    ),
                ],
                f"Who at {name} said what became of it? Enter takes it, Esc goes back.",
                lambda reason: self._room.work(partial(self._settle, reason), "told", alone=False),
            )
        )

    async def _settle(self, reason: str) -> None:
        await self._room.services.changing.close_change(self.change.id, reason)
        self._room.say("closed; the reason stays here with your name")
        self._room.changed("orders")
