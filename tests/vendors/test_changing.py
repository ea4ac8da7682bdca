"""Changes to an order that the vendor has: what is sent, once, and what the answer means."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.vendors.kit import (
    ACCESS,
    CLIENT,
    EXPIRED,
    SECRET,
    Tokens,
    answer,
    desk,
    error_body,
    token,
)
from vendors.afterwards import (
    ChangeKind,
    LineChange,
    SealedChange,
)
from vendors.contract import OrderChanger
from vendors.digikey import changing
from vendors.errors import Invalid, TooMany
from vendors.terms import Schedule
from vendors.vocabulary import Answer, Outcome

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
PLAN = (Schedule(date(2027, 3, 1), 60), Schedule(date(2027, 4, 1), 40))
QUANTITY = LineChange(ChangeKind.QUANTITY, "90000001", "2", quantity=100)
BACKORDER = LineChange(ChangeKind.BACKORDER, "90000001", "2", quantity=40)
SCHEDULES = LineChange(ChangeKind.SCHEDULES, "90000001", "2", schedules=PLAN)
DATE = LineChange(ChangeKind.SCHEDULE_DATE, "90000001", "2", index=3, on=date(2027, 3, 8))
V1 = "/OrderManagement/v1/SalesOrders/90000001/Details/2/Schedules"
V2 = "/ordermanagement/v2/salesorders/90000001/details/2"
PATCH = "application/json-patch+json"
JSON = "application/json"

# change: method, target, media type, body
SENT: dict[str, tuple[LineChange, str, str, str, Any]] = {
    "quantity": (
        QUANTITY,
        "PATCH",
        V2,
        PATCH,
        [{"op": "replace", "path": "/Quantity", "value": "100"}],
    ),
    "quantity and when": (
        replace(QUANTITY, schedules=PLAN),
        "PATCH",
        V2,
        PATCH,
        [
            {"op": "replace", "path": "/Quantity", "value": "100"},
            {
                "op": "replace",
                "path": "/Schedules",
                "value": [
                    {"ScheduleDate": "2027-03-01T12:00:00Z", "QuantityScheduled": 60},
                    {"ScheduleDate": "2027-04-01T12:00:00Z", "QuantityScheduled": 40},
                ],
            },
        ],
    ),
    "backorder": (BACKORDER, "PUT", f"{V2}/quantitybackorder", JSON, {"BackOrderQuantity": 40}),
    "no backorder": (
        replace(BACKORDER, quantity=0),
        "PUT",
        f"{V2}/quantitybackorder",
        JSON,
        {"BackOrderQuantity": 0},
    ),
    "schedules": (
        SCHEDULES,
        "PUT",
        f"{V1}?acceptNextDelivery=false",
        JSON,
        [
            {"scheduleDate": "2027-03-01T12:00:00Z", "quantityScheduled": 60},
            {"scheduleDate": "2027-04-01T12:00:00Z", "quantityScheduled": 40},
        ],
    ),
    "one day": (
        replace(DATE, accept_next=True),
        "PATCH",
        f"{V1}/3?acceptNextDelivery=true",
        PATCH,
        [{"op": "replace", "path": "/ScheduleDate", "value": "2027-03-08T12:00:00Z"}],
    ),
}


@pytest.mark.parametrize(("change", "method", "target", "kind", "body"), SENT.values(), ids=SENT)
async def test_a_change_is_one_request_with_the_sealed_bytes(
    change: LineChange, method: str, target: str, kind: str, body: Any
) -> None:
    """Byte for byte what was stored; the vendor of these tests judges it by the portal's pages."""
    here = desk(httpx.Response(204))
    assert isinstance(here.digikey, OrderChanger)
    sealed = here.digikey.seal_change(change)
    assert here.vendor.asked == []
    assert (sealed.vendor, sealed.method, sealed.path) == ("digikey", method, target)
    assert json.loads(sealed.body) == body
    assert here.digikey.seal_change(change) == sealed
    await here.digikey.make_ready()
    got = await here.digikey.send_change(sealed)
    assert got.outcome is Outcome.ACCEPTED
    (request,) = here.vendor.asked
    assert (request.method, here.vendor.targets[0]) == (method, target)
    assert request.content == sealed.body
    assert request.headers["content-type"] == kind
    assert request.headers["authorization"] == f"Bearer {ACCESS}"
    own = {name: text for name, text in request.headers.items() if name.startswith("x-digikey")}
    assert own == {"x-digikey-client-id": CLIENT}
    assert here.pace.turns == ["digikey:management"]
    assert SECRET not in f"{request.headers}{request.content!r}"


