"""The keys that the day's work costs, and that no key of a burst is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.typist import BURSTS, PAGE, TASKS, burst, page

pytestmark = pytest.mark.process


def test_every_task_costs_no_more_keys_than_was_meant_and_the_page_says_so(tmp_path: Path) -> None:
    counts = [play(tmp_path / name) for name, play in TASKS.items()]
    assert [one.task for one in counts if not one.met] == []
    # The bursts have a test of their own; the page counts only runs in which every line came.
    assert PAGE.read_text(encoding="utf-8") == page(counts, BURSTS)


@pytest.mark.parametrize("run", range(BURSTS))
def test_ten_lines_in_one_write_are_ten_lines_while_the_vendor_takes_its_time(
    tmp_path: Path, run: int
) -> None:
    assert burst(tmp_path)
