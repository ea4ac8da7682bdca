"""The client's way to the vendor, with every moment of it counted; at one the process is killed."""

from __future__ import annotations

import os
import signal
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

# The last moment of an answer: from here on the client has all that the vendor said.
READ_WHOLE = "the answer was read whole"
POST = "POST"


class Moments:
    """Each is written to a file as it is reached, so that whoever judges knows how far it came."""

    def __init__(self, reached: Path, fatal: int = 0) -> None:
        """`fatal`: which moment kills, from 1; 0: none does."""
        self._file = os.open(reached, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._fatal = fatal
        self._count = 0
        self.counting = False

    def reach(self, name: str) -> None:
        if not self.counting:
            return
        self._count += 1
        os.write(self._file, f"{name}\n".encode())
        if self._count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched(httpx.AsyncBaseTransport):
    """A connection of its own for each call, as a create has, to the vendor's Unix socket.

    The moments are before and after each step of the HTTP library (connect, headers, body, the
    head of the answer, its body, the end), and the middle of both bodies.
    """

    def __init__(self, socket: Path, moments: Moments) -> None:
        self._inner = httpx.AsyncHTTPTransport(
            # There is no TLS on a Unix socket, and loading the certificates takes its time.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            uds=str(socket),
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._moments = moments

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        what = f"{request.method} {request.url.path}"

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            self._moments.reach(f"{what}: {event}")

        request.extensions = {**request.extensions, "trace": trace}
        request.stream = _Halves(request.stream, self._moments, f"{what}: half was sent")
        response = await self._inner.handle_async_request(request)
        stream = _Halves(
            response.stream,
            self._moments,
            f"{what}: half was read",
            end=f"{what}: {READ_WHOLE}",
        )
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Halves(httpx.AsyncByteStream):
    """A body in pieces of half of what comes at a time, with a moment between them."""

    def __init__(
        self,
        stream: httpx.SyncByteStream | httpx.AsyncByteStream,
        moments: Moments,
        middle: str,
        end: str | None = None,
    ) -> None:
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("an asynchronous body is needed")
        self._stream = stream
        self._moments = moments
        self._middle = middle
        self._end = end

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            half = len(piece) // 2
            if half:
                yield piece[:half]
                self._moments.reach(self._middle)
            yield piece[half:]
        if self._end is not None:
            self._moments.reach(self._end)

    async def aclose(self) -> None:
        await self._stream.aclose()
