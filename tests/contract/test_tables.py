"""Our own tables say what the vendor's files say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.contract import overlay, shared, tables, tally
from tests.contract.referee import Book, official_book

WITH_FILE = [spec for spec in tables.SPECS if spec.official]
_TOLD = ("type", "format", "enum", "nullable", "minimum", "maximum", "minLength", "maxLength")
_TOLD_OF_MANY = ("minItems", "maxItems")


def _differences(
    place: str, ours: Any, theirs: Any, books: tuple[Book, Book], seen: set[tuple[str, str]]
) -> Iterator[str]:
    """Where two schemas differ in names, types, bounds or what must be there."""
    first, second = (
        _resolve(schema, book) for schema, book in zip((ours, theirs), books, strict=True)
    )
    key = (str(ours.get("$ref")), str(theirs.get("$ref")))
    if "$ref" in ours or "$ref" in theirs:
        if key in seen:
            return
        seen.add(key)
    for word in (*_TOLD, *_TOLD_OF_MANY):
        if first.get(word) != second.get(word):
            yield f"{place}: {word} is {first.get(word)!r} here, {second.get(word)!r} there"
    if sorted(first.get("required", [])) != sorted(second.get("required", [])):
        yield f"{place}: required differs"
    mine, other = first.get("properties", {}), second.get("properties", {})
    for name in sorted(mine.keys() | other.keys()):
        if name not in mine or name not in other:
            yield f"{place}/{name}: only {'here' if name in mine else 'there'}"
        else:
            yield from _differences(f"{place}/{name}", mine[name], other[name], books, seen)
    for word in ("items", "additionalProperties"):
        one, two = first.get(word), second.get(word)
        if isinstance(one, dict) and isinstance(two, dict):
            yield from _differences(f"{place}/{word}", one, two, books, seen)
        elif one != two:
            yield f"{place}: {word} is {one!r} here, {two!r} there"
    choices = first.get("anyOf", []), second.get("anyOf", [])
    if len(choices[0]) != len(choices[1]):
        yield f"{place}: {len(choices[0])} shapes here, {len(choices[1])} there"
    for number, (one, two) in enumerate(zip(*choices, strict=False)):
        yield from _differences(f"{place}/anyOf/{number}", one, two, books, seen)


def _resolve(schema: Any, book: Book) -> Any:
    while "$ref" in schema:
        schema = book.for_answers["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _parameters(operation: Any) -> dict[tuple[str, str], Any]:
    # The vendor declares Authorization for ordering alone; we demand it of every call.
    return {
        (each["in"], each["name"]): (
            each["required"],
            {key: value for key, value in each["schema"].items() if key != "format"},
        )
        for each in operation.get("parameters", [])
        if each["name"] != "Authorization"
    }


def _json(part: Any) -> Any:
    return part.get("content", {}).get("application/json", {}).get("schema", {})


def _compare(spec: tables.Spec) -> list[str]:
    own, theirs = Book("own", spec.base, tables.document(spec)), official_book(spec)
    assert theirs is not None
    found: list[str] = []
    for endpoint in spec.endpoints:
        here = own.for_answers["paths"][endpoint.path][endpoint.method]
        there = theirs.for_answers["paths"][endpoint.path][endpoint.method]
        place = f"{endpoint.method} {endpoint.path}"
        assert _parameters(here) == _parameters(there), place
        assert here["responses"].keys() == there["responses"].keys(), place
        seen: set[tuple[str, str]] = set()
        pairs = [(place, here.get("requestBody", {}), there.get("requestBody", {}))]
        for status, answer in here["responses"].items():
            pairs.append((f"{place} {status}", answer, there["responses"][status]))
        for name, one, two in pairs:
            found += _differences(name, _json(one), _json(two), (own, theirs), seen)
        tally.count(tally.MADE)
    return found


@pytest.mark.parametrize("spec", WITH_FILE, ids=lambda spec: spec.name)
def test_own_tables_say_what_the_vendors_file_says(spec: tables.Spec, official: None) -> None:
    """Paths, parameters, headers, statuses, fields and types, endpoint by endpoint."""
    assert _compare(spec) == []


@pytest.mark.parametrize(
    ("right", "wrong", "noticed"),
    [
        ("PoLineItemNumber str", "PoLineItemNo str", "PoLineItemNo: only here"),
        ("OrderNumber int64", "OrderNumber int32", "format is 'int32' here, 'int64' there"),
        ("ShippedDate time", "ShippedDate str", "format is None here"),
    ],
)
def test_a_wrong_word_in_our_own_table_is_noticed(
    right: str, wrong: str, noticed: str, official: None
) -> None:
    spec = next(spec for spec in WITH_FILE if spec.name.startswith("order status"))
    assert right in spec.models
    found = _compare(replace(spec, models=spec.models.replace(right, wrong)))
    assert noticed in "\n".join(found)


def test_every_overlay_entry_has_a_day_a_reason_and_a_place(official: None) -> None:
    """Applying raises for an entry whose place is gone; one for a file nobody reads is dead."""
    for entry in overlay.ENTRIES:
        assert entry.day.startswith("20")
        assert entry.reason
    assert {entry.file for entry in overlay.ENTRIES} == {spec.official for spec in WITH_FILE}
    for spec in WITH_FILE:
        loose = shared.specification("digikey", spec.official)
        assert loose is not None
        overlay.apply(loose, spec.official)


def test_an_overlay_entry_without_its_place_is_refused() -> None:
    entry = overlay.Entry("2026-11-20", "f", "/paths/~1gone/get", "move", "x", "because")
    with pytest.raises(overlay.Stale, match="gone"):
        overlay.apply({"paths": {}}, "f", (entry,))


def test_no_field_line_is_silently_misread() -> None:
    with pytest.raises(ValueError, match="not a field"):
        tables.schemas_of("Thing: Name string of some kind, Other, More!!")
    assert tables.schemas_of("Thing: Name str:1..5!, Count int32")["Thing"] == {
        "type": "object",
        "properties": {
            "Name": {"type": "string", "minLength": 1, "maxLength": 5},
            "Count": {"type": "integer", "format": "int32"},
        },
        "required": ["Name"],
    }
