"""Buying more for less, against every quantity there is."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from cache.cheaper import Deal, cheapest, cost, of_one, of_two
from tests.cache.desk import offer
from vendors.buying import legal
from vendors.vocabulary import Offer, Packaging, PriceBreak

MOST = 5000


def breaks(*steps: tuple[int, str]) -> tuple[PriceBreak, ...]:
    return tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in steps)


def some_offer(chance: random.Random, number: str) -> Offer:
    """Any offer a vendor could make: prices fall with the quantity, mostly."""
    price = Decimal(chance.randint(1, 90000)).scaleb(-5)
    steps = []
    for quantity in sorted(
        {chance.choice([1, 10, 25, 100, 500, 1000, 2500])}
        | set(chance.sample([50, 100, 250, 750, 1000, 2000, 3000, 4000], chance.randint(0, 5)))
    ):
        steps.append(PriceBreak(quantity, price))
        price = (price * Decimal(chance.choice(["0.95", "0.9", "0.7", "0.5", "1.02"]))).quantize(
            Decimal("0.00001")
        )
    kind = chance.choice([Packaging.CUT_TAPE, Packaging.REEL, Packaging.DIGI_REEL, Packaging.TUBE])
    its = offer(
        number,
        packaging=kind,
        moq=chance.choice([1, 1, 10, 100, 1000]),
        multiple=chance.choice([1, 1, 10, 45, 250, 1000]),
        maximum=chance.choice([None, None, 3000, 4500]),
        fee=chance.choice(["0", "0", "7", "1.005"]),
        currency=chance.choice(["USD"] * 4 + ["JPY"]),
    )
    return replace(its, breaks=tuple(steps))


def total(its: Offer, quantity: int) -> Decimal | None:
    """As `cost`, for a quantity that may not be legal."""
    judged = legal(quantity, its.moq, its.multiple, its.maximum)
    return cost(its, quantity) if judged.ok else None


def least(its: Offer, wanted: int) -> Decimal | None:
    """The least that any legal quantity costs, each of them tried."""
    totals = (total(its, quantity) for quantity in range(wanted, MOST + 1))
    return min((one for one in totals if one is not None), default=None)


@pytest.mark.parametrize("seed", range(60))
def test_no_quantity_is_cheaper_than_the_one_that_is_named(seed: int) -> None:
    chance = random.Random(seed)
    its, wanted = some_offer(chance, "A"), chance.randint(1, MOST)
    found, tried = of_one(its, wanted), least(its, wanted)
    # Above what was tried a single one may stand: it is the least of all the larger ones.
    if found is None or found.quantity > MOST:
        assert tried is None or (found is not None and found.total < tried)
        return
    assert found.total == tried
    assert found.quantity >= wanted
    assert total(its, found.quantity) == found.total


@pytest.mark.parametrize("seed", range(25))
def test_no_packaging_and_no_rest_is_cheaper_either(seed: int) -> None:
    chance = random.Random(1000 + seed)
    offers = [replace(some_offer(chance, name), currency="USD") for name in "ABC"]
    wanted = chance.randint(1, MOST // 2)
    tried = [one for its in offers if (one := least(its, wanted)) is not None]
    for whole in offers:
        fits = [x for x in range(1, wanted) if total(whole, x) is not None]
        if whole.multiple < 2 or not fits or total(whole, wanted) is not None:
            continue
        paid = total(whole, fits[-1])
        for rest in offers:
            digi = Packaging.DIGI_REEL in (whole.packaging, rest.packaging)
            more = None if digi or rest is whole else least(rest, wanted - fits[-1])
            if paid is not None and more is not None:
                tried.append(paid + more)
    found = cheapest(offers, wanted)
    if found is not None and all(quantity <= MOST for _, quantity in found.parts):
        assert found.total == min(tried)
        assert found.total == sum(cost(its, quantity) or 0 for its, quantity in found.parts)
    else:
        assert found is None or not tried or found.total <= min(tried)


def test_a_reel_and_cut_tape_for_the_rest() -> None:
    cut = replace(offer("CT"), breaks=breaks((1, "0.10"), (1000, "0.05")))
    reel = replace(
        offer("TR", packaging=Packaging.REEL, moq=4000, multiple=4000),
        breaks=breaks((4000, "0.01")),
    )
    deal = of_two(reel, cut, 4500)
    # 500 of cut tape would cost as much as 1,000 do: of equals, the more pieces.
    assert deal == Deal(Decimal("90.00"), ((reel, 4000), (cut, 1000)))
    # A second reel is less still.
    assert cheapest([cut, reel], 4500) == Deal(Decimal("80.00"), ((reel, 8000),))
    assert of_two(reel, cut, 4000) is None
    assert of_two(reel, cut, 3999) is None


def test_a_digi_reel_counts_with_its_fee_and_is_never_a_rest() -> None:
    cut = replace(offer("CT"), breaks=breaks((1, "0.10")))
    digi = replace(offer("DKR", packaging=Packaging.DIGI_REEL, fee="7"), breaks=breaks((1, "0.10")))
    deal = cheapest([digi, cut], 100)
    assert deal == Deal(Decimal("10.00"), ((cut, 100),))
    reel = offer("TR", "0.01", packaging=Packaging.REEL, moq=90, multiple=90, maximum=90)
    deal = cheapest([digi, reel], 100)
    assert deal is not None
    assert deal.parts == ((digi, 100),)


def test_of_what_costs_the_same_the_more_pieces_in_the_fewer_lines() -> None:
    tube = offer("TU", "0.05", packaging=Packaging.TUBE, moq=100, multiple=100)
    assert cheapest([offer("CT"), tube], 50) == Deal(Decimal("5.00"), ((tube, 100),))
    one = offer("BOX", "0.10", packaging=Packaging.BOX, moq=60, multiple=60)
    assert cheapest([one, offer("CT")], 70) == Deal(Decimal("7.00"), ((offer("CT"), 70),))
