"""Small steps that every writer of the ledger takes, inside its own transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from cache.convert import instant_text


class Stamp(NamedTuple):
    """Which ledger, and how far it has come. A projection carries the stamp it was made at."""

    identity: str
    sequence: int


def stamp(db: sqlite3.Connection) -> Stamp:
    return Stamp(*db.execute("SELECT identity, sequence FROM meta").fetchone())


def bump(db: sqlite3.Connection) -> int:
    """Count this write. Every transaction that changes the ledger does this once."""
    row = db.execute("UPDATE meta SET sequence = sequence + 1 RETURNING sequence").fetchone()
    return int(row[0])


def give_number(db: sqlite3.Connection, prefix: str, year: int) -> str:
    """The next purchase order number, `{prefix}-{yyyy}-{seq:04}`. Run inside a write."""
    while True:
        (last,) = db.execute(
            "INSERT INTO po_sequence (prefix, year, last) VALUES (?, ?, 1) "
            "ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last",
            (prefix, year),
        ).fetchone()
        number = f"{prefix}-{year}-{last:04}"
        # A number of this form may have come from elsewhere; none is ever given twice.
        taken = db.execute("SELECT 1 FROM purchase_order WHERE number = ?", (number,)).fetchone()
        if taken is None:
            return number


def move(
    db: sqlite3.Connection,
    order_id: int,
    state: str,
    *,
    reason: str,
    at: datetime,
    os_uid: int,
    person: str,
) -> None:
    """Put an order into `state` and write the event that says so. Run inside a write."""
    (was,) = db.execute("SELECT state FROM purchase_order WHERE id = ?", (order_id,)).fetchone()
    db.execute(
        "UPDATE purchase_order SET state = ?, version = version + 1, changed = ? WHERE id = ?",
        (state, bump(db), order_id),
    )
    db.execute(
        "INSERT INTO order_event (order_id, at, was, became, reason, os_uid, person) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order_id, instant_text(at), was, state, reason, os_uid, person),
    )
