"""A warehouse's system in memory, with a life of its own: it makes what it is told, twice too.

It holds to what the facts say of ShipStation's: a draft may be written anew, details are told only
while it is open, goods are received from open on, and a cancelled one is not found to be none.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cache.facts import facts, facts_text
from vendors.errors import NotFound, VendorError
from vendors.inbound import (
    InboundLine,
    InboundOrder,
    InboundPaper,
    InboundPlan,
    InboundState,
    InboundStep,
    OnHand,
    Receipt,
    SealedStep,
    StockItem,
    StockPlace,
    Supplier,
    Warehouse,
)
from vendors.vocabulary import Answer, Outcome

DIGIKEY, OTHER = Supplier("se-s1", "DigiKey"), Supplier("se-s2", "Digital Keys Inc")
AUSTIN = Warehouse("se-w1", "Austin plant")
SHELF = StockPlace("se-l1", "Shelf A", "se-w1")
ITEMS = (
    StockItem("RC0603", "RES 10K 0603", active=True),
    StockItem("CPN-10K", "Resistor 10k", active=True, other_names=("RC0603",)),
    StockItem("OLD-RC0603", "RES 10K", active=False),
)
MADE = datetime(2026, 3, 2, tzinfo=UTC)

_AFTER = {
    InboundState.DRAFT: {InboundState.OPEN, InboundState.CANCELLED},
    InboundState.OPEN: {InboundState.CANCELLED, InboundState.CLOSED},
    InboundState.RECEIVING: {InboundState.CLOSED},
    InboundState.RECEIVED: {InboundState.CLOSED},
}


class Book:
    """The warehouse's own book. `apply` does what a request says, however often it comes."""

    def __init__(self) -> None:
        self.orders: dict[str, InboundOrder] = {}
        self.came: Counter[str] = Counter()

    def apply(self, body: bytes) -> Answer:
        said = json.loads(body)
        step = InboundStep(said["step"])
        self.came[str(step)] += 1
        if step is InboundStep.CREATE:
            return self._make(_plan(said))
        order = self.orders.get(said["id"])
        if order is None:
            return Answer(Outcome.REJECTED, "no such purchase order", http_status=404)
        words = self._put(order, step, said)
        if words:
            return Answer(Outcome.REJECTED, words, http_status=400)
        return Answer(Outcome.ACCEPTED, "", request_id="req-s", http_status=200, body="{}")

    def _make(self, plan: InboundPlan) -> Answer:
        number = len(self.orders) + 1
        order = InboundOrder(
            f"se-{number}",
            f"0302-{number:02}",
            InboundState.DRAFT,
            "draft",
            _fresh(plan),
            created_at=MADE,
        )
        self.orders[order.id] = order
        return Answer(Outcome.ACCEPTED, "", (order.id, order.number), "req-s", 200, "{}")

    def _put(self, order: InboundOrder, step: InboundStep, said: dict[str, Any]) -> str:
        match step:
            case InboundStep.REPLACE:
                if order.state is not InboundState.DRAFT:
                    return "only a draft can be replaced"
                order = replace(order, plan=_fresh(_plan(said)))
            case InboundStep.STATE:
                state = InboundState(said["state"])
                if state not in _AFTER.get(order.state, set()):
                    return f"invalid_status: {order.state} to {state}"
                order = replace(order, state=state, status_text=str(state))
            case InboundStep.DETAILS:
                if order.state is not InboundState.OPEN:
                    return "only an open one takes details"
                order = replace(order, plan=_with_details(order.plan, _plan(said)))
            case InboundStep.RECEIVE:
                if order.state not in (InboundState.OPEN, InboundState.RECEIVING):
                    return f"invalid_status: {order.state}"
                order = _received(order, facts(Receipt, json.dumps(said["receipts"])) or ())
        self.orders[order.id] = order
        return ""

    def put(self, inbound_id: str, **more: Any) -> None:
        """Somebody at the warehouse did this."""
        self.orders[inbound_id] = replace(self.orders[inbound_id], **more)

    def under(self, reference: str) -> list[InboundOrder]:
        wanted = reference.strip().casefold()
        return [
            one for one in self.orders.values() if one.plan.reference.strip().casefold() == wanted
        ]

    def live(self, reference: str) -> list[InboundOrder]:
        return [one for one in self.under(reference) if one.state is not InboundState.CANCELLED]


class Sealing:
    """How the requests of this warehouse's system look."""

    name = "shipstation"

    def seal_create(self, plan: InboundPlan) -> SealedStep:
        return _sealed(InboundStep.CREATE, plan.reference, "", plan=_text(plan))

    def seal_replace(self, inbound_id: str, plan: InboundPlan) -> SealedStep:
        return _sealed(InboundStep.REPLACE, plan.reference, inbound_id, plan=_text(plan))

    def seal_state(self, inbound_id: str, reference: str, state: InboundState) -> SealedStep:
        return _sealed(InboundStep.STATE, reference, inbound_id, state=str(state))

    def seal_details(self, inbound_id: str, plan: InboundPlan) -> SealedStep:
        return _sealed(InboundStep.DETAILS, plan.reference, inbound_id, plan=_text(plan))

    def seal_receive(
        self, inbound_id: str, reference: str, receipts: tuple[Receipt, ...]
    ) -> SealedStep:
        said = json.loads(facts_text(receipts))
        return _sealed(InboundStep.RECEIVE, reference, inbound_id, receipts=said)


