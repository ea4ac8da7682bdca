"""The token endpoint: what it is sent, what is believed of its answer, what a refusal means."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.vendors.kit import (
    CLIENT,
    EMPTY,
    REFRESH,
    SECRET,
    START,
    Desk,
    Tokens,
    answer,
    desk,
    error_body,
    token,
    tokens_answer,
)
from vendors.contract import Token
from vendors.errors import NoAnswer, NotAllowed, SignInNeeded, TooMany, Unreadable, VendorDown

STALE = token(seconds=-1)
NEW = answer({"access_token": "canary-new-access", "expires_in": 1799, "token_type": "Bearer"})


def stale(*said: httpx.Response | Exception, refresh: str | None = REFRESH) -> Desk:
    """Somebody whose token ran out a second ago."""
    return desk(*said, tokens=Tokens(digikey=token(seconds=-1, refresh=refresh)))


def signing(*said: httpx.Response | Exception) -> tuple[Desk, str]:
    """Somebody who has the sandbox page open, and the address the browser will be sent to."""
    here = desk(*said, tokens=Tokens())
    query = parse_qs(urlsplit(here.digikey.signing_in.address()).query)
    return here, f"https://localhost/?code=canary-code-77aa&state={query['state'][0]}"


async def test_the_address_to_sign_in_at_is_the_documented_one() -> None:
    """No scope: the vendor has none. PKCE, which it may ignore, costs nothing."""
    here = desk(EMPTY, tokens=Tokens())
    parts = urlsplit(here.digikey.signing_in.address())
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://api.digikey.com/v1/oauth2/authorize"
    )
    query = parse_qs(parts.query, strict_parsing=True)
    assert {name: len(values) for name, values in query.items()} == dict.fromkeys(
        (
            "response_type",
            "client_id",
            "redirect_uri",
            "state",
            "code_challenge",
            "code_challenge_method",
        ),
        1,
    )
    assert query["response_type"] == ["code"]
    assert query["client_id"] == [CLIENT]
    assert query["redirect_uri"] == ["https://localhost"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 32


async def test_a_code_is_exchanged_with_the_verifier_of_its_challenge() -> None:
    here = desk(tokens_answer(2), tokens=Tokens())
    query = parse_qs(urlsplit(here.digikey.signing_in.address()).query)
    await here.digikey.signing_in.take(
        f"https://localhost/?code=canary-code-77aa&state={query['state'][0]}"
    )
    form = here.vendor.form()
    verifier = form.pop("code_verifier")
    assert form == {
        "grant_type": "authorization_code",
        "code": "canary-code-77aa",
        "redirect_uri": "https://localhost",
        "client_id": CLIENT,
        "client_secret": SECRET,
    }
    digest = hashlib.sha256(verifier.encode()).digest()
    assert query["code_challenge"] == [base64.urlsafe_b64encode(digest).rstrip(b"=").decode()]
    assert 43 <= len(verifier) <= 128
    (request,) = here.vendor.asked
    assert request.headers["content-type"].split(";")[0] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers
    assert "x-digikey-client-id" not in request.headers
    assert request.url.query == b""


async def test_a_refresh_sends_the_documented_form() -> None:
    here = stale(tokens_answer(2), EMPTY)
    await here.digikey.search("cap")
    assert here.vendor.form(0) == {
        "grant_type": "refresh_token",
        "refresh_token": REFRESH,
        "client_id": CLIENT,
        "client_secret": SECRET,
    }
    assert here.vendor.targets[0] == "/v1/oauth2/token"


async def test_the_application_sends_the_documented_form() -> None:
    here = desk(NEW, EMPTY, tokens=Tokens())
    await here.digikey.search("cap")
    assert here.vendor.form(0) == {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": SECRET,
    }


async def test_a_token_lives_as_long_as_its_answer_says() -> None:
    """Counted from the question: the answer may have been long on its way."""
    here = stale(tokens_answer(2, expires_in=599, refresh_token_expires_in=1000), EMPTY)
    await here.digikey.search("cap")
    kept = here.tokens.stored["digikey"]
    assert kept == Token(
        "canary-access-token-0002",
        START + timedelta(seconds=599),
        "canary-refresh-token-0002",
        START + timedelta(seconds=1000),
    )


@pytest.mark.parametrize("said", ["1799", 1799])
async def test_seconds_may_come_as_text(said: object) -> None:
    here = stale(tokens_answer(2, expires_in=said), EMPTY)
    await here.digikey.search("cap")
    assert here.tokens.stored["digikey"].expires_at == START + timedelta(seconds=1799)


@pytest.mark.parametrize("said", [None, "soon", -5, 0, 10**12, True, [], 1.5])
async def test_a_life_that_is_none_is_taken_for_a_short_one(said: object) -> None:
    odd = tokens_answer(2, expires_in=said, refresh_token_expires_in=said)
    here = stale(odd, EMPTY)
    await here.digikey.search("cap")
    kept = here.tokens.stored["digikey"]
    assert kept.expires_at == START + timedelta(seconds=300)
    assert kept.refresh_expires_at is None


async def test_the_type_of_a_token_changes_nothing() -> None:
    """Documents show `BearerToken`, answers `Bearer`; the header wants `Bearer` always."""
    here = stale(tokens_answer(2, token_type="BearerToken"), EMPTY)
    await here.digikey.search("cap")
    assert here.vendor.asked[-1].headers["authorization"] == "Bearer canary-access-token-0002"


async def test_an_answer_without_a_refresh_token_leaves_the_old_one_good() -> None:
    here = stale(NEW, EMPTY)
    await here.digikey.search("cap")
    kept = here.tokens.stored["digikey"]
    assert (kept.access, kept.refresh) == ("canary-new-access", REFRESH)
    assert kept.refresh_expires_at == STALE.refresh_expires_at


@pytest.mark.parametrize(
    "said",
    [
        answer({"error": "nothing"}),
        answer({}),
        answer([]),
        answer(None),
        answer({"access_token": ""}),
        answer({"access_token": None, "refresh_token": "r"}),
        answer({"access_token": 7}),
        answer({"access_token": "two words"}),
        answer({"access_token": "canary\r\nX-Evil: 1"}),
        answer({"access_token": "canary-ü"}),
        answer({"access_token": "canary", "refresh_token": ["r"]}),
        answer({"access_token": "canary", "refresh_token": "\n"}),
        httpx.Response(200, html="<h1>log in</h1>"),
        httpx.Response(200),
    ],
)
async def test_an_answer_that_is_no_token_is_none(said: httpx.Response) -> None:
    """What is called a token becomes a header line: nothing may end that line early."""
    here = stale(said)
    with pytest.raises(Unreadable):
        await here.digikey.search("cap")
    assert here.tokens.written == []
    assert len(here.vendor.asked) == 1


def refused(status: int, words: str, shape: str) -> httpx.Response:
    if shape == "oauth":
        return answer({"error": words, "error_description": "it is so"}, status)
    if shape == "code":
        return answer({"ErrorCode": words, "Error": f"{words}: it is so"}, status)
    return answer(error_body(words, "it is so", status), status)


@pytest.mark.parametrize("shape", ["oauth", "code", "error"])
@pytest.mark.parametrize(
    ("status", "words"), [(400, "invalid_grant"), (401, "Invalid RefreshToken"), (400, "no")]
)
async def test_a_grant_that_is_refused_means_to_sign_in_again(
    status: int, words: str, shape: str
) -> None:
    here = stale(refused(status, words, shape))
    with pytest.raises(SignInNeeded, match="sign in again") as caught:
        await here.digikey.search("cap")
    assert words in caught.value.words
    assert caught.value.status == status
    assert len(here.vendor.asked) == 1

    there, pasted = signing(refused(status, words, shape))
    with pytest.raises(SignInNeeded, match="one minute") as caught:
        await there.digikey.signing_in.take(pasted)
    assert words in caught.value.words
    assert there.tokens.written == []


@pytest.mark.parametrize(
    ("status", "words", "shape"),
    [
        (400, "invalid_client", "oauth"),
        (400, "unauthorized_client", "oauth"),
        (401, "invalid_client", "oauth"),
        (401, "invalid_client", "error"),
        (401, "Invalid clientId", "error"),
    ],
)
async def test_a_wrong_application_is_not_cured_by_signing_in(
    status: int, words: str, shape: str
) -> None:
    here = stale(refused(status, words, shape))
    with pytest.raises(NotAllowed) as caught:
        await here.digikey.search("cap")
    assert words in caught.value.words


async def test_an_application_without_a_token_is_a_matter_of_the_settings() -> None:
    """No person can cure it by signing in, and it is asked for anew the next time."""
    here = desk(refused(400, "unsupported_grant_type", "oauth"), NEW, EMPTY, tokens=Tokens())
    with pytest.raises(NotAllowed, match="settings"):
        await here.digikey.search("cap")
    assert (await here.digikey.search("cap")).parts == ()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(error_body("BurstLimit exceeded", status=429), 429, Retry_After="5"), TooMany),
        (httpx.Response(503), VendorDown),
        (httpx.Response(500, html="<p>"), VendorDown),
        (answer({}, 302, Location="https://evil.example/"), Unreadable),
        (httpx.ReadError("reset"), NoAnswer),
    ],
)
async def test_a_token_request_is_sent_once_whatever_comes_of_it(
    said: httpx.Response | Exception, kind: type[Exception]
) -> None:
    """A refresh token is good once: asked twice, the vendor may withdraw all of them."""
    here = stale(said)
    with pytest.raises(kind):
        await here.digikey.search("cap")
    assert len(here.vendor.asked) == 1
    assert here.clock.slept == []
    assert here.pace.turns == []
