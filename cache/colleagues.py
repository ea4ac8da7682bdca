"""What others have of the same parts: their drafts, what is on order, an order just like this one.

Read from the ledger, which all buyers of a workstation share. Parts are compared by the maker's
number alone: better named once too often than ordered once too often.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant, instant_text

if TYPE_CHECKING:
    from cache.people import Person
    from cache.purchase_orders import Frozen

# An order with the same lines to the same ship-to is taken for the same one this long.
SAME_WITHIN = timedelta(days=7)

# So many drafts or orders are named; the rest is counted.
_NAMED = 3


class Twin(NamedTuple):
    """An order that may be at the vendor, with the same lines to the same ship-to."""

    number: str
    person: str
    at: datetime


def twins(db: sqlite3.Connection, order: Frozen, now: datetime) -> tuple[Twin, ...]:
    """Orders of the last seven days that may have been placed and say the same, newest first."""
    content, since = order.content, instant_text(now - SAME_WITHIN)
    wanted = _lines((line.part, line.quantity) for line in content.lines)
    found = []
    attempts = db.execute("SELECT order_id, created_at FROM live_attempt ORDER BY id DESC")
    for order_id, at in attempts:
        # Attempts are numbered as they are made: what follows is older still.
        if at < since:
            break
        head = db.execute(
            "SELECT number, full_name FROM purchase_order "
            "WHERE id = ? AND id <> ? AND vendor = ? AND customer_id = ?",
            (order_id, order.id, content.vendor, content.ship_to.customer_id),
        ).fetchone()
        if head is None:
            continue
        theirs = db.execute(
            "SELECT part, quantity FROM purchase_order_line WHERE order_id = ?", (order_id,)
        )
        if _lines(theirs) == wanted:
            found.append(Twin(head[0], head[1], instant(at)))
    return tuple(found)


def notes(
    db: sqlite3.Connection, order: Frozen, arrived: Collection[int], person: Person
) -> list[str]:
    """For each part: who else has it in an open draft, and how much of it is on order.

    `arrived`: the orders of which every line was shipped; they are on order no more.
    """
    parts = dict.fromkeys(line.part for line in order.content.lines)
    marks = ", ".join("?" * len(parts))
    drafted = db.execute(
        "SELECT part, draft.person, draft.id, sum(quantity) FROM draft_line "  # noqa: S608
        "JOIN draft ON draft.id = draft_line.draft_id "
        "WHERE draft.state = 'open' AND draft.os_uid <> ? AND draft.id IS NOT ? "
        f"AND part COLLATE NOCASE IN ({marks}) GROUP BY draft.id, part COLLATE NOCASE "
        "ORDER BY draft.id",
        (person.uid, order.draft_id, *parts),
    ).fetchall()
    ordered = db.execute(
        "SELECT part, head.id, head.number, sum(quantity) FROM purchase_order AS head "  # noqa: S608
        "JOIN purchase_order_line AS mine ON mine.order_id = head.id WHERE head.state IN "
        "('placing', 'unknown', 'accepted', 'accepted_no_number', 'duplicate') "
        f"AND part COLLATE NOCASE IN ({marks}) GROUP BY head.id, part COLLATE NOCASE "
        "ORDER BY head.id DESC",
        tuple(parts),
    ).fetchall()
    found = []
    for part in parts:
        same = part.casefold()
        named = [
            f"{who} has {part} in D-{its} ({pieces:,})"
            for theirs, who, its, pieces in drafted
            if theirs.casefold() == same
        ]
        if named:
            found.append(f"{_some(named)}.")
        coming = [
            (number, pieces)
            for theirs, its, number, pieces in ordered
            if theirs.casefold() == same and its not in arrived
        ]
        if coming:
            total = sum(pieces for _, pieces in coming)
            where = _some([number for number, _ in coming])
            found.append(f"{total:,} {part} are on order and not all shipped: {where}.")
    return found


def _lines(lines: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted((part.casefold(), quantity) for part, quantity in lines)


def _some(words: Sequence[str]) -> str:
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")
