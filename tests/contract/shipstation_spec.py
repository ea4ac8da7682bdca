"""ShipStation's files, read in place, as what judges a call: nothing where they are not here.

Two files: purchase orders and suppliers as they were transcribed from the pages, all else as the
vendor published it. Every object is closed, and what is answered may be null, as with the other
vendors' files; both are of OpenAPI 3.1, whose schemas are JSON Schema, so a validator of that
judges them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator

from tests.contract import exercised, overlay, shared, tally
from tests.contract.overlay import Entry
from tests.contract.referee import Answered, Asked, Fault

VENDOR: Final = "shipstation"
ORDERS: Final = "shipstation-v2-purchase-orders-suppliers.transcribed.yaml"
REST: Final = "shipstation-v2-openapi-2025-08.yaml"
HOSTS: Final = ("http://shipstation.sandbox", "https://api.shipstation.com")
JSON: Final = "application/json"
PDF: Final = "application/pdf"

_DAY: Final = "2026-11-22"
_PAGED: Final = "renamed since: the pages call it page_size, up to 500"
_RECEIVED: Final = (
    '"full product details" are promised and not shown; what was received has these names where it '
    "is sent"
)
_LINE: Final = "/components/schemas/purchase_order/properties/products/items/properties"
ENTRIES: Final = (
    *(
        Entry(_DAY, REST, f"/paths/~1v2~1{where}/name", "set", "page_size", _PAGED)
        for where in (
            "inventory/get/parameters/4",
            "inventory_warehouses/get/parameters/0",
            "inventory_locations/get/parameters/0",
        )
    ),
    Entry(_DAY, ORDERS, f"{_LINE}/received_quantity", "set", {"type": "integer"}, _RECEIVED),
    Entry(_DAY, ORDERS, f"{_LINE}/rejected_quantity", "set", {"type": "integer"}, _RECEIVED),
)

# Of the key and the limit, whatever is asked; and the empty one of any endpoint.
_ANYWHERE: Final = frozenset((401, 403, 429, 500))

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path. `takes` and `gives` are schemas without a reference in them.

    `statuses` are those that it may answer with.
    """

    method: str
    path: str
    query: Mapping[str, Schema]
    takes: Schema | None
    gives: Schema | None
    kind: str
    error: Schema
    statuses: frozenset[int]

    @property
    def endpoint(self) -> str:
        return f"{self.method} {self.path}"


def here() -> bool:
    return shared.specification(VENDOR, ORDERS) is not None


@cache
def operations() -> dict[str, Operation]:
    """Every one of both files, by `METHOD /path`; none where the files are not here."""
    found: dict[str, Operation] = {}
    for file in (REST, ORDERS):
        loose = shared.specification(VENDOR, file)
        if loose is None:
            return {}
        document = overlay.apply(loose, file, ENTRIES)
        for path, item in document["paths"].items():
            for method in item.keys() & {"get", "post", "put", "delete"}:
                made = _operation(document, method.upper(), path, item)
                found[made.endpoint] = made
    return found


def _operation(document: Schema, method: str, path: str, item: Schema) -> Operation:
    told = item[method.lower()]
    given = [
        _meant(document, one) for one in (*item.get("parameters", ()), *told.get("parameters", ()))
    ]
    body = told.get("requestBody", {}).get("content", {}).get(JSON)
    good = told["responses"].get("200", {}).get("content", {})
    kind = next((one for one in (JSON, PDF) if one in good), "")
    error = document["components"]["schemas"]["error_response_body"]
    return Operation(
        method,
        path,
        {one["name"]: _plain(document, one["schema"]) for one in given if one["in"] == "query"},
        None if body is None else _plain(document, body["schema"]),
        _plain(document, good[JSON]["schema"]) if kind == JSON else None,
        kind,
        _plain(document, error),
        frozenset(map(int, told["responses"])) | _ANYWHERE,
    )


def _meant(document: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _plain(document: Schema, schema: Schema, depth: int = 12) -> Schema:
    """`schema` with what it refers to, and what it is all of, written out."""
    schema = dict(_meant(document, schema))
    if not depth:
        return {}
    for part in schema.pop("allOf", ()):
        inner = _plain(document, part, depth - 1)
        both = {**inner.get("properties", {}), **schema.get("properties", {})}
        schema = {**inner, **schema, **({"properties": both} if both else {})}
    if "properties" in schema:
        schema["properties"] = {
            name: _plain(document, one, depth - 1) for name, one in schema["properties"].items()
        }
    if "items" in schema:
        schema["items"] = _plain(document, schema["items"], depth - 1)
    return schema


def closed(schema: Schema, *, answers: bool) -> Schema:
    """With no field but those it names, and in answers with null where it likes."""
    made = dict(schema)
    if "properties" in made:
        # A transcribed answer says that there may be more; what comes of that is in the overlay.
        made["additionalProperties"] = False
        made["properties"] = {
            name: closed(one, answers=answers) for name, one in made["properties"].items()
        }
    if "items" in made:
        made["items"] = closed(made["items"], answers=answers)
    if answers and "type" in made:
        return {"anyOf": [made, {"type": "null"}]}
    return made


# -- judging -----------------------------------------------------------------------------------


def operation_of(method: str, path: str) -> Operation | None:
    """By a raw path; a fixed one wins over one with a hole in the same place."""
    fits = [
        one
        for one in operations().values()
        if one.method == method.upper()
        and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(one.path)), path)
    ]
    return min(fits, key=lambda one: one.path.count("{"), default=None)


