"""Product search: answered from the cache on every key, from the vendor on Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cache.convert import normal
from cache.purchase_orders import vendor_name
from cache.searching import PLAIN
from cache.store import Superseded
from tui.offering import line_of, terms_of
from tui.panes import search_rows
from tui.panes.search_asking import NARROWS, AskingPane
from tui.panes.search_rows import LEGEND, PIECES
from tui.room import Room
from tui.text import at, fit, pieces
from tui.widgets.lines import Line
from tui.widgets.prompts import PiecesPrompt, QuantityPrompt
from tui.widgets.table import Table
from vendors.buying import legal

if TYPE_CHECKING:
    from cache.part_rows import PartRow, RowOffer
    from tui.screens.narrow_kinds import Narrowing


class SearchPane(AskingPane):
    """The catalogue as far as it is known here, and the way to the vendor's."""

    number = 2
    word = "Search"
    place = "search"
    typing_place = "field"
    invitation = "words or a part number"

    def __init__(self, room: Room) -> None:
        self._pieces: int | None = None
        super().__init__(room, Table(search_rows.columns(PIECES), self._cells))
        self._shown = ""
        self._count: int | None = None
        self._narrowing: Narrowing | None = None
        self._narrowed_words = ""

    def _cells(self, row: PartRow) -> tuple[str, ...]:
        return search_rows.cells(row, self.pieces)

    @property
    def pieces(self) -> int:
        """What offers are compared at."""
        return self._pieces or PIECES

    # -- what it says of itself

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self._narrows is not None:
            if self._asked_at is None:
                return "DigiKey has not answered this yet.\nF5 asks it, f narrows otherwise."
            return "DigiKey has nothing that is all of this.\nf narrows otherwise."
        if self.field.text.strip():
            return f"Nothing known here has every word.\nEnter in the field asks {self._names}."
        return (
            "Nothing here yet.\n"
            "/ and words or a part number look in what is known here;\n"
            f"Enter then asks {self._names} and keeps what comes."
        )

    def summary(self) -> str:
        said = self._said
        if self._narrows is not None:
            told = "not asked yet: F5"
            if (its := said.get(NARROWS)) is not None:
                told = f"{its.came:,} of {its.total:,} {at(its.at, self.room.now())}"
            return f"{told} · {self._narrows.short}"
        known = "…" if self._count is None else f"{self._count:,}"
        parts = [f"{known} here"]
        when = [at(its.at, self.room.now()) for its in said.values()]
        for place, (vendor, its) in enumerate(said.items()):
            # A time that holds for all stands once, behind the last.
            once = len(set(when)) == 1 and place < len(when) - 1
            told = "" if once else f" {when[place]}"
            more = ", maybe more" if its.cut else ""
            parts.append(f"{its.total:,} at {vendor_name(vendor)}{more}{told}")
        parts += self._states()
        if self._shown and len(parts) == 1:
            parts.append(f"Enter in the field asks {self._names}")
        return " · ".join(parts)

    def above(self, width: int) -> list[Line]:
        lines = [self.field_line(width)]
        if self._narrows is not None:
            amiss = f"{self._amiss} · " if self._amiss else ""
            others = len(self.room.services.catalogue.asks) > 1
            alone = f" · {vendor_name(NARROWS)} alone can be narrowed" if others else ""
            words = fit(f" {amiss}{self._narrows.words}{alone}", width)
            lines.append([(words, "warn" if amiss else "dim")])
        return lines

    def redraw_above(self) -> None:
        # The line that says what it is narrowed by comes and goes with the words.
        if len(self.above(self._inner_width)) != len(self._above):
            self.lay_out()
        else:
            super().redraw_above()

    def below(self, width: int) -> list[Line]:
        row: PartRow | None = self.current
        words = "" if row is None else f" {search_rows.in_words(row, self.pieces)}"
        # What the frame may have no room for.
        legend = " · ".join((*self._states(), LEGEND))
        role = "warn" if self._amiss_somewhere else "dim"
        return [[(fit(words, width), "text")], [(fit(f" {legend}", width), role)]]

    def moved(self) -> None:
        self.redraw_below()

    # -- rows

    def first(self) -> None:
        rows = self.room.services.catalogue.first()
        self._count = len(rows)
        self.table.show(rows)

    async def look(self, text: str, keep: bool) -> None:
        catalogue, narrowed = self.room.services.catalogue, self._narrowed
        if narrowed == PLAIN:
            rows, asked = await catalogue.find_asked(text)
            amiss = ""
        else:
            rows, asked = await catalogue.hits(text, narrowed)
            amiss = await self._unheeded(text) if asked else ""
        if narrowed != self._narrowed:
            # Whoever narrowed it otherwise brings the rows.
            raise Superseded
        if normal(text) != normal(self._shown):
            self._marks = {}
        self._shown = text
        self._said = asked
        self._amiss = amiss
        self._count = None
        self.show(rows, keep)

    async def looked(self, text: str) -> None:
        if self._narrows is not None:
            # The vendor's answer is all there is: what its filters mean is the vendor's alone.
            return
        whole, self._count = await self.room.services.catalogue.whole(text)
        self.extend(whole)

    def do_enter(self) -> None:
        super().do_enter()
        self.do_refresh()

    # -- the vendor's answer, narrowed and sorted

    @property
    def _narrows(self) -> Narrowing | None:
        """How the search is narrowed: only the words for which it was chosen are."""
        same = self._narrowing and normal(self.field.text) == self._narrowed_words
        return self._narrowing if same else None

    async def _unheeded(self, text: str) -> str:
        """By what the vendor did not filter, though it was asked to; empty where it did."""
        wanted = self._narrows
        if wanted is None or not wanted.narrowed.filters.parameters:
            return ""
        said = await self.room.services.catalogue.choices(text, wanted.narrowed)
        if said is None:
            return "DigiKey did not say by which parameters it filtered"
        names = ", ".join(wanted.unheeded(said.applied))
        return f"DigiKey did not filter by {names}" if names else ""

    def why_not_narrow(self) -> str | None:
        if self.field.text.strip():
            return None
        return "type words first: / and Enter asks DigiKey, which says what they narrow by"

    def do_narrow(self) -> None:
        self.room.work(self._narrow, "narrow", hold=True)

    async def _narrow(self) -> None:
        from tui.screens.narrow import VENDOR, NarrowSheet
        from tui.screens.narrow_kinds import Narrowing, Offered

        services, text, narrowed = self.room.services, self.field.text, self._narrowed
        plain, last = await services.catalogue.choices(text), None
        asked = (await services.catalogue.asked(text)).get(NARROWS)
        asked_so = (await self._asked()).get(NARROWS)
        if narrowed != PLAIN:
            last = await services.catalogue.choices(text, narrowed)
        if asked is None:
            self.room.say("Enter in the field asks DigiKey first: it says what narrows", "warn")
        elif plain is None and last is None:
            self.room.say("DigiKey offered nothing to narrow this by: F5 asks again", "warn")
        else:
            tree = await services.parts.have_categories(VENDOR)
            offered = Offered(
                plain,
                last,
                tree.facts,
                plain_at=asked.at,
                last_at=asked_so.at if asked_so else None,
                tree_at=tree.at,
            )
            wanted = self._narrows or Narrowing()
            self.room.show_sheet(NarrowSheet(self.room, text.strip(), offered, wanted, self.narrow))

    def narrow(self, wanted: Narrowing) -> None:
        """Narrow the search so and ask the vendor; without any narrowing, show what is here."""
        if wanted.chosen == (self._narrows.chosen if self._narrows else ()):
            self.room.say("nothing was changed; F5 asks DigiKey again")
            return
        self._narrowing = wanted if wanted.chosen else None
        self._narrowed_words = normal(self.field.text)
        self._said, self._marks = {}, {}
        self._amiss = ""
        self.field_changed()
        if self._narrowing is None:
            self.room.say("not narrowed any more; F5 asks DigiKey again")
        else:
            self.do_refresh()

    def field_changed(self) -> None:
        super().field_changed()
        if self.editing and self._narrowing is not None and self._narrows is None:
            self.room.say("other words are not narrowed; the same words again are")

    def _edit(self, editing: bool) -> None:
        if not editing and self._narrowing is not None and self._narrows is None:
            self._narrowing = None
        super()._edit(editing)

    def do_clear(self) -> None:
        narrowed, self._narrowing = self._narrowing, None
        super().do_clear()
        if narrowed is not None:
            self.room.say("not narrowed any more")

    # -- what can be done with a row

    def do_quantity(self) -> None:
        """Ask how many pieces offers are compared at."""

        def take(quantity: int) -> None:
            self._pieces = quantity
            self.table.recolumn(search_rows.columns(quantity))
            self.lay_out()
            self.room.say(f"offers are compared at {pieces(quantity)}")

        self.room.ask(PiecesPrompt("compare offers at", self.pieces, take))

    @property
    def _offer(self) -> RowOffer | None:
        """The offer that the row under the cursor shows."""
        row: PartRow | None = self.current
        return None if row is None else search_rows.offer_of(row, self.pieces)

    def why_not_add(self) -> str | None:
        row: PartRow | None = self.current
        if row is None:
            return "there is no part here to add: search with / first"
        one = self._offer
        if one is None:
            return f"nobody names a packaging of {row.part} that can be ordered: Enter asks again"
        if not one.offer.breaks:
            name = vendor_name(one.offer.vendor)
            return f"{one.offer.number} has no price: {name} does not sell it in this packaging"
        return self.room.why_not_add_line()

    def do_add(self) -> None:
        row: PartRow = self.current
        if (one := self._offer) is None:
            return
        offer, terms = one.offer, terms_of(one.offer)

        def take(quantity: int) -> None:
            self.room.add_line(
                line_of(offer, row.part, row.maker, row.description, quantity, one.at)
            )

        asked = self._pieces or 0
        fits = legal(asked, offer.moq, offer.multiple, offer.maximum).ok
        title = f"{row.part} {offer.packaging} {vendor_name(offer.vendor)}"
        self.room.ask(QuantityPrompt(title, terms, asked if fits else terms.least, take))

    def do_open(self) -> None:
        from tui.screens.part_opening import open_part

        row: PartRow = self.current
        one = self._offer
        open_part(
            self.room,
            number=row.part if one is None else one.offer.number,
            part=row.part,
            maker=row.maker,
            vendor=NARROWS if one is None else one.offer.vendor,
            rowid=None if one is None else one.rowid,
            quantity=self._pieces,
        )

    def do_watched(self) -> None:
        from tui.screens.watched import open_watched

        self.room.work(partial(open_watched, self.room), "watched", hold=True)
