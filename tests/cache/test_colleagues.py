"""What others have of the same parts, said before an order is placed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.drafts import DraftLine
from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import (
    BEN,
    Desk,
    Vendor,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from vendors.vocabulary import Answer, Outcome

CUT, REEL = offer("RC0603CT-ND", "0.10"), offer("RC0603TR-ND", "0.01")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


@pytest.fixture
async def ben(desk: Desk, tmp_path: Path) -> AsyncIterator[Desk]:
    ben = await Desk(tmp_path, desk.vendor, clock=desk.clock, person=BEN).open()
    yield ben
    await ben.close()


async def reviewed(desk: Desk, quantity: int = 100, ship_to: str = "7001") -> Review:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, quantity), ship_to=ship_to))
    return review


async def test_a_colleagues_draft_of_the_same_part_is_named(desk: Desk, ben: Desk) -> None:
    await ben.draft(line(REEL, 5000, of="rc0603"), line(CUT, 250))
    await ben.draft(line(offer("X"), of="OTHER"))
    await desk.draft(line(CUT, 7))  # one's own is not news
    review = await reviewed(desk)
    assert "ben has RC0603 in D-1 (5,250)." in review.notes


async def test_what_is_on_order_is_said_until_it_is_shipped(desk: Desk, ben: Desk) -> None:
    placed = await reviewed(ben, 300)
    await ben.placing.place(placed.order_id)
    said = f"300 RC0603 are on order and not all shipped: {placed.number}."
    assert said in (await reviewed(desk)).notes
    desk.vendor.listed = [
        vendor_order(placed.number, lines=(vendor_line(ordered=300, shipped=300, line_id="1"),))
    ]
    await desk.orders.refresh()
    assert said not in (await reviewed(desk)).notes


async def test_an_order_like_one_of_this_week_asks_for_a_reason_that_is_kept(
    desk: Desk, ben: Desk
) -> None:
    placed = await reviewed(ben)
    await ben.placing.place(placed.order_id)
    review = await reviewed(desk)
    assert [(twin.number, twin.person) for twin in review.twins] == [("AC-2026-0001", "Ben Roy")]
    assert review.problems == []
    # A terminal may hand in anything.
    await desk.placing.place(review.order_id, " a second\0line\udcff ")
    said = await desk.ledger.read(
        lambda db: db.execute(
            "SELECT person, reason FROM audit WHERE what = 'same lines' AND order_id = ?",
            (review.order_id,),
        ).fetchall()
    )
    assert said == [("ann", "a second line")]


async def test_one_that_was_called_not_placed_may_be_there_all_the_same(
    desk: Desk, ben: Desk
) -> None:
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    placed = await reviewed(ben)
    await ben.placing.place(placed.order_id)
    await ben.reconciling.not_placed(placed.order_id, "they know of none")
    # Under a number of its own it would hide that one.
    (twin,) = (await reviewed(desk)).twins
    assert (twin.number, twin.standing) == (
        "AC-2026-0001",
        "called not placed, which nothing proves",
    )


@pytest.mark.parametrize("other", ["quantity", "ship-to", "a week ago", "rejected"])
async def test_what_is_not_the_same_asks_for_nothing(desk: Desk, ben: Desk, other: str) -> None:
    if other == "rejected":
        desk.vendor.answer = Answer(Outcome.REJECTED, "no")
    placed = await reviewed(
        ben, 101 if other == "quantity" else 100, "7002" if other == "ship-to" else "7001"
    )
    await ben.placing.place(placed.order_id)
    if other == "a week ago":
        desk.clock.advance(7 * 86400 + 1)
    assert (await reviewed(desk)).twins == ()


async def test_the_order_of_lines_and_the_packaging_do_not_hide_it(desk: Desk, ben: Desk) -> None:
    draft = await ben.draft(line(CUT, 100), line(CUT, 200))
    (placed,) = await ben.placing.review(draft)
    await ben.placing.place(placed.order_id)
    draft = await desk.draft(line(REEL, 200), line(CUT, 100))
    (review,) = await desk.placing.review(draft)
    assert len(review.twins) == 1


async def test_one_that_a_colleague_placed_since_the_review_stops_it(desk: Desk, ben: Desk) -> None:
    mine, theirs = await reviewed(desk), await reviewed(ben)
    await ben.placing.place(theirs.order_id)
    with pytest.raises(Refusal, match=f"Ben Roy placed {theirs.number} with the same lines"):
        await desk.placing.place(mine.order_id)
    assert len(desk.vendor.taken) == 1


@pytest.mark.parametrize(
    "lines",
    [
        (line(CUT, 100), line(offer("X"), 33, of="OTHER")),
        (line(CUT, 100), line(CUT, 40)),
        (line(CUT, 60), line(REEL, 40)),
    ],
    ids=["another part", "more of it", "cut in two"],
)
async def test_a_whole_order_in_a_larger_one_asks_for_a_reason(
    desk: Desk, ben: Desk, lines: tuple[DraftLine, ...]
) -> None:
    desk.vendor.sells(part("OTHER", offer("X")))
    placed = await reviewed(ben)
    await ben.placing.place(placed.order_id)
    (review,) = await desk.placing.review(await desk.draft(*lines))
    assert [twin.number for twin in review.twins] == [placed.number]


async def test_half_of_an_order_is_another_order(desk: Desk, ben: Desk) -> None:
    desk.vendor.sells(part("OTHER", offer("X")))
    draft = await ben.draft(line(CUT, 100), line(offer("X"), 33, of="OTHER"))
    (placed,) = await ben.placing.review(draft)
    await ben.placing.place(placed.order_id)
    assert (await reviewed(desk)).twins == ()


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome.UNKNOWN, "unknown: it may be at DigiKey"),
        (Outcome.ACCEPTED, "accepted"),
        (Outcome.ACCEPTED_NO_NUMBER, "accepted, without a number yet"),
    ],
)
async def test_what_a_like_order_is_is_said_in_words(
    desk: Desk, ben: Desk, outcome: Outcome, says: str
) -> None:
    desk.vendor.answer = Answer(outcome, "words")
    await ben.placing.place((await reviewed(ben)).order_id)
    assert [twin.standing for twin in (await reviewed(desk)).twins] == [says]


async def test_what_may_not_be_on_order_is_not_called_so(desk: Desk, ben: Desk) -> None:
    await ben.placing.place((await reviewed(ben, 300)).order_id)
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    await ben.placing.place((await reviewed(ben, 200)).order_id)
    notes = (await reviewed(desk)).notes
    assert notes[:2] == [
        "200 RC0603 are in AC-2026-0002, of which it is not known whether it was placed.",
        "300 RC0603 are on order and not all shipped: AC-2026-0001.",
    ]
