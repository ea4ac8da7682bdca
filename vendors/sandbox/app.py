"""The sandbox as an ASGI application: every endpoint, the sign-in, and its own controls."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vendors.sandbox import control, oauth
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Desk, Endpoint
from vendors.sandbox.gateway import Gateway, error
from vendors.sandbox.limits import Limit, Limits

_MOST_BYTES = 1024 * 1024


def every_endpoint() -> tuple[Endpoint, ...]:
    from vendors.sandbox import (
        accounts,
        changes,
        management,
        notices,
        ordering,
        packing,
        products,
        status,
        supply,
    )

    topics = (
        products, notices, supply, ordering, status, management, changes, packing, accounts,
    )  # fmt: skip
    return tuple(endpoint for topic in topics for endpoint in topic.ENDPOINTS)


def build(
    desk: Desk,
    *,
    endpoints: Sequence[Endpoint] | None = None,
    limit: Limit | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application over `desk`.

    `endpoints` stand in place of all there are; `limit` in place of every published limit. Calls
    are served one at a time; the catalogue's index should be built before the first that needs it.
    """
    gateway = Gateway(desk, Limits(desk.book, limit, monotonic=monotonic))
    routes = [
        _route(endpoint.path, endpoint.method, partial(gateway.call, endpoint=endpoint))
        for endpoint in (every_endpoint() if endpoints is None else endpoints)
    ]
    routes += [
        _route(
            oauth.AUTHORIZE,
            "GET",
            partial(gateway.sign_in, work=lambda request, _: _authorize(gateway, request)),
        ),
        _route(
            oauth.TOKEN,
            "POST",
            partial(
                gateway.sign_in,
                work=lambda request, text: oauth.token(gateway.tokens, request.headers, text),
            ),
        ),
    ]
    routes += [
        _route(path, method, partial(control.guarded, answer=answer, desk=desk))
        for path, method, answer in control.CONTROLS
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1),
            Middleware(_EncodedPath),
        ],
        exception_handlers={HTTPException: _no_route, Exception: _own_fault},
        max_body_size=_MOST_BYTES,
    )


class _EncodedPath:
    """Routes see the path as it was sent, so that `%2F` in a part number parts no segments."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": scope["raw_path"].decode("latin-1")}
        await self._app(scope, receive, send)


def _route(path: str, method: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    async def endpoint(request: Request) -> Response:
        return await answer(request)

    return Route(path, endpoint, methods=[method])


def _authorize(gateway: Gateway, request: Request) -> Response:
    return oauth.authorize(gateway.tokens, dict(request.query_params))


def _no_route(request: Request, problem: Any) -> Response:
    status = HTTPStatus(problem.status_code)
    return error(request, Refused(status, status.phrase, headers=problem.headers), "api")


def _own_fault(request: Request, problem: Any) -> Response:
    return error(request, Refused(500, "Internal Server Error", "A fault of the sandbox"), "api")
