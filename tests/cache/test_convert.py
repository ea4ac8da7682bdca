"""How values lie in SQLite: nothing is lost on the way there and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.convert import (
    address,
    address_text,
    breaks,
    breaks_text,
    clean,
    instant,
    instant_text,
    money_text,
    normal,
    vendor_key,
)
from vendors.vocabulary import Address, PriceBreak

_money = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False)
_instants = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis puts the zone on
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))]),
)


@given(_money)
def test_money_keeps_every_digit_and_has_no_exponent(amount: Decimal) -> None:
    text = money_text(amount)
    assert text is not None
    assert "E" not in text.upper()
    assert Decimal(text) == amount


def test_no_money_is_no_text() -> None:
    assert money_text(None) is None
    assert money_text(Decimal("1E+3")) == "1000"
    assert money_text(Decimal("0.00690")) == "0.00690"


@given(_instants, _instants)
def test_instants_are_told_to_the_millisecond_and_sort_as_text(
    one: datetime, other: datetime
) -> None:
    texts = [instant_text(one), instant_text(other)]
    assert len(texts[0]) == len(texts[1])
    for text, moment in zip(texts, (one, other), strict=True):
        assert timedelta(0) <= moment - instant(text) < timedelta(milliseconds=1)
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (texts[0] < texts[1]) == (one < other)


@given(st.lists(st.builds(PriceBreak, st.integers(1, 10**9), _money), max_size=4).map(tuple))
def test_price_breaks_come_back(steps: tuple[PriceBreak, ...]) -> None:
    assert breaks(breaks_text(steps)) == steps
    assert all(isinstance(price, str) for _, price in json.loads(breaks_text(steps)))


_lines = st.text(max_size=8)


@given(st.builds(Address, *[_lines] * len(Address.__dataclass_fields__)))
def test_an_address_comes_back(place: Address) -> None:
    assert address(address_text(place)) == place


def test_an_address_stored_by_an_older_version_is_read() -> None:
    assert address('{"city": "Cork", "planet": "Earth"}') == Address(city="Cork")


@given(st.text())
def test_what_was_typed_is_fit_for_sqlite_and_cleaned_once(text: str) -> None:
    said = clean(text)
    said.encode("utf-8")
    assert "\0" not in said
    assert said == said.strip()
    assert "  " not in said
    assert clean(said) == said


@given(st.text())
def test_texts_that_ask_the_same_are_equal(text: str) -> None:
    assert normal(text) == normal(f"  {clean(text)} ")


@pytest.mark.parametrize(
    ("one", "other"), [("RES 10k", " res  10K "), ("ﬁlm", "film"), ("Straße", "STRASSE")]
)
def test_case_width_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_a_vendors_rows_are_stored_under_the_name_its_client_says() -> None:
    class Named:
        name = "digikey"

    assert vendor_key(Named()) == "digikey"
    assert vendor_key(object()) == "object"
