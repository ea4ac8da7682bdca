"""The orders of the bonded stock, each kept as one list of ids in cache.db.

They are made when rows are stored, so that no question sorts: what a filter chooses is picked out
of a list, and a page is its beginning. What is not known stands last, both ways.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import compress, islice, pairwise
from typing import NamedTuple

from cache.rows import rowids_of

# Four bytes: an id is below GAP times the number of rows.
_IDS = "I"
# So many ids are looked through at a time.
_BLOCK = 1024


class _Of(NamedTuple):
    """What rows are sorted by: a column's `key` in its index; `known` tells where it is known."""

    word: str
    key: tuple[str, ...]
    known: str = ""


def _text(word: str, column: str) -> _Of:
    return _Of(word, (column,), f"{column} <> ''")


def _figure(word: str, column: str) -> _Of:
    return _Of(word, (column,), f"{column} IS NOT NULL")


_ROWS = {
    "part": _Of("part", ("id",)),
    "mfr": _text("maker", "maker"),
    "cpn": _text("your number", "customer_part"),
    "number": _Of("DigiKey number", ("number",)),
    "loc": _text("location", "code"),
    "description": _text("description", "description"),
    "pack": _text("pack type", "packaging_text"),
    "each": _Of("price", ("currency", "price_units"), "price_units IS NOT NULL"),
    "reserve": _figure("reserve", "reserve"),
    "backorder": _figure("reserve on backorder", "backorder_reserve"),
    "min": _Of("release minimum", ("minimum",)),
    "package": _figure("standard package", "standard_package"),
    "lead": _figure("lead time", "lead_weeks"),
    "country": _text("country", "country"),
    "ncnr": _figure("non-cancelable", "non_cancelable"),
    "signed": _figure("NCNR signed", "ncnr_signed"),
    "ncnrqty": _figure("NCNR quantity", "ncnr_quantity"),
}
SORTS = {name: order.word for name, order in _ROWS.items()}

# Of a part over all its locations: the columns and what of them is sorted by, NULL: not known.
# Prices by currency first, as of rows: the least of two currencies cannot be told.
_PARTS: dict[str, tuple[Collection[str], str]] = {
    "part": ({"id"}, "head"),
    "mfr": ({"maker"}, "nullif(min(maker), '')"),
    "cpn": ({"customer_part"}, "nullif(min(customer_part), '')"),
    "description": ({"description"}, "nullif(min(description), '')"),
    "locations": ({"customer_id"}, "count(DISTINCT customer_id)"),
    "reserve": ({"reserve"}, "sum(reserve)"),
    "backorder": ({"backorder_reserve"}, "sum(backorder_reserve)"),
    "lead": ({"lead_weeks"}, "max(lead_weeks)"),
    "each": (
        {"currency", "price_units"},
        "min(coalesce(currency, '') || printf(' %020d', price_units)) "
        "FILTER (WHERE price_units IS NOT NULL)",
    ),
}
PART_SORTS = {name: "locations" if name == "locations" else SORTS[name] for name in _PARTS}


class Order(NamedTuple):
    """Ids of rows in an order, and of each what is shown for it: itself, or its part's first row.

    The rows of one part stand together where parts are shown. `run`: so many at the beginning
    stand in the order of ids, as those of one value do.
    """

    ids: Sequence[int]
    shown: Sequence[int]
    run: int = 0

    def of(self, chosen: Collection[int], most: int | None = None) -> list[int]:
        """What is shown for these rows, in order, each once; at most so many."""
        if self.shown is self.ids:
            return list(islice(filter(chosen.__contains__, self.ids), most))
        shown = compress(self.shown, map(chosen.__contains__, self.ids))
        return list(islice(_once(shown), most)) if most else list(dict.fromkeys(shown))

    def all(self) -> Sequence[int]:
        """What is shown for all rows."""
        return self.ids if self.shown is self.ids else list(dict.fromkeys(self.shown))

    def between(self, start: int, stop: int) -> Order:
        ids = self.ids[start:stop]
        return Order(ids, ids if self.shown is self.ids else self.shown[start:stop])

    def some(self, chosen: set[int], at_a_time: int) -> Iterator[Order]:
        """These rows in order, so many at a time; no more is looked through than is asked for."""
        ids, shown = list[int](), list[int]()
        for start in range(0, len(self.ids), _BLOCK):
            block = self.between(start, start + _BLOCK)
            # Half as long as looking which they are, and in most blocks there is none.
            if chosen.isdisjoint(block.ids):
                continue
            holds = list(map(chosen.__contains__, block.ids))
            ids += compress(block.ids, holds)
            shown += compress(block.shown, holds)
            while len(ids) >= at_a_time:
                yield self._like(ids[:at_a_time], shown[:at_a_time])
                del ids[:at_a_time], shown[:at_a_time]
        if ids:
            yield self._like(ids, shown)

    def _like(self, ids: list[int], shown: list[int]) -> Order:
        return Order(ids, ids if self.shown is self.ids else shown)


