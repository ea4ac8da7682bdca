"""ShipStation's part of the book for people and for other processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from vendors.sandbox.book import Book
from vendors.sandbox.clock import iso
from vendors.sandbox.shipstation import orders, suppliers
from vendors.sandbox.shipstation.orders import Order
from vendors.sandbox.shipstation.places import LOCATION, WAREHOUSE, place


def as_json(book: Book, reference: str | None) -> list[dict[str, Any]]:
    """The orders under a reference number, or all that were made here, oldest first.

    Each as it stands, with what came and every call that made or changed it.
    """
    return [_whole(book, order) for order in orders.under(book, reference)]


def _whole(book: Book, order: Order) -> dict[str, Any]:
    supplier = suppliers.supplier(book, order.supplier_id) or {}
    warehouse = place(book, WAREHOUSE, order.warehouse_id) or {}
    came = orders.came(book, order)
    told = book.db.execute(
        "SELECT at, method, path, body FROM shipstation_told WHERE order_id = ? ORDER BY id",
        (order.id,),
    )
    return {
        "data": "invented",
        "purchase_order_id": order.se_id,
        "order_number": order.order_number,
        "reference_number": order.reference,
        "status": order.status,
        "supplier_id": order.supplier_id,
        "supplier": supplier.get("supplier_name", ""),
        "warehouse_id": order.warehouse_id,
        "warehouse": warehouse.get("name", ""),
        "created": iso(order.created),
        "modified": iso(order.modified),
        **{name: text for name, text in order.details.items() if name != "reference_number"},
        "products": [
            {
                "sku": product.sku,
                "supplier_sku": product.supplier_sku,
                "quantity": product.quantity,
                "cost": None if product.cost is None else str(product.cost),
            }
            for product in order.products
        ],
        "came": {
            sku: {"ordered": many, "received": came.get(sku, (0, 0))[0],
                  "rejected": came.get(sku, (0, 0))[1]}
            for sku, many in order.ordered().items()
        },
        "receives": [
            {
                "at": iso(one.at),
                "sku": one.sku,
                "location_id": one.location_id,
                "location": (place(book, LOCATION, one.location_id) or {}).get("name", ""),
                "received": one.received,
                "rejected": one.rejected,
                "lot": one.lot,
            }
            for one in orders.receives(book, order)
        ],
        "told": [
            {"at": row[0], "method": row[1], "path": row[2], "asked": json.loads(row[3])}
            for row in told.fetchall()
        ],
    }  # fmt: skip


def as_lines(book: Book, reference: str | None) -> Iterator[str]:
    """The same for people; what a buyer sent is not made safe for a terminal."""
    for each in as_json(book, reference):
        yield (
            f"Inbound {each['reference_number']}  {each['purchase_order_id']} "
            f"{each['order_number']}  {each['status']}  from {each['supplier']} "
            f"to {each['warehouse']}  {each['currency_code']}"
        )
        for product in each["products"]:
            came = each["came"][product["sku"]]
            yield (
                f"  {product['quantity']:>9}  {product['sku']:<28} {product['cost'] or '':>12}  "
                f"received {came['received']}, rejected {came['rejected']}"
            )
