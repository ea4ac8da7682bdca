"""Every endpoint that the client asks or the sandbox answers, as OpenAPI documents of our own.

The vendor publishes a file for three of its APIs; for these the same tables are also held against
the file (`test_tables.py`). For Supply Chain, Order Management and sign-in there is none, and
these tables, put together from field lists and measurements, are all there is to judge by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.contract import models

Schema = dict[str, Any]

_LOCALE: Final = (
    "X-DIGIKEY-Locale-Language",
    "X-DIGIKEY-Locale-Currency",
    "X-DIGIKEY-Locale-Site",
)
_ACCOUNT: Final = "X-DIGIKEY-Account-Id"
CLIENT_ID: Final = "X-DIGIKEY-Client-Id"
# Answers that come from the gateway before the API has seen anything, in either error shape.
GATEWAY: Final = (401, 429, 503)
EITHER: Final = ("ApiErrorResponse", "DKProblemDetails")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path. `query` and `path_types` use the types of `models`."""

    method: str
    path: str
    answers: Mapping[int, tuple[str, ...]]
    query: Mapping[str, str] = field(default_factory=dict)
    path_types: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    body: str = ""
    form: bool = False
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """One API of the vendor. `official` names the vendor's file, empty where there is none."""

    name: str
    base: str
    models: str
    endpoints: tuple[Endpoint, ...]
    official: str = ""


