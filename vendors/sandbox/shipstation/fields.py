"""Kinds of fields that only ShipStation has."""

from __future__ import annotations

import re

from vendors.sandbox.reading import Reader
from vendors.sandbox.shipstation.places import written

_CURRENCY = re.compile(r"[A-Z]{3}")


def instant_of(reader: Reader, name: str) -> str | None:
    """A `date-time`, as it is answered; a day alone is none ("ISO 8601", seed and schema)."""
    text = reader.text(name)
    if text is None:
        return None
    if "T" not in text.upper():
        reader.note(name, f"The {name} field must be an ISO 8601 date and time.")
        return None
    moment = reader.moment(name)
    return None if moment is None else written(moment)


def currency_of(reader: Reader, name: str) -> str | None:
    """An ISO 4217 code by its shape; which ones are taken is not documented."""
    text = reader.text(name)
    if text is not None and not _CURRENCY.fullmatch(text):
        reader.note(name, f"The {name} field must be an ISO 4217 code.")
        return None
    return text
