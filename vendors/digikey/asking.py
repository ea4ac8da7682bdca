"""How DigiKey is asked for something: token, headers, path, and the answer read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode

from vendors.contract import Token
from vendors.digikey.apis import STATUS, Api
from vendors.digikey.envelopes import Expired, NotSubscribed
from vendors.digikey.settings import VENDOR, Settings
from vendors.errors import NotAllowed, NotFound, SignInNeeded, Unreachable
from vendors.http import Call, Http, Keeper, Reply

T = TypeVar("T")
Query: TypeAlias = Mapping[str, str | int | bool | None]

READ_ONLY = "the settings say read_only = true, so nothing was sent"

# Larger answers are read in a thread: tens of milliseconds would hold up the keys.
_LARGE = 64 * 1024


class Asking:
    """What all endpoints have in common. Raises vendors.errors.VendorError."""

    def __init__(self, settings: Settings, http: Http, person: Keeper, application: Keeper) -> None:
        self._settings = settings
        self._http = http
        self._person = person
        self._application = application

    async def read(
        self,
        api: Api,
        path: str,
        make: Callable[[object], T],
        *,
        query: Query | None = None,
        body: object | None = None,
        locale: bool = False,
        account: bool = False,
        size: int | None = None,
    ) -> T:
        """What `make` reads out of the answer: GET, or POST where there is a `body`.

        Only for what changes nothing: it may be asked again, after a failure or an expired token.
        Whatever `make` raises is raised. A query's None is left out. `size` is the most bytes the
        answer may have, where that is more than of others.
        """
        full = api.base + path + _written(query or {})
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        keeper = await self._keeper(api)
        token = await keeper.get()
        for last in (False, True):
            headers = self.headers(token, locale=locale, account=account)
            if sent is not None:
                headers["Content-Type"] = "application/json"
            call = Call("GET" if sent is None else "POST", full, api.product, headers, sent, size)
            try:
                reply = await self._http.read(call)
                break
            except NotSubscribed as error:
                raise _subscribe(api, error) from None
            except Expired:
                # Once: a token that is new and still called expired is not cured by another one.
                if last:
                    raise
            token = await keeper.get(spent=token.access)
        if len(reply.body) > _LARGE:
            return await asyncio.to_thread(lambda: make(reply.json()))
        return make(reply.json())

    async def once(
        self,
        method: str,
        api: Api,
        path: str,
        body: bytes,
        token: Token,
        *,
        kind: str = "application/json",
    ) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status.

        Raises Unreachable where the settings say that nothing is to be changed.
        """
        if self._settings.read_only:
            raise Unreachable(VENDOR, READ_ONLY)
        headers = self.headers(token)
        headers["Content-Type"] = kind
        call = Call(method, api.base + path, api.product, headers, body)
        return await self._http.once(call, fresh=True)

    def headers(
        self, token: Token, *, locale: bool = False, account: bool = False
    ) -> dict[str, str]:
        """Authorization and client id; locale and account where the endpoint takes them."""
        settings = self._settings
        headers = {
            "Authorization": f"Bearer {token.access}",
            "X-DIGIKEY-Client-Id": settings.client_id,
        }
        if locale:
            headers["X-DIGIKEY-Locale-Site"] = settings.site
            headers["X-DIGIKEY-Locale-Language"] = settings.language
            headers["X-DIGIKEY-Locale-Currency"] = settings.currency
        if account and settings.account_id is not None:
            headers["X-DIGIKEY-Account-Id"] = settings.account_id
        return headers

    async def _keeper(self, api: Api) -> Keeper:
        if api.person or await self._person.has():
            return self._person
        if api is STATUS and self._settings.account_id is None:
            # The application's own token says nothing of whose orders are meant.
            raise SignInNeeded(VENDOR, "sign in at DigiKey to see orders")
        return self._application


def _subscribe(api: Api, error: NotSubscribed) -> NotAllowed:
    """The same, with what to do: `error` does not know which API was asked."""
    return NotAllowed(
        VENDOR,
        f"the application is not subscribed to DigiKey's {api.title}: at developer.digikey.com "
        f"open the organization's app and add the product {api.title} to it",
        words=error.words,
        request_id=error.request_id,
        status=error.status,
    )


def _written(values: Query) -> str:
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value is not None
    }
    return "?" + urlencode(said) if said else ""


def only(found: list[T], what: str) -> T:
    """The first of what should be one. Raises NotFound where there is none."""
    if not found:
        raise NotFound(VENDOR, f"DigiKey does not know {what}")
    return found[0]
