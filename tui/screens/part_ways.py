"""The vendor's ways to buy a quantity, and what a reel made to measure costs. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache import part_details
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.offering import terms_of
from tui.room import Hint, Room
from tui.screens.part_tab import BLANK, words_of
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import UNKNOWN, age, fit, money, pieces, unit_price
from tui.widgets.lines import Line
from tui.widgets.prompts import QuantityPrompt
from vendors.errors import VendorError
from vendors.vocabulary import Offer, Packaging

if TYPE_CHECKING:
    from cache.part_details import Known
    from tui.screens.part import PartSheet
    from vendors.details import PricedPack, ReelPrice, WayToBuy


class HowMany(QuantityPrompt):
    """A quantity that is only asked about, legal or not."""

    def hint(self) -> Hint:
        if self.editor.text and not self.editor.number():
            return super().hint()
        return Hint("the vendor says how it would sell so many; nothing is changed")


def ask_how_many(sheet: PartSheet, offer: Offer) -> None:
    """Ask for a quantity, and show the ways to buy it."""

    def take(quantity: int) -> None:
        ways = WaysSheet(sheet, offer, quantity)
        sheet.room.show_sheet(ways)
        ways.begin()

    terms = terms_of(offer)
    sheet.room.ask(HowMany(f"ways to buy {offer.number}", terms, terms.least, take))


class WaysSheet(BaseSheet):
    """Exact, the minimum, a better value: each in one packaging or several together."""

    places: tuple[str, ...] = ("ways", "sheet")

    def __init__(self, sheet: PartSheet, offer: Offer, quantity: int) -> None:
        self.title = f"Ways to buy {pieces(quantity)} of {sheet.title}"
        self._sheet = sheet
        self._room: Room = sheet.room
        self._vendor = offer.vendor
        self._number = offer.number
        self._quantity = quantity
        sold = sheet.sold.get(offer.vendor)
        offers = sold[0].offers if sold is not None else ()
        self._reel_number = next(
            (one.number for one in offers if one.packaging is Packaging.DIGI_REEL), ""
        )
        self._ways: Known[WayToBuy] | None = None
        self._reel: Known[ReelPrice] | None = None
        self._asking = True
        self._failed: list[str] = []
        self._cursor = 0
        self._cursor_line: int | None = None

    # -- what is asked

    def begin(self) -> None:
        self._room.work(partial(self._ask, False), "ways")

    def do_refresh(self) -> None:
        self._room.work(partial(self._ask, True), "ways")

    async def _ask(self, anew: bool) -> None:
        parts, vendor = self._room.services.parts, self._vendor
        self._asking, self._failed = True, []
        heard: VendorError | Refusal | None = None
        try:
            number, quantity = self._number, self._quantity
            self._ways = await parts.have(part_details.WAYS, vendor, number, quantity)
            if self._reel_number:
                self._reel = await parts.have(
                    part_details.REEL, vendor, self._reel_number, quantity
                )
            before = self._ways.at
            self._room.redraw_sheet()
            try:
                self._put(await parts.ask(part_details.WAYS, vendor, number, quantity, anew=anew))
            except (VendorError, Refusal) as error:
                heard = self._note(error)
            if self._ways.at != before:
                self._room.vendor(vendor, "ok")
            if self._reel_number and heard is None:
                # A call of its own, and only where the vendor makes reels of this part.
                try:
                    self._reel = await parts.ask(
                        part_details.REEL, vendor, self._reel_number, quantity, anew=anew
                    )
                except (VendorError, Refusal) as error:
                    heard = self._note(error)
        finally:
            self._asking = False
            self._room.redraw_sheet()
        if heard is not None:
            raise heard

    def _put(self, ways: Known[WayToBuy]) -> None:
        """Show these; what is under the cursor stays there."""
        before = self._packs
        here = before[min(self._cursor, len(before) - 1)] if before else None
        self._ways = ways
        if here is not None:
            # Of several rows of one packaging the one for as many pieces.
            named = [at for at, one in enumerate(self._packs) if one.number == here.number]
            same = [at for at in named if self._packs[at].quantity == here.quantity]
            place = next(iter(same or named), self._cursor)
            self._cursor = max(0, min(place, len(self._packs) - 1))

    def _note(self, error: VendorError | Refusal) -> VendorError | Refusal:
        self._failed.append(words_of(error))
        return error

    # -- drawing

    @property
    def _packs(self) -> list[PricedPack]:
        ways = self._ways.facts if self._ways is not None else ()
        return [pack for way in ways for pack in way.packs]

    @property
    def cursor_line(self) -> int | None:
        return self._cursor_line

    def head(self, width: int) -> Sequence[Line]:
        name, ways = vendor_name(self._vendor), self._ways
        if ways is None or ways.at is None:
            words = f"asking {name} …" if self._asking else f"{name} is not asked: F5 asks"
        else:
            words = f"as {name} said {age(ways.at, self._room.now())} ago"
            words += f"; asking {name} again …" if self._asking else ""
        return [[(fit(words, width), "dim")], [("─" * width, "frame")]]

    def lines(self, width: int) -> Sequence[Line]:
        lines: list[Line] = []
        for words in self._failed:
            lines += paragraph(words, width, "warn")
        place = 0
        self._cursor_line = None
        for way in self._ways.facts if self._ways is not None else ():
            own = "your own price" if way.own_price else "the standard price"
            total = f"{money(way.total)} {way.currency}"
            text = f"{way.kind}: {pieces(way.quantity)} for {total}, {own}"
            lines += paragraph(text, width, "strong")
            for pack in way.packs:
                here = place == self._cursor
                if here:
                    self._cursor_line = len(lines)
                lines.append([(_pack_line(pack, here, width), "cursor" if here else "text")])
                place += 1
            lines.append(BLANK)
        if self._ways is not None and self._ways.at is not None and not self._ways.facts:
            lines += [*paragraph("The vendor names no way to buy so many.", width), BLANK]
        lines += self._reel_lines(width)
        note = "Nothing is changed by this. Tariff and tax are not in these sums."
        return [*lines, *paragraph(note, width)]

    def _reel_lines(self, width: int) -> list[Line]:
        if not self._reel_number:
            return [*paragraph("No Digi-Reel is offered of it.", width), BLANK]
        found = self._reel.facts if self._reel is not None else ()
        if not found:
            words = "asking for the Digi-Reel price …" if self._asking else "Digi-Reel: not asked"
            return [*paragraph(words, width), BLANK]
        lines: list[Line] = []
        for one in found:
            words = (
                f"Digi-Reel {one.number}: {pieces(one.quantity)} at {unit_price(one.unit_price)}, "
                f"reel {money(one.fee)}, together {money(one.total)} {one.currency}"
            )
            lines += paragraph(words, width, "strong")
        return [*lines, BLANK]

    # -- keys

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        count = len(self._packs)
        if not count:
            self._room.scroll_sheet(by)
            return
        self._cursor = max(0, min(count - 1, self._cursor + by))
        self._room.redraw_sheet()

    def why_not_add(self) -> str | None:
        packs = self._packs
        if not packs:
            return "there is no packaging here to add"
        number = packs[min(self._cursor, len(packs) - 1)].number
        sold = self._sheet.sold.get(self._vendor)
        if sold is None or all(one.number != number for one in sold[0].offers):
            return f"{number} is none of the packagings known here: Esc, and F5 asks for them"
        return self._room.why_not_add_line()

    def do_add(self) -> None:
        packs = self._packs
        pack = packs[min(self._cursor, len(packs) - 1)]
        self._room.close_sheet()
        self._sheet.add_offer(self._vendor, pack.number, pack.quantity)


def _pack_line(pack: PricedPack, here: bool, width: int) -> str:
    marks = ((pack.tariff, "tariff"), (pack.marketplace, "market"))
    cells = (
        (pieces(pack.quantity), 11),
        (unit_price(pack.unit_price), 12),
        (money(pack.total), 12),
    )
    numbers = "".join(" " + fit(cell, wide, right=True) for cell, wide in cells)
    mark = " ".join(word for on, word in marks if on)
    left = max(8, min(44, width - 1 - len(numbers) - 8))
    name = f"{pack.number}  {pack.packaging_text or UNKNOWN}"
    return fit(f"{'▸' if here else ' '}{fit(name, left)}{numbers} {mark}", width)
