"""Whatever the sandbox answers for TI is what TI's own files allow, corrected by the overlay."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from tests.contract import exercised, overlay, shared, ti_overlay, ti_spec, ti_watch
from tests.contract.referee import Answered, Asked, Fault
from tests.sandbox.ti_kit import DE, MX, MY, ORDERS, PRODUCTS, US, Json, Store, line, order, store
from vendors.sandbox import world
from vendors.sandbox.ti.house import ENDPOINTS
from vendors.sandbox.ti.seed import seed
from vendors.sandbox.ti.shelf import shelf

pytestmark = pytest.mark.usefixtures("official")


class Held:
    """Calls whose questions and answers all go before TI's files."""

    def __init__(self, ti: Store) -> None:
        self.ti = ti

    async def call(
        self, method: str, path: str, body: Any = None, *, status: int = 200, right: bool = True
    ) -> Any:
        """The JSON of an answer in which nothing is wrong; nor in the question where `right`."""
        answer = await self.ti.call(method, path, **({} if body is None else {"json": body}))
        assert answer.status_code == status, answer.text
        asked = Asked(
            method,
            world.TI_BASE_URL + path,
            dict(answer.request.headers),
            answer.request.content,
        )
        if right:
            assert ti_spec.judge_request(asked) == []
        said = Answered(answer.status_code, dict(answer.headers), answer.content)
        assert ti_spec.judge_answer(asked, said) == []
        ti_watch.note(exercised.SANDBOX, asked, status)
        html = answer.headers["content-type"].startswith("text/html")
        return None if html else shared.read_json(answer.content)

    async def wrong(self, status: int, method: str, path: str, body: Any = None) -> Any:
        return await self.call(method, path, body, status=status, right=False)


@pytest_asyncio.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    async with store(tmp_path) as made:
        yield Held(made)


async def test_products_of_every_kind(held: Held) -> None:
    items = list(shelf(held.ti.kit.desk.catalogue).items.values())
    for item in (*items[::40], *[one for one in items if one.index >= 1_000_000][:20]):
        found = await held.call("GET", f"{PRODUCTS}/{quote(item.number, safe='')}?currency=EUR")
        assert found["tiPartNumber"] == item.number
    for query in ("gpn=LM358&page=0&size=3", "gpn=LM358&page=9&size=100", "gpn=NO&page=0&size=1"):
        await held.call("GET", f"{PRODUCTS}?{query}&exclude-evms=true&currency=JPY")
    assert len((await held.call("GET", f"{PRODUCTS}/catalog"))["catalog"]) == len(items)


async def test_profiles(held: Held) -> None:
    for each in await held.call("GET", "/v2/checkoutprofiles"):
        await held.call("GET", f"/v2/checkoutprofiles/{each['checkoutProfileId']}")


LINES = (
    line(
        customerLineItemNumber="1",
        customerPartNumber="ACM-1",
        customReelIndicator=True,
        customerItemComments=[{"message": "one bag"}],
    ),
    line("NE555P", 30, customerLineItemNumber=2),
    line("TPS562201EVM-601", 1),
)


async def test_orders_in_every_shape_for_as_long_as_they_live(held: Held) -> None:
    seed(held.ti.kit.desk)
    more = {"customerOrderComments": [{"message": "jobNumber|1"}], "endCustomerCompanyName": "E"}
    for at in range(12):
        body = order(*LINES, profile=(US, DE, MY)[at % 3], **more)
        await held.call("POST", ORDERS if at % 2 else f"{ORDERS}/", body, status=201)
        body["order"]["customerPurchaseOrderNumber"] = f"tried {at}"
        await held.call("POST", f"{ORDERS}/test", body, status=201)
    for hours in (0, 1, 8, 24, 72, 96, 240):
        await held.ti.later(hours=hours)
        listed = await held.call("GET", f"{ORDERS}?startDate=2025-12-24&endDate=2026-12-23")
        assert len(listed) >= 20
        for each in listed:
            await held.call("GET", f"{ORDERS}/{each['orderNumber']}")
    for region in ("US", "DE"):
        path = f"{ORDERS}/deliveryCost?regionCode={region}&currencyCode=USD&quantity=100"
        await held.call("GET", path)


