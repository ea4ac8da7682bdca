"""What a warehouse is told of an order: costs as paid, lines by SKU, days and tracking as said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cache import inbound_plan as plans
from cache.inbound import InboundSaid
from cache.inbound_mapping import Mapped
from cache.inbound_plan import Planned
from cache.places import Refusal
from tests.cache.desk import NOON, line, vendor_line, vendor_order
from tests.cache.inbound_kit import CUT, OTHER, PO, REEL, InboundDesk, accepted
from tests.cache.warehouse import Keeper
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Shipment, VendorLine


async def planned(
    folder: Path, *lines: object, listed: tuple[VendorLine, ...] = (), currency: str = "USD"
) -> tuple[InboundDesk, Planned]:
    desk = await InboundDesk(folder, Keeper()).open()
    order_id = await accepted(desk, *lines)
    await desk.mapped()
    if listed:
        order = replace(vendor_order(PO, lines=listed), currency=currency)
        desk.vendor.listed.append(order)
        await desk.orders.refresh()
    return desk, await desk.inbound.plan(order_id)


def shipped(
    quantity: int, tracking: str | None, at: datetime, expected: date | None = None
) -> Shipment:
    return Shipment(quantity, at, tracking, "inv", expected)


async def test_costs_are_what_the_vendor_says_that_is_paid(tmp_path: Path) -> None:
    paid = replace(vendor_line("RC0603CT-ND", 100), unit_price=Decimal("0.09"))
    desk, found = await planned(tmp_path, line(CUT), line(OTHER, 5, of="LM358"), listed=(paid,))
    assert [(one.sku, one.cost) for one in found.lines] == [
        ("RC0603", Decimal("0.09")),
        ("LM358", Decimal("0.40")),
    ]
    await desk.close()


async def test_prices_in_another_currency_are_no_costs(tmp_path: Path) -> None:
    paid = replace(vendor_line("RC0603CT-ND", 100), unit_price=Decimal("0.07"))
    desk, found = await planned(tmp_path, line(CUT), listed=(paid,), currency="EUR")
    assert found.lines[0].cost == Decimal("0.10")
    assert found.notes == ("DigiKey tells prices in EUR: costs are as they were reviewed.",)
    await desk.close()


async def test_two_packagings_of_one_sku_are_one_line_at_the_mean(tmp_path: Path) -> None:
    desk, found = await planned(tmp_path, line(CUT, 100), line(REEL, 200), line(CUT, 7))
    (one,) = found.lines
    assert (one.quantity, one.line_nos) == (307, (1, 2, 3))
    # 107 at 0.10 and 200 at 0.05, to six places.
    assert one.cost == Decimal("0.067427")
    assert found.notes == (
        "Lines 1 and 2 and 3 have one SKU (RC0603) and are told as one; their cost is the mean by "
        "pieces.",
    )
    assert found.plan is not None
    assert [(its.sku, its.quantity) for its in found.plan.lines] == [("RC0603", 307)]
    await desk.close()


async def test_two_parts_under_one_sku_are_one_line(tmp_path: Path) -> None:
    desk, found = await planned(tmp_path, line(CUT, 100), line(OTHER, 100, of="LM358"))
    assert len(found.lines) == 2
    entries = [replace(one, value="SET") for one in await _skus(desk)]
    await desk.inbound.mapping.confirm(entries)
    (one,) = (await desk.inbound.plan(1)).lines
    assert (one.sku, one.quantity, one.cost) == ("SET", 200, Decimal("0.25"))
    await desk.close()


async def _skus(desk: InboundDesk) -> list[Mapped]:
    rows = await desk.inbound.mapping.all()
    return [Mapped(one.kind, one.key, one.value) for one in rows if one.kind == "sku"]


async def test_days_and_tracking_are_the_vendors(tmp_path: Path) -> None:
    first = shipped(10, "1Z1", NOON.replace(day=3))
    newest = shipped(20, "1Z2", NOON.replace(day=5), date(2026, 3, 9))
    its = replace(vendor_line("RC0603CT-ND", 100, 30), shipments=(newest, first))
    desk, found = await planned(tmp_path, line(CUT), listed=(its,))
    assert found.plan is not None
    assert (found.plan.tracking, found.plan.carrier) == ("1Z2", "UPS Ground")
    assert found.plan.expected_on == date(2026, 3, 9)
    assert found.notes == ("It came in 2 parcels: the tracking number of the newest is told.",)
    await desk.close()


async def test_a_persons_word_comes_before_the_vendors_and_that_before_the_settings(
    tmp_path: Path,
) -> None:
    its = replace(
        vendor_line("RC0603CT-ND", 100),
        scheduled=((100, date(2026, 4, 1)),),
        shipments=(shipped(1, "1Z", NOON),),
    )
    desk, _ = await planned(tmp_path, line(CUT), listed=(its,))
    desk.inbound.usual = InboundSaid(carrier="our van", payment_terms="net_30", note="ring")
    plan = (await desk.inbound.plan(1)).plan
    assert plan is not None
    assert (plan.carrier, plan.payment_terms, plan.note) == ("UPS Ground", "net_30", "ring")
    assert plan.expected_on == date(2026, 4, 1)
    said = InboundSaid(carrier="FedEx", expected_on=date(2026, 5, 1), payment_terms="net_60")
    await desk.inbound.make(1, said)
    plan = (await desk.inbound.plan(1)).plan
    assert plan is not None
    assert (plan.carrier, plan.payment_terms) == ("FedEx", "net_60")
    assert plan.expected_on == date(2026, 5, 1)
    await desk.close()


async def test_the_day_that_was_asked_for_stands_where_the_vendor_says_none(
    tmp_path: Path,
) -> None:
    wanted = replace(line(CUT), terms=LineTerms(wanted_on=date(2026, 6, 1)))
    desk, found = await planned(tmp_path, wanted)
    assert found.plan is not None
    assert found.plan.expected_on == date(2026, 6, 1)
    await desk.close()


async def test_an_order_that_is_not_there_has_no_plan(tmp_path: Path) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    with pytest.raises(Refusal, match="no such order"):
        await desk.inbound.plan(7)
    await desk.close()


async def test_goods_that_go_to_a_profiles_address_say_so(tmp_path: Path) -> None:
    """TI sends by its checkout profile, and the warehouse is chosen by our ship-to."""
    desk, found = await planned(tmp_path, line(CUT))
    assert found.notes == ()
    its = await desk.ledger.read(lambda db: plans.known(db, found.order_id))
    assert its is not None
    terms = OrderTerms(profile="AC1001")
    content = its.order.content._replace(vendor="ti", terms=terms)
    its = its._replace(order=its.order._replace(content=content))
    nothing = InboundSaid()
    (note,) = plans.planned(its, (), nothing, nothing, NOON.date()).notes
    assert "its checkout profile AC1001" in note
    await desk.close()
