"""Every field of every ShipStation endpoint the program uses, and what becomes of it.

In the words of `vendors.fields`. Purchase orders and suppliers are as the pages of ShipStation's
documents have them, all else as its OpenAPI file has it.
"""

from __future__ import annotations

from collections.abc import Mapping

from vendors.fields import Described, Fate, sent

# Sent with every call.
EVERYWHERE: Mapping[str, Fate] = {"api-key": sent("Settings.api_key")}


def apis() -> tuple[Described, ...]:
    """All of them, in the order of the README's table."""
    from vendors.shipstation import fields_orders, fields_stock

    return (fields_orders.ORDERS, fields_orders.SUPPLIERS, fields_stock.STOCK)
