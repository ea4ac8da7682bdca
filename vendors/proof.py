"""What keeps an answer from proving that no order was placed."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from vendors.errors import Unreadable
from vendors.http import Reply
from vendors.text import clean


def order_named(reply: Reply, names: Collection[str]) -> str:
    """An order number wherever in the answer it stands; empty where none is named.

    `names` are what the vendor calls it, in small letters without underscores: the same field is
    met as `SalesOrderId`, `salesOrderId` and `sales_order_id`. What stands for no number (null,
    zero, an empty text, the word `null`) names none; what is no JSON at all, none either.
    """
    try:
        left = [(reply.json(), False)]
    except Unreadable:
        return ""
    while left:
        one, named = left.pop()
        if isinstance(one, dict):
            left += [
                (value, named or str(name).replace("_", "").casefold() in names)
                for name, value in one.items()
            ]
        elif isinstance(one, list):
            left += [(value, named) for value in one]
        elif named and (number := _number(one)):
            return number
    return ""


def _number(said: object) -> str:
    if isinstance(said, bool) or not isinstance(said, str | int | Decimal):
        return ""
    text = clean(str(said), 60).strip()
    return "" if text.casefold() == "null" or not text.strip("0.") else text
