"""How the lines of a draft stand on the screen, each with what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.buying_words import NO_COST, NO_PRICE, RESERVE_FILLS, backorder
from cache.purchase_orders import vendor_name
from cache.terms import for_vendor
from cache.terms_faults import line_faults
from cache.terms_words import order_words
from cache.typed_lines import why_open
from tui.text import UNKNOWN, money, pieces, unit_price
from tui.widgets.prompts import nearest
from tui.widgets.table import Column
from vendors.buying import legal, line_total
from vendors.order_limits import tells_price
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS
from vendors.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from cache.drafts import DraftLine
    from vendors.terms import OrderTerms

# Beside the number of a line that has terms of its own. Behind three digits there is no room for
# it, and it stands among the other marks.
ASKED = "§"
_ROOM_FOR_MARK = 99

COLUMNS = (
    Column("#", 3, right=True),
    Column("part", 19, grow=True),
    Column("qty", 9, right=True),
    Column("pack", 9, 1),
    Column("vendor", 7, 4),
    Column("reference", 10, 7),
    Column("due", 8, 6),
    Column("each", 9, 3, right=True),
    Column("total", 10, 1, right=True),
    Column("to", 5, 2),
    Column("", 4, 5),
)
# The column of the first cell that is typed in; the others follow in the order of typing.
FIRST_CELL = 1
# The name of the empty row at the end, on which lines are typed.
END = "end"
# Parts not looked up, from a file perhaps: more than these are asked for only by the buyer's key.
UNASKED = 100
WAITING = "…"


class Shown(NamedTuple):
    """A row on the screen: a line of the draft, what is to be said under it, or the empty end."""

    line: DraftLine | None
    number: int
    site: str
    words: str = ""
    role: str = "text"
    due: str = ""
    # It is being looked up just now.
    waits: bool = False
    end: bool = False

    @property
    def note(self) -> bool:
        return self.line is None and not self.end


def total_of(line: DraftLine) -> Decimal | None:
    if line.unit_price is None or not line.quantity:
        return None
    return line_total(line.quantity, line.unit_price, line.currency) + line.fee


def _marks(line: DraftLine) -> str:
    marks = ((line.ncnr, "N"), (line.tariff, "T"), (line.marketplace, "M"))
    return "".join(mark for on, mark in marks if on)


class Place(NamedTuple):
    """What a line's rows hang on besides the line: its number, where it goes, what stands before.

    `again` says where its part stands already. `width` is the pane's, in cells.
    """

    number: int
    waits: bool
    site: str
    again: str
    today: date
    width: int


class Sums(NamedTuple):
    """A draft added up, by currency. `known` is False where not every line has a price.

    `not_asked`: distinct parts of which no vendor has said anything.
    """

    totals: dict[str, Decimal]
    known: bool
    tariff: bool
    terms: bool
    not_asked: int


def sums_of(lines: Sequence[DraftLine]) -> Sums:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    known = True
    for line in lines:
        total = total_of(line)
        known = known and total is not None
        if line.known:
            totals[line.currency] += total or Decimal(0)
    # Not known is not none; the review counts it the same way.
    tariff = any(line.tariff is not False for line in lines if line.known)
    terms = any(has_terms(line) for line in lines)
    asks = {line.part.casefold() for line in lines if not line.known and not line.typed.reason}
    return Sums(totals, known, tariff, terms, len(asks))


def has_terms(line: DraftLine) -> bool:
    return line.terms != NO_LINE_TERMS


def terms_in_short(terms: OrderTerms, vendors: Iterable[str]) -> str:
    """What the orders at `vendors` ask for, in one line; empty where nothing is.

    What a vendor knows by an id that says nothing to a person is only said to be chosen.
    """
    if terms == NO_ORDER_TERMS:
        return ""
    # The same of several vendors stands once.
    said = dict.fromkeys(
        words for vendor in vendors for words in order_words(for_vendor(terms, vendor))
    )
    return " · ".join(
        f"{name} chosen"
        if name in ("checkout profile", "supplier")
        else value
        if name in ("ship method", "ship control")
        else f"{name} {value}"
        for name, value in said
    )


def cells_of(row: Shown) -> tuple[str, ...]:
    line = row.line
    if line is None:
        return (f"{row.number}", row.words) + ("",) * 9 if row.end else (row.words,)
    asked = ASKED if has_terms(line) else ""
    beside = row.number <= _ROOM_FOR_MARK
    not_told = WAITING if row.waits else UNKNOWN
    return (
        f"{row.number}{asked if beside else ''}",
        line.part or UNKNOWN,
        pieces(line.quantity) if line.quantity else line.typed.quantity or UNKNOWN,
        line.packaging if line.known else line.typed.packaging or not_told,
        vendor_name(line.vendor) if line.known else line.typed.vendor or not_told,
        line.terms.customer_part,
        row.due,
        unit_price(line.unit_price) if line.known else not_told,
        money(total_of(line)) if line.known else not_told,
        row.site,
        _marks(line) + ("" if beside else asked),
    )


def troubles_of(
    line: DraftLine, today: date, waits: bool, *, advised: bool = False
) -> list[tuple[str, str]]:
    """What is to be said under a line, each in words with the key that mends it, and its role.

    Where it is `advised` on, price and stock are said there.
    """
    found: list[tuple[str, str]] = []
    if line.typed.due:
        words = f"! “{clean(line.typed.due, 20)}” is no day, as 24 dec or +14 are: Enter, Tab to it"
        found.append((words, "warn"))
    if waits:
        return found
    if words := why_open(line):
        if not line.known and not line.typed.reason and line.quantity:
            found.append((f"· {words}", "dim"))
        else:
            # What is not said is said by the vendor's terms, where those are known.
            least = legal(0, line.moq, line.multiple, line.maximum) if line.known else None
            more = nearest(least.above, None, "+", "-") if least is not None else ""
            found.append((f"! {words}{more}", "warn"))
        if line.typed.reason and not line.quantity:
            asked = why_open(replace(line, typed=replace(line.typed, reason="")))
            found.append((f"! {asked}", "warn"))
        return found
    if trouble := trouble_of(line, today, advised=advised):
        found.append(trouble)
    return found


def trouble_of(line: DraftLine, today: date, *, advised: bool = False) -> tuple[str, str] | None:
    """What is wrong with an offer's line, in words with the key that mends it, and its role."""
    judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
    if not judged.ok:
        return f"! {judged.reason}" + nearest(judged.above, judged.below, "+", "-"), "warn"
    if line.unit_price is None and not advised and not tells_price(line.vendor):
        return f"! {NO_COST}: F2 types it", "warn"
    if line.unit_price is None and not advised:
        return f"! {NO_PRICE}: Enter changes it, x removes the line", "warn"
    if faults := line_faults(line.terms, line.quantity, today, line.vendor):
        return f"! {faults[0]}: F2 changes the line's terms", "warn"
    if advised:
        return None
    if line.stock is not None and line.quantity > line.stock:
        return f"· {backorder(line.quantity, line.stock, None, None)}", "dim"
    if line.bonded_customer_id is not None:
        return f"· {RESERVE_FILLS}", "dim"
    return None
