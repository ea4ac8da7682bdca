"""A line of a draft on the terms that its vendor gives, and from an offer to such a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cache.drafts import DraftLine
from vendors.buying import break_at, price_of
from vendors.order_limits import tells_price
from vendors.vocabulary import Offer, Packaging, PriceBreak

if TYPE_CHECKING:
    from cache.bonded_rows import BondedRow


def asked_again(line: DraftLine, offer: Offer, at: datetime) -> DraftLine:
    """`line` on the terms the vendor gives now, at `at`; its quantity and packaging stay."""
    return replace(line, **_terms(offer, line.quantity, at))


def on_other_offer(line: DraftLine, offer: Offer, quantity: int, at: datetime) -> DraftLine:
    """`line` as `quantity` pieces of another offer of the catalogue, as it was at `at`."""
    return replace(
        line,
        vendor=offer.vendor,
        number=offer.number,
        packaging=offer.packaging,
        packaging_text=offer.packaging_text,
        quantity=quantity,
        bonded_customer_id=None,
        **_terms(offer, quantity, at),
    )


def _terms(offer: Offer, quantity: int, at: datetime) -> dict[str, Any]:
    """What the vendor says of an offer and may say otherwise later, by the line's own names."""
    return {
        "unit_price": price_of(offer, quantity),
        "currency": offer.currency,
        "fee": offer.fee,
        "moq": offer.moq,
        "multiple": offer.multiple,
        "maximum": offer.maximum,
        "breaks": offer.breaks,
        "stock": offer.stock,
        "ncnr": offer.ncnr,
        "tariff": offer.tariff,
        "marketplace": offer.marketplace,
        "priced_at": at,
    }


def line_of(
    offer: Offer, part: str, maker: str, description: str, quantity: int, priced_at: datetime
) -> DraftLine:
    """A draft line for `quantity` pieces of `offer`, as it was at `priced_at`."""
    return DraftLine(
        id=uuid4().hex,
        vendor=offer.vendor,
        number=offer.number,
        part=part,
        maker=maker,
        description=description,
        packaging=offer.packaging,
        packaging_text=offer.packaging_text,
        quantity=quantity,
        bonded_customer_id=None,
        **_terms(offer, quantity, priced_at),
    )


def price_at(line: DraftLine, quantity: int) -> Decimal | None:
    """The unit price of `quantity` pieces: by the breaks, or the one price of a bonded line, and
    of one whose price nobody tells."""
    if line.bonded_customer_id is not None or not tells_price(line.vendor):
        return line.unit_price
    reached = break_at(line.breaks, quantity)
    return reached.unit_price if reached else None


# -- bonded stock ---------------------------------------------------------------------------------


def offer_of(row: BondedRow) -> Offer:
    """The bonded row as an offer: one price from the release minimum on, any number of pieces."""
    price = None if row.unit_price is None else Decimal(row.unit_price)
    return Offer(
        vendor=row.vendor,
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


def bonded_line(line: DraftLine, customer_id: str) -> DraftLine:
    """`line` taken from the bonded row of that location, and shipped there."""
    return replace(line, packaging="bonded", bonded_customer_id=customer_id)


def release_line(row: BondedRow, quantity: int) -> DraftLine:
    """The line that releases `quantity` pieces of the row, shipped to its location."""
    priced_at = datetime.fromisoformat(row.fetched_at).astimezone(UTC)
    offer = offer_of(row)
    line = line_of(offer, row.part, row.maker, row.description, quantity, priced_at)
    # One price, whatever the quantity: also where that is not said yet.
    price = offer.breaks[0].unit_price if offer.breaks else None
    return bonded_line(replace(line, unit_price=price), row.customer_id)
