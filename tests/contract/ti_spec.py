"""TI's own files, read in place, as books that judge a call: none where the files are not here.

There are no tables of our own beside them. Sign-in is in none of the files.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import Headers

from tests.contract import overlay, shared, tally, ti_overlay
from tests.contract.referee import Answered, Asked, Book, Fault

VENDOR: Final = "ti"
BASE: Final = "/v2"
HOSTS: Final = ("http://ti.sandbox", "https://transact.ti.com")
FILES: Final = (
    ti_overlay.PRODUCTS,
    ti_overlay.PROFILES,
    ti_overlay.SHIPMENTS,
    ti_overlay.ORDERS,
)

Document = dict[str, Any]


def document(file: str) -> Document | None:
    """One of TI's files, corrected by the overlay; None where it is not here."""
    loose = shared.specification(VENDOR, file)
    return None if loose is None else overlay.apply(_plain(loose), file, ti_overlay.ENTRIES)


@cache
def books() -> tuple[Book, ...]:
    """All of TI's files that are here; the dearest to build once for a whole run."""
    found = ((file, document(file)) for file in FILES)
    return tuple(Book(file, BASE, loose, HOSTS) for file, loose in found if loose is not None)


def template(asked: Asked) -> str | None:
    """The path of TI's files, with names in braces, that a call goes to."""
    place = _place(asked)
    return place[0].template(urlsplit(place[1].url).path) if place else None


def judge_request(asked: Asked) -> list[Fault]:
    """Everything wrong with a request, by TI's file; nothing where the files are not here."""
    return _judge("request", asked, None)


def judge_answer(asked: Asked, answered: Answered) -> list[Fault]:
    """Everything wrong with the answer to `asked`, in the same way."""
    return _judge("answer", asked, answered)


def _judge(side: str, asked: Asked, answered: Answered | None) -> list[Fault]:
    if not books():
        tally.count(tally.NOT_MADE)
        return []
    tally.count(tally.MADE)
    place = _place(asked)
    if place is None:
        return [Fault(side, "TI's files", "", f"no such path: {asked.url}")]
    book, plain = place
    if answered is None:
        bearer = Headers(list(asked.headers.items())).get("authorization", "")
        signed = re.fullmatch(r"Bearer [\x21-\x7e]+", bearer)
        unsigned = Fault(side, book.name, "header Authorization", "needs a bearer token")
        faults = [*book.judge_request(plain), *_flags(book, plain)]
        return faults if signed else [*faults, unsigned]
    return list(book.judge_answer(plain, answered))


def _flags(book: Book, asked: Asked) -> Iterator[Fault]:
    """TI refuses `True`, which openapi-core takes."""
    parts = urlsplit(asked.url)
    item = book.for_requests["paths"].get(book.template(parts.path), {})
    known = item.get(asked.method.lower(), {}).get("parameters", [])
    flags = {each["name"] for each in known if each["schema"].get("type") == "boolean"}
    for name, text in parse_qsl(parts.query, keep_blank_values=True):
        if name in flags and text not in ("true", "false"):
            yield Fault("request", book.name, f"query {name}", f"{text!r} is not true or false")


def _place(asked: Asked) -> tuple[Book, Asked] | None:
    """(the file that has the path, the call without the slash that TI's page puts at the end)."""
    parts = urlsplit(asked.url)
    plain = replace(asked, url=parts._replace(path=parts.path.rstrip("/")).geturl())
    fits = [(book, book.template(parts.path.rstrip("/"))) for book in books()]
    # A fixed path wins over one with a hole in the same place, in whichever file it is.
    known = [(book, path) for book, path in fits if path is not None]
    if not known:
        return None
    return min(known, key=lambda each: each[1].count("{"))[0], plain


def _plain(loose: Document) -> Document:
    """With every parameter and answer where it is used, as the rest of the judging expects."""
    made = copy.deepcopy(loose)
    parts = made["components"]
    # How a token is asked for and shown is not openapi-core's affair: `judge_request` sees to it.
    made.pop("security", None)
    parts.pop("securitySchemes", None)
    for item in made["paths"].values():
        of_all = item.pop("parameters", [])
        for operation in item.values():
            operation.pop("security", None)
            operation["parameters"] = [
                _meant(parts, each) for each in (*of_all, *operation.get("parameters", []))
            ]
            operation["responses"] = {
                status: _meant(parts, each) for status, each in operation["responses"].items()
            }
    for unused in ("parameters", "responses"):
        parts.pop(unused, None)
    return made


def _meant(parts: Document, node: Document) -> Document:
    if "$ref" not in node:
        return node
    *_, kind, name = node["$ref"].split("/")
    return copy.deepcopy(parts[kind][name])
