"""From the ledger and the vendor's answers to the rows of the history, all inside cache.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from cache import inbound_rows, own_parts, unread
from cache.comparing import Acknowledged
from cache.convert import instant_text
from cache.history_rows import (
    OwnOrder,
    draw,
    draw_theirs,
    one,
    our_key,
    po_key,
    put_own,
    stored_number,
    their_key,
    theirs,
)
from cache.inbound_rows import InboundRow
from cache.ledger import Stamp
from cache.news import Change, changes
from cache.purchase_orders import Frozen, vendor_name
from cache.status_words import settled_words
from cache.vendor_orders import to_text
from vendors.vocabulary import VendorOrder

__all__ = ["Ours", "all_came", "one", "po_key", "put_ours", "put_theirs", "stamp_of", "theirs"]

_NEWS_KEPT = 20
# The kind of news that an order of ours was settled; their number is the key of its row.
SETTLED = "settled"


class Ours(NamedTuple):
    """Orders of the ledger that changed after sequence `since`, up to `stamp`.

    `anew`: the ledger was put back to an earlier day, so what was projected of it is void.
    `acknowledged`: differences by name, of the orders that have any; `inbounds`: what the warehouse
    knows of those that it was told of.
    """

    since: int
    anew: bool
    stamp: Stamp
    orders: tuple[Frozen, ...]
    acknowledged: Mapping[int, dict[str, Acknowledged]]
    inbounds: Mapping[int, InboundRow] = MappingProxyType({})


def stamp_of(db: sqlite3.Connection) -> Stamp | None:
    """The stamp of the ledger that cache.db was last projected from."""
    row = db.execute("SELECT identity, sequence FROM ledger_stamp").fetchone()
    return None if row is None else Stamp(*row)


def put_ours(db: sqlite3.Connection, ours: Ours, now: datetime) -> bool:
    """Project `ours`; run inside a write of cache.db. What was settled of them is news.

    False where they cannot be: what stands there is not what they are the change from. True and
    nothing done where another session has projected as much already.
    """
    before = stamp_of(db)
    if before is None or ours.anew or before.identity != ours.stamp.identity:
        if ours.since:
            return False
        _forget_ours(db)
    elif before.sequence >= ours.stamp.sequence:
        return True
    elif before.sequence < ours.since:
        return False
    for order in ours.orders:
        _put_settled(db, order, now)
    put_own(db, (OwnOrder.of(order, ours.acknowledged.get(order.id, {})) for order in ours.orders))
    own_parts.put(db, ours.orders)
    inbound_rows.put(db, [order.id for order in ours.orders], ours.inbounds)
    db.execute("INSERT OR REPLACE INTO ledger_stamp VALUES (1, ?, ?)", ours.stamp)
    draw(db, {(order.content.vendor, po_key(order.number)) for order in ours.orders}, now.date())
    return True


def put_theirs(db: sqlite3.Connection, orders: Sequence[VendorOrder], fetched_at: datetime) -> int:
    """Store what the vendor says of `orders`; run inside a write of cache.db.

    Returns how many of them are new or changed. Of those that were known, what changed is news;
    the others are as they were, only younger.
    """
    at, today = instant_text(fetched_at), fetched_at.date()
    keys: set[tuple[str, str]] = set()
    changed = 0
    for said in orders:
        order = _with_what_is_known(db, said)
        key, known_as, body = po_key(order.po_number), stored_number(order), to_text(order)
        place = (order.vendor, known_as)
        before = db.execute(
            "SELECT po_key, body FROM vendor_order WHERE vendor = ? AND number = ?", place
        ).fetchone()
        if before == (key, body) and _younger(db, order, at, today):
            continue
        changed += before != (key, body)
        nameless = _nameless(db, order)
        _put_news(db, order, nameless, at)
        for its in nameless:
            _forget_theirs(db, its)
        db.execute(
            "INSERT OR REPLACE INTO vendor_order VALUES (?, ?, ?, ?, ?, ?)",
            (order.vendor, known_as, key, instant_text(order.entered_at), body, at),
        )
        keys.add((order.vendor, key))
        if before is not None:
            keys.add((order.vendor, before[0]))
        if not key:
            draw_theirs(db, order, at, today)
    draw(db, keys, today)
    return changed


def all_came(db: sqlite3.Connection, vendor: str, asked_at: datetime) -> None:
    """Every page that the vendor had at `asked_at` is stored; run inside a write of cache.db."""
    unread.forget(db, vendor, asked_at)
    db.execute(
        "INSERT OR REPLACE INTO orders_fetched VALUES (?, ?)", (vendor, instant_text(asked_at))
    )


def _with_what_is_known(db: sqlite3.Connection, order: VendorOrder) -> VendorOrder:
    """`order`, or where it comes without its sales orders, what is stored of it at its new status.

    A vendor's list may have no lines (TI's has none), and an order is asked for by itself at times
    only: what was told then stays.
    """
    if order.sales_orders or not order.number:
        return order
    known = [its for its, _ in one(db, order.vendor, stored_number(order)) if its.sales_orders]
    if not known:
        return order
    return replace(known[0], status=order.status, status_text=order.status_text)


def _younger(db: sqlite3.Connection, order: VendorOrder, at: str, today: date) -> bool:
    """The vendor says the same again: only its age changes. False where a day has passed that the
    row shows, so that it has to be drawn anew.
    """
    db.execute(
        "UPDATE vendor_order SET fetched_at = ? WHERE vendor = ? AND number = ?",
        (at, order.vendor, stored_number(order)),
    )
    rows = db.execute(
        "UPDATE order_row SET fetched_at = ? WHERE key = ? OR key = (SELECT 'ours ' || order_id "
        "FROM own_order WHERE vendor = ? AND po_key = ?) RETURNING next_date",
        (at, their_key(order), order.vendor, po_key(order.po_number)),
    ).fetchall()
    return all(day is None or day >= today.isoformat() for (day,) in rows)


def _nameless(db: sqlite3.Connection, order: VendorOrder) -> list[VendorOrder]:
    """What was stored of `order` before the vendor had given it a number.

    Known by its moment, or by sales orders that are all its own: left there, each of its pieces
    would count twice.
    """
    if not order.number:
        return []
    moment = stored_number(replace(order, number=""))
    numbers = {sale.number for sale in order.sales_orders if sale.number}
    return [
        its
        for its, _ in theirs(db, order.vendor, po_key(order.po_number))
        or one(db, order.vendor, moment)
        if not its.number
        and (
            stored_number(its) == moment
            or (its.sales_orders and {sale.number for sale in its.sales_orders} <= numbers)
        )
    ]


def _put_news(
    db: sqlite3.Connection, order: VendorOrder, nameless: Sequence[VendorOrder], at: str
) -> None:
    """Write down what `order` says otherwise than what is stored of it."""
    vendor, number = order.vendor, stored_number(order)
    known = [before for before, _ in one(db, vendor, number)] or nameless
    found = changes(known, [order])
    if not known and _another(db, order, at):
        found = [Change("new order", f"another order under this number: {order.number}")]
    db.executemany(
        "UPDATE order_news SET number = ? WHERE vendor = ? AND number = ?",
        [(number, vendor, stored_number(its)) for its in nameless],
    )
    db.executemany(
        "INSERT INTO order_news (vendor, number, at, kind, words) VALUES (?, ?, ?, ?, ?)",
        [(vendor, number, at, change.kind, change.words) for change in found],
    )
    if found:
        db.execute(
            "DELETE FROM order_news WHERE vendor = ? AND number = ? AND id NOT IN (SELECT id FROM "
            "order_news WHERE vendor = ? AND number = ? ORDER BY id DESC LIMIT ?)",
            (vendor, number, vendor, number, _NEWS_KEPT),
        )


def _put_settled(db: sqlite3.Connection, order: Frozen, now: datetime) -> None:
    """Write down what became of `order` since it was projected last."""
    was = db.execute("SELECT state FROM own_order WHERE order_id = ?", (order.id,)).fetchone()
    vendor, numbers = order.content.vendor, order.vendor_numbers
    words = settled_words(was[0], order.state, vendor_name(vendor), numbers) if was else ""
    if words:
        db.execute(
            "INSERT INTO order_news (vendor, number, at, kind, words) VALUES (?, ?, ?, ?, ?)",
            (vendor, our_key(order.id), instant_text(now), SETTLED, words),
        )


def _another(db: sqlite3.Connection, order: VendorOrder, at: str) -> bool:
    """Whether an order of ours was listed before under another number of the vendor's."""
    return (
        db.execute(
            # The index is taken only where it is its own column that is not empty.
            "SELECT 1 FROM own_order AS own JOIN vendor_order AS its USING (vendor, po_key) "
            "WHERE own.vendor = ? AND own.po_key = ? AND its.po_key <> '' AND its.fetched_at < ?",
            (order.vendor, po_key(order.po_number), at),
        ).fetchone()
        is not None
    )


def _forget_theirs(db: sqlite3.Connection, order: VendorOrder) -> None:
    db.execute(
        "DELETE FROM vendor_order WHERE vendor = ? AND number = ?",
        (order.vendor, stored_number(order)),
    )
    db.execute("DELETE FROM order_row WHERE key = ?", (their_key(order),))


def _forget_ours(db: sqlite3.Connection) -> None:
    """Another ledger, or none yet: what is the vendor's becomes rows of the vendor's again."""
    db.execute("DELETE FROM order_row WHERE ours = 1")
    db.execute("DELETE FROM order_news WHERE kind = ?", (SETTLED,))
    keys = db.execute("DELETE FROM own_order RETURNING vendor, po_key").fetchall()
    db.execute("DELETE FROM ledger_stamp")
    own_parts.forget(db)
    inbound_rows.forget(db)
    for vendor, key in keys:
        for order, fetched_at in theirs(db, vendor, key):
            draw_theirs(db, order, fetched_at, datetime.fromisoformat(fetched_at).date())
