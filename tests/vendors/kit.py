"""A vendor that says what it is told to, and the three things a client is handed."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.contract import exercised
from tests.contract.referee import Asked, Referee
from vendors.contract import Token
from vendors.digikey import DigiKey, Settings, connect
from vendors.http import Limits

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOST = "https://api.digikey.com"
CLIENT = "canary-client-id-5f1c"
SECRET = "canary-client-secret-9a77"
ACCESS = "canary-access-token-0001"
REFRESH = "canary-refresh-token-0001"


class Clock:
    """Stands still, except while somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.go(seconds)
        await asyncio.sleep(0)

    def go(self, seconds: float) -> None:
        self._passed += seconds


class Pace:
    """Lets everything pass, and remembers what it was asked and told."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.learnt: list[tuple[str, int, Mapping[str, str]]] = []
        self.refusal: Exception | None = None

    async def turn(self, product: str) -> None:
        self.turns.append(product)
        if self.refusal is not None:
            raise self.refusal

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        self.learnt.append((product, status, headers))


class Tokens:
    """One person's token folder, in memory."""

    def __init__(self, **stored: Token) -> None:
        self.stored = {name.replace("_", "-"): token for name, token in stored.items()}
        self.written: list[Token] = []
        self.fault: Exception | None = None
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, key: str) -> Token | None:
        await asyncio.sleep(0)
        return self.stored.get(key)

    async def write(self, key: str, token: Token) -> None:
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
        self.stored[key] = token
        self.written.append(token)

    async def spend(self, key: str, token: Token) -> None:
        await asyncio.sleep(0)
        self.stored[key] = replace(token, spent=True)

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        async with self._locks[key]:
            yield

    def alone(self, key: str) -> Any:
        return self._alone(key)

    def lock(self, key: str) -> asyncio.Lock:
        return self._locks[key]


def token(*, seconds: float = 1799, access: str = ACCESS, refresh: str | None = REFRESH) -> Token:
    return Token(
        access,
        START + timedelta(seconds=seconds),
        refresh,
        None if refresh is None else START + timedelta(days=90),
    )


Say = Callable[[httpx.Request], "httpx.Response | Exception | Awaitable[httpx.Response]"]


@cache
def _referee() -> Referee:
    return Referee.of_everything()


@dataclass
class Vendor:
    """Answers in the order it was told to; the last answer stays.

    Every request is held against DigiKey's specifications, where those know the call.
    """

    said: list[httpx.Response | Exception | Say] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    judging: bool = True

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        heard = Asked(request.method, str(request.url), dict(request.headers), request.content)
        if self.judging:
            faults = _referee().judge_request(heard)
            if faults:
                # Not an Exception: a create would make an outcome of it.
                pytest.fail("\n".join(map(str, faults)))
        now = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        said = now if isinstance(now, (httpx.Response, Exception)) else now(request)
        if isinstance(said, Exception):
            raise said
        answer = said if isinstance(said, httpx.Response) else await said
        if self.judging:
            _referee().note(exercised.CLIENT, heard, answer.status_code)
        return answer

    @property
    def targets(self) -> list[str]:
        """Paths and queries as they went over the wire, still encoded."""
        return [request.url.raw_path.decode() for request in self.asked]

    def body(self, place: int = -1) -> Any:
        return json.loads(self.asked[place].content, parse_float=Decimal)

    def form(self, place: int = -1) -> dict[str, str]:
        found = parse_qs(self.asked[place].content.decode(), strict_parsing=True)
        return {name: values[0] for name, values in found.items()}


@dataclass
class Desk:
    """A client with everything it was handed."""

    digikey: DigiKey
    vendor: Vendor
    clock: Clock
    pace: Pace
    tokens: Tokens


def settings(**other: Any) -> Settings:
    given: dict[str, Any] = {
        "base_url": HOST,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": "https://localhost",
        "environment": "production",
        "account_id": "7718200",
        **other,
    }
    return Settings(**given)


def desk(
    *said: httpx.Response | Exception | Say,
    tokens: Tokens | None = None,
    limits: Limits | None = None,
    judging: bool = True,
    **other: Any,
) -> Desk:
    vendor = Vendor(list(said), judging=judging)
    clock, pace = Clock(), Pace()
    tokens = tokens if tokens is not None else Tokens(digikey=token())
    digikey = connect(
        settings(**other),
        pace=pace,
        tokens=tokens,
        clock=clock,
        limits=limits,
        transport=httpx.MockTransport(vendor.handle),
    )
    return Desk(digikey, vendor, clock, pace, tokens)


def answer(body: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(
        status,
        # httpx makes no body of None.
        content=json.dumps(body),
        headers={
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )


def tokens_answer(number: int = 2, **other: object) -> httpx.Response:
    """What the token endpoint says (lives as measured)."""
    return answer(
        {
            "access_token": f"canary-access-token-{number:04}",
            "refresh_token": f"canary-refresh-token-{number:04}",
            "expires_in": 1799,
            "refresh_token_expires_in": 7775999,
            "token_type": "Bearer",
            **other,
        }
    )


def error_body(message: str, details: str = "", status: int = 400) -> dict[str, object]:
    return {
        "ErrorResponseVersion": "3.0.0.0",
        "StatusCode": status,
        "ErrorMessage": message,
        "ErrorDetails": details,
        "RequestId": "req-17",
        "ValidationErrors": [],
    }


EXPIRED = answer(error_body("Bearer token  expired", status=401), 401)
EMPTY = answer({"Products": [], "ProductsCount": 0, "ExactMatches": []})
