"""Which parts some typed text finds: held against a plain reading of the same rules."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache import finding, keeping
from cache.convert import clean
from cache.schema import CACHE
from tests.cache.desk import NOON, offer, part

ALL = 10_000


def a_catalogue() -> sqlite3.Connection:
    """The tables of the cache, in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in CACHE.steps:
        assert isinstance(step, str)
        db.executescript(step)
    return db


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(a_catalogue()) as db:
        yield db


def stock(db: sqlite3.Connection, *parts: tuple[str, str, str, list[str]]) -> None:
    """Parts of number, maker, description and the vendor's numbers of their offers."""
    for number, maker, description, offers in parts:
        its = part(number, *(offer(one) for one in offers))
        keeping.put(db, [replace(its, maker=maker, description=description)], NOON)


def found(db: sqlite3.Connection, text: str, most: int = ALL) -> list[str]:
    """The makers' numbers of the parts that `text` finds, in order."""
    numbers = dict(db.execute("SELECT id, number FROM part"))
    return [numbers[rowid] for rowid in finding.find(db, text, most)]


def test_makers_numbers_come_first_then_vendors_then_words_as_stored(
    db: sqlite3.Connection,
) -> None:
    stock(
        db,
        ("ZZ9", "Acme", "res tester", ["9-ND"]),
        ("RES-20", "Acme", "array", ["1-ND", "0-ND"]),
        ("XX1", "Resistors Inc", "film", ["2-ND"]),
        ("res-10", "Acme", "network", ["3-ND"]),
        ("AA1", "Acme", "opaque", ["RES-15-ND", "res-11-nd"]),
        ("AA2", "Acme", "a presser", ["4-ND"]),
        ("AA3", "Acme", "none", ["RES-12-ND"]),
    )
    assert found(db, "Res") == ["res-10", "RES-20", "AA1", "AA3", "ZZ9", "XX1"]


def test_every_word_has_to_begin_one_of_the_parts_words_wherever_it_stands(
    db: sqlite3.Connection,
) -> None:
    stock(
        db,
        ("RC0603FR-0710KL", "YAGEO", "RES 10K OHM 1% 1/10W 0603", ["a"]),
        ("GRM188", "Murata", "CAP CER 0.1UF 0603", ["b"]),
    )
    assert found(db, "0603") == ["RC0603FR-0710KL", "GRM188"]
    assert found(db, "0603 res") == ["RC0603FR-0710KL"]
    assert found(db, "yag 10k 1/10") == ["RC0603FR-0710KL"]
    assert found(db, "0603 mur 0.1") == ["GRM188"]
    assert found(db, "0603 hm") == []
    assert found(db, "ohm res 0603 tube") == []


def test_what_the_vendors_answered_comes_last_each_in_its_own_order(
    db: sqlite3.Connection,
) -> None:
    stock(
        db,
        ("B1", "m", "x", ["b"]),
        ("A1", "m", "x", ["a"]),
        ("W1", "m", "widget", ["w"]),
        ("T1", "m", "x", ["t"]),
    )
    for vendor, hits in (("ti", [(0, 4), (1, 2)]), ("digikey", [(0, 2), (1, 3), (2, 1)])):
        db.execute("INSERT INTO asked VALUES ('widget', ?, 3, 3, NULL, '', 0)", (vendor,))
        db.executemany(
            "INSERT INTO asked_hit VALUES ('widget', ?, ?, ?)",
            [(vendor, at, rowid) for at, rowid in hits],
        )
    assert found(db, " WIDGET ") == ["W1", "A1", "B1", "T1"]
    assert finding.count(db, "Widget") == 4
    assert finding.hits(db, "widget") == [2, 3, 1, 4]


@pytest.mark.parametrize(
    "text",
    [
        *("/", "#", '"', "*", "\0", "AND", "NOT", "a OR b", "NEAR(", "number:x", "^a", "a\0b", "-"),
        *("(", '"a"*', "a*", "{a}", "a+b", "%", "_", "'", "\ud800", "\u202e", "\xa0", "\u0660"),
        *("\xdf", "\U0001f600"),
    ],
)
def test_odd_characters_are_only_characters(db: sqlite3.Connection, text: str) -> None:
    stock(db, ("A/B#1", "AND", "plain", ["odd"]), ("Q1", "m", "NEAR quote", ["q"]))
    assert set(found(db, text)) <= {"A/B#1", "Q1"}
    assert finding.count(db, text) == len(found(db, text))


def test_odd_characters_find_what_has_them(db: sqlite3.Connection) -> None:
    stock(db, ("A/B#1-2.3+", "AND", "1/10W", ["odd"]), ("Q1", "m", 'NEAR(5") x', ["q"]))
    for text in ("a/b", "A/B#", "A/B#1-2.3+", "and", "1/10", "AND 1/10"):
        assert found(db, text) == ["A/B#1-2.3+"], text
    for text in ("near", "NEAR(", 'near "5"', "NEAR(5"):
        assert found(db, text) == ["Q1"], text


