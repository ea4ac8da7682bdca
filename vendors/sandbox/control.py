"""The sandbox's own controls, for a test or a script beside it; only its own socket has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vendors.sandbox.answers import reply
from vendors.sandbox.book import BookError
from vendors.sandbox.clock import iso, span
from vendors.sandbox.desk import Desk
from vendors.sandbox.faults import Faults
from vendors.sandbox.trouble import wire_of


async def guarded(
    request: Request, answer: Callable[[Desk, Any], dict[str, Any]], desk: Desk
) -> Response:
    """404 to whoever does not come by the socket, 400 with a sentence to what makes no sense."""
    wire = wire_of(request)
    if wire is None or not wire.local:
        return reply({"error": "Not Found"}, 404)
    text = await request.body()
    try:
        return reply(answer(desk, json.loads(text) if text else {}))
    except (BookError, ValueError, TypeError, AttributeError) as problem:
        return reply({"error": str(problem)}, 400)


def _faults(desk: Desk, _: Any) -> dict[str, Any]:
    return {"faults": [fault.to_json() for fault in Faults(desk.book).all()]}


def _put_fault(desk: Desk, asked: Any) -> dict[str, Any]:
    """`{"fault": name, "times": n, "path": text, "seconds": s, …}`; all but the name may miss."""
    options = dict(asked)
    path = options.pop("path", None)
    Faults(desk.book).put(
        str(options.pop("fault", "")), path=None if path is None else str(path), **options
    )
    return _faults(desk, None)


def _clear_faults(desk: Desk, _: Any) -> dict[str, Any]:
    Faults(desk.book).clear()
    return _faults(desk, None)


def _advance(desk: Desk, asked: Any) -> dict[str, Any]:
    """`{"by": "3d"}`."""
    return {"now": iso(desk.book.advance(span(str(asked.get("by", "")))))}


def _status(desk: Desk, _: Any) -> dict[str, Any]:
    return {"now": iso(desk.book.now()), "frozen": desk.book.get("frozen"), **_faults(desk, None)}


CONTROLS: tuple[tuple[str, str, Callable[[Desk, Any], dict[str, Any]]], ...] = (
    ("/_sandbox/faults", "GET", _faults),
    ("/_sandbox/faults", "PUT", _put_fault),
    ("/_sandbox/faults", "DELETE", _clear_faults),
    ("/_sandbox/advance", "POST", _advance),
    ("/_sandbox/status", "GET", _status),
)
