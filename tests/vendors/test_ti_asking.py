"""TI's token, TI's refusals, and what nobody may see."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

import httpx
import pytest

from tests.vendors.kit import START, Clock, Pace, Tokens, answer
from tests.vendors.ti_kit import (
    ACCESS,
    CLIENT,
    HOST,
    SECRET,
    Vendor,
    desk,
    errors,
    product,
    settings,
    token,
    token_answer,
)
from vendors.contract import (
    ActsFor,
    DeliveryPricer,
    NumberLookup,
    NumberSearch,
    OrderFinder,
    OrderTaker,
    Packer,
    ProfileHolder,
    Rehearser,
    StatusReporter,
    WholeCatalogue,
    WordSearch,
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
from vendors.ti import HOSTS, Settings, checkup
from vendors.ti.apis import APIS, CATALOGUE, ORDERS, PROFILES

FINE = answer(product())
TOKEN = "POST /v1/oauth/accesstoken"
PART = "GET /v2/store/products/LM358DR?currency=USD"


def test_what_ti_can_do() -> None:
    ti = desk(FINE).ti
    for capability in (
        *(NumberLookup, NumberSearch, WholeCatalogue, OrderTaker, Rehearser, ProfileHolder),
        *(DeliveryPricer, OrderFinder, StatusReporter, Packer, ActsFor),
    ):
        assert isinstance(ti, capability)
    assert not isinstance(ti, WordSearch)
    assert (ti.name, ti.account, ti.prices_for) == ("ti", "", "USD")


# -- the token ---------------------------------------------------------------------------------


async def test_a_token_is_got_with_a_form_and_kept() -> None:
    here = desk(token_answer(), FINE, FINE, tokens=Tokens())
    await here.ti.look_up("LM358DR")
    await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [TOKEN, PART, PART]
    asked = here.vendor.asked[0]
    body = f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}"
    assert asked.content.decode() == body
    assert "authorization" not in asked.headers
    stored = here.tokens.stored["ti"]
    assert (stored.access, stored.refresh) == ("canary-ti-token-0002", None)
    assert (stored.expires_at - START).total_seconds() == 3599
    assert here.vendor.asked[1].headers["authorization"] == "Bearer canary-ti-token-0002"


async def test_a_token_is_renewed_a_minute_before_its_end() -> None:
    here = desk(token_answer(), FINE, tokens=Tokens(ti=token(seconds=59)))
    await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [TOKEN, PART]
    here = desk(FINE, tokens=Tokens(ti=token(seconds=61)))
    await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [PART]


async def test_of_many_at_once_one_gets_the_token() -> None:
    def say(request: httpx.Request) -> httpx.Response:
        return token_answer() if "accesstoken" in request.url.path else FINE

    here = desk(say, tokens=Tokens())
    await asyncio.gather(*(here.ti.look_up("LM358DR") for _ in range(8)))
    assert here.vendor.targets.count(TOKEN) == 1


async def test_a_token_that_is_not_taken_is_changed_once_and_no_more() -> None:
    no = errors("Provide a valid Bearer token", status=401)
    here = desk(no, token_answer(), FINE)
    await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [PART, TOKEN, PART]
    here = desk(no, token_answer(), no)
    with pytest.raises(NotAllowed, match="just given out"):
        await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [PART, TOKEN, PART]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer({"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}, 401), NotAllowed),
        (answer({"error": "invalid_client"}, 401), NotAllowed),
        (errors("bad request", status=400), NotAllowed),
        (httpx.Response(403, html="<h1>No</h1>"), NotAllowed),
        (errors("down", status=503), VendorDown),
        (answer({}), Unreadable),
        (answer({"access_token": "a b"}), Unreadable),
        (httpx.Response(200, html="<h1>Hello</h1>"), Unreadable),
    ],
)
async def test_a_token_that_is_not_given(said: httpx.Response, kind: type[VendorError]) -> None:
    here = desk(said, tokens=Tokens())
    with pytest.raises(kind):
        await here.ti.look_up("LM358DR")
    assert here.vendor.targets == [TOKEN]


# -- refusals ----------------------------------------------------------------------------------

BODIES: dict[str, Any] = {
    "as examples have it": {"errors": [{"errorCode": "X-1", "type": "t", "message": "wrong part"}]},
    "bare, as the schema has it": [{"errorCode": "X-1", "errorType": "t", "message": "wrong part"}],
    "as the example of 503": {"error": [{"errorCode": "X-1", "message": "wrong part"}]},
    "one alone": {"errors": {"errorCode": "X-1", "message": "wrong part"}},
    "a word": {"errors": "wrong part"},
    "of the gateway": {"fault": {"faultstring": "wrong part", "detail": {"errorcode": "x"}}},
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Invalid), (422, Invalid), (403, NotAllowed), (404, NotFound), (503, VendorDown)],
)
async def test_words_are_found_in_every_shape(
    name: str, status: int, kind: type[VendorError]
) -> None:
    with pytest.raises(kind) as caught:
        await desk(answer(BODIES[name], status)).ti.sales_order("T10000001")
    assert "wrong part" in caught.value.words
    assert caught.value.status == status


async def test_a_fault_says_its_field() -> None:
    said = errors(
        "must be above 0", status=400, section="lineItems", field="quantity", reason="Low"
    )
    with pytest.raises(Invalid) as caught:
        await desk(said).ti.sales_order("T10000001")
    assert caught.value.fields == (
        ("lineItems.quantity", "Low: must be above 0 [ERR-TICOM-ORDER-API-0001]"),
    )


async def test_an_api_that_is_not_approved_is_said_so() -> None:
    fault = {"fault": {"faultstring": "Invalid API call as no apiproduct match found"}}
    for status in (401, 403):
        here = desk(answer(fault, status))
        with pytest.raises(NotAllowed, match="not approved"):
            await here.ti.look_up("LM358DR")
        assert here.vendor.targets == [PART]


async def test_a_429_waits_a_minute_or_as_long_as_it_says() -> None:
    here = desk(errors("Rate Limit Quota Hit.", status=429), FINE)
    await here.ti.look_up("LM358DR")
    assert here.clock.slept == [60.0]
    said = answer({"errors": [{"message": "spike"}]}, 429, Retry_After="3")
    here = desk(said, FINE)
    await here.ti.look_up("LM358DR")
    assert here.clock.slept == [3.0]
    with pytest.raises(TooMany) as caught:
        await desk(errors("the daily quota is used up", status=429)).ti.look_up("LM358DR")
    assert caught.value.daily


# -- what nobody may see -----------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 429, 500])
async def test_no_secret_is_told(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever TI repeats of what it was shown."""
    caplog.set_level(logging.DEBUG)
    both = f"no {ACCESS} {SECRET} {CLIENT} canary-ti-token-0002"
    here = desk(
        token_answer(), errors(both, status=status, reason=both, field=both), tokens=Tokens()
    )
    await here.ti.rehearse(here.ti.seal(_order()))
    told = ""
    try:
        await here.ti.sales_order("T10000001")
    except VendorError as error:
        told = "".join(traceback.format_exception(error)) + error.in_full + repr(error)
    await here.ti.make_ready()
    got = await here.ti.create(here.ti.seal(_order()))
    told += repr(got) + caplog.text + repr(here.ti) + repr(settings())
    assert "canary-ti-token" not in told.replace(ACCESS, "")
    for secret in (SECRET, CLIENT):
        assert secret not in told


