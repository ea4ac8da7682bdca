"""Parts as they are kept: whole, and never made poorer by a vendor that says less."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache import finding, keeping
from tests.cache.desk import NOON, offer, part
from tests.cache.test_finding import a_catalogue
from vendors.vocabulary import Offer, Packaging, Part, PriceBreak

LATER = NOON + keeping.OWN_PRICE_KEEPS
OWN = replace(offer("X-ND", "0.08"), own_price=True)
LIST = offer("X-ND", "0.10")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(a_catalogue()) as db:
        yield db


def kept(db: sqlite3.Connection, rowid: int = 1) -> Part:
    found = keeping.get(db, rowid)
    assert found is not None
    return found[0]


_text = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)
_maybe = st.booleans() | st.none()
_money = st.decimals(0, 10**6, places=5)
_pieces = st.integers(0, 10**9)
_offers = st.lists(
    st.builds(
        Offer,
        vendor=st.just("digikey"),
        number=_text,
        packaging=st.sampled_from(Packaging),
        packaging_text=_text,
        stock=_pieces | st.none(),
        moq=_pieces,
        multiple=_pieces,
        breaks=st.lists(st.builds(PriceBreak, _pieces, _money), max_size=3).map(tuple),
        currency=st.sampled_from(["USD", "EUR", "JPY"]),
        fee=_money,
        maximum=_pieces | st.none(),
        standard_package=_pieces | st.none(),
        own_price=st.booleans(),
        ncnr=_maybe,
        tariff=_maybe,
        marketplace=st.booleans(),
        supplier=_text | st.none(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.number.upper(),
).map(tuple)
_parts = st.builds(
    Part,
    maker=_text,
    number=_text,
    description=_text,
    detail=_text,
    status=_text,
    category=_text,
    offers=_offers,
    series=_text | st.none(),
    datasheet=_text | st.none(),
    lead_weeks=st.integers(0, 200) | st.none(),
    rohs=_text | st.none(),
    obsolete=_maybe,
    backorder_allowed=_maybe,
    parameters=st.lists(st.tuples(_text, _text), max_size=3).map(tuple),
    other_names=st.lists(_text, max_size=3).map(tuple),
)


@given(_parts)
def test_a_part_comes_back_as_the_vendor_said_it(one: Part) -> None:
    with closing(a_catalogue()) as db:
        keeping.put(db, [one], NOON)
        assert keeping.get(db, 1) == (one, NOON)
        keeping.put(db, [one], LATER)
        assert keeping.get(db, 1) == (one, LATER)


def test_what_a_word_search_leaves_out_is_kept(db: sqlite3.Connection) -> None:
    whole = replace(
        part("X", LIST),
        detail="thick film",
        datasheet="https://example.com/x.pdf",
        parameters=(("Tolerance", "1%"),),
        other_names=("X-OLD",),
        obsolete=False,
    )
    keeping.put(db, [whole], NOON)
    poor = Part("Yageo", "X", "", "", "", "", (LIST,))
    keeping.put(db, [poor], LATER)
    assert kept(db) == whole
    keeping.put(db, [replace(poor, status="Obsolete", obsolete=True)], LATER)
    assert (kept(db).status, kept(db).obsolete, kept(db).detail) == ("Obsolete", True, "thick film")


def test_numbers_differ_by_more_than_case_and_spaces(db: sqlite3.Connection) -> None:
    first = keeping.put(db, [part("rc0603", LIST)], NOON)
    again = keeping.put(db, [replace(part(" RC0603 ", LIST), maker="YAGEO")], NOON)
    other = keeping.put(db, [replace(part("RC0603", offer("Y-ND")), maker="Other")], NOON)
    assert first == again
    assert first != other


def test_a_row_keeps_its_place_when_it_is_fetched_again(db: sqlite3.Connection) -> None:
    for _ in range(3):
        keeping.put(db, [part("X", LIST, offer("Y-ND")), part("Z", offer("Z-ND"))], NOON)
    rows = db.execute("SELECT id, number FROM offer ORDER BY id").fetchall()
    assert rows == [(1, "X-ND"), (2, "Y-ND"), (3, "Z-ND")]


def test_our_own_price_stays_while_it_is_young_and_stock_is_renewed(db: sqlite3.Connection) -> None:
    keeping.put(db, [part("X", OWN)], NOON)
    young = LATER - timedelta(milliseconds=1)
    keeping.put(db, [part("X", replace(LIST, stock=7))], young)
    (its,) = kept(db).offers
    assert (its.breaks, its.own_price, its.stock) == (OWN.breaks, True, 7)
    keeping.put(db, [part("X", LIST)], LATER)
    (its,) = kept(db).offers
    assert (its.breaks, its.own_price) == (LIST.breaks, False)


def test_a_newer_price_of_our_own_replaces_any(db: sqlite3.Connection) -> None:
    for before in (LIST, OWN):
        keeping.put(db, [part("X", before)], NOON)
        newer = replace(OWN, breaks=(PriceBreak(1, Decimal("0.07")),))
        keeping.put(db, [part("X", newer)], NOON)
        assert kept(db).offers[0].breaks == newer.breaks


def test_words_that_changed_are_found_and_the_old_ones_are_not(db: sqlite3.Connection) -> None:
    keeping.put(db, [part("X", LIST)], NOON)
    keeping.put(db, [replace(part("X", LIST), description="thermistor")], LATER)
    assert finding.find(db, "thermis", 9) == [1]
    assert finding.find(db, "10k", 9) == []
    assert finding.count(db, "thermis") == 1


def test_an_offer_that_is_not_there_is_none(db: sqlite3.Connection) -> None:
    assert keeping.get(db, 1) is None
