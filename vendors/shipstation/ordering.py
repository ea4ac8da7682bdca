"""An order to a supplier that has no API, as the inbound order that ShipStation makes of it.

ShipStation orders nothing by it: it keeps the order, and makes the paper that is sent.
"""

from __future__ import annotations

from datetime import date

from vendors.contract import Sealed
from vendors.inbound import InboundLine, InboundPlan
from vendors.shipstation import rules, steps
from vendors.shipstation.settings import VENDOR
from vendors.vocabulary import PurchaseOrder


def seal(order: PurchaseOrder, today: date) -> Sealed:
    """The exact body of the create. Raises Invalid with every fault."""
    plan = plan_of(order, today)
    rules.refuse("this order", (*rules.order(order), *rules.faults(plan)))
    return Sealed(VENDOR, order.number, steps.body_of(plan))


def plan_of(order: PurchaseOrder, today: date) -> InboundPlan:
    """The ship-to is a warehouse (`customer_id`), a line's number its SKU, its price the cost.

    ShipStation has one note: several become one, in their order.
    """
    return InboundPlan(
        reference=order.number,
        supplier_id=order.terms.supplier.strip(),
        warehouse_id=order.customer_id,
        currency=order.currency,
        lines=tuple(
            InboundLine(line.number, line.quantity, line.terms.supplier_part, line.unit_price)
            for line in order.lines
        ),
        ordered_on=today,
        note="; ".join(order.terms.notes),
    )
