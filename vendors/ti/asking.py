"""How TI is asked for something: token, path, and the answer read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode

from vendors.contract import Token
from vendors.errors import NotAllowed, TooMany, Unreachable, VendorError
from vendors.http import Call, Http, Keeper, Piece, Reply
from vendors.ti.apis import Api
from vendors.ti.envelopes import Expired
from vendors.ti.settings import TEST, VENDOR, Settings

T = TypeVar("T")
Query: TypeAlias = Mapping[str, str | int | bool | None]

READ_ONLY = "the settings say read_only = true, so nothing was sent"
ONLY_TESTS = "in the environment vendor-test orders are only rehearsed at TI, so nothing was sent"

# Larger answers are read in a thread: tens of milliseconds would hold up the keys.
_LARGE = 64 * 1024
# TI gives the catalogue once in four hours and may end the access of who asks more often.
_FOUR_HOURS = 4 * 3600.0


class Asking:
    """What all endpoints have in common. Raises vendors.errors.VendorError."""

    def __init__(self, settings: Settings, http: Http, application: Keeper) -> None:
        self._settings = settings
        self._http = http
        self._application = application

    @property
    def places(self) -> str:
        """Why no order may be placed with these settings; empty where one may."""
        if self._settings.read_only:
            return READ_ONLY
        return ONLY_TESTS if self._settings.environment == TEST else ""

    async def read(
        self,
        api: Api,
        path: str,
        make: Callable[[object], T],
        *,
        query: Query | None = None,
        body: bytes | None = None,
        size: int | None = None,
    ) -> T:
        """What `make` reads out of the answer: GET, or POST where there is a `body`.

        Only for what changes nothing: it may be asked again, after a failure or with another
        token. Whatever `make` raises is raised. A query's None is left out. `size` is the most
        bytes the answer may have, where that is more than of others.
        """
        full = api.base + path + _written(query or {})
        method = "GET" if body is None else "POST"
        token = await self._application.get()
        for last in (False, True):
            call = Call(method, full, api.product, _headers(token, body), body, size)
            try:
                reply = await self._http.read(call)
                break
            except Expired as error:
                # Once: a token that is new and still not taken is not cured by another one.
                if last:
                    raise _not_taken(error) from None
            token = await self._application.get(spent=token.access)
        if len(reply.body) > _LARGE:
            return await asyncio.to_thread(lambda: make(reply.json()))
        return make(reply.json())

    async def flow(self, api: Api, query: Query, size: int) -> AsyncGenerator[Piece, None]:
        """A long answer piece by piece, at most `size` bytes; asked once, or twice after a token
        that is not taken any more.
        """
        token = await self._application.get()
        for last in (False, True):
            call = Call("GET", api.base + _written(query), api.product, _headers(token), size=size)
            try:
                async with aclosing(self._http.flow(call)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except Expired as error:
                if last:
                    raise _not_taken(error) from None
            except TooMany as error:
                raise _too_early(error) from None
            token = await self._application.get(spent=token.access)

    async def once(self, api: Api, path: str, body: bytes, token: Token) -> Reply:
        """Exactly one POST on a connection of its own; the answer may have any status.

        Raises Unreachable where the settings forbid that anything is placed.
        """
        if self.places:
            raise Unreachable(VENDOR, self.places)
        call = Call("POST", api.base + path, api.product, _headers(token, body), body)
        return await self._http.once(call, fresh=True)


def _headers(token: Token, body: bytes | None = None) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {token.access}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _not_taken(error: VendorError) -> NotAllowed:
    return NotAllowed(
        VENDOR,
        "TI does not take the token that it has just given out: see that the application is "
        "approved for this API in the myTI company account",
        words=error.words,
        request_id=error.request_id,
        status=error.status,
    )


def _too_early(error: TooMany) -> TooMany:
    return TooMany(
        VENDOR,
        "TI gives its catalogue once in four hours, and not now",
        wait=max(error.wait, _FOUR_HOURS),
        daily=error.daily,
        words=error.words,
        request_id=error.request_id,
        status=error.status,
    )


def _written(values: Query) -> str:
    """Booleans in lower case: TI takes no others."""
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value is not None
    }
    return "?" + urlencode(said) if said else ""