def _once(shown: Iterator[int]) -> Iterator[int]:
    last = None
    for one in shown:
        if one != last:
            yield one
        last = one


def load(db: sqlite3.Connection, sort: str, *, down: bool, parts: bool = False) -> Order:
    """The order of all rows, or `parts` over all their locations, as they are stored now."""
    found = db.execute(
        "SELECT known, ids, shown, iif(?, run_down, run) FROM bonded_order "
        "WHERE parts = ? AND sort = ?",
        (down, parts, sort),
    ).fetchone()
    known, *lists, run = found or (0, b"", None, 0)
    ids, *heads = (_turned(array(_IDS, one), known, down) for one in lists if one is not None)
    return Order(ids, heads[0] if heads else ids, run)


def _turned(ids: array[int], known: int, down: bool) -> array[int]:
    return ids[:known][::-1] + ids[known:][::-1] if down else ids


def _run(ids: array[int], way: int) -> int:
    """How many ids at the beginning rise, or fall where `way` is -1."""
    ends = (at for at, (one, next_) in enumerate(pairwise(ids), 1) if (next_ - one) * way < 0)
    return next(ends, len(ids))


def keep(db: sqlite3.Connection, changed: Collection[str] | None = None) -> None:
    """Make the orders anew in which a column of `changed` counts; None: rows came or went.

    Runs inside a write, after the rows' heads were set.
    """
    for sort, order in _ROWS.items():
        if changed is None or not set(order.key).isdisjoint(changed):
            by = ", ".join((*order.key, "id"))
            where = order.known or "true"
            known = _ids(db, f"SELECT id FROM bonded WHERE {where} ORDER BY {by}")  # noqa: S608
            others = _ids(db, f"SELECT id FROM bonded WHERE NOT ({where}) ORDER BY {by}")  # noqa: S608
            _put(db, sort, len(known), known + others, None)
    for sort, (columns, key) in _PARTS.items():
        # A part is one of its maker.
        if changed is None or not {*columns, "maker"}.isdisjoint(changed):
            count, ids, heads = db.execute(
                "SELECT count(key), group_concat(id), group_concat(head) FROM ("  # noqa: S608
                "SELECT key, b.id AS id, b.head AS head FROM "
                f"(SELECT head, {key} AS key FROM bonded GROUP BY head) AS p "
                "CROSS JOIN bonded AS b ON b.head = p.head "
                "ORDER BY key IS NULL, key, b.head, b.id)"
            ).fetchone()
            _put(db, sort, count, array(_IDS, rowids_of(ids)), array(_IDS, rowids_of(heads)))


def _ids(db: sqlite3.Connection, query: str) -> array[int]:
    (ids,) = db.execute(f"SELECT group_concat(id) FROM ({query})").fetchone()  # noqa: S608
    return array(_IDS, rowids_of(ids))


def _put(
    db: sqlite3.Connection, sort: str, known: int, ids: array[int], heads: array[int] | None
) -> None:
    runs = (_run(ids, 1), _run(_turned(ids, known, down=True), -1))
    db.execute(
        "INSERT OR REPLACE INTO bonded_order (parts, sort, known, run, run_down, ids, shown) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (heads is not None, sort, known, *runs, ids, heads),
    )
