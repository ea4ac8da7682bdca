"""The tabs made of product details: packagings side by side with their breaks, and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.acting import ending
from cache.purchase_orders import vendor_name
from tui.offering import line_of, terms_of
from tui.screens.part_pictures import bar
from tui.screens.part_tab import BLANK, Tab, pairs
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, age, day, fit, money, pieces, unit_price, width_of
from tui.widgets.lines import Line
from tui.widgets.prompts import QuantityPrompt
from tui.widgets.table import Column
from vendors.buying import line_total, price_of

if TYPE_CHECKING:
    from vendors.vocabulary import Offer, Part

_SAID = {True: "yes", False: "no", None: UNKNOWN}
# The picture of the breaks, in cells: a wider one says no more.
_WIDEST_BAR = 60
NO_OFFERS = "The vendor names no packaging of it: it cannot be ordered by a number."


class DetailsTab(Tab):
    """A tab that one product-details call fills: that of opening the part."""

    async def ask(self, anew: bool) -> None:
        await self.sheet.ask_part(anew)

    @property
    def empty(self) -> bool:
        return self.sheet.part is None

    def status(self) -> str:
        sheet, name = self.sheet, vendor_name(self.sheet.vendor)
        if sheet.told_at is None:
            return f"asking {name} …" if sheet.opening else f"{name} is not asked yet: F5 asks"
        again = f"; asking {name} again …" if sheet.opening else ""
        return f"as {name} said {age(sheet.told_at, sheet.room.now())} ago{again}"

    @property
    def trouble(self) -> str:
        return self.sheet.open_failed

    def heads(self, width: int) -> list[Line]:
        return []


class PackagingsTab(DetailsTab):
    """Every way in which the vendor packs it, and the price breaks of the one under the cursor."""

    word, key = "packagings", "1"
    columns = (
        Column("pack", 9),
        Column("number", 22),
        Column("stock", 11, 1, right=True),
        Column("minimum", 9, right=True),
        Column("multiple", 9, 2, right=True),
        Column("at least, each", 14, right=True),
        Column("", 12, 3, grow=True),
    )

    def cells(self, offer: Offer) -> Sequence[str]:
        sold = bool(offer.breaks)
        marks = ((offer.ncnr, "NCNR"), (offer.tariff, "tariff"), (offer.marketplace, "market"))
        return (
            offer.packaging,
            offer.number,
            pieces(offer.stock),
            pieces(offer.moq) if sold else UNKNOWN,
            pieces(offer.multiple) if sold else UNKNOWN,
            unit_price(price_of(offer, max(offer.moq, 1))) if sold else "no price",
            " ".join(word for on, word in marks if on),
        )

    def show_part(self, number: str = "") -> None:
        """Show the offers of the sheet's part as it is now, the cursor on `number` where given."""
        offers = self.sheet.part.offers if self.sheet.part is not None else ()
        numbers = [offer.number for offer in offers]
        self.show(offers, numbers)
        if number in numbers:
            self.table.move(numbers.index(number) - self.table.cursor)

    def lines(self, width: int) -> Sequence[Line]:
        part, offer = self.sheet.part, self.current
        if part is None:
            return ()
        lines = paragraph(part.description, width, "strong")
        if part.detail and part.detail != part.description:
            lines += paragraph(part.detail, width)
        lines += self._warnings(part, width)
        lines.append(BLANK)
        if offer is None:
            return [*lines, *paragraph(NO_OFFERS, width, "warn")]
        lines.append(self.table.head(width))
        self.first = len(lines)
        lines += [self.table.line(at, width, active=True) for at in range(len(self.table))]
        lines += [BLANK, *_breaks(offer, width), BLANK]
        return lines + pairs(_facts(offer), width)

    def _warnings(self, part: Part, width: int) -> list[Line]:
        today = self.sheet.room.now().date()
        words = []
        if part.status not in ("", "Active"):
            words.append(f"status: {part.status}")
        if part.last_buy is not None:
            words.append(f"last day to order {day(part.last_buy, today)}")
        if part.shipping_note:
            words.append(part.shipping_note)
        return paragraph("! " + " · ".join(words), width, "warn") if words else []

    def move(self, by: int) -> None:
        """To the next packaging; behind the last one, on to what stands below."""
        before = self.table.cursor
        self.table.move(by)
        if self.table.cursor == before:
            self.sheet.room.scroll_sheet(by)
        else:
            self.sheet.redraw()

    def page(self, by: int) -> None:
        self.sheet.room.scroll_sheet(by)

    def copied(self) -> str:
        return self.current.number if self.current is not None else self.sheet.number

    def why_not_add(self) -> str | None:
        offer = self.current
        if offer is None:
            return "no packaging of it is known here yet"
        if not offer.breaks:
            return f"{offer.number} is not for sale in this packaging"
        return self.sheet.room.why_not_add_line()

    def add(self) -> None:
        self.add_offer(self.current)

    def add_offer(self, offer: Offer, quantity: int | None = None) -> None:
        """Ask how many of `offer`, put them into the draft, and close the sheet."""
        part, at, room = self.sheet.part, self.sheet.told_at, self.sheet.room
        if part is None or at is None:
            return
        terms = terms_of(offer)

        def take(wanted: int) -> None:
            room.close_sheet()
            room.add_line(line_of(offer, part.number, part.maker, part.description, wanted, at))

        title = f"{part.number} {offer.packaging}"
        room.ask(QuantityPrompt(title, terms, quantity or terms.least, take))


