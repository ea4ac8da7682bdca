"""What product details tell: the breaks and facts of an offer, and the tab of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.acting import ending
from cache.purchase_orders import vendor_name
from tui.screens.part_pictures import bar
from tui.screens.part_tab import BLANK, Tab, pairs
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, day, fit, money, pieces, unit_price, width_of
from tui.widgets.lines import Line
from vendors.buying import line_total

if TYPE_CHECKING:
    from vendors.vocabulary import Offer

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
        return self.sheet.told_words()

    @property
    def trouble(self) -> str:
        return self.sheet.open_failed

    def heads(self, width: int) -> list[Line]:
        return []


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


def breaks_of(offer: Offer, width: int) -> list[Line]:
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


def facts_of(offer: Offer) -> list[tuple[str, str]]:
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
