"""From the ledger and the vendor's answers to the rows of the history, all inside cache.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from cache.convert import instant_text, money_text
from cache.ledger import Stamp
from cache.purchase_orders import Frozen, vendor_name
from cache.vendor_orders import Glance, from_text, glance, to_text
from vendors.vocabulary import VendorOrder


class Ours(NamedTuple):
    """Orders of the ledger that changed after sequence `since`, up to `stamp`.

    `anew`: the ledger was put back to an earlier day, so what was projected of it is void.
    """

    since: int
    anew: bool
    stamp: Stamp
    orders: tuple[Frozen, ...]


class OwnOrder(NamedTuple):
    """A row of own_order."""

    order_id: int
    vendor: str
    po_key: str
    number: str
    state: str
    vendor_numbers: str
    entered_at: str
    buyer: str
    total: str | None
    currency: str
    words: str


_OWN = ", ".join(OwnOrder._fields)
_ROW = (
    "key, order_id, unknown, number, vendor, vendor_numbers, state, status, status_text, "
    "entered_at, buyer, total, currency, goods_shipped, goods_ordered, next_date, ours, "
    "fetched_at, words"
)
_PUT_ROW = (
    f"INSERT INTO order_row ({_ROW}) VALUES ({', '.join('?' * len(_ROW.split(',')))}) "  # noqa: S608
    f"ON CONFLICT (key) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _ROW.split(', '))}"
)


def po_key(number: str) -> str:
    """What two purchase order numbers are compared by."""
    return number.strip().casefold()


def stamp_of(db: sqlite3.Connection) -> Stamp | None:
    """The stamp of the ledger that cache.db was last projected from."""
    row = db.execute("SELECT identity, sequence FROM ledger_stamp").fetchone()
    return None if row is None else Stamp(*row)


def put_ours(db: sqlite3.Connection, ours: Ours, today: date) -> bool:
    """Project `ours`; run inside a write of cache.db.

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
    db.executemany(
        f"INSERT OR REPLACE INTO own_order ({_OWN}) "  # noqa: S608
        f"VALUES ({', '.join('?' * len(OwnOrder._fields))})",
        [_own(order) for order in ours.orders],
    )
    db.execute("INSERT OR REPLACE INTO ledger_stamp VALUES (1, ?, ?)", ours.stamp)
    draw(db, {(order.content.vendor, po_key(order.number)) for order in ours.orders}, today)
    return True


def put_theirs(db: sqlite3.Connection, orders: Sequence[VendorOrder], fetched_at: datetime) -> None:
    """Store what the vendor says of `orders`; run inside a write of cache.db."""
    at, today = instant_text(fetched_at), fetched_at.date()
    keys: set[tuple[str, str]] = set()
    for order in orders:
        key = po_key(order.po_number)
        known_as = _number(order)
        moved = db.execute(
            "SELECT po_key FROM vendor_order WHERE vendor = ? AND number = ? AND po_key <> ?",
            (order.vendor, known_as, key),
        ).fetchall()
        # It was listed before it had a number.
        nameless = _number(replace(order, number=""))
        if nameless != known_as:
            _forget_theirs(db, order.vendor, nameless)
        db.execute(
            "INSERT OR REPLACE INTO vendor_order VALUES (?, ?, ?, ?, ?, ?)",
            (order.vendor, known_as, key, instant_text(order.entered_at), to_text(order), at),
        )
        keys.update((order.vendor, old) for (old,) in moved)
        keys.add((order.vendor, key))
        if not key:
            _put_theirs(db, order, at, today)
    draw(db, keys, today)


def all_came(db: sqlite3.Connection, vendor: str, asked_at: datetime) -> None:
    """Every page that the vendor had at `asked_at` is stored; run inside a write of cache.db."""
    db.execute(
        "INSERT OR REPLACE INTO orders_fetched VALUES (?, ?)", (vendor, instant_text(asked_at))
    )


def _forget_theirs(db: sqlite3.Connection, vendor: str, number: str) -> None:
    db.execute("DELETE FROM vendor_order WHERE vendor = ? AND number = ?", (vendor, number))
    db.execute("DELETE FROM order_row WHERE key = ?", (f"theirs {vendor} {number}",))


def theirs(db: sqlite3.Connection, vendor: str, key: str) -> list[tuple[VendorOrder, str]]:
    """The vendor's orders under a number of ours, oldest first, and when each was fetched."""
    rows = db.execute(
        "SELECT body, fetched_at FROM vendor_order WHERE vendor = ? AND po_key = ? "
        "AND po_key <> '' ORDER BY entered_at, number",
        (vendor, key),
    )
    return [(from_text(body), fetched_at) for body, fetched_at in rows]


