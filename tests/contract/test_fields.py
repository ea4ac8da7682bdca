"""The tables of fields say what the specifications have, and what the program does with it."""

from __future__ import annotations

import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.contract import tables, tally
from tests.contract.page import rows
from tests.contract.referee import Book, official_book
from tests.contract.spec import FORM, JSON, PATCH
from vendors import afterwards, contract, details, terms, vocabulary
from vendors.digikey import Settings, fields
from vendors.digikey.wire import Wire
from vendors.fields import Described, Dropped, Model, Within

APIS: Final = fields.apis()
ENDPOINTS: Final = {f"{one.method} {one.path}": (api, one) for api in APIS for one in api.endpoints}
TABLES: Final = {
    f"{one.method.upper()} {spec.base}{one.path}": (spec, one)
    for spec in tables.SPECS
    for one in spec.endpoints
}
BOOKS: Final = {spec.name: Book("own", spec.base, tables.document(spec)) for spec in tables.SPECS}
TYPES: Final = {
    name: found
    for module in (afterwards, contract, details, terms, vocabulary)
    for name, found in vars(module).items()
    if inspect.isclass(found)
} | {"Settings": Settings}
_WIRE: Final = (
    *("wire_products", "wire_details", "wire_orders", "wire_management", "wire_packing"),
    "wire_supply",
)


def models(api: Described, side: str) -> dict[str, Model]:
    return {one.name: one for one in (api.asked if side == "asked" else api.answered)}


# -- against the specifications ----------------------------------------------------------------


def test_every_endpoint_of_the_page_is_here() -> None:
    assert set(ENDPOINTS) == {row.endpoint for row in rows("DigiKey")}
    assert len(ENDPOINTS) == sum(len(api.endpoints) for api in APIS)


def body_of(document: Any, endpoint: str, side: str) -> Any:
    """The schema of what is sent, or of what a success answers; None where that has no body."""
    _, found = TABLES[endpoint]
    operation = document["paths"][found.path][found.method]
    if side == "asked":
        part = operation.get("requestBody", {})
    else:
        part = operation["responses"].get("200", {})
    content = part.get("content", {})
    return next((content[kind]["schema"] for kind in (JSON, PATCH, FORM) if kind in content), None)


def _objects(schema: Any, document: Any) -> Iterator[Any]:
    """The objects that `schema` is, is a list of, or may be one of."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for key in ("anyOf", "oneOf"):
        for one in schema.get(key, ()):
            yield from _objects(one, document)
    if schema.get("type") == "array":
        yield from _objects(schema["items"], document)
    elif "properties" in schema:
        yield schema


def _unlike(
    schema: Any, document: Any, known: dict[str, Model], name: str, seen: set[str]
) -> Iterator[str]:
    """Where the table and the specification name other fields; `seen` gets the models met."""
    if name in seen:
        return
    seen.add(name)
    for found in _objects(schema, document):
        ours, theirs = known[name].fields, found["properties"]
        for each in sorted(ours.keys() ^ theirs.keys()):
            yield f"{name}.{each}: only in the {'table' if each in ours else 'specification'}"
        for each in ours.keys() & theirs.keys():
            fate, inner = ours[each], list(_objects(theirs[each], document))
            if isinstance(fate, Within):
                if not inner:
                    yield f"{name}.{each}: no object in the specification"
                yield from _unlike(theirs[each], document, known, fate.model, seen)
            elif inner and not isinstance(fate, Dropped):
                # What one field sends may be a text or a list of a model: known by its fields.
                near = [
                    one
                    for one in known.values()
                    if one.fields.keys() == inner[0]["properties"].keys()
                ]
                if not near:
                    yield f"{name}.{each}: an object without a model"
                seen.update(one.name for one in near)


def _compared(document: Any, endpoint: str) -> tuple[list[str], dict[str, set[str]]]:
    api, described = ENDPOINTS[endpoint]
    found: list[str] = []
    met: dict[str, set[str]] = {}
    for side, name in (("asked", described.takes), ("answered", described.gives)):
        schema, seen = body_of(document, endpoint, side), met.setdefault(side, set())
        if (schema is None) is bool(name):
            found.append(f"{endpoint}: {name or 'no body'} here, not there ({side})")
        elif schema is not None:
            found += _unlike(schema, document, models(api, side), name, seen)
    return found, met


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_table_has_every_field_of_our_own_tables(endpoint: str) -> None:
    spec, _ = TABLES[endpoint]
    assert _compared(BOOKS[spec.name].loose, endpoint)[0] == []


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if TABLES[one][0].official])
def test_the_table_has_every_field_of_the_vendors_files(endpoint: str, official: None) -> None:
    book = official_book(TABLES[endpoint][0])
    assert book is not None
    assert _compared(book.loose, endpoint)[0] == []
    tally.count(tally.MADE)


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.title)
def test_no_model_is_left_over(api: Described) -> None:
    met: dict[str, set[str]] = defaultdict(set)
    for one in api.endpoints:
        spec, _ = TABLES[f"{one.method} {one.path}"]
        for side, names in _compared(BOOKS[spec.name].loose, f"{one.method} {one.path}")[1].items():
            met[side] |= names
    assert {one.name for one in api.asked} == met["asked"]
    assert {one.name for one in api.answered} == met["answered"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_parameter_and_header_is_here(endpoint: str) -> None:
    spec, found = TABLES[endpoint]
    operation = BOOKS[spec.name].loose["paths"][found.path][found.method]
    theirs = {(one["in"] == "header", one["name"]) for one in operation["parameters"]}
    _, ours = ENDPOINTS[endpoint]
    everywhere = fields.EVERYWHERE.keys() if found.signed else set()
    named = {(False, one) for one in ours.parameters} | {(True, one) for one in ours.headers}
    assert theirs - {(True, one) for one in everywhere} == named


# -- against the wire models -------------------------------------------------------------------


def _wire_models() -> dict[str, type[Wire]]:
    return {
        f"{module}.{name}": found
        for module in _WIRE
        for name, found in vars(importlib.import_module(f"vendors.digikey.{module}")).items()
        if inspect.isclass(found) and issubclass(found, Wire) and found.__module__.endswith(module)
    }


def test_the_wire_models_hold_what_is_kept_or_sent_and_nothing_else() -> None:
    """Both ways. A class that several models share holds what any of them keeps."""
    kept: dict[str, set[str]] = defaultdict(set)
    for api in APIS:
        for model in (*api.asked, *api.answered):
            if model.wire:
                kept[model.wire] |= {
                    name for name, fate in model.fields.items() if not isinstance(fate, Dropped)
                }
    assert {name: set(found.model_fields) for name, found in _wire_models().items()} == kept
