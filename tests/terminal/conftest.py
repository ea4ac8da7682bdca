"""Homes for the program: empty, or with stores filled before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.session import environment


def places_in(home: Path) -> Places:
    """Where the program keeps the sandbox's files when `environment(home)` is its environment."""
    return Places(
        "sandbox",
        *(home / folder / "bondroom" / "sandbox" for folder in ("data", "cache", "state")),
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    environment(tmp_path)
    return tmp_path


@pytest.fixture
def places(home: Path) -> Places:
    """The program's folders, made as it makes them."""
    found = places_in(home)
    for folder in (found.data, found.cache, found.state):
        folder.mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)
        folder.parent.chmod(0o700)
    return found