def test_no_more_than_wanted_and_always_the_same_beginning(db: sqlite3.Connection) -> None:
    stock(db, *((f"R{n:03}", "m", "res", [f"o{n}", f"p{n}"]) for n in range(60)))
    # Numbers of a vendor that begin alike are many to a part, and a part counts once.
    stock(db, *((f"X{n:03}", "m", "x", [f"r{n}-{k}" for k in range(3)]) for n in range(20)))
    whole = found(db, "r")
    assert len(whole) == 80
    for most in (1, 7, 61, 79, 80, 500):
        assert found(db, "r", most) == whole[:most]
    assert found(db, "r1", 7) == found(db, "r1")[:7]
    assert len(found(db, "r1", 7)) == 7


# -- the same rules, read plainly ------------------------------------------------------------------

_LETTERS = st.text(st.sampled_from("ab1-/"), min_size=1, max_size=3)
_WORDS = st.lists(_LETTERS, max_size=3).map(" ".join)
_PARTS = st.lists(
    st.tuples(_LETTERS, _LETTERS, _WORDS, st.lists(_LETTERS, max_size=2)),
    max_size=6,
    unique_by=lambda part: part[:2],
)


def plainly(db: sqlite3.Connection, text: str) -> list[int]:
    wanted, words = clean(text).casefold(), finding.words(clean(text).casefold())
    parts = db.execute(
        "SELECT id, number, maker, number || ' ' || maker || ' ' || description FROM part"
    ).fetchall()
    offers = db.execute("SELECT number, vendor, part FROM offer").fetchall()

    def begins(number: str) -> bool:
        return bool(number.casefold().startswith(wanted))

    by_part = sorted(
        (n.casefold(), maker.casefold(), id_) for id_, n, maker, _ in parts if begins(n)
    )
    by_offer = sorted((n.casefold(), vendor, id_) for n, vendor, id_ in offers if begins(n))
    by_words = [
        id_
        for id_, *_, said in parts
        if words
        and all(
            any(one.startswith(word) for one in finding.words(said.casefold())) for word in words
        )
    ]
    return list(dict.fromkeys([id_ for *_, id_ in by_part + by_offer] + by_words))


@given(_PARTS, st.text(st.sampled_from("aB1-/ "), min_size=1).filter(str.strip), st.integers(1, 20))
def test_found_is_what_the_rules_say(
    parts: list[tuple[str, str, str, list[str]]], text: str, most: int
) -> None:
    with closing(a_catalogue()) as db:
        stock(db, *parts)
        wanted = plainly(db, text)
        assert finding.find(db, text, ALL) == wanted
        assert finding.find(db, text, most) == wanted[:most]
        assert finding.count(db, text) == len(wanted)


@given(st.text(max_size=40))
def test_no_text_makes_sqlite_complain(text: str) -> None:
    with closing(a_catalogue()) as db:
        stock(db, ("A1", "m", clean(text), ["a"]))
        assert finding.count(db, text) == len(found(db, text))


# What Python and SQLite both know as a letter or know as none, composed as vendor text is.
_KNOWN = st.characters(exclude_categories=["Cs"]).filter(
    lambda letter: unicodedata.ucd_3_2_0.category(letter) not in ("Cn", "Co")
)


@given(st.text(_KNOWN, max_size=40).map(lambda text: unicodedata.normalize("NFC", clean(text))))
def test_every_word_of_a_description_finds_its_part(description: str) -> None:
    with closing(a_catalogue()) as db:
        stock(db, ("\U0010fffe", "", description, ["it"]))
        for word in finding.words(description):
            assert found(db, word) == ["\U0010fffe"], word


# -- at a million parts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        *(finding._BY_PART, finding._BY_OFFER, finding._BY_WORDS, finding._BY_VENDOR),
        "SELECT max(id) FROM part",
    ],
)
def test_nothing_asked_on_a_key_reads_a_whole_table(db: sqlite3.Connection, query: str) -> None:
    values = {"low": "a", "high": "b", "most": 128, "match": '"a"*', "asked": "a"}
    plan = [step for *_, step in db.execute("EXPLAIN QUERY PLAN " + query, values)]
    scans = [step for step in plan if step.startswith("SCAN") and "(subquery" not in step]
    # The index of words is asked for the rows that match, whatever SQLite calls it.
    assert [step for step in scans if ":M" not in step] == []
    assert any(step.startswith("SEARCH") or ":M" in step for step in plan)
    assert not any("ORDER BY" in step for step in plan), "nothing is sorted that is not given"
