"""What stands between a call and TI's endpoint: its token, its limits, and faults on request."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from vendors.sandbox.answers import reply
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Fault, Faults
from vendors.sandbox.ti import errors, oauth
from vendors.sandbox.ti.errors import Refused
from vendors.sandbox.ti.limits import Limits
from vendors.sandbox.tokens import Tokens
from vendors.sandbox.trouble import Active, Trouble, edge_says_no

# Seen to by the endpoint, and spent here once it has answered.
_FOR_ENDPOINT = ("no-number", "late-visible", "twice")


class NoPart(Exception):
    """The edge in front of TI's services refuses a number that is none of TI's: HTML, 403."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """JSON that is sent while it is made, piece by piece. No piece reads the book."""

    pieces: Iterable[bytes]


class Gateway:
    """Serves TI's calls, one at a time: whatever touches the book awaits nothing."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits
        self._faults = Faults(desk.book)
        self._tokens = Tokens(desk.book)
        self._trouble = Trouble(self._faults, self._words)

    async def call(self, request: Request, endpoint: Endpoint) -> Response:
        """One call of an API. `endpoint.envelope` is the service whose codes its errors have."""
        body = await request.body()

        def admit() -> Response | None:
            try:
                self._know(request, endpoint)
                self._limits.take(endpoint.product, endpoint.envelope)
            except Refused as refused:
                return refused.response()
            return None

        def work(active: Active) -> Response:
            try:
                return self._answer(endpoint, _ask(request, endpoint, body, active))
            except Refused as refused:
                return refused.response()
            except NoPart:
                return edge_says_no()

        return await self._trouble.around(request, endpoint, admit, work)

    async def sign_in(self, request: Request) -> Response:
        text = (await request.body()).decode("utf-8", "replace")

        def work(_: Active) -> Response:
            try:
                now = self._desk.book.now()
                return oauth.token(self._tokens, now, request.headers, text)
            except Refused as refused:
                return refused.response()

        return await self._trouble.around(request, None, lambda: None, work)

    def _know(self, request: Request, endpoint: Endpoint) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        good = self._tokens.is_good(oauth.KIND, token.strip())
        if scheme.casefold() != "bearer" or not good:
            raise errors.unauthorized(endpoint.envelope)

    def _answer(self, endpoint: Endpoint, ask: Ask) -> Response:
        if endpoint.method == "GET":
            content = endpoint.answer(self._desk, ask)
        else:
            with self._desk.book.writing():
                content = endpoint.answer(self._desk, ask)
            for fault in ask.faults.values():
                self._faults.spend(fault)
        if isinstance(content, Streamed):
            pieces = _in_turn(content.pieces)
            return StreamingResponse(pieces, media_type="application/json; charset=utf-8")
        return reply(content)

    def _words(self, request: Request, fault: Fault, endpoint: Endpoint | None) -> Response:
        service = endpoint.envelope if endpoint else "orders"
        match fault.name:
            case "down":
                return errors.unavailable(service).response()
            case "not-subscribed":
                return errors.not_subscribed().response()
            case "429-burst" | "429-daily":
                return errors.too_many(service).response()
            case "expired-token":
                return errors.unauthorized(service).response()
            case "500-before" | "500-after":
                return errors.failed(service, str(uuid.uuid4())).response()
            case _:
                return edge_says_no()


async def _in_turn(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Others are served between two pieces."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)


def _ask(request: Request, endpoint: Endpoint, body: bytes, active: Active) -> Ask:
    """What the endpoint is told of the call. Raises Refused."""
    text, content = "", None
    if endpoint.method != "GET":
        text, content = _read(body)
    return Ask(
        method=request.method,
        path=request.scope["path"],
        params={name: unquote(str(value)) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        headers=dict(request.headers),
        text=text,
        body=content,
        faults={name: active[name] for name in _FOR_ENDPOINT if name in active},
    )


def _read(body: bytes) -> tuple[str, Any]:
    """(the body's text, its JSON). Raises Refused."""
    try:
        text = body.decode("utf-8")
        return text, json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        words = "The request body is not valid JSON."
        said = errors.one(errors.BAD_JSON, "Validation", "Invalid JSON", words)
        raise Refused(400, {"errors": [said]}) from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
