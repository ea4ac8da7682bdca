"""What a session does by itself: when it looks and asks after, what it tells, what it survives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cache import ledger as ledgers
from cache.places import Refusal
from tests.cache.desk import BEN, NOON, Desk, line
from tests.cache.looking import (
    BARE,
    CUT,
    DAY,
    HOUR,
    MINUTE,
    UNKNOWN,
    Timed,
    placed,
    said,
    stored,
    taken_note,
    twice,
    watching,
    whole,
)
from tests.cache.virtual import VirtualClock, rest
from vendors.errors import NoAnswer
from vendors.vocabulary import Outcome, VendorOrder


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


@pytest.fixture
def vendor(clock: VirtualClock) -> Timed:
    return Timed(clock)


@pytest.fixture
async def desk(tmp_path: Path, vendor: Timed, clock: VirtualClock) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, vendor, clock).open()
    yield desk
    await desk.close()


# -- looking -----------------------------------------------------------------------------------

SCHEDULE = [5, 20, 80, 380, 1280, 4880, 4880 + DAY, 4880 + 2 * DAY]


@pytest.mark.parametrize("outcome", [UNKNOWN, BARE])
async def test_an_open_outcome_is_looked_for_at_these_instants(
    desk: Desk, vendor: Timed, clock: VirtualClock, outcome: Outcome
) -> None:
    async with watching(desk):
        await clock.run(7)  # in the middle of a rest
        await placed(desk, outcome)
        await clock.run(2 * HOUR)
        for _ in range(2):
            await clock.skip(DAY - HOUR)
            await clock.run(HOUR)
    assert vendor.times == [7 + at for at in SCHEDULE]


async def test_a_look_by_hand_does_not_move_them(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    order_id, _ = await placed(desk)
    async with watching(desk):
        await clock.run(10)
        await desk.reconciling.look(order_id)
        await clock.run(HOUR / 2)
    assert vendor.times == [5, 10, 20, 80, 380, 1280]


async def test_another_session_goes_on_where_one_stopped(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    await placed(ann)
    async with watching(ann):
        await clock.run(30)
    await ann.kill()
    await clock.run(20)
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    async with watching(ben):
        await clock.run(HOUR)
    assert vendor.times == [5, 20, 80, 380, 1280]
    await ben.close()


async def test_what_came_due_while_nobody_was_there_is_looked_for_at_once(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    _, number = await placed(ann)
    await ann.close()
    await clock.run(2 * DAY)
    vendor.listed = [whole(number)]
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    async with watching(ben):
        await rest()
    assert vendor.times == [2 * DAY]
    assert (await stored(ben))[0] == "accepted"
    assert (await said(ben))[-1][2] == "ben"
    await ben.close()


async def test_two_sessions_look_once_between_them(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    slow = vendor.orders_under

    async def slowly(*asked: object) -> tuple[VendorOrder, ...]:
        found = await slow(*asked)  # type: ignore[arg-type]
        await clock.sleep(3)
        return found

    vendor.orders_under = slowly  # type: ignore[method-assign, assignment]
    await placed(ann)
    await placed(ann)
    async with watching(ann), watching(ben):
        await clock.run(HOUR)
    for number in {number for _, number in vendor.calls}:
        assert len([number for _, one in vendor.calls if one == number]) == 5
    # And never two at the same time.
    times = vendor.times
    assert all(after - before >= 3 for before, after in pairwise(times))
    await ann.close()
    await ben.close()


async def test_the_orders_of_a_session_that_died_become_unknown_and_are_looked_for(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    (review,) = await ann.placing.review(await ann.draft(line(CUT)))

    async def hangs() -> None:
        await asyncio.Event().wait()

    vendor.before = hangs
    placing = asyncio.ensure_future(ann.placing.place(review.order_id))
    await rest()
    async with watching(ben):
        await clock.run(MINUTE)
        assert await ben.attempts() == ["sent"]
        # As the kernel lets go when a process ends; its thread cannot write any more.
        await ann.kill()
        await clock.run(15)
        assert await ben.attempts() == ["unknown"]
        vendor.listed = [whole(review.number)]
        await clock.run(15)
        assert await ben.states() == [(review.number, "accepted")]
    placing.cancel()
    with contextlib.suppress(Exception, asyncio.CancelledError):
        await placing
    await ben.close()


async def test_an_alarm_is_looked_at_daily_until_it_is_taken_note_of(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    order_id, number = await placed(desk)
    vendor.listed = [replace(one, status="Delivered") for one in twice(number)]
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(2):
            await clock.skip(DAY - MINUTE)
            await clock.run(MINUTE)
        assert vendor.times == [5, 5 + DAY, 5 + 2 * DAY]
        await taken_note(desk, order_id, ("88001", "88002"))
        await clock.skip(3 * DAY)
        await clock.run(MINUTE)
    assert len(vendor.times) == 3


async def test_what_becomes_unknown_in_the_middle_of_a_turn_is_looked_for_in_time(
    desk: Desk, vendor: Timed, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = desk.orders.project

    async def then_it_is_placed() -> None:
        monkeypatch.undo()
        await true()
        await placed(desk)

    async with watching(desk):
        await clock.run(20)
        await desk.ledger.write(ledgers.bump)
        # The last thing that a turn does before it rests.
        monkeypatch.setattr(desk.orders, "project", then_it_is_placed)
        await clock.run(40)
    assert vendor.times == [35, 50]


async def test_nothing_is_asked_before_a_vendor_is_there(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    await placed(desk)
    desk.reconciling.attach([])
    async with watching(desk):
        await clock.run(HOUR)
        assert vendor.calls == []
        desk.reconciling.attach([vendor])
        desk.watching.wake()
        await rest()
        assert vendor.times == [HOUR]


# -- what it survives --------------------------------------------------------------------------


@pytest.mark.parametrize("error", [NoAnswer("digikey", "silent"), ValueError("odd")])
async def test_no_vendor_ends_it(
    desk: Desk, vendor: Timed, clock: VirtualClock, error: Exception
) -> None:
    order_id, number = await placed(desk)
    vendor.find_fails = error  # type: ignore[assignment]
    async with watching(desk):
        await clock.run(100)
        assert vendor.times == [5, 20, 80]
        vendor.find_fails = None
        vendor.listed = [whole(number)]
        await clock.run(5 * MINUTE)
        assert (await stored(desk))[0] == "accepted"
    looks = (await desk.reconciling.standing(order_id)).looks
    assert len(looks) == 4


@pytest.mark.parametrize("file", ["ledger", "cache"])
@pytest.mark.parametrize("what", ["read", "write"])
async def test_no_disk_ends_it_and_it_does_not_run_hot(
    desk: Desk,
    vendor: Timed,
    clock: VirtualClock,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    what: str,
) -> None:
    _, number = await placed(desk)
    vendor.listed = [whole(number)]
    tries = []

    async def broken(*_: object) -> None:
        tries.append(clock.monotonic())
        raise Refusal("the disk failed")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(desk, file), what, broken)
        async with watching(desk):
            await clock.run(HOUR)
            assert 5 < len(tries) < 200
            assert len(vendor.calls) < 20
            patch.undo()
            await clock.run(10 * MINUTE)
    assert (await stored(desk))[0] == "accepted"


async def test_one_order_that_fails_keeps_no_other_from_its_turn(
    desk: Desk, vendor: Timed, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await placed(desk)
    _, second = await placed(desk)
    true = desk.reconciling.look_alone

    async def breaks(order_id: int, *, by_hand: bool) -> object:
        if order_id == first:
            raise RuntimeError("a fault of ours")
        return await true(order_id, by_hand=by_hand)

    monkeypatch.setattr(desk.reconciling, "look_alone", breaks)
    async with watching(desk):
        await clock.run(HOUR)
    assert len(vendor.calls) == 5
    assert {number for _, number in vendor.calls} == {second}


async def test_a_screen_that_fails_does_not_end_it(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    def fails() -> None:
        raise RuntimeError("no such widget")

    async with watching(desk, fails):
        await placed(desk)
        await clock.run(MINUTE)
    assert vendor.times == [5, 20]


# -- rest, and what it tells -------------------------------------------------------------------


async def test_at_rest_nothing_is_written_asked_or_told(
    desk: Desk, vendor: Timed, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    async with watching(desk, lambda: told.append(clock.monotonic())):
        await clock.run(1)
        told.clear()
        written: list[float] = []
        sleeps: list[float] = []
        true = clock.sleep

        async def count(seconds: float) -> None:
            sleeps.append(seconds)
            await true(seconds)

        async def write(*_: object) -> None:
            written.append(clock.monotonic())

        monkeypatch.setattr(clock, "sleep", count)
        for store in (desk.ledger, desk.cache):
            monkeypatch.setattr(store, "write", write)
        await clock.run(HOUR)
        monkeypatch.undo()
    assert (told, written, vendor.calls) == ([], [], [])
    assert set(sleeps) == {15.0}


async def test_what_another_session_did_is_told_within_fifteen_seconds(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    told: list[float] = []
    async with watching(ben, lambda: told.append(clock.monotonic())):
        await clock.run(20)
        told.clear()
        await placed(ann, Outcome.ACCEPTED)
        await clock.run(15)
        assert len(told) == 1
        row = ben.orders.first().row(0)
        assert row is not None
        assert row.state == "accepted"
        await ann.orders.refresh()
        await clock.run(15)
        assert len(told) == 2
    await ann.close()
    await ben.close()
