"""A list of parts is priced by single calls: counted, shared, cancelled, ended by a limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.part_details import Parts
from cache.price_list import Progress
from tests.cache.around import A, B, Session, Teller
from tests.cache.desk import NOON, offer, part
from tests.cache.virtual import VirtualClock, rest
from vendors.errors import NotFound, TooMany

MANY = [part(f"P{n}", offer(f"P{n}-ND")) for n in range(10)]
NUMBERS = [one.offers[0].number for one in MANY]
DAY_OVER = TooMany("digikey", "No calls are left today.", wait=9000, daily=True)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


@pytest.fixture
def vendor() -> Teller:
    return Teller(A, B, *MANY)


@pytest.fixture
async def sessions(
    tmp_path: Path, clock: VirtualClock, vendor: Teller
) -> AsyncIterator[list[Session]]:
    made = [await Session(tmp_path, clock, vendor).open() for _ in range(2)]
    yield made
    for one in made:
        await one.catalogue.claims.close()
        await one.store.close()


async def test_only_what_is_not_fresh_costs_a_call(sessions: list[Session], vendor: Teller) -> None:
    one, other = sessions
    await one.parts.open("B1-ND")
    seen: list[Progress] = []
    said = await other.parts.price_list(["B1-ND", "A1-ND", "", "a1-nd", "X-ND"], seen.append)
    assert said.parts == {"B1-ND": B, "A1-ND": A, "a1-nd": A}
    assert isinstance(said.failed["X-ND"], NotFound)
    assert said.stopped is None
    assert vendor.asked == {"part B1-ND": 1, "part A1-ND": 1, "part X-ND": 1}
    assert seen[0] == Progress(0, 1, 0, 2, None)
    assert seen[-1] == Progress(2, 1, 1, 0, None)


async def test_packagings_of_one_part_come_by_one_call_once_they_are_known(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    parts = sessions[0].parts
    await parts.open("A1-ND")
    await clock.skip(3600)
    seen: list[Progress] = []
    said = await parts.price_list(["A1R-ND", "B1-ND", "A1-ND"], seen.append)
    assert (said.parts["A1R-ND"], said.parts["A1-ND"]) == (A, A)
    assert vendor.calls == 3
    assert (seen[-1].asked, seen[-1].cached) == (2, 1)


async def test_two_sessions_with_one_list_spend_its_calls_once(
    sessions: list[Session], clock: VirtualClock, vendor: Teller
) -> None:
    vendor.hold = asyncio.Event()
    lists = [
        asyncio.ensure_future(one.parts.price_list(NUMBERS, lambda _: None)) for one in sessions
    ]
    await rest()
    assert vendor.calls == 4  # at one time
    vendor.hold.set()
    await clock.run(10)
    said = await asyncio.gather(*lists)
    assert [set(one.parts) for one in said] == [set(NUMBERS)] * 2
    assert vendor.calls == len(NUMBERS)


async def test_cancelled_it_asks_no_more_and_what_came_is_kept(
    sessions: list[Session], vendor: Teller
) -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if progress.asked == 3:
            listing.cancel()

    listing = asyncio.ensure_future(sessions[0].parts.price_list(NUMBERS, stop))
    with pytest.raises(asyncio.CancelledError):
        await listing
    await rest()
    spent = vendor.calls
    assert 3 <= spent < len(NUMBERS)  # those under way are paid for
    said = await sessions[1].parts.price_list(NUMBERS, seen.append)
    assert len(said.parts) == vendor.calls == len(NUMBERS)
    assert seen[-1].cached == spent


async def test_a_limit_ends_the_list_and_says_what_is_left(
    sessions: list[Session], vendor: Teller
) -> None:
    seen: list[Progress] = []

    def tell(progress: Progress) -> None:
        seen.append(progress)
        if progress.asked == 3:
            vendor.fails = DAY_OVER

    said = await sessions[0].parts.price_list(NUMBERS, tell)
    assert said.stopped is DAY_OVER
    assert not said.failed
    assert len(said.parts) == seen[-1].asked == len(NUMBERS) - seen[-1].left
    assert seen[-1].left > 0
    assert vendor.calls <= len(said.parts) + 4


async def test_the_seconds_to_go_are_those_of_the_pace(
    sessions: list[Session], clock: VirtualClock
) -> None:
    here = sessions[0]
    parts = Parts(here.store, here.catalogue, clock, lambda product, calls: float(calls))
    parts.attach([here.vendor])
    seen: list[Progress] = []
    await parts.price_list(NUMBERS, seen.append)
    assert [one.seconds for one in seen] == [float(left) for left in range(10, -1, -1)]
