"""The table that the benchmark prints and writes: goals held to what is shown, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import PAGE
from tests.bench.figures import BEGIN, END, Figure, keep, percentile, table, write_into

FIGURES = (
    Figure("a key", 4.04, "ms", 4),
    Figure("a page", 7001.0, "B", 7000, digits=0),
    Figure("a start", 349.6, "ms", digits=0),
    Figure("a ratio", 1.504, "times", 1.5, digits=2),
)


def test_the_table_says_the_goal_the_value_and_whether_it_was_met() -> None:
    assert table(FIGURES).splitlines()[2:] == [
        "| a key | ≤ 4 ms | 4.0 ms | yes |",
        "| a page | ≤ 7,000 B | 7,001 B | **no** |",
        "| a start |  | 350 ms |  |",
        "| a ratio | ≤ 1.5 times | 1.50 times | yes |",
    ]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.95) == 95.0
    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 1.0) == 100.0
    assert percentile([3.0], 0.5) == 3.0


def test_the_figures_replace_what_stood_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    for figures in (FIGURES[:1], FIGURES):
        write_into(page, figures, "one beside the other")
    text = page.read_text("utf-8")
    assert text.startswith(f"before\n\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\n\nafter\n")
    assert table(FIGURES) in text
    assert text.count("a key") == text.count("one beside the other") == 1
    assert "old" not in text


def test_a_page_without_a_place_for_them_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{END}\n{BEGIN}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the figures"):
        write_into(page, FIGURES)


def test_the_projects_own_page_has_a_place_for_them(tmp_path: Path) -> None:
    copy = tmp_path / PAGE.name
    copy.write_text(PAGE.read_text("utf-8"), encoding="utf-8")
    write_into(copy, FIGURES)
    assert table(FIGURES) in copy.read_text("utf-8")


def test_figures_and_samples_are_kept_together(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "results" / "bench.json"
    keep(FIGURES, {"starts": [1, 2]}, path)
    kept = json.loads(path.read_text("utf-8"))
    assert [figure["met"] for figure in kept["figures"]] == [True, False, None, True]
    assert kept["samples"] == {"starts": [1, 2]}
