"""The arithmetic of buying, held against plain counting."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from vendors.buying import break_at, legal, line_total, price_of, to_cents
from vendors.vocabulary import Offer, Packaging, PriceBreak

SMALL = st.integers(-5, 60)
PRICES = st.decimals("0.00001", "100000", places=5, allow_nan=False, allow_infinity=False)


def allowed(quantity: int, moq: int, multiple: int, maximum: int | None) -> bool:
    return (
        quantity >= max(1, moq)
        and quantity % max(1, multiple) == 0
        and (maximum is None or quantity <= maximum)
    )


@given(SMALL, st.integers(-2, 20), st.integers(-2, 12), st.none() | st.integers(-2, 70))
@example(3000, 4000, 2000, None)
@example(7, 10, 4, 11)
def test_the_nearest_legal_quantities_are_the_nearest(
    quantity: int, moq: int, multiple: int, maximum: int | None
) -> None:
    """By counting: everything from 1 up to well beyond is tried."""
    legals = [n for n in range(1, 9000) if allowed(n, moq, multiple, maximum)]
    found = legal(quantity, moq, multiple, maximum)
    assert found.ok is (quantity in legals)
    if found.ok:
        assert (found.below, found.above) == (None, None)
        return
    assert found.reason
    below = [n for n in legals if n < quantity]
    above = [n for n in legals if n > quantity]
    assert found.below == (below[-1] if below else None)
    assert found.above == (above[0] if above else None)


@pytest.mark.parametrize(
    ("quantity", "moq", "multiple", "maximum", "reason"),
    [
        (0, 1, 1, None, "the minimum is 1"),
        (3999, 4000, 2000, None, "the minimum is 4,000"),
        (5000, 4000, 2000, None, "5,000 is no multiple of 2,000"),
        (9, 10, 4, None, "the minimum is 12"),
        (600, 1, 1, 500, "the most is 500"),
        (600, 1, 200, 500, "the most is 400"),
        (1, 10, 4, 11, "not for sale: the most is 11, the least 12"),
        (4000, 4000, 2000, None, ""),
        (1, 0, 0, None, ""),
    ],
)
def test_the_reason_is_said_in_pieces(
    quantity: int, moq: int, multiple: int, maximum: int | None, reason: str
) -> None:
    assert legal(quantity, moq, multiple, maximum).reason == reason


@given(
    st.lists(st.tuples(st.integers(1, 50), PRICES), max_size=6, unique_by=lambda one: one[0]),
    st.integers(0, 60),
    st.randoms(),
)
def test_a_quantity_pays_the_price_of_the_last_break_it_reaches(
    steps: list[tuple[int, Decimal]], quantity: int, chance: object
) -> None:
    breaks = tuple(PriceBreak(at, price) for at, price in steps)
    reached = [
        one for one in sorted(breaks, key=lambda one: one.quantity) if one.quantity <= quantity
    ]
    assert break_at(breaks, quantity) == (reached[-1] if reached else None)
    offer = Offer("v", "n", Packaging.BULK, "", None, 1, 1, breaks, "USD")
    assert price_of(offer, quantity) == (reached[-1].unit_price if reached else None)


@given(st.integers(1, 2**31 - 1), PRICES)
def test_a_lines_total_is_the_nearest_cent(quantity: int, price: Decimal) -> None:
    total = line_total(quantity, price, "USD")
    exact = Fraction(price) * quantity
    assert total.as_tuple().exponent == -2
    assert abs(Fraction(total) - exact) <= Fraction(1, 200)
    # Of two cents that are equally near, the larger one.
    assume(Fraction(total) != exact)
    assert Fraction(total) - exact != Fraction(-1, 200)


@given(st.integers(1, 2**31 - 1), PRICES)
def test_yen_and_won_have_no_hundredths(quantity: int, price: Decimal) -> None:
    for currency in ("JPY", "KRW"):
        total = line_total(quantity, price, currency)
        assert total == total.to_integral_value()
        assert abs(Fraction(total) - Fraction(price) * quantity) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("2.465", "2.47"),
        ("2.4649999", "2.46"),
        ("-2.465", "-2.47"),
        ("0", "0.00"),
        ("1E+25", "10000000000000000000000000.00"),
        ("12345678901234567890123456789.005", "12345678901234567890123456789.01"),
    ],
)
def test_half_a_cent_goes_up_and_no_amount_is_too_large(amount: str, cents: str) -> None:
    assert str(to_cents(Decimal(amount), "USD")) == cents


def test_an_absurd_price_is_still_a_total() -> None:
    """A vendor may answer anything; a screen of orders does not fall over it."""
    assert line_total(2**31 - 1, Decimal("1E+25"), "USD") == (2**31 - 1) * 10**25
    total = line_total(2**31 - 1, Decimal("123456789012345678901.123"), "USD")
    assert Fraction(total) * 1000 == (2**31 - 1) * 123456789012345678901123 - 1
