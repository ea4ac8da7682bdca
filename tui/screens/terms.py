"""The terms of a draft's orders: a form, saved at every field."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cache.convert import clean
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.terms_faults import several_days
from tui.changes import State
from tui.screens.form import Choice, Field
from tui.screens.terms_shared import TermsSheet, note_fields, terms_fields, with_term
from tui.screens.vendor_terms import (
    Lists,
    profile_fields,
    supplier_fields,
    too_long,
    warehouse_field,
    with_vendor_term,
)
from vendors.choices import NONE, Choices, choices_of, order_takes
from vendors.terms import ExportUse, LineTerms, OrderTerms

if TYPE_CHECKING:
    from tui.panes.drafting import DraftPane
    from tui.room import Room

_NO_EXPORT = ExportUse("", "", "", "")


async def open_order_terms(room: Room, pane: DraftPane) -> None:
    """Show what the open draft's orders ask for besides their lines."""
    vendors = vendors_of(pane)
    services = room.services
    choices = await asyncio.to_thread(choices_of, USUAL_VENDOR)
    note = await services.bonded_notes.read(USUAL_VENDOR)
    lists = Lists()
    for vendor in vendors:
        if "profile" in order_takes(vendor):
            lists.profiles = await services.profiles.have(vendor)
        if "supplier" in order_takes(vendor):
            lists.suppliers = await services.suppliers.have(vendor)
            lists.warehouses = await services.warehouses.have(vendor)
            rows = await services.inbound.mapping.all()
            lists.buildings = {
                row.key: (row.value, row.name) for row in rows if row.kind == "warehouse"
            }
    if pane.draft is not None:
        sheet = OrderTermsSheet(room, pane, vendors, choices, note, lists)
        room.show_sheet(sheet)
        sheet.begin()


def vendors_of(pane: DraftPane) -> list[str]:
    """The vendors that the draft's lines become orders of, the first line's first."""
    named = [line.vendor or USUAL_VENDOR for line in pane.draft_lines]
    return list(dict.fromkeys(named)) or [USUAL_VENDOR]


class OrderTermsSheet(TermsSheet):
    """Opened by T in the builder."""

    def __init__(
        self,
        room: Room,
        pane: DraftPane,
        vendors: Sequence[str],
        choices: Choices,
        bonded_note: str,
        lists: Lists,
    ) -> None:
        """`choices` and `bonded_note` are the usual vendor's, `lists` what is here of others'."""
        super().__init__(room, pane)
        label = pane.draft.label if pane.draft else ""
        self.title = f"Terms of the order · {label}"
        self._vendors = vendors
        self._vendor = USUAL_VENDOR
        self._name = vendor_name(USUAL_VENDOR)
        self._lists = lists
        self._choices = choices
        self._bonded_note = bonded_note

    def whence(self) -> tuple[str, ...]:
        return ("terms",)

    @property
    def _terms(self) -> OrderTerms:
        draft = self._pane.draft
        return draft.terms if draft else OrderTerms()

    def fields(self) -> Sequence[Field]:
        terms, several = self._terms, len(self._vendors) > 1
        found: list[Field] = []
        for vendor in self._vendors:
            if several:
                # An order keeps what its vendor has a place for: see `cache.terms.for_vendor`.
                found.append(Field("", f"orders at {vendor_name(vendor)}"))
            found += self._fields_of(vendor, terms)
            if several:
                found += self._own_note_fields(vendor)
        if several:
            found.append(Field("", "to all of them"))
        found += self._note_fields(terms.notes)
        # A note for one vendor goes out, or waits for a line of that vendor's: it is shown.
        for vendor in dict.fromkeys(whose for whose, _ in terms.own_notes):
            if not several or vendor not in self._vendors:
                found += self._own_note_fields(vendor)
        if self._vendor in self._vendors:
            found += [*self._export_fields(""), *self._bonded_fields()]
        return found

    def _fields_of(self, vendor: str, terms: OrderTerms) -> list[Field]:
        takes, now = order_takes(vendor), self._room.now()
        if "profile" in takes:
            return profile_fields(terms, vendor, self._lists.profiles, now)
        if "supplier" in takes:
            lists, place = self._lists, self._place
            found = supplier_fields(terms, vendor, lists.suppliers, now)
            called = self._pane.codes.get(place, place)
            chosen = lists.buildings.get(place)
            return [*found, warehouse_field(called, chosen, vendor, lists.warehouses)]
        if vendor != self._vendor:
            return terms_fields(terms, vendor_name(vendor), NONE)
        amiss = self._amiss(terms.ship_control or "")
        return terms_fields(terms, self._name, self._choices, amiss)

    def _note_fields(self, notes: Sequence[str]) -> list[Field]:
        found = note_fields(notes, "with the order")
        return [
            field._replace(amiss=too_long(self._vendors, notes, place))
            for place, field in enumerate(found)
        ]

    def _own_note_fields(self, vendor: str) -> list[Field]:
        notes = self._terms.notes_of(vendor)
        found = note_fields(notes, f"with the order at {vendor_name(vendor)} alone", vendor)
        return [
            field._replace(amiss=too_long([vendor], notes, place))
            for place, field in enumerate(found)
        ]

    # -- what vendors keep for us

    def begin(self) -> None:
        """Ask for the lists that were never told, beside the keys."""
        self._ask([vendor for vendor in self._listing if self._never(vendor)])

    def why_not_refresh(self) -> str | None:
        return None if self._listing else "nothing of this form is asked of a vendor"

    def do_refresh(self) -> None:
        self._ask(self._listing)

    @property
    def _listing(self) -> list[str]:
        """The vendors that keep a list for us."""
        return [one for one in self._vendors if order_takes(one) & {"profile", "supplier"}]

    def _never(self, vendor: str) -> bool:
        of_profiles = "profile" in order_takes(vendor)
        return (self._lists.profiles if of_profiles else self._lists.suppliers) is None

    def _ask(self, vendors: Sequence[str]) -> None:
        for vendor in vendors:
            job = partial(self._fetch, vendor)
            words = f"asking {vendor_name(vendor)} …"
            self._room.work(job, f"lists {vendor}", words, asks=vendor)

    async def _fetch(self, vendor: str) -> None:
        services = self._room.services
        if "profile" in order_takes(vendor):
            self._lists.profiles = await services.profiles.ask(vendor)
        else:
            self._lists.suppliers = await services.suppliers.ask(vendor)
            self._lists.warehouses = await services.warehouses.ask(vendor)
        self._room.redraw_sheet()

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
        if name == "warehouse":
            if not text:
                return "a ship-to that orders went to has its warehouse: choose another instead"
            self._room.work(lambda: self._set_warehouse(text), "warehouse", alone=False)
            return ""
        terms = self._terms
        changed = with_term(terms, name, text) or with_vendor_term(terms, name, text)
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

    @property
    def _place(self) -> str:
        draft = self._pane.draft
        return (draft.customer_id if draft else None) or ""

    async def _set_warehouse(self, chosen: str) -> None:
        from cache.inbound_mapping import Mapped

        kept, place = self._lists.warehouses, self._place
        name = next((one.name for one in kept.items if one.id == chosen), "") if kept else ""
        entry = Mapped("warehouse", place, chosen, name)
        await self._room.services.inbound.mapping.confirm([entry])
        self._lists.buildings = {**self._lists.buildings, place: (chosen, name)}
        self._room.redraw_sheet()

    async def _set_bonded_note(self, text: str) -> None:
        await self._room.services.bonded_notes.set(self._vendor, text)
        self._bonded_note = text
        self._room.redraw_sheet()
