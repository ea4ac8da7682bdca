"""A change is read back until it is seen: when it is asked, what settles it, and who may."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cache.changing_rules import is_made
from cache.morning import Item
from cache.places import Refusal
from tests.cache.changing_kit import (
    FIRST,
    SALE,
    SECOND,
    THIRD,
    ChangeDesk,
    ChangingVendor,
    held_line,
    lists,
    planned,
    prepared,
    quantity,
    sent,
)
from tests.cache.desk import BEN, NOON
from tests.cache.looking import DAY, HOUR, MINUTE, watching
from tests.cache.virtual import VirtualClock
from vendors.afterwards import ChangeKind, HeldLine, HeldOrder, LineChange
from vendors.errors import NoAnswer, NotAllowed
from vendors.terms import Schedule
from vendors.vocabulary import Answer, Outcome

LOST = Answer(Outcome.UNKNOWN, "the connection broke before an answer came")


class Timed(ChangingVendor):
    """Notes when it was read, in seconds since the start."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self.clock = clock
        self.times: list[float] = []

    async def held(self, sales_order: str):  # type: ignore[no-untyped-def]
        self.times.append(self.clock.monotonic())
        return await super().held(sales_order)


async def waits(desk: ChangeDesk) -> list[Item]:
    return [one for one in await desk.morning.items() if one.kind == "change"]


async def timed(folder: Path) -> tuple[ChangeDesk, Timed, VirtualClock]:
    clock = VirtualClock(NOON)
    vendor = Timed(clock)
    desk = await ChangeDesk(folder, vendor, clock).open()
    return desk, vendor, clock


async def test_it_is_read_after_5_s_20_s_a_minute_5_minutes_an_hour_and_every_day(
    tmp_path: Path,
) -> None:
    desk, vendor, clock = await timed(tmp_path)
    await sent(desk)
    vendor.times.clear()
    async with watching(desk):
        await clock.run(2 * DAY + 2 * HOUR)
    found = [round(at) for at in vendor.times]
    assert found[:5] == [5, 20, 60, 300, 3600]
    assert found[5:] == [int(HOUR + DAY), int(HOUR + 2 * DAY)]
    assert await desk.changes() == ["not_seen"]
    await desk.close()


