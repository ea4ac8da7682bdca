"""What typed words mean by what is here: parts, bonded rows, numbers of the buyer's own.

Read from cache.db, each in some tenths of a millisecond; asks nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from cache import own_parts
from cache.bonded_rows import BondedRow, rows_select
from cache.convert import clean, normal
from cache.terms import USUAL_VENDOR
from cache.typed_lines import means_several, of_several
from vendors.makers import maker_of

# A number that is in more than so many rows is listed no further.
_MOST = 64


class Meant(NamedTuple):
    """The part that words mean. `key` is the same for all words for one part.

    `numbers` are what a vendor is asked for, one after the other until one is known; the first is
    a vendor's own where one is here, which is exact. `part` is the maker's number that has to come
    back, empty where that is not known here. `fault`, where there is one, says why nothing is
    asked.
    """

    key: str
    numbers: tuple[str, ...]
    part: str = ""
    maker: str = ""
    fault: str = ""


def meant(
    db: sqlite3.Connection, number: str, part: str, maker: str = "", vendor: str = USUAL_VENDOR
) -> Meant:
    """The part under the vendor's `number`, else under `part`: the vendor's, a maker's or our own.

    A maker's number that several makers have is a fault, unless `maker` is one of them; so is a
    number of our own that stands for several parts.
    """
    words = clean(number) or clean(part)
    others = tuple(dict.fromkeys(filter(None, (words, clean(part)))))
    row = _by_offer(db, words, vendor)
    if row is not None:
        return _of_row(db, row, vendor, words)
    found = _by_part(db, clean(part))
    ours = [one for one in _by_customer_part(db, clean(part)) if normal(one) != normal(clean(part))]
    if (found and ours) or len(ours) > 1:
        parts = [*([found[0][2]] if found else []), *ours]
        return Meant("", (), fault=means_several(part, parts))
    if ours:
        found, others = _by_part(db, ours[0]), (ours[0],)
    if len(found) > 1:
        wanted = maker_of(clean(maker)).casefold()
        named = [one for one in found if one[1].casefold() == wanted]
        if len(named) != 1:
            makers = list(dict.fromkeys(one[1] for one in found))
            return Meant("", (), fault=of_several(found[0][2], makers))
        found = named
    if number and not found:
        # The vendor's own number first: it is exact, and what it is of is told with it.
        return Meant("words " + normal(words), others)
    if not found:
        return Meant("words " + normal(others[0]), others, ours[0] if ours else "")
    return _of_row(db, found[0][0], vendor)


def parts_named(db: sqlite3.Connection, number: str, part: str) -> list[str]:
    """Every maker's number that words may mean: none of them is left out here."""
    found: dict[str, str] = {}
    for words in filter(None, (clean(number), clean(part))):
        row = _by_offer(db, words)
        direct = [] if row is None else [_number_of(db, row)]
        direct += [its for _, _, its in _by_part(db, words)]
        for one in (*direct, *_by_customer_part(db, words)) or (words,):
            found.setdefault(one.casefold(), one)
    return list(found.values())


def bonded_rows(db: sqlite3.Connection, uid: int, part: str, number: str = "") -> list[BondedRow]:
    """The bonded rows of all locations under a number: the vendor's, the maker's or the buyer's."""
    words = [clean(one) for one in (number, part) if clean(one)]
    for text in words:
        rowids = db.execute(
            "SELECT id FROM bonded WHERE number = ?1 UNION SELECT id FROM bonded WHERE part = ?1 "
            "UNION SELECT id FROM bonded WHERE customer_part = ?1 LIMIT ?2",
            (text, _MOST),
        ).fetchall()
        if rowids:
            return rows_of(db, uid, [rowid for (rowid,) in rowids])
    return []


def bonded_row(db: sqlite3.Connection, uid: int, customer_id: str, number: str) -> BondedRow | None:
    """The bonded row of this location under the vendor's `number`."""
    found = db.execute(
        "SELECT id FROM bonded WHERE customer_id = ? AND number = ?", (customer_id, clean(number))
    ).fetchone()
    rows = rows_of(db, uid, found) if found else []
    return rows[0] if rows else None


def rows_of(db: sqlite3.Connection, uid: int, rowids: Iterable[int]) -> list[BondedRow]:
    wanted = list(rowids)
    select = rows_select(uid).format(marks=", ".join("?" * len(wanted)))
    return [BondedRow(*columns) for columns in db.execute(select, wanted)]


def places(db: sqlite3.Connection) -> dict[str, str]:
    """The CustomerId of each location by its code and by itself, case-folded."""
    found = db.execute("SELECT code, customer_id FROM location").fetchall()
    by_id = {customer_id.casefold(): customer_id for _, customer_id in found}
    return by_id | {code.casefold(): customer_id for code, customer_id in found}


def codes(db: sqlite3.Connection) -> dict[str, str]:
    """The code of each location by its CustomerId."""
    return dict(db.execute("SELECT customer_id, code FROM location").fetchall())


def makers_of(db: sqlite3.Connection, part: str) -> list[tuple[int, str, str]]:
    """Every part here under a maker's number that somebody sells: its row, maker and number."""
    return _by_part(db, clean(part))


def _by_offer(db: sqlite3.Connection, number: str, vendor: str | None = None) -> int | None:
    """The part that this is a number of: of the vendor's, or of any where none is said."""
    if not number:
        return None
    row = db.execute(
        "SELECT part FROM offer WHERE number = ?1 AND (?2 IS NULL OR vendor = ?2) LIMIT 1",
        (number, vendor),
    ).fetchone()
    return None if row is None else int(row[0])


def _by_part(db: sqlite3.Connection, number: str) -> list[tuple[int, str, str]]:
    rows = db.execute(
        "SELECT id, maker, number FROM part WHERE number = ? AND number <> '' "
        "AND EXISTS (SELECT 1 FROM offer WHERE part = part.id) ORDER BY maker LIMIT ?",
        (number, _MOST),
    )
    return list(rows)


def _by_customer_part(db: sqlite3.Connection, text: str) -> list[str]:
    """The makers' numbers that a number of the buyer's own stands for, each once."""
    rows = db.execute(
        "SELECT part FROM bonded WHERE customer_part = ? AND customer_part <> '' "
        "GROUP BY part ORDER BY part LIMIT ?",
        (text, _MOST),
    )
    found = {part.casefold(): part for (part,) in rows}
    for part in own_parts.of_customer_part(db, text):
        found.setdefault(part.casefold(), part)
    return list(found.values())


def _of_row(db: sqlite3.Connection, row: int, vendor: str, named: str = "") -> Meant:
    """What the vendor is asked for a part that is here: the same number first, however it was
    typed; of its own, where one is here."""
    maker, number = db.execute("SELECT maker, number FROM part WHERE id = ?", (row,)).fetchone()
    first = db.execute(
        "SELECT number FROM offer WHERE part = ? AND vendor = ? ORDER BY id LIMIT 1", (row, vendor)
    ).fetchone()
    offer = "" if first is None else first[0]
    # Numbers are retired: what was typed, and then the maker's, stand in for the first one.
    numbers = dict.fromkeys(filter(None, (offer, named, number)))
    return Meant(f"part {row}", tuple(numbers), number, maker)


def _number_of(db: sqlite3.Connection, row: int) -> str:
    (number,) = db.execute("SELECT number FROM part WHERE id = ?", (row,)).fetchone()
    return str(number)
