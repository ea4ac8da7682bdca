"""What was recorded of the vendor, read where it lies; and patience."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tests.contract import shared, tally

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

Recorded = Callable[[str], Any]


@pytest.fixture
def recorded() -> Recorded:
    """A recording by its file name; without the recordings the test is skipped, aloud."""
    if shared.folder() is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)

    def read(file: str) -> Any:
        found = shared.recording("digikey", file)
        assert found is not None, file
        tally.count(tally.MADE)
        return found

    return read
