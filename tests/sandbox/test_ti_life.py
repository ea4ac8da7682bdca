"""TI's orders live: their statuses, the list of them, and what is told of their shipments."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.ti_kit import DE, ORDERS, US, Json, Store, line, store
from vendors.sandbox.ti.seed import seed


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


async def whole(ti: Store, number: str) -> Json:
    found = await ti.get(f"{ORDERS}/{number}")
    read: Json = found[0] if isinstance(found, list) else found
    return read


async def seen(ti: Store, number: str) -> list[str]:
    """The statuses of an order from now on, each once, in the order in which they come."""
    said: list[str] = []
    for _ in range(200):
        status = (await whole(ti, number))["orderStatus"]
        if status not in said:
            said.append(status)
        await ti.later(hours=2)
    return said


async def test_an_order_goes_from_submitted_to_complete(ti: Store) -> None:
    await ti.order()
    (held,) = ti.held()
    said = await seen(ti, held.number)
    assert said[0] == "Submitted"
    assert said[-2:] == ["Shipped", "Complete"]
    assert said[-3] in ("In-Work", "In work")


async def test_a_bank_transfer_is_waited_for(ti: Store) -> None:
    await ti.order(profile=DE)
    said = await seen(ti, ti.held()[0].number)
    assert said[:2] == ["Payment pending", "Payment completed"]
    assert said[-1] == "Complete"


async def test_both_spellings_of_a_status_come_up(ti: Store) -> None:
    for _ in range(2):
        await ti.order()
    await ti.later(hours=3)
    said = {each["orderStatus"] for each in await ti.get(ORDERS)}
    assert said == {"In-Work", "In work"}
    await ti.later(days=20)
    lines = [(await whole(ti, held.number))["lineItems"][0]["status"] for held in ti.held()]
    assert set(lines) == {"SHIPPED", "Shipped"}


async def test_what_has_left_is_told_piece_by_piece(ti: Store) -> None:
    for _ in range(12):
        await ti.order(line(quantity=50), line("NE555P", 20))
    in_parts = next(each for each in ti.held() if any(len(one.parcels) == 2 for one in each.lines))
    first, last = sorted({one.ships for each in in_parts.lines for one in each.parcels})
    await ti.later(seconds=(first - ti.book.now()).total_seconds() + 60)
    half = await whole(ti, in_parts.number)
    shipped = [int(each["shippedQuantity"] or 0) for each in half["lineItems"]]
    assert 0 < sum(shipped) < 70
    assert half["orderStatus"] in ("In-Work", "In work")
    await ti.later(seconds=(last - ti.book.now()).total_seconds() + 60)
    done = await whole(ti, in_parts.number)
    assert [each["shippedQuantity"] for each in done["lineItems"]] == [50, 20]
    assert done["orderStatus"] == "Shipped"


# -- the list


async def test_the_list_has_summaries_without_lines_newest_first(ti: Store) -> None:
    await ti.order(customerPurchaseOrderNumber="A")
    await ti.later(minutes=1)
    await ti.order(line(), line("NE555P"), customerPurchaseOrderNumber="B")
    listed = await ti.get(ORDERS)
    assert [each["customerPurchaseOrderNumber"] for each in listed] == ["B", "A"]
    assert [each["numberOfLineItems"] for each in listed] == [2, 1]
    assert all("lineItems" not in each for each in listed)
    assert {each["orderDate"] for each in listed} == {"2026-11-23"}
    assert {each["totalOrderSummary"]["orderTotal"] for each in listed} == {
        float(held.total) for held in ti.held()
    }


async def test_thirty_days_unless_it_is_said_and_a_year_at_most(ti: Store) -> None:
    await ti.order()
    await ti.later(days=31)
    assert await ti.get(ORDERS) == []
    assert len(await ti.get(f"{ORDERS}?startDate=2026-11-23")) == 1
    assert len(await ti.get(f"{ORDERS}?startDate=2026-11-23&endDate=2026-11-23")) == 1
    assert await ti.get(f"{ORDERS}?startDate=2026-11-24") == []
    assert len(await ti.get(f"{ORDERS}?endDate=2026-12-20")) == 1
    assert len(await ti.get(f"{ORDERS}?startDate=2025-12-24")) == 1
    for query in (
        "startDate=2025-12-20",
        "startDate=2026-12-25&endDate=2026-12-01",
        "startDate=yesterday",
        "endDate=23.11.2026",
    ):
        said = await ti.get(f"{ORDERS}?{query}", 400)
        assert said["errors"][0]["errorCode"] == "TI-API-00400"


async def test_one_order_by_its_number_with_or_without_the_letter(ti: Store) -> None:
    await ti.order()
    (held,) = ti.held()
    assert await whole(ti, held.number) == await whole(ti, held.number[1:])
    for number in ("T99999999", "test", "X"):
        said = await ti.get(f"{ORDERS}/{number}", 404)
        assert said["errors"][0]["errorCode"] == "TI-API-00404"


# -- what sending costs


async def test_the_cost_of_delivery_is_flat_or_within_an_object(ti: Store) -> None:
    path = f"{ORDERS}/deliveryCost?currencyCode=EUR&quantity=5000&regionCode="
    home = await ti.get(f"{path}US")
    abroad = await ti.get(f"{path}DE")
    assert home.keys() == {"DeliveryCost"}
    assert abroad.keys() == home["DeliveryCost"].keys()
    assert float(abroad["shippingRate"]) > float(home["DeliveryCost"]["shippingRate"]) > 0
    said = await ti.get(f"{ORDERS}/deliveryCost?regionCode=Germany&quantity=0", 400)
    assert [each["field"] for each in said["errors"]] == ["regionCode", "currencyCode", "quantity"]


# -- shipment notices


async def test_nothing_has_left_is_404(ti: Store) -> None:
    await ti.order()
    said = await ti.get(f"{ORDERS}/{ti.held()[0].number}/advanced-shipment-notices", 404)
    assert said["errors"][0]["errorCode"] == "ERR-TICOM-ASNR-API-0404"


async def test_notices_tell_of_every_piece_and_each_waybill_alone(ti: Store) -> None:
    for _ in range(12):
        await ti.order(line(quantity=50, customerLineItemNumber="7"), line("NE555P", 20))
    held = next(each for each in ti.held() if any(len(one.parcels) == 2 for one in each.lines))
    await ti.later(days=10)
    path = f"{ORDERS}/{held.number}/advanced-shipment-notices"
    notice = await ti.get(path)
    rows = notice["data"]["consolidatedInformation"]
    assert len(rows) == 2
    pieces: dict[str, int] = {}
    for item in items(rows):
        many = item["numberOfUnitsShipped"]
        assert len(many) == 12
        pieces[item["tiPartNumber"]] = pieces.get(item["tiPartNumber"], 0) + int(many)
        assert item["orderNumber"] == held.number
    assert pieces == {"LM358DR": 50, "NE555P": 20}
    for row in rows:
        (bill,) = row["wayBillNumberList"]
        alone = await ti.get(f"{path}/{bill['wayBillNumber']}")
        assert alone["data"]["consolidatedInformation"] == [row]
        assert bill["waybillPDF"] == ""
    read = await whole(ti, held.number)
    assert held.lines[0].parcels[0].waybill in str(read["lineItems"][0]["trackingAndShipping"])


def items(rows: list[Any]) -> list[Json]:
    return [
        item
        for row in rows
        for booked in row["bookingOrderDetails"]
        for box in booked["packageDetails"]
        for item in box["itemDetails"]
    ]


async def test_papers_come_where_they_are_asked_for(ti: Store) -> None:
    await ti.order()
    await ti.later(days=10)
    path = f"{ORDERS}/{ti.held()[0].number}/advanced-shipment-notices"
    notice = await ti.get(f"{path}?requestCommercialInvoicePDF=true&requestWaybillPDF=true")
    assert (notice["requestCommercialInvoicePDF"], notice["requestWaybillPDF"]) == ("true", True)
    row = notice["data"]["consolidatedInformation"][0]
    papers = (
        row["wayBillNumberList"][0]["waybillPDF"],
        row["commercialInvoicelist"][0]["commercialInvoicePDF"],
    )
    assert all(base64.b64decode(each).startswith(b"%PDF-") for each in papers)
    assert papers[0] != papers[1]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("10000417/advanced-shipment-notices", 400, "ERR-TICOM-ASNR-API-0400"),
        ("T99999999/advanced-shipment-notices", 404, "ERR-TICOM-ASNR-API-0404"),
        ("{}/advanced-shipment-notices/042842325", 400, "ERR-TICOM-ASNR-API-40060"),
        ("{}/advanced-shipment-notices/0400000000", 404, "ERR-TICOM-ASNR-API-0404"),
        ("{}/advanced-shipment-notices?requestWaybillPDF=True", 400, "ERR-TICOM-ASNR-API-0400"),
        ("{}/advanced-shipment-notices/test", 404, "ERR-TICOM-ASNR-API-0404"),
    ],
)
async def test_notices_that_are_not_there(ti: Store, path: str, status: int, code: str) -> None:
    await ti.order()
    await ti.later(days=10)
    said = await ti.get(f"{ORDERS}/{path.format(ti.held()[0].number)}", status)
    assert said["errors"][0]["errorCode"] == code


async def test_the_test_addresses_know_one_order(ti: Store) -> None:
    path = f"{ORDERS}/T10999999/advanced-shipment-notices"
    assert (await ti.get(f"{path}/0499999999/test"))["wayBillNumber"] == "0499999999"
    assert len((await ti.get(f"{path}/test"))["data"]["consolidatedInformation"]) == 1
    assert ti.held() == []


# -- what is there from the start


async def test_a_new_sandbox_has_orders_in_many_statuses(ti: Store) -> None:
    seed(ti.kit.desk)
    assert ti.held() == []  # none of them was placed here
    listed = await ti.get(f"{ORDERS}?startDate=2025-11-24")
    assert {each["orderStatus"] for each in listed} >= {
        "Complete", "Cancelled", "On hold", "Payment pending",
    }  # fmt: skip
    assert {each["orderEntry"] for each in listed} == {"API", "TI.com"}
    for each in listed:
        assert (await whole(ti, each["orderNumber"]))["orderStatus"] == each["orderStatus"]
    before = await ti.get("/v2/store/products/LM358DR")
    await ti.order(profile=US)
    assert (await ti.get("/v2/store/products/LM358DR"))["quantity"] == before["quantity"] - 100
