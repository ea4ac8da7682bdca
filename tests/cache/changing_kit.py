"""An order that the vendor has, and a vendor whose lines can be changed: by word, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from cache.changing import Changing, Prepared
from cache.changing_step import ChangeStep
from cache.clock import FixedClock
from cache.people import Person
from cache.services import READ_ONLY
from tests.cache.desk import ANN, Desk, Vendor, line, offer, part, vendor_line, vendor_order
from vendors.afterwards import (
    ChangeKind,
    Eligible,
    HeldLine,
    HeldOrder,
    HeldSchedule,
    LineChange,
    SealedChange,
)
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")
SALE = "88001"
FIRST, SECOND, THIRD = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def held_line(quantity: int = 100, **more: object) -> HeldLine:
    given: dict[str, object] = {
        "sales_order": SALE,
        "detail": "1",
        "line_id": None,
        "number": "RC0603CT-ND",
        "part": "RC0603",
        "quantity": quantity,
        "backordered": 0,
        "shipped": 0,
        "standard_package": None,
        "schedules": (),
    }
    return HeldLine(**{**given, **more})  # type: ignore[arg-type]


def planned(*plan: tuple[int, date]) -> tuple[HeldSchedule, ...]:
    return tuple(HeldSchedule(at, on, pieces) for at, (pieces, on) in enumerate(plan, 1))


class ChangingVendor(Vendor):
    """Shows `lines` and makes no change by itself; what a test wants made it puts there."""

    def __init__(self) -> None:
        super().__init__()
        self.account = ""
        self.sells(part("RC0603", CUT))
        self.lines: dict[str, HeldLine] = {"1": held_line()}
        self.says: bool | None = True
        self.posted: list[SealedChange] = []
        self.answers = Answer(Outcome.ACCEPTED, "", request_id="r-9", http_status=204)
        self.makes: Callable[[LineChange], None] | None = None
        self.reads: list[str] = []
        self.held_fails: VendorError | None = None

    async def eligible(self, sales_order: str) -> Eligible:
        return Eligible(sales_order, self.says, 1)

    async def held(self, sales_order: str) -> HeldOrder:
        self.reads.append(sales_order)
        if self.held_fails is not None:
            raise self.held_fails
        lines = tuple(one for one in self.lines.values() if one.sales_order == sales_order)
        if not lines:
            raise NotFound("digikey", "DigiKey does not know the sales order")
        return HeldOrder(sales_order, "AC-2026-0001", "USD", "UPS", lines)

    def seal_change(self, change: LineChange) -> SealedChange:
        body = json.dumps([change.kind, change.detail, change.quantity, str(change.on)])
        return SealedChange("digikey", "PATCH", f"/x/{change.sales_order}", body.encode())

    async def send_change(self, sealed: SealedChange) -> Answer:
        if self.before is not None:
            await self.before()
        await asyncio.sleep(0)
        self.posted.append(sealed)
        if self.makes is not None:
            self.makes(quantity(json.loads(sealed.body)[2] or 0))
        return self.answers

    def put(self, detail: str = "1", **more: object) -> None:
        """The vendor's line stands otherwise from now on."""
        self.lines[detail] = replace(self.lines[detail], **more)  # type: ignore[arg-type]


class ChangeDesk(Desk):
    """A session that can change orders. `read_only` as the settings would have it."""

    vendor: ChangingVendor

    def __init__(
        self,
        folder: Path,
        vendor: ChangingVendor,
        clock: FixedClock | None = None,
        person: Person = ANN,
        inline: bool = True,
    ) -> None:
        super().__init__(folder, vendor, clock, person, inline=inline)
        self.read_only = False
        self.changing = Changing(
            *(self.ledger, self.orders, self.clock, person, "sandbox"),
            why_not=lambda: READ_ONLY if self.read_only else None,
        )
        self.step = ChangeStep(self.changing, self.reconciling, self.clock)
        self.watching.also.append(("changes", self.step))
        self.changing.ended = self.watching.wake

    async def open(self) -> ChangeDesk:
        await super().open()
        self.changing.attach([self.vendor])
        await self.changing.open(self.session)
        return self

    async def changes(self) -> list[str]:
        """The state of every change."""
        return await self.ledger.read(
            lambda db: [row[0] for row in db.execute("SELECT state FROM order_change ORDER BY id")]
        )

    async def said(self) -> list[tuple[str, str, str]]:
        """The audit of changes: what it was, what it became, why."""
        return await self.ledger.read(
            lambda db: db.execute(
                "SELECT was, became, reason FROM audit WHERE what LIKE 'change %' ORDER BY id"
            ).fetchall()
        )


def quantity(pieces: int, detail: str = "1", sale: str = SALE) -> LineChange:
    return LineChange(ChangeKind.QUANTITY, sale, detail, quantity=pieces)


async def ordered(desk: Desk, pieces: int = 100) -> int:
    """An order of so many pieces that the vendor has as 88001."""
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "", (SALE,))
    (review,) = await desk.placing.review(await desk.draft(line(CUT, pieces)))
    await desk.placing.place(review.order_id)
    return review.order_id


async def prepared(desk: ChangeDesk, order_id: int, pieces: int = 150) -> Prepared:
    return await desk.changing.prepare(order_id, quantity(pieces))


async def sent(desk: ChangeDesk, pieces: int = 150) -> tuple[int, Answer]:
    """An order of 100 pieces, of which it was asked to be so many."""
    order_id = await ordered(desk)
    change = await prepared(desk, order_id, pieces)
    return order_id, await desk.changing.send(change.id)


def lists(desk: Desk, *pieces: int, sales: str = SALE, order: str = "991") -> None:
    """The vendor's list of orders has so many pieces in one sales order."""
    price = CUT.breaks[0].unit_price
    lines = tuple(replace(vendor_line("RC0603CT-ND", many), total=many * price) for many in pieces)
    whole = vendor_order("AC-2026-0001", order, sales=(sales,), lines=lines)
    total = sum(pieces) * price
    sold = tuple(replace(one, total=total) for one in whole.sales_orders)
    desk.vendor.listed.append(replace(whole, sales_orders=sold))
