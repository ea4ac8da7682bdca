"""Who dies or leaves while an order is placed, and who places beside: created once, never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.crash_kit import Crash, Death, crash_at, deaths, looks_dead, on_its_way
from tests.cache.desk import BEN, Desk, bonded_line, bonded_row, line
from tests.cache.test_placing import CUT, a_vendor, reviewed
from vendors.vocabulary import Answer, Outcome, PriceBreak


async def test_leaving_the_sheet_does_not_lose_the_answer(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    review = await reviewed(desk)
    placing, go_on = await on_its_way(desk.vendor, desk.placing.place(review.order_id))
    assert desk.placing.busy
    assert await desk.attempts() == ["sent"]  # on the disk before the vendor hears of it
    placing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await placing
    with pytest.raises(Refusal, match="being placed"):
        await desk.placing.place(review.order_id)
    go_on.set()
    while desk.placing.busy:
        await asyncio.sleep(0)
    assert await desk.states() == [(review.number, "accepted")]
    assert len(desk.vendor.taken) == 1
    await desk.close()


async def test_leaving_the_program_makes_an_order_on_its_way_unknown(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    review = await reviewed(desk)
    placing, _ = await on_its_way(desk.vendor, desk.placing.place(review.order_id))
    await desk.placing.close()
    assert await desk.states() == [(review.number, "unknown")]
    assert await desk.orders.unknown() == 1
    with pytest.raises(asyncio.CancelledError):
        await placing
    await desk.kill()


@pytest.mark.parametrize("death", deaths("_create"), ids=str)
async def test_a_crash_at_any_step_leaves_it_known_or_openly_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: Death
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    step, when, dies, state, heard = death
    reached = crash_at(monkeypatch, desk.placing, step, desk.ledger, when=when, dies=dies)
    with pytest.raises(Crash):
        await desk.placing.place(review.order_id)
    assert reached
    state = state or "reviewed"
    if not dies and step != "_prepare":
        assert await desk.states() == [(review.number, state)]  # known at once
    await desk.kill()

    after = await Desk(tmp_path, desk.vendor, person=BEN).open()
    assert await after.states() == [(review.number, state)]
    assert len(desk.vendor.taken) == heard
    assert await after.orders.unknown() == (state == "unknown")
    row = after.orders.first().row(0)
    assert row is not None
    assert row.state == state
    if state in ("reviewed", "not_sent"):
        (draft_id,) = (head.id for head in await after.drafts.heads())
        (again,) = await after.placing.review(await after.drafts.open(draft_id))
        assert again.number == review.number
        await after.placing.place(again.order_id)
        assert len(desk.vendor.taken) == 1
    else:
        assert await after.drafts.heads() == []
        with pytest.raises(Refusal):
            await after.placing.place(review.order_id)
        assert len(desk.vendor.taken) == heard
    await after.close()


async def test_what_a_dead_session_left_is_ended_and_shown_by_one_that_was_open_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await Desk(tmp_path, a_vendor()).open()
    ben = await Desk(tmp_path, a_vendor(), person=BEN).open()
    review = await reviewed(ann)
    crash_at(monkeypatch, ann.vendor, "create", ann.ledger)
    with pytest.raises(Crash):
        await ann.placing.place(review.order_id)
    assert await ben.placing.recover() == 0
    await ann.kill()
    assert await ben.placing.recover() == 1
    assert await ben.states() == [(review.number, "unknown")]
    row = ben.orders.first().row(0)
    assert row is not None
    assert (row.number, row.state) == (review.number, "unknown")
    await ben.close()


async def test_an_attempt_is_left_alone_while_its_session_lives(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    review = await reviewed(desk)
    placing, go_on = await on_its_way(desk.vendor, desk.placing.place(review.order_id))
    other = await Desk(tmp_path, a_vendor(), person=BEN, inline=False).open()
    assert await other.states() == [(review.number, "placing")]
    assert await desk.placing.recover() == 0
    go_on.set()
    await placing
    assert await other.states() == [(review.number, "accepted")]
    await other.close()
    await desk.close()


async def test_an_answer_that_comes_after_all_is_worth_more_than_a_guess(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    review = await reviewed(desk)
    placing, go_on = await on_its_way(desk.vendor, desk.placing.place(review.order_id))
    looks_dead(tmp_path)
    other = await Desk(tmp_path, a_vendor(), person=BEN, inline=False).open()
    assert await other.states() == [(review.number, "unknown")]
    go_on.set()
    assert (await placing).outcome is Outcome.ACCEPTED
    assert await other.states() == [(review.number, "accepted")]
    await other.close()
    await desk.close()


async def test_a_no_that_comes_after_all_gives_the_draft_its_lines_back(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    bonded = bonded_line(bonded_row("RC0603-B"))
    draft = await desk.draft(line(CUT, 100), line(CUT, 250), bonded)
    first, second = await desk.placing.review(draft)
    before = draft.lines[:2]
    desk.vendor.answer = Answer(Outcome.REJECTED, "not today")
    placing, go_on = await on_its_way(desk.vendor, desk.placing.place(first.order_id))
    looks_dead(tmp_path)
    other = await Desk(tmp_path, a_vendor(), person=BEN, inline=False).open()
    assert (await other.drafts.open(draft.id)).lines == [bonded]
    go_on.set()
    assert (await placing).outcome is Outcome.REJECTED
    desk.vendor.before = None
    assert await desk.states() == [(first.number, "rejected"), (second.number, "reviewed")]
    back = await desk.drafts.open(draft.id)
    assert [one.id for one in back.lines] == [bonded.id, *(one.id for one in before)]
    for was, now in zip(before, back.lines[1:], strict=True):
        # What an order does not keep of an offer is asked at the next review; the price that was
        # reviewed is one from its quantity on.
        assert was.unit_price is not None
        assert now == replace(was, breaks=(PriceBreak(was.quantity, was.unit_price),))
    # It is the order it was, and can be placed.
    reviews = {one.number: one for one in await desk.placing.review(back)}
    assert [one.quantity for one in reviews[first.number].lines] == [100, 250]
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    await desk.placing.place(reviews[first.number].order_id)
    assert (await desk.drafts.open(draft.id)).lines == [back.lines[0]]
    await other.close()
    await desk.close()


async def test_a_draft_that_counted_as_ordered_is_open_again_after_a_no(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor(), inline=False).open()
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.NOT_SENT, "no way to the vendor")
    others: list[Desk] = []

    async def looks_dead() -> None:
        for path in (tmp_path / "sessions").iterdir():
            path.unlink()
        others.append(await Desk(tmp_path, a_vendor(), person=BEN, inline=False).open())
        assert await others[0].drafts.heads() == []

    desk.vendor.before = looks_dead
    await desk.placing.place(review.order_id)
    (head,) = await desk.drafts.heads()
    assert (head.id, head.lines) == (draft.id, 1)
    await others[0].close()
    await desk.close()


async def test_a_line_taken_out_while_its_order_was_on_its_way_stays_out_after_a_no(
    tmp_path: Path,
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    draft = await desk.draft(line(CUT, 100), line(CUT, 250))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.REJECTED, "not today")

    async def take_one_out() -> None:
        draft.lines.pop()
        await desk.drafts.save(draft)

    desk.vendor.before = take_one_out
    await desk.placing.place(review.order_id)
    assert [one.quantity for one in (await desk.drafts.open(draft.id)).lines] == [100]
    await desk.close()


async def test_two_sessions_placing_the_same_orders_at_once_create_each_once(
    tmp_path: Path,
) -> None:
    vendor = a_vendor()
    ann = await Desk(tmp_path, vendor, inline=False).open()
    ben = await Desk(tmp_path, vendor, person=BEN, inline=False).open()
    for _ in range(12):
        draft = await ann.draft(line(CUT))
        (mine,) = await ann.placing.review(draft)
        (theirs,) = await ben.placing.review(await ben.drafts.open(draft.id))
        assert mine.order_id == theirs.order_id
        results = await asyncio.gather(
            ann.placing.place(mine.order_id),
            ben.placing.place(mine.order_id),
            ann.placing.place(mine.order_id),
            return_exceptions=True,
        )
        assert sum(isinstance(result, Answer) for result in results) == 1
        refusals = [result for result in results if not isinstance(result, Answer)]
        assert [type(refusal) for refusal in refusals] == [Refusal, Refusal]
    numbers = [body.split("|")[0] for body in vendor.taken]
    assert len(numbers) == len(set(numbers)) == 12
    await ann.close()
    await ben.close()
