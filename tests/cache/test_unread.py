"""An order that could not be read in the vendor's list: not known, and never "not there"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.cache.desk import Desk, Vendor, part
from tests.cache.looking import CUT, UNKNOWN, placed, stored, whole
from tests.cache.test_orders import elsewhere, shown
from vendors.vocabulary import OrderPage, Outcome, UnreadOrder

WORDS = "DigiKey's answer for order 992 could not be read (field SalesOrders.0.Status)"


def unread(*po_numbers: str, number: str = "992") -> UnreadOrder:
    return UnreadOrder(number, frozenset(po_numbers) or None, WORDS)


class Mumbling(Vendor):
    """Lists some orders of which not all can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.sells(part("RC0603", CUT))
        self.unread: tuple[UnreadOrder, ...] = ()

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        said = await super().orders(since, until, page=page, page_size=page_size)
        return replace(said, total=said.total + len(self.unread), unread=self.unread)


@pytest.fixture
def vendor() -> Mumbling:
    return Mumbling()


@pytest.fixture
async def desk(tmp_path: Path, vendor: Mumbling) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def not_read(desk: Desk, number: str) -> tuple[str, ...]:
    rows = await desk.orders.rows(number)
    return (await desk.orders.detail(rows.rowid(0) or 0)).unread


async def test_the_others_of_the_list_are_here_and_it_says_which_is_not(
    desk: Desk, vendor: Mumbling
) -> None:
    vendor.listed, vendor.unread = elsewhere(3), (unread("PO-9"),)
    said = await desk.orders.refresh()
    assert said == f"{WORDS}: it stays as it was known before; all others are here."
    assert await shown(desk) == ["PO-0", "PO-1", "PO-2"]
    vendor.unread = ()
    assert await desk.orders.refresh() == ""


async def test_what_was_known_of_it_stays_and_says_so_until_it_can_be_read(
    desk: Desk, vendor: Mumbling
) -> None:
    _, number = await placed(desk, Outcome.ACCEPTED)
    vendor.listed = [whole(number)]
    await desk.orders.refresh()
    assert await not_read(desk, number) == ()
    vendor.listed, vendor.unread = [], (unread(f" {number.lower()} "),)
    desk.clock.advance(60)
    await desk.orders.refresh()
    assert await not_read(desk, number) == (WORDS,)
    row = desk.orders.first().row(0)
    assert row is not None
    assert (row.confirmation, row.vendor_numbers) == ("confirmed", "88001")
    vendor.listed, vendor.unread = [whole(number)], ()
    desk.clock.advance(60)
    await desk.orders.refresh()
    assert await not_read(desk, number) == ()


async def test_under_the_vendors_number_it_is_found_too(desk: Desk, vendor: Mumbling) -> None:
    vendor.listed = elsewhere(1)
    await desk.orders.refresh()
    desk.clock.advance(60)
    vendor.listed, vendor.unread = [], (unread(number="990000"),)
    await desk.orders.refresh()
    assert await not_read(desk, "PO-0") == (WORDS,)


@pytest.mark.parametrize("hidden", ["its own", "any"])
async def test_a_list_of_which_it_may_be_a_part_settles_nothing(
    desk: Desk, vendor: Mumbling, hidden: str
) -> None:
    """Half of it may be the one that could not be read: then it would be there twice."""
    _, number = await placed(desk, UNKNOWN)
    vendor.listed = [whole(number)]
    vendor.unread = (unread(number) if hidden == "its own" else unread(),)
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "unknown"


async def test_one_that_is_known_to_be_another_keeps_no_order_from_being_settled(
    desk: Desk, vendor: Mumbling
) -> None:
    _, number = await placed(desk, UNKNOWN)
    vendor.listed, vendor.unread = [whole(number)], (unread("PO-9"),)
    await desk.orders.refresh()
    assert (await stored(desk))[0] == "accepted"


async def test_two_without_a_number_are_both_said(desk: Desk, vendor: Mumbling) -> None:
    vendor.listed = elsewhere(3)
    await desk.orders.refresh()
    first, second, third = (one.po_number for one in vendor.listed)
    vendor.unread = (unread(first, number=""), unread(second, number=""))
    vendor.listed = vendor.listed[2:]
    await desk.orders.refresh()
    # Their words are the same: nothing but the PO number tells them apart.
    said = [await not_read(desk, number) for number in (first, second, third)]
    assert said == [(WORDS,), (WORDS,), ()]
