"""Lists, page by page: by a cursor in the address of the next page, or by the number of a page.

A cursor says where the next page begins and what was asked for, and is signed, so that only one
that was given here is taken. What the last page has in place of a next one drifts between the
specifications (`null`, `{}`, nothing at all): here it goes by how many there are.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from vendors.sandbox import world
from vendors.sandbox.desk import Ask
from vendors.sandbox.reading import Query
from vendors.sandbox.shipstation.refusals import Noted, wrong_value

Json = dict[str, Any]
Item = TypeVar("Item")
# What an item is sorted by.
Place = list[Any]

_USUAL, _MOST = 50, 500
_MARK = 16


def by_cursor(
    ask: Ask,
    filters: Sequence[str],
    find: Callable[[Mapping[str, str]], Sequence[Item]],
    place: Callable[[Item], Place],
    *,
    also: str = "",
) -> tuple[list[Item], Json]:
    """(the items of the page that was asked for, what stands beside them in the answer).

    `find` gives everything that fits the filters; a list is in the order of `place`, which no two
    items share. `also`: another name for `page_size`. Raises Rejected.
    """
    noted = Noted()
    name = "page_size" if "page_size" in ask.query else also or "page_size"
    size = Query(ask.query, noted).whole(name, _USUAL, least=1, most=_MOST)
    noted.refuse()
    after, page, asked = None, 1, {one: ask.query[one] for one in filters if one in ask.query}
    if cursor := ask.query.get("cursor"):
        after, page, asked = _opened(cursor, ask.path)
    items = sorted(find(asked), key=place)
    # By the place, so that what came or went since moves nothing.
    rest = [item for item in items if after is None or place(item) > after]
    shown = rest[:size]
    links: Json = {"first": {"href": _address(ask.path, {**asked, "page_size": size})}}
    if len(rest) > size:
        sealed = _sealed(ask.path, place(shown[-1]), page + 1, asked)
        query = {"page_size": size, "cursor": sealed}
        links["next"] = {"href": _address(ask.path, query)}
    elif (last := len(items) % 3) != 2:
        links["next"] = (None, {})[last]
    return shown, {
        "total": len(items),
        "page": page,
        "pages": -(-len(items) // size),
        "links": links,
    }


def by_number(ask: Ask, items: Sequence[Item], most: int) -> tuple[Sequence[Item], Json]:
    """The same by `page` and `page_size`, which is `most` where it is not said. Raises Rejected."""
    noted = Noted()
    query = Query(ask.query, noted)
    size = query.whole("page_size", most, least=1, most=most)
    page = query.whole("page", 1, least=1)
    noted.refuse()
    pages = max(1, -(-len(items) // size))
    kept = {name: ask.query[name] for name in ("sku", "name", "active") if name in ask.query}

    def link(number: int) -> Json:
        if not 1 <= number <= pages:
            return {}
        return {"href": _address(ask.path, {**kept, "page": number, "page_size": size})}

    return items[(page - 1) * size : page * size], {
        "total": len(items),
        "page": page,
        "pages": pages,
        "links": {
            "first": link(1),
            "last": link(pages),
            "prev": link(page - 1),
            "next": link(page + 1),
        },
    }


def _address(path: str, query: Mapping[str, object]) -> str:
    return f"{world.SHIPSTATION_BASE_URL}{path}?{urlencode(query)}"


def _sealed(path: str, after: Place, page: int, asked: Mapping[str, str]) -> str:
    content = json.dumps([after, page, dict(asked)], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_signature(path, content) + content).decode().rstrip("=")


def _opened(cursor: str, path: str) -> tuple[Place, int, dict[str, str]]:
    """(where to go on, which page that is, what was asked for). Raises Rejected."""
    try:
        whole = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (ValueError, binascii.Error):
        whole = b""
    signature, content = whole[:_MARK], whole[_MARK:]
    if not hmac.compare_digest(signature, _signature(path, content)):
        raise wrong_value("cursor: The cursor is not valid.")
    after, page, asked = json.loads(content)
    return after, page, asked


def _signature(path: str, content: bytes) -> bytes:
    key = world.SHIPSTATION_KEY.encode()
    return hmac.new(key, path.encode() + b"\0" + content, hashlib.sha256).digest()[:_MARK]
