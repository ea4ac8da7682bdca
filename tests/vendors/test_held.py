"""How an order stands at the vendor: read before a change, and read back after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.vendors.kit import answer, desk, error_body
from tests.vendors.test_changing import DATE, TODAY
from vendors.afterwards import Eligible, HeldLine, HeldOrder, HeldSchedule
from vendors.digikey import changing
from vendors.errors import Invalid, NotFound, Unreadable

LINE: dict[str, Any] = {
    "PoLineItemNumber": "10",
    "SalesOrderId": 90000001,
    "DetailId": 2,
    "DigiKeyPartNumber": "296-1395-5-ND",
    "ManufacturerPartNumber": "LM358P",
    "Quantity": 100,
    "QuantityBackorder": 60,
    "QuantityShipped": 40,
    "InvoiceId": None,
    "StandardPackSize": 50,
    "Schedules": [
        {
            "ScheduleDate": "2027-03-01T00:00:00-06:00",
            "DetailId": 2,
            "QuantityScheduled": 60,
            "SalesOrderId": 90000001,
            "ScheduleIndex": 1,
        }
    ],
}
ORDER: dict[str, Any] = {
    "Currency": "USD",
    "SalesOrderId": 90000001,
    "CustomerId": 7718201,
    "PurchaseOrderNumber": "AC-2026-0001",
    "ShipMethod": "UPS Ground",
    "Details": [LINE],
}
HELD = HeldOrder(
    sales_order="90000001",
    po_number="AC-2026-0001",
    currency="USD",
    ship_method="UPS Ground",
    lines=(
        HeldLine(
            sales_order="90000001",
            detail="2",
            line_id="10",
            number="296-1395-5-ND",
            part="LM358P",
            quantity=100,
            backordered=60,
            shipped=40,
            standard_package=50,
            schedules=(HeldSchedule(1, date(2027, 3, 1), 60),),
        ),
    ),
)


def camel(said: Any) -> Any:
    if isinstance(said, dict):
        return {name[0].lower() + name[1:]: camel(each) for name, each in said.items()}
    return [camel(each) for each in said] if isinstance(said, list) else said


async def held(**changes: Any) -> HeldOrder:
    return await desk(answer({**ORDER, **changes})).digikey.held("90000001")


async def test_an_order_is_read_as_it_stands() -> None:
    """The day is the vendor's own: in UTC it would be the same here, at midnight east of it not."""
    assert await held() == HELD


async def test_either_spelling_is_read() -> None:
    """Version 2's answers are described as version 1's; its spelling is shown for some."""
    assert await desk(answer(camel(ORDER))).digikey.held("90000001") == HELD
    for said in ({"Eligibility": True}, {"eligibility": True}):
        assert (await desk(answer(said)).digikey.eligible("1")).eligible is True


async def line(**changes: Any) -> HeldLine:
    return (await held(Details=[{**LINE, **changes}])).lines[0]


async def test_what_is_not_said_of_a_line_is_not_made_up() -> None:
    empty = await line(
        **dict.fromkeys(name for name in LINE if name not in ("DetailId", "Quantity"))
    )
    assert (empty.line_id, empty.number, empty.standard_package) == (None, "", None)
    assert (empty.backordered, empty.shipped, empty.schedules) == (0, 0, ())


async def test_a_schedule_without_its_index_cannot_be_moved() -> None:
    """By a guessed one, another would be moved."""
    (schedule,) = (await line(Schedules=[{"ScheduleDate": "soon"}])).schedules
    assert (schedule.on, schedule.quantity) == (None, 0)
    with pytest.raises(Invalid):
        changing.seal(replace(DATE, index=schedule.index), TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"Details": None},
        {"Details": [{**LINE, "DetailId": None}]},
        {"Details": [{**LINE, "Quantity": None}]},
        {"Details": [{**LINE, "Quantity": "many"}]},
        {"Details": {"1": LINE}},
        {"SalesOrderId": 90000002},
        {"SalesOrderId": [90000001]},
    ],
)
async def test_an_answer_that_leaves_open_how_it_stands_is_no_answer(changes: Any) -> None:
    """Whether a change was made is read back by this."""
    with pytest.raises(Unreadable):
        await held(**changes)


async def test_half_an_answer_is_no_answer() -> None:
    for said in ({}, [], None, {"SalesOrders": [ORDER]}):
        with pytest.raises(Unreadable):
            await desk(answer(said)).digikey.held("90000001")


async def test_whether_it_can_be_changed_is_the_vendors_word_or_not_known() -> None:
    async def asked(said: Any) -> Eligible:
        return await desk(answer(said)).digikey.eligible("90000001")

    said = {"Eligibility": False, "SalesOrderId": 90000001, "DetailsWithOpenSchedulesCount": 3}
    assert await asked(said) == Eligible("90000001", False, 3)
    assert await asked({}) == Eligible("90000001", None, None)
    for odd in ({"SalesOrderId": 7}, {"Eligibility": "perhaps"}, [True]):
        with pytest.raises(Unreadable):
            await asked(odd)


async def test_an_order_that_is_not_known_is_told() -> None:
    here = desk(answer(error_body("Sales order not found", status=404), 404))
    for ask in (here.digikey.held, here.digikey.eligible):
        with pytest.raises(NotFound):
            await ask("90000009")


async def test_hostile_text_of_a_line_is_made_safe() -> None:
    nasty = "\x1b[2J\u202eLM\u200b"
    made = await line(DigiKeyPartNumber=nasty, ManufacturerPartNumber=nasty, PoLineItemNumber=nasty)
    for text in (made.number, made.part, made.line_id or ""):
        assert not set("\x1b\u202e\u200b") & set(text)
