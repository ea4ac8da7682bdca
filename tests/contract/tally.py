"""How many checks against the vendors' own specifications were made, and how many were not.

Imports nothing, because the reporting conftest of every test run imports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

MADE = "made"
NOT_MADE = "not made"

_counts: Counter[str] = Counter()


def count(what: str, how_many: int = 1) -> None:
    """Note `how_many` official checks as MADE or NOT_MADE (their file was not at hand)."""
    _counts[what] += how_many


def counts() -> dict[str, int]:
    """What was noted in this process, as plain data that a test worker can hand over."""
    return dict(_counts)


def add(other: Mapping[str, int]) -> None:
    """Add what another process noted."""
    _counts.update(other)
