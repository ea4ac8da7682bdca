"""The first tab of a part: every offer of every vendor, compared at the quantity asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cache.offering import offer_of
from cache.offers_compared import Compared, Comparison, compare, compared
from cache.purchase_orders import vendor_name
from tui.offering import line_of, terms_of
from tui.panes.search_rows import price
from tui.screens.part_offers import NO_OFFERS, DetailsTab, breaks_of, facts_of
from tui.screens.part_tab import BLANK, pairs
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, day, money, pieces
from tui.widgets.lines import Line
from tui.widgets.prompts import QuantityPrompt
from tui.widgets.table import Column
from vendors.buying import legal

if TYPE_CHECKING:
    from cache.bonded import BondedRow
    from tui.screens.part import PartSheet
    from vendors.vocabulary import Offer, Part

_BEST = "◆"


class Shown(NamedTuple):
    """One row: an offer of a vendor, or what is bonded at a location."""

    at: Compared
    lead_weeks: int | None
    bonded: BondedRow | None = None
    best: bool = False


def columns(quantity: int, currency: str = "") -> tuple[Column, ...]:
    """The columns at so many pieces; `currency` where it is that of every row."""
    return (
        Column("", 1),
        Column("vendor", 8),
        Column("pack", 9),
        Column("number", 22, 3),
        Column("stock", 11, 1, right=True),
        Column("minimum", 9, right=True),
        Column("multiple", 9, 5, right=True),
        Column(f"at {pieces(quantity)}", 10, right=True),
        Column(f"{currency} with fees".strip(), 13, right=True),
        Column("lead", 5, 4, right=True),
        Column("", 12, 2, grow=True),
    )


class OffersTab(DetailsTab):
    """Bonded stock first, then each vendor's offers, and the breaks of the one under the cursor."""

    word, key = "offers", "1"

    def __init__(self, sheet: PartSheet) -> None:
        self.columns = columns(sheet.pieces)
        super().__init__(sheet)
        self.bonded: Sequence[BondedRow] = ()
        self._compared: Comparison | None = None
        self._one_currency = True

    async def here(self) -> None:
        part = self.sheet.part
        number = part.number if part is not None else self.sheet.named
        maker = part.maker if part is not None else self.sheet.maker
        self.bonded = await self.sheet.room.services.completing.bonded(number, maker)
        self.show_offers()

    @property
    def empty(self) -> bool:
        return not len(self.table)

    @property
    def offer(self) -> Offer | None:
        """The offer under the cursor; None on bonded stock too."""
        row: Shown | None = self.current
        return None if row is None or row.bonded is not None else row.at.offer

    def show_offers(self, number: str = "") -> None:
        """Show what is known now, the cursor on the sheet's vendor's `number` where given."""
        quantity = self.sheet.pieces
        rows = [
            Shown(compared(offer_of(one), quantity), one.lead_weeks, one) for one in self.bonded
        ]
        names: list[tuple[str, str]] = [(one.customer_id, one.number) for one in self.bonded]
        sold = [
            (offer, part.lead_weeks)
            for part, _ in self.sheet.sold.values()
            for offer in part.offers
        ]
        self._compared = compare([offer for offer, _ in sold], quantity)
        for place, one in enumerate(self._compared.rows):
            rows.append(Shown(one, sold[place][1], best=place == self._compared.best))
            names.append((one.offer.vendor, one.offer.number))
        currencies = {row.at.offer.currency for row in rows if row.at.offer.breaks}
        self._one_currency = len(currencies) == 1
        self.table.recolumn(columns(quantity, min(currencies) if self._one_currency else ""))
        self.show(rows, names)
        wanted = (self.sheet.vendor, number)
        if number and wanted in names:
            self.table.move(names.index(wanted) - self.table.cursor)

    # -- drawing

    def cells(self, row: Shown) -> Sequence[str]:
        one, lead = row.at, row.lead_weeks
        offer, sold = one.offer, bool(one.offer.breaks)
        marks = [
            word
            for on, word in (
                (offer.ncnr, "NCNR"),
                (offer.tariff, "tariff"),
                (offer.marketplace, "market"),
                (one.enough is False, "not in stock"),
                (sold and not self._one_currency, f"in {offer.currency}"),
            )
            if on
        ]
        if row.bonded is not None:
            marks.insert(0, f"reserve {pieces(row.bonded.reserve)}")
        return (
            _BEST if row.best else "",
            vendor_name(offer.vendor) if row.bonded is None else "bonded",
            offer.packaging if row.bonded is None else row.bonded.code,
            offer.number,
            pieces(offer.stock),
            pieces(offer.moq) if sold else UNKNOWN,
            pieces(offer.multiple) if sold else UNKNOWN,
            price(one),
            money(one.total),
            UNKNOWN if lead is None else f"{lead} w",
            " ".join(marks),
        )

    def lines(self, width: int) -> Sequence[Line]:
        part = self.sheet.part
        if part is None and not len(self.table):
            return ()
        lines: list[Line] = []
        if part is not None:
            lines += paragraph(part.description, width, "strong")
            if part.detail and part.detail != part.description:
                lines += paragraph(part.detail, width)
            lines += self._warnings(part, width)
        lines.append(BLANK)
        if not len(self.table):
            return [*lines, *paragraph(NO_OFFERS, width, "warn")]
        lines.append(self.table.head(width))
        self.first = len(lines)
        lines += [self.table.line(at, width, active=True) for at in range(len(self.table))]
        lines += [BLANK, *self._advice(width)]
        if (offer := self.offer) is not None:
            lines += [BLANK, *breaks_of(offer, width), BLANK, *pairs(facts_of(offer), width)]
        return lines

    def _advice(self, width: int) -> list[Line]:
        """Which way is the cheapest, and what costs less than it; nothing of it is taken."""
        found, quantity = self._compared, self.sheet.pieces
        if found is None or not found.rows:
            return []
        if found.best is None:
            words = f"No offer takes {pieces(quantity)} as they are: n asks for another number."
            return paragraph(words, width, "warn")
        best = found.rows[found.best]
        offer = best.offer
        lines = paragraph(
            f"{_BEST} the cheapest way to {pieces(quantity)}: {_name(offer)}, "
            f"{money(best.total)} {offer.currency}{_short(best)}",
            width,
            "strong",
        )
        if found.more is not None and best.total is not None:
            what = " and ".join(f"{pieces(many)} {_name(its)}" for its, many in found.more.parts)
            less = money(best.total - found.more.total)
            more = found.more.quantity - quantity
            words = f"  {what}: {less} {offer.currency} less"
            lines += paragraph(words + (f", {pieces(more)} more pieces" if more else ""), width)
        apart = ""
        if found.others:
            apart = f"; prices in {', '.join(found.others)} are not compared"
        return [*lines, *paragraph(f"  With fees, before tariff, tax and shipping{apart}.", width)]

    def _warnings(self, part: Part, width: int) -> list[Line]:
        today = self.sheet.room.now().date()
        words = []
        if part.status.casefold() not in ("", "active"):
            words.append(f"status: {part.status}")
        if part.last_buy is not None:
            words.append(f"last day to order {day(part.last_buy, today)}")
        if part.shipping_note:
            words.append(part.shipping_note)
        return paragraph("! " + " · ".join(words), width, "warn") if words else []

    # -- keys

    def move(self, by: int) -> None:
        """To the next offer; behind the last one, on to what stands below."""
        before = self.table.cursor
        self.table.move(by)
        if self.table.cursor == before:
            self.sheet.room.scroll_sheet(by)
        else:
            self.sheet.redraw()

    def page(self, by: int) -> None:
        self.sheet.room.scroll_sheet(by)

    def copied(self) -> str:
        row: Shown | None = self.current
        return self.sheet.number if row is None else row.at.offer.number

    def why_not_add(self) -> str | None:
        row: Shown | None = self.current
        if row is None:
            return "no packaging of it is known here yet"
        if row.bonded is not None:
            from tui.releasing import why_not_release

            return why_not_release(self.sheet.room, row.bonded)
        if not row.at.offer.breaks:
            return f"{row.at.offer.number} is not for sale in this packaging"
        return self.sheet.room.why_not_add_line()

    def add(self) -> None:
        row: Shown = self.current
        if row.bonded is not None:
            from tui.releasing import ask_release

            ask_release(self.sheet.room, row.bonded)
        else:
            self.add_offer(row.at.offer)

    def add_offer(self, offer: Offer, quantity: int | None = None) -> None:
        """Ask how many of `offer`, put them into the draft, and close the sheet."""
        sheet, room = self.sheet, self.sheet.room
        sold = sheet.sold.get(offer.vendor)
        if sold is None:
            return
        part, at = sold
        terms = terms_of(offer)
        asked = sheet.asked_pieces or 0
        if not legal(asked, offer.moq, offer.multiple, offer.maximum).ok:
            asked = terms.least

        def take(wanted: int) -> None:
            room.close_sheet()
            room.add_line(line_of(offer, part.number, part.maker, part.description, wanted, at))

        title = f"{part.number} {offer.packaging} {vendor_name(offer.vendor)}"
        room.ask(QuantityPrompt(title, terms, quantity or asked, take))


def _name(offer: Offer) -> str:
    return f"{offer.packaging} at {vendor_name(offer.vendor)}"


def _short(one: Compared) -> str:
    """What has to be known of its stock."""
    if one.enough is None:
        return "; how many are in stock is not said"
    return "" if one.enough else f"; {pieces(one.offer.stock)} in stock"
