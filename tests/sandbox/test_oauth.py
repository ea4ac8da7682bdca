"""Signing in: what DigiKey's page and token address say, and how long it holds."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from tests.sandbox.kit import ORDERS, PART, Kit, authorize_query, kit
from vendors.sandbox import world

AUTHORIZE = "/v1/oauth2/authorize"
ANY_PART = PART.replace("{productNumber}", "X")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
# RFC 7636, appendix B.
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path) as made:
        yield made


# -- the page


async def test_a_person_is_sent_back_with_a_code_and_the_state_as_it_was(desk: Kit) -> None:
    answer = await desk.client.get(AUTHORIZE, params=authorize_query())
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == world.REDIRECT_URI
    query = parse_qs(back.query)
    assert query["state"] == ["st/ate+1"]
    assert query.keys() == {"code", "state"}


async def test_the_page_says_who_signs_in_and_its_link_signs_in(desk: Kit) -> None:
    answer = await desk.client.get(AUTHORIZE, params=authorize_query(sandbox_user=""))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert world.USER in answer.text
    assert "invented" in answer.text
    link = answer.text.split('href="')[1].split('"')[0].replace("&amp;", "&")
    followed = await desk.client.get(link)
    assert followed.status_code == 302
    assert "state=st%2Fate%2B1" in followed.headers["location"]


async def test_the_page_shows_what_it_was_sent_as_text_only(desk: Kit) -> None:
    query = authorize_query(sandbox_user="", state='"><script>alert(1)</script>')
    answer = await desk.client.get(AUTHORIZE, params=query)
    assert answer.status_code == 200
    assert "<script>" not in answer.text


async def test_a_person_can_refuse(desk: Kit) -> None:
    answer = await desk.client.get(AUTHORIZE, params=authorize_query(sandbox_user=""))
    link = answer.text.split('href="')[2].split('"')[0]
    assert link == f"{world.REDIRECT_URI}?error=access_denied&amp;state=st%2Fate%2B1"


@pytest.mark.parametrize(
    ("wrong", "status", "code", "words"),
    [
        (
            {"redirect_uri": "https://localhost:8139/x"},
            400,
            "invalid_request",
            "Invalid redirection uri https://localhost:8139/x",
        ),
        ({"redirect_uri": ""}, 400, "invalid_request", "Invalid redirection uri "),
        ({"client_id": "somebody"}, 401, "invalid_client", "Invalid clientId"),
        ({"response_type": "token"}, 400, "unsupported_response_type", ""),
        (
            {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
            400,
            "invalid_request",
            "S256",
        ),
        ({"sandbox_user": "mallory"}, 400, "invalid_request", "no such person"),
    ],
)
async def test_what_is_wrong_is_said_here_and_sends_nobody_anywhere(
    desk: Kit, wrong: dict[str, str], status: int, code: str, words: str
) -> None:
    answer = await desk.client.get(AUTHORIZE, params=authorize_query(**wrong))
    assert answer.status_code == status
    assert answer.json()["ErrorCode"] == code
    assert words in answer.json()["Error"]
    assert "location" not in answer.headers


# -- a code


async def redeem(desk: Kit, code: str, **more: str) -> tuple[int, dict[str, object]]:
    form = {"grant_type": "authorization_code", "redirect_uri": world.REDIRECT_URI}
    answer = await desk.token(**form, code=code, **more)
    return answer.status_code, answer.json()


async def test_a_code_gives_a_persons_tokens(desk: Kit) -> None:
    status, body = await redeem(desk, await desk.code())
    assert status == 200
    assert body["expires_in"] == 1799
    assert body["refresh_token_expires_in"] == 7775999
    assert body["token_type"] == "Bearer"
    desk.access = str(body["access_token"])
    assert (await desk.get(ANY_PART)).json()["user"] == world.USER


async def test_a_colleague_can_sign_in_as_well(desk: Kit) -> None:
    await desk.sign_in("ann")
    assert (await desk.get(ANY_PART)).json()["user"] == "ann"


async def test_a_code_lives_for_a_minute(desk: Kit) -> None:
    in_time, late = await desk.code(), await desk.code()
    desk.advance(seconds=59)
    assert (await redeem(desk, in_time))[0] == 200
    desk.advance(seconds=1)
    status, body = await redeem(desk, late)
    assert (status, body["ErrorMessage"]) == (400, "invalid_grant")


async def test_a_code_shown_twice_withdraws_what_it_gave(desk: Kit) -> None:
    code = await desk.code()
    _, body = await redeem(desk, code)
    desk.access = str(body["access_token"])
    assert (await desk.get(ANY_PART)).status_code == 200
    assert (await redeem(desk, code))[0] == 400
    assert (await desk.get(ANY_PART)).status_code == 401


@pytest.mark.parametrize(("verifier", "status"), [(VERIFIER, 200), ("another", 400), ("", 400)])
async def test_a_challenge_has_to_be_met(desk: Kit, verifier: str, status: int) -> None:
    code = await desk.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert (await redeem(desk, code, code_verifier=verifier))[0] == status


async def test_a_code_belongs_to_the_address_it_was_sent_to(desk: Kit) -> None:
    answer = await desk.token(
        grant_type="authorization_code", code=await desk.code(), redirect_uri="https://evil.example"
    )
    assert answer.status_code == 400


# -- refreshing


async def refresh(desk: Kit, token: str) -> tuple[int, dict[str, object]]:
    answer = await desk.token(grant_type="refresh_token", refresh_token=token)
    return answer.status_code, answer.json()


async def test_a_refresh_gives_new_tokens_and_spends_the_old_one(desk: Kit) -> None:
    await desk.sign_in()
    status, body = await refresh(desk, desk.refresh)
    assert status == 200
    assert body["refresh_token"] != desk.refresh
    assert body["expires_in"] == 1799
    assert (await refresh(desk, str(body["refresh_token"])))[0] == 200


async def test_a_spent_refresh_token_shown_again_withdraws_the_whole_family(desk: Kit) -> None:
    await desk.sign_in()
    _, newer = await refresh(desk, desk.refresh)
    status, body = await refresh(desk, desk.refresh)
    assert (status, body["ErrorMessage"]) == (401, "Invalid RefreshToken")
    assert (await refresh(desk, str(newer["refresh_token"])))[0] == 401
    desk.access = str(newer["access_token"])
    assert (await desk.get(ANY_PART)).status_code == 401


async def test_another_persons_tokens_are_not_withdrawn_with_them(desk: Kit) -> None:
    await desk.sign_in()
    spent = desk.refresh
    await refresh(desk, spent)
    await desk.sign_in("ann")
    await refresh(desk, spent)
    assert (await desk.get(ANY_PART)).json()["user"] == "ann"


async def test_an_access_token_is_no_refresh_token(desk: Kit) -> None:
    await desk.sign_in()
    assert (await refresh(desk, desk.access))[0] == 401
    desk.access = desk.refresh
    assert (await desk.get(ANY_PART)).status_code == 401


async def test_a_refresh_token_lives_for_ninety_days(desk: Kit) -> None:
    await desk.sign_in()
    desk.advance(seconds=7_775_998)
    status, body = await refresh(desk, desk.refresh)
    assert status == 200
    desk.advance(seconds=7_775_999)
    assert (await refresh(desk, str(body["refresh_token"])))[0] == 401


async def test_an_access_token_lives_for_half_an_hour(desk: Kit) -> None:
    await desk.sign_in()
    desk.advance(seconds=1798)
    assert (await desk.get(ANY_PART)).status_code == 200
    desk.advance(seconds=1)
    answer = await desk.get(ANY_PART)
    assert answer.status_code == 401
    assert answer.json()["ErrorMessage"] == "Bearer token  expired"


# -- the application


async def test_the_applications_own_token_lives_ten_minutes_and_has_no_refresh(desk: Kit) -> None:
    answer = await desk.token(grant_type="client_credentials")
    assert answer.json().keys() == {"access_token", "expires_in", "token_type"}
    assert answer.json()["expires_in"] == 599
    desk.access = answer.json()["access_token"]
    assert (await desk.get(ANY_PART)).json()["user"] is None
    desk.advance(seconds=599)
    assert (await desk.get(ANY_PART)).status_code == 401


async def test_the_secret_may_come_as_basic_authorization(desk: Kit) -> None:
    pair = f"{world.CLIENT_ID}:{world.CLIENT_SECRET}".encode()
    for sent, status in ((pair, 200), (pair + b"x", 401), (b"", 401)):
        answer = await desk.client.post(
            "/v1/oauth2/token",
            data={"grant_type": "client_credentials"},
            headers={"Authorization": "Basic " + base64.b64encode(sent).decode()},
        )
        assert answer.status_code == status


@pytest.mark.parametrize("wrong", [{"client_secret": "x"}, {"client_id": "x"}])
async def test_a_wrong_secret_is_refused(desk: Kit, wrong: dict[str, str]) -> None:
    answer = await desk.token(grant_type="client_credentials", **wrong)
    assert answer.status_code == 401
    assert answer.json()["ErrorMessage"] == "invalid_client"
    assert answer.json()["ErrorDetails"] == "Client credentials are invalid"


async def test_other_grants_and_other_bodies_are_refused(desk: Kit) -> None:
    assert (await desk.token(grant_type="password")).status_code == 400
    answer = await desk.client.post("/v1/oauth2/token", json={"grant_type": "client_credentials"})
    assert answer.status_code == 400


async def test_answers_of_the_token_address_are_not_to_be_kept(desk: Kit) -> None:
    answer = await desk.token(grant_type="client_credentials")
    assert answer.headers["cache-control"] == "no-store"


async def test_no_token_and_no_code_lies_readable_in_the_book(desk: Kit, tmp_path: Path) -> None:
    code = await desk.code()
    await desk.sign_in()
    assert (await desk.call("POST", ORDERS, json={})).status_code == 200
    held = b"".join(path.read_bytes() for path in tmp_path.glob("book.db*"))
    for secret in (code, desk.access, desk.refresh):
        assert len(secret) > 20
        assert secret.encode() not in held
