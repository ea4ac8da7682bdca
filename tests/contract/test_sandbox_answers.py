"""Whatever the sandbox answers is what the vendor's specification and our own tables allow."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.contract.bench import JSON, Bench, product
from tests.contract.referee import Answered, Fault
from tests.sandbox.desk_kit import (
    BONDED,
    ENDPOINTS,
    KEYWORD,
    ORDERS,
    STATUS,
    line,
    order,
    ship_to,
)
from vendors.sandbox import around, changes, lists, notices, quantities, world
from vendors.sandbox.bonded import rows
from vendors.sandbox.faults import Fault as Trouble
from vendors.sandbox.seed import seed

V1 = "/OrderManagement/v1/SalesOrders"
V2 = "/ordermanagement/v2/salesorders"
SUPPLIERS = line("2156-ODD-MARKET-ND", 1972, 0.385)
OTHERS = line("9977-ODD-MARKET-2-ND", 1972, 0.385)
# These have a file of tests of their own.
AROUND = (*lists.ENDPOINTS, *quantities.ENDPOINTS, *around.ENDPOINTS, *notices.ENDPOINTS)


def filters(**each: Any) -> dict[str, Any]:
    return {"FilterOptionsRequest": each}


SEARCHES: list[dict[str, Any]] = [
    {},
    {"Keywords": "nothing at all is called so"},
    {"Keywords": "res 10k", "Limit": 50},
    {"Keywords": "res 10k", "Limit": 10, "Offset": 130},
    {"Keywords": "lm358d"},
    {"Keywords": "296-19776-6-nd"},
    {"Keywords": "odd-", "Limit": 50},
    {"Keywords": "odd-market", "SortOptions": {"Field": "Price", "SortOrder": "Descending"}},
    {
        "Keywords": "opamp",
        **filters(MarketPlaceFilter="MarketPlaceOnly", SearchOptions=["InStock"]),
    },
    {"Keywords": "cap", **filters(StatusFilter=[{"Id": "1"}], ManufacturerFilter=[{"Id": "490"}])},
    {
        "Keywords": "4.7k",
        **filters(
            CategoryFilter=[{"Id": "52"}],
            ParameterFilterRequest={
                "CategoryFilter": {"Id": "52"},
                "ParameterFilters": [{"ParameterId": 3, "FilterValues": [{"Id": "4114216404"}]}],
            },
        ),
    },
]


@pytest.mark.parametrize("body", SEARCHES, ids=lambda body: json.dumps(body)[:60])
def test_searches(bench: Bench, body: dict[str, Any]) -> None:
    bench.search(**body)


def test_every_offered_filter_is_a_question_that_may_be_asked(bench: Bench) -> None:
    offered = bench.search(Keywords="1k", **filters(CategoryFilter=[{"Id": "52"}]))
    for each in offered["FilterOptions"]["ParametricFilters"]:
        found = bench.search(
            Keywords="1k",
            Limit=1,
            **filters(
                ParameterFilterRequest={
                    "CategoryFilter": {"Id": "52"},
                    "ParameterFilters": [
                        {
                            "ParameterId": each["ParameterId"],
                            "FilterValues": [{"Id": each["FilterValues"][0]["ValueId"]}],
                        }
                    ],
                }
            ),
        )
        assert found["ProductsCount"] == each["FilterValues"][0]["ProductCount"]


def test_products_of_every_kind(bench: Bench) -> None:
    """All the oddities, and a sample of everything else."""
    catalogue = bench.calls.desk.catalogue
    size = len(catalogue)
    for index in (*catalogue.oddities, *range(3, size, 1511)):
        number = catalogue.part(index).variations[-1].number
        assert bench.get(product(number))["Product"]["ManufacturerProductNumber"]
        bench.get(product(number, "pricing"), user=None)


@pytest.mark.parametrize(
    "query",
    ["", "?limit=10", "?limit=1&offset=3", "?offset=5000",
     "?inStock=true&excludeMarketplace=true&excludeTariff=true"],
)  # fmt: skip
def test_prices_of_what_begins_so(bench: Bench, query: str) -> None:
    bench.get(product("RC06", "pricing") + query)


@pytest.mark.parametrize("site", ["US", "DE", "UK", "JP", "KR", "HU", "XX"])
def test_products_in_every_kind_of_money(bench: Bench, site: str) -> None:
    headers = {
        "X-DIGIKEY-Locale-Site": site,
        "X-DIGIKEY-Locale-Language": "de",
        "X-DIGIKEY-Account-Id": str(world.ACCOUNT_ID),
    }
    for number in ("296-19776-1-ND", "ODD-FIVE-DECIMALS", "541-10.0KHCT-ND"):
        bench.get(product(number), headers=headers)
        bench.get(product(number, "pricing"), headers=headers, user=None)


def test_bonded_stock(bench: Bench) -> None:
    bench.get(f"{BONDED}/Locations")
    assert len(bench.get(f"{BONDED}/Products")) > 350
    for site in world.SITES:
        bench.get(f"{BONDED}/Locations/{site.customer_id}")
        bench.get(f"{BONDED}/Locations/{site.customer_id}/Products")
    for row in rows(bench.calls.desk.catalogue)[::11]:
        number = quote(row.variation.number, safe="")
        bench.get(f"{BONDED}/Locations/{row.site.customer_id}/Products/{number}")


def test_every_order_that_is_there_from_the_start(bench: Bench) -> None:
    seed(bench.calls.desk)
    page, numbers = 1, []
    query = {"Shared": "true", "StartDate": "2025-11-01", "PageSize": 25}
    while found := bench.get(f"{STATUS}?{urlencode({**query, 'PageNumber': page})}")["Orders"]:
        numbers += [sale["SalesOrderId"] for each in found for sale in each["SalesOrders"]]
        page += 1
    assert len(numbers) > 50
    for number in numbers[::5]:
        bench.get(f"/orderstatus/v4/salesorder/{number}")
        bench.get(f"{V1}/{number}")
        bench.get(f"{V2}/{number}")
    bench.calls.advance(days=34)
    assert bench.get(f"{STATUS}?Shared=true&StartDate=2026-10-01&PageSize=25")["Orders"]
    for po_number in ("p26-0311 ", "PO/2026/77", "注文-0042", "nothing"):
        bench.get(f"{V1}/Search/PoNumber/{quote(po_number, safe='')}?ordersLimit=5")


ORDERS_OF_ALL_KINDS: dict[str, dict[str, Any]] = {
    "own": order(line()),
    "own and suppliers": order(line(), SUPPLIERS, OTHERS),
    "suppliers only": order(SUPPLIERS),
    "by the maker's number": order(
        {"ManufacturerPartNumber": "LM358DR", "RequestedQuantity": 5000, "UnitPrice": 0.1}
    ),
    "everything filled in": order(
        {
            **line(),
            "CustomerLineItemId": "1",
            "CustomerPartNumber": "ACM-1",
            "LineItemNotes": ["a note"],
            "Schedules": [{"ScheduledDate": "2026-12-01T00:00:00Z", "ScheduledQuantity": 100}],
        },
        ShipMethod="FedEx 2 day",
        ShipControl="Single",
        PackagingPreference="CT",
        OrderNotes=["a note"],
        BuyerContact=ship_to(world.ACCOUNT_ID),
        ShippingContact=ship_to(world.SITES[0].customer_id),
        Taxable=True,
        MfgCOfCRequired=False,
    ),
}


@pytest.mark.parametrize("kind", ORDERS_OF_ALL_KINDS)
@pytest.mark.parametrize("fault", ["", "no-number", "late-visible", "twice"])
def test_orders(bench: Bench, kind: str, fault: str) -> None:
    faults = [Trouble(1, fault, 1, ORDERS, {"seconds": 60.0})] if fault else []
    for _ in range(2):  # the vendor's two ways to say that there is no marketplace order
        bench.hold("POST", ORDERS, ORDERS_OF_ALL_KINDS[kind], faults=faults)
    bench.calls.advance(minutes=2)
    assert bench.get(f"{STATUS}?Shared=false")["TotalOrders"] == (4 if fault == "twice" else 2)
    assert bench.get(f"{V1}/Search/PoNumber/AC-2026-0001")["salesOrdersDetails"]


SITE = f"{BONDED}/Locations/{world.SITES[0].customer_id}/Products"
REFUSALS: list[tuple[int, str, str, Any]] = [
    (400, "POST", KEYWORD, {"Limit": 51}),
    (400, "POST", KEYWORD, {"SortOptions": {"Field": "Stock"}}),
    (404, "GET", product("NO-SUCH"), None),
    (404, "GET", product("NO-SUCH", "pricing"), None),
    (400, "GET", product("LM358D", "pricing") + "?limit=11", None),
    (404, "GET", f"{BONDED}/Locations/1", None),
    (404, "GET", f"{BONDED}/Locations/1/Products", None),
    (404, "GET", f"{SITE}/NO-SUCH", None),
    (400, "POST", ORDERS, []),
    (400, "POST", ORDERS, order({})),
    (400, "POST", ORDERS, order(line("296-19776-2-ND", 7))),
    (400, "POST", ORDERS, order(line(), Currency=None, ShipMethod="by mule")),
    (404, "POST", ORDERS, order(line("NO-SUCH"))),
    (400, "GET", f"{STATUS}?StartDate=yesterday", None),
    (404, "GET", "/orderstatus/v4/salesorder/1", None),
    (400, "GET", f"{V1}/Search/PoNumber/a?ordersLimit=0", None),
    (404, "GET", f"{V1}/1", None),
    (404, "GET", f"{V2}/1", None),
]


@pytest.mark.parametrize(
    ("status", "method", "url", "body"), REFUSALS, ids=lambda value: str(value)[:50]
)
def test_refusals(bench: Bench, status: int, method: str, url: str, body: Any) -> None:
    bench.refused(status, method, url, body)


# -- nothing is left out -----------------------------------------------------------------------


def _one_of_each(bench: Bench) -> dict[str, tuple[str, Any]]:
    """By endpoint: a call that shows as much of the answer as there can be."""
    taken = bench.calls.place(
        {
            **line(),
            "Schedules": [
                {"ScheduledDate": f"2026-11-{day}T00:00:00Z", "ScheduledQuantity": 50}
                for day in (23, 30)
            ],
        }
    )
    bench.calls.advance(days=5)
    first = bench.calls.sale(taken["SalesOrderId"])["LineItems"][0]
    site = world.SITES[0].customer_id
    row = next(row for row in rows(bench.calls.desk.catalogue) if row.site.customer_id == site)
    # It has own prices, and another name.
    number = "311-5.23LRCT-ND"
    fill = {
        "{salesOrderId}": str(taken["SalesOrderId"]),
        "{accountId}": str(site),
        "{partNumber}": quote(row.variation.number, safe=""),
        "{poNumber}": "AC-2026-0001",
        "{purchaseOrderNumber}": "AC-2026-0001",
        "{detailId}": str(first["DetailId"]),
        "{scheduleIndex}": "1",
        "{invoiceId}": str(first["ItemShipments"][0]["InvoiceId"]),
        "{productNumber}": number,
    }
    bodies = {
        KEYWORD: {
            "Keywords": number,
            **filters(
                ParameterFilterRequest={
                    "CategoryFilter": {"Id": "52"},
                    "ParameterFilters": [
                        {"ParameterId": 2085, "FilterValues": [{"Id": "5.23 Ohms"}]}
                    ],
                }
            ),
        },
        ORDERS: order(line(), SUPPLIERS),
    }
    calls: dict[str, tuple[str, Any]] = {}
    # A new order would stand before the one that shows more.
    apart = (*AROUND, *changes.ENDPOINTS)
    others = [endpoint for endpoint in ENDPOINTS if endpoint not in apart]
    for endpoint in sorted(others, key=lambda each: each.path == ORDERS):
        path = endpoint.path
        for name, text in fill.items():
            path = path.replace(name, text)
        calls[f"{endpoint.method} {endpoint.path}"] = (path, bodies.get(path))
    return calls


def test_every_property_of_the_specifications_is_in_the_answers(bench: Bench) -> None:
    """Null or empty it may be, but there. No endpoint is outside the specifications."""
    for name, (path, body) in _one_of_each(bench).items():
        assert sorted(bench.lacking(name.split(" ")[0], path, body)) == [], name


# -- the referee sees what goes wrong ----------------------------------------------------------


def _planted(bench: Bench, url: str, content: bytes) -> list[Fault]:
    method = "POST" if url == KEYWORD else "GET"
    asked = bench.asked(method, url, {} if method == "POST" else None, {})
    return bench.referee.judge_answer(asked, Answered(200, JSON, content))


@pytest.mark.parametrize(
    ("url", "right", "wrong"),
    [
        (KEYWORD, "QuantityAvailableforPackageType", "QuantityAvailableForPackageType"),
        (KEYWORD, "SearchLocaleUsed", "SearchLocale"),
        (product("LM358DR"), "DigiReelFee", "DigiReelingFee"),
        (product("LM358DR", "pricing"), "DigiReelingFee", "DigiReelFee"),
        (f"{BONDED}/Products", "NcnrDateSigned", "NCNRDateSigned"),
        (f"{BONDED}/Locations", "BondedInventory", "Bonded"),
        (f"{STATUS}?Shared=true", "QuantityBackOrder", "QuantityBackorder"),
        (f"{V1}/Search/PoNumber/P26-0311", "salesOrderId", "SalesOrderId"),
    ],
)
def test_a_planted_misspelling_is_found(bench: Bench, url: str, right: str, wrong: str) -> None:
    seed(bench.calls.desk)
    method = "POST" if url == KEYWORD else "GET"
    body = {"Keywords": "lm358", "Limit": 1} if method == "POST" else None
    content = bench.calls.raw(method, url, body)
    assert _planted(bench, url, content) == []
    spoilt = content.replace(f'"{right}"'.encode(), f'"{wrong}"'.encode(), 1)
    assert spoilt != content
    faults = _planted(bench, url, spoilt)
    assert any(wrong in fault.words for fault in faults)
