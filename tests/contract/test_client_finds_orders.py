"""The real client at the real sandbox: what stands there under one PO number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Final

import pytest
import pytest_asyncio

from tests.contract.parties import SETTINGS, FreePace, TokensInMemory
from tests.contract.referee import Referee
from tests.contract.shop import YEAR, Shop, order_of, shop, sold
from vendors.digikey import DigiKey, connect
from vendors.digikey.apis import STATUS
from vendors.errors import VendorDown
from vendors.vocabulary import Answer, Outcome, VendorOrder

PO: Final = "4500/17.A_B"


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


async def placed(digikey: DigiKey, number: str = PO, *, marketplace: bool = False) -> Answer:
    offers = [sold(await digikey.look_up("LM358MX/NOPB"))]
    if marketplace:
        offers.append(sold(await digikey.look_up("LM358P"), marketplace=True))
    await digikey.make_ready()
    return await digikey.create(digikey.seal(order_of(*offers, number=number)))


def sales_of(*orders: VendorOrder) -> set[str]:
    return {one.number for order in orders for one in order.sales_orders}


async def test_what_nobody_knows_is_not_found(here: Shop) -> None:
    digikey = await here.buyer()
    await placed(digikey, "4500/17.A_BC")
    assert await digikey.orders_under(PO, *YEAR) == ()
    assert await digikey.find_by_po(PO) == ()


async def test_two_web_orders_under_one_number(here: Shop) -> None:
    digikey = await here.buyer()
    answers = [await placed(digikey) for _ in range(2)]
    found = await digikey.orders_under(PO, *YEAR)
    assert len({order.number for order in found}) == len(found) == 2
    assert sales_of(*found) == {number for one in answers for number in one.vendor_numbers}


async def test_one_web_order_of_two_sales_orders(here: Shop) -> None:
    digikey = await here.buyer()
    answer = await placed(digikey, marketplace=True)
    (order,) = await digikey.orders_under(PO, *YEAR)
    assert sales_of(order) == set(answer.vendor_numbers)
    assert len(order.sales_orders) == 2
    assert {one.order_number for one in order.sales_orders} == {order.number}
    assert all(one.lines for one in order.sales_orders)


async def test_an_order_that_shows_late_is_not_there_and_then_is(here: Shop) -> None:
    """The search by PO number knows it from the start, and proves nothing."""
    digikey = await here.buyer()
    here.faults.put("late-visible", seconds=60)
    answer = await placed(digikey)
    assert await digikey.find_by_po(PO) == answer.vendor_numbers
    assert await digikey.orders_under(PO, *YEAR) == ()
    here.later(minutes=2)
    (order,) = await digikey.orders_under(PO, *YEAR)
    assert sales_of(order) == set(answer.vendor_numbers)


async def test_an_order_of_other_days_is_put_together_as_the_list_has_it(here: Shop) -> None:
    """The list of these days does not show it; the search by PO number does."""
    digikey = await here.buyer()
    await placed(digikey, marketplace=True)
    (listed,) = await digikey.orders_under(PO, *YEAR)
    before = here.asked("/salesorder/")
    long_after = (YEAR[1] + timedelta(days=30), YEAR[1] + timedelta(days=60))
    (apart,) = await digikey.orders_under(PO, *long_after)
    assert here.asked("/salesorder/") == before + 2
    assert (apart.number, apart.po_number, apart.currency) == (listed.number, PO, listed.currency)
    assert apart.entered_at.date() == listed.entered_at.date() == YEAR[1]
    assert apart.customer_id == listed.customer_id
    assert apart.sales_orders == listed.sales_orders


class Meddling(FreePace):
    """Something happens before the call of Order Status whose number is given."""

    def __init__(self, at: int, happens: Callable[[], None]) -> None:
        super().__init__()
        self._at = at
        self._happens = happens

    async def turn(self, product: str) -> None:
        await super().turn(product)
        if product == STATUS.product and self.turns.count(product) == self._at:
            self._happens()


async def meddled(here: Shop, at: int, happens: Callable[[], None]) -> DigiKey:
    """A buyer's client: `happens` once, before its call number `at` of Order Status."""
    tokens = TokensInMemory()
    await here.buyer(tokens=tokens)
    return connect(
        SETTINGS,
        pace=Meddling(at, happens),
        tokens=tokens,
        clock=here.clock,
        transport=here.wire,
    )


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_a_page_that_fails_leaves_no_half_answer(here: Shop, at: int) -> None:
    await placed(await here.buyer())
    digikey = await meddled(here, at, lambda: here.faults.put("down", path="/orderstatus/"))
    before = here.asked("/orderstatus/")
    with pytest.raises(VendorDown):
        await digikey.orders_under(PO, *YEAR)
    assert here.asked("/orderstatus/") > before + at - 1


async def test_a_sales_order_that_cannot_be_asked_for_leaves_no_half_answer(here: Shop) -> None:
    await placed(await here.buyer())
    here.faults.put("down", path="/orderstatus/v4/salesorder")
    digikey = await here.buyer()
    with pytest.raises(VendorDown):
        await digikey.orders_under(PO, date(2026, 1, 1), date(2026, 1, 2))


async def test_an_order_that_comes_into_sight_while_the_list_is_read_is_found(here: Shop) -> None:
    """It pushes every order behind it one place on, some over the edge of a page."""
    usual = await here.buyer()
    here.faults.put("late-visible", seconds=60)
    answer = await placed(usual)
    assert answer.outcome is Outcome.ACCEPTED
    everything = await usual.orders(*YEAR)
    last = everything.orders[-1]
    digikey = await meddled(here, 2, lambda: here.later(minutes=2))
    (found,) = await digikey.orders_under(PO, *YEAR)
    assert sales_of(found) == set(answer.vendor_numbers)
    assert last.po_number
    here.faults.put("late-visible", seconds=60)
    await placed(usual, "4500/18")
    digikey = await meddled(here, 2, lambda: here.later(minutes=2))
    assert [one.number for one in await digikey.orders_under(last.po_number, *YEAR)].count(
        last.number
    ) == 1
