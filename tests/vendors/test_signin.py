"""Signing in by pasting an address: only the right one, only once."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.vendors.kit import EMPTY, Desk, Tokens, answer, desk, token, tokens_answer
from vendors.errors import Invalid, NotAllowed, SignInNeeded, Unreadable, VendorError

CODE = "canary-code-77aa"


def begun(*said: httpx.Response | Exception, **other: object) -> tuple[Desk, str]:
    """A sign-in that waits for its paste, and its state."""
    here = desk(*(said or (tokens_answer(2),)), tokens=Tokens(), **other)
    return here, state_of(here)


def state_of(here: Desk) -> str:
    return parse_qs(urlsplit(here.digikey.signing_in.address()).query)["state"][0]


async def taken(here: Desk, pasted: str) -> None:
    """The paste signs in."""
    await here.digikey.signing_in.take(pasted)
    assert here.vendor.form()["code"] == CODE
    assert here.tokens.stored["digikey"].access == "canary-access-token-0002"
    assert await here.digikey.signing_in.signed_in()


async def refused(here: Desk, pasted: str, kind: type[VendorError]) -> VendorError:
    """The paste is refused, and nobody was asked."""
    with pytest.raises(kind) as caught:
        await here.digikey.signing_in.take(pasted)
    assert type(caught.value) is kind
    assert here.vendor.asked == []
    assert here.tokens.written == []
    assert CODE not in str(caught.value)
    return caught.value


PASTES = {
    "as it is": "https://localhost/?code={code}&state={state}",
    "other order": "https://localhost/?state={state}&code={code}",
    "no slash": "https://localhost?code={code}&state={state}",
    "upper case": "HTTPS://LOCALHOST/?code={code}&state={state}",
    "spaces around": "  https://localhost/?code={code}&state={state} \n",
    "wrapped": "https://localhost/?code=canary-co\nde-77aa&sta\r\n  te={state}",
    "wrapped with marks": "https://localhost/?code={code}&\x1b\x9cstate={state}",
    "fragment": "https://localhost/?code={code}&state={state}#_=_",
    "more beside": "https://localhost/?code={code}&state={state}&session=1",
}


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES)
async def test_a_paste_of_the_address_signs_in(paste: str) -> None:
    """Terminals wrap long addresses; nothing within one is a blank."""
    here, state = begun()
    await taken(here, paste.format(code=CODE, state=state))


ELSEWHERE = {
    "another host": "https://evil.example/?code={code}&state={state}",
    "a host below": "https://localhost.evil.example/?code={code}&state={state}",
    "somebody at the host": "https://localhost@evil.example/?code={code}&state={state}",
    "somebody at ours": "https://user@localhost/?code={code}&state={state}",
    "another port": "https://localhost:8443/?code={code}&state={state}",
    "another scheme": "http://localhost/?code={code}&state={state}",
    "another path": "https://localhost/callback?code={code}&state={state}",
    "no address": "code={code}&state={state}",
    "the code alone": "{code}",
    "nothing": "",
    "broken": "https://[localhost/?code={code}&state={state}",
    "another state": "https://localhost/?code={code}&state=x{state}",
    "the state's beginning": "https://localhost/?code={code}&state={state:.20}",
    "an empty state": "https://localhost/?code={code}&state=",
    "no state": "https://localhost/?code={code}",
    "two states": "https://localhost/?code={code}&state={state}&state={state}",
    "a state of no letters": "https://localhost/?code={code}&state=\ud800",
    "no code": "https://localhost/?state={state}",
    "an empty code": "https://localhost/?code=&state={state}",
    "two codes": "https://localhost/?code={code}&code=other&state={state}",
    "a flood": "https://localhost/?state={state}&code={code}" + "&a=1" * 30,
    "a code behind #": "https://localhost/#code={code}&state={state}",
}


@pytest.mark.parametrize("paste", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_any_other_address_is_refused_and_the_right_one_still_taken(paste: str) -> None:
    here, state = begun()
    await refused(here, paste.format(code=CODE, state=state), Invalid)
    await taken(here, f"https://localhost/?code={CODE}&state={state}")


WRONG = {
    "is of another host": "https://evil.example/?code={code}&state={state}",
    "does not begin with https://": "http://localhost/?code={code}&state={state}",
    "has another path": "https://localhost/callback?code={code}&state={state}",
    "only a part": "code={code}&state={state}",
    "nothing was pasted": " \n",
    "is no address": "https://[localhost/?code={code}&state={state}",
    "belongs to another sign-in": "https://localhost/?code={code}&state=x{state}",
    "cut off at its end": "https://localhost/?code={code}&state={state:.20}",
    "has no state": "https://localhost/?code={code}",
    "no sign-in code": "https://localhost/?state={state}",
    "more than one": "https://localhost/?code={code}&code=other&state={state}",
    "address to open": "https://api.digikey.com/v1/oauth2/authorize?client_id=x&state={state}",
}


@pytest.mark.parametrize(("words", "paste"), WRONG.items(), ids=WRONG)
async def test_what_is_wrong_with_a_paste_is_said_in_words(words: str, paste: str) -> None:
    here, state = begun()
    pasted = paste.format(code=CODE, state=state)
    error = await refused(here, pasted, Invalid)
    assert words in error.sentence
    for secret in (CODE, state, "evil"):
        assert secret not in error.in_full
    with pytest.raises(Invalid, match=re.escape(error.sentence)):
        here.digikey.signing_in.check(pasted)


async def test_looking_at_a_paste_asks_nobody_and_uses_nothing_up() -> None:
    here, state = begun()
    pasted = f"https://localhost/?code={CODE}&state={state}"
    for _ in range(2):
        here.digikey.signing_in.check(pasted)
    with pytest.raises(SignInNeeded, match="did not sign you in"):
        here.digikey.signing_in.check(f"https://localhost/?error=access_denied&state={state}")
    assert here.vendor.asked == []
    await taken(here, pasted)
    with pytest.raises(SignInNeeded, match="no sign-in"):
        here.digikey.signing_in.check(pasted)


@pytest.mark.parametrize("more", ["", "&code=" + CODE])
async def test_a_refusal_ends_the_sign_in(more: str) -> None:
    """A library would ask for the application's own token instead, and call that signed in."""
    here, state = begun()
    error = await refused(
        here,
        f"https://localhost/?error=access_denied&error_description=She+said+no&state={state}{more}",
        SignInNeeded,
    )
    assert error.words == "access_denied She said no"
    error = await refused(here, f"https://localhost/?code={CODE}&state={state}", SignInNeeded)
    assert "no sign-in" in error.sentence


