"""What stands between a call and its endpoint: the application, its limits, tokens and faults.

Everything that can go wrong on request goes wrong here, so that an endpoint only knows its own
trade. Texts of errors: §9 of the facts on DigiKey.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from vendors.sandbox import world
from vendors.sandbox.answers import Refused, reply
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Fault, Faults
from vendors.sandbox.limits import Limits
from vendors.sandbox.tokens import Tokens

# Seen to by the endpoint, and spent here once it has answered.
_FOR_ENDPOINT = ("no-number", "late-visible", "twice")
_MANY = 64 * 1024 * 1024
_CHUNK = b" " * 65_536

Active = Mapping[str, Fault]


@dataclass(frozen=True, slots=True)
class Wire:
    """The connection a call came by: whether from this machine's own socket, and how to cut it."""

    local: bool
    hang_up: Callable[[], None]


class Struck(Exception):
    """A fault that was asked for refuses this call."""

    def __init__(self, refused: Refused, envelope: str) -> None:
        super().__init__(refused.message)
        self.refused = refused
        self.envelope = envelope


def wire_of(request: Request) -> Wire | None:
    return getattr(request.state, "wire", None)


def error(request: Request, refused: Refused, envelope: str) -> Response:
    content = refused.content(envelope, str(uuid.uuid4()), request.scope["path"])
    return reply(content, refused.status, refused.headers)


class Gateway:
    """Serves calls and sign-ins, one at a time: whatever touches the book awaits nothing."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits
        self.faults = Faults(desk.book)
        self.tokens = Tokens(desk.book)

    async def call(self, request: Request, endpoint: Endpoint) -> Response:
        """One call of an API."""
        body = await request.body()
        headers: dict[str, str] = {}

        def admit(active: Active) -> None:
            self._know_application(request)
            self._limits.take(endpoint.product, headers)
            self._strike_gateway(active, endpoint.product)

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

        response = await self._through_faults(request, admit, work, endpoint.envelope)
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

        return await self._through_faults(request, lambda _: None, answer, "api")

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

    async def _through_faults(
        self,
        request: Request,
        admit: Callable[[Active], None],
        work: Callable[[Active], Response],
        envelope: str,
    ) -> Response:
        """`envelope` is how the service spells its own errors; the gateway's are `api`."""
        path, method = request.scope["path"], request.method
        late = self.faults.at(path, method).get("latency")
        if late is not None:
            self.faults.spend(late)
            await asyncio.sleep(late.seconds(1.0))
        active = self.faults.at(path, method)
        try:
            self._strike(
                active, "down", Refused(503, "Service Unavailable", "It is down on request")
            )
            if self._spend(active, "drop-before"):
                return await _hang_up(request)
            admit(active)
            self._strike(active, "500-before", _failed(), service=envelope)
            response = work(active)
            if response.status_code >= 400:
                return response
            if self._spend(active, "drop-after"):
                return await _hang_up(request)
            if lost := self._spend(active, "lost-answer"):
                return await _hang_up(request, after=lost.seconds(3600.0))
            self._strike(active, "500-after", _failed(), service=envelope)
        except Struck as struck:
            return error(request, struck.refused, struck.envelope)
        except Refused as refused:
            return error(request, refused, "api")
        return self._damaged(active, response)

    def _strike_gateway(self, active: Active, product: str) -> None:
        self._strike(
            active,
            "not-subscribed",
            Refused(
                401,
                "Invalid Client-Id",
                "You are not subscribed to this API. Please subscribe and try again.",
                detail="Invalid Client-Id. You are not subscribed to this API. "
                "Please subscribe and try again.",
            ),
        )
        burst = active.get("429-burst")
        if burst is not None:
            self._strike(active, "429-burst", self._limits.burst(product, burst.seconds(2.0)))
        self._strike(active, "429-daily", self._limits.daily(product))
        self._strike(active, "expired-token", _expired())
        self._strike(
            active, "no-agreement-403", Refused(403, "Forbidden", "There is no bonded agreement")
        )

    def _spend(self, active: Active, name: str) -> Fault | None:
        fault = active.get(name)
        if fault is not None:
            self.faults.spend(fault)
        return fault

    def _strike(
        self, active: Active, name: str, refused: Refused, *, service: str | None = None
    ) -> None:
        """Raise `refused` where the fault `name` is on, in the envelope that was asked for.

        `service` is how the service spells an error of its own, and the usual envelope then. The
        gateway's errors are `api` as a rule and come as `problem` too, whatever the service.
        """
        if fault := self._spend(active, name):
            asked = {"gateway": "api", "service": service or "problem"}
            raise Struck(refused, asked.get(fault.options.get("envelope", ""), service or "api"))

    def _damaged(self, active: Active, response: Response) -> Response:
        """The answer, or what a fault puts in its place: the call was carried out all the same."""
        if self._spend(active, "garbage"):
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, media_type="application/json; charset=utf-8")
        if self._spend(active, "html"):
            return HTMLResponse("<!doctype html><title>Portal</title><h1>Please sign in</h1>")
        if endless := self._spend(active, "oversized"):
            # Not compressed, or it would arrive small.
            return StreamingResponse(
                _spaces(int(endless.options.get("bytes", _MANY))),
                headers={"Content-Encoding": "identity"},
                media_type="application/json; charset=utf-8",
            )
        return response


def _failed() -> Refused:
    return Refused(500, "Internal Server Error", "It fails on request")


def _expired() -> Refused:
    return Refused(
        401,
        "Bearer token  expired",
        "Please use your refresh token to obtain a new Bearer token, "
        "or acquire a new set of tokens from the OAuth endpoint.",
        detail="Bearer token is expired",
    )


async def _hang_up(request: Request, after: float = 0.0) -> Response:
    """Close the connection without an answer, after silence or when the other side has gone."""
    if after:
        with suppress(TimeoutError):
            await asyncio.wait_for(request.receive(), after)
    wire = wire_of(request)
    if wire is None:
        raise RuntimeError("this fault needs a true connection to cut")
    wire.hang_up()
    await request.receive()
    return Response()


async def _spaces(many: int) -> AsyncIterator[bytes]:
    """A JSON string of about `many` bytes."""
    yield b'"'
    for _ in range(many // len(_CHUNK) + 1):
        yield _CHUNK
    yield b'"'


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
