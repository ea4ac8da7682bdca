"""A simulated warehouse: what it is told may be lost, late, or done without a word.

As in tests/reliability/world.py the clock, the wire and the death of a process are simulated; the
saga, the ledger and the locks are the true ones.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from cache.people import Person
from tests.cache.inbound_kit import InboundDesk, a_vendor
from tests.cache.warehouse import Book, Keeper
from tests.reliability.world import Mortal, Process, Virtual, VirtualClock
from vendors.errors import VendorDown
from vendors.inbound import InboundOrder, InboundState, InboundStep, SealedStep
from vendors.vocabulary import Answer, Outcome


class Fate(NamedTuple):
    """What becomes of one step. `takes`: seconds until it is done, None: never.

    `shows`: seconds after that until a question finds what it made. `answers`: what is said after
    `waits` seconds, where it is not simply done; None: the client breaks.
    """

    answers: Outcome | None
    takes: float | None = 0.0
    shows: float = 0.0
    waits: float = 0.2


class Dock:
    """The warehouse. It knows no idempotency: what it is told twice, it does twice."""

    def __init__(self, loop: Virtual) -> None:
        self.loop = loop
        self.clock = VirtualClock(loop)
        self.book = Book()
        self.fates: deque[Fate] = deque()
        self.posts: Counter[tuple[str, str]] = Counter()
        self.silent = 0
        self.over = False
        self._coming: Counter[str] = Counter()
        self._shows_at: dict[str, float] = {}

    def held(self, reference: str) -> int:
        """Inbound orders under `reference` that were made, or will be, whatever became of them."""
        return self._coming[reference] + len(self.book.under(reference))

    def live(self, reference: str) -> int:
        return self._coming[reference] + len(self.book.live(reference))

    def heal(self) -> None:
        """From here on nothing goes wrong that has not gone wrong yet."""
        self.fates.clear()
        self.silent = 0

    def ask(self) -> None:
        if self.silent:
            self.silent -= 1
            raise VendorDown("shipstation", "ShipStation does not answer", status=500)

    def shown(self) -> list[InboundOrder]:
        now = self.loop.time()
        every = self.book.orders.values()
        return [one for one in every if self._shows_at.get(one.id, 0.0) <= now]

    async def send(self, sealed: SealedStep) -> Answer:
        fate = self.fates.popleft() if self.fates else Fate(Outcome.ACCEPTED)
        if fate.answers is Outcome.NOT_SENT:
            return Answer(Outcome.NOT_SENT, "nobody there")
        self.posts[sealed.reference, str(sealed.step)] += 1
        done = None
        if fate.takes == 0.0:
            done = self._do(sealed, fate.shows)
        elif fate.takes is not None:
            if sealed.step is InboundStep.CREATE:
                self._coming[sealed.reference] += 1
            # In the warehouse's own time, whether or not anybody still waits for an answer.
            self.loop.call_later(fate.takes, self._do, sealed, fate.shows, True)
        await asyncio.sleep(fate.waits)
        if fate.answers is None:
            raise RuntimeError("the client broke")
        if fate.answers is Outcome.ACCEPTED and done is not None:
            return done
        return Answer(fate.answers, "words")

    def _do(self, sealed: SealedStep, shows: float, late: bool = False) -> Answer:
        if late and sealed.step is InboundStep.CREATE:
            self._coming[sealed.reference] -= 1
        answer = self.book.apply(sealed.body)
        for number in answer.vendor_numbers[:1]:
            self._shows_at[number] = self.loop.time() + shows
        return answer

    def cancelled(self, reference: str) -> None:
        """Somebody there cancels one that is not finished."""
        for one in self.book.live(reference)[-1:]:
            if one.state in (InboundState.DRAFT, InboundState.OPEN):
                state = InboundState.CANCELLED
                self.book.put(one.id, state=state, status_text=str(state))


class Door(Keeper):
    """The warehouse as one process reaches it: every call is a step of that process."""

    def __init__(self, dock: Dock, step: Callable[[], Awaitable[None]]) -> None:
        super().__init__(dock.book)
        self.dock = dock
        self._step = step

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        wanted = reference.casefold()
        found = await self._shown()
        return tuple(one for one in found if one.plan.reference.casefold() == wanted)

    async def inbound(self, inbound_id: str) -> InboundOrder:
        found = {one.id: one for one in await self._shown()}
        if inbound_id not in found:
            return await super().inbound("none")
        return found[inbound_id]

    async def _shown(self) -> list[InboundOrder]:
        await self._step()
        self.dock.ask()
        await asyncio.sleep(0.1)
        found = self.dock.shown()
        await self._step()
        return found

    async def send_step(self, sealed: SealedStep) -> Answer:
        await self._step()
        answer = await self.dock.send(sealed)
        await self._step()
        return answer


class InboundProcess(Process):
    """One session that tells the warehouse. It may die between any two steps."""

    desk: InboundDesk

    def __init__(self, folder: Path, dock: Dock, person: Person, dice: random.Random) -> None:
        self.world = dock  # type: ignore[assignment]
        clock: Any = dock.clock
        self.desk = InboundDesk(folder, Door(dock, self._step), a_vendor(), clock, person)
        self.desk.lock = Mortal
        self.dead = False
        self.fuse: int | None = None
        self.tasks: list[asyncio.Task[Any]] = []
        self._dice = dice
        self._died = asyncio.Event()
        for store in (self.desk.ledger, self.desk.cache):
            store.write = self._as_step(store.write)  # type: ignore[method-assign, assignment]
            store.read = self._as_step(store.read)  # type: ignore[method-assign, assignment]
