"""What a person chose to look at is theirs, and is there for the next session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.audit import verify
from cache.choices import Choices
from cache.ledger import stamp
from cache.places import Refusal
from tests.cache.desk import ANN, BEN, Desk, Vendor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, Vendor()).open()
    yield desk
    await desk.close()


async def test_what_was_kept_last_is_read_by_the_same_person(desk: Desk) -> None:
    mine, his = Choices(desk.ledger, ANN), Choices(desk.ledger, BEN)
    assert await mine.read("bonded") == ""
    for text in ("one", "two", "two"):
        await mine.keep("bonded", text)
    await his.keep("bonded", "his")
    await mine.keep("other", "else")
    assert await Choices(desk.ledger, ANN).read("bonded") == "two"
    assert await his.read("bonded") == "his"


async def test_nothing_of_it_is_audited_and_nothing_projected_anew(desk: Desk) -> None:
    before = await desk.ledger.read(stamp)
    await Choices(desk.ledger, ANN).keep("bonded", "one")
    assert await desk.ledger.read(stamp) == before
    await desk.ledger.read(verify)


async def test_a_ledger_that_cannot_be_used_refuses(desk: Desk) -> None:
    desk.ledger.refuse(Refusal("not now"), reads=False)
    with pytest.raises(Refusal):
        await Choices(desk.ledger, ANN).keep("bonded", "one")
