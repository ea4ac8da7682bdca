"""What a session does by itself: it goes on, reads back, tells what changed, and begins some."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cache.inbound import YOUNG, InboundSaid
from cache.inbound_late import takes_no_details, too_late
from cache.inbound_rules import READ_EVERY, STEPS
from tests.cache.desk import BEN, NOON, line, vendor_line, vendor_order
from tests.cache.inbound_kit import CUT, PO, InboundDesk, accepted, told
from tests.cache.warehouse import Keeper, lost
from vendors.errors import TooMany, VendorDown
from vendors.inbound import InboundState
from vendors.vocabulary import Answer, Outcome, Shipment


async def turns(desk: InboundDesk, seconds: float, most: int = 400) -> None:
    """Let the step have every turn that it wants in so many seconds."""
    clock, until = desk.clock, desk.clock.monotonic() + seconds
    for _ in range(most):
        wanted = await desk.step()
        left = until - clock.monotonic()
        if left <= 0 or wanted is None or wanted > left:
            clock.advance(max(left, 0))
            return
        clock.advance(wanted)
    raise AssertionError("it wants a turn all the time")


async def test_what_is_unfinished_is_gone_on_with(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append((Answer(Outcome.REFUSED, "slow down"), False))
    await desk.inbound.make(order_id)
    await desk.kill()
    other = await InboundDesk(tmp_path, desk.keeper, desk.vendor, desk.clock, BEN).open()
    await turns(other, 60)
    assert await other.state(order_id) == "open"
    assert len(desk.keeper.book.orders) == 1
    await other.close()


async def test_an_unknown_create_is_looked_for_over_a_time_and_never_made(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append(lost(done=True))
    desk.keeper.hidden.add("se-1")
    await desk.inbound.make(order_id)
    asked = len(desk.keeper.asked)
    await turns(desk, sum(STEPS[:-1], timedelta()).total_seconds())
    assert len(desk.keeper.asked) - asked == len(STEPS) - 1
    assert (await desk.state(order_id), desk.keeper.steps) == ("unknown", ["create"])
    desk.keeper.hidden.clear()
    await turns(desk, STEPS[-1].total_seconds() + 5)
    assert (await desk.state(order_id), desk.keeper.steps) == ("open", ["create", "state"])
    await desk.close()


async def test_how_it_stands_is_read_back_every_few_hours(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    await turns(desk, 60)
    asked = len(desk.keeper.asked)
    await turns(desk, READ_EVERY.total_seconds() - 120)
    assert len(desk.keeper.asked) == asked
    desk.keeper.book.put("se-1", state=InboundState.RECEIVED, status_text="received")
    await turns(desk, 120)
    assert await desk.state(order_id) == "received"
    # What is over is not asked after again.
    asked = len(desk.keeper.asked)
    await turns(desk, 4 * READ_EVERY.total_seconds())
    assert len(desk.keeper.asked) == asked
    await desk.close()


async def test_tracking_and_days_are_told_when_the_vendor_says_them(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    await turns(desk, 30)
    shipment = Shipment(100, NOON, "1Z77", "inv", date(2026, 3, 9))
    its = replace(vendor_line("RC0603CT-ND", 100, 100), shipments=(shipment,))
    desk.vendor.listed.append(vendor_order(PO, lines=(its,), status="Shipped"))
    await desk.orders.refresh()
    await turns(desk, 30)
    plan = desk.keeper.book.under(PO)[0].plan
    assert (plan.tracking, plan.expected_on) == ("1Z77", date(2026, 3, 9))
    assert desk.keeper.steps == ["create", "state", "details"]
    await desk.orders.refresh()
    await turns(desk, 600)
    assert desk.keeper.steps == ["create", "state", "details"]
    await desk.close()


async def test_tracking_that_comes_while_goods_are_received_is_not_told_but_named(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    (order,) = desk.keeper.book.under(PO)
    desk.keeper.book.put(order.id, state=InboundState.RECEIVING)
    await desk.inbound.go_on(order_id)
    shipment = Shipment(100, NOON, "1Z77", "inv", None)
    its = replace(vendor_line("RC0603CT-ND", 100, 100), shipments=(shipment,))
    desk.vendor.listed.append(vendor_order(PO, lines=(its,), status="Shipped"))
    await desk.orders.refresh()
    await turns(desk, 7 * 3600)
    assert desk.keeper.steps == ["create", "state"]
    planned, standing = await desk.inbound.plan(order_id), await desk.inbound.standing(order_id)
    assert planned.plan is not None
    assert standing is not None
    late = too_late(planned.plan, standing.seen)
    assert "its tracking number is not said there" in late
    assert takes_no_details(standing.seen)
    # While it is open, it is told; a draft, and what is not there, lack nothing yet.
    assert standing.seen is not None
    for state in (InboundState.OPEN, InboundState.DRAFT):
        there = replace(standing.seen, state=state)
        assert (too_late(planned.plan, there), takes_no_details(there)) == ([], False)
    assert (too_late(planned.plan, None), takes_no_details(None)) == ([], False)
    await desk.close()


async def test_it_goes_on_as_soon_as_what_lacked_is_mapped(tmp_path: Path) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    desk.inbound.always = True
    order_id = await accepted(desk)
    await turns(desk, 60)
    assert (await desk.state(order_id), desk.keeper.steps) == ("wanted", [])
    (item,) = [one for one in await desk.morning.items() if one.kind == "inbound"]
    assert item.words.startswith("it is not said yet what ShipStation calls the supplier")
    assert item.rowid is not None
    await desk.mapped()
    await turns(desk, 10)
    assert await desk.state(order_id) == "open"
    assert [one for one in await desk.morning.items() if one.kind == "inbound"] == []
    await desk.close()


@pytest.mark.parametrize("always", [True, False])
async def test_only_where_it_is_always_wanted_it_begins_by_itself(
    tmp_path: Path, always: bool
) -> None:
    desk, order_id = await told(tmp_path)
    desk.inbound.always = always
    # The setting holds from when it was seen first.
    desk.clock.advance(1)
    await turns(desk, 30)
    assert desk.keeper.steps == []
    later = await accepted(desk, line(CUT, 7))
    await turns(desk, 30)
    assert await desk.state(order_id) == ""
    assert await desk.state(later) == ("open" if always else "")
    await desk.close()


async def test_an_order_of_long_ago_is_not_begun_by_itself(tmp_path: Path) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    desk.inbound.always = True
    await desk.step()
    order_id = await accepted(desk)
    desk.clock.advance((YOUNG + timedelta(days=1)).total_seconds())
    await turns(desk, 30)
    assert await desk.state(order_id) == ""
    await desk.close()


async def test_an_order_to_a_supplier_without_an_api_is_set_open_and_never_made(
    tmp_path: Path,
) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    order_id = await accepted(desk)
    # As if it had been made at ShipStation, which has it as a draft.
    await desk.ledger.write(
        lambda db: (
            db.execute(
                "UPDATE purchase_order SET vendor = 'shipstation', terms = ?",
                ('{"supplier": "se-s2"}',),
            ),
            db.execute("UPDATE purchase_order SET changed = changed + 1"),
        )
    )
    planned = await desk.inbound.plan(order_id)
    assert (planned.missing, planned.lines[0].sku) == ((), "RC0603CT-ND")
    assert planned.plan is not None
    await turns(desk, 30)
    # Nobody shows it yet, and it is made by nobody but the order itself.
    assert (await desk.state(order_id), desk.keeper.steps) == ("wanted", [])
    desk.keeper.book.apply(desk.keeper.seal_create(planned.plan).body)
    await turns(desk, 3600)
    assert (await desk.state(order_id), desk.keeper.steps) == ("open", ["state"])
    await desk.close()


async def test_one_that_fails_keeps_no_other_waiting(tmp_path: Path) -> None:
    desk, first = await told(tmp_path)
    second = await accepted(desk, line(CUT, 7))
    await desk.inbound._begin(first, None)
    await desk.inbound._begin(second, None)
    under = desk.keeper.inbound_under

    async def fails_once(reference: str) -> object:
        if reference == PO:
            raise TooMany("shipstation", "too many", wait=40.0, daily=False)
        return await under(reference)

    desk.keeper.inbound_under = fails_once  # type: ignore[assignment, method-assign]
    await turns(desk, 20)
    assert (await desk.state(first), await desk.state(second)) == ("wanted", "open")
    desk.keeper.inbound_under = under  # type: ignore[method-assign]
    await turns(desk, 600)
    assert await desk.state(first) == "open"
    await desk.close()


async def test_nothing_is_asked_where_nothing_may_be_told(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound._begin(order_id, None)
    desk.read_only = True
    assert await desk.step() is None
    assert desk.keeper.asked == []
    await desk.close()


async def test_only_one_session_tells_by_itself(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound._begin(order_id, None)
    with desk.inbound.alone() as alone:
        assert alone
        other = await InboundDesk(tmp_path, desk.keeper, desk.vendor, desk.clock, BEN).open()
        assert await other.step() == 1.0
        assert desk.keeper.asked == []
    await turns(other, 10)
    assert await other.state(order_id) == "open"
    await other.close()
    await desk.close()


async def test_at_rest_it_writes_and_asks_nothing(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id, InboundSaid(note="x"))
    await turns(desk, 5)
    stamp = await desk.ledger.read(lambda db: db.execute("SELECT sequence FROM meta").fetchone())
    asked = len(desk.keeper.asked)
    for _ in range(20):
        await desk.step()
    assert len(desk.keeper.asked) == asked
    after = await desk.ledger.read(lambda db: db.execute("SELECT sequence FROM meta").fetchone())
    assert after == stamp
    await desk.close()


async def test_a_system_that_is_down_is_asked_less_and_less(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound._begin(order_id, None)
    desk.keeper.fails = VendorDown("shipstation", "down", status=500)
    await turns(desk, 3600)
    assert len(desk.keeper.asked) <= 13
    desk.keeper.fails = None
    await turns(desk, 600)
    assert await desk.state(order_id) == "open"
    await desk.close()


async def test_one_that_is_refused_is_told_less_and_less(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound._begin(order_id, None)
    desk.keeper.answers += [(Answer(Outcome.REFUSED, "no right to"), False)] * 50
    await turns(desk, 3600)
    assert 2 < desk.keeper.steps.count("create") <= len(STEPS)
    assert desk.keeper.book.orders == {}
    await desk.close()
