"""Sending one change: what it does, what has to be typed, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.screens.changed import read_back_lines
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.screens.typed import DIGITS, GUARD, TypedSheet, end_of, end_words
from tui.text import age, money, unit_price
from tui.widgets.lines import Line
from vendors.errors import VendorError
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from cache.changing import Prepared
    from cache.changing_seen import ChangeSeen
    from tui.room import Room

_NAMES = 12
_NCNR = "NCNR"
_WAIT = "it is being sent and cannot be stopped: its answer comes here by itself"


class ChangeCommit(TypedSheet):
    """The end of the purchase order's number sends it, as it places an order."""

    def __init__(self, room: Room, prepared: Prepared, guard: float = GUARD) -> None:
        super().__init__(room, guard)
        self.title = f"Change {prepared.number} at {vendor_name(prepared.vendor)}"
        self.mark = prepared.environment.upper()
        self.prepared = prepared
        self.sending = False
        self.on_its_way = False
        self.ask_next()

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        return () if self.sending else ("change_commit",)

    @property
    def limit(self) -> int:
        return DIGITS * 2 + len(_NCNR)

    def deaf(self, key: str) -> str:
        return _WAIT if self.sending else ""

    @property
    def _sends_it(self) -> tuple[str, ...]:
        end = end_of(self.prepared.number)
        return (f"{_NCNR}{end}", f"{_NCNR} {end}") if self.prepared.ncnr else (end,)

    def do_commit(self) -> None:
        typed = self.editor.text.strip().upper()
        self.editor.clear()
        if typed in self._sends_it:
            self.complaint = ""
            self.sending, self.on_its_way = True, False
            self._room.work(self._send, "change", alone=False)
        else:
            whole = self._sends_it[-1]
            self.complaint = f"that is not {whole}; nothing was sent" if typed else "nothing typed"
        self._room.redraw_sheet()

    async def _send(self) -> None:
        from cache.sending import NotWritten

        changing, warning = self._room.services.changing, ""
        changing.began = self._began
        try:
            answer = await changing.send(self.prepared.id)
        except NotWritten as told:
            answer, warning = told.answer, told.sentence
        except Refusal as refusal:
            self._refused(refusal.sentence)
            return
        except VendorError as error:
            self._refused(error.in_full)
            self._room.heard(error)
            return
        # This one, and the form below it: what it offered is asked anew.
        self._room.close_sheet()
        self._room.close_sheet()
        self._room.say("")
        self._room.show_sheet(ChangeOutcome(self._room, self.prepared, answer, warning))
        self._room.changed("orders")

    def _began(self) -> None:
        self.on_its_way = True
        self._room.redraw_sheet()

    def _refused(self, sentence: str) -> None:
        """It was not sent; the sheet lives again."""
        self.sending = False
        self.complaint = sentence
        self.ask_next()
        self._room.say("")
        self._room.redraw_sheet()

    def lines(self, width: int) -> Sequence[Line]:
        one, name = self.prepared, vendor_name(self.prepared.vendor)
        lines = pair("line", f"{one.line_no}  {one.part}", width, _NAMES)
        lines += pair("sales order", one.change.sales_order, width, _NAMES)
        lines += pair("changes", one.words, width, _NAMES, "strong")
        if one.total is not None and one.total_before is not None:
            totals = f"{money(one.total_before)} → {money(one.total)} {one.currency}"
            each = f"at the {unit_price(one.unit_price)} each that it was ordered at"
            lines += pair("line total", f"{totals}, {each}", width, _NAMES)
        lines += pair("asked", f"{age(one.asked_at, self._room.now())} ago", width, _NAMES)
        lines.append([("", "dim")])
        if one.total is not None:
            words = f"Whether {name} charges another price for the new quantity is not documented."
            lines += paragraph(words, width)
        words = (
            f"It is sent once. {name}'s answer only says that it was taken: the line is read back "
            "until the change is seen there."
        )
        return [*lines, *paragraph(words, width)]

    def foot(self, width: int) -> Sequence[Line]:
        lines: list[Line] = [[("", "dim")]]
        if self.sending:
            doing = "sending …" if self.on_its_way else "reading the line … not sent yet;"
            return [*lines, *paragraph(f"{doing} this sheet waits for the answer", width, "accent")]
        if self.complaint:
            lines += paragraph(self.complaint, width, "warn")
        end = end_words(self.prepared.number)
        ask = f"To send the change, type {end} and Enter."
        if self.prepared.ncnr:
            ask = (
                "It cannot be cancelled or returned. To send it all the same, type "
                f"{_NCNR} and {end} and Enter."
            )
        lines += paragraph(ask, width, "strong")
        room = self.limit + 1
        field = [("▸ ", "accent"), *self.editor.spans(room, active=True)]
        return [*lines, [*field, ("   ", "dim"), ("Esc", "key"), (" back", "dim")]]


