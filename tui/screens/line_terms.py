"""The terms of one line: a form, saved at every field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cache.convert import clean
from cache.purchase_orders import vendor_name
from cache.terms import past_day
from cache.vendor_orders import day_words
from tui.days import HOW, typed_day
from tui.screens.form import Field
from tui.screens.terms import NO, YES, TermsSheet, put, yes_or_no
from tui.text import counted, pieces
from tui.widgets.editor import LineEditor
from vendors.terms import NO_LINE_TERMS, LineTerms, Schedule

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from tui.panes.drafting import DraftPane
    from tui.room import Room

_SCHEDULE = re.compile(r"([0-9][0-9,.']*)\s+(?:on\s+)?(\S.*)")
_QUOTE = re.compile(r"[1-9][0-9]{0,9}")
_HOW_SCHEDULE = f"pieces and the day, as 500 on 1 dec; days: {HOW}"


class LineTermsSheet(TermsSheet):
    """Opened by F2 on a line of the builder."""

    def __init__(self, room: Room, pane: DraftPane, line: DraftLine) -> None:
        super().__init__(room, pane)
        at = [one.id for one in pane.draft_lines].index(line.id) + 1
        self.title = f"Line {at}: {pieces(line.quantity)} {line.part}"
        self._line_id = line.id
        self._number = at
        self._name = vendor_name(line.vendor)

    @property
    def _line(self) -> DraftLine | None:
        return next((one for one in self._pane.draft_lines if one.id == self._line_id), None)

    def why_not_change(self) -> str | None:
        gone = None if self._line else "the line is in this draft no more: Esc goes back"
        return super().why_not_change() or gone

    def fields(self) -> Sequence[Field]:
        line = self._line
        terms = line.terms if line else NO_LINE_TERMS
        planned = "the schedules say the days: x takes each away" if terms.schedules else ""
        whole = "it has one day for all of it: x on that field first" if terms.wanted_on else ""
        priced = line is not None and line.bonded_customer_id is not None
        wanted = "" if terms.wanted_on is None else day_words(terms.wanted_on)
        iso = "" if terms.wanted_on is None else terms.wanted_on.isoformat()
        quote = "" if terms.quote is None else str(terms.quote)
        return [
            Field(
                "line_id",
                "your line id",
                terms.line_id,
                "our number of the line",
                terms.line_id,
                hint="the line's name in your own system; once in an order",
            ),
            Field(
                "customer_part",
                "your part number",
                terms.customer_part,
                "none",
                terms.customer_part,
            ),
            Field(
                "cofc",
                "CofC",
                YES if terms.cofc else "",
                NO,
                YES if terms.cofc else NO,
                choices=yes_or_no(),
                hint="the maker's certificate of compliance, for this line",
            ),
            Field(
                "wanted_on",
                "in the house on",
                wanted,
                "as soon as it comes",
                iso,
                planned,
                hint=f"the day all of it should be in the house: {HOW}",
            ),
            *self._schedule_fields(terms, line.quantity if line else 0, whole),
            Field(
                "quote",
                "quote",
                quote,
                "none",
                quote,
                "a bonded line has the bonded price" if priced else "",
                hint=f"the number of {self._name}'s quote whose price holds",
            ),
            *self.note_fields(terms.notes, "with the line"),
        ]

    def _schedule_fields(self, terms: LineTerms, quantity: int, why_not: str) -> list[Field]:
        left = quantity - sum(one.quantity for one in terms.schedules)
        hint = _HOW_SCHEDULE
        if terms.schedules and left:
            hint = f"{counted(abs(left), 'piece')} {'to go' if left > 0 else 'too many'}; {hint}"
        found = [
            Field(
                f"schedule {at}",
                f"schedule {at + 1}",
                f"{pieces(one.quantity)} on {day_words(one.on)}",
                typed=f"{one.quantity} on {one.on.isoformat()}",
                why_not=why_not,
                hint=hint,
            )
            for at, one in enumerate(terms.schedules)
        ]
        empty = f"{pieces(left)} of {pieces(quantity)} to go" if terms.schedules else "all at once"
        if terms.schedules and left < 0:
            empty = f"{pieces(-left)} more than the line has"
        if not terms.schedules or left:
            name = "another schedule" if terms.schedules else "schedule"
            at = len(terms.schedules)
            found.append(Field(f"schedule {at}", name, "", empty, "", why_not, hint=hint))
        return found

    def take(self, name: str, text: str) -> str:
        line = self._line
        if line is None:
            return f"not taken: {self.why_not_change()}"
        said = self._said(line, name.partition(" "), clean(text))
        if isinstance(said, str):
            return said
        if words := self.why_not_change():
            return f"not taken: {words}"
        if said != line.terms:
            # A list made anew: what undo holds must not change.
            self._pane.change_lines(
                [
                    replace(one, terms=said) if one.id == line.id else one
                    for one in self._pane.draft_lines
                ],
                line.id,
            )
        return ""

    def _said(self, line: DraftLine, name: tuple[str, str, str], text: str) -> LineTerms | str:
        """The terms with this field taken; or what is wrong with it."""
        terms, at = line.terms, int(name[2] or 0)
        match name[0]:
            case "line_id":
                return self._own_id(line, text) or replace(terms, line_id=text)
            case "customer_part":
                return replace(terms, customer_part=text)
            case "cofc":
                return replace(terms, cofc=text == YES)
            case "note":
                return replace(terms, notes=put(terms.notes, at, text))
            case "quote":
                if text and not _QUOTE.fullmatch(text):
                    return "a quote has a whole number, as 12345"
                return replace(terms, quote=int(text) if text else None)
            case "wanted_on":
                if not text:
                    return replace(terms, wanted_on=None)
                day = typed_day(text, self._today)
                if day is None:
                    return f"that is no day: type {HOW}"
                return past_day(day, self._today) or replace(terms, wanted_on=day)
        return self._scheduled(line, at, text)

    def _scheduled(self, line: DraftLine, at: int, text: str) -> LineTerms | str:
        before, after = line.terms.schedules[:at], line.terms.schedules[at + 1 :]
        if not text:
            return replace(line.terms, schedules=(*before, *after))
        found = _SCHEDULE.fullmatch(text)
        quantity = LineEditor(found[1]).number() if found else None
        if not found or not quantity:
            return f"type {_HOW_SCHEDULE}"
        day = typed_day(found[2], self._today)
        if day is None:
            return f"“{found[2]}” is no day: type {HOW}"
        if words := past_day(day, self._today):
            return words
        if any(one.on == day for one in (*before, *after)):
            return f"{day_words(day)} stands there already"
        schedules = (*before, Schedule(day, quantity), *after)
        together = sum(one.quantity for one in schedules)
        if together > line.quantity:
            # Less is on the way to all of it: the field for the next one says how many are left.
            return f"that makes {pieces(together)} of {pieces(line.quantity)} pieces"
        return replace(line.terms, schedules=schedules)

    def _own_id(self, line: DraftLine, text: str) -> str:
        """Why the line cannot be called so; empty where it can."""
        if not text:
            return ""
        key = text.casefold()
        for number, one in enumerate(self._pane.draft_lines, 1):
            if one.id != line.id and one.terms.line_id.casefold() == key:
                return f"line {number} is called that already"
        return ""

    @property
    def _today(self) -> date:
        return self._room.now().date()