async def test_a_refusal_of_another_sign_in_ends_nothing() -> None:
    here, state = begun()
    await refused(here, "https://localhost/?error=access_denied&state=other", Invalid)
    await taken(here, f"https://localhost/?code={CODE}&state={state}")


async def test_a_code_is_used_once() -> None:
    here, state = begun()
    pasted = f"https://localhost/?code={CODE}&state={state}"
    await taken(here, pasted)
    with pytest.raises(SignInNeeded):
        await here.digikey.signing_in.take(pasted)
    assert len(here.vendor.asked) == 1


async def test_a_code_whose_answer_was_lost_is_not_used_again() -> None:
    here, state = begun(httpx.ReadError("reset"), tokens_answer(2))
    pasted = f"https://localhost/?code={CODE}&state={state}"
    with pytest.raises(VendorError):
        await here.digikey.signing_in.take(pasted)
    with pytest.raises(SignInNeeded, match="no sign-in"):
        await here.digikey.signing_in.take(pasted)
    assert len(here.vendor.asked) == 1


async def test_a_new_address_ends_the_sign_in_before_it() -> None:
    here, first = begun()
    second = state_of(here)
    assert first != second
    await refused(here, f"https://localhost/?code={CODE}&state={first}", Invalid)
    await taken(here, f"https://localhost/?code={CODE}&state={second}")


