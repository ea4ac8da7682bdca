"""What stands before every endpoint: paths, tokens, accounts, bodies; and the controls."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.kit import BONDED, ORDERS, PART, REFUSE, STATUS, Kit, kit
from vendors.sandbox import world

ANY_PART = PART.replace("{productNumber}", "X")


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path) as made:
        await made.sign_in()
        yield made


# -- paths


@pytest.mark.parametrize(
    "number",
    ["LM358MX/NOPB", "LTC4364HS-2#PBF", "A+B C", "100%", "µF?x=1&y", "%2F", "Ω/Ω", "a;b,c"],
)
async def test_a_part_number_is_one_segment_of_the_path(desk: Kit, number: str) -> None:
    answer = await desk.get(PART.replace("{productNumber}", quote(number, safe="")))
    assert answer.status_code == 200
    assert answer.json()["params"] == {"productNumber": number}


async def test_a_slash_that_is_not_encoded_parts_segments(desk: Kit) -> None:
    assert (await desk.get(PART.replace("{productNumber}", "LM358MX/NOPB"))).status_code == 404


async def test_what_is_not_there_is_404_and_a_wrong_method_405(desk: Kit) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("PUT", ORDERS, 405)):
        answer = await desk.call(method, path)
        assert answer.status_code == answer.json()["StatusCode"] == status


async def test_the_query_is_handed_on_whole(desk: Kit) -> None:
    answer = await desk.get(f"{ANY_PART}?manufacturerId=5&nobody=knows&empty=&plus=a%2Bb+c")
    assert answer.json()["query"] == {
        "manufacturerId": "5",
        "nobody": "knows",
        "empty": "",
        "plus": "a+b c",
    }


# -- who asks


async def test_an_unknown_application_is_told_so(desk: Kit) -> None:
    for given, words in (
        ("", "X-DIGIKEY-Client-Id invalid for requested resource"),
        ("somebody", "client_id query parameter has incorrect value. Send valid client_id"),
    ):
        answer = await desk.get(ANY_PART, headers={"X-DIGIKEY-Client-Id": given})
        assert answer.status_code == 401
        assert answer.json()["ErrorMessage"] == "Invalid clientId"
        assert answer.json()["ErrorDetails"] == words


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "BearerToken {}", "{}"])
async def test_without_a_bearer_token_nothing_is_answered(desk: Kit, header: str) -> None:
    sent = {"Authorization": header.format(desk.access)}
    answer = await desk.get(ANY_PART, headers=sent)
    assert answer.status_code == 401
    assert "expired" not in answer.text


async def test_a_token_that_is_not_known_is_called_expired(desk: Kit) -> None:
    answer = await desk.get(ANY_PART, headers={"Authorization": "Bearer abc"})
    assert answer.status_code == 401
    assert answer.json() == {
        "ErrorResponseVersion": "3.0.0.0",
        "StatusCode": 401,
        "ErrorMessage": "Bearer token  expired",
        "ErrorDetails": "Please use your refresh token to obtain a new Bearer token, "
        "or acquire a new set of tokens from the OAuth endpoint.",
        "RequestId": answer.json()["RequestId"],
        "ValidationErrors": [],
    }


async def test_the_applications_token_does_not_do_what_only_a_person_may(desk: Kit) -> None:
    await desk.sign_in_application()
    assert (await desk.get(ANY_PART)).status_code == 200
    assert (await desk.get(BONDED)).status_code == 401
    assert (await desk.order()).status_code == 401
    assert desk.taken == 0
    await desk.sign_in()
    assert (await desk.order()).status_code == 200
    assert desk.taken == 1


@pytest.mark.parametrize(("given", "account"), [("", None), ("0", 0), ("7718200", 7718200)])
async def test_the_account_header_is_read(desk: Kit, given: str, account: int | None) -> None:
    answer = await desk.get(STATUS, headers={"X-DIGIKEY-Account-Id": given})
    assert answer.json()["account"] == account


@pytest.mark.parametrize("given", ["abc", "-1", "7718200.0", "5", "9" * 30])
async def test_an_account_that_is_not_ones_own_is_refused_as_its_service_says(
    desk: Kit, given: str
) -> None:
    answer = await desk.get(STATUS, headers={"X-DIGIKEY-Account-Id": given})
    assert answer.status_code == answer.json()["status"] == 400
    assert answer.json()["detail"] == "Invalid Account ID"


# -- bodies


async def test_a_body_is_handed_on_as_text_and_as_json_with_exact_numbers(desk: Kit) -> None:
    text = '{"UnitPrice":0.1000,"Quantity":10}'
    answer = await desk.call("POST", ORDERS, content=text)
    assert answer.json()["text"] == text
    assert answer.json()["body"] == "{'UnitPrice': Decimal('0.1000'), 'Quantity': 10}"


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"a":NaN}', b"\xff", b"[" * 100_000, b"9" * 5_000, b"a=1"]
)
async def test_a_body_that_is_no_json_is_400_and_reaches_no_endpoint(
    desk: Kit, body: bytes
) -> None:
    answer = await desk.call("POST", ORDERS, content=body)
    assert answer.status_code == 400
    assert answer.json()["ValidationErrors"] == [{"Field": "body", "Message": "not valid JSON"}]
    assert desk.taken == 0


async def test_a_body_without_end_is_refused(desk: Kit) -> None:
    answer = await desk.call("POST", ORDERS, content=b" " * 2_000_000)
    assert answer.status_code == 413
    assert desk.taken == 0


# -- answers


async def test_each_service_spells_its_errors_in_its_own_way(desk: Kit) -> None:
    headers = {"X-DIGIKEY-Account-Id": "x"}
    problem = (await desk.get(ANY_PART, headers=headers)).json()
    assert problem["title"] == "Bad Request"
    assert problem["instance"] == ANY_PART
    camel = (await desk.get("/OrderManagement/v1/Broken", headers=headers)).json()
    assert camel["statusCode"] == 400
    api = (await desk.order(REFUSE)).json()
    assert api["ValidationErrors"] == [{"Field": "Body", "Message": "says no"}]


async def test_what_an_endpoint_did_before_it_refused_is_undone(desk: Kit) -> None:
    assert (await desk.order(REFUSE)).status_code == 400
    assert desk.taken == 0


async def test_answers_are_compressed_where_that_is_asked(desk: Kit) -> None:
    path = f"{ANY_PART}?long={'x' * 3000}"
    plain = await desk.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    async with desk.client.stream(
        "GET",
        path,
        headers={
            "Accept-Encoding": "gzip",
            "Authorization": f"Bearer {desk.access}",
            "X-DIGIKEY-Client-Id": world.CLIENT_ID,
        },
    ) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content


async def test_a_fault_of_an_endpoint_is_500_and_is_not_hidden(desk: Kit) -> None:
    with pytest.raises(ZeroDivisionError):
        await desk.get("/OrderManagement/v1/Broken")
    transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=world.BASE_URL) as client:
        desk.client = client
        answer = await desk.get("/OrderManagement/v1/Broken")
    assert answer.status_code == answer.json()["StatusCode"] == 500


# -- the sandbox's own controls


async def test_the_controls_set_faults_and_move_the_clock(desk: Kit) -> None:
    client = desk.client
    before = (await client.get("/_sandbox/status")).json()
    assert before == {
        "now": "2026-11-23T14:02:00.000000+00:00",
        "frozen": "2026-11-23T14:02:00.000000+00:00",
        "faults": [],
    }
    put = await client.put("/_sandbox/faults", json={"fault": "latency", "seconds": 2})
    on = [{"fault": "latency", "times": -1, "path": "", "seconds": 2.0}]
    assert put.json() == {"faults": on}
    assert (await client.get("/_sandbox/faults")).json() == {"faults": on}
    assert (await client.delete("/_sandbox/faults")).json() == {"faults": []}
    moved = await client.post("/_sandbox/advance", json={"by": "3d"})
    assert moved.json() == {"now": "2026-11-26T14:02:00.000000+00:00"}


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("/_sandbox/faults", "PUT", {"fault": "nothing"}),
        ("/_sandbox/faults", "PUT", {"fault": "down", "colour": 1}),
        ("/_sandbox/faults", "PUT", {"fault": "down", "times": "often"}),
        ("/_sandbox/faults", "PUT", {"fault": "latency", "seconds": [1]}),
        ("/_sandbox/faults", "PUT", []),
        ("/_sandbox/faults", "PUT", "down"),
        ("/_sandbox/advance", "POST", {"by": "soon"}),
        ("/_sandbox/advance", "POST", {}),
    ],
)
async def test_a_control_that_makes_no_sense_says_so(
    desk: Kit, path: str, method: str, body: object
) -> None:
    answer = await desk.client.request(method, path, content=json.dumps(body))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert desk.faults.all() == []


async def test_the_controls_are_not_there_for_the_network(tmp_path: Path) -> None:
    async with kit(tmp_path, local=False) as desk:
        for method, path in (
            ("GET", "/_sandbox/status"),
            ("PUT", "/_sandbox/faults"),
            ("POST", "/_sandbox/advance"),
        ):
            answer = await desk.client.request(method, path, json={"fault": "down", "by": "3d"})
            assert answer.status_code == 404
        assert desk.faults.all() == []
