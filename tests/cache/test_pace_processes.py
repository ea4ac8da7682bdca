"""The shared pace under several processes: never above the limit, and each gets its turns."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cache.test_pace import ORDERING, PRODUCT, most_in_a_minute


def turns_of(
    sessions: int, quota: Path, minutes: float, product: str, faster: float
) -> list[list[float]]:
    """Seconds from the beginning of each turn that each of so many processes got."""
    # The beginning lies ahead, so that all have started by then.
    began = str(time.monotonic() + sessions / 4)
    told = [str(quota), began, str(minutes), product, str(faster)]
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.cache.take_turns", *told],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(sessions)
    ]
    found = []
    for child in children:
        out, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
        found.append(list(map(float, out.split())))
    return found


@pytest.mark.process
def test_many_processes_together_are_never_above_the_limit(tmp_path: Path) -> None:
    each = turns_of(4, tmp_path / "quota.db", 5, PRODUCT, 120)
    instants = sorted(one for turns in each for one in turns)
    # What was taken before the beginning, while others were still starting, counts as well.
    assert most_in_a_minute(instants) <= ORDERING
    # And after the first half they get the other half of what every minute holds.
    assert len([one for one in instants if 0 <= one < 300]) >= 4 * ORDERING // 2


@pytest.mark.process
def test_ten_processes_get_their_turns_one_as_often_as_the_other(tmp_path: Path) -> None:
    each = turns_of(10, tmp_path / "quota.db", 3, "digikey:product", 20)
    turns = [len([one for one in mine if 60 <= one < 180]) for mine in each]
    assert sum(turns) >= 100
    # None gets half of its part, or less.
    assert min(turns) > sum(turns) / len(turns) / 2, turns
