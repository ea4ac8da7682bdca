"""Product search: answered from the cache on every key, from the vendor on Enter."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

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
    from cache.catalogue import OfferRow

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
        self._asked_at: datetime | None = None

    # -- what it says of itself

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.field.text.strip():
            return "Nothing known here has every word.\nEnter in the field asks DigiKey."
        return (
            "Nothing here yet.\n"
            "/ and words or a part number look in what is known here;\n"
            "Enter then asks DigiKey and keeps what it says."
        )

    def summary(self) -> str:
        known = "…" if self._count is None else f"{self._count:,}"
        parts = [f"{known} here"]
        if self._at_vendor is not None:
            parts.append(f"{self._at_vendor:,} at DigiKey {at(self._asked_at, self.room.now())}")
        elif self._shown:
            parts.append("Enter in the field asks DigiKey")
        return " · ".join(parts)

    def above(self, width: int) -> list[Line]:
        return [self.field_line(width)]

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
        rows, asked = await self.room.services.catalogue.find_asked(text)
        self._shown = text
        self._at_vendor = asked.total if asked else None
        self._asked_at = asked.at if asked else None
        self._count = None
        self.show(rows, keep)

    async def looked(self, text: str) -> None:
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
        asked = await self.room.services.catalogue.ask(text, offset)
        if self.field.text.strip() == text:
            await self.load()
        self.room.say(
            f"DigiKey has {asked.total:,} for “{text}”; {asked.came} came"
            + (", m asks for more" if asked.total > offset + asked.came else ""),
        )

    def do_more(self) -> None:
        self.room.work(self._more, "search-refresh", "asking DigiKey for more …", asks="digikey")

    async def _more(self) -> None:
        asked = await self.room.services.catalogue.asked(self.field.text)
        await self._ask(asked.came if asked else 0)

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
        self.room.work(partial(self._open, self.current), "open-part", hold=True)

    async def _open(self, row: OfferRow) -> None:
        from tui.screens.part import PartSheet

        found = await self.room.services.catalogue.part(row.rowid)
        if found is None:
            self.room.say("this row is gone; F5 asks DigiKey again", "warn")
            return
        part, fetched_at = found
        self.room.show_sheet(PartSheet(self.room, part, fetched_at, row.number))
