"""Days as they are typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.days import typed_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        (" 2026-4-9 ", date(2026, 4, 9)),
        ("2020-01-01", date(2020, 1, 1)),
        ("1 dec", date(2026, 12, 1)),
        ("1 Dec", date(2026, 12, 1)),
        ("1. december", date(2026, 12, 1)),
        ("1dec", date(2026, 12, 1)),
        ("1 dec 2027", date(2027, 12, 1)),
        ("1 dec, 2027", date(2027, 12, 1)),
        ("2 mar", date(2027, 3, 2)),
        ("1 mar", date(2027, 3, 1)),
        ("3 mar", date(2026, 3, 3)),
        ("29 feb", date(2028, 2, 29)),
        ("+14", date(2026, 3, 16)),
        ("+ 14", date(2026, 3, 16)),
        ("+0", TODAY),
    ],
)
def test_a_day_that_is_meant(text: str, day: date) -> None:
    assert typed_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "31 feb", "2026-02-30", "2026-13-01", "1 xyz", "12/1", "1.12.", "14", "+"]
)
def test_what_means_no_day(text: str) -> None:
    assert typed_day(text, TODAY) is None


@given(st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=365)))
def test_within_a_year_day_and_month_are_enough(day: date) -> None:
    assert typed_day(f"{day.day} {day:%b}", TODAY) == day
    assert typed_day(day.isoformat(), TODAY) == day
    assert typed_day(f"+{(day - TODAY).days}", TODAY) == day
