"""The orders of the bonded stock: each is an index of cache.db, walked, and a list in memory.

A page of few rows is sorted by SQL. For a page of many a list of all ids is picked from: it is read
off the index once (tens of milliseconds at a hundred thousand rows) and holds until a write says
that the order is another one. What is not known stands last, both ways.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from itertools import compress, islice, pairwise
from typing import NamedTuple

from cache.rows import rowids_of

# Four bytes: ids are some GAP times as many as rows.
_IDS = "I"
# So many ids are looked through at a time.
_BLOCK = 1024
# Lists that are held: the one on the screen and the one before, each for all rows and for a
# location. 400 kB each of 100,000 rows, twice that of parts.
_HELD = 4


class _Of(NamedTuple):
    """What is sorted by: a column's `key` in its index; `known` and `silent`, which it has.

    `word` names it in a sentence, `head` on the screen; `names` are what else people call it.
    """

    word: str
    head: str
    names: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    known: str = "true"
    silent: str = "false"
    # Columns of `bonded` on which it depends.
    of: frozenset[str] = frozenset()
    # Whether a part has the greatest of its rows' values.
    greatest: bool = False

    def by(self, *key: str) -> _Of:
        """Where it is always known."""
        return self._replace(key=key, of=frozenset(key))

    def text(self, column: str) -> _Of:
        # Not `<> ''`: of that SQLite does not see that it is one span of the index.
        return self.by(column)._replace(known=f"{column} > ''", silent=f"{column} = ''")

    def figure(self, *key: str) -> _Of:
        return self.by(*key)._replace(known=f"{key[-1]} IS NOT NULL", silent=f"{key[-1]} IS NULL")


_ROWS = {
    "part": _Of("part", "part", ("part number", "manufacturer part number", "MPN")),
    "mfr": _Of("maker", "maker", ("manufacturer", "brand")).text("maker"),
    "cpn": _Of(
        "your number", "yours", ("customer part", "customer part number", "your part number")
    ).text("customer_part"),
    "number": _Of("DigiKey number", "DigiKey number", ("DigiKey", "DigiKey part number")).by(
        "number"
    ),
    "loc": _Of("location", "loc", ("code",)).text("code"),
    "description": _Of("description", "description").text("description"),
    "pack": _Of("pack type", "pack", ("packaging", "packaging text")).text("packaging_text"),
    "each": _Of("price", "each", ("unit price",)).figure("currency", "price_units"),
    "reserve": _Of("reserve", "reserve").figure("reserve"),
    "backorder": _Of("reserve on backorder", "BO reserve", ("backorder reserve",)).figure(
        "backorder_reserve"
    ),
    "min": _Of("release minimum", "minimum").by("minimum"),
    "package": _Of("standard package", "package").figure("standard_package"),
    "lead": _Of("lead time", "lead", ("lead weeks", "weeks")).figure("lead_weeks"),
    "country": _Of("country", "country", ("country of origin", "origin")).text("country"),
    "ncnr": _Of("non-cancelable", "NCNR").figure("non_cancelable"),
    "signed": _Of("NCNR signed", "signed", ("NCNR signed date",)).figure("ncnr_signed"),
    "ncnrqty": _Of("NCNR quantity", "NCNR qty").figure("ncnr_quantity"),
}
SORTS = {name: order.word for name, order in _ROWS.items()}


def _part(name: str, column: str, *of: str) -> _Of:
    # A part is one of its maker.
    needs = frozenset({*of, column, "maker"})
    return _ROWS.get(name, _Of(name, name)).figure(column)._replace(of=needs)


_PARTS = {
    "part": _ROWS["part"],
    "mfr": _part("mfr", "maker"),
    "cpn": _part("cpn", "customer_part"),
    "description": _part("description", "description"),
    "locations": _part("locations", "locations", "customer_id"),
    "reserve": _part("reserve", "reserve"),
    "backorder": _part("backorder", "backorder_reserve"),
    "lead": _part("lead", "lead_weeks")._replace(greatest=True),
    "each": _part("each", "each", "currency", "price_units"),
}
PART_SORTS = {name: order.word for name, order in _PARTS.items()}
# What stands over the columns of the screen.
HEADS = {name: order.head for name, order in (*_ROWS.items(), *_PARTS.items())}

# What a part is over all its locations; see the schema. Reserves are each summed by themselves.
_ADDED_UP = """
INSERT OR REPLACE INTO bonded_part (head, maker, customer_part, description, locations, reserve,
  backorder_reserve, lead_weeks, each)
SELECT head, nullif(min(maker), ''), nullif(min(customer_part), ''), nullif(min(description), ''),
  count(DISTINCT customer_id), sum(reserve), sum(backorder_reserve), max(lead_weeks),
  min(coalesce(currency, '') || printf(' %020d', price_units))
    FILTER (WHERE price_units IS NOT NULL)
