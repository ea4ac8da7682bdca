"""A session that can tell a warehouse of its orders, and orders that it may be told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cache.clock import FixedClock
from cache.inbound import Inbound
from cache.inbound_mapping import Mapped
from cache.inbound_step import TellStep
from cache.people import Person
from cache.services import READ_ONLY
from tests.cache.desk import ANN, Desk, Vendor, line, offer, part
from tests.cache.warehouse import AUSTIN, DIGIKEY, SHELF, Keeper
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")
REEL = offer("RC0603TR-ND", "0.05")
OTHER = offer("LM358-ND", "0.40")
PO = "AC-2026-0001"


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL), part("LM358", OTHER))
    return vendor


class InboundDesk(Desk):
    """`keeper` is the warehouse's system; it is mapped as soon as `mapped` is awaited."""

    def __init__(
        self,
        folder: Path,
        keeper: Keeper,
        vendor: Vendor | None = None,
        clock: FixedClock | None = None,
        person: Person = ANN,
        inline: bool = True,
        environment: str = "sandbox",
    ) -> None:
        super().__init__(folder, vendor or a_vendor(), clock, person, environment, inline)
        self.keeper = keeper
        self.read_only = False
        self.inbound = Inbound(
            *(self.ledger, self.cache, self.orders, self.clock, person, environment),
            why_not=lambda: READ_ONLY if self.read_only else None,
        )
        self.step = TellStep(self.inbound, self.ledger, self.cache, self.clock)
        self.watching.also.append(("inbound", self.step))
        self.inbound.ended = self.inbound.mapping.changed = self.watching.wake

    async def open(self) -> InboundDesk:
        await super().open()
        self.inbound.attach([self.vendor, self.keeper])
        await self.inbound.open(self.session)
        return self

    async def mapped(self) -> None:
        """Everything that an order of these parts needs."""
        skus = [
            Mapped("sku", one.key, one.part)
            for one in await self.inbound.mapping.missing(1)
            if one.kind == "sku"
        ]
        await self.inbound.mapping.confirm(
            [
                Mapped("supplier", "digikey", DIGIKEY.id, DIGIKEY.name),
                Mapped("warehouse", "7001", AUSTIN.id, AUSTIN.name),
                Mapped("place", AUSTIN.id, SHELF.id, SHELF.name),
                *skus,
            ]
        )

    async def steps(self) -> list[tuple[str, str]]:
        """Every step with its state."""
        return await self.ledger.read(
            lambda db: db.execute("SELECT step, state FROM inbound_attempt ORDER BY id").fetchall()
        )

    async def state(self, order_id: int = 1) -> str:
        standing = await self.inbound.standing(order_id)
        return "" if standing is None else standing.row.state

    async def said(self) -> list[tuple[str, str, str, str]]:
        """The audit of inbound orders and mappings: what, was, became, why."""
        return await self.ledger.read(
            lambda db: db.execute(
                "SELECT what, was, became, reason FROM audit WHERE what LIKE 'inbound%' ORDER BY id"
            ).fetchall()
        )


async def accepted(desk: Desk, *lines: object, outcome: Outcome = Outcome.ACCEPTED) -> int:
    """An order of 100 pieces, or of these lines, that the vendor has."""
    number = f"8800{len(desk.vendor.taken) + 1}"
    desk.vendor.answer = Answer(outcome, "", (number,) if outcome is Outcome.ACCEPTED else ())
    draft = await desk.draft(*(lines or (line(CUT),)))  # type: ignore[arg-type]
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    return review.order_id


async def told(folder: Path, keeper: Keeper | None = None) -> tuple[InboundDesk, int]:
    """A session with an order that is accepted and mapped."""
    desk = await InboundDesk(folder, keeper or Keeper()).open()
    order_id = await accepted(desk)
    await desk.mapped()
    return desk, order_id


def named(its: object, **more: object) -> object:
    """The draft line with other terms."""
    return replace(its, **more)  # type: ignore[type-var]
