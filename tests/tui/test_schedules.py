"""Schedules as a person types them: one way on every sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.schedules import as_typed, typed_schedules
from vendors.terms import Schedule

TODAY = date(2026, 3, 2)
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1,500 on 1 apr, 40 on 1 may",
        "1500 1 apr, 40 1 may",
        "1500 on 1 apr; 40 on 1 may",
        "1500 on 1 Apr;40 ON 1 May",
        "1500 on 1 apr,40 on 1 may",
        "1.500 on 2026-04-01 , 40 2026-05-01",
        "1500 on +30, 40 +60",
        "1500 on 1 apr, 2026, 40 on 1 may, 2026",
    ],
)
def test_a_list_is_read_however_it_is_parted(text: str) -> None:
    assert typed_schedules(text, TODAY) == (Schedule(APRIL, 1500), Schedule(MAY, 40))


def test_marks_of_thousands_and_years_part_nothing() -> None:
    assert typed_schedules("1,500 on 3 apr, 2027", TODAY) == (Schedule(date(2027, 4, 3), 1500),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "type all of it, as 60 on 1 dec"),
        ("soon", "type all of it"),
        ("0 on 1 apr", "type all of it"),
        ("10 on 31 feb", "“31 feb” is no day"),
        ("10 on 1 jan 2020", "is not in the future"),
        ("1 on 1 apr, 2 on 1 apr", "stands twice"),
        ("1 on 1 apr, and then some", "is no day"),
        ("12.50 on 1 apr", "type all of it"),
    ],
)
def test_what_is_none_is_said(text: str, said: str) -> None:
    found = typed_schedules(text, TODAY)
    assert isinstance(found, str)
    assert said in found


@given(
    st.dictionaries(
        st.dates(TODAY + timedelta(1), date(2099, 1, 1)),
        st.integers(1, 999_999_999),
        min_size=1,
        max_size=60,
    )
)
def test_what_an_editor_begins_with_is_read_as_it_stands(plan: dict[date, int]) -> None:
    schedules = tuple(Schedule(on, quantity) for on, quantity in plan.items())
    assert typed_schedules(as_typed(schedules), TODAY) == schedules
