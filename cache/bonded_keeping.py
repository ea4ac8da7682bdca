"""What vendors report of bonded stock, put into cache.db: little at a time, others write between.

Whatever follows from a row is brought up in the write that changes it: the index of letters, the
parts, the sums of its location, and which orders are others now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cache import bonded_order as orders
from cache.bonded_filter import price_units
from cache.bonded_places import folded, make_room
from cache.bonded_sites import Site, Sums, sites_of
from cache.convert import instant_text, money_text
from vendors.vocabulary import BondedStock

_SAID = (
    *("vendor", "customer_id", "number", "code", "currency", "part", "customer_part", "maker"),
    *("description", "packaging_text", "unit_price", "price_units", "reserve"),
    *("backorder_reserve", "minimum", "standard_package", "non_cancelable", "ncnr_signed"),
    *("ncnr_quantity", "lead_weeks", "country", "place", "words"),
)
_SITE, _NUMBER, _PART = (_SAID.index(one) for one in ("customer_id", "number", "part"))
_VALUED = tuple(_SAID.index(one) for one in ("reserve", "unit_price", "non_cancelable"))
_ADD = (
    f"INSERT INTO bonded (id, head, fetched_at, {', '.join(_SAID)}) "  # noqa: S608 (constants)
    f"VALUES (?, ?, ?{', ?' * len(_SAID)})"
)
# What the index of letters holds of a row; written for many rows at once, see the schema.
_WRITTEN = (
    *("number", "part", "customer_part", "maker", "description", "packaging_text", "country"),
    "place",
)
_LETTERS = ", ".join(_WRITTEN)
_THESE = "FROM bonded WHERE id IN (SELECT value FROM json_each(?))"
_INDEX = f"INSERT INTO bonded_fts (rowid, {_LETTERS}) SELECT id, {_LETTERS} {_THESE}"
_UNINDEX = (
    f"INSERT INTO bonded_fts (bonded_fts, rowid, {_LETTERS}) "
    f"SELECT 'delete', id, {_LETTERS} {_THESE}"
)
# So many rows are stored in one write: some tens of milliseconds.
AT_A_TIME = 64

T = TypeVar("T")
_Key = tuple[str, str]
_Cells = tuple[Any, ...]
_Step = Callable[[sqlite3.Connection], None]


def put_stock(
    db: sqlite3.Connection,
    vendor: str,
    stock: Sequence[BondedStock],
    at: datetime,
    *,
    everything: bool,
) -> None:
    """Store these rows in this one write. `everything`: there are no others of the vendor."""
    if not everything:
        put(db, vendor, stock, at)
        return
    for step in steps(db, vendor, stock, at):
        step(db)


def steps(
    db: sqlite3.Connection, vendor: str, stock: Sequence[BondedStock], at: datetime
) -> list[_Step]:
    """What is to be written so that these are all rows of the vendor; each a short write.

    Reads only. Of what others write meanwhile, what is younger than `at` stays.
    """
    sites = sites_of(db, vendor)
    said = {_key(row.customer_id, row.number): row for row in stock}
    there = _there(db, vendor, None)
    other = [
        row
        for key, row in said.items()
        if key not in there or there[key][1] != _said(vendor, row, sites)
    ]
    # By part: what stands side by side is given its places together.
    other.sort(key=lambda row: (folded(row.part), folded(row.number), row.customer_id))
    gone = [key for key in there if key not in said]
    return [
        *(_leaving(vendor, some, at) for some in _some(gone)),
        *(_putting(vendor, some, at) for some in _some(other)),
    ]


def _some(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + AT_A_TIME] for start in range(0, len(many), AT_A_TIME))


def _putting(vendor: str, rows: Sequence[BondedStock], at: datetime) -> _Step:
    return lambda db: put(db, vendor, rows, at, newer_stay=True)


def _leaving(vendor: str, keys: Sequence[_Key], at: datetime) -> _Step:
    return lambda db: remove(db, vendor, keys, at)


def put(
    db: sqlite3.Connection,
    vendor: str,
    stock: Iterable[BondedStock],
    at: datetime,
    *,
    newer_stay: bool = False,
) -> None:
    """Store these few rows. Runs inside a write. `newer_stay`: what was stored after `at` stays."""
    last = instant_text(at)
    write = _Write(db, vendor, last)
    sites = sites_of(db, vendor)
    rows = {_key(one.customer_id, one.number): _said(vendor, one, sites) for one in stock}
    there = _there(db, vendor, rows)
    same, changed, moved, added = [], [], [], []
    for key, cells in rows.items():
        before = there.get(key)
        if before is None:
            added.append(cells)
        elif newer_stay and _fetched_at(db, before[0]) > last:
            continue
        elif folded(before[1][_PART]) != folded(cells[_PART]):
            moved.append(before)
            added.append(cells)
        elif before[1] != cells:
            changed.append((*before, cells))
        else:
            same.append(before[0])
    write.still(same)
    write.take_out(moved)
    write.change(changed)
    write.add(added)
    write.end()


def remove(
    db: sqlite3.Connection,
    vendor: str,
    keys: Iterable[_Key],
    until: datetime | None = None,
) -> None:
    """The vendor has these rows (CustomerId, number) no more. Runs inside a write.

    `until`: those that were stored since stay.
    """
    write = _Write(db, vendor, "")
    found = list(_there(db, vendor, keys).values())
    if until is not None:
        last = instant_text(until)
        found = [row for row in found if _fetched_at(db, row[0]) <= last]
    write.take_out(found)
    write.end()


def recoded(db: sqlite3.Connection, vendor: str) -> list[_Step]:
    """What is to be written where locations go by other codes than their rows say: short writes.

    Reads only. How old the rows are stays as it is.
    """
    keys = db.execute(
        "SELECT b.customer_id, b.number FROM bonded AS b JOIN location AS l "
        "ON l.customer_id = b.customer_id AND l.vendor = b.vendor "
        "WHERE b.vendor = ? AND b.code <> l.code ORDER BY b.id",
        (vendor,),
    ).fetchall()
    return [_recoding(vendor, some) for some in _some(keys)]


def _recoding(vendor: str, keys: Sequence[_Key]) -> _Step:
    def step(db: sqlite3.Connection) -> None:
        sites = sites_of(db, vendor)
        ages: dict[str, list[tuple[int, _Cells, _Cells]]] = {}
        for rowid, cells in _there(db, vendor, keys).values():
            said = dict(zip(_SAID, cells, strict=True))
            said["code"], said["currency"], said["place"] = sites.get(
                said["customer_id"], (said["code"], said["currency"], said["place"])
            )
            said["words"] = "\n".join(said[name] for name in _WRITTEN).casefold()
            now = tuple(said.values())
            if now != cells:
                ages.setdefault(_fetched_at(db, rowid), []).append((rowid, cells, now))
        for age, rows in ages.items():
            write = _Write(db, vendor, age)
            write.change(rows)
            write.end()

    return step


def _fetched_at(db: sqlite3.Connection, rowid: int) -> str:
    return str(db.execute("SELECT fetched_at FROM bonded WHERE id = ?", (rowid,)).fetchone()[0])


class _Write:
    """What one write does to the rows, and all that follows from it when it ends."""

    def __init__(self, db: sqlite3.Connection, vendor: str, fetched_at: str) -> None:
        self._db = db
        self._fetched_at = fetched_at
        self._sums = Sums(vendor)
        self._parts: set[str] = set()
        self._heads: set[int] = set()
        self._columns: set[str] = set()
        self._others = False

    def still(self, ids: Iterable[int]) -> None:
        """These rows are as they were."""
        self._db.executemany(
            "UPDATE bonded SET fetched_at = ? WHERE id = ?",
            [(self._fetched_at, rowid) for rowid in ids],
        )

    def take_out(self, rows: Sequence[tuple[int, _Cells]]) -> None:
        if rows:
            self._others = True
            self._count(-1, [cells for _, cells in rows])
            these = json.dumps([rowid for rowid, _ in rows])
            self._db.execute(_UNINDEX, (these,))
            self._db.execute(f"DELETE {_THESE}", (these,))

    def change(self, rows: Sequence[tuple[int, _Cells, _Cells]]) -> None:
        """Rows that stay in their places: id, cells before, cells now."""
        # No others: SQLite writes the index of every column that is named anew.
        news = {
            rowid: {
                name: cell
                for name, was, cell in zip(_SAID, before, now, strict=True)
                if was != cell
            }
            for rowid, before, now in rows
        }
        self._count(-1, [before for _, before, _ in rows])
        self._count(1, [now for _, _, now in rows])
        self._columns.update(*news.values())
        written = set(_WRITTEN)
        these = json.dumps([one for one, new in news.items() if not written.isdisjoint(new)])
        self._db.execute(_UNINDEX, (these,))
        for rowid, new in news.items():
            names = ", ".join(f"{name} = ?" for name in ("fetched_at", *new))
            update = f"UPDATE bonded SET {names} WHERE id = ?"  # noqa: S608
            self._db.execute(update, (self._fetched_at, *new.values(), rowid))
        self._db.execute(_INDEX, (these,))

    def add(self, rows: list[_Cells]) -> None:
        """New rows, each in its place by part."""
        if not rows:
            return
        self._others = True
        rows.sort(key=lambda cells: (folded(cells[_PART]), folded(cells[_NUMBER]), cells[1]))
        self._count(1, rows)
        ids = list[int]()
        while len(ids) < len(rows):
            places, moved = make_room(self._db, [cells[_PART] for cells in rows[len(ids) :]])
            self._move(moved)
            more = rows[len(ids) : len(ids) + len(places)]
            self._db.executemany(
                _ADD,
                (
                    (rowid, rowid, self._fetched_at, *cells)
                    for rowid, cells in zip(places, more, strict=True)
                ),
            )
            ids += places
            # They may have to move for those that come behind them.
            self._db.execute(_INDEX, (json.dumps(places),))

    def _move(self, moved: Sequence[tuple[int, int]]) -> None:
        """Give these rows other ids: the one they have, the one they get."""
        if not moved:
            return
        db = self._db
        before = json.dumps([old for old, _ in moved])
        db.execute(_UNINDEX, (before,))
        for head, part in db.execute(f"SELECT head, part {_THESE}", (before,)):
            self._heads.add(head)
            self._parts.add(part)
        # First out of the way of one another.
        db.executemany("UPDATE bonded SET id = ? WHERE id = ?", [(-new, old) for old, new in moved])
        db.executemany("UPDATE bonded SET id = -id WHERE id = ?", [(-new,) for _, new in moved])
        db.execute(_INDEX, (json.dumps([new for _, new in moved]),))

    def _count(self, sign: int, rows: Iterable[_Cells]) -> None:
        for cells in rows:
            self._parts.add(cells[_PART])
            self._sums.count(sign, cells[_SITE], *(cells[place] for place in _VALUED))
            if sign < 0:
                self._heads.update(
                    head
                    for (head,) in self._db.execute(
                        "SELECT DISTINCT head FROM bonded WHERE part = ?", (cells[_PART],)
                    )
                )

    def end(self) -> None:
        """Bring up what follows from the rows: their heads, the parts, the sums, the orders."""
        if not self._parts:
            return
        parts = json.dumps(list(self._parts))
        if self._others or "maker" in self._columns:
            # The first row of each part and maker stands for all of them.
            self._heads.update(
                head
                for (head,) in self._db.execute(
                    "SELECT DISTINCT head FROM bonded "
                    "WHERE part IN (SELECT value FROM json_each(?))",
                    (parts,),
                )
            )
            self._db.execute(
                "UPDATE bonded SET head = first.head FROM (SELECT id, min(id) OVER "
                "(PARTITION BY part, maker) AS head FROM bonded "
                "WHERE part IN (SELECT value FROM json_each(?))) AS first "
                "WHERE first.id = bonded.id AND first.head <> bonded.head",
                (parts,),
            )
        orders.add_up_parts(self._db, self._heads, parts)
        self._sums.put(self._db)
        orders.changed(self._db, None if self._others else self._columns)


def _said(vendor: str, row: BondedStock, sites: dict[str, Site]) -> tuple[Any, ...]:
    code, currency, place = sites.get(row.customer_id, ("", None, row.customer_id))
    texts = (
        *(row.number, row.part, row.customer_part, row.maker, row.description),
        *(row.packaging_text, row.country, place),
    )
    price = row.unit_price
    return (
        vendor,
        row.customer_id,
        row.number,
        code,
        currency,
        row.part,
        row.customer_part,
        row.maker,
        row.description,
        row.packaging_text,
        money_text(price),
        None if price is None else price_units(price),
        row.reserve,
        row.backorder_reserve,
        row.minimum,
        row.standard_package,
        None if row.non_cancelable is None else int(row.non_cancelable),
        None if row.ncnr_signed is None else row.ncnr_signed.isoformat(),
        row.ncnr_quantity,
        row.lead_weeks,
        row.country,
        place,
        "\n".join(texts).casefold(),
    )


def _there(
    db: sqlite3.Connection, vendor: str, only: Iterable[tuple[str, str]] | None
) -> dict[tuple[str, str], tuple[int, tuple[Any, ...]]]:
    """What is stored: id and cells, of all rows or of those with these keys."""
    query = f"SELECT id, {', '.join(_SAID)} FROM bonded WHERE vendor = ?"  # noqa: S608
    if only is None:
        found = db.execute(query, (vendor,)).fetchall()
    else:
        query += " AND customer_id = ? AND number = ?"
        found = [row for key in only for row in db.execute(query, (vendor, *key))]
    return {_key(row[1 + _SITE], row[1 + _NUMBER]): (row[0], row[1:]) for row in found}


def _key(customer_id: str, number: str) -> _Key:
    return customer_id, number.casefold()
