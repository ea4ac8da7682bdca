"""What ShipStation says when it refuses; settings, and what the doctor asks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.vendors.shipstation_kit import (
    HOST,
    KEY,
    PLAN,
    answer,
    desk,
    errors,
    order,
    refused,
    settings,
)
from vendors.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Limits
from vendors.inbound import (
    InboundPaper,
)
from vendors.shipstation import Settings, checkup, connect

ONCE = Limits(tries=1)

# -- refusals --------------------------------------------------------------------------------------

REFUSALS: dict[str, tuple[httpx.Response, type[VendorError]]] = {
    "400": (refused(400), Invalid),
    "409": (refused(409, ("identifier_conflict", "is there")), Invalid),
    "422": (refused(422), Invalid),
    "401": (refused(401, ("unauthorized", "no")), NotAllowed),
    "401 and nothing": (httpx.Response(401), NotAllowed),
    "403": (refused(403, ("subscription_inactive", "no add-on")), NotAllowed),
    "404": (refused(404, ("not_found", "no")), NotFound),
    "404 and nothing": (httpx.Response(404), NotFound),
    "404 and HTML": (httpx.Response(404, html="<h1>nginx</h1>"), Unreadable),
    "500 and nothing": (httpx.Response(500, headers={"content-type": "text/plain"}), VendorDown),
    "503": (httpx.Response(503, html="<h1>later</h1>"), VendorDown),
    "418": (httpx.Response(418), Unreadable),
    "302": (httpx.Response(302, headers={"location": "https://evil.example"}), Unreadable),
}


@pytest.mark.parametrize(("said", "kind"), REFUSALS.values(), ids=REFUSALS)
async def test_what_a_refusal_is(said: httpx.Response, kind: type[VendorError]) -> None:
    with pytest.raises(VendorError) as raised:
        await desk(said, limits=ONCE).client.inbound("se-234")
    assert type(raised.value) is kind
    assert raised.value.status == said.status_code


async def test_a_refusal_carries_its_words_and_its_number() -> None:
    with pytest.raises(Invalid) as raised:
        await desk(refused(400, ("invalid_status", "a draft has none\x1b"))).client.paper(
            "se-234", InboundPaper.ORDER
        )
    assert raised.value.words == "a draft has none\ufffd"
    assert raised.value.fields == (("invalid_status", "a draft has none\ufffd"),)
    assert raised.value.request_id == "aa3d8e8e-462b-4476-9618-72db7f7b7009"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"request_id": 7, "errors": "no"}, Unreadable),
        ({"errors": [7, None, {"message": ["a"]}]}, Invalid),
        ({"errors": [{"error_code": None, "message": None}]}, Invalid),
        ([], Unreadable),
        ("no", Unreadable),
    ],
)
async def test_an_odd_envelope_breaks_nothing(body: Any, kind: type[VendorError]) -> None:
    """One that says nothing in ShipStation's way is somebody else's."""
    with pytest.raises(kind):
        await desk(answer(body, 400)).client.inbound("se-234")


async def test_a_full_minute_is_waited_for_as_long_as_it_says() -> None:
    here = desk(refused(429, ("rate_limit_exceeded", "slow"), retry_after="7"), answer(order()))
    assert (await here.client.inbound("se-234")).id == "se-234"
    assert here.clock.slept == [7.0]
    here = desk(refused(429, retry_after="400"))
    with pytest.raises(TooMany) as raised:
        await here.client.inbound("se-234")
    assert (raised.value.wait, raised.value.daily) == (400.0, False)
    here = desk(httpx.Response(429), limits=ONCE)
    with pytest.raises(TooMany, match="ShipStation's calls") as raised:
        await here.client.inbound("se-234")
    assert raised.value.wait == 60.0


async def test_a_carriers_limit_is_called_that() -> None:
    said = answer(errors(("rate_limit_exceeded", "slow"), source="carrier"), 429)
    with pytest.raises(TooMany, match="a carrier's calls"):
        await desk(said, limits=ONCE).client.inbound("se-234")


async def test_the_key_stands_in_no_answer_and_no_error() -> None:
    """A vendor may repeat what it was sent."""
    said = refused(400, ("unauthorized", f"key {KEY} is odd"))
    with pytest.raises(Invalid) as raised:
        await desk(said).client.inbound("se-234")
    assert KEY not in f"{raised.value!r} {raised.value.in_full} {raised.value.fields}"
    here = desk(said)
    got = await here.client.send_step(here.client.seal_create(PLAN))
    assert KEY not in repr(got)
    here = desk(answer({"purchase_order_id": KEY, "reference_number": KEY}))
    got = await here.client.send_step(here.client.seal_create(PLAN))
    assert KEY not in repr(got)
    assert KEY not in repr(settings()) + repr(here.client.__dict__)


# -- settings, and the doctor ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        {"environment": "vendor-test"},
        {"base_url": "http://api.shipstation.com"},
        {"base_url": "https://ssapi.shipstation.com"},
        {"base_url": "https://api.shipengine.com"},
        {"base_url": f"{HOST}/v2"},
        {"base_url": "ftp://shipstation.sandbox", "environment": "sandbox"},
        {"base_url": HOST, "environment": "sandbox"},
        {"base_url": f"{HOST}.", "environment": "sandbox"},
        {"base_url": "https://docs.shipstation.com", "environment": "sandbox"},
        {"api_key": ""},
        {"api_key": "a b"},
        {"api_key": "a\r\nX: y"},
        {"api_key": "ключ"},
        {"warehouses": "both"},
    ],
)
def test_settings_that_cannot_be_used_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ShipStation") as raised:
        settings(**odd)
    assert KEY not in str(raised.value)


def test_there_is_no_test_system_and_that_is_said() -> None:
    with pytest.raises(ValueError, match="no test system"):
        Settings("https://shipstation.example", KEY, "vendor-test")


async def test_the_doctor_asks_every_part_once() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        name = request.url.path.rsplit("/", 1)[1]
        if name == "inventory":
            return refused(403, ("subscription_inactive", "no add-on"))
        return answer({name: [], **({} if name == "warehouses" else {"total": 7})})

    here = desk()
    made = checkup(
        settings(), pace=here.pace, clock=here.clock, transport=httpx.MockTransport(handle)
    )
    await made.key()
    found = {one.api.title: (type(one.error), one.rows) for one in await made.apis()}
    assert found.pop("Inventory") == (NotAllowed, None)
    assert found.pop("Warehouses") == (type(None), 0)
    assert set(found.values()) == {(type(None), 7)}
    assert len(found) == 5
    assert {one.method for one in asked} == {"GET"}
    await made.aclose()


async def test_the_doctor_says_that_the_key_is_not_good() -> None:
    here = desk()
    road = httpx.MockTransport(lambda _: refused(401, ("unauthorized", "no")))
    made = checkup(settings(), pace=here.pace, clock=here.clock, transport=road)
    with pytest.raises(NotAllowed, match="API key"):
        await made.key()
    assert all(isinstance(one.error, NotAllowed) for one in await made.apis())


async def test_it_is_closed_and_works_again() -> None:
    here = desk(answer(order()))
    await here.client.aclose()
    made = connect(settings(), pace=here.pace, clock=here.clock)
    await made.aclose()
