"""ShipStation's key, its limit, how it says no, and what goes wrong on request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.kit import Kit, behind_a_socket
from tests.sandbox.shipstation_kit import (
    KEY,
    ORDERS,
    RESISTOR,
    Depot,
    depot,
    order,
    receives,
)
from vendors.sandbox import world
from vendors.sandbox.shipstation.endpoints import ENDPOINTS


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Depot]:
    async with depot(tmp_path) as made:
        yield made


@pytest.mark.parametrize("key", [None, "", "not the key", world.CLIENT_SECRET])
async def test_without_the_key_nothing_is_answered(shop: Depot, key: str | None) -> None:
    async with httpx.AsyncClient(
        transport=shop.client._transport,
        base_url=world.SHIPSTATION_BASE_URL,
        headers={} if key is None else {"API-Key": key},
    ) as client:
        for endpoint in ENDPOINTS:
            answer = await client.request(endpoint.method, endpoint.path)
            assert answer.status_code == 401
            (error,) = answer.json()["errors"]
            assert (error["error_type"], error["error_code"]) == ("security", "unauthorized")
    assert shop.told() == []


async def test_an_error_has_a_request_id_and_nothing_else_beside_its_errors(shop: Depot) -> None:
    answer = await shop.call("GET", f"{ORDERS}/se-1")
    assert sorted(answer.json()) == ["errors", "request_id"]
    assert str(UUID(answer.json()["request_id"])) == answer.json()["request_id"]
    assert sorted(answer.json()["errors"][0]) == [
        "error_code",
        "error_source",
        "error_type",
        "message",
    ]


async def test_what_is_not_there_is_refused_in_the_same_way(shop: Depot) -> None:
    await shop.refused(404, "invalid_identifier", "GET", "/v2/nothing")
    await shop.refused(405, "unspecified", "DELETE", f"{ORDERS}/se-20126")
    await shop.refused(404, "invalid_identifier", "GET", "/orderstatus/v4/orders")


async def test_the_other_hosts_know_nothing_of_it(shop: Depot) -> None:
    answer = await shop.kit.client.get("/v2/suppliers", headers=KEY)
    assert answer.status_code == 404
    assert "ErrorMessage" in answer.json()


async def test_two_hundred_calls_a_minute_and_then_how_long_to_wait(shop: Depot) -> None:
    for _ in range(200):
        assert (await shop.call("GET", "/v2/warehouses/se-810201")).status_code == 200
    shop.kit.seconds.now += 13
    answer = await shop.call("GET", "/v2/warehouses/se-810201")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "47"
    assert answer.json()["errors"][0]["error_code"] == "rate_limit_exceeded"
    assert not [name for name in answer.headers if "limit" in name]
    shop.kit.seconds.now += 47
    assert (await shop.call("GET", "/v2/warehouses/se-810201")).status_code == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "request_body_required"),
        (b"null", "request_body_required"),
        (b"[]", "invalid_object"),
        (b"{", "invalid_field_value"),
        (b'{"cost": NaN}', "invalid_field_value"),
        (b"\xff", "invalid_field_value"),
        (b"[" * 100_000, "invalid_field_value"),
    ],
)
async def test_a_body_that_cannot_be_read(shop: Depot, content: bytes, code: str) -> None:
    answer = await shop.client.post(ORDERS, content=content)
    assert answer.status_code == 400
    assert [each["error_code"] for each in answer.json()["errors"]] == [code]


# -- faults


@pytest.mark.parametrize(
    ("fault", "status"),
    [("down", 503), ("429-burst", 429), ("429-daily", 429), ("expired-token", 401),
     ("not-subscribed", 403), ("500-before", 500), ("edge-403", 403)],
)  # fmt: skip
async def test_a_fault_refuses_before_anything_is_done(
    shop: Depot, fault: str, status: int
) -> None:
    shop.kit.faults.put(fault, 1)
    answer = await shop.call("POST", ORDERS, order())
    assert answer.status_code == status
    assert shop.told() == []
    assert (await shop.call("POST", ORDERS, order())).status_code == 200


async def test_a_500_has_no_body_whatever_it_says_it_is(shop: Depot) -> None:
    shop.kit.faults.put("500-before", 2, path="/v2/")
    kinds = []
    for method, body in (("GET", None), ("POST", order())):
        answer = await shop.call(method, ORDERS, body)
        assert (answer.status_code, answer.content) == (500, b"")
        kinds.append(answer.headers["content-type"].split(";")[0])
    assert kinds == ["application/json", "text/plain"]


async def test_done_and_then_500(shop: Depot) -> None:
    shop.kit.faults.put("500-after")
    answer = await shop.call("POST", ORDERS, order())
    assert (answer.status_code, answer.content) == (500, b"")
    assert shop.told() == [f"POST {ORDERS}"]


@pytest.mark.parametrize("fault", ["garbage", "html", "oversized"])
async def test_done_and_answered_with_something_else(shop: Depot, fault: str) -> None:
    shop.kit.faults.put(fault, bytes=1000) if fault == "oversized" else shop.kit.faults.put(fault)
    answer = await shop.call("POST", ORDERS, order())
    assert answer.status_code == 200
    assert not answer.text.endswith("}")
    assert shop.told() == [f"POST {ORDERS}"]


async def test_a_fault_strikes_what_writes_an_order_and_not_what_reads(shop: Depot) -> None:
    shop.kit.faults.put("500-before")
    assert (await shop.call("GET", ORDERS)).status_code == 200
    assert (await shop.call("POST", "/v2/suppliers", {"supplier_name": "X"})).status_code == 200
    assert (await shop.call("POST", f"{ORDERS}/se-20126/receives", {})).status_code == 500


async def test_a_fault_of_changes_lets_an_order_be_made(shop: Depot) -> None:
    shop.kit.faults.put("500-before", path="*changes*")
    made = await shop.create()
    path = f"{ORDERS}/{made['purchase_order_id']}/status"
    assert (await shop.call("POST", path, {"status": "open"})).status_code == 500


async def test_an_order_that_is_seen_later(shop: Depot) -> None:
    shop.kit.faults.put("late-visible", seconds=30)
    made = await shop.create(reference_number="LATE-1")
    path = f"{ORDERS}/{made['purchase_order_id']}"
    await shop.refused(404, "invalid_identifier", "GET", path)
    assert (await shop.get(f"{ORDERS}?reference_number=LATE-1"))["total"] == 0
    shop.kit.advance(seconds=31)
    assert (await shop.get(path))["reference_number"] == "LATE-1"
    assert (await shop.get(f"{ORDERS}?reference_number=LATE-1"))["total"] == 1


async def test_an_order_that_is_made_twice_and_told_once(shop: Depot) -> None:
    shop.kit.faults.put("twice")
    await shop.create(reference_number="TWO-1")
    found = (await shop.get(f"{ORDERS}?reference_number=TWO-1"))["purchase_orders"]
    assert len(found) == len({each["order_number"] for each in found}) == 2
    await shop.create(reference_number="ONE-1")
    assert (await shop.get(f"{ORDERS}?reference_number=ONE-1"))["total"] == 1


async def test_pieces_that_are_counted_twice(shop: Depot) -> None:
    made = await shop.opened()
    before = await shop.on_hand(RESISTOR)
    shop.kit.faults.put("twice")
    await shop.receive(made, (RESISTOR, 20, 0))
    assert await shop.on_hand(RESISTOR) == before + 40


# -- a connection that is cut


@asynccontextmanager
async def _cut(shop: Depot) -> AsyncIterator[tuple[Kit, httpx.AsyncClient]]:
    async with behind_a_socket(shop.kit) as wired:
        wired.client.base_url = httpx.URL(world.SHIPSTATION_BASE_URL)
        wired.client.headers.update(KEY)
        yield wired, wired.client


@pytest.mark.parametrize(
    ("what", "body"),
    [("", order()), ("status", {"status": "receiving"}), ("receives", receives(("LM358DR", 5, 0)))],
)
@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "lost-answer"])
async def test_done_or_not_and_the_answer_lost(
    shop: Depot, fault: str, what: str, body: dict[str, object]
) -> None:
    """Of an order that is made, of its status, of pieces that came."""
    path = f"{ORDERS}/se-20126/{what}" if what else ORDERS
    shop.kit.faults.put(fault, seconds=0.05)
    async with _cut(shop) as (wired, client):
        with pytest.raises(httpx.TransportError):
            await client.post(path, json=body)
        assert wired.faults.all() == []
    assert shop.told() == ([] if fault == "drop-before" else [f"POST {path}"])
