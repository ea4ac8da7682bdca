"""Schedules of a line as a person types them, wherever that is: `60 on 1 dec, 40 on 5 jan`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from cache.terms_faults import past_day
from cache.vendor_orders import day_words
from tui.days import HOW, typed_day
from tui.widgets.editor import LineEditor
from vendors.terms import Schedule

_PIECES = r"[0-9](?:[0-9,.']*[0-9])?"
_ONE = re.compile(rf"({_PIECES})\s+(?:on\s+)?(\S.*)", re.IGNORECASE)
# A comma may stand in a number or before a year: it parts only where pieces and a day follow, and
# without a blank only behind a letter.
_DAY = r"(?:\+|[0-9]{4}-|[0-9]{1,2}\.?\s*[a-z])"
_BETWEEN = re.compile(
    rf"\s*;\s*|\s*,(?:\s+|(?<=[a-z],))(?={_PIECES}\s+(?:on\s|{_DAY}))", re.IGNORECASE
)
# What the hint beside such a field says.
HOW_SCHEDULES = f"all of it, as 60 on 1 dec, 40 on 5 jan; days: {HOW}"
# Characters of a field in which a year of weeks has room.
LONGEST = 1500


def typed_schedules(text: str, today: date) -> tuple[Schedule, ...] | str:
    """Pieces and days as typed, in that order; a complaint in words where they are none.

    Whether they make up the line is not looked at.
    """
    found: list[Schedule] = []
    for piece in _BETWEEN.split(text.strip()):
        said = _ONE.fullmatch(piece.strip())
        quantity = LineEditor(said[1]).number() if said else None
        if said is None or not quantity:
            return f"type {HOW_SCHEDULES}"
        day = typed_day(said[2], today)
        if day is None:
            return f"“{said[2]}” is no day: type {HOW}"
        if words := past_day(day, today):
            return words
        if any(one.on == day for one in found):
            return f"{day_words(day)} stands twice in the schedules"
        found.append(Schedule(day, quantity))
    return tuple(found)


def as_typed(schedules: Sequence[Schedule]) -> str:
    """What `typed_schedules` reads as these, whatever the day: what an editor begins with."""
    return ", ".join(f"{one.quantity} on {one.on.isoformat()}" for one in schedules)
