"""What of orders counts that were lost, found again, or turned out to be there twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache import spending
from tests.cache.desk import ANN, line
from tests.cache.limits_kit import CENT, Limited, desks, limit, rules
from tests.cache.looking import taken_note, twice, whole
from vendors.vocabulary import Answer, Outcome, VendorOrder

# 100 pieces of what costs a cent, as they lie in the orders that the vendor lists.
ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


@pytest.fixture
async def ann(tmp_path: Path) -> AsyncIterator[Limited]:
    async with desks(tmp_path, rules(limit(day="100")), ANN) as (desk,):
        yield desk


async def spent(ann: Limited) -> Decimal:
    since = ann.clock.now() - spending.DAY
    found = await ann.ledger.read(lambda db: spending.spent(db, ANN.uid, "digikey", "USD", since))
    return found.total


async def lost(ann: Limited) -> tuple[int, str]:
    """An order of 1.00 USD that nothing was heard of."""
    ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    review = await ann.placed(100)
    assert await spent(ann) == ONE
    return review.order_id, review.number


async def found(ann: Limited, order_id: int, listed: Sequence[VendorOrder]) -> Decimal:
    """What counts once a look found these."""
    ann.vendor.listed = list(listed)
    await ann.reconciling.look(order_id)
    return await spent(ann)


async def test_a_lost_order_that_is_found_counts_once(ann: Limited) -> None:
    order_id, number = await lost(ann)
    assert await found(ann, order_id, []) == ONE
    assert await found(ann, order_id, [whole(number)]) == ONE


async def test_one_that_is_called_not_placed_and_found_after_all_counts_again(ann: Limited) -> None:
    order_id, number = await lost(ann)
    await ann.reconciling.not_placed(order_id, "Kim at DigiKey finds none")
    assert await spent(ann) == 0
    assert await found(ann, order_id, [whole(number)]) == ONE


async def test_sent_again_and_there_once_it_counts_once(ann: Limited) -> None:
    draft = await ann.draft(line(CENT, 100))
    (review,) = await ann.placing.review(draft)
    ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    await ann.placing.place(review.order_id)
    await ann.reconciling.not_placed(review.order_id, "Kim at DigiKey finds none")
    ann.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    await ann.placing.review(await ann.drafts.open(draft.id))
    await ann.placing.place(review.order_id)
    assert await ann.attempts() == ["not_placed", "accepted"]
    assert await spent(ann) == ONE
    # And twice, once the first one turns up as well.
    assert await found(ann, review.order_id, twice(review.number)) == TWO
    assert await ann.attempts() == ["not_placed", "duplicate"]


async def test_what_stands_there_twice_is_owed_twice(ann: Limited) -> None:
    order_id, number = await lost(ann)
    assert await found(ann, order_id, twice(number)) == TWO
    # That a person took note of it takes nothing back, nor that one is not listed for a while.
    await taken_note(ann, order_id, ("88001", "88002"))
    assert await found(ann, order_id, [whole(number)]) == TWO
    assert await found(ann, order_id, [*twice(number), whole(number, "993", "88003")]) == THREE
    assert await found(ann, order_id, twice(number)) == THREE


async def shown(ann: Limited, listed: Sequence[VendorOrder]) -> Decimal:
    """What counts once the ordinary history listing showed these."""
    ann.vendor.listed = list(listed)
    await ann.orders.refresh()
    return await spent(ann)


async def test_what_a_listing_shows_counts_as_often_as_it_is_there(ann: Limited) -> None:
    order_id, number = await lost(ann)
    three = [*twice(number), whole(number, "993", "88003")]
    assert await shown(ann, three) == THREE
    # It was seen a moment ago, and is looked for by itself as any double one: a day later.
    standing = await ann.reconciling.standing(order_id)
    assert [(one.by_hand, one.found) for one in standing.looks] == [(False, ("991", "992", "993"))]
    assert standing.next_at == ann.clock.now() + timedelta(days=1)
    # What settles nothing notes nothing, and moves no look.
    ann.clock.advance(60)
    assert await shown(ann, three) == THREE
    assert await ann.reconciling.standing(order_id) == standing


async def test_a_third_one_that_a_listing_shows_counts_too(ann: Limited) -> None:
    order_id, number = await lost(ann)
    assert await found(ann, order_id, twice(number)) == TWO
    ann.clock.advance(60)
    assert await shown(ann, [*twice(number), whole(number, "993", "88003")]) == THREE
    assert (await ann.reconciling.standing(order_id)).next_at == ann.clock.now() + timedelta(days=1)


async def test_so_does_what_is_found_by_asking_after_a_placed_order(ann: Limited) -> None:
    order_id, number = await lost(ann)
    assert await found(ann, order_id, [whole(number)]) == ONE
    ann.vendor.listed = [*twice(number), whole(number, "993", "88003")]
    with ann.reconciling.alone():
        await ann.reconciling.poll(order_id)
    assert await spent(ann) == THREE


async def test_several_sales_orders_of_one_order_are_owed_once(ann: Limited) -> None:
    order_id, number = await lost(ann)
    halves = whole(number, "991", "88001", "88002", pieces=50)
    assert await found(ann, order_id, [halves]) == ONE


async def test_more_pieces_than_were_sent_are_a_second_order(ann: Limited) -> None:
    """Under one order's number: how many there are is not said, and two are the fewest."""
    order_id, number = await lost(ann)
    assert await found(ann, order_id, [whole(number, pieces=200)]) == TWO


async def test_the_limit_of_the_day_holds_the_next_one_up(tmp_path: Path) -> None:
    its = rules(limit(day="10"))
    async with desks(tmp_path, its, ANN) as (ann,):
        order_id, number = await lost(ann)
        review = await ann.reviewed(801)
        assert (await ann.approvals.standing(review.order_id)).over == ()
        await found(ann, order_id, twice(number))
        assert (await ann.approvals.standing(review.order_id)).over[0].words == (
            "8.01 USD and 2.00 USD placed before come to 10.01 USD, above 10.00 USD for 24 hours"
        )
