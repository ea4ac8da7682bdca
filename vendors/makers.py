"""Makers by one name each, however a vendor writes them, and who sells one maker's parts alone.

A part is known by its maker and the maker's number: two spellings of a maker would make two parts
of one, and its offers at two vendors would never meet.
"""

from __future__ import annotations

TEXAS_INSTRUMENTS = "Texas Instruments"

# By the name as `_key` has it. Only makers of whom two vendors sell, and only spellings of the same
# company: a company that was bought goes on under its own name where a vendor lists it so.
_ALIASES = {
    "ti": TEXAS_INSTRUMENTS,
    "texas instruments": TEXAS_INSTRUMENTS,
    "texas instruments inc": TEXAS_INSTRUMENTS,
    "texas instruments incorporated": TEXAS_INSTRUMENTS,
}

# Vendors that are makers, and sell what they make and nothing else.
_OWN = {"ti": TEXAS_INSTRUMENTS}


def maker_of(text: str) -> str:
    """The maker under the name that all its spellings share; as written where it has no others."""
    return _ALIASES.get(_key(text), text.strip())


def own_maker(vendor: str) -> str | None:
    """Whose parts the vendor sells, where that is one maker's alone."""
    return _OWN.get(vendor)


def may_sell(vendor: str, maker: str) -> bool:
    """Whether the vendor could have a part of this maker; also where the maker is not known."""
    own = own_maker(vendor)
    return own is None or not maker.strip() or maker_of(maker) == own


def _key(text: str) -> str:
    return " ".join(text.replace(",", " ").casefold().split()).rstrip(".")
