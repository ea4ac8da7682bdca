"""Holds requests and answers against the vendors' specifications and against our own tables.

openapi-core does the judging: paths, parameters, headers, status, media type and bodies. Around
it stand the few things that it lets pass: query parameters and vendor headers that no
specification knows, a body on a call that has none, a call without its bearer token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.contract import exercised, overlay, shared, tables, tally
from tests.contract.spec import JSON, PATCH
from tests.contract.tighten import Document, tighten

VENDOR: Final = "digikey"
HOSTS: Final = (
    "http://digikey.sandbox",
    "https://api.digikey.com",
    "https://sandbox-api.digikey.com",
)
_BEARER: Final = re.compile(r"Bearer [\x21-\x7e]+\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it went over the wire. Header names in any case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `side` is request or answer; `by` names the specification that says so."""

    side: str
    by: str
    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.side} {self.place}: {self.words} [{self.by}]"


class _Request:
    """What openapi-core wants to see of a request."""

    def __init__(self, asked: Asked) -> None:
        parts = urlsplit(asked.url)
        self.method = asked.method.lower()
        self.host_url = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path
        self.full_url_pattern = self.host_url + self.path
        self.headers = Headers(list(asked.headers.items()))
        self.query = parse_qsl(parts.query, keep_blank_values=True)
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(self.query), header=self.headers
        )
        self.body = asked.body or None
        self.content_type = self.headers.get("content-type", "")


class _Response:
    """What openapi-core wants to see of an answer."""

    def __init__(self, answered: Answered) -> None:
        self.status_code = answered.status
        self.headers = Headers(list(answered.headers.items()))
        self.data = answered.body
        self.content_type = self.headers.get("content-type", "")


_JSON: Final = Config(
    extra_media_type_deserializers={
        kind: lambda body, **_: shared.read_json(body) for kind in (JSON, PATCH)
    },
    # openapi-core calls a `double` whatever is a float; ours are Decimal, and never a float.
    extra_format_validators={"double": lambda value: not isinstance(value, float)},
)


@dataclass
class Book:
    """One specification, tightened twice: to judge requests by and to judge answers by."""

    name: str
    base: str
    loose: Document
    hosts: tuple[str, ...] = HOSTS

    @property
    def _servers(self) -> list[str]:
        return [host + self.base for host in self.hosts]

    @cached_property
    def for_requests(self) -> Document:
        return tighten(self.loose, self._servers, answers=False)

    @cached_property
    def for_answers(self) -> Document:
        return tighten(self.loose, self._servers, answers=True)

    @cached_property
    def _asking(self) -> OpenAPI:
        return OpenAPI.from_dict(self.for_requests, config=_JSON)

    @cached_property
    def _answering(self) -> OpenAPI:
        return OpenAPI.from_dict(self.for_answers, config=_JSON)

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        # A fixed path wins over one with a hole in the same place.
        paths = sorted(self.loose["paths"], key=lambda path: path.count("{"))
        return [
            (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.base + path)) + r"\Z"), path)
            for path in paths
        ]

    def template(self, path: str) -> str | None:
        """The path template that the raw (still encoded) `path` of a request fits."""
        return next((name for fits, name in self._templates if fits.match(path)), None)

    def judge_request(self, asked: Asked) -> Iterator[Fault]:
        request = _Request(asked)
        for error in self._asking.request_validator.iter_errors(request):
            yield from self._told("request", error)
        template = self.template(request.path)
        operation = self.for_requests["paths"].get(template, {}).get(request.method)
        if operation is None:
            return  # openapi-core has said so
        yield from self._strangers(request, operation)
        if "requestBody" not in operation and request.body:
            yield Fault("request", self.name, "body", "this call has none")

    def _strangers(self, request: _Request, operation: Document) -> Iterator[Fault]:
        known = {(item["in"], item["name"]) for item in operation.get("parameters", [])}
        names = [name for name, _ in request.query]
        for name in sorted(set(names)):
            if ("query", name) not in known:
                yield Fault("request", self.name, f"query {name}", "no such parameter")
            if names.count(name) > 1:
                yield Fault("request", self.name, f"query {name}", "stands twice")
        headers = {name.lower() for where, name in known if where == "header"}
        for name in request.headers.keys():  # noqa: SIM118 - a multi-dictionary's own order
            if name.lower().startswith("x-digikey-") and name.lower() not in headers:
                yield Fault("request", self.name, f"header {name}", "not for this call")

    def judge_answer(self, asked: Asked, answered: Answered) -> Iterator[Fault]:
        validator = self._answering.response_validator
        for error in validator.iter_errors(_Request(asked), _Response(answered)):
            yield from self._told("answer", error)

    def _told(self, side: str, error: Exception) -> Iterator[Fault]:
        cause = error.__cause__
        # A fault of a parameter names it; a fault of a body has only its pointer.
        within = f"{getattr(error, 'location', '')} {getattr(error, 'name', '')}".strip()
        within += " " if within else ""
        found = list(getattr(cause, "schema_errors", ()))
        for one in found:
            for inner in _innermost(one):
                place = "/".join(str(step).replace("/", "~1") for step in inner.absolute_path)
                yield Fault(side, self.name, f"{within}/{place}", inner.message[:200])
        if not found:
            words = f"{error} ({cause})" if cause else str(error)
            yield Fault(side, self.name, within, words[:300])


