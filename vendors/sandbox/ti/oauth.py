"""TI's token: for the application alone, good for an hour less a second, never renewed (§A1).

What is said to a wrong secret is not in TI's documents: the words are those of the gateway product
whose other answers TI's are.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from vendors.sandbox import world
from vendors.sandbox.answers import reply
from vendors.sandbox.ti.errors import Refused
from vendors.sandbox.tokens import Tokens

TOKEN = "/v1/oauth/accesstoken"  # noqa: S105 - an address
KIND = "ti"
SECONDS = 3599
_FORM = "application/x-www-form-urlencoded"


def token(tokens: Tokens, now: datetime, headers: Mapping[str, str], text: str) -> Response:
    """A token for the id and secret in the form; nothing in the query or a header counts.

    Raises Refused.
    """
    if headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
        raise _refused(400, "invalid_request", f"Content-Type must be {_FORM}")
    form = dict(parse_qsl(text, keep_blank_values=True))
    if "grant_type" not in form:
        raise _refused(400, "invalid_request", "Required param : grant_type")
    if form["grant_type"] != "client_credentials":
        raise _refused(400, "unsupported_grant_type", "Unsupported grant type")
    if form.get("client_id") != world.TI_CLIENT_ID:
        raise _refused(401, "invalid_client", "ClientId is Invalid")
    secret = form.get("client_secret", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(secret, world.TI_CLIENT_SECRET.encode()):
        raise _refused(401, "invalid_client", "Client credentials are invalid")
    granted: dict[str, Any] = {
        "access_token": tokens.other(KIND, SECONDS),
        "token_type": "bearer",
        "expires_in": SECONDS,
        "scope": "",
        "application_name": "bondroom",
        "developer.email": "buyer@acme.example",
        "issued_at": str(int(now.timestamp() * 1000)),
        "client_id": world.TI_CLIENT_ID,
    }
    return reply(granted, headers={"Cache-Control": "no-store"})


def _refused(status: int, code: str, words: str) -> Refused:
    return Refused(status, {"ErrorCode": code, "Error": words})
