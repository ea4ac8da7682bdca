"""TI's whole catalogue: parts as they come, what came before a break, and no flood."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.vendors.kit import Tokens
from tests.vendors.ti_kit import Desk, Said, desk, errors, product, token, token_answer
from vendors.errors import NoAnswer, NotAllowed, TooMany, Unreachable, Unreadable, VendorError
from vendors.http import Limits
from vendors.ti import catalogue, client
from vendors.vocabulary import Part

ZIPPED = {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def written(count: int, **other: Any) -> bytes:
    return json.dumps(
        {"catalog": [product(f"LM{number:05}", **other) for number in range(count)]}
    ).encode()


class Stream(httpx.AsyncByteStream):
    """Bytes in pieces, and then perhaps a break."""

    def __init__(self, data: bytes, size: int, then: Exception | None = None) -> None:
        self._data, self._size, self._then = data, size, then
        self.given = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self._data), self._size):
            piece = self._data[at : at + self._size]
            self.given += len(piece)
            yield piece
        if self._then is not None:
            raise self._then

    async def aclose(self) -> None:
        self.closed = True


async def read(
    here: Desk, told: Callable[[int, int | None], None] = lambda came, of: None
) -> tuple[list[Part], VendorError | None]:
    """What came, and how it ended."""
    parts: list[Part] = []
    try:
        async for batch in here.ti.catalogue(told):
            assert batch
            parts += batch
    except VendorError as error:
        return parts, error
    return parts, None


async def test_every_part_comes_once_and_the_progress_is_told(monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogue, "_AT_ONCE", 4096)
    data = written(40)
    said = httpx.Response(
        200, stream=Stream(data, 1000), headers={"Content-Length": str(len(data))}
    )
    here = desk(said)
    progress: list[tuple[int, int | None]] = []
    batches = [
        batch async for batch in here.ti.catalogue(lambda came, of: progress.append((came, of)))
    ]
    assert [part.number for batch in batches for part in batch] == [
        f"LM{number:05}" for number in range(40)
    ]
    assert len(batches) > 3
    assert progress[0] == (1000, len(data))
    assert progress[-1] == (len(data), len(data))
    assert batches[0][0].offers[0].breaks[0].unit_price == Decimal("0.4")
    assert here.vendor.targets == ["GET /v2/store/products/catalog?currency=USD"]
    assert here.pace.turns == ["ti:catalogue"]


async def test_it_may_come_compressed_and_without_its_length() -> None:
    packed = gzip.compress(written(300))
    told: list[tuple[int, int | None]] = []
    here = desk(httpx.Response(200, stream=Stream(packed, 700), headers=ZIPPED))
    parts, error = await read(here, lambda came, of: told.append((came, of)))
    assert (len(parts), error) == (300, None)
    assert told[-1] == (len(packed), None)


BREAKS: dict[str, tuple[bytes, Exception | None, type[VendorError]]] = {
    "the connection": (written(50)[:-2000], httpx.ReadError("x"), NoAnswer),
    "a protocol fault": (written(50)[:-2000], httpx.RemoteProtocolError("x"), NoAnswer),
    "an early end": (written(50)[:-2000], None, Unreadable),
    "what is no JSON": (written(50)[:-2000] + b"<h1>Gone</h1>", None, Unreadable),
}


@pytest.mark.parametrize("name", BREAKS)
async def test_what_came_before_a_break_is_good(name: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogue, "_AT_ONCE", 2048)
    data, then, kind = BREAKS[name]
    stream = Stream(data, 512, then)
    parts, error = await read(desk(httpx.Response(200, stream=stream)))
    assert isinstance(error, kind)
    assert 20 < len(parts) < 50
    assert stream.closed


async def test_compression_that_is_cut_short_is_a_break(monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogue, "_AT_ONCE", 2048)
    packed = gzip.compress(written(500))[:-20]
    parts, error = await read(desk(httpx.Response(200, stream=Stream(packed, 512), headers=ZIPPED)))
    assert isinstance(error, Unreadable)
    assert len(parts) > 400


async def test_a_product_that_cannot_be_read_costs_itself() -> None:
    rows = [product("LM00001"), product("LM00002", quantity={}), 7, None, {}, product("LM00003")]
    here = desk(httpx.Response(200, json={"catalog": rows}))
    parts, error = await read(here)
    assert ([part.number for part in parts], error) == (["LM00001", "LM00003"], None)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"catalog": []}', b'{"catalog": [7]}', b"null", b"<h1>Hello</h1>"]
)
async def test_a_catalogue_of_nothing_is_none(body: bytes) -> None:
    parts, error = await read(desk(httpx.Response(200, content=body)))
    assert parts == []
    assert isinstance(error, Unreadable)


async def test_a_flood_ends_at_its_limit(monkeypatch: Any) -> None:
    """Of what unpacks to a gigabyte no more is unpacked than the limit."""
    monkeypatch.setattr(client, "LARGEST_CATALOGUE", 300_000)
    stream = Stream(gzip.compress(b" " * 50_000_000), 512)
    parts, error = await read(desk(httpx.Response(200, stream=stream, headers=ZIPPED)))
    assert parts == []
    assert isinstance(error, Unreadable)
    assert "300,000" in error.sentence
    assert stream.given < 2048


async def test_bytes_without_a_product_are_not_gathered_for_ever(monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogue, "_AT_ONCE", 1024)
    monkeypatch.setattr(catalogue, "_LARGEST_PRODUCT", 4096)
    stream = Stream(b'{"catalog": [{"description": "' + b"x" * 1_000_000, 1024)
    _, error = await read(desk(httpx.Response(200, stream=stream)))
    assert isinstance(error, Unreadable)
    assert stream.given < 20_000


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (httpx.Response(403, html="<h1>No</h1>"), NotAllowed),
        (httpx.ConnectError("x"), Unreachable),
        (errors("Rate Limit Quota Hit.", status=429), TooMany),
        (httpx.Response(302, headers={"Location": "https://x.example/"}), Unreadable),
        (httpx.Response(200, headers={"Content-Encoding": "br"}, content=b"x"), Unreadable),
    ],
)
async def test_what_is_no_catalogue_is_asked_for_once(said: Said, kind: type[VendorError]) -> None:
    here = desk(said)
    parts, error = await read(here)
    assert parts == []
    assert isinstance(error, kind)
    assert len(here.vendor.asked) == 1
    assert here.clock.slept == []


async def test_too_early_is_hours_and_not_a_minute() -> None:
    _, error = await read(desk(errors("Rate Limit Quota Hit.", status=429)))
    assert isinstance(error, TooMany)
    assert error.wait == 4 * 3600
    assert "four hours" in error.sentence


async def test_a_token_that_is_not_taken_is_changed_once() -> None:
    here = desk(errors("x", status=401), token_answer(), httpx.Response(200, content=written(2)))
    parts, error = await read(here)
    assert (len(parts), error) == (2, None)
    here = desk(
        errors("x", status=401), token_answer(), errors("x", status=401), tokens=Tokens(ti=token())
    )
    _, error = await read(here)
    assert isinstance(error, NotAllowed)
    assert len(here.vendor.asked) == 3


async def test_a_stream_that_falls_silent_ends() -> None:
    class Silent(Stream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield written(3)[:900]
            await asyncio.Event().wait()

    stream = Silent(b"", 1)
    here = desk(httpx.Response(200, stream=stream), limits=Limits(total=0.05))
    _, error = await read(here)
    assert isinstance(error, NoAnswer)
    assert stream.closed


async def test_who_stops_reading_closes_the_connection(monkeypatch: Any) -> None:
    monkeypatch.setattr(catalogue, "_AT_ONCE", 2048)
    stream = Stream(written(200), 512)
    here = desk(httpx.Response(200, stream=stream))
    batches = here.ti.catalogue()
    async for _ in batches:
        break
    await batches.aclose()  # type: ignore[attr-defined]
    assert stream.closed
    assert stream.given < 10_000