OUTCOMES: dict[Outcome, tuple[str, str, str]] = {
    Outcome.ACCEPTED: (
        "good",
        "Taken.",
        "{name} has taken the change, which does not say that it was made. The line is read back "
        "by itself after 5 s, 20 s, a minute, 5 minutes and an hour; the order shows what is seen.",
    ),
    Outcome.REJECTED: (
        "warn",
        "Rejected: {name} read the change and did not make it.",
        "The line is as it was. Mend what {name} says: c on the line begins anew.",
    ),
    Outcome.REFUSED: (
        "warn",
        "Refused: {name} did not read the change.",
        "The line is as it was. Do what the answer asks for, or wait: c on the line begins anew.",
    ),
    Outcome.NOT_SENT: (
        "warn",
        "Not sent.",
        "Nothing left this workstation, so the line is as it was. Once {name} can be reached, c on "
        "the line begins anew.",
    ),
    Outcome.UNKNOWN: (
        "danger",
        "Unknown: it may or may not have been made.",
        "The change was sent, and no answer came that says what became of it. Bondroom will not "
        "send it again, and reads the line back by itself. It stands in the order and in the list "
        "of what to look at until it is seen there, or you close it with {name}'s word: c on it.",
    ),
}


# What was seen, or said, since the answer came: it stands in the answer's place.
SINCE: dict[str, tuple[str, str, str]] = {
    "seen": (
        "good",
        "Since then: it was made. {name} shows the line as it was asked for.",
        "Nothing is left to be done. The order has the line as it is now.",
    ),
    "not_seen": (
        "danger",
        "Since then: {name} took the change and does not show it.",
        "It is not sent again. Ask {name}: c on the change in the order says with which words.",
    ),
    "closed": (
        "warn",
        "Since then: closed by a person's word.",
        "The change in the order says why. If it is made after all, the line differs from what was "
        "ordered, and the order says so.",
    ),
}


class ChangeOutcome(BaseSheet):
    """What became of a change that was sent, in words, and the next key."""

    places: tuple[str, ...] = ("outcome", "sheet")

    def __init__(self, room: Room, prepared: Prepared, answer: Answer, warning: str) -> None:
        self.title = f"Change of {prepared.number} at {vendor_name(prepared.vendor)}"
        self.mark = prepared.environment.upper()
        self.answer = answer
        self._room = room
        self._prepared = prepared
        self._warning = warning
        self._now: ChangeSeen | None = None

    async def again(self) -> None:
        """What was read back since it was sent."""
        one, changing = self._prepared, self._room.services.changing
        if self._now is None:
            now = await changing.last_sent(one.order_id, one.change, one.held)
        else:
            now = await changing.change(self._now.id)
        if now != self._now:
            self._now = now
            self._room.redraw_sheet()

    def lines(self, width: int) -> Sequence[Line]:
        answer, one, name = self.answer, self._prepared, vendor_name(self._prepared.vendor)
        outcome = answer.outcome
        if outcome is Outcome.ACCEPTED_NO_NUMBER:
            outcome = Outcome.ACCEPTED
        since = SINCE.get(self._now.state) if self._now is not None else None
        role, head, words = since or OUTCOMES[outcome]
        lines: list[Line] = [*paragraph(head.format(name=name), width, role), [("", "dim")]]
        if self._warning and since is None:
            lines += [*paragraph(self._warning, width, "danger"), [("", "dim")]]
        lines += pair(f"line {one.line_no}", one.words, width, _NAMES, "strong")
        if answer.message:
            lines += pair("answer", answer.message, width, _NAMES)
        if answer.request_id:
            lines += pair("request id", answer.request_id, width, _NAMES)
        if self._now is not None:
            lines += read_back_lines(self._now, self._room.now(), width, _NAMES)
        lines += [[("", "dim")], *paragraph(words.format(name=name), width), [("", "dim")]]
        lines.append([("Enter", "key"), (" back to the order", "dim")])
        return lines

    def do_next(self) -> None:
        self._room.close_sheet()

    def do_close(self) -> None:
        self._room.close_sheet()
