"""What the vendor says when it says no, in either of its two shapes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.vendors.conftest import Recorded
from tests.vendors.kit import ACCESS, EMPTY, REFRESH, answer, desk, error_body, tokens_answer
from vendors.digikey import DigiKey
from vendors.errors import (
    Invalid,
    NotAllowed,
    SignInNeeded,
    TooMany,
    Unreadable,
    VendorError,
)


def problem(detail: str, status: int, **more: Any) -> dict[str, Any]:
    """The other shape (RFC 7807)."""
    return {
        "type": "https://tools.ietf.org/html/rfc7235",
        "title": "Unauthorized" if status == 401 else "Bad Request",
        "status": status,
        "detail": detail,
        "instance": "",
        "correlationId": "corr-18",
        "errors": {},
        **more,
    }


EXPIRED = [
    error_body("Bearer token  expired", "Please use your refresh token", 401),
    problem("Bearer token is expired", 401),
]
NOT_CURED = [
    error_body("Invalid Client-Id", "You are not subscribed to this API. Please subscribe", 401),
    problem("Invalid Client-Id. You are not subscribed to this API.", 401),
    error_body("Invalid clientId", "client_id query parameter has incorrect value", 401),
    problem("Invalid clientId. client_id query parameter has incorrect value.", 401),
    error_body("invalid_client", "Client credentials are invalid", 401),
    problem("invalid_client. Client credentials are invalid", 401),
    error_body("Invalid Client-Id", "Your subscription to this API expired, subscribed", 401),
]


async def is_renewed_once(said: httpx.Response) -> None:
    here = desk(said, tokens_answer(2), EMPTY)
    assert (await here.digikey.search("cap")).parts == ()
    first, renewal, second = here.vendor.asked
    assert first.headers["authorization"] == f"Bearer {ACCESS}"
    assert here.vendor.form(1)["refresh_token"] == REFRESH
    assert second.headers["authorization"] == "Bearer canary-access-token-0002"
    assert second.url == first.url
    assert second.content == first.content
    assert renewal.method == "POST"
    assert [one.access for one in here.tokens.written] == ["canary-access-token-0002"]


async def is_told(said: httpx.Response, kind: type[VendorError]) -> VendorError:
    """Asked once; no new token was asked for."""
    here = desk(said, tokens_answer(2), EMPTY)
    with pytest.raises(kind) as caught:
        await here.digikey.search("cap")
    assert type(caught.value) is kind
    assert len(here.vendor.asked) == 1
    assert caught.value.status == said.status_code
    return caught.value


@pytest.mark.parametrize("body", EXPIRED, ids=["error", "problem"])
async def test_a_token_that_ran_out_is_renewed_once_and_the_call_repeated(body: Any) -> None:
    await is_renewed_once(answer(body, 401))


@pytest.mark.parametrize("shape", ["Type1", "Type2"])
async def test_the_recorded_token_that_ran_out_is_renewed(shape: str, recorded: Recorded) -> None:
    said = recorded(f"binner-DigiKey-ExpiredBearerToken-{shape}.json")
    await is_renewed_once(answer(said["Content"]["Body"], said["StatusCode"]))


async def test_a_new_token_that_is_called_expired_too_is_not_renewed_again() -> None:
    said = answer(EXPIRED[0], 401)
    here = desk(said, tokens_answer(2), said)
    with pytest.raises(SignInNeeded) as caught:
        await here.digikey.search("cap")
    assert len(here.vendor.asked) == 3
    assert caught.value.request_id == "req-17"


async def test_an_expired_token_that_cannot_be_renewed_wants_a_sign_in() -> None:
    spent = answer(error_body("Invalid RefreshToken", status=401), 401)
    here = desk(answer(EXPIRED[0], 401), spent)
    with pytest.raises(SignInNeeded, match="sign in again"):
        await here.digikey.search("cap")
    assert len(here.vendor.asked) == 2


@pytest.mark.parametrize("body", NOT_CURED)
async def test_what_a_new_token_does_not_cure_is_told_at_once(body: Any) -> None:
    error = await is_told(answer(body, 401), NotAllowed)
    if "ubscribe" in str(body):
        assert "not subscribed" in error.sentence


@pytest.mark.parametrize("shape", ["Type1", "Type2"])
async def test_who_is_not_subscribed_is_told_to_what_and_where(
    shape: str, recorded: Recorded
) -> None:
    """The vendor's words do not name the product; what to do about it is in the sentence."""
    said = recorded(f"binner-DigiKey-NotSubscribed-{shape}.json")["Content"]["Body"]
    calls: list[tuple[str, Callable[[DigiKey], Awaitable[object]]]] = [
        ("Product Information V4", lambda it: it.search("cap")),
        ("Order Status", lambda it: it.sales_order("1")),
        ("Supply Chain", lambda it: it.locations()),
        ("Order Management V1", lambda it: it.find_by_po("AC-1")),
        ("Reference", lambda it: it.accounts()),
    ]
    for title, call in calls:
        here = desk(answer(said, 401), tokens_answer(2))
        with pytest.raises(NotAllowed) as caught:
            await call(here.digikey)
        assert f"DigiKey's {title}:" in caught.value.sentence
        assert "developer.digikey.com" in caught.value.sentence
        assert "not subscribed" in caught.value.words
        assert len(here.vendor.asked) == 1


