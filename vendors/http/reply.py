"""An answer taken whole, within a size, and its JSON read without trust."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

import httpx

from vendors.errors import Unreadable

# A price or a quantity beyond these is no price; 1e999999999 written out would fill the memory.
_LARGEST_POWER = 30
# An integer of eight bytes: larger ones SQLite does not keep. With a sign it has twenty characters.
_MOST, _LONGEST_INTEGER = 2**63, 20
# Digits and all: what was worked out in binary has some fifty.
_LONGEST_DECIMAL = 100
# The name under which one request carries a limit of its own to `Bounded`.
SIZE = "bondroom.size"
# The name under which one says that its answer is read piece by piece.
LONG = "bondroom.long"
# Bytes of one piece.
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """One answer. Header names are in lower case; `body` is decoded (not compressed)."""

    vendor: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Reply(status={self.status}, {len(self.body)} bytes)"

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig", "replace")

    def json(self) -> object:
        """The body as JSON: objects, lists, str, int, Decimal, bool, None.

        Raises Unreadable for anything that is not JSON, for NaN and infinities, for numbers
        beyond any real one and for nesting deeper than the interpreter follows.
        """
        fault = ""
        try:
            return json.loads(
                self.text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
            )
        except RecursionError:
            fault = "nested too deep"
        except ValueError:
            fault = "not JSON"
        raise Unreadable(
            self.vendor, f"the vendor's answer cannot be read: {fault}", status=self.status
        )


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_DECIMAL:
        raise ValueError("a number beyond any real one")
    number = Decimal(text)
    if number and not -_LARGEST_POWER <= number.adjusted() <= _LARGEST_POWER:
        raise ValueError("a number beyond any real one")
    # Zero can carry an exponent of its own.
    return number if number else Decimal(0)


def _integer(text: str) -> int:
    number = int(text) if len(text) <= _LONGEST_INTEGER else _MOST
    if not -_MOST <= number < _MOST:
        raise ValueError("a number beyond any real one")
    return number


def _constant(text: str) -> NoReturn:
    raise ValueError("not a number in JSON")


@dataclass(frozen=True, slots=True)
class Piece:
    """The next bytes of a long answer, decompressed. `came` of `of` bytes are here by now, counted
    as they travel; `of` is None where the vendor does not say."""

    data: bytes
    came: int
    of: int | None


def length_of(response: httpx.Response) -> int | None:
    """What it says that it holds, as it travels."""
    said = response.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 12 else None


class Flow:
    """An answer read piece by piece, at most `size` bytes of it after decompression."""

    def __init__(self, response: httpx.Response, vendor: str, size: int) -> None:
        self._response = response
        self._vendor = vendor
        self._size = size

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """Raises Unreadable for more than `size`, broken compression, or an end before its end."""
        unzip = unzipper(self._response, self._vendor)
        of, came, room = length_of(self._response), 0, self._size
        async for chunk in self._response.stream:  # type: ignore[union-attr]
            if unzip is not None and unzip.eof:
                return  # zlib would keep whatever follows, without end
            came += len(chunk)
            waiting = chunk
            while waiting:
                fault, piece = "", waiting
                if unzip is not None:
                    try:
                        piece = unzip.decompress(waiting, _PIECE)
                    except zlib.error:
                        fault = "its compression is broken"
                waiting = b"" if unzip is None else unzip.unconsumed_tail
                room -= len(piece)
                if room < 0:
                    fault = f"larger than {self._size:,} bytes"
                if fault:
                    raise unreadable(self._vendor, fault, self._response)
                if piece:
                    yield Piece(piece, came, of)
        if unzip is not None and not unzip.eof and came:
            raise unreadable(self._vendor, "cut short", self._response)


def unzipper(response: httpx.Response, vendor: str) -> zlib._Decompress | None:
    """What unpacks it, None where it is not packed. Raises Unreadable for what nobody asked for."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise unreadable(vendor, "in an encoding nobody asked for", response)
    return zlib.decompressobj(wbits=31) if "gzip" in encoding else None


def unreadable(vendor: str, fault: str, response: httpx.Response) -> Unreadable:
    return Unreadable(
        vendor, f"the vendor's answer cannot be read: {fault}", status=response.status_code
    )


class Bounded(httpx.AsyncBaseTransport):
    """Reads every answer whole, at most `size` bytes of it after decompression.

    A request may carry a limit of its own under `SIZE`; with `LONG` a success is left as it comes,
    for `Flow` to read.

    httpx decompresses as much as comes: 400 kB of gzip can become 400 MB. Here the decompressor
    stops one byte beyond the limit. Only gzip is asked for and taken.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, vendor: str, size: int) -> None:
        self._inner = inner
        self._vendor = vendor
        self._size = size

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if LONG in request.extensions and 200 <= response.status_code < 300:
            return response
        try:
            size = request.extensions.get(SIZE, self._size)
            body = await self._collect(response, size)
        finally:
            await response.aclose()
        gone = ("content-encoding", "content-length", "transfer-encoding")
        headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in gone]
        return httpx.Response(response.status_code, headers=headers, content=body)

    async def _collect(self, response: httpx.Response, size: int) -> bytes:
        unzip = unzipper(response, self._vendor)
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an asynchronous transport is needed")
        parts: list[bytes] = []
        room = size
        async for chunk in stream:
            if unzip is not None and unzip.eof:
                break  # zlib would keep whatever follows, without end
            fault = ""
            piece = chunk
            if unzip is not None:
                try:
                    piece = unzip.decompress(chunk, room + 1)
                except zlib.error:
                    fault = "its compression is broken"
            room -= len(piece)
            if room < 0:
                fault = f"larger than {size:,} bytes"
            if fault:
                raise unreadable(self._vendor, fault, response)
            parts.append(piece)
        if unzip is not None and not unzip.eof and any(parts):
            raise unreadable(self._vendor, "cut short", response)
        return b"".join(parts)

    async def aclose(self) -> None:
        await self._inner.aclose()
