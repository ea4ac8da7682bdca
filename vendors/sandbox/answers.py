"""How answers look: JSON, and DigiKey's two error envelopes with a third spelling.

`api` is what the gateway and the Ordering API say, `problem` what the Product Information and
Order Status services say (RFC 7807), `camel` is Order Management v1. A client meets all three.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

_TYPES = {400: "section-6.5.1", 401: "rfc7235#section-3.1", 403: "section-6.5.3",
          404: "section-6.5.4", 429: "rfc6585#section-4", 500: "section-6.6.1",
          503: "section-6.6.4"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Success:
    """A success that is not a plain 200. `content` None: without a body."""

    status: int
    content: Any = None


class Refused(Exception):
    """Answer with an error. `detail` is the RFC 7807 text where it differs from the gateway's."""

    def __init__(
        self,
        status: int,
        message: str,
        details: str = "",
        *,
        detail: str | None = None,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or message
        self.detail = detail or self.details
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def content(self, envelope: str, request_id: str, instance: str) -> dict[str, Any]:
        if envelope == "problem":
            grouped: dict[str, list[str]] = {}
            for name, text in self.errors:
                grouped.setdefault(name, []).append(text)
            where = _TYPES.get(self.status, "section-6")
            page = where if where.startswith("rfc") else f"rfc7231#{where}"
            return {
                "type": f"https://tools.ietf.org/html/{page}",
                "title": HTTPStatus(self.status).phrase,
                "status": self.status,
                "detail": self.detail,
                "instance": instance,
                "correlationId": request_id,
                "errors": grouped,
            }
        if envelope == "camel":
            return {
                "statusCode": self.status,
                "errorMessage": self.message,
                "errorDetails": self.details,
                "requestId": request_id,
                "validationErrors": [{"field": a, "message": b} for a, b in self.errors],
            }
        return {
            "ErrorResponseVersion": "3.0.0.0",
            "StatusCode": self.status,
            "ErrorMessage": self.message,
            "ErrorDetails": self.details,
            "RequestId": request_id,
            "ValidationErrors": [{"Field": a, "Message": b} for a, b in self.errors],
        }


def reply(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    if isinstance(content, Success):
        if content.content is None:
            return Response(b"", content.status, headers)
        content, status = content.content, content.status
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(
        text.encode("utf-8"), status, headers, media_type="application/json; charset=utf-8"
    )