@pytest.mark.parametrize("what", ["NotSubscribed", "InvalidClientId", "InvalidCredentials"])
@pytest.mark.parametrize("shape", ["Type1", "Type2"])
async def test_the_recorded_refusals_are_told_at_once(
    what: str, shape: str, recorded: Recorded
) -> None:
    said = recorded(f"binner-DigiKey-{what}-{shape}.json")
    body = said["Content"]["Body"]
    error = await is_told(answer(body, said["StatusCode"]), NotAllowed)
    assert ("subscribed" in error.sentence) is (what == "NotSubscribed")
    assert error.request_id == body.get("RequestId", body.get("correlationId"))
    assert (body.get("ErrorMessage") or body["detail"]) in error.words


@pytest.mark.parametrize(
    "said",
    [
        httpx.Response(401),
        httpx.Response(401, html="<h1>401</h1>"),
        answer([], 401),
        answer(error_body("Unauthorized", status=401), 401),
    ],
)
async def test_a_401_without_a_reason_wants_a_sign_in(said: httpx.Response) -> None:
    await is_told(said, SignInNeeded)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            {
                **error_body("The request is invalid", "See the errors"),
                "ValidationErrors": [{"Field": "Limit", "Message": "1 to 50"}, {"Message": "or"}],
            },
            (("Limit", "1 to 50"), ("", "or")),
        ),
        (
            problem("One or more errors", 400, errors={"Limit": ["1 to 50", "a number"]}),
            (("Limit", "1 to 50"), ("Limit", "a number")),
        ),
        (
            {
                "statusCode": 400,
                "errorMessage": "The request is invalid",
                "requestId": "r",
                "validationErrors": [{"field": "poNumber", "message": "too long"}],
            },
            (("poNumber", "too long"),),
        ),
        ({"_ErrorResponseVersion": "3.0.0.0", "ErrorMessage": "no", "ValidationErrors": None}, ()),
        ({"ErrorMessage": "no", "errors": "none", "ValidationErrors": [7]}, ()),
    ],
    ids=["error", "problem", "camel case", "underscore", "nonsense"],
)
async def test_what_is_wrong_with_a_request_is_told_field_by_field(
    body: Any, fields: tuple[tuple[str, str], ...]
) -> None:
    error = await is_told(answer(body, 400), Invalid)
    assert isinstance(error, Invalid)
    assert error.fields == fields


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("body", [{}, {"errors": "none", "ValidationErrors": [7]}, {"no": ""}])
async def test_a_refusal_in_nobodys_words_is_not_digikeys(status: int, body: Any) -> None:
    error = await is_told(answer(body, status), Unreadable)
    assert error.sentence == f"something other than DigiKey's API answered ({status})"


async def test_the_vendors_words_and_number_are_kept_and_made_safe() -> None:
    words = error_body("Bad \x1b[2J[/b] part", "It\u202e is odd\r\nreally", 400)
    error = await is_told(answer(words, 400), Invalid)
    assert error.words == "Bad �[2J[/b] part: It� is odd really"
    assert error.request_id == "req-17"
    error = await is_told(answer(problem("x" * 9000, 403), 403), NotAllowed)
    assert len(error.words) <= 400
    assert error.request_id == "corr-18"


@pytest.mark.parametrize("words", ["Account ID must not be 0", "Invalid Account ID"])
async def test_a_missing_account_is_a_matter_of_the_settings(words: str) -> None:
    """Measured by others: it is answered 400, as if somebody had typed something wrong."""
    error = await is_told(answer(problem(words, 400), 400), NotAllowed)
    assert "settings" in error.sentence
    assert "--account" in error.sentence


async def test_the_documented_burst_is_waited_for(recorded: Recorded) -> None:
    body = recorded("official-docs-429-burst.json")
    here = desk(answer(body, 429, Retry_After="9", X_BurstLimit_Remaining="0"), EMPTY)
    await here.digikey.search("cap")
    assert here.clock.slept == [9.0]
    assert len(here.vendor.asked) == 2


@pytest.mark.parametrize(
    "body",
    [
        error_body("Daily Ratelimit exceeded", "Please try again after the number", 429),
        problem("Daily Ratelimit exceeded", 429),
    ],
    ids=["error", "problem"],
)
async def test_a_day_that_is_used_up_is_told_with_its_end(body: Any) -> None:
    headers = {"Retry_After": "40000", "X_RateLimit_Remaining": "0"}
    error = await is_told(answer(body, 429, **headers), TooMany)
    assert isinstance(error, TooMany)
    assert (error.daily, error.wait) == (True, 40000.0)
    assert "today" in error.sentence


async def test_a_burst_in_the_other_shape_is_no_day() -> None:
    """The day's header may be at zero by chance: the words count."""
    said = answer(problem("BurstLimit exceeded", 429), 429, X_RateLimit_Remaining="0")
    here = desk(said)
    with pytest.raises(TooMany) as caught:
        await here.digikey.search("cap")
    assert (caught.value.daily, caught.value.wait) == (False, 60.0)


@pytest.mark.parametrize(
    ("sentence", "words", "said"),
    [
        ("DigiKey cannot answer now (503)", "", "DigiKey cannot answer now (503)."),
        ("DigiKey does not answer.", "", "DigiKey does not answer."),
        ("it cannot be read", "not JSON", "it cannot be read (not JSON)."),
        ("It cannot be read.", "Why?", "It cannot be read (Why?)."),
    ],
)
def test_an_error_in_full_is_a_whole_sentence(sentence: str, words: str, said: str) -> None:
    assert VendorError("digikey", sentence, words=words).in_full == said
