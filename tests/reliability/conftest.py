"""The sandbox that the proofs share, and what a run says of them at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.reliability import figures

if TYPE_CHECKING:
    from tests.reliability.running import Shop

_NOT_TRACED = "NOT PROVEN here, because nothing can be traced"


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    """The sandbox as its own process, and a folder in which a draft waits to be placed."""
    # Late: what only collects tests needs none of it.
    from tests.reliability.running import Shop
    from tests.sandbox.kit import FROZEN, short_folder
    from vendors.sandbox.child import Child

    with short_folder() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BONDROOM_SANDBOX_LIMITS", "1000000/1000000")
        child = Child(folder / "vendor", FROZEN)
        try:
            made = Shop(folder, child.start(), folder / "vendor")
            made.prepare()
            yield made
        finally:
            child.close()


@pytest.fixture
def traced(request: pytest.FixtureRequest, shop: Shop) -> None:
    """Ask for this where a test is nothing without strace. Skips, and says so aloud."""
    why = shop.why_not_traced()
    if why:
        figures.tell(f"{_NOT_TRACED}: {request.node.name}: {why}")
        pytest.skip(why)
