"""The lists of several vendors' orders: each is asked by itself, and none waits for another."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from tests.cache.desk import Desk, Vendor
from tests.cache.test_orders import desk, elsewhere, shown
from vendors.errors import VendorDown, VendorError
from vendors.vocabulary import OrderPage

__all__ = ["desk"]


class Maker(Vendor):
    """Another vendor with orders; it answers once it is `free`, and then that it is down."""

    name = "ti"

    def __init__(self) -> None:
        super().__init__()
        self.asking, self.free = asyncio.Event(), asyncio.Event()

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        self.asking.set()
        await self.free.wait()
        raise VendorDown("ti", "TI cannot answer now")


async def test_a_vendor_that_waits_holds_up_no_other(desk: Desk) -> None:
    maker = Maker()
    desk.orders.attach([maker, desk.vendor])
    desk.vendor.listed = elsewhere(2)
    waiting = asyncio.create_task(desk.orders.refresh("ti"))
    await maker.asking.wait()
    await desk.orders.refresh("digikey")
    assert await shown(desk) == ["PO-0", "PO-1"]
    assert desk.orders.fetched("digikey") == desk.orders.fetched_at
    assert desk.orders.fetched("ti") is None
    maker.free.set()
    with pytest.raises(VendorDown, match="TI"):
        await waiting


async def test_of_vendors_that_fail_every_one_is_heard_and_what_the_others_said_stays(
    desk: Desk,
) -> None:
    maker = Maker()
    failed: list[VendorError] = []
    maker.free.set()
    desk.orders.failed = failed.append
    desk.orders.attach([maker, desk.vendor])
    desk.vendor.listed = elsewhere(1)
    with pytest.raises(VendorDown, match="TI"):
        await desk.orders.refresh()
    assert await shown(desk) == ["PO-0"]
    assert failed == []
    desk.orders.attach([maker, broken := Maker()])
    broken.free.set()
    with pytest.raises(VendorDown, match="TI"):
        await desk.orders.refresh()
    assert [str(one) for one in failed] == ["ti: TI cannot answer now"]
