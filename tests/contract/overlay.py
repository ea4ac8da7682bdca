"""Where the vendor's files and the vendor's servers, or its files and its own words, differ.

Each entry changes one place of one file in memory, by JSON pointer, with the day it was written
and why. An entry that no longer finds its place is an error, so that none outlives its reason.
The rules that hold for every file alike (closed objects, nullable answers, whole numbers) are in
`tighten.py`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final, Literal

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One correction. `set` replaces or adds at `pointer`; `move` renames it to `value`.

    `append` adds `value` to the list at `pointer`. The parent of a pointer must be there, and so
    must the place itself for `move` and `append`.
    """

    day: str
    file: str
    pointer: str
    change: Literal["set", "move", "append"]
    value: Any
    reason: str


_ORDERING: Final = "Ordering-v3.derived.openapi.json"
_STATUS: Final = "OrderStatus-v4.derived.openapi.json"
_PRODUCTS: Final = "ProductSearch-v4.2026-05.derived.openapi.json"
_PACKING: Final = "PackingList-v1.derived.openapi.json"
_NOTICES: Final = "ProductChangeNotifications-v3.derived.openapi.json"

_API_ERROR: Final = {
    "ApiErrorResponse": {
        "type": "object",
        "properties": {
            "ErrorResponseVersion": {"type": "string"},
            "StatusCode": {"type": "integer", "format": "int32"},
            "ErrorMessage": {"type": "string"},
            "ErrorDetails": {"type": "string"},
            "RequestId": {"type": "string"},
            "ValidationErrors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ApiValidationError"},
            },
        },
    },
    "ApiValidationError": {
        "type": "object",
        "properties": {"Field": {"type": "string"}, "Message": {"type": "string"}},
    },
}
_PROBLEM: Final = {
    "DKProblemDetails": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer", "format": "int32"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "correlationId": {"type": "string"},
            "errors": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
}
_EITHER: Final = {
    "anyOf": [
        {"$ref": "#/components/schemas/ApiErrorResponse"},
        {"$ref": "#/components/schemas/DKProblemDetails"},
    ]
}


def _gateway(file: str, operations: tuple[str, ...], lacking: Document) -> tuple[Entry, ...]:
    """Both error shapes for the answers that the gateway gives."""
    reason = "recorded and documented answers of the gateway come in either error shape"
    models = tuple(
        Entry("2026-11-20", file, f"/components/schemas/{name}", "set", schema, reason)
        for name, schema in lacking.items()
    )
    answers = tuple(
        Entry(
            "2026-11-20",
            file,
            f"{operation}/responses/{status}/content/application~1json/schema",
            "set",
            _EITHER,
            reason,
        )
        for operation in operations
        for status in (401, 429, 503)
    )
    return models + answers


def _bounds(file: str, pointer: str, bounds: Document, reason: str) -> tuple[Entry, ...]:
    return tuple(
        Entry("2026-11-20", file, f"{pointer}/{key}", "set", value, f"stated in words: {reason}")
        for key, value in bounds.items()
    )


