"""What it means that the vendor lists a number of ours, and that it means so once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache import reconciling
from tests.cache.desk import BEN, NOON, Desk, Vendor, line, offer, part
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def placed(desk: Desk, outcome: Outcome) -> tuple[int, str]:
    desk.vendor.answer = Answer(outcome, "words")
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    return review.order_id, review.number


async def test_only_orders_without_a_number_wait_for_one(desk: Desk) -> None:
    orders = {outcome: await placed(desk, outcome) for outcome in Outcome}
    order_id, number = orders[Outcome.ACCEPTED_NO_NUMBER]
    assert await desk.ledger.read(reconciling.waiting) == {("digikey", number): order_id}


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_numbers_are_taken_over_once_and_by_no_other_order(
    desk: Desk, outcome: Outcome
) -> None:
    order_id, number = await placed(desk, outcome)
    before = await desk.ledger.read(lambda db: db.execute("SELECT * FROM audit").fetchall())
    for numbers in (("88001", "88002"), ("99999",)):
        await desk.ledger.write(
            lambda db, n=numbers: reconciling.numbers_came(db, {order_id: n}, NOON, BEN)
        )
    stored = await desk.ledger.read(
        lambda db: db.execute("SELECT state, vendor_numbers FROM purchase_order").fetchall()
    )
    events = await desk.ledger.read(
        lambda db: db.execute("SELECT became, reason, person FROM audit").fetchall()
    )
    if outcome is Outcome.ACCEPTED_NO_NUMBER:
        assert stored == [("accepted", '["88001", "88002"]')]
        assert events[len(before) :] == [
            ("accepted", "the vendor lists it as 88001, 88002", "ben"),
        ]
        await desk.orders.project()
        row = desk.orders.first().row(0)
        assert row is not None
        assert (row.number, row.state, row.vendor_numbers) == (number, "accepted", "88001, 88002")
    else:
        assert stored == [(str(outcome), "[]")]
        assert len(events) == len(before)
