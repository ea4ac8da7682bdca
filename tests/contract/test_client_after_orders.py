"""The real client at the real sandbox, after the order: changes, boxes, and a person's accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio

from tests.contract.referee import Referee
from tests.contract.shop import YEAR, Shop, order_of, shop, sold
from vendors.afterwards import ChangeKind, HeldLine, LineChange
from vendors.digikey import DigiKey
from vendors.errors import NotFound
from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import Answer, Outcome, PurchaseOrder

PO = "AC-2026-0001"
# Wednesdays: something leaves.
FIRST, SECOND = date(2027, 3, 3), date(2027, 4, 7)
SATURDAY = date(2027, 3, 6)


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


async def wished(
    digikey: DigiKey, quantity: int = 100, control: str = "immediate"
) -> PurchaseOrder:
    """An order of one line in two schedules, with every term that the client can say."""
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    order = order_of(offer, number=PO, quantity=quantity)
    line = replace(
        order.lines[0],
        terms=LineTerms(
            line_id="4500-10",
            customer_part="ACME/1 µ",
            notes=("one bag", "no labels over ours"),
            cofc=True,
            schedules=(Schedule(FIRST, quantity - 40), Schedule(SECOND, 40)),
        ),
    )
    terms = OrderTerms(
        ship_method="fedex 2 DAY",
        ship_control=control,
        shipper_account="A-77",
        cofc=True,
        taxable=True,
        notes=("ring at the gate",),
        export=ExportUse("MX", "Juan Ejemplo", "medical", "other", "an MRI"),
    )
    abroad = replace(order.ship_to, city="Monterrey", region="NL", country="MX")
    return replace(order, terms=terms, lines=(line,), ship_to=abroad)


async def placed(digikey: DigiKey, order: PurchaseOrder) -> Answer:
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(order))
    assert answer.outcome is Outcome.ACCEPTED, answer.message
    return answer


async def only_line(digikey: DigiKey, sales_order: str) -> HeldLine:
    (line,) = (await digikey.held(sales_order)).lines
    return line


async def changed(here: Shop, digikey: DigiKey, change: LineChange) -> Answer:
    """One change; one request, whatever became of it."""
    before = len(here.wire.asked)
    await digikey.make_ready()
    answer = await digikey.send_change(digikey.seal_change(change))
    assert len(here.wire.asked) == before + 1
    # By the portal it may take up to a minute to be seen.
    here.later(minutes=2)
    return answer


async def test_every_term_of_an_order_is_taken_and_what_can_come_back_does(here: Shop) -> None:
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    made = await digikey.sales_order(number)
    assert made.ship_method.casefold() == "fedex 2 day"
    (line,) = made.lines
    assert (line.ordered, line.customer_reference) == (100, "ACME/1 µ")
    # Null in practice (measured), but where it comes back it is ours.
    assert line.line_id in (None, "4500-10")
    held = await digikey.held(number)
    assert (held.po_number, held.sales_order) == (PO, number)
    (kept,) = held.lines
    assert (kept.line_id, kept.quantity, kept.shipped) == ("4500-10", 100, 0)
    assert [(one.on, one.quantity) for one in kept.schedules] == [(FIRST, 60), (SECOND, 40)]


async def test_what_may_not_leave_in_parts_waits_for_the_last(here: Shop) -> None:
    digikey = await here.buyer()
    order = await wished(digikey, control="SINGLE")
    (number,) = (await placed(digikey, order)).vendor_numbers
    line = await only_line(digikey, number)
    assert {one.on for one in line.schedules} == {SECOND}


async def test_a_later_day_and_other_schedules_are_taken_and_read_back(here: Shop) -> None:
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    assert (await digikey.eligible(number)).eligible is True
    line = await only_line(digikey, number)
    to = date(2027, 5, 5)
    moved = LineChange(
        ChangeKind.SCHEDULE_DATE, number, line.detail, index=line.schedules[1].index, on=to
    )
    assert (await changed(here, digikey, moved)).outcome is Outcome.ACCEPTED
    line = await only_line(digikey, number)
    assert [(one.on, one.quantity) for one in line.schedules] == [(FIRST, 60), (to, 40)]

    plan = (Schedule(FIRST, 50), Schedule(SECOND, 30), Schedule(to, 20))
    anew = LineChange(ChangeKind.SCHEDULES, number, line.detail, schedules=plan)
    answer = await changed(here, digikey, anew)
    assert (answer.outcome, answer.http_status) == (Outcome.ACCEPTED, 204)
    line = await only_line(digikey, number)
    assert [(one.on, one.quantity) for one in line.schedules] == [
        (one.on, one.quantity) for one in plan
    ]


async def test_a_day_on_which_nothing_leaves_is_rejected_unless_the_next_is_taken(
    here: Shop,
) -> None:
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    line = await only_line(digikey, number)
    moved = LineChange(
        ChangeKind.SCHEDULE_DATE, number, line.detail, index=line.schedules[0].index, on=SATURDAY
    )
    answer = await changed(here, digikey, moved)
    assert answer.outcome is Outcome.REJECTED
    assert answer.message
    assert await only_line(digikey, number) == line
    answer = await changed(here, digikey, replace(moved, accept_next=True))
    assert answer.outcome is Outcome.ACCEPTED
    line = await only_line(digikey, number)
    assert line.schedules[0].on is not None
    assert line.schedules[0].on > SATURDAY


@pytest.mark.parametrize("scheduled", [False, True])
async def test_another_quantity_is_taken_and_read_back(here: Shop, scheduled: bool) -> None:
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    line = await only_line(digikey, number)
    plan = (Schedule(FIRST, 60), Schedule(SECOND, 60)) if scheduled else ()
    more = LineChange(ChangeKind.QUANTITY, number, line.detail, quantity=120, schedules=plan)
    assert (await changed(here, digikey, more)).outcome is Outcome.ACCEPTED
    line = await only_line(digikey, number)
    assert line.quantity == 120
    if scheduled:
        assert [(one.on, one.quantity) for one in line.schedules] == [(FIRST, 60), (SECOND, 60)]


async def test_what_is_on_backorder_can_be_less(here: Shop) -> None:
    digikey = await here.buyer()
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    order = order_of(offer, number=PO, quantity=(offer.stock or 0) + offer.moq * 1000)
    (number,) = (await placed(digikey, order)).vendor_numbers
    line = await only_line(digikey, number)
    assert line.backordered > 0
    less = LineChange(ChangeKind.BACKORDER, number, line.detail, quantity=line.backordered - 1)
    assert (await changed(here, digikey, less)).outcome is Outcome.ACCEPTED
    assert (await only_line(digikey, number)).backordered == line.backordered - 1


async def test_what_cannot_be_changed_is_rejected_in_words(here: Shop) -> None:
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    other = LineChange(ChangeKind.QUANTITY, number, "99", quantity=5)
    answer = await changed(here, digikey, other)
    assert answer.outcome is Outcome.REJECTED
    assert answer.message
    here.later(days=300)
    digikey = await here.buyer()
    line = await only_line(digikey, number)
    assert line.shipped == 100
    answer = await changed(here, digikey, replace(other, detail=line.detail))
    assert answer.outcome is Outcome.REJECTED
    assert (await digikey.eligible(number)).eligible is False
    with pytest.raises(NotFound):
        await digikey.held("1")


CHANGES = "/OrderManagement/v1"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("lost-answer", Outcome.UNKNOWN),
        ("drop-before", Outcome.UNKNOWN),
        ("500-before", Outcome.UNKNOWN),
        ("down", Outcome.UNKNOWN),
        ("429-burst", Outcome.REFUSED),
        ("not-subscribed", Outcome.REFUSED),
    ],
)
async def test_a_change_that_goes_wrong_is_told_as_it_is(
    here: Shop, fault: str, outcome: Outcome
) -> None:
    """Sent once; whether it was made, the order itself says afterwards."""
    digikey = await here.buyer()
    (number,) = (await placed(digikey, await wished(digikey))).vendor_numbers
    line = await only_line(digikey, number)
    here.faults.put(fault, path=CHANGES, seconds=0.01)
    plan = (Schedule(FIRST, 100),)
    anew = LineChange(ChangeKind.SCHEDULES, number, line.detail, schedules=plan)
    answer = await changed(here, digikey, anew)
    assert answer.outcome is outcome
    assert answer.vendor_numbers == ()
    now = [(one.on, one.quantity) for one in (await only_line(digikey, number)).schedules]
    before = [(one.on, one.quantity) for one in line.schedules]
    assert now == ([(FIRST, 100)] if fault == "lost-answer" else before)


async def test_a_box_tells_its_lots_and_its_paper_by_three_numbers(here: Shop) -> None:
    digikey = await here.buyer()
    sales = [
        (order, sale)
        for order in (await digikey.orders(*YEAR)).orders
        for sale in order.sales_orders
        if order.po_number and any(line.shipments for line in sale.lines)
    ]
    order, sale = sales[0]
    lists = await digikey.packing_lists(sales_order=sale.number)
    assert lists
    shipped = {one.invoice for line in sale.lines for one in line.shipments}
    assert {one.invoice for one in lists} <= shipped
    assert all(one.pdf is None for one in lists)
    for made in lists:
        (alone,) = await digikey.packing_lists(invoice=made.invoice)
        assert alone == made
        for line in made.lines:
            assert (line.sales_order, line.po_number) == (sale.number, order.po_number)
    under = await digikey.packing_lists(po_number=order.po_number)
    assert set(lists) <= set(under)
    with_paper = await digikey.packing_lists(sales_order=sale.number, pdf=True)
    assert [replace(one, pdf=None) for one in with_paper] == list(lists)
    assert any(one.pdf is not None for one in with_paper)
    with pytest.raises(NotFound):
        await digikey.packing_lists(invoice="1")


async def test_a_persons_accounts_are_told_and_the_one_in_use_is_among_them(here: Shop) -> None:
    digikey = await here.buyer()
    accounts = await digikey.accounts()
    assert len({one.id for one in accounts}) == len(accounts) > 1
    assert all(one.company and len(one.country) == 2 for one in accounts)
    assert "7718200" in {one.id for one in accounts}
