"""One ship-to of the address book, and the pattern of the purchase order numbers: two forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cache.book_entries import (
    ADDRESS,
    CONTACT,
    LONGEST_CODE,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    WORDS,
    faults,
)
from cache.convert import clean
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from tui.screens.form import Field, FormSheet
from tui.screens.terms_shared import note_fields, terms_fields, with_term

if TYPE_CHECKING:
    from cache.book import ShipTo
    from cache.book_entries import Entry
    from tui.room import Room
    from vendors.choices import Choices

# A number of fewer characters tells nobody what it is of.
_SHORT = 4
_UPPER = ("country", "currency")
_HINTS = {
    "name": "whom the parcel is for; without one it is the company",
    "country": "two letters (ISO 3166), as MX",
    "telephone": "the carrier's, with the country's code",
    "currency": "what is bought for this place in, as EUR; empty: whatever the lines are in",
}
_NUMBER_HINT = (
    "the number of this site at {name}; where {name} knows no site of it, the AccountID that is "
    "billed. {name} refuses one that is not your account's"
)


class EntrySheet(FormSheet):
    """Each field is one change of the book, in the ledger as it is taken.

    `changed` is called when the book is another one.
    """

    def __init__(
        self, room: Room, place: str, choices: Choices, changed: Callable[[], None]
    ) -> None:
        super().__init__(room)
        self._book = room.services.book
        self._place = place
        self._choices = choices
        self._vendor = USUAL_VENDOR
        self._changed = changed
        self._ship_to = self._stored()
        self.title = f"Ship-to {self._ship_to.code}"

    def _stored(self) -> ShipTo:
        return next(one for one in self._book.ship_tos() if one.place == self._place)

    def fields(self) -> Sequence[Field]:
        ship_to, name = self._ship_to, vendor_name(self._vendor)
        entry, terms = ship_to.entry, ship_to.entry.default(self._vendor)
        return [
            Field(
                "code",
                "code",
                ship_to.code,
                typed=ship_to.code,
                hint="what it is called in lists and on orders, as PLANT2",
                longest=LONGEST_CODE,
            ),
            *(self._our_address(name) if entry.ours else self._their_address(name)),
            Field("", f"what an order at {name} that goes there asks for"),
            *terms_fields(terms, name, self._choices),
            *note_fields(terms.notes, "with every order there"),
        ]

    def _our_address(self, name: str) -> list[Field]:
        said, entry = self._ship_to.address, self._ship_to.entry
        values = {one: str(getattr(said, one)) for one in ADDRESS}
        empty = dict.fromkeys(("line1", "city", "country"), "needed")
        number = entry.number(self._vendor)
        return [
            Field(
                "number",
                "CustomerId",
                number,
                f"needed for orders at {name}",
                number,
                hint=_NUMBER_HINT.format(name=name),
                longest=LONGEST_NUMBER,
            ),
            Field("", "where it is"),
            *(
                Field(
                    one,
                    WORDS[one],
                    values[one],
                    empty.get(one, "none"),
                    values[one],
                    hint=_HINTS.get(one, ""),
                    longest=LONGEST_TEXT,
                )
                for one in ADDRESS
            ),
            Field(
                "currency",
                "currency",
                entry.currency,
                "any",
                entry.currency,
                hint=_HINTS["currency"],
                longest=3,
            ),
        ]

    def _their_address(self, name: str) -> list[Field]:
        ship_to = self._ship_to
        said, theirs = ship_to.entry.said, ship_to.theirs
        why_not = f"as {name} reports it: only {name} can change it"
        found = [
            Field("", f"whom to reach there; empty: as {name} reports it"),
            *(
                Field(
                    one,
                    WORDS[one],
                    getattr(said, one),
                    f"{getattr(theirs, one)} ({name}'s)" if getattr(theirs, one) else "none",
                    getattr(said, one),
                    hint=_HINTS.get(one, ""),
                    longest=LONGEST_TEXT,
                )
                for one in CONTACT
            ),
            Field("", f"the location, as {name} reports it"),
            Field("number", "CustomerId", ship_to.place, why_not=why_not),
        ]
        rest = [one for one in ADDRESS if one not in CONTACT]
        found += [
            Field(one, WORDS[one], getattr(theirs, one) or "—", why_not=why_not) for one in rest
        ]
        return [*found, Field("currency", "currency", ship_to.currency or "—", why_not=why_not)]

    def why_not_empty(self) -> str | None:
        here = self._here
        return (here.why_not if here else "") or super().why_not_empty()

    def take(self, name: str, text: str) -> str:
        text = clean(text)
        if name in (*_UPPER, "code"):
            text = text.upper()
        if name == "code" and text and (words := self._book.why_not_code(text, self._place)):
            return words
        for _, sentence in faults(self._with(self._ship_to.entry, name, text)):
            return sentence
        self._room.work(lambda: self._put(name, text), "book", hold=True)
        return ""

    def _with(self, entry: Entry, name: str, text: str) -> Entry:
        """The entry with what was typed into the field `name`."""
        if name == "code":
            return entry._replace(code=text)
        if name == "currency":
            return entry._replace(currency=text)
        if name == "number":
            return entry.numbered(self._vendor, text)
        if name in ADDRESS:
            return entry._replace(said=replace(entry.said, **{name: text}))
        terms = with_term(entry.default(self._vendor), name, text)
        return entry if terms is None else entry.defaulted(self._vendor, terms)

    async def _put(self, name: str, text: str) -> None:
        await self._book.change(self._ship_to, lambda entry: self._with(entry, name, text))
        self._ship_to = self._stored()
        self.title = f"Ship-to {self._ship_to.code}"
        self._changed()
        self._room.redraw_sheet()


class PatternSheet(FormSheet):
    """How purchase orders are numbered from now on; `changed` is called when that is otherwise."""

    title = "How orders are numbered"

    def __init__(
        self, room: Room, pattern: str, following: str, changed: Callable[[], None]
    ) -> None:
        super().__init__(room)
        self._book = room.services.book
        self._pattern, self._following = pattern, following
        self._changed = changed

    def fields(self) -> Sequence[Field]:
        amiss = ""
        if len(self._following) < _SHORT:
            amiss = (
                f"“{self._following}” is all of the number: DigiKey may have that of another "
                "order, and nobody can tell whose it is. {prefix} or {yyyy} says so"
            )
        return [
            Field(
                "pattern",
                "pattern",
                self._pattern,
                typed=self._pattern,
                hint="{prefix} of the settings, {yyyy} or {yy}, {mm}, {dd}, and once {seq} or "
                "{seq:04}; around them A to Z, 0 to 9 and -",
                amiss=amiss,
            ),
            Field(
                "following",
                "the next number",
                self._following,
                why_not="it follows from the pattern, and is given when an order is reviewed",
            ),
        ]

    def take(self, name: str, text: str) -> str:
        if name != "pattern":
            return ""
        try:
            self._book.example(text)
        except Refusal as refusal:
            return refusal.sentence
        self._room.work(lambda: self._put(text), "book", hold=True)
        return ""

    def why_not_empty(self) -> str | None:
        return "orders need a pattern: Enter changes it"

    async def _put(self, text: str) -> None:
        await self._book.set_pattern(text)
        self._pattern, self._following = await self._book.pattern()
        self._changed()
        self._room.redraw_sheet()
        self._room.say(f"orders are numbered {self._pattern} from now on", "good")
