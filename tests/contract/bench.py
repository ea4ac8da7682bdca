"""Calls of the sandbox's endpoints, each held against every specification there is for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest

from tests.contract import exercised, shared
from tests.contract.referee import HOSTS, Answered, Asked, Referee
from tests.sandbox.desk_kit import KEYWORD, Calls, Said
from vendors.sandbox import world

JSON: Final = {"content-type": "application/json; charset=utf-8"}
SIGNED: Final = {"authorization": "Bearer abc.def", "x-digikey-client-id": world.CLIENT_ID}
PRODUCT: Final = "/products/v4/search"


def product(number: str, what: str = "productdetails") -> str:
    """The path of what is asked about one part."""
    return f"{PRODUCT}/{quote(number, safe='')}/{what}"


class Bench:
    """Calls whose questions and answers all go before the referee."""

    def __init__(self, calls: Calls, referee: Referee) -> None:
        self.calls = calls
        self.referee = referee

    def asked(self, method: str, url: str, body: Any, headers: dict[str, str]) -> Asked:
        content = b"" if body is None else json.dumps(body).encode()
        typed = JSON if content else {}
        return Asked(method, HOSTS[0] + url, {**SIGNED, **typed, **headers}, content)

    def hold(self, method: str, url: str, body: Any = None, **more: Any) -> Any:
        """The answer to a right question, after the referee has found nothing in either."""
        headers = more.get("headers", {})
        asked = self.asked(method, url, body, headers)
        assert self.referee.judge_request(asked) == []
        content = self.calls.raw(method, url, body, **more)
        assert self.referee.judge_answer(asked, Answered(200, JSON, content)) == []
        self.referee.note(exercised.SANDBOX, asked, 200)
        return shared.read_json(content)

    def get(self, url: str, **more: Any) -> Any:
        return self.hold("GET", url, **more)

    def search(self, **body: Any) -> Any:
        return self.hold("POST", KEYWORD, body)

    def refused(self, status: int, method: str, url: str, body: Any = None) -> None:
        """A question that is refused with `status`, in a shape that its service has."""
        with pytest.raises(Said) as caught:
            self.calls.raw(method, url, body)
        said = caught.value
        assert said.status == status
        answer = Answered(status, JSON, json.dumps(said.body).encode())
        asked = self.asked(method, url, body, {})
        assert self.referee.judge_answer(asked, answer) == []
        self.referee.note(exercised.SANDBOX, asked, status)

    def lacking(self, method: str, url: str, body: Any = None) -> set[str]:
        """What the specification of the call has and its answer has not, not even null."""
        path = urlsplit(url).path
        (own,) = (each for each, _, _ in self.referee.books if each.template(path))
        operation = own.for_answers["paths"][own.template(path)][method.lower()]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        answer = self.hold(method, url, body)
        assert answer
        return set(_lacking(own.for_answers, schema, answer))


# A search never has own prices, and categories end somewhere.
_EMPTY = ("Products/ProductVariations/MyPricing", "ExactMatches/ProductVariations/MyPricing",
          "ChildCategories/ChildCategories", "/Children/Children")  # fmt: skip


def _lacking(document: Any, schema: Any, value: Any, place: str = "") -> Iterator[str]:
    """Properties of the specification that an answer should have and has not; lists without
    an element, which show nothing."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, list):
        if not value and not place.endswith(_EMPTY):
            yield f"{place}: empty"
        for each in value[:1]:
            yield from _lacking(document, schema["items"], each, place)
    elif isinstance(value, dict):
        for name, inner in schema["properties"].items():
            if name not in value:
                yield f"{place}/{name}"
            else:
                yield from _lacking(document, inner, value[name], f"{place}/{name}")
