"""Approvals: who may ask and decide, what voids an approval, and what everybody is told of it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.approval_rules import Standing
from cache.morning import Morning
from cache.people import Person
from cache.places import Refusal
from cache.spending import rules_of
from tests.cache.desk import ANN, BEN, NOON, line
from tests.cache.limits_kit import (
    CAROL,
    DAN,
    NCNR,
    Limited,
    approved,
    asked,
    desks,
    limit,
    rules,
    standing,
)
from vendors.terms import OrderTerms

TEN = rules(limit(order="10"))
HOUR = 3600.0


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[list[Limited]]:
    """Ann and Ben, who order; Carol and Dan, who may approve. More than 10.00 USD needs that."""
    async with desks(tmp_path, TEN, ANN, BEN, CAROL, DAN) as all_of_them:
        yield all_of_them


async def test_within_the_limits_nothing_is_asked(office: list[Limited]) -> None:
    ann, *_ = office
    review = await ann.reviewed(1000)
    assert await standing(ann, review) == Standing((), "within", "", None)
    with pytest.raises(Refusal, match="needs no approval"):
        await ann.approvals.ask(review.order_id, "line 4 stands still")


async def test_a_request_is_asked_seen_and_approved(office: list[Limited]) -> None:
    ann, ben, carol, dan = office
    review = await ann.reviewed(1200)
    before = await standing(ann, review)
    assert (before.state, before.request_id) == ("needed", None)
    assert before.words == (
        "12.00 USD is above 10.00 USD for one order. Ask for the approval of carol or dan."
    )
    request = await ann.approvals.ask(review.order_id, " line 4\tstands still ")
    assert (request.by, request.by_uid, request.at) == ("ann", ANN.uid, NOON)
    assert (request.number, request.total, request.currency) == (review.number, 12, "USD")
    assert (request.reason, request.state, request.until) == ("line 4 stands still", "asked", None)
    assert request.over == ("12.00 USD is above 10.00 USD for one order",)
    assert (await standing(ann, review)).state == "asked"
    assert "It waits for carol or dan." in (await standing(ann, review)).words

    for approver in (carol, dan):
        (seen,) = await approver.approvals.waiting()
        assert (seen.id, seen.barred) == (request.id, "")
    (mine,) = await ann.approvals.waiting()
    assert (mine.id, mine.barred) == (request.id, "ann is not among the approvers")
    assert await ben.approvals.waiting() == []

    _, order, changed = await carol.approvals.look(request.id)
    assert (order.number, changed) == (review.number, ())
    done = await carol.approvals.decide(request.id, True, "as budgeted")
    assert (done.state, done.decided_by, done.decided_at) == ("approved", "carol", NOON)
    assert (done.until, done.decision_reason) == (NOON + timedelta(hours=48), "as budgeted")
    after = await standing(ann, review)
    assert (after.state, after.request_id) == ("approved", request.id)
    assert "carol approved it, until 4 Mar" in after.words
    assert await carol.approvals.waiting() == []
    assert [one.state for one in await ann.approvals.waiting()] == ["approved"]
    assert await ann.audit() == [("ann", "", "asked"), ("carol", "asked", "approved")]


async def test_asking_twice_and_deciding_twice_are_refused(office: list[Limited]) -> None:
    ann, ben, carol, dan = office
    review, _, request_id = await asked(ann)
    for who in (ann, ben):
        with pytest.raises(Refusal, match=r"ann asked for approval .* Nothing was asked again"):
            await who.approvals.ask(review.order_id, "once more")
    await carol.approvals.look(request_id)
    await dan.approvals.look(request_id)
    await carol.approvals.decide(request_id, True, "")
    with pytest.raises(Refusal, match="was approved by carol meanwhile"):
        await dan.approvals.decide(request_id, False, "too much")
    with pytest.raises(Refusal, match=r"carol approved it.* Nothing was asked again"):
        await ann.approvals.ask(review.order_id, "once more")


@pytest.mark.parametrize("reason", ["", "  ", "-.!", "no"])
async def test_asking_and_declining_need_a_reason(office: list[Limited], reason: str) -> None:
    ann, _, carol, _ = office
    review = await ann.reviewed(1200)
    with pytest.raises(Refusal, match="type a reason"):
        await ann.approvals.ask(review.order_id, reason)
    _, _, request_id = await asked(ann)
    with pytest.raises(Refusal, match="type a reason"):
        await carol.approvals.decide(request_id, False, reason)


async def test_a_declined_order_can_be_asked_for_again(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    review, draft, request_id = await asked(ann)
    await carol.approvals.decide(request_id, False, "wait for \x1b[31mApril")
    found = await standing(ann, review)
    assert found.state == "declined"
    assert "carol declined it: “wait for \ufffd[31mApril”. Change it, or ask again." in found.words
    draft.lines[0].quantity = 1100
    await ann.drafts.save(draft)
    (anew,) = await ann.placing.review(draft)
    assert anew.order_id == review.order_id
    assert (await standing(ann, anew)).state == "needed"
    second = await ann.approvals.ask(anew.order_id, "fewer, and April is late")
    assert second.id != request_id
    assert [one.id for one in await carol.approvals.waiting()] == [second.id]


async def test_nobody_approves_what_they_made_asked_for_or_edited_last(tmp_path: Path) -> None:
    its = rules(limit(order="10"), approvers=["ann", "ben", "carol"])
    async with desks(tmp_path, its, ANN, BEN, CAROL, DAN) as (ann, ben, carol, dan):
        _, draft, request_id = await asked(ann)

        async def why(who: Limited) -> str:
            request, *_ = await who.approvals.look(request_id)
            if request.barred:
                with pytest.raises(Refusal, match="somebody else decides it"):
                    await who.approvals.decide(request_id, True, "fine by me")
            return request.barred

        assert await why(ann) == "ann made the order, or asked for it"
        assert await why(dan) == "dan is not among the approvers"
        assert await why(ben) == ""
        theirs = await ben.drafts.open(draft.id)
        theirs.name = "spares"
        await ben.drafts.save(theirs)
        await ben.drafts.leases.give_back(draft.id)
        assert await why(ben) == "ben changed its draft last"
        assert [one.id for one in await ben.approvals.waiting()] == []
        # Whoever reviews other lines than before is its maker.
        theirs = await carol.drafts.open(draft.id)
        theirs.lines[0].quantity = 1300
        await carol.drafts.save(theirs)
        await carol.placing.review(theirs)
        await carol.drafts.leases.give_back(draft.id)
        theirs = await ben.drafts.open(draft.id)
        theirs.name = "more spares"
        await ben.drafts.save(theirs)
        assert await why(carol) == "carol made the order, or asked for it"


async def test_a_colleague_who_asks_cannot_approve(tmp_path: Path) -> None:
    its = rules(limit(order="10"), approvers=["ben"])
    async with desks(tmp_path, its, ANN, BEN) as (ann, ben):
        review = await ann.reviewed(1200)
        with pytest.raises(Refusal, match="Nobody can approve it: ben made it, asked for it"):
            await ben.approvals.ask(review.order_id, "for ann")
        request = await ann.approvals.ask(review.order_id, "line 4 stands still")
        await ben.approvals.look(request.id)
        await ben.approvals.decide(request.id, True, "")
        assert (await standing(ann, review)).state == "approved"
        assert "nobody places what they approved" in (await standing(ben, review)).words


async def test_without_approvers_it_says_whom_to_ask(tmp_path: Path) -> None:
    async with desks(tmp_path, rules_of([limit(order="10")]), ANN) as (ann,):
        review = await ann.reviewed(1200)
        with pytest.raises(Refusal, match=r"Nobody can approve it: no approver is set\. An admin"):
            await ann.approvals.ask(review.order_id, "line 4 stands still")


async def test_an_account_of_several_people_decides_nothing(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    _, _, request_id = await asked(ann)
    await carol.approvals.look(request_id)
    carol.approvals.why_not_person = "The account carol is used by several people."
    with pytest.raises(Refusal, match=r"used by several people\. Nothing was decided"):
        await carol.approvals.decide(request_id, True, "")


async def test_only_what_was_looked_at_is_approved(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    _, draft, request_id = await asked(ann)
    with pytest.raises(Refusal, match="look at it again"):
        await carol.approvals.decide(request_id, True, "")
    await carol.approvals.look(request_id)
    draft.lines[0].quantity = 1500
    await ann.drafts.save(draft)
    await ann.placing.review(draft)
    with pytest.raises(Refusal, match="not as it was looked at"):
        await carol.approvals.decide(request_id, True, "")
    request, order, changed = await carol.approvals.look(request_id)
    assert order.content.lines[0].quantity == 1500
    assert changed == (
        "line 1 RC0603: 1,200 → 1,500 pieces",
        "total: 12.00 USD → 15.00 USD",
    )
    assert request.total == 12
    done = await carol.approvals.decide(request_id, True, "")
    assert (done.state, done.total) == ("approved", 15)


async def test_the_approver_sees_everything_that_changed(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    _, draft, request_id = await asked(ann)
    draft.lines = [line(NCNR, 200), replace(draft.lines[0], quantity=1000)]
    draft.customer_id = "7002"
    draft.terms = OrderTerms(notes=("by the back door",))
    await ann.drafts.save(draft)
    await ann.placing.review(draft)
    _, _, changed = await carol.approvals.look(request_id)
    assert [one for one in changed if not one.startswith("ship-to: 7001")] == [
        "line 1 RC0603: new, 200 at 0.01",
        "line 2 RC0603: was line 1, 1,200 → 1,000 pieces",
        "note: none to by the back door",
    ]
    assert len(changed) == 4


# -- who is told -----------------------------------------------------------------------------------


async def items(desk: Limited, person: Person) -> list[tuple[str, str, str]]:
    morning = Morning(
        *(desk.ledger, desk.cache, desk.clock, person, "sandbox"), approvals=desk.approvals
    )
    return [(one.kind, one.number, one.words) for one in await morning.items()]


async def test_the_morning_list_tells_both(office: list[Limited]) -> None:
    ann, ben, carol, _ = office
    first, _, request_id = await asked(ann)
    second, _, other_id = await asked(ann, 1300)
    asks = "ann asks for {} USD: “line 4 stands still”"
    assert await items(carol, CAROL) == [
        ("to approve", first.number, asks.format("12.00")),
        ("to approve", second.number, asks.format("13.00")),
    ]
    assert await items(ann, ANN) == await items(ben, BEN) == []
    await carol.approvals.look(request_id)
    await carol.approvals.decide(request_id, True, "")
    await carol.approvals.decide(other_id, False, "too much")
    assert await items(carol, CAROL) == []
    (one, other) = await items(ann, ANN)
    assert one[:2] == ("approved", first.number)
    assert other == ("declined", second.number, "carol declined 13.00 USD: “too much”")
    ann.clock.advance(49 * HOUR)
    assert [one[0] for one in await items(ann, ANN)] == ["declined"]
    ann.clock.advance(7 * 24 * HOUR)
    assert await items(ann, ANN) == []


async def test_what_was_placed_or_thrown_away_waits_no_more(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    review, _, _ = await approved(ann, carol)
    await ann.placing.place(review.order_id)
    _, draft, request_id = await asked(ann, 1300)
    assert [one.id for one in await ann.approvals.waiting()] == [request_id]
    await ann.drafts.discard(draft.id)
    assert await carol.approvals.waiting() == []
    with pytest.raises(Refusal, match=r"is void by now\. Nothing was decided"):
        await carol.approvals.decide(request_id, False, "too much")
    request, order, _ = await carol.approvals.look(request_id)
    assert (request.state, order.state) == ("void", "void")


async def write(desk: Limited, statement: str, *values: int) -> None:
    await desk.ledger.write(lambda db: db.execute(statement, values))


async def test_what_was_asked_and_decided_stays(office: list[Limited]) -> None:
    """No code gets past the table's own rules."""
    ann, _, carol, _ = office
    await approved(ann, carol)
    for statement in (
        "DELETE FROM approval",
        "UPDATE approval SET state = 'asked'",
        "UPDATE approval SET until = '2099-01-01'",
        "UPDATE approval SET reason = 'another'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await write(ann, statement)
    _, _, other_id = await asked(ann, 1300)
    with pytest.raises(sqlite3.IntegrityError):
        await write(
            ann,
            "UPDATE approval SET state = 'approved', until = '2099', decided_uid = os_uid, "
            "decided_at = '2026' WHERE id = ?",
            other_id,
        )


async def test_no_such_request_or_order(office: list[Limited]) -> None:
    ann, *_ = office
    for call in (ann.approvals.look(77), ann.approvals.decide(77, False, "too much")):
        with pytest.raises(Refusal, match="no such request"):
            await call
    with pytest.raises(Refusal, match="no such order"):
        await ann.approvals.ask(77, "line 4 stands still")
