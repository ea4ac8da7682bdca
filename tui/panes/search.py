"""Product search: answered from the cache on every key, from the vendor on Enter."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from cache.catalogue import PLAIN
from cache.convert import normal
from cache.store import Superseded
from tui.offering import line_of, terms_of
from tui.room import Room
from tui.text import UNKNOWN, at, fit, pieces, unit_price
from tui.widgets.lines import Line
from tui.widgets.pane import FieldPane
from tui.widgets.prompts import QuantityPrompt
from tui.widgets.table import Column, Table
from vendors.buying import break_at
from vendors.vocabulary import Offer, Packaging, PriceBreak

if TYPE_CHECKING:
    from cache.catalogue import Asked, Narrowed, OfferRow
    from tui.screens.narrow_kinds import Narrowing

COLUMNS = (
    Column("part", 18),
    Column("maker", 10, 4, grow=True),
    Column("pack", 9),
    Column("stock", 10, 1, right=True),
    Column("minimum", 7, 3, right=True),
    Column("each", 9, 2, right=True),
    Column("at 1,000", 9, 5, right=True),
    Column("", 4, 1),
    Column("description", 24, 6, grow=True),
)
LEGEND = " each at minimum · N NCNR T tariff M market O not active"


def breaks_of(text: str) -> tuple[PriceBreak, ...]:
    """Price breaks as the cache keeps them."""
    return tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in json.loads(text))


def marks_of(row: OfferRow) -> str:
    marks = (
        (row.ncnr, "N"),
        (row.tariff, "T"),
        (row.marketplace, "M"),
        (row.status not in ("", "Active"), "O"),
    )
    return "".join(mark for on, mark in marks if on)


def _cells(row: OfferRow) -> tuple[str, ...]:
    breaks = breaks_of(row.breaks)
    least = break_at(breaks, max(row.moq, breaks[0].quantity)) if breaks else None
    thousand = break_at(breaks, 1000) if row.moq <= 1000 else None
    return (
        row.part,
        row.maker,
        row.packaging if breaks else "no price",
        pieces(row.stock),
        pieces(row.moq) if breaks else UNKNOWN,
        unit_price(least.unit_price if least else None),
        unit_price(thousand.unit_price if thousand else None),
        marks_of(row),
        row.description,
    )


def offer_of(row: OfferRow) -> Offer:
    """The offer behind a row."""
    return Offer(
        vendor=row.vendor,
        number=row.number,
        packaging=Packaging(row.packaging),
        packaging_text=row.packaging_text,
        stock=row.stock,
        moq=row.moq,
        multiple=row.multiple,
        breaks=breaks_of(row.breaks),
        currency=row.currency,
        fee=Decimal(row.fee),
        maximum=row.maximum,
        own_price=bool(row.own_price),
        ncnr=None if row.ncnr is None else bool(row.ncnr),
        tariff=None if row.tariff is None else bool(row.tariff),
        marketplace=bool(row.marketplace),
    )


class SearchPane(FieldPane):
    """The catalogue as far as it is known here, and the way to the vendor's."""

    number = 2
    word = "Search"
    place = "search"
    typing_place = "field"
    invitation = "words or a part number"

    def __init__(self, room: Room) -> None:
        super().__init__(room, Table(COLUMNS, _cells))
        self._shown = ""
        self._count: int | None = None
        self._at_vendor: int | None = None
        self._came = 0
        self._asked_at: datetime | None = None
        self._narrowing: Narrowing | None = None
        self._narrowed_words = ""
        self._amiss = ""

    # -- what it says of itself

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self._narrows is not None:
            if self._asked_at is None:
                return "DigiKey has not answered this yet.\nF5 asks it, f narrows otherwise."
            return "DigiKey has nothing that is all of this.\nf narrows otherwise."
        if self.field.text.strip():
            return "Nothing known here has every word.\nEnter in the field asks DigiKey."
        return (
            "Nothing here yet.\n"
            "/ and words or a part number look in what is known here;\n"
            "Enter then asks DigiKey and keeps what it says."
        )

    def summary(self) -> str:
        if self._narrows is not None:
            told = "not asked yet: F5"
            if self._at_vendor is not None:
                when = at(self._asked_at, self.room.now())
                told = f"{self._came:,} of {self._at_vendor:,} {when}"
            return f"{told} · {self._narrows.short}"
        known = "…" if self._count is None else f"{self._count:,}"
        parts = [f"{known} here"]
        if self._at_vendor is not None:
            parts.append(f"{self._at_vendor:,} at DigiKey {at(self._asked_at, self.room.now())}")
        elif self._shown:
            parts.append("Enter in the field asks DigiKey")
        return " · ".join(parts)

    def above(self, width: int) -> list[Line]:
        lines = [self.field_line(width)]
        if self._narrows is not None:
            amiss = f"{self._amiss} · " if self._amiss else ""
            words = fit(f" {amiss}{self._narrows.words}", width)
            lines.append([(words, "warn" if amiss else "dim")])
        return lines

    def redraw_above(self) -> None:
        # The line that says what it is narrowed by comes and goes with the words.
        if len(self.above(self._inner_width)) != len(self._above):
            self.lay_out()
        else:
            super().redraw_above()

    def below(self, width: int) -> list[Line]:
        row: OfferRow | None = self.current
        words = "" if row is None else f" {row.maker} · {row.description}"
        return [[(fit(words, width), "text")], [(fit(LEGEND, width), "dim")]]

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
        self._shown = text
        self._at_vendor = asked.total if asked else None
        self._came = asked.came if asked else 0
        self._asked_at = asked.at if asked else None
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

    async def refresh_from_vendor(self) -> None:
        await self._ask(0)

    async def _ask(self, offset: int) -> None:
        text = self.field.text.strip()
        if not text:
            self.room.say("type words or a part number first: /", "warn")
            return
        narrowed = self._narrowed
        asked = await self.room.services.catalogue.ask(text, offset, narrowed)
        if self.field.text.strip() == text and self._narrowed == narrowed:
            await self.load()
        so = "" if narrowed == PLAIN else " so narrowed"
        said = f"DigiKey has {asked.total:,} for “{text}”{so}; {asked.came} came" + (
            ", m asks for more" if asked.total > offset + asked.came else ""
        )
        if so and self._amiss:
            self.room.say(f"{self._amiss}: what came disregards it. {said}", "warn")
        else:
            self.room.say(said)

    def do_more(self) -> None:
        self.room.work(self._more, "search-refresh", "asking DigiKey for more …", asks="digikey")

    async def _more(self) -> None:
        asked = await self._asked()
        if asked is not None and asked.came >= asked.total:
            self.room.say(f"all {asked.total:,} that DigiKey has came already: F5 asks anew")
            return
        await self._ask(asked.came if asked else 0)

    async def _asked(self) -> Asked | None:
        """What the vendor said when it was last asked this, so narrowed."""
        catalogue, text = self.room.services.catalogue, self.field.text
        if self._narrowed == PLAIN:
            return await catalogue.asked(text)
        return (await catalogue.hits(text, self._narrowed))[1]

    # -- the vendor's answer, narrowed and sorted

    @property
    def _narrows(self) -> Narrowing | None:
        """How the search is narrowed: only the words for which it was chosen are."""
        same = self._narrowing and normal(self.field.text) == self._narrowed_words
        return self._narrowing if same else None

    @property
    def _narrowed(self) -> Narrowed:
        return PLAIN if self._narrows is None else self._narrows.narrowed

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
        asked, asked_so = await services.catalogue.asked(text), await self._asked()
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
        self._asked_at = self._at_vendor = None
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

    def why_not_add(self) -> str | None:
        row: OfferRow | None = self.current
        if row is None:
            return "there is no part here to add: search with / first"
        if row.breaks == "[]":
            return f"{row.number} has no price: DigiKey does not sell it in this packaging"
        return self.room.why_not_add_line()

    def do_add(self) -> None:
        row: OfferRow = self.current
        offer = offer_of(row)
        terms = terms_of(offer)
        priced_at = datetime.fromisoformat(row.fetched_at).astimezone(UTC)

        def take(quantity: int) -> None:
            self.room.add_line(
                line_of(offer, row.part, row.maker, row.description, quantity, priced_at)
            )

        self.room.ask(QuantityPrompt(f"{row.part} {row.packaging}", terms, terms.least, take))

    def do_open(self) -> None:
        from tui.screens.part_opening import open_part

        row: OfferRow = self.current
        open_part(
            self.room,
            number=row.number,
            part=row.part,
            maker=row.maker,
            vendor=row.vendor,
            rowid=row.rowid,
        )

    def do_watched(self) -> None:
        from tui.screens.watched import open_watched

        self.room.work(partial(open_watched, self.room), "watched", hold=True)
