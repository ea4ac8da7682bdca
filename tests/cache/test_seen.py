"""What changed is marked for each person until they looked; what is late is late for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.orders import is_late
from tests.cache.desk import BEN, NOON, Desk, vendor_line, vendor_order
from tests.cache.test_orders import a_vendor, elsewhere, listed


def marked(desk: Desk) -> list[tuple[str, int]]:
    """Number and mark of every row, as this person sees them."""
    return [(row.number, row.fresh) for row in listed(desk.orders.first())]


async def test_what_changed_is_marked_for_each_person_until_they_looked(tmp_path: Path) -> None:
    vendor = a_vendor()
    ann = await Desk(tmp_path, vendor).open()
    ben = await Desk(tmp_path, vendor, clock=ann.clock, person=BEN).open()
    vendor.listed = elsewhere(2)
    await ann.orders.refresh()
    assert marked(ann) == [("PO-0", 0), ("PO-1", 0)]  # seen for the first time, nothing changed
    ann.clock.advance(60)
    vendor.listed = [replace(order, status="Shipped") for order in vendor.listed]
    await ann.orders.refresh()
    assert marked(ann) == marked(ben) == [("PO-0", 1), ("PO-1", 1)]
    row = ann.orders.first().row(0)
    assert row is not None
    assert row.news == "processing → shipped"
    await ann.orders.looked(await ann.orders.detail(row.rowid))
    assert marked(ann) == [("PO-0", 0), ("PO-1", 1)]
    await ben.orders.looked_all()
    assert marked(ben) == [("PO-0", 0), ("PO-1", 0)]
    assert marked(ann) == [("PO-0", 0), ("PO-1", 1)]
    ann.clock.advance(60)
    vendor.listed = [replace(vendor.listed[0], status="Delivered"), vendor.listed[1]]
    await ann.orders.refresh()
    assert marked(ann) == [("PO-0", 1), ("PO-1", 1)]
    assert marked(ben) == [("PO-0", 1), ("PO-1", 0)]
    detail = await ann.orders.detail(row.rowid)
    assert [one.words for one in detail.news] == ["shipped → delivered", "processing → shipped"]
    await ben.close()
    await ann.close()


@pytest.mark.parametrize(("due", "late"), [(None, False), (-1, True), (0, False), (1, False)])
async def test_late_is_a_day_that_has_passed(tmp_path: Path, due: int | None, late: bool) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    day = None if due is None else NOON.date() + timedelta(days=due)
    line_ = replace(vendor_line(), scheduled=((100, day),))
    desk.vendor.listed = [vendor_order("PO-1", "991", lines=(line_,))]
    await desk.orders.refresh()
    row = desk.orders.first().row(0)
    assert row is not None
    assert is_late(row, NOON.date()) is late
    await desk.close()
