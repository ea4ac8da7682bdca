"""Everything that can go wrong with an order goes wrong with a change to one as well."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.desk_kit import order
from tests.sandbox.kit import ORDERS, Kit, behind_a_socket, kit
from vendors.sandbox.app import every_endpoint
from vendors.sandbox.limits import Limit

V1 = "/OrderManagement/v1/SalesOrders"
V2 = "/ordermanagement/v2/salesorders"
FAR = Limit(10_000, 100_000)
SCHEDULES = [{"scheduleDate": "2026-12-02T00:00:00Z", "quantityScheduled": 100}]
QUANTITY = [{"op": "replace", "path": "/Quantity", "value": "250"}]


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path, endpoints=every_endpoint(), limit=FAR) as made:
        await made.sign_in()
        yield made


async def placed(desk: Kit) -> int:
    answer = await desk.call("POST", ORDERS, json=order())
    return int(answer.json()["SalesOrderId"])


async def change(desk: Kit, number: int, kind: str = "quantity") -> httpx.Response:
    if kind == "quantity":
        return await desk.call("PATCH", f"{V2}/{number}/details/1", json=QUANTITY)
    return await desk.call("PUT", f"{V1}/{number}/Details/1/Schedules", json=SCHEDULES)


def taken(desk: Kit, number: int) -> int:
    return len(desk.book.changes(number))


KINDS = pytest.mark.parametrize("kind", ["quantity", "schedules"])


@KINDS
@pytest.mark.parametrize(
    ("name", "many"), [("drop-before", 0), ("drop-after", 1), ("lost-answer", 1)]
)
async def test_a_lost_answer_says_nothing_about_whether_it_was_taken(
    desk: Kit, kind: str, name: str, many: int
) -> None:
    number = await placed(desk)
    desk.faults.put(name, seconds=0.01)
    async with behind_a_socket(desk) as socket:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await change(socket, number, kind)
        assert taken(desk, number) == many
        assert (await change(socket, number, kind)).status_code in (200, 204)
    assert taken(desk, number) == many + 1


@KINDS
@pytest.mark.parametrize(("name", "many"), [("500-before", 0), ("500-after", 1)])
async def test_nor_does_a_500(desk: Kit, kind: str, name: str, many: int) -> None:
    number = await placed(desk)
    desk.faults.put(name)
    answer = await change(desk, number, kind)
    assert answer.status_code == 500
    spelled = "ErrorMessage" if kind == "quantity" else "errorMessage"
    assert answer.json()[spelled] == "Internal Server Error"
    assert taken(desk, number) == many


@KINDS
async def test_down_is_down(desk: Kit, kind: str) -> None:
    number = await placed(desk)
    desk.faults.put("down")
    assert (await change(desk, number, kind)).status_code == 503
    desk.faults.clear()
    assert taken(desk, number) == 0


@pytest.mark.parametrize(
    ("name", "status"), [("429-burst", 429), ("429-daily", 429), ("expired-token", 401)]
)
async def test_the_gateway_refuses_before_it_is_taken(desk: Kit, name: str, status: int) -> None:
    number = await placed(desk)
    desk.faults.put(name)
    assert (await change(desk, number)).status_code == status
    assert taken(desk, number) == 0


async def test_a_success_can_be_damaged(desk: Kit) -> None:
    number = await placed(desk)
    for name in ("garbage", "html"):
        desk.faults.put(name)
        answer = await change(desk, number)
        assert answer.status_code == 200
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    assert taken(desk, number) == 2


@pytest.mark.parametrize("name", ["late-visible", "twice"])
async def test_the_endpoint_sees_to_the_others_once(desk: Kit, name: str) -> None:
    number = await placed(desk)
    desk.faults.put(name, seconds=600)
    assert (await change(desk, number)).status_code == 200
    assert desk.faults.all() == []
    first = taken(desk, number)
    assert first == (2 if name == "twice" else 1)
    desk.advance(seconds=60)
    shown = (await desk.get(f"{V1}/{number}")).json()["details"][0]["quantity"]
    assert shown == (100 if name == "late-visible" else 250)
    await change(desk, number)
    assert taken(desk, number) == first + 1


async def test_questions_spend_no_fault_of_what_writes(desk: Kit) -> None:
    number = await placed(desk)
    desk.faults.put("500-before")
    for path in (f"{V1}/{number}", f"{V2}/{number}/changeeligibility"):
        assert (await desk.get(path)).status_code == 200
    assert (await change(desk, number)).status_code == 500


async def test_a_fault_can_be_for_changes_alone(desk: Kit) -> None:
    desk.faults.put_all("500-after:path=*changes*")
    number = await placed(desk)
    assert number > 0
    assert (await change(desk, number)).status_code == 500
    assert taken(desk, number) == 1


async def test_a_refused_change_leaves_the_fault_for_the_next(desk: Kit) -> None:
    number = await placed(desk)
    desk.faults.put("drop-after")
    path = f"{V2}/{number}/details/1"
    assert (await desk.call("PATCH", path, json=[])).status_code == 400
    assert [fault.name for fault in desk.faults.all()] == ["drop-after"]


async def test_without_a_body_there_is_no_content_at_all(desk: Kit) -> None:
    """On a true connection, which goes on."""
    number = await placed(desk)
    async with behind_a_socket(desk) as socket:
        answer = await change(socket, number, "schedules")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-type" not in answer.headers
        assert (await socket.get(f"{V1}/{number}")).status_code == 200


async def test_several_at_once_are_all_taken(desk: Kit) -> None:
    number = await placed(desk)

    async def one() -> Any:
        return await change(desk, number)

    answers = await asyncio.gather(*(one() for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert taken(desk, number) == 8