WRONG: dict[str, tuple[LineChange, list[str]]] = {
    "no order": (replace(QUANTITY, sales_order=""), ["sales_order"]),
    "a path": (replace(QUANTITY, sales_order="1/../2", detail="1?x"), ["sales_order", "detail"]),
    "other digits": (replace(QUANTITY, detail="２"), ["detail"]),
    "too long": (replace(QUANTITY, sales_order="9" * 12), ["sales_order"]),
    "no quantity": (replace(QUANTITY, quantity=None), ["quantity"]),
    "cancelled": (replace(QUANTITY, quantity=0), ["quantity"]),
    "64 bits": (replace(QUANTITY, quantity=2**31), ["quantity"]),
    "no backorder told": (replace(BACKORDER, quantity=None), ["quantity"]),
    "below": (replace(BACKORDER, quantity=-1), ["quantity"]),
    "does not add up": (replace(QUANTITY, quantity=99, schedules=PLAN), ["schedules"]),
    "nor here": (replace(SCHEDULES, quantity=99), ["schedules"]),
    "no schedules": (replace(SCHEDULES, schedules=()), ["schedules"]),
    "past": (replace(SCHEDULES, schedules=(Schedule(TODAY, 1),)), ["schedules"]),
    "nothing on it": (replace(SCHEDULES, schedules=(Schedule(TODAY + DAY, 0),)), ["schedules"]),
    "which": (replace(DATE, index=None), ["index"]),
    "not told which": (replace(DATE, index=-1), ["index"]),
    "when": (replace(DATE, on=None), ["on"]),
    "today": (replace(DATE, on=TODAY), ["on"]),
    "more than is sent": (
        replace(DATE, quantity=5, schedules=PLAN),
        ["schedules", "quantity", "schedules"],
    ),
    "a day that is not sent": (replace(BACKORDER, on=TODAY + DAY, index=1), ["index", "on"]),
    "a wish that is not sent": (replace(QUANTITY, accept_next=True), ["accept_next"]),
}


