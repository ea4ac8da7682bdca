"""Secrets that are like no other text, a vendor that repeats them, and the search for them.

Every vendor is the sandbox, asked through a transport that puts its own applications in the place
of the canaries, learns every token that is given out, and says all that it heard in each answer.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, urlencode, urlsplit

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.sandbox.kit import FROZEN
from vendors.sandbox import world
from vendors.sandbox.app import build, every_endpoint
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Desk
from vendors.sandbox.limits import Limit
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.seed import seed
from vendors.sandbox.shipstation.seed import seed as seed_inbound
from vendors.sandbox.trouble import Wire

CLIENT_ID = "Zq7client+id/Wv3kXy9Bd5Rt1Mn8"
CLIENT_SECRET = "Hj4secret+of/Lk2PzQ8mVx6Tc0Sy7Nb1Gd"
TI_CLIENT_ID = "Fg2tiapp/Xc6+Vn1Qw9Rk4Lp7Bz"
TI_CLIENT_SECRET = "Dt5tikeep/Mh3+Ws8Jx2Yq6Gv0Kc4Pn"
SHIPSTATION_KEY = "Uw8shipkey/Nz4+Lb7Tx1Qd5Rj9Ym3H"
SHIPPER = "Ywz9184Kpq7725"
# What another sign-in's address holds, pasted by mistake.
STRAY_CODE = "Vb3straycode8XnQw5Lz1Kt6Hs0Rm4"

# So many characters of a secret are a leak, wherever they stand.
_PIECE = 8
_FRAMES = re.compile(r"[\s\u2500-\u257f]+")


class _House(NamedTuple):
    """Where the sandbox plays a vendor, and by which of its own names for each canary."""

    url: str
    names: tuple[tuple[str, str], ...]


_DIGIKEY = _House(
    world.BASE_URL,
    ((CLIENT_ID, world.CLIENT_ID), (CLIENT_SECRET, world.CLIENT_SECRET)),
)
# By the vendor's own host; DigiKey's is any other.
_HOUSES = {
    "transact.ti.com": _House(
        world.TI_BASE_URL,
        ((TI_CLIENT_ID, world.TI_CLIENT_ID), (TI_CLIENT_SECRET, world.TI_CLIENT_SECRET)),
    ),
    "api.shipstation.com": _House(
        world.SHIPSTATION_BASE_URL, ((SHIPSTATION_KEY, world.SHIPSTATION_KEY),)
    ),
}


class Leak(NamedTuple):
    where: str
    secret: str
    around: str


class Canaries:
    """Every secret by its name; more are learnt while the program works."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {
            "client id": CLIENT_ID,
            "client secret": CLIENT_SECRET,
            "TI client id": TI_CLIENT_ID,
            "TI client secret": TI_CLIENT_SECRET,
            "ShipStation key": SHIPSTATION_KEY,
            "shipper account": SHIPPER,
            "stray code": STRAY_CODE,
        }

    def learn(self, name: str, secret: object) -> None:
        if isinstance(secret, str) and len(secret) >= _PIECE * 2:
            self.known.setdefault(f"{name} {secret[:4]}", secret)

    def in_text(self, where: str, text: str, allowed: Iterable[str] = ()) -> Iterator[Leak]:
        yield from self.in_bytes(where, text.encode("utf-8", "surrogateescape"), allowed)

    def in_bytes(self, where: str, data: bytes, allowed: Iterable[str] = ()) -> Iterator[Leak]:
        """As it stands, and with line ends, blanks and the frames of the screen taken out."""
        dense = _FRAMES.sub("", data.decode("utf-8", "ignore")).encode()
        for name, secret in self.known.items():
            if any(name.startswith(one) for one in allowed):
                continue
            for piece in pieces_of(secret):
                place = next((one for one in (data, dense) if piece in one), None)
                if place is not None:
                    at = place.index(piece)
                    yield Leak(where, name, repr(place[max(0, at - 60) : at + 80]))
                    break

    def in_folder(self, folder: Path, allowed: Mapping[str, Iterable[str]]) -> Iterator[Leak]:
        """Every byte of every file. `allowed`: by the end of a path, what may stand there."""
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            yield from self.in_text(f"the name {name}", name)
            if path.is_file():
                may = [one for end, names in allowed.items() if name.endswith(end) for one in names]
                yield from self.in_bytes(name, path.read_bytes(), may)


def pieces_of(secret: str) -> set[bytes]:
    """Texts of which at least one stands wherever half of the secret does, however written."""
    writings = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    writings |= {one.lower() for one in (quote(secret, safe=""),)} | {html.escape(secret)}
    writings |= {secret[::-1], secret.encode().hex()}
    for shift in range(3):
        packed = base64.b64encode(b"x" * shift + secret.encode()).decode()
        writings |= {packed[4:-4], packed[4:-4].replace("+", "-").replace("/", "_")}
    return {
        writing[at : at + _PIECE].encode()
        for writing in writings
        for at in range(0, len(writing) - _PIECE + 1, _PIECE)
    }


def heard(request: httpx.Request, body: bytes) -> str:
    """All that came with a request, as a careless vendor repeats it."""
    headers = " ".join(f"{name}: {value}" for name, value in request.headers.items())
    return f"{request.method} {request.url} {headers} {body.decode('utf-8', 'replace')}"


def wrapped(text: str, at: int = 20) -> str:
    return "\n".join(text[start : start + at] for start in range(0, len(text), at))


Strike = Callable[[httpx.Request, str], httpx.Response]


