"""Order Status: which orders are shown to whom, page by page, and how a line looks."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.sandbox.desk_kit import STATUS, Calls, Json, Said, line, ship_to
from vendors.sandbox import world
from vendors.sandbox.seed import seed


@pytest.fixture
def seeded(calls: Calls) -> Calls:
    seed(calls.desk)
    return calls


def answer(calls: Calls, query: str = "", user: str | None = world.USER) -> Json:
    found: Json = calls.get(STATUS + query, user=user, account=world.ACCOUNT_ID)
    return found


def entered(orders: list[Json]) -> list[str]:
    return [order["DateEntered"] for order in orders]


def test_without_dates_it_is_the_last_thirty_days_and_nobody_says_so(seeded: Calls) -> None:
    found = answer(seeded, "?Shared=true&PageSize=25")
    assert found["TotalOrders"] < answer(seeded, "?Shared=true&StartDate=2025-11-20")["TotalOrders"]
    assert min(entered(found["Orders"])) >= "2026-10-20"
    asked = answer(seeded, "?Shared=true&PageSize=25&StartDate=2026-10-21&EndDate=2026-11-20")
    assert found == asked


def test_the_last_day_belongs_to_the_span(seeded: Calls) -> None:
    day = "?Shared=true&StartDate={0}&EndDate={0}&PageSize=25"
    today = answer(seeded, day.format("2026-11-20"))["TotalOrders"]
    before = answer(seeded, day.format("2026-11-19"))["TotalOrders"]
    both = "?Shared=true&StartDate=2026-11-19&EndDate=2026-11-20"
    assert today
    assert before
    assert answer(seeded, both)["TotalOrders"] == today + before
    assert answer(seeded, "?StartDate=2026-11-20&EndDate=2026-11-01") == {
        "TotalOrders": 0,
        "Orders": [],
    }
    assert answer(seeded, "?Shared=true&EndDate=9999-12-31")["TotalOrders"]


def test_newest_first_page_by_page(seeded: Calls) -> None:
    query = "?Shared=true&StartDate=2025-11-20&PageSize=7&PageNumber={}"
    pages = [answer(seeded, query.format(number)) for number in range(1, 11)]
    orders = [order for page in pages for order in page["Orders"]]
    assert len(orders) == pages[0]["TotalOrders"] > 50
    assert entered(orders) == sorted(entered(orders), reverse=True)
    assert len({order["OrderNumber"] for order in orders}) == len(orders)


@pytest.mark.parametrize(
    ("query", "many"),
    [("", 10), ("&PageSize=25", 25), ("&PageSize=100", 25), ("&limit=100", 10), ("&PageSize=1", 1)],
)
def test_a_page_has_at_most_25(seeded: Calls, query: str, many: int) -> None:
    found = answer(seeded, f"?Shared=true&StartDate=2025-11-20{query}")
    assert len(found["Orders"]) == many


def test_colleagues_orders_are_only_shown_when_shared(seeded: Calls) -> None:
    year = "?StartDate=2025-11-20"
    everybody = answer(seeded, f"{year}&Shared=true")["TotalOrders"]
    each = [answer(seeded, year, user)["TotalOrders"] for user in (world.USER, *world.COLLEAGUES)]
    assert all(each)
    assert sum(each) == everybody
    assert answer(seeded, year, None)["TotalOrders"] == 0
    assert answer(seeded, f"{year}&Shared=true", None)["TotalOrders"] == everybody


@pytest.mark.parametrize(
    ("query", "field"),
    [("?StartDate=20-11-2026", "StartDate"), ("?EndDate=2026-02-30", "EndDate"),
     ("?PageNumber=0", "PageNumber"), ("?PageSize=x", "PageSize"), ("?Shared=1", "Shared")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(calls: Calls, query: str, field: str) -> None:
    with pytest.raises(Said) as caught:
        answer(calls, query)
    assert caught.value.status == 400
    assert list(caught.value.body["errors"]) == [field]


def test_one_sales_order_is_what_the_list_has(seeded: Calls) -> None:
    for order in seeded.orders():
        for sale in order["SalesOrders"]:
            assert seeded.sale(sale["SalesOrderId"]) == sale
            assert sale["OrderNumber"] == order["OrderNumber"]


@pytest.mark.parametrize("number", ["1", "0", "-1", "SO-1", "9" * 30])
def test_a_sales_order_that_is_not_there(calls: Calls, number: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(f"/orderstatus/v4/salesorder/{number}")
    assert caught.value.status == 404


def test_how_a_line_looks(calls: Calls) -> None:
    asked = {**line(), "CustomerLineItemId": "10", "CustomerPartNumber": "ACM-7"}
    answered = calls.place(asked, line("311-10.0KHRCT-ND", 100, 0.01), PurchaseOrderNumber="po 1")
    first, second = calls.sale(answered["SalesOrderId"])["LineItems"]
    assert first == {
        "SalesOrderId": answered["SalesOrderId"],
        "DetailId": 1,
        "TotalPrice": Decimal("19.84"),
        "PurchaseOrder": "po 1",
        "CustomerReference": "ACM-7",
        "CountryOfOrigin": "MY",
        "DigiKeyProductNumber": "296-19776-1-ND",
        "ManufacturerProductNumber": "LM358DR",
        "Description": "IC OPAMP GP 2 CIRCUIT 8SOIC",
        "PackType": "CutTape",
        "QuantityInitialRequested": 100,
        "QuantityOrdered": 100,
        "QuantityShipped": 0,
        "QuantityReserved": 100,
        "QuantityBackOrder": 0,
        "UnitPrice": Decimal("0.1984"),
        "PoLineItemNumber": None,
        "ItemShipments": [],
        "Schedules": [],
    }
    assert (second["DetailId"], second["CustomerReference"]) == (2, "")


def test_our_line_numbers_come_back_from_every_other_order(calls: Calls) -> None:
    """In recorded answers they are null; nobody may rely on either."""
    shown = [
        calls.sale(calls.place({**line(), "CustomerLineItemId": "10"})["SalesOrderId"])
        for _ in range(4)
    ]
    assert [each["LineItems"][0]["PoLineItemNumber"] for each in shown] == [None, "10", None, "10"]


def test_how_an_order_looks(calls: Calls) -> None:
    answered = calls.place(
        line(),
        line("2156-ODD-MARKET-ND", 1972, 0.385),
        ShippingContact=ship_to(world.SITES[0].customer_id, Company="Acme", AddressLineTwo="Dock"),
    )
    (order,) = calls.orders()
    assert order["PONumber"] == "AC-2026-0001"
    assert order["OrderNumber"] > 2**53
    assert re.fullmatch(r"2026-11-20T09:00:00\.\d{7}-06:00", order["DateEntered"])
    own, theirs = order["SalesOrders"]
    assert [own["SalesOrderId"], theirs["SalesOrderId"]] == [
        answered["SalesOrderId"],
        *answered["SalesOrderIds_DKPlus"],
    ]
    assert re.fullmatch(r"2026-11-20T09:00:00\.\d{3}-06:00", own["DateEntered"])
    assert own["Contact"] == {"FirstName": None, "LastName": None, "Email": "BUYER1@ACME.EXAMPLE"}
    assert theirs["LineItems"][0]["CustomerReference"] is None
    assert own["PurchaseOrder"] == "AC-2026-0001"
    address = own["ShippingAddress"]
    assert (address["CompanyName"], address["AddressLine1"], address["AddressLine2"]) == (
        "Acme",
        "1200 Plant Rd",
        "Dock",
    )
    assert (address["State"], address["IsoCode"], address["County"]) == ("TX", "US", "")
    assert address["FirstName"] == "Ada Example"


def test_what_a_sales_order_costs(calls: Calls) -> None:
    answered = calls.place(line(), line("296-19776-6-ND", 500, 0.1612))
    sale = calls.sale(answered["SalesOrderId"])
    assert [each["TotalPrice"] for each in sale["LineItems"]] == [
        Decimal("19.84"),
        Decimal("80.6"),
    ]
    assert sale["TotalPrice"] == Decimal("107.44")


def test_the_words_of_a_status_are_in_the_language_and_the_status_is_not(calls: Calls) -> None:
    number = calls.place()["SalesOrderId"]
    headers = {"X-DIGIKEY-Locale-Site": "DE", "X-DIGIKEY-Locale-Language": "de"}
    german, english = (calls.sale(number, headers=each)["Status"] for each in (headers, {}))
    assert german["SalesOrderStatus"] == english["SalesOrderStatus"] == "Received"
    assert (german["ShortDescription"], english["ShortDescription"]) == ("Eingegangen", "Received")
