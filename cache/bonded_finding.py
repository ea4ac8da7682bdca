"""Which bonded rows a filter chooses, in the order of a column: a first page, and all of them.

Ids rise with the part, so what the index of letters finds comes in that order by itself. In another
order few hits are sorted, and a page of many is met at the beginning of a list (`bonded_order`), or
where it is not, the hits are picked out of it.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from cache.bonded_filter import INDEXED, BadFilter, Filter, Term, parse
from cache.bonded_order import PART_SORTS, SORTS, By, Order, Orders
from cache.rows import PAGE, rowids_of

__all__ = [
    "PART_SORTS",
    "SORTS",
    "Ask",
    "Chosen",
    "Orders",
    "first",
    "first_parts",
    "understood",
    "whole",
    "whole_parts",
]

# Fewer hits are sorted: each row is read for it. Of several, a page is picked out of a list.
_FEW, _SEVERAL = 1000, 2000
# Of the rows that an order begins with, so many are looked at before all hits are asked for: where
# there is an index of them, and where there is none.
_WALKED, _UNINDEXED = 1000, 3000
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

    @property
    def way(self) -> int:
        """1 where ids rise with the order, -1 where they fall."""
        return -1 if self.down else 1


class Chosen(NamedTuple):
    """Rowids in order, and how many there are in all where that is known."""

    ids: Sequence[int]
    total: int | None


def understood(asked: Ask, sorts: Iterable[str] = SORTS) -> Filter:
    """Raises BadFilter where the filter or the column means nothing."""
    if asked.sort not in sorts:
        raise BadFilter(f"There is no column {asked.sort!r}. There are {', '.join(sorts)}.")
    return parse(asked.text)


def first(db: sqlite3.Connection, orders: Orders, asked: Ask, wanted: Filter) -> Chosen:
    """The first page of rows."""
    if asked.sort != "part":
        return _page(db, orders, asked, wanted, By(asked.sort, asked.down))
    query, values = _source(asked, wanted, "id")
    cursor = db.execute(f"{query} ORDER BY {_id(wanted)} {_way(asked)} LIMIT {PAGE + 1}", values)
    found = [rowid for (rowid,) in cursor]
    return Chosen(found[:PAGE], len(found) if len(found) <= PAGE else None)


def whole(db: sqlite3.Connection, orders: Orders, asked: Ask, wanted: Filter) -> Sequence[int]:
    """All rows. What is found at once begins with those of `first`."""
    if asked.sort == "part":
        ids = array("q", _chosen(db, asked, wanted))
        return ids[::-1] if asked.down else ids
    order = orders.load(db, By(asked.sort, asked.down), asked.customer_id)
    if not wanted.terms:
        return order.all()
    return array("q", order.of(set(_chosen(db, asked, wanted))))


def first_parts(db: sqlite3.Connection, orders: Orders, asked: Ask, wanted: Filter) -> Chosen:
    """The first page of parts of which a row is chosen."""
    if asked.sort != "part":
        return _page(db, orders, asked, wanted, By(asked.sort, asked.down, parts=True))
    query, values = _source(asked, wanted, "head")
    found: set[int] = set()
    for (head,) in db.execute(f"{query} ORDER BY {_id(wanted)} {_way(asked)}", values):
        found.add(head)
        # Rows of makers with the same number stand among one another: some more, and then sorted.
        if len(found) > PAGE + _SAME_NUMBER:
            break
    heads = sorted(found, reverse=asked.down)
    return Chosen(heads[:PAGE], len(heads) if len(heads) <= PAGE else None)


def whole_parts(
    db: sqlite3.Connection, orders: Orders, asked: Ask, wanted: Filter
) -> Sequence[int]:
    """All parts of which a row is chosen, sorted by what they are over all their locations."""
    order = orders.load(db, By(asked.sort, asked.down, parts=True), asked.customer_id)
    if not wanted.terms:
        return array("q", order.all())
    return array("q", order.of(set(_chosen(db, asked, wanted))))


# -- the ways to a page of an order ---------------------------------------------------------------


def _page(db: sqlite3.Connection, orders: Orders, asked: Ask, wanted: Filter, by: By) -> Chosen:
    if _everything(asked, wanted):
        return Chosen(*by.beginning(db, PAGE))
    if wanted.match:
        match = wanted.match + _at(asked)
        hits = _matching(db, match, _SEVERAL, down=asked.down)
        if len(hits) < _FEW:
            found = by.of_few(db, json.dumps(hits), *_where(asked.customer_id, wanted.rest))
            return Chosen(found[:PAGE], len(found))
        order = _reaching(db, wanted, by, orders.load(db, by, asked.customer_id))
        if len(hits) < _SEVERAL:
            return _picked(db, wanted, order, hits)
        met = _in_run(db, wanted, order, hits, asked.way)
        if met is None and wanted.plain:
            met = _walked(db, wanted, order, _span(db, match, asked, hits[0]))
        if met is None and wanted.plain:
            met = _met(db, wanted, order, set(_matching(db, _letters(wanted) + _at(asked))))
    else:
        order = _reaching(db, wanted, by, orders.load(db, by, asked.customer_id))
        met = _walked(db, wanted, order, None)
    if met is not None:
        return met
    chosen = set(_chosen(db, asked, wanted))
    found = order.of(chosen, PAGE + 1)
    if len(found) <= PAGE:
        return Chosen(found, len(found))
    # Of parts nobody counted how many have a row among these.
    return Chosen(found[:PAGE], None if by.parts else len(chosen))


def _reaching(db: sqlite3.Connection, wanted: Filter, by: By, order: Order) -> Order:
    """The order from where it can be what is asked for: `lead>20` begins late among lead times."""
    for term in wanted.terms:
        if by.begins_late(term.sql):
            holds = by.holds(term.sql)
            # What is not known stands last.
            start = bisect_left(order.shown, 1, key=lambda one: _holds(db, holds, term.value, one))
            order = order.between(start, len(order.ids))
    return order


def _holds(db: sqlite3.Connection, query: str, value: str | int, rowid: int) -> bool:
    (held,) = db.execute(query, (value, rowid)).fetchone() or (None,)
    return held is None or bool(held)


def _picked(db: sqlite3.Connection, wanted: Filter, order: Order, hits: Collection[int]) -> Chosen:
    """A page of these hits, which are all there are."""
    found: dict[int, None] = {}
    for some in order.some(set(hits), _AT_A_TIME):
        found.update(dict.fromkeys(some.of(_that_hold(db, some.ids, wanted.rest))))
        if len(found) > PAGE:
            return Chosen(list(found)[:PAGE], None)
    return Chosen(list(found), len(found))


def _in_run(
    db: sqlite3.Connection, wanted: Filter, order: Order, hits: Sequence[int], way: int
) -> Chosen | None:
    """A page of these first hits, where the order begins with one.

    Locations, pack types and the like are few, and the rows of each stand as their ids do.
    """
    met = _picked(db, wanted, order.rising_to(hits[-1], way), hits)
    # Behind the last of these hits there may be others.
    return met if met.total is None else None


def _span(db: sqlite3.Connection, match: str, asked: Ask, end: int) -> range:
    """From the first id that is a hit to the last one; `end` is one of the two."""
    (other,) = _matching(db, match, 1, down=not asked.down)
    return range(min(end, other), max(end, other) + 1)


def _walked(
    db: sqlite3.Connection, wanted: Filter, order: Order, span: range | None
) -> Chosen | None:
    """A page, from looking at what the order begins with; None where it is not met soon.

    `span` holds all hits. Numbers of one maker begin alike, so what is no hit often stands aside of
    it.
    """
    most = _UNINDEXED if span is None else _WALKED
    found: dict[int, None] = {}
    looked_at = 0
    for some in _blocks(order) if span is None else order.some(span, _AT_A_TIME):
        # As it goes on like this, there will be no page by then.
        if len(found) * most < PAGE * looked_at:
            return None
        looked_at += len(some.ids)
        found.update(dict.fromkeys(_holding(db, wanted, some)))
        if len(found) >= PAGE:
            return Chosen(list(found)[:PAGE], None)
    return Chosen(list(found), len(found))


def _blocks(order: Order) -> Iterator[Order]:
    """At first a page and some more: often that is enough."""
    start, size = 0, _AT_A_TIME
    while start < len(order.ids):
        yield order.between(start, start + size)
        start, size = start + size, size * 2


def _met(db: sqlite3.Connection, wanted: Filter, order: Order, hits: set[int]) -> Chosen | None:
    """A page of those that hold the letters, each looked at; None where too few of them do."""
    found: dict[int, None] = {}
    looked_at = 0
    for some in order.some(hits, _AT_A_TIME):
        if looked_at >= _LOOKED_AT:
            return None
        looked_at += len(some.ids)
        found.update(dict.fromkeys(_holding(db, wanted, some)))
        if len(found) >= PAGE:
            return Chosen(list(found)[:PAGE], None)
    return Chosen(list(found), len(found))


def _holding(db: sqlite3.Connection, wanted: Filter, some: Order) -> list[int]:
    """What is shown for those of these few rows that the filter chooses."""
    return some.of(_that_hold(db, some.ids, wanted.terms))


def _that_hold(db: sqlite3.Connection, ids: Sequence[int], terms: Sequence[Term]) -> set[int]:
    """Those of these few rows of an order, which is of the location, for which the terms hold."""
    if not terms:
        return set(ids)
    where, values = _where(None, terms)
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
            # From its end: words that begin alike are many more than those that end so.
            for behind in range(0, max(1, len(word) - 4), INDEXED):
                end = len(word) - behind
                three = word[end - INDEXED : end].replace('"', '""')
                said.append(f'{column}"{three}"')
    return " AND ".join(said)


def _at(asked: Ask) -> str:
    """What every row of the location has in the index; a few of other ones may have it too.

    One three of it, which takes half the time of all: they begin alike, and differ at their ends.
    """
    site = (asked.customer_id or "")[-INDEXED:].replace('"', '""')
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
    db: sqlite3.Connection, match: str, most: int | None = None, *, down: bool = False
) -> list[int]:
    """All rows that the index of letters finds, as they rise, or the first ones of a direction."""
    query = "SELECT group_concat(rowid) FROM bonded_fts WHERE bonded_fts MATCH ?"
    if most is not None:
        query = (
            "SELECT group_concat(rowid) FROM (SELECT rowid FROM bonded_fts "  # noqa: S608
            f"WHERE bonded_fts MATCH ? ORDER BY rowid {'DESC' if down else 'ASC'} LIMIT {most:d})"
        )
    return rowids_of(db.execute(query, (match,)).fetchone()[0])


def _source(asked: Ask, wanted: Filter, what: str) -> tuple[str, list[str | int]]:
    """A query for `what` of all chosen rows, which may be ordered by their ids at no cost."""
    if not wanted.match:
        where, values = _where(asked.customer_id, wanted.terms)
        return f"SELECT b.{what} FROM bonded AS b WHERE {where}", values  # noqa: S608
    if what == "id" and not wanted.rest and asked.customer_id is None:
        return "SELECT f.rowid FROM bonded_fts AS f WHERE bonded_fts MATCH ?", [wanted.match]
    where, values = _where(asked.customer_id, wanted.rest)
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


def _where(customer_id: str | None, terms: Iterable[Term]) -> tuple[str, list[str | int]]:
    said = ["b.customer_id = ?"] * (customer_id is not None)
    values: list[str | int] = [] if customer_id is None else [customer_id]
    for term in terms:
        said.append(f"({term.sql})")
        values.append(term.value)
    return " AND ".join(said) or "true", values
