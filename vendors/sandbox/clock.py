"""The sandbox's own time: the real clock or a frozen instant, plus what it was advanced by."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_MOST = timedelta(days=3650)


def span(text: str) -> timedelta:
    """`3d`, `2h`, `1d12h`. Raises ValueError with a sentence."""
    found = _SPAN.findall(text)
    if not found or "".join(number + unit for number, unit in found) != text:
        raise ValueError(f"{text!r} is no span of time: write 90m, 2h, 3d, 1w or 1d12h")
    total = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in found), timedelta())
    if total > _MOST:
        raise ValueError(f"{text!r} is more than ten years")
    return total


def instant(text: str) -> datetime:
    """An ISO 8601 instant, UTC where no offset stands. Raises ValueError."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def iso(moment: datetime) -> str:
    """With six digits of fraction always, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
