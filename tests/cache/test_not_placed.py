"""A person's word that an order was not placed, and the order that turns up after all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.purchase_orders import read_order
from tests.cache.desk import BEN, NOON, Desk, line, vendor_order
from tests.cache.looking import (
    CUT,
    UNKNOWN,
    a_vendor,
    next_in,
    placed,
    said,
    stored,
    twice,
    whole,
)
from vendors.buying import break_at
from vendors.errors import NoAnswer
from vendors.vocabulary import Answer, Outcome


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


# -- a person's word ---------------------------------------------------------------------------


async def test_not_placed_puts_the_lines_back_and_keeps_the_number(desk: Desk) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "  phoned: they know\nof none ")
    assert await stored(desk) == ("not_placed", (), ["not_placed"])
    assert (await said(desk))[-1] == ("not_placed", "phoned: they know of none", "ann")
    assert await next_in(desk, order_id) is None
    (head,) = await desk.drafts.heads()
    (again,) = await desk.placing.review(await desk.drafts.open(head.id))
    assert (again.number, again.order_id) == (number, order_id)
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88002",))
    await desk.placing.place(order_id)
    assert await stored(desk) == ("accepted", ("88002",), ["not_placed", "accepted"])


@pytest.mark.parametrize("reason", ["", "   ", "?!  -", "no", "a\n\tb"])
async def test_without_a_reason_it_is_not_said(desk: Desk, reason: str) -> None:
    order_id, _ = await placed(desk)
    with pytest.raises(Refusal, match="type how you know"):
        await desk.reconciling.not_placed(order_id, reason)
    assert (await stored(desk))[0] == "unknown"


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not UNKNOWN])
async def test_only_an_unknown_order_can_be_called_not_placed(desk: Desk, outcome: Outcome) -> None:
    order_id, _ = await placed(desk, outcome)
    with pytest.raises(Refusal, match="Only an order that is unknown"):
        await desk.reconciling.not_placed(order_id, "they know of none")
    assert (await stored(desk))[0] == str(outcome)


async def test_another_session_that_sent_it_has_to_have_ended(tmp_path: Path) -> None:
    ann = await Desk(tmp_path, a_vendor()).open()
    ben = await Desk(tmp_path, ann.vendor, person=BEN).open()
    order_id, number = await placed(ann)
    with pytest.raises(Refusal, match=f"The session that sent {number} still runs"):
        await ben.reconciling.not_placed(order_id, "they know of none")
    assert (await stored(ben))[0] == "unknown"
    await ann.close()
    await ben.reconciling.not_placed(order_id, "they know of none")
    assert (await said(ben))[-1] == ("not_placed", "they know of none", "ben")
    await ben.close()


async def test_what_the_last_look_found_cannot_be_called_not_placed(desk: Desk) -> None:
    order_id, number = await placed(desk)
    desk.vendor.listed = [vendor_order(number, "991", sales=())]
    assert (await desk.reconciling.look(order_id)).kind == "nothing"
    with pytest.raises(Refusal, match="found 991 under"):
        await desk.reconciling.not_placed(order_id, "they know of none")
    assert (await stored(desk))[0] == "unknown"


async def test_a_look_that_failed_does_not_hide_what_the_one_before_found(desk: Desk) -> None:
    order_id, number = await placed(desk)
    desk.vendor.listed = [vendor_order(number, "991", sales=())]
    await desk.reconciling.look(order_id)
    desk.vendor.find_fails = NoAnswer("digikey", "no answer came")
    with pytest.raises(NoAnswer):
        await desk.reconciling.look(order_id)
    with pytest.raises(Refusal, match="found 991 under"):
        await desk.reconciling.not_placed(order_id, "they know of none")
    # Gone from the vendor's lists, it can be said again.
    desk.vendor.find_fails, desk.vendor.listed = None, []
    await desk.reconciling.look(order_id)
    await desk.reconciling.not_placed(order_id, "they took it back")
    assert (await stored(desk))[0] == "not_placed"


# -- an order that turns up after all ----------------------------------------------------------


@pytest.mark.parametrize("by", ["a look", "the listing"])
async def test_an_order_called_not_placed_that_is_found_is_accepted_and_leaves_the_draft(
    desk: Desk, by: str
) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    desk.vendor.listed = [whole(number)]
    await (desk.reconciling.look(order_id) if by == "a look" else desk.orders.refresh())
    assert await stored(desk) == ("accepted", ("88001",), ["accepted"])
    assert (await said(desk))[-1][1] == (
        "the vendor lists it as 88001, although it was called not placed"
    )
    assert await desk.drafts.heads() == []


async def test_what_turns_up_is_held_against_what_was_sent_not_what_was_reviewed_since(
    desk: Desk,
) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    draft = await desk.drafts.open(head.id)
    draft.lines = [replace(draft.lines[0], quantity=40), line(CUT, 7)]
    await desk.drafts.save(draft)
    await desk.drafts.leases.give_back(draft.id)
    again, _ = await desk.placing.review(draft)
    assert (again.order_id, again.number) == (order_id, number)
    desk.vendor.listed = [whole(number)]  # 100 pieces, as they were sent.
    await desk.reconciling.look(order_id)
    assert await stored(desk) == ("accepted", ("88001",), ["accepted"])
    order = await desk.ledger.read(lambda db: read_order(db, order_id))
    assert order is not None
    assert [one.quantity for one in order.content.lines] == [100]
    assert order.content.goods == Decimal("10.00")
    assert [one.quantity for one in (await desk.drafts.open(draft.id)).lines] == [7]


async def test_sent_again_and_rejected_it_may_still_turn_up(desk: Desk) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    await desk.placing.review(await desk.drafts.open(head.id))
    desk.vendor.answer = Answer(Outcome.REJECTED, "the number exists")
    await desk.placing.place(order_id)
    desk.vendor.listed = [whole(number)]
    await desk.reconciling.look(order_id)
    assert await stored(desk) == ("accepted", ("88001",), ["accepted", "rejected"])


async def test_sent_again_and_found_with_the_first_one_it_is_there_twice(desk: Desk) -> None:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    await desk.placing.review(await desk.drafts.open(head.id))
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88002",))
    await desk.placing.place(order_id)
    desk.vendor.listed = twice(number)
    await desk.orders.refresh()
    assert await stored(desk) == ("duplicate", ("88002", "88001"), ["not_placed", "duplicate"])


# -- the listing of the whole account ----------------------------------------------------------


async def test_a_listing_read_to_its_end_settles_what_it_shows(desk: Desk) -> None:
    _, number = await placed(desk)
    others = [vendor_order(f"PO-{n}", str(n)) for n in range(30)]
    desk.vendor.listed = [*others, whole(number)]
    await desk.orders.refresh()
    assert await stored(desk) == ("accepted", ("88001",), ["accepted"])


async def test_a_listing_that_shows_it_twice_rings(desk: Desk) -> None:
    _, number = await placed(desk)
    others = [vendor_order(f"PO-{n}", str(n)) for n in range(30)]
    first, second = twice(number)
    desk.vendor.listed = [first, *others, second]
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "duplicate"


async def test_a_listing_that_was_not_read_to_its_end_settles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, number = await placed(desk)
    others = [vendor_order(f"PO-{n}", str(n)) for n in range(30)]
    desk.vendor.listed = [whole(number), *others]
    true = desk.vendor.orders

    async def breaks_off(*days: date, page: int = 1, page_size: int = 25) -> object:
        if page == 2:
            raise NoAnswer("digikey", "DigiKey did not answer.")
        return await true(*days, page=page, page_size=page_size)

    async def moves(*days: date, page: int = 1, page_size: int = 25) -> object:
        said = await true(*days, page=1, page_size=page_size)
        return replace(said, orders=said.orders if page == 1 else said.orders[:6])

    monkeypatch.setattr(desk.vendor, "orders", breaks_off)
    with pytest.raises(NoAnswer):
        await desk.orders.refresh()
    monkeypatch.setattr(desk.vendor, "orders", moves)
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "unknown"


async def test_what_an_earlier_listing_showed_is_not_mixed_with_this_one(desk: Desk) -> None:
    """An order listed half before it had its number is no second one."""
    _, number = await placed(desk)
    early = NOON - timedelta(hours=1)
    desk.vendor.listed = [replace(whole(number, ""), entered_at=early)]
    await desk.orders.refresh()
    desk.clock.advance(60)
    desk.vendor.listed = [whole(number)]
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "accepted"


async def test_it_goes_again_under_its_number_also_to_another_site(desk: Desk) -> None:
    order_id, number = await placed(desk, UNKNOWN)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    draft = await desk.drafts.open(head.id)
    draft.customer_id = "7002"
    await desk.drafts.save(draft)
    (review,) = await desk.placing.review(draft)
    assert (review.order_id, review.number, review.customer_id) == (order_id, number, "7002")


async def test_what_went_out_under_a_number_is_mixed_with_nothing_else(desk: Desk) -> None:
    """Should it turn up after all, it is known by that number and by those lines."""
    order_id, number = await placed(desk, UNKNOWN)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    draft = await desk.drafts.open(head.id)
    before = len(draft.lines)
    draft.lines.insert(0, line(CUT, 7))
    await desk.drafts.save(draft)
    new, again = await desk.placing.review(draft)
    assert [one.quantity for one in new.lines] == [7]
    assert (again.order_id, again.number, len(again.lines)) == (order_id, number, before)
    assert new.number != number


async def test_a_line_that_came_back_has_its_price_at_its_own_quantity(desk: Desk) -> None:
    order_id, _ = await placed(desk, UNKNOWN)
    await desk.reconciling.not_placed(order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    (one,) = (await desk.drafts.open(head.id)).lines
    reached = break_at(one.breaks, one.quantity)
    assert reached is not None
    assert (reached.unit_price, one.stock) == (one.unit_price, 10_000)
