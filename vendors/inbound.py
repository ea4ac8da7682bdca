"""What a warehouse's system knows of goods that are to come, and how it is told.

Vendor-neutral. An inbound order says what comes, from whom, into which warehouse; it orders
nothing. Quantities are pieces, money is `Decimal` in the order's currency, instants are UTC. `None`
means that it was not said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable

from vendors.vocabulary import Address, Answer

_NOWHERE = Address()


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whom goods come from, as the warehouse's system knows them."""

    id: str
    name: str
    address: Address = _NOWHERE


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A building that an inbound order goes to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StockPlace:
    """A place within a warehouse where received goods are put."""

    id: str
    name: str
    warehouse_id: str


@dataclass(frozen=True, slots=True)
class StockItem:
    """A product as the warehouse's system knows it, under its SKU. `other_names`: UPC, aliases."""

    sku: str
    name: str
    active: bool | None = None
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnHand:
    """Pieces of one SKU, in one place or warehouse."""

    sku: str
    on_hand: int
    available: int | None = None
    place_id: str = ""
    warehouse_id: str = ""


class InboundState(StrEnum):
    """How far an inbound order is. The value is stored; OTHER is a word that is not documented."""

    DRAFT = "draft"
    OPEN = "open"
    RECEIVING = "receiving"
    RECEIVED = "received"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class InboundLine:
    """One SKU that is to come. `received` and `rejected` are None where that is not said.

    `on_hand` is what lies of it in the warehouse; None where nobody asked for that.
    """

    sku: str
    quantity: int
    supplier_part: str = ""
    cost: Decimal | None = None
    received: int | None = None
    rejected: int | None = None
    on_hand: int | None = None


@dataclass(frozen=True, slots=True)
class InboundPlan:
    """What an inbound order is to say. `reference` is our PO number.

    `payment_terms` and `payment_status` are words of the system's lists; empty: not said.
    """

    reference: str
    supplier_id: str
    warehouse_id: str
    currency: str
    lines: tuple[InboundLine, ...]
    ordered_on: date | None = None
    expected_on: date | None = None
    payment_terms: str = ""
    payment_status: str = ""
    carrier: str = ""
    tracking: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InboundOrder:
    """An inbound order as the system keeps it.

    `number` is the one it gave by itself, `status_text` its own word for `state`. `plan` is what it
    says now; in a list some of that is missing, and then `whole` is False.
    """

    id: str
    number: str
    state: InboundState
    status_text: str
    plan: InboundPlan
    supplier_name: str = ""
    created_at: datetime | None = None
    changed_at: datetime | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """Pieces of one SKU that came, into one place. At least one of the two is more than 0."""

    sku: str
    place_id: str
    received: int
    rejected: int = 0
    lot: str = ""
    expires: date | None = None


class InboundStep(StrEnum):
    """One thing that is told. The value is stored.

    REPLACE only while it is a draft; DETAILS (dates, carrier, tracking, payment) only while it is
    open; RECEIVE only from open on, and twice is not the same as once.
    """

    CREATE = "create"
    REPLACE = "replace"
    STATE = "state"
    DETAILS = "details"
    RECEIVE = "receive"


@dataclass(frozen=True, slots=True)
class SealedStep:
    """A step made ready to send: the very request, so that what is stored is what is sent.

    `inbound_id` is empty of CREATE alone.
    """

    vendor: str
    step: InboundStep
    reference: str
    inbound_id: str
    path: str
    body: bytes


class InboundPaper(StrEnum):
    """The papers that the system makes of an inbound order."""

    ORDER = "order"
    RECEIVED = "received"


@runtime_checkable
class InboundKeeper(Protocol):
    """A warehouse's system. Raises `vendors.errors.VendorError`; `send_step` never raises."""

    async def suppliers(self, name: str = "") -> tuple[Supplier, ...]:
        """All of them, or those whose name holds `name`."""
        ...

    async def warehouses(self) -> tuple[Warehouse, ...]: ...

    async def places(self) -> tuple[StockPlace, ...]: ...

    async def items(self, *, sku: str = "", name: str = "") -> tuple[StockItem, ...]:
        """Products by SKU or by a piece of their name; all of them where neither is said."""
        ...

    async def on_hand(self, sku: str = "") -> tuple[OnHand, ...]: ...

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        """Every inbound order under our PO number (compared trimmed, any case), each whole."""
        ...

    async def inbound(self, inbound_id: str) -> InboundOrder:
        """One of them, whole, as it stands. Raises NotFound."""
        ...

    async def inbound_since(self, since: date) -> tuple[InboundOrder, ...]:
        """Those made on that day or later, as a list says them: not `whole`."""
        ...

    def seal_create(self, plan: InboundPlan) -> SealedStep:
        """The request that makes a draft of it. Sends nothing. Raises Invalid."""
        ...

    def seal_replace(self, inbound_id: str, plan: InboundPlan) -> SealedStep: ...

    def seal_state(self, inbound_id: str, reference: str, state: InboundState) -> SealedStep: ...

    def seal_details(self, inbound_id: str, plan: InboundPlan) -> SealedStep: ...

    def seal_receive(
        self, inbound_id: str, reference: str, receipts: tuple[Receipt, ...]
    ) -> SealedStep: ...

    async def send_step(self, sealed: SealedStep) -> Answer:
        """Send `sealed` once. Never retried, never raises.

        Of an accepted CREATE the answer's `vendor_numbers` are the new one's id and number.
        """
        ...

    async def paper(self, inbound_id: str, which: InboundPaper) -> bytes:
        """A PDF. Raises NotFound, and Invalid where its state has no such paper."""
        ...
