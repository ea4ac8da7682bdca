"""How the lines of a draft stand on the screen, each with what is wrong with it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.purchase_orders import vendor_name
from cache.terms import line_faults, order_words
from tui.text import money, pieces, unit_price
from tui.widgets.prompts import nearest
from tui.widgets.table import Column
from vendors.buying import break_at, legal, line_total
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS

if TYPE_CHECKING:
    from datetime import date

    from cache.drafts import DraftLine
    from vendors.terms import OrderTerms

# Beside the number of a line that has terms of its own. Behind three digits there is no room for
# it, and it stands among the other marks.
ASKED = "§"
_ROOM_FOR_MARK = 99

COLUMNS = (
    Column("#", 3, right=True),
    Column("part", 15, grow=True),
    Column("qty", 9, right=True),
    Column("pack", 9, 1),
    Column("vendor", 8, 4),
    Column("each", 9, 3, right=True),
    Column("total", 10, 1, right=True),
    Column("to", 5, 2),
    Column("", 4, 5),
)


class Shown(NamedTuple):
    """A row on the screen: a line of the draft, or what is to be said under it."""

    line: DraftLine | None
    number: int
    site: str
    words: str = ""
    role: str = "text"


def price_at(line: DraftLine, quantity: int) -> Decimal | None:
    """The unit price of `quantity` pieces: by the breaks, or a bonded line's one price."""
    if line.bonded_customer_id is not None:
        return line.unit_price
    reached = break_at(line.breaks, quantity)
    return reached.unit_price if reached else None


def total_of(line: DraftLine) -> Decimal | None:
    if line.unit_price is None:
        return None
    return line_total(line.quantity, line.unit_price, line.currency) + line.fee


def _marks(line: DraftLine) -> str:
    marks = ((line.ncnr, "N"), (line.tariff, "T"), (line.marketplace, "M"))
    return "".join(mark for on, mark in marks if on)


def has_terms(line: DraftLine) -> bool:
    return line.terms != NO_LINE_TERMS


def terms_in_short(terms: OrderTerms) -> str:
    """What the order asks for, in one line; empty where nothing is."""
    if terms == NO_ORDER_TERMS:
        return ""
    return " · ".join(
        value if name in ("ship method", "ship control") else f"{name} {value}"
        for name, value in order_words(terms)
    )


def cells_of(row: Shown) -> tuple[str, ...]:
    line = row.line
    if line is None:
        return (row.words,)
    asked = ASKED if has_terms(line) else ""
    beside = row.number <= _ROOM_FOR_MARK
    return (
        f"{row.number}{asked if beside else ''}",
        line.part,
        pieces(line.quantity),
        line.packaging,
        vendor_name(line.vendor),
        unit_price(line.unit_price),
        money(total_of(line)),
        row.site,
        _marks(line) + ("" if beside else asked),
    )


def trouble_of(line: DraftLine, today: date) -> tuple[str, str] | None:
    """What is wrong with a line, in words with the key that mends it, and its role."""
    judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
    if not judged.ok:
        return f"! {judged.reason}" + nearest(judged.above, judged.below, "+", "-"), "warn"
    if line.unit_price is None:
        return "! no price at this quantity: Enter changes it, x removes the line", "warn"
    if faults := line_faults(line.terms, line.quantity, today):
        return f"! {faults[0]}: F2 changes the line's terms", "warn"
    if line.stock is not None and line.quantity > line.stock:
        short = line.quantity - line.stock
        return f"· {pieces(line.stock)} at DigiKey now, {pieces(short)} to come later", "dim"
    if line.bonded_customer_id is not None:
        return "· whether the reserve fills this is not documented", "dim"
    return None
