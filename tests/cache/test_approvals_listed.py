"""What is told of all requests together; and a request that whoever asked withdraws."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.desk import ANN, BEN
from tests.cache.limits_kit import (
    CAROL,
    DAN,
    EURO,
    Limited,
    approved,
    asked,
    desks,
    limit,
    rules,
    standing,
)

TEN = rules(limit(order="10"), limit(currency="EUR", order="10"))
HOUR = 3600.0


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[list[Limited]]:
    """Ann and Ben, who order; Carol and Dan, who may approve. More than 10.00 needs that."""
    async with desks(tmp_path, TEN, ANN, BEN, CAROL, DAN) as all_of_them:
        yield all_of_them


# -- every request -----------------------------------------------------------------------------


async def states(desk: Limited, most: int = 200) -> list[tuple[int, str]]:
    return [(one.id, one.state) for one in await desk.approvals.every(most)]


async def test_what_waits_comes_first_and_then_the_newest(office: list[Limited]) -> None:
    ann, ben, carol, _ = office
    _, _, first = await approved(ann, carol)
    _, _, second = await asked(ben, 1300)
    await carol.approvals.decide(second, False, "too much")
    _, _, third = await asked(ann, 1400)
    _, _, fourth = await asked(ben, 1500)
    every = [(third, "asked"), (fourth, "asked"), (second, "declined"), (first, "approved")]
    for who in office:
        assert await states(who) == every
    assert await states(ann, 3) == every[:3]
    barred = {one.id: one.barred for one in await carol.approvals.every()}
    assert barred[third] == barred[fourth] == ""
    assert all(one.barred for one in await ben.approvals.every())


async def test_of_several_requests_for_an_order_the_last_alone_is_approved(
    office: list[Limited],
) -> None:
    """Edited, approved anew, and edited back to what was approved first."""
    ann, _, carol, _ = office
    _, draft, first = await approved(ann, carol)
    for pieces in (1300, 1200):
        draft.lines[0].quantity = pieces
        await ann.drafts.save(draft)
        (review,) = await ann.placing.review(draft)
        if pieces == 1300:
            second = await ann.approvals.ask(review.order_id, "more of it")
            await carol.approvals.look(second.id)
            await carol.approvals.decide(second.id, True, "")
    assert (await standing(ann, review)).state == "void"
    assert await states(ann) == [(second.id, "void"), (first, "replaced")]


async def test_the_approval_of_what_was_thrown_away_is_void(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    _, draft, request_id = await approved(ann, carol)
    await ann.drafts.discard(draft.id)
    assert await states(ann) == [(request_id, "void")]


async def test_an_approval_does_not_go_along_to_another_number(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    review, _, request_id = await approved(ann, carol)
    anew = await ann.placing.renumber(review.order_id, "PO-77")
    assert (await standing(ann, anew)).state == "needed"
    with pytest.raises(Refusal, match="Ask for the approval of carol or dan"):
        await ann.placing.place(anew.order_id)
    assert ann.vendor.taken == []
    assert await states(ann) == [(request_id, "void")]


# -- what was placed before --------------------------------------------------------------------


async def test_what_the_asker_placed_is_told_for_a_day_and_a_week(office: list[Limited]) -> None:
    ann, ben, carol, _ = office
    await ann.placed(400)
    ann.clock.advance(25 * HOUR)
    await ann.placed(300)
    await ann.placed(900, EURO)
    await ben.placed(800)
    _, _, request_id = await asked(ann)
    request, *_ = await carol.approvals.look(request_id)
    assert await carol.approvals.spent(request) == (Decimal(3), Decimal(7))
    ann.clock.advance(6 * 24 * HOUR)
    assert await carol.approvals.spent(request) == (Decimal(0), Decimal(3))


# -- withdrawn ---------------------------------------------------------------------------------


async def test_whoever_asked_withdraws_it(office: list[Limited]) -> None:
    ann, ben, carol, _ = office
    review, _, request_id = await asked(ann)
    with pytest.raises(Refusal, match="type a reason"):
        await ann.approvals.decide(request_id, False, "")
    with pytest.raises(Refusal, match="ben is not among the approvers"):
        await ben.approvals.decide(request_id, False, "not needed")
    with pytest.raises(Refusal, match="ann is not among the approvers"):
        await ann.approvals.decide(request_id, True, "not needed")
    await carol.approvals.look(request_id)
    done = await ann.approvals.decide(request_id, False, "not needed")
    assert (done.state, done.decided_by, done.decision_reason) == ("withdrawn", "ann", "not needed")
    assert await ann.approvals.waiting() == await carol.approvals.waiting() == []
    assert await ann.approvals.news() == []
    with pytest.raises(Refusal, match="was withdrawn by ann meanwhile"):
        await carol.approvals.decide(request_id, True, "")
    assert await ann.audit() == [("ann", "", "asked"), ("ann", "asked", "withdrawn")]
    found = await standing(ann, review)
    assert (found.state, found.request_id) == ("needed", None)
    with pytest.raises(Refusal, match=r"above 10\.00 USD for one order"):
        await ann.placing.place(review.order_id)
    assert (await ann.approvals.ask(review.order_id, "needed after all")).state == "asked"


async def test_an_approver_who_asked_withdraws_and_approves_nothing(tmp_path: Path) -> None:
    async with desks(tmp_path, TEN, CAROL, DAN) as (carol, dan):
        review, _, request_id = await asked(carol)
        await carol.approvals.look(request_id)
        with pytest.raises(Refusal, match="carol made the order, or asked for it"):
            await carol.approvals.decide(request_id, True, "")
        done = await carol.approvals.decide(request_id, False, "not needed")
        assert done.state == "withdrawn"
        assert (await standing(dan, review)).state == "needed"
