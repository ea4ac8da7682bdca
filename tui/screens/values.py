"""What the reserves are worth: reported reserve × reported price, a bar for each location.

Amounts of two currencies are never added and never drawn to one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.bonded_rows import Total, Value, totals
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import UNKNOWN, counted, fit, money, width_of, wrap
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.room import Room

# Non-cancelable, not said, and what can be cancelled: apart in shape too, for whoever sees no
# colour. In this order, so that the first cells of a bar are the risk in it.
_NCNR, _NOT_SAID, _FREE = "█", "▒", "░"
_LEGEND = f"{_NCNR} non-cancelable (NCNR)   {_NOT_SAID} not said whether   {_FREE} cancelable"
_NAME, _AMOUNT, _BAR = 20, 15, 12
_ROLES = {_NCNR: "warn", _NOT_SAID: "dim", _FREE: "text"}
_NOTE = (
    "Worked out here from what the vendor reports: reserve × price, row by row. It is what was "
    "reserved, not what lies there, and no invoice. The reserve on backorder is not in it. A row "
    "without a reserve or a price is not valued."
)


class ReserveValues(BaseSheet):
    """By currency, and in each by location; rows that could not be valued are counted."""

    title = "What the reserves are worth"
    widest = 120

    def __init__(self, room: Room) -> None:
        self._room = room

    def head(self, width: int) -> Sequence[Line]:
        return [[(fit(_LEGEND, width), "dim")]]

    def lines(self, width: int) -> Sequence[Line]:
        values = self._room.services.bonded.values()
        lines: list[Line] = []
        for total in totals(values):
            lines += [[("", "dim")], *_currency(total, values, width)]
        return [*lines, [("", "dim")], *paragraph(_NOTE, width)]


def _currency(total: Total, values: Sequence[Value], width: int) -> list[Line]:
    here = [one for one in values if one.currency == total.currency]
    most = max((one.reported or Decimal(0) for one in here), default=Decimal(0))
    where = counted(total.locations, "location")
    told = [f"{total.currency or 'currency not said'}   {money(total.reported)}", where]
    told.append(f"NCNR {money(total.ncnr)}{_share(total.ncnr, total.reported)}")
    if total.ncnr_unknown:
        told.append(f"not said {money(total.ncnr_unknown)}")
    if total.unvalued:
        told.append(f"{total.unvalued:,} not valued")
    # The bar gives way to names, and the longest of those go on under themselves: none is cut.
    beside = max((width_of(_beside(one)) for one in here), default=0)
    longest = max((width_of(_named(one)) for one in here), default=_NAME)
    names = max(_NAME, min(longest, width - _AMOUNT - 3 - beside - _BAR))
    head = " · ".join(told)
    whole: list[Line] = [[(head, "strong")]]
    lines = whole if width_of(head) <= width else paragraph(head, width, "strong")
    for one in here:
        lines += _place(one, most, names, max(_BAR, width - names - _AMOUNT - 3 - beside))
    return lines


def _place(one: Value, most: Decimal, names: int, bar: int) -> list[Line]:
    amount = UNKNOWN if one.reported is None else money(one.reported)
    code = f"{one.code}  "
    name, *more = wrap(one.name, names - width_of(code))
    spans = [(f"{fit(code + name, names)} {fit(amount, _AMOUNT, right=True)}  ", "text")]
    spans += [(cells, _ROLES[cells[0]]) for cells in bar_of(one, most, bar)]
    under: list[Line] = [[(f"{' ' * width_of(code)}{piece}", "text")] for piece in more]
    return [[*spans, (_beside(one), "dim")], *under]


def _named(one: Value) -> str:
    return f"{one.code}  {one.name}"


def _beside(one: Value) -> str:
    return f"  {one.unvalued:,} not valued" if one.unvalued else ""


def bar_of(one: Value, most: Decimal, width: int) -> list[str]:
    """The amount of a location as a bar of `width` cells where it is `most`, in its parts.

    A part that is not nothing is one cell at least.
    """
    if not one.reported or most <= 0:
        return []
    cells = max(1, round(width * one.reported / most))
    ncnr, unsaid = one.ncnr or Decimal(0), one.ncnr_unknown or Decimal(0)
    amounts = [
        (ncnr, _NCNR),
        (unsaid, _NOT_SAID),
        (one.reported - ncnr - unsaid, _FREE),
    ]
    kept = [(amount, glyph) for amount, glyph in amounts if amount > 0]
    shares = [max(1, round(cells * amount / one.reported)) for amount, _ in kept]
    # What rounding took or gave is of the largest.
    shares[shares.index(max(shares))] += max(cells, len(kept)) - sum(shares)
    return [glyph * share for (_, glyph), share in zip(kept, shares, strict=True)]


def _share(part: Decimal, of: Decimal) -> str:
    return f" ({round(100 * part / of)} %)" if of > 0 else ""
