"""The tables of TI's fields say what TI's files have, and what the client does with it."""

from __future__ import annotations

import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pytest
from pydantic import AliasChoices

from tests.contract import shared, tally, ti_spec
from tests.contract.spec import JSON
from tests.contract.ti_calls import CALLS
from tests.contract.ti_watch import TOKEN
from vendors.fields import Described, Dropped, Model, Within
from vendors.ti import fields
from vendors.ti.wire import Wire

APIS: Final = fields.apis()
ENDPOINTS: Final = {f"{one.method} {one.path}": (api, one) for api in APIS for one in api.endpoints}
OF_FILES: Final = [one for one in ENDPOINTS if not one.endswith(TOKEN)]
# By the file a list of summaries; by its example, and by its use, one whole order.
_WHOLE: Final = "GET /v2/store/orders/{orderNumber}"
# What stands on TI's public page and in none of its files.
_PAGE: Final = "on TI's page alone"
_WIRE: Final = ("wire_products", "wire_orders", "wire_shipments")


def models(api: Described, side: str) -> dict[str, Model]:
    return {one.name: one for one in (api.asked if side == "asked" else api.answered)}


def operation(endpoint: str) -> tuple[Any, Any]:
    """(the document, the operation) of an endpoint, as TI's file has it."""
    method, path = endpoint.split(" ")
    for file in ti_spec.FILES:
        document: Any = shared.specification("ti", file)
        found = document["paths"].get(path.removeprefix(ti_spec.BASE), {}).get(method.lower())
        if found is not None:
            of_all = document["paths"][path.removeprefix(ti_spec.BASE)].get("parameters", [])
            return document, {**found, "parameters": [*of_all, *found.get("parameters", [])]}
    raise LookupError(endpoint)


def body_of(endpoint: str, side: str) -> tuple[Any, Any]:
    """(the document, the schema) of what is sent or of what a success answers; None where none."""
    document, found = operation(endpoint)
    if side == "asked":
        content = found.get("requestBody", {}).get("content", {})
    elif endpoint == _WHOLE:
        return document, document["components"]["schemas"]["orderCreateResponse"]
    else:
        (status,) = (one for one in found["responses"] if one.startswith("2"))
        content = found["responses"][status]["content"]
    return document, content.get(JSON, {}).get("schema")


def resolved(node: Any, document: Any) -> Any:
    """What a reference stands for; of a list, what is in it."""
    while True:
        if "$ref" in node:
            where, node = node["$ref"].split("/")[1:], document
            for step in where:
                node = node[step]
        elif node.get("type") == "array":
            node = node["items"]
        else:
            return node


def _unlike(
    schema: Any, document: Any, known: dict[str, Model], name: str, seen: set[str]
) -> Iterator[str]:
    """Where the table and TI's file name other fields; `seen` gets the models met."""
    seen.add(name)
    ours, theirs = known[name].fields, resolved(schema, document)["properties"]
    for each in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}.{each}: only in the {'table' if each in ours else 'file'}"
    for each in ours.keys() & theirs.keys():
        fate, inner = ours[each], resolved(theirs[each], document)
        if isinstance(fate, Within):
            if "properties" not in inner:
                yield f"{name}.{each}: no object in the file"
            else:
                yield from _unlike(inner, document, known, fate.model, seen)
        elif "properties" in inner and not isinstance(fate, Dropped):
            yield f"{name}.{each}: an object without a model"


@pytest.mark.parametrize("endpoint", OF_FILES)
def test_the_table_has_every_field_of_tis_files(endpoint: str, official: None) -> None:
    api, described = ENDPOINTS[endpoint]
    for side, name in (("asked", described.takes), ("answered", described.gives)):
        document, schema = body_of(endpoint, side)
        assert (schema is not None) is bool(name)
        if name:
            assert list(_unlike(schema, document, models(api, side), name, set())) == []
    tally.count(tally.MADE)


@pytest.mark.parametrize("endpoint", OF_FILES)
def test_every_parameter_is_in_the_table(endpoint: str, official: None) -> None:
    document, found = operation(endpoint)
    theirs = {resolved(one, document)["name"] for one in found["parameters"]}
    assert theirs == ENDPOINTS[endpoint][1].parameters.keys()


@pytest.mark.parametrize(
    "api", [one for one in APIS if one is not fields.SIGN_IN], ids=lambda api: api.title
)
def test_no_model_is_left_over(api: Described, official: None) -> None:
    met: dict[str, set[str]] = defaultdict(set)
    for one in api.endpoints:
        for side, name in (("asked", one.takes), ("answered", one.gives)):
            if name:
                document, schema = body_of(f"{one.method} {one.path}", side)
                list(_unlike(schema, document, models(api, side), name, met[side]))
    for side, listed in (("asked", api.asked), ("answered", api.answered)):
        assert {one.name for one in listed if not one.name.startswith(_PAGE)} == met[side]


def test_every_endpoint_of_the_client_has_its_table() -> None:
    assert set(ENDPOINTS) == set(CALLS)


def test_what_stands_for_a_token_was_shown_by_ti(official: None) -> None:
    said = shared.recording("ti", "ti_oauth_token_200.doc.json")
    (answered,) = fields.SIGN_IN.answered
    assert answered.fields.keys() == said.keys()


# -- against the wire models -------------------------------------------------------------------


def _wire_models() -> dict[str, type[Wire]]:
    return {
        f"{module}.{name}": found
        for module in _WIRE
        for name, found in vars(importlib.import_module(f"vendors.ti.{module}")).items()
        if inspect.isclass(found) and issubclass(found, Wire) and found.__module__.endswith(module)
    }


def _spellings(model: type[Wire]) -> dict[str, set[str]]:
    """Every name under which each field of a model is read."""
    return {
        name: {name}
        | {
            str(one)
            for one in getattr(field.validation_alias, "choices", ())
            if isinstance(field.validation_alias, AliasChoices)
        }
        for name, field in model.model_fields.items()
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
    found = _wire_models()
    assert found.keys() == kept.keys()
    for name, model in found.items():
        spelled = _spellings(model)
        assert kept[name] <= set().union(*spelled.values()), name
        assert [one for one, names in spelled.items() if not names & kept[name]] == _MORE.get(
            name, []
        ), name


# Beside what the files have: where one example has an order's invoices, and bare legs.
_MORE: Final[dict[str, list[str]]] = {
    "wire_orders.Line": ["invoices"],
    "wire_orders.Tracking": [
        *("serviceLevel", "shipDate", "leg1Carrier", "leg2Carrier", "leg1TrackingNumber"),
        *("leg2TrackingNumber", "waybillNumber"),
    ],
}
