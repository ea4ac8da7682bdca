"""Where a draft goes: its ship-to, chosen in the address book, and the terms that come with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.terms import NOTHING_USUAL, USUAL_VENDOR, Usual, moved
from tui.changes import State
from tui.panes.drafting import DraftPane
from tui.room import Room
from tui.text import fit, width_of
from tui.widgets.table import Table
from vendors.terms import NO_ORDER_TERMS

if TYPE_CHECKING:
    from cache.drafts import Draft


class ShippedPane(DraftPane):
    """A draft that is shipped somewhere."""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        # What another ship-to brings with it.
        self._usual = NOTHING_USUAL

    async def read_beside(self) -> None:
        self._usual = await self.room.services.drafts.usual()

    def _show_anew(self) -> None:
        book = self.room.services.book
        self.codes = book.codes()
        usable = book.usable(self._vendor)
        nowhere = self.draft is not None and self.draft.customer_id is None
        if nowhere and len(usable) == 1 and self.draft and not self.why_not_change():
            there, terms = usable[0].place, self.draft.terms
            if terms == NO_ORDER_TERMS:
                terms = self._usual.at(there, self._vendor)
            # Stored as well: only what is stored is reviewed.
            self._put(State.of(self.draft)._replace(customer_id=there, terms=terms))
            return
        super()._show_anew()

    @property
    def needs_ship_to(self) -> bool:
        """Whether somebody has to say first where the lines go."""
        homeless = any(line.bonded_customer_id is None for line in self.draft_lines)
        nowhere = self.draft is not None and self.draft.customer_id is None
        return nowhere and homeless and not self._open.read_only

    def why_not_ship_to(self) -> str | None:
        return self.why_not_change()

    def do_ship_to(self) -> None:
        self.choose_ship_to(lambda: None, lambda words: self.room.say(words, "warn"))

    def choose_ship_to(self, then: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """Let the buyer choose in the address book; once chosen, do `then`. With nothing to choose
        from, `refuse` says why."""
        self.room.work(lambda: self._choose_ship_to(then, refuse), "ship-to", hold=True)

    async def _choose_ship_to(
        self, then: Callable[[], None], refuse: Callable[[str], None]
    ) -> None:
        from tui.screens.choice import ChoiceSheet

        book, vendor = self.room.services.book, self._vendor
        await book.read()
        fresh = await self.room.services.drafts.usual()
        draft, usable = self.draft, book.usable(vendor)
        if draft is None or not usable:
            refuse(
                "no ship-to is known yet: 1 and F5 ask DigiKey for the locations, B opens the "
                "address book for one of your own"
            )
            return
        codes = max(5, *(width_of(one.code) for one in usable))
        rows = [
            (
                one.place,
                f"{fit(one.code, codes)} {one.address.line1} · {one.name}  "
                f"{one.entry.number(vendor)}",
            )
            for one in usable
        ]

        def take(place: str) -> None:
            if self.draft is not None:
                self._ship_to(self.draft, place, fresh)
                then()

        self.room.show_sheet(ChoiceSheet(self.room, "Ship to", rows, draft.customer_id, take))

    @property
    def _vendor(self) -> str:
        """Whose order the draft becomes, or the first of them."""
        return next((line.vendor for line in self.draft_lines if line.vendor), USUAL_VENDOR)

    def _ship_to(self, draft: Draft, place: str, fresh: Usual) -> None:
        """Another ship-to brings its own terms with it, unless they were said otherwise."""
        was = self._usual.at(draft.customer_id, self._vendor)
        terms = moved(draft.terms, was, fresh.at(place, self._vendor))
        self._usual = fresh
        self.change(State.of(draft)._replace(customer_id=place, terms=terms), self._row)
