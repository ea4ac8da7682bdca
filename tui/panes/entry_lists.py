"""What the list under the row with the caret shows: parts, ways to buy, quantities, days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cache.offering import price_at
from cache.purchase_orders import vendor_name
from cache.typed import Typed
from cache.typed_lines import PACKAGING_WORDS, typed_line
from tui.panes.entry_unasked import missing
from tui.room import Hint, Room
from tui.text import day, money, pieces, unit_price
from tui.widgets.editor import whole
from tui.widgets.grid import DUE, ENOUGH, PACKAGING, PART, QUANTITY, REFERENCE, VENDOR, Choice, Grid
from tui.widgets.prompts import QuantityPrompt, Terms
from vendors.buying import legal, line_total
from vendors.text import clean

if TYPE_CHECKING:
    from cache.completing import Candidate, Way
    from cache.drafts import DraftLine

# What is said where there is nothing to list.
_NOTHING = {
    QUANTITY: "minimum and price breaks are listed once the part is known",
    PACKAGING: "nothing fits",
    VENDOR: "nothing fits",
    REFERENCE: "a reference is your own: type it",
    DUE: "nothing fits",
}
# Who may be named besides: a vendor, the word for it, and what its parts are.
_OTHERS = (
    ("ti", "TI", "its own store, by TI's part number"),
    ("shipstation", "supplier", "a SKU, at a cost that is typed: F2"),
)
_AHEAD = (1, 2, 7, 14, 21, 28, 42, 56, 84)


def nothing(grid: Grid) -> str:
    """What is said where the active cell has nothing to list."""
    if grid.cell == PART:
        few = len(grid.text) < ENOUGH
        return f"parts are listed from {ENOUGH} characters on" if few else "nothing here begins so"
    return _NOTHING[grid.cell]


def choices_of(candidates: Sequence[Candidate]) -> list[Choice]:
    """Parts that may be meant. One completes the number, and changes neither vendor nor packaging:
    the number of a bonded row is of a packaging, and is not taken over.
    """
    return [
        Choice(
            f"{clean(one.part)}  {clean(one.maker)}",
            ((PART, clean(one.typed_as)),),
            clean(one.what),
            "" if one.customer_id else one.number,
            clean(one.maker),
        )
        for one in candidates
    ]


async def values_of(room: Room, grid: Grid, line: DraftLine | None) -> tuple[Sequence[Choice], str]:
    """The values of the active cell, and what is to be said of those that are not among them;
    `line` is the row as it stands in the draft, if it does.
    """
    services = room.services
    words = grid.words
    if line is None or line.part != words.part.strip():
        typed = Typed(part=words.part.strip(), vendor=words.vendor, packaging=words.packaging)
        line = typed_line(typed, whole(words.quantity) or 0, services.clock.now())
    if grid.cell == QUANTITY:
        return _quantities(line), ""
    if grid.cell == DUE:
        today = room.now().date()
        days = [(ahead, day(today + timedelta(days=ahead), today)) for ahead in _AHEAD]
        return [Choice(words, ((DUE, words),), f"+{ahead}") for ahead, words in days], ""
    if grid.cell == REFERENCE:
        return (), ""
    ways = await services.completing.alternatives(line) if line.part else []
    if grid.cell == PART:
        # Whose part it is may be all that is open.
        makers = _makers(ways)
        found = choices_of(await services.completing.complete(grid.text))
        return makers if len(makers) > 1 or not found else found, ""
    lacking = await missing(room, line, ways) if line.part else ""
    return [_way(way, line.part) for way in ways] or _any(room, grid.cell), lacking


def _makers(ways: Sequence[Way]) -> list[Choice]:
    """Each maker of a number that several use."""
    found = {(way.part, way.maker): way for way in ways}
    return [
        Choice(f"{clean(part)}  {clean(maker)}", ((PART, clean(part)),), "", "", clean(maker))
        for part, maker in found
    ]


def _way(way: Way, part: str) -> Choice:
    vendor = f"bonded {way.place}" if way.place else vendor_name(way.line.vendor)
    price = f"{unit_price(way.unit_price)} {way.currency}" if way.unit_price is not None else ""
    # A location is told by the vendor's cell; the packaging of its pieces is the vendor's matter.
    packaging = "" if way.place else clean(way.packaging)
    shown = f"{packaging or 'bonded':<9}  {vendor:<10}  {clean(way.maker)}"
    puts = [(PACKAGING, packaging), (VENDOR, clean(vendor))]
    if way.part.casefold() != part.casefold():
        shown += f" {clean(way.part)}"
        puts.append((PART, clean(way.part)))
    return Choice(
        shown,
        tuple(puts),
        "  ".join(word for word in (price, clean(way.why_not), clean(way.words)) if word),
        "" if way.place else way.number,
        clean(way.maker),
    )


def _any(room: Room, cell: int) -> list[Choice]:
    """What there is at all, where nothing is known of the part."""
    if cell == PACKAGING:
        return [Choice(word, ((PACKAGING, word),)) for word in PACKAGING_WORDS]
    sites = room.services.bonded.locations()
    others = [
        Choice(word, ((VENDOR, word),), what)
        for vendor, word, what in _OTHERS
        if vendor in room.services.resolving.vendors
    ]
    return [Choice("DigiKey", ((VENDOR, "DigiKey"),), "the catalogue"), *others] + [
        Choice(f"bonded {one.code}", ((VENDOR, f"bonded {one.code}"),), one.name) for one in sites
    ]


def _quantities(line: DraftLine) -> list[Choice]:
    """The least, and where the next price begins: each legal, with what it costs."""
    if not line.known:
        return []
    wanted = [line.moq, *(one.quantity for one in line.breaks)]
    found: dict[int, Choice] = {}
    for quantity in sorted(wanted):
        judged = legal(quantity, line.moq, line.multiple, line.maximum)
        takes = quantity if judged.ok else judged.above
        price = None if takes is None else price_at(line, takes)
        if takes is None or price is None:
            continue
        total = line_total(takes, price, line.currency) + line.fee
        what = f"{unit_price(price)} each   {money(total)} {line.currency}"
        found[takes] = Choice(pieces(takes), ((QUANTITY, pieces(takes)),), what)
    return list(found.values())


def hint_of(line: DraftLine | None, grid: Grid) -> Hint | None:
    """What is to be said of the number that is typed into an offer's quantity."""
    if line is None or not line.known or grid.cell != QUANTITY:
        return None
    prompt = QuantityPrompt("", _terms(line), line.quantity or line.moq, _not_taken)
    prompt.editor = grid.editor
    return prompt.hint()


def legal_beside(line: DraftLine, text: str, *, up: bool) -> int | None:
    """The next legal quantity above or below the one typed; None: there is none."""
    quantity = whole(text) or 0
    step = max(1, line.multiple)
    judged = legal(quantity, line.moq, line.multiple, line.maximum)
    if not judged.ok:
        return judged.above if up else judged.below
    to = quantity + step * (1 if up else -1)
    return to if legal(to, line.moq, line.multiple, line.maximum).ok else None


def _terms(line: DraftLine) -> Terms:
    return Terms(
        line.moq,
        line.multiple,
        line.maximum,
        line.currency,
        line.fee,
        lambda quantity: price_at(line, quantity),
    )


def _not_taken(quantity: int) -> None:
    """The grid takes what is typed, and not the question."""
