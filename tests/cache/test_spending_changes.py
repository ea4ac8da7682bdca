"""A change that makes a placed order dearer keeps to the same limits, and counts like an order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache import spending
from cache.places import Refusal
from tests.cache.changing_kit import (
    CUT,
    ChangeDesk,
    ChangingVendor,
    held_line,
    ordered,
    prepared,
    quantity,
)
from tests.cache.desk import ANN, NOON, line, offer, part
from tests.cache.limits_kit import limit, rules
from vendors.vocabulary import Answer, Offer, Outcome

NCNR = offer("RC0603CT-ND", "0.10", ncnr=True)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChangeDesk]:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    yield desk
    await desk.close()


async def spent(desk: ChangeDesk) -> Decimal:
    found = await desk.ledger.read(
        lambda db: spending.spent(db, ANN.uid, "digikey", "USD", NOON - spending.DAY)
    )
    return found.total


@pytest.mark.parametrize(("pieces", "goes"), [(150, True), (151, False), (50, True)])
async def test_the_order_as_changed_keeps_to_its_limit(
    desk: ChangeDesk, pieces: int, goes: bool
) -> None:
    """100 pieces are 10.00 USD; 15.00 USD is the most of one order."""
    order_id = await ordered(desk)
    desk.changing.rules = rules(limit(order="15"))
    if goes:
        change = await prepared(desk, order_id, pieces)
        await desk.changing.send(change.id)
        assert len(desk.vendor.posted) == 1
        return
    with pytest.raises(Refusal) as refused:
        await prepared(desk, order_id, pieces)
    assert refused.value.sentence == (
        "15.10 USD is above 15.00 USD for one order. Nothing was sent: a change is not approved; "
        "order the pieces that are more by an order of their own, which can be."
    )
    assert desk.vendor.posted == []


@pytest.mark.parametrize(("pieces", "goes"), [(120, True), (121, False)])
async def test_what_is_more_counts_with_what_was_placed(
    desk: ChangeDesk, pieces: int, goes: bool
) -> None:
    order_id = await ordered(desk)
    desk.changing.rules = rules(limit(day="12"))
    if goes:
        await prepared(desk, order_id, pieces)
        return
    with pytest.raises(Refusal, match=r"2\.10 USD and 10\.00 USD placed before come to 12\.10"):
        await prepared(desk, order_id, pieces)


async def test_it_is_looked_at_again_where_it_is_written(desk: ChangeDesk) -> None:
    """Shown within the limits; then an order of the same buyer takes the rest of the day."""
    order_id = await ordered(desk)
    desk.changing.rules = rules(limit(day="20"))
    change = await prepared(desk, order_id, 150)
    draft = await desk.draft(line(CUT, 60))
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    with pytest.raises(Refusal, match=r"come to 21\.00 USD, above 20\.00 USD for 24 hours"):
        await desk.changing.send(change.id)
    assert (desk.vendor.posted, await desk.changes()) == ([], [])


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        (Outcome.ACCEPTED, "15"),
        (Outcome.UNKNOWN, "15"),
        (Outcome.REJECTED, "10"),
        (Outcome.REFUSED, "10"),
        (Outcome.NOT_SENT, "10"),
    ],
)
async def test_a_change_counts_where_it_may_have_been_made(
    desk: ChangeDesk, outcome: Outcome, counted: str
) -> None:
    order_id = await ordered(desk)
    change = await prepared(desk, order_id, 150)
    desk.vendor.answers = Answer(outcome, "")
    await desk.changing.send(change.id)
    assert await spent(desk) == Decimal(counted)


async def test_fewer_pieces_give_nothing_back(desk: ChangeDesk) -> None:
    order_id = await ordered(desk)
    desk.changing.rules = rules(limit(order="1", day="1"))
    change = await prepared(desk, order_id, 10)
    await desk.changing.send(change.id)
    assert await spent(desk) == 10


async def test_several_lines_of_one_order_add_up(desk: ChangeDesk) -> None:
    """Each change by itself is within; what the one before made counts for the next."""
    other = offer("RC0805CT-ND", "0.10")
    desk.vendor.sells(part("RC0805", other))
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    (review,) = await desk.placing.review(
        await desk.draft(line(CUT, 100), line(other, 100, of="RC0805"))
    )
    await desk.placing.place(review.order_id)
    desk.vendor.lines["2"] = held_line(detail="2", number="RC0805CT-ND", part="RC0805")
    desk.changing.rules = rules(limit(order="25"))
    first = await prepared(desk, review.order_id, 130)
    await desk.changing.send(first.id)
    with pytest.raises(Refusal, match=r"26\.00 USD is above 25\.00 USD for one order"):
        await desk.changing.prepare(review.order_id, quantity(130, "2"))
    await desk.changing.prepare(review.order_id, quantity(120, "2"))


@pytest.mark.parametrize(
    ("its", "refused"), [(NCNR, True), (replace(NCNR, ncnr=None), True), (CUT, False)]
)
async def test_more_of_what_cannot_be_returned_is_apart(
    desk: ChangeDesk, its: Offer, refused: bool
) -> None:
    desk.vendor.sells(part("RC0603", its))
    (review,) = await desk.placing.review(await desk.draft(line(its, 100)))
    await desk.placing.place(review.order_id)
    desk.changing.rules = rules(limit(order="100", ncnr="10"))
    if refused:
        with pytest.raises(Refusal, match="NCNR or may be is above"):
            await prepared(desk, review.order_id, 101)
    else:
        await prepared(desk, review.order_id, 101)
