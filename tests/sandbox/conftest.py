"""A new desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.desk_kit import Calls


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[Calls]:
    """Empty: no order is there unless the test puts it there."""
    made = Calls(tmp_path)
    yield made
    made.book.close()
