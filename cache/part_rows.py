"""A part as the lists of the search show it: one row, with its offers at all vendors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cache.convert import breaks, flag
from vendors.vocabulary import Offer, Packaging

# Each offer is one JSON array, in the order of `_offer`; nothing of it is read before it is drawn.
SELECT = """
SELECT p.id, p.number, p.maker, p.description, p.status, p.lead_weeks,
  (SELECT json_group_array(json_array(o.id, o.vendor, o.number, o.packaging, o.packaging_text,
     o.stock, o.moq, o.multiple, o.maximum, o.breaks, o.currency, o.fee, o.own_price,
     o.ncnr, o.tariff, o.marketplace, o.fetched_at))
   FROM offer o WHERE o.part = p.id)
FROM part p WHERE p.id IN ({marks})
"""


class RowOffer(NamedTuple):
    """One offer of a part; `rowid` is that of the offer, `at` when it was fetched, UTC."""

    rowid: int
    offer: Offer
    at: datetime


class PartRow(NamedTuple):
    """One part; `rowid` is the part's. `offers_text` is what `offers` reads."""

    rowid: int
    part: str
    maker: str
    description: str
    status: str
    lead_weeks: int | None
    offers_text: str

    @property
    def offers(self) -> tuple[RowOffer, ...]:
        """As stored: those of one vendor in its own order."""
        return _offers(self.offers_text)


# As many as several screens show: a row is drawn again whenever the cursor comes to it.
@lru_cache(512)
def _offers(text: str) -> tuple[RowOffer, ...]:
    return tuple(_offer(*cells) for cells in json.loads(text))


def _offer(
    rowid: int,
    vendor: str,
    number: str,
    packaging: str,
    packaging_text: str,
    stock: int | None,
    moq: int,
    multiple: int,
    maximum: int | None,
    steps: str,
    currency: str,
    fee: str,
    own_price: int,
    ncnr: int | None,
    tariff: int | None,
    marketplace: int,
    fetched_at: str,
) -> RowOffer:
    offer = Offer(
        vendor=vendor,
        number=number,
        packaging=Packaging(packaging),
        packaging_text=packaging_text,
        stock=stock,
        moq=moq,
        multiple=multiple,
        breaks=breaks(steps),
        currency=currency,
        fee=Decimal(fee),
        maximum=maximum,
        own_price=bool(own_price),
        ncnr=flag(ncnr),
        tariff=flag(tariff),
        marketplace=bool(marketplace),
    )
    return RowOffer(rowid, offer, datetime.fromisoformat(fetched_at).astimezone(UTC))
