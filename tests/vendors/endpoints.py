"""Every endpoint: a call that asks it, and what has to go over the wire then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from tests.vendors.orders import ORDER
from vendors.digikey import DigiKey

Ask = Callable[[DigiKey], Awaitable[Any]]


async def create(digikey: DigiKey) -> Any:
    await digikey.make_ready()
    return await digikey.create(digikey.seal(ORDER))


SPAN = (date(2025, 11, 20), date(2026, 11, 20))
LOCALE = {
    "x-digikey-locale-site": "US",
    "x-digikey-locale-language": "en",
    "x-digikey-locale-currency": "USD",
}
ACCOUNT = {"x-digikey-account-id": "7718200"}
BONDED = "/SupplyChain/v1/BondedQuantity"
ODD = "A/B#C+D E%F"
ODD_ENCODED = "A%2FB%23C%2BD%20E%25F"

# name: call, method and target, the vendor's own headers besides the client id, limit, person only
Row = tuple[Ask, str, dict[str, str], str, bool]
ENDPOINTS: dict[str, Row] = {
    "keyword": (
        lambda it: it.search("10k 0603"),
        "POST /products/v4/search/keyword",
        LOCALE,
        "digikey:product",
        False,
    ),
    "details": (
        lambda it: it.look_up(ODD),
        f"GET /products/v4/search/{ODD_ENCODED}/productdetails",
        LOCALE | ACCOUNT,
        "digikey:product",
        False,
    ),
    "pricing": (
        lambda it: it.pricing(ODD, limit=10, offset=3, in_stock=True, exclude_tariff=True),
        f"GET /products/v4/search/{ODD_ENCODED}/pricing"
        "?limit=10&offset=3&inStock=true&excludeMarketplace=false&excludeTariff=true",
        LOCALE | ACCOUNT,
        "digikey:product",
        False,
    ),
    "locations": (
        lambda it: it.locations(),
        f"GET {BONDED}/Locations",
        {},
        "digikey:supply",
        True,
    ),
    "location": (
        lambda it: it.location("7718201"),
        f"GET {BONDED}/Locations/7718201",
        {},
        "digikey:supply",
        True,
    ),
    "bonded of one": (
        lambda it: it.bonded("7718201"),
        f"GET {BONDED}/Locations/7718201/Products",
        {},
        "digikey:supply",
        True,
    ),
    "bonded part": (
        lambda it: it.bonded_part("7718201", ODD),
        f"GET {BONDED}/Locations/7718201/Products/{ODD_ENCODED}",
        {},
        "digikey:supply",
        True,
    ),
    "bonded": (lambda it: it.bonded(), f"GET {BONDED}/Products", {}, "digikey:supply", True),
    "orders": (
        lambda it: it.orders(*SPAN, page=2),
        "GET /orderstatus/v4/orders"
        "?Shared=true&StartDate=2025-11-20&EndDate=2026-11-20&PageNumber=2&PageSize=25",
        LOCALE | ACCOUNT,
        "digikey:status",
        False,
    ),
    "sales order": (
        lambda it: it.sales_order("90000001"),
        "GET /orderstatus/v4/salesorder/90000001",
        LOCALE | ACCOUNT,
        "digikey:status",
        False,
    ),
    "by PO": (
        lambda it: it.find_by_po("AC-2026/1 Ω"),
        "GET /OrderManagement/v1/SalesOrders/Search/PoNumber/AC-2026%2F1%20%CE%A9",
        {},
        "digikey:management",
        True,
    ),
    "create": (create, "POST /Ordering/v3/Orders", {}, "digikey:ordering", True),
}
