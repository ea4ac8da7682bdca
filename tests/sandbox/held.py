"""Holds an answer against a list of fields: all of them there, no others, each of its type.

Null is right everywhere: no list of the vendor says what must be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

Shape = Any
_PLAIN = {"string": str, "boolean": bool, "integer": int, "number": Decimal}


class Instant:
    """The type of a field with a date and time."""


def wrong(shape: Shape, value: Any, place: str = "") -> list[str]:
    """Everything in which `value` is not of `shape`: a type, a list of one shape, or fields."""
    return list(_wrong(shape, value, place))


def _wrong(shape: Shape, value: Any, place: str) -> Iterator[str]:
    if value is None:
        return
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{place}: no object"
            return
        for name in sorted(shape.keys() ^ value.keys()):
            yield f"{place}/{name}: {'missing' if name in shape else 'in no list'}"
        for name in shape.keys() & value.keys():
            yield from _wrong(shape[name], value[name], f"{place}/{name}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place}: no list"
            return
        for at, each in enumerate(value):
            yield from _wrong(shape[0], each, f"{place}/{at}")
    elif shape is Instant:
        if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None:
            yield f"{place}: {value!r} is no instant"
    elif type(value) is not shape:
        yield f"{place}: {value!r} is not {shape.__name__}"


def of_document(document: Any, name: str) -> Shape:
    """The shape of a model of an OpenAPI document."""
    return _shape(document, document["components"]["schemas"][name])


def _shape(document: Any, schema: Any) -> Shape:
    if "$ref" in schema:
        return of_document(document, schema["$ref"].rsplit("/", 1)[1])
    if schema["type"] == "array":
        return [_shape(document, schema["items"])]
    if schema["type"] == "object":
        return {name: _shape(document, each) for name, each in schema["properties"].items()}
    if schema.get("format") == "date-time":
        return Instant
    return _PLAIN[schema["type"]]
