"""What is there when a sandbox is new: suppliers, buildings, some stock, and some orders.

Days are counted from the sandbox's now, as of the other vendors' orders. Needs no index of the
catalogue: a sandbox's first start waits for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from vendors.sandbox.book import Book
from vendors.sandbox.shipstation import orders, places, stock, suppliers
from vendors.sandbox.shipstation.orders import (
    CANCELLED,
    CLOSED,
    DRAFT,
    OPEN,
    RECEIVED,
    RECEIVING,
    Order,
    Product,
    Received,
)
from vendors.sandbox.shipstation.places import LOCATION, WAREHOUSE, written
from vendors.sandbox.shipstation.world import SUPPLIERS, WAREHOUSES

_BUILT = timedelta(days=600)
_DIGIKEY, _TI, _KESTREL, _NORDWIND, _SELANGOR = (each.id for each in SUPPLIERS)
_AUSTIN, _MUNICH, _PENANG, *_ = (each.id for each in WAREHOUSES)
_DOCK, _REELS, _QUARANTINE = (each[0] for each in WAREHOUSES[0].locations)
_EINGANG, _LAGER = (each[0] for each in WAREHOUSES[1].locations)
_KITTING = WAREHOUSES[2].locations[1][0]


class _Line(NamedTuple):
    """`came` in pieces, `spoilt` of what came rejected."""

    sku: str
    quantity: int
    cost: str
    supplier_sku: str = ""
    came: int = 0
    spoilt: int = 0


class _Seed(NamedTuple):
    id: int
    days: float
    status: str
    supplier: str
    warehouse: str
    reference: str
    lines: tuple[_Line, ...]
    due: float = 9
    currency: str = "USD"
    carrier: str = ""


_ORDERS: tuple[_Seed, ...] = (
    _Seed(20_102, 148, CLOSED, _DIGIKEY, _AUSTIN, "P25-0871", (
        _Line("RC0603FR-0710KL", 5000, "0.00412", "311-10.0KHRTR-ND", 5000),
        _Line("AE-10432", 4000, "0.0121", "490-1532-2-ND", 4000)), -140, carrier="FedEx"),
    _Seed(20_107, 61, CLOSED, _SELANGOR, _PENANG, "BOARDS-77", (
        _Line("PCB-0071-R3", 240, "11.4", "SBW 71/3", 236, 4),), -33, carrier="DHL"),
    _Seed(20_111, 40, CANCELLED, _KESTREL, _AUSTIN, "", (_Line("STMP-204", 1000, "0.38"),), -20),
    _Seed(20_118, 21, RECEIVED, _NORDWIND, _MUNICH, "Kabel KW 44", (
        _Line("HARN-12-0400", 60, "7.95", "NK-12-400", 60),), -7, "EUR", "Spedition"),
    _Seed(20_121, 12, RECEIVING, _KESTREL, _AUSTIN, "WH-2210", (
        _Line("STMP-204", 2000, "0.36", "KPS-204Z", 800), _Line("LBL/UL 10x25", 5000, "0.011"))),
    _Seed(20_126, 6, OPEN, _DIGIKEY, _AUSTIN, "P25-0990", (
        _Line("LM358DR", 2500, "0.0987", "296-1395-2-ND"), _Line("AE-10555", 50, "0.31"))),
    _Seed(20_129, 3, OPEN, _TI, _MUNICH, "web 4411", (_Line("SN74HC595N", 200, "0.5"),), 4, "EUR"),
    _Seed(20_133, 0.4, DRAFT, _SELANGOR, _PENANG, "[b]Q4[/b] \x1b[31mboards", (
        _Line("PCB-0088-R1", 500, "9.05"),), 30),
)  # fmt: skip
# (SKU, location, condition, pieces, cost)
_STOCK: tuple[tuple[str, str, str, int, str], ...] = (
    ("RC0603FR-0710KL", _REELS, stock.SELLABLE, 14_300, "0.0044"),
    ("RC0603FR-0710KL", _LAGER, stock.SELLABLE, 5_000, "0.0039"),
    ("AE-10432", _REELS, stock.SELLABLE, 3_750, "0.0118"),
    ("LM358DR", _REELS, stock.SELLABLE, 410, "0.1021"),
    ("LM358DR", _QUARANTINE, "qa_hold", 90, "0.1021"),
    ("AE-10555", _DOCK, stock.SELLABLE, 12, "0.29"),
    ("SN74HC595N", _EINGANG, stock.SELLABLE, 75, "0.48"),
    ("PCB-0071-R3", _KITTING, stock.SELLABLE, 236, "11.4"),
    ("STMP-204", _DOCK, stock.SELLABLE, 800, "0.36"),
    ("STMP-204", _QUARANTINE, "damaged", 44, "0.36"),
    ("HARN-12-0400", _LAGER, stock.SELLABLE, 60, "7.95"),
)


def seed(book: Book) -> None:
    """Put it all into the book, once; inside one transaction, or one of its own."""
    with book.writing():
        if book.get("shipstation_seeded"):
            return
        now = book.now()
        for supplier in SUPPLIERS:
            suppliers.keep(book, supplier.id, supplier.name, supplier.fields)
        for warehouse in WAREHOUSES:
            places.put(book, WAREHOUSE, warehouse.id, warehouse.name, now - _BUILT, None)
            for location_id, name in warehouse.locations:
                places.put(book, LOCATION, location_id, name, now - _BUILT, warehouse.id)
        for sku, location, condition, pieces, cost in _STOCK:
            # What lies in Munich was paid for in euros.
            currency = "EUR" if location in (_EINGANG, _LAGER) else "USD"
            stock.add(
                book, sku, location, pieces, condition=condition, cost=(Decimal(cost), currency)
            )
        for each in _ORDERS:
            _put(book, each, now)
        book.set("shipstation_seeded", "yes")


def _put(book: Book, each: _Seed, now: datetime) -> None:
    made = now - timedelta(days=each.days)
    details = {
        "currency_code": each.currency,
        "order_date": written(made),
        "expected_delivery_date": written(now + timedelta(days=each.due)),
        "payment_terms": "net_30",
        "payment_status": "paid" if each.status == CLOSED else "unpaid",
    }
    if each.reference:
        details["reference_number"] = each.reference
    if each.carrier:
        details["shipping_carrier"] = each.carrier
    order = Order(
        id=each.id,
        order_number=f"{made:%m%d%Y}-01",
        status=each.status,
        created=made,
        modified=made,
        visible=made,
        source="seed",
        supplier_id=each.supplier,
        warehouse_id=each.warehouse,
        products=[
            Product(one.sku, one.quantity, one.supplier_sku or None, Decimal(one.cost))
            for one in each.lines
        ],
        details=details,
    )
    orders.keep(book, order)
    first = next(one for one in WAREHOUSES if one.id == each.warehouse).locations[0][0]
    for one in each.lines:
        if one.came or one.spoilt:
            at = min(now, now + timedelta(days=each.due))
            orders.receive(
                book, order, Received(at, one.sku, first, one.came, one.spoilt, None, None)
            )
