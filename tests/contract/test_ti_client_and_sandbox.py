"""The real TI client at the real sandbox, and TI's files between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from tests.contract.parties import TokensInMemory
from tests.contract.ti_calls import SHIPPED
from tests.contract.ti_shop import NOW, SETTINGS, YEAR, Shop, order_of, shop
from vendors.buying import line_total
from vendors.contract import Token
from vendors.errors import NotAllowed, NotFound
from vendors.ti import TI
from vendors.vocabulary import Answer, Outcome, PurchaseOrder

PO = "AC-2026-0001"


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def an_order(ti: TI, *numbers: str, number: str = PO, quantity: int = 25) -> PurchaseOrder:
    parts = [await ti.look_up(one) for one in numbers or ("LM358DR",)]
    (profile, *_) = await ti.checkout_profiles()
    return order_of(*parts, profile=profile.id, number=number, quantity=quantity)


async def placed(ti: TI, order: PurchaseOrder) -> Answer:
    await ti.make_ready()
    return await ti.create(ti.seal(order))


async def test_from_a_number_to_an_order_that_is_found_again(here: Shop) -> None:
    ti = here.client()
    family = await ti.by_number("LM358")
    assert {part.base for part in family.parts} == {"LM358"}
    order = await an_order(ti, "LM358DR", "LM358MX/NOPB")
    rehearsed = await ti.rehearse(ti.seal(order))
    assert rehearsed.passed is True
    assert await ti.find_by_po(PO) == ()
    answer = await placed(ti, order)
    assert answer.outcome is Outcome.ACCEPTED
    expected = sum(
        (line_total(one.quantity, one.unit_price, "USD") for one in order.lines), Decimal(0)
    )
    assert (answer.total, answer.currency) == (expected, "USD")
    assert (rehearsed.total, rehearsed.currency) == (expected, "USD")
    (number,) = answer.vendor_numbers
    assert await ti.find_by_po(f" {PO.lower()} ") == (number,)
    (found,) = await ti.orders_under(PO, NOW.date(), NOW.date())
    (sale,) = found.sales_orders
    assert (found.number, found.po_number, sale.po_number) == (number, PO, PO)
    assert [(one.number, one.ordered, one.line_id) for one in sale.lines] == [
        (one.number, one.quantity, one.line_id) for one in order.lines
    ]
    assert [one.unit_price for one in sale.lines] == [one.unit_price for one in order.lines]
    assert sale.total == expected
    assert await ti.sales_order(number) == sale


async def test_the_buyer_and_the_job_stand_at_ti_as_comments(here: Shop) -> None:
    ti = here.client()
    await placed(ti, await an_order(ti))
    _, answered = here.wire.answered[-1]
    text = answered.body.decode()
    for comment in ("jobNumber|54851-50", "orderedBy|Ada Example", "ring", "one bag"):
        assert comment in text


async def test_each_part_is_what_the_catalogue_says_it_is(here: Shop) -> None:
    ti = here.client()
    told: list[tuple[int, int | None]] = []
    parts = [
        part
        async for batch in ti.catalogue(lambda came, of: told.append((came, of)))
        for part in batch
    ]
    numbers = [part.number for part in parts]
    assert len(numbers) == len(set(numbers)) > 500
    assert told[-1][0] > 10_000
    for part in parts[:: len(parts) // 7]:
        assert await ti.look_up(part.number) == part


async def test_prices_are_in_the_currency_that_is_asked_for(here: Shop) -> None:
    euros = here.client(replace(SETTINGS, currency="EUR"))
    (offer,) = (await euros.look_up("LM358DR")).offers
    assert offer.currency == "EUR"
    (dollars,) = (await here.client().look_up("LM358DR")).offers
    assert (dollars.currency, dollars.breaks == offer.breaks) == ("USD", False)


async def test_what_ti_does_not_know(here: Shop) -> None:
    ti = here.client()
    with pytest.raises(NotFound):
        await ti.look_up("NOSUCH1")
    assert (await ti.by_number("NOSUCH1")).parts == ()
    with pytest.raises(NotFound):
        await ti.sales_order("T99999999")
    with pytest.raises(NotFound):
        await ti.packing_lists(sales_order="T99999999")


async def test_the_list_of_a_year_and_its_details(here: Shop) -> None:
    ti = here.client()
    page = await ti.orders(*YEAR)
    assert page.total == len(page.orders) >= 5
    assert page.unread == ()
    assert [one.entered_at for one in page.orders] == sorted(
        (one.entered_at for one in page.orders), reverse=True
    )
    for order in page.orders:
        (sale,) = order.sales_orders
        assert sale.lines
        assert sale.status == order.status
    # More than a year is asked for in spans of a year.
    await ti.orders(YEAR[0] - timedelta(days=10), YEAR[1])


async def test_an_order_is_followed_until_it_has_shipped(here: Shop) -> None:
    ti = here.client()
    answer = await placed(ti, await an_order(ti))
    (number,) = answer.vendor_numbers
    seen = set()
    for _ in range(40):
        here.later(days=1)
        ti = here.client()  # with a token of that day
        sale = await ti.sales_order(number)
        seen.add(sale.status)
        (line,) = sale.lines
        if line.shipped == line.ordered and line.shipments:
            break
    assert line.shipped == line.ordered
    assert line.shipments[0].tracking
    assert sale.ship_method
    assert len(seen) > 1
    (found,) = await ti.packing_lists(sales_order=number, pdf=True)
    assert [(one.number, one.shipped) for one in found.lines][:1] == [(line.number, line.ordered)]
    assert found.pdf is not None
    assert (await ti.packing_lists(sales_order=number))[0].pdf is None


async def test_a_shipment_of_the_books(here: Shop) -> None:
    sale = await here.client().sales_order(SHIPPED)
    lists = await here.client().packing_lists(sales_order=SHIPPED)
    shipped = {one.number: one.shipped for one in sale.lines}
    for line in lists[0].lines:
        assert line.sales_order == SHIPPED
        assert shipped[line.number] == line.shipped


async def test_profiles_have_an_address_a_payment_and_a_currency(here: Shop) -> None:
    found = await here.client().checkout_profiles()
    assert len(found) >= 2
    for one in found:
        assert one.id
        assert one.name
        assert one.ship_to.country
        assert one.payment
        assert one.end_use
        assert len(one.currency) == 3
        assert one.usable is True


async def test_what_delivery_would_cost(here: Shop) -> None:
    found = await here.client().delivery_cost("US", "USD", 100)
    assert found.amount > 0
    assert found.currency == "USD"
    assert found.service


REJECTED = {
    "an unknown part": {"number": "NOSUCH1"},
    "more than there is": {"quantity": 10_000_000},
}


@pytest.mark.parametrize("name", REJECTED)
async def test_what_ti_would_not_take_is_said_before_and_after(here: Shop, name: str) -> None:
    ti = here.client()
    order = await an_order(ti)
    (line,) = order.lines
    order = replace(order, lines=(replace(line, **REJECTED[name]),))  # type: ignore[arg-type]
    rehearsed = await ti.rehearse(ti.seal(order))
    assert rehearsed.passed is False
    answer = await placed(ti, order)
    assert answer.outcome is Outcome.REJECTED
    assert line.number in answer.message or "NOSUCH1" in answer.message
    assert rehearsed.message
    assert await ti.find_by_po(PO) == ()


async def test_a_profile_that_is_none_is_rejected(here: Shop) -> None:
    ti = here.client()
    order = await an_order(ti)
    order = replace(order, terms=replace(order.terms, profile="NOSUCH1"))
    assert (await ti.rehearse(ti.seal(order))).passed is False
    assert (await placed(ti, order)).outcome is Outcome.REJECTED


async def test_a_token_is_shared_and_lasts_an_hour(here: Shop) -> None:
    tokens = TokensInMemory()
    for _ in range(2):
        await here.client(tokens=tokens).look_up("LM358DR")
    assert here.asked("POST", "/accesstoken") == 1
    token = tokens.kept["ti"]
    assert (token.expires_at - NOW).total_seconds() == 3599
    # Long over, whatever our own clock says: another one is got once.
    here.later(hours=2)
    await here.client(tokens=tokens).look_up("LM358DR")
    assert here.asked("POST", "/accesstoken") == 2


async def test_a_token_of_nobody_is_changed_and_a_wrong_secret_is_told(here: Shop) -> None:
    tokens = TokensInMemory()
    tokens.kept["ti"] = Token("not-a-token-of-theirs", NOW + timedelta(hours=1))
    await here.client(tokens=tokens).look_up("LM358DR")
    assert here.asked("POST", "/accesstoken") == 1
    wrong = replace(SETTINGS, client_secret="ti-sandbox-another-one")
    with pytest.raises(NotAllowed):
        await here.client(wrong).look_up("LM358DR")


async def test_the_doctor_finds_everything_well(here: Shop) -> None:
    made = here.checkup()
    await made.application()
    assert [one.error for one in await made.apis()] == [None] * 5
    assert made.places == ""
    assert here.asked("GET", "/catalog") == 0


async def test_days_are_asked_for_as_days(here: Shop) -> None:
    await here.client().orders_under(PO, date(2026, 11, 1), date(2026, 11, 20))
    assert here.wire.asked[-1].url.endswith("?startDate=2026-10-31&endDate=2026-11-21")
