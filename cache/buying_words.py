"""What is said of buying in more than one place, in the same words: on a line, and in the review.

Quantities are pieces. No sentence ends, and none names a key: that is for where it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

NO_PRICE = "no price at this quantity"
NO_COST = "nobody tells its price, and none was typed"
RESERVE_FILLS = "whether the reserve fills this is not documented"
MARKETPLACE = "a marketplace supplier ships it: an order and a shipping charge of its own"


def backorder(
    quantity: int, stock: int | None, lead_weeks: int | None, allowed: bool | None
) -> str:
    """What ships now and what comes later; empty where all of it is in stock."""
    if stock is None:
        return "the stock is not known"
    missing = quantity - stock
    if missing <= 0:
        return ""
    lead = "" if lead_weeks is None else f", lead time {lead_weeks} weeks"
    maybe = "" if allowed else ", if it can be back-ordered"
    return f"{stock:,} in stock, backorder {missing:,}{lead}{maybe}"


def no_backorder(stock: int) -> str:
    """That the rest will not come at all."""
    here = f"only {stock:,}" if stock else "none is"
    return f"{here} in stock and none can be back-ordered"


def reeling_fee(fee: Decimal, currency: str) -> str:
    """What a Digi-Reel costs besides its pieces; empty where that is nothing."""
    return f"{fee} {currency} reeling fee" if fee else ""


def reported(reserve: int) -> str:
    """The reserve, which the vendor reports and nobody has counted."""
    return f"the reported reserve is {reserve:,}"
