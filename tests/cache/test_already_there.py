"""What becomes of an order whose number the vendor has already, when it is about to be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.desk import BEN, Desk, line, vendor_order
from tests.cache.looking import CUT, a_vendor, placed, said, stored, twice, whole
from vendors.errors import NoAnswer
from vendors.vocabulary import Answer, Outcome, VendorOrder


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


async def not_placed(desk: Desk) -> tuple[int, str]:
    order_id, number = await placed(desk)
    await desk.reconciling.not_placed(order_id, "they know of none")
    return order_id, number


async def again(desk: Desk, order_id: int) -> str:
    """Review the draft that has the lines, and place: the refusal."""
    (head,) = await desk.drafts.heads()
    (review,) = await desk.placing.review(await desk.drafts.open(head.id))
    assert review.order_id == order_id
    with pytest.raises(Refusal) as refused:
        await desk.placing.place(order_id)
    return refused.value.sentence


async def row_state(desk: Desk) -> str:
    row = desk.orders.first().row(0)
    assert row is not None
    return row.state


async def test_one_called_not_placed_that_is_there_is_accepted_at_once(desk: Desk) -> None:
    order_id, number = await not_placed(desk)
    desk.vendor.listed = [whole(number)]
    words = await again(desk, order_id)
    assert words.startswith(f"DigiKey has {number} already, as 88001: it was placed after all.")
    assert await stored(desk) == ("accepted", ("88001",), ["accepted"])
    assert await row_state(desk) == "accepted"
    before, after = (await said(desk))[-2:]
    assert before == (
        "unknown",
        "the vendor has it after all, as 88001, although it was called not placed",
        "ann",
    )
    assert after[0] == "accepted"
    assert await desk.drafts.heads() == [], "its lines wait to be ordered a second time no more"
    assert len(desk.vendor.taken) == 1


async def test_one_that_is_there_twice_rings_the_alarm(desk: Desk) -> None:
    order_id, number = await not_placed(desk)
    desk.vendor.listed = twice(number)
    await again(desk, order_id)
    assert (await stored(desk))[0] == "duplicate"


@pytest.mark.parametrize("look", ["finds nothing", "fails", "is another's"])
async def test_where_only_the_search_finds_it_it_is_unknown_again_and_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    order_id, _ = await not_placed(desk)

    async def hint(number: str) -> tuple[str, ...]:
        return ("90419138",)

    async def silent(*asked: object) -> tuple[VendorOrder, ...]:
        raise NoAnswer("digikey", "no answer")

    monkeypatch.setattr(desk.vendor, "find_by_po", hint)
    if look == "fails":
        monkeypatch.setattr(desk.vendor, "orders_under", silent)
    other = await Desk(tmp_path, a_vendor(), person=BEN).open()
    if look == "is another's":
        with other.reconciling.alone() as alone:
            assert alone
            await again(desk, order_id)
    else:
        await again(desk, order_id)
    await other.close()
    assert await stored(desk) == ("unknown", (), ["unknown"])
    assert await row_state(desk) == "unknown"
    assert (await desk.morning.items())[0].kind == "unknown"
    assert await desk.drafts.heads() == [], "nobody orders its lines a second time"
    assert (await desk.reconciling.standing(order_id)).next_at is not None
    with pytest.raises(Refusal, match="not known whether"):
        await desk.placing.place(order_id)
    assert len(desk.vendor.taken) == 1


async def test_one_that_the_vendor_rejected_and_has_all_the_same_is_found(desk: Desk) -> None:
    order_id, number = await placed(desk, Outcome.REJECTED)
    desk.vendor.listed = [whole(number)]
    await again(desk, order_id)
    assert await stored(desk) == ("accepted", ("88001",), ["accepted"])


async def test_what_somebody_else_ordered_under_the_number_is_not_ours(desk: Desk) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    desk.vendor.listed = [vendor_order(review.number)]
    words = await again(desk, review.order_id)
    assert words == (
        f"DigiKey has {review.number} already, as 88001, and nothing of ours was sent under it. "
        "Nothing was sent: press F2 and type another number."
    )
    assert await stored(desk) == ("reviewed", (), [])


async def test_where_no_byte_left_it_is_not_ours_and_another_draft_is_the_way(desk: Desk) -> None:
    order_id, number = await placed(desk, Outcome.NOT_SENT)
    desk.vendor.listed = [vendor_order(number)]
    assert "r in the history makes a new draft" in await again(desk, order_id)
    assert await stored(desk) == ("not_sent", (), ["not_sent"])


async def test_the_answer_that_comes_late_ends_it_after_all(desk: Desk) -> None:
    """The order says again what was sent, whatever was reviewed since."""
    order_id, number = await not_placed(desk)
    (head,) = await desk.drafts.heads()
    draft = await desk.drafts.open(head.id)
    draft.lines[0].quantity = 250
    await desk.drafts.save(draft)
    desk.vendor.listed = [whole(number)]
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88002",))
    await again(desk, order_id)
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert [pair.ours.quantity for pair in detail.lines if pair.ours is not None] == [100]
    assert detail.state == "accepted"
