"""The offers of one part compared at a quantity, over all vendors. Pure, and exact to the coin.

Amounts are with fees, before tariff and tax, and compared within one currency alone: that of the
first offer that has a price. Bonded stock is not among them: it is ours by agreement, and stands
first by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from cache import cheaper
from vendors.buying import legal, price_of
from vendors.order_limits import only_from_stock
from vendors.vocabulary import Offer, Packaging


class Compared(NamedTuple):
    """One offer at the quantity asked.

    `why_not`: what keeps the quantity from being bought so, in words, with the nearest quantities
    that can be, in `below` and `above`; empty where nothing does. Then `each` is the unit price,
    and `total` what all pieces cost; without a price all of them are None, and `why_not` says so.
    `enough`: whether so many are in stock; None where the vendor does not say how many there are.
    """

    offer: Offer
    each: Decimal | None
    total: Decimal | None
    why_not: str
    below: int | None
    above: int | None
    enough: bool | None


class Comparison(NamedTuple):
    """All offers, in their order; `best` is the place of the cheapest legal way to the quantity.

    What is in stock goes before what is not. `best` is None where no offer takes the quantity.
    `more` is what costs less than `best` and is at least as many pieces; None where nothing does.
    `others` are currencies that were not compared.
    """

    rows: tuple[Compared, ...]
    best: int | None
    more: cheaper.Deal | None
    others: tuple[str, ...]


def compared(offer: Offer, quantity: int) -> Compared:
    """One offer at `quantity` pieces."""
    enough = None if offer.stock is None else offer.stock >= quantity
    if not offer.breaks:
        return Compared(offer, None, None, "no price is told of it", None, None, enough)
    verdict = legal(quantity, offer.moq, offer.multiple, offer.maximum)
    if not verdict.ok:
        return Compared(offer, None, None, verdict.reason, verdict.below, verdict.above, enough)
    total = cheaper.cost(offer, quantity)
    if total is None:
        least = min(one.quantity for one in offer.breaks)
        above = cheaper.least_legal(offer, least)
        return Compared(offer, None, None, "no price at this quantity", None, above, enough)
    if enough is False and only_from_stock(offer.vendor):
        below = cheaper.most_legal(offer, offer.stock) if offer.stock else None
        why_not = "not so many in stock, and it is sold from stock alone"
        return Compared(offer, None, None, why_not, below, None, enough)
    return Compared(offer, price_of(offer, quantity), total, "", None, None, enough)


def compare(offers: Sequence[Offer], quantity: int) -> Comparison:
    """All `offers` at `quantity` pieces."""
    rows = tuple(compared(one, quantity) for one in offers)
    priced = [one.offer.currency for one in rows if one.offer.breaks]
    currency = priced[0] if priced else ""
    best = _best(rows, currency)
    more = None
    if best is not None:
        more = _cheaper_than(
            rows[best], [one for one in offers if one.currency == currency], quantity
        )
    others = tuple(one for one in dict.fromkeys(priced) if one != currency)
    return Comparison(rows, best, more, others)


def shown(offers: Sequence[Offer], quantity: int) -> int | None:
    """The place of the offer that stands for its part in a list: the best one, else the one that
    is nearest to the quantity, else the first; None where there is none.
    """
    if len(offers) < 2:
        return 0 if offers else None
    rows = [compared(one, quantity) for one in offers]
    currency = next((one.offer.currency for one in rows if one.offer.breaks), "")
    best = _best(rows, currency)
    if best is not None:
        return best
    near = [
        (abs((one.above or one.below or 0) - quantity), at)
        for at, one in enumerate(rows)
        if one.above or one.below
    ]
    return min(near)[1] if near else 0


def _best(rows: Sequence[Compared], currency: str) -> int | None:
    """A reel made to measure never goes before the same for the same: it cannot be returned."""
    found = [
        (one.enough is not True, one.total, one.offer.packaging is Packaging.DIGI_REEL, at)
        for at, one in enumerate(rows)
        if one.total is not None and one.offer.currency == currency
    ]
    return min(found)[-1] if found else None


def _cheaper_than(best: Compared, offers: Sequence[Offer], quantity: int) -> cheaper.Deal | None:
    """What costs less than the best way to just so many; only of what its vendor has in stock.

    Each vendor for itself: two vendors are two orders, each with its own shipping.
    """
    by_vendor: dict[str, list[Offer]] = {}
    for one in offers:
        by_vendor.setdefault(one.vendor, []).append(one)
    deals = (_from_stock(its, quantity) for its in by_vendor.values())
    return cheaper.best(
        deal for deal in deals if deal and best.total is not None and deal.total < best.total
    )


def _from_stock(offers: Sequence[Offer], quantity: int) -> cheaper.Deal | None:
    deal = cheaper.cheapest(offers, quantity)
    while deal is not None:
        short = {offer.number for offer, pieces in deal.parts if (offer.stock or 0) < pieces}
        if not short:
            break
        offers = [one for one in offers if one.number not in short]
        deal = cheaper.cheapest(offers, quantity)
    return deal
