"""What goes wrong with a call on request, whichever vendor it is for.

Everything that can go wrong so goes wrong here, so that an endpoint only knows its own trade; how
a refusal is worded is the vendor's own affair.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from vendors.sandbox.desk import Endpoint
from vendors.sandbox.faults import Fault, Faults

_JSON = "application/json; charset=utf-8"
_MANY = 64 * 1024 * 1024
_CHUNK = b" " * 65_536
_PIECES = 16
# What a gateway refuses before the service has seen the call.
_AT_THE_GATE = ("not-subscribed", "429-burst", "429-daily", "expired-token", "no-agreement-403")
_EDGE = """\
<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>
You don't have permission to access this address on this server.<P>Reference #18.5a2f1ab8
</BODY></HTML>
"""

Active = Mapping[str, Fault]


@dataclass(frozen=True, slots=True)
class Wire:
    """The connection a call came by: whether from this machine's own socket, and how to cut it."""

    local: bool
    hang_up: Callable[[], None]


def wire_of(request: Request) -> Wire | None:
    return getattr(request.state, "wire", None)


def edge_says_no() -> Response:
    """A page in front of a vendor's services that lets nobody through."""
    return HTMLResponse(_EDGE, 403)


class Trouble:
    """The faults in the book, around the calls of one vendor.

    `words` is how that vendor answers a call that a fault refuses: the fault by its name, and the
    endpoint, None for a sign-in. It may carry a 429, 500, 503, 401 or 403.
    """

    def __init__(
        self, faults: Faults, words: Callable[[Request, Fault, Endpoint | None], Response]
    ) -> None:
        self.faults = faults
        self._words = words

    async def around(
        self,
        request: Request,
        endpoint: Endpoint | None,
        admit: Callable[[], Response | None],
        work: Callable[[Active], Response],
    ) -> Response:
        """The answer of `work`, or what a fault makes of it.

        `admit` is the vendor's gate, which may refuse with an answer of its own; `work` is the
        call itself, handed the faults in force on its path.
        """
        path, method = request.scope["path"], request.method
        late = self.faults.at(path, method).get("latency")
        if late is not None:
            self.faults.spend(late)
            await asyncio.sleep(late.seconds(1.0))
        active = self.faults.at(path, method)

        def struck(*names: str) -> Response | None:
            for name in names:
                if fault := self._spend(active, name):
                    return self._words(request, fault, endpoint)
            return None

        if said := struck("down"):
            return said
        if self._spend(active, "drop-before"):
            return await _hang_up(request)
        if self._spend(active, "edge-403"):
            return edge_says_no()
        if said := admit():
            return said
        if endpoint is not None and (said := struck(*_AT_THE_GATE)):
            return said
        if said := struck("500-before"):
            return said
        response = work(active)
        if response.status_code >= 400:
            return response
        if self._spend(active, "drop-after"):
            return await _hang_up(request)
        if lost := self._spend(active, "lost-answer"):
            return await _hang_up(request, after=lost.seconds(3600.0))
        if said := struck("500-after"):
            return said
        return await self._damaged(request, active, response)

    def _spend(self, active: Active, name: str) -> Fault | None:
        fault = active.get(name)
        if fault is not None:
            self.faults.spend(fault)
        return fault

    async def _damaged(self, request: Request, active: Active, response: Response) -> Response:
        """The answer, or what a fault puts in its place: the call was carried out all the same."""
        if self._spend(active, "broken-off"):
            return _BrokenOff(await _whole(response), _wire(request))
        if self._spend(active, "garbage"):
            whole = await _whole(response)
            return Response(whole[: len(whole) // 2], media_type=_JSON)
        if self._spend(active, "html"):
            return HTMLResponse("<!doctype html><title>Portal</title><h1>Please sign in</h1>")
        if endless := self._spend(active, "oversized"):
            # Not compressed, or it would arrive small.
            return StreamingResponse(
                _spaces(int(endless.options.get("bytes", _MANY))),
                headers={"Content-Encoding": "identity"},
                media_type=_JSON,
            )
        return response


class _BrokenOff(Response):
    """Half of `whole`, piece by piece, then the end of the connection."""

    def __init__(self, whole: bytes, wire: Wire) -> None:
        # Its length is not said, as of any long answer that is made while it is sent. Not
        # compressed, or a piece could wait in the compressor until nothing is sent any more.
        super().__init__(headers={"Content-Encoding": "identity"}, media_type=_JSON)
        del self.headers["content-length"]
        self._half = whole[: max(1, len(whole) // 2)]
        self._wire = wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        step = len(self._half) // _PIECES + 1
        for at in range(0, len(self._half), step):
            piece = self._half[at : at + step]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        self._wire.hang_up()
        await receive()


async def _whole(response: Response) -> bytes:
    if isinstance(response, StreamingResponse):
        pieces = [piece async for piece in response.body_iterator]
        return b"".join(bytes(each) for each in pieces if not isinstance(each, str))
    return bytes(response.body)


def _wire(request: Request) -> Wire:
    wire = wire_of(request)
    if wire is None:
        raise RuntimeError("this fault needs a true connection to cut")
    return wire


async def _hang_up(request: Request, after: float = 0.0) -> Response:
    """Close the connection without an answer, after silence or when the other side has gone."""
    if after:
        with suppress(TimeoutError):
            await asyncio.wait_for(request.receive(), after)
    _wire(request).hang_up()
    await request.receive()
    return Response()


async def _spaces(many: int) -> AsyncIterator[bytes]:
    """A JSON string of about `many` bytes."""
    yield b'"'
    for _ in range(many // len(_CHUNK) + 1):
        yield _CHUNK
    yield b'"'
