"""Whether rows that are to be shown stand on the screen already, a few rows off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import ne
from typing import NamedTuple

from tui.thin.rows import UNKNOWN, Row

# Fewer rows are drawn as fast as they are moved.
_LEAST = 3
# About what the sequences of a move take.
_COST = 24


class Shift(NamedTuple):
    """The rows from `top` to `bottom` move up by `by`; down where it is below 0."""

    top: int
    bottom: int
    by: int

    def applied(self, shown: Sequence[Row], free: Row) -> list[Row]:
        """The screen after it; `free` stands in the rows that come free."""
        kept = range(self.top, self.bottom + 1)
        moved = [shown[y + self.by] if y + self.by in kept else free for y in kept]
        return [*shown[: self.top], *moved, *shown[self.bottom + 1 :]]


def shift_of(shown: Sequence[Row], rows: Mapping[int, Row], free: Row) -> Shift | None:
    """The move that leaves less to draw of `rows`; None where there is none."""
    drawn = {y: row for y, row in rows.items() if row.chars != shown[y].chars}
    if len(drawn) < _LEAST:
        return None
    stand = _texts(dict(enumerate(shown)))
    votes: dict[int, list[int]] = {}
    for text, y in _texts(drawn).items():
        was = stand.get(text, y)
        if was != y:
            votes.setdefault(was - y, []).append(y)
    if not votes:
        return None
    by, fitting = max(votes.items(), key=lambda vote: len(vote[1]))
    if len(fitting) < _LEAST:
        return None
    top, bottom = min(fitting) + min(by, 0), max(fitting) + max(by, 0)
    shift = Shift(top, bottom, by)
    after = shift.applied(shown, free)
    # What is not drawn anew moves away too, and has to be drawn again.
    wanted = [rows.get(y, shown[y]) for y in range(len(shown))]
    kept = range(top, bottom + 1)
    if any(UNKNOWN in wanted[y].chars for y in kept):
        # What nobody knows could not be drawn again.
        return None
    cost_before = sum(_cost(shown[y], wanted[y]) for y in kept)
    cost_after = sum(_cost(after[y], wanted[y]) for y in kept)
    return shift if cost_after + _COST < cost_before else None


def _texts(rows: Mapping[int, Row]) -> dict[str, int]:
    """Where each text stands; not those that stand in several rows, as blanks do."""
    texts = {y: "".join(row.chars) for y, row in rows.items()}
    count = Counter(texts.values())
    return {text: y for y, text in texts.items() if count[text] == 1}


def _cost(old: Row, new: Row) -> int:
    """About how many cells have to be written: pens aside, which is several times as quick."""
    if old.chars[0] == UNKNOWN:
        return len(new.chars) - new.chars.count(" ")
    return sum(map(ne, old.chars, new.chars))
