"""Every endpoint of the client with one call that asks it, by method and whole path template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

from tests.contract.parties import PO, purchase_order
from vendors.afterwards import ChangeKind, LineChange
from vendors.digikey import DigiKey
from vendors.terms import Schedule

# One that the strategies put into answers as well, so that a row of it is found.
ODD: Final = "LM358MX/NOPB #+ %2F ?&="

Call = Callable[[DigiKey], Awaitable[Any]]


async def _create(digikey: DigiKey) -> Any:
    await digikey.make_ready()
    return await digikey.create(digikey.seal(purchase_order()))


def _change(change: LineChange) -> Call:
    async def made(digikey: DigiKey) -> Any:
        await digikey.make_ready()
        return await digikey.send_change(digikey.seal_change(change))

    return made


_PLANNED: Final = (Schedule(date(2027, 3, 1), 40), Schedule(date(2027, 4, 1), 60))

CALLS: Final[dict[str, Call]] = {
    "post /products/v4/search/keyword": lambda it: it.search("resistor"),
    "get /products/v4/search/{productNumber}/productdetails": lambda it: it.look_up("296-1-ND"),
    "get /products/v4/search/{productNumber}/pricing": lambda it: it.pricing("296-1-ND"),
    "get /products/v4/search/{productNumber}/pricingbyquantity/{requestedQuantity}": (
        lambda it: it.ways_to_buy("296-1-ND", 1800)
    ),
    "get /products/v4/search/{productNumber}/digireelpricing": (
        lambda it: it.reel_price("296-6-ND", 500)
    ),
    "get /products/v4/search/{productNumber}/substitutions": lambda it: it.substitutes("296-1-ND"),
    "get /products/v4/search/{productNumber}/alternatepackaging": (
        lambda it: it.other_packagings("296-1-ND")
    ),
    "get /products/v4/search/{productNumber}/associations": lambda it: it.associated("296-1-ND"),
    "get /products/v4/search/{productNumber}/recommendedproducts": (
        lambda it: it.recommended("296-1-ND")
    ),
    "get /products/v4/search/{productNumber}/media": lambda it: it.documents("296-1-ND"),
    "get /products/v4/search/manufacturers": lambda it: it.makers(),
    "get /products/v4/search/categories": lambda it: it.categories(),
    "get /products/v4/search/categories/{categoryId}": lambda it: it.category("52"),
    "get /ChangeNotifications/v3/Products/{DigiKeyPartNumber}": (
        lambda it: it.change_notices("296-1-ND")
    ),
    "post /Ordering/v3/Orders": _create,
    "get /orderstatus/v4/orders": lambda it: it.orders(date(2025, 11, 20), date(2026, 11, 20)),
    "get /orderstatus/v4/salesorder/{salesOrderId}": lambda it: it.sales_order("90000001"),
    "get /SupplyChain/v1/BondedQuantity/Locations": lambda it: it.locations(),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}": lambda it: it.location("1"),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products": lambda it: it.bonded("1"),
    "get /SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products/{partNumber}": (
        lambda it: it.bonded_part("4412", ODD)
    ),
    "get /SupplyChain/v1/BondedQuantity/Products": lambda it: it.bonded(),
    "get /OrderManagement/v1/SalesOrders/Search/PoNumber/{poNumber}": lambda it: it.find_by_po(PO),
    "get /ordermanagement/v2/salesorders/{salesOrderId}": lambda it: it.held("90000001"),
    "get /ordermanagement/v2/salesorders/{salesOrderId}/changeeligibility": (
        lambda it: it.eligible("90000001")
    ),
    "patch /ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}": _change(
        LineChange(ChangeKind.QUANTITY, "90000001", "1", quantity=100, schedules=_PLANNED)
    ),
    "put /ordermanagement/v2/salesorders/{salesOrderId}/details/{detailId}/quantitybackorder": (
        _change(LineChange(ChangeKind.BACKORDER, "90000001", "1", quantity=0))
    ),
    "put /OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules": _change(
        LineChange(ChangeKind.SCHEDULES, "90000001", "1", schedules=_PLANNED, accept_next=True)
    ),
    "patch /OrderManagement/v1/SalesOrders/{salesOrderId}/Details/{detailId}/Schedules"
    "/{scheduleIndex}": _change(
        LineChange(ChangeKind.SCHEDULE_DATE, "90000001", "1", index=0, on=date(2027, 3, 1))
    ),
    "get /packinglist/v1/invoice/{invoiceId}": lambda it: it.packing_lists(invoice="80000001"),
    "get /packinglist/v1/salesorderid/{salesOrderId}": (
        lambda it: it.packing_lists(sales_order="90000001")
    ),
    "get /packinglist/v1/purchaseordernumber/{purchaseOrderNumber}": (
        lambda it: it.packing_lists(po_number=PO, pdf=True)
    ),
    "get /CustomerResource/v1/associatedaccounts": lambda it: it.accounts(),
}
