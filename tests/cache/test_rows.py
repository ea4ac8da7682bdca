"""Rows of a table: any number of them, and no more than a page read at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.rows import PAGE, Rows, rowids_of


class Row(NamedTuple):
    rowid: int
    word: str


class Counted(sqlite3.Connection):
    """Notes how many rowids each statement asked for, and how many rows it gave."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(":memory:")
        self.read: list[int] = []

    def execute(self, query: str, values: Sequence[object] = ()) -> sqlite3.Cursor:  # type: ignore[override]
        if "IN (" in query:
            self.read.append(sum(value is not None for value in values))
        return super().execute(query, values)  # type: ignore[arg-type]


@pytest.fixture
def db() -> Iterator[Counted]:
    with closing(Counted()) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT)")
        db.executemany("INSERT INTO t VALUES (?, ?)", ((n, f"w{n}") for n in range(1, 5001)))
        yield db


def rows(db: sqlite3.Connection, rowids: Sequence[int]) -> Rows[Row]:
    return Rows(db, "SELECT id, word FROM t WHERE id IN ({marks})", Row, rowids)


def test_a_screen_of_rows_is_one_read_of_at_most_a_page(db: Counted) -> None:
    assert PAGE <= 64
    shown = rows(db, range(1, 5001))
    assert len(shown) == 5000
    assert shown.row(0) == (1, "w1")
    assert [shown.row(at) for at in range(PAGE)] == [(n, f"w{n}") for n in range(1, PAGE + 1)]
    assert db.read == [PAGE]
    shown.row(4999)
    assert db.read == [PAGE, 5000 % PAGE]


def test_pages_seen_lately_are_kept_and_others_read_again(db: Counted) -> None:
    shown = rows(db, range(1, 5001))
    for page in range(32):
        shown.row(page * PAGE)
    shown.row(0)
    assert len(db.read) == 32
    shown.row(32 * PAGE)  # the one not looked at for longest goes: the second
    shown.row(0)
    assert len(db.read) == 33
    shown.row(PAGE)
    assert len(db.read) == 34


@given(st.lists(st.integers(1, 5000), unique=True, max_size=400))
def test_rows_stand_in_the_order_asked_for(rowids: list[int]) -> None:
    with closing(Counted()) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT)")
        db.executemany("INSERT INTO t VALUES (?, '')", ((rowid,) for rowid in rowids))
        shown = rows(db, rowids)
        assert [shown.row(at) for at in range(len(shown))] == [(rowid, "") for rowid in rowids]
        assert [shown.position(rowid) for rowid in rowids] == list(range(len(rowids)))
        assert shown.position(9999) is None
        assert max(db.read, default=0) <= PAGE


def test_a_row_that_is_gone_is_none_and_others_stand_where_they_stood(db: Counted) -> None:
    db.execute("DELETE FROM t WHERE id = 2")
    shown = rows(db, range(1, 4))
    assert [shown.row(at) for at in range(3)] == [(1, "w1"), None, (3, "w3")]
    assert shown.position(3) == 2
    assert shown.position(4) is None
    assert shown.position(0) is None


@pytest.mark.parametrize("position", [-1, 3])
def test_a_position_that_there_is_not_is_an_error(db: Counted, position: int) -> None:
    for shown in (rows(db, range(1, 4)), rows(db, [3, 1, 2])):
        with pytest.raises(IndexError):
            shown.row(position)
        with pytest.raises(IndexError):
            shown.rowid(position)


def test_a_file_that_cannot_be_read_shows_nothing_and_raises_nothing(db: Counted) -> None:
    shown = rows(db, range(1, 4))
    db.execute("DROP TABLE t")
    assert shown.row(0) is None
    db.close()
    assert shown.row(1) is None


def test_no_rows_need_no_file() -> None:
    assert len(Rows.empty()) == 0


def test_a_list_of_rowids_comes_as_one_text(db: Counted) -> None:
    query = "SELECT group_concat(id) FROM (SELECT id FROM t WHERE id < ? ORDER BY id DESC)"
    assert rowids_of(db.execute(query, (4,)).fetchone()[0]) == [3, 2, 1]
    assert rowids_of(db.execute(query, (2,)).fetchone()[0]) == [1]
    assert rowids_of(db.execute(query, (0,)).fetchone()[0]) == []
