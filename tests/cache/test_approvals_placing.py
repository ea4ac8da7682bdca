"""Nothing above a limit goes out without an approval that holds: counted where it is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.places import Places, Refusal, prepare
from cache.services import Services
from cache.spending import rules_of
from tests.cache.desk import ANN, BEN, NOON, Vendor, line
from tests.cache.limits_kit import (
    CAROL,
    CENT,
    Limited,
    a_vendor,
    approved,
    asked,
    desks,
    limit,
    rules,
    standing,
)
from vendors.vocabulary import Answer, Outcome

TEN = rules(limit(order="10"))
HOUR = 3600.0


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[list[Limited]]:
    """Ann, who orders, and Carol, who may approve. More than 10.00 USD needs that."""
    async with desks(tmp_path, TEN, ANN, CAROL) as both:
        yield both


@pytest.mark.parametrize(("cents", "goes"), [(999, True), (1000, True), (1001, False)])
async def test_a_cent_decides(office: list[Limited], cents: int, goes: bool) -> None:
    ann, _ = office
    review = await ann.reviewed(cents)
    asked_before = list(ann.vendor.asked)
    if goes:
        await ann.placing.place(review.order_id)
        assert len(ann.vendor.taken) == 1
        return
    with pytest.raises(Refusal) as refused:
        await ann.placing.place(review.order_id)
    assert refused.value.sentence == (
        "10.01 USD is above 10.00 USD for one order. Ask for the approval of carol or dan. "
        "Nothing was sent."
    )
    # Told before the vendor was asked anything.
    assert (ann.vendor.asked, ann.vendor.taken) == (asked_before, [])
    assert await ann.attempts() == []


async def test_an_approved_order_goes_once(office: list[Limited]) -> None:
    ann, carol = office
    review, draft, request_id = await approved(ann, carol)
    ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    await ann.placing.place(review.order_id)
    assert await ann.attempts() == ["unknown"]
    assert (await ann.audit())[-1] == ("ann", "approved", "relied on")
    # A person's word proves nothing: a second attempt is approved anew.
    await ann.reconciling.not_placed(review.order_id, "Kim at DigiKey finds none")
    draft = await ann.drafts.open(draft.id)
    (anew,) = await ann.placing.review(draft)
    assert anew.order_id == review.order_id
    with pytest.raises(Refusal, match="The approval by carol was for an attempt before"):
        await ann.placing.place(anew.order_id)
    second = await ann.approvals.ask(anew.order_id, "it was lost")
    await carol.approvals.look(second.id)
    await carol.approvals.decide(second.id, True, "")
    ann.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    await ann.placing.place(anew.order_id)
    assert await ann.attempts() == ["not_placed", "accepted"]
    assert request_id != second.id


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.REFUSED, Outcome.NOT_SENT])
async def test_an_attempt_that_became_nothing_leaves_it(
    office: list[Limited], outcome: Outcome
) -> None:
    ann, carol = office
    review, draft, _ = await approved(ann, carol)
    ann.vendor.answer = Answer(outcome, "not now")
    await ann.placing.place(review.order_id)
    ann.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    (anew,) = await ann.placing.review(draft)
    await ann.placing.place(anew.order_id)
    assert await ann.attempts() == [str(outcome), "accepted"]


@pytest.mark.parametrize("approve", [None, False])
async def test_a_waiting_or_declined_order_does_not_go(
    office: list[Limited], approve: bool | None
) -> None:
    ann, carol = office
    review, _, request_id = await asked(ann)
    if approve is not None:
        await carol.approvals.decide(request_id, approve, "too much")
    with pytest.raises(Refusal, match=r"Nothing was sent\.$"):
        await ann.placing.place(review.order_id)
    assert ann.vendor.taken == []


async def test_an_approved_order_counts_for_what_follows(tmp_path: Path) -> None:
    its = rules(limit(order="10", day="20"))
    async with desks(tmp_path, its, ANN, CAROL) as (ann, carol):
        review, _, _ = await approved(ann, carol, 1500)
        await ann.placing.place(review.order_id)
        review = await ann.reviewed(501)
        with pytest.raises(Refusal, match="for 24 hours"):
            await ann.placing.place(review.order_id)
        await ann.placing.place((await ann.reviewed(500)).order_id)


async def test_an_approval_that_ends_on_the_way_stops_it(office: list[Limited]) -> None:
    """It held when the order was begun, and no more where its attempt is written."""
    ann, carol = office
    review, draft, _ = await approved(ann, carol)
    ann.clock.advance(48 * HOUR - 1)
    (review,) = await ann.placing.review(draft)

    class Slow(Vendor):
        async def make_ready(self) -> None:
            ann.clock.advance(1)

    ann.vendor.make_ready = Slow.make_ready.__get__(ann.vendor)  # type: ignore[method-assign]
    with pytest.raises(Refusal, match="The approval by carol ended at"):
        await ann.placing.place(review.order_id)
    assert (await ann.attempts(), ann.vendor.taken) == ([], [])


async def test_a_colleague_approves_while_the_maker_places(office: list[Limited]) -> None:
    """Too late for the one that was begun before, in time for the next."""
    ann, carol = office
    review, _, request_id = await asked(ann)
    await carol.approvals.look(request_id)
    outcomes = await asyncio.gather(
        ann.placing.place(review.order_id),
        carol.approvals.decide(request_id, True, ""),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Refusal)
    assert (await standing(ann, review)).state == "approved"
    await ann.placing.place(review.order_id)
    assert len(ann.vendor.taken) == 1


class Together(Vendor):
    """Lets nobody on before both are ready: whatever was told early was told to both."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.parts, self.sites = a_vendor().parts, a_vendor().sites
        self._door = asyncio.Barrier(many)

    async def make_ready(self) -> None:
        await self._door.wait()


