"""A long answer, read piece by piece: bounded, asked once, and told how far it is."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.vendors.kit import Clock, Pace
from vendors.errors import NoAnswer, Unreachable, Unreadable, VendorDown, VendorError
from vendors.http import Call, Http, Piece, Reply

CALL = Call("GET", "/long", "p:long", size=1000)


class Stream(httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for one in self._pieces:
            if isinstance(one, Exception):
                raise one
            yield one

    async def aclose(self) -> None:
        self.closed = True


def _explained(reply: Reply) -> VendorError:
    return VendorDown("v", reply.text, status=reply.status)


def http(
    said: httpx.Response | Exception, asked: list[httpx.Request] | None = None
) -> tuple[Http, Pace]:
    def handle(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        if isinstance(said, Exception):
            raise said
        return said

    pace = Pace()
    made = Http(
        "v",
        "https://v.example",
        pace=pace,
        clock=Clock(),
        explain=_explained,
        transport=httpx.MockTransport(handle),
    )
    return made, pace


async def read(made: Http, call: Call = CALL) -> tuple[list[Piece], VendorError | None]:
    pieces: list[Piece] = []
    try:
        async for piece in made.flow(call):
            pieces += [piece]
    except VendorError as error:
        return pieces, error
    return pieces, None


async def test_pieces_come_as_they_are_sent_and_say_how_far_it_is() -> None:
    stream = Stream(b"abc", b"", b"de")
    made, pace = http(httpx.Response(200, stream=stream, headers={"Content-Length": "5"}))
    assert await read(made) == ([Piece(b"abc", 3, 5), Piece(b"de", 5, 5)], None)
    assert stream.closed
    assert pace.turns == ["p:long"]
    assert [(product, status) for product, status, _ in pace.learnt] == [("p:long", 200)]


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 13])
async def test_a_length_that_is_none_is_not_told(length: str) -> None:
    made, _ = http(httpx.Response(200, stream=Stream(b"a"), headers={"Content-Length": length}))
    (piece,), _error = await read(made)
    assert piece.of is None


async def test_no_more_is_taken_than_the_limit_packed_or_not() -> None:
    made, _ = http(httpx.Response(200, stream=Stream(b"x" * 1000, b"y")))
    pieces, error = await read(made)
    assert (len(pieces), type(error)) == (1, Unreadable)
    packed = gzip.compress(b"z" * 10_000_000)
    made, _ = http(httpx.Response(200, stream=Stream(packed), headers={"Content-Encoding": "gzip"}))
    pieces, error = await read(made)
    assert (pieces, type(error)) == ([], Unreadable)


async def test_what_follows_the_end_of_gzip_is_not_read() -> None:
    """zlib would keep it, however much it is."""
    stream = Stream(gzip.compress(b"all"), b"x" * 100_000, AssertionError("read on"))
    made, _ = http(httpx.Response(200, stream=stream, headers={"Content-Encoding": "gzip"}))
    pieces, error = await read(made)
    assert ([piece.data for piece in pieces], error) == ([b"all"], None)
    assert stream.closed


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (httpx.Response(503, text="closed"), VendorDown),
        (httpx.Response(301, headers={"Location": "https://x.example"}), Unreadable),
        (
            httpx.Response(200, stream=Stream(b"x"), headers={"Content-Encoding": "gzip"}),
            Unreadable,
        ),
        (httpx.Response(200, stream=Stream(b"x"), headers={"Content-Encoding": "br"}), Unreadable),
        (httpx.ConnectError("x"), Unreachable),
        (httpx.ReadTimeout("x"), NoAnswer),
    ],
)
async def test_what_is_no_success_is_asked_for_once(said: Any, kind: type[VendorError]) -> None:
    asked: list[httpx.Request] = []
    made, _ = http(said, asked)
    pieces, error = await read(made)
    assert (pieces, type(error)) == ([], kind)
    assert len(asked) == 1


async def test_a_break_comes_after_what_came_and_carries_no_address() -> None:
    stream = Stream(b"abc", httpx.ReadError("https://v.example/long?secret=1"))
    made, _ = http(httpx.Response(200, stream=stream))
    pieces, error = await read(made)
    assert [piece.data for piece in pieces] == [b"abc"]
    assert isinstance(error, NoAnswer)
    assert error.__context__ is None
    assert "secret" not in str(error)
    assert stream.closed


async def test_the_refusal_of_a_long_answer_is_bounded_as_every_answer() -> None:
    made, _ = http(httpx.Response(503, stream=Stream(b"x" * (9 * 1024 * 1024))))
    _, error = await read(made)
    assert isinstance(error, Unreadable)
