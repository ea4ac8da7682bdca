"""The strip under the top line: what a buyer has to look at, in one line, on every first screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.text import at, fit, width_of
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from cache.morning import Item

GLYPHS = {
    "unknown": "?",
    "twice": "!",
    "change": "?",
    "inbound": "↳",
    "to approve": "☐",
    "approved": "✓",
    "declined": "✕",
    "taken back": "✕",
    "no number": "○",
    "unconfirmed": "…",
    "differing": "≠",
    "late": "!",
    "slipped": "!",
    "backordered": "◔",
    "reserve": "=",
    "sign-in": "·",
    "watched": "*",
}
WORDS = {
    "twice": "twice at the vendor",
    "taken back": "approval taken back",
    "change": "change not seen",
    "inbound": "inbound waits",
    "no number": "no number yet",
    "slipped": "date slipped",
    "backordered": "newly backordered",
    "reserve": "reserve unchanged",
    "sign-in": "sign-in ends",
    "watched": "watched parts",
}
# These are about money that may be spent twice.
ALARMS = ("unknown", "twice", "change")
# Stock moves every day: in the list, and not over every screen.
QUIET = ("watched",)


def strip_line(
    items: Sequence[Item], environment: str, now: datetime, width: int, *, opens: bool = True
) -> Line:
    """The list in one line: the most urgent by its number, of the others how many there are.

    `opens`: whether the key that opens the list acts where one is; else it is not named.
    """
    if not items:
        return []
    first, rest = items[0], items[1:]
    clauses: list[str] = []
    if first.kind in ALARMS:
        where = "" if first.environment == environment else f" in {first.environment}"
        since = f" since {_clock(first, now)}" if first.since else ""
        word = WORDS.get(first.kind, first.kind)
        number = first.number or "perhaps an order"
        clauses.append(f"{GLYPHS[first.kind]} {number}{where} {word}{since}")
    else:
        rest = items
    for kind in GLYPHS:
        count = sum(one.kind == kind for one in rest)
        if count:
            more = "more " if kind == first.kind and first.kind in ALARMS else ""
            clauses.append(f"{count} {more}{WORDS.get(kind, kind)}")
    tail = "   w opens the list" if opens else ""
    text = " · ".join(clauses)
    role = "danger" if first.kind in ALARMS else "warn"
    room = width - 1 - width_of(tail)
    return [(" " + fit(text, min(width_of(text), room)), role), (tail, "dim")]


def _clock(item: Item, now: datetime) -> str:
    """A time today, a day before that."""
    return at(item.since, now).split(" ", 1)[1]
