"""What is asked again, what is never taken, and what an answer's JSON may hold."""

from __future__ import annotations

import gzip
import importlib.util
import subprocess
import sys
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from tests.vendors.kit import EMPTY, START, Clock, answer, desk, error_body
from vendors.errors import (
    Invalid,
    NoAnswer,
    NotAllowed,
    NotFound,
    TooMany,
    Unreachable,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Limits, Reply, retry_after

BURST = error_body("BurstLimit exceeded", "Please try again", 429)


def test_no_second_http_client_can_be_imported() -> None:
    """authlib takes the other one as soon as it is there, and our errors no longer catch its."""
    assert importlib.util.find_spec("httpx2") is None


def test_signing_in_brings_no_cryptography_and_no_warning() -> None:
    code = (
        "import sys, vendors.digikey; "
        "heavy = {'cryptography', 'joserfc', 'httpx2', 'textual', 'sqlite3'}; "
        "print(sorted(heavy & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("closed"),
        answer({}, 500),
        answer({}, 503),
        answer(BURST, 429, Retry_After="2"),
    ],
)
async def test_a_read_is_asked_again(failure: httpx.Response | Exception) -> None:
    here = desk(failure, EMPTY)
    assert (await here.digikey.search("cap")).parts == ()
    assert len(here.vendor.asked) == 2
    assert here.pace.turns == ["digikey:product"] * 2
    assert len(here.clock.slept) == 1


async def test_a_read_waits_longer_each_time_and_then_gives_up() -> None:
    here = desk(answer({}, 502))
    with pytest.raises(VendorDown) as caught:
        await here.digikey.search("cap")
    assert caught.value.status == 502
    assert len(here.vendor.asked) == 3
    first, second = here.clock.slept
    assert 0.25 <= first <= 0.5 <= second <= 1.0


async def test_the_vendor_says_how_long_to_wait() -> None:
    here = desk(answer({}, 503, Retry_After="7"), EMPTY)
    await here.digikey.search("cap")
    assert here.clock.slept == [7.0]


async def test_a_minutes_limit_is_waited_for_however_short_a_call_may_be() -> None:
    said = (answer(BURST, 429, Retry_After="59"), answer({}, 503), EMPTY)
    here = desk(*said, limits=Limits(total=5))
    await here.digikey.search("cap")
    assert here.clock.slept[0] == 59.0
    assert len(here.vendor.asked) == 3


async def test_nobody_waits_longer_than_a_minute_or_a_call_may_take() -> None:
    here = desk(answer(BURST, 429, Retry_After="62"))
    with pytest.raises(TooMany) as caught:
        await here.digikey.search("cap")
    assert (caught.value.wait, caught.value.daily) == (62.0, False)
    assert here.clock.slept == []
    here = desk(answer({}, 503, Retry_After="31"))
    with pytest.raises(VendorDown):
        await here.digikey.search("cap")
    assert here.clock.slept == []


async def test_a_day_used_up_is_not_asked_again() -> None:
    words = error_body("Daily Ratelimit exceeded", status=429)
    here = desk(answer(words, 429, Retry_After="3"))
    with pytest.raises(TooMany) as caught:
        await here.digikey.search("cap")
    assert caught.value.daily
    assert caught.value.wait == 3.0
    assert len(here.vendor.asked) == 1


async def test_without_words_the_headers_tell_the_day_from_the_minute() -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3600"}
    here = desk(httpx.Response(429, headers=headers))
    with pytest.raises(TooMany) as caught:
        await here.digikey.search("cap")
    assert (caught.value.daily, caught.value.wait) == (True, 3600.0)
    here = desk(httpx.Response(429, headers={"X-BurstLimit-Reset": "44", **headers}))
    with pytest.raises(TooMany) as caught:
        await here.digikey.search("cap")
    assert (caught.value.daily, caught.value.wait) == (False, 44.0)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (answer(error_body("nope"), 400), Invalid),
        (answer(error_body("nope"), 422), Invalid),
        (answer(error_body("no rights"), 403), NotAllowed),
        (answer(error_body("Part Not Found"), 404), NotFound),
        (httpx.Response(404), NotFound),
        (httpx.Response(404, html="<h1>nginx</h1>"), Unreadable),
        (answer({}, 302, Location="https://evil.example/"), Unreadable),
        (answer({}, 304), Unreadable),
        (answer(error_body("odd"), 418), Unreadable),
        (httpx.Response(200, html="<h1>log in</h1>"), Unreadable),
        (answer([1, 2]), Unreadable),
        (answer({"Products": "many"}), Unreadable),
    ],
)
async def test_what_asking_again_cannot_cure_is_asked_once(
    said: httpx.Response, error: type[VendorError]
) -> None:
    here = desk(said)
    with pytest.raises(error):
        await here.digikey.search("cap")
    assert len(here.vendor.asked) == 1