@pytest.mark.parametrize(("change", "fields"), WRONG.values(), ids=WRONG)
def test_a_change_that_cannot_be_made_is_not_sealed(change: LineChange, fields: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        changing.seal(change, TODAY)
    assert [name for name, _ in caught.value.fields] == fields


def test_the_clock_says_what_is_in_the_future() -> None:
    here = desk(answer({}))
    change = replace(DATE, on=TODAY + DAY)
    assert here.digikey.seal_change(change)
    here.clock.go(24 * 3600)
    with pytest.raises(Invalid):
        here.digikey.seal_change(change)


# -- what became of it -------------------------------------------------------------------------


async def sent(said: httpx.Response | Exception, change: LineChange = QUANTITY) -> Answer:
    """One change; nothing but that was asked, and nobody waited to ask again."""
    here = desk(said)
    await here.digikey.make_ready()
    got = await here.digikey.send_change(here.digikey.seal_change(change))
    assert len(here.vendor.asked) == 1
    assert here.clock.slept == []
    return got


ONE = {"scheduleDate": "2027-03-08T12:00:00Z", "scheduleIndex": 3}
YES, NO, REFUSED, UNKNOWN = (
    Outcome.ACCEPTED,
    Outcome.REJECTED,
    Outcome.REFUSED,
    Outcome.UNKNOWN,
)
WORDS = error_body("Not changeable", "It has shipped", 400)
LOWER = {"statusCode": 400, "errorMessage": "Not changeable", "requestId": "req-17"}
ANSWERS: dict[str, tuple[httpx.Response, Outcome]] = {
    "204": (httpx.Response(204), YES),
    "202": (httpx.Response(202), YES),
    "202 and words": (answer({"Message": "on its way"}, 202), YES),
    "200": (httpx.Response(200), YES),
    "200 and before and after": (answer({"original": ONE, "patched": ONE}), YES),
    "200 and a quantity": (answer({"Quantity": 40}), YES),
    "200 and a quantity in small letters": (answer({"quantity": 40}), YES),
    "201": (answer({"Quantity": 40}, 201), UNKNOWN),
    "206": (httpx.Response(206), UNKNOWN),
    "200 and HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), UNKNOWN),
    "200 and half an answer": (httpx.Response(200, content=b'{"Quantity": 4'), UNKNOWN),
    "200 and a list": (answer([1]), UNKNOWN),
    "200 and null": (answer(None), UNKNOWN),
    "200 and a word for a quantity": (answer({"Quantity": "lots"}), UNKNOWN),
    "200 and an error": (answer(WORDS, 200), UNKNOWN),
    "200 and deep": (httpx.Response(200, content=b"[" * 100_000), UNKNOWN),
    "400": (answer(WORDS, 400), NO),
    "400 in small letters": (answer(LOWER, 400), NO),
    "400 without words": (httpx.Response(400), UNKNOWN),
    "422 without words": (httpx.Response(422), UNKNOWN),
    "422": (answer(WORDS, 422), UNKNOWN),
    "404 with words": (answer(error_body("No such order", status=404), 404), NO),
    "404 of a gateway": (httpx.Response(404, html="<h1>nginx</h1>"), UNKNOWN),
    "404 without words": (httpx.Response(404), UNKNOWN),
    "401": (httpx.Response(401), REFUSED),
    "401 expired": (EXPIRED, REFUSED),
    "403": (answer(error_body("no rights", status=403), 403), REFUSED),
    "429": (answer(error_body("BurstLimit exceeded", status=429), 429), REFUSED),
    **{
        str(status): (httpx.Response(status), UNKNOWN)
        for status in (301, 302, 307, 308, 405, 406, 408, 409, 410, 412, 415, 500, 502, 503, 504)
    },
    "409 with words": (answer(WORDS, 409), UNKNOWN),
    "500 and HTML": (httpx.Response(500, html="<h1>oops</h1>"), UNKNOWN),
}


@pytest.mark.parametrize(("said", "outcome"), ANSWERS.values(), ids=ANSWERS)
async def test_what_an_answer_means(said: httpx.Response, outcome: Outcome) -> None:
    """Only what proves that nothing happened counts as that; every answer is kept as it came."""
    got = await sent(said)
    assert got.outcome is outcome
    assert got.http_status == said.status_code
    assert got.vendor_numbers == ()
    assert got.message or got.outcome is YES
    assert (changing.NOT_KNOWN in got.message) is (outcome is UNKNOWN)
    kept = got.body or ""
    assert kept == said.text.strip() or (len(kept) == 20_000 < len(said.text))


async def test_what_was_answered_is_told() -> None:
    assert (await sent(answer({"Quantity": 1240}))).message == "DigiKey answered with 1,240 pieces"
    assert "later" in (await sent(httpx.Response(202))).message
    got = await sent(answer(LOWER, 400))
    assert (got.request_id, got.message) == (
        "req-17",
        "DigiKey does not accept the request. Not changeable",
    )


async def test_vendor_text_in_an_answer_steers_nothing() -> None:
    got = await sent(answer(error_body("\x1b]52;c;AA\x07 \u202eno", status=400), 400))
    assert got.outcome is NO
    for text in (got.message, got.body or ""):
        assert not set("\x1b\x07\u202e") & set(text)


async def test_no_secret_is_kept_of_an_answer() -> None:
    got = await sent(answer(error_body(f"Bearer {ACCESS} for {SECRET}", status=401), 401))
    assert ACCESS not in f"{got}"
    assert SECRET not in f"{got}"


BREAKS: dict[str, tuple[Exception, Outcome]] = {
    **{
        type(error).__name__: (error, Outcome.NOT_SENT)
        for error in (httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"))
    },
    **{
        type(error).__name__: (error, UNKNOWN)
        for error in (
            httpx.ReadTimeout("slow"),
            httpx.WriteError("reset"),
            httpx.RemoteProtocolError("closed"),
            TimeoutError(),
            RuntimeError("anything at all"),
        )
    },
}


@pytest.mark.parametrize(("error", "outcome"), BREAKS.values(), ids=BREAKS)
async def test_what_a_break_means(error: Exception, outcome: Outcome) -> None:
    got = await sent(error)
    assert got.outcome is outcome
    assert ("nothing was sent" in got.message) is (outcome is Outcome.NOT_SENT)
    assert (changing.NOT_KNOWN in got.message) is (outcome is UNKNOWN)


async def test_a_change_that_is_cancelled_stays_cancelled() -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        begun.set()
        await never.wait()
        raise AssertionError

    here = desk(hang)
    await here.digikey.make_ready()
    changes = asyncio.create_task(here.digikey.send_change(here.digikey.seal_change(DATE)))
    await begun.wait()
    changes.cancel()
    with pytest.raises(asyncio.CancelledError):
        await changes


@pytest.mark.parametrize(
    "sealed",
    [
        SealedChange("ti", "PATCH", V2, b"[]"),
        SealedChange("digikey", "DELETE", V2, b""),
        SealedChange("digikey", "PUT", "/Ordering/v3/Orders", b"{}"),
        SealedChange("digikey", "PUT", "/ordermanagement/v2", b"{}"),
    ],
)
async def test_what_is_no_change_is_not_sent(sealed: SealedChange) -> None:
    here = desk(httpx.Response(204))
    await here.digikey.make_ready()
    assert (await here.digikey.send_change(sealed)).outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_without_a_turn_or_a_token_nothing_is_sent() -> None:
    here = desk(httpx.Response(204))
    sealed = here.digikey.seal_change(QUANTITY)
    assert (await here.digikey.send_change(sealed)).outcome is Outcome.NOT_SENT
    await here.digikey.make_ready()
    here.pace.refusal = TooMany("digikey", "too many just now", wait=70, daily=False)
    got = await here.digikey.send_change(sealed)
    assert (got.outcome, got.message) == (Outcome.NOT_SENT, "too many just now.")
    assert here.vendor.asked == []
    # The token in hand ran out while nobody looked.
    late = desk(httpx.Response(204), tokens=Tokens(digikey=token(seconds=600)))
    await late.digikey.make_ready()
    late.clock.go(590)
    assert (await late.digikey.send_change(sealed)).outcome is Outcome.NOT_SENT
    assert late.vendor.asked == []
