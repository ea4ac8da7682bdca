"""Quantities as people and spreadsheets write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.importing.cells import Kind

if TYPE_CHECKING:
    from cache.importing.cells import Cell

# More pieces than this are no order.
MOST_PIECES = 999_999_999

_UNIT = re.compile(
    r"\s*(?:x|×|pcs?|pce|pieces?|units?|ea|each|stk|stck|stück|st|szt|off|nos?)\.?$", re.IGNORECASE
)
_TIMES = re.compile(r"^[x×]\s*", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]+")
# One mark of thousands throughout, and at the end perhaps decimals by the other one.
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:([,.' \u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]{1,2}0*)?"
)
_BROKEN = re.compile(r"[0-9]+[.,][0-9]+")
_THREE = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


def pieces_of(cell: Cell) -> Decimal | None:
    """How many, with decimals where it says so; None where it is no quantity, or less than none.

    A mark with three digits behind it groups thousands, as in the field of a quantity; in a number
    of a workbook it never does.
    """
    text = cell.text.strip()
    if cell.kind is Kind.NUMBER:
        return _held(text)
    if cell.kind is not Kind.TEXT:
        return None
    text = _TIMES.sub("", _UNIT.sub("", text))
    if _PLAIN.fullmatch(text):
        return _held(text)
    found = _GROUPED.fullmatch(text)
    if found is not None:
        mark = found[1]
        whole, decimals = text.replace(mark, ""), ""
        for point in ".,":
            if point != mark and point in whole:
                whole, decimals = whole.split(point, 1)
        return _held(f"{whole}.{decimals or 0}")
    if _BROKEN.fullmatch(text):
        return _held(text.replace(",", "."))
    return None


def _held(text: str) -> Decimal | None:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,20})?", text):
        return None
    number = Decimal(text).normalize()
    return number if number <= MOST_PIECES else None


def looks_whole(text: str) -> bool:
    """Whether a word can be a quantity: a whole number, perhaps with marks of thousands."""
    text = _TIMES.sub("", _UNIT.sub("", text.strip()))
    return bool(_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)) and len(text) <= 11


def could_be_decimals(text: str) -> bool:
    """Whether `5,000` stands there, which some systems write for 5 pieces."""
    return _THREE.fullmatch(_TIMES.sub("", _UNIT.sub("", text.strip()))) is not None
