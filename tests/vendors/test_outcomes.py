"""What becomes of a create, case by case; sent once, whatever happens."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.vendors.kit import (
    EXPIRED,
    Tokens,
    answer,
    desk,
    error_body,
    token,
    tokens_answer,
)
from tests.vendors.orders import ORDER
from vendors.contract import Sealed
from vendors.digikey.ordering import NOT_KNOWN
from vendors.errors import TooMany
from vendors.vocabulary import Answer, Outcome

PO = "AC-2026-0001"
Said = httpx.Response | Exception


def taken(number: Any = 90000001, partners: Any = None, status: int = 200, **more: Any) -> Said:
    body = {"SalesOrderId": number, "SalesOrderIds_DKPlus": partners, "Message": "", **more}
    return answer({"PurchaseOrderNumber": PO, **body}, status)


async def sent(said: Said) -> Answer:
    """One create of one order; nothing but that was asked of the vendor."""
    here = desk(said)
    await here.digikey.make_ready()
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert len(here.vendor.asked) == 1
    assert here.clock.slept == []
    assert here.pace.turns == ["digikey:ordering"]
    return got


A, QUEUED, UNKNOWN = Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER, Outcome.UNKNOWN
SUCCESSES: dict[str, tuple[Said, Outcome, tuple[str, ...]]] = {
    "a number": (taken(), A, ("90000001",)),
    "an empty list beside it": (taken(partners=[]), A, ("90000001",)),
    "a number as text": (taken("90000001"), A, ("90000001",)),
    "with a partner": (taken(90000001, [90000002]), A, ("90000001", "90000002")),
    "marketplace alone": (taken(0, [90000002, 90000003]), A, ("90000002", "90000003")),
    "marketplace alone, as text": (taken("0", ["90000002"]), A, ("90000002",)),
    "no number but a partner's": (taken(None, [90000002]), A, ("90000002",)),
    "one number twice": (taken(90000001, [90000001]), A, ("90000001",)),
    "queued": (taken(-1), QUEUED, ()),
    "queued, as text": (taken("-1", []), QUEUED, ()),
    "queued, with a partner": (taken(-1, [90000002]), QUEUED, ("90000002",)),
    "zero without partners": (taken(0), UNKNOWN, ()),
    "zero and an empty list": (taken(0, []), UNKNOWN, ()),
    "no number": (taken(None), UNKNOWN, ()),
    "a number below": (taken(-2), UNKNOWN, ()),
    "partners of no number": (taken(0, [0, -1]), UNKNOWN, ()),
    "nothing in it": (answer({}), UNKNOWN, ()),
    "another PO number": (taken(PurchaseOrderNumber="AC-2026-0009"), UNKNOWN, ()),
    "queued for another PO number": (taken(-1, PurchaseOrderNumber="AC-9"), UNKNOWN, ()),
    "its PO number in another case": (taken(PurchaseOrderNumber="ac-2026-0001 "), A, ("90000001",)),
    "no PO number": (taken(PurchaseOrderNumber=None), A, ("90000001",)),
    "an empty PO number": (taken(PurchaseOrderNumber=""), A, ("90000001",)),
    "201": (taken(status=201), A, ("90000001",)),
    "202 and nothing": (httpx.Response(202), UNKNOWN, ()),
    "204": (httpx.Response(204), UNKNOWN, ()),
    "HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), UNKNOWN, ()),
    "a list": (answer([1]), UNKNOWN, ()),
    "null": (answer(None), UNKNOWN, ()),
    "a word for a number": (taken("soon"), UNKNOWN, ()),
    "a fraction": (taken(90000001.5), UNKNOWN, ()),
    "a list for a number": (taken([90000001]), UNKNOWN, ()),
    "a word for the partners": (taken(90000001, "none"), UNKNOWN, ()),
    "cut off": (httpx.Response(200, content=b'{"SalesOrderId": 900'), UNKNOWN, ()),
}


@pytest.mark.parametrize(("said", "outcome", "numbers"), SUCCESSES.values(), ids=SUCCESSES)
async def test_what_a_success_means(
    said: httpx.Response, outcome: Outcome, numbers: tuple[str, ...]
) -> None:
    got = await sent(said)
    assert (got.outcome, got.vendor_numbers) == (outcome, numbers)
    assert (NOT_KNOWN in got.message) is (outcome is UNKNOWN)
    assert got.http_status == said.status_code
    # Every answer is kept as it came: a person may have to judge it.
    assert got.body == said.text.strip()


NO, REFUSED = Outcome.REJECTED, Outcome.REFUSED
WORDS = error_body("The order is not good", "Look at the lines", 400)
ANSWERS: dict[str, tuple[Said, Outcome]] = {
    "400": (answer(WORDS, 400), NO),
    "400 in the other envelope": (answer({"title": "Bad Request", "detail": "Not this"}, 400), NO),
    "400 and its fields alone": (answer({"errors": {"OrderLines": ["none"]}}, 400), NO),
    # A gateway's, for all that is known.
    "400 without words": (httpx.Response(400), UNKNOWN),
    "400 of a gateway": (httpx.Response(400, html="<h1>nginx</h1>"), UNKNOWN),
    "400 of another envelope": (answer({"message": "no"}, 400), UNKNOWN),
    "422 without words": (httpx.Response(422), UNKNOWN),
    **{
        f"{status}, an order beside it: {numbers}": (answer({**WORDS, **numbers}, status), UNKNOWN)
        for status in (400, 401, 404)
        for numbers in (
            {"SalesOrderId": 90000001},
            {"SalesOrderId": -1},
            {"SalesOrderIds_DKPlus": [90000002]},
        )
    },
    "400, numbers of nothing": (
        answer({**WORDS, "SalesOrderId": 0, "SalesOrderIds_DKPlus": []}, 400),
        NO,
    ),
    "400 account": (answer(error_body("Invalid Account ID"), 400), NO),
    "422": (answer(WORDS, 422), UNKNOWN),
    "404 with words": (answer(error_body("Part Not Found", status=404), 404), NO),
    "404 of a gateway": (httpx.Response(404, html="<h1>nginx</h1>"), UNKNOWN),
    "404 without words": (httpx.Response(404), UNKNOWN),
    "401": (httpx.Response(401), REFUSED),
    "401 expired": (EXPIRED, REFUSED),
    "403": (answer(error_body("no rights", status=403), 403), REFUSED),
    "429": (answer(error_body("BurstLimit exceeded", status=429), 429), REFUSED),
    "429 of the day": (answer(error_body("Daily Ratelimit exceeded", status=429), 429), REFUSED),
    **{
        str(status): (httpx.Response(status), UNKNOWN)
        for status in (301, 302, 303, 304, 307, 308, 402, 405, 406, 408, 409, 410, 413, 415, 418)
    },
    "409 with words": (answer(error_body("Duplicate", status=409), 409), UNKNOWN),
    **{str(status): (answer(WORDS, status), UNKNOWN) for status in (500, 501, 502, 503, 504, 599)},
    "500 and HTML": (httpx.Response(500, html="<h1>oops</h1>"), UNKNOWN),
}


@pytest.mark.parametrize(("said", "outcome"), ANSWERS.values(), ids=ANSWERS)
async def test_what_a_refusal_means(said: httpx.Response, outcome: Outcome) -> None:
    """Only what proves that nothing was placed counts as that."""
    got = await sent(said)
    assert got.outcome is outcome
    assert got.vendor_numbers == ()
    assert got.http_status == said.status_code
    assert got.body == said.text.strip()
    assert (NOT_KNOWN in got.message) is (outcome is UNKNOWN)
    assert got.message


async def test_a_refusal_says_what_is_wrong_line_by_line() -> None:
    body = {
        **WORDS,
        "ValidationErrors": [{"Field": "LineItems[1].UnitPrice", "Message": "has changed to 0.31"}],
    }
    got = await sent(answer(body, 400))
    assert got.message == (
        "DigiKey does not accept the request. The order is not good: Look at the lines. "
        "LineItems[1].UnitPrice: has changed to 0.31"
    )
    assert got.request_id == "req-17"


async def test_a_message_of_a_success_is_kept() -> None:
    """It may hold a warning."""
    got = await sent(taken(Message="Accepted.\r\nPart \x1b[1mX\x1b[0m was substituted"))
    assert got.message == "Accepted. Part �[1mX�[0m was substituted"


BREAKS: dict[str, tuple[Exception, Outcome]] = {
    **{
        type(error).__name__: (error, Outcome.NOT_SENT)
        for error in (
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("slow"),
            httpx.PoolTimeout("busy"),
            httpx.UnsupportedProtocol("gopher"),
        )
    },
    **{
        type(error).__name__: (error, UNKNOWN)
        for error in (
            httpx.ReadTimeout("slow"),
            httpx.WriteTimeout("slow"),
            httpx.ReadError("reset"),
            httpx.WriteError("reset"),
            httpx.CloseError("reset"),
            httpx.RemoteProtocolError("closed"),
            httpx.LocalProtocolError("odd"),
            httpx.DecodingError("gzip"),
            TimeoutError(),
            OSError(5, "odd"),
            RuntimeError("anything at all"),
            MemoryError(),
        )
    },
}


@pytest.mark.parametrize(("error", "outcome"), BREAKS.values(), ids=BREAKS)
async def test_what_a_break_means(error: Exception, outcome: Outcome) -> None:
    """Resets, time limits and drips on a real socket are in test_hostile."""
    got = await sent(error)
    assert got.outcome is outcome
    assert got.vendor_numbers == ()
    assert (got.http_status, got.body) == (None, None)
    assert ("nothing was sent" in got.message) is (outcome is Outcome.NOT_SENT)


async def test_a_create_that_is_cancelled_stays_cancelled() -> None:
    """Whoever keeps the attempt has to know that nothing is known."""
    begun = asyncio.Event()
    never = asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        begun.set()
        await never.wait()
        raise AssertionError

    here = desk(hang)
    await here.digikey.make_ready()
    creating = asyncio.create_task(here.digikey.create(here.digikey.seal(ORDER)))
    await begun.wait()
    creating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await creating


@pytest.mark.parametrize(
    "refusal",
    [
        TooMany("digikey", "too many just now", wait=70, daily=False),
        OSError(28, "disk full"),
        RuntimeError("odd"),
    ],
)
async def test_a_turn_that_is_not_given_sends_nothing(refusal: Exception) -> None:
    here = desk(taken())
    await here.digikey.make_ready()
    here.pace.refusal = refusal
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_the_day_is_learnt_from_the_answer_to_an_order() -> None:
    here = desk(answer({"SalesOrderId": 90000001}, 200, X_BurstLimit_Remaining="9"))
    await here.digikey.make_ready()
    await here.digikey.create(here.digikey.seal(ORDER))
    ((product, status, headers),) = here.pace.learnt
    assert (product, status) == ("digikey:ordering", 200)
    assert headers["x-burstlimit-remaining"] == "9"


async def test_what_the_pace_makes_of_the_headers_loses_no_answer() -> None:
    here = desk(taken())
    await here.digikey.make_ready()

    def learn(*_: object) -> None:
        raise ValueError("odd header")

    here.pace.learn = learn  # type: ignore[method-assign]
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert got.outcome is Outcome.ACCEPTED


async def test_without_a_token_in_hand_nothing_is_sent() -> None:
    """A create is one request and no more: it does not renew a sign-in on its way."""
    here = desk(taken())
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_a_token_that_ran_out_while_waiting_for_a_turn_is_not_sent() -> None:
    here = desk(tokens_answer(2, expires_in=200), taken(), tokens=Tokens(digikey=token(seconds=9)))
    await here.digikey.make_ready()

    async def slow(product: str) -> None:
        here.clock.go(190)

    here.pace.turn = slow  # type: ignore[method-assign]
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.targets == ["/v1/oauth2/token"]


async def test_made_ready_the_token_lasts_over_the_longest_wait_for_a_turn() -> None:
    here = desk(tokens_answer(2), taken(), tokens=Tokens(digikey=token(seconds=170)))
    await here.digikey.make_ready()
    assert here.vendor.targets == ["/v1/oauth2/token"]

    async def slow(product: str) -> None:
        here.clock.go(60)

    here.pace.turn = slow  # type: ignore[method-assign]
    got = await here.digikey.create(here.digikey.seal(ORDER))
    assert got.outcome is Outcome.ACCEPTED
    assert here.vendor.asked[1].headers["authorization"] == "Bearer canary-access-token-0002"


async def test_an_order_for_another_vendor_is_not_sent() -> None:
    here = desk(taken())
    await here.digikey.make_ready()
    got = await here.digikey.create(Sealed("ti", "AC-1", b"{}"))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []
