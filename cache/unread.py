"""Orders in a vendor's answers that could not be read: not known, and never "not there".

What was known of such an order before stays as it was; beside it stands that it could not be read,
until the vendor's answer can be. Run inside reads and writes of cache.db.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from cache.convert import instant_text
from cache.history_rows import po_key, stored_number
from vendors.vocabulary import UnreadOrder, VendorOrder


def put(
    db: sqlite3.Connection,
    vendor: str,
    read: Iterable[VendorOrder],
    unread: Sequence[UnreadOrder],
    at: datetime,
) -> None:
    """Keep `unread` of an answer; of what was `read` of it nothing is open any more."""
    db.executemany(
        "DELETE FROM unread_order WHERE vendor = ? AND number = ?",
        [(vendor, stored_number(one)) for one in read],
    )
    # All of them first: of those without a number two may have the same words.
    db.executemany(
        "DELETE FROM unread_order WHERE vendor = ? AND number = ? AND words = ?",
        [(vendor, one.number, one.words) for one in unread],
    )
    for one in unread:
        db.executemany(
            "INSERT INTO unread_order VALUES (?, ?, ?, ?, ?)",
            [
                (vendor, one.number, key, one.words, instant_text(at))
                for key in sorted({po_key(po) for po in one.po_numbers or ("",)})
            ],
        )


def forget(db: sqlite3.Connection, vendor: str, before: datetime) -> None:
    """All that the vendor has was asked for since: what was not among it is open no more."""
    db.execute(
        "DELETE FROM unread_order WHERE vendor = ? AND at < ?", (vendor, instant_text(before))
    )


def of_order(
    db: sqlite3.Connection, vendor: str, key: str, numbers: Sequence[str]
) -> tuple[str, ...]:
    """What of the order with this `po_key`, or one of these vendor's numbers, could not be read."""
    marks = ", ".join("?" * len(numbers))
    rows = db.execute(
        "SELECT DISTINCT words FROM unread_order WHERE vendor = ? AND "  # noqa: S608
        f"((po_key <> '' AND po_key = ?) OR (number <> '' AND number IN ({marks}))) ORDER BY words",
        (vendor, key, *numbers),
    )
    return tuple(words for (words,) in rows)


def sentence(unread: Sequence[UnreadOrder]) -> str:
    """For the message line; empty where all was read."""
    if not unread:
        return ""
    more = f", nor for {len(unread) - 1:,} more" if len(unread) > 1 else ""
    them = "they stay as they were" if more else "it stays as it was"
    return f"{unread[0].words}{more}: {them} known before; all others are here."
