"""Every endpoint of the TI client with one call that asks it, by method and whole path template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.contract.parties import purchase_order
from tests.contract.ti_watch import TOKEN
from vendors.sandbox import world
from vendors.terms import OrderTerms
from vendors.ti import TI
from vendors.vocabulary import Line, PurchaseOrder

Call = Callable[[TI], Awaitable[Any]]

# One of the sandbox's own: it has shipments, so that there is a notice of it.
SHIPPED: Final = "T10000423"
PROFILE: Final = world.TI_PROFILES[0].id


def an_order(number: str = "AC-2026-0001") -> PurchaseOrder:
    made = purchase_order(
        Line("LM358DR", "LM358DR", 10, Decimal("0.22"), "1"), number=number, customer_id=""
    )
    return replace(made, vendor="ti", terms=OrderTerms(profile=PROFILE))


async def _create(ti: TI) -> Any:
    await ti.make_ready()
    return await ti.create(ti.seal(an_order()))


async def _rehearse(ti: TI) -> Any:
    return await ti.rehearse(ti.seal(an_order()))


async def _catalogue(ti: TI) -> int:
    count = 0
    async for batch in ti.catalogue():
        count += len(batch)
    return count


CALLS: Final[dict[str, Call]] = {
    f"POST {TOKEN}": lambda it: it.look_up("LM358DR"),
    "GET /v2/store/products/{tiPartNumber}": lambda it: it.look_up("LM358MX/NOPB"),
    "GET /v2/store/products": lambda it: it.by_number("LM358"),
    "GET /v2/store/products/catalog": _catalogue,
    "GET /v2/checkoutprofiles": lambda it: it.checkout_profiles(),
    "GET /v2/checkoutprofiles/{checkoutProfileId}": lambda it: it.checkout_profiles(),
    "POST /v2/store/orders/test": _rehearse,
    "POST /v2/store/orders": _create,
    "GET /v2/store/orders": lambda it: it.find_by_po("AC-2026-0001"),
    "GET /v2/store/orders/{orderNumber}": lambda it: it.sales_order(SHIPPED),
    "GET /v2/store/orders/deliveryCost": lambda it: it.delivery_cost("DE", "EUR", 10),
    "GET /v2/store/orders/{orderNumber}/advanced-shipment-notices": (
        lambda it: it.packing_lists(sales_order=SHIPPED, pdf=True)
    ),
}
SPAN: Final = (date(2025, 11, 24), date(2026, 11, 24))
