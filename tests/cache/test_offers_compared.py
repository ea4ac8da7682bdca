"""Offers of one part at a quantity: which is the cheapest legal way, and what costs less."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cache import cheaper
from cache.offers_compared import compare, compared, shown
from tests.cache.desk import offer
from vendors.buying import legal
from vendors.vocabulary import Offer, Packaging, PriceBreak

CUT = offer("CT-ND", "0.10")
REEL = offer("TR-ND", "0.02", packaging=Packaging.REEL, moq=5000, multiple=5000)
DIGI = offer("DKR-ND", "0.10", packaging=Packaging.DIGI_REEL, fee="7")
AT_TI = replace(offer("LM358DR", "0.09", fee="0"), vendor="ti", packaging=Packaging.OTHER)


def at(its: Offer, *steps: tuple[int, str]) -> Offer:
    return replace(its, breaks=tuple(PriceBreak(many, Decimal(each)) for many, each in steps))


def test_the_cheapest_legal_way_over_all_vendors_is_marked_with_fees() -> None:
    dear = replace(AT_TI, fee=Decimal(11))
    found = compare([CUT, REEL, DIGI, dear], 1000)
    assert [row.total for row in found.rows] == [Decimal(100), None, Decimal(107), Decimal(101)]
    assert found.best == 0
    assert compare([CUT, REEL, DIGI, AT_TI], 1000).best == 3


def test_what_does_not_take_the_quantity_says_why_and_what_it_takes() -> None:
    row = compared(REEL, 1000)
    assert (row.each, row.total, row.why_not) == (None, None, "the minimum is 5,000")
    assert (row.below, row.above) == (None, 5000)
    row = compared(replace(CUT, maximum=900), 1000)
    assert (row.below, row.above) == (900, None)
    row = compared(at(CUT, (10, "0.10")), 1)
    assert (row.each, row.above, row.why_not) == (None, 10, "no price at this quantity")
    assert compared(replace(CUT, breaks=()), 1).why_not == "no price is told of it"
    assert compare([REEL], 1000).best is None


def test_what_is_in_stock_goes_before_what_is_not_or_is_not_said() -> None:
    short, unsaid = replace(AT_TI, stock=999), replace(AT_TI, stock=None)
    assert compare([CUT, short], 1000).best == 0
    assert compare([CUT, unsaid], 1000).best == 0
    late = replace(CUT, stock=999)
    assert compare([late, unsaid], 1000).best == 1, "of two that may not have it, the cheaper"
    assert [row.enough for row in compare([CUT, short, unsaid], 1000).rows] == [True, False, None]


def test_what_a_vendor_sells_from_stock_alone_is_no_way_to_more_than_it_has() -> None:
    """TI refuses such an order, however little it would cost."""
    short, late = replace(AT_TI, stock=999), replace(CUT, stock=0)
    found = compare([short, late], 1000)
    assert found.best == 1, "DigiKey takes it as a backorder"
    row = found.rows[0]
    assert (row.each, row.total, row.below, row.enough) == (None, None, 999, False)
    assert "from stock alone" in row.why_not
    assert compare([short], 1000).best is None
    assert compared(replace(short, stock=0), 1000).below is None
    assert compared(replace(short, stock=99, moq=100), 1000).below is None
    assert compared(replace(short, stock=1000), 1000).total == Decimal(90)


def test_more_pieces_that_cost_less_are_named_and_only_from_stock() -> None:
    reel = at(replace(AT_TI, moq=2500, multiple=2500), (2500, "0.01"))
    more = compare([CUT, reel], 1000).more
    assert more is not None
    assert (more.total, more.parts) == (Decimal(25), ((reel, 2500),))
    assert compare([CUT, replace(reel, stock=2499)], 1000).more is None
    assert compare([CUT, replace(reel, stock=None)], 1000).more is None
    assert compare([CUT], 1000).more is None


def test_two_vendors_are_two_orders_and_never_one_way() -> None:
    """Whole reels of one and the rest of another would be cheaper on paper, without shipping."""
    reel = at(replace(AT_TI, moq=1000, multiple=1000), (1000, "0.01"))
    more = compare([CUT, reel], 1100).more
    assert more is not None
    assert {its.vendor for its, _ in more.parts} == {"ti"}


def test_amounts_in_two_currencies_are_not_compared() -> None:
    euros = replace(AT_TI, currency="EUR")
    found = compare([CUT, euros], 1000)
    assert (found.best, found.others, found.more) == (0, ("EUR",), None)


def test_a_list_shows_the_best_else_the_nearest_else_the_first() -> None:
    assert shown([], 1000) is None
    assert shown([CUT, REEL], 1000) == 0
    assert shown([CUT, REEL], 5000) == 1
    far = at(replace(REEL, number="2", moq=50_000, multiple=50_000), (50_000, "0.01"))
    assert shown([far, REEL], 1000) == 1
    assert shown([replace(CUT, breaks=()), replace(REEL, breaks=())], 1000) == 0


_OFFERS = st.lists(
    st.builds(
        lambda number, moq, multiple, price, fee, stock, digi: offer(
            f"{number}",
            price,
            moq=moq,
            multiple=multiple,
            fee=fee,
            stock=stock,
            packaging=Packaging.DIGI_REEL if digi else Packaging.CUT_TAPE,
        ),
        st.integers(0, 99),
        st.integers(1, 50),
        st.integers(1, 10),
        st.sampled_from(["0.01", "0.5", "2"]),
        st.sampled_from(["0", "7"]),
        st.none() | st.integers(0, 200),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one.number,
)


@given(_OFFERS, st.integers(1, 100))
def test_best_is_legal_and_nothing_legal_from_stock_costs_less(
    offers: list[Offer], quantity: int
) -> None:
    found = compare(offers, quantity)
    legals = [one for one in offers if legal(quantity, one.moq, one.multiple, one.maximum).ok]
    assert (found.best is None) == (not legals)
    if found.best is None:
        return
    best = offers[found.best]
    assert best in legals
    stocked = [one for one in legals if (one.stock or 0) >= quantity]
    among = stocked or legals
    costs = [cheaper.cost(one, quantity) for one in among]
    assert cheaper.cost(best, quantity) == min(one for one in costs if one is not None)
    assert shown(offers, quantity) == found.best or len(offers) == 1
    if found.more is not None:
        total = found.rows[found.best].total
        assert total is not None
        assert found.more.total < total
        assert found.more.quantity >= quantity
