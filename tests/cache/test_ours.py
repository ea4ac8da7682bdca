"""What is open of a part already: our orders, those made elsewhere, everybody's drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.ours import _ELSEWHERE, Ours
from tests.cache.desk import (
    ANN,
    BEN,
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
from vendors.vocabulary import Answer, Outcome

CUT, REEL = offer("RC0603CT-ND", "0.10"), offer("RC0603TR-ND", "0.01")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


def ours(desk: Desk) -> Ours:
    return Ours(desk.ledger, desk.cache, ANN)


async def placed(desk: Desk, quantity: int = 100) -> str:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, quantity)))
    await desk.placing.place(review.order_id)
    await desk.orders.project()
    return review.number


async def test_what_was_ordered_elsewhere_is_found_by_an_index(desk: Desk) -> None:
    """Of a hundred thousand orders only those are read that name the part."""
    plan = await desk.cache.read(
        lambda db: [step for *_, step in db.execute("EXPLAIN QUERY PLAN " + _ELSEWHERE, ("x",))]
    )
    scans = [step for step in plan if step.startswith("SCAN")]
    assert scans == ["SCAN order_row USING COVERING INDEX order_row_shown"]


async def test_nothing_is_open_of_a_part(desk: Desk) -> None:
    assert await ours(desk).of("RC0603") == ((), ())
    assert await ours(desk).of("") == ((), ())
    await placed(desk)
    assert await ours(desk).of("RC060") == ((), ())


async def test_drafts_of_everybody_by_the_makers_number(desk: Desk, tmp_path: Path) -> None:
    ben = await Desk(tmp_path, desk.vendor, clock=desk.clock, person=BEN).open()
    await ben.draft(line(REEL, 5000, of="rc0603"), line(CUT, 250))
    await desk.draft(bonded_line(bonded_row("RC0603-B"), 1000))
    await desk.draft(line(offer("X"), of="OTHER"))
    found = (await ours(desk).of("RC0603")).drafts
    assert [(one.person, one.mine, one.quantity, one.bonded) for one in found] == [
        ("ben", False, 5250, False),
        ("ann", True, 1000, True),
    ]
    await ben.close()


async def test_an_order_is_open_until_it_is_shipped(desk: Desk) -> None:
    number = await placed(desk, 300)
    (one,) = (await ours(desk).of("rc0603")).orders
    assert (one.number, one.state, one.quantity, one.bonded) == (number, "accepted", 300, False)
    assert one.rowid is not None
    shipped = vendor_line(CUT.number, 300, shipped=300)
    desk.vendor.listed = [vendor_order(number, lines=(shipped,))]
    await desk.orders.refresh()
    assert (await ours(desk).of("RC0603")).orders == ()


async def test_an_unknown_order_is_named(desk: Desk) -> None:
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "the line dropped")
    number = await placed(desk)
    (one,) = (await ours(desk).of("RC0603")).orders
    assert (one.number, one.state) == (number, "unknown")


async def test_an_order_made_elsewhere_is_named_until_it_is_shipped(desk: Desk) -> None:
    half = vendor_line(CUT.number, 100, shipped=40)
    desk.vendor.listed = [
        vendor_order("ELSEWHERE-1", "777", sales=("1",), lines=(half,)),
        vendor_order("ELSEWHERE-2", "778", sales=("2",), lines=(vendor_line("X", 5, shipped=5),)),
    ]
    await desk.orders.refresh()
    (one,) = (await ours(desk).of("RC0603")).orders
    assert (one.number, one.state, one.status, one.quantity) == (
        "ELSEWHERE-1",
        "vendor",
        "being worked on",
        100,
    )
    desk.vendor.listed = [
        vendor_order("ELSEWHERE-1", "777", lines=(vendor_line(CUT.number, 100, shipped=100),))
    ]
    await desk.orders.refresh()
    assert (await ours(desk).of("RC0603")).orders == ()
