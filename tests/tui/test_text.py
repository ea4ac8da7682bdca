"""Text on its way to the terminal: safe, and exactly as wide as it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tui.text import UNKNOWN, day, fit, money, pieces, safe, unit_price, width_of, wrap


@given(st.text(), st.integers(min_value=0, max_value=60), st.booleans())
def test_fitted_text_takes_its_width_and_holds_no_control(
    text: str, width: int, right: bool
) -> None:
    fitted = fit(text, width, right)
    assert width_of(fitted) == width
    assert fitted == safe(fitted)


@given(st.text(), st.integers(min_value=4, max_value=60))
def test_wrapped_text_is_never_wider_than_asked(text: str, width: int) -> None:
    assert all(width_of(line) <= width for line in wrap(text, width))


def test_wrapping_loses_nothing() -> None:
    text = "RC0603FR-0710KL " * 9 + "x" * 70
    assert "".join(wrap(text, 20)).replace(" ", "") == text.replace(" ", "")


def test_what_a_terminal_acts_on_is_replaced() -> None:
    hostile = "a\x1b]52;c;aGk=\x07b\u202ec\x9bd\u200be"
    assert safe(hostile) == "a\ufffd]52;c;aGk=\ufffdb\ufffdc\ufffdd\ufffde"


def test_markup_is_only_text() -> None:
    assert safe("0.1uF [10%] [/b]") == "0.1uF [10%] [/b]"


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert fit("RC0603FR-0710KL", 8) == "RC0603F…"


def test_numbers_as_a_buyer_reads_them() -> None:
    assert pieces(1204310) == "1,204,310"
    assert pieces(None) == UNKNOWN
    assert pieces(0) == "0"
    assert money(Decimal("48120.4")) == "48,120.40"
    assert unit_price(Decimal("0.0069")) == "0.00690"


def test_dates_are_short_and_unambiguous() -> None:
    today = date(2026, 11, 21)
    assert day("2026-11-24T10:00:00+00:00", today) == "24 Nov"
    assert day(date(2027, 1, 12), today) == "12 Jan 2027"
    assert day(None, today) == UNKNOWN
    assert day("soon", today) == UNKNOWN
