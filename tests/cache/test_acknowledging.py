"""A person takes note of a difference: once, by name, in the ledger, for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache import ledger
from cache.confirming import Confirmation
from cache.places import Refusal
from cache.rows import Rows
from tests.cache.desk import BEN, Desk, Vendor, line, offer, part
from tests.cache.test_confirming import its, sale, web
from vendors.vocabulary import Answer, Outcome, VendorLine

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def accepted(desk: Desk, *lines: VendorLine, outcome: Outcome = Outcome.ACCEPTED) -> int:
    """Place an order for 100 pieces at 0.10, which the vendor lists with `lines`; its id."""
    desk.vendor.answer = Answer(outcome, "", ("88001",))
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    desk.vendor.listed = [replace(web(sale("88001", *lines)), po_number=review.number)]
    await desk.orders.refresh()
    return review.order_id


async def confirmation(desk: Desk) -> Confirmation:
    found = (await desk.orders.detail(desk.orders.first().rowid(0))).confirmation
    assert found is not None
    return found


def row(rows: Rows) -> tuple[str, int]:  # type: ignore[type-arg]
    first = rows.row(0)
    assert first is not None
    return first.confirmation, first.differs


async def test_acknowledged_by_name_an_order_is_confirmed_until_it_changes_again(
    desk: Desk,
) -> None:
    kept = replace(its("RC0603CT-ND", price="0.12"), part="RC0603")
    order_id = await accepted(desk, kept)
    assert row(desk.orders.first()) == ("differs", 1)
    (one,) = (await confirmation(desk)).differences
    desk.clock.advance(60)
    await desk.confirming.acknowledge(order_id, one.name, "  agreed by\n phone ")
    now = await confirmation(desk)
    assert (now.open, now.confirmed) == (0, True)
    assert now.differences[0].acknowledged == ("agreed by phone", "ann", desk.clock.now())
    assert row(desk.orders.first()) == ("confirmed", 0)
    dearer = replace(kept, unit_price=Decimal("0.13"), total=Decimal("13.00"))
    desk.vendor.listed = [replace(desk.vendor.listed[0], sales_orders=(sale("88001", dearer),))]
    await desk.orders.refresh()
    assert (await confirmation(desk)).open == 1
    assert row(desk.orders.first()) == ("differs", 1)


async def test_taking_note_is_written_once_with_who_and_why(desk: Desk) -> None:
    order_id = await accepted(desk, replace(its("RC0603CT-ND", 90), part="RC0603"))
    name = "line 1 quantity: 100 → 90"
    for _ in range(2):
        await desk.confirming.acknowledge(order_id, name, "short")
    entries = await desk.ledger.read(
        lambda db: db.execute(
            "SELECT person, became, reason FROM audit WHERE what = 'acknowledged'"
        ).fetchall()
    )
    assert entries == [("ann", name, "short")]
    # It says nothing new of the order itself.
    assert [state for _, state in await desk.states()] == ["accepted"]


async def test_what_is_no_difference_any_more_is_refused(desk: Desk) -> None:
    order_id = await accepted(desk, replace(its("RC0603CT-ND", 90), part="RC0603"))
    before = await desk.ledger.read(ledger.stamp)
    with pytest.raises(Refusal, match="does not differ like that any more"):
        await desk.confirming.acknowledge(order_id, "line 1 quantity: 100 → 80")
    with pytest.raises(Refusal, match="no such order"):
        await desk.confirming.acknowledge(99, "line 1 quantity: 100 → 90")
    assert await desk.ledger.read(ledger.stamp) == before


async def test_the_alarm_of_a_double_order_ends_only_with_a_reason(desk: Desk) -> None:
    order_id = await accepted(desk, replace(its("RC0603CT-ND"), part="RC0603"))
    first = desk.vendor.listed[0]
    second = replace(
        first, number="992", sales_orders=(sale("88002", *first.sales_orders[0].lines),)
    )
    desk.vendor.listed = [first, second]
    await desk.orders.refresh()
    assert [state for _, state in await desk.states()] == ["duplicate"]
    twice = (await confirmation(desk)).differences[0]
    assert twice.what == "twice"
    with pytest.raises(Refusal, match="ends only with a reason"):
        await desk.confirming.acknowledge(order_id, twice.name, "  ")
    await desk.confirming.acknowledge(order_id, twice.name, "DigiKey takes one back")
    assert (await confirmation(desk)).differences[0].acknowledged is not None


async def test_what_one_person_took_note_of_stands_for_the_others(
    desk: Desk, tmp_path: Path
) -> None:
    order_id = await accepted(desk, replace(its("RC0603CT-ND", 90), part="RC0603"))
    ben = await Desk(tmp_path, desk.vendor, person=BEN).open()
    (one,) = (await confirmation(ben)).differences
    await desk.confirming.acknowledge(order_id, one.name)
    assert (await confirmation(ben)).confirmed
    assert row(ben.orders.first()) == ("confirmed", 0)
    await ben.close()


async def test_what_was_acknowledged_outlives_the_cache(tmp_path: Path) -> None:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    desk = await Desk(tmp_path, vendor).open()
    order_id = await accepted(desk, replace(its("RC0603CT-ND", 90), part="RC0603"))
    await desk.confirming.acknowledge(order_id, "line 1 quantity: 100 → 90")
    await desk.close()
    for path in tmp_path.glob("cache.db*"):
        path.unlink()
    after = await Desk(tmp_path, vendor).open()
    await after.orders.refresh()
    assert row(after.orders.first()) == ("confirmed", 0)
    await after.close()
