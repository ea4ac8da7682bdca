"""Reordering: the same lines at the prices of now, and every difference said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.drafts import DraftLine
from cache.places import Refusal
from cache.reordering import Reordered, Reordering
from tests.cache.desk import (
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from tests.cache.looking import taken_note, twice
from vendors.errors import VendorDown
from vendors.vocabulary import Answer, Outcome, Packaging

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    vendor.stock["RC0805-B"] = bonded_row("RC0805-B")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


def reordering(desk: Desk) -> Reordering:
    return Reordering(
        desk.ledger, desk.orders, desk.drafts, desk.catalogue, desk.bonded, desk.clock
    )


async def reordered(desk: Desk, *lines: DraftLine) -> Reordered:
    """Place the lines, ask for them again a month later: by then `desk.vendor` may differ."""
    for review in await desk.placing.review(await desk.draft(*lines)):
        await desk.placing.place(review.order_id)
    return await again(desk)


async def again(desk: Desk) -> Reordered:
    desk.clock.advance(30 * 86400)
    rowid = desk.orders.first().rowid(0)
    return await reordering(desk).reorder(rowid)


async def test_the_same_again_is_the_same_and_says_nothing(desk: Desk) -> None:
    was = line(CUT, 250)
    draft, changes = await reordered(desk, was)
    assert changes == ()
    (now,) = draft.lines
    assert now == replace(was, id=now.id, priced_at=desk.clock.now())
    assert now.id != was.id, "a line of its own: the old one is on its way"
    assert draft.customer_id == "7001"
    assert draft.name == "again AC-2026-0001"
    assert await desk.drafts.open(draft.id) == draft
    (review,) = await desk.placing.review(draft)
    assert (review.number, review.problems) == ("AC-2026-0002", [])


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (offer("RC0603CT-ND", "0.12"), "0.12 USD each now, and was 0.1"),
        (offer("RC0603CT-ND", "0.09", currency="EUR"), "0.09 EUR each now, and was 0.1 USD"),
        (offer("RC0603CT-ND", moq=1000), "the minimum is 1,000: press Enter on the line for 1,000"),
        (offer("RC0603CT-ND", multiple=100), "250 is no multiple of 100"),
        (offer("RC0603CT-ND", stock=0), "out of stock now"),
        (offer("RC0603CT-ND", stock=40), "40 in stock now"),
        (offer("RC0603CT-ND", ncnr=True), "it cannot be cancelled or returned now"),
        (offer("RC0603CT-ND", tariff=True), "a tariff is due now"),
        (offer("RC0603CT-ND", fee="7.00"), "a fee of 7.00 USD, and was 0"),
        (offer("RC0603TR-ND"), "DigiKey no longer offers RC0603CT-ND"),
    ],
)
async def test_what_changed_since_is_said_and_the_line_stays(
    desk: Desk, today: object, words: str
) -> None:
    its = today if not isinstance(today, str) else CUT
    for review in await desk.placing.review(await desk.draft(line(CUT, 250))):
        await desk.placing.place(review.order_id)
    desk.vendor.parts = {"RC0603CT-ND": part("RC0603", its)}  # type: ignore[arg-type]
    draft, changes = await again(desk)
    (said,) = changes
    assert said.startswith("Line 1, RC0603: ")
    assert words in said
    (now,) = draft.lines
    assert (now.number, now.quantity, now.packaging) == ("RC0603CT-ND", 250, "cut")


async def test_a_price_in_another_currency_can_be_ordered_so(desk: Desk) -> None:
    for review in await desk.placing.review(await desk.draft(line(CUT, 250))):
        await desk.placing.place(review.order_id)
    desk.vendor.sells(part("RC0603", offer("RC0603CT-ND", "0.09", currency="EUR")))
    draft, _ = await again(desk)
    assert (draft.lines[0].currency, draft.lines[0].unit_price) == ("EUR", Decimal("0.09"))


async def test_what_is_not_sold_any_more_is_a_line_without_a_price(desk: Desk) -> None:
    for review in await desk.placing.review(await desk.draft(line(CUT, 250))):
        await desk.placing.place(review.order_id)
    desk.vendor.parts.clear()
    draft, (said,) = await again(desk)
    assert "no longer knows this part" in said
    assert draft.lines[0].unit_price is None
    (review,) = await desk.placing.review(draft)
    assert review.problems, "and it cannot be placed so"


async def test_an_obsolete_part_is_called_so(desk: Desk) -> None:
    for review in await desk.placing.review(await desk.draft(line(CUT, 250))):
        await desk.placing.place(review.order_id)
    desk.vendor.sells(replace(part("RC0603", CUT), status="Obsolete", obsolete=True))
    _, (said,) = await again(desk)
    assert "DigiKey calls it Obsolete" in said


async def test_a_silent_vendor_leaves_the_old_prices_dated_so(desk: Desk) -> None:
    was = line(CUT, 250)
    for review in await desk.placing.review(await desk.draft(was)):
        await desk.placing.place(review.order_id)
    desk.vendor.down = VendorDown("digikey", "DigiKey is down.")
    draft, (said,) = await again(desk)
    assert said.startswith("DigiKey could not be asked: ")
    assert "at the prices of 2 Mar 2026; F5" in said
    (now,) = draft.lines
    assert (now.unit_price, now.priced_at) == (Decimal("0.10"), was.priced_at)


async def test_a_bonded_line_is_asked_of_its_location_and_goes_there(desk: Desk) -> None:
    row = bonded_row("RC0805-B")
    for review in await desk.placing.review(await desk.draft(bonded_line(row, 2000))):
        await desk.placing.place(review.order_id)
    desk.vendor.stock["RC0805-B"] = bonded_row("RC0805-B", price="0.06", minimum=4000)
    draft, (said,) = await again(desk)
    assert "0.06 USD each now, and was 0.05" in said
    assert "the minimum is 4,000 to release" in said
    (now,) = draft.lines
    assert (now.bonded_customer_id, now.quantity, now.moq) == ("7002", 2000, 4000)


async def test_an_order_made_elsewhere_is_drafted_by_what_the_vendor_lists(desk: Desk) -> None:
    desk.vendor.listed = [
        vendor_order(
            "",
            sales=("88001", "88002"),
            lines=(vendor_line(ordered=125), vendor_line("GONE-ND", 7)),
        )
    ]
    await desk.orders.refresh()
    draft, changes = await again(desk)
    # Each of the two sales orders lists both numbers: one line each, with all of their pieces.
    assert [(one.number, one.quantity, one.packaging) for one in draft.lines] == [
        ("RC0603CT-ND", 250, Packaging.CUT_TAPE),
        ("GONE-ND", 14, Packaging.OTHER),
    ]
    assert (draft.lines[0].maker, draft.customer_id) == ("Yageo", "7001")
    (said,) = changes
    assert "no longer knows this part" in said


async def test_lines_listed_without_a_vendors_number_are_looked_up_each_for_itself(
    desk: Desk,
) -> None:
    bare = [replace(vendor_line("", 5), part=one) for one in ("RC0603", "RC0805", "RC0603")]
    desk.vendor.listed = [vendor_order("", lines=(vendor_line(ordered=125), *bare))]
    await desk.orders.refresh()
    draft, changes = await again(desk)
    assert [(one.part, one.quantity, one.known) for one in draft.lines] == [
        ("RC0603", 125, True),
        ("RC0603", 10, False),
        ("RC0805", 5, False),
    ]
    assert "Line 3, RC0805: the order has no number of DigiKey's for it" in changes[1]
    assert desk.vendor.asked == ["RC0603CT-ND"]


async def test_a_place_of_our_own_order_that_is_gone_is_named(desk: Desk) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 250)))
    await desk.placing.place(review.order_id)
    desk.vendor.sites = tuple(s for s in desk.vendor.sites if s.customer_id != review.customer_id)
    await desk.bonded.refresh()
    _, (said, *_) = await again(desk)
    address = review.ship_to.address
    where = f"{address.company or address.name}, {address.city}"
    assert f"It went to {review.customer_id} ({where}), which is no location here" in said


async def test_a_ship_to_that_is_no_location_any_more_is_asked_for(desk: Desk) -> None:
    desk.vendor.listed = [replace(vendor_order("", lines=(vendor_line(),)), customer_id="9999")]
    await desk.orders.refresh()
    draft, (said, *_) = await again(desk)
    assert "It went to 9999, which is no location here: s chooses" in said
    assert draft.customer_id is None


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome.UNKNOWN, "may be at DigiKey.* No draft was made: l looks for it"),
        (Outcome.ACCEPTED, "is at DigiKey twice, as 88001, 88002. No draft was made"),
    ],
)
async def test_what_may_be_there_or_is_there_twice_is_not_ordered_again(
    desk: Desk, outcome: Outcome, says: str
) -> None:
    desk.vendor.answer = Answer(outcome, "words", ("88001",) if outcome == "accepted" else ())
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    if outcome is Outcome.ACCEPTED:
        desk.vendor.listed = twice(review.number)
        await desk.orders.refresh()
    with pytest.raises(Refusal, match=says):
        await again(desk)
    assert await desk.drafts.heads() == []


async def test_what_was_there_twice_can_be_ordered_again_once_that_was_taken_note_of(
    desk: Desk,
) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    desk.vendor.listed = twice(review.number)
    await desk.orders.refresh()
    await taken_note(desk, review.order_id, ("88001", "88002"))
    assert len((await again(desk)).draft.lines) == 1


async def test_what_is_on_its_way_is_not_ordered_again(desk: Desk) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))

    async def meanwhile() -> None:
        await desk.orders.project()
        with pytest.raises(Refusal, match=r"is being placed\. No draft was made"):
            await again(desk)

    desk.vendor.before = meanwhile
    await desk.placing.place(review.order_id)
    assert len(desk.vendor.taken) == 1