@pytest.mark.parametrize("round_", range(5))
async def test_two_sessions_of_one_buyer_cannot_both_go_first(tmp_path: Path, round_: int) -> None:
    """Each within the day's limit by itself, and not together: one of them is stopped."""
    its, vendor = rules(limit(day="10")), Together(2)
    async with desks(tmp_path, its, ANN, ANN, inline=False, vendor=vendor) as both:
        reviews = [await desk.reviewed(600 + round_) for desk in both]
        outcomes = await asyncio.gather(
            *(desk.placing.place(its.order_id) for desk, its in zip(both, reviews, strict=True)),
            return_exceptions=True,
        )
        stopped = [one for one in outcomes if isinstance(one, BaseException)]
        assert len(stopped) == 1
        assert isinstance(stopped[0], Refusal)
        assert "come to 12." in stopped[0].sentence
        assert len(vendor.taken) == 1
        assert await both[0].attempts() == ["accepted"]


async def test_one_approval_lets_no_two_sessions_send(tmp_path: Path) -> None:
    vendor = Together(2)
    async with desks(tmp_path, TEN, ANN, ANN, CAROL, inline=False, vendor=vendor) as three:
        ann, again, carol = three
        review, draft, _ = await approved(ann, carol)
        theirs = await again.drafts.open(draft.id)
        (same,) = await again.placing.review(theirs)
        assert same.order_id == review.order_id
        outcomes = await asyncio.gather(
            ann.placing.place(review.order_id),
            again.placing.place(same.order_id),
            return_exceptions=True,
        )
        assert sum(isinstance(one, Refusal) for one in outcomes) == 1
        assert len(vendor.taken) == 1


async def test_a_colleague_with_lower_limits_cannot_place_it(tmp_path: Path) -> None:
    its = rules(limit(order="10"), limit(order="5", buyer="ben"))
    async with desks(tmp_path, its, ANN, BEN) as (ann, ben):
        draft = await ann.draft(line(CENT, 800))
        await ann.placing.review(draft)
        (theirs,) = await ben.placing.review(await ben.drafts.open(draft.id))
        with pytest.raises(Refusal, match=r"is above 5\.00 USD for one order"):
            await ben.placing.place(theirs.order_id)
        (mine,) = await ann.placing.review(await ann.drafts.open(draft.id))
        await ann.placing.place(mine.order_id)


async def test_services_hand_the_limits_on(tmp_path: Path) -> None:
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    its = rules_of([limit(order="10")], {"approvers": ["carol"]})
    services = Services(places, FixedClock(NOON), limits=its)
    assert services.placing.rules is services.changing.rules is services.approvals.rules is its
    await services.open()
    try:
        assert await services.approvals.waiting() == []
        assert await services.morning.items() == []
    finally:
        await services.close()


def test_without_a_limit_nothing_is_limited(tmp_path: Path) -> None:
    async def day() -> None:
        async with desks(tmp_path, rules_of([]), ANN) as (ann,):
            for _ in range(3):
                await ann.placed(9_999_999)
                ann.clock.advance(timedelta(minutes=1).total_seconds())
            assert len(ann.vendor.taken) == 3

    asyncio.run(day())
