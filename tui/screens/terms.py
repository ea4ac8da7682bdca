"""The terms of an order: a form, saved at every field, and what it shares with that of a line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cache.convert import clean
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR, masked, several_days
from tui.changes import State
from tui.screens.form import Choice, Field, FormSheet
from vendors.choices import NONE, Choices, choices_of
from vendors.terms import ExportUse, LineTerms, OrderTerms

if TYPE_CHECKING:
    from tui.panes.drafting import DraftPane
    from tui.room import Room

YES, NO = "yes", "no"
_NO_EXPORT = ExportUse("", "", "", "")


async def open_order_terms(room: Room, pane: DraftPane) -> None:
    """Show what the open draft's orders ask for besides their lines."""
    vendor = pane.draft_lines[0].vendor if pane.draft_lines else USUAL_VENDOR
    choices = await asyncio.to_thread(choices_of, vendor)
    note = await room.services.bonded_notes.read(vendor)
    if pane.draft is not None:
        room.show_sheet(OrderTermsSheet(room, pane, vendor, choices, note))


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


def note_fields(notes: Sequence[str], whose: str) -> list[Field]:
    """A row for each note, and one for another."""
    hint = f"for people at the vendor to read, {whose}; whether anybody does is not documented"
    found = [
        Field(f"note {at}", f"note {at + 1}", note, typed=note, hint=hint)
        for at, note in enumerate(notes)
    ]
    at = len(notes)
    name = "another note" if notes else "note"
    return [*found, Field(f"note {at}", name, empty="none", hint=hint)]


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
            return replace(terms, notes=put(terms.notes, int(name.split()[1]), text))
    return None


def put(many: Sequence[str], at: int, text: str) -> tuple[str, ...]:
    """`many` with `text` at this place or behind the last; without it where `text` is empty."""
    return tuple(one for one in (*many[:at], text, *many[at + 1 :]) if one)


class OrderTermsSheet(TermsSheet):
    """Opened by T in the builder."""

    def __init__(
        self, room: Room, pane: DraftPane, vendor: str, choices: Choices, bonded_note: str
    ) -> None:
        super().__init__(room, pane)
        label = pane.draft.label if pane.draft else ""
        self.title = f"Terms of the order · {label}"
        self._vendor = vendor
        self._name = vendor_name(vendor)
        self._choices = choices
        self._bonded_note = bonded_note

    @property
    def _terms(self) -> OrderTerms:
        draft = self._pane.draft
        return draft.terms if draft else OrderTerms()

    def fields(self) -> Sequence[Field]:
        terms, name, choices = self._terms, self._name, self._choices
        nothing = not_taken(name, choices)
        found = terms_fields(terms, name, choices, self._amiss(terms.ship_control or ""))
        found += note_fields(terms.notes, "with the order")
        return [*found, *self._export_fields(nothing), *self._bonded_fields()]

    def _amiss(self, control: str) -> str:
        """That lines which may go out in one order ask for days which the control contradicts."""
        if not control or control != self._choices.one_shipment:
            return ""
        draft = self._pane.draft
        usual = draft.customer_id if draft else None
        orders: dict[str | None, list[tuple[int, LineTerms]]] = {}
        for line_no, line in enumerate(self._pane.draft_lines, 1):
            if line.vendor == self._vendor:
                orders.setdefault(line.bonded_customer_id or usual, []).append(
                    (line_no, line.terms)
                )
        several = next(filter(None, map(several_days, orders.values())), "")
        if not several:
            return ""
        return (
            f"and {several}: what {self._name} does with both is not documented. x takes "
            f"{control} away, Esc then F2 on the line changes its days"
        )

    def _export_fields(self, nothing: str) -> list[Field]:
        export = self._terms.export
        use = export or _NO_EXPORT
        home, of = self._choices.exports_from, self._choices.export_of
        why_not = nothing
        if home and self._countries == {home}:
            why_not = f"it ships to {home}: asked only where goods leave {home}"
        needed = "needed" if export else "not asked for"
        uses = self._choices.export_uses
        second = "" if use.primary else "choose the first use before"
        found = [
            Field("", f"export: only for {of} whose goods leave {home}" if of else "export"),
            Field(
                "country",
                "destination",
                use.country,
                needed,
                use.country,
                why_not,
                hint="the country it ends up in, two letters as MX",
            ),
        ]
        if why_not and export is None:
            return found
        return [
            *found,
            Field("consignee", "end customer", use.consignee, needed, use.consignee, why_not),
            Field(
                "primary",
                "first use",
                use.primary,
                needed,
                use.primary,
                why_not,
                (Choice("", "(none)"), *map(Choice, uses)),
            ),
            Field(
                "secondary",
                "second use",
                use.secondary,
                needed,
                use.secondary,
                why_not or second,
                (Choice("", "(none)"), *map(Choice, uses.get(use.primary, ()))),
            ),
            Field("more", "more of it", use.more, "nothing", use.more, why_not),
        ]

    def _bonded_fields(self) -> list[Field]:
        return [
            Field("", "on every order with bonded lines, of every buyer here"),
            Field(
                "bonded_note",
                "bonded note",
                self._bonded_note,
                "none",
                self._bonded_note,
                hint=f"as your {self._name} representative tells you; no document asks for one",
            ),
        ]

    @property
    def _countries(self) -> set[str]:
        """Where the lines go, so far as that is known."""
        draft = self._pane.draft
        wanted = {line.bonded_customer_id for line in self._pane.draft_lines}
        places = {(draft.customer_id if draft else None) if one is None else one for one in wanted}
        return {
            one.address.country.upper()
            for one in self._room.services.book.ship_tos()
            if one.place in places
        }

    def take(self, name: str, text: str) -> str:
        text = clean(text)
        if name == "bonded_note":
            self._room.work(lambda: self._set_bonded_note(text), "bonded-note", alone=False)
            return ""
        terms = self._terms
        changed = with_term(terms, name, text)
        if changed is not None:
            return self._change(changed)
        use = terms.export or _NO_EXPORT
        if complaint := self._not_exported(name, text):
            return complaint
        match name:
            case "country":
                use = replace(use, country=text.upper())
            case "consignee":
                use = replace(use, consignee=text)
            case "primary":
                second = use.secondary if text == use.primary else ""
                use = replace(use, primary=text, secondary=second)
            case "secondary":
                use = replace(use, secondary=text)
            case _:
                use = replace(use, more=text)
        return self._change(replace(terms, export=None if use == _NO_EXPORT else use))

    def _not_exported(self, name: str, text: str) -> str:
        home = self._choices.exports_from
        if name == "country" and text:
            if not (len(text) == 2 and text.isascii() and text.isalpha()):
                return "a country is two letters, as MX"
            if text.upper() == home:
                return f"goods that stay in {home} are asked nothing: x takes it away"
        return ""

    def _change(self, terms: OrderTerms) -> str:
        draft = self._pane.draft
        if draft is None or (words := self.why_not_change()):
            return f"not taken: {words or 'there is no draft'}"
        if terms != draft.terms:
            line = self._pane.line
            self._pane.change(State.of(draft)._replace(terms=terms), line.id if line else None)
        return ""

    async def _set_bonded_note(self, text: str) -> None:
        await self._room.services.bonded_notes.set(self._vendor, text)
        self._bonded_note = text
        self._room.redraw_sheet()
