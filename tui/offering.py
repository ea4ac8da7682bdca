"""From an offer to a line of the draft: what may be asked for, and the line it becomes."""

from __future__ import annotations

from cache.offering import bonded_line, line_of
from tui.widgets.prompts import Terms
from vendors.buying import price_of
from vendors.vocabulary import Offer

__all__ = ["bonded_line", "line_of", "terms_of"]


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
