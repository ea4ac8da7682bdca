"""One figure of the benchmark, and the table and the file that they make together."""

from __future__ import annotations

import json
import math
import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

BEGIN = "<!-- figures: begin (make bench, then python -m tests.bench --write) -->"
END = "<!-- figures: end -->"


class Figure(NamedTuple):
    """What was measured, in what unit, and the most it may be; `goal` None is only told."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    digits: int = 1

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else round(self.value, self.digits) <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed. Raises on none."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def machine() -> str:
    """The machine in words: nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, Python {platform.python_version()}, "
        f"Textual {version('textual')}, SQLite {sqlite3.sqlite_version}"
    )


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = ["| what | goal | measured | met |", "|---|---:|---:|:---:|"]
    for figure in figures:
        goal = "" if figure.goal is None else f"≤ {_number(figure.goal)} {figure.unit}".rstrip()
        measured = f"{figure.value:,.{figure.digits}f} {figure.unit}".rstrip()
        met = {None: "", True: "yes", False: "**no**"}[figure.met]
        rows.append(f"| {figure.what} | {goal} | {measured} | {met} |")
    return "\n".join(rows)


def _number(goal: float) -> str:
    return f"{goal:,.0f}" if goal == int(goal) else f"{goal:g}"


def keep(figures: Sequence[Figure], samples: dict[str, Any], path: Path) -> None:
    """Write the figures, and the samples they came from, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [figure._asdict() | {"met": figure.met} for figure in figures]
    whole = {"machine": machine(), "figures": kept, "samples": samples}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_into(page: Path, figures: Sequence[Figure], below: str = "") -> None:
    """Put the table, and what is to stand below it, between the markers of `page`.

    Raises ValueError where it has none.
    """
    text = page.read_text("utf-8")
    whole = "\n\n".join(filter(None, (f"On {machine()}:", table(figures), below)))
    made = f"{BEGIN}\n{whole}\n{END}"
    written, count = re.subn(
        re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: made, text, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"{page} has no place for the figures")
    page.write_text(written, encoding="utf-8")