FROM bonded WHERE part IN (SELECT value FROM json_each(?)) GROUP BY head
"""


def named(text: str) -> str:
    """The column of SORTS that a person means by `text`; the text itself where it is none.

    Case, spaces and signs do not count: heads and names are taken as they stand on the screen, in a
    file that was exported, and in speech.
    """
    return _NAMES.get(_plain(text), text)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_NAMES = {
    _plain(said): name
    for name, order in _ROWS.items()
    for said in (name, order.word, order.head, *order.names)
}


class By(NamedTuple):
    """An order that is asked for: of rows, or of `parts` over all their locations."""

    sort: str
    down: bool
    parts: bool = False

    @property
    def shown(self) -> str:
        """The column of what is shown for a row `b`: its id, or that of its part's first row."""
        return "head" if self.parts else "id"

    @property
    def _of(self) -> _Of:
        return (_PARTS if self.parts else _ROWS)[self.sort]

    @property
    def _table(self) -> str:
        return "bonded_part" if self.parts else "bonded"

    def begins_late(self, condition: str) -> bool:
        """Whether rows of which `condition` is true stand behind all of which it is not.

        Of parts only where one of whose rows it is true, it is true of what they are sorted by.
        """
        column, _, sign = condition.removeprefix("b.").rpartition(" ")[0].partition(" ")
        if self.parts and (self.down or not self._of.greatest):
            return False
        signs = ("<", "<=") if self.down else (">", ">=")
        return self._of.key == (column,) and sign in signs

    def holds(self, condition: str) -> str:
        """A query whether `condition` is true of what is shown under an id; first its value."""
        return f"SELECT {condition} FROM {self._table} AS b WHERE b.{self.shown} = ?"  # noqa: S608

    def _in(self, table: str, where: str) -> str:
        return f"{table}.{where}" if self._of.key else where

    def _keys(self, table: str, *, down: bool) -> str:
        return ", ".join(f"{table}.{key} {_way(down)}" for key in (*self._of.key, self.shown))

    def _walk(self, where: str, *, down: bool) -> str:
        table = self._table
        by = self._keys(table, down=down)
        return f"SELECT {self.shown} FROM {table} WHERE {where} ORDER BY {by}"  # noqa: S608

    def beginning(self, db: sqlite3.Connection, most: int) -> tuple[list[int], int]:
        """The first `most` of all, and how many there are: the index is walked, no list made."""
        found: list[int] = []
        for where in (self._of.known, self._of.silent):
            query = f"{self._walk(where, down=self.down)} LIMIT ?"
            found += (one for (one,) in db.execute(query, (most - len(found),)))
        (count,) = db.execute(f"SELECT count(*) FROM {self._table}").fetchone()  # noqa: S608
        return found, count

    def of_few(
        self, db: sqlite3.Connection, ids: str, where: str, values: Sequence[str | int]
    ) -> list[int]:
        """What is shown for those of these rows (a JSON list) that are as `where` says of `b`."""
        key = self._in("p", self._of.known) if self.parts else self._of.known
        by = self._keys("p" if self.parts else "b", down=self.down)
        join = "CROSS JOIN bonded_part AS p ON p.head = b.head " if self.parts else ""
        shown = "p.head" if self.parts else "b.id"
        query = (
            f"SELECT group_concat(id) FROM (SELECT {'DISTINCT' if self.parts else ''} "  # noqa: S608
            f"{shown} AS id FROM json_each(?) AS one CROSS JOIN bonded AS b ON b.id = one.value "
            f"{join}WHERE {where} ORDER BY {'' if key == 'true' else f'({key}) DESC, '}{by})"
        )
        return rowids_of(db.execute(query, (ids, *values)).fetchone()[0])

    def listed(self, db: sqlite3.Connection) -> Order:
        """All of it, as it is stored now."""
        ids, heads = array(_IDS), array(_IDS)
        for where in (self._of.known, self._of.silent):
            if self.parts:
                by = self._keys("p", down=self.down)
                query = (
                    "SELECT group_concat(id), group_concat(head) FROM (SELECT b.id, b.head "  # noqa: S608
                    "FROM bonded_part AS p CROSS JOIN bonded AS b ON b.head = p.head "
                    f"WHERE {self._in('p', where)} ORDER BY {by}, b.id {_way(self.down)})"
                )
            else:
                query = f"SELECT group_concat(id) FROM ({self._walk(where, down=self.down)})"  # noqa: S608
            for some, text in zip((ids, heads), db.execute(query).fetchone(), strict=False):
                some.extend(rowids_of(text))
        return Order(
            ids, heads if self.parts else ids, _run(ids, -1 if self.down else 1), _spans(ids)
        )