def _order() -> Any:
    from tests.vendors.ti_kit import ORDER

    return ORDER


@pytest.mark.parametrize(
    "other",
    [
        {"base_url": "http://transact.ti.com"},
        {"base_url": "https://transact.ti.com/v2"},
        {"base_url": "https://transact-pre.ti.com"},
        {"base_url": "https://elsewhere.example"},
        {"environment": "sandbox"},
        {"environment": "sandbox", "base_url": f"{HOST}."},
        {"client_secret": "a b"},
        {"client_id": ""},
        {"currency": "usd"},
    ],
)
def test_settings_that_cannot_be_used(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the words are looked at
        settings(**other)
    assert SECRET not in str(caught.value)


def test_both_environments_are_at_one_host() -> None:
    assert HOSTS == {"vendor-test": HOST, "production": HOST}
    Settings("http://ti.sandbox", "a", "b", "sandbox")


# -- the doctor --------------------------------------------------------------------------------


def _checkup(*said: Any, tokens: Tokens | None = None, **other: Any) -> tuple[Any, Vendor]:
    vendor = Vendor(list(said))
    made = checkup(
        settings(**other),
        pace=Pace(),
        tokens=tokens or Tokens(ti=token()),
        clock=Clock(),
        transport=httpx.MockTransport(vendor.handle),
    )
    return made, vendor


async def test_each_api_is_asked_once_but_the_catalogue() -> None:
    def say(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/checkoutprofiles"):
            return answer([{"checkoutProfileId": "A"}, {"checkoutProfileId": "B"}])
        return errors("no such order", status=404) if "/orders/" in path else FINE

    made, vendor = _checkup(say)
    checks = await made.apis()
    assert [one.api for one in checks] == list(APIS)
    assert [one.error for one in checks] == [None] * len(APIS)
    assert {one.api for one in checks if not one.asked} == {CATALOGUE}
    assert {one.api: one.rows for one in checks}[PROFILES] == 2
    assert len(vendor.asked) == len(APIS) - 1
    assert all(one.method == "GET" for one in vendor.asked)
    await made.aclose()


async def test_what_is_wrong_with_an_api_is_its_own() -> None:
    def say(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/T00000000"):
            return answer({"fault": {"faultstring": "no apiproduct match found"}}, 401)
        return errors("not there", status=404)

    checks = {one.api: one for one in await _checkup(say)[0].apis()}
    assert isinstance(checks[ORDERS].error, NotAllowed)
    assert checks[PROFILES].error is None


async def test_id_and_secret_are_tried_by_a_token() -> None:
    made, vendor = _checkup(token_answer(), tokens=Tokens())
    await made.application()
    assert vendor.targets == [TOKEN]
    made, _ = _checkup(answer({"error": "invalid_client"}, 401), tokens=Tokens())
    with pytest.raises(NotAllowed):
        await made.application()


@pytest.mark.parametrize(
    ("other", "words"),
    [({}, ""), ({"read_only": True}, "read_only"), ({"environment": "vendor-test"}, "rehearsed")],
)
def test_whether_an_order_may_be_placed_is_known_before(other: dict[str, Any], words: str) -> None:
    made, _ = _checkup(FINE, **other)
    assert words in made.places
    assert bool(made.places) is bool(words)
