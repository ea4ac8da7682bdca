"""The true client's orders at the true sandbox, held against what was sent: only what differs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

import pytest
import pytest_asyncio

from cache.comparing import Sent
from cache.confirming import confirm, differences
from cache.people import Buyer
from cache.purchase_orders import Content, Frozen, FrozenLine
from tests.contract.referee import Referee
from tests.contract.shop import NOW, SITE, YEAR, Shop, shop, sold
from vendors.buying import price_of
from vendors.digikey import DigiKey
from vendors.vocabulary import Address, Location, Offer, Outcome, Packaging, Part, VendorOrder

PO: Final = "AC-2026-0100"
BUYER: Final = Buyer("Acme", "555-0100", "ann@acme.example")


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


class Basket(NamedTuple):
    """A client, and lines of every kind: cut, reel, Digi-Reel, a supplier's, bonded."""

    digikey: DigiKey
    lines: tuple[FrozenLine, ...]

    async def order(self, *lines: FrozenLine) -> Frozen:
        """Sent as the program sends it: a frozen order of `lines`, or of all there are."""
        (site,) = [one for one in await self.digikey.locations() if one.customer_id == SITE]
        kept = lines or self.lines
        numbered = tuple(one._replace(line_no=at) for at, one in enumerate(kept, 1))
        content = Content("digikey", site, "USD", numbered, (), NOW)
        order = Frozen(
            *(1, PO, False, "sandbox", None, "accepted", 1, content, (), "ann", "Ann Ito", NOW)
        )
        await self.digikey.make_ready()
        answer = await self.digikey.create(self.digikey.seal(order.to_send(BUYER)))
        assert answer.outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER), answer.message
        return order

    async def listed(self, number: str = PO) -> tuple[VendorOrder, ...]:
        return await self.digikey.orders_under(number, *YEAR)

    async def differing(self, order: Frozen) -> list[tuple[str, int | None]]:
        found = differences(order, await self.listed(order.number))
        return [(one.what, one.line_no) for one in found]


def of(part: Part, offer: Offer, quantity: int, price: Decimal | None = None) -> FrozenLine:
    return FrozenLine(
        *(1, "", offer.number, part.number, part.maker, part.description, str(offer.packaging)),
        *(offer.packaging_text, quantity, price or price_of(offer, quantity), offer.fee),
        *(offer.stock, offer.ncnr, offer.tariff, offer.marketplace, None),
    )


def packed(part: Part, packaging: Packaging) -> Offer:
    return next(one for one in part.offers if one.packaging is packaging and one.breaks)


@pytest_asyncio.fixture
async def basket(here: Shop) -> Basket:
    digikey = await here.buyer()
    chip, theirs = await digikey.look_up("LM358MX/NOPB"), await digikey.look_up("LM358P")
    resistor = await digikey.look_up("RC0603FR-0710KL")
    cut, reel, digi = (
        packed(resistor, one) for one in (Packaging.CUT_TAPE, Packaging.REEL, Packaging.DIGI_REEL)
    )
    assert digi.fee > 0
    rows = await digikey.bonded(SITE)
    row = next(one for one in rows if one.unit_price and (one.reserve or 0) >= one.minimum)
    kept = await digikey.look_up(row.number)
    bonded = next(one for one in kept.offers if one.number == row.number)
    lines = (
        of(resistor, cut, 137),
        of(resistor, reel, reel.moq * 2),
        of(resistor, digi, 250),
        of(chip, sold(chip), 25),
        of(theirs, supplied := sold(theirs, marketplace=True), supplied.moq),
        of(kept, replace(bonded, fee=Decimal(0)), row.minimum, row.unit_price)._replace(
            bonded_customer_id=SITE, stock=None
        ),
    )
    return Basket(digikey, lines)


async def test_nothing_differs_from_the_first_answer_to_the_last_parcel(
    here: Shop, basket: Basket
) -> None:
    order = await basket.order()
    (listed,) = await basket.listed()
    assert len(listed.sales_orders) == 2
    states = set()
    for hours in (0, 1, 6, 24, 72, 24 * 14):
        here.later(hours=hours)
        found = await basket.listed()
        assert differences(order, found) == []
        confirmation = confirm(Sent.of(order), found, {})
        assert confirmation is not None
        assert confirmation.confirmed
        states.add(found[0].status)
    assert "Delivered" in states
    assert len(states) > 2


