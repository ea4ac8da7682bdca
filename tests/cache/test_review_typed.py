"""A review of lines that were typed, and at prices that were told a short time ago."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.drafts import DraftLine
from cache.places import Refusal
from cache.progress import Progress
from cache.typed_lines import what_is_open
from tests.cache.desk import BEN, NOON, Desk, bonded_line, bonded_row, line, offer, part
from tests.cache.typing_kit import CUT, REEL, Typing, resolved, typed
from vendors.errors import Unreachable
from vendors.vocabulary import Answer, Outcome


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Typing()
    vendor.stock["RC0603-B"] = bonded_row("RC0603-B")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def refused(desk: Desk, *lines: DraftLine) -> str:
    draft = await desk.draft(*lines)
    with pytest.raises(Refusal) as refusal:
        await desk.placing.review(draft)
    assert await desk.states() == []
    return refusal.value.sentence


# -- lines that are no offer yet ------------------------------------------------------------------


async def test_typed_lines_are_looked_up_first_and_stored_so(desk: Desk) -> None:
    draft = await desk.draft(typed("RC0603", 250), line(REEL, 5000))
    (review,) = await desk.placing.review(draft)
    assert [(one.number, one.quantity, one.total) for one in review.lines] == [
        ("RC0603CT-ND", 250, Decimal("25.00")),
        ("RC0603TR-ND", 5000, Decimal("50.00")),
    ]
    assert not review.problems
    # One call for both: what was told for the first is the price of the second.
    assert desk.vendor.asked == ["RC0603"]
    stored = await desk.drafts.open(draft.id)
    assert [one.number for one in stored.lines] == ["RC0603CT-ND", "RC0603TR-ND"]
    assert (draft.lines, draft.version) == (stored.lines, stored.version)
    assert stored.lines[0].typed.part == "RC0603"


async def test_a_line_that_is_no_part_is_refused_by_name_and_no_number_is_given(
    desk: Desk,
) -> None:
    assert await refused(desk, line(CUT), line(REEL, 5000), typed("LM35X")) == (
        "Line 3, “LM35X”, cannot be ordered: no part that DigiKey knows: Enter changes it, "
        "x takes it out, / searches. Nothing was sent."
    )


async def test_a_line_without_a_quantity_is_refused(desk: Desk) -> None:
    words = await refused(desk, line(CUT), typed("RC0603", 0), typed("RC0603", 0, quantity="2k5"))
    assert words == (
        "Line 2, “RC0603”, cannot be ordered: how many? Enter types it; nor can line 3. "
        "Nothing was sent."
    )
    assert "“2k5” is no number of pieces" in await refused(desk, typed("RC0603", 0, quantity="2k5"))


async def test_a_vendor_that_cannot_be_asked_leaves_the_lines_open(desk: Desk) -> None:
    desk.vendor.down = Unreachable("digikey", "No connection to DigiKey")
    words = await refused(desk, typed("RC0603"))
    assert "DigiKey could not be asked: No connection to DigiKey. F5 asks again" in words


async def test_another_session_that_took_the_draft_over_is_not_overwritten(
    desk: Desk, tmp_path: Path
) -> None:
    draft = await desk.draft(typed("RC0603"))
    other = await Desk(tmp_path, desk.vendor, desk.clock, BEN).open()  # type: ignore[arg-type]
    await other.drafts.leases.take(draft.id)
    with pytest.raises(Refusal, match="Nothing was overwritten"):
        await desk.placing.review(draft)
    assert not (await other.drafts.open(draft.id)).lines[0].known
    await other.close()


async def test_what_was_typed_is_said_in_the_audit_and_to_colleagues(
    desk: Desk, tmp_path: Path
) -> None:
    draft = await desk.draft(typed("RC0603", 0))
    draft.lines = [replace(draft.lines[0], quantity=70)]
    await desk.drafts.save(draft)
    said = await desk.ledger.read(
        lambda db: [
            reason
            for (reason,) in db.execute(
                "SELECT reason FROM audit WHERE what = 'draft changed' ORDER BY id"
            )
        ]
    )
    assert said[0].startswith("+ ? RC0603")
    assert said[1] == "RC0603: ? to 70"
    draft.lines = [replace(draft.lines[0], quantity=0)]
    await desk.drafts.save(draft)
    await desk.drafts.leases.give_back(draft.id)
    ben = await Desk(tmp_path, desk.vendor, desk.clock, BEN).open()  # type: ignore[arg-type]
    (review,) = await ben.placing.review(await ben.draft(line(CUT)))
    assert "ann has RC0603 in D-1 (how many is not said)." in review.notes
    await ben.close()


def test_many_open_lines_are_counted() -> None:
    lines = [typed(f"X{n}", 0) for n in range(9)]
    assert what_is_open(lines) == (
        "Line 1, “X0”, cannot be ordered: how many? Enter types it; nor can lines 2, 3, 4, 5 and "
        "4 more. Nothing was sent."
    )
    assert what_is_open(lines[:3]).endswith("; nor can lines 2 and 3. Nothing was sent.")
    assert what_is_open([line(CUT)]) == ""


# -- prices told a short time ago -----------------------------------------------------------------


async def test_lines_just_looked_up_cost_no_call_at_the_review(desk: Desk) -> None:
    vendor = desk.vendor
    vendor.sells(*(part(f"P{n}", offer(f"P{n}-ND")) for n in range(30)))
    told = await resolved(desk, *(typed(f"P{n}") for n in range(30)))
    vendor.asked.clear()
    desk.clock.advance(60)
    progress: list[Progress] = []
    draft = await desk.draft(*told.lines.values())
    (review,) = await desk.placing.review(draft, progress.append)
    assert vendor.asked == []
    # The ten minutes at placing count from when it was told.
    assert review.priced_at == NOON
    last = progress[-1]
    assert (last.done, last.total, last.calls, last.to_go) == (30, 30, 0, timedelta(0))
    desk.clock.advance(541)
    with pytest.raises(Refusal, match="older than ten minutes"):
        await desk.placing.place(review.order_id)
    assert vendor.taken == []


async def test_it_is_as_old_as_its_oldest_price_and_what_leaves_no_time_is_asked_anew(
    desk: Desk,
) -> None:
    desk.vendor.sells(part("P1", offer("P1-ND")), part("P2", offer("P2-ND")))
    one, two = typed("P1"), typed("P2")
    first = (await resolved(desk, one)).lines[one.id]
    desk.clock.advance(300)
    second = (await resolved(desk, two)).lines[two.id]
    desk.vendor.asked.clear()
    draft = await desk.draft(first, second)
    desk.clock.advance(180)
    (review,) = await desk.placing.review(draft)
    assert (desk.vendor.asked, review.priced_at) == ([], NOON)
    desk.clock.advance(1)
    (review,) = await desk.placing.review(draft)
    assert desk.vendor.asked == ["P1-ND"]
    assert review.priced_at == NOON + timedelta(seconds=300)


async def test_after_the_clock_was_set_back_no_price_from_before_passes_for_a_new_one(
    desk: Desk, tmp_path: Path
) -> None:
    wanted = typed("RC0603")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    desk.vendor.asked.clear()
    early = FixedClock(NOON - timedelta(hours=1))
    ben = await Desk(tmp_path, desk.vendor, early, BEN).open()  # type: ignore[arg-type]
    (review,) = await ben.placing.review(await ben.draft(told))
    assert desk.vendor.asked == ["RC0603CT-ND"]
    assert review.priced_at == early.now()
    await ben.close()


async def test_right_before_sending_every_price_is_asked_anew(desk: Desk) -> None:
    wanted = typed("RC0603")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    (review,) = await desk.placing.review(await desk.draft(told))
    desk.vendor.sells(part("RC0603", replace(CUT, breaks=offer("x", "0.12").breaks)))
    desk.vendor.asked.clear()
    with pytest.raises(Refusal, match="the price of RC0603CT-ND moved"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.asked == ["RC0603CT-ND"]
    # And what was said then is what the next review shows.
    draft = await desk.drafts.open(1)
    (review,) = await desk.placing.review(draft)
    assert review.lines[0].unit_price == Decimal("0.12")
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88001",), "req", 200, "{}")
    assert (await desk.placing.place(review.order_id)).outcome is Outcome.ACCEPTED


async def test_what_was_told_for_another_account_is_no_price_for_this_one(desk: Desk) -> None:
    wanted = typed("RC0603")
    told = (await resolved(desk, wanted)).lines[wanted.id]
    desk.vendor.prices_for = "another account"  # type: ignore[attr-defined]
    desk.catalogue.attach([desk.vendor])
    desk.vendor.asked.clear()
    await desk.placing.review(await desk.draft(told))
    assert desk.vendor.asked == ["RC0603CT-ND"]


async def test_a_bonded_row_is_always_read_again(desk: Desk) -> None:
    draft = await desk.draft(bonded_line(bonded_row("RC0603-B"), 2000))
    desk.vendor.stock["RC0603-B"] = replace(bonded_row("RC0603-B"), reserve=1500)
    progress: list[Progress] = []
    (review,) = await desk.placing.review(draft, progress.append)
    assert "the reported reserve is 1,500" in review.lines[0].note
    assert progress[-1].calls == 1
