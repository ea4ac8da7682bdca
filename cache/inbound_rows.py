"""The row under an order in the history that says what its warehouse knows: a table of cache.db.

Projected from the ledger with the orders themselves, under the same stamp.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cache.rows import PAGE

if TYPE_CHECKING:
    from vendors.inbound import InboundLine

INBOUND_ROWS = """
CREATE TABLE inbound_row (
  order_id INTEGER PRIMARY KEY,
  keeper TEXT NOT NULL,
  state TEXT NOT NULL,
  lines_received INTEGER,
  lines INTEGER NOT NULL,
  expected_on TEXT,
  waits TEXT NOT NULL,
  reference TEXT NOT NULL,
  inbound_number TEXT NOT NULL
) STRICT;
"""

_WORDS = {
    "wanted": ("·", "to be told"),
    "unknown": ("?", "unknown"),
    "twice": ("!", "there twice"),
    "gone": ("!", "not there"),
    "draft": ("◔", "draft"),
    "open": ("○", "open"),
    "receiving": ("◐", "receiving"),
    "received": ("✓", "received"),
    "cancelled": ("✕", "cancelled"),
    "closed": ("✓", "closed"),
    "other": ("○", "other"),
}


class InboundRow(NamedTuple):
    """An inbound order as the history shows it under its order.

    `state` is one of `cache.inbound_schema.STATES`. Goods are lines, received in full of all;
    `lines_received` is None where the warehouse does not say. `waits`: why it waits for a person,
    a sentence without its end; empty where it does not.
    """

    order_id: int
    keeper: str
    state: str
    lines_received: int | None
    lines: int
    expected_on: date | None
    waits: str
    reference: str
    inbound_number: str


def inbound_words(state: str) -> tuple[str, str]:
    """The glyph and the word by which a state is shown."""
    return _WORDS.get(state, ("○", state))


def received_lines(lines: Sequence[InboundLine]) -> int | None:
    """How many lines were received in full; None where it is said of none."""
    if not lines or all(line.received is None for line in lines):
        return None
    return sum(1 for line in lines if (line.received or 0) >= line.quantity)


def of_orders(db: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, InboundRow]:
    """The rows of these orders, read from the ledger; no entry where the warehouse knows none."""
    rows = db.execute(
        "SELECT order_id, keeper, state, seen, waits, reference, keeper_number FROM inbound "
        "WHERE order_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(order_ids)),),
    )
    return {row[0]: row_of(*row) for row in rows}


def row_of(
    order_id: int,
    keeper: str,
    state: str,
    seen: str | None,
    waits: str,
    reference: str,
    number: str,
) -> InboundRow:
    """A row out of the ledger's cells."""
    # Seldom needed: not before the first frame.
    from cache.facts import facts
    from vendors.inbound import InboundOrder

    found = facts(InboundOrder, seen) if seen else None
    plan = found[0].plan if found else None
    lines = plan.lines if plan else ()
    return InboundRow(
        order_id,
        keeper,
        state,
        received_lines(lines),
        len(lines),
        plan.expected_on if plan else None,
        waits,
        reference,
        number,
    )


def put(db: sqlite3.Connection, order_ids: Sequence[int], rows: Mapping[int, InboundRow]) -> None:
    """Project the rows of orders that changed; inside a write of cache.db."""
    db.executemany("DELETE FROM inbound_row WHERE order_id = ?", [(one,) for one in order_ids])
    db.executemany(
        "INSERT INTO inbound_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row._replace(expected_on=_day(row.expected_on)) for row in rows.values()],
    )


def forget(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM inbound_row")


def read(drawing: sqlite3.Connection | None, order_ids: Sequence[int]) -> dict[int, InboundRow]:
    """The rows of one page of orders, by their ids. Does not wait."""
    wanted = list(order_ids)[:PAGE]
    if drawing is None or not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    try:
        rows = drawing.execute(
            f"SELECT * FROM inbound_row WHERE order_id IN ({marks})",  # noqa: S608
            wanted,
        ).fetchall()
    except sqlite3.Error:
        return {}
    found = (InboundRow._make(row) for row in rows)
    return {
        row.order_id: row._replace(
            expected_on=date.fromisoformat(str(row.expected_on)) if row.expected_on else None
        )
        for row in found
    }


def _day(day: date | None) -> date | None:
    return None if day is None else day.isoformat()  # type: ignore[return-value]
