"""What vendors report of bonded stock, put into cache.db; every step runs inside a write."""

from __future__ import annotations

import itertools
import json
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cache import bonded_order as orders
from cache.bonded_filter import price_units
from cache.bonded_schema import GAP
from cache.convert import address_text, instant_text, money_text
from vendors.vocabulary import Address, BondedStock, Location

_SAID = (
    *("vendor", "customer_id", "number", "code", "currency", "part", "customer_part", "maker"),
    *("description", "packaging_text", "unit_price", "price_units", "reserve"),
    *("backorder_reserve", "minimum", "standard_package", "non_cancelable", "ncnr_signed"),
    *("ncnr_quantity", "lead_weeks", "country", "place", "words"),
)
_ADD = (
    f"INSERT INTO bonded (id, head, fetched_at, {', '.join(_SAID)}) "  # noqa: S608 (constants)
    f"VALUES (?, ?, ?{', ?' * len(_SAID)})"
)
# What the index of letters holds of a row; written for many rows at once, see the schema.
_LETTERS = "number, part, customer_part, maker, description, packaging_text, country, place"
_WRITTEN = frozenset(_LETTERS.split(", "))
_THESE = "FROM bonded WHERE id IN (SELECT value FROM json_each(?))"
_INDEX = f"INSERT INTO bonded_fts (rowid, {_LETTERS}) SELECT id, {_LETTERS} {_THESE}"
_UNINDEX = (
    f"INSERT INTO bonded_fts (bonded_fts, rowid, {_LETTERS}) "
    f"SELECT 'delete', id, {_LETTERS} {_THESE}"
)
# From so many new rows on, all are given their places anew: a place is two queries.
_MANY = 2000

_Site = tuple[str, str | None, str]


