"""What stands between a call and DigiKey's endpoint: the application, its limits and tokens.

Texts of errors: §9 of the facts on DigiKey.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from vendors.sandbox import world
from vendors.sandbox.answers import Refused, reply
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Fault, Faults
from vendors.sandbox.limits import Limits
from vendors.sandbox.tokens import Tokens
from vendors.sandbox.trouble import Active, Trouble

# Seen to by the endpoint, and spent here once it has answered.
_FOR_ENDPOINT = ("no-number", "late-visible", "twice")


def error(request: Request, refused: Refused, envelope: str) -> Response:
    content = refused.content(envelope, str(uuid.uuid4()), request.scope["path"])
    return reply(content, refused.status, refused.headers)


class Gateway:
    """Serves calls and sign-ins, one at a time: whatever touches the book awaits nothing."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits
        self.faults = Faults(desk.book)
        self._trouble = Trouble(self.faults, self._words)
        self.tokens = Tokens(desk.book)

    async def call(self, request: Request, endpoint: Endpoint) -> Response:
        """One call of an API."""
        body = await request.body()
        headers: dict[str, str] = {}

        def admit() -> Response | None:
            try:
                self._know_application(request)
                self._limits.take(endpoint.product, headers)
            except Refused as refused:
                return error(request, refused, "api")
            return None

        def work(active: Active) -> Response:
            try:
                holder = self._holder(request, endpoint)
            except Refused as refused:
                return error(request, refused, "api")
            try:
                ask = _ask(request, endpoint, body, holder, active)
                return reply(self._answer(endpoint, ask, active))
            except Refused as refused:
                return error(request, refused, endpoint.envelope)

        response = await self._trouble.around(request, endpoint, admit, work)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    async def sign_in(self, request: Request, work: Callable[[Request, str], Response]) -> Response:
        """A call of the sign-in, to which no limit applies. `work` may raise Refused."""
        text = (await request.body()).decode("utf-8", "replace")

        def answer(_: Active) -> Response:
            try:
                return work(request, text)
            except Refused as refused:
                return error(request, refused, "api")

        return await self._trouble.around(request, None, lambda: None, answer)

    # -- who asks

    def _know_application(self, request: Request) -> None:
        given = request.headers.get("x-digikey-client-id")
        if given == world.CLIENT_ID:
            return
        details = (
            "X-DIGIKEY-Client-Id invalid for requested resource"
            if given is None
            else "client_id query parameter has incorrect value. Send valid client_id"
        )
        raise Refused(401, "Invalid clientId", details, detail=f"Invalid clientId. {details}")

    def _holder(self, request: Request, endpoint: Endpoint) -> str | None:
        """The person whose token it is, None for the application's.

        A token that is not known is called expired too: no other text for a bad one is known.
        An application's token on what only a person may call is refused with 401, as was measured
        on MyLists; a 403 would read as a missing bonded agreement.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not token.strip():
            raise Refused(401, "Unauthorized", "The Authorization header has no Bearer token")
        holder = self.tokens.holder(token.strip())
        if holder is None:
            raise _expired()
        if endpoint.person and holder.user is None:
            raise Refused(
                401, "Unauthorized", "This API takes 3-legged OAuth only: a person has to sign in"
            )
        return holder.user

    # -- the endpoint

    def _answer(self, endpoint: Endpoint, ask: Ask, active: Active) -> Any:
        if endpoint.method == "GET":
            content = endpoint.answer(self._desk, ask)
        else:
            with self._desk.book.writing():
                content = endpoint.answer(self._desk, ask)
            for fault in ask.faults.values():
                self.faults.spend(fault)
        if "no-agreement-empty" in active:
            self.faults.spend(active["no-agreement-empty"])
            if not isinstance(content, list):
                raise Refused(404, "Not Found", "There is no bonded agreement")
            return []
        return content

    # -- faults

    def _words(self, request: Request, fault: Fault, endpoint: Endpoint | None) -> Response:
        """How a fault refuses a call: in the envelope that was asked for, else in the usual one.

        The gateway's errors are `api` as a rule and come as `problem` too, whatever the service;
        a 500 is the service's own.
        """
        own = endpoint.envelope if endpoint and fault.name.startswith("500-") else None
        asked = {"gateway": "api", "service": own or "problem"}
        envelope = asked.get(fault.options.get("envelope", ""), own or "api")
        return error(request, self._refusal(fault, endpoint), envelope)

    def _refusal(self, fault: Fault, endpoint: Endpoint | None) -> Refused:
        product = endpoint.product if endpoint else ""
        match fault.name:
            case "down":
                return Refused(503, "Service Unavailable", "It is down on request")
            case "not-subscribed":
                return Refused(
                    401,
                    "Invalid Client-Id",
                    "You are not subscribed to this API. Please subscribe and try again.",
                    detail="Invalid Client-Id. You are not subscribed to this API. "
                    "Please subscribe and try again.",
                )
            case "429-burst":
                return self._limits.burst(product, fault.seconds(2.0))
            case "429-daily":
                return self._limits.daily(product)
            case "expired-token":
                return _expired()
            case "no-agreement-403":
                return Refused(403, "Forbidden", "There is no bonded agreement")
            case _:
                return Refused(500, "Internal Server Error", "It fails on request")


def _expired() -> Refused:
    return Refused(
        401,
        "Bearer token  expired",
        "Please use your refresh token to obtain a new Bearer token, "
        "or acquire a new set of tokens from the OAuth endpoint.",
        detail="Bearer token is expired",
    )


def _ask(
    request: Request, endpoint: Endpoint, body: bytes, user: str | None, active: Active
) -> Ask:
    """What the endpoint is told of the call. Raises Refused."""
    account = _account(request.headers.get("x-digikey-account-id"))
    if user is None and not account and endpoint.path.startswith("/orderstatus/"):
        # As was measured: §1.2 and §9 of the facts. Other services do without.
        raise Refused(400, "Bad Request", "Account ID must not be 0")
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
        user=user,
        account=account,
        faults={name: active[name] for name in _FOR_ENDPOINT if name in active},
    )


def _account(given: str | None) -> int | None:
    if given is None:
        return None
    if given not in ("0", *(str(account.id) for account in world.ACCOUNTS)):
        raise Refused(400, "Bad Request", "Invalid Account ID")
    return int(given)


def _read(body: bytes) -> tuple[str, Any]:
    """(the body's text, its JSON). Raises Refused."""
    try:
        text = body.decode("utf-8")
        return text, json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(
            400, "Bad Request", "The body is not valid JSON", errors=[("body", "not valid JSON")]
        ) from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
