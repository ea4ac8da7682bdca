"""The arithmetic of buying: which quantities are legal, and what a line costs. Pure.

Rounding: the vendor documents none; in 44 of 44 recorded lines a line's total is quantity times
unit price rounded to cents. No recorded line stands on a half cent, so half-up is our choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from vendors.vocabulary import Offer, PriceBreak

# ISO 4217 currencies, of those the vendors sell in, that have no hundredths.
_WHOLE = frozenset({"JPY", "KRW"})
# Wide enough that no quantity times no price of a vendor is rounded before it should be.
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Legality:
    """Whether a quantity may be ordered. `below` and `above` are the nearest that may.

    `reason` is empty where it may. `below` is None where nothing smaller is legal, `above` None
    where nothing larger is.
    """

    reason: str
    below: int | None = None
    above: int | None = None

    @property
    def ok(self) -> bool:
        return not self.reason


def legal(quantity: int, moq: int, multiple: int, maximum: int | None = None) -> Legality:
    """Hold `quantity` (pieces) against minimum, multiple and maximum.

    The smallest legal quantity is the first multiple of `multiple` that is not below `moq`.
    """
    step = max(1, multiple)
    least = -(-max(1, moq) // step) * step
    most = None if maximum is None else maximum // step * step
    if most is not None and most < least:
        return Legality(f"not for sale: the most is {maximum:,}, the least {least:,}")
    if quantity < least:
        return Legality(f"the minimum is {least:,}", None, least)
    if most is not None and quantity > most:
        return Legality(f"the most is {most:,}", most, None)
    rest = quantity % step
    if not rest:
        return Legality("")
    # Both are legal: the least and the most are multiples themselves, and lie around.
    below = quantity - rest
    return Legality(f"{quantity:,} is no multiple of {step:,}", below, below + step)


def break_at(breaks: tuple[PriceBreak, ...], quantity: int) -> PriceBreak | None:
    """The break that `quantity` pieces reach; below the first one, None: no price is known."""
    best: PriceBreak | None = None
    for candidate in breaks:
        if candidate.quantity <= quantity and (best is None or candidate.quantity > best.quantity):
            best = candidate
    return best


def to_cents(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's smallest coin."""
    coin = Decimal(1) if currency in _WHOLE else Decimal("0.01")
    return amount.quantize(coin, ROUND_HALF_UP, _EXACT)


def line_total(quantity: int, unit_price: Decimal, currency: str) -> Decimal:
    """Quantity times unit price in `currency`, to the coin, before fees, tariff and tax."""
    return to_cents(_EXACT.multiply(quantity, unit_price), currency)


def price_of(offer: Offer, quantity: int) -> Decimal | None:
    """The unit price of `quantity` pieces of `offer`, or None where none is known."""
    reached = break_at(offer.breaks, quantity)
    return None if reached is None else reached.unit_price
