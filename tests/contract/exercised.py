"""Which (method, path, status) the tests exercised under the specifications' eyes, as a page.

`python -m tests.contract.exercised --write` runs the tests that hold requests and answers against
the specifications, and writes `docs/exercised.md` from what they noted. Every other run says at
its end what it exercised that the page does not list.

Imports little, because the reporting conftest of every test run imports it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

_ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = _ROOT / "docs" / "exercised.md"
KEPT: Final = _ROOT / "bench-results" / "exercised.json"
# What judges the page itself has to wait for it.
_RUN: Final = (
    *("tests/contract", "tests/vendors"),
    "--ignore=tests/contract/test_exercised.py",
)
_ASKED_TO_KEEP: Final = "BONDROOM_KEEP_EXERCISED"

# Who took part, and the head of its column.
TOGETHER: Final = "together"
SANDBOX: Final = "sandbox"
CLIENT: Final = "client"
WHO: Final[Mapping[str, str]] = {
    TOGETHER: "client and sandbox together",
    SANDBOX: "sandbox alone",
    CLIENT: "client alone, answers made up",
}

# Who, method, whole path template, status.
Exercised: TypeAlias = tuple[str, str, str, int]

_noted: set[Exercised] = set()


def note(who: str, method: str, path: str, status: int) -> None:
    """`path` is the template. Only for what was judged and found right."""
    _noted.add((who, method.upper(), path, status))


def noted() -> list[Exercised]:
    """What was noted in this process and those that handed theirs over, as plain data."""
    return sorted(_noted)


def add(other: Iterable[Iterable[str | int]]) -> None:
    """Add what another process noted."""
    for who, method, path, status in other:
        _noted.add((str(who), str(method), str(path), int(status)))


def finish() -> list[str]:
    """Keep what the whole run noted where that was asked for; what the page does not list."""
    if os.environ.get(_ASKED_TO_KEEP):
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(noted()), encoding="utf-8")
        return []
    return missing(PAGE.read_text("utf-8")) if PAGE.is_file() else []


# -- the page ----------------------------------------------------------------------------------

_HEAD: Final = """\
# What was exercised

Every endpoint, with each status that was answered in a test while the request and the answer were
held against the vendor's specification where there is a file of it, and against our own tables
(`tests/contract`). The real client asked the sandbox, the sandbox was asked by itself, or the
client was given answers that a test made up; of those only the request is judged, and only statuses
that the specification knows are listed. `python -m tests.contract.exercised --write` makes this
page. Nothing here was asked of a vendor itself.
"""


def page(found: Iterable[Exercised], endpoints: Iterable[str]) -> str:
    """`endpoints` in order, as `METHOD /path`."""
    by: dict[tuple[str, str], set[int]] = {}
    for who, method, path, status in found:
        by.setdefault((who, f"{method} {path}"), set()).add(status)
    lines = [_HEAD, "| endpoint | " + " | ".join(WHO.values()) + " |", "|---|---|---|---|"]
    for endpoint in endpoints:
        cells = (", ".join(map(str, sorted(by.get((who, endpoint), ())))) or "–" for who in WHO)
        lines.append(f"| `{endpoint}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def missing(text: str) -> list[str]:
    """What was noted of the endpoints of a page and does not stand there, in words."""
    listed = read(text)
    return [
        f"{WHO[who]}: {method} {path} {status}"
        for who, method, path, status in noted()
        if f"| `{method} {path}` |" in text and (who, method, path, status) not in listed
    ]


def read(text: str) -> set[Exercised]:
    """What a page lists."""
    found: set[Exercised] = set()
    for line in text.splitlines():
        if line.startswith("| `"):
            endpoint, *cells = (cell.strip().strip("`") for cell in line.strip("|").split("|"))
            method, _, path = endpoint.partition(" ")
            for who, cell in zip(WHO, cells, strict=True):
                statuses = (one.strip() for one in cell.split(","))
                found |= {(who, method, path, int(one)) for one in statuses if one.isdecimal()}
    return found


def _write() -> int:
    """Run the tests and write the page; not where any of them fails."""
    from tests.contract.page import rows

    KEPT.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not soak", *_RUN, *sys.argv[2:]]
    ended = subprocess.run(command, cwd=_ROOT, env={**os.environ, _ASKED_TO_KEEP: "yes"})
    if ended.returncode or not KEPT.is_file():
        return ended.returncode or 1
    found = [
        (who, method, path, status) for who, method, path, status in json.loads(KEPT.read_text())
    ]
    PAGE.write_text(page(found, [row.endpoint for row in rows()]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit("python -m tests.contract.exercised --write [more for pytest, as -n 2]")
    sys.exit(_write())
