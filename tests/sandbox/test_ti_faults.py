"""The faults on request, as a client of TI's meets them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.kit import behind_a_socket
from tests.sandbox.ti_kit import FORM, ORDERS, PRODUCTS, TOKEN, Store, inner, order, store
from vendors.sandbox import world
from vendors.sandbox.commands import main
from vendors.sandbox.ti.house import ENDPOINTS

PART = f"{PRODUCTS}/LM358DR"


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


async def placed(ti: Store) -> httpx.Response:
    return await ti.call("POST", ORDERS, json=order())


# -- an order that may have been taken


@pytest.mark.parametrize(("name", "taken"), [("drop-before", 0), ("drop-after", 1)])
@pytest.mark.parametrize("path", [ORDERS, f"{ORDERS}/"])
async def test_a_dropped_connection_ends_without_an_answer(
    ti: Store, name: str, taken: int, path: str
) -> None:
    ti.faults.put(name)
    async with behind_a_socket(ti.kit) as socket:
        through = ti.through(socket)
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await through.order(path=path)
        assert len(ti.held()) == taken
        await through.order(path=path)
    assert len(ti.held()) == taken + 1


async def test_an_order_is_taken_and_its_answer_lost(ti: Store) -> None:
    ti.faults.put("lost-answer")
    async with behind_a_socket(ti.kit, read=0.2) as socket:
        with pytest.raises(httpx.ReadTimeout):
            await placed(ti.through(socket))
    (held,) = ti.held()
    (listed,) = await ti.get(ORDERS)
    assert listed["orderNumber"] == held.number
    assert listed["customerPurchaseOrderNumber"] == "AC-2026-0001"


@pytest.mark.parametrize(("name", "taken"), [("500-before", 0), ("500-after", 1)])
async def test_500_says_nothing_about_whether_it_was_taken(
    ti: Store, name: str, taken: int
) -> None:
    ti.faults.put(name)
    answer = await placed(ti)
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["errorCode"] == "TI-API-00500"
    assert "Execution ID" in answer.json()["errors"][0]["message"]
    assert len(ti.held()) == taken


@pytest.mark.parametrize("name", ["drop-before", "drop-after", "500-before", "lost-answer"])
async def test_trying_an_order_is_no_write(ti: Store, name: str) -> None:
    """Faults of what writes leave it alone, and reading too."""
    ti.faults.put(name)
    await ti.order(path=f"{ORDERS}/test")
    await ti.get(ORDERS)
    assert [fault.name for fault in ti.faults.all()] == [name]


async def test_an_order_that_is_seen_later_is_in_no_answer_until_then(ti: Store) -> None:
    ti.faults.put("late-visible", seconds=60)
    number = inner((await placed(ti)).json())["orderNumber"]
    assert await ti.get(ORDERS) == []
    await ti.get(f"{ORDERS}/{number}", 404)
    await ti.later(seconds=61)
    assert len(await ti.get(ORDERS)) == 1
    await ti.get(f"{ORDERS}/{number}")


async def test_an_order_taken_twice_is_told_of_once(ti: Store) -> None:
    ti.faults.put("twice")
    number = inner((await placed(ti)).json())["orderNumber"]
    first, second = ti.held()
    assert first.number == number
    assert second.number != number
    await placed(ti)
    assert len(ti.held()) == 3


async def test_an_order_can_be_answered_without_its_number(ti: Store) -> None:
    ti.faults.put("no-number", path=ORDERS)
    answer = await placed(ti)
    assert answer.status_code == 201
    assert inner(answer.json())["orderNumber"] == ""
    assert len(ti.held()) == 1


# -- refusals on request


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
async def test_each_service_words_its_refusals_in_its_own_way(ti: Store, endpoint: Any) -> None:
    path = endpoint.path.replace("{tiPartNumber}", "X").replace("{orderNumber}", "T10999999")
    path = path.replace("{checkoutProfileId}", "X").replace("{wayBillNumber}", "0499999999")
    codes = {}
    for name, status in (("429-burst", 429), ("500-before", 500), ("expired-token", 401)):
        ti.faults.put(name, path=path)
        answer = await ti.call(endpoint.method, path, json={})
        assert answer.status_code == status
        assert "retry-after" not in answer.headers
        codes[status] = answer.json()["errors"][0]["errorCode"]
        ti.book.set("ti_catalogue_at", "")
    expected = {
        "products": ("TI-API-00235", "TI-API-00556", "ERR-TICOM-INV-API-1004"),
        "orders": ("TI-API-00429", "TI-API-00500", "TI-API-00401"),
        "shipments": ("TI-API-0429", "TI-API-0500", "TI-API-0401"),
        "profiles": ("TI-API-00429", "ERR-TICOM-COP-API-00501", "TI-API-00401"),
    }
    assert tuple(codes.values()) == expected[endpoint.envelope]


async def test_down_is_503_and_orders_name_their_list_otherwise(ti: Store) -> None:
    ti.faults.put("down")
    for path, key in ((ORDERS, "error"), (PART, "errors"), ("/v2/checkoutprofiles", "errors")):
        answer = await ti.call("GET", path)
        assert answer.status_code == 503
        assert answer.json().keys() == {key}
    assert (await ti.kit.client.post(TOKEN, data=FORM)).status_code == 503


async def test_an_expired_token_is_said_once_and_never_to_the_sign_in(ti: Store) -> None:
    ti.faults.put("expired-token")
    assert (await ti.kit.client.post(TOKEN, data=FORM)).status_code == 200
    assert (await ti.call("GET", PART)).status_code == 401
    assert (await ti.call("GET", PART)).status_code == 200


async def test_a_product_that_was_not_granted_is_the_gateways_own_word(ti: Store) -> None:
    ti.faults.put("not-subscribed")
    answer = await ti.call("GET", PART)
    assert answer.status_code == 401
    words = answer.json()["fault"]["faultstring"]
    assert words == "Invalid API call as no apiproduct match found"


async def test_the_edge_lets_nobody_through(ti: Store) -> None:
    ti.faults.put("edge-403")
    answer = await placed(ti)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert ti.held() == []


# -- damaged answers


@pytest.mark.parametrize("name", ["garbage", "html"])
async def test_an_answer_that_is_none(ti: Store, name: str) -> None:
    ti.faults.put(name)
    answer = await ti.call("GET", PART)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r".*"):
        answer.json()


async def test_the_catalogue_breaks_off_in_the_middle(ti: Store) -> None:
    whole = len((await ti.call("GET", f"{PRODUCTS}/catalog")).content)
    await ti.later(hours=4)
    ti.faults.put("broken-off", path="/catalog")
    got = bytearray()

    async def read(answer: httpx.Response) -> None:
        async for piece in answer.aiter_bytes():
            got.extend(piece)

    async with behind_a_socket(ti.kit) as socket:
        url = f"{world.TI_BASE_URL}{PRODUCTS}/catalog"
        headers = {"Authorization": f"Bearer {ti.token}"}
        async with socket.client.stream("GET", url, headers=headers) as answer:
            assert answer.status_code == 200
            with pytest.raises(httpx.RemoteProtocolError):
                await read(answer)
    assert got.startswith(b'{"catalog":[{"tiPartNumber"')
    assert whole // 4 < len(got) < whole
    # It counts as a catalogue that was sent.
    assert (await ti.call("GET", f"{PRODUCTS}/catalog")).status_code == 429


# -- beside the server


async def test_the_book_of_ti_by_hand(ti: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await ti.order(customerOrderComments=[{"message": "orderedBy|Ann \x1b[31m"}])
    (held,) = ti.held()
    folder = ti.book.path.parent
    assert main(["book", "--vendor", "ti", "--json", "--po", "ac-2026-0001"], folder) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["order_number"], shown["total"]) == (held.number, str(held.total))
    assert (shown["vendor"], shown["data"]) == ("ti", "invented")
    assert [(each["number"], each["quantity"]) for each in shown["lines"]] == [("LM358DR", 100)]
    assert shown["asked"]["order"]["checkoutProfileId"] == shown["profile"]
    assert main(["book", "--vendor", "ti"], folder) == 0
    said = capsys.readouterr().out
    assert held.number in said
    assert "1 orders" in said
    assert "\x1b" not in said
    assert main(["book", "--json"], folder) == 0
    assert json.loads(capsys.readouterr().out) == []  # DigiKey's own