async def test_it_is_seen_after_a_minute_and_not_asked_again(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    order_id, _ = await sent(desk)
    vendor.times.clear()
    async with watching(desk):
        await clock.run(30)
        assert await desk.changes() == ["accepted"]
        vendor.put(quantity=150)
        await clock.run(2 * DAY)
    assert await desk.changes() == ["seen"]
    assert len(vendor.times) == 3
    assert await waits(desk) == []
    rowid = (await desk.cache.read(lambda db: db.execute("SELECT id FROM order_row").fetchone()))[0]
    (change,) = (await desk.orders.detail(rowid)).changes
    assert [one.said for one in change.looks] == [
        "the vendor shows it as it was: 100 pieces",
        "the vendor shows it as it was: 100 pieces",
        "the vendor shows it changed: 150 pieces",
    ]
    assert (change.order_id, change.next_at, change.open) == (order_id, None, False)
    await desk.close()


async def test_what_is_never_seen_waits_for_a_person_and_is_seen_after_all(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    order_id, _ = await sent(desk)
    async with watching(desk):
        await clock.run(HOUR - MINUTE)
        assert await desk.changes() == ["accepted"]
        assert await waits(desk) == []
        await clock.run(2 * MINUTE)
        assert await desk.changes() == ["not_seen"]
        (item,) = await waits(desk)
        assert (item.kind, item.order_id, item.number) == ("change", order_id, "AC-2026-0001")
        assert item.rowid is not None
        assert "quantity 100 → 150: taken, and not to be seen" in item.words
        assert "shows it as it was: 100 pieces" in item.words
        vendor.put(quantity=150)
        await clock.run(DAY)
    assert await desk.changes() == ["seen"]
    assert await waits(desk) == []
    await desk.close()


async def test_an_unknown_one_is_closed_by_being_seen(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    vendor.answers = LOST
    await sent(desk)
    (item,) = await waits(desk)
    assert "no answer" in item.words
    vendor.put(quantity=150)
    async with watching(desk):
        await clock.run(10)
    assert await desk.changes() == ["seen"]
    assert await waits(desk) == []
    assert len(vendor.posted) == 1
    await desk.close()


async def test_an_unknown_one_that_is_not_seen_stays_unknown_and_is_not_sent_again(
    tmp_path: Path,
) -> None:
    desk, vendor, clock = await timed(tmp_path)
    vendor.answers = LOST
    await sent(desk)
    async with watching(desk):
        await clock.run(3 * DAY)
    assert await desk.changes() == ["unknown"]
    assert len(vendor.posted) == 1
    await desk.close()


async def test_a_person_closes_it_with_a_reason_and_then_the_line_can_be_changed(
    tmp_path: Path,
) -> None:
    desk, vendor, _ = await timed(tmp_path)
    vendor.answers = LOST
    order_id, _ = await sent(desk)
    for reason in ("", " .. ", "ok"):
        with pytest.raises(Refusal, match="Only a reason"):
            await desk.changing.close_change(1, reason)
    await desk.changing.close_change(1, "Jane at DigiKey: it never came")
    assert await desk.changes() == ["closed"]
    assert (await desk.said())[-1] == ("unknown", "closed", "Jane at DigiKey: it never came")
    assert await waits(desk) == []
    with pytest.raises(Refusal, match="can be closed"):
        await desk.changing.close_change(1, "once more")
    vendor.answers = Answer(Outcome.ACCEPTED, "")
    change = await prepared(desk, order_id, 120)
    await desk.changing.send(change.id)
    assert await desk.changes() == ["closed", "accepted"]
    await desk.close()


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
async def test_what_is_known_is_not_closed_by_a_person(tmp_path: Path, outcome: Outcome) -> None:
    desk, vendor, _ = await timed(tmp_path)
    vendor.answers = Answer(outcome, "")
    await sent(desk)
    with pytest.raises(Refusal, match="can be closed"):
        await desk.changing.close_change(1, "it is no use")
    await desk.close()


async def test_a_vendor_that_is_down_is_asked_later_and_nothing_is_settled(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    await sent(desk)
    vendor.put(quantity=150)
    vendor.held_fails = NoAnswer("digikey", "DigiKey did not answer in time.")
    async with watching(desk):
        await clock.run(2 * HOUR)
        assert await desk.changes() == ["accepted"]
        vendor.held_fails = None
        await clock.run(10 * MINUTE)
    assert await desk.changes() == ["seen"]
    await desk.close()


async def test_a_sales_order_that_is_gone_keeps_no_other_change_waiting(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    order_id, _ = await sent(desk)
    vendor.lines["2"] = held_line(50, detail="2")
    other = await desk.changing.prepare(order_id, quantity(60, "2"))
    await desk.changing.send(other.id)
    del vendor.lines["1"]
    vendor.put("2", quantity=60)
    async with watching(desk):
        await clock.run(2 * HOUR)
    assert await desk.changes() == ["not_seen", "seen"]
    await desk.close()


async def test_a_change_that_cannot_be_read_keeps_no_other_waiting_and_is_closed_by_a_person(
    tmp_path: Path,
) -> None:
    desk, vendor, clock = await timed(tmp_path)
    order_id, _ = await sent(desk)
    vendor.lines["2"] = held_line(50, detail="2")
    other = await desk.changing.prepare(order_id, quantity(60, "2"))
    await desk.changing.send(other.id)
    vendor.put("2", quantity=60)
    held = vendor.held

    async def refused_once(sales_order: str) -> HeldOrder:
        # The first of the two looks: which of the two it is for makes no difference to the vendor.
        if not vendor.times:
            vendor.times.append(clock.monotonic())
            raise NotAllowed("digikey", "DigiKey does not let this account see the order.")
        return await held(sales_order)

    vendor.times.clear()
    vendor.held = refused_once  # type: ignore[method-assign]
    async with watching(desk):
        await clock.run(10)
    assert await desk.changes() == ["accepted", "seen"]
    vendor.held_fails = NotAllowed("digikey", "DigiKey does not let this account see the order.")
    vendor.times.clear()
    async with watching(desk):
        await clock.run(HOUR)
        assert await waits(desk) == []
        await clock.run(HOUR)
    # No oftener than every five minutes.
    assert len(vendor.times) <= 30
    (item,) = await waits(desk)
    assert "taken, and could not be read back" in item.words
    await desk.changing.close_change(1, "Jane at DigiKey: it was made")
    assert await desk.changes() == ["closed", "seen"]
    await desk.close()


async def test_two_sessions_read_it_once_each_time(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    other = await ChangeDesk(tmp_path, vendor, clock, person=BEN).open()
    await sent(desk)
    vendor.times.clear()
    async with watching(desk), watching(other):
        await clock.run(400)
    # The second session comes to know of it within its rest.
    assert [round(at) for at in vendor.times] == [5, 20, 60, 300]
    await other.close()
    await desk.close()


async def test_a_look_by_hand_leaves_the_others_as_they_were_planned(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    order_id, _ = await sent(desk)
    clock.advance(2)
    assert await desk.changing.look(1) == "the vendor shows it as it was: 100 pieces"
    due = await desk.changing.waiting()
    assert due == [(datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC), 1)]
    vendor.put(quantity=150)
    await desk.changing.look(1)
    assert await desk.changes() == ["seen"]
    with pytest.raises(Refusal, match="is known"):
        await desk.changing.look(1)
    assert order_id
    await desk.close()


async def test_what_was_seen_brings_the_vendors_list_up_to_it(tmp_path: Path) -> None:
    desk, vendor, clock = await timed(tmp_path)
    await sent(desk)
    lists(desk, 100)
    async with watching(desk):
        await clock.run(4)
        vendor.put(quantity=150)
        vendor.listed.clear()
        lists(desk, 150)
        await clock.run(4)
        row = desk.orders.first().row(0)
    assert row is not None
    assert (row.confirmation, row.total) == ("confirmed", "15.00")
    await desk.close()


def change(kind: ChangeKind, **more: object) -> LineChange:
    return LineChange(kind, SALE, "1", **more)  # type: ignore[arg-type]


WEEK = held_line(100, backordered=40, schedules=planned((60, FIRST), (40, SECOND)))
ANEW = change(ChangeKind.SCHEDULES, schedules=(Schedule(FIRST, 60), Schedule(SECOND, 40)))
LATER = change(ChangeKind.SCHEDULE_DATE, index=1, on=SECOND)


@pytest.mark.parametrize(
    ("wanted", "now", "made"),
    [
        (change(ChangeKind.BACKORDER, quantity=10), held_line(70, backordered=10), True),
        # The rest came in meanwhile: the line says what was made of it.
        (change(ChangeKind.BACKORDER, quantity=10), held_line(70, backordered=0), True),
        (change(ChangeKind.BACKORDER, quantity=10), held_line(100, backordered=0), False),
        # A vendor that leaves the line its pieces; but not where 30 came in and left instead.
        (change(ChangeKind.BACKORDER, quantity=10), held_line(100, backordered=10), True),
        (
            change(ChangeKind.BACKORDER, quantity=10),
            held_line(100, backordered=10, shipped=30),
            False,
        ),
        (ANEW, held_line(schedules=planned((40, SECOND), (60, FIRST))), True),
        (ANEW, held_line(schedules=planned((60, FIRST), (40, THIRD))), False),
        (LATER, held_line(schedules=planned((60, SECOND), (40, SECOND))), True),
        (LATER, held_line(schedules=planned((100, SECOND))), True),
        (LATER, held_line(schedules=planned((60, THIRD), (40, SECOND))), False),
        # The next day was accepted: later is made, earlier is not.
        (
            change(ChangeKind.SCHEDULE_DATE, index=1, on=SECOND, accept_next=True),
            held_line(schedules=planned((60, THIRD), (40, SECOND))),
            True,
        ),
        (
            change(ChangeKind.SCHEDULE_DATE, index=1, on=THIRD, accept_next=True),
            held_line(schedules=planned((60, SECOND), (40, SECOND))),
            False,
        ),
        (
            change(ChangeKind.SCHEDULE_DATE, index=1, on=SECOND, accept_next=True),
            WEEK,
            False,
        ),
    ],
)
def test_what_counts_as_made(wanted: LineChange, now: HeldLine, made: bool) -> None:
    assert is_made(wanted, WEEK, now) is made


async def test_seen_of_another_day_is_said_as_neither(tmp_path: Path) -> None:
    desk, vendor, _ = await timed(tmp_path)
    await sent(desk)
    vendor.put(quantity=140)
    assert await desk.changing.look(1) == (
        "the vendor shows neither the old nor the new: 140 pieces"
    )
    assert await desk.changes() == ["accepted"]
    assert len(vendor.posted) == 1
    await desk.close()