def judge_request(asked: Asked) -> list[Fault]:
    """Everything wrong with a request; nothing where the files are not here."""
    if not here():
        tally.count(tally.NOT_MADE)
        return []
    tally.count(tally.MADE)
    return list(_request_faults(asked))


def _request_faults(asked: Asked) -> Iterator[Fault]:
    parts = urlsplit(asked.url)
    if f"{parts.scheme}://{parts.netloc}" not in HOSTS:
        yield Fault("request", ORDERS, "", f"not a host of the vendor: {asked.url}")
    operation = operation_of(asked.method, parts.path)
    if operation is None:
        yield Fault("request", ORDERS, "", f"no such path: {asked.method} {parts.path}")
        return
    headers = {name.lower(): value for name, value in asked.headers.items()}
    if not headers.get("api-key"):
        yield Fault("request", ORDERS, "header api-key", "is missing")
    query = parse_qsl(parts.query, keep_blank_values=True)
    for name in dict.fromkeys(name for name, _ in query):
        values = [value for each, value in query if each == name]
        schema = operation.query.get(name)
        if name == "cursor":
            continue  # Of a link to the next page, as the vendor made it.
        if schema is None or len(values) > 1:
            yield Fault("request", operation.endpoint, f"query {name}", "not known, or twice")
        else:
            yield from _faults(
                "request", operation, f"query {name}", schema, _read(values[0], schema)
            )
    if operation.takes is None:
        if asked.body:
            yield Fault("request", operation.endpoint, "body", "this call has none")
        return
    if headers.get("content-type", "").partition(";")[0] != JSON:
        yield Fault("request", operation.endpoint, "header content-type", "is not JSON")
    body = shared.read_json(asked.body)
    yield from _faults("request", operation, "body", closed(operation.takes, answers=False), body)


def judge_answer(asked: Asked, answered: Answered) -> list[Fault]:
    """Everything wrong with the answer to `asked`; nothing where the files are not here."""
    if not here():
        tally.count(tally.NOT_MADE)
        return []
    tally.count(tally.MADE)
    return list(_answer_faults(asked, answered))


def _answer_faults(asked: Asked, answered: Answered) -> Iterator[Fault]:
    operation = operation_of(asked.method, urlsplit(asked.url).path)
    if operation is None:
        return
    kind = {name.lower(): value for name, value in answered.headers.items()}.get("content-type", "")
    kind = kind.partition(";")[0].strip()
    if answered.status >= 400:
        # A 500 has no body, and whatever else goes wrong has one for all endpoints.
        if answered.body:
            said = shared.read_json(answered.body)
            yield from _faults(
                "answer", operation, "body", closed(operation.error, answers=False), said
            )
        elif answered.status < 500:
            yield Fault("answer", operation.endpoint, "body", "an error without words")
        return
    if kind != operation.kind and answered.body:
        yield Fault("answer", operation.endpoint, "header content-type", f"{kind!r}")
    if operation.gives is not None and answered.body:
        said = shared.read_json(answered.body)
        if isinstance(said, dict):
            # "2XX may still carry errors": an answer in part says so beside what it holds.
            said = {name: one for name, one in said.items() if name not in ("errors", "request_id")}
        yield from _faults("answer", operation, "body", closed(operation.gives, answers=True), said)


def _faults(
    side: str, operation: Operation, where: str, schema: Schema, said: Any
) -> Iterator[Fault]:
    for error in Draft202012Validator(schema).iter_errors(said):
        place = "/".join(str(step) for step in error.absolute_path)
        yield Fault(side, operation.endpoint, f"{where}/{place}", error.message[:300])


def _read(text: str, schema: Schema) -> Any:
    match schema.get("type"):
        case "integer":
            return int(text) if re.fullmatch(r"-?\d+", text) else text
        case "boolean":
            return {"true": True, "false": False}.get(text, text)
        case _:
            return text


def note(who: str, asked: Asked, status: int) -> None:
    """Have it stand in the page that `asked` was answered so, where the files know that."""
    operation = operation_of(asked.method, urlsplit(asked.url).path)
    if operation is not None and status in operation.statuses:
        exercised.note(who, asked.method, operation.path, status)


def known() -> set[tuple[str, str, int]]:
    """(method, path, status) of everything that the files know; none where they are not here."""
    return {(one.method, one.path, each) for one in operations().values() for each in one.statuses}