async def test_a_redirect_is_never_followed() -> None:
    """Our own headers would go with it to wherever it points."""
    here = desk(answer({}, 307, Location="https://evil.example/steal"))
    with pytest.raises(Unreadable) as caught:
        await here.digikey.search("cap")
    assert [request.url.host for request in here.vendor.asked] == ["api.digikey.com"]
    assert caught.value.status == 307


async def test_the_pace_hears_of_every_answer() -> None:
    here = desk(answer({}, 500), answer({}, 200, X_RateLimit_Remaining="12"))
    await here.digikey.search("cap")
    assert [(name, status) for name, status, _ in here.pace.learnt] == [
        ("digikey:product", 500),
        ("digikey:product", 200),
    ]
    assert here.pace.learnt[-1][2]["x-ratelimit-remaining"] == "12"


async def test_a_turn_that_is_refused_asks_nobody() -> None:
    here = desk(EMPTY)
    here.pace.refusal = TooMany("digikey", "tomorrow", wait=9000, daily=True)
    with pytest.raises(TooMany):
        await here.digikey.search("cap")
    assert here.vendor.asked == []


async def test_no_cookie_is_kept() -> None:
    here = desk(answer({}, 200, Set_Cookie="track=me; Path=/"), EMPTY)
    await here.digikey.search("cap")
    await here.digikey.search("cap")
    assert "cookie" not in here.vendor.asked[-1].headers


async def test_gzip_is_read_and_bounded() -> None:
    small = gzip.compress(b'{"ProductsCount": 7}')
    packed = {"Content-Encoding": "gzip"}
    here = desk(httpx.Response(200, headers=packed, content=small))
    assert (await here.digikey.search("cap")).total == 7

    bomb = gzip.compress(b" " * 3_000_000)
    here = desk(httpx.Response(200, headers=packed, content=bomb), limits=Limits(size=100_000))
    with pytest.raises(Unreadable, match="larger than 100,000 bytes"):
        await here.digikey.search("cap")


async def test_what_follows_the_end_of_gzip_is_not_read() -> None:
    """zlib would keep it, however much it is."""
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield gzip.compress(b'{"ProductsCount": 7}')
        while True:
            given += 1
            assert given < 3
            yield b"x" * 100_000

    packed = {"Content-Encoding": "gzip"}
    here = desk(httpx.Response(200, headers=packed, content=endless()))
    assert (await here.digikey.search("cap")).total == 7


@pytest.mark.parametrize(
    ("encoding", "content", "fault"),
    [
        ("gzip", gzip.compress(b"{}" * 500)[:-9], "cut short"),
        ("gzip", b"plain", "compression is broken"),
        ("br", b"{}", "encoding nobody asked for"),
    ],
    ids=["cut", "none", "another"],
)
async def test_broken_compression_is_unreadable(encoding: str, content: bytes, fault: str) -> None:
    said = httpx.Response(200, content=content)
    said.headers["Content-Encoding"] = encoding
    here = desk(said)
    with pytest.raises(Unreadable, match=fault):
        await here.digikey.search("cap")
    assert len(here.vendor.asked) == 1


def reply(body: bytes) -> Reply:
    return Reply("digikey", 200, {}, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999999999}',
        b'{"a": 1e-400}',
        b'{"a": ' + b"9" * 19 + b"}",
        b'{"a": -' + b"9" * 19 + b"}",
        b'{"a": 0.' + b"3" * 100 + b"}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 200_000 + b"]" * 200_000,
    ],
)
def test_json_that_is_none_or_too_much_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        reply(body).json()


def test_money_is_read_from_its_own_digits() -> None:
    said = reply(b'\xef\xbb\xbf{"p": 0.10500, "z": 0E-999, "n": 9910000375186108}').json()
    assert said == {"p": Decimal("0.105"), "z": Decimal(0), "n": 9910000375186108}
    assert reply(b'{"a": "\xff"}').json() == {"a": "\ufffd"}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("12", 12.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("Fri, 20 Nov 2026 12:00:30 +99999999999999", None),
        ("Fri, 20 Nov 99999 12:00:30 GMT", None),
        ("9" * 5000, 999_999_999.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(said: str, seconds: float | None) -> None:
    assert Clock().now() == START
    assert retry_after(Reply("v", 503, {"retry-after": said}, b""), Clock()) == seconds


async def test_what_was_not_sent_says_so() -> None:
    for failure, kind in (
        (httpx.ConnectError("x"), Unreachable),
        (httpx.ConnectTimeout("x"), Unreachable),
        (httpx.PoolTimeout("x"), Unreachable),
        (httpx.InvalidURL("x"), Unreachable),
        (httpx.ReadTimeout("x"), NoAnswer),
        (httpx.WriteError("x"), NoAnswer),
        (httpx.LocalProtocolError("x"), NoAnswer),
    ):
        here = desk(failure, limits=Limits(tries=1))
        with pytest.raises((Unreachable, NoAnswer)) as caught:
            await here.digikey.search("cap")
        assert type(caught.value) is kind
        assert caught.value.__context__ is None
