"""The orders that one draft became: which one a sheet shows, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms_words import listed
from tui.screens.sheet import paragraph
from tui.text import counted, fit, money, width_of
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.review import Review
    from tui.widgets.lines import Line

# What became of an order in this walk, a glyph and a word: as in the history.
BECAME: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: "○ placed",
    Outcome.ACCEPTED_NO_NUMBER: "○ placed",
    Outcome.REJECTED: "✕ rejected",
    Outcome.REFUSED: "✕ refused",
    Outcome.NOT_SENT: "✕ not sent",
    Outcome.UNKNOWN: "? unknown",
}
# From this width on a row names the vendor and counts the lines.
_WIDE = 76


@dataclass(slots=True)
class Batch:
    """The orders of the draft `label`, the one that is shown, and what became of those before.

    `codes` are the short names of the ship-tos, by CustomerId; `asked` the orders that wait for
    approval.
    """

    label: str
    reviews: list[Review]
    codes: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    became: dict[int, Outcome] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    @property
    def review(self) -> Review:
        return self.reviews[self.at]

    @property
    def place(self) -> str:
        return f"order {self.at + 1} of {len(self.reviews)}"

    @property
    def following(self) -> Review | None:
        """The order that comes after this one."""
        return self.reviews[self.at + 1] if self.at + 1 < len(self.reviews) else None

    def site(self, customer_id: str) -> str:
        """A ship-to by its short name, where it has one."""
        return self.codes.get(customer_id) or customer_id

    @property
    def unsent(self) -> str:
        """The orders that Esc leaves unsent, by number."""
        numbers = [review.number for review in self.reviews[self.at :]]
        if len(numbers) <= 3:
            return " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
        return f"{numbers[0]} and {len(numbers) - 1} more"

    @property
    def left(self) -> str:
        """What to say to a buyer who went back with Esc."""
        if self.following is None:
            return f"{self.unsent} was not sent: its lines stay in the draft, under that number"
        return f"{self.unsent} were not sent: their lines stay in the draft, under these numbers"

    def first(self, width: int) -> list[Line]:
        """That there are several, why, and what stays of them; nothing of a single one."""
        if len(self.reviews) == 1:
            return []
        # A location and a ship-to of ours that is billed there have one CustomerId.
        kinds = {(one.vendor, one.customer_id, one.code, one.currency) for one in self.reviews}
        # Lines that went out once under a number stay together under it (`cache.freezing`).
        before = ", and for what was sent before" if len(kinds) < len(self.reviews) else ""
        words = (
            f"{self.place.capitalize()} of {self.label}: one for each vendor, ship-to and "
            f"currency{before}. Esc leaves {self.unsent} unsent: the lines stay in the draft"
        )
        placed = [
            self.reviews[at].number
            for at, outcome in self.became.items()
            if outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER)
        ]
        if placed:
            first = f"{', '.join(placed[:3])} …" if placed[3:] else listed(placed)
            words += f"; {first} {'stay' if placed[1:] else 'stays'} placed"
        return paragraph(f"{words}.", width, "text")

    def rows(self, width: int) -> list[Line]:
        """All of them with their totals, and the sum by currency; nothing of a single one."""
        if len(self.reviews) == 1:
            return []
        head = _row(width, "", "#", "order", "vendor", "to", "", "total", "")
        rows: list[Line] = [[(head, "head")]]
        sums: dict[str, Decimal] = {}
        for at, review in enumerate(self.reviews):
            sums[review.currency] = sums.get(review.currency, Decimal(0)) + review.total
            state = BECAME[self.became[at]] if at in self.became else ""
            here = at == self.at
            if not state and at < self.at:
                state = "… waits" if at in self.asked else "· left"
            elif not state:
                state = "this one" if here else "problem" if review.problems else "to come"
            row = _row(
                width,
                "▸" if here else "",
                str(at + 1),
                review.number,
                vendor_name(review.vendor),
                review.code or self.site(review.customer_id),
                counted(len(review.lines), "line"),
                f"{money(review.total)} {review.currency}",
                state,
            )
            rows.append([(row, "strong" if here else "text")])
        together = " + ".join(f"{money(total)} {code}" for code, total in sums.items())
        rows += paragraph(f"together {together}", width, "text")
        return rows


def _row(width: int, *cells: str) -> str:
    """The cells of a row; the number of the order has what the others leave."""
    mark, at, number, vendor, to, lines, total, state = cells
    left, right = f"{mark:1} {at:>2} ", f"{fit(to, 8)} {total:>14}  {fit(state, 10)}"
    if width >= _WIDE:
        right = f"{fit(vendor, 9)} {fit(to, 8)} {lines:>8} {total:>14}  {fit(state, 10)}"
    room = width - width_of(left) - width_of(right) - 1
    return fit(f"{left}{fit(number, room)} {right}", width)
