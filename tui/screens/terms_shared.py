"""What the forms for terms share: those of an order, of a line, and of a ship-to's defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms import own_notes
from cache.terms_words import masked
from tui.screens.form import Choice, Field, FormSheet
from vendors.choices import NONE, Choices

if TYPE_CHECKING:
    from tui.panes.drafting import DraftPane
    from tui.room import Room
    from vendors.terms import OrderTerms

YES, NO = "yes", "no"


def yes_or_no(empty: str = "") -> tuple[Choice, ...]:
    """The two words; where `empty` holds without either, that as well."""
    return (*([Choice("", empty)] if empty else []), Choice(NO), Choice(YES))


class TermsSheet(FormSheet):
    """A form that changes the draft which is open, by way of the pane that holds it."""

    def __init__(self, room: Room, pane: DraftPane) -> None:
        super().__init__(room)
        self._pane = pane
        self._draft_id = pane.draft.id if pane.draft else 0

    def why_not_change(self) -> str | None:
        draft = self._pane.draft
        if draft is None or draft.id != self._draft_id:
            return "the draft is another one by now: Esc goes back"
        return self._pane.why_not_change()

    def why_not_edit(self) -> str | None:
        return super().why_not_edit() or self.why_not_change()


def note_fields(notes: Sequence[str], whose: str, vendor: str = "") -> list[Field]:
    """A row for each note, and one for another; of notes for one `vendor` they say its name."""
    hint = f"for people at the vendor to read, {whose}; whether anybody does is not documented"
    of, alone = (f" {vendor}", f" for {vendor_name(vendor)}") if vendor else ("", "")
    found = [
        Field(f"note {at}{of}", f"note {at + 1}{alone}", note, typed=note, hint=hint)
        for at, note in enumerate(notes)
    ]
    at = len(notes)
    name = f"another note{alone}" if notes else f"note{alone}"
    return [*found, Field(f"note {at}{of}", name, empty="none", hint=hint)]


def not_taken(name: str, choices: Choices) -> str:
    """That the vendor of this name has no such terms; empty where it has."""
    return "" if choices is not NONE else f"{name} takes no such thing"


def terms_fields(terms: OrderTerms, name: str, choices: Choices, amiss: str = "") -> list[Field]:
    """How the goods travel, certificate and tax; `amiss` is of the ship control."""
    method, control = terms.ship_method or "", terms.ship_control or ""
    means = choices.ship_controls.get(control, "")
    taxable = "" if terms.taxable is None else YES if terms.taxable else NO
    nothing = not_taken(name, choices)
    return [
        Field(
            "ship_method",
            "ship method",
            method,
            f"{name} chooses",
            method,
            nothing,
            (Choice("", f"({name} chooses)"), *map(Choice, choices.ship_methods)),
            f"{name} has not all of them at all times and places, and does not say which",
        ),
        Field(
            "ship_control",
            "ship control",
            f"{control}: {means}" if means else control,
            f"{name}'s default",
            control,
            nothing,
            (
                Choice("", f"({name}'s default)"),
                *(Choice(word, text) for word, text in choices.ship_controls.items()),
            ),
            amiss=amiss,
        ),
        Field(
            "shipper_account",
            "shipper account",
            # It may be a colleague's, by the ship-to: whole only while it is changed.
            masked(terms.shipper_account) if terms.shipper_account else "",
            "none",
            terms.shipper_account,
            hint="your own account with the carrier",
        ),
        Field(
            "cofc",
            "CofC",
            YES if terms.cofc else "",
            NO,
            YES if terms.cofc else NO,
            choices=yes_or_no(),
            hint="the maker's certificate of compliance, for the whole shipment",
        ),
        Field(
            "taxable",
            "taxable",
            taxable,
            f"as {name} has it",
            taxable,
            choices=yes_or_no(f"(as {name} has it)"),
        ),
    ]


def with_term(terms: OrderTerms, name: str, text: str) -> OrderTerms | None:
    """`terms` with what was typed into the field `name`; None where it is none of these."""
    match name.partition(" ")[0]:
        case "ship_method":
            return replace(terms, ship_method=text or None)
        case "ship_control":
            return replace(terms, ship_control=text or None)
        case "shipper_account":
            return replace(terms, shipper_account=text)
        case "cofc":
            return replace(terms, cofc=text == YES)
        case "taxable":
            return replace(terms, taxable=None if not text else text == YES)
        case "note":
            _, at, *whose = name.split()
            if not whose:
                return replace(terms, notes=put(terms.notes, int(at), text))
            (vendor,) = whose
            others = [one for one in terms.own_notes if one[0] != vendor]
            own = [(vendor, note) for note in put(terms.notes_of(vendor), int(at), text)]
            return replace(terms, own_notes=own_notes((*others, *own)))
    return None


def put(many: Sequence[str], at: int, text: str) -> tuple[str, ...]:
    """`many` with `text` at this place or behind the last; without it where `text` is empty."""
    return tuple(one for one in (*many[:at], text, *many[at + 1 :]) if one)
