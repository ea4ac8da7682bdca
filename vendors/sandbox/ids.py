"""Numbers for what the catalogue only names: series, and the values of parameters."""

from __future__ import annotations

from zlib import crc32

from vendors.sandbox.parts import taxonomy

NO_SERIES = "-"


def series_id(name: str) -> int:
    """`-`, no series, is 0."""
    return 0 if name == NO_SERIES else 1 + crc32(name.encode()) % 900_000


def value_id(parameter: int, text: str) -> str:
    """Quantities with a unit go by their text (`470 µF`), all others by a number."""
    if taxonomy.PARAMETERS[parameter][1] == "UnitOfMeasure":
        return text
    return str(crc32(text.encode()))