def api_error(status: int, words: str = "") -> Strike:
    """The envelope of Ordering v3, which says everything in every field."""

    def say(_: httpx.Request, said: str) -> httpx.Response:
        body = {
            "StatusCode": status,
            "ErrorMessage": f"{words} {said}",
            "ErrorDetails": wrapped(said),
            "RequestId": said,
            "ValidationErrors": [{"Field": said, "Message": said}],
        }
        return httpx.Response(status, json=body, headers=_repeating(said))

    return say


def problem(status: int, words: str = "") -> Strike:
    """The other envelope (RFC 7807)."""

    def say(_: httpx.Request, said: str) -> httpx.Response:
        body = {
            "type": said,
            "title": words or said,
            "detail": said,
            "status": status,
            "correlationId": said,
            "errors": {said: [wrapped(said)]},
        }
        return httpx.Response(status, json=body, headers=_repeating(said))

    return say


def faults(status: int, words: str = "") -> Strike:
    """The lists of faults of TI and of ShipStation, in one, which say everything in every field."""

    def say(_: httpx.Request, said: str) -> httpx.Response:
        names = ("errorCode", "errorType", "type", "error_code", "error_type", "error_source")
        fault = dict.fromkeys((*names, "reason", "field", "path", "value"), said)
        fault |= {"message": f"{words} {said}", "detail": wrapped(said)}
        body = {"request_id": said, "errors": [fault, {"message": wrapped(said)}], "error": [fault]}
        return httpx.Response(status, json=body, headers=_repeating(said))

    return say


def page(status: int) -> Strike:
    return lambda _, said: httpx.Response(status, html=f"<pre>{html.escape(said)}</pre>")


def grant_refused(_: httpx.Request, said: str) -> httpx.Response:
    return httpx.Response(400, json={"error": "invalid_grant", "error_description": said})


def breaks(request: httpx.Request, said: str) -> httpx.Response:
    raise httpx.ReadError(f"while reading {said}", request=request)


def falls_over(request: httpx.Request, said: str) -> httpx.Response:
    """A fault of ours in the client, while a token is in hand."""
    token = request.headers.get("authorization", "")
    raise ZeroDivisionError(f"{token} {said}")


def _repeating(said: str) -> dict[str, str]:
    one = said.replace("\n", " ").encode("ascii", "replace").decode()
    return {"X-Echo": one, "X-Correlation-Id": one, "Set-Cookie": f"t={one}", "Location": one}


class Parrot(httpx.AsyncBaseTransport):
    """The sandbox behind a transport that repeats what it hears.

    `strikes`: by a piece of method and path, what is answered in place of the sandbox, in order.
    """

    def __init__(self, folder: Path, canaries: Canaries) -> None:
        self.canaries = canaries
        self.strikes: dict[str, list[Strike]] = {}
        self.asked: list[str] = []
        folder.mkdir()
        self.book, _ = Book.open(folder, FROZEN)
        limit = Limit(1_000_000, 1_000_000)
        desk = Desk(self.book, shared())
        seed(desk)
        seed_inbound(self.book)
        app = build(desk, endpoints=every_endpoint(), limit=limit)
        self._inner = httpx.ASGITransport(_by_socket(app))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        said = heard(request, body)
        self.asked.append(request.url.path)
        for name, value in parse_qsl(body.decode("utf-8", "replace")):
            if name in ("code", "code_verifier", "refresh_token"):
                self.canaries.learn(name, value)
        for path, strikes in self.strikes.items():
            if strikes and path in f"{request.method} {request.url.path}":
                return strikes.pop(0)(request, said)
        response = await self._ask(request, body)
        content = await response.aread()
        if request.url.path.endswith("token") and response.status_code == 200:
            for name, value in json.loads(content).items():
                if name in ("access_token", "refresh_token"):
                    self.canaries.learn(name, value)
        gone = ("content-encoding", "content-length", "transfer-encoding")
        headers = {name: one for name, one in response.headers.items() if name.lower() not in gone}
        return httpx.Response(
            response.status_code, headers={**headers, **_repeating(said)}, content=content
        )

    async def _ask(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """The same of the sandbox, in the name of its own application."""
        house = _HOUSES.get(request.url.host, _DIGIKEY)
        url = request.url.raw_path.decode()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in ("host", "content-length")
        }
        if b"client_secret=" in body:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True))
            ours = tuple(canary for canary, _ in house.names)
            assert (form["client_id"], form["client_secret"]) == ours
            form |= dict(zip(("client_id", "client_secret"), _theirs(house), strict=True))
            body = urlencode(form).encode()
        for canary, its in house.names:
            headers = {name: value.replace(canary, its) for name, value in headers.items()}
            for writing in (quote(canary, safe=""), quote_plus(canary)):
                url = url.replace(writing, quote(its))
        asked = httpx.Request(request.method, f"{house.url}{url}", headers=headers, content=body)
        return await self._inner.handle_async_request(asked)

    async def browse(self, address: str) -> str:
        """Where the browser of a person who signs in at `address` is sent."""
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query)) | {"sandbox_user": world.USER}
        url = f"{world.BASE_URL}{parts.path}?{urlencode(query, quote_via=quote)}"
        answer = await self._ask(httpx.Request("GET", url), b"")
        assert answer.status_code == 302, answer.status_code
        location = answer.headers["location"]
        self.canaries.learn("code", parse_qs(urlsplit(location).query)["code"][0])
        return str(location)


def _theirs(house: _House) -> tuple[str, ...]:
    return tuple(its for _, its in house.names)


def _by_socket(app: ASGIApp) -> ASGIApp:
    async def wired(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"wire": Wire(local=True, hang_up=_cannot)}}, receive, send)

    return wired


def _cannot() -> None:
    raise AssertionError("nobody asked for a connection to be cut")
