"""From a line that was asked for to a line that is charged: which part, which price, what stock.

Undocumented, and chosen here: a quantity below the minimum, or no multiple of whole reels, or
above the maximum is refused with 400 and a sentence; a number that several makers use is refused
unless the line names the maker; what neither is in stock nor can be back-ordered is refused.
Nothing published says how bonded stock is charged either: here a line that ships to a site which
holds the number bonded, at the bonded price and in the site's currency, is charged so. At two
of the four sites it is also filled from the reserve, at the others from ordinary stock, because
nobody outside the vendor knows which it is. A quote that a line names gives a tenth off the price
of its quantity; the numbers of quotes that are there are the sandbox's own.
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
    if asked.quote is not None:
        units = units * 9 // 10
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
    if (words := _below(row, asked.quantity)) is not None:
        raise _unfit(asked, words)
    line = _asked_for(line_of(row.part, row.variation, asked.quantity, row.price), asked)
    line.bonded_at = row.site.customer_id
    line.stocked = min(asked.quantity, _shelf(row, row.variation, released))
    return Charged(line, None, _weeks(row.lead_weeks))


def _weeks(text: str | None) -> int:
    return _UNKNOWN_WEEKS if text is None else max(1, int(text))


def _shelf(row: bonded.Row | None, variation: Variation, released: Released) -> int:
    """Pieces that can leave at once."""
    if row is not None and row.site.drawn:
        return row.left(released) or 0
    return variation.stock


def _check_quantity(part: Part, variation: Variation, asked: AskedLine) -> None:
    if (words := _why_not(part, variation, asked.quantity)) is not None:
        raise _unfit(asked, words)


def _why_not(part: Part, variation: Variation, quantity: int) -> str | None:
    """Why so many pieces are not sold, None: they are."""
    number = variation.number
    if not variation.breaks:
        return f"{number} cannot be ordered."
    if quantity < variation.moq:
        return f"{number}: the minimum order quantity is {variation.moq}."
    if quantity % variation.multiple:
        return f"{number} is sold in multiples of {variation.multiple} only."
    if variation.maximum not in (0, NO_LIMIT) and quantity > variation.maximum:
        return f"{number}: the maximum order quantity is {variation.maximum}."
    if quantity > variation.stock and (variation.supplier or not part.backorder):
        return f"{number}: only {variation.stock} are in stock, and no back order is taken."
    return None


def _below(row: bonded.Row, quantity: int) -> str | None:
    if quantity >= row.minimum:
        return None
    return f"{row.variation.number}: the minimum release quantity is {row.minimum}."


# -- a line that was taken ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What stands behind a line that was taken. `shelf`: pieces of its own that can leave at once.

    `weeks`: how long what is on back order takes.
    """

    part: Part
    variation: Variation
    row: bonded.Row | None
    shelf: int
    weeks: int

    def why_not(self, quantity: int) -> str | None:
        """Why the line cannot have so many pieces, None: it can."""
        if self.row is not None:
            return _below(self.row, quantity)
        return _why_not(self.part, self.variation, quantity)


def known(catalogue: Catalogue, line: OrderLine, released: Released) -> Known | None:
    """None where the catalogue has the number no more."""
    for index in catalogue.by_number(line.number):
        part = catalogue.part(index)
        if (variation := part.variation(line.number)) is None:
            continue
        row, others = None, dict(released)
        if line.bonded_at is not None:
            row = bonded.row(catalogue, line.bonded_at, line.number)
            key = (line.bonded_at, line.number)
            others[key] = others.get(key, 0) - line.quantity
        weeks = _weeks(row.lead_weeks if row else part.lead_weeks)
        return Known(part, variation, row, _shelf(row, variation, others), weeks)
    return None


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