def one(db: sqlite3.Connection, vendor: str, number: str) -> list[tuple[VendorOrder, str]]:
    """The vendor's order under its own number, if it is stored."""
    rows = db.execute(
        "SELECT body, fetched_at FROM vendor_order WHERE vendor = ? AND number = ?",
        (vendor, number),
    )
    return [(from_text(body), fetched_at) for body, fetched_at in rows]


def draw(db: sqlite3.Connection, keys: Iterable[tuple[str, str]], today: date) -> None:
    """Make the rows of these (vendor, po_key) anew. Ours and theirs under one key are one row.

    An empty key has none: what was ordered without a number stands by itself.
    """
    for vendor, key in sorted(keys):
        found = theirs(db, vendor, key)
        row = db.execute(
            f"SELECT {_OWN} FROM own_order WHERE vendor = ? AND po_key = ?",  # noqa: S608
            (vendor, key),
        ).fetchone()
        if row is None:
            for order, fetched_at in found:
                _put_theirs(db, order, fetched_at, today)
            continue
        db.executemany(
            "DELETE FROM order_row WHERE key = ?", [(_their_key(order),) for order, _ in found]
        )
        seen = glance([order for order, _ in found], today) if found else None
        fetched = max((fetched_at for _, fetched_at in found), default=None)
        _put_ours(db, OwnOrder(*row), seen, fetched)


def _put_ours(
    db: sqlite3.Connection, own: OwnOrder, seen: Glance | None, fetched_at: str | None
) -> None:
    numbers = ", ".join(json.loads(own.vendor_numbers))
    if seen is not None and seen.vendor_numbers:
        numbers = seen.vendor_numbers
    status, status_text = (seen.status, seen.status_text) if seen else ("", "")
    words = (own.words, own.number, numbers, own.state, status, status_text, own.buyer)
    db.execute(
        _PUT_ROW,
        (
            f"ours {own.order_id}",
            own.order_id,
            own.state == "unknown",
            own.number,
            own.vendor,
            numbers,
            own.state,
            status,
            status_text,
            own.entered_at,
            own.buyer,
            own.total,
            own.currency,
            seen.goods_shipped if seen else None,
            seen.goods_ordered if seen else None,
            _day(seen),
            1,
            fetched_at,
            _words(own.vendor, *words, seen.words if seen else ""),
        ),
    )


def _put_theirs(db: sqlite3.Connection, order: VendorOrder, fetched_at: str, today: date) -> None:
    seen = glance([order], today)
    buyer = next((one.ship_to.name for one in order.sales_orders if one.ship_to.name), "")
    number = order.po_number.strip() or order.number or "no number yet"
    db.execute(
        _PUT_ROW,
        (
            _their_key(order),
            None,
            0,
            number,
            order.vendor,
            seen.vendor_numbers,
            "vendor",
            order.status,
            order.status_text,
            instant_text(order.entered_at),
            buyer,
            money_text(seen.total),
            order.currency,
            seen.goods_shipped,
            seen.goods_ordered,
            _day(seen),
            0,
            fetched_at,
            _words(order.vendor, number, order.status, order.status_text, buyer, seen.words),
        ),
    )


def _own(order: Frozen) -> OwnOrder:
    content = order.content
    parts = (text for line in content.lines for text in (line.number, line.part))
    return OwnOrder(
        order_id=order.id,
        vendor=content.vendor,
        po_key=po_key(order.number),
        number=order.number,
        state=order.state,
        vendor_numbers=json.dumps(order.vendor_numbers),
        entered_at=instant_text(order.created_at),
        buyer=order.full_name or order.person,
        total=money_text(content.goods + content.fees),
        currency=content.currency,
        words=" ".join(dict.fromkeys(parts)),
    )


def _forget_ours(db: sqlite3.Connection) -> None:
    """Another ledger, or none yet: what is the vendor's becomes rows of the vendor's again."""
    db.execute("DELETE FROM order_row WHERE ours = 1")
    keys = db.execute("DELETE FROM own_order RETURNING vendor, po_key").fetchall()
    db.execute("DELETE FROM ledger_stamp")
    for vendor, key in keys:
        for order, fetched_at in theirs(db, vendor, key):
            _put_theirs(db, order, fetched_at, datetime.fromisoformat(fetched_at).date())


def _their_key(order: VendorOrder) -> str:
    return f"theirs {order.vendor} {_number(order)}"


def _number(order: VendorOrder) -> str:
    """The vendor's number; of an order listed without one, its moment and PO number instead."""
    return order.number or f"{instant_text(order.entered_at)} {po_key(order.po_number)}"


def _day(seen: Glance | None) -> str | None:
    return None if seen is None or seen.next_date is None else seen.next_date.isoformat()


def _words(vendor: str, *texts: str) -> str:
    """Everything a filter may find a row by, case-folded."""
    return " ".join(text for text in (vendor_name(vendor), *texts) if text).casefold()
