"""Secrets that are like no other text, sent through everything, looked for everywhere."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from tests.vendors.endpoints import ENDPOINTS
from tests.vendors.kit import (
    ACCESS,
    CLIENT,
    EXPIRED,
    REFRESH,
    SECRET,
    Desk,
    Tokens,
    answer,
    desk,
    error_body,
    settings,
    token,
    tokens_answer,
)
from vendors.digikey.apis import AUTHORIZE, TOKEN
from vendors.errors import VendorError
from vendors.http import Call, Grants, Redactor, Reply
from vendors.vocabulary import Answer

CODE = "canary-code-4d2e"
# Every secret of these tests begins like this; the verifiers are made by the program itself.
CANARY = "canary-"


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and all that travels with it."""
    while error is not None:
        yield error
        if error.__cause__ is not None:
            yield from chain(error.__cause__)
        error = error.__context__


def told(error: BaseException) -> str:
    parts = traceback.format_exception(error)
    for one in chain(error):
        parts += [str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", ""))]
        parts += [repr(value) for value in vars(one).values()]
    return "\n".join(parts)


def clean_of(text: str, *more: str) -> None:
    for secret in (CANARY, *more):
        assert secret not in text


def echo(request: httpx.Request) -> dict[str, str]:
    """All that came with a request, secrets and all, as an answer might quote it."""
    heard = f"{request.url} {dict(request.headers)} {request.content.decode()}"
    secrets = [request.headers.get(name, "") for name in ("x-digikey-client-id", "authorization")]
    secrets += [value for _, value in parse_qsl(request.content.decode())]
    return {"heard": heard, "values": " ".join(secrets)}


Say = Callable[[httpx.Request], httpx.Response | Exception]


def envelope(status: int) -> Say:
    def say(request: httpx.Request) -> httpx.Response:
        quoted = echo(request)
        body = error_body(f"client {quoted['values']}"[:200], quoted["heard"], status)
        faults = [{"Field": quoted["values"], "Message": quoted["heard"]}]
        more = {"RequestId": quoted["values"], "ValidationErrors": faults}
        return answer({**body, **more}, status)

    return say


def problem(status: int) -> Say:
    def say(request: httpx.Request) -> httpx.Response:
        quoted = echo(request)
        body = {"title": quoted["values"], "detail": quoted["heard"], "status": status}
        more = {"correlationId": quoted["values"], "errors": {quoted["values"]: [quoted["heard"]]}}
        return answer({**body, **more}, status)

    return say


def oauth(request: httpx.Request) -> httpx.Response:
    quoted = echo(request)
    return answer({"error": quoted["values"], "error_description": quoted["heard"]}, 400)


def page(status: int) -> Say:
    return lambda request: httpx.Response(status, html=f"<h1>{echo(request)}</h1>")


def success(request: httpx.Request) -> httpx.Response:
    return answer({"Message": echo(request)["heard"], "SalesOrderId": 90000001})


def elsewhere(request: httpx.Request) -> httpx.Response:
    return answer(echo(request), 307, Location=f"https://evil.example/?{CLIENT}")


def breaking(kind: type[httpx.RequestError]) -> Say:
    return lambda request: kind(f"{echo(request)}", request=request)


def odd(request: httpx.Request) -> httpx.Response:
    """A list where a text should be: the reader's own error would quote it."""
    return answer([echo(request)])


FAILURES: dict[str, Say] = {
    **{f"error {status}": envelope(status) for status in (400, 401, 403, 404, 418, 429, 500)},
    **{f"problem {status}": problem(status) for status in (400, 401, 403, 422)},
    "oauth": oauth,
    "page": page(200),
    "page 502": page(502),
    "success": success,
    "elsewhere": elsewhere,
    "no connection": breaking(httpx.ConnectError),
    "reset": breaking(httpx.ReadError),
    "time": breaking(httpx.ReadTimeout),
    "protocol": breaking(httpx.RemoteProtocolError),
    "odd": odd,
}

Flow = Callable[[Desk], Awaitable[Any]]


async def signing_in(here: Desk) -> None:
    query = parse_qs(urlsplit(here.digikey.signing_in.address()).query)
    await here.digikey.signing_in.take(f"https://localhost/?code={CODE}&state={query['state'][0]}")


def flows() -> dict[str, tuple[Flow, Tokens]]:
    """Every way in which a secret goes to the vendor, each with what lies on the disk."""
    found: dict[str, tuple[Flow, Tokens]] = {
        "sign-in": (signing_in, Tokens()),
        "refresh": (
            lambda here: here.digikey.locations(),
            Tokens(digikey=token(seconds=-1)),
        ),
        "application": (lambda here: here.digikey.search("cap"), Tokens()),
    }
    for name, (call, *_) in ENDPOINTS.items():
        found[name] = (lambda here, call=call: call(here.digikey), Tokens(digikey=token()))
    return found


async def outcome(said: str, flow: str) -> tuple[str, list[str]]:
    """All that can be read of one flow that fails, and the verifiers that went to the vendor."""
    run, tokens = flows()[flow]
    here = desk(FAILURES[said], tokens=tokens, judging=False)
    try:
        read = repr(await run(here))
    except VendorError as error:
        read = told(error)
    assert here.vendor.asked
    forms = [parse_qsl(request.content.decode()) for request in here.vendor.asked]
    return read, [value for form in forms for name, value in form if name == "code_verifier"]


@pytest.mark.parametrize("flow", flows())
async def test_no_secret_comes_out_of_a_failure(
    flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The vendor quotes back whatever it was sent; nobody may read it again."""
    asyncio.get_running_loop().set_debug(True)
    for said in FAILURES:
        read, verifiers = await outcome(said, flow)
        assert bool(verifiers) is (flow == "sign-in")
        logged = caplog.text + str([vars(record) for record in caplog.records])
        clean_of(f"{said}: {read}\n{logged}", *verifiers)
        caplog.clear()


async def test_the_canary_would_be_heard() -> None:
    """What these tests look for is there to be found."""
    here = desk(envelope(400))
    with pytest.raises(VendorError) as caught:
        await here.digikey.look_up("A-ND")
    assert "•••" in caught.value.words
    request = here.vendor.asked[0]
    assert ACCESS in echo(request)["heard"]
    assert CLIENT in echo(request)["heard"]


async def test_an_expired_token_and_its_heir_are_both_hidden() -> None:
    both = f"Bearer token expired {ACCESS} canary-access-token-0002 canary-refresh-token-0002"
    here = desk(EXPIRED, tokens_answer(2), answer(error_body(both, REFRESH, 401), 401))
    with pytest.raises(VendorError) as caught:
        await here.digikey.search("cap")
    clean_of(told(caught.value))
    assert caught.value.words.count("•••") == 4


async def test_an_order_that_is_answered_keeps_no_secret_in_its_body() -> None:
    here = desk(success)
    await here.digikey.make_ready()
    got = await ENDPOINTS["create"][0](here.digikey)
    assert isinstance(got, Answer)
    assert got.vendor_numbers == ("90000001",)
    assert "•••" in got.message
    assert "•••" in (got.body or "")
    clean_of(repr(got))


async def test_no_address_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """That of a sign-in holds the client id, and the HTTP library would log it."""
    here = desk(
        answer({}, 302, Location="https://localhost/?error=access_denied"),
        tokens=Tokens(),
        environment="sandbox",
        base_url="http://digikey.sandbox",
    )
    with pytest.raises(VendorError):
        await here.digikey.signing_in.sign_in_by_itself()
    assert CLIENT in str(here.vendor.asked[0].url)
    assert "digikey.sandbox" not in caplog.text


async def test_a_pasted_code_is_in_no_refusal() -> None:
    here = desk(answer({}), tokens=Tokens())
    here.digikey.signing_in.address()
    for pasted in (
        CODE,
        f"https://evil.example/?code={CODE}",
        f"https://localhost/?code={CODE}&state=canary-state",
        f"https://[{CODE}/",
        f"https://localhost/?code={CODE}&state=\ud800",
    ):
        with pytest.raises(VendorError) as caught:
            await here.digikey.signing_in.take(pasted)
        clean_of(told(caught.value))


async def test_nothing_shows_its_secrets_when_it_is_shown() -> None:
    here = desk(answer({}))
    await here.digikey.locations()
    seen: set[int] = set()

    def show(value: object, depth: int = 6) -> Iterator[str]:
        """`value`'s repr, and that of every one of our own objects it holds."""
        if id(value) in seen or depth == 0:
            return
        seen.add(id(value))
        if type(value).__module__.startswith("vendors."):
            yield repr(value)
            names = [*getattr(value, "__dict__", {}), *getattr(type(value), "__slots__", ())]
            for name in names:
                yield from show(getattr(value, name, None), depth - 1)

    shown = list(show(here.digikey))
    assert len(shown) > 8
    others = [
        settings(),
        token(),
        Call("POST", TOKEN, headers={"Authorization": ACCESS}, body=SECRET.encode()),
        Grants(AUTHORIZE, TOKEN, CLIENT, SECRET, "https://localhost"),
        Redactor(SECRET, CLIENT),
        Reply("digikey", 200, {"x": ACCESS}, REFRESH.encode()),
    ]
    clean_of("\n".join([*shown, *map(repr, others)]))


def test_a_secret_is_masked_in_every_writing() -> None:
    """As it is, in an address, in a form and in JSON."""
    hide = Redactor("se/cret+1 =")
    hide.add("pass\"word'2")
    for text in ("se/cret+1 =", "se%2Fcret%2B1%20%3D", "se%2Fcret%2B1+%3D"):
        assert hide(f"a {text} b") == "a ••• b"
    assert hide(json.dumps({"a": "pass\"word'2"})) == '{"a": "•••"}'


def test_short_words_are_no_secrets_and_old_tokens_are_forgotten() -> None:
    hide = Redactor("id", None)
    assert hide("the id is valid") == "the id is valid"
    for number in range(17):
        hide.add(f"token-number-{number:02}")
    assert hide("token-number-00") == "token-number-00"
    assert hide("token-number-01 token-number-16") == "••• •••"


def test_a_secret_within_another_does_not_uncover_it() -> None:
    hide = Redactor("abcdef", "abcdefghij")
    assert hide("abcdefghij") == "•••"


def test_a_secret_that_is_broken_over_lines_is_masked_whole() -> None:
    """By blanks, by the line ends of a text and of JSON; what stands around it is as it was."""
    hide = Redactor("abcdefghij")
    for broken in ("abcde fghij", "abcde\n\tfghij", "a b c d e f g h i j", r"abcde\r\nfghij"):
        assert hide(f"so it is\n{broken}\n and more") == "so it is\n•••\n and more"
    assert hide("abcdefghi j and abcdefghijabcdefghij") == "••• and ••••••"


def test_a_secret_is_masked_in_a_page_and_in_small_hexadecimals() -> None:
    hide = Redactor("se/cret+1&=")
    for text in ("se%2fcret%2b1%26%3d", "se/cret+1&amp;="):
        assert hide(f"<{text}>") == "<•••>"


def test_a_text_without_a_secret_is_as_it_was() -> None:
    hide = Redactor("abcdefghij", "\n\n\n\n\n\n")
    for text in ("", " ", "abcdefghi", "a\n\n\n\n\n\n\nb", r"\n\n\n", " x  y "):
        assert hide(text) == text
