"""I ordered wrong, what now? What can still be changed, by whom, and the numbers to tell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cache.purchase_orders import PLACEABLE, vendor_name
from tui.screens.marks import Mark, MarkedSheet, Row, blank, rows_of
from tui.screens.sheet import pair, paragraph
from tui.text import pieces

if TYPE_CHECKING:
    from cache.order_detail import OrderDetail
    from tui.room import Room

_NO_CANCEL = "No vendor here has a call that cancels an order, {name} neither."
# DigiKey documents such changes for orders that it calls eligible (Order Management).
_CHANGES = (
    "What DigiKey takes by API, of sales orders that it calls eligible: a new quantity of a line "
    "while nothing of it has shipped, a new quantity on backorder, and new days. Esc, then c on "
    "the line asks what it allows. How far a quantity may come down is not documented; to take a "
    "line back to what has shipped is not offered."
)
_ASK = (
    "So ask {name}'s customer service, on its contact page, at once, and tell them these numbers "
    "(y copies what is under the cursor):"
)
_RETURN = (
    "What has shipped is no longer changed but returned. Ask {name}'s customer service, on its "
    "contact page, for a return before anything is sent back, with these numbers (y copies what "
    "is under the cursor):"
)


class MistakeSheet(MarkedSheet):
    """Opened by one key from an order."""

    places: tuple[str, ...] = ("wrong", "sheet")

    def __init__(self, room: Room, detail: OrderDetail) -> None:
        super().__init__(room)
        self.title = f"{detail.number}: ordered wrong, what now?"
        self._detail = detail

    def rows(self, width: int) -> Sequence[Row]:
        detail, name = self._detail, vendor_name(self._detail.vendor)
        words = _before_the_vendor(detail, name)
        if words:
            return rows_of(paragraph(words, width, "text"))
        shipped = sum(one.shipped for line in detail.lines for one in line.theirs)
        left = sum(one.ordered for line in detail.lines for one in line.theirs) - shipped
        rows = rows_of(paragraph(_NO_CANCEL.format(name=name), width, "strong"))
        if detail.vendor == "digikey" and (left or not shipped):
            rows += rows_of(paragraph(_CHANGES, width, "text"))
        rows.append(blank())
        if shipped:
            rows += rows_of(
                paragraph(f"{pieces(shipped)} pieces have shipped, {pieces(left)} have not.", width)
            )
        for line in detail.lines:
            if line.ours is not None and line.ours.ncnr:
                words = f"line {line.ours.line_no} {line.ours.part}: NCNR, cannot be cancelled"
                rows += rows_of(paragraph(f"{words} or returned", width, "warn"))
        todo = _RETURN if shipped and not left else _ASK
        rows += [*rows_of(paragraph(todo.format(name=name), width, "text")), blank()]
        return rows + _numbers(detail, width)


def _before_the_vendor(detail: OrderDetail, name: str) -> str:
    """Why there is nothing to change at the vendor, or not yet; empty where there may be."""
    state = detail.state
    if state == "void":
        return f"It is void: nothing of it is at {name}, and its number is used for nothing else."
    if state in PLACEABLE:
        return (
            f"Nothing of it is at {name}, so there is nothing to cancel. Esc, then d opens the "
            "draft: change its lines there, or throw it away."
        )
    if state == "placing":
        return "It is being sent at this moment. Wait for its answer, and look here again."
    if state == "unknown":
        return (
            f"First it has to be known whether {name} has it. Esc, then l looks now, and y copies "
            f"what to ask {name}. While you ask, say as well what has to be changed."
        )
    return ""


def _numbers(detail: OrderDetail, width: int) -> list[Row]:
    found = [("order", detail.number)]
    name = vendor_name(detail.vendor)
    found += [(f"{name} order", one.number) for one in detail.vendor_orders if one.number]
    found += [("sales order", one) for one in detail.vendor_numbers.split(", ") if one]
    if detail.ship_to is not None:
        found.append(("CustomerId", detail.ship_to.customer_id))
    found += [("invoice", one.shipment.invoice) for one in detail.shipments if one.shipment.invoice]
    found = list(dict.fromkeys(found))
    whole = Mark(", ".join(f"{name} {number}" for name, number in found))
    rows = rows_of(pair("all of them", whole.text, width, 16), whole)
    for name, number in found:
        rows += rows_of(pair(name, number, width, 16), Mark(number))
    return rows
