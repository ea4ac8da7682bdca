"""The sandbox's own file: orders, tokens, the clock, faults and counters, in one SQLite file.

Several processes may use it at once: the server, and the commands beside it. Nothing of value
is in it, so it is quick rather than durable against power loss; a killed process loses nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vendors.folders import open_file
from vendors.sandbox.clock import instant, iso
from vendors.sandbox.meeting import tell_ahead
from vendors.sandbox.model import Change, Order, lines_from_text, lines_to_text
from vendors.sandbox.shipstation import schema as shipstation

_APPLICATION_ID = 0x42524D53
_STEPS = (
    """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE purchase (
    order_number INTEGER PRIMARY KEY, po_key TEXT NOT NULL, user TEXT NOT NULL,
    customer_id INTEGER NOT NULL, entered TEXT NOT NULL, visible TEXT NOT NULL,
    source TEXT NOT NULL, content TEXT NOT NULL) STRICT;
CREATE INDEX purchase_po ON purchase (po_key);
CREATE INDEX purchase_entered ON purchase (entered);
CREATE TABLE sale (id INTEGER PRIMARY KEY, order_number INTEGER NOT NULL) STRICT;
CREATE TABLE release (
    customer_id INTEGER NOT NULL, number TEXT NOT NULL, quantity INTEGER NOT NULL) STRICT;
