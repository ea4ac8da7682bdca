"""A line of a draft on the terms that its vendor gives now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cache.drafts import DraftLine
from vendors.buying import price_of
from vendors.vocabulary import Offer


def asked_again(line: DraftLine, offer: Offer, at: datetime) -> DraftLine:
    """`line` on the terms the vendor gives now, at `at`; its quantity and packaging stay."""
    return replace(
        line,
        unit_price=price_of(offer, line.quantity),
        currency=offer.currency,
        fee=offer.fee,
        moq=offer.moq,
        multiple=offer.multiple,
        maximum=offer.maximum,
        breaks=offer.breaks,
        stock=offer.stock,
        ncnr=offer.ncnr,
        tariff=offer.tariff,
        priced_at=at,
    )
