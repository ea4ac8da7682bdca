"""The reserve of one bonded row over time, as large as a sheet has room for.

It is drawn from what was reported at each refresh and kept; before the first one nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from tui.screens.part_pictures import Figure, over_time
from tui.text import day, fit, pieces
from tui.widgets.lines import Line, spread

if TYPE_CHECKING:
    from cache.reserves import Reading

# Days shown, the height of the picture, and the room for the figures at its left.
DAYS = 90
_HIGH, _LEFT = 4, 10
# Cells of one day.
_HALF_HOURS, _HOURS = 48, 24
_LEVELS = " ▁▂▃▄▅▆▇█"
_NOTHING = "·"


def picture_of(readings: Sequence[Reading], now: datetime, width: int) -> list[Line]:
    """Some lines of at most `width` cells: 0 at the bottom, a dot where nothing was reported.

    A cell is more than a day. The last day on which more than one figure was reported has a picture
    of its own below, of the same height for the same figure.
    """
    begin = now - timedelta(days=DAYS)
    facts = [(one.at, one.reserve) for one in readings]
    cells = max(10, min(DAYS, width - _LEFT - 1))
    title = f"reserve over the last {DAYS} days, as it was reported"
    levels = _whole(over_time(facts, begin, now, cells))
    known = [one.reserve for one in readings if one.reserve is not None]
    if all(one is None for one in levels):
        return [[(title, "head")], [("nothing was reported and kept yet", "dim")]]
    most = max(known)
    today = now.date()
    ends = day(begin.date(), today), day(today, today)
    lines = [[(title, "head")], *_drawn(levels, most, ends)]
    lines += _one_day(readings, most, now, width)
    lines += _changes(readings, now, width)
    return lines


def _one_day(readings: Sequence[Reading], most: int, now: datetime, width: int) -> list[Line]:
    """The last day with several readings, from midnight to midnight; what is to come is blank."""
    days = [one.at.astimezone(now.tzinfo).date() for one in readings]
    several = [one for one in days if days.count(one) > 1]
    if not several:
        return []
    chosen = max(several)
    # Midnight here, also where the clocks are changed between.
    zone = now.tzinfo
    begin, end = (datetime.combine(chosen + timedelta(days=n), time(), tzinfo=zone) for n in (0, 1))
    cells = _HALF_HOURS if width - _LEFT - 1 >= _HALF_HOURS else _HOURS
    facts = [(one.at, one.reserve) for one in readings]
    levels = _whole(over_time(facts, begin, end, cells))
    if now < end:
        past = math.ceil((now - begin) / (end - begin) * cells)
        levels = levels[: max(1, past)]
    each = "an hour" if cells == _HOURS else "half an hour"
    title = f"{day(chosen, now.date())}, {days.count(chosen)} reports: a cell is {each}"
    return [[("", "dim")], [(title, "head")], *_drawn(levels, most, ("00:00", "24:00"), cells)]


def _whole(levels: Sequence[Figure | None]) -> list[int | None]:
    return [None if one is None else int(one) for one in levels]


def _drawn(
    levels: Sequence[int | None], most: int, ends: tuple[str, str], cells: int | None = None
) -> list[Line]:
    """The levels, the figures at their left, and the ends of `cells` under them."""
    lines: list[Line] = []
    for up in range(_HIGH - 1, -1, -1):
        figure = {_HIGH - 1: pieces(most), 0: "0"}.get(up, "")
        row = "".join(_cell(one, most, up) for one in levels)
        lines.append([(fit(figure, _LEFT, right=True) + " ", "dim"), (row, "text")])
    axis = spread(*ends, len(levels) if cells is None else cells)
    lines.append([(" " * (_LEFT + 1) + axis, "dim")])
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
