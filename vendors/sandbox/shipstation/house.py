"""What stands between a call and ShipStation's endpoint: the key, the minute's limit, the faults.

A key in the `api-key` header, 200 calls a minute with `Retry-After` and no other header of limits,
a 500 without a body: our facts page, part B. No day's limit is documented; where one is asked for
as a fault it reads as the minute's.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from vendors.sandbox import world
from vendors.sandbox.answers import Refused, reply
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Fault, Faults
from vendors.sandbox.house import House, route
from vendors.sandbox.limits import Limit, Limits
from vendors.sandbox.shipstation.endpoints import ENDPOINTS, ORDERS, PRODUCT
from vendors.sandbox.shipstation.refusals import Problem, Rejected, body_of, wrong_value
from vendors.sandbox.trouble import Active, Trouble

# Seen to by the endpoint, and spent here once it has answered.
_FOR_ENDPOINT = {
    ORDERS: ("late-visible", "twice"),
    f"{ORDERS}/{{purchase_order_id}}/receives": ("twice",),
}


def build(desk: Desk, limit: Limit | None, monotonic: Callable[[], float]) -> House:
    gate = Gate(desk, Limits(desk.book, limit, monotonic=monotonic))
    return House(
        routes=[
            route(endpoint.path, endpoint.method, partial(gate.call, endpoint=endpoint))
            for endpoint in ENDPOINTS
        ],
        lost=_lost,
    )


class Gate:
    """Serves calls, one at a time: whatever touches the book awaits nothing."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits
        self._faults = Faults(desk.book)
        self._trouble = Trouble(self._faults, self._words)

    async def call(self, request: Request, endpoint: Endpoint) -> Response:
        body = await request.body()

        def admit() -> Response | None:
            try:
                _know(request)
                self._limits.take(endpoint.product, {})
            except Refused as refused:
                return _error(refused)
            return None

        def work(active: Active) -> Response:
            try:
                return self._answer(endpoint, _ask(request, endpoint, body, active))
            except Refused as refused:
                return _error(refused)

        return await self._trouble.around(request, endpoint, admit, work)

    def _answer(self, endpoint: Endpoint, ask: Ask) -> Response:
        if endpoint.method == "GET":
            content = endpoint.answer(self._desk, ask)
        else:
            with self._desk.book.writing():
                content = endpoint.answer(self._desk, ask)
            for fault in ask.faults.values():
                self._faults.spend(fault)
        return content if isinstance(content, Response) else reply(content)

    def _words(self, request: Request, fault: Fault, endpoint: Endpoint | None) -> Response:
        match fault.name:
            case "down":
                return _error(Refused(503, "Service Unavailable", "It is down on request"))
            case "429-burst":
                return _error(self._limits.burst(PRODUCT, fault.seconds(2.0)))
            case "429-daily":
                return _error(self._limits.daily(PRODUCT))
            case "expired-token":
                return _error(_unauthorized())
            case "not-subscribed":
                words = "The subscription does not include this feature"
                return _error(
                    Rejected(403, [Problem("account_status", "subscription_inactive", words)])
                )
            case "no-agreement-403":
                return _error(Refused(403, "Forbidden"))
            case _:
                return _empty(request)


def _know(request: Request) -> None:
    """Raises Refused (401) where the key is not the one of the account."""
    given = request.headers.get("api-key", "")
    if not hmac.compare_digest(given.encode(), world.SHIPSTATION_KEY.encode()):
        raise _unauthorized()


def _unauthorized() -> Refused:
    return Refused(401, "Unauthorized", "The API key is missing or is not valid.")


def _error(refused: Refused) -> Response:
    content = body_of(refused, str(uuid.uuid4()))
    headers = {name: text for name, text in refused.headers.items() if name == "Retry-After"}
    return reply(content, refused.status, headers)


def _empty(request: Request) -> Response:
    """A 500, which has no body and is text or JSON."""
    kind = "application/json" if request.method == "GET" else "text/plain"
    return Response(b"", 500, media_type=kind)


def _lost(request: Request, status: int) -> Response:
    if status >= 500:
        return _empty(request)
    return _error(Refused(status, HTTPStatus(status).phrase))


def _ask(request: Request, endpoint: Endpoint, body: bytes, active: Active) -> Ask:
    """What the endpoint is told of the call. Raises Refused."""
    text, content = "", None
    if endpoint.method != "GET" and body:
        text, content = _read(body)
    own = _FOR_ENDPOINT.get(endpoint.path, ()) if endpoint.method == "POST" else ()
    return Ask(
        method=request.method,
        path=request.scope["path"],
        params={name: unquote(str(value)) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        headers=dict(request.headers),
        text=text,
        body=content,
        faults={name: active[name] for name in own if name in active},
    )


def _read(body: bytes) -> tuple[str, Any]:
    """(the body's text, its JSON). Raises Refused."""
    try:
        text = body.decode("utf-8")
        return text, json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise wrong_value("body: The body is not valid JSON.") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