async def test_shipment_notices(held: Held) -> None:
    for _ in range(6):
        await held.ti.order(*LINES)
    await held.ti.later(days=12)
    papers = "requestCommercialInvoicePDF=true&requestWaybillPDF=true"
    for one in held.ti.held():
        path = f"{ORDERS}/{one.number}/advanced-shipment-notices"
        found = await held.call("GET", f"{path}?{papers}")
        for row in found["data"]["consolidatedInformation"]:
            waybill = row["wayBillNumberList"][0]["wayBillNumber"]
            await held.call("GET", f"{path}/{waybill}?{papers}")
    path = f"{ORDERS}/T10999999/advanced-shipment-notices"
    await held.call("GET", f"{path}/test")
    await held.call("GET", f"{path}/0499999999/test")


REFUSED: list[tuple[int, str, str, Json | None]] = [
    (404, "GET", f"{PRODUCTS}/DOESNOTEXIST", None),
    (403, "GET", f"{PRODUCTS}/RC0603FR-0710KL", None),
    (400, "GET", PRODUCTS, None),
    (400, "GET", f"{PRODUCTS}/catalog?exclude-evms=yes", None),
    (400, "GET", "/v2/checkoutprofiles/small", None),
    (404, "GET", "/v2/checkoutprofiles/NOBODY", None),
    (400, "POST", ORDERS, {}),
    (422, "POST", ORDERS, order(line("NOSUCHPART"))),
    (422, "POST", ORDERS, order(line(quantity=900_000), line("NE555P", 900_000))),
    (422, "POST", ORDERS, order(line(quantity=900_000))),
    (422, "POST", f"{ORDERS}/test", order(line("AFE7799IABJ", 51))),
    (422, "POST", ORDERS, order(*[line()] * 31)),
    (422, "POST", ORDERS, order(profile=MX)),
    (400, "GET", f"{ORDERS}?startDate=today", None),
    (404, "GET", f"{ORDERS}/T1", None),
    (400, "GET", f"{ORDERS}/deliveryCost", None),
    (404, "GET", f"{ORDERS}/T99999999/advanced-shipment-notices", None),
    (400, "GET", f"{ORDERS}/1/advanced-shipment-notices/1", None),
]


@pytest.mark.parametrize(
    ("status", "method", "path", "body"), REFUSED, ids=lambda value: str(value)[:60]
)
async def test_refusals(held: Held, status: int, method: str, path: str, body: Any) -> None:
    await held.wrong(status, method, path, body)
    held.ti.token = "unknown"
    await held.wrong(401, method, path, body)


async def test_half_filled_orders_beside_errors(held: Held) -> None:
    for at in range(12):
        body = order(*LINES, line("NOSUCHPART"), customerPurchaseOrderNumber=f"AC-{at}")
        await held.wrong(422, "POST", ORDERS, body)


@pytest.mark.parametrize(
    ("fault", "status"),
    [("429-burst", 429), ("500-before", 500), ("down", 503), ("edge-403", 403)],
)
async def test_faults_are_worded_as_the_files_say(held: Held, fault: str, status: int) -> None:
    for path in (f"{PRODUCTS}/LM358DR", "/v2/checkoutprofiles", f"{ORDERS}/T10000417", ORDERS,
                 f"{ORDERS}/T10000417/advanced-shipment-notices"):  # fmt: skip
        held.ti.faults.put(fault, path="")
        await held.wrong(status, "GET", path)
    held.ti.faults.put(fault, path="")
    await held.wrong(status, "POST", ORDERS, order())


# -- nothing is left out, and what goes wrong is seen


