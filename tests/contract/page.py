"""The endpoint tables of the README, read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

PAGE: Final = Path(__file__).resolve().parents[2] / "README.md"


class Row(NamedTuple):
    """One row of the page's table."""

    endpoint: str
    used_for: str
    description: str
    sandbox: str
    live: str


def rows(vendor: str = "") -> list[Row]:
    """The endpoint tables of the README, or the one below the heading of `vendor`."""
    page = PAGE.read_text("utf-8")
    if vendor:
        page = re.split(r"^#+ ", page.partition(f"### {vendor}\n")[2], flags=re.MULTILINE)[0]
    lines = re.findall(r"^\| `(?:GET|POST|PUT|PATCH) .*\|$", page, re.MULTILINE)
    return [
        Row(*(cell.strip().strip("`") for cell in line.strip("|").split("|"))) for line in lines
    ]
