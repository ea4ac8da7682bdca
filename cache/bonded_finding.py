"""Which bonded rows a filter chooses, in the order of a column: a first page, and all of them.

Ids rise with the part, so what the index of letters finds comes in that order by itself. Any other
order is a list (`bonded_order`): a page of what many rows hold is met at its beginning, and where
it is not, the hits are picked out of it. Nothing is sorted.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cache import bonded_order as orders
from cache.bonded_filter import INDEXED, BadFilter, Filter, Term, parse
from cache.bonded_order import PART_SORTS, SORTS, Order
from cache.rows import PAGE, rowids_of

__all__ = [
    "PART_SORTS",
    "SORTS",
    "Ask",
    "Chosen",
    "first",
    "first_parts",
    "understood",
    "whole",
    "whole_parts",
]

# So many hits are asked for before all are.
_FEW = 1500
# So many rows of an order are looked at before all hits are asked for.
_WALKED = 1000
# Of those that hold the letters, so many are looked at before each is, and so many at a time: a
# page, and some that hold the letters and not the word.
_LOOKED_AT = 2000
_AT_A_TIME = 160
# More makers than this do not share a part number.
_SAME_NUMBER = 32


class Ask(NamedTuple):
    """What is asked for: one location or all, a filter (`bonded_filter`), a column, a direction.

    What is not known stands last, both ways. By `each`, currencies stay apart.
    """

    customer_id: str | None = None
    text: str = ""
    sort: str = "part"
    down: bool = False


class Chosen(NamedTuple):
    """Rowids in order, and how many there are in all where that is known."""

    ids: Sequence[int]
    total: int | None


def understood(asked: Ask, sorts: Iterable[str] = SORTS) -> Filter:
    """Raises BadFilter where the filter or the column means nothing."""
    if asked.sort not in sorts:
        raise BadFilter(f"There is no column {asked.sort!r}. There are {', '.join(sorts)}.")
    return parse(asked.text)


def first(db: sqlite3.Connection, asked: Ask, wanted: Filter) -> Chosen:
    """The first 128 rows."""
    if asked.sort != "part":
        return _page(db, asked, wanted, orders.load(db, asked.sort, down=asked.down))
    query, values = _source(asked, wanted, "id")
    cursor = db.execute(f"{query} ORDER BY {_id(wanted)} {_way(asked)} LIMIT {PAGE + 1}", values)
    found = [rowid for (rowid,) in cursor]
    return Chosen(found[:PAGE], len(found) if len(found) <= PAGE else None)


def whole(db: sqlite3.Connection, asked: Ask, wanted: Filter) -> Sequence[int]:
    """All rows. What is found at once begins with those of `first`."""
    if asked.sort == "part":
        ids = array("q", _chosen(db, asked, wanted))
        return ids[::-1] if asked.down else ids
    order = orders.load(db, asked.sort, down=asked.down)
    if _everything(asked, wanted):
        return order.all()
    return array("q", order.of(set(_chosen(db, asked, wanted))))


def first_parts(db: sqlite3.Connection, asked: Ask, wanted: Filter) -> Chosen:
    """The first 128 parts of which a row is chosen."""
    if asked.sort != "part":
        order = orders.load(db, asked.sort, down=asked.down, parts=True)
        return _page(db, asked, wanted, order)
    query, values = _source(asked, wanted, "head")
    found: set[int] = set()
    for (head,) in db.execute(f"{query} ORDER BY {_id(wanted)} {_way(asked)}", values):
        found.add(head)
        # Rows of makers with the same number stand among one another: some more, and then sorted.
        if len(found) > PAGE + _SAME_NUMBER:
            break
    heads = sorted(found, reverse=asked.down)
    return Chosen(heads[:PAGE], len(heads) if len(heads) <= PAGE else None)


def whole_parts(db: sqlite3.Connection, asked: Ask, wanted: Filter) -> Sequence[int]:
    """All parts of which a row is chosen, sorted by what they are over all their locations."""
    order = orders.load(db, asked.sort, down=asked.down, parts=True)
    if _everything(asked, wanted):
        return array("q", order.all())
    return array("q", order.of(set(_chosen(db, asked, wanted))))


# -- the ways to a page of an order ---------------------------------------------------------------


def _page(db: sqlite3.Connection, asked: Ask, wanted: Filter, order: Order) -> Chosen:
    if _everything(asked, wanted):
        shown = order.all()
        return Chosen(shown[:PAGE], len(shown))
    if wanted.match:
        few = _in_run(db, asked, wanted, order)
        if few is not None:
            return few
    if wanted.plain or not wanted.match:
        found = _holding(db, asked, wanted, order.between(0, _WALKED))
        if len(found) >= PAGE:
            return Chosen(found[:PAGE], None)
        met = _met(db, asked, wanted, order) if wanted.match else None
        if met is not None:
            return met
    found = order.of(set(_chosen(db, asked, wanted)))
    return Chosen(found[:PAGE], len(found))


def _in_run(db: sqlite3.Connection, asked: Ask, wanted: Filter, order: Order) -> Chosen | None:
    """All hits where they are few; or a page of the first ones, if the order begins as ids do.

    Locations, pack types and the like are few, and the rows of each stand as their ids do.
    """
    hits = _matching(db, wanted.match + _at(asked), _FEW, down=asked.down)
    if len(hits) < _FEW:
        held = _that_hold(db, asked, hits, wanted.rest)
        found = [one for some in order.some(held, _FEW) for one in some.all()]
        return Chosen(found[:PAGE], len(found))
    # Behind the last of these hits there may be others.
    way = -1 if asked.down else 1
    stop = bisect_right(order.ids, hits[-1] * way, 0, order.run, key=way.__mul__)
    run = order.between(0, stop)
    found = run.of(_that_hold(db, asked, hits, wanted.rest), PAGE)
    return Chosen(found, None) if len(found) == PAGE else None


def _met(db: sqlite3.Connection, asked: Ask, wanted: Filter, order: Order) -> Chosen | None:
    """A page of those that hold the letters, each looked at; None where too few of them do."""
    query = "SELECT group_concat(rowid) FROM bonded_fts WHERE bonded_fts MATCH ?"
    (ids,) = db.execute(query, (_letters(wanted) + _at(asked),)).fetchone()
    hits = set(rowids_of(ids))
    found: dict[int, None] = {}
    looked_at = 0
    for some in order.some(hits, _AT_A_TIME):
        if looked_at >= _LOOKED_AT:
            return None
        looked_at += len(some.ids)
        found.update(dict.fromkeys(_holding(db, asked, wanted, some)))
        if len(found) >= PAGE:
            return Chosen(list(found)[:PAGE], None)
    return Chosen(list(found), len(found))


def _holding(db: sqlite3.Connection, asked: Ask, wanted: Filter, some: Order) -> list[int]:
    """What is shown for those of these few rows that the filter chooses."""
    return some.of(_that_hold(db, asked, some.ids, wanted.terms))


def _that_hold(
    db: sqlite3.Connection, asked: Ask, ids: Sequence[int], terms: Sequence[Term]
) -> set[int]:
    """Those of these few rows that are what is asked for."""
    if not terms and asked.customer_id is None:
        return set(ids)
    where, values = _where(asked, terms)
    query = (
        "SELECT group_concat(b.id) FROM json_each(?) AS one "  # noqa: S608
        f"CROSS JOIN bonded AS b ON b.id = one.value WHERE {where}"
    )
    (held,) = db.execute(query, (json.dumps(list(ids)), *values)).fetchone()
    return set(rowids_of(held))


def _letters(wanted: Filter) -> str:
    """What a row must have in the index to match: some threes of each word's letters.

    A list of one three is read in half the time that it takes to see which threes follow one
    another. Only of long words a second one pays for itself.
    """
    said = []
    for term in wanted.terms:
        if term.match:
            column, word = term.match[:-1].split('"', 1)
            word = word.replace('""', '"')
            for place in range(0, max(1, len(word) - 4), INDEXED):
                three = word[place : place + INDEXED].replace('"', '""')
                said.append(f'{column}"{three}"')
    return " AND ".join(said)


def _at(asked: Ask) -> str:
    """What every row of the location has in the index; a few of other ones may have it too."""
    site = (asked.customer_id or "").replace('"', '""')
    return f' AND place : "{site}"' if len(site) >= INDEXED else ""


# -- all that is chosen ---------------------------------------------------------------------------


def _everything(asked: Ask, wanted: Filter) -> bool:
    return not wanted.terms and asked.customer_id is None


def _chosen(db: sqlite3.Connection, asked: Ask, wanted: Filter) -> list[int]:
    """The ids of all chosen rows; they come as they rise."""
    if wanted.match and not wanted.rest and asked.customer_id is None:
        return _matching(db, wanted.match)
    query, values = _source(asked, wanted, "id")
    query = f"SELECT group_concat(id) FROM ({query} ORDER BY {_id(wanted)})"  # noqa: S608
    return rowids_of(db.execute(query, values).fetchone()[0])


def _matching(
    db: sqlite3.Connection, match: str, most: int = -1, *, down: bool = False
) -> list[int]:
    query = (
        "SELECT group_concat(rowid) FROM (SELECT rowid FROM bonded_fts "  # noqa: S608
        f"WHERE bonded_fts MATCH ? ORDER BY rowid {'DESC' if down else 'ASC'} LIMIT ?)"
    )
    return rowids_of(db.execute(query, (match, most)).fetchone()[0])


def _source(asked: Ask, wanted: Filter, what: str) -> tuple[str, list[str | int]]:
    """A query for `what` of all chosen rows, which may be ordered by their ids at no cost."""
    if not wanted.match:
        where, values = _where(asked, wanted.terms)
        return f"SELECT b.{what} FROM bonded AS b WHERE {where}", values  # noqa: S608
    if what == "id" and not wanted.rest and asked.customer_id is None:
        return "SELECT f.rowid FROM bonded_fts AS f WHERE bonded_fts MATCH ?", [wanted.match]
    where, values = _where(asked, wanted.rest)
    return (
        f"SELECT b.{what} FROM bonded_fts AS f CROSS JOIN bonded AS b ON b.id = f.rowid "  # noqa: S608
        f"WHERE bonded_fts MATCH ? AND {where}",
        [wanted.match + _at(asked), *values],
    )


def _id(wanted: Filter) -> str:
    """How the ids of `_source` are called."""
    return "f.rowid" if wanted.match else "b.id"


def _way(asked: Ask) -> str:
    return "DESC" if asked.down else "ASC"


def _where(asked: Ask, terms: Iterable[Term]) -> tuple[str, list[str | int]]:
    said = ["b.customer_id = ?"] * (asked.customer_id is not None)
    values: list[str | int] = [] if asked.customer_id is None else [asked.customer_id]
    for term in terms:
        said.append(f"({term.sql})")
        values.append(term.value)
    return " AND ".join(said) or "true", values
