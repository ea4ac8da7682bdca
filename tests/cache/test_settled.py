"""What became of an open order is news to everybody; and rows are found by what they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cache.exporting import export_orders
from cache.orders import shown_state
from tests.cache.desk import BEN, Desk, line, vendor_line, vendor_order
from tests.cache.looking import BARE, CUT, UNKNOWN, a_vendor, placed, twice
from tests.cache.test_exporting import rows_of
from tests.cache.test_orders import elsewhere, listed, shown
from tests.cache.test_seen import marked
from vendors.vocabulary import Outcome


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (UNKNOWN, "was found: DigiKey has it as sales order 88001"),
        (BARE, "has its number at DigiKey: sales order 88001"),
    ],
)
async def test_what_a_look_settles_is_news_to_everybody_until_they_looked(
    desk: Desk, tmp_path: Path, outcome: Outcome, words: str
) -> None:
    order_id, number = await placed(desk, outcome)
    ben = await Desk(tmp_path, desk.vendor, clock=desk.clock, person=BEN).open()
    before, nothing = await ben.orders.settled(None)
    assert nothing == []
    assert marked(desk) == marked(ben) == [(number, 0)]
    desk.vendor.listed = [vendor_order(number, "991", lines=(vendor_line(ordered=100),))]
    await desk.reconciling.look(order_id)
    assert marked(desk) == marked(ben) == [(number, 1)]
    after, settled = await ben.orders.settled(before)
    assert settled == [(number, "accepted", words)]
    assert (await ben.orders.settled(after))[1] == []
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert [one.words for one in detail.news] == [words]
    await desk.orders.looked(detail)
    assert (marked(desk), marked(ben)) == ([(number, 0)], [(number, 1)])
    await ben.close()


async def test_an_order_that_is_placed_and_answered_is_no_news(desk: Desk) -> None:
    _, number = await placed(desk, Outcome.ACCEPTED)
    assert marked(desk) == [(number, 0)]


async def test_what_came_after_the_order_was_read_is_still_new(desk: Desk) -> None:
    desk.vendor.listed = elsewhere(1)
    await desk.orders.refresh()
    desk.clock.advance(60)
    desk.vendor.listed = [replace(desk.vendor.listed[0], status="Shipped")]
    await desk.orders.refresh()
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    desk.clock.advance(60)
    desk.vendor.listed = [replace(desk.vendor.listed[0], status="Delivered")]
    await desk.orders.refresh()
    desk.clock.advance(60)
    await desk.orders.looked(detail)
    assert marked(desk) == [("PO-0", 1)]
    await desk.orders.looked(await desk.orders.detail(detail.rowid))
    assert marked(desk) == [("PO-0", 0)]
    await desk.orders.looked(detail)
    assert marked(desk) == [("PO-0", 0)], "what was read long ago takes nothing back"


async def test_a_row_is_found_by_what_it_shows(desk: Desk) -> None:
    line_ = replace(vendor_line(shipped=100), scheduled=((100, date(2026, 11, 27)),))
    first, second = elsewhere(2)
    (sale,) = first.sales_orders
    sale = replace(sale, total=Decimal("1234.5"), lines=(line_, vendor_line("X", ordered=5)))
    desk.vendor.listed = [replace(first, sales_orders=(sale,)), second]
    await desk.orders.refresh()
    for text in ("1 mar", "1 mar 2026", "1,234.50", "usd 1/2"):
        assert await shown(desk, text) == ["PO-0"], text
    assert await shown(desk, "28 Feb 2026") == ["PO-1"]
    assert await shown(desk, "usd") == ["PO-0", "PO-1"]
    assert await shown(desk, "8 feb") == [], "no other day is found by a day"


async def test_a_day_that_is_due_is_found(desk: Desk) -> None:
    line_ = replace(vendor_line(), scheduled=((100, date(2026, 11, 27)),))
    desk.vendor.listed = [vendor_order("PO-1", "991", lines=(line_,))]
    await desk.orders.refresh()
    assert await shown(desk, "27 nov") == ["PO-1"]


async def test_void_orders_are_shown_to_whoever_asks_for_them(desk: Desk) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 100)))
    number = review.number
    await desk.placing.renumber(review.order_id, "P4711")
    assert (number, "void") in await desk.states()
    assert [row.number for row in listed(desk.orders.first())] == ["P4711"]
    assert await shown(desk) == ["P4711"]
    assert await shown(desk, "digikey") == ["P4711"]
    assert await shown(desk, "void") == [number]


async def test_the_file_says_a_state_as_the_screen_does_beside_the_vendors_own_word(
    desk: Desk, tmp_path: Path
) -> None:
    desk.vendor.listed = [replace(elsewhere(1)[0], status="Received")]
    await desk.orders.refresh()
    await export_orders(desk.orders, tmp_path / "a.csv")
    (row,) = rows_of(tmp_path / "a.csv")
    assert (row["state"], row["status"], row["shown_as"]) == ("vendor", "Received", "at vendor")


async def test_an_alarm_that_was_taken_note_of_is_quiet(desk: Desk) -> None:
    order_id, number = await placed(desk, UNKNOWN)
    desk.vendor.listed = twice(number)
    await desk.reconciling.look(order_id)
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.urgent, shown_state(row)[1]) == (1, "ordered twice")
    detail = await desk.orders.detail(row.rowid)
    assert detail.confirmation is not None
    for one in detail.confirmation.differences:
        await desk.confirming.acknowledge(order_id, one.name, "Jane cancelled one")
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.urgent, shown_state(row)[1]) == (0, "twice (noted)")
    assert await shown(desk, "twice (noted)") == [number]
