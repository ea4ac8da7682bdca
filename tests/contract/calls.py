"""Every endpoint of the client with one call that asks it, by method and whole path template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

from tests.contract.parties import PO, purchase_order
from vendors.digikey import DigiKey

# One that the strategies put into answers as well, so that a row of it is found.
ODD: Final = "LM358MX/NOPB #+ %2F ?&="

Call = Callable[[DigiKey], Awaitable[Any]]


async def _create(digikey: DigiKey) -> Any:
    await digikey.make_ready()
    return await digikey.create(digikey.seal(purchase_order()))


CALLS: Final[dict[str, Call]] = {
    "post /products/v4/search/keyword": lambda it: it.search("resistor"),
    "get /products/v4/search/{productNumber}/productdetails": lambda it: it.look_up("296-1-ND"),
    "get /products/v4/search/{productNumber}/pricing": lambda it: it.pricing("296-1-ND"),
    "post /Ordering/v3/Orders": _create,
    "get /orderstatus/v4/orders": lambda it: it.orders(date(2025, 11, 20), date(2026, 11, 20)),
    "get /orderstatus/v4/salesorder/{salesOrderId}": lambda it: it.sales_order("90000001"),
    "get /SupplyChain/v1/BondedQuantity/Locations": lambda it: it.locations(),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}": lambda it: it.location("1"),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products": lambda it: it.bonded("1"),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products/{partNumber}": (
        lambda it: it.bonded_part("1", ODD)
    ),
    "get /SupplyChain/v1/BondedQuantity/Products": lambda it: it.bonded(),
    "get /OrderManagement/v1/SalesOrders/Search/PoNumber/{poNumber}": lambda it: it.find_by_po(PO),
}
