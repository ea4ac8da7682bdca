"""How values lie in SQLite: money and instants as text, price breaks and addresses as JSON."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from vendors.vocabulary import Address, PriceBreak

_ADDRESS = tuple(Address.__dataclass_fields__)


def instant_text(instant: datetime) -> str:
    """ISO 8601, UTC, always of the same length: sorts and compares as text."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def money_text(amount: Decimal | None) -> str | None:
    """Every digit, never with an exponent."""
    return None if amount is None else format(amount, "f")


def breaks_text(breaks: tuple[PriceBreak, ...]) -> str:
    """`[[quantity, "unit price"], …]`"""
    return json.dumps([[step.quantity, money_text(step.unit_price)] for step in breaks])


@lru_cache(4096)
def breaks(text: str) -> tuple[PriceBreak, ...]:
    return tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in json.loads(text))


def address_text(address: Address) -> str:
    return json.dumps({name: getattr(address, name) for name in _ADDRESS}, ensure_ascii=False)


def address(text: str) -> Address:
    stored = json.loads(text)
    return Address(**{name: str(stored.get(name, "")) for name in _ADDRESS})


def vendor_key(vendor: object) -> str:
    """What a vendor's rows are stored under: the name that its client says."""
    return str(getattr(vendor, "name", type(vendor).__name__))


def prices_for(vendor: object) -> str:
    """Whose prices a vendor's client asks for; empty where it knows of one customer only."""
    return str(getattr(vendor, "prices_for", ""))


def flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def clean(text: str) -> str:
    """What a person typed, fit for SQLite: without NUL and lone surrogates, spaces folded."""
    storable = text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(storable.split())


def normal(text: str) -> str:
    """Two texts that ask a vendor the same are equal in this form."""
    return unicodedata.normalize("NFKC", clean(text)).casefold()
