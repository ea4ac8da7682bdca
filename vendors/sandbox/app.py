"""The sandbox as an ASGI application: every vendor on its host, and the sandbox's own controls.

DigiKey answers on every host that is no other vendor's: on its own, on a loopback port's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Host, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from vendors.sandbox import control, oauth, world
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Desk, Endpoint
from vendors.sandbox.gateway import Gateway, error
from vendors.sandbox.house import Builder, route
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


def _other_vendors() -> dict[str, Builder]:
    """Every vendor but DigiKey by its host."""
    from vendors.sandbox.shipstation import house as shipstation
    from vendors.sandbox.ti import house as ti

    return {
        _host(world.TI_BASE_URL): ti.build,
        _host(world.SHIPSTATION_BASE_URL): shipstation.build,
    }


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def build(
    desk: Desk,
    *,
    endpoints: Sequence[Endpoint] | None = None,
    limit: Limit | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application over `desk`.

    `endpoints` stand in place of all that DigiKey has; `limit` in place of every published limit.
    Calls are served one at a time; the catalogue's index should be built before the first that
    needs it.
    """
    houses = {host: builder(desk, limit, monotonic) for host, builder in _other_vendors().items()}
    gateway = Gateway(desk, Limits(desk.book, limit, monotonic=monotonic))
    routes: list[BaseRoute] = [
        route(path, method, partial(control.guarded, answer=answer, desk=desk))
        for path, method, answer in control.CONTROLS
    ]
    routes += [
        Host(host, Router(house.routes, redirect_slashes=False)) for host, house in houses.items()
    ]
    routes += [
        route(endpoint.path, endpoint.method, partial(gateway.call, endpoint=endpoint))
        for endpoint in (every_endpoint() if endpoints is None else endpoints)
    ]
    routes += [
        route(
            oauth.AUTHORIZE,
            "GET",
            partial(gateway.sign_in, work=lambda request, _: _authorize(gateway, request)),
        ),
        route(
            oauth.TOKEN,
            "POST",
            partial(
                gateway.sign_in,
                work=lambda request, text: oauth.token(gateway.tokens, request.headers, text),
            ),
        ),
    ]

    def lost(request: Request, problem: Any) -> Response:
        house = houses.get(request.url.hostname or "")
        if house is None:
            return _lost(request, problem)
        return house.lost(request, problem.status_code)

    def own_fault(request: Request, problem: Any) -> Response:
        house = houses.get(request.url.hostname or "")
        return _own_fault(request) if house is None else house.lost(request, 500)

    return Starlette(
        routes=routes,
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1),
            Middleware(_EncodedPath),
        ],
        exception_handlers={HTTPException: lost, Exception: own_fault},
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


def _authorize(gateway: Gateway, request: Request) -> Response:
    return oauth.authorize(gateway.tokens, dict(request.query_params))


def _lost(request: Request, problem: Any) -> Response:
    status = HTTPStatus(problem.status_code)
    return error(request, Refused(status, status.phrase, headers=problem.headers), "api")


def _own_fault(request: Request) -> Response:
    return error(request, Refused(500, "Internal Server Error", "A fault of the sandbox"), "api")
