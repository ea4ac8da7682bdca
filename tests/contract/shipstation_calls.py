"""Every endpoint of the ShipStation client with a call that asks it, by method and path template.

A call that sends makes one request and gives its `Answer`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from vendors.inbound import (
    InboundLine,
    InboundPaper,
    InboundPlan,
    InboundState,
    Receipt,
    Supplier,
)
from vendors.shipstation import ShipStation
from vendors.vocabulary import Address

Call = Callable[[ShipStation], Awaitable[Any]]

PO: Final = "AC-2026-0001"
ID: Final = "se-234"
_ONE: Final = "/v2/purchase_orders/{purchase_order_id}"
PLAN: Final = InboundPlan(
    reference=PO,
    supplier_id="se-567",
    warehouse_id="se-123456",
    currency="USD",
    lines=(InboundLine("LM358P", 100, "296-1395-5-ND", Decimal("0.30")),),
    ordered_on=date(2026, 11, 20),
    expected_on=date(2026, 12, 1),
    payment_terms="net_30",
    payment_status="unpaid",
    carrier="UPS",
    tracking="1Z12345E1234567890",
    note="Dock 4",
)
RECEIPTS: Final = (Receipt("LM358P", "se-12345", 95, 5, "LOT-1", date(2027, 1, 1)),)
SUPPLIER: Final = Supplier(
    "",
    "Acme Widgets",
    Address(
        name="John Doe",
        line1="123 Main St",
        line2="Suite 100",
        city="Austin",
        region="TX",
        postal_code="78701",
        country="US",
        telephone="512-555-0100",
        email="orders@acmewidgets.example",
    ),
)

CALLS: Final[dict[str, Call]] = {
    "GET /v2/purchase_orders": lambda it: it.inbound_orders(),
    "POST /v2/purchase_orders": lambda it: it.send_step(it.seal_create(PLAN)),
    f"GET {_ONE}": lambda it: it.inbound(ID),
    f"PUT {_ONE}": lambda it: it.send_step(it.seal_replace(ID, PLAN)),
    f"POST {_ONE}/shipping_details": lambda it: it.send_step(it.seal_details(ID, PLAN)),
    f"POST {_ONE}/status": lambda it: it.send_step(it.seal_state(ID, PO, InboundState.OPEN)),
    f"POST {_ONE}/receives": lambda it: it.send_step(it.seal_receive(ID, PO, RECEIPTS)),
    f"GET {_ONE}/documents/order_summary": lambda it: it.paper(ID, InboundPaper.ORDER),
    f"GET {_ONE}/documents/received_summary": lambda it: it.paper(ID, InboundPaper.RECEIVED),
    "GET /v2/suppliers": lambda it: it.suppliers(),
    "POST /v2/suppliers": lambda it: it.add_supplier(SUPPLIER),
    "GET /v2/suppliers/{supplier_id}": lambda it: it.supplier("se-567"),
    "GET /v2/warehouses": lambda it: it.warehouses(),
    "GET /v2/inventory_warehouses": lambda it: it.warehouses(),
    "GET /v2/inventory_locations": lambda it: it.places(),
    "GET /v2/inventory": lambda it: it.on_hand(),
    "GET /v2/products": lambda it: it.items(),
}


def warehouses_of(endpoint: str) -> str:
    """The setting with which `warehouses` asks this endpoint."""
    return "shipping" if endpoint == "GET /v2/warehouses" else "inventory"
