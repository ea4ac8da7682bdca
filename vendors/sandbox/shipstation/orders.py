"""A purchase order as ShipStation keeps it, and where it is kept.

An order says what is to come; nothing is ordered at the supplier by it. Whether its products say
what was received is not documented ("full product details"): here every other order does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from vendors.sandbox.book import Book, po_key
from vendors.sandbox.clock import instant, iso
from vendors.sandbox.desk import Ask
from vendors.sandbox.shipstation import suppliers
from vendors.sandbox.shipstation.ids import number_of
from vendors.sandbox.shipstation.places import written
from vendors.sandbox.shipstation.refusals import missing

Json = dict[str, Any]

DRAFT, OPEN, RECEIVING = "draft", "open", "receiving"
RECEIVED, CANCELLED, CLOSED = "received", "cancelled", "closed"
STATUSES = (DRAFT, OPEN, RECEIVING, RECEIVED, CANCELLED, CLOSED)

_COLUMNS = "id, order_number, status, created, visible, source, content"


@dataclass(slots=True)
class Product:
    """One product of an order: pieces, and the cost of one in the order's currency."""

    sku: str
    quantity: int
    supplier_sku: str | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Pieces of one SKU that came at one time."""

    at: datetime
    sku: str
    location_id: str
    received: int
    rejected: int
    lot: str | None
    expires: str | None


@dataclass(slots=True)
class Order:
    """`details` are the fields that may miss, as they are answered."""

    id: int
    order_number: str
    status: str
    created: datetime
    modified: datetime
    visible: datetime
    source: str
    supplier_id: str
    warehouse_id: str
    products: list[Product]
    details: dict[str, str] = field(default_factory=dict)

    @property
    def se_id(self) -> str:
        return f"se-{self.id}"

    @property
    def reference(self) -> str:
        return self.details.get("reference_number", "")

    @property
    def currency(self) -> str:
        return self.details["currency_code"]

    def ordered(self) -> dict[str, int]:
        """Pieces by SKU, which may stand in several products."""
        found: dict[str, int] = {}
        for product in self.products:
            found[product.sku] = found.get(product.sku, 0) + product.quantity
        return found


# -- the book --------------------------------------------------------------------------------------


def keep(book: Book, order: Order) -> None:
    """Put an order there, or in place of what it was."""
    content = {
        "modified": iso(order.modified),
        "supplier_id": order.supplier_id,
        "warehouse_id": order.warehouse_id,
        "details": order.details,
        "products": [
            [
                each.sku,
                each.quantity,
                each.supplier_sku,
                None if each.cost is None else str(each.cost),
            ]
            for each in order.products
        ],
    }
    book.db.execute(
        "INSERT INTO shipstation_order VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET reference_key = excluded.reference_key, status = excluded.status,"
        " content = excluded.content",
        (
            order.id,
            order.order_number,
            po_key(order.reference),
            order.status,
            iso(order.created),
            iso(order.visible),
            order.source,
            json.dumps(content),
        ),
    )


def _order(row: Sequence[Any]) -> Order:
    content = json.loads(row[6])
    return Order(
        id=row[0],
        order_number=row[1],
        status=row[2],
        created=instant(row[3]),
        modified=instant(content["modified"]),
        visible=instant(row[4]),
        source=row[5],
        supplier_id=content["supplier_id"],
        warehouse_id=content["warehouse_id"],
        products=[
            Product(sku, many, theirs, None if cost is None else Decimal(cost))
            for sku, many, theirs, cost in content["products"]
        ],
        details=content["details"],
    )


def every(book: Book) -> list[Order]:
    """Every order that can be seen by now."""
    rows = book.db.execute(
        f"SELECT {_COLUMNS} FROM shipstation_order WHERE visible <= ?",  # noqa: S608
        (iso(book.now()),),
    )
    return [_order(row) for row in rows.fetchall()]


def under(book: Book, reference: str | None) -> list[Order]:
    """All orders under a reference number, compared trimmed and in any case, oldest first.

    None: every order that was not there from the start. Also those that nobody can see yet.
    """
    where = "source = 'order'" if reference is None else "reference_key = ?"
    rows = book.db.execute(
        f"SELECT {_COLUMNS} FROM shipstation_order WHERE {where} ORDER BY id",  # noqa: S608
        () if reference is None else (po_key(reference),),
    )
    return [_order(row) for row in rows.fetchall()]


def asked(book: Book, ask: Ask) -> Order:
    """The order that the path names, if it can be seen by now. Raises Rejected (404)."""
    number = number_of(ask.params["purchase_order_id"])
    row = book.db.execute(
        f"SELECT {_COLUMNS} FROM shipstation_order WHERE id = ? AND visible <= ?",  # noqa: S608
        (number, iso(book.now())),
    ).fetchone()
    if row is None:
        raise missing("Purchase order")
    return _order(row)


def next_number(book: Book) -> str:
    """`MMDDYYYY-n`, as documented; by the day of the sandbox's clock, UTC."""
    today = f"{book.now():%m%d%Y}"
    day, _, last = book.get("shipstation_order_number").partition("-")
    number = f"{today}-{int(last) + 1 if day == today else 1:02d}"
    book.set("shipstation_order_number", number)
    return number