async def test_nothing_is_taken_before_a_sign_in_is_begun() -> None:
    here = desk(EMPTY, tokens=Tokens())
    assert not await here.digikey.signing_in.signed_in()
    await refused(here, f"https://localhost/?code={CODE}&state=", SignInNeeded)


async def test_an_address_with_a_path_and_a_port_is_compared_whole() -> None:
    here, state = begun(redirect_uri="https://localhost:8139/digikey_callback")
    await refused(here, f"https://localhost:8139/?code={CODE}&state={state}", Invalid)
    await taken(here, f"https://localhost:8139/digikey_callback?code={CODE}&state={state}")


async def test_what_was_signed_in_is_used_at_once() -> None:
    here, state = begun(tokens_answer(2), EMPTY)
    await here.digikey.signing_in.take(f"https://localhost/?code={CODE}&state={state}")
    await here.digikey.search("cap")
    assert here.vendor.asked[1].headers["authorization"] == "Bearer canary-access-token-0002"


async def test_signing_in_again_takes_the_place_of_a_token_that_ended() -> None:
    spent = answer({"error": "invalid_grant"}, 400)
    here = desk(spent, tokens_answer(2), EMPTY, tokens=Tokens(digikey=token(seconds=-1)))
    with pytest.raises(SignInNeeded):
        await here.digikey.search("cap")
    assert not await here.digikey.signing_in.signed_in()
    state = state_of(here)
    await taken(here, f"https://localhost/?code={CODE}&state={state}")
    await here.digikey.search("cap")
    assert len(here.vendor.asked) == 3


def sandbox(request: httpx.Request) -> httpx.Response:
    """The page that signs its own user in: nobody has to type."""
    query = {key: values[0] for key, values in parse_qs(request.url.query.decode()).items()}
    assert query["sandbox_user"] == "buyer 2"
    place = f"{query['redirect_uri']}?code={CODE}&state={query['state']}"
    return answer({}, 302, Location=place)


async def test_the_sandbox_lets_a_program_sign_in_by_the_same_two_calls() -> None:
    here = desk(
        sandbox,
        tokens_answer(2),
        tokens=Tokens(),
        environment="sandbox",
        base_url="http://digikey.sandbox",
    )
    await here.digikey.signing_in.sign_in_by_itself("buyer 2")
    assert [request.method for request in here.vendor.asked] == ["GET", "POST"]
    assert here.vendor.form()["code"] == CODE
    assert here.tokens.stored["digikey"].access == "canary-access-token-0002"


async def test_nobody_else_lets_a_program_sign_in() -> None:
    here = desk(EMPTY, tokens=Tokens())
    with pytest.raises(Invalid):
        await here.digikey.signing_in.sign_in_by_itself()
    assert here.vendor.asked == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer({"ErrorCode": "invalid_request", "Error": "no such user"}, 400), Unreadable),
        (httpx.Response(200, html="<p>sign in"), Unreadable),
        (httpx.Response(302), Invalid),
        (answer({}, 302, Location="https://evil.example/?code=1&state=2"), Invalid),
    ],
)
async def test_a_sandbox_that_signs_nobody_in_is_told(
    said: httpx.Response, kind: type[VendorError]
) -> None:
    here = desk(said, tokens=Tokens(), environment="sandbox", base_url="http://digikey.sandbox")
    with pytest.raises(kind):
        await here.digikey.signing_in.sign_in_by_itself()
    assert len(here.vendor.asked) == 1


async def test_a_wrong_application_is_told_at_the_sign_in() -> None:
    here, state = begun(answer({"error": "invalid_client"}, 401))
    with pytest.raises(NotAllowed):
        await here.digikey.signing_in.take(f"https://localhost/?code={CODE}&state={state}")
