"""How ShipStation is asked for something: key, path, pages, and the answer read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from vendors.errors import Unreachable, Unreadable
from vendors.http import Call, Http, Redactor, Reply
from vendors.shipstation.apis import PRODUCT
from vendors.shipstation.envelopes import Envelope, media_type, speaks_json
from vendors.shipstation.settings import VENDOR, Settings
from vendors.shipstation.wire import ODD, M, parsed

T = TypeVar("T")
Query: TypeAlias = Mapping[str, str | int | bool | None]

READ_ONLY = "the settings say read_only = true, so nothing was sent"

# Larger answers are read in a thread: tens of milliseconds would hold up the keys.
_LARGE = 64 * 1024
# A list longer than this is not read to the end: 100,000 rows of the largest page.
MOST_PAGES = 200
# A paper of a few hundred lines has well under a megabyte.
_LARGEST_PAPER = 16 * 1024 * 1024
_PORTS = {"http": 80, "https": 443}


class Asking:
    """What all endpoints have in common. Raises vendors.errors.VendorError."""

    def __init__(self, settings: Settings, http: Http, hide: Redactor) -> None:
        self._settings = settings
        self._http = http
        self._hide = hide

    async def read(self, path: str, make: Callable[[object], T], query: Query | None = None) -> T:
        """What `make` reads out of the answer. May be asked again: it changes nothing.

        Raises Unreadable for a success that says that it is only a part (`errors` beside it), for
        one without a body and for one that is no JSON. A query's None is left out.
        """
        call = Call("GET", path + _written(query or {}), PRODUCT, self._headers())
        reply = await self._http.read(call)
        if len(reply.body) > _LARGE:
            return await asyncio.to_thread(lambda: make(self._said(reply)))
        return make(self._said(reply))

    async def rows(
        self, path: str, name: str, model: type[M], query: Query | None = None
    ) -> list[M]:
        """The list `name` of the answer, over all of its pages.

        The next page is where `links.next.href` points: that may be null, `{}` or missing at the
        end. Fewer rows than the answer's `total` raise Unreadable, so that nobody takes half a
        list for all of it; so do a link to another host, one that was followed before, and more
        pages than `MOST_PAGES`.
        """
        found: list[M] = []
        target = path + _written(query or {})
        seen = {target}
        for _ in range(MOST_PAGES):
            rows, said = await self.read(target, lambda said: _listed(said, name, model))
            found += rows
            following = self._next(said, target)
            if following is None:
                _check_whole(said, len(found))
                return found
            if following in seen:
                raise Unreadable(VENDOR, "ShipStation's list leads back to a page already read")
            seen.add(following)
            target = following
        raise Unreadable(VENDOR, f"ShipStation's list has more than {MOST_PAGES} pages")

    async def numbered(
        self, path: str, name: str, model: type[M], query: Query, size: int
    ) -> list[M]:
        """The list `name`, over pages that are asked for by their number (`page`, from 1)."""
        found: list[M] = []
        for page in range(1, MOST_PAGES + 1):
            asked = {**query, "page_size": size, "page": page}
            rows, said = await self.read(path, lambda said: _listed(said, name, model), asked)
            found += rows
            pages = said.get("pages")
            more = page < pages if isinstance(pages, int) else len(rows) == size
            if not rows or not more:
                _check_whole(said, len(found))
                return found
        raise Unreadable(VENDOR, f"ShipStation's list has more than {MOST_PAGES} pages")

    async def paper(self, path: str) -> bytes:
        """A PDF. Raises Unreadable for anything else."""
        headers = self._headers("application/pdf")
        reply = await self._http.read(Call("GET", path, PRODUCT, headers, size=_LARGEST_PAPER))
        if media_type(reply) != "application/pdf" or not reply.body.startswith(b"%PDF-"):
            raise Unreadable(VENDOR, "ShipStation answered with something that is no PDF")
        return reply.body

    async def once(self, method: str, path: str, body: bytes) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status.

        Raises Unreachable where the settings say that nothing is to be changed.
        """
        if self._settings.read_only:
            raise Unreachable(VENDOR, READ_ONLY)
        headers = {**self._headers(), "Content-Type": "application/json"}
        return await self._http.once(Call(method, path, PRODUCT, headers, body), fresh=True)

    def _headers(self, accept: str = "application/json") -> dict[str, str]:
        return {"api-key": self._settings.api_key, "Accept": accept}

    def _said(self, reply: Reply) -> object:
        if not reply.body.strip():
            raise Unreadable(VENDOR, "ShipStation answered without a body", status=reply.status)
        if not speaks_json(reply):
            raise Unreadable(
                VENDOR, "something other than ShipStation's API answered", status=reply.status
            )
        said = reply.json()
        envelope = Envelope(reply, self._hide)
        if envelope.partly:
            raise Unreadable(
                VENDOR,
                "ShipStation answered with only a part of what was asked",
                words=envelope.partly,
                request_id=envelope.request_id,
                status=reply.status,
            )
        return said

    def _next(self, said: Mapping[str, object], target: str) -> str | None:
        """Path and query of the page behind `target`, or None at the end. Raises Unreadable.

        The link is ShipStation's text: it is followed on the host of the settings alone.
        """
        links = said.get("links")
        link = links.get("next") if isinstance(links, dict) else None
        href = link.get("href") if isinstance(link, dict) else None
        if href is None or href == "":
            return None
        if not isinstance(href, str) or not href.isascii() or not href.isprintable() or " " in href:
            raise Unreadable(VENDOR, "ShipStation's link to the next page is none")
        base = self._settings.base_url.rstrip("/")
        try:
            there = urlsplit(urljoin(base + target, href))
            same = _place(there.scheme, there.netloc) == _place(*urlsplit(base)[:2])
        except ValueError:
            same = False
        if not same or not there.path.startswith("/v2/"):
            raise Unreadable(VENDOR, "ShipStation's link to the next page leads elsewhere")
        return there.path + (f"?{there.query}" if there.query else "")


def _place(scheme: str, netloc: str) -> tuple[str, int | None]:
    """Host and port. Raises ValueError where a user's name stands before the host.

    Not the scheme: the document's own links say http, and what is followed is always ours.
    """
    parts = urlsplit(f"{scheme}://{netloc}")
    if "@" in netloc or "\\" in netloc or not parts.hostname or scheme not in _PORTS:
        raise ValueError("no place")
    return parts.hostname, None if parts.port == _PORTS[scheme] else parts.port


def _listed(said: object, name: str, model: type[M]) -> tuple[list[M], Mapping[str, object]]:
    """The rows and all that stands beside them. Raises Unreadable where the list is missing."""
    rows = said.get(name) if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(rows, list):
        raise Unreadable(VENDOR, ODD, words=f"no {name} in it")
    return [parsed(model, row) for row in rows], said


def _check_whole(said: Mapping[str, object], came: int) -> None:
    """Raises Unreadable where more rows are said to be there than came."""
    total = said.get("total")
    if isinstance(total, int) and came < total:
        raise Unreadable(VENDOR, f"ShipStation says that there are {total:,} and gave {came:,}")


def _written(values: Query) -> str:
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value is not None
    }
    return "?" + urlencode(said) if said else ""
