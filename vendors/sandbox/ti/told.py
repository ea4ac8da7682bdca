"""What the command that shows the sandbox's books says of TI's orders."""

from __future__ import annotations

import json
from typing import Any

from vendors.sandbox.book import Book
from vendors.sandbox.clock import iso
from vendors.sandbox.ti import orderbook
from vendors.sandbox.ti.model import Order

Json = dict[str, Any]


def as_json(book: Book, po_number: str | None) -> list[Json]:
    """The orders under a PO number, or all that were placed, as another process compares them.

    Money is a text, a quantity in pieces.
    """
    return [_json(order) for order in orderbook.by_po(book, po_number)]


def as_lines(book: Book, po_number: str | None) -> list[str]:
    """The same for a person."""
    return [line for order in orderbook.by_po(book, po_number) for line in _lines(order)]


def _json(order: Order) -> Json:
    return {
        "data": "invented",
        "vendor": "ti",
        "po_number": order.po_number,
        "order_number": order.number,
        "profile": order.profile_id,
        "entered": iso(order.entered),
        "currency": order.currency,
        "goods": str(order.goods),
        "total": str(order.total),
        "lines": [
            {
                "number": line.number,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "fee": str(line.fee),
                "total": str(line.total),
                "line_id": line.number_given,
                "customer_part": line.customer_part,
                "custom_reel": line.custom_reel,
                "comments": line.comments,
                "waybills": sorted({one.waybill for one in line.parcels}),
            }
            for line in order.lines
        ],
        "end_customer": order.end_customer,
        "expedite": order.expedite,
        "comments": order.comments,
        "asked": json.loads(order.body) if order.body else None,
    }


def _lines(order: Order) -> list[str]:
    return [
        f"PO {order.po_number}  TI order {order.number}  {order.total} {order.currency}  "
        f"profile {order.profile.name} at {iso(order.entered)}",
        *(
            f"  {line.quantity:>9}  {line.number:<28} {line.unit_price:>12} {line.total:>14}"
            for line in order.lines
        ),
    ]
