"""Where typed pieces are to come from, by the word for the vendor. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import normal
from cache.terms import USUAL_VENDOR
from vendors.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

_BONDED = "bonded"
_VENDORS = MappingProxyType(
    {
        "digikey": "digikey",
        "digi-key": "digikey",
        "ti": "ti",
        "texas instruments": "ti",
        "shipstation": "shipstation",
        "supplier": "shipstation",
    }
)
_LISTED = "F4 lists them"


class Source(NamedTuple):
    """A vendor's catalogue; or bonded stock, at the CustomerId `place`, '' for any.

    `typed`: somebody named the vendor; else it is the usual one.
    """

    vendor: str
    typed: bool = True
    bonded: bool = False
    place: str = ""


def source_of(words: str, codes: Mapping[str, str]) -> Source:
    """What the word for the vendor means.

    `codes`: the CustomerId for each location's code and CustomerId, case-folded. Raises ValueError,
    with words for the line, where it means nothing here.
    """
    said = normal(words)
    if not said:
        return Source(USUAL_VENDOR, typed=False)
    if said in _VENDORS:
        return Source(_VENDORS[said])
    bonded, _, place = said.partition(" ") if said.startswith(_BONDED) else ("", "", said)
    place = place.strip()
    if bonded == _BONDED and not place:
        return Source(USUAL_VENDOR, bonded=True)
    if place in codes:
        return Source(USUAL_VENDOR, bonded=True, place=codes[place])
    if bonded:
        where = clean(words).partition(" ")[2]
        raise ValueError(f"“{clean(where, 20)}” is no location here: {_LISTED}")
    raise ValueError(
        f"“{clean(words, 20)}” can sell nothing here: empty takes DigiKey, TI its own store, "
        f"supplier a SKU, bonded the reserve ({_LISTED})"
    )
