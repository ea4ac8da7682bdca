"""Every endpoint: a call that asks it, and what has to go over the wire then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from tests.vendors.orders import ORDER
from vendors.details import Filters
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


def _about(name: str, path: str, account: dict[str, str] | None = None, *given: Any) -> Row:
    """A call that asks something about one part."""
    return (
        lambda it: getattr(it, name)(ODD, *given),
        f"GET /products/v4/search/{ODD_ENCODED}/{path}",
        LOCALE | (account or {}),
        "digikey:product",
        False,
    )


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
    "keyword, narrowed": (
        lambda it: it.keyword_search("10k", filters=Filters(options=("InStock",)), sort="Price"),
        "POST /products/v4/search/keyword",
        LOCALE,
        "digikey:product",
        False,
    ),
    "details of one maker": (
        lambda it: it.look_up(ODD, maker_id="296"),
        f"GET /products/v4/search/{ODD_ENCODED}/productdetails?manufacturerId=296",
        LOCALE | ACCOUNT,
        "digikey:product",
        False,
    ),
    "ways to buy": _about("ways_to_buy", "pricingbyquantity/1800", ACCOUNT, 1800),
    "reel price": _about("reel_price", "digireelpricing?requestedQuantity=500", ACCOUNT, 500),
    "substitutes": _about("substitutes", "substitutions"),
    "other packagings": _about("other_packagings", "alternatepackaging"),
    "associated": _about("associated", "associations"),
    "recommended": _about("recommended", "recommendedproducts?limit=20"),
    "documents": _about("documents", "media"),
    "change notices": (
        lambda it: it.change_notices(ODD),
        f"GET /ChangeNotifications/v3/Products/{ODD_ENCODED}",
        LOCALE,
        "digikey:notices",
        True,
    ),
    "makers": (
        lambda it: it.makers(),
        "GET /products/v4/search/manufacturers",
        LOCALE,
        "digikey:product",
        False,
    ),
    "categories": (
        lambda it: it.categories(),
        "GET /products/v4/search/categories",
        {},
        "digikey:product",
        False,
    ),
    "category": (
        lambda it: it.category("52"),
        "GET /products/v4/search/categories/52",
        {},
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
    "eligible": (
        lambda it: it.eligible("90000001"),
        "GET /ordermanagement/v2/salesorders/90000001/changeeligibility",
        {},
        "digikey:management",
        True,
    ),
    "held": (
        lambda it: it.held("90000001"),
        "GET /ordermanagement/v2/salesorders/90000001",
        {},
        "digikey:management",
        True,
    ),
    "packing list": (
        lambda it: it.packing_lists(invoice="80000001", pdf=True),
        "GET /packinglist/v1/invoice/80000001?includePdf=true",
        {},
        "digikey:packing",
        True,
    ),
    "packing lists of an order": (
        lambda it: it.packing_lists(sales_order="90000001"),
        "GET /packinglist/v1/salesorderid/90000001?includePdf=false",
        {},
        "digikey:packing",
        True,
    ),
    "packing lists under a number": (
        lambda it: it.packing_lists(po_number="AC-2026/1 Ω"),
        "GET /packinglist/v1/purchaseordernumber/AC-2026%2F1%20%CE%A9?includePdf=false",
        {},
        "digikey:packing",
        True,
    ),
    "accounts": (
        lambda it: it.accounts(),
        "GET /CustomerResource/v1/associatedaccounts",
        {},
        "digikey:reference",
        True,
    ),
}