_KEYWORD: Final = "/components/schemas/KeywordRequest/properties"
_LINE: Final = "/components/schemas/LineItem/properties"
_PRICING: Final = "/paths/~1search~1{productNumber}~1pricing/get"
_REEL: Final = "/paths/~1search~1{productNumber}~1digireelpricing/get"
_NUMBERED: Final = tuple(
    f"/paths/~1search~1{{productNumber}}~1{what}/get"
    for what in (
        "productdetails",
        "pricing",
        "pricingbyquantity~1{requestedQuantity}",
        "digireelpricing",
        "substitutions",
        "alternatepackaging",
        "associations",
        "recommendedproducts",
        "media",
    )
)
_MAKERS: Final = "/paths/~1search~1manufacturers/get"
_CATEGORIES: Final = (
    "/paths/~1search~1categories/get",
    "/paths/~1search~1categories~1{categoryId}/get",
)
_CLIENT_ID: Final = {
    "name": "X-DIGIKEY-Client-Id",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
}
_ORDERS: Final = "/paths/~1orders/get"
_SALES_ORDER: Final = "/paths/~1salesorder~1{salesOrderId}/get"

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "2026-11-20",
        _ORDERING,
        "/components/schemas/ApiErrorResponse/properties/_ErrorResponseVersion",
        "move",
        "ErrorResponseVersion",
        "recorded answers spell it without the underscore",
    ),
    Entry(
        "2026-11-20",
        _ORDERING,
        "/components/schemas/OrderResponse/properties/SalesOrderIds_DKPlus/items",
        "set",
        {"type": "integer", "format": "int64"},
        "they are sales order numbers; the file calls them numbers of any kind",
    ),
    Entry(
        "2026-11-20",
        _STATUS,
        f"{_SALES_ORDER}/parameters",
        "append",
        {
            "name": "X-DIGIKEY-Account-Id",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
        },
        "measured by others: without it a 2-legged call answers 400, with it the sales order",
    ),
    Entry(
        "2026-11-20",
        _STATUS,
        f"{_ORDERS}/parameters/1/schema/format",
        "set",
        "date",
        "stated in words: StartDate is a date",
    ),
    Entry(
        "2026-11-20",
        _STATUS,
        f"{_ORDERS}/parameters/2/schema/format",
        "set",
        "date",
        "stated in words: EndDate is a date",
    ),
    *_bounds(_STATUS, f"{_ORDERS}/parameters/3/schema", {"minimum": 1}, "pages count from 1"),
    *_bounds(
        _STATUS,
        f"{_ORDERS}/parameters/4/schema",
        {"minimum": 1, "maximum": 25},
        "at most 25 orders a page",
    ),
    *_bounds(_PRODUCTS, f"{_KEYWORD}/Keywords", {"maxLength": 250}, "at most 250 characters"),
    *_bounds(_PRODUCTS, f"{_KEYWORD}/Limit", {"minimum": 1, "maximum": 50}, "1 to 50"),
    *_bounds(_PRODUCTS, f"{_KEYWORD}/Offset", {"minimum": 0}, "an index from 0"),
    *_bounds(
        _PRODUCTS, f"{_PRICING}/parameters/0/schema", {"minimum": 1, "maximum": 10}, "1 to 10"
    ),
    *_bounds(_PRODUCTS, f"{_PRICING}/parameters/1/schema", {"minimum": 0}, "an index from 0"),
    *_bounds(_ORDERING, f"{_LINE}/RequestedQuantity", {"minimum": 1}, "greater than zero"),
    *_bounds(
        _ORDERING,
        "/components/schemas/Schedule/properties/ScheduledQuantity",
        {"minimum": 1},
        "pieces to ship",
    ),
    *_bounds(
        _ORDERING,
        "/components/schemas/OrderRequest/properties/LineItems",
        {"minItems": 1},
        "one line or more",
    ),
    *_bounds(
        _ORDERING,
        "/components/schemas/Address/properties/Country",
        {"minLength": 2, "maxLength": 2},
        "the two-letter code",
    ),
    *_gateway(_ORDERING, ("/paths/~1Orders/post",), _PROBLEM),
    *_gateway(_STATUS, (_ORDERS, _SALES_ORDER), _API_ERROR),
    *_gateway(
        _PRODUCTS,
        ("/paths/~1search~1keyword/post", *_NUMBERED, _MAKERS, *_CATEGORIES),
        _API_ERROR,
    ),
    *_gateway(
        _PACKING,
        (
            "/paths/~1v1~1invoice~1{invoiceId}/get",
            "/paths/~1v1~1salesorderid~1{salesOrderId}/get",
            "/paths/~1v1~1purchaseordernumber~1{purchaseOrderNumber}/get",
        ),
        _API_ERROR,
    ),
    *_gateway(_NOTICES, ("/paths/~1Products~1{DigiKeyPartNumber}/get",), _PROBLEM),
    Entry(
        "2026-11-21",
        _PRODUCTS,
        f"{_CATEGORIES[0]}/parameters",
        "set",
        [_CLIENT_ID],
        "the file lists no header at all; the gateway counts and checks by this one on every call",
    ),
    Entry(
        "2026-11-21",
        _PRODUCTS,
        f"{_CATEGORIES[1]}/parameters",
        "append",
        _CLIENT_ID,
        "as for all categories",
    ),
    *_bounds(_PRODUCTS, f"{_REEL}/parameters/0/schema", {"minimum": 1}, "greater than 0"),
)


class Stale(LookupError):
    """An entry's place is not in the file any more: look at the entry anew."""


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _child(node: Any, step: str, entry: Entry) -> Any:
    try:
        return node[int(step)] if isinstance(node, list) else node[step]
    except (KeyError, IndexError, ValueError) as missing:
        raise Stale(f"{entry.file}#{entry.pointer}: nothing at {step!r}") from missing


def apply(document: Document, file: str, entries: tuple[Entry, ...] = ENTRIES) -> Document:
    """A corrected copy of `document`, which was read from `file`. Raises Stale."""
    corrected = copy.deepcopy(document)
    for entry in entries:
        if entry.file != file:
            continue
        *way, last = _steps(entry.pointer)
        parent: Any = corrected
        for step in way:
            parent = _child(parent, step, entry)
        if entry.change == "set":
            parent[last] = copy.deepcopy(entry.value)
        elif entry.change == "append":
            _child(parent, last, entry).append(copy.deepcopy(entry.value))
        else:
            parent[entry.value] = _child(parent, last, entry)
            del parent[last]
    return corrected
