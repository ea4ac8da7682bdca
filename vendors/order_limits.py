"""How many lines a vendor takes in one order, so far as it says. One table, for all who ask.

TI: at most 30 lines (Store API, `order.lineItems`; ERR-TICOM-ORDER-API-0001 says so too). DigiKey
documents no number, so none is assumed: what it refuses is shown word for word.
"""

from __future__ import annotations

from types import MappingProxyType

_MOST_LINES = MappingProxyType({"ti": 30})


def most_lines(vendor: str) -> int | None:
    """The most lines of one order at this vendor; None where it documents none."""
    return _MOST_LINES.get(vendor)
