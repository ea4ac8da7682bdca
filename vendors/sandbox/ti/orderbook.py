"""TI's orders in the sandbox's book."""

from __future__ import annotations

from datetime import datetime

from vendors.sandbox.book import Book, po_key
from vendors.sandbox.clock import iso
from vendors.sandbox.ti import stock
from vendors.sandbox.ti.model import Order

_FIRST = 10_000_417
_STEP = 1
_FIRST_SERIAL = 20_000_101


def next_serial(book: Book) -> int:
    """For an order: its number is `T` and these eight digits."""
    return _next(book, "ti_next_order", _FIRST, _STEP)


def next_parcel(book: Book) -> int:
    """For a waybill, an invoice and a tracking number."""
    return _next(book, "ti_next_parcel", _FIRST_SERIAL, 37)


def _next(book: Book, name: str, first: int, step: int) -> int:
    value = int(book.get(name, str(first)))
    book.set(name, str(value + step))
    return value


def add(book: Book, order: Order) -> None:
    """Keep an order and take its pieces from what lies there."""
    with book.writing():
        book.db.execute(
            "INSERT INTO ti_purchase VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                order.serial,
                order.number,
                order.po_number,
                iso(order.entered),
                iso(order.visible),
                order.source,
                order.to_text(),
            ),
        )
        if order.source == "order":
            for line in order.lines:
                stock.take(book, line.number, line.quantity)


def by_number(book: Book, number: str) -> Order | None:
    """An order that can be read by now, with or without the T before its digits."""
    row = book.db.execute(
        "SELECT content FROM ti_purchase WHERE number = ? AND visible <= ?",
        (number if number.startswith("T") else f"T{number}", iso(book.now())),
    ).fetchone()
    return None if row is None else Order.from_text(row[0])


def between(book: Book, since: datetime, until: datetime) -> list[Order]:
    """Entered in [since, until) and visible by now, newest first."""
    rows = book.db.execute(
        "SELECT content FROM ti_purchase WHERE entered >= ? AND entered < ? AND visible <= ?"
        " ORDER BY entered DESC, serial DESC",
        (iso(since), iso(until), iso(book.now())),
    )
    return [Order.from_text(row[0]) for row in rows.fetchall()]


def by_po(book: Book, po_number: str | None) -> list[Order]:
    """All orders under a PO number, compared trimmed and in any case, oldest first, also those
    that nobody can read yet. None: every order that was not there from the start."""
    rows = book.db.execute("SELECT content FROM ti_purchase ORDER BY entered, serial")
    found = [Order.from_text(row[0]) for row in rows.fetchall()]
    if po_number is None:
        return [order for order in found if order.source == "order"]
    return [order for order in found if po_key(order.po_number) == po_key(po_number)]
