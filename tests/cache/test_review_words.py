"""What a review says of prices, breaks, limits and places, before anything is placed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.desk import Desk, Vendor, bonded_line, bonded_row, line, offer, part
from vendors.choices import Choices
from vendors.errors import VendorDown
from vendors.vocabulary import PriceBreak

CUT = replace(
    offer("RC0603CT-ND"),
    breaks=(
        PriceBreak(1, Decimal("0.10")),
        PriceBreak(100, Decimal("0.05")),
        PriceBreak(1000, Decimal("0.02")),
    ),
)
EURO = offer("CAP-ND", "0.30", currency="EUR")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT), part("CAP", EURO))
    vendor.stock["RC0603-B"] = bonded_row("RC0603-B")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


@pytest.mark.parametrize(("quantity", "step"), [(1, 1), (99, 1), (100, 100), (2500, 1000)])
async def test_each_line_says_which_price_break_it_is_from(
    desk: Desk, quantity: int, step: int
) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, quantity)))
    prices = {one.quantity: one.unit_price for one in CUT.breaks}
    assert (review.lines[0].break_from, review.lines[0].unit_price) == (step, prices[step])


async def test_a_bonded_price_is_from_no_break(desk: Desk) -> None:
    draft = await desk.draft(bonded_line(bonded_row("RC0603-B"), 1000))
    (review,) = await desk.placing.review(draft)
    assert review.lines[0].break_from is None


async def test_a_price_that_could_not_be_asked_is_from_the_break_that_was_drafted(
    desk: Desk,
) -> None:
    draft = await desk.draft(line(CUT, 100))
    desk.vendor.down = VendorDown("digikey", "DigiKey is down.")
    (review,) = await desk.placing.review(draft)
    assert review.problems
    assert review.lines[0].break_from == 100


async def test_what_the_vendor_documents_of_other_prices_stands_in_place_of_not_documented(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    unknown = "what DigiKey does if they differ is not documented."
    assert f"Prices are what we expect; {unknown}" in review.notes
    says = Choices(on_other_price="the price of the moment is charged.")
    monkeypatch.setattr("cache.review_notes.choices_of", lambda vendor: says)
    (review,) = await desk.placing.review(draft)
    assert "Prices are what we expect; the price of the moment is charged." in review.notes
    assert not any("not documented" in note for note in review.notes)


async def test_more_lines_than_the_vendor_takes_cannot_be_placed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.review_problems.most_lines", lambda vendor: 2)
    draft = await desk.draft(line(CUT, 1), line(CUT, 2))
    (review,) = await desk.placing.review(draft)
    assert not review.problems
    draft = await desk.draft(line(CUT, 1), line(CUT, 2), line(CUT, 3))
    (review,) = await desk.placing.review(draft)
    assert review.problems == [
        "It has 3 lines, and DigiKey takes 2 an order: take lines out of the draft, or type them "
        "into another one."
    ]
    with pytest.raises(Refusal, match="It has 3 lines"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


async def test_two_currencies_are_two_orders(desk: Desk) -> None:
    desk.vendor.sites = (replace(desk.vendor.sites[0], currency=None), *desk.vendor.sites[1:])
    await desk.bonded.refresh()
    reviews = await desk.placing.review(await desk.draft(line(CUT, 10), line(EURO, 10, of="CAP")))
    assert [(one.currency, len(one.lines)) for one in reviews] == [("USD", 1), ("EUR", 1)]


async def test_bonded_lines_say_that_they_ship_where_they_are_bonded(desk: Desk) -> None:
    bonded = bonded_line(bonded_row("RC0603-B"), 1000)
    first, second = await desk.placing.review(await desk.draft(line(CUT), bonded))
    words = "Line 1 is bonded for 7002 and ships there; the draft ships to 7001"
    assert [any(words in note for note in one.notes) for one in (first, second)] == [False, True]
    (same,) = await desk.placing.review(await desk.draft(bonded, ship_to="7002"))
    (only,) = await desk.placing.review(await desk.draft(bonded, ship_to=None))
    assert not any("ships there" in note for note in same.notes + only.notes)


async def test_which_lines_bind_is_named(desk: Desk) -> None:
    one, two = (bonded_line(bonded_row("RC0603-B"), pieces) for pieces in (1000, 2000))
    draft = await desk.draft(line(CUT), one, two, ship_to="7002")
    (review,) = await desk.placing.review(draft)
    assert review.ncnr_lines == "lines 2 and 3"
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    assert review.ncnr_lines == ""