CREATE INDEX release_of ON release (customer_id, number);
CREATE TABLE code (
    hash TEXT PRIMARY KEY, redirect_uri TEXT NOT NULL, challenge TEXT, user TEXT NOT NULL,
    expires TEXT NOT NULL, family TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE token (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, family TEXT NOT NULL, user TEXT,
    expires TEXT NOT NULL, spent INTEGER NOT NULL DEFAULT 0,
    revoked INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX token_family ON token (family);
CREATE TABLE fault (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, times INTEGER NOT NULL, path TEXT NOT NULL,
    options TEXT NOT NULL) STRICT;
CREATE TABLE calls (
    product TEXT NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (product, day)) STRICT, WITHOUT ROWID;
""",
    """
ALTER TABLE release ADD COLUMN seen TEXT NOT NULL DEFAULT '';
CREATE TABLE change (
    id INTEGER PRIMARY KEY, sale_id INTEGER NOT NULL, detail_id INTEGER NOT NULL,
    user TEXT NOT NULL, taken TEXT NOT NULL, seen TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, body TEXT NOT NULL, lines TEXT NOT NULL) STRICT;
CREATE INDEX change_of ON change (sale_id);
""",
    shipstation.TABLES,
    """
CREATE TABLE ti_purchase (
    serial INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, po_number TEXT NOT NULL,
    entered TEXT NOT NULL, visible TEXT NOT NULL, source TEXT NOT NULL,
    content TEXT NOT NULL) STRICT;
CREATE INDEX ti_purchase_entered ON ti_purchase (entered);
CREATE TABLE ti_sold (number TEXT PRIMARY KEY, pieces INTEGER NOT NULL) STRICT, WITHOUT ROWID;
""",
)
_VERSION = len(_STEPS)
# How long a reserve still looks as it did after pieces were released from it.
DRAWN_AFTER = timedelta(minutes=30)

# Sixteen digits, more than a float holds exactly, as DigiKey's web order numbers are.
FIRST_ORDER = 9_910_000_375_186_108
_ORDER_STEP = 1_009
FIRST_SALE = 90_416_733
_SALE_STEP = 37


class BookError(Exception):
    """The book cannot be used; the text is one sentence for people."""


def po_key(po_number: str) -> str:
    return po_number.strip().casefold()


class Book:
    """One open book. Not for several threads."""

    def __init__(self, path: Path, *, now: Callable[[], datetime] | None = None) -> None:
        self.path = path
        self._real_now = now or (lambda: datetime.now(UTC))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA busy_timeout = 5000")

    @classmethod
    def open(
        cls, folder: Path, frozen: str | None = None, *, now: Callable[[], datetime] | None = None
    ) -> tuple[Book, bool]:
        """(the book in `folder`, whether it was made just now).

        `frozen` stops the clock of a new book at that instant. Raises BookError where the book
        was made with another clock or is no book.
        """
        path = folder / "book.db"
        # Before SQLite opens it, which would let others read it.
        os.close(open_file(path, os.O_RDWR))
        book = cls(path, now=now)
        try:
            made = book._prepare(frozen)
        except sqlite3.DatabaseError as error:
            book.close()
            raise BookError(
                f"The sandbox's book {path} is damaged ({error}); it holds nothing of value: "
                "remove it and start again."
            ) from None
        except BookError:
            book.close()
            raise
        return book, made

    @classmethod
    def existing(cls, folder: Path) -> Book:
        """The book that must be there already. Raises BookError."""
        if not (folder / "book.db").exists():
            raise BookError(f"There is no sandbox in {folder} yet: `serve` makes one.")
        return cls.open(folder)[0]

    def _prepare(self, frozen: str | None) -> bool:
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        with self.writing():
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if not 0 <= version <= _VERSION:
                raise BookError(
                    f"The sandbox's book {self.path} is of another version of Bondroom; "
                    "it holds nothing of value: remove it and start again."
                )
            for step in _STEPS[version:]:
                for statement in step.split(";"):
                    self.db.execute(statement)
            if version == 0:
                self.db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                if frozen is not None:
                    self.set("frozen", iso(instant(frozen)))
                self.set("seeded", "")
            if version != _VERSION:
                self.db.execute(f"PRAGMA user_version = {_VERSION}")
            tell_ahead(self.path.parent, self.ahead)
        kept = self.get("frozen")
        if frozen is not None and kept != iso(instant(frozen)):
            raise BookError(
                f"The sandbox's book {self.path} was made with another clock "
                f"({kept or 'the real one'}): remove it or leave the clock out."
            )
        return self.get("seeded") == ""

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One immediate transaction; inside another one, a part of it."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # -- settings and time ---------------------------------------------------------------------

    def get(self, name: str, default: str = "") -> str:
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        self.db.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def now(self) -> datetime:
        """This instant by the sandbox's clock."""
        frozen = self.get("frozen")
        start = instant(frozen) if frozen else self._real_now()
        return start + self.ahead

    @property
    def ahead(self) -> timedelta:
        """By how much the clock was moved on."""
        return timedelta(seconds=float(self.get("offset", "0")))

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on, for good, and tell the sessions. Raises OSError."""
        with self.writing():
            self.set("offset", str((self.ahead + by).total_seconds()))
            tell_ahead(self.path.parent, self.ahead)
        return self.now()

    def count(self, product: str, day: str) -> int:
        """Count one call to `product` on `day` and say how many there are now."""
        row = self.db.execute(
            "INSERT INTO calls VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n",
            (product, day),
        ).fetchone()
        return int(row[0])

    # -- orders --------------------------------------------------------------------------------

    def _next(self, name: str, first: int, step: int) -> int:
        value = int(self.get(name, str(first)))
        self.set(name, str(value + step))
        return value

    def next_order_number(self) -> int:
        return self._next("next_order", FIRST_ORDER, _ORDER_STEP)

    def next_sale_id(self) -> int:
        return self._next("next_sale", FIRST_SALE, _SALE_STEP)

    def next_serial(self) -> int:
        """For invoice and tracking numbers."""
        return self._next("next_serial", 41_700, 1)

    def add(self, order: Order) -> None:
        with self.writing():
            self.db.execute(
                "INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    order.order_number,
                    po_key(order.po_number),
                    order.user,
                    order.customer_id,
                    iso(order.entered),
                    iso(order.visible),
                    order.source,
                    order.to_text(),
                ),
            )
            for sale in order.sales:
                self.db.execute("INSERT INTO sale VALUES (?, ?)", (sale.id, order.order_number))
                for line in sale.lines:
                    if line.bonded_at is not None:
                        self.release(line.bonded_at, line.number, line.quantity, order.entered)

    def orders(
        self, since: datetime, until: datetime, *, user: str | None, limit: int, offset: int
    ) -> tuple[int, list[Order]]:
        """(how many, one page) entered in [since, until), newest first, and visible by now."""
        where = "entered >= ? AND entered < ? AND visible <= ? AND (? IS NULL OR user = ?)"
        bound = (iso(since), iso(until), iso(self.now()), user, user)
        total = self.db.execute(f"SELECT count(*) FROM purchase WHERE {where}", bound)  # noqa: S608
        rows = self.db.execute(
            f"SELECT content FROM purchase WHERE {where}"  # noqa: S608
            " ORDER BY entered DESC, order_number DESC LIMIT ? OFFSET ?",
            (*bound, limit, offset),
        )
        return int(total.fetchone()[0]), [self._order(row[0]) for row in rows.fetchall()]

    def by_po(self, po_number: str | None, *, ahead: bool = False) -> list[Order]:
        """All orders under a PO number, compared trimmed and in any case, oldest first.

        None: every order that was not there from the start. `ahead`: with changes that nobody
        can read back yet.
        """
        if po_number is None:
            rows = self.db.execute(
                "SELECT content FROM purchase WHERE source = 'order' ORDER BY entered, order_number"
            )
        else:
            rows = self.db.execute(
                "SELECT content FROM purchase WHERE po_key = ? ORDER BY entered, order_number",
                (po_key(po_number),),
            )
        return [self._order(row[0], ahead=ahead) for row in rows.fetchall()]

    def by_invoice(self, invoice: int) -> list[Order]:
        """Orders that may have a shipment of that invoice: the text of each names the number."""
        text = f'%"invoice": {invoice},%'
        rows = self.db.execute(
            "SELECT content FROM purchase WHERE content LIKE ? OR order_number IN"
            " (SELECT order_number FROM sale JOIN change ON sale.id = sale_id WHERE lines LIKE ?)",
            (text, text),
        )
        return [self._order(row[0]) for row in rows.fetchall()]

    def by_sale(self, sale_id: int, *, ahead: bool = False) -> Order | None:
        row = self.db.execute(
            "SELECT content FROM purchase JOIN sale USING (order_number) WHERE id = ?", (sale_id,)
        ).fetchone()
        return None if row is None else self._order(row[0], ahead=ahead)

    def _order(self, content: str, *, ahead: bool = False) -> Order:
        """With its lines as they were last changed, as far as that can be read back by now."""
        order = Order.from_text(content)
        now = iso(self.now())
        for sale in order.sales:
            row = self.db.execute(
                "SELECT lines FROM change WHERE sale_id = ? AND (? OR seen <= ?)"
                " ORDER BY id DESC LIMIT 1",
                (sale.id, ahead, now),
            ).fetchone()
            if row is not None:
                sale.lines = lines_from_text(row[0])
        return order

    # -- changes -------------------------------------------------------------------------------

    def change(self, taken: Change) -> None:
        """Keep a change. Nobody looks whether it came before."""
        with self.writing():
            self.db.execute(
                "INSERT INTO change (sale_id, detail_id, user, taken, seen, method, path, body,"
                " lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    taken.sale_id,
                    taken.detail_id,
                    taken.user,
                    iso(taken.taken),
                    iso(taken.seen),
                    taken.method,
                    taken.path,
                    taken.body,
                    lines_to_text(taken.lines),
                ),
            )

    def changes(self, sale_id: int) -> list[Change]:
        """The changes of a sales order, oldest first, also those that cannot be read back yet."""
        rows = self.db.execute(
            "SELECT sale_id, detail_id, user, taken, seen, method, path, body, lines FROM change"
            " WHERE sale_id = ? ORDER BY id",
            (sale_id,),
        )
        return [
            Change(
                sale_id=row["sale_id"],
                detail_id=row["detail_id"],
                user=row["user"],
                taken=instant(row["taken"]),
                seen=instant(row["seen"]),
                method=row["method"],
                path=row["path"],
                body=row["body"],
                lines=lines_from_text(row["lines"]),
            )
            for row in rows.fetchall()
        ]

    # -- bonded stock --------------------------------------------------------------------------

    def release(self, customer_id: int, number: str, quantity: int, at: datetime) -> None:
        """So many pieces more (or fewer) are taken from bonded stock; it shows some time after."""
        self.db.execute(
            "INSERT INTO release VALUES (?, ?, ?, ?)",
            (customer_id, number, quantity, iso(at + DRAWN_AFTER)),
        )

    def released(self, *, seen: bool = False) -> dict[tuple[int, str], int]:
        """Pieces released from bonded stock, by location and DigiKey number.

        `seen`: only what shows by now.
        """
        rows = self.db.execute(
            "SELECT customer_id, number, sum(quantity) FROM release"
            " WHERE NOT ? OR seen <= ? GROUP BY 1, 2",
            (seen, iso(self.now())),
        )
        return {(int(row[0]), str(row[1])): int(row[2]) for row in rows}
