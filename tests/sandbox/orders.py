"""Orders as they may stand in the sandbox's book, from the few things a test is about."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import count

from tests.sandbox.kit import START
from vendors.sandbox.book import FIRST_ORDER
from vendors.sandbox.model import Order, OrderLine, Sale

_numbers = count(FIRST_ORDER)


def line(
    number: str,
    quantity: int,
    unit_price: str,
    total: str,
    *,
    fee: str = "0",
    line_id: str | None = None,
    bonded_at: int | None = None,
) -> OrderLine:
    return OrderLine(
        detail_id=1,
        number=number,
        mpn=f"MPN of {number}",
        description="",
        pack_type="Cut Tape (CT)",
        country="US",
        quantity=quantity,
        unit_price=Decimal(unit_price),
        total=Decimal(total),
        stocked=quantity,
        fee=Decimal(fee),
        line_id=line_id,
        bonded_at=bonded_at,
    )


def order(
    po_number: str,
    *sales: Sale,
    user: str = "buyer1",
    entered: datetime = START,
    visible: datetime = START,
    source: str = "order",
) -> Order:
    return Order(
        order_number=next(_numbers),
        user=user,
        customer_id=7718231,
        po_number=po_number,
        currency="USD",
        entered=entered,
        visible=visible,
        ship_method="FedEx Ground",
        ship_to={},
        sales=list(sales),
        source=source,
    )
