"""Which orders of ours are asked after by themselves, how often, and which first.

Read from cache.db, and noted there: the ledger hears of a poll only where it settles something.
All sessions share the notes, so that two of them do not ask the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from cache import projection
from cache.convert import instant, instant_text
from cache.ledger_schema import NOT_PLACED
from cache.settling import ENTERED_WITHIN

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Most urgent first, and how long after the poll before. The last one of a row counts for ever.
EVERY: tuple[tuple[str, tuple[timedelta, ...]], ...] = (
    # Accepted, and the vendor does not list it yet.
    ("unconfirmed", (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, _DAY)),
    # Late, backordered or delayed.
    ("late", (_HOUR,)),
    ("open", (6 * _HOUR,)),
    # A person said so, and may be wrong; for as long as the vendor may still enter it.
    ("not placed", (_DAY,)),
)
_RANK = {kind: rank for rank, (kind, _) in enumerate(EVERY)}
_STEPS = dict(EVERY)

_OPEN = """
WITH wanted (id) AS MATERIALIZED
  (SELECT order_id FROM order_row WHERE open = 1 UNION SELECT value FROM json_each(:also))
SELECT own.order_id, own.vendor, own.state, row.held_up OR coalesce(row.due < :today, 0),
row.fetched_at, poll.at, poll.times
FROM wanted CROSS JOIN own_order AS own ON own.order_id = wanted.id
CROSS JOIN order_row AS row ON row.key = 'ours ' || wanted.id
LEFT JOIN poll ON poll.vendor = own.vendor AND poll.po_key = own.po_key
WHERE :order_id IS NULL OR wanted.id = :order_id
"""


class Open(NamedTuple):
    """An order that is not finished, as cache.db has it. Instants are None where there is none."""

    order_id: int
    vendor: str
    kind: str
    asked_at: datetime | None
    times: int


class Due(NamedTuple):
    """Sorts by what is asked first among those whose `at` has come."""

    rank: int
    at: datetime
    order_id: int
    vendor: str


def asked(db: sqlite3.Connection, vendor: str, number: str, sent: datetime, at: datetime) -> None:
    """Note that the vendor was asked at `at` for an order sent last at `sent`; run inside a write.

    Counted is from the last time it was sent.
    """
    db.execute(
        "INSERT INTO poll VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET at = excluded.at, "
        "times = CASE WHEN at < ? THEN 1 ELSE times + 1 END",
        (vendor, projection.po_key(number), instant_text(at), instant_text(sent)),
    )


def heard(db: sqlite3.Connection) -> tuple[str | None, ...]:
    """Moves whenever any session hears something of the account's orders."""
    row = db.execute(
        "SELECT (SELECT max(at) FROM poll), (SELECT max(at) FROM orders_fetched)"
    ).fetchone()
    return tuple(row)


def called_off(db: sqlite3.Connection, now: datetime) -> list[int]:
    """The orders of which an attempt was called not placed, and that may still turn up.

    Read from the ledger: another attempt under the number may have been rejected since.
    """
    found = db.execute(
        "SELECT DISTINCT order_id FROM attempt JOIN purchase_order AS po ON po.id = order_id "  # noqa: S608
        f"WHERE attempt.state = 'not_placed' AND attempt.sent_at > ? AND po.state IN {NOT_PLACED}",
        (instant_text(now - ENTERED_WITHIN),),
    )
    return [order_id for (order_id,) in found]


def open_orders(
    db: sqlite3.Connection, today: date, also: Sequence[int], order_id: int | None = None
) -> list[Open]:
    """Every order of ours that is not finished and those of `also`, or of these one alone."""
    values = {"today": today.isoformat(), "also": json.dumps(also), "order_id": order_id}
    found = []
    for its_id, vendor, state, late, fetched_at, polled_at, times in db.execute(_OPEN, values):
        last = max((at for at in (fetched_at, polled_at) if at is not None), default=None)
        asked_at = None if last is None else instant(last)
        kind = _kind(state, fetched_at, late)
        found.append(Open(its_id, vendor, kind, asked_at, times or 0))
    return found


def sent_at(db: sqlite3.Connection, orders: Sequence[Open]) -> dict[int, datetime]:
    """When each was sent last; read from the ledger."""
    rows = db.execute(
        "SELECT order_id, max(sent_at) FROM attempt "
        "WHERE order_id IN (SELECT value FROM json_each(?)) GROUP BY order_id",
        (json.dumps([order.order_id for order in orders]),),
    )
    return {order_id: instant(at) for order_id, at in rows if at is not None}


def due(order: Open, sent: Mapping[int, datetime], now: datetime) -> Due | None:
    """When the order is asked after next; None where it is not any more."""
    since = sent.get(order.order_id, now)
    if order.kind == "not placed" and now > since + ENTERED_WITHIN:
        return None
    last, times = order.asked_at, order.times
    if last is None or last < since:
        # What was asked before it was sent (again) does not count.
        last, times = since, 0
    steps = _STEPS[order.kind]
    # An instant to come is of a clock that was set back since.
    at = min(last, now) + steps[min(times, len(steps) - 1)]
    return Due(_RANK[order.kind], at, order.order_id, order.vendor)


def _kind(state: str, fetched_at: str | None, late: int) -> str:
    if state in NOT_PLACED:
        return "not placed"
    if fetched_at is None:
        return "unconfirmed"
    return "late" if late else "open"
