"""Small pictures of figures in block characters. The figures always stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, TypeVar

from tui.text import UNKNOWN

T = TypeVar("T")
Figure: TypeAlias = int | Decimal

_LEVELS = "▁▂▃▄▅▆▇█"
# Nothing was known then.
_NOTHING = "·"


def bar(figure: Figure, most: Figure, width: int) -> str:
    """`figure` of `most` as a bar of at most `width` cells; what is not nothing is half a cell.

    Whole and half blocks alone: the finer ones are missing in the fonts of many consoles.
    """
    if figure <= 0 or most <= 0 or width <= 0:
        return ""
    halves = max(1, min(2 * width, round(2 * width * figure / most)))
    return "█" * (halves // 2) + "▌" * (halves % 2)


def spark(figures: Sequence[Figure | None]) -> str:
    """One cell for each figure, the least at the bottom; what is not known is a dot."""
    known = [one for one in figures if one is not None]
    if not known:
        return _NOTHING * len(figures)
    least, span = min(known), max(known) - min(known)
    top = len(_LEVELS) - 1
    return "".join(
        _NOTHING
        if one is None
        else _LEVELS[top // 2 if not span else round(top * (one - least) / span)]
        for one in figures
    )


def over_time(
    facts: Sequence[tuple[datetime, Figure | None]],
    begin: datetime,
    end: datetime,
    cells: int,
) -> list[Figure | None]:
    """What held at the end of each of so many equal spans; None before the first fact.

    `facts` are (from when on, figure), the oldest first.
    """
    found: list[Figure | None] = []
    step = (end - begin) / max(1, cells)
    place, held = 0, None
    for cell in range(1, cells + 1):
        until = end if cell == cells else begin + cell * step
        while place < len(facts) and facts[place][0] <= until:
            held = facts[place][1]
            place += 1
        found.append(held)
    return found


def from_to(figures: Sequence[Figure | None], words: Callable[[Figure], str]) -> str:
    """`0.10, least 0.08, most 0.12`: what the picture shows, for whoever cannot see it."""
    known = [one for one in figures if one is not None]
    if not known:
        return UNKNOWN
    now = UNKNOWN if figures[-1] is None else words(known[-1])
    if min(known) == max(known):
        return now
    return f"{now}, least {words(min(known))}, most {words(max(known))}"
