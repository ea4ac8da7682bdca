"""The audit read back: whether its chain of hashes holds, and what it says, row by row.

The chain finds an entry that was changed, taken out or put in between. It cannot find that the
whole file was made anew by somebody who may write it, nor that the end is missing: for that, a
hash that was kept elsewhere is looked for in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from cache.ledger import Entry
from cache.places import Refusal

_CELLS = ", ".join(Entry._fields)


class Verified(NamedTuple):
    """`entries`: how many there are. `last`: the hash of the last one up to which all is sound.

    `broken`: the number of the first entry that is missing or not as it was written; None: sound.
    """

    entries: int
    last: str
    broken: int | None


def verify(db: sqlite3.Connection) -> Verified:
    """Walk the whole chain: numbers from 1 without a gap, each hash of its row and the one before.

    A hundred thousand entries take about a second.
    """
    (entries,) = db.execute("SELECT count(*) FROM audit").fetchone()
    last = ""
    expected = 1
    for *cells, written in db.execute(f"SELECT {_CELLS}, hash FROM audit ORDER BY id"):  # noqa: S608
        entry = Entry(*cells)
        if entry.id != expected or entry.hash_after(last) != written:
            return Verified(entries, last, min(entry.id, expected))
        last = written
        expected += 1
    return Verified(entries, last, None)


def holds(db: sqlite3.Connection, known: str) -> bool:
    """Whether an entry has the hash `known`, as an earlier verify or export gave it."""
    row = db.execute("SELECT 1 FROM audit WHERE hash = ?", (known.strip().lower(),)).fetchone()
    return row is not None


def export(db: sqlite3.Connection, number: str | None = None) -> Iterator[dict[str, Any]]:
    """Every entry, oldest first, or those of the order with PO `number`.

    With `id`, `order_id` and `draft_id` the chain can be worked out again from what is exported.
    Raises Refusal, before the first row, where no order has the number.
    """
    where, values = "", ()
    if number is not None:
        row = db.execute("SELECT id FROM purchase_order WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Refusal(f"No order here has the number {number}. Nothing was exported.")
        where, values = "WHERE audit.order_id = ?", row
    return _rows(db, where, values)


def _rows(db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    cells = ", ".join(f"audit.{name}" for name in Entry._fields)
    for number, written, *row in db.execute(
        f"SELECT purchase_order.number, audit.hash, {cells} FROM audit "  # noqa: S608
        f"LEFT JOIN purchase_order ON purchase_order.id = audit.order_id {where} ORDER BY audit.id",
        values,
    ):
        entry = Entry(*row)
        yield {
            "id": entry.id,
            "at": entry.at,
            "person": entry.person,
            "uid": entry.os_uid,
            "origin": entry.origin,
            "order_number": number,
            "order_id": entry.order_id,
            "draft": None if entry.draft_id is None else f"D-{entry.draft_id}",
            "draft_id": entry.draft_id,
            "what": entry.what,
            "was": entry.was,
            "became": entry.became,
            "reason": entry.reason,
            "hash": written,
        }
