"""Order Management: finding orders by their PO number, and sales orders with their schedules."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.sandbox.desk_kit import Calls, Json, Said, line
from vendors.sandbox import world
from vendors.sandbox.seed import seed

V1 = "/OrderManagement/v1/SalesOrders"
V2 = "/ordermanagement/v2/salesorders"
SUPPLIERS = line("2156-ODD-MARKET-ND", 1972, 0.385)


@pytest.mark.parametrize(
    "asked", ["PO/2026 #7 & Söhne", "po/2026 #7 & söhne", "  PO/2026 #7 & SÖHNE "]
)
def test_a_po_number_is_found_in_any_case_and_trimmed(calls: Calls, asked: str) -> None:
    number = calls.place(PurchaseOrderNumber=" PO/2026 #7 & Söhne")["SalesOrderId"]
    calls.place(PurchaseOrderNumber="PO/2026 #7")
    (found,) = calls.by_po(asked)
    assert found == {
        "salesOrderId": number,
        "customerId": world.ACCOUNT_ID,
        "accountId": world.ACCOUNT_ID,
        "orderName": None,
        "purchaseOrder": " PO/2026 #7 & Söhne",
        "dateEntered": "2026-11-20T15:00:00Z",
        "processingState": 1,
        "displayFlag": True,
    }


def test_every_sales_order_under_a_number_is_listed_oldest_first(calls: Calls) -> None:
    first = calls.place(line(), SUPPLIERS)
    calls.advance(days=400)
    second = calls.place()
    expected = [first["SalesOrderId"], *first["SalesOrderIds_DKPlus"], second["SalesOrderId"]]
    assert [each["salesOrderId"] for each in calls.by_po("AC-2026-0001")] == expected
    limited = calls.by_po("AC-2026-0001", "?ordersLimit=1")
    assert [each["salesOrderId"] for each in limited] == expected[:1]


def test_nothing_under_a_number_is_an_empty_list(calls: Calls) -> None:
    calls.place()
    assert calls.by_po("AC-2026-000") == []


@pytest.mark.parametrize("limit", ["0", "x", "-1"])
def test_a_limit_that_is_none_is_refused(calls: Calls, limit: str) -> None:
    with pytest.raises(Said) as caught:
        calls.by_po("AC-2026-0001", f"?ordersLimit={limit}")
    assert caught.value.status == 400
    assert caught.value.body["validationErrors"][0]["field"] == "ordersLimit"


def test_the_state_moves_on(calls: Calls) -> None:
    calls.place()
    states = []
    for _ in range(4):
        states.append(calls.by_po("AC-2026-0001")[0]["processingState"])
        calls.advance(hours=5 if len(states) == 1 else 72)
    assert states == [1, 2, 4, 5]


def test_a_sales_order_in_both_versions(calls: Calls) -> None:
    schedules = [
        {"ScheduledDate": f"2026-12-{day:02d}T00:00:00Z", "ScheduledQuantity": 50}
        for day in (1, 15)
    ]
    asked = {**line(), "CustomerLineItemId": "L-10", "Schedules": schedules}
    number = calls.place(asked)["SalesOrderId"]
    calls.advance(days=12)
    first: Json = calls.get(f"{V1}/{number}")
    assert first["purchaseOrderNumber"] == "AC-2026-0001"
    assert (first["currency"], first["shipMethod"]) == ("USD", "UPS ground")
    (detail,) = first["details"]
    shipments = calls.sale(number)["LineItems"][0]["ItemShipments"]
    assert detail == {
        "poLineItemNumber": "L-10",
        "salesOrderId": number,
        "detailId": 1,
        "digiKeyPartNumber": "296-19776-1-ND",
        "manufacturerPartNumber": "LM358DR",
        "quantity": 100,
        "quantityBackorder": 0,
        "quantityShipped": 50,
        "invoiceId": shipments[0]["InvoiceId"],
        "standardPackSize": 2500,
        "schedules": [
            {
                "scheduleDate": f"2026-12-{day:02d}T00:00:00Z",
                "detailId": 1,
                "quantityScheduled": 50,
                "salesOrderId": number,
                "scheduleIndex": at,
            }
            for at, day in ((1, 1), (2, 15))
        ],
    }
    second: Json = calls.get(f"{V2}/{number}")
    assert list(second) == [name[0].upper() + name[1:] for name in first]
    assert second["Details"][0]["QuantityShipped"] == 50
    assert second["Details"][0]["Schedules"][1]["ScheduleIndex"] == 2


@pytest.mark.parametrize("base", [V1, V2])
@pytest.mark.parametrize("number", ["1", "x", "9" * 30])
def test_a_sales_order_that_is_not_there(calls: Calls, base: str, number: str) -> None:
    with pytest.raises(Said) as caught:
        calls.get(f"{base}/{number}")
    assert caught.value.status == 404
    spelled = "errorMessage" if base == V1 else "ErrorMessage"
    assert caught.value.body[spelled] == "Not Found"


def test_every_order_from_the_start_is_found_by_its_number(calls: Calls) -> None:
    """Odd ones too, but for the one that has none."""
    seed(calls.desk)
    for order in calls.orders():
        ids = {sale["SalesOrderId"] for sale in order["SalesOrders"]}
        if order["PONumber"]:
            found = {each["salesOrderId"] for each in calls.by_po(order["PONumber"])}
            assert ids <= found, quote(order["PONumber"])
        for number in ids:
            managed = calls.get(f"{V1}/{number}")
            shown = calls.sale(number)
            assert [each["quantity"] for each in managed["details"]] == [
                each["QuantityOrdered"] for each in shown["LineItems"]
            ]
