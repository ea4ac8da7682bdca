"""The gateway over a few endpoints that only tell what they were asked, and ways to call it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from vendors.sandbox import world
from vendors.sandbox.answers import Refused
from vendors.sandbox.app import build
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.faults import Faults
from vendors.sandbox.limits import Limit
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.server import http_server, listen
from vendors.sandbox.trouble import Wire

START = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
FROZEN = "2026-11-23T14:02:00+00:00"
PART = "/products/v4/search/{productNumber}/productdetails"
ORDERS = "/Ordering/v3/Orders"
BONDED = "/SupplyChain/v1/BondedQuantity/Products"
ONE_BONDED = "/SupplyChain/v1/BondedQuantity/Locations/7718231"
STATUS = "/orderstatus/v4/orders"
REFUSE = "no thank you"


def tell(desk: Desk, ask: Ask) -> dict[str, Any]:
    """What the call was understood to be."""
    return {
        "params": dict(ask.params),
        "query": dict(ask.query),
        "user": ask.user,
        "account": ask.account,
        "text": ask.text,
        "body": repr(ask.body),
        "faults": sorted(ask.faults),
    }


def take(desk: Desk, ask: Ask) -> dict[str, Any]:
    """Take an order by counting it; one whose body is REFUSE is counted and refused."""
    desk.book.set("taken", str(int(desk.book.get("taken", "0")) + 1))
    if ask.body == REFUSE:
        raise Refused(400, "Refused", "As was asked", errors=[("Body", "says no")])
    return tell(desk, ask)


def break_down(desk: Desk, ask: Ask) -> dict[str, Any]:
    raise ZeroDivisionError("a fault of the endpoint's own")


ENDPOINTS = (
    Endpoint("GET", PART, "products", "problem", False, tell),
    Endpoint("POST", "/products/v4/search/keyword", "products", "problem", False, tell),
    Endpoint("POST", ORDERS, "ordering", "api", True, take),
    Endpoint("GET", STATUS, "status", "problem", False, tell),
    Endpoint("GET", BONDED, "supply", "api", True, lambda desk, ask: [{"Reserve": 1}]),
    Endpoint("GET", ONE_BONDED, "supply", "api", True, lambda desk, ask: {"Reserve": 1}),
    Endpoint("GET", "/OrderManagement/v1/Broken", "management", "camel", True, break_down),
)


class Seconds:
    """A monotonic clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Kit:
    """One application over a new book, and a client of it."""

    desk: Desk
    app: ASGIApp
    seconds: Seconds
    client: httpx.AsyncClient
    access: str = ""
    refresh: str = ""

    @property
    def book(self) -> Book:
        return self.desk.book

    @property
    def faults(self) -> Faults:
        return Faults(self.desk.book)

    @property
    def taken(self) -> int:
        """How many orders the endpoint took."""
        return int(self.book.get("taken", "0"))

    def advance(self, **by: float) -> None:
        """Move the sandbox's clock."""
        self.book.advance(timedelta(**by))

    async def call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """A call with this application's id and the token at hand; a header "" is left out."""
        sent = {
            "Authorization": f"Bearer {self.access}",
            "X-DIGIKEY-Client-Id": world.CLIENT_ID,
            **(headers or {}),
        }
        kept = {name: text for name, text in sent.items() if text}
        return await self.client.request(method, path, headers=kept, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.call("GET", path, **more)

    async def order(self, body: Any = None) -> httpx.Response:
        """One order."""
        return await self.call("POST", ORDERS, json=body or {"PurchaseOrderNumber": "AC-1"})

    async def code(self, **more: str) -> str:
        """The code that comes back when buyer1 signs in."""
        answer = await self.client.get("/v1/oauth2/authorize", params=authorize_query(**more))
        assert answer.status_code == 302, answer.text
        (code,) = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
        return code

    async def token(self, **form: str) -> httpx.Response:
        """A question to the token address, with the application's own id and secret."""
        whole = {"client_id": world.CLIENT_ID, "client_secret": world.CLIENT_SECRET, **form}
        return await self.client.post("/v1/oauth2/token", data=whole)

    async def sign_in(self, user: str = world.USER) -> None:
        """Sign a person in and keep the tokens for the calls that follow."""
        code = await self.code(sandbox_user=user)
        answer = await self.token(
            grant_type="authorization_code", code=code, redirect_uri=world.REDIRECT_URI
        )
        self.access = answer.json()["access_token"]
        self.refresh = answer.json()["refresh_token"]

    async def sign_in_application(self) -> None:
        answer = await self.token(grant_type="client_credentials")
        self.access = answer.json()["access_token"]


def authorize_query(**more: str) -> dict[str, str]:
    """The query of the sign-in page as a client sends it; a value "" is left out."""
    query = {
        "response_type": "code",
        "client_id": world.CLIENT_ID,
        "redirect_uri": world.REDIRECT_URI,
        "state": "st/ate+1",
        "sandbox_user": world.USER,
        **more,
    }
    return {name: text for name, text in query.items() if text}


def _by_socket(app: ASGIApp, *, local: bool) -> ASGIApp:
    """`app` as it is behind a true connection, which cannot be cut here."""

    async def wired(scope: Scope, receive: Receive, send: Send) -> None:
        wire = Wire(local=local, hang_up=_cannot)
        await app({**scope, "state": {"wire": wire}}, receive, send)

    return wired


def _cannot() -> None:
    raise AssertionError("only a true connection can be cut: use `behind_a_socket`")


@asynccontextmanager
async def kit(
    folder: Path,
    *,
    endpoints: Sequence[Endpoint] = ENDPOINTS,
    limit: Limit | None = None,
    local: bool = True,
) -> AsyncIterator[Kit]:
    """The application in this process. `local`: called as by the sandbox's own socket."""
    book, _ = Book.open(folder, FROZEN)
    desk, seconds = Desk(book, shared()), Seconds()
    app = build(desk, endpoints=endpoints, limit=limit, monotonic=seconds)
    transport = httpx.ASGITransport(_by_socket(app, local=local))
    async with httpx.AsyncClient(transport=transport, base_url=world.BASE_URL) as client:
        yield Kit(desk, app, seconds, client)
    book.close()


@asynccontextmanager
async def behind_a_socket(kit: Kit, read: float = 5.0) -> AsyncIterator[Kit]:
    """The same application behind the true server on a Unix socket; `read` limits a client."""
    with short_folder() as folder:
        path = folder / "s"
        server = http_server(kit.app)
        serving = asyncio.create_task(server.serve([listen(path)]))
        transport = httpx.AsyncHTTPTransport(uds=str(path))
        try:
            async with httpx.AsyncClient(
                transport=transport, base_url=world.BASE_URL, timeout=read
            ) as client:
                yield Kit(kit.desk, kit.app, kit.seconds, client, kit.access, kit.refresh)
        finally:
            server.should_exit = True
            await serving


@contextmanager
def short_folder() -> Iterator[Path]:
    """A private folder whose path leaves room for a socket's."""
    folder = Path(tempfile.mkdtemp(prefix="bondroom-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