class Order(NamedTuple):
    """Ids of rows in an order, and of each what is shown for it: itself, or its part's first row.

    The rows of one part stand together where parts are shown. `run`: so many at the beginning
    stand in the order of ids, as those of one value do. `spans`: of each 1,024, the least id and
    the greatest.
    """

    ids: Sequence[int]
    shown: Sequence[int]
    run: int = 0
    spans: Sequence[tuple[int, int]] = ()

    def of(self, chosen: Collection[int], most: int | None = None) -> list[int]:
        """What is shown for these rows, in order, each once; at most so many."""
        if self.shown is self.ids:
            return list(islice(filter(chosen.__contains__, self.ids), most))
        shown = compress(self.shown, map(chosen.__contains__, self.ids))
        return list(islice(_once(shown), most)) if most else list(dict.fromkeys(shown))

    def all(self) -> Sequence[int]:
        """What is shown for all rows."""
        return self.ids if self.shown is self.ids else list(dict.fromkeys(self.shown))

    def at(self, rows: set[int], way: int) -> Order:
        """The same of these rows alone. `way` is -1 where ids fall from the beginning."""
        held = list(map(rows.__contains__, self.ids))
        ids = array(_IDS, compress(self.ids, held))
        shown = ids if self.shown is self.ids else array(_IDS, compress(self.shown, held))
        return Order(ids, shown, _run(ids, way), _spans(ids))

    def between(self, start: int, stop: int) -> Order:
        ids = self.ids[start:stop]
        return Order(ids, ids if self.shown is self.ids else self.shown[start:stop])

    def rising_to(self, last: int, way: int) -> Order:
        """What of `run` stands no further than this id; `way` as in `at`."""
        key = None if way > 0 else way.__mul__
        return self.between(0, bisect_right(self.ids, last * way, 0, self.run, key=key))

    def some(self, chosen: set[int] | range, at_a_time: int) -> Iterator[Order]:
        """These rows in order, so many at a time; no more is looked through than is asked for."""
        ids, shown = list[int](), list[int]()
        for number, start in enumerate(range(0, len(self.ids), _BLOCK)):
            if isinstance(chosen, range) and self.spans:
                least, greatest = self.spans[number]
                if greatest < chosen.start or least >= chosen.stop:
                    continue
            block = self.between(start, start + _BLOCK)
            # Half as long as looking which they are, and in most blocks there is none.
            if isinstance(chosen, set) and chosen.isdisjoint(block.ids):
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


def _way(down: bool) -> str:
    return "DESC" if down else "ASC"


def _spans(ids: array[int]) -> list[tuple[int, int]]:
    blocks = (ids[start : start + _BLOCK] for start in range(0, len(ids), _BLOCK))
    return [(min(block), max(block)) for block in blocks]


def _run(ids: array[int], way: int) -> int:
    """How many ids at the beginning rise, or fall where `way` is -1."""
    ends = (at for at, (one, next_) in enumerate(pairwise(ids), 1) if (next_ - one) * way < 0)
    return next(ends, len(ids))


class Orders:
    """The lists that were asked for last. Of several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[By, str | None], tuple[int | None, Order]] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, db: sqlite3.Connection, by: By, customer_id: str | None = None) -> Order:
        """The order of all rows, or of those of one location, as they are stored now."""
        key = (by, customer_id)
        stamp = _stamp(db, by.sort, parts=by.parts)
        with self._lock:
            held = self._held.pop(key, None)
        if held is None or held[0] != stamp:
            held = (stamp, self._listed(db, by, customer_id))
        with self._lock:
            self._held[key] = held
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return held[1]

    def _listed(self, db: sqlite3.Connection, by: By, customer_id: str | None) -> Order:
        if customer_id is None:
            return by.listed(db)
        query = "SELECT group_concat(id) FROM bonded WHERE customer_id = ?"
        rows = set(rowids_of(db.execute(query, (customer_id,)).fetchone()[0]))
        return self.load(db, by).at(rows, -1 if by.down else 1)


def _stamp(db: sqlite3.Connection, sort: str, *, parts: bool) -> int | None:
    """To be asked for before the rows: a write between them leaves a list that counts as old."""
    row = db.execute(
        "SELECT stamp FROM bonded_order WHERE parts = ? AND sort = ?", (parts, sort)
    ).fetchone()
    return None if row is None else int(row[0])


def add_up_parts(db: sqlite3.Connection, before: Collection[int], parts: str) -> None:
    """Store anew what these parts (a JSON list) are over all their locations.

    `before`: the heads that they had. Runs inside a write, after the rows' heads were set.
    """
    db.executemany("DELETE FROM bonded_part WHERE head = ?", [(head,) for head in before])
    db.execute(_ADDED_UP, (parts,))


def changed(db: sqlite3.Connection, columns: Collection[str] | None = None) -> None:
    """The orders are others in which a column of these counts; None: rows came or went."""
    depends = [
        (parts, sort, order.of)
        for parts, orders in ((False, _ROWS), (True, _PARTS))
        for sort, order in orders.items()
    ]
    db.executemany(
        "INSERT OR REPLACE INTO bonded_order (parts, sort, stamp) VALUES (?, ?, random())",
        [
            (parts, sort)
            for parts, sort, of in depends
            if columns is None or not of.isdisjoint(columns)
        ],
    )
