"""The reserve of one bonded row over time, as large as a sheet has room for.

It is drawn from what was reported at each refresh and kept; before the first one nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui.screens.part_pictures import over_time
from tui.text import day, fit, pieces
from tui.widgets.lines import Line, spread

if TYPE_CHECKING:
    from cache.reserves import Reading

# Days shown, the height of the picture, and the room for the figures at its left.
DAYS = 90
_HIGH, _LEFT = 4, 10
_LEVELS = " ▁▂▃▄▅▆▇█"
_NOTHING = "·"


def picture_of(readings: Sequence[Reading], now: datetime, width: int) -> list[Line]:
    """Some lines of at most `width` cells: 0 at the bottom, a dot where nothing was reported."""
    begin = now - timedelta(days=DAYS)
    facts = [(one.at, one.reserve) for one in readings]
    cells = max(10, min(DAYS, width - _LEFT - 1))
    levels = [None if one is None else int(one) for one in over_time(facts, begin, now, cells)]
    known = [one for one in levels if one is not None]
    title = f"reserve over the last {DAYS} days, as it was reported"
    if not known:
        return [[(title, "head")], [("nothing was reported and kept yet", "dim")]]
    most = max(known)
    lines: list[Line] = [[(title, "head")]]
    for up in range(_HIGH - 1, -1, -1):
        figure = {_HIGH - 1: pieces(most), 0: "0"}.get(up, "")
        row = "".join(_cell(one, most, up) for one in levels)
        lines.append([(fit(figure, _LEFT, right=True) + " ", "dim"), (row, "text")])
    today = now.date()
    ends = spread(day(begin.date(), today), day(today, today), cells)
    lines.append([(" " * (_LEFT + 1) + ends, "dim")])
    lines += _changes(readings, now, width)
    return lines


def _cell(level: int | None, most: int, up: int) -> str:
    if level is None:
        return _NOTHING if up == 0 else " "
    if level == 0:
        # A line at the bottom: reported, and none.
        return "_" if up == 0 else " "
    eighths = max(1, round(8 * _HIGH * level / most)) if most else 0
    return _LEVELS[max(0, min(8, eighths - 8 * up))]


def _changes(readings: Sequence[Reading], now: datetime, width: int) -> list[Line]:
    """The last changes in words, the newest first."""
    found: list[Line] = []
    for one in list(readings)[:-6:-1]:
        local = one.at.astimezone(now.tzinfo)
        if one.gone:
            words = "not reported any more"
        else:
            behind = pieces(one.backorder_reserve)
            words = f"reserve {pieces(one.reserve)} · on backorder {behind}"
        when = f"{day(local.date(), now.date())} {local:%H:%M}"
        found.append([(fit(f"{when:>18}  {words}", width), "dim")])
    return found
