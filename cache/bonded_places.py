"""Ids of bonded rows rise with the part: the room for new ones, and rows that make room."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from cache.bonded_schema import GAP

# Where there is no room, so many ids are there for each row afterwards.
_ROOMY = 4
_FIRST_WINDOW = 8

_Moves = list[tuple[int, int]]


def folded(part: str) -> bytes:
    """As SQLite's NOCASE compares it."""
    return part.encode("utf-8", "replace").lower()


def make_room(db: sqlite3.Connection, parts: Sequence[str]) -> tuple[list[int], _Moves]:
    """Ids for the first of these new rows, and which rows have to move for them (old, new) first.

    `parts`: of the new rows, as they stand in order. It is as many of them as stand side by side;
    at least one. Runs inside a write.
    """
    before = db.execute(
        "SELECT id FROM bonded WHERE part <= ? ORDER BY part DESC, id DESC LIMIT 1", (parts[0],)
    ).fetchone()
    low = int(before[0]) if before else 0
    after = db.execute(
        "SELECT id, part FROM bonded WHERE id > ? ORDER BY id LIMIT 1", (low,)
    ).fetchone()
    if after is None:
        return [low + GAP * place for place in range(1, len(parts) + 1)], []
    high, behind = int(after[0]), folded(after[1])
    count = next((at for at, part in enumerate(parts) if folded(part) >= behind), len(parts))
    if high - low > count:
        return _spread(low, high, count), []
    return _moved(db, low, count)


def _moved(db: sqlite3.Connection, low: int, count: int) -> tuple[list[int], _Moves]:
    """The rows around are spread, as few of them as will do."""
    window = _FIRST_WINDOW
    while True:
        # One more on each side, which stays where it is.
        left = _ids(db, "id <= ? ORDER BY id DESC", low, window + 1)
        right = _ids(db, "id > ? ORDER BY id", low, window + 1)
        start = left.pop() if len(left) > window else 0
        stop = right.pop() if len(right) > window else None
        rows = len(left) + count + len(right)
        if stop is None:
            stop = start + GAP * (rows + 1)
        if stop - start > rows * _ROOMY:
            break
        window *= 2
    old = [*reversed(left), *right]
    ids = _spread(start, stop, rows)
    new = ids[: len(left)] + ids[len(left) + count :]
    moves = [(was, is_) for was, is_ in zip(old, new, strict=True) if was != is_]
    return ids[len(left) : len(left) + count], moves


def _ids(db: sqlite3.Connection, which: str, low: int, most: int) -> list[int]:
    query = f"SELECT id FROM bonded WHERE {which} LIMIT ?"  # noqa: S608
    return [int(one) for (one,) in db.execute(query, (low, most))]


def _spread(low: int, high: int, count: int) -> list[int]:
    """So many ids between these, evenly; high - low > count."""
    return [low + (high - low) * place // (count + 1) for place in range(1, count + 1)]
