"""Small steps that every writer of the ledger takes, inside its own transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant_text

if TYPE_CHECKING:
    from cache.people import Person


class Stamp(NamedTuple):
    """Which ledger, and how far it has come. A projection carries the stamp it was made at."""

    identity: str
    sequence: int


def stamp(db: sqlite3.Connection) -> Stamp:
    return Stamp(*db.execute("SELECT identity, sequence FROM meta").fetchone())


def identity(db: sqlite3.Connection) -> str:
    """Which ledger; empty where it does not say."""
    row = db.execute("SELECT identity FROM meta").fetchone()
    return "" if row is None else str(row[0])


def bump(db: sqlite3.Connection) -> int:
    """Count this write. Every transaction that changes the ledger does this once."""
    row = db.execute("UPDATE meta SET sequence = sequence + 1 RETURNING sequence").fetchone()
    return int(row[0])


class Entry(NamedTuple):
    """One row of the audit without its hash, in the order in which it is hashed."""

    id: int
    at: str
    os_uid: int
    person: str
    origin: str
    order_id: int | None
    draft_id: int | None
    what: str
    was: str
    became: str
    reason: str

    def hash_after(self, before: str) -> str:
        """SHA-256 of the hash `before` and of every cell, as compact JSON."""
        said = json.dumps([before, *self], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


def note(
    db: sqlite3.Connection,
    person: Person,
    at: datetime,
    what: str,
    *,
    order_id: int | None = None,
    draft_id: int | None = None,
    was: str = "",
    became: str = "",
    reason: str = "",
) -> None:
    """Append one entry to the audit, chained to the one before it. Run inside a write."""
    last = db.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, before = last or (0, "")
    entry = Entry(
        number + 1,
        instant_text(at),
        person.uid,
        person.name,
        person.origin,
        order_id,
        draft_id,
        what,
        was,
        became,
        reason,
    )
    db.execute(
        f"INSERT INTO audit ({', '.join(Entry._fields)}, hash) "  # noqa: S608
        f"VALUES ({'?, ' * len(entry)}?)",
        (*entry, entry.hash_after(before)),
    )


def move(
    db: sqlite3.Connection,
    order_id: int,
    state: str,
    *,
    reason: str,
    at: datetime,
    person: Person,
) -> None:
    """Put an order into `state` and write the audit that says so. Run inside a write."""
    (was,) = db.execute("SELECT state FROM purchase_order WHERE id = ?", (order_id,)).fetchone()
    db.execute(
        "UPDATE purchase_order SET state = ?, version = version + 1, changed = ? WHERE id = ?",
        (state, bump(db), order_id),
    )
    note(db, person, at, "state", order_id=order_id, was=was, became=state, reason=reason)
