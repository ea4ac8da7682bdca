"""Buyers with limits over one ledger, and parts that cost a cent a piece."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from cache.approval_rules import Standing
from cache.approvals import Approvals
from cache.clock import FixedClock
from cache.drafts import Draft
from cache.people import Person
from cache.purchase_orders import Frozen, read_order
from cache.review import Review
from cache.spending import Rules, rules_of
from tests.cache.desk import ANN, NOON, Desk, Vendor, line, offer, part
from vendors.vocabulary import Offer

CAROL = Person(1003, "carol", "Carol Fay", False)
DAN = Person(1004, "dan", "Dan Orr", False)

# A piece is a cent, so that pieces are cents of a limit.
CENT = offer("RC0603CT-ND", "0.01")
NCNR = offer("RC0603NC-ND", "0.01", ncnr=True)
UNSURE = offer("RC0603UN-ND", "0.01", ncnr=None)
EURO = offer("RC0603EU-ND", "0.01", currency="EUR")
ALL = (CENT, NCNR, UNSURE, EURO)


def limit(**more: str) -> dict[str, object]:
    """A raw table of the settings, for everybody at DigiKey in USD where it says nothing else."""
    return {"buyer": "*", "vendor": "digikey", "currency": "USD", **more}


def rules(*limits: dict[str, object], **approval: object) -> Rules:
    return rules_of(limits, {"approvers": ["carol", "dan"], **approval})


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", *ALL))
    # They take orders in any money.
    vendor.sites = tuple(replace(site, currency=None) for site in vendor.sites)
    return vendor


class Limited(Desk):
    """A buyer's session that knows limits."""

    def __init__(
        self,
        folder: Path,
        vendor: Vendor,
        its: Rules,
        person: Person = ANN,
        clock: FixedClock | None = None,
        inline: bool = True,
    ) -> None:
        super().__init__(folder, vendor, clock, person, inline=inline)
        self.person = person
        self.placing.rules = its
        self.approvals = Approvals(self.ledger, self.clock, person, its)

    async def reviewed(self, quantity: int, its: Offer = CENT) -> Review:
        """A draft of so many pieces, as the order that it would become."""
        (review,) = await self.placing.review(await self.draft(line(its, quantity)))
        return review

    async def placed(self, quantity: int, its: Offer = CENT) -> Review:
        review = await self.reviewed(quantity, its)
        await self.placing.place(review.order_id)
        return review

    async def order(self, order_id: int) -> Frozen:
        found = await self.ledger.read(lambda db: read_order(db, order_id))
        assert found is not None
        return found

    async def audit(self) -> list[tuple[str, str, str]]:
        """What the audit says of approvals: who, what it was, what it became."""
        return await self.ledger.read(
            lambda db: db.execute(
                "SELECT person, was, became FROM audit WHERE what = 'approval' ORDER BY id"
            ).fetchall()
        )


@asynccontextmanager
async def desks(
    folder: Path, its: Rules, *people: Person, inline: bool = True, vendor: Vendor | None = None
) -> AsyncIterator[list[Limited]]:
    """A session of each of these people, with one clock, over one ledger."""
    clock, sells = FixedClock(NOON), vendor or a_vendor()
    async with AsyncExitStack() as stack:
        opened = []
        for person in people:
            desk = Limited(folder, sells, its, person, clock, inline)
            await desk.open()
            stack.push_async_callback(desk.close)
            opened.append(desk)
        yield opened


async def asked(desk: Limited, cents: int = 1200) -> tuple[Review, Draft, int]:
    """An order above the limit, its draft, and the request for it."""
    draft = await desk.draft(line(CENT, cents))
    (review,) = await desk.placing.review(draft)
    request = await desk.approvals.ask(review.order_id, "line 4 stands still")
    return review, draft, request.id


async def approved(desk: Limited, by: Limited, cents: int = 1200) -> tuple[Review, Draft, int]:
    review, draft, request_id = await asked(desk, cents)
    await by.approvals.look(request_id)
    await by.approvals.decide(request_id, True, "")
    return review, draft, request_id


async def standing(desk: Limited, review: Review) -> Standing:
    return await desk.approvals.standing(review.order_id)


def dearer(desk: Limited, price: str) -> None:
    """The vendor asks another price from now on."""
    anew = replace(CENT, breaks=(replace(CENT.breaks[0], unit_price=Decimal(price)),))
    desk.vendor.sells(part("RC0603", anew, *ALL[1:]))


async def again(desk: Limited, draft: Draft) -> Review:
    """Reviewed at the prices of eight minutes later: the vendor is asked for each."""
    desk.clock.advance(8 * 60 + 1)
    (review,) = await desk.placing.review(draft)
    return review