def _answers(good: str, error: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {200: (good,)}
    for status in (400, 403, 404, 500):
        found[status] = error
    for status in GATEWAY:
        found[status] = tuple(sorted({*EITHER, *error}))
    return found


_PROBLEM: Final = ("DKProblemDetails",)
_ERROR: Final = ("ApiErrorResponse",)

SPECS: Final[tuple[Spec, ...]] = (
    Spec(
        "product information v4",
        "/products/v4",
        models.PRODUCTS,
        (
            Endpoint(
                "post",
                "/search/keyword",
                _answers("KeywordResponse", _PROBLEM),
                query={"includes": "str"},
                headers=_LOCALE,
                body="KeywordRequest",
            ),
            Endpoint(
                "get",
                "/search/{productNumber}/productdetails",
                _answers("ProductDetails", _PROBLEM),
                query={"manufacturerId": "str", "includes": "str"},
                headers=(*_LOCALE, _ACCOUNT),
            ),
            Endpoint(
                "get",
                "/search/{productNumber}/pricing",
                _answers("ProductPricingResponse", _PROBLEM),
                query={
                    "limit": "int32:1..10",
                    "offset": "int32:0..",
                    "inStock": "bool",
                    "excludeMarketplace": "bool",
                    "excludeTariff": "bool",
                },
                headers=(*_LOCALE, _ACCOUNT),
            ),
        ),
        official="ProductSearch-v4.2026-05.derived.openapi.json",
    ),
    Spec(
        "ordering v3",
        "/Ordering/v3",
        models.ORDERING,
        (Endpoint("post", "/Orders", _answers("OrderResponse", _ERROR), body="OrderRequest"),),
        official="Ordering-v3.derived.openapi.json",
    ),
    Spec(
        "order status v4",
        "/orderstatus/v4",
        models.ORDER_STATUS,
        (
            Endpoint(
                "get",
                "/orders",
                _answers("OrderResponse", _PROBLEM),
                query={
                    "Shared": "bool",
                    "StartDate": "date",
                    "EndDate": "date",
                    "PageNumber": "int32:1..",
                    "PageSize": "int32:1..25",
                },
                headers=(*_LOCALE, _ACCOUNT),
            ),
            Endpoint(
                "get",
                "/salesorder/{salesOrderId}",
                _answers("SalesOrder", _PROBLEM),
                path_types={"salesOrderId": "int32"},
                headers=(*_LOCALE, _ACCOUNT),
            ),
        ),
        official="OrderStatus-v4.derived.openapi.json",
    ),
    Spec(
        "supply chain v1",
        "/SupplyChain/v1",
        models.SUPPLY_CHAIN,
        tuple(
            Endpoint(
                "get",
                "/BondedQuantity" + path,
                _answers(good, EITHER),
                path_types={"accountId": "int32"} if "{accountId}" in path else {},
                headers=(*_LOCALE, _ACCOUNT),
            )
            for path, good in (
                ("/Locations", "[CustomerLocationResponse]"),
                ("/Locations/{accountId}", "CustomerLocationResponse"),
                ("/Locations/{accountId}/Products", "[BondedInventoryProductResponse]"),
                (
                    "/Locations/{accountId}/Products/{partNumber}",
                    "BondedInventoryProductResponse",
                ),
                ("/Products", "[BondedInventoryProductResponse]"),
            )
        ),
    ),
    Spec(
        "order management v1",
        "/OrderManagement/v1",
        models.ORDER_MANAGEMENT_1,
        (
            Endpoint(
                "get",
                "/SalesOrders/Search/PoNumber/{poNumber}",
                _answers("Found", (*EITHER, "LowerError")),
                query={"ordersLimit": "int32:1.."},
                headers=(*_LOCALE, _ACCOUNT),
            ),
            Endpoint(
                "get",
                "/SalesOrders/{salesOrderId}",
                _answers("SalesOrder", (*EITHER, "LowerError")),
                path_types={"salesOrderId": "int32"},
                headers=(*_LOCALE, _ACCOUNT),
            ),
        ),
    ),
    Spec(
        "order management v2",
        "/ordermanagement/v2",
        models.ORDER_MANAGEMENT_2,
        (
            Endpoint(
                "get",
                "/salesorders/{salesOrderId}",
                _answers("SalesOrder", EITHER),
                path_types={"salesOrderId": "int32"},
                headers=(*_LOCALE, _ACCOUNT),
            ),
        ),
    ),
    Spec(
        "sign-in",
        "/v1/oauth2",
        models.SIGN_IN,
        (
            Endpoint(
                "get",
                "/authorize",
                # 302 hands the code over; the page for a person is 200 and HTML, judged by nobody.
                {
                    200: (),
                    302: (),
                    400: ("SignInError", *EITHER),
                    401: ("SignInError", *EITHER),
                    429: EITHER,
                    503: EITHER,
                },
                query={
                    "response_type": "str!",
                    "client_id": "str!",
                    "redirect_uri": "str!",
                    "state": "str",
                    "code_challenge": "str",
                    "code_challenge_method": "str",
                    # Not the vendor's: the sandbox signs its own user in without a page.
                    "sandbox_user": "str",
                },
                signed=False,
            ),
            Endpoint(
                "post",
                "/token",
                {
                    200: ("Token",),
                    400: ("SignInError", *EITHER),
                    401: ("SignInError", *EITHER),
                    429: EITHER,
                    503: EITHER,
                },
                body="TokenRequest",
                form=True,
                signed=False,
            ),
        ),
    ),
)

_PLAIN: Final[dict[str, Schema]] = {
    "str": {"type": "string"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "money": {"type": "number", "format": "double"},
    "bool": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
}
_BOUNDS: Final = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "integer": ("minimum", "maximum"),
}
_FIELD: Final = re.compile(
    r"(?P<name>\w+) (?P<type>[^,!:]+)(?::(?P<least>\d*)\.\.(?P<most>\d*))?(?P<must>!?)\Z"
)


def schema_of(words: str) -> Schema:
    """The schema of one type as `models` spells it, without its bounds."""
    if words in _PLAIN:
        return dict(_PLAIN[words])
    if words.startswith("["):
        return {"type": "array", "items": schema_of(words[1:-1])}
    if words.startswith("{"):
        return {"type": "object", "additionalProperties": schema_of(words[1:-1])}
    if words.startswith("<"):
        return {"type": "string", "enum": models.WORDS[words[1:-1]].split()}
    if not words.isidentifier():
        raise ValueError(f"not a field of a model table, nor a type: {words!r}")
    return {"$ref": f"#/components/schemas/{words}"}


def _field(words: str) -> tuple[str, Schema, bool]:
    parts = _FIELD.match(words)
    if parts is None:
        raise ValueError(f"not a field of a model table: {words!r}")
    schema = schema_of(parts["type"])
    for bound, key in zip(("least", "most"), _BOUNDS.get(schema.get("type", ""), ()), strict=False):
        if parts[bound]:
            schema[key] = int(parts[bound])
    return parts["name"], schema, bool(parts["must"])


def schemas_of(table: str) -> dict[str, Schema]:
    """The models of one table as OpenAPI schemas by their names."""
    found: dict[str, Schema] = {}
    for line in re.sub(r"\n +", " ", table).strip().splitlines():
        if not line:
            continue
        name, _, fields = line.partition(": ")
        parts = [_field(words.strip()) for words in fields.split(",")]
        found[name] = {"type": "object", "properties": {key: made for key, made, _ in parts}}
        if must := [key for key, _, required in parts if required]:
            found[name]["required"] = must
    return found


def _parameters(endpoint: Endpoint) -> list[Schema]:
    found: list[Schema] = []
    for name in re.findall(r"{(\w+)}", endpoint.path):
        schema = schema_of(endpoint.path_types.get(name, "str"))
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    for name, words in endpoint.query.items():
        _, schema, must = _field(f"{name} {words}")
        found.append({"name": name, "in": "query", "required": must, "schema": schema})
    if endpoint.signed:
        text = {"type": "string"}
        found += [
            {"name": name, "in": "header", "required": name == CLIENT_ID, "schema": dict(text)}
            for name in (CLIENT_ID, *endpoint.headers)
        ]
    return found


def _operation(endpoint: Endpoint) -> Schema:
    answers: Schema = {}
    for status, kinds in endpoint.answers.items():
        answers[str(status)] = {"description": ""}
        if kinds:
            choices = [schema_of(kind) for kind in kinds]
            schema = choices[0] if len(choices) == 1 else {"anyOf": choices}
            answers[str(status)]["content"] = {"application/json": {"schema": schema}}
    operation: Schema = {"parameters": _parameters(endpoint), "responses": answers}
    if endpoint.body:
        kind = "application/x-www-form-urlencoded" if endpoint.form else "application/json"
        operation["requestBody"] = {"content": {kind: {"schema": schema_of(endpoint.body)}}}
    return operation


def document(spec: Spec) -> Schema:
    """`spec` as an OpenAPI 3.0 document, as loose as the vendor's own files are."""
    paths: Schema = {}
    for endpoint in spec.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
    return {
        "openapi": "3.0.0",
        "info": {"title": spec.name, "version": "own"},
        "servers": [],
        "paths": paths,
        "components": {"schemas": schemas_of(spec.models)},
    }
