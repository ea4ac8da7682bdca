"""What a vendor takes in one order, so far as it says. One table, for all who ask.

TI: at most 30 lines (Store API, `order.lineItems`; ERR-TICOM-ORDER-API-0001 says so too). DigiKey
documents no number, so none is assumed: what it refuses is shown word for word.

TI refuses an order with a line of which it has too few in stock (Store API,
ERR-TICOM-ORDER-API-0004). It sends to the address of the checkout profile, and ShipStation to a
warehouse, so neither has a number of its own for our ship-to. ShipStation tells no prices: it only
writes down what was agreed with a supplier.
"""

from __future__ import annotations

from types import MappingProxyType

_MOST_LINES = MappingProxyType({"ti": 30})
# The characters of one note (TI: `customerOrderComments`, `customerItemComments`).
_LONGEST_NOTE = MappingProxyType({"ti": 60})
_FROM_STOCK = frozenset(("ti",))
_SENDS_ELSEWHERE = frozenset(("ti", "shipstation"))
_TO_WAREHOUSES = frozenset(("shipstation",))
# TI tells what was in the boxes of an order, of all that have left by then (ASN API).
_PACKS_BY_ORDER = frozenset(("ti",))
_TELLS_NO_PRICE = frozenset(("shipstation",))


def most_lines(vendor: str) -> int | None:
    """The most lines of one order at this vendor; None where it documents none."""
    return _MOST_LINES.get(vendor)


def longest_note(vendor: str) -> int | None:
    """The most characters of a note to this vendor; None where it documents none."""
    return _LONGEST_NOTE.get(vendor)


def only_from_stock(vendor: str) -> bool:
    """Whether the vendor refuses an order of more than it has, by its own documents."""
    return vendor in _FROM_STOCK


def sends_to_ship_to(vendor: str) -> bool:
    """Whether an order tells the vendor our ship-to, under the number that it has there."""
    return vendor not in _SENDS_ELSEWHERE


def goes_to_warehouse(vendor: str) -> bool:
    """Whether the ship-to of an order is one of the vendor's warehouses."""
    return vendor in _TO_WAREHOUSES


def tells_price(vendor: str) -> bool:
    """Whether the vendor can be asked what a line costs."""
    return vendor not in _TELLS_NO_PRICE


def packs_by_order(vendor: str) -> bool:
    """Whether the vendor tells what came in the boxes by its order number, and not by invoice."""
    return vendor in _PACKS_BY_ORDER
