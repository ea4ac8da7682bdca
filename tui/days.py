"""Days as a person types them: `2026-12-01`, `1 dec`, `1 dec 2027`, `+14`."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})\.? *([a-z]{3,9})(?:,? *(\d{4}))?")
_AHEAD = re.compile(r"\+ *(\d{1,4})")
# What the hint beside such a field says.
HOW = "2026-12-01, 1 dec, or +14 for days from today"


def typed_day(text: str, today: date) -> date | None:
    """The day that `text` means; None where it means none.

    A day and month without a year are the next such day after `today`.
    """
    text = text.strip().casefold()
    if found := _AHEAD.fullmatch(text):
        return today + timedelta(days=int(found[1]))
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _NAMED.fullmatch(text)
    if found is None or found[2][:3] not in _MONTHS:
        return None
    month, day = _MONTHS.index(found[2][:3]) + 1, int(found[1])
    if found[3]:
        return _day(int(found[3]), month, day)
    # The 29th of February may be years away.
    coming = (_day(today.year + ahead, month, day) for ahead in range(9))
    return next((one for one in coming if one is not None and one > today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
