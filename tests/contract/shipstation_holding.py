"""Calls of the sandbox's ShipStation, each held against ShipStation's files.

More narrowly than a client's calls are: nothing is null that the files do not say can be, every
instant is one, and every status of a success is declared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from jsonschema import Draft202012Validator

from tests.contract import exercised, shared, shipstation_spec
from tests.contract.referee import Answered, Asked
from tests.sandbox.shipstation_kit import KEY, Depot
from vendors.sandbox import world

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
# 2026-11-22, the file of August 2025: it calls `next` of the inventory's
# lists an object, and the pages since answer null, {} or nothing on the last page.
_MAY_BE_NULL: Final = ("next",)
# Properties that no answer of the sandbox has, by the piece of their place and why.
NEVER: Final = {
    "links/last": "the pages since know first and next only",
    "links/prev": "the pages since know first and next only",
    "bundle_components/": "no product of the sandbox is a bundle",
    "address_line3": "no address has three lines",
    "/email": "no address of a building has one",
    "prev/href": "seen on a second page",
}

Json = dict[str, Any]


@dataclass
class Held:
    """Calls of which every question and every answer is judged."""

    shop: Depot
    seen: dict[str, set[str]] = field(default_factory=dict)

    async def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        answer = await self.shop.call(method, path, body)
        content = b"" if body is None else json.dumps(body).encode()
        typed = {"content-type": "application/json"} if content else {}
        url = path if path.startswith("http") else world.SHIPSTATION_BASE_URL + path
        asked = Asked(method, url, {**KEY, **typed}, content)
        answered = Answered(answer.status_code, dict(answer.headers), answer.content)
        assert shipstation_spec.judge_answer(asked, answered) == []
        if answer.status_code < 400:
            assert shipstation_spec.judge_request(asked) == []
            self._hold(asked, answer)
        shipstation_spec.note(exercised.SANDBOX, asked, answer.status_code)
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.call(method, path, body)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None

    def _hold(self, asked: Asked, answer: httpx.Response) -> None:
        operation = shipstation_spec.operation_of(asked.method, urlsplit(asked.url).path)
        if operation is None:  # the files are not here
            return
        assert answer.status_code in _declared(operation)
        if operation.gives is None:
            return
        said = shared.read_json(answer.content)
        faults = list(faults_of(operation.gives, said))
        assert faults == [], f"{operation.endpoint}: {faults}"
        self.seen.setdefault(operation.endpoint, set()).update(_places(said))


def _declared(operation: shipstation_spec.Operation) -> set[int]:
    for file in (shipstation_spec.ORDERS, shipstation_spec.REST):
        document = shared.specification(shipstation_spec.VENDOR, file) or {"paths": {}}
        told = document["paths"].get(operation.path, {}).get(operation.method.lower())
        if told is not None:
            return {int(status) for status in told["responses"]}
    raise LookupError(operation.endpoint)


def faults_of(schema: Json, said: Any) -> Iterator[str]:
    """What is wrong with an answer, by the schema of its operation."""
    for error in Draft202012Validator(_narrow(schema)).iter_errors(said):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    yield from _bad_instants(schema, said)


def _narrow(schema: Json, name: str = "") -> Json:
    """Closed, and null only where it says so (the file says it in the words of OpenAPI 3.0)."""
    made = {key: value for key, value in schema.items() if key not in ("nullable", "x-nullable")}
    if "properties" in made:
        made["additionalProperties"] = False
        made["properties"] = {key: _narrow(each, key) for key, each in made["properties"].items()}
    if "items" in made:
        made["items"] = _narrow(made["items"])
    null = schema.get("nullable") or schema.get("x-nullable") or name in _MAY_BE_NULL
    return {"anyOf": [made, {"type": "null"}]} if null else made


def _bad_instants(schema: Json, said: Any, place: str = "") -> Iterator[str]:
    if isinstance(said, list):
        for each in said:
            yield from _bad_instants(schema.get("items", {}), each, place)
    elif isinstance(said, dict):
        for name, each in said.items():
            inner = schema.get("properties", {}).get(name, {})
            yield from _bad_instants(inner, each, f"{place}/{name}")
    elif schema.get("format") == "date-time" and said is not None and not _INSTANT.match(said):
        yield f"{place}: {said!r} is no instant"


def _places(said: Any, place: str = "") -> Iterator[str]:
    """Every property of an answer, by its way from the top."""
    if isinstance(said, list):
        for each in said:
            yield from _places(each, place)
    elif isinstance(said, dict):
        for name, each in said.items():
            yield f"{place}/{name}"
            yield from _places(each, f"{place}/{name}")


def known_places(schema: Json, place: str = "") -> Iterator[str]:
    """Every property that a schema knows."""
    if "items" in schema:
        yield from known_places(schema["items"], place)
    for name, each in schema.get("properties", {}).items():
        yield f"{place}/{name}"
        yield from known_places(each, f"{place}/{name}")
