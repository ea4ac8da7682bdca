"""What is known too late for the warehouse to be told of it.

ShipStation's documents have `shipping_details` (days, carrier, tracking number, payment, note) as
possible while a purchase order is open, and a replacement while it is a draft: from the first goods
received on it takes neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.inbound_rules import detail_differences
from vendors.inbound import InboundState

if TYPE_CHECKING:
    from vendors.inbound import InboundOrder, InboundPlan

_COMES = (InboundState.RECEIVING, InboundState.RECEIVED)
_OVER = (*_COMES, InboundState.CLOSED, InboundState.CANCELLED)


def takes_no_details(order: InboundOrder | None) -> bool:
    """Whether the warehouse takes no other days, carrier or tracking number any more."""
    return order is not None and order.state in _OVER


def too_late(plan: InboundPlan | None, order: InboundOrder | None) -> list[str]:
    """What the warehouse does not have, and cannot be told, of goods that come or came."""
    if plan is None or order is None or order.state not in _COMES:
        return []
    return detail_differences(plan, order.plan)
