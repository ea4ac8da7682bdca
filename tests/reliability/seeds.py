"""One seed for each random proof: fixed, unless a run asks for another."""

from __future__ import annotations

import os


def seed_of(usual: int) -> int:
    """`usual`, or what BONDROOM_SEED says. A proof names its seed when it fails."""
    return int(os.environ.get("BONDROOM_SEED", usual))
