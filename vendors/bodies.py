"""What is sent to a vendor: as JSON with exact figures, and as a person may look at it afterwards.

Who looks sees what was ordered, and no person's data.
"""

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
            # What holds for the order and its lines.
            "ShipControl",
            "ShipMethod",
            "MfgCOfCRequired",
            "Taxable",
            "QuoteId",
            "DeliveryDate",
            "ScheduledDate",
            "ScheduledQuantity",
            # Changes: a JSON Patch, schedules in both spellings, a quantity on backorder.
            "op",
            "path",
            "value",
            "ScheduleDate",
            "QuantityScheduled",
            "scheduleDate",
            "quantityScheduled",
            "BackOrderQuantity",
        }
    ),
    "ti": frozenset(
        {
            "customerPurchaseOrderNumber",
            "checkoutProfileId",
            "expediteShipping",
            "customerLineItemNumber",
            "tiPartNumber",
            "customerPartNumber",
            "customReelIndicator",
            "quantity",
        }
    ),
    "shipstation": frozenset(
        {
            "reference_number",
            "supplier_id",
            "warehouse_id",
            "currency_code",
            "order_date",
            "expected_delivery_date",
            "payment_terms",
            "payment_status",
            "shipping_carrier",
            "tracking_number",
            "sku",
            "supplier_sku",
            "quantity",
            "cost",
            "status",
            # Goods received.
            "inventory_location_id",
            "received_quantity",
            "rejected_quantity",
            "lot",
            "expiration_date",
        }
    ),
}
_LONGEST = 200


def written(value: object) -> str:
    """JSON with every Decimal as the number it is: a float would be another one."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            inner = (f"{json.dumps(name)}:{written(item)}" for name, item in value.items())
            return "{" + ",".join(inner) + "}"
        case list():
            return "[" + ",".join(written(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def redacted(vendor: str, body: bytes) -> str:
    """`body` laid out: number, currency, lines, terms and CustomerId; all other values as `•••`.

    Figures stand as they were sent. What is no JSON object, nor a list of such, is not shown.
    """
    try:
        value = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        value = None
    objects = value if isinstance(value, list) and value else [value]
    if not all(isinstance(one, dict) for one in objects):
        return f"{len(body):,} bytes that are no JSON objects: not shown"
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
