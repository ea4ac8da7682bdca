"""What a ledger itself says is open, whatever the vendor lists: for the morning list."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache import changing_seen
from cache.convert import instant
from cache.judging import alarm
from cache.purchase_orders import vendor_name
from cache.status_words import sales_orders
from cache.vendor_orders import day_words

if TYPE_CHECKING:
    from cache.morning import Kind


# Of changes that wait for a person.
_BECAME = {
    "unknown": "no answer",
    "not_seen": "taken, and not to be seen",
    "accepted": "taken, and could not be read back",
}


# What a warehouse was to be told of, and waits for a person.
_INBOUND = (
    "SELECT own.order_id, own.reference, head.vendor, own.waits, own.looked_at FROM inbound AS own "
    "JOIN purchase_order AS head ON head.id = own.order_id WHERE own.waits <> '' ORDER BY own.id"
)


class Open(NamedTuple):
    """An order that the ledger itself says is open. `since`: when it was sent or became so."""

    order_id: int
    number: str
    vendor: str
    kind: Kind
    since: datetime | None
    words: str


def open_in(db: sqlite3.Connection, now: datetime) -> Iterator[Open]:
    """The orders, and changes, of a ledger that are open whatever the vendor lists."""
    rows = db.execute(
        "SELECT id, number, vendor, state, vendor_numbers, "
        "(SELECT max(coalesce(sent_at, created_at)) FROM attempt WHERE order_id = po.id), "
        "(SELECT count(*) FROM look WHERE order_id = po.id), "
        "(SELECT said FROM look WHERE order_id = po.id ORDER BY id DESC LIMIT 1) "
        "FROM purchase_order AS po WHERE state IN ('unknown', 'accepted_no_number', 'duplicate')"
    ).fetchall()
    for order_id, number, vendor, state, numbers, sent_at, looks, said in rows:
        since = None if sent_at is None else instant(sent_at)
        sent = "sent" if since is None else f"sent {clock_words(since, now)}"
        name = vendor_name(vendor)
        if state == "unknown":
            words = f"{sent}, no answer; {_looked(looks, said)}"
            yield Open(order_id, number, vendor, "unknown", since, words)
        elif state == "accepted_no_number":
            words = f"{sent}; {name} took it and has given no number yet"
            yield Open(order_id, number, vendor, "no number", since, words)
        elif not _noted(db, order_id, alarm(json.loads(numbers))):
            words = f"{name} has it twice: {sales_orders(json.loads(numbers))}"
            yield Open(order_id, number, vendor, "twice", since, words)
    for change in changing_seen.open_ones(db, now):
        what = f"line {change.line_no}: {change.words}"
        became = _BECAME[change.state]
        last = f"; {change.looks[-1].said}" if change.looks else ""
        words = f"{what}: {became}{last}; c on it in the order closes it"
        at = change.sent_at or change.created_at
        yield Open(change.order_id, change.number, change.vendor, "change", at, words)
    for order_id, number, vendor, waits, looked_at in db.execute(_INBOUND):
        since = None if looked_at is None else instant(looked_at)
        yield Open(order_id, number, vendor, "inbound", since, waits)


def _looked(looks: int, said: str | None) -> str:
    if not looks:
        return "not looked for yet"
    times = {1: "once", 2: "twice"}.get(looks, f"{looks} times")
    return f"looked {times}: {said}"


def _noted(db: sqlite3.Connection, order_id: int, name: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM acknowledged WHERE order_id = ? AND difference = ?", (order_id, name)
        ).fetchone()
        is not None
    )


def accepted_at(db: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, datetime]:
    """When those of these orders that are accepted now were so."""
    rows = db.execute(
        "SELECT order_id, max(ended_at) FROM attempt "
        "JOIN purchase_order ON purchase_order.id = order_id "
        "WHERE order_id IN (SELECT value FROM json_each(?)) AND attempt.state = 'accepted' "
        "AND purchase_order.state = 'accepted' GROUP BY order_id",
        (json.dumps(order_ids),),
    )
    return {order_id: instant(at) for order_id, at in rows if at is not None}


def clock_words(moment: datetime, now: datetime) -> str:
    """In the workstation's own zone: the time, and the day where it is another."""
    here = moment.astimezone()
    if here.date() == now.astimezone().date():
        return f"{here:%H:%M}"
    return f"{day_words(here.date())} {here:%H:%M}"
