"""Facts as text: everything comes back as it was, and what cannot be read is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.facts import facts, facts_text
from tests.cache.around import NOTICE, RELATED, WAY
from vendors.details import (
    Category,
    ChangeNotice,
    Choices,
    Document,
    Filters,
    Maker,
    ReelPrice,
    Related,
    WayToBuy,
)
from vendors.vocabulary import Part

# Money is finite, and no document says more digits than these.
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=6))
KINDS = (Category, ChangeNotice, Choices, Document, Filters, Maker, ReelPrice, Related, WayToBuy)


@given(st.sampled_from((*KINDS, Part)).flatmap(lambda kind: st.tuples(st.just(kind), _of(kind))))
def test_what_was_told_comes_back_exactly(told: tuple[type[object], object]) -> None:
    kind, fact = told
    assert facts(kind, facts_text([fact, fact])) == (fact, fact)


def _of(kind: type[object]) -> st.SearchStrategy[object]:
    return st.from_type(kind)


def test_each_type_stays_what_it_is() -> None:
    (related,) = facts(Related, facts_text([RELATED])) or ()
    assert type(related.relation) is type(RELATED.relation)
    assert isinstance(related.unit_price, Decimal)
    (notice,) = facts(ChangeNotice, facts_text([NOTICE])) or ()
    assert notice.on == date(2026, 2, 1)
    assert facts(WayToBuy, facts_text([WAY])) == (WAY,)
    assert facts(Maker, "[]") == ()


def test_what_another_version_knew_besides_is_left_out() -> None:
    assert facts(Maker, '[{"id": "1", "name": "X", "logo": "y"}]') == (Maker("1", "X"),)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"id": "1"}]', '["x"]', "null"])
def test_what_cannot_be_read_is_not_known(text: str) -> None:
    assert facts(Maker, text) is None


def test_money_that_is_none_is_not_known() -> None:
    text = facts_text([RELATED]).replace('"0.20"', '"many"')
    assert facts(Related, text) is None
