"""From an offer to a line of the draft: what may be asked for, and the line it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from tui.widgets.prompts import Terms
from vendors.buying import price_of
from vendors.vocabulary import Offer

if TYPE_CHECKING:
    from cache.drafts import DraftLine


def terms_of(offer: Offer) -> Terms:
    """What a quantity of this offer is held against."""
    return Terms(
        offer.moq,
        offer.multiple,
        offer.maximum,
        offer.currency,
        offer.fee,
        lambda quantity: price_of(offer, quantity),
    )


def line_of(
    offer: Offer, part: str, maker: str, description: str, quantity: int, priced_at: datetime
) -> DraftLine:
    """A draft line for `quantity` pieces of `offer`, as it was at `priced_at`."""
    from cache.drafts import DraftLine

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
        unit_price=price_of(offer, quantity),
        currency=offer.currency,
        fee=offer.fee,
        moq=offer.moq,
        multiple=offer.multiple,
        maximum=offer.maximum,
        breaks=offer.breaks,
        stock=offer.stock,
        ncnr=offer.ncnr,
        tariff=offer.tariff,
        marketplace=offer.marketplace,
        bonded_customer_id=None,
        priced_at=priced_at,
    )


def bonded_line(line: DraftLine, customer_id: str) -> DraftLine:
    """`line` taken from the bonded row of that location, and shipped there."""
    return replace(line, packaging="bonded", bonded_customer_id=customer_id)
