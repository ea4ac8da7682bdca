"""What was shown for one account is not ordered for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import Desk, Vendor, line, offer, part
from vendors.vocabulary import Part

CUT = offer("RC0603CT-ND", "0.10")


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


async def reviewed(desk: Desk) -> Review:
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 100)))
    assert review.problems == []
    return review


def billed(vendor: Vendor, account: str) -> Vendor:
    vendor.prices_for = f"{account} US en USD"  # type: ignore[attr-defined]
    return vendor


async def test_what_was_shown_for_one_account_is_not_placed_for_another(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, billed(a_vendor(), "7718200")).open()
    review = await reviewed(desk)
    other = billed(a_vendor(), "7718905")
    for service in (desk.catalogue, desk.bonded, desk.orders, desk.placing):
        service.attach([other])
    with pytest.raises(Refusal, match="not as it was shown here last"):
        await desk.placing.place(review.order_id)
    assert other.taken == desk.vendor.taken == []
    await desk.close()


async def test_an_account_that_changes_while_an_order_is_checked_stops_it(tmp_path: Path) -> None:
    vendor, other = billed(a_vendor(), "7718200"), billed(a_vendor(), "7718905")
    desk = await Desk(tmp_path, vendor).open()
    review = await reviewed(desk)
    find = vendor.find_by_po

    async def find_by_po(po_number: str) -> tuple[str, ...]:
        desk.placing.attach([other])
        return await find(po_number)

    vendor.find_by_po = find_by_po  # type: ignore[method-assign]
    with pytest.raises(Refusal, match="Nothing was sent"):
        await desk.placing.place(review.order_id)
    assert other.taken == vendor.taken == []
    await desk.close()


async def test_prices_asked_for_one_account_are_not_shown_for_another(tmp_path: Path) -> None:
    vendor, other = billed(a_vendor(), "7718200"), billed(a_vendor(), "7718905")
    desk = await Desk(tmp_path, vendor).open()
    draft = await desk.draft(line(CUT, 100))
    look_up = vendor.look_up

    async def changes(number: str) -> Part:
        desk.placing.attach([other])
        return await look_up(number)

    vendor.look_up = changes  # type: ignore[method-assign]
    with pytest.raises(Refusal, match="The account was changed while the prices were asked"):
        await desk.placing.review(draft)
    await desk.close()
