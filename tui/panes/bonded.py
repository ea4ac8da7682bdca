"""Bonded stock by location: what the vendor reports as reserved for the customer's sites.

The vendor has two reserve figures and no figure on hand: both stand under their own names,
nothing here is called stock, and nothing is added up but reported reserve times price.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.offering import bonded_line, line_of, terms_of
from tui.room import Room
from tui.text import UNKNOWN, at, counted, day, fit, money, pieces, unit_price
from tui.widgets.lines import Line
from tui.widgets.pane import FieldPane
from tui.widgets.prompts import QuantityPrompt
from tui.widgets.table import Column, ListSource, Table
from vendors.vocabulary import Offer, Packaging, PriceBreak

if TYPE_CHECKING:
    from cache.bonded import BondedRow, LocationRow

COLUMNS = (
    Column("part", 15, grow=True),
    Column("yours", 10, 4),
    Column("site", 5, 1),
    Column("reserve", 9, right=True),
    Column("on backorder", 12, 3, right=True),
    Column("minimum", 8, 1, right=True),
    Column("each", 9, 2, right=True),
    Column("NCNR", 5, 1),
    Column("lead", 5, 5, right=True),
    Column("maker", 10, 7, grow=True),
    Column("description", 24, 8, grow=True),
)
SITES = (
    Column("location", 12, grow=True),
    Column("CustomerId", 10, 2, right=True),
    Column("parts", 6, 1, right=True),
    Column("reported reserve", 17, right=True),
)


def _cells(row: BondedRow) -> tuple[str, ...]:
    return (
        row.part,
        row.customer_part or UNKNOWN,
        row.code,
        pieces(row.reserve),
        pieces(row.backorder_reserve),
        pieces(row.minimum),
        unit_price(None if row.unit_price is None else Decimal(row.unit_price)),
        {None: UNKNOWN, 0: "", 1: "NCNR"}[row.non_cancelable],
        UNKNOWN if row.lead_weeks is None else f"{row.lead_weeks} w",
        row.maker,
        row.description,
    )


def _site_cells(row: LocationRow) -> tuple[str, ...]:
    reported = UNKNOWN if row.reported is None else f"{money(Decimal(row.reported))}"
    return (
        f"{row.code}  {row.name}",
        row.customer_id,
        pieces(row.parts),
        f"{reported} {row.currency or ''}".rstrip(),
    )


def offer_of(row: BondedRow) -> Offer:
    """The bonded row as an offer: one price from the release minimum on, any number of pieces."""
    price = None if row.unit_price is None else Decimal(row.unit_price)
    return Offer(
        vendor="digikey",
        number=row.number,
        packaging=Packaging.OTHER,
        packaging_text=row.packaging_text,
        stock=None,
        moq=row.minimum,
        multiple=1,
        breaks=() if price is None else (PriceBreak(1, price),),
        currency=row.currency or "",
        ncnr=None if row.non_cancelable is None else bool(row.non_cancelable),
    )


class BondedPane(FieldPane):
    """The customer's locations, and the bonded parts of the one chosen, or of all."""

    number = 1
    word = "Bonded"
    place = "bonded"

    def __init__(self, room: Room) -> None:
        super().__init__(room, Table(COLUMNS, _cells))
        self._sites: list[LocationRow] = []
        self._site = -1
        self._site_table = Table(SITES, _site_cells)

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.room.services.bonded.agreement is False:
            return (
                "DigiKey names no bonded stock for this account.\n"
                "That is no error: without a bonded agreement there is none to show.\n"
                "Search and orders work all the same."
            )
        if self.field.text:
            return "No bonded part holds every word typed.\nEsc in the rows clears the filter."
        if self._site >= 0:
            return "DigiKey reports no bonded part at this location."
        return "Not fetched yet.\nF5 asks DigiKey."

    def summary(self) -> str:
        bonded = self._bonded_sites
        if not bonded:
            return "no bonded stock known" if self._sites else ""
        fetched = at(bonded[0].fetched_at, self.room.now())
        sites, shown = counted(len(bonded), "location"), counted(len(self.table), "part")
        return f"{sites} · {shown} · {fetched}"

    def above(self, width: int) -> list[Line]:
        lines: list[Line] = [self._site_table.head(width)]
        every = "▸" if self._site < 0 else " "
        everywhere = f"{every}all   every location"
        lines.append([(fit(everywhere, width), "accent" if self._site < 0 else "text")])
        for index in self._sites_in_view:
            chosen = index == self._site
            text = self._site_table.row_text(index, width)
            mark = "▸" if chosen else " "
            lines.append([(mark + text[1:], "accent" if chosen else "text")])
        return [*lines, self.field_line(width)]

    def below(self, width: int) -> list[Line]:
        row: BondedRow | None = self.current
        if row is None:
            return [[("", "dim")], [("", "dim")]]
        behind = f"on backorder {pieces(row.backorder_reserve)}"
        what = f" {row.number} · {row.code} · in {row.currency or UNKNOWN} · {row.maker}"
        reported = f" reserve {pieces(row.reserve)} · {behind}, both as DigiKey reports"
        return [[(fit(what, width), "text")], [(fit(reported, width), "dim")]]

    def moved(self) -> None:
        self.redraw_below()

    @property
    def _bonded_sites(self) -> list[LocationRow]:
        return [site for site in self._sites if site.bonded]

    @property
    def _sites_in_view(self) -> range:
        """As many as leave half the pane to the parts, the chosen one among them."""
        count = len(self._bonded_sites)
        most = max(3, self.size.height // 2 - 5)
        first = max(0, min(self._site - most // 2, count - most))
        return range(first, min(count, first + most))

    @property
    def _customer_id(self) -> str | None:
        return None if self._site < 0 else self._bonded_sites[self._site].customer_id

    # -- rows

    def _read_sites(self) -> None:
        self._sites = self.room.services.bonded.locations()
        sites = self._bonded_sites
        self._site = min(self._site, len(sites) - 1)
        self._site_table.show(ListSource(sites, [site.rowid for site in sites]))

    def first(self) -> None:
        self._read_sites()
        self.table.show(self.room.services.bonded.first())

    async def look(self, text: str, keep: bool) -> None:
        self._read_sites()
        self.show(await self.room.services.bonded.rows(self._customer_id, text), keep)

    async def refresh_from_vendor(self) -> None:
        await self.room.services.bonded.refresh()
        await self.load()
        self.room.say("")

    why_not_left = why_not_right = lambda self: (
        None if self._bonded_sites else "no location is known here yet: F5 asks DigiKey"
    )

    def do_left(self) -> None:
        self._choose(-1)

    def do_right(self) -> None:
        self._choose(1)

    def _choose(self, by: int) -> None:
        count = len(self._bonded_sites) + 1
        self._site = (self._site + 1 + by) % count - 1
        self.redraw_above()
        self.field_changed()

    # -- what can be done with a row

    def why_not_add(self) -> str | None:
        row: BondedRow | None = self.current
        if row is None:
            return "there is no bonded part here"
        if row.unit_price is None or not row.currency:
            return f"{row.number} has no price here: ask DigiKey for it before ordering"
        return self.room.why_not_add_line()

    def do_add(self) -> None:
        row: BondedRow = self.current
        offer = offer_of(row)
        terms = terms_of(offer)
        priced_at = datetime.fromisoformat(row.fetched_at).astimezone(UTC)

        def take(quantity: int) -> None:
            line = line_of(offer, row.part, row.maker, row.description, quantity, priced_at)
            self.room.add_line(bonded_line(line, row.customer_id))

        self.room.ask(QuantityPrompt(f"{row.part} bonded {row.code}", terms, terms.least, take))

    def do_open(self) -> None:
        from tui.screens.facts import FactsSheet

        row: BondedRow = self.current
        site = next((s for s in self._sites if s.customer_id == row.customer_id), None)
        today = self.room.now().date()
        facts = [
            ("part", row.part),
            ("maker", row.maker),
            ("description", row.description),
            ("DigiKey number", row.number),
            ("customer part", row.customer_part or UNKNOWN),
            ("location", f"{row.code}  {site.name if site else ''}  CustomerId {row.customer_id}"),
            ("pack type", row.packaging_text or UNKNOWN),
            ("each", f"{_cells(row)[6].strip()} {row.currency or ''}"),
            ("reserve", pieces(row.reserve)),
            ("reserve on backorder", pieces(row.backorder_reserve)),
            ("release minimum", pieces(row.minimum)),
            ("standard package", pieces(row.standard_package)),
            ("lead time", UNKNOWN if row.lead_weeks is None else f"{row.lead_weeks} weeks"),
            ("non-cancelable", {None: UNKNOWN, 0: "no", 1: "yes"}[row.non_cancelable]),
            ("NCNR signed", day(row.ncnr_signed, today)),
            ("NCNR quantity", pieces(row.ncnr_quantity)),
            ("country of origin", row.country or UNKNOWN),
        ]
        notes = [
            "The two reserve figures are DigiKey's, under DigiKey's names. There is no figure for "
            "what lies on hand, and the two are not added.",
            "In the list, a makes an ordinary order line for this part, shipped to this location. "
            "DigiKey does not document whether such a line is filled from the reserve.",
        ]
        if site is not None:
            address = json.loads(site.address)
            facts.insert(6, ("ship-to", ", ".join(str(v) for v in address.values() if v)))
        self.room.show_sheet(FactsSheet(f"{row.part} bonded at {row.code}", facts, notes))
