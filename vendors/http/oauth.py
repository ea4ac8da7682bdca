"""OAuth2 as a client: authlib writes the requests, our own room sends them.

authlib's ready-made httpx client is left alone: it prefers another HTTP library as soon as that
can be imported, takes answers of any size, takes an error body without an `error` member for a
token, and brings 12 MiB of cryptography that a bearer token does not need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client

from vendors.contract import Clock, Token
from vendors.errors import Invalid, NotAllowed, SignInNeeded, Unreadable, VendorError
from vendors.http.caller import Call, Http
from vendors.http.redact import Redactor
from vendors.http.reply import Reply

# RFC 7636: 43 to 128 characters.
_VERIFIER = 64
_STATE = 43
# Where a vendor does not say how long a token lives: shorter than any that was measured.
_SHORTEST_LIFE = 300
_LONGEST_LIFE = 366 * 24 * 3600

Prepared: TypeAlias = tuple[str, dict[str, str], str]


class _Writer(OAuth2Client):
    """authlib's client with the sending taken out: what it would send is handed back."""

    def _fetch_token(
        self,
        url: str,
        body: str = "",
        headers: Any = None,
        auth: Any = None,
        method: str = "POST",
        **kwargs: Any,
    ) -> Prepared:
        prepared: Prepared = auth.prepare(method, url, dict(headers), body)
        return prepared

    def _refresh_token(
        self,
        url: str,
        refresh_token: str | None = None,
        body: str = "",
        headers: Any = None,
        auth: Any = None,
        **kwargs: Any,
    ) -> Prepared:
        prepared: Prepared = auth.prepare("POST", url, dict(headers), body)
        return prepared


@dataclass(frozen=True, slots=True, repr=False)
class Grants:
    """The application as the vendor registered it. Paths are the vendor's, `redirect_uri` ours."""

    authorize_path: str
    token_path: str
    client_id: str
    client_secret: str
    redirect_uri: str


class OAuth:
    """The grants one application can ask for. Every token request is sent exactly once."""

    def __init__(
        self,
        http: Http,
        base_url: str,
        grants: Grants,
        *,
        clock: Clock,
        hide: Redactor,
        explain: Callable[[Reply], VendorError],
    ) -> None:
        self._http = http
        self._clock = clock
        self._hide = hide
        self._explain = explain
        self._grants = grants
        self._base = base_url.rstrip("/")
        self._writer = _Writer(
            None,
            client_id=grants.client_id,
            client_secret=grants.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method's name
            redirect_uri=grants.redirect_uri,
            code_challenge_method="S256",
        )

    def begin(self) -> tuple[str, str, str]:
        """A new sign-in: the address to open, its state, and the PKCE verifier to keep."""
        state = generate_token(_STATE)
        verifier = generate_token(_VERIFIER)
        address, _ = self._writer.create_authorization_url(
            self._base + self._grants.authorize_path, state=state, code_verifier=verifier
        )
        return address, state, verifier

    async def exchange(self, code: str, verifier: str) -> Token:
        """The tokens for a sign-in code. Raises SignInNeeded where the code is not taken."""
        self._hide.add(code)
        return await self._ask(
            self._writer.fetch_token(
                self._grants.token_path,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            ),
            SignInNeeded,
            "the sign-in code was not accepted (it lives one minute): sign in again",
        )

    async def refresh(self, refresh: str) -> Token:
        """A new pair of tokens. Raises SignInNeeded where the refresh token is spent."""
        self._hide.add(refresh)
        return await self._ask(
            self._writer.refresh_token(self._grants.token_path, refresh_token=refresh),
            SignInNeeded,
            "the sign-in has ended: sign in again",
        )

    async def application(self) -> Token:
        """A token of the application itself, without a person. Raises NotAllowed."""
        return await self._ask(
            self._writer.fetch_token(self._grants.token_path, grant_type="client_credentials"),
            NotAllowed,
            "the vendor gave the application no token: check the settings",
        )

    async def _ask(self, prepared: Prepared, kind: type[VendorError], refusal: str) -> Token:
        """Raises `kind` with the sentence `refusal` where the grant itself is not taken."""
        path, headers, body = prepared
        asked_at = self._clock.now()
        reply = await self._http.once(Call("POST", path, headers=headers, body=body.encode()))
        if not 200 <= reply.status < 300:
            raise self._refused(reply, kind, refusal)
        token = self._token(reply, asked_at)
        self._hide.add(token.access)
        self._hide.add(token.refresh)
        return token

    def _refused(self, reply: Reply, kind: type[VendorError], refusal: str) -> VendorError:
        try:
            said = reply.json()
        except Unreadable:
            said = None
        error = said.get("error") if isinstance(said, dict) else None
        if error in ("invalid_client", "unauthorized_client"):
            return NotAllowed(
                self._http.vendor,
                "the vendor does not accept the application's id or secret: check the settings",
                words=str(error),
                status=reply.status,
            )
        explained = self._explain(reply)
        if isinstance(explained, (Invalid, SignInNeeded)):
            return kind(
                self._http.vendor,
                refusal,
                words=explained.words,
                request_id=explained.request_id,
                status=reply.status,
            )
        return explained

    def _token(self, reply: Reply, asked_at: datetime) -> Token:
        said = reply.json()
        if isinstance(said, dict):
            access, refresh = said.get("access_token"), said.get("refresh_token")
            if isinstance(access, str) and _is_token(access) and _is_token(refresh, or_none=True):
                refresh_life = _seconds(said.get("refresh_token_expires_in"))
                return Token(
                    access=access,
                    expires_at=asked_at
                    + timedelta(seconds=_seconds(said.get("expires_in")) or _SHORTEST_LIFE),
                    refresh=refresh,
                    refresh_expires_at=None
                    if refresh_life is None
                    else asked_at + timedelta(seconds=refresh_life),
                )
        raise Unreadable(
            self._http.vendor, "the vendor answered without a token", status=reply.status
        )


def _is_token(value: object, *, or_none: bool = False) -> bool:
    """It becomes a header: letters, digits and marks, nothing that could end the line."""
    if not isinstance(value, str):
        return or_none and value is None
    return bool(value) and value.isascii() and value.isprintable() and " " not in value


def _seconds(value: object) -> int | None:
    try:
        seconds = int(str(value))
    except ValueError:
        return None
    return seconds if 0 < seconds <= _LONGEST_LIFE else None
