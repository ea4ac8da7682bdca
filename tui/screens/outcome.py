"""What became of an order that was sent, in words, and the next key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.room import Room
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.screens.typed import GUARD, armed_in
from tui.text import fit, money
from tui.widgets.lines import Line
from vendors.order_limits import goes_to_warehouse
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from textual.events import Key

    from cache.orders import Settled
    from cache.review import Review

# A role, a head and what follows from it; `{}` is the vendor's name.
OUTCOMES: dict[Outcome, tuple[str, str, str]] = {
    Outcome.ACCEPTED: (
        "good",
        "○ Placed.",
        "{} has taken the order. Its confirmation comes by mail; the lines and their "
        "dates appear in 4 History as {} works on it.",
    ),
    Outcome.ACCEPTED_NO_NUMBER: (
        "good",
        "○ Placed; the vendor's number comes later.",
        "{} has taken the order and gives its number later. Do not order it again: both "
        "would be charged. 4 History shows the number when it comes.",
    ),
    Outcome.REJECTED: (
        "warn",
        "✕ Rejected: {} read the order and did not take it.",
        "Nothing was ordered. The draft is kept: mend what {} says in 3 Order, and P places "
        "it again under the same number.",
    ),
    Outcome.REFUSED: (
        "warn",
        "✕ Refused: {} did not read the order.",
        "Nothing was ordered, and nothing is wrong with the order itself. The draft is kept: do "
        "what the answer asks for, or wait, and P places it again under the same number.",
    ),
    Outcome.NOT_SENT: (
        "warn",
        "✕ Not sent.",
        "Nothing left this workstation, so nothing was ordered. The draft is kept: once {} "
        "can be reached, P places it again under the same number.",
    ),
    Outcome.UNKNOWN: (
        "danger",
        "? Unknown: it may or may not have been placed.",
        "The order was sent, and no answer came that says what became of it. Bondroom will not "
        "send it again, and looks for it at {} by itself from now on. It stands first in "
        "4 History until that is known. Opened there: l looks now, y copies what to tell {}, "
        "and n is for when {} told you that it was not placed.",
    ),
}


# It keeps the books of the warehouse and writes to nobody (ShipStation v2, purchase orders).
_WRITTEN_DOWN = (
    "{} has written the order down for the warehouse, and told the supplier nothing. In 4 History, "
    "e opens what the warehouse knows; p there saves the paper to send to the supplier."
)


def outcome_words(outcome: Outcome, vendor: str) -> tuple[str, str, str]:
    """The role, the head and what follows from it, for an order at `vendor`."""
    role, head, words = OUTCOMES[outcome]
    if outcome is Outcome.ACCEPTED and goes_to_warehouse(vendor):
        words = _WRITTEN_DOWN
    name = vendor_name(vendor)
    return role, head.replace("{}", name), words.replace("{}", name)


class OutcomeSheet(BaseSheet):
    """What became of it; and where that was settled otherwise since, that first.

    Keys that come before anybody could read it were pressed while it was sent: they do nothing.
    """

    places: tuple[str, ...] = ("outcome", "sheet")

    def __init__(
        self,
        room: Room,
        review: Review,
        answer: Answer,
        go_on: Callable[[], None],
        following: str,
        warning: str = "",
        after: int = 0,
    ) -> None:
        """`warning` is what a person has to do about it before going on. `following` says which
        order comes next; empty: none does.

        `after` is where the news of settled orders stood before it was sent (`Orders.settled`).
        """
        self.title = f"{review.number} at {vendor_name(review.vendor)}"
        self.mark = review.environment.upper()
        self._room = room
        self._review = review
        self.answer = answer
        self._go_on = go_on
        self._following = following
        self._warning = warning
        self._after = after
        self._since: Settled | None = None
        self._armed = armed_in(GUARD)

    @property
    def armed(self) -> bool:
        """Whether keys count by now."""
        return self._armed <= armed_in(0)

    def key(self, event: Key) -> bool:
        return event.time < self._armed

    def scanned(self) -> bool:
        """A scan is meant for nothing here; its Enter would go on unread."""
        return True

    async def again(self) -> None:
        _, settled = await self._room.services.orders.settled(self._after)
        mine = [one for one in settled if one.number == self._review.number]
        if mine and mine[-1] != self._since:
            self._since = mine[-1]
            self._room.redraw_sheet()

    def lines(self, width: int) -> Sequence[Line]:
        answer, since = self.answer, self._since
        role, head, words = outcome_words(answer.outcome, self._review.vendor)
        if since is not None:
            role = "warn"
            head = f"Since then: {since.number} {since.words}."
            words = "Not known yet when it was sent; 4 History has the order as it is now."
        lines: list[Line] = [*paragraph(head, width, role), [("", "dim")]]
        if self._warning and since is None:
            lines += [*paragraph(self._warning, width, "danger"), [("", "dim")]]
        if answer.vendor_numbers:
            name = "numbers there" if goes_to_warehouse(self._review.vendor) else "sales order"
            lines += pair(name, ", ".join(answer.vendor_numbers), width, 18, "strong")
        review = self._review
        lines += pair("total reviewed", f"{money(review.total)} {review.currency}", width, 18)
        if answer.message:
            lines += pair("answer", answer.message, width, 18)
        if answer.request_id:
            lines += pair("request id", answer.request_id, width, 18)
        return [*lines, [("", "dim")], *paragraph(words, width)]

    def foot(self, width: int) -> Sequence[Line]:
        """The next key: always in view, however long the answer is."""
        goes = f" goes on to {self._following}" if self._following else " goes to 4 History"
        return [[("", "dim")], [("Enter", "key"), (fit(goes, width - 5), "dim")]]

    def do_next(self) -> None:
        self._go_on()

    def do_close(self) -> None:
        self._go_on()
