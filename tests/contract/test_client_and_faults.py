"""The real client at the real sandbox while everything goes wrong that can be made to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.contract.page import rows
from tests.contract.parties import TokensInMemory
from tests.contract.referee import Referee
from tests.contract.shop import SITE, YEAR, Shop, order_of, shop, sold
from vendors.afterwards import ChangeKind, LineChange
from vendors.digikey import DigiKey
from vendors.digikey.apis import AUTHORIZE, TOKEN
from vendors.errors import (
    NoAnswer,
    NotAllowed,
    NotFound,
    TooMany,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Limits
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Answer, Outcome, Packaging

PO: Final = "AC-2026-0001"
ORDERS: Final = "/Ordering/v3/Orders"
ENVELOPES: Final = ("gateway", "service")

# Every fault, and where it is tried below.
ON_ORDERS: Final = {
    "drop-before": (Outcome.UNKNOWN, 0),
    "drop-after": (Outcome.UNKNOWN, 1),
    "lost-answer": (Outcome.UNKNOWN, 1),
    "500-before": (Outcome.UNKNOWN, 0),
    "500-after": (Outcome.UNKNOWN, 1),
    "down": (Outcome.UNKNOWN, 0),
    "expired-token": (Outcome.REFUSED, 0),
    "not-subscribed": (Outcome.REFUSED, 0),
    "429-burst": (Outcome.REFUSED, 0),
    "429-daily": (Outcome.REFUSED, 0),
}
# These break the specification on purpose: nobody judges their answers.
BROKEN: Final = ("garbage", "html", "oversized")
ON_READS: Final = ("expired-token", "not-subscribed", "429-burst", "429-daily", "down", "latency")
OF_THEIR_OWN: Final = (
    "no-number",
    "late-visible",
    "twice",
    "no-agreement-403",
    "no-agreement-empty",
    "broken-off",
    "edge-403",
)


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


async def placed(here: Shop, digikey: DigiKey, number: str = PO) -> Answer:
    """One create; however it ends, the vendor was asked once."""
    before = here.asked(ORDERS)
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(order_of(offer, number=number)))
    assert here.asked(ORDERS) == before + 1
    return answer


def test_every_fault_of_the_sandbox_is_tried() -> None:
    from vendors.sandbox.faults import KINDS

    assert {*ON_ORDERS, *BROKEN, *ON_READS, *OF_THEIR_OWN} == KINDS.keys()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (name, {"envelope": shape} if shape else {})
        for name in ON_ORDERS
        for shape in (ENVELOPES if name in ON_READS else ("",))
    ],
)
async def test_an_order_that_fails_is_known_or_openly_unknown(
    here: Shop, name: str, options: dict[str, str]
) -> None:
    """And what the vendor has of it is found by its PO number, whatever was answered."""
    outcome, orders = ON_ORDERS[name]
    digikey = await here.buyer()
    here.faults.put(name, path=ORDERS, seconds=0.01, **options)
    answer = await placed(here, digikey)
    assert answer.outcome is outcome
    assert answer.vendor_numbers == ()
    assert answer.message
    here.faults.clear()
    assert len(await digikey.find_by_po(PO)) == orders
    if answer.http_status:
        assert answer.request_id
        assert answer.body


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_is_none_is_told(here: Shop, name: str) -> None:
    digikey = await here.buyer(limits=Limits(tries=1, size=1024 * 1024))
    await digikey.make_ready()
    here.faults.put(name, path="/SupplyChain")
    here.wire.trusting = True
    with pytest.raises(Unreadable):
        await digikey.locations()
    here.faults.put(name, path=ORDERS)
    here.wire.trusting = False
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    here.wire.trusting = True
    answer = await digikey.create(digikey.seal(order_of(offer, number=PO)))
    assert answer.outcome is Outcome.UNKNOWN


async def test_an_answer_that_breaks_off_says_nothing_of_the_order(here: Shop) -> None:
    digikey = await here.buyer(limits=Limits(tries=1))
    here.faults.put("broken-off", path=ORDERS)
    here.wire.trusting = True
    answer = await placed(here, digikey)
    assert answer.outcome is Outcome.UNKNOWN
    assert len(await digikey.find_by_po(PO)) == 1
    here.faults.put("broken-off", path="/SupplyChain")
    with pytest.raises(NoAnswer):
        await digikey.locations()


async def test_a_page_of_the_edge_is_no_order_and_no_answer(here: Shop) -> None:
    digikey = await here.buyer(limits=Limits(tries=1))
    here.faults.put("edge-403", path=ORDERS)
    here.wire.trusting = True
    answer = await placed(here, digikey)
    assert answer.outcome is Outcome.REFUSED
    assert answer.vendor_numbers == ()
    assert await digikey.find_by_po(PO) == ()
    here.faults.put("edge-403", path="/SupplyChain")
    with pytest.raises(VendorError):
        await digikey.locations()


async def test_a_number_that_comes_later_is_found_later(here: Shop) -> None:
    digikey = await here.buyer()
    here.faults.put("no-number")
    answer = await placed(here, digikey)
    assert (answer.outcome, answer.vendor_numbers) == (Outcome.ACCEPTED_NO_NUMBER, ())
    assert here.said["SalesOrderId"] == -1
    assert await digikey.find_by_po(PO) == ()
    here.later(minutes=2)
    (number,) = await digikey.find_by_po(PO)
    assert (await digikey.sales_order(number)).number == number


async def test_an_order_that_shows_later_is_found_by_its_po_number(here: Shop) -> None:
    """Order history is no proof that there is no order."""
    digikey = await here.buyer()
    here.faults.put("late-visible", seconds=60)
    answer = await placed(here, digikey)
    assert answer.outcome is Outcome.ACCEPTED
    numbers = {order.po_number for order in (await digikey.orders(*YEAR)).orders}
    assert PO not in numbers
    here.later(minutes=2)
    numbers = {order.po_number for order in (await digikey.orders(*YEAR)).orders}
    assert PO in numbers
    assert await digikey.find_by_po(PO) == answer.vendor_numbers


async def test_an_order_that_was_taken_twice_is_told_of_once_and_found_twice(here: Shop) -> None:
    digikey = await here.buyer()
    here.faults.put("twice")
    answer = await placed(here, digikey)
    assert answer.outcome is Outcome.ACCEPTED
    assert len(answer.vendor_numbers) == 1
    second, first = await digikey.orders_under(PO, *YEAR)
    assert first.number != second.number
    assert [one.number for one in first.sales_orders] == list(answer.vendor_numbers)
    assert [one.ordered for one in first.sales_orders[0].lines] == [
        one.ordered for one in second.sales_orders[0].lines
    ]


async def test_without_an_agreement_there_is_none_either_way(here: Shop) -> None:
    digikey = await here.buyer()
    here.faults.put("no-agreement-403")
    for call in (digikey.locations(), digikey.bonded(), digikey.bonded(SITE)):
        with pytest.raises(NotAllowed):
            await call
    here.faults.clear()
    here.faults.put("no-agreement-empty")
    assert await digikey.bonded() == ()
    assert await digikey.bonded(SITE) == ()
    assert isinstance(await digikey.locations(), tuple)


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_an_expired_token_is_cured_once(here: Shop, envelope: str) -> None:
    digikey = await here.buyer()
    here.faults.put("expired-token", envelope=envelope)
    assert await digikey.locations()
    assert (here.asked("/Locations"), here.asked("/oauth2/token")) == (2, 2)
    here.faults.put("expired-token", times=2, envelope=envelope)
    with pytest.raises(VendorError):
        await digikey.locations()
    assert (here.asked("/Locations"), here.asked("/oauth2/token")) == (4, 3)


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_a_missing_subscription_is_told_and_not_renewed(here: Shop, envelope: str) -> None:
    digikey = await here.buyer()
    here.faults.put("not-subscribed", envelope=envelope)
    with pytest.raises(NotAllowed, match="not subscribed"):
        await digikey.locations()
    assert (here.asked("/Locations"), here.asked("/oauth2/token")) == (1, 1)


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_a_burst_is_waited_for_and_a_day_is_not(here: Shop, envelope: str) -> None:
    digikey = await here.buyer()
    here.faults.put("429-burst", seconds=7, envelope=envelope)
    before = here.clock.monotonic()
    assert await digikey.locations()
    assert here.clock.monotonic() == before + 7
    here.faults.put("429-daily", envelope=envelope)
    with pytest.raises(TooMany) as caught:
        await digikey.locations()
    assert caught.value.daily
    assert caught.value.wait > 60
    assert here.clock.monotonic() == before + 7


@pytest.mark.parametrize("envelope", ENVELOPES)
async def test_a_vendor_that_is_down_is_told_after_its_tries(here: Shop, envelope: str) -> None:
    digikey = await here.buyer()
    here.faults.put("down", envelope=envelope)
    with pytest.raises(VendorDown) as caught:
        await digikey.locations()
    assert caught.value.status == 503
    assert here.asked("/Locations") == 3
    with pytest.raises(VendorError):
        await here.client().signing_in.sign_in_by_itself()


async def test_a_vendor_that_is_slow_is_left_in_time(here: Shop) -> None:
    tokens = TokensInMemory()
    digikey = await here.buyer(tokens=tokens)
    hurried = here.client(tokens, limits=Limits(total=0.5, tries=1))
    here.faults.put("latency", seconds=60)
    with pytest.raises(NoAnswer):
        await hurried.locations()
    here.faults.clear()
    assert await digikey.locations()


# -- everything, once --------------------------------------------------------------------------


Call = Callable[[], Awaitable[Any]]


def endpoint_answers_nothing(endpoint: str) -> bool:
    """Whether its success has no content (204)."""
    return endpoint.startswith("PUT ") and endpoint.endswith("/Schedules")


async def around_a_part(digikey: DigiKey) -> list[Call]:
    number = "LM358DR"
    offers = (await digikey.look_up(number)).offers
    reel = next(one for one in offers if one.packaging is Packaging.DIGI_REEL)
    category = (await digikey.categories())[0].id
    # One whose end was told.
    ended = next(one for one in (await digikey.search("LM358")).parts if one.obsolete)
    return [
        lambda: digikey.reel_price(reel.number, reel.moq),
        lambda: digikey.category(category),
        lambda: digikey.change_notices(ended.offers[0].number),
        lambda: digikey.ways_to_buy(number, 100),
        lambda: digikey.substitutes(number),
        lambda: digikey.other_packagings(number),
        lambda: digikey.associated(number),
        lambda: digikey.recommended(number),
        lambda: digikey.documents(number),
        digikey.makers,
        digikey.categories,
    ]


async def after_an_order(here: Shop, digikey: DigiKey) -> list[Call]:
    """Everything asked about an order that is open, and each of its changes."""
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    pieces = (offer.stock or 0) + 1000 * offer.moq
    order = order_of(offer, number="AC-3", quantity=pieces)
    (number,) = (await digikey.create(digikey.seal(order))).vendor_numbers
    days = (date(2027, 3, 3), date(2027, 4, 7))
    plan = tuple(Schedule(day, count) for day, count in zip(days, (pieces - 50, 50), strict=True))
    line = replace(order.lines[0], terms=LineTerms(schedules=plan))
    later = replace(order, number="AC-4", lines=(line,))
    (planned,) = (await digikey.create(digikey.seal(later))).vendor_numbers
    index = (await digikey.held(planned)).lines[0].schedules[0].index
    changes = (
        LineChange(ChangeKind.BACKORDER, number, "1", quantity=500 * offer.moq),
        LineChange(ChangeKind.QUANTITY, planned, "1", quantity=pieces, schedules=plan),
        LineChange(ChangeKind.SCHEDULES, planned, "1", schedules=plan),
        LineChange(
            ChangeKind.SCHEDULE_DATE, planned, "1", index=index, on=days[1], accept_next=True
        ),
    )
    sealed = [digikey.seal_change(change) for change in changes]
    shipped = next(
        (one.po_number, sale.number)
        for one in (await digikey.orders(*YEAR)).orders
        for sale in one.sales_orders
        if one.po_number and any(line.shipments for line in sale.lines)
    )
    (box, *_) = await digikey.packing_lists(sales_order=shipped[1])
    return [
        lambda: digikey.held(number),
        lambda: digikey.eligible(number),
        *(partial(digikey.send_change, each) for each in sealed),
        lambda: digikey.packing_lists(invoice=box.invoice),
        lambda: digikey.packing_lists(sales_order=shipped[1], pdf=True),
        lambda: digikey.packing_lists(po_number=shipped[0]),
        digikey.accounts,
    ]


async def test_every_endpoint_of_the_page_is_asked_and_answered(here: Shop) -> None:
    """What docs/vendors.md calls tried on the sandbox is tried here, in success and in refusal."""
    digikey = await here.buyer()
    (order,) = (await placed(here, digikey)).vendor_numbers
    sealed = digikey.seal(order_of(sold(await digikey.look_up("LM358MX/NOPB")), number="AC-2"))
    bonded = (await digikey.bonded(SITE))[0].number
    calls: list[Call] = [
        lambda: digikey.search("LM358D"),
        lambda: digikey.look_up("LM358D"),
        lambda: digikey.pricing("LM358D"),
        digikey.locations,
        lambda: digikey.location(SITE),
        lambda: digikey.bonded(SITE),
        lambda: digikey.bonded_part(SITE, bonded),
        digikey.bonded,
        lambda: digikey.orders(*YEAR),
        lambda: digikey.sales_order(order),
        lambda: digikey.find_by_po(PO),
        lambda: digikey.orders_under(PO, *YEAR),
        lambda: digikey.create(sealed),
        *await around_a_part(digikey),
        *await after_an_order(here, digikey),
    ]
    for fault in ("", "not-subscribed", "429-daily", "down"):
        if fault:
            here.faults.put(fault, times=-1)
        for call in calls:
            with suppress(VendorError):
                await call()
        here.faults.clear()
    unknown: list[Call] = [
        lambda: digikey.look_up("no/such#part"),
        lambda: digikey.pricing("no/such#part"),
        lambda: digikey.location("1"),
        lambda: digikey.bonded_part(SITE, "no/such#part"),
        lambda: digikey.sales_order("1"),
        lambda: digikey.held("1"),
        lambda: digikey.eligible("1"),
        lambda: digikey.packing_lists(invoice="1"),
    ]
    for call in unknown:
        with pytest.raises(NotFound):
            await call()

    exercised = here.wire.referee.exercised()
    for row in rows("DigiKey"):
        method, path = row.endpoint.split(" ")
        statuses = {status for m, p, status in exercised if (m, p) == (method, path)}
        wanted = {
            AUTHORIZE: {302},
            TOKEN: {200},
        }.get(path, {204 if endpoint_answers_nothing(row.endpoint) else 200, 401, 429, 503})
        assert statuses >= wanted, f"{row.endpoint}: {sorted(statuses)}"
    assert {path for _, path, status in exercised if status == 404} == {
        "/products/v4/search/{productNumber}/productdetails",
        "/products/v4/search/{productNumber}/pricing",
        "/SupplyChain/v1/BondedQuantity/Locations/{accountId}",
        "/SupplyChain/v1/BondedQuantity/Locations/{accountId}/Products/{partNumber}",
        "/orderstatus/v4/salesorder/{salesOrderId}",
        "/ordermanagement/v2/salesorders/{salesOrderId}",
        "/ordermanagement/v2/salesorders/{salesOrderId}/changeeligibility",
        "/packinglist/v1/invoice/{invoiceId}",
    }
