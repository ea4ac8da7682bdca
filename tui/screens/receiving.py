"""Goods received: pieces that came of an inbound order, typed or scanned, posted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from cache.inbound_mapping import Mapped
from tui.days import typed_day
from tui.screens.form import Choice, Field, FormSheet
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, counted, day, pieces
from tui.widgets.lines import Line
from tui.widgets.prompts import NamePrompt
from vendors.inbound import Receipt

if TYPE_CHECKING:
    from cache.inbound import Receivable, ReceiveLine
    from tui.room import Room
    from vendors.labels import Label

_MOST_PIECES = 999_999_999


async def open_receiving(room: Room, order_id: int) -> None:
    """Ask the warehouse what is open, and show it. Raises Refusal, VendorError."""
    receivable = await room.services.inbound.receivable(order_id)
    # That it is being asked is true no more.
    room.say("")
    room.show_sheet(ReceivingSheet(room, receivable))


@dataclass(slots=True)
class _Came:
    """What is typed of one SKU."""

    received: int = 0
    rejected: int = 0
    lot: str = ""
    expires: date | None = None


class ReceivingSheet(FormSheet):
    """`r` on an inbound order opens it. Nothing is posted before `P`."""

    def __init__(self, room: Room, receivable: Receivable) -> None:
        super().__init__(room)
        self.title = f"{receivable.number} · goods received"
        self.mark = "PRODUCTION" if room.environment == "production" else ""
        self._order = receivable
        self._inbound = room.services.inbound
        self._place = receivable.default_place
        self._came: dict[str, _Came] = {line.sku: _Came() for line in receivable.lines}
        self._because = ""
        self._scanned: list[Label] = []
        self._posting = False

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        return super().places if self._field is not None else ("receiving", *super().places)

    # -- what it shows

    def fields(self) -> Sequence[Field]:
        places = {one.id: one.name for one in self._order.places}
        fields = [
            Field(
                "place",
                "put into",
                places.get(self._place, self._place),
                "not said yet",
                choices=tuple(Choice(name) for name in places.values()),
                hint="the place in the warehouse; it is kept for the next time",
            )
        ]
        for line in self._order.lines:
            fields += self._of_line(line)
        if self._over_full:
            hint = "more than was ordered came: say why, and it is posted so"
            fields.append(Field("because", "why more", self._because, "not said yet", hint=hint))
        return fields

    def _of_line(self, line: ReceiveLine) -> list[Field]:
        came, today = self._came[line.sku], self._room.now().date()
        # Where the warehouse calls it as the maker does, it is named once.
        named = line.sku if line.sku == line.part else f"{line.sku}  {line.part}"
        head = (
            f"{named}   ordered {pieces(line.ordered)}, came "
            f"{pieces(line.received)}{' by our count' if line.counted_here else ''}, open "
            f"{pieces(line.open)}"
        )
        more = ""
        if line.open is not None and came.received > line.open:
            more = f"more than the {pieces(line.open)} that are open"
        fields = [
            Field("", head),
            Field(
                f"received {line.sku}",
                "came now",
                pieces(came.received) if came.received else "",
                "nothing",
                hint="pieces; a scanned bag adds its own; a takes all that is open of every line",
                amiss=more,
                alone=pieces(came.received or line.open) if came.received or line.open else "",
            ),
        ]
        if not (came.received or came.rejected):
            return fields
        return [
            *fields,
            Field(
                f"rejected {line.sku}",
                "rejected",
                pieces(came.rejected) if came.rejected else "",
                "nothing",
                hint="pieces that came and were not kept",
                alone=pieces(came.rejected) if came.rejected else "",
            ),
            Field(f"lot {line.sku}", "lot", came.lot, "not said", came.lot),
            Field(
                f"expires {line.sku}",
                "expires",
                day(came.expires, today) if came.expires else "",
                "not said",
                hint="a day, as 24 Nov 2027 or 2027-11-24",
            ),
        ]

    def lines(self, width: int) -> Sequence[Line]:
        if self._order.why_not:
            self._cursor_line = None
            return paragraph(self._order.why_not, width, "warn")
        return super().lines(width)

    def foot(self, width: int) -> Sequence[Line]:
        receipts = self._receipts()
        count = sum(one.received for one in receipts)
        said = f"{pieces(count)} pieces of {counted(len(receipts), 'SKU')} to post" if count else ""
        return [*paragraph(said, width, "strong"), *super().foot(width)]

    # -- what is typed and scanned

    def take(self, name: str, text: str) -> str:
        what, _, sku = name.partition(" ")
        if what == "place":
            found = [one.id for one in self._order.places if one.name == text]
            self._place = found[0] if found else ""
            return ""
        if what == "because":
            self._because = text
            return ""
        came = self._came[sku]
        if what in ("received", "rejected"):
            plain = text.replace(",", "").replace(" ", "")
            if plain and not (plain.isdecimal() and int(plain) <= _MOST_PIECES):
                return f"“{text}” is no number of pieces"
            setattr(came, what, int(plain or 0))
        elif what == "lot":
            came.lot = text
        else:
            came.expires = typed_day(text, self._room.now().date()) if text else None
            if text and came.expires is None:
                return f"“{text}” is no day; 24 Nov 2027 or 2027-11-24 is"
        return ""

    def label(self, label: Label) -> bool:
        """A bag was scanned: its pieces are added to its line."""
        found = [line for line in self._order.lines if _is_of(label, line)]
        if len(found) != 1:
            has = "several lines have" if found else "no line here has"
            self._room.say(f"{has} {label.part or label.number or UNKNOWN}: type it", "warn")
        elif label in self._scanned:
            self._room.say("the same label again: nothing was added; type it if it came twice")
        elif label.quantity is None:
            self._room.say(f"{found[0].sku}: no quantity stands on it: type it", "warn")
        else:
            self._scanned.append(label)
            came = self._came[found[0].sku]
            came.received += label.quantity
            came.lot = came.lot or label.lot
            self._at = f"received {found[0].sku}"
            added = f"{pieces(label.quantity)} of {found[0].sku} added"
            self._room.say(f"{added}: {pieces(came.received)} now")
        self._room.redraw_sheet()
        return True

    def why_not_all(self) -> str | None:
        if any(line.open for line in self._order.lines):
            return None
        return "nothing is open, so far as the warehouse says"

    def do_all(self) -> None:
        for line in self._order.lines:
            if line.open:
                self._came[line.sku].received = line.open
        self._room.redraw_sheet()

    # -- posting

    @property
    def _over_full(self) -> bool:
        return any(
            line.open is not None and self._came[line.sku].received > line.open
            for line in self._order.lines
        )

    def _receipts(self) -> list[Receipt]:
        return [
            Receipt(sku, self._place, came.received, came.rejected, came.lot, came.expires)
            for sku, came in self._came.items()
            if came.received or came.rejected
        ]

    def why_not_post(self) -> str | None:
        if self._posting:
            return "it is being posted: wait for what became of it"
        if self._order.why_not:
            return self._order.why_not
        if not self._receipts():
            return "nothing came so far: type it, scan it, or a takes all that is open"
        if not self._place:
            return "say first where it is put: Enter on “put into”"
        if self._over_full and not self._because:
            return "more came than was ordered: say why first, in the last field"
        return None

    def do_post(self) -> None:
        receipts = self._receipts()
        count = pieces(sum(one.received for one in receipts))
        # Where they go stands on the sheet: this has the half of a narrow line.
        words = f"Enter posts {count} of {counted(len(receipts), 'SKU')}, once"
        self._room.ask(NamePrompt("Post", "", words, lambda _: self._post(receipts)))

    def _post(self, receipts: Sequence[Receipt]) -> None:
        self._posting = True
        self._room.work(
            partial(self._posted, receipts), "receive", "posting what came …", alone=False
        )

    async def _posted(self, receipts: Sequence[Receipt]) -> None:
        try:
            if self._place != self._order.default_place:
                await self._keep_place()
            received = await self._inbound.receive(self._order.order_id, receipts, self._because)
            self._came = {line.sku: _Came() for line in self._order.lines}
            self._room.close_sheet()
            good = received.outcome == "received"
            self._room.say(received.words, "good" if good else "warn")
        finally:
            self._posting = False
            self._room.changed("orders")

    async def _keep_place(self) -> None:
        found = next((one for one in self._order.places if one.id == self._place), None)
        if found is not None:
            entry = Mapped("place", found.warehouse_id, found.id, found.name)
            await self._inbound.mapping.confirm([entry])


def _is_of(label: Label, line: ReceiveLine) -> bool:
    """Whether the label names the line's part or SKU, by any number on it."""
    names = {one.casefold() for one in (line.sku, line.part) if one}
    said = (label.part, label.number, label.customer_part)
    return any(one.casefold() in names for one in said if one)
