"""An approval that was given is taken back: by whom, until when, and who then goes first."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import ANN, BEN, NOON
from tests.cache.limits_kit import (
    CAROL,
    DAN,
    Limited,
    approved,
    asked,
    desks,
    limit,
    rules,
    standing,
)
from tests.cache.test_approvals_placing import Together
from vendors.vocabulary import Answer, Outcome

TEN = rules(limit(order="10"))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[list[Limited]]:
    """Ann and Ben, who order, Carol and Dan, who may approve."""
    async with desks(tmp_path, TEN, ANN, BEN, CAROL, DAN) as all_four:
        yield all_four


@pytest.mark.parametrize("reason", ["", "the \x1bbudget is cut"])
async def test_whoever_gave_it_takes_it_back(office: list[Limited], reason: str) -> None:
    ann, _, carol, _ = office
    review, _, request_id = await approved(ann, carol)
    ann.clock.advance(60)
    done = await carol.approvals.take_back(request_id, reason)
    said = "the \ufffdbudget is cut" if reason else ""
    assert (done.state, done.taken_by, done.taken_reason) == ("taken back", "carol", said)
    assert done.taken_at == ann.clock.now()
    # What was decided before stays told.
    assert (done.decided_by, done.decided_at) == ("carol", NOON)
    assert (await ann.audit())[-1] == ("carol", "approved", "taken back")
    (told,) = await ann.ledger.read(
        lambda db: db.execute("SELECT reason FROM audit WHERE became = 'taken back'").fetchone()
    )
    assert told == "request 1: 12.00 USD" + (f"; “{said}”" if said else "")

    found = await standing(ann, review)
    assert found.state == "taken back"
    why = f": “{said}”" if said else ""
    assert f"carol took the approval back at 12:01{why}. Ask for the approval" in found.words
    (news,) = await ann.approvals.news()
    assert (news.kind, news.number) == ("taken back", review.number)
    assert news.words == f"carol took the approval of 12.00 USD back{why}"
    with pytest.raises(Refusal, match="carol took the approval back"):
        await ann.placing.place(review.order_id)
    assert (ann.vendor.taken, await ann.attempts()) == ([], [])


async def test_it_can_be_asked_for_and_given_anew(office: list[Limited]) -> None:
    ann, _, carol, dan = office
    review, _, first = await approved(ann, carol)
    await carol.approvals.take_back(first)
    second = await ann.approvals.ask(review.order_id, "it is needed all the same")
    assert second.id != first
    with pytest.raises(Refusal, match="it was taken back before"):
        await carol.approvals.take_back(first)
    await dan.approvals.look(second.id)
    await dan.approvals.decide(second.id, True, "")
    await ann.placing.place(review.order_id)
    assert len(ann.vendor.taken) == 1


async def test_another_approver_may_and_others_may_not(office: list[Limited]) -> None:
    ann, ben, carol, dan = office
    review, draft, request_id = await approved(ann, carol)
    for who, why in ((ann, "ann is not among"), (ben, "ben is not among")):
        with pytest.raises(Refusal, match=f"{why} the approvers. Nothing was taken back"):
            await who.approvals.take_back(request_id)
    dan.approvals.why_not_person = "The account dan is used by several people."
    with pytest.raises(Refusal, match=r"several people\. Nothing was taken back"):
        await dan.approvals.take_back(request_id)
    dan.approvals.why_not_person = ""
    # Who changed the draft last has no more of a word in it than before.
    theirs = await dan.drafts.open(draft.id)
    theirs.name = "spares"
    await dan.drafts.save(theirs)
    with pytest.raises(Refusal, match="dan changed its draft last"):
        await dan.approvals.take_back(request_id)
    await dan.drafts.leases.give_back(draft.id)
    theirs = await ann.drafts.open(draft.id)
    theirs.name = "line 4 spares"
    await ann.drafts.save(theirs)
    done = await dan.approvals.take_back(request_id, "carol is away")
    assert (done.decided_by, done.taken_by) == ("carol", "dan")
    assert (await standing(ann, review)).state == "taken back"


async def test_only_what_is_approved_is_taken_back(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    review, _, request_id = await asked(ann)
    with pytest.raises(Refusal, match=r"it is not approved\. Nothing was taken back"):
        await carol.approvals.take_back(request_id)
    await carol.approvals.look(request_id)
    await carol.approvals.decide(request_id, True, "")
    ann.clock.advance(48 * 3600.0)
    with pytest.raises(Refusal, match="it ended"):
        await carol.approvals.take_back(request_id)
    await ann.approvals.ask(review.order_id, "it took longer")
    with pytest.raises(Refusal, match="it was asked for anew since"):
        await carol.approvals.take_back(request_id)


async def test_a_void_one_does_not_come_back_to_life(office: list[Limited]) -> None:
    """Changed, taken back, and changed back to what was approved: it does not go."""
    ann, _, carol, _ = office
    review, draft, request_id = await approved(ann, carol)

    async def made(pieces: int) -> Review:
        draft.lines[0].quantity = pieces
        await ann.drafts.save(draft)
        (anew,) = await ann.placing.review(draft)
        return anew

    assert (await standing(ann, await made(1300))).state == "void"
    assert (await standing(ann, await made(1200))).state == "approved"
    await made(1300)
    await carol.approvals.take_back(request_id)
    assert (await standing(ann, await made(1200))).state == "taken back"
    with pytest.raises(Refusal, match="took the approval back"):
        await ann.placing.place(review.order_id)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Outcome.ACCEPTED, "the order is accepted by now"),
        (Outcome.UNKNOWN, "the order is unknown by now"),
        (Outcome.REJECTED, ""),
    ],
)
async def test_what_may_have_left_took_it_for_good(
    office: list[Limited], outcome: Outcome, why: str
) -> None:
    """An attempt that became nothing leaves the approval, which can then be taken back."""
    ann, _, carol, _ = office
    review, draft, request_id = await approved(ann, carol)
    ann.vendor.answer = Answer(outcome, "not now")
    await ann.placing.place(review.order_id)
    if why:
        with pytest.raises(Refusal, match=why):
            await carol.approvals.take_back(request_id)
        return
    await carol.approvals.take_back(request_id)
    (anew,) = await ann.placing.review(draft)
    with pytest.raises(Refusal, match="took the approval back"):
        await ann.placing.place(anew.order_id)
    assert await ann.attempts() == ["rejected"]


async def test_one_that_a_lost_attempt_used_up_is_not_there(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    review, _, request_id = await approved(ann, carol)
    ann.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    await ann.placing.place(review.order_id)
    await ann.reconciling.not_placed(review.order_id, "Kim at DigiKey finds none")
    with pytest.raises(Refusal, match="an attempt used it up"):
        await carol.approvals.take_back(request_id)


async def test_the_ledger_itself_keeps_what_was_decided(office: list[Limited]) -> None:
    ann, _, carol, _ = office
    _, _, request_id = await approved(ann, carol)
    await carol.approvals.take_back(request_id)
    for change in ("state = 'approved'", "taken_reason = 'x'", "decided_by = 'dan'"):
        with pytest.raises(sqlite3.IntegrityError, match="decided"):
            await ann.ledger.write(partial(_change, change))


def _change(change: str, db: sqlite3.Connection) -> None:
    db.execute(f"UPDATE approval SET {change}")


# -- beside placing, over two connections ----------------------------------------------------------


async def test_taken_back_after_it_was_looked_at_and_before_it_is_written(tmp_path: Path) -> None:
    """The order was begun while the approval held."""
    async with desks(tmp_path, TEN, ANN, CAROL, inline=False) as (ann, carol):
        review, _, request_id = await approved(ann, carol)

        async def make_ready() -> None:
            await carol.approvals.take_back(request_id)

        ann.vendor.make_ready = make_ready  # type: ignore[method-assign]
        with pytest.raises(Refusal, match="carol took the approval back"):
            await ann.placing.place(review.order_id)
        assert (ann.vendor.taken, await ann.attempts()) == ([], [])


async def test_too_late_once_it_is_written(tmp_path: Path) -> None:
    """While the vendor has it and did not answer yet."""
    async with desks(tmp_path, TEN, ANN, CAROL, inline=False) as (ann, carol):
        review, _, request_id = await approved(ann, carol)
        said = []

        async def meanwhile() -> None:
            with pytest.raises(Refusal) as refused:
                await carol.approvals.take_back(request_id)
            said.append(refused.value.sentence)

        ann.vendor.before = meanwhile
        await ann.placing.place(review.order_id)
        assert said == [
            f"The approval of {review.number}: the order is placing by now. Nothing was taken back."
        ]
        assert await ann.attempts() == ["accepted"]


@pytest.mark.parametrize("round_", range(6))
async def test_at_the_same_moment_one_of_them_is_first(tmp_path: Path, round_: int) -> None:
    vendor = Together(2)
    async with desks(tmp_path, TEN, ANN, CAROL, inline=False, vendor=vendor) as (ann, carol):
        review, _, request_id = await approved(ann, carol, 1200 + round_)

        async def taking_back() -> None:
            await vendor.make_ready()
            for _ in range(round_):
                await carol.approvals.waiting()
            await carol.approvals.take_back(request_id)

        placed, taken = await asyncio.gather(
            ann.placing.place(review.order_id), taking_back(), return_exceptions=True
        )
        assert isinstance(placed, Refusal) != isinstance(taken, Refusal)
        went = not isinstance(placed, BaseException)
        assert len(vendor.taken) == len(await ann.attempts()) == went
        state = (await ann.approvals.every())[0].state
        assert (state == "taken back") is not went