def _innermost(error: Any) -> Iterator[Any]:
    """Of several shapes that all failed, what is wrong with the nearest one (jsonschema's)."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for inner in min(branches.values(), key=len):
        yield from _innermost(inner)


@dataclass
class Referee:
    """Judges by every specification there is for a call, and remembers what was exercised."""

    books: list[tuple[Book, Book | None, tables.Spec]]
    _exercised: set[tuple[str, str, int]] = field(default_factory=set)

    @classmethod
    def of_everything(cls) -> Referee:
        """With our own tables, and with the vendor's files where they are at hand."""
        books: list[tuple[Book, Book | None, tables.Spec]] = []
        for spec in tables.SPECS:
            own = Book(f"own table, {spec.name}", spec.base, tables.document(spec))
            books.append((own, official_book(spec), spec))
        return cls(books)

    def judge_request(self, asked: Asked) -> list[Fault]:
        """Everything wrong with a request; empty where nothing is."""
        if urlsplit(asked.url).scheme + "://" + urlsplit(asked.url).netloc not in HOSTS:
            return [Fault("request", "own table", "", f"not a host of the vendor: {asked.url}")]
        place = self._place(asked)
        if place is None:
            return [Fault("request", "own table", "", f"no such path: {asked.url}")]
        own, official, spec = place
        faults = list(own.judge_request(asked))
        endpoint = _endpoint(spec, asked.method, own.template(urlsplit(asked.url).path))
        bearer = Headers(list(asked.headers.items())).get("authorization", "")
        if endpoint and endpoint.signed != bool(_BEARER.match(bearer)):
            words = "needs a bearer token" if endpoint.signed else "takes no bearer token"
            faults.append(Fault("request", own.name, "header Authorization", words))
        if official:
            faults += official.judge_request(asked)
        self._count(spec, official)
        return faults

    def judge_answer(self, asked: Asked, answered: Answered) -> list[Fault]:
        """Everything wrong with the answer to `asked`; empty where nothing is."""
        place = self._place(asked)
        if place is None:
            return [Fault("answer", "own table", "", f"no such path: {asked.url}")]
        own, official, spec = place
        path = urlsplit(asked.url).path
        if template := own.template(path):
            self._exercised.add((asked.method.upper(), own.base + template, answered.status))
        faults = list(own.judge_answer(asked, answered))
        if official:
            faults += official.judge_answer(asked, answered)
        self._count(spec, official)
        return faults

    def note(self, who: str, asked: Asked, status: int) -> None:
        """Have it stand in the page that `asked` was answered so, where the tables know that."""
        place = self._place(asked)
        template = place[0].template(urlsplit(asked.url).path) if place else None
        if place is None or template is None:
            return
        own, _, spec = place
        endpoint = _endpoint(spec, asked.method, template)
        if endpoint is not None and status in endpoint.answers:
            exercised.note(who, asked.method, own.base + template, status)

    def exercised(self) -> frozenset[tuple[str, str, int]]:
        """(method, whole path template, status) of every answer judged so far."""
        return frozenset(self._exercised)

    def _place(self, asked: Asked) -> tuple[Book, Book | None, tables.Spec] | None:
        path = urlsplit(asked.url).path
        return next((each for each in self.books if path.startswith(each[0].base + "/")), None)

    @staticmethod
    def _count(spec: tables.Spec, official: Book | None) -> None:
        if spec.official:
            tally.count(tally.MADE if official else tally.NOT_MADE)


def official_book(spec: tables.Spec) -> Book | None:
    """The vendor's own file for `spec`, corrected by the overlay; None where there is none."""
    loose = shared.specification(VENDOR, spec.official) if spec.official else None
    if loose is None:
        return None
    return Book(spec.official, spec.base, overlay.apply(loose, spec.official))


def _endpoint(spec: tables.Spec, method: str, template: str | None) -> tables.Endpoint | None:
    return next(
        (
            each
            for each in spec.endpoints
            if each.path == template and each.method == method.lower()
        ),
        None,
    )