class Keeper(Sealing):
    """What it says of its lists is what a test puts there. `asked` and `sent` tell what came."""

    def __init__(self, book: Book | None = None) -> None:
        self.book = book or Book()
        self.asked: list[str] = []
        self.sent: list[SealedStep] = []
        self.fails: VendorError | None = None
        self.before: Callable[[], Awaitable[None]] | None = None
        self.after: Callable[[], Awaitable[None]] | None = None
        # What is answered instead, one after the other; True: though it was done.
        self.answers: deque[tuple[Answer, bool]] = deque()
        # Orders that exist and are not shown yet.
        self.hidden: set[str] = set()
        self.stock: tuple[StockItem, ...] = ITEMS

    async def suppliers(self, name: str = "") -> tuple[Supplier, ...]:
        every = (OTHER, DIGIKEY)
        return tuple(one for one in every if name.casefold() in one.name.casefold())

    async def warehouses(self) -> tuple[Warehouse, ...]:
        return (Warehouse("se-w2", "Cork"), AUSTIN)

    async def places(self) -> tuple[StockPlace, ...]:
        return (SHELF, StockPlace("se-l2", "Shelf B", "se-w1"), StockPlace("se-l9", "X", "se-w2"))

    async def items(self, *, sku: str = "", name: str = "") -> tuple[StockItem, ...]:
        self.asked.append(f"items {sku or name}")
        if sku:
            return tuple(one for one in self.stock if sku.casefold() in one.sku.casefold())
        return tuple(one for one in self.stock if name.casefold() in one.name.casefold())

    async def on_hand(self, sku: str = "") -> tuple[OnHand, ...]:
        return ()

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        await self._ask(f"under {reference}")
        return tuple(one for one in self.book.under(reference) if one.id not in self.hidden)

    async def inbound(self, inbound_id: str) -> InboundOrder:
        await self._ask(f"one {inbound_id}")
        if inbound_id not in self.book.orders or inbound_id in self.hidden:
            raise NotFound("shipstation", "ShipStation does not know that purchase order")
        return self.book.orders[inbound_id]

    async def inbound_since(self, since: date) -> tuple[InboundOrder, ...]:
        return tuple(self.book.orders.values())

    async def send_step(self, sealed: SealedStep) -> Answer:
        if self.before is not None:
            await self.before()
        await asyncio.sleep(0)
        self.sent.append(sealed)
        instead, done = self.answers.popleft() if self.answers else (None, True)
        answer = self.book.apply(sealed.body) if done else None
        if self.after is not None:
            await self.after()
        chosen = instead or answer
        assert chosen is not None
        return chosen

    async def paper(self, inbound_id: str, which: InboundPaper) -> bytes:
        await self._ask(f"paper {which}")
        return b"%PDF-1.4 \xff\x00"

    async def _ask(self, what: str) -> None:
        self.asked.append(what)
        await asyncio.sleep(0)
        if self.fails is not None:
            raise self.fails

    @property
    def steps(self) -> list[str]:
        """The steps that came, in order."""
        return [str(one.step) for one in self.sent]


def lost(*, done: bool) -> tuple[Answer, bool]:
    """No answer comes, whether or not it was done."""
    return Answer(Outcome.UNKNOWN, "no answer came"), done


def _text(plan: InboundPlan) -> Any:
    return json.loads(facts_text([plan]))


def _plan(said: dict[str, Any]) -> InboundPlan:
    (plan,) = facts(InboundPlan, json.dumps(said["plan"])) or ()
    return plan


def _sealed(step: InboundStep, reference: str, inbound_id: str, **said: Any) -> SealedStep:
    body = json.dumps({"step": str(step), "id": inbound_id, "reference": reference, **said})
    return SealedStep("shipstation", step, reference, inbound_id, f"/po/{step}", body.encode())


def _fresh(plan: InboundPlan) -> InboundPlan:
    lines = tuple(replace(line, received=0, rejected=0) for line in plan.lines)
    return replace(plan, lines=lines)


def _with_details(plan: InboundPlan, told: InboundPlan) -> InboundPlan:
    names = ("ordered_on", "expected_on", "payment_terms", "payment_status", "carrier")
    said = {name: getattr(told, name) for name in (*names, "tracking", "note")}
    return replace(plan, **{name: value for name, value in said.items() if value})


def _received(order: InboundOrder, receipts: tuple[Receipt, ...]) -> InboundOrder:
    came: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for receipt in receipts:
        came[receipt.sku] += receipt.received
        refused[receipt.sku] += receipt.rejected
    lines = tuple(_add(line, came[line.sku], refused[line.sku]) for line in order.plan.lines)
    whole = all((line.received or 0) >= line.quantity for line in lines)
    state = InboundState.RECEIVED if whole else InboundState.RECEIVING
    plan = replace(order.plan, lines=lines)
    return replace(order, plan=plan, state=state, status_text=str(state))


def _add(line: InboundLine, came: int, refused: int) -> InboundLine:
    received, rejected = (line.received or 0) + came, (line.rejected or 0) + refused
    return replace(line, received=received, rejected=rejected)
