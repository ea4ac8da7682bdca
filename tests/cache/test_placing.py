"""Placing: every order is created at most once, and what became of it is known or openly not."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.draft_orders import Gone
from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import (
    BEN,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
    vendor_order,
)
from vendors.errors import SignInNeeded, TooMany, VendorDown
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")
LIVE = (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER, Outcome.UNKNOWN)


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    vendor.stock["RC0603-B"] = bonded_row("RC0603-B")
    return vendor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


async def reviewed(desk: Desk, quantity: int = 100) -> Review:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, quantity)))
    assert review.problems == []
    return review


async def test_an_order_is_sent_as_stored_and_its_answer_kept(desk: Desk) -> None:
    review = await reviewed(desk)
    answer = await desk.placing.place(review.order_id)
    assert answer is desk.vendor.answer
    body = b"AC-2026-0001|7001|USD|1:RC0603CT-ND:100@0.10"
    assert desk.vendor.taken == [body.decode()]
    stored = await desk.ledger.read(
        lambda db: db.execute(
            "SELECT n, state, body, body_sha256, os_uid, person, http_status, request_id, "
            "message, vendor_numbers, answer, sent_at IS NOT NULL, ended_at IS NOT NULL "
            "FROM attempt"
        ).fetchall()
    )
    digest = hashlib.sha256(body).hexdigest()
    assert stored == [
        (
            *(1, "accepted", body, digest, 1001, "ann", 200, "req-1"),
            *("thank you", json.dumps(["88001"]), "{}", 1, 1),
        )
    ]
    assert await desk.states() == [("AC-2026-0001", "accepted")]
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.state, row.vendor_numbers, row.buyer) == ("accepted", "88001", "Ann Ito")


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_every_outcome_is_stored_and_decides_what_may_follow(
    desk: Desk, outcome: Outcome
) -> None:
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(outcome, "words", http_status=None)
    answer = await desk.placing.place(review.order_id)
    assert answer.outcome is outcome
    assert await desk.states() == [(review.number, str(outcome))]
    assert await desk.attempts() == [str(outcome)]
    assert await desk.orders.unknown() == (outcome is Outcome.UNKNOWN)
    if outcome in LIVE:
        # What may be at the vendor has left the draft, and cannot be sent again.
        assert draft.id not in [head.id for head in await desk.drafts.heads()]
        with pytest.raises(Refusal, match="not sent again"):
            await desk.placing.place(review.order_id)
        assert len(desk.vendor.taken) == 1
    else:
        assert await desk.drafts.open(draft.id) == draft
        desk.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88002",))
        with pytest.raises(Refusal, match="press P"):
            await desk.placing.place(review.order_id)
        (again,) = await desk.placing.review(draft)
        assert again.number == review.number
        await desk.placing.place(again.order_id)
        assert await desk.attempts() == [str(outcome), "accepted"]
        assert await desk.states() == [(review.number, "accepted")]


async def test_a_rejected_order_is_mended_and_sent_under_its_number(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.REJECTED, "quantity too small")
    await desk.placing.place(review.order_id)
    draft.lines[0].quantity = 500
    await desk.drafts.save(draft)
    (again,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    await desk.placing.place(again.order_id)
    bodies = await desk.ledger.read(
        lambda db: [bytes(row[0]) for row in db.execute("SELECT body FROM attempt ORDER BY n")]
    )
    assert bodies == [
        b"AC-2026-0001|7001|USD|1:RC0603CT-ND:100@0.10",
        b"AC-2026-0001|7001|USD|1:RC0603CT-ND:500@0.10",
    ]


async def test_of_two_orders_of_a_draft_each_leaves_it_when_it_is_placed(desk: Desk) -> None:
    draft = await desk.draft(line(CUT), bonded_line(bonded_row("RC0603-B")))
    first, second = await desk.placing.review(draft)
    await desk.placing.place(first.order_id)
    left = await desk.drafts.open(draft.id)
    assert [x.number for x in left.lines] == ["RC0603-B"]
    # The rest reviewed anew is the second order, and the first is not touched.
    (again,) = await desk.placing.review(left)
    assert again.number == second.number
    await desk.placing.place(second.order_id)
    with pytest.raises(Gone, match="press d for the drafts that are open") as gone:
        await desk.drafts.open(draft.id)
    assert gone.value.words == (
        "D-1 became AC-2026-0001 at DigiKey: accepted, AC-2026-0002 at DigiKey: accepted"
    )
    assert len(desk.vendor.taken) == 2


async def test_the_draft_is_not_changed_between_review_and_placing_unseen(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100))
    (review,) = await desk.placing.review(draft)
    draft.lines[0].quantity = 900
    await desk.drafts.save(draft)
    with pytest.raises(Refusal, match="changed since it was reviewed"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    assert await desk.attempts() == []


async def test_a_line_that_left_with_another_order_is_not_sent_again_by_undo(desk: Desk) -> None:
    mine = line(CUT)
    draft = await desk.draft(mine, bonded_line(bonded_row("RC0603-B")))
    first, _ = await desk.placing.review(draft)
    await desk.placing.place(first.order_id)
    draft = await desk.drafts.open(draft.id)
    draft.lines.insert(0, mine)
    await desk.drafts.save(draft)
    again = (await desk.placing.review(draft))[0]
    assert again.number != first.number
    problem = "(100 RC0603) is in AC-2026-0001 already: x removes it from the draft"
    assert (again.problems, again.lines[0].problem) == ([f"Line 1 {problem}."], problem)
    with pytest.raises(
        Refusal, match=r"Line 1 \(100 RC0603\) is in AC-2026-0001 already: x removes"
    ):
        await desk.placing.place(again.order_id)
    assert len(desk.vendor.taken) == 1


async def test_a_ship_to_that_was_changed_since_the_review_is_not_shipped_to(desk: Desk) -> None:
    draft = await desk.draft(line(CUT), bonded_line(bonded_row("RC0603-B")), ship_to="7001")
    plain, bonded = await desk.placing.review(draft)
    draft.customer_id = "7002"
    await desk.drafts.save(draft)
    with pytest.raises(Refusal, match="changed since it was reviewed"):
        await desk.placing.place(plain.order_id)
    assert desk.vendor.taken == []
    assert await desk.attempts() == []
    # A bonded line goes where its stock lies, whatever the draft says.
    await desk.placing.place(bonded.order_id)
    assert len(desk.vendor.taken) == 1


async def test_a_draft_that_was_thrown_away_since_the_review_is_not_ordered(desk: Desk) -> None:
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.REJECTED, "not today")
    await desk.placing.place(review.order_id)
    (again,) = await desk.placing.review(draft)
    await desk.drafts.discard(draft.id)
    with pytest.raises(Refusal, match="changed since it was reviewed"):
        await desk.placing.place(again.order_id)
    assert len(desk.vendor.taken) == 1


async def test_what_another_session_reviewed_differently_is_not_placed(
    desk: Desk, tmp_path: Path
) -> None:
    draft = await desk.draft(line(CUT, 100))
    (review,) = await desk.placing.review(draft)
    other = await Desk(tmp_path, desk.vendor, person=BEN).open()
    with pytest.raises(Refusal, match="not as it was shown here"):
        await other.placing.place(review.order_id)  # it never showed it
    theirs = await other.drafts.open(draft.id)
    theirs.lines[0].quantity = 300
    await other.drafts.save(theirs)
    await other.placing.review(theirs)
    with pytest.raises(Refusal, match="not as it was shown here"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    await other.placing.place(review.order_id)
    assert desk.vendor.taken == ["AC-2026-0001|7001|USD|1:RC0603CT-ND:300@0.10"]
    await other.close()


async def test_nothing_is_sent_on_old_or_moved_prices(desk: Desk) -> None:
    review = await reviewed(desk)
    desk.clock.advance(600)
    desk.vendor.sells(part("RC0603", offer("RC0603CT-ND", "0.11")))
    with pytest.raises(Refusal, match=r"the price of RC0603CT-ND moved.*press P"):
        await desk.placing.place(review.order_id)
    desk.vendor.sells(part("RC0603", CUT))
    desk.clock.advance(1)
    with pytest.raises(Refusal, match=r"older than ten minutes.*press P"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


async def test_nothing_is_sent_when_a_line_can_no_longer_be_bought_or_returned(desk: Desk) -> None:
    review = await reviewed(desk)
    for now, says in (
        (replace(CUT, moq=1000), "the minimum is 1,000"),
        (replace(CUT, ncnr=True), "can no longer be cancelled"),
        (replace(CUT, fee=Decimal(7)), "the price of RC0603CT-ND moved"),
        (replace(CUT, ncnr=None), "can be cancelled or returned is no longer known"),
        (replace(CUT, tariff=True), "a tariff is due for RC0603CT-ND"),
        (replace(CUT, tariff=None), "whether a tariff is due for RC0603CT-ND is no longer known"),
        (replace(CUT, marketplace=True), "at a shipping charge of its own"),
    ):
        desk.vendor.sells(part("RC0603", now))
        with pytest.raises(Refusal, match=says):
            await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


@pytest.mark.parametrize(
    "shown",
    [
        {"tariff": None},
        {"tariff": True},
        {"ncnr": None},
        {"ncnr": True},
        {"marketplace": True},
    ],
    ids=str,
)
async def test_what_was_told_at_review_or_turned_out_well_stops_nothing(
    desk: Desk, shown: dict[str, bool | None]
) -> None:
    """The buyer saw it, and the vendor still says so; then that there is no such thing."""
    for now in (shown, {"tariff": False, "ncnr": False, "marketplace": False}):
        desk.vendor.sells(part("RC0603", replace(CUT, **shown)))
        (review,) = await desk.placing.review(await desk.draft(line(CUT)))
        desk.vendor.sells(part("RC0603", replace(CUT, **now)))
        await desk.placing.place(review.order_id)
    assert len(desk.vendor.taken) == 2


async def test_a_tariff_that_was_not_known_and_is_due_now_stops_the_order(desk: Desk) -> None:
    desk.vendor.sells(part("RC0603", replace(CUT, tariff=None)))
    review = await reviewed(desk)
    desk.vendor.sells(part("RC0603", replace(CUT, tariff=True)))
    with pytest.raises(Refusal, match="a tariff is due"):
        await desk.placing.place(review.order_id)


async def test_nothing_is_sent_when_the_vendor_knows_the_number_or_cannot_be_asked(
    desk: Desk,
) -> None:
    review = await reviewed(desk)
    desk.vendor.find_fails = VendorDown("digikey", "DigiKey does not answer.")
    with pytest.raises(Refusal, match=r"DigiKey does not answer\. Nothing was sent"):
        await desk.placing.place(review.order_id)
    desk.vendor.find_fails = None
    desk.vendor.listed.append(vendor_order(" ac-2026-0001 "))
    with pytest.raises(Refusal, match="has AC-2026-0001 already, as 88001"):
        await desk.placing.place(review.order_id)
    desk.vendor.listed.clear()
    desk.placing.attach([])
    with pytest.raises(Refusal, match="not connected"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    assert await desk.attempts() == []


async def test_nothing_is_sent_without_a_sign_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await reviewed(desk)

    async def make_ready() -> None:
        raise SignInNeeded("digikey", "Sign in at DigiKey first.")

    monkeypatch.setattr(desk.vendor, "make_ready", make_ready)
    with pytest.raises(Refusal, match="Sign in at DigiKey first"):
        await desk.placing.place(review.order_id)
    desk.vendor.down = TooMany("digikey", "The day's calls are used up.", wait=3600, daily=True)
    with pytest.raises(Refusal, match="used up"):
        await desk.placing.place(review.order_id)
    assert await desk.attempts() == []


async def test_an_order_of_another_environment_is_never_sent(desk: Desk, tmp_path: Path) -> None:
    draft = await desk.draft(line(CUT))
    elsewhere = await Desk(tmp_path, desk.vendor, environment="production").open()
    (review,) = await elsewhere.placing.review(draft)
    await desk.placing.review(draft)
    with pytest.raises(Refusal, match="environment production"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    await elsewhere.close()


async def test_a_full_disk_before_the_send_sends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = await reviewed(desk)

    async def full(job: object) -> None:
        raise Refusal("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(desk.ledger, "write", full)
        with pytest.raises(Refusal, match="full"):
            await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    await desk.placing.place(review.order_id)
    assert len(desk.vendor.taken) == 1


async def test_the_ledger_itself_forbids_a_second_send(desk: Desk) -> None:
    review = await reviewed(desk)
    await desk.placing.place(review.order_id)

    def twice(db: sqlite3.Connection) -> None:
        db.execute(
            "INSERT INTO attempt (order_id, n, number, vendor, body, body_sha256, lines, session, "
            "os_uid, person, state, created_at, message, vendor_numbers) SELECT order_id, 2, "
            "number, vendor, body, body_sha256, lines, session, os_uid, person, 'prepared', "
            "created_at, '', '[]' FROM attempt"
        )

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await desk.ledger.write(twice)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE purchase_order_line SET quantity = 1",
        "DELETE FROM purchase_order_line",
        "DELETE FROM purchase_order",
        "DELETE FROM attempt",
        "UPDATE attempt SET body = x'00'",
        "UPDATE attempt SET lines = '[]'",
        "UPDATE purchase_order SET number = 'AC-2026-9999'",
        "UPDATE audit SET reason = ''",
        "DELETE FROM audit",
    ],
)
async def test_what_was_sent_and_done_cannot_be_rewritten(desk: Desk, statement: str) -> None:
    review = await reviewed(desk)
    await desk.placing.place(review.order_id)
    with pytest.raises(sqlite3.IntegrityError):
        await desk.ledger.write(lambda db: db.execute(statement))


async def test_every_step_of_an_order_has_an_event_with_a_name(desk: Desk) -> None:
    review = await reviewed(desk)
    await desk.placing.place(review.order_id)
    rowid = desk.orders.first().rowid(0)
    detail = await desk.orders.detail(rowid)
    assert [(event.was, event.became, event.person) for event in detail.events] == [
        ("", review.number, "ann"),
        ("reviewed", "placing", "ann"),
        ("prepared", "sent", "ann"),
        ("placing", "accepted", "ann"),
    ]
