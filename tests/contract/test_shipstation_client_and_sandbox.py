"""The real client at the real sandbox: an inbound order's whole life, read back at each step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import pytest_asyncio

from tests.contract.shipstation_shop import NOW, SETTINGS, Shop, shop
from vendors.errors import Invalid, NotAllowed, NotFound
from vendors.inbound import (
    InboundLine,
    InboundOrder,
    InboundPaper,
    InboundPlan,
    InboundState,
    Receipt,
    Supplier,
)
from vendors.shipstation import Settings, ShipStation
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Address, Line, Outcome, PurchaseOrder

TODAY = NOW.date()
PO = "AC-2026-0777"


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def plan_for(client: ShipStation, number: str = PO) -> InboundPlan:
    """With everything in it that a plan can say, of what the sandbox knows."""
    supplier, *_ = await client.suppliers()
    warehouse, *_ = await client.warehouses()
    first, second, *_ = dict.fromkeys(one.sku for one in await client.on_hand())
    return InboundPlan(
        reference=number,
        supplier_id=supplier.id,
        warehouse_id=warehouse.id,
        currency="EUR",
        lines=(
            InboundLine(first, 100, "A/1 µ", Decimal("0.08558")),
            InboundLine(second, 25, "", Decimal("12.50")),
        ),
        ordered_on=TODAY,
        expected_on=date(2026, 12, 1),
        payment_terms="net_30",
        payment_status="unpaid",
        carrier="UPS",
        tracking="1Z12345E1234567890",
        note='Dock 4, "ring"',
    )


async def made(client: ShipStation, plan: InboundPlan) -> InboundOrder:
    answer = await client.send_step(client.seal_create(plan))
    assert answer.outcome is Outcome.ACCEPTED, answer
    return await client.inbound(answer.vendor_numbers[0])


async def opened(client: ShipStation, plan: InboundPlan) -> InboundOrder:
    order = await made(client, plan)
    step = client.seal_state(order.id, plan.reference, InboundState.OPEN)
    assert (await client.send_step(step)).outcome is Outcome.ACCEPTED
    return await client.inbound(order.id)


async def test_an_order_is_made_as_it_was_said(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = await made(client, plan)
    # What was received is said or is not: nothing has come yet.
    lines = tuple(replace(one, received=None, rejected=None) for one in order.plan.lines)
    assert replace(order.plan, lines=lines) == plan
    assert all(not one.received and not one.rejected for one in order.plan.lines)
    assert (order.state, order.whole) == (InboundState.DRAFT, True)
    assert order.number
    assert order.created_at is not None
    (found,) = await client.inbound_under(f" {PO} ")
    assert found == order
    assert await client.find_by_po(PO) == (order.number,)
    listed = [one for one in await client.inbound_since(TODAY) if one.id == order.id]
    assert [(one.plan.reference, one.whole) for one in listed] == [(PO, False)]


async def test_a_draft_is_replaced_and_an_open_one_is_not(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = await made(client, plan)
    other = replace(plan, note="", carrier="DHL", lines=(replace(plan.lines[0], quantity=7),))
    answer = await client.send_step(client.seal_replace(order.id, other))
    assert answer.outcome is Outcome.ACCEPTED
    now = await client.inbound(order.id)
    assert [(one.sku, one.quantity) for one in now.plan.lines] == [(plan.lines[0].sku, 7)]
    assert (now.plan.note, now.plan.carrier) == ("", "DHL")
    step = client.seal_state(order.id, PO, InboundState.OPEN)
    assert (await client.send_step(step)).outcome is Outcome.ACCEPTED
    late = await client.send_step(client.seal_replace(order.id, plan))
    assert late.outcome is Outcome.REJECTED
    assert late.request_id
    assert (await client.inbound(order.id)).plan == now.plan


async def test_details_come_once_it_is_open_and_not_before(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = await made(client, plan)
    later = replace(plan, tracking="1Z-2", expected_on=date(2026, 12, 24), payment_status="paid")
    early = await client.send_step(client.seal_details(order.id, later))
    assert early.outcome is Outcome.REJECTED
    await client.send_step(client.seal_state(order.id, PO, InboundState.OPEN))
    assert (await client.send_step(client.seal_details(order.id, later))).outcome is (
        Outcome.ACCEPTED
    )
    now = (await client.inbound(order.id)).plan
    assert (now.tracking, now.expected_on, now.payment_status) == (
        *("1Z-2", date(2026, 12, 24)),
        "paid",
    )
    assert now.lines == order.plan.lines


async def test_goods_are_received_into_places_and_add_to_what_was_there(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    sku = plan.lines[0].sku
    place = next(one for one in await client.places() if one.warehouse_id == plan.warehouse_id)
    draft = await made(client, plan)
    some = client.seal_receive(draft.id, PO, (Receipt(sku, place.id, 60, 3),))
    assert (await client.send_step(some)).outcome is Outcome.REJECTED  # A draft takes none.
    await client.send_step(client.seal_state(draft.id, PO, InboundState.OPEN))

    async def there() -> int:
        return sum(one.on_hand for one in await client.on_hand(sku, place_id=place.id))

    before = await there()
    got = await client.send_step(some)
    assert (got.outcome, got.message) == (Outcome.ACCEPTED, "ShipStation says: receiving")
    assert await there() == before + 60
    assert (await client.inbound(draft.id)).state is InboundState.RECEIVING
    # Twice is not the same as once, which is why nobody sends it twice.
    rest = tuple(
        Receipt(one.sku, place.id, one.quantity - (60 if one.sku == sku else 0), 0, "LOT-1")
        for one in plan.lines
    )
    assert (await client.send_step(client.seal_receive(draft.id, PO, rest))).outcome is (
        Outcome.ACCEPTED
    )
    assert await there() == before + 100
    step = client.seal_state(draft.id, PO, InboundState.CLOSED)
    done = await client.inbound(draft.id)
    assert done.state in (InboundState.RECEIVED, InboundState.RECEIVING)
    if done.state is InboundState.RECEIVED:
        assert (await client.send_step(step)).outcome is Outcome.ACCEPTED
        assert (await client.inbound(draft.id)).state is InboundState.CLOSED


async def test_papers_are_there_when_the_document_says_so(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = await made(client, plan)
    for which in InboundPaper:
        with pytest.raises((Invalid, NotFound)):
            await client.paper(order.id, which)
    await client.send_step(client.seal_state(order.id, PO, InboundState.OPEN))
    assert (await client.paper(order.id, InboundPaper.ORDER)).startswith(b"%PDF-")
    with pytest.raises((Invalid, NotFound)):
        await client.paper(order.id, InboundPaper.RECEIVED)
    place = next(one for one in await client.places() if one.warehouse_id == plan.warehouse_id)
    one = Receipt(plan.lines[0].sku, place.id, 1)
    await client.send_step(client.seal_receive(order.id, PO, (one,)))
    assert (await client.paper(order.id, InboundPaper.RECEIVED)).startswith(b"%PDF-")


async def test_an_open_one_is_cancelled(here: Shop) -> None:
    client = here.client()
    order = await opened(client, await plan_for(client))
    step = client.seal_state(order.id, PO, InboundState.CANCELLED)
    assert (await client.send_step(step)).outcome is Outcome.ACCEPTED
    assert (await client.inbound(order.id)).state is InboundState.CANCELLED


async def test_one_number_twice_is_shown_twice(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    both = {(await made(client, plan)).id for _ in range(2)}
    assert len(both) == 2
    assert {one.id for one in await client.inbound_under(PO)} == both


async def test_filters_narrow_the_list(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = await opened(client, plan)
    everything = await client.inbound_orders()
    for found in (
        await client.inbound_orders(number=order.number),
        await client.inbound_orders(state=InboundState.OPEN),
        await client.inbound_orders(warehouse_id=plan.warehouse_id),
        await client.inbound_orders(reference=PO),
        await client.inbound_orders(since=TODAY),
    ):
        assert order.id in {one.id for one in found}
        assert {one.id for one in found} <= {one.id for one in everything}
    assert await client.inbound_orders(reference="nobody's") == ()
    assert await client.inbound_orders(since=date(2030, 1, 1)) == ()


async def test_an_order_of_ours_to_a_supplier_without_an_api(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    order = PurchaseOrder(
        number="AC-2026-0778",
        vendor="shipstation",
        currency="USD",
        customer_id=plan.warehouse_id,
        ship_to=Address(),
        buyer=Address(),
        lines=(
            Line(
                plan.lines[0].sku,
                "",
                40,
                Decimal("1.25"),
                "1",
                terms=LineTerms(supplier_part="K-9"),
            ),
        ),
        terms=OrderTerms(supplier=plan.supplier_id, notes=("one", "two")),
    )
    await client.make_ready()
    answer = await client.create(client.seal(order))
    assert answer.outcome is Outcome.ACCEPTED
    (found,) = await client.orders_under("AC-2026-0778", TODAY, TODAY)
    assert (found.number, found.sales_orders[0].number) == answer.vendor_numbers
    (line,) = found.sales_orders[0].lines
    assert (line.number, line.ordered, line.unit_price) == (
        *(plan.lines[0].sku, 40),
        Decimal("1.25"),
    )
    assert found.sales_orders[0].total == Decimal("50.00")


async def test_a_supplier_is_added_found_and_not_added_twice(here: Shop) -> None:
    client = here.client()
    where = Address(name="Ann", line1="1 Main St", city="Bonn", country="DE", email="a@b.example")
    answer = await client.add_supplier(Supplier("", "Zenith Springs", where))
    assert answer.outcome is Outcome.ACCEPTED
    (number,) = answer.vendor_numbers
    (found,) = await client.suppliers("zenith")
    assert found == await client.supplier(number)
    assert (found.id, found.name) == (number, "Zenith Springs")
    assert found.address == replace(where, company="Zenith Springs")
    again = await client.add_supplier(Supplier("", "Zenith Springs"))
    assert again.outcome in (Outcome.REJECTED, Outcome.UNKNOWN)
    assert len(await client.suppliers("zenith")) == 1


async def test_who_and_where_is_known(here: Shop) -> None:
    client = here.client()
    inventory, places = await client.warehouses(), await client.places()
    assert inventory
    assert {one.warehouse_id for one in places} <= {one.id for one in inventory}
    shipping = here.client(replace_warehouses("shipping"))
    assert await shipping.warehouses()
    items = await client.items()
    assert items
    assert [one.sku for one in await client.items(sku=items[0].sku)][:1] == [items[0].sku]


def replace_warehouses(which: str) -> Settings:
    return replace(SETTINGS, warehouses=which)


async def test_what_is_not_there_is_not_there(here: Shop) -> None:
    client = here.client()
    plan = await plan_for(client)
    with pytest.raises(NotFound):
        await client.inbound("se-999999")
    with pytest.raises(NotFound):
        await client.supplier("se-999999")
    for odd in (replace(plan, supplier_id="se-999999"), replace(plan, warehouse_id="se-999999")):
        assert (await client.send_step(client.seal_create(odd))).outcome is Outcome.REJECTED
    gone = client.seal_state("se-999999", PO, InboundState.OPEN)
    assert (await client.send_step(gone)).outcome is Outcome.REJECTED
    assert await client.inbound_under(PO) == ()


async def test_another_key_is_told_apart_from_a_good_one(here: Shop) -> None:
    wrong = replace(SETTINGS, api_key="another-key")
    with pytest.raises(NotAllowed, match="API key"):
        await here.client(wrong).suppliers()
    with pytest.raises(NotAllowed, match="API key"):
        await here.checkup(wrong).key()
    good = here.checkup()
    await good.key()
    assert [one.error for one in await good.apis()] == [None] * 7
