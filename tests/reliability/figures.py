"""What the proofs measured: said at the end of the run, and kept where the documents find it."""

from __future__ import annotations

import json
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "bench-results" / "reliability.json"

_told: list[str] = []


def note(name: str, words: str, **figures: int | float | str) -> None:
    """Keep `figures` under `name`, in place of what an earlier run kept; `words` are for people."""
    tell(f"{name}: {words}")
    kept = [one for one in _before() if one["name"] != name]
    kept.append({"name": name, **figures})
    KEPT.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(one) for one in sorted(kept, key=lambda one: str(one["name"])))
    KEPT.write_text(f"[\n{lines}\n]\n")


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
