"""What a look finds and settles, when the next one comes, and that one session looks at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.desk import BEN, NOON, Desk, line, vendor_line, vendor_order
from tests.cache.looking import (
    BARE,
    CUT,
    UNKNOWN,
    a_vendor,
    next_in,
    placed,
    said,
    stored,
    taken_note,
    twice,
    whole,
)
from vendors.errors import NoAnswer, TooMany, Unreadable, VendorError
from vendors.vocabulary import Outcome, VendorOrder


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


# -- what a look settles -----------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [UNKNOWN, BARE])
async def test_an_order_that_is_found_is_accepted_with_its_numbers(
    desk: Desk, outcome: Outcome
) -> None:
    order_id, number = await placed(desk, outcome)
    half = (vendor_line(ordered=50),)
    desk.vendor.listed = [vendor_order(number, "991", sales=("88001", "88002"), lines=half)]
    finding = await desk.reconciling.look(order_id)
    assert finding.kind == "one"
    assert await stored(desk) == ("accepted", ("88001", "88002"), ["accepted"])
    assert (await said(desk))[-1] == ("accepted", "the vendor lists it as 88001, 88002", "ann")
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.state, row.vendor_numbers, row.status) == ("accepted", "88001, 88002", "Processing")
    (look,) = (await desk.reconciling.standing(order_id)).looks
    assert look == (NOON, True, ("991",), "the vendor lists it as 88001, 88002")


@pytest.mark.parametrize("outcome", [UNKNOWN, BARE])
async def test_an_order_that_is_not_found_stays_what_it_is(desk: Desk, outcome: Outcome) -> None:
    order_id, _ = await placed(desk, outcome)
    before = await said(desk)
    assert (await desk.reconciling.look(order_id)).kind == "nothing"
    assert await stored(desk) == (str(outcome), (), [str(outcome)])
    assert await said(desk) == before
    (look,) = (await desk.reconciling.standing(order_id)).looks
    assert (look.found, look.said) == ((), "the vendor does not list it, which proves nothing")


@pytest.mark.parametrize("outcome", [UNKNOWN, BARE, Outcome.ACCEPTED])
async def test_an_order_that_is_there_twice_is_an_alarm(desk: Desk, outcome: Outcome) -> None:
    order_id, number = await placed(desk, outcome)
    desk.vendor.listed = twice(number)
    assert (await desk.reconciling.look(order_id)).kind == "twice"
    assert await stored(desk) == ("duplicate", ("88001", "88002"), ["duplicate"])
    assert (await said(desk))[-1][:2] == (
        "duplicate",
        "the vendor lists it twice: as orders 991 and 992",
    )
    assert await desk.drafts.heads() == []


async def test_the_alarm_rings_again_for_a_third_order_and_for_nothing_less(desk: Desk) -> None:
    order_id, number = await placed(desk)
    desk.vendor.listed = twice(number)
    await desk.reconciling.look(order_id)
    moves = await said(desk)
    desk.vendor.listed = twice(number)[:1]
    await desk.reconciling.look(order_id)
    assert await said(desk) == moves
    desk.vendor.listed = [*twice(number), whole(number, "993", "88003")]
    await desk.reconciling.look(order_id)
    assert await stored(desk) == ("duplicate", ("88001", "88002", "88003"), ["duplicate"])
    assert len(await said(desk)) == len(moves) + 1


async def test_an_order_that_is_not_at_the_vendor_is_not_looked_for(desk: Desk) -> None:
    reviewed = (await desk.placing.review(await desk.draft(line(CUT))))[0].order_id
    rejected, _ = await placed(desk, Outcome.REJECTED)
    for order_id in (reviewed, rejected):
        with pytest.raises(Refusal, match="is not at the vendor"):
            await desk.reconciling.look(order_id)
    with pytest.raises(Refusal, match="no such order"):
        await desk.reconciling.look(999)
    assert desk.vendor.spans == []


async def test_the_days_asked_for_lie_around_when_it_was_sent(desk: Desk) -> None:
    order_id, _ = await placed(desk)
    await desk.reconciling.look(order_id)
    desk.clock.advance(30 * 86_400)
    await desk.reconciling.look(order_id)
    assert desk.vendor.spans == [
        (date(2026, 3, 1), date(2026, 3, 3)),
        (date(2026, 3, 1), date(2026, 3, 16)),
    ]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (NoAnswer("digikey", "DigiKey did not answer."), NoAnswer),
        (TooMany("digikey", "No calls are left.", wait=60, daily=True), TooMany),
        (RecursionError("deep"), Unreadable),
    ],
)
async def test_a_vendor_that_fails_is_noted_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, raised: type[VendorError]
) -> None:
    order_id, _ = await placed(desk)
    before = await said(desk)

    async def fails(*_: object) -> tuple[VendorOrder, ...]:
        raise error

    monkeypatch.setattr(desk.vendor, "orders_under", fails)
    with pytest.raises(raised) as info:
        await desk.reconciling.look(order_id)
    assert await said(desk) == before
    assert await stored(desk) == ("unknown", (), ["unknown"])
    (look,) = (await desk.reconciling.standing(order_id)).looks
    assert (look.found, look.said) == ((), info.value.in_full)


async def test_without_a_vendor_nothing_is_asked(desk: Desk) -> None:
    order_id, _ = await placed(desk)
    desk.reconciling.attach([])
    with pytest.raises(Refusal, match="DigiKey is not connected"):
        await desk.reconciling.look(order_id)
    assert (await desk.reconciling.standing(order_id)).looks == ()


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("file", ["cache", "ledger"])
async def test_a_session_that_dies_between_answer_and_ledger_leaves_it_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    order_id, number = await placed(desk)
    desk.vendor.listed = [whole(number)]

    async def dies(*_: object) -> None:
        raise Crash

    monkeypatch.setattr(getattr(desk, file), "write", dies)
    with pytest.raises(Crash):
        await desk.reconciling.look(order_id)
    await desk.kill()

    after = await Desk(tmp_path, desk.vendor, person=BEN).open()
    assert await stored(after) == ("unknown", (), ["unknown"])
    assert (await after.reconciling.standing(order_id)).looks == ()
    await after.reconciling.look(order_id)
    assert await stored(after) == ("accepted", ("88001",), ["accepted"])
    assert (await said(after))[-1][2] == "ben"
    await after.close()


async def test_what_the_vendor_said_settles_even_where_the_rows_cannot_be_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, number = await placed(desk)
    desk.vendor.listed = [whole(number)]

    async def full(*_: object) -> None:
        raise Refusal("the disk is full")

    monkeypatch.setattr(desk.cache, "write", full)
    assert (await desk.reconciling.look(order_id)).kind == "one"
    assert (await stored(desk))[0] == "accepted"


# -- when it is looked for ---------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [UNKNOWN, BARE])
async def test_each_look_is_counted_from_the_one_before_and_none_by_hand(
    desk: Desk, outcome: Outcome
) -> None:
    order_id, _ = await placed(desk, outcome)
    at = 0
    for step in (5, 15, 60, 300, 900, 3600, 86_400, 86_400):
        desk.clock.advance(1)
        await desk.reconciling.look(order_id)
        assert await next_in(desk, order_id) == at + step
        desk.clock.advance(at + step - desk.clock.monotonic())
        await desk.reconciling.look_alone(order_id, by_hand=False)
        at += step


async def test_a_look_that_failed_counts_as_one(desk: Desk) -> None:
    order_id, _ = await placed(desk)
    desk.vendor.find_fails = NoAnswer("digikey", "DigiKey did not answer.")
    desk.clock.advance(5)
    with pytest.raises(NoAnswer):
        await desk.reconciling.look_alone(order_id, by_hand=False)
    assert await next_in(desk, order_id) == 20


async def test_what_is_settled_is_not_looked_for_and_an_alarm_daily_until_it_is_taken_note_of(
    desk: Desk,
) -> None:
    order_id, number = await placed(desk)
    desk.vendor.listed = [whole(number)]
    await desk.reconciling.look(order_id)
    assert await next_in(desk, order_id) is None
    desk.vendor.listed = twice(number)
    await desk.reconciling.look(order_id)
    assert await next_in(desk, order_id) == 86_400
    await taken_note(desk, order_id, ("88002", "88001"))
    assert await next_in(desk, order_id) is None
    desk.vendor.listed.append(whole(number, "993", "88003"))
    await desk.reconciling.look(order_id)
    assert await next_in(desk, order_id) == 86_400


async def test_a_clock_that_was_set_back_does_not_put_the_look_off(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    desk.clock.advance(365 * 86_400)
    order_id, _ = await placed(desk)
    await desk.close()
    after = await Desk(tmp_path, desk.vendor).open()
    assert await next_in(after, order_id) == 0
    await after.reconciling.look_alone(order_id, by_hand=False)
    assert await next_in(after, order_id) == 15
    await after.close()


# -- one at a time -----------------------------------------------------------------------------


async def test_one_session_looks_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await Desk(tmp_path, a_vendor()).open()
    ben = await Desk(tmp_path, ann.vendor, person=BEN).open()
    order_id, number = await placed(ann)
    asking, go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> tuple[VendorOrder, ...]:
        asking.set()
        await go_on.wait()
        return (whole(number),)

    monkeypatch.setattr(ann.vendor, "orders_under", slow)
    look = asyncio.ensure_future(ann.reconciling.look(order_id))
    await asking.wait()
    for desk in (ann, ben):
        with pytest.raises(Refusal, match="looked for at this moment"):
            await desk.reconciling.look(order_id)
        with pytest.raises(Refusal, match="looked for at this moment"):
            await desk.reconciling.not_placed(order_id, "they know of none")
    # Clearing up after dead sessions leaves this lock alone.
    ben.session.sweep()
    with ben.session.alone("looking") as alone:
        assert not alone
    go_on.set()
    assert (await look).kind == "one"
    with ben.session.alone("looking") as alone:
        assert alone
    await ann.close()
    await ben.close()


async def test_a_look_that_is_left_lets_the_others_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, _ = await placed(desk)
    true = desk.vendor.orders_under

    async def hangs(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(desk.vendor, "orders_under", hangs)
    look = asyncio.ensure_future(desk.reconciling.look(order_id))
    await asyncio.sleep(0)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    monkeypatch.setattr(desk.vendor, "orders_under", true)
    assert (await desk.reconciling.look(order_id)).kind == "nothing"


async def test_every_move_and_look_counts_in_the_ledger_once(desk: Desk) -> None:
    order_id, number = await placed(desk)

    async def sequence() -> int:
        return int(
            await desk.ledger.read(lambda db: db.execute("SELECT sequence FROM meta").fetchone()[0])
        )

    before = await sequence()
    await desk.reconciling.look(order_id)
    assert await sequence() == before + 1
    desk.vendor.listed = [whole(number)]
    await desk.reconciling.look(order_id)
    assert await sequence() == before + 2
