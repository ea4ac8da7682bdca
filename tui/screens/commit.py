"""The point of no return: one purchase order, one thing to type at a time.

What was typed before the sheet stood, and for a moment after, does not count; nothing has a
default, a paste empties the field, an Enter counts only at the speed of a person, and while a send
runs the sheet is dead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.room import Room
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.text import age, day, fit, money, pieces, unit_price
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line, Span, spread
from tui.widgets.prompts import NamePrompt
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from textual.events import Key

    from cache.colleagues import Twin
    from cache.review import Review, ReviewLine

# Keys that come sooner than this after the sheet stood were typed at something else, in seconds.
GUARD = 0.3
# An Enter that comes sooner than this after the key before it, in seconds, is a scanner's or a
# paste's: of an escape in a paste Textual makes keys, up to 33, and hands them on ahead of it.
FINGERS = 0.05
_DIGITS = 4
_SAME, _NCNR = "SAME", "NCNR"
# The most that is typed: a word and a reason, a word and the end of a number.
_LIMITS = {_SAME: 120, _NCNR: 12}
# From this width on a line of the order stands in one row.
_ONE_ROW = 76
_RELEASE = (
    "lines in stock at once, each other when it comes; DigiKey chooses the method (both default)"
)

OUTCOMES: dict[Outcome, tuple[str, str, str]] = {
    Outcome.ACCEPTED: (
        "good",
        "Placed.",
        "DigiKey has taken the order. Its confirmation comes by mail; the lines and their "
        "dates appear in 4 History as DigiKey works on it.",
    ),
    Outcome.ACCEPTED_NO_NUMBER: (
        "good",
        "Placed; the vendor's number comes later.",
        "DigiKey has taken the order and gives its number later. Do not order it again: both "
        "would be charged. 4 History shows the number when it comes.",
    ),
    Outcome.REJECTED: (
        "warn",
        "Rejected: DigiKey read the order and did not take it.",
        "Nothing was ordered. The draft is kept: mend what DigiKey says in 3 Order, and P places "
        "it again under the same number.",
    ),
    Outcome.REFUSED: (
        "warn",
        "Refused: DigiKey did not read the order.",
        "Nothing was ordered, and nothing is wrong with the order itself. The draft is kept: do "
        "what the answer asks for, or wait, and P places it again under the same number.",
    ),
    Outcome.NOT_SENT: (
        "warn",
        "Not sent.",
        "Nothing left this workstation, so nothing was ordered. The draft is kept: once DigiKey "
        "can be reached, P places it again under the same number.",
    ),
    Outcome.UNKNOWN: (
        "danger",
        "Unknown: it may or may not have been placed.",
        "The order was sent, and no answer came that says what became of it. Bondroom will not "
        "send it again, and looks for it at DigiKey by itself from now on. It stands first in "
        "4 History until that is known. Opened there: l looks now, y copies what to tell DigiKey, "
        "and n is for when DigiKey told you that it was not placed.",
    ),
}


class AskingSheet(BaseSheet):
    """Stands while the prices of now are asked. What is typed at it is typed ahead: it is gone."""

    title = "Review"

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave

    def key(self, event: Key) -> bool:
        return event.key != "escape"

    def lines(self, width: int) -> Sequence[Line]:
        return paragraph("asking for the prices of now …", width, "accent")

    def foot(self, width: int) -> Sequence[Line]:
        return [[("", "dim")], [("Esc", "key"), (" back to the draft", "dim")]]

    def do_close(self) -> None:
        self._leave()


class CommitSheet(BaseSheet):
    """Shows one order as it will be sent and asks for what has to be typed."""

    places: tuple[str, ...] = ("commit",)

    def __init__(
        self,
        room: Room,
        review: Review,
        place: str,
        send: Callable[[], None],
        renumber: Callable[[str], None],
        guard: float = GUARD,
    ) -> None:
        """`place` says which order of how many; `send` is called once, at the end.

        `renumber` is called with a number that was typed; `renumbered` or `refused` end that.
        """
        self.mark = review.environment.upper()
        self.review = review
        self.sending = False
        self.asking = False
        self.complaint = ""
        self.same_because = ""
        self._room = room
        self._place = place
        self._send = send
        self._renumber = renumber
        self._words = [_SAME] if review.twins else []
        self._words += [_NCNR] if review.ncnr else []
        self._guard = guard
        self._pressed = -inf
        self._name()
        self._ask_next()

    def _name(self) -> None:
        review = self.review
        self.title = f"Place {review.number} at {vendor_name(review.vendor)} · {self._place}"

    @property
    def _word(self) -> str:
        """What has to be typed before, or with, the end of the number; empty: nothing more."""
        return self._words[0] if self._words else ""

    @property
    def _end(self) -> str:
        """What places it. A number shorter than four characters has to be whole."""
        return self.review.number[-_DIGITS:].upper()

    def _ask_next(self) -> None:
        """An empty field for what has to be typed next; keys count again in a moment."""
        self.editor = LineEditor(limit=_LIMITS.get(self._word, _DIGITS * 2))
        self._armed = monotonic() + self._guard

    @property
    def armed(self) -> bool:
        """Whether keys count by now."""
        return monotonic() >= self._armed

    # -- keys

    def key(self, event: Key) -> bool:
        pause, self._pressed = event.time - self._pressed, event.time
        if self.sending or event.time < self._armed:
            return True
        if self.asking:
            return event.key != "escape"
        if self.review.problems:
            return False
        if event.key == "enter" and pause < FINGERS:
            self.complaint = "too fast for fingers: press Enter again; nothing was sent"
            self._room.redraw_sheet()
            return True
        if self.editor.key(event.key, event.character):
            self.complaint = ""
            self._room.redraw_sheet()
            return True
        return False

    def paste(self, text: str) -> None:
        """A paste does not count, nor what came before it as keys, nor what comes right behind."""
        self._ask_next()
        self.complaint = "what is pasted does not count: type it; nothing was sent"
        self._room.redraw_sheet()

    def why_not_close(self) -> str | None:
        return "it is being sent; the answer comes here" if self.sending else None

    def why_not_commit(self) -> str | None:
        return (
            "this order cannot be placed as it is: Esc goes back" if self.review.problems else None
        )

    def do_commit(self) -> None:
        typed, wanted = self.editor.text.strip(), self._word
        word, _, reason = typed.partition(" ")
        self.editor.clear()
        if wanted == _SAME and word.upper() == _SAME:
            self.same_because = reason.strip()
            if self.same_because:
                self._go_on()
            else:
                self.complaint = f"and why? {_SAME} and the reason in one line; nothing was sent"
        elif wanted and typed.upper() == wanted:
            self._go_on()
        elif typed.upper() in self._places_it:
            self.sending = True
            self._send()
        else:
            whole = self._places_it[-1] if self._places_it else wanted
            self.complaint = f"that is not {whole}; nothing was sent" if typed else "nothing typed"
        self._room.redraw_sheet()

    @property
    def _places_it(self) -> tuple[str, ...]:
        """What sends it now: the end of its number, and of NCNR goods that word in front."""
        match self._words:
            case []:
                return (self._end,)
            case [word] if word == _NCNR:
                return (f"{_NCNR}{self._end}", f"{_NCNR} {self._end}")
        return ()

    def _go_on(self) -> None:
        self._words.pop(0)
        self.complaint = ""
        self._ask_next()

    def do_number(self) -> None:
        self._room.ask(
            NamePrompt(
                "number of your own system",
                "",
                "Enter takes it instead of the one above, once DigiKey says it is free",
                self._take_number,
            )
        )

    def _take_number(self, text: str) -> None:
        self.asking = True
        self.complaint = ""
        self._renumber(text)
        self._room.redraw_sheet()

    def renumbered(self, review: Review) -> None:
        """The order has another number now."""
        self.review = review
        self.asking = False
        self._name()
        self._ask_next()
        self._room.redraw_sheet()

    def refused(self, sentence: str) -> None:
        """What was asked for did not begin; the sheet lives again."""
        self.sending = self.asking = False
        self.complaint = sentence
        self._ask_next()
        self._room.redraw_sheet()

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        review = self.review
        address = review.ship_to.address if review.ship_to else None
        where = (
            ", ".join(
                text
                for text in (
                    address.company or address.name,
                    address.line1,
                    address.line2,
                    f"{address.city} {address.region} {address.postal_code}".strip(),
                    address.country,
                )
                if text
            )
            if address
            else "no address known"
        )
        lines: list[Line] = []
        lines += pair("ship to", f"{where}   CustomerId {review.customer_id}", width, 9)
        lines += pair("release", _RELEASE, width, 9)
        lines.append([("", "dim")])
        for index, line in enumerate(review.lines):
            lines += _line(index + 1, line, width)
            if line.was is not None:
                moved = f"     price moved: it was {unit_price(line.was)}"
                lines.append([(fit(moved, width), "warn")])
            for words, role in ((line.problem, "danger"), (line.note, "dim")):
                if words:
                    lines += [
                        [("     ", "dim"), *piece] for piece in paragraph(words, width - 5, role)
                    ]
        lines.append([("", "dim")])
        if review.fees:
            lines.append(
                [(spread("", f"fees {money(review.fees)} {review.currency}", width), "text")]
            )
        before = "before tariff" if review.before_tariff else "goods and fees"
        prices = f"prices {age(review.priced_at, self._room.now())} old"
        total = f"{before}   {money(review.total)} {review.currency}"
        lines.append([(spread(f"     {prices}", total, width), "strong")])
        if review.ncnr:
            ncnr = (
                f"of which cannot be cancelled or returned   {money(review.ncnr)} {review.currency}"
            )
            lines.append([(spread("", ncnr, width), "warn")])
        lines.append([("", "dim")])
        # The first one stands at the foot as long as it is asked about.
        for twin in review.twins[1 if self._word == _SAME else 0 :]:
            lines += paragraph(f"! {self._twin(twin)}", width, "warn")
        for note in review.notes:
            lines += paragraph(note, width)
        for problem in review.problems:
            lines += paragraph(f"! {problem}", width, "danger")
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        """What has to be typed: always in view, however long the order is."""
        lines: list[Line] = [[("", "dim")]]
        if self.sending:
            return [*lines, [("sending … this sheet waits for the answer", "accent")]]
        if self.asking:
            return [*lines, [("asking DigiKey whether the number is free …", "accent")]]
        if self.complaint:
            lines += paragraph(self.complaint, width, "warn")
        if self.review.problems:
            return [
                *lines,
                [("it cannot be placed as it is   ", "warn"), ("Esc", "key"), (" back", "dim")],
            ]
        wanted = self._word
        if wanted == _SAME:
            ask = f"{self._twin(self.review.twins[0])}: type {_SAME} and why, and Enter."
        elif wanted == _NCNR:
            ask = (
                "Some of it cannot be cancelled or returned. To place it all the same, type "
                f"{_NCNR} and {self._in_words} and Enter."
            )
        else:
            ask = f"To place it, type {self._in_words} and Enter."
        lines += paragraph(ask, width, "strong")
        room = width - 26 if wanted == _SAME else 13 if wanted == _NCNR else 9
        field: list[Span] = [("▸ ", "accent"), *self.editor.spans(room, active=True)]
        keys: list[Span] = [("   ", "dim"), ("Esc", "key"), (" back   ", "dim")]
        return [*lines, [*field, *keys, ("F2", "key"), (" number", "dim")]]

    @property
    def _in_words(self) -> str:
        """Which part of the number is typed."""
        if len(self.review.number) <= _DIGITS:
            return f"its number, {self.review.number},"
        return f"the last {_DIGITS} characters of the number"

    def _twin(self, twin: Twin) -> str:
        now = self._room.now()
        when = day(twin.at.astimezone(now.tzinfo).date(), now.date())
        return f"{twin.number} of {when} ({twin.person}) has the same lines to the same ship-to"


def _line(number: int, line: ReviewLine, width: int) -> list[Line]:
    """One line of the order: in one row, or where that is too narrow in two."""
    packaging = "bonded" if line.bonded_customer_id else line.packaging
    amounts = f"{unit_price(line.unit_price):>12} {money(line.total):>12}"
    ncnr = "  NCNR" if line.ncnr else "      "
    if width < _ONE_ROW:
        part = fit(line.part, width - 29)
        first = f"{number:>3}  {part} {pieces(line.quantity):>11}  {packaging}"
        rows = [first, f"{amounts}{ncnr}".rjust(width)]
    else:
        part = fit(line.part, width - 59)
        first = f"{number:>3}  {part} {pieces(line.quantity):>11}  {fit(packaging, 9)}"
        rows = [f"{first}{amounts}{ncnr}"]
    return [[(fit(row, width), "text")] for row in rows]


class OutcomeSheet(BaseSheet):
    """What became of it, in words, and the next key."""

    places: tuple[str, ...] = ("outcome", "sheet")

    def __init__(
        self,
        review: Review,
        answer: Answer,
        go_on: Callable[[], None],
        more: bool,
        warning: str = "",
    ) -> None:
        """`warning` is what a person has to do about it before going on."""
        self.title = f"{review.number} at {vendor_name(review.vendor)}"
        self.mark = review.environment.upper()
        self._review = review
        self.answer = answer
        self._go_on = go_on
        self._more = more
        self._warning = warning

    def lines(self, width: int) -> Sequence[Line]:
        answer = self.answer
        role, head, words = OUTCOMES[answer.outcome]
        lines: list[Line] = [*paragraph(head, width, role), [("", "dim")]]
        if self._warning:
            lines += [*paragraph(self._warning, width, "danger"), [("", "dim")]]
        if answer.vendor_numbers:
            lines += pair("DigiKey's number", ", ".join(answer.vendor_numbers), width, 18, "strong")
        review = self._review
        lines += pair("total", f"{money(review.total)} {review.currency}", width, 18)
        if answer.message:
            lines += pair("answer", answer.message, width, 18)
        if answer.request_id:
            lines += pair("request id", answer.request_id, width, 18)
        lines += [[("", "dim")], *paragraph(words, width), [("", "dim")]]
        goes = "to the next order" if self._more else "to 4 History"
        lines.append([("Enter", "key"), (f" {goes}", "dim")])
        return lines

    def do_next(self) -> None:
        self._go_on()

    def do_close(self) -> None:
        self._go_on()