def code_for(place: Address, taken: Iterable[str]) -> str:
    """Three capital letters of the city (else company, else name), with a number if `taken`."""
    folded = unicodedata.normalize("NFKD", place.city or place.company or place.name)
    letters = [letter for letter in folded if letter.isascii() and letter.isalpha()]
    code = "".join(letters[:3]).upper() or "LOC"
    used = frozenset(taken)
    numbered = (f"{code}{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain((code,), numbered) if one not in used)


def put_locations(
    db: sqlite3.Connection, vendor: str, locations: Sequence[Location], at: datetime
) -> None:
    """These are all of the vendor's locations; a code once given stays, it is in people's heads."""
    taken = dict(
        db.execute("SELECT customer_id, code FROM location WHERE vendor = ?", (vendor,)).fetchall()
    )
    reported = {location.customer_id for location in locations}
    db.executemany(
        "DELETE FROM location WHERE vendor = ? AND customer_id = ?",
        [(vendor, gone) for gone in taken if gone not in reported],
    )
    for location in locations:
        code = taken.get(location.customer_id)
        if code is None:
            used = [one for (one,) in db.execute("SELECT code FROM location")]
            code = code_for(location.address, used)
        place = location.address
        db.execute(
            "INSERT INTO location (vendor, customer_id, code, name, currency, bonded, parts, "
            "address, fetched_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) "
            "ON CONFLICT (customer_id, vendor) DO UPDATE SET name = excluded.name, "
            "currency = excluded.currency, bonded = excluded.bonded, address = excluded.address, "
            "fetched_at = excluded.fetched_at",
            (
                vendor,
                location.customer_id,
                code,
                " · ".join(filter(None, (place.city, place.company or place.name))),
                location.currency,
                location.bonded,
                address_text(place),
                instant_text(at),
            ),
        )


def put_stock(
    db: sqlite3.Connection,
    vendor: str,
    stock: Sequence[BondedStock],
    at: datetime,
    *,
    everything: bool,
) -> None:
    """Store these rows. `everything`: there are no others of the vendor any more."""
    fetched_at = instant_text(at)
    sites = _sites(db, vendor)
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for one in stock:
        rows[one.customer_id, one.number.casefold()] = _said(vendor, one, sites)
    there = _there(db, vendor, None if everything else rows)
    gone = [rowid for key, (rowid, _) in there.items() if key not in rows]
    if everything:
        _take_out(db, gone)
        db.execute("UPDATE bonded SET fetched_at = ? WHERE vendor = ?", (fetched_at, vendor))
    else:
        db.executemany(
            "UPDATE bonded SET fetched_at = ? WHERE id = ?",
            [(fetched_at, rowid) for rowid, _ in there.values()],
        )
    part = _SAID.index("part")
    moved, added, changed = list[int](), [], set[str]()
    for key, cells in rows.items():
        before = there.get(key)
        if before is None or _folded(before[1][part]) != _folded(cells[part]):
            added.append(cells)
            if before is not None:
                moved.append(before[0])
        elif before[1] != cells:
            changed |= _change(db, before[0], before[1], cells)
    _take_out(db, moved)
    _add(db, added, fetched_at)
    others = bool(added or gone)
    if others or "maker" in changed:
        _set_heads(db)
    orders.keep(db, None if others else changed)


def _change(
    db: sqlite3.Connection, rowid: int, before: tuple[Any, ...], cells: tuple[Any, ...]
) -> set[str]:
    """Store the cells that differ; their columns."""
    # No others: SQLite writes the index of every column that is named anew.
    new = {name: cell for name, was, cell in zip(_SAID, before, cells, strict=True) if was != cell}
    names = ", ".join(f"{name} = ?" for name in new)
    update = f"UPDATE bonded SET {names} WHERE id = ?"  # noqa: S608
    if _WRITTEN.isdisjoint(new):
        db.execute(update, (*new.values(), rowid))
        return set(new)
    db.execute(_UNINDEX, (json.dumps([rowid]),))
    db.execute(update, (*new.values(), rowid))
    db.execute(_INDEX, (json.dumps([rowid]),))
    return set(new)


def _take_out(db: sqlite3.Connection, rowids: Sequence[int]) -> None:
    if rowids:
        these = json.dumps(rowids)
        db.execute(_UNINDEX, (these,))
        db.execute(f"DELETE {_THESE}", (these,))


def remove(db: sqlite3.Connection, vendor: str, customer_id: str, number: str) -> None:
    """The vendor has this row no more."""
    found = db.execute(
        "SELECT id FROM bonded WHERE customer_id = ? AND number = ? AND vendor = ?",
        (customer_id, number, vendor),
    ).fetchall()
    if found:
        _take_out(db, [rowid for (rowid,) in found])
        _set_heads(db)
        orders.keep(db)


def add_up(
    db: sqlite3.Connection, vendor: str, customer_ids: Collection[str] | None = None
) -> None:
    """Count and value the rows of the vendor's locations, or of these."""
    # Decimal is not SQLite's, so the sums are kept beside the sites instead of asked of it.
    for (site,) in db.execute(
        "SELECT customer_id FROM location WHERE vendor = ?", (vendor,)
    ).fetchall():
        if customer_ids is not None and site not in customer_ids:
            continue
        parts = unvalued = 0
        sums: dict[int | None, Decimal] = {}
        for reserve, price, fixed in db.execute(
            "SELECT reserve, unit_price, non_cancelable FROM bonded "
            "WHERE customer_id = ? AND vendor = ?",
            (site, vendor),
        ):
            parts += 1
            if reserve is None or price is None:
                unvalued += 1
            else:
                sums[fixed] = sums.get(fixed, Decimal(0)) + reserve * Decimal(price)
        reported = sum(sums.values(), Decimal(0)) if sums else None
        known = (reported, sums.get(1, Decimal(0)), sums.get(None, Decimal(0)))
        texts = [money_text(amount) if sums else None for amount in known]
        db.execute(
            "UPDATE location SET parts = ?, reported = ?, ncnr = ?, ncnr_unknown = ?, "
            "unvalued = ? WHERE vendor = ? AND customer_id = ?",
            (parts, *texts, unvalued, vendor, site),
        )


def _sites(db: sqlite3.Connection, vendor: str) -> dict[str, _Site]:
    """Code, currency, and all that a location is found by."""
    return {
        customer_id: (code, currency, " ".join((code, name, customer_id)))
        for customer_id, code, name, currency in db.execute(
            "SELECT customer_id, code, name, currency FROM location WHERE vendor = ?", (vendor,)
        )
    }


def _said(vendor: str, row: BondedStock, sites: dict[str, _Site]) -> tuple[Any, ...]:
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
    site, number = 1 + _SAID.index("customer_id"), 1 + _SAID.index("number")
    return {(row[site], row[number].casefold()): (row[0], row[1:]) for row in found}


def _folded(part: str) -> bytes:
    """As SQLite's NOCASE compares it."""
    return part.encode("utf-8", "replace").lower()


def _add(db: sqlite3.Connection, rows: list[tuple[Any, ...]], fetched_at: str) -> None:
    """New rows, each in its place by part."""
    part, number = _SAID.index("part"), _SAID.index("number")
    rows.sort(key=lambda cells: (_folded(cells[part]), _folded(cells[number]), cells[1]))
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM bonded").fetchone()
    if not last or len(rows) >= _MANY:
        ids = [last + GAP * place for place in range(1, len(rows) + 1)]
        db.executemany(
            _ADD,
            ((rowid, rowid, fetched_at, *cells) for rowid, cells in zip(ids, rows, strict=True)),
        )
        if last:
            _renumber(db)
        else:
            db.execute(_INDEX, (json.dumps(ids),))
        return
    for cells in rows:
        rowid = _place(db, cells[part])
        if rowid is None:
            _renumber(db)
            rowid = _place(db, cells[part])
        db.execute(_ADD, (rowid, rowid, fetched_at, *cells))
        db.execute(_INDEX, (json.dumps([rowid]),))


def _place(db: sqlite3.Connection, part: str) -> int | None:
    """A free id behind the rows of `part` and those before it; None where there is no room."""
    before = db.execute(
        "SELECT id FROM bonded WHERE part <= ? ORDER BY part DESC, id DESC LIMIT 1", (part,)
    ).fetchone()
    low = before[0] if before else 0
    after = db.execute("SELECT min(id) FROM bonded WHERE id > ?", (low,)).fetchone()[0]
    if after is None:
        return int(low) + GAP
    middle = (low + after) // 2
    return int(middle) if low < middle else None


def _renumber(db: sqlite3.Connection) -> None:
    """Ids with room between them again."""
    ids = db.execute("SELECT id FROM bonded ORDER BY part, number, customer_id, id").fetchall()
    # First out of the way of one another.
    db.executemany(
        "UPDATE bonded SET id = ? WHERE id = ?",
        [(-place, rowid) for place, (rowid,) in enumerate(ids, 1)],
    )
    db.execute("UPDATE bonded SET id = -id * ?", (GAP,))
    db.execute("INSERT INTO bonded_fts (bonded_fts) VALUES ('rebuild')")


def _set_heads(db: sqlite3.Connection) -> None:
    """The first row of each part and maker stands for all of them."""
    db.execute(
        "UPDATE bonded SET head = first.head FROM (SELECT id, min(id) OVER "
        "(PARTITION BY part, maker) AS head FROM bonded) AS first "
        "WHERE first.id = bonded.id AND first.head <> bonded.head"
    )
