"""What others have of the same parts: their drafts, what is on order, an order just like this one.

Read from the ledger, which all buyers of a workstation share. Parts are compared by the maker's
number alone: better named once too often than ordered once too often.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant, instant_text
from cache.purchase_orders import vendor_name

if TYPE_CHECKING:
    from cache.people import Person
    from cache.purchase_orders import Frozen

# An order with the same lines to the same ship-to is taken for the same one this long.
SAME_WITHIN = timedelta(days=7)

# So many drafts or orders are named; the rest is counted.
_NAMED = 3


class Twin(NamedTuple):
    """An order that may be at the vendor, all of whose lines go to the same ship-to again.

    One that a person called not placed is one too: under a number of its own the order would hide
    it, should it turn up. `standing`: what it is, in words, as "unknown: it may be at DigiKey".
    """

    number: str
    person: str
    at: datetime
    standing: str


def twins(db: sqlite3.Connection, order: Frozen, now: datetime) -> tuple[Twin, ...]:
    """Orders of the last seven days that may have been placed and are contained in this one, whole;
    the newest first.
    """
    content, since = order.content, instant_text(now - SAME_WITHIN)
    mine = _lines((line.part, line.quantity) for line in content.lines)
    found: dict[int, Twin] = {}
    attempts = db.execute(
        "SELECT order_id, created_at FROM attempt "
        "WHERE state NOT IN ('not_sent', 'rejected', 'refused') ORDER BY id DESC"
    )
    for order_id, at in attempts:
        # Attempts are numbered as they are made: what follows is older still.
        if at < since:
            break
        head = db.execute(
            "SELECT number, full_name, state FROM purchase_order "
            "WHERE id = ? AND id <> ? AND vendor = ? AND customer_id = ?",
            (order_id, order.id, content.vendor, content.ship_to.customer_id),
        ).fetchone()
        if head is None:
            continue
        theirs = db.execute(
            "SELECT part, quantity FROM purchase_order_line WHERE order_id = ?", (order_id,)
        )
        if _contains(mine, _lines(theirs)):
            number, person, state = head
            standing = _standing(state, content.vendor)
            found.setdefault(order_id, Twin(number, person, instant(at), standing))
    return tuple(found.values())


def notes(
    db: sqlite3.Connection, order: Frozen, arrived: Collection[int], person: Person
) -> list[str]:
    """For each part: who else has it in an open draft, how much of it is on order, and how much in
    orders of which nobody knows whether they were placed.

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
        "SELECT part, head.id, head.number, head.state IN ('placing', 'unknown'), sum(quantity) "  # noqa: S608
        "FROM purchase_order AS head "
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
        coming, open_ones = (
            [
                (number, pieces)
                for theirs, its, number, unsure, pieces in ordered
                if theirs.casefold() == same and its not in arrived and bool(unsure) is sought
            ]
            for sought in (False, True)
        )
        if open_ones:
            found.append(
                f"{_pieces_of(open_ones)} {part} are in {_numbers(open_ones)}, of which it is not "
                "known whether it was placed."
            )
        if coming:
            found.append(
                f"{_pieces_of(coming)} {part} are on order and not all shipped: {_numbers(coming)}."
            )
    return found


def _pieces_of(orders: Iterable[tuple[str, int]]) -> str:
    return f"{sum(pieces for _, pieces in orders):,}"


def _numbers(orders: Iterable[tuple[str, int]]) -> str:
    return _some([number for number, _ in orders])


def _lines(lines: Iterable[tuple[str, int]]) -> Counter[tuple[str, int]]:
    return Counter((part.casefold(), quantity) for part, quantity in lines)


def _contains(mine: Counter[tuple[str, int]], theirs: Counter[tuple[str, int]]) -> bool:
    """Whether every line of theirs is a line of mine, or as many pieces of each part are."""
    return theirs <= mine or _totals(theirs).items() <= _totals(mine).items()


def _totals(lines: Counter[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (part, quantity), times in lines.items():
        found[part] += quantity * times
    return found


def _standing(state: str, vendor: str) -> str:
    """The state of an order that may be at the vendor, in words."""
    match state:
        case "unknown":
            return f"unknown: it may be at {vendor_name(vendor)}"
        case "placing":
            return "being placed right now"
        case "accepted_no_number":
            return "accepted, without a number yet"
        case "duplicate":
            return "ordered twice"
        case "accepted":
            return state
        case _:
            # Of an attempt before the last one that is all there is: a person's word.
            return "called not placed, which nothing proves"


def _some(words: Sequence[str]) -> str:
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")
