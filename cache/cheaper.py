"""Whether buying more, or in another packaging, costs less. Pure, and exact to the coin.

Within one price break a line costs the more the more pieces it has. So of each offer only the least
legal quantity of each break that is reached can be the cheapest, from the quantity wanted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from vendors.buying import break_at, legal, line_total
from vendors.vocabulary import Offer, Packaging

# Below this many pieces in a package there is nothing to split off.
_PACKAGE = 2


class Deal(NamedTuple):
    """Pieces of one offer, or of two, and what all of them cost with their fees."""

    total: Decimal
    parts: tuple[tuple[Offer, int], ...]

    @property
    def quantity(self) -> int:
        return sum(quantity for _, quantity in self.parts)


def cost(offer: Offer, quantity: int) -> Decimal | None:
    """What `quantity` pieces cost with the fee, before tariff; None where no price is known."""
    reached = break_at(offer.breaks, quantity)
    if reached is None:
        return None
    return line_total(quantity, reached.unit_price, offer.currency) + offer.fee


def least_legal(offer: Offer, quantity: int) -> int | None:
    """The smallest legal quantity that is not below this one; None where there is none."""
    verdict = legal(quantity, offer.moq, offer.multiple, offer.maximum)
    return quantity if verdict.ok else verdict.above


def most_legal(offer: Offer, quantity: int) -> int | None:
    """The largest legal quantity that is not above this one; None where there is none."""
    verdict = legal(quantity, offer.moq, offer.multiple, offer.maximum)
    return quantity if verdict.ok else verdict.below


def of_one(offer: Offer, quantity: int) -> Deal | None:
    """The cheapest way to have at least `quantity` pieces of this offer alone."""
    step = max(1, offer.multiple)
    most = offer.maximum
    found: Deal | None = None
    for start in (quantity, *(one.quantity for one in offer.breaks if one.quantity > quantity)):
        # The first legal one from there on, as `least_legal`, which is slower.
        pieces = -(-max(start, offer.moq, 1) // step) * step
        total = cost(offer, pieces) if most is None or pieces <= most else None
        if total is not None and (
            found is None or (total, -pieces) < (found.total, -found.quantity)
        ):
            found = Deal(total, ((offer, pieces),))
    return found


def of_two(whole: Offer, rest: Offer, quantity: int) -> Deal | None:
    """As many whole packages as fit, and of the other offer the cheapest that is at least the rest.

    None where not one package fits, or nothing is left.
    """
    packed = most_legal(whole, quantity) if whole.multiple >= _PACKAGE else None
    if packed is None or packed == quantity or (paid := cost(whole, packed)) is None:
        return None
    other = of_one(rest, quantity - packed)
    if other is None:
        return None
    return Deal(paid + other.total, ((whole, packed), *other.parts))


def cheapest(offers: Sequence[Offer], quantity: int) -> Deal | None:
    """The cheapest way to have at least `quantity` pieces: one offer, or whole packages of one and
    the rest of another. A Digi-Reel is never a rest: it would add a fee and could not be returned.
    """
    found = [deal for offer in offers if (deal := of_one(offer, quantity)) is not None]
    for whole in offers:
        for rest in offers:
            digi = Packaging.DIGI_REEL in (whole.packaging, rest.packaging)
            if whole is not rest and not digi and (deal := of_two(whole, rest, quantity)):
                found.append(deal)
    return best(found)


def best(deals: Iterable[Deal]) -> Deal | None:
    """The one that costs least; of equals the one in fewer lines, then with more pieces."""
    return min(deals, key=lambda one: (one.total, len(one.parts), -one.quantity), default=None)
