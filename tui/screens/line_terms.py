"""The terms of one line: a form, saved at every field."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.convert import clean
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.terms_faults import past_day, schedules_fault, several_days
from cache.terms_words import schedules_words
from cache.vendor_orders import amount_words, day_words
from tui.days import HOW, typed_day
from tui.schedules import HOW_SCHEDULES, LONGEST, as_typed, typed_schedules
from tui.screens.form import Field
from tui.screens.terms_shared import NO, YES, TermsSheet, note_fields, put, yes_or_no
from tui.screens.vendor_terms import too_long
from tui.text import UNKNOWN, pieces
from vendors.choices import choices_of, line_takes
from vendors.order_limits import tells_price
from vendors.terms import NO_LINE_TERMS, LineTerms

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from tui.panes.drafting import DraftPane
    from tui.room import Room

_QUOTE = re.compile(r"[1-9][0-9]{0,9}")
# No grouping and no comma: what either means differs from one country to the next.
_COST = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(?: ?([A-Za-z]{3}))?")


async def open_line_terms(room: Room, pane: DraftPane, line: DraftLine) -> None:
    """Show what the vendor is asked besides part, quantity and price of this line."""
    choices = await asyncio.to_thread(choices_of, line.vendor or USUAL_VENDOR)
    reel = None
    if line.known and "custom_reel" in line_takes(line.vendor):
        shown = await room.services.catalogue.shown(line.vendor, line.number)
        offers = shown[0].offers if shown is not None else ()
        reel = next((one.custom_reel for one in offers if one.number == line.number), None)
    if any(one.id == line.id for one in pane.draft_lines):
        room.show_sheet(LineTermsSheet(room, pane, line, choices.one_shipment, reel))


class LineTermsSheet(TermsSheet):
    """Opened by F2 on a line of the builder."""

    def __init__(
        self,
        room: Room,
        pane: DraftPane,
        line: DraftLine,
        one_shipment: str = "",
        reel: bool | None = None,
    ) -> None:
        """`reel`: whether the vendor makes a custom reel of it; None where it does not say."""
        super().__init__(room, pane)
        at = [one.id for one in pane.draft_lines].index(line.id) + 1
        quantity = pieces(line.quantity) if line.quantity else UNKNOWN
        self.title = f"Line {at}: {quantity} {line.part or UNKNOWN}"
        self._line_id = line.id
        self._number = at
        self._vendor = line.vendor or USUAL_VENDOR
        self._name = vendor_name(self._vendor)
        self._reel = reel
        self._one_shipment = one_shipment

    def whence(self) -> tuple[str, ...]:
        return ("line_terms", self._line_id)

    @property
    def _line(self) -> DraftLine | None:
        return next((one for one in self._pane.draft_lines if one.id == self._line_id), None)

    def why_not_change(self) -> str | None:
        gone = None if self._line else "the line is in this draft no more: Esc goes back"
        return super().why_not_change() or gone

    def fields(self) -> Sequence[Field]:
        """What the line's vendor has a place for; of the rest, what is asked for all the same."""
        line, takes = self._line, line_takes(self._vendor)
        terms = line.terms if line else NO_LINE_TERMS
        found = []
        for field in (*self._of_all(line, terms), *self._of_some(line, terms)):
            name = field.id.partition(" ")[0].replace("note", "notes")
            if name in takes:
                long = too_long([self._vendor], terms.notes, int(field.id.partition(" ")[2] or 0))
                found.append(field if name != "notes" else field._replace(amiss=long))
            elif field.value:
                words = f"{self._name} has no place for it: x takes it away"
                found.append(field._replace(amiss=words))
        return found

    def _of_some(self, line: DraftLine | None, terms: LineTerms) -> Sequence[Field]:
        currency = line.currency if line else ""
        cost = "" if terms.cost is None else f"{amount_words(terms.cost)} {currency}"
        reel = "whether it can be had so is not known"
        return [
            Field(
                "custom_reel",
                "custom reel",
                YES if terms.custom_reel else "",
                NO,
                YES if terms.custom_reel else NO,
                f"{self._name} makes no custom reel of it" if self._reel is False else "",
                yes_or_no(),
                "on one reel made to measure" if self._reel else reel,
            ),
            Field(
                "supplier_part",
                "supplier's part",
                terms.supplier_part,
                "none",
                terms.supplier_part,
                hint="the supplier's own number of it",
            ),
            Field(
                "cost",
                "cost of a piece",
                cost,
                "needed",
                cost,
                hint="as agreed with the supplier, with its currency where it is another: 1.25 EUR",
            ),
        ]

    def _of_all(self, line: DraftLine | None, terms: LineTerms) -> Sequence[Field]:
        planned = "the schedules say the days: x takes them away" if terms.schedules else ""
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
            Field(
                "schedules",
                "schedules",
                schedules_words(terms.schedules),
                "all at once",
                as_typed(terms.schedules),
                whole,
                hint=HOW_SCHEDULES,
                amiss=self._amiss(terms, line.quantity if line else 0),
                longest=LONGEST,
            ),
            Field(
                "quote",
                "quote",
                quote,
                "none",
                quote,
                "a bonded line has the bonded price" if priced else "",
                hint=f"the number of {self._name}'s quote whose price holds",
            ),
            *note_fields(terms.notes, "with the line"),
        ]

    def _amiss(self, terms: LineTerms, quantity: int) -> str:
        if fault := schedules_fault(terms.schedules, quantity):
            return fault
        draft = self._pane.draft
        control = draft.terms.ship_control if draft else None
        if not control or control != self._one_shipment or not several_days([(0, terms)]):
            return ""
        return (
            f"the order's ship control is {control}: nothing before all of it is there. What "
            f"{self._name} does with both is not documented: x takes the schedules away, Esc "
            "then T changes ship control"
        )

    def take(self, name: str, text: str) -> str:
        line = self._line
        if line is None:
            return f"not taken: {self.why_not_change()}"
        said = self._said(line, name.partition(" "), clean(text))
        if isinstance(said, str):
            return said
        if words := self.why_not_change():
            return f"not taken: {words}"
        currency, price = line.currency, line.unit_price
        if name == "cost" and not tells_price(self._vendor):
            currency, price = _currency(clean(text)) or currency, said.cost
        if (said, currency, price) != (line.terms, line.currency, line.unit_price):
            # A list made anew: what undo holds must not change.
            self._pane.change_lines(
                [
                    replace(one, terms=said, currency=currency, unit_price=price)
                    if one.id == line.id
                    else one
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
            case "custom_reel":
                return replace(terms, custom_reel=text == YES)
            case "supplier_part":
                return replace(terms, supplier_part=text)
            case "cost":
                return _cost(terms, text)
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
        return self._scheduled(line, text)

    def _scheduled(self, line: DraftLine, text: str) -> LineTerms | str:
        if not text:
            return replace(line.terms, schedules=())
        schedules = typed_schedules(text, self._today)
        if isinstance(schedules, str):
            return schedules
        fault = schedules_fault(schedules, line.quantity)
        return fault or replace(line.terms, schedules=schedules)

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


def _cost(terms: LineTerms, text: str) -> LineTerms | str:
    """The terms with what one piece costs; or what is wrong with it."""
    if not text:
        return replace(terms, cost=None)
    said = _COST.fullmatch(text)
    if said is None:
        return "a cost is a number, as 1.25, or one with its currency, as 1.25 EUR"
    return replace(terms, cost=Decimal(said[1]))


def _currency(text: str) -> str:
    """The currency that was typed with a cost; empty where none was."""
    said = _COST.fullmatch(text)
    return "" if said is None or said[2] is None else said[2].upper()
