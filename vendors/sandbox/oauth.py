"""Signing in: DigiKey's authorize page and its token address, by §7 and §9 of the facts.

The page asks for no password: everybody in the sandbox is invented. With `sandbox_user` in its
query, which DigiKey does not have, it signs that person in at once.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from vendors.sandbox import world
from vendors.sandbox.answers import Refused, reply
from vendors.sandbox.tokens import Tokens

AUTHORIZE = "/v1/oauth2/authorize"
TOKEN = "/v1/oauth2/token"  # noqa: S105 - an address
_NO_STORE = {"Cache-Control": "no-store"}
_FORM = "application/x-www-form-urlencoded"
_PEOPLE = (world.USER, *world.COLLEAGUES)
_PAGE = """\
<!doctype html>
<meta charset="utf-8">
<title>Bondroom's sandbox</title>
<h1>Bondroom's sandbox of DigiKey</h1>
<p>Everything here is invented. {user} of {company} signs in and lets the application
{client} order on the account {account}.</p>
<p><a href="{agree}">Sign in as {user}</a></p>
<p><a href="{refuse}">Refuse</a></p>
"""


def authorize(tokens: Tokens, query: Mapping[str, str]) -> Response:
    """The page on which a person signs in, or the way back to the application."""
    redirect_uri = query.get("redirect_uri", "")
    method = query.get("code_challenge_method", "S256")
    user = query.get("sandbox_user")
    if query.get("client_id") != world.CLIENT_ID:
        return _error(401, "invalid_client", "Invalid clientId")
    if redirect_uri != world.REDIRECT_URI:
        # Nobody is sent to an address that was not registered.
        return _error(400, "invalid_request", f"Invalid redirection uri {redirect_uri}")
    if query.get("response_type") != "code":
        return _error(400, "unsupported_response_type", "response_type must be code")
    if query.get("code_challenge") and method != "S256":
        return _error(400, "invalid_request", "code_challenge_method must be S256")
    state = {"state": query["state"]} if "state" in query else {}
    if user is None:
        page = _PAGE.format(
            user=escape(world.USER),
            company=escape(world.COMPANY),
            client=escape(world.CLIENT_ID),
            account=world.ACCOUNT_ID,
            agree=escape(f"{AUTHORIZE}?{urlencode({**query, 'sandbox_user': world.USER})}"),
            refuse=escape(f"{redirect_uri}?{urlencode({'error': 'access_denied', **state})}"),
        )
        return HTMLResponse(page, headers=_NO_STORE)
    if user not in _PEOPLE:
        return _error(400, "invalid_request", "There is no such person in the sandbox")
    code = tokens.code(user, redirect_uri, query.get("code_challenge") or None)
    back = f"{redirect_uri}?{urlencode({'code': code, **state})}"
    return RedirectResponse(back, 302, headers=_NO_STORE)


def token(tokens: Tokens, headers: Mapping[str, str], text: str) -> Response:
    """Tokens for a code, a refresh token, or the application itself. Raises Refused."""
    if headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
        raise Refused(400, "invalid_request", f"The body must be {_FORM}")
    form = dict(parse_qsl(text, keep_blank_values=True))
    _check_application(headers, form)
    return reply(_grant(tokens, form), headers=_NO_STORE)


def _grant(tokens: Tokens, form: Mapping[str, str]) -> dict[str, Any]:
    match form.get("grant_type", ""):
        case "authorization_code":
            granted = tokens.redeem(
                form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier", "")
            )
            if granted is None:
                raise Refused(400, "invalid_grant", "The code is invalid or its minute is over")
            return granted
        case "refresh_token":
            granted = tokens.refresh(form.get("refresh_token", ""))
            if granted is None:
                raise Refused(401, "Invalid RefreshToken", "The refresh token is invalid or spent")
            return granted
        case "client_credentials":
            return tokens.application()
        case _:
            raise Refused(400, "unsupported_grant_type", "grant_type is missing or not known")


def _check_application(headers: Mapping[str, str], form: Mapping[str, str]) -> None:
    """In the form as DigiKey's pages have it, or as Basic authorization (RFC 6749, 2.3.1)."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "basic":
        try:
            pair = base64.b64decode(given.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        name, _, secret = (unquote_plus(part) for part in pair.partition(":"))
    else:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if name != world.CLIENT_ID or not hmac.compare_digest(
        secret.encode("utf-8", "surrogateescape"), world.CLIENT_SECRET.encode()
    ):
        raise Refused(
            401,
            "invalid_client",
            "Client credentials are invalid",
            detail="invalid_client. Client credentials are invalid",
        )


def _error(status: int, code: str, words: str) -> Response:
    return reply({"ErrorCode": code, "Error": words}, status, _NO_STORE)
