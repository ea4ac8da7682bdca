"""Each fault, as a client meets it; where the connection matters, over a true one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.kit import (
    BONDED,
    ONE_BONDED,
    ORDERS,
    PART,
    REFUSE,
    STATUS,
    Kit,
    behind_a_socket,
    kit,
)
from vendors.sandbox import trouble
from vendors.sandbox.book import BookError
from vendors.sandbox.faults import ALWAYS, KINDS

ANY_PART = PART.replace("{productNumber}", "X")


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path) as made:
        await made.sign_in()
        yield made


# -- the connection


@pytest.mark.parametrize(("name", "taken"), [("drop-before", 0), ("drop-after", 1)])
async def test_a_dropped_connection_ends_without_an_answer(
    desk: Kit, name: str, taken: int
) -> None:
    desk.faults.put(name)
    async with behind_a_socket(desk) as socket:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await socket.order()
        assert desk.taken == taken
        assert (await socket.order()).status_code == 200
    assert desk.taken == taken + 1


async def test_a_lost_answer_is_silence_until_the_client_gives_up(desk: Kit) -> None:
    desk.faults.put("lost-answer")
    async with behind_a_socket(desk, read=0.2) as socket:
        with pytest.raises(httpx.ReadTimeout):
            await socket.order()
        assert desk.taken == 1
        assert (await socket.order()).status_code == 200


async def test_a_lost_answer_ends_with_a_closed_connection(desk: Kit) -> None:
    desk.faults.put("lost-answer", seconds=0.05)
    async with behind_a_socket(desk) as socket:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await socket.order()
    assert desk.taken == 1


async def test_others_are_served_while_one_waits_for_a_lost_answer(desk: Kit) -> None:
    desk.faults.put("lost-answer")
    async with behind_a_socket(desk, read=30.0) as socket:
        waiting = asyncio.create_task(socket.order())
        while desk.taken == 0:
            await asyncio.sleep(0)
        assert (await socket.get(ANY_PART)).status_code == 200
        assert not waiting.done()
        waiting.cancel()


@pytest.mark.parametrize("name", ["drop-after", "lost-answer", "500-after"])
async def test_an_order_that_is_refused_is_answered_and_the_fault_waits(
    desk: Kit, name: str
) -> None:
    desk.faults.put(name)
    assert (await desk.order(REFUSE)).status_code == 400
    assert [fault.name for fault in desk.faults.all()] == [name]


# -- answers in place of the true one


@pytest.mark.parametrize(("name", "taken"), [("500-before", 0), ("500-after", 1)])
async def test_500_says_nothing_about_whether_the_order_was_taken(
    desk: Kit, name: str, taken: int
) -> None:
    desk.faults.put(name)
    assert (await desk.order()).status_code == 500
    assert desk.taken == taken
    assert (await desk.order()).status_code == 200


@pytest.mark.parametrize(
    ("name", "message"), [("429-burst", "BurstLimit"), ("429-daily", "Daily Ratelimit")]
)
async def test_a_limit_can_be_reached_on_request(desk: Kit, name: str, message: str) -> None:
    desk.faults.put(name)
    answer = await desk.order()
    assert answer.status_code == 429
    assert message in answer.json()["ErrorMessage"]
    assert int(answer.headers["retry-after"]) > 0
    assert desk.taken == 0
    assert (await desk.order()).status_code == 200


async def test_the_minutes_end_can_be_chosen(desk: Kit) -> None:
    desk.faults.put("429-burst", seconds=7)
    answer = await desk.get(ANY_PART)
    assert answer.headers["retry-after"] == answer.headers["x-burstlimit-reset"] == "7"


async def test_down_is_503_for_everything(desk: Kit) -> None:
    desk.faults.put("down")
    for _ in range(2):
        assert (await desk.get(ANY_PART)).status_code == 503
        assert (await desk.order()).status_code == 503
        assert (await desk.token(grant_type="client_credentials")).status_code == 503
    assert desk.taken == 0
    desk.faults.clear()
    assert (await desk.order()).status_code == 200


async def test_an_expired_token_is_said_once_to_a_call_and_never_to_the_sign_in(desk: Kit) -> None:
    desk.faults.put("expired-token")
    assert (await desk.token(grant_type="client_credentials")).status_code == 200
    answer = await desk.get(ANY_PART)
    assert answer.status_code == 401
    assert answer.json()["ErrorMessage"] == "Bearer token  expired"
    assert (await desk.get(ANY_PART)).status_code == 200


async def test_an_application_without_a_subscription_stays_without(desk: Kit) -> None:
    desk.faults.put("not-subscribed")
    for _ in range(2):
        answer = await desk.get(ANY_PART)
        assert answer.status_code == 401
        assert answer.json()["ErrorMessage"] == "Invalid Client-Id"
        assert answer.json()["ErrorDetails"].startswith("You are not subscribed to this API.")


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("expired-token", "Bearer token is expired"),
        (
            "429-burst",
            "BurstLimit exceeded. "
            "Please try again after the number of seconds in the Retry-After header",
        ),
        (
            "429-daily",
            "Daily Ratelimit exceeded. "
            "Please try again after the number of seconds in the Retry-After header",
        ),
        (
            "not-subscribed",
            "Invalid Client-Id. You are not subscribed to this API. "
            "Please subscribe and try again.",
        ),
    ],
)
async def test_the_same_error_comes_in_the_other_envelope(
    desk: Kit, name: str, detail: str
) -> None:
    desk.faults.put(name, 1, envelope="service")
    body = (await desk.order()).json()
    assert body["detail"] == detail
    assert body["instance"] == ORDERS
    desk.faults.put(name, 1)
    assert "detail" not in (await desk.order()).json()


async def test_a_500_is_spelt_as_its_service_spells_errors(desk: Kit) -> None:
    for path, key in ((STATUS, "title"), (BONDED, "ErrorMessage")):
        desk.faults.put("500-before", path="")
        answer = await desk.get(path)
        assert answer.status_code == 500
        assert answer.json()[key] == "Internal Server Error"


@pytest.mark.parametrize("name", ["500-before", "500-after"])
async def test_a_500_of_ordering_has_the_one_shape_that_its_document_has(
    desk: Kit, name: str
) -> None:
    """Whoever is said to have failed: Ordering's own errors are spelt as the gateway's are."""
    for envelope in ("gateway", "service"):
        desk.faults.put(name, envelope=envelope)
        answer = await desk.order()
        assert answer.status_code == 500
        assert answer.json()["ErrorMessage"] == "Internal Server Error"


async def test_no_bonded_agreement_is_said_in_two_ways(desk: Kit) -> None:
    desk.faults.put("no-agreement-403")
    for path in (BONDED, ONE_BONDED):
        assert (await desk.get(path)).status_code == 403
    assert (await desk.get(ANY_PART)).status_code == 200
    desk.faults.clear()
    desk.faults.put("no-agreement-empty")
    answer = await desk.get(BONDED)
    assert (answer.status_code, answer.json()) == (200, [])
    assert (await desk.get(ONE_BONDED)).status_code == 404
    desk.faults.clear()
    assert (await desk.get(BONDED)).json() == [{"Reserve": 1}]


# -- damaged answers


async def test_garbage_is_json_that_ends_in_the_middle(desk: Kit) -> None:
    desk.faults.put("garbage")
    answer = await desk.order()
    assert answer.status_code == 200
    assert answer.text.startswith("{")
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert desk.taken == 1


async def test_a_page_of_html_with_200(desk: Kit) -> None:
    desk.faults.put("html")
    answer = await desk.get(ANY_PART)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert (await desk.get(ANY_PART)).json()["user"]


async def test_an_oversized_answer_is_as_long_as_it_is_asked_to_be(desk: Kit) -> None:
    assert trouble._MANY == 64 * 1024 * 1024
    desk.faults.put("oversized", bytes=3_000_000)
    async with behind_a_socket(desk) as socket:
        answer = await socket.get(ANY_PART)
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "identity"
    assert len(answer.content) >= 3_000_000
    assert answer.json().strip() == ""


async def test_latency_lets_every_call_wait_until_it_is_cleared(
    desk: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    monkeypatch.setattr(trouble.asyncio, "sleep", sleep)
    desk.faults.put("latency", seconds=2.5)
    assert (await desk.get(ANY_PART)).status_code == 200
    assert (await desk.token(grant_type="client_credentials")).status_code == 200
    assert [seconds for seconds in waited if seconds] == [2.5, 2.5]
    desk.faults.clear()
    waited.clear()
    await desk.get(ANY_PART)
    assert not any(waited)


# -- what the endpoint sees to


@pytest.mark.parametrize("name", ["no-number", "late-visible", "twice"])
async def test_the_endpoint_sees_its_fault_once(desk: Kit, name: str) -> None:
    desk.faults.put(name)
    assert (await desk.get(STATUS)).json()["faults"] == []
    assert (await desk.order(REFUSE)).status_code == 400
    assert (await desk.order()).json()["faults"] == [name]
    assert (await desk.order()).json()["faults"] == []


# -- how often and where


async def test_a_fault_lasts_as_often_as_it_was_asked_for(desk: Kit) -> None:
    desk.faults.put("500-before", 2)
    statuses = [(await desk.order()).status_code for _ in range(4)]
    assert statuses == [500, 500, 200, 200]


async def test_a_fault_can_be_put_on_another_path(desk: Kit) -> None:
    desk.faults.put("500-before", path="/oauth2/token")
    assert (await desk.order()).status_code == 200
    assert (await desk.token(grant_type="client_credentials")).status_code == 500
    assert (await desk.token(grant_type="client_credentials")).status_code == 200


async def what_comes(desk: Kit, name: str) -> tuple[int, str]:
    """Status and text of a call that `name` can reach, or (0, "") where the connection is cut."""
    path = BONDED if name.startswith("no-agreement") else ORDERS
    try:
        answer = await desk.call("GET" if path == BONDED else "POST", path, json={})
    except httpx.RemoteProtocolError:
        return 0, ""
    return answer.status_code, answer.text


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"latency"}))
async def test_every_fault_that_there_is_changes_the_answer(desk: Kit, name: str) -> None:
    async with behind_a_socket(desk) as socket:
        usual = await what_comes(socket, name)
        desk.faults.put(name, seconds=0.01, bytes=10)
        assert usual[0] == 200
        assert await what_comes(socket, name) != usual


# -- the line of settings


def on(desk: Kit) -> list[tuple[str, int, str, dict[str, object]]]:
    return [(f.name, f.times, f.path, f.options) for f in desk.faults.all()]


async def test_faults_are_set_by_one_line(desk: Kit) -> None:
    desk.faults.put_all(" drop-after, latency:-1:seconds=0.5 ,500-before:3:envelope=service,")
    assert on(desk) == [
        ("drop-after", 1, "*writes*", {}),
        ("latency", ALWAYS, "", {"seconds": 0.5}),
        ("500-before", 3, "*writes*", {"envelope": "service"}),
    ]
    desk.faults.put_all("latency:2:path=/oauth2/")
    assert on(desk)[-1] == ("latency", 2, "/oauth2/", {})
    desk.faults.put_all("drop-after:0,latency:0,500-before:0")
    assert on(desk) == []


@pytest.mark.parametrize(
    "line",
    [
        "nothing",
        "latency:often",
        "latency:--1",
        "latency:-2",
        "latency:9999999",
        "latency:1:colour=red",
        "latency:name=down",
        "latency:times=2",
        "latency:seconds=long",
        "latency:seconds=nan",
        "latency:seconds=-1",
        "oversized:bytes=1e3",
        "html:envelope=x",
        "down,nothing",
    ],
)
async def test_a_line_that_makes_no_sense_is_refused_with_a_sentence(desk: Kit, line: str) -> None:
    with pytest.raises(BookError) as caught:
        desk.faults.put_all(line)
    assert str(caught.value).endswith(".")
    assert on(desk) == []
