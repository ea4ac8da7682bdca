"""A vendor's whole catalogue: once in four hours, batch by batch, and what came stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cache import finding
from cache.clock import FixedClock
from cache.places import Refusal
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from cache.whole_catalogue import Came, WholeCatalogues
from tests.cache.desk import NOON, offer, part
from vendors.errors import SignInNeeded, Unreachable, Unreadable, VendorError
from vendors.vocabulary import Part

HOUR = 3600.0


def batch(first: int, count: int) -> tuple[Part, ...]:
    return tuple(
        part(f"LM{n:04}", replace(offer(f"LM{n:04}"), vendor="ti"))
        for n in range(first, first + count)
    )


class Shelf:
    """Gives its batches, then fails or waits, where it is told to."""

    name = "ti"

    def __init__(self, *batches: tuple[Part, ...]) -> None:
        self.batches = batches
        self.fails: VendorError | None = None
        self.waits: asyncio.Event | None = None
        self.asked = 0

    async def catalogue(
        self, told: Callable[[int, int | None], None] = lambda now, of: None
    ) -> AsyncIterator[tuple[Part, ...]]:
        self.asked += 1
        for at, parts in enumerate(self.batches, 1):
            told(at * 1000, 3000)
            yield parts
        if self.waits is not None:
            await self.waits.wait()
        if self.fails is not None:
            raise self.fails


class Here:
    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOON)
        self.store = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True
        )
        self.catalogues = WholeCatalogues(self.store, self.clock)

    async def found(self) -> int:
        return await self.store.read(lambda db: finding.count(db, "lm"))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    here = Here(tmp_path)
    await here.store.open()
    yield here
    await here.store.close()


async def test_all_of_it_is_stored_as_it_comes_and_told(here: Here) -> None:
    shelf, came = Shelf(batch(0, 3), batch(3, 2)), list[Came]()
    assert await here.catalogues.standing("ti") is None
    standing = await here.catalogues.fetch(shelf, came.append)
    assert (standing.whole, standing.parts, standing.words) == (True, 5, "5 parts, whole")
    assert standing == await here.catalogues.standing("ti")
    assert came == [
        Came(1000, 3000, 0),
        Came(1000, 3000, 3),
        Came(2000, 3000, 3),
        Came(2000, 3000, 5),
    ]
    assert await here.found() == 5


async def test_it_is_asked_for_once_in_four_hours_by_any_session(here: Here) -> None:
    shelf = Shelf(batch(0, 1))
    await here.catalogues.fetch(shelf)
    here.clock.advance(4 * HOUR - 1)
    again = (NOON.astimezone()).replace(hour=(NOON.astimezone().hour + 4) % 24)
    with pytest.raises(Refusal, match=f"{again:%H:%M}.*Nothing was asked"):
        await WholeCatalogues(here.store, here.clock).fetch(shelf)
    assert shelf.asked == 1
    here.clock.advance(1)
    await here.catalogues.fetch(shelf)
    assert shelf.asked == 2


async def test_a_clock_set_back_is_no_leave_to_ask_again(here: Here) -> None:
    shelf = Shelf(batch(0, 1))
    await here.catalogues.fetch(shelf)
    here.clock.advance(-HOUR)
    with pytest.raises(Refusal, match="Nothing was asked"):
        await here.catalogues.fetch(shelf)
    assert shelf.asked == 1


async def test_two_at_the_same_time_are_one(here: Here) -> None:
    shelf = Shelf(batch(0, 1))
    shelf.waits = asyncio.Event()
    first = asyncio.ensure_future(here.catalogues.fetch(shelf))
    await asyncio.sleep(0)
    with pytest.raises(Refusal):
        await here.catalogues.fetch(shelf)
    shelf.waits.set()
    assert (await first).whole
    assert shelf.asked == 1


async def test_what_came_before_it_broke_off_stays_and_is_partial(here: Here) -> None:
    shelf = Shelf(batch(0, 3))
    shelf.fails = Unreadable("ti", "TI's catalogue broke off.")
    with pytest.raises(Unreadable):
        await here.catalogues.fetch(shelf)
    standing = await here.catalogues.standing("ti")
    assert standing is not None
    assert standing.words == "3 parts, partial: TI's catalogue broke off."
    assert await here.found() == 3
    with pytest.raises(Refusal, match="3 parts, partial"):
        await here.catalogues.fetch(shelf)


async def test_who_is_stopped_leaves_it_partial(here: Here) -> None:
    shelf = Shelf(batch(0, 2))
    shelf.waits = asyncio.Event()
    task = asyncio.ensure_future(here.catalogues.fetch(shelf))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    standing = await here.catalogues.standing("ti")
    assert standing is not None
    assert standing.words == "2 parts, partial: it was stopped"


@pytest.mark.parametrize("error", [Unreachable("ti", "no way"), SignInNeeded("ti", "sign in")])
async def test_what_never_reached_the_vendor_does_not_count(here: Here, error: VendorError) -> None:
    shelf = Shelf()
    shelf.fails = error
    with pytest.raises(type(error)):
        await here.catalogues.fetch(shelf)
    assert await here.catalogues.standing("ti") is None
    await here.catalogues.fetch(Shelf(batch(0, 1)))
    here.clock.advance(5 * HOUR)
    with pytest.raises(type(error)):
        await here.catalogues.fetch(shelf)
    standing = await here.catalogues.standing("ti")
    assert standing is not None
    assert standing.whole, "it stands as it stood before"
