"""From a line that was asked for to a line that is charged: which part, which price, what stock.

Undocumented, and chosen here: a quantity below the minimum, or no multiple of whole reels, or
above the maximum is refused with 400 and a sentence; a number that several makers use is refused
unless the line names the maker; what neither is in stock nor can be back-ordered is refused.
Nothing published says how bonded stock is charged either: here a line that ships to a site which
holds the number bonded, at the bonded price and in the site's currency, is taken from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from vendors.sandbox import bonded, money, shapes
from vendors.sandbox.answers import Refused
from vendors.sandbox.model import OrderLine
from vendors.sandbox.order_rules import AskedLine, AskedOrder
from vendors.sandbox.parts.catalogue import Catalogue, Part
from vendors.sandbox.parts.taxonomy import PACK_TYPES
from vendors.sandbox.parts.terms import NO_LIMIT, Variation

Released = Mapping[tuple[int, str], int]
_UNKNOWN_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Charged:
    """A line ready to be planned. `weeks`: how long what is on back order takes."""

    line: OrderLine
    supplier: str | None
    weeks: int


def charge(
    catalogue: Catalogue, order: AskedOrder, asked: AskedLine, released: Released
) -> Charged:
    """Raises Refused: 404 for an unknown number, 400 for what cannot be sold so."""
    part, variation = _resolve(catalogue, order, asked)
    row = bonded.row(catalogue, order.customer_id, variation.number)
    if row and row.site.currency == order.currency and row.price == asked.price:
        return _from_reserve(row, asked, released)
    _check_quantity(part, variation, asked)
    units = part.unit(variation, asked.quantity, own=True)
    if units is None:
        raise _unfit(asked, f"{variation.number} has no price for {asked.quantity} pieces.")
    price = money.price(units, order.currency)
    line = _asked_for(line_of(part, variation, asked.quantity, price), asked)
    line.fee = shapes.fee(variation, order.currency)
    line.stocked = min(asked.quantity, variation.stock)
    return Charged(line, variation.supplier, _weeks(part.lead_weeks))


def line_of(part: Part, variation: Variation, quantity: int, price: Decimal) -> OrderLine:
    """A line of `quantity` pieces at `price`, not planned yet and without what the buyer said."""
    return OrderLine(
        detail_id=0,
        number=variation.number,
        mpn=part.mpn,
        description=part.core.description,
        pack_type=PACK_TYPES[variation.pack],
        country=part.maker.country,
        quantity=quantity,
        unit_price=price,
        total=money.cents(price * quantity),
        stocked=0,
    )


def _asked_for(line: OrderLine, asked: AskedLine) -> OrderLine:
    line.expected = asked.price
    line.reference = asked.customer_part or ""
    line.line_id = asked.line_id
    return line


def _from_reserve(row: bonded.Row, asked: AskedLine, released: Released) -> Charged:
    """Only the release minimum counts; what the reserve no longer has is on back order."""
    if asked.quantity < row.minimum:
        words = f"{row.variation.number}: the minimum release quantity is {row.minimum}."
        raise _unfit(asked, words)
    line = _asked_for(line_of(row.part, row.variation, asked.quantity, row.price), asked)
    line.bonded_at = row.site.customer_id
    line.stocked = min(asked.quantity, row.left(released) or 0)
    return Charged(line, None, _weeks(row.lead_weeks))


def _weeks(text: str | None) -> int:
    return _UNKNOWN_WEEKS if text is None else max(1, int(text))


def _check_quantity(part: Part, variation: Variation, asked: AskedLine) -> None:
    number, quantity = variation.number, asked.quantity
    if not variation.breaks:
        raise _unfit(asked, f"{number} cannot be ordered.")
    if quantity < variation.moq:
        raise _unfit(asked, f"{number}: the minimum order quantity is {variation.moq}.")
    if quantity % variation.multiple:
        raise _unfit(asked, f"{number} is sold in multiples of {variation.multiple} only.")
    if variation.maximum not in (0, NO_LIMIT) and quantity > variation.maximum:
        raise _unfit(asked, f"{number}: the maximum order quantity is {variation.maximum}.")
    if quantity > variation.stock and (variation.supplier or not part.backorder):
        words = f"{number}: only {variation.stock} are in stock, and no back order is taken."
        raise _unfit(asked, words)


def _unfit(asked: AskedLine, words: str) -> Refused:
    field = f"{asked.place}.RequestedQuantity"
    return Refused(400, "The order could not be accepted.", words, errors=[(field, words)])


# -- which part --------------------------------------------------------------------------------


def _resolve(catalogue: Catalogue, order: AskedOrder, asked: AskedLine) -> tuple[Part, Variation]:
    """DigiKey's number says it exactly; a maker's number leaves the packaging to us."""
    field = "DigiKeyPartNumber" if asked.number else "ManufacturerPartNumber"
    wanted = (asked.number or asked.mpn or "").strip()
    parts = [catalogue.part(index) for index in catalogue.by_number(wanted)]
    for part in parts:
        if (variation := part.variation(wanted)) is not None:
            return part, variation
    if asked.number:
        parts = []
    if asked.maker:
        named = asked.maker.strip().casefold()
        parts = [part for part in parts if part.maker.name.casefold() == named]
    if not parts:
        words = f"The part {wanted} was not found."
        raise Refused(
            404,
            "The specified part was not found",
            "Part Not Found",
            errors=[(f"{asked.place}.{field}", words)],
        )
    if len(parts) > 1:
        makers = ", ".join(part.maker.name for part in parts)
        words = f"{wanted} is a number of several makers: {makers}. Name one in ManufacturerName."
        raise Refused(
            400,
            "The order could not be accepted.",
            words,
            errors=[(f"{asked.place}.{field}", words)],
        )
    return parts[0], _packaging(parts[0], order, asked.quantity)


def _packaging(part: Part, order: AskedOrder, quantity: int) -> Variation:
    """The preferred packaging, else whole reels where they fit, else loose, else a supplier's."""

    def rank(variation: Variation) -> tuple[bool, bool, bool, bool]:
        sold = bool(variation.breaks)
        fits = sold and quantity >= variation.moq and quantity % variation.multiple == 0
        reeled = variation.multiple > 1
        return (
            not fits,
            variation.supplier is not None,
            order.preference is not None and variation.pack != order.preference,
            not reeled if order.preference is None else reeled,
        )

    return min(part.variations, key=rank)
