"""What the proofs measured: said at the end of the run, and kept where the documents find it."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "bench-results" / "reliability.json"

_told: list[str] = []


def note(name: str, words: str, **figures: int | float | str) -> None:
    """Keep `figures` under `name`, in place of what an earlier run kept; `words` are for people."""
    tell(f"{name}: {words}")
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a+") as file:
        # Tests run in several processes, and each may have something to keep.
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = [one for one in _before() if one["name"] != name]
        kept.append({"name": name, **figures})
        kept.sort(key=lambda one: str(one["name"]))
        file.truncate(0)
        file.write("[\n" + ",\n".join(json.dumps(one) for one in kept) + "\n]\n")


def tell(words: str) -> None:
    """Have `words` stand at the end of this run."""
    _told.append(words)


def told() -> list[str]:
    return _told


def _before() -> list[dict[str, object]]:
    try:
        found: list[dict[str, object]] = json.loads(KEPT.read_text())
    except (OSError, ValueError):
        return []
    return found
