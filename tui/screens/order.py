"""One order opened: what we asked for beside what the vendor keeps, shipments, attempts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.panes.history import state_words
from tui.room import Room
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.text import UNKNOWN, at, day, fit, money, pieces, unit_price
from tui.widgets.lines import Line, spread

if TYPE_CHECKING:
    from cache.order_detail import LinePair, OrderDetail

_UNKNOWN = (
    "It was sent, and no answer came that says what became of it. It may or may not have been "
    "placed; Bondroom will not send it again. F5 in the history asks DigiKey what it lists. "
    "Before it is ordered anywhere else, ask DigiKey for this number."
)
_LISTED = (
    "It was sent, and no answer came. DigiKey lists an order under this number: compare its lines "
    "below. Bondroom will not send it again, and this version leaves it unknown."
)
_NO_CANCEL = (
    "No call of DigiKey cancels an order. To change or cancel it, give DigiKey the numbers above."
)


class OrderSheet(BaseSheet):
    """Enter on a row of the history opens this."""

    def __init__(self, room: Room, detail: OrderDetail) -> None:
        self._room = room
        self._detail = detail
        self.title = f"{detail.number} · {vendor_name(detail.vendor)}"
        status = detail.vendor_orders[0].status if detail.vendor_orders else ""
        self.mark = state_words(detail.state, status)[1]

    def lines(self, width: int) -> Sequence[Line]:
        detail, now = self._detail, self._room.now()
        lines: list[Line] = []
        if detail.state == "unknown":
            words = _LISTED if detail.vendor_orders else _UNKNOWN
            lines += [*paragraph(words, width, "danger"), [("", "dim")]]
        placed = detail.entered_at.astimezone(now.tzinfo)
        nobody = "elsewhere on the account" if detail.order_id is None else UNKNOWN
        facts = [
            ("date", f"{day(placed.date(), now.date())} {placed:%H:%M}"),
            ("buyer", detail.buyer or nobody),
            ("vendor's numbers", detail.vendor_numbers or UNKNOWN),
        ]
        if detail.ship_to is not None:
            where = detail.ship_to.address
            place = f"{where.company or where.name}, {where.city}"
            facts.append(("ship to", f"{place}   CustomerId {detail.ship_to.customer_id}"))
        for name, value in facts:
            lines += pair(name, value, width, 16)
        for order in detail.vendor_orders:
            lines += pair(
                "vendor says",
                f"{order.status_text or order.status} ({at(detail.fetched_at, now)})",
                width,
                16,
            )
        lines += [[("", "dim")], [(_line_row(None, width), "head")]]
        lines += [[(_line_row(line, width, detail.currency), "text")] for line in detail.lines]
        if detail.goods is not None:
            total = detail.goods + (detail.fees or 0)
            before = "before tariff" if detail.before_tariff else "goods and fees"
            lines.append(
                [(spread("", f"{before}   {money(total)} {detail.currency}", width), "strong")]
            )
        lines += self._shipments(width)
        lines += self._attempts(width)
        if detail.vendor_numbers:
            lines += [[("", "dim")], *paragraph(_NO_CANCEL, width)]
        return lines

    def _shipments(self, width: int) -> list[Line]:
        detail, today = self._detail, self._room.now().date()
        if not detail.shipments:
            return []
        lines: list[Line] = [[("", "dim")], [(fit("shipments", width), "head")]]
        for one in detail.shipments:
            shipment = one.shipment
            when = day(shipment.shipped_at.date() if shipment.shipped_at else None, today)
            expected = f"  expected {day(shipment.expected, today)}" if shipment.expected else ""
            text = (
                f"{pieces(shipment.quantity):>10}  {fit(one.number, 24)}  {when}  "
                f"{shipment.tracking or 'no tracking'}{expected}"
            )
            lines.append([(fit(text, width), "text")])
        return lines

    def _attempts(self, width: int) -> list[Line]:
        now = self._room.now()
        lines: list[Line] = []
        if self._detail.attempts:
            lines += [[("", "dim")], [(fit("attempts", width), "head")]]
        for attempt in self._detail.attempts:
            sent = "not sent" if attempt.sent_at is None else f"sent {at(attempt.sent_at, now)}"
            status = f"  HTTP {attempt.http_status}" if attempt.http_status else ""
            request = f"  request id {attempt.request_id}" if attempt.request_id else ""
            glyph, word = state_words(attempt.state, "")
            text = f"{attempt.n}  {glyph} {word}  {sent} by {attempt.person}{status}{request}"
            lines.append([(fit(text, width), "text")])
            if attempt.message:
                lines += paragraph(f"   {attempt.message}", width)
        return lines


def _total(line: LinePair, currency: str) -> Decimal | None:
    """What the vendor keeps, and while it keeps nothing yet, what we reviewed."""
    if line.theirs:
        return sum((one.total for one in line.theirs), Decimal(0))
    return line.ours.total(currency) if line.ours else None


def _line_row(line: LinePair | None, width: int, currency: str = "") -> str:
    """A line as a row, or with None the heads."""
    if line is None:
        cells = ("part", "ours", "ordered", "shipped", "backorder", "each", "total")
    else:
        ours, theirs = line.ours, line.theirs
        price = theirs[0].unit_price if theirs else (ours.unit_price if ours else None)
        cells = (
            ours.part if ours else theirs[0].part,
            pieces(ours.quantity) if ours else UNKNOWN,
            pieces(sum(one.ordered for one in theirs)) if theirs else UNKNOWN,
            pieces(sum(one.shipped for one in theirs)) if theirs else UNKNOWN,
            pieces(sum(one.backordered for one in theirs)) if theirs else UNKNOWN,
            unit_price(price),
            money(_total(line, currency)),
        )
    part, *numbers = cells
    widths = (8, 8, 8, 9, 10, 10)
    text = fit(part, max(10, width - sum(widths) - len(widths)))
    return text + "".join(
        " " + fit(cell, wide, right=True) for cell, wide in zip(numbers, widths, strict=True)
    )
