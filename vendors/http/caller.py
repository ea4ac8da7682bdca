"""One vendor's HTTP client: deadlines, sizes, and what may be asked again."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeAlias

import httpx

from vendors.contract import Clock, Pace
from vendors.errors import (
    NoAnswer,
    TooMany,
    Unreachable,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http.reply import LONG, SIZE, Bounded, Flow, Piece, Reply

Transport: TypeAlias = httpx.AsyncBaseTransport
Explain: TypeAlias = Callable[[Reply], VendorError]

_CHANCE = random.SystemRandom()

# A limit by the minute is over in a minute; a vendor that wants more has another in mind. Seconds.
_BURST = 61.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one call may take and how much it may bring.

    `connect` and `total` are seconds. `total` covers a read with all its tries and the waits
    between them; waiting for our turn, under our own count of the rate limit or because the vendor
    says that the minute's is reached, is not counted. `size` is in bytes,
    after decompression. `backoff` is the first wait, in seconds; each next one is twice as long.
    """

    connect: float = 5.0
    total: float = 30.0
    size: int = 8 * 1024 * 1024
    tries: int = 3
    backoff: float = 0.5


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One request. `path` is percent-encoded already. No `repr`: headers and body hold secrets.

    `size` is the most bytes its answer may have, where that is not what `Limits` says.
    """

    method: str
    path: str
    product: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    size: int | None = None


def retry_after(reply: Reply, clock: Clock) -> float | None:
    """Seconds the vendor asks us to wait (RFC 9110: a number or a date), or None."""
    said = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - clock.now()).total_seconds())


class Http:
    """Calls to one vendor.

    Redirects are never followed: the vendors' own headers would go to wherever they point.
    `explain` turns an answer that is no success into the error to raise.
    """

    def __init__(
        self,
        vendor: str,
        base_url: str,
        *,
        pace: Pace,
        clock: Clock,
        explain: Explain,
        limits: Limits | None = None,
        transport: Transport | None = None,
        uds: str | None = None,
    ) -> None:
        self.vendor = vendor
        self._base = base_url.rstrip("/")
        self._pace = pace
        self._clock = clock
        self._explain = explain
        self._limits = limits or Limits()
        self._transport = transport
        self._uds = uds
        self._trust: ssl.SSLContext | None = None
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def read(self, call: Call) -> Reply:
        """A successful answer to a call that changes nothing, asked again where that can help.

        Asked again, after a jittered wait or as long as the vendor says: no connection, a broken
        one, a 5xx, a rate limit that is not the day's. Raises what the last try gave.
        """
        left = self._limits.total
        now = asyncio.get_running_loop().time
        for tries in range(1, self._limits.tries + 1):
            await self._pace.turn(call.product)
            began = now()
            reply: Reply | None = None
            failure: VendorError | None = None
            try:
                reply = await self.once(call, seconds=left)
            except (Unreachable, NoAnswer) as error:
                failure = error
            if reply is not None:
                self._pace.learn(call.product, reply.headers, reply.status)
                if 200 <= reply.status < 300:
                    return reply
                failure = self._failure(reply)
            assert failure is not None  # noqa: S101 - told to the type checker
            wait = self._wait(failure, reply, tries)
            left -= now() - began
            # The minute's limit is a wait for our turn, which costs none of the call's time.
            burst = isinstance(failure, TooMany)
            if wait is None or tries == self._limits.tries or wait >= (_BURST if burst else left):
                raise failure
            left -= 0.0 if burst else wait
            await self._clock.sleep(wait)
        raise AssertionError("a call needs at least one try")

    def _failure(self, reply: Reply) -> VendorError:
        if reply.status < 400:
            return Unreadable(
                self.vendor,
                f"the vendor answered {reply.status} and pointed elsewhere; not followed",
                status=reply.status,
            )
        return self._explain(reply)

    def _wait(self, failure: VendorError, reply: Reply | None, tries: int) -> float | None:
        """Seconds before asking again, or None where asking again cannot help."""
        if isinstance(failure, TooMany):
            return None if failure.daily else failure.wait
        if not isinstance(failure, (Unreachable, NoAnswer, VendorDown)):
            return None
        said = None if reply is None else retry_after(reply, self._clock)
        if said is not None:
            return said
        return self._limits.backoff * 2.0 ** (tries - 1) * _CHANCE.uniform(0.5, 1.0)

    async def once(self, call: Call, *, seconds: float | None = None, fresh: bool = False) -> Reply:
        """Exactly one request, whatever becomes of it; the answer may have any status.

        `fresh` takes a connection nobody used before: a kept one that the vendor closes in that
        moment cannot be told from a lost answer. Raises Unreachable where no byte of the request
        left, NoAnswer where some may have, Unreadable for an answer too large or broken.
        """
        seconds = self._limits.total if seconds is None else seconds
        failure: VendorError
        # Raised outside the handlers, so that no httpx exception, which holds the request with
        # its headers, travels along as context.
        try:
            async with asyncio.timeout(seconds):
                response = await self._client(fresh).request(
                    call.method,
                    httpx.URL(self._base + call.path),
                    headers=dict(call.headers),
                    content=call.body,
                    extensions={} if call.size is None else {SIZE: call.size},
                )
            return Reply(
                self.vendor, response.status_code, dict(response.headers), response.content
            )
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
            failure = self._broken(error)
        raise failure

    async def flow(self, call: Call) -> AsyncGenerator[Piece, None]:
        """The body of a successful answer piece by piece, at most `call.size` bytes; asked once.

        `total` of the limits is the longest wait for the next piece. Raises as `once` and `read`
        do; what was given before is what came.
        """
        await self._pace.turn(call.product)
        failure: VendorError | None = None
        response: httpx.Response | None = None
        # As in `once`: no httpx exception travels along.
        try:
            client = self._client(fresh=False)
            request = client.build_request(
                call.method,
                httpx.URL(self._base + call.path),
                headers=dict(call.headers),
                extensions={LONG: True},
            )
            async with asyncio.timeout(self._limits.total):
                response = await client.send(request, stream=True)
                reply = Reply(self.vendor, response.status_code, dict(response.headers), b"")
                self._pace.learn(call.product, reply.headers, reply.status)
                if not 200 <= reply.status < 300:
                    body = await response.aread()
                    raise self._failure(replace(reply, body=body))
            pieces = Flow(response, self.vendor, call.size or self._limits.size).pieces()
            while True:
                try:
                    async with asyncio.timeout(self._limits.total):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    return
                yield piece
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
            failure = self._broken(error)
        finally:
            if response is not None:
                await response.aclose()
        raise failure

    def _broken(self, error: Exception) -> VendorError:
        """What `error` of a request means, in our own words."""
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)):
            return Unreachable(
                self.vendor, "no connection to the vendor; nothing was sent", words=_kind(error)
            )
        if isinstance(error, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
            return Unreachable(
                self.vendor,
                "the vendor's address in the settings is none; nothing was sent",
                words=_kind(error),
            )
        if isinstance(error, TimeoutError):
            return NoAnswer(self.vendor, f"no answer within {self._limits.total:g} seconds")
        return NoAnswer(
            self.vendor, "the connection broke before an answer came", words=_kind(error)
        )

    def _client(self, fresh: bool) -> httpx.AsyncClient:
        client = self._clients.get(fresh)
        if client is None:
            client = self._clients[fresh] = httpx.AsyncClient(
                transport=Bounded(self._road(fresh), self.vendor, self._limits.size),
                # The deadline of the whole is asyncio's: httpx counts each read anew.
                timeout=httpx.Timeout(
                    None, connect=self._limits.connect, pool=self._limits.connect
                ),
                follow_redirects=False,
                trust_env=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                headers={
                    "User-Agent": "bondroom",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
            )
        return client

    def _road(self, fresh: bool) -> Transport:
        if self._transport is not None:
            return self._transport
        if self._trust is None:
            # On a Unix socket there is no TLS, and loading the certificates takes 40 ms and 3 MiB.
            self._trust = (
                httpx.create_ssl_context()
                if self._uds is None
                else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            )
        return httpx.AsyncHTTPTransport(
            verify=self._trust,
            uds=self._uds,
            limits=httpx.Limits(
                max_connections=8,
                max_keepalive_connections=0 if fresh else 4,
                keepalive_expiry=20.0,
            ),
        )

    async def aclose(self) -> None:
        """Close every connection. A later call opens new ones, unless a transport was given."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()


def _kind(error: Exception) -> str:
    """What broke, without the address that httpx may put into its text."""
    return type(error).__name__
