"""A number of the company's own system in place of the one that was given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
from vendors.contract import Sealed
from vendors.errors import Invalid, VendorDown
from vendors.vocabulary import Answer, Outcome, PurchaseOrder

CUT = offer("RC0603CT-ND", "0.10")


class Strict(Vendor):
    """Takes numbers of at most ten characters."""

    def seal(self, order: PurchaseOrder) -> Sealed:
        if len(order.number) > 10:
            raise Invalid("digikey", f"{order.number} is too long.")
        return super().seal(order)


def a_vendor(kind: type[Vendor] = Vendor) -> Vendor:
    vendor = kind()
    vendor.sells(part("RC0603", CUT))
    vendor.stock["RC0603-B"] = bonded_row("RC0603-B")
    return vendor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


async def reviewed(desk: Desk) -> Review:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    return review


async def test_the_order_is_placed_under_the_number_that_was_typed(desk: Desk) -> None:
    review = await reviewed(desk)
    asked: list[str] = []
    find = desk.vendor.find_by_po

    async def find_by_po(number: str) -> tuple[str, ...]:
        asked.append(number)
        return await find(number)

    desk.vendor.find_by_po = find_by_po  # type: ignore[method-assign]
    anew = await desk.placing.renumber(review.order_id, " ERP/2026.17 ")
    assert asked == ["ERP/2026.17"], "looked up at the vendor before it is used"
    assert (anew.number, anew.lines, anew.notes) == ("ERP/2026.17", review.lines, review.notes)
    await desk.placing.place(anew.order_id)
    assert [body.split("|")[0] for body in desk.vendor.taken] == ["ERP/2026.17"]
    assert await desk.states() == [("AC-2026-0001", "void"), ("ERP/2026.17", "accepted")]
    with pytest.raises(Refusal, match="void"):
        await desk.placing.place(review.order_id)


async def test_it_sticks_when_the_draft_is_reviewed_again_also_of_several_orders(
    desk: Desk,
) -> None:
    draft = await desk.draft(line(CUT), bonded_line(bonded_row("RC0603-B")))
    first, second = await desk.placing.review(draft)
    await desk.placing.renumber(second.order_id, "4711")
    draft.lines[0].quantity = 300
    await desk.drafts.save(draft)
    numbers = [review.number for review in await desk.placing.review(draft)]
    assert numbers == [first.number, "4711"]


@pytest.mark.parametrize("text", ["AC-2026-0001", "ac-2026-0001 "])
async def test_the_number_it_has_is_no_error(desk: Desk, text: str) -> None:
    review = await reviewed(desk)
    assert await desk.placing.renumber(review.order_id, text) == review
    assert await desk.states() == [("AC-2026-0001", "reviewed")]


async def test_typed_twice_it_is_still_the_same(desk: Desk) -> None:
    review = await reviewed(desk)
    once = await desk.placing.renumber(review.order_id, "4711")
    assert await desk.placing.renumber(once.order_id, "4711") == once


@pytest.mark.parametrize("text", ["", "   ", "-1", "PO 12", "x" * 36, "PO#1"])
async def test_what_can_be_no_number_is_refused(desk: Desk, text: str) -> None:
    review = await reviewed(desk)
    with pytest.raises(Refusal, match="Nothing was changed"):
        await desk.placing.renumber(review.order_id, text)
    assert await desk.states() == [("AC-2026-0001", "reviewed")]


async def test_a_number_used_here_once_is_taken_for_ever_in_any_case(desk: Desk) -> None:
    review = await reviewed(desk)
    once = await desk.placing.renumber(review.order_id, "Erp-1")
    # Both are void by now: the draft was thrown away.
    draft = (await desk.drafts.heads())[0]
    await desk.drafts.discard(draft.id)
    assert [state for _, state in await desk.states()] == ["void", "void"]
    other = await reviewed(desk)
    for number in (once.number.upper(), review.number.lower()):
        with pytest.raises(Refusal, match="was given up and is void, and no number is ever used"):
            await desk.placing.renumber(other.order_id, number)


async def test_a_number_the_vendor_has_is_refused_with_its_numbers(desk: Desk) -> None:
    review = await reviewed(desk)
    desk.vendor.listed = [vendor_order("4711", sales=("88001", "88002"))]
    with pytest.raises(Refusal, match="has 4711 already, as 88001, 88002"):
        await desk.placing.renumber(review.order_id, "4711")
    assert await desk.states() == [("AC-2026-0001", "reviewed")]
    await desk.placing.place(review.order_id)


async def test_a_silent_vendor_changes_nothing(desk: Desk) -> None:
    review = await reviewed(desk)
    desk.vendor.find_fails = VendorDown("digikey", "DigiKey is down.")
    with pytest.raises(Refusal, match="F2 tries again"):
        await desk.placing.renumber(review.order_id, "4711")
    assert await desk.states() == [("AC-2026-0001", "reviewed")]


async def test_what_was_tried_keeps_its_number(desk: Desk) -> None:
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.REJECTED, "no")
    await desk.placing.place(review.order_id)
    (again,) = await desk.placing.review(draft)
    with pytest.raises(Refusal, match="keeps its number"):
        await desk.placing.renumber(again.order_id, "4711")


async def test_what_another_session_reviewed_meanwhile_is_left_alone(
    desk: Desk, tmp_path: Path
) -> None:
    review = await reviewed(desk)
    other = await Desk(tmp_path, desk.vendor, person=BEN).open()
    with pytest.raises(Refusal, match="not as it was shown here"):
        await other.placing.renumber(review.order_id, "4711")
    await other.close()


async def test_a_number_beyond_the_vendors_own_limits_is_a_problem_of_the_order(
    tmp_path: Path,
) -> None:
    desk = await Desk(tmp_path, a_vendor(Strict)).open()
    review = await reviewed(desk)
    assert review.problems == ["AC-2026-0001 is too long."]
    short = await desk.placing.renumber(review.order_id, "4711")
    assert short.problems == [], "and a shorter one mends it"
    long = await desk.placing.renumber(short.order_id, "ERP-2026-000017")
    assert long.problems == ["ERP-2026-000017 is too long."]
    with pytest.raises(Refusal, match="too long"):
        await desk.placing.place(long.order_id)
    assert desk.vendor.taken == []
    await desk.close()
