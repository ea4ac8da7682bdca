"""What an order's sheet says first while something has to be done about the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cache.acting import TODO
from cache.purchase_orders import vendor_name
from tui.screens.marks import Mark, Row, blank, rows_of
from tui.screens.order_rows import moment
from tui.screens.sheet import paragraph
from tui.text import fit, money, pieces, unit_price, wrap
from tui.widgets.lines import Line, keys_line

if TYPE_CHECKING:
    from cache.order_detail import OrderDetail
    from cache.reconciling import Standing

# States whose order may still turn out to be another thing at the vendor.
OPEN = ("unknown", "accepted_no_number", "duplicate")
# So many looks are listed; of the older ones only how many there were.
_LOOKS = 6


def head_rows(
    detail: OrderDetail, standing: Standing | None, now: datetime, width: int
) -> list[Row]:
    """What happened, what is safe; empty where nothing is out of the ordinary."""
    match detail.state:
        case "unknown":
            rows = _unknown(detail, now, width)
        case "accepted_no_number":
            rows = _no_number(detail, width)
        case "duplicate":
            rows = _twice(detail, width)
        case "not_placed":
            return [*_not_placed(detail, now, width), blank()]
        case _:
            return []
    if standing is not None:
        rows += _looks(standing, now, width)
    rows += [blank(), *rows_of([[(f"what to tell {vendor_name(detail.vendor)}", "head")]])]
    mark = Mark(to_tell(detail), f"what to tell {vendor_name(detail.vendor)}, whole")
    lines = [[(line, "text")] for text in mark.text.splitlines() for line in wrap(text, width)]
    return [*rows, *rows_of(lines, mark), blank()]


def foot_lines(detail: OrderDetail, here: Mark | None, width: int) -> list[Line]:
    """The keys that end it, always in view. `here` is what the cursor stands on."""
    pairs = [("l", "look now")]
    if detail.state == "unknown":
        pairs.append(("n", "not placed (asks why)"))
    if detail.state == "duplicate" and not noted(detail):
        pairs.append(("t", "take note (asks why)"))
    if here is not None:
        taken = sum(len(key) + len(words) + 4 for key, words in pairs)
        pairs.insert(1, ("y", fit(f"copy {here.words or here.text}", width - taken - 5).rstrip()))
    return [[("", "dim")], keys_line(pairs, width)]


def noted(detail: OrderDetail) -> bool:
    """Whether somebody took note of every alarm that it is there twice."""
    found = detail.confirmation.differences if detail.confirmation else ()
    return all(one.acknowledged is not None for one in found if one.what == "twice")


def to_tell(detail: OrderDetail) -> str:
    """What the vendor has to be told or asked, in a few lines of plain text."""
    asked = {
        "unknown": "Do you have this purchase order?",
        "accepted_no_number": "Which number does this order have at your side?",
    }.get(detail.state, f"You have it more than once; we sent it {_times(detail)}.")
    attempt = next((one for one in reversed(detail.attempts) if one.sent_at is not None), None)
    lines = [f"Purchase order {detail.number}. {asked}"]
    if attempt is not None and attempt.sent_at is not None:
        sent = f"{attempt.sent_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        request = f", request id {attempt.request_id}" if attempt.request_id else ""
        lines.append(f"Sent by API on {sent}{request}")
    numbers = [order.number for order in detail.vendor_orders if order.number]
    if numbers or detail.vendor_numbers:
        sales = _numbered("sales order", detail.vendor_numbers.split(", "))
        own = _numbered("order", numbers) or "no order number"
        lines.append(f"At your side: {', '.join(filter(None, (own, sales)))}")
    if detail.ship_to is not None:
        address = detail.ship_to.address
        where = [address.company or address.name, address.line1, address.city, address.country]
        customer = detail.ship_to.customer_id
        lines.append(f"Ship to {', '.join(filter(None, where))}; CustomerId {customer}")
    for line in detail.lines:
        ours = line.ours
        if ours is not None:
            price = f"{unit_price(ours.unit_price)} {detail.currency}"
            lines.append(f"{ours.line_no}. {pieces(ours.quantity)} of {ours.number} at {price}")
    if detail.goods is not None:
        total = money(detail.goods + (detail.fees or 0))
        lines.append(f"Total {total} {detail.currency}, without tariff, tax and shipping")
    return "\n".join(lines)


def _unknown(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    name = vendor_name(detail.vendor)
    attempt = detail.attempts[-1] if detail.attempts else None
    sent = ""
    if attempt is not None and attempt.sent_at is not None:
        broke = attempt.message or "no answer came that says what became of it"
        sent = f"Sent {moment(attempt.sent_at, now)}; {broke.rstrip('.')}."
    rows = rows_of(paragraph(sent, width, "text")) if sent else []
    rows += rows_of(
        paragraph(
            "It may or may not have been placed. Bondroom will not send it again.", width, "danger"
        )
    )
    if detail.vendor_orders:
        words = f"{name} lists an order under this number; its lines stand beside ours below."
        rows += rows_of(paragraph(words, width, "text"))
    return rows


def _no_number(detail: OrderDetail, width: int) -> list[Row]:
    name = vendor_name(detail.vendor)
    words = (
        f"{name} took the order and has not given its number yet. Do not order it again: both "
        "would be charged. The number is looked for by itself."
    )
    return rows_of(paragraph(words, width, "text"))


def _twice(detail: OrderDetail, width: int) -> list[Row]:
    name = vendor_name(detail.vendor)
    numbers = [order.number for order in detail.vendor_orders if order.number]
    both = (
        _numbered("order", numbers),
        _numbered("sales order", detail.vendor_numbers.split(", ")),
    )
    which = ", ".join(filter(None, both))
    which = f" There it is {which}." if which else ""
    words = (
        f"{name} has this purchase order more than once, or more of it than was sent.{which} "
        f"Bondroom sent it {_times(detail)} and cannot cancel anything."
    )
    if noted(detail):
        todo = "The alarm was taken away; by whom, when and why stands below."
        return rows_of([*paragraph(words, width, "text"), *paragraph(todo, width)])
    todo = (
        f"Call {name} now with what stands below, and have one of them cancelled before it ships. "
        "Then t takes the alarm away, with the reason."
    )
    return rows_of([*paragraph(words, width, "danger"), *paragraph(todo, width, "text")])


def _numbered(word: str, numbers: Sequence[str]) -> str:
    """`order 1`, `orders 1 and 2`; empty for none."""
    known = [number for number in numbers if number]
    return f"{word}{'' if len(known) == 1 else 's'} {' and '.join(known)}" if known else ""


def _times(detail: OrderDetail) -> str:
    """How often it may have reached the vendor from here."""
    none = ("not_sent", "rejected", "refused")
    sent = [one for one in detail.attempts if one.sent_at is not None and one.state not in none]
    return "once" if len(sent) == 1 else f"{len(sent)} times"


def _not_placed(detail: OrderDetail, now: datetime, width: int) -> list[Row]:
    said = next((one for one in reversed(detail.events) if one.became == "not_placed"), None)
    words = "It was not placed."
    if said is not None:
        words = f"{said.person} said {moment(said.at, now)} that it was not placed: {said.reason}"
    todo = (
        "Its lines are back in their draft: d opens it, and P places them again under the same "
        f"number {detail.number}."
    )
    return rows_of([*paragraph(words, width, "text"), *paragraph(todo, width)])


def _looks(standing: Standing, now: datetime, width: int) -> list[Row]:
    rows: list[Row] = []
    older = len(standing.looks) - _LOOKS
    if older > 0:
        rows += rows_of([[(f"looked for {older} times before that", "dim")]])
    for look in standing.looks[-_LOOKS:]:
        by_hand = " by hand" if look.by_hand else ""
        rows += rows_of(paragraph(f"looked{by_hand} {moment(look.at, now)}: {look.said}", width))
    if standing.elsewhere:
        words = (
            f"It was {standing.elsewhere}. It is not looked for from here: {TODO} to look. Until "
            "then nobody can say that it was not placed."
        )
        return rows + rows_of(paragraph(words, width, "danger"))
    if standing.next_at is None:
        words = "No further look is planned: l looks now."
    elif standing.next_at <= now:
        words = "The next look is due now."
    else:
        words = f"Next look {moment(standing.next_at, now)}."
    return rows + rows_of(paragraph(words, width, "text"))
