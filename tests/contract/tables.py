"""Every endpoint that the client asks or the sandbox answers, as OpenAPI documents of our own.

The vendor publishes a file for some of its APIs; for these the same tables are also held against
the file (`test_tables.py`). For Supply Chain, Order Management and sign-in there is none, and
these tables, put together from field lists and measurements, are all there is to judge by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.contract import after_tables, models
from tests.contract.spec import (
    ACCOUNT,
    CLIENT_ID,
    EITHER,
    ERROR,
    FORM,
    LOCALE,
    PROBLEM,
    Endpoint,
    Spec,
    answered,
)

Schema = dict[str, Any]


def _around(
    path: str,
    good: str,
    query: Mapping[str, str] | None = None,
    path_types: Mapping[str, str] | None = None,
    headers: tuple[str, ...] = LOCALE,
) -> Endpoint:
    answers = answered(good, PROBLEM)
    return Endpoint("get", f"/search{path}", answers, query or {}, path_types or {}, headers)


# Everything of the product API that is asked about one part, besides its details and prices.
_AROUND_A_PART: Final = (
    _around(
        "/{productNumber}/pricingbyquantity/{requestedQuantity}",
        "PricingOptionsForQuantityResponse",
        {"manufacturerId": "str"},
        {"requestedQuantity": "int32"},
        (*LOCALE, ACCOUNT),
    ),
    _around(
        "/{productNumber}/digireelpricing",
        "DigiReelPricing",
        {"requestedQuantity": "int32:1..!"},
        headers=(*LOCALE, ACCOUNT),
    ),
    _around("/{productNumber}/substitutions", "ProductSubstitutesResponse", {"includes": "str"}),
    _around("/{productNumber}/alternatepackaging", "AlternatePackagingResponse"),
    _around("/{productNumber}/associations", "ProductAssociationsResponse"),
    _around(
        "/{productNumber}/recommendedproducts",
        "RecommendedProductsResponse",
        {"limit": "int32", "searchOptionList": "str", "excludeMarketPlaceProducts": "bool"},
    ),
    _around("/{productNumber}/media", "MediaResponse"),
    _around("/manufacturers", "ManufacturersResponse"),
    _around("/categories", "CategoriesResponse", headers=()),
    _around(
        "/categories/{categoryId}", "CategoryResponse", None, {"categoryId": "int32"}, headers=()
    ),
)

SPECS: Final[tuple[Spec, ...]] = (
    Spec(
        "product information v4",
        "/products/v4",
        models.PRODUCTS,
        (
            Endpoint(
                "post",
                "/search/keyword",
                answered("KeywordResponse", PROBLEM),
                query={"includes": "str"},
                headers=LOCALE,
                body="KeywordRequest",
            ),
            Endpoint(
                "get",
                "/search/{productNumber}/productdetails",
                answered("ProductDetails", PROBLEM),
                query={"manufacturerId": "str", "includes": "str"},
                headers=(*LOCALE, ACCOUNT),
            ),
            Endpoint(
                "get",
                "/search/{productNumber}/pricing",
                answered("ProductPricingResponse", PROBLEM),
                query={
                    "limit": "int32:1..10",
                    "offset": "int32:0..",
                    "inStock": "bool",
                    "excludeMarketplace": "bool",
                    "excludeTariff": "bool",
                },
                headers=(*LOCALE, ACCOUNT),
            ),
            *_AROUND_A_PART,
        ),
        official="ProductSearch-v4.2026-05.derived.openapi.json",
    ),
    Spec(
        "product change notifications v3",
        "/ChangeNotifications/v3",
        models.NOTICES,
        (
            Endpoint(
                "get",
                "/Products/{DigiKeyPartNumber}",
                # Its file knows no 400, 403 and 500.
                {200: ("PcnResponse",), 401: EITHER, 404: ERROR, 429: EITHER, 503: EITHER},
                query={"Includes": "str"},
                headers=(*LOCALE, "X-DIGIKEY-Locale-ShipToCountry"),
            ),
        ),
        official="ProductChangeNotifications-v3.derived.openapi.json",
    ),
    Spec(
        "ordering v3",
        "/Ordering/v3",
        models.ORDERING,
        (Endpoint("post", "/Orders", answered("OrderResponse", ERROR), body="OrderRequest"),),
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
                answered("OrderResponse", PROBLEM),
                query={
                    "Shared": "bool",
                    "StartDate": "date",
                    "EndDate": "date",
                    "PageNumber": "int32:1..",
                    "PageSize": "int32:1..25",
                },
                headers=(*LOCALE, ACCOUNT),
            ),
            Endpoint(
                "get",
                "/salesorder/{salesOrderId}",
                answered("SalesOrder", PROBLEM),
                path_types={"salesOrderId": "int32"},
                headers=(*LOCALE, ACCOUNT),
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
                answered(good, EITHER),
                path_types={"accountId": "int32"} if "{accountId}" in path else {},
                headers=(*LOCALE, ACCOUNT),
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
    *after_tables.SPECS,
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
                kind=FORM,
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
    if "|" in words:
        return {"anyOf": [schema_of(word) for word in words.split("|")]}
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
        schema = schema_of(endpoint.body)
        operation["requestBody"] = {"content": {endpoint.kind: {"schema": schema}}}
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
