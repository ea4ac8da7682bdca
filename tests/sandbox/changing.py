"""What Order Management is asked in these tests, and the fields that its answers have."""

from __future__ import annotations

from typing import Any

from tests.sandbox.desk_kit import Calls, Json, line
from tests.sandbox.held import Instant

V1 = "/OrderManagement/v1/SalesOrders"
V2 = "/ordermanagement/v2/salesorders"

# What our facts page lists of version 1, written out; version 2 begins the same names large.
SCHEDULE = {
    "scheduleDate": Instant,
    "detailId": int,
    "quantityScheduled": int,
    "salesOrderId": int,
    "scheduleIndex": int,
}
DETAIL = {
    "poLineItemNumber": str,
    "salesOrderId": int,
    "detailId": int,
    "digiKeyPartNumber": str,
    "manufacturerPartNumber": str,
    "quantity": int,
    "quantityBackorder": int,
    "quantityShipped": int,
    "invoiceId": int,
    "standardPackSize": int,
    "schedules": [SCHEDULE],
}
ORDER = {
    "currency": str,
    "salesOrderId": int,
    "customerId": int,
    "purchaseOrderNumber": str,
    "shipMethod": str,
    "details": [DETAIL],
}
ELIGIBILITY = {"eligibility": bool, "salesOrderId": int, "detailsWithOpenSchedulesCount": int}
ERROR = {
    "statusCode": int,
    "errorMessage": str,
    "errorDetails": str,
    "requestId": str,
    "validationErrors": [{"field": str, "message": str}],
}


def large(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {name[0].upper() + name[1:]: large(each) for name, each in shape.items()}
    return [large(each) for each in shape] if isinstance(shape, list) else shape


def on(day: int, many: int, month: int = 12) -> Json:
    """A schedule of an order."""
    return {"ScheduledDate": f"2026-{month:02d}-{day:02d}T00:00:00Z", "ScheduledQuantity": many}


def first(day: int, many: int) -> Json:
    """A schedule for version 1."""
    return {"scheduleDate": f"2026-12-{day:02d}T00:00:00Z", "quantityScheduled": many}


def second(day: int, many: int) -> Json:
    """A schedule for version 2."""
    return {"ScheduleDate": f"2026-12-{day:02d}T00:00:00Z", "QuantityScheduled": many}


def to(total: str, *more: Json) -> list[Json]:
    """A JSON Patch for a quantity."""
    return [{"op": "replace", "path": "/Quantity", "value": total}, *more]


def placed(calls: Calls, *lines: Json, **changes: Any) -> int:
    """The number of a sales order of two scheduled lines, or of `lines`."""
    asked = {**line(), "Schedules": [on(1, 40), on(15, 60)]}
    answer = calls.place(*(lines or (asked, asked)), **changes)
    return int(answer["SalesOrderId"])


def shown(calls: Calls, number: int, detail: int = 1) -> list[tuple[str, int]]:
    """(day, pieces) of the schedules of a line."""
    found = calls.get(f"{V1}/{number}/Details/{detail}/Schedules")
    return [(each["scheduleDate"][:10], each["quantityScheduled"]) for each in found]


def put(calls: Calls, number: int, body: Any, query: str = "", **more: Any) -> Any:
    return calls.call("PUT", f"{V1}/{number}/Details/1/Schedules{query}", body, **more)


def move(calls: Calls, number: int, index: int, day: str, query: str = "") -> Json:
    body = [{"op": "replace", "path": "/ScheduleDate", "value": f"{day}T00:00:00Z"}]
    found: Json = calls.call("PATCH", f"{V1}/{number}/Details/1/Schedules/{index}{query}", body)
    return found


def patch(calls: Calls, number: int, body: Any, detail: int = 1, **more: Any) -> Any:
    return calls.call("PATCH", f"{V2}/{number}/details/{detail}", body, **more)


def back_order(calls: Calls, number: int, many: Any, detail: int = 1, **more: Any) -> Any:
    path = f"{V2}/{number}/details/{detail}/quantitybackorder"
    return calls.call("PUT", path, {"BackOrderQuantity": many}, **more)


def later(calls: Calls) -> None:
    """Until every change that was taken can be read back."""
    calls.advance(seconds=60)


def status_line(calls: Calls, number: int, detail: int = 1) -> Json:
    found: Json = calls.sale(number)["LineItems"][detail - 1]
    return found


def eligible(calls: Calls, number: int) -> tuple[bool, int]:
    """(whether a sales order can be changed, how many lines have schedules to come)."""
    found = calls.get(f"{V2}/{number}/changeeligibility")
    assert found["SalesOrderId"] == number
    return found["Eligibility"], found["DetailsWithOpenSchedulesCount"]


def waiting(calls: Calls, *, lines: int = 1) -> tuple[int, int]:
    """(sales order, stock) where 300 pieces of each line are on back order."""
    stock = int(calls.details("296-19776-1-ND")["Product"]["QuantityAvailable"])
    asked = [line(quantity=stock + 300)] * lines
    return placed(calls, *asked, ShipControl="Single"), stock