def note(book: Book, order: Order, ask: Ask) -> None:
    """Keep what was asked for and done."""
    book.db.execute(
        "INSERT INTO shipstation_told (order_id, at, method, path, body) VALUES (?, ?, ?, ?, ?)",
        (order.id, iso(book.now()), ask.method, ask.path, ask.text),
    )


def receive(book: Book, order: Order, one: Received) -> None:
    book.db.execute(
        "INSERT INTO shipstation_receive (order_id, at, sku, location_id, received, rejected, lot,"
        " expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (order.id, iso(one.at), one.sku, one.location_id, one.received, one.rejected, one.lot,
         one.expires),
    )  # fmt: skip


def receives(book: Book, order: Order) -> list[Received]:
    """In the order in which they came."""
    rows = book.db.execute(
        "SELECT at, sku, location_id, received, rejected, lot, expires FROM shipstation_receive"
        " WHERE order_id = ? ORDER BY id",
        (order.id,),
    )
    return [Received(instant(row[0]), *row[1:]) for row in rows.fetchall()]


def came(book: Book, order: Order) -> dict[str, tuple[int, int]]:
    """(received, rejected) pieces by SKU."""
    found: dict[str, tuple[int, int]] = {}
    for one in receives(book, order):
        received, rejected = found.get(one.sku, (0, 0))
        found[one.sku] = (received + one.received, rejected + one.rejected)
    return found


# -- answers ---------------------------------------------------------------------------------------


def summary(book: Book, order: Order) -> Json:
    """As a list says it: without products, payment or carrier."""
    supplier = suppliers.supplier(book, order.supplier_id) or {}
    some = ("order_date", "expected_delivery_date", "reference_number")
    return {
        "purchase_order_id": order.se_id,
        "order_number": order.order_number,
        "supplier_id": order.supplier_id,
        "supplier_name": supplier.get("supplier_name", ""),
        "status": order.status,
        "create_date": written(order.created),
        "modify_date": written(order.modified),
        "warehouse_id": order.warehouse_id,
        **{name: order.details[name] for name in some if name in order.details},
    }


def whole(book: Book, order: Order) -> Json:
    return {**summary(book, order), **order.details, "products": _products(book, order)}


def _products(book: Book, order: Order) -> list[Json]:
    """What came of a SKU is told of its products in turn, and what is too much of the last."""
    tells = order.id % 2 == 0
    left = came(book, order) if tells else {}
    last = {product.sku: at for at, product in enumerate(order.products)}
    shown = []
    for at, product in enumerate(order.products):
        answer: Json = {"sku": product.sku, "quantity": product.quantity}
        if product.supplier_sku is not None:
            answer["supplier_sku"] = product.supplier_sku
        if product.cost is not None:
            answer["cost"] = float(product.cost)
        if tells:
            received, rejected = left.get(product.sku, (0, 0))
            if at != last[product.sku]:
                received = min(received, product.quantity)
                rejected = min(rejected, product.quantity - received)
            before = left.get(product.sku, (0, 0))
            left[product.sku] = (before[0] - received, before[1] - rejected)
            answer |= {"received_quantity": received, "rejected_quantity": rejected}
        shown.append(answer)
    return shown
