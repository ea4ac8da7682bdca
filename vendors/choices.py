"""What the terms of an order may be at each vendor: the words of its own lists.

Vendor-neutral, for screens that offer these words before, and whether or not, a vendor is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Choices:
    """Empty where the vendor takes no such thing.

    `ship_controls` are words with what each means; with `one_shipment` of them nothing leaves
    before all of it is there. `export_uses`: the first use with the second ones that belong to it;
    asked only where goods leave `exports_from` (ISO 3166, two letters), and only `export_of` whom.
    `on_other_price`: what the vendor documents that it does where its price is not the one
    expected, as the end of a sentence; empty where it documents nothing.
    """

    ship_methods: tuple[str, ...] = ()
    ship_controls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    export_uses: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    exports_from: str = ""
    export_of: str = ""
    one_shipment: str = ""
    on_other_price: str = ""


NONE = Choices()
# An order of TI's has no field for a price (Store API v2), and "price = price at purchase time" by
# its own word to customers.
_TI = Choices(
    on_other_price=(
        "TI is told none: the price of the moment holds, and what its answer comes to is held "
        "against this."
    )
)

# What of `OrderTerms` and of `LineTerms` each vendor's order has a place for, by its field.
_OF_ORDER = MappingProxyType(
    {
        "digikey": frozenset(
            ("ship_method", "ship_control", "shipper_account", "cofc", "taxable", "notes", "export")
        ),
        "ti": frozenset(("profile", "end_customer", "expedite", "job", "notes")),
        "shipstation": frozenset(("supplier", "notes")),
    }
)
_OF_LINE = MappingProxyType(
    {
        "digikey": frozenset(
            ("line_id", "customer_part", "notes", "cofc", "wanted_on", "schedules", "quote")
        ),
        "ti": frozenset(("line_id", "customer_part", "notes", "custom_reel")),
        "shipstation": frozenset(("supplier_part", "cost")),
    }
)


def order_takes(vendor: str) -> frozenset[str]:
    """The fields of `OrderTerms` that an order at this vendor can say."""
    return _OF_ORDER.get(vendor, frozenset())


def line_takes(vendor: str) -> frozenset[str]:
    """The fields of `LineTerms` that a line of an order at this vendor can say."""
    return _OF_LINE.get(vendor, frozenset())


def choices_of(vendor: str) -> Choices:
    """The lists of this vendor, `NONE` of one that is not known.

    The first call imports the vendor's package, for a tenth of a second or more: call it in a
    thread.
    """
    if vendor != "digikey":
        return _TI if vendor == "ti" else NONE
    from vendors.digikey import words

    return Choices(
        words.SHIP_METHODS,
        words.SHIP_CONTROL_MEANINGS,
        words.EXPORT_USES,
        words.EXPORTS_FROM,
        "independent distributors",
        words.ONE_SHIPMENT,
    )


# -- which words the warehouse's system has (ShipStation v2, purchase orders) ----------------------

PAYMENT_TERMS = (
    *("none", "cash_on_delivery", "payment_on_receipt", "payment_in_advance"),
    *("net_7", "net_15", "net_30", "net_45", "net_60"),
)
PAYMENT_STATES = (
    *("none", "unpaid", "partially_paid", "paid"),
    *("refunded", "credit_issued", "other"),
)
