"""The rows of the search: one a part, as its best offer at the quantity asked has it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cache.offers_compared import Compared, compared, shown
from cache.purchase_orders import vendor_name
from tui.text import UNKNOWN, counted, pieces, unit_price
from tui.widgets.table import Column

if TYPE_CHECKING:
    from cache.part_rows import PartRow, RowOffer

# What offers are compared at until a buyer says how many.
PIECES = 1_000
LEGEND = "+2: two offers more, Enter compares · N NCNR T tariff M market O not active"


def columns(quantity: int) -> tuple[Column, ...]:
    """The columns, with prices at so many pieces."""
    return (
        Column("part", 18, grow=True),
        Column("maker", 10, 4, grow=True),
        Column("vendor", 9),
        Column("pack", 5),
        Column("stock", 10, right=True),
        Column(f"at {pieces(quantity)}", 9, right=True),
        Column("", 4, 1),
        Column("minimum", 7, 3, right=True),
        Column("description", 24, 6, grow=True),
    )


def offer_of(row: PartRow, quantity: int) -> RowOffer | None:
    """The offer that stands for the part: the cheapest legal way to so many, or the nearest."""
    at = _place(row, quantity)
    return None if at is None else row.offers[at]


# A row is drawn again whenever the cursor comes to it, and all that are in view when they scroll.
@lru_cache(512)
def _place(row: PartRow, quantity: int) -> int | None:
    return shown([one.offer for one in row.offers], quantity)


@lru_cache(512)
def cells(row: PartRow, quantity: int) -> tuple[str, ...]:
    """What the columns say of a part."""
    one = offer_of(row, quantity)
    if one is None:
        return (
            *(row.part, row.maker, UNKNOWN, UNKNOWN, UNKNOWN, "no price", marks(row, None)),
            *(UNKNOWN, row.description),
        )
    offer, more = one.offer, len(row.offers) - 1
    return (
        row.part,
        row.maker,
        vendor_name(offer.vendor) + (f"+{more}" if more else ""),
        offer.packaging,
        pieces(offer.stock),
        price(compared(offer, quantity)),
        marks(row, one),
        pieces(offer.moq) if offer.breaks else UNKNOWN,
        row.description,
    )


def price(one: Compared) -> str:
    """The unit price; else the nearest quantity that has one, or that there is none."""
    if one.each is not None:
        return unit_price(one.each)
    if one.above is not None and one.offer.breaks:
        return f"{pieces(one.above)} up"
    return f"to {pieces(one.below)}" if one.below is not None else "no price"


def marks(row: PartRow, one: RowOffer | None) -> str:
    """Letters for what has to be known before it is bought; the legend explains them."""
    return "".join(letter for letter, _ in _marks(row, one))


def in_words(row: PartRow, quantity: int) -> str:
    """The same and what is cut, in words: for the row under the cursor."""
    one = offer_of(row, quantity)
    words = [word for _, word in _marks(row, one)]
    if one is not None and (why := compared(one.offer, quantity).why_not):
        words.append(why)
    more = len(row.offers) - 1
    if more > 0:
        words.append(f"{counted(more, 'offer')} more")
    currency = "" if one is None or not one.offer.breaks else f"in {one.offer.currency}"
    return " · ".join(filter(None, (", ".join(words), row.maker, currency, row.description)))


def _marks(row: PartRow, one: RowOffer | None) -> list[tuple[str, str]]:
    offer = None if one is None else one.offer
    found = (
        (offer and offer.ncnr, "N", "NCNR"),
        (offer and offer.tariff, "T", "tariff"),
        (offer and offer.marketplace, "M", "marketplace"),
        (row.status.casefold() not in ("", "active"), "O", row.status),
    )
    return [(letter, word) for on, letter, word in found if on]
