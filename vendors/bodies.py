"""What was sent to a vendor, as a person may look at it: what was ordered, and no person's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from vendors.text import clean

HIDDEN = "•••"
# By vendor: the fields whose values say what was ordered and for which account. Whatever is not
# named here is hidden, a field that is new among them.
_READABLE: dict[str, frozenset[str]] = {
    "digikey": frozenset(
        {
            "PurchaseOrderNumber",
            "Currency",
            "CustomerId",
            "CustomerLineItemId",
            "CustomerPartNumber",
            "DigiKeyPartNumber",
            "ManufacturerPartNumber",
            "ProductDescription",
            "RequestedQuantity",
            "UnitPrice",
        }
    )
}
_LONGEST = 200


def redacted(vendor: str, body: bytes) -> str:
    """`body` laid out: number, currency, lines and CustomerId; every other value as `•••`.

    Figures stand as they were sent. What is no JSON object is not shown at all.
    """
    try:
        value = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return f"{len(body):,} bytes that are no JSON object: not shown"
    return "\n".join(_lines("", value, _READABLE.get(vendor, frozenset()), ""))


def _lines(head: str, value: Any, readable: frozenset[str], indent: str) -> Iterator[str]:
    """`head` is what stands before the value on its first line: a field's name, or nothing."""
    inner = indent + "  "
    match value:
        case dict():
            yield f"{indent}{head}{{"
            for name, item in value.items():
                shown = item if name in readable or isinstance(item, (dict, list)) else HIDDEN
                yield from _lines(f"{clean(name, 60)}: ", shown, readable, inner)
            yield f"{indent}}}"
        case list():
            yield f"{indent}{head}["
            for item in value:
                shown = item if isinstance(item, (dict, list)) else HIDDEN
                yield from _lines("", shown, readable, inner)
            yield f"{indent}]"
        case Decimal():
            yield f"{indent}{head}{value:f}"
        case _:
            yield f"{indent}{head}{clean(str(value), _LONGEST)}"
