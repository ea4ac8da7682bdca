"""One part: its packagings side by side, the breaks of the one chosen, and its details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from tui.offering import line_of, terms_of
from tui.room import Room
from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.text import UNKNOWN, age, fit, money, pieces, unit_price
from tui.widgets.lines import Line
from tui.widgets.prompts import QuantityPrompt
from vendors.buying import price_of
from vendors.vocabulary import Offer, Part


class PartSheet(BaseSheet):
    """Enter on a row of the search opens this."""

    places: tuple[str, ...] = ("part", "sheet")

    def __init__(self, room: Room, part: Part, fetched_at: datetime, number: str) -> None:
        self.title = f"{part.number}  {part.maker}"
        self._room = room
        self._part = part
        self._fetched_at = fetched_at
        numbers = [offer.number for offer in part.offers]
        self._chosen = numbers.index(number) if number in numbers else 0

    def lines(self, width: int) -> Sequence[Line]:
        part = self._part
        old = age(self._fetched_at, self._room.now())
        lines: list[Line] = paragraph(part.description, width, "strong")
        lines += paragraph(f"as DigiKey said {old} ago", width)
        lines += [[("", "dim")], [(_offer_line(None, " ", width), "head")]]
        for index, offer in enumerate(part.offers):
            here = index == self._chosen
            text = _offer_line(offer, "▸" if here else " ", width)
            lines.append([(text, "cursor" if here else "text")])
        offer = part.offers[self._chosen]
        lines += [
            [("", "dim")],
            [(fit(f"breaks of {offer.number}, {offer.currency}", width), "head")],
        ]
        for step in offer.breaks:
            total = step.quantity * step.unit_price
            cells = (pieces(step.quantity), unit_price(step.unit_price), money(total))
            lines.append([("".join(f"{cell:>14}" for cell in cells), "text")])
        if not offer.breaks:
            lines.append([("not for sale in this packaging", "warn")])
        if offer.fee:
            lines.append(
                [(f"and {money(offer.fee)} {offer.currency} a line, once, for the reel", "text")]
            )
        lines.append([("", "dim")])
        for name, value in self._facts():
            lines += pair(name, value, width, 14)
        return lines

    def _facts(self) -> list[tuple[str, str]]:
        part = self._part
        offer = part.offers[self._chosen]
        lead = UNKNOWN if part.lead_weeks is None else f"{part.lead_weeks} weeks"
        known = {True: "yes", False: "no", None: UNKNOWN}
        facts = [
            ("status", part.status or UNKNOWN),
            ("category", part.category or UNKNOWN),
            ("lead time", lead),
            ("standard pack", pieces(offer.standard_package)),
            ("NCNR", known[offer.ncnr]),
            ("tariff", known[offer.tariff]),
            ("marketplace", offer.supplier or "yes" if offer.marketplace else "no"),
            ("price", "your own" if offer.own_price else "the vendor's standard price"),
            ("RoHS", part.rohs or UNKNOWN),
            ("datasheet", part.datasheet or UNKNOWN),
        ]
        if part.detail and part.detail != part.description:
            facts.append(("in full", part.detail))
        return facts + [(name[:14], value) for name, value in part.parameters]

    def _move(self, by: int) -> None:
        self._chosen = max(0, min(len(self._part.offers) - 1, self._chosen + by))
        self._room.redraw_sheet()

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def why_not_add(self) -> str | None:
        offer = self._part.offers[self._chosen]
        if not offer.breaks:
            return f"{offer.number} is not for sale in this packaging"
        return self._room.why_not_add_line()

    def do_add(self) -> None:
        part = self._part
        offer = part.offers[self._chosen]
        terms = terms_of(offer)

        def take(quantity: int) -> None:
            self._room.close_sheet()
            self._room.add_line(
                line_of(
                    offer, part.number, part.maker, part.description, quantity, self._fetched_at
                )
            )

        title = f"{part.number} {offer.packaging}"
        self._room.ask(QuantityPrompt(title, terms, terms.least, take))


def _offer_line(offer: Offer | None, mark: str, width: int) -> str:
    """One packaging as a row, or with None the heads."""
    if offer is None:
        cells = ("pack", "DigiKey number", "stock", "minimum", "multiple", "at least")
    else:
        least: Decimal | None = price_of(offer, max(offer.moq, 1))
        cells = (
            offer.packaging,
            offer.number,
            pieces(offer.stock),
            pieces(offer.moq) if offer.breaks else UNKNOWN,
            pieces(offer.multiple) if offer.breaks else UNKNOWN,
            unit_price(least),
        )
    pack, number, *numbers = cells
    text = f"{mark}{fit(pack, 9)} {fit(number, max(12, width - 55))}"
    widths = (11, 9, 9, 11)
    return text + "".join(
        " " + fit(cell, wide, right=True) for cell, wide in zip(numbers, widths, strict=True)
    )