def test_every_endpoint_of_the_sandbox_is_in_a_file_and_the_other_way_round() -> None:
    ours = {(one.method.lower(), one.path.rstrip("/")) for one in ENDPOINTS}
    theirs = {
        (method, ti_spec.BASE + path)
        for book in ti_spec.books()
        for path, item in book.loose["paths"].items()
        for method in item
    }
    assert ours == theirs


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (f"{PRODUCTS}/LM358DR", "priceBreakQuantity", "PriceBreakQuantity"),
        (f"{PRODUCTS}/AFE7799IABJ", "forecastDate", "forecastWeek"),
        ("/v2/checkoutprofiles", "shippingAddressName", "shippingAddress"),
        (ORDERS, "numberOfLineItems", "lineItems"),
        (f"{ORDERS}/T10000417", "unitPrice", "UnitPrice"),
        (f"{ORDERS}/T10000417/advanced-shipment-notices", "CustomerProductNumber",
         "customerProductNumber"),
    ],
)  # fmt: skip
async def test_a_planted_misspelling_is_found(
    held: Held, path: str, right: str, wrong: str
) -> None:
    await held.ti.order(customerLineItemNumber="1")
    await held.ti.later(days=10)
    answer = await held.ti.call("GET", path)
    asked = Asked("GET", world.TI_BASE_URL + path, dict(answer.request.headers))

    def judged(content: bytes) -> list[Fault]:
        return ti_spec.judge_answer(asked, Answered(200, dict(answer.headers), content))

    assert judged(answer.content) == []
    spoilt = answer.content.replace(f'"{right}"'.encode(), f'"{wrong}"'.encode(), 1)
    assert any(wrong in fault.words for fault in judged(spoilt))


@pytest.mark.parametrize(
    "file",
    [
        "ti_product_200.spec-example.json",
        "ti_product_page_200.spec-example.json",
        "ti_checkoutprofiles_200.spec-example.json",
        "ti_order_detail_200.spec-example.json",
        "ti_order_create_201.spec-example.json",
    ],
)
def test_tis_own_examples_pass(file: str) -> None:
    """Or the overlay would hold the sandbox against something else than TI's."""
    said = shared.recording("ti", file)
    if said is None:
        pytest.skip("the recordings are not here")
    place, status = {
        "ti_product_200": (f"{PRODUCTS}/AFE7799IABJ", 200),
        "ti_product_page_200": (f"{PRODUCTS}?gpn=AFE7799&page=0&size=20", 200),
        "ti_checkoutprofiles_200": ("/v2/checkoutprofiles", 200),
        "ti_order_detail_200": (f"{ORDERS}/T10000000", 200),
        "ti_order_create_201": (ORDERS, 201),
    }[file.split(".")[0]]
    method = "POST" if status == 201 else "GET"
    asked = Asked(method, world.TI_BASE_URL + place, {})
    kind = {"content-type": "application/json"}
    answered = Answered(status, kind, json.dumps(said).encode())
    assert ti_spec.judge_answer(asked, answered) == []


def test_an_entry_of_the_overlay_that_found_its_place_no_more_would_be_told() -> None:
    for entry in ti_overlay.ENTRIES:
        assert entry.file in ti_spec.FILES
        assert entry.reason
    gone = overlay.Entry("2026-11-22", ti_overlay.PRODUCTS, "/paths/~1gone/get/x", "set", 1, "so")
    loose = shared.specification(ti_spec.VENDOR, ti_overlay.PRODUCTS)
    assert loose is not None
    with pytest.raises(overlay.Stale):
        overlay.apply(loose, ti_overlay.PRODUCTS, (gone,))


async def test_a_question_that_is_wrong_is_seen(held: Held) -> None:
    url = f"{world.TI_BASE_URL}{PRODUCTS}/LM358DR"
    signed = {"authorization": "Bearer a"}
    assert ti_spec.judge_request(Asked("GET", url, signed)) == []
    assert ti_spec.judge_request(Asked("GET", url, {}))
    assert ti_spec.judge_request(Asked("GET", f"{url}?exclude-evms=True", signed))
    assert ti_spec.judge_request(Asked("GET", f"{url}?currencies=USD", signed))
    body = json.dumps(order(*[line()] * 31)).encode()
    typed = {**signed, "content-type": "application/json"}
    assert ti_spec.judge_request(Asked("POST", world.TI_BASE_URL + ORDERS, typed, body))
