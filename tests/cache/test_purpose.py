"""What a call is made for goes along to where it is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cache.purpose import Errand, Purpose, current, errand
from tests.cache.desk import Desk, Vendor, line, offer, part
from tests.cache.looking import CUT, placed, whole
from vendors.vocabulary import Part, VendorOrder


class Noting(Vendor):
    """Notes for which purpose it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.sells(part("RC0603", CUT), part("A1", offer("A1-ND")))
        self.noted: list[tuple[str, Purpose]] = []

    async def look_up(self, number: str) -> Part:
        self.noted.append(("part", current().purpose))
        return await super().look_up(number)

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        self.noted.append(("number", current().purpose))
        return await super().find_by_po(po_number)

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        self.noted.append(("order", current().purpose))
        return await super().orders_under(po_number, since, until)


@pytest.fixture
def vendor() -> Noting:
    return Noting()


@pytest.fixture
async def desk(tmp_path: Path, vendor: Noting) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def test_reviewing_and_placing_may_use_the_reserve(desk: Desk, vendor: Noting) -> None:
    draft = await desk.draft(line(CUT))
    (review,) = await desk.placing.review(draft)
    assert vendor.noted == [("part", Purpose.PLACING)]
    await desk.placing.place(review.order_id)
    assert vendor.noted[1:] == [("part", Purpose.PLACING), ("number", Purpose.PLACING)]


async def test_a_look_for_an_order_may_and_asking_after_one_may_not(
    desk: Desk, vendor: Noting
) -> None:
    order_id, number = await placed(desk)
    vendor.noted.clear()
    vendor.listed = [whole(number)]
    await desk.reconciling.look(order_id)
    with desk.reconciling.alone():
        await desk.reconciling.poll(order_id)
    assert vendor.noted == [("order", Purpose.STATUS), ("order", Purpose.LOOKING)]


async def test_looking_at_a_part_may_not(desk: Desk, vendor: Noting) -> None:
    await desk.catalogue.look_up("A1-ND")
    assert vendor.noted == [("part", Purpose.LOOKING)]
    assert current() == Errand()


async def test_an_errand_holds_for_what_is_begun_inside_and_ends_with_it() -> None:
    with errand("part"), errand(purpose=Purpose.PLACING):
        begun = asyncio.ensure_future(_told())
        with errand("search"):
            assert current() == Errand(Purpose.PLACING, "search")
        assert current() == Errand(Purpose.PLACING, "part")
    assert current() == Errand()
    assert await begun == Errand(Purpose.PLACING, "part")


async def _told() -> Errand:
    return current()
