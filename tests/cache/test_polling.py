"""Which accepted orders are asked after by themselves, how often, and which first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cache.watching import RESERVE
from tests.cache.desk import BEN, NOON, Desk, vendor_line, vendor_order
from tests.cache.looking import DAY, HOUR, MINUTE, Timed, placed, stored, twice, watching, whole
from tests.cache.virtual import VirtualClock
from vendors.errors import TooMany
from vendors.vocabulary import Answer, Outcome, VendorOrder


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


# -- asking after orders -----------------------------------------------------------------------


async def accepted(desk: Desk) -> str:
    return (await placed(desk, Outcome.ACCEPTED))[1]


def asked(vendor: Timed, number: str) -> list[float]:
    return [at for at, one in vendor.calls if one == number]


async def test_an_accepted_order_that_is_not_listed_is_asked_after(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    await accepted(desk)
    async with watching(desk):
        await clock.run(2 * HOUR)
        for _ in range(2):
            await clock.skip(DAY - HOUR)
            await clock.run(HOUR)
    assert vendor.times == [60, 360, 1260, 4860, 4860 + DAY, 4860 + 2 * DAY]


def still_open(number: str, status: str = "Processing", **changes: object) -> VendorOrder:
    its = replace(vendor_line(), **changes)  # type: ignore[arg-type]
    return vendor_order(number, f"99{number[-4:]}", status=status, lines=(its,))


@pytest.mark.parametrize(
    ("status", "changes", "every"),
    [
        ("Processing", {}, 6 * HOUR),
        ("Processing", {"backordered": 40}, HOUR),
        ("Processing", {"scheduled": ((100, date(2026, 2, 27)),)}, HOUR),
        ("Processing", {"scheduled": ((100, date(2026, 4, 1)),)}, 6 * HOUR),
        ("GenericDelay", {}, HOUR),
        ("ProcessingAwaitingBackorders", {}, HOUR),
        ("Delivered", {}, None),
        ("Canceled", {"backordered": 40}, None),
        ("Shipped", {"shipped": 100}, None),
        ("Shipped", {"shipped": 99}, 6 * HOUR),
    ],
)
async def test_a_listed_order_is_asked_after_as_often_as_it_needs(
    desk: Desk,
    vendor: Timed,
    clock: VirtualClock,
    status: str,
    changes: dict[str, object],
    every: float | None,
) -> None:
    number = await accepted(desk)
    vendor.listed = [still_open(number, status, **changes)]
    await desk.orders.refresh()
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(12):
            await clock.skip(HOUR - MINUTE)
            await clock.run(MINUTE)
    times = [] if every is None else [every * n for n in range(1, int(12 * HOUR / every) + 1)]
    assert vendor.times == times


async def test_what_was_canceled_in_part_and_has_else_arrived_is_finished(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    """The vendor may go on to say how many pieces a canceled line had."""
    number = await accepted(desk)
    first = still_open(number, ordered=60, shipped=60)
    (sale,) = first.sales_orders
    second = replace(sale, number="88002", status="Canceled", lines=(vendor_line(ordered=40),))
    vendor.listed = [replace(first, sales_orders=(sale, second))]
    await desk.orders.refresh()
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.goods_shipped, row.goods_ordered) == (1, 1)
    async with watching(desk):
        await clock.run(DAY)
    assert vendor.times == []


async def test_polls_leave_the_ledger_alone_until_one_settles_something(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    number = await accepted(desk)
    vendor.listed = [still_open(number)]
    await desk.orders.refresh()
    before = await desk.ledger.read(lambda db: list(db.iterdump()))
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(4):
            await clock.skip(6 * HOUR)
            await clock.run(MINUTE)
        assert len(vendor.calls) == 4
        assert await desk.ledger.read(lambda db: list(db.iterdump())) == before
        vendor.listed = twice(number)
        await clock.skip(6 * HOUR)
        await clock.run(MINUTE)
    assert (await stored(desk))[0] == "duplicate"


async def test_the_most_urgent_is_asked_after_first_and_one_at_a_time(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    calm, late, fresh = [await accepted(desk) for _ in range(3)]
    vendor.listed = [still_open(calm), still_open(late, backordered=5)]
    await desk.orders.refresh()
    await clock.run(7 * HOUR)
    async with watching(desk):
        await clock.run(30)
    assert [(at - 7 * HOUR, number) for at, number in vendor.calls] == [
        (0, fresh),
        (5, late),
        (10, calm),
    ]


async def test_two_sessions_share_what_is_asked_after(
    tmp_path: Path, vendor: Timed, clock: VirtualClock
) -> None:
    ann = await Desk(tmp_path, vendor, clock).open()
    ben = await Desk(tmp_path, vendor, clock, BEN).open()
    await accepted(ann)
    async with watching(ann), watching(ben):
        await clock.run(2 * HOUR)
    assert len(vendor.times) == 4
    await ann.close()
    await ben.close()


async def test_the_last_calls_of_a_day_are_left_to_people(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    await accepted(desk)
    desk.left = RESERVE
    async with watching(desk):
        await clock.run(HOUR)
        assert vendor.calls == []
        # What may have been ordered and is not known is more urgent than that.
        _, unknown = await placed(desk)
        await clock.run(MINUTE)
        assert {number for _, number in vendor.calls} == {unknown}
        vendor.calls.clear()
        desk.left = RESERVE + 1
        await clock.run(6 * MINUTE)
        assert len({number for _, number in vendor.calls}) == 2


async def test_too_many_calls_stop_the_asking_until_the_wait_is_over(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    await accepted(desk)
    await accepted(desk)
    vendor.find_fails = TooMany("digikey", "No calls are left.", wait=2 * HOUR, daily=True)
    async with watching(desk):
        await clock.run(90)
        assert vendor.times == [60]
        vendor.find_fails = None
        await clock.skip(2 * HOUR - MINUTE)
        await clock.run(MINUTE)
        assert vendor.times == [60, 60 + 2 * HOUR, 65 + 2 * HOUR]


async def test_an_order_called_not_placed_is_asked_after_daily_for_two_weeks(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    order_id, _ = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(20):
            await clock.skip(DAY - MINUTE)
            await clock.run(MINUTE)
        assert vendor.times == [DAY * n for n in range(1, 15)]
        assert (await stored(desk))[0] == "not_placed"


@pytest.mark.parametrize("again", [Outcome.REJECTED, Outcome.REFUSED, Outcome.NOT_SENT])
async def test_what_was_sent_again_and_not_taken_is_asked_after_as_well(
    desk: Desk, vendor: Timed, clock: VirtualClock, again: Outcome
) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    await desk.placing.review(await desk.drafts.open(head.id))
    vendor.answer = Answer(again, "no")
    await desk.placing.place(order_id)
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(20):
            await clock.skip(DAY - MINUTE)
            await clock.run(MINUTE)
            if len(vendor.times) == 2:
                vendor.listed = [whole(number)]
    assert vendor.times[:3] == [DAY, 2 * DAY, 3 * DAY]
    assert await stored(desk) == ("accepted", ("88001",), ["accepted", again.value])


async def test_an_order_called_not_placed_does_not_turn_up_in_silence(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    vendor.listed = [replace(whole(number), entered_at=NOON + timedelta(days=3))]
    async with watching(desk):
        await clock.run(MINUTE)
        for _ in range(4):
            await clock.skip(DAY)
            await clock.run(MINUTE)
    assert (await stored(desk))[0] == "accepted"


async def test_what_was_asked_before_it_was_sent_again_does_not_count(
    desk: Desk, vendor: Timed, clock: VirtualClock
) -> None:
    order_id, _ = await placed(desk)
    for _ in range(4):
        await desk.reconciling.look(order_id)
    await desk.reconciling.not_placed(order_id, "they know of none")
    await clock.skip(1)
    (head,) = await desk.drafts.heads()
    await desk.placing.review(await desk.drafts.open(head.id))
    vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88002",))
    await desk.placing.place(order_id)
    vendor.calls.clear()
    async with watching(desk):
        await clock.run(6 * MINUTE + 5)
    assert vendor.times == [61, 361]