async def test_a_price_that_is_not_the_vendors_is_the_one_difference(basket: Basket) -> None:
    cut, reel, *_ = basket.lines
    assert cut.unit_price is not None
    stale = cut._replace(unit_price=cut.unit_price + Decimal("0.00017"))
    order = await basket.order(reel, stale)
    (one,) = differences(order, await basket.listed())
    assert (one.what, one.line_no) == ("price", 2)
    assert Decimal(one.ours) - Decimal(one.theirs) == Decimal("0.00017")


async def test_a_fee_that_was_not_reviewed_is_charged_beyond_the_lines(basket: Basket) -> None:
    digi = basket.lines[2]
    order = await basket.order(digi._replace(fee=Decimal(0)))
    (one,) = differences(order, await basket.listed())
    assert one.what == "charges"
    charged, expected = (Decimal(text.split()[0]) for text in (one.theirs, one.ours))
    assert charged - expected == digi.fee


async def test_what_stock_had_promised_and_is_backordered_differs_until_it_left(
    here: Shop, basket: Basket
) -> None:
    resistor = await basket.digikey.look_up("RC0603FR-0710KL")
    reel = packed(resistor, Packaging.REEL)
    assert reel.stock is not None
    waiting = reel.moq - reel.stock % reel.moq
    wanted = reel.stock + waiting
    # The stock of a moment ago, of which somebody else bought some.
    promised = of(resistor, reel, wanted)._replace(stock=wanted)
    order = await basket.order(basket.lines[3], promised)
    here.later(hours=1)
    (one,) = differences(order, await basket.listed())
    assert (one.what, one.line_no) == ("date", 2)
    assert one.theirs == f"{waiting} backordered, no date yet"
    here.later(weeks=52)
    await basket.digikey.signing_in.sign_in_by_itself()
    assert await basket.differing(order) == []


async def test_an_order_that_was_taken_twice_rings_and_is_all_there_twice(
    here: Shop, basket: Basket
) -> None:
    here.faults.put("twice")
    order = await basket.order(*basket.lines[:2])
    numbers = tuple(
        one.number for found in await basket.listed() for one in found.sales_orders if one.number
    )
    assert len(numbers) == 2
    rung = order._replace(state="duplicate", vendor_numbers=numbers)
    assert await basket.differing(rung) == [("twice", None), ("quantity", 1), ("quantity", 2)]


async def test_what_is_not_shown_yet_is_not_confirmed_and_does_not_differ(
    here: Shop, basket: Basket
) -> None:
    here.faults.put("late-visible", seconds=300)
    order = await basket.order()
    before = confirm(Sent.of(order), await basket.listed(), {})
    assert before is not None
    assert (before.listed, before.confirmed, before.differences) == (False, False, ())
    here.later(seconds=301)
    after = confirm(Sent.of(order), await basket.listed(), {})
    assert after is not None
    assert after.confirmed


def sent_as(found: VendorOrder) -> Frozen:
    """The order that we would have sent, had it been ours: every line from stock."""
    lines = [line for one in found.sales_orders for line in one.lines]
    kept = tuple(
        FrozenLine(
            *(at, "", line.number, line.part, "", "", "cut", "", line.ordered or 100),
            *(line.unit_price, Decimal(0), 10**9, False, False, False, None),
        )
        for at, line in enumerate(lines, 1)
    )
    ship_to = Location(found.customer_id, None, None, Address())
    content = Content("digikey", ship_to, found.currency, kept, (), NOW)
    return Frozen(
        *(1, PO, False, "sandbox", None, "accepted", 1, content, (), "ann", "Ann Ito", NOW)
    )


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("P26-0410", None),  # in work
        ("P26-0407", None),  # part of it has left
        ("P26-0398", "date"),  # scheduled for one day
        ("4500198333", "date"),  # in two releases
        ("P26-0380", "date"),  # in five, the first of which has left
        ("P26-0396", "quantity"),  # canceled
    ],
)
async def test_orders_that_were_there_differ_in_what_became_of_them(
    basket: Basket, number: str, what: str | None
) -> None:
    (found,) = await basket.listed(number)
    order = sent_as(found)
    said = differences(order, [found])
    assert {one.what for one in said} <= {what, "charges"}
    assert [one.line_no for one in said if one.what != "charges"] == [
        line.line_no for line in order.content.lines if what
    ]
    if what == "quantity":
        assert all(one.theirs == "0: canceled" for one in said)
