"""One buyer's session over real files, and a vendor in memory that does only what it is told."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from cache.bonded import Bonded
from cache.catalogue import Catalogue
from cache.clock import FixedClock
from cache.completing import Completing
from cache.confirming import Confirming
from cache.drafts import Draft, DraftLine, Drafts
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.morning import Morning
from cache.orders import Orders
from cache.people import Person
from cache.placing import Placing
from cache.reconciling import Reconciling
from cache.resolving import Resolving
from cache.schema import CACHE, CACHE_ID
from cache.sessions import SessionLock
from cache.store import Store
from cache.watching import Watching
from vendors.contract import Sealed
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import (
    Address,
    Answer,
    BondedStock,
    Location,
    Offer,
    OrderPage,
    Outcome,
    Packaging,
    Part,
    PriceBreak,
    PurchaseOrder,
    SalesOrder,
    VendorLine,
    VendorOrder,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN = Person(1001, "ann", "Ann Ito", False)
BEN = Person(1002, "ben", "Ben Roy", False)
PLANT = Address("Dock 4", "Acme", "1 Plant Rd", "", "Austin", "TX", "78701", "US")
SITES = (
    Location("7001", False, "USD", PLANT),
    Location("7002", True, "USD", replace(PLANT, line1="2 Quay", city="Cork", country="IE")),
)


def part(number: str, *offers: Offer, backorder: bool | None = True) -> Part:
    return Part(
        maker="Yageo",
        number=number,
        description="RES 10K",
        detail="",
        status="Active",
        category="Resistors",
        offers=offers,
        lead_weeks=12,
        backorder_allowed=backorder,
    )


def offer(
    number: str,
    price: str = "0.10",
    *,
    packaging: Packaging = Packaging.CUT_TAPE,
    stock: int | None = 10_000,
    moq: int = 1,
    multiple: int = 1,
    maximum: int | None = None,
    currency: str = "USD",
    fee: str = "0",
    ncnr: bool | None = False,
    tariff: bool | None = False,
    marketplace: bool = False,
) -> Offer:
    return Offer(
        vendor="digikey",
        number=number,
        packaging=packaging,
        packaging_text=str(packaging),
        stock=stock,
        moq=moq,
        multiple=multiple,
        breaks=(PriceBreak(moq, Decimal(price)),),
        currency=currency,
        fee=Decimal(fee),
        maximum=maximum,
        ncnr=ncnr,
        tariff=tariff,
        marketplace=marketplace,
    )


def bonded_row(number: str, price: str | None = "0.05", minimum: int = 1000) -> BondedStock:
    return BondedStock(
        customer_id="7002",
        number=number,
        part=number.removesuffix("-B"),
        customer_part="ACME-1",
        maker="Yageo",
        description="RES 10K",
        packaging_text="Tape & Reel (TR)",
        unit_price=None if price is None else Decimal(price),
        reserve=5000,
        backorder_reserve=0,
        minimum=minimum,
        standard_package=1000,
        non_cancelable=True,
        ncnr_signed=None,
        ncnr_quantity=None,
        lead_weeks=10,
        country="CN",
    )


class Vendor:
    """Takes every order it is sent, twice too if it is: it knows no idempotency."""

    name = "digikey"

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.stock: dict[str, BondedStock] = {}
        self.sites: tuple[Location, ...] = SITES
        self.taken: list[str] = []
        self.listed: list[VendorOrder] = []
        self.asked: list[str] = []
        self.spans: list[tuple[date, date]] = []
        self.answer = Answer(Outcome.ACCEPTED, "thank you", ("88001",), "req-1", 200, "{}")
        self.down: VendorError | None = None
        self.find_fails: VendorError | None = None
        self.before: Callable[[], Awaitable[None]] | None = None
        self.page_size = 25

    def sells(self, *parts: Part) -> None:
        for one in parts:
            for its in one.offers:
                self.parts[its.number] = one

    async def look_up(self, number: str) -> Part:
        self.asked.append(number)
        await asyncio.sleep(0)
        if self.down is not None:
            raise self.down
        if number not in self.parts:
            raise NotFound("digikey", "no such part")
        return self.parts[number]

    async def locations(self) -> tuple[Location, ...]:
        return self.sites

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        return tuple(self.stock.values())

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        if self.down is not None:
            raise self.down
        if number not in self.stock:
            raise NotFound("digikey", "no such row")
        return self.stock[number]

    def seal(self, order: PurchaseOrder) -> Sealed:
        lines = [f"{x.line_id}:{x.number}:{x.quantity}@{x.unit_price}" for x in order.lines]
        body = f"{order.number}|{order.customer_id}|{order.currency}|{';'.join(lines)}"
        return Sealed("digikey", order.number, body.encode())

    async def make_ready(self) -> None:
        if self.down is not None:
            raise self.down

    async def create(self, sealed: Sealed) -> Answer:
        if self.before is not None:
            await self.before()
        await asyncio.sleep(0)
        self.taken.append(sealed.body.decode())
        return self.answer

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        if self.find_fails is not None:
            raise self.find_fails
        wanted = po_number.casefold()
        return tuple(
            one.number
            for order in self.listed
            if order.po_number.strip().casefold() == wanted
            for one in order.sales_orders
        )

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        self.spans.append((since, until))
        if self.find_fails is not None:
            raise self.find_fails
        wanted = po_number.strip().casefold()
        return tuple(
            order
            for order in self.listed
            if order.po_number.strip().casefold() == wanted
            and since <= order.entered_at.date() <= until
        )

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        self.spans.append((since, until))
        size = min(page_size, self.page_size)
        return OrderPage(tuple(self.listed[(page - 1) * size : page * size]), len(self.listed))

    async def sales_order(self, number: str) -> SalesOrder:
        raise NotFound("digikey", number)


class Desk:
    """Everything of one session. `open` first, `close` last; `kill` leaves as a crash does."""

    lock = SessionLock

    def __init__(
        self,
        folder: Path,
        vendor: Vendor,
        clock: FixedClock | None = None,
        person: Person = ANN,
        environment: str = "sandbox",
        inline: bool = True,
    ) -> None:
        self.vendor = vendor
        self.clock = clock or FixedClock(NOON)
        self._sessions = folder / "sessions"
        self.ledger = Store(
            folder / "ledger.db",
            journal="rollback",
            schema=LEDGER,
            application_id=LEDGER_ID,
            inline=inline,
        )
        self.cache = Store(
            folder / "cache.db",
            journal="wal",
            schema=CACHE,
            application_id=CACHE_ID,
            inline=inline,
        )
        self.catalogue = Catalogue(self.cache, self.clock)
        self.bonded = Bonded(self.cache, self.clock)
        self.orders = Orders(self.ledger, self.cache, self.clock, person)
        self.confirming = Confirming(self.ledger, self.cache, self.orders, self.clock, person)
        self.morning = Morning(self.ledger, self.cache, self.clock, person, environment)
        self.drafts = Drafts(self.ledger, self.clock, person)
        self.resolving = Resolving(
            self.cache, self.catalogue, self.bonded, self.drafts, self.clock, person
        )
        self.completing = Completing(self.cache, self.catalogue, self.clock, person)
        self.placing = Placing(
            self.ledger,
            self.catalogue,
            self.bonded,
            self.orders,
            self.clock,
            person,
            environment,
        )
        self.placing.settle = self.resolving.settle
        self.reconciling = Reconciling(
            self.ledger, self.cache, self.orders, self.placing, self.clock, person
        )
        self.left: int | None = None
        self.watching = Watching(
            self.ledger,
            self.cache,
            self.orders,
            self.placing,
            self.reconciling,
            self.clock,
            lambda _: self.left,
        )
        self.placing.ended = self.watching.wake

    async def open(self) -> Desk:
        self._sessions.mkdir(exist_ok=True)
        await self.ledger.open()
        await self.cache.open()
        for service in (self.catalogue, self.bonded, self.orders, self.placing, self.reconciling):
            service.attach([self.vendor])
        await self.bonded.refresh()
        self.session = self.lock(self._sessions)
        self.drafts.leases.open(self.session)
        await self.placing.open(self.session)
        self.reconciling.open(self.session)
        return self

    async def close(self) -> None:
        await self.placing.close()
        await self.kill()

    async def kill(self) -> None:
        self.session.close()
        await self.ledger.close()
        await self.cache.close()

    async def draft(self, *lines: DraftLine, ship_to: str | None = "7001") -> Draft:
        """A draft as it is stored, which no session has: any may review it."""
        draft = await self.drafts.new()
        draft.lines = list(lines)
        draft.customer_id = ship_to
        await self.drafts.save(draft)
        await self.drafts.leases.give_back(draft.id)
        return draft

    async def states(self) -> list[tuple[str, str]]:
        """Number and state of every order, as the ledger has them."""
        return await self.ledger.read(
            lambda db: db.execute("SELECT number, state FROM purchase_order ORDER BY id").fetchall()
        )

    async def attempts(self) -> list[str]:
        return await self.ledger.read(
            lambda db: [row[0] for row in db.execute("SELECT state FROM attempt ORDER BY id")]
        )


def line(
    its: Offer, quantity: int = 100, *, of: str = "RC0603", price: str | None = "same"
) -> DraftLine:
    """A draft line for an offer as it stands. `price`: what it cost when it was drafted."""
    unit = its.breaks[0].unit_price if price == "same" else Decimal(price) if price else None
    return DraftLine(
        id=uuid.uuid4().hex,
        vendor=its.vendor,
        number=its.number,
        part=of,
        maker="Yageo",
        description="RES 10K",
        packaging=str(its.packaging),
        packaging_text=its.packaging_text,
        quantity=quantity,
        unit_price=unit,
        currency=its.currency,
        fee=its.fee,
        moq=its.moq,
        multiple=its.multiple,
        maximum=its.maximum,
        breaks=its.breaks,
        stock=its.stock,
        ncnr=its.ncnr,
        tariff=its.tariff,
        marketplace=its.marketplace,
        bonded_customer_id=None,
        priced_at=NOON,
    )


def bonded_line(row: BondedStock, quantity: int = 1000) -> DraftLine:
    its = offer(row.number, str(row.unit_price or 0), stock=None, tariff=None)
    return replace(
        line(its, quantity, of=row.part), bonded_customer_id=row.customer_id, moq=row.minimum
    )


def vendor_order(
    po_number: str,
    number: str = "9910000375186108",
    *,
    sales: tuple[str, ...] = ("88001",),
    status: str = "Processing",
    lines: tuple[VendorLine, ...] = (),
    entered_at: datetime = NOON,
) -> VendorOrder:
    return VendorOrder(
        vendor="digikey",
        number=number,
        po_number=po_number,
        customer_id="7001",
        entered_at=entered_at,
        currency="USD",
        status=status,
        status_text="being worked on",
        sales_orders=tuple(
            SalesOrder(
                number=one,
                status=status,
                status_text="",
                ship_method="UPS Ground",
                total=Decimal("10.00"),
                currency="USD",
                lines=lines,
                ship_to=PLANT,
                po_number=po_number,
                order_number=number,
            )
            for one in sales
        ),
    )


def vendor_line(
    number: str = "RC0603CT-ND", ordered: int = 100, shipped: int = 0, line_id: str | None = None
) -> VendorLine:
    return VendorLine(
        line_no=1,
        number=number,
        part="RC0603",
        description="RES 10K",
        packaging_text="Cut Tape (CT)",
        ordered=ordered,
        shipped=shipped,
        backordered=0,
        unit_price=Decimal("0.10"),
        total=Decimal("10.00"),
        customer_reference="",
        line_id=line_id,
    )
