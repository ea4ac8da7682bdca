"""For each body that goes to ShipStation: one, and the same with one thing of ours changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import httpx

from tests.contract.parties import FreePace, StillClock
from tests.contract.shipstation_calls import ID, PLAN, PO, RECEIPTS, SUPPLIER
from vendors.inbound import InboundPlan, InboundState, Receipt, Supplier
from vendors.shipstation import Settings, connect, steps
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Address, Line, PurchaseOrder

# What was changed, and the two bodies.
Varied = tuple[str, bytes, bytes]

_CLIENT: Final = connect(
    Settings("https://api.shipstation.com", "k", "production"),
    pace=FreePace(),
    clock=StillClock(),
    transport=httpx.MockTransport(lambda _: httpx.Response(500)),
)
_OTHER: Final[dict[type, Any]] = {
    str: "another",
    int: 7,
    Decimal: Decimal("7.77"),
    date: date(2027, 7, 7),
}
_NAMED: Final = {
    "currency": "EUR",
    "payment_terms": "net_60",
    "payment_status": "paid",
    "country": "DE",
}
_ORDER: Final = PurchaseOrder(
    number=PO,
    vendor="shipstation",
    currency="USD",
    customer_id="se-123456",
    ship_to=Address(),
    buyer=Address(),
    lines=(
        Line("LM358P", "LM358", 100, Decimal("0.3"), "1", terms=LineTerms(supplier_part="A-1")),
    ),
    terms=OrderTerms(supplier="se-567", notes=("Dock 4",)),
)


def _others(one: Any, *left_out: str) -> Iterator[tuple[str, Any]]:
    """`Type.field` and `one` with that changed, of every field that is a plain value."""
    for field in fields(one):
        kind = type(getattr(one, field.name))
        if kind in _OTHER and field.name not in left_out:
            other = _NAMED.get(field.name, _OTHER[kind])
            made = replace(one, **{field.name: other})
            yield f"{type(one).__name__}.{field.name}", made


def _plans() -> Iterator[tuple[str, InboundPlan]]:
    yield from _others(PLAN)
    for name, line in _others(PLAN.lines[0]):
        yield name, replace(PLAN, lines=(line,))


def _of_plans(body: Callable[[InboundPlan], bytes]) -> Iterator[Varied]:
    for name, plan in _plans():
        yield name, body(PLAN), body(plan)


def _orders() -> Iterator[Varied]:
    def body(order: PurchaseOrder) -> bytes:
        return _CLIENT.seal(order).body

    line = _ORDER.lines[0]
    varied = [
        *_others(_ORDER, "vendor"),
        *((name, replace(_ORDER, terms=terms)) for name, terms in _others(_ORDER.terms, "profile",
          "end_customer", "job", "shipper_account")),
        ("OrderTerms.notes", replace(_ORDER, terms=replace(_ORDER.terms, notes=("x",)))),
        *((name, replace(_ORDER, lines=(other,))) for name, other in _others(line)),
        (
            "LineTerms.supplier_part",
            replace(_ORDER, lines=(replace(line, terms=LineTerms(supplier_part="x")),)),
        ),
    ]  # fmt: skip
    for name, order in varied:
        yield name, body(_ORDER), body(order)


def _creates() -> Iterator[Varied]:
    yield from _of_plans(lambda plan: _CLIENT.seal_create(plan).body)
    yield from _orders()


def _states() -> Iterator[Varied]:
    one, two = (
        _CLIENT.seal_state(ID, PO, state).body for state in (InboundState.OPEN, InboundState.CLOSED)
    )
    yield "InboundOrder.state", one, two


def _receives() -> Iterator[Varied]:
    def body(receipt: Receipt) -> bytes:
        return _CLIENT.seal_receive(ID, PO, (receipt,)).body

    for name, receipt in _others(RECEIPTS[0]):
        yield name, body(RECEIPTS[0]), body(receipt)


def _suppliers() -> Iterator[Varied]:
    def body(supplier: Supplier) -> bytes:
        return steps.supplier_body(supplier)

    for name, supplier in _others(SUPPLIER, "id"):
        yield name, body(SUPPLIER), body(supplier)
    for name, address in _others(SUPPLIER.address, "company"):
        yield name, body(SUPPLIER), body(replace(SUPPLIER, address=address))


_ONE: Final = "/v2/purchase_orders/{purchase_order_id}"
BODIES: Final[dict[str, Callable[[], Iterator[Varied]]]] = {
    "POST /v2/purchase_orders": _creates,
    f"PUT {_ONE}": lambda: _of_plans(lambda plan: _CLIENT.seal_replace(ID, plan).body),
    f"POST {_ONE}/shipping_details": (
        lambda: _of_plans(lambda plan: _CLIENT.seal_details(ID, plan).body)
    ),
    f"POST {_ONE}/status": _states,
    f"POST {_ONE}/receives": _receives,
    "POST /v2/suppliers": _suppliers,
}
