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


def choices_of(vendor: str) -> Choices:
    """The lists of this vendor, `NONE` of one that is not known.

    The first call imports the vendor's package, for a tenth of a second or more: call it in a
    thread.
    """
    if vendor != "digikey":
        return NONE
    from vendors.digikey import words

    return Choices(
        words.SHIP_METHODS,
        words.SHIP_CONTROL_MEANINGS,
        words.EXPORT_USES,
        words.EXPORTS_FROM,
        "independent distributors",
        words.ONE_SHIPMENT,
    )
