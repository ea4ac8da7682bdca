"""The referee as fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract import shared, tally
from tests.contract.bench import Bench
from tests.contract.referee import Referee
from tests.sandbox.desk_kit import Calls


@pytest.fixture(scope="session")
def referee() -> Referee:
    """One for the whole run: its documents are dear to build."""
    return Referee.of_everything()


@pytest.fixture
def official() -> None:
    """Ask for this where a test is nothing without the vendors' own files."""
    if shared.folder() is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)


@pytest.fixture
def bench(tmp_path: Path, referee: Referee) -> Iterator[Bench]:
    """A sandbox of its own, every call of which is judged."""
    calls = Calls(tmp_path)
    yield Bench(calls, referee)
    calls.book.close()
