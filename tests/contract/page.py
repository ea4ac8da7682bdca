"""The endpoint table of the README, read."""

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


def rows() -> list[Row]:
    """The endpoint table of the README."""
    lines = re.findall(r"^\| `(?:GET|POST|PUT|PATCH) .*\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [
        Row(*(cell.strip().strip("`") for cell in line.strip("|").split("|"))) for line in lines
    ]
