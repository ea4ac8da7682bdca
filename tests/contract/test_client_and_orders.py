"""The real client at the real sandbox: orders placed, found again, and read to the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.contract.referee import Referee
from tests.contract.shop import SITE, YEAR, Shop, order_of, shop, sold
from vendors.buying import line_total
from vendors.vocabulary import Outcome, Packaging, SalesOrder

# As a company's own system may give it.
PO = "4500/17.A_B"


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


async def test_an_order_is_found_again_by_every_way(here: Shop) -> None:
    digikey = await here.buyer()
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    assert await digikey.find_by_po(PO) == ()
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(order_of(offer, number=PO, quantity=25)))
    assert (answer.outcome, answer.http_status) == (Outcome.ACCEPTED, 200)
    (number,) = answer.vendor_numbers
    assert await digikey.find_by_po("  4500/17.a_b") == (number,)

    made = await digikey.sales_order(number)
    assert (made.number, made.currency) == (number, offer.currency)
    assert made.ship_method.casefold() == "fedex ground"
    assert (made.ship_to.line2, made.ship_to.country) == ("Dock 4", "US")
    (line,) = made.lines
    assert (line.number, line.ordered, line.customer_reference) == (offer.number, 25, "ACME/1 µ")
    assert line.total == line_total(25, line.unit_price, made.currency)

    page = await digikey.orders(*YEAR)
    (order,) = [one for one in page.orders if one.po_number == PO]
    assert await digikey.orders_under(" 4500/17.a_b ", *YEAR) == (order,)
    assert (made.po_number, made.order_number) == (PO, order.number)
    assert order.sales_orders == (made,)
    assert order.number.startswith("99")
    assert order.entered_at.date() == YEAR[1]
    assert order.number not in (number, str(float(order.number)))


async def test_history_is_read_page_by_page_to_its_end(here: Shop) -> None:
    digikey = await here.buyer()
    first = await digikey.orders(*YEAR)
    assert first.total > 25
    assert len(first.orders) == 25
    seen = []
    for page in range(1, -(-first.total // 25) + 1):
        seen += [order.number for order in (await digikey.orders(*YEAR, page=page)).orders]
    assert len(seen) == len(set(seen)) == first.total
    for order in first.orders:
        for sales in order.sales_orders:
            assert await digikey.sales_order(sales.number) == sales
    assert {len(order.sales_orders) for order in first.orders} > {1}


def numbered(*orders: SalesOrder) -> list[str]:
    return [order.number for order in orders]


async def test_a_marketplace_line_becomes_an_order_of_its_own(here: Shop) -> None:
    digikey = await here.buyer()
    ours = sold(await digikey.look_up("LM358MX/NOPB"))
    theirs = sold(await digikey.look_up("LM358P"), marketplace=True)
    await digikey.make_ready()
    both = await digikey.create(digikey.seal(order_of(ours, theirs, number="AC-2026-0002")))
    assert both.outcome is Outcome.ACCEPTED
    assert len(both.vendor_numbers) == 2
    assert set(await digikey.find_by_po("AC-2026-0002")) == set(both.vendor_numbers)
    (order,) = [
        one for one in (await digikey.orders(*YEAR)).orders if one.po_number == "AC-2026-0002"
    ]
    assert set(numbered(*order.sales_orders)) == set(both.vendor_numbers)

    alone = await digikey.create(digikey.seal(order_of(theirs, number="AC-2026-0003")))
    assert alone.outcome is Outcome.ACCEPTED
    assert here.said["SalesOrderId"] == 0
    assert len(alone.vendor_numbers) == 1


async def test_a_bonded_row_is_ordered_at_its_own_price(here: Shop) -> None:
    digikey = await here.buyer()
    row = next(one for one in await digikey.bonded(SITE) if one.unit_price and one.reserve)
    part = await digikey.look_up(row.number)
    offer = next(one for one in part.offers if one.number == row.number)
    order = order_of(offer, number="AC-2026-0004", quantity=row.minimum)
    line = replace(order.lines[0], unit_price=row.unit_price)
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(replace(order, lines=(line,))))
    assert answer.outcome is Outcome.ACCEPTED
    assert await digikey.find_by_po("AC-2026-0004") == answer.vendor_numbers


@pytest.mark.parametrize("fault", ["part", "quantity", "site"])
async def test_an_order_that_is_wrong_is_rejected_in_words_and_not_kept(
    here: Shop, fault: str
) -> None:
    digikey = await here.buyer()
    part = await digikey.look_up("RC0603FR-0710KL")
    offer = next(one for one in part.offers if one.packaging is Packaging.REEL)
    order = order_of(offer, number="AC-2026-0005")
    if fault == "part":
        order = replace(order, lines=(replace(order.lines[0], number="no such-ND"),))
    elif fault == "quantity":
        order = replace(order, lines=(replace(order.lines[0], quantity=offer.moq - 1),))
    else:
        order = replace(order, customer_id="1")
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(order))
    assert answer.outcome in (Outcome.REJECTED, Outcome.REFUSED)
    assert answer.request_id
    assert answer.message
    assert await digikey.find_by_po("AC-2026-0005") == ()


async def test_one_number_ordered_twice_is_two_orders(here: Shop) -> None:
    """The vendor knows no key that would make the second the first: the program has to."""
    digikey = await here.buyer()
    sealed = digikey.seal(
        order_of(sold(await digikey.look_up("LM358MX/NOPB")), number="AC-2026-0006")
    )
    await digikey.make_ready()
    first, second = [await digikey.create(sealed) for _ in range(2)]
    assert set(await digikey.find_by_po("AC-2026-0006")) == {
        *first.vendor_numbers,
        *second.vendor_numbers,
    }
    assert first.vendor_numbers != second.vendor_numbers
