"""The referee as fixtures."""

from __future__ import annotations

import pytest

from tests.contract import shared, tally
from tests.contract.referee import Referee


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
