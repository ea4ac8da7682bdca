"""A specification's schema as a Hypothesis strategy: any answer the vendor may give, nasty too.

Only as much of OpenAPI as the vendor's files use. References are followed to a depth and then
end in null or an empty list, because a category holds categories.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from tests.contract.calls import ODD
from tests.contract.tighten import Document

_DEPTH: Final = 5

NASTY: Final = (
    "",
    "-",
    "0.1uF [10%]",
    "[/b]",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;AAAA\x07",
    "\x1b[2J",
    "\x9b31m",
    "\u202egnirts",
    "\u200b\u2066",
    "Ω µF ±5 % 電",
    "=cmd|' /C calc'!A0",
    "a\x00b\r\nc\td",
    "x" * 5_000,
    ODD,
    "half a pair \ud800",
)
_WORDS: Final = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
# Leap day, the vendor's "never", seven digits of fraction, an offset: all seen or documented.
TIMES: Final = (
    "1858-11-17T00:00:00Z",
    "2025-02-02T03:41:48.109-06:00",
    "2019-05-30T21:16:13.7526329Z",
    "2024-02-29T23:59:59+14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59-06:00",
)
MONEY: Final = tuple(
    Decimal(text) for text in ("0", "0.01704", "578000", "-1", "1E-5", "1E+25", "-0.0")
)
_MONEY: Final = st.sampled_from(MONEY) | st.decimals(
    -(10**9), 10**9, places=5, allow_nan=False, allow_infinity=False
)


@st.composite
def answers(draw: st.DrawFn, document: Document, schema: Any) -> Any:
    """A value that `schema`, taken from `document`, allows. Money comes as Decimal.

    Some are sparse and some nearly full: were each field there by chance alone, the deep ones
    would hardly ever be.
    """
    return _Maker(draw, document, draw(st.sampled_from((2, 6, 9)))).value(schema, _DEPTH)


class _Maker:
    """Draws one value. `often` says how many of ten fields, and of ten values, are there."""

    def __init__(self, draw: st.DrawFn, document: Document, often: int) -> None:
        self._draw = draw
        self._document = document
        self._often = often

    def _there(self) -> bool:
        return self._draw(st.integers(1, 10)) <= self._often

    def value(self, schema: Any, depth: int) -> Any:
        if "anyOf" in schema:
            return self.value(self._draw(st.sampled_from(schema["anyOf"])), depth)
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            schema, depth = self._document["components"]["schemas"][name], depth - 1
        if schema.get("nullable") and (depth <= 0 or not self._there()):
            return None
        kind = schema["type"]
        if kind == "array":
            count = self._draw(st.integers(0, 2)) if depth > 0 else 0
            return [self.value(schema["items"], depth) for _ in range(count)]
        if kind == "object":
            return self._object(schema, depth)
        return self._draw(_plain(schema))

    def _object(self, schema: Any, depth: int) -> Any:
        if "properties" not in schema:
            inner = schema["additionalProperties"]
            names = self._draw(st.lists(_WORDS, max_size=2, unique=True))
            return {name: self.value(inner, depth) for name in names}
        must = schema.get("required", ())
        return {
            name: self.value(child, depth)
            for name, child in schema["properties"].items()
            if name in must or self._there()
        }


def _plain(schema: Any) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from([word for word in schema["enum"] if word is not None])
    match schema["type"]:
        case "string":
            return st.sampled_from(TIMES) if schema.get("format") == "date-time" else _WORDS
        case "integer":
            top = 2**31 - 1 if schema.get("format") == "int32" else 2**63 - 1
            return st.sampled_from(_wholes(top)) | st.integers(0, top)
        case "number":
            return _MONEY
        case _:
            return st.booleans()


def _wholes(top: int) -> tuple[int, ...]:
    # Below zero 64 bits are not used up: a number of more than 18 digits and a sign is refused
    # as nonsense, and rightly.
    return (0, 1, -1, top, -(top // 10))


ROUNDS: Final = len(NASTY)


def fullest(document: Document, schema: Any, number: int, depth: int = _DEPTH) -> Any:
    """The answer with every field there and every field nasty, in the way of round `number`."""
    if "anyOf" in schema:
        schema = schema["anyOf"][number % len(schema["anyOf"])]
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema, depth = document["components"]["schemas"][name], depth - 1
    kind = schema["type"]
    if kind == "array":
        return [fullest(document, schema["items"], number, depth)] if depth > 0 else []
    if kind == "object":
        if depth <= 0:
            return None if schema.get("nullable") else {}
        if "properties" not in schema:
            inner = fullest(document, schema["additionalProperties"], number, depth)
            return {NASTY[number % len(NASTY)]: inner}
        children = schema["properties"].items()
        return {name: fullest(document, each, number, depth) for name, each in children}
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    if kind == "boolean":
        return bool(number % 2)
    choice: tuple[Any, ...] = MONEY
    if kind == "string":
        choice = TIMES if schema.get("format") == "date-time" else NASTY
    elif kind == "integer":
        choice = _wholes(2**31 - 1 if schema.get("format") == "int32" else 2**63 - 1)
    return choice[number % len(choice)]


def render(value: Any) -> str:
    """`value` as JSON text with every Decimal written out digit by digit, never as a float."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)}: {render(each)}" for key, each in value.items())
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(render, value)) + "]"
    if isinstance(value, float):
        raise TypeError("money is never a float")
    return str(value) if isinstance(value, Decimal) else json.dumps(value)