class ParametersTab(DetailsTab):
    """What the vendor says of the part itself, names and values whole."""

    word, key = "parameters", "2"

    @property
    def cursor_line(self) -> int | None:
        return None

    def _priced_for(self, account: str) -> str:
        """Whose prices the vendor says these are, and where that is not who orders here."""
        acts_for = self.sheet.room.services.orders.acts_for(self.sheet.vendor)
        if not acts_for or account.lstrip("0") == acts_for.lstrip("0"):
            return ending(account)
        return f"{ending(account)}, and this session orders for {ending(acts_for)}"

    def lines(self, width: int) -> Sequence[Line]:
        part = self.sheet.part
        lines: list[Line] = []
        if part is None:
            return lines
        today = self.sheet.room.now().date()
        stocked = {True: "normally stocked", False: "not normally stocked", None: ""}
        facts = [
            ("maker", part.maker),
            ("status", ", ".join(w for w in (part.status, stocked[part.normally_stocked]) if w)),
            ("category", part.category),
            ("lead time", "" if part.lead_weeks is None else f"{part.lead_weeks} weeks"),
            ("last day to order", "" if part.last_buy is None else day(part.last_buy, today)),
            ("obsolete", _SAID[part.obsolete]),
            ("end of life", _SAID[part.end_of_life]),
            ("backorder", {True: "taken", False: "not taken", None: ""}[part.backorder_allowed]),
            ("stock at the maker", pieces(part.factory_stock)),
            ("RoHS", part.rohs or ""),
            ("REACH", part.reach or ""),
            ("moisture (MSL)", part.msl or ""),
            ("export (ECCN)", part.eccn or ""),
            ("customs (HTSUS)", part.htsus or ""),
            ("base number", part.base or ""),
            ("series", part.series or ""),
            ("also named", ", ".join(part.other_names)),
        ]
        if part.account:
            facts.append(("prices for account", self._priced_for(part.account)))
        told = [(name, value or UNKNOWN) for name, value in part.parameters]
        rest = [(name, value or UNKNOWN) for name, value in facts]
        if told:
            lines += [[("parameters", "head")], *pairs(told, width), BLANK]
        else:
            lines += [*paragraph("No parameters are told of it.", width), BLANK]
        return [*lines, [("the part", "head")], *pairs(rest, width)]

    def move(self, by: int) -> None:
        self.sheet.room.scroll_sheet(by)

    def copied(self) -> str:
        return self.sheet.part.number if self.sheet.part is not None else self.sheet.number


def _breaks(offer: Offer, width: int) -> list[Line]:
    """The price breaks as a table, and beside it what a piece costs as bars."""
    title = f"price breaks of {offer.number}"
    if not offer.breaks:
        return [*paragraph(title, width, "head"), [("not for sale in this packaging", "warn")]]
    each = f"each {offer.currency}"
    cells = [("pieces", each, "total")] + [
        (
            f"{pieces(step.quantity)} up",
            unit_price(step.unit_price),
            money(line_total(step.quantity, step.unit_price, offer.currency)),
        )
        for step in offer.breaks
    ]
    wide = [max(width_of(row[at]) for row in cells) for at in range(3)]
    most = max(step.unit_price for step in offer.breaks)
    room = min(_WIDEST_BAR, width - sum(wide) - 8)
    texts = [
        " " + "  ".join(fit(cell, w, right=True) for cell, w in zip(row, wide, strict=True))
        for row in cells
    ]
    lines = paragraph(title, width, "head")
    lines.append([(texts[0], "head"), ("   a piece costs" if room > 12 else "", "head")])
    for step, text in zip(offer.breaks, texts[1:], strict=True):
        lines.append([(text, "text"), (f"   {bar(step.unit_price, most, room)}", "accent")])
    return lines


def _facts(offer: Offer) -> list[tuple[str, str]]:
    """What holds for this packaging alone."""
    name = vendor_name(offer.vendor)
    facts = [
        ("packaging", offer.packaging_text or offer.packaging),
        ("standard pack", pieces(offer.standard_package)),
        ("most", "no limit said" if offer.maximum is None else pieces(offer.maximum)),
        ("NCNR", _SAID[offer.ncnr]),
        ("tariff", _SAID[offer.tariff]),
        ("marketplace", offer.supplier or "yes" if offer.marketplace else "no"),
        ("price", "your own" if offer.own_price else f"{name}'s standard price"),
    ]
    if offer.fee != Decimal(0):
        fee = f"{money(offer.fee)} {offer.currency} a line, once, for the reel"
        facts.insert(0, ("fee", fee))
    return facts
