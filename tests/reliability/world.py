"""A simulated workstation: time that jumps, a vendor that takes whatever it is sent, processes
that die.

What is simulated is the clock, the wire and the death of a process. Placing, reconciling, the
ledger and the locks are the true ones; the stores run inline, so that a step is a step.
"""

from __future__ import annotations

import asyncio
import fcntl
import random
import selectors
import sqlite3
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cache.people import Person
from cache.sessions import SessionLock
from tests.cache.desk import NOON, PLANT, Desk, Vendor, offer, part
from vendors.contract import Sealed
from vendors.errors import VendorDown
from vendors.vocabulary import (
    Answer,
    BondedStock,
    Location,
    OrderPage,
    Outcome,
    Part,
    SalesOrder,
    VendorLine,
    VendorOrder,
)

T = TypeVar("T")

CUT = offer("RC0603CT-ND", "0.10")


class Stuck(Exception):
    """Nobody has anything to do, ever again, and somebody waits."""


class _Jump(selectors.SelectSelector):
    """Waits for nothing: the time that would have been waited has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout is None:
            raise Stuck
        if not found and timeout:
            self.passed += timeout
        return found


class Virtual(asyncio.SelectorEventLoop):
    """A loop whose seconds cost nothing: it jumps to the next thing that is due."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.passed


class VirtualClock:
    """The clock of everybody in the simulation."""

    def __init__(self, loop: Virtual) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Plan(NamedTuple):
    """What becomes of one create. `takes`: seconds until the order exists, None: never.

    `shows`: seconds after that until a question finds it. `answers`: what is said after `waits`
    seconds; None: the client breaks.
    """

    answers: Outcome | None
    takes: float | None = 0.0
    shows: float = 0.0
    waits: float = 0.2


class _Kept(NamedTuple):
    order: VendorOrder
    shows_at: float


class World:
    """The vendor. It knows no idempotency: what it takes twice, it has twice."""

    def __init__(self, loop: Virtual) -> None:
        self.loop = loop
        self.clock = VirtualClock(loop)
        self.plans: deque[Plan] = deque()
        self.posts: Counter[str] = Counter()
        self.silent = 0
        self.over = False
        self._kept: list[_Kept] = []
        self._coming: Counter[str] = Counter()

    def held(self, number: str) -> int:
        """Orders under `number` that exist or will."""
        return self._coming[number] + sum(one.order.po_number == number for one in self._kept)

    def known(self, number: str) -> list[VendorOrder]:
        """Orders under `number` that a question finds now."""
        now = self.loop.time()
        return [
            one.order
            for one in self._kept
            if one.order.po_number.casefold() == number.casefold() and one.shows_at <= now
        ]

    def everything(self) -> list[VendorOrder]:
        now = self.loop.time()
        return [one.order for one in self._kept if one.shows_at <= now]

    def heal(self) -> None:
        """From here on nothing goes wrong that has not gone wrong yet."""
        self.plans.clear()
        self.silent = 0

    def ask(self) -> None:
        """Raises VendorDown where the vendor does not answer questions now."""
        if self.silent:
            self.silent -= 1
            raise VendorDown("digikey", "DigiKey does not answer", status=503)

    async def create(self, sealed: Sealed) -> Answer:
        plan = self.plans.popleft() if self.plans else Plan(Outcome.ACCEPTED)
        if plan.answers is Outcome.NOT_SENT:
            return Answer(Outcome.NOT_SENT, "nobody there")
        self.posts[sealed.number] += 1
        sales = f"{88_000 + sum(self.posts.values())}"
        if plan.takes is not None:
            self._coming[sealed.number] += 1
            # By the vendor's own time, whether or not anybody still waits for an answer.
            self.loop.call_later(plan.takes, self._take, sealed, sales, plan.shows)
        await asyncio.sleep(plan.waits)
        if plan.answers is None:
            raise RuntimeError("the client broke")
        numbers = (sales,) if plan.answers is Outcome.ACCEPTED else ()
        return Answer(plan.answers, "words", numbers, "req", 200, "{}")

    def _take(self, sealed: Sealed, sales: str, shows: float) -> None:
        number, _, currency, said = sealed.body.decode().split("|")
        lines = []
        for one in said.split(";"):
            line_id, offer_number, rest = one.split(":")
            quantity, price = rest.split("@")
            lines.append(_line(line_id, offer_number, int(quantity), Decimal(price)))
        order = VendorOrder(
            vendor="digikey",
            number=f"99100{sales}",
            po_number=number,
            customer_id="7001",
            entered_at=self.clock.now(),
            currency=currency,
            status="Processing",
            status_text="",
            sales_orders=(
                SalesOrder(sales, "Processing", "", "", None, currency, tuple(lines), PLANT),
            ),
        )
        self._coming[number] -= 1
        self._kept.append(_Kept(order, self.loop.time() + shows))


def _line(line_id: str, number: str, quantity: int, price: Decimal) -> VendorLine:
    return VendorLine(
        line_no=int(line_id),
        number=number,
        part="RC0603",
        description="",
        packaging_text="",
        ordered=quantity,
        shipped=0,
        backordered=0,
        unit_price=price,
        total=quantity * price,
        customer_reference="",
        line_id=None,
    )


class Port(Vendor):
    """The vendor as one process reaches it: every call is a step of that process."""

    def __init__(self, world: World, step: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.world = world
        self._step = step
        self.sells(part("RC0603", CUT))

    async def create(self, sealed: Sealed) -> Answer:
        return await self._passed(self.world.create(sealed))

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        found = await self.orders_under(po_number, date.min, date.max)
        return tuple(sales.number for order in found for sales in order.sales_orders)

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        await self._step()
        self.world.ask()
        await asyncio.sleep(0.1)
        found = self.world.known(po_number)
        await self._step()
        return tuple(one for one in found if since <= one.entered_at.date() <= until)

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = 25
    ) -> OrderPage:
        await self._step()
        self.world.ask()
        found = self.world.everything() if page == 1 else []
        await self._step()
        return OrderPage(tuple(found), len(self.world.everything()))

    async def look_up(self, number: str) -> Part:
        return await self._passed(super().look_up(number))

    async def locations(self) -> tuple[Location, ...]:
        return await self._passed(super().locations())

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        return await self._passed(super().bonded(customer_id))

    async def _passed(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            await self._step()
        except BaseException:
            call.close()
            raise
        answer = await call
        await self._step()
        return answer


class Crash(BaseException):
    """The process is dead: nothing that it would do happens."""


class Mortal(SessionLock):
    """The locks of a process that may be killed while it holds them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held: list[Any] = []
        self._dead = False

    def alone(self, what: str) -> Any:
        return self._lock(super().alone(what))

    def ended(self, name: str) -> Any:
        return self._lock(super().ended(name))

    def _lock(self, manager: Any) -> Any:
        if self._dead:
            # What was about to begin when it died does not begin.
            raise Crash
        self._held.append(manager)
        return manager

    def die(self) -> None:
        """The kernel lets go of all of them. The files stay."""
        self._dead = True
        frames = [manager.gen.gi_frame for manager in self._held]
        held = [frame.f_locals.get("descriptor", -1) for frame in frames if frame is not None]
        for descriptor in (self._descriptor, *held):
            if descriptor >= 0:
                fcntl.flock(descriptor, fcntl.LOCK_UN)


class Process:
    """One session of one person. It may die between any two steps; then only its disk is left."""

    def __init__(self, folder: Path, world: World, person: Person, dice: random.Random) -> None:
        self.world = world
        self.port = Port(world, self._step)
        self.desk = Desk(folder, self.port, world.clock, person)  # type: ignore[arg-type]
        self.desk.lock = Mortal
        self.dead = False
        self.fuse: int | None = None
        self.tasks: list[asyncio.Task[Any]] = []
        self._dice = dice
        self._died = asyncio.Event()
        for store in (self.desk.ledger, self.desk.cache):
            store.write = self._as_step(store.write)  # type: ignore[method-assign]
            store.read = self._as_step(store.read)  # type: ignore[method-assign]

    def _as_step(self, call: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
        async def stepped(job: object) -> T:
            await self._step()
            answer = await call(job)
            await self._step()
            return answer

        return stepped

    async def _step(self) -> None:
        """Others may come in between; and here it ends, if it is to end here."""
        if self.fuse is not None and not self.dead:
            self.fuse -= 1
            if self.fuse <= 0:
                self.die()
        if not self.dead:
            await asyncio.sleep(self._dice.choice((0, 0, 0.001)))
        if self.dead:
            if not self.world.over:
                # A dead process neither goes on nor breaks off.
                await asyncio.Event().wait()
            raise Crash

    def die(self) -> None:
        """As a kill does: the kernel lets go of its lock, and nothing else happens."""
        self.dead = True
        self._died.set()
        session = getattr(self.desk, "session", None)
        if session is not None:
            session.die()

    async def run(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Let it do `work`; None where it died over it."""
        task = asyncio.ensure_future(work)
        death = asyncio.ensure_future(self._died.wait())
        await asyncio.wait({task, death}, return_when=asyncio.FIRST_COMPLETED)
        death.cancel()
        if task.done() and not self.dead:
            return task.result()
        self.tasks.append(task)
        return None

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Let it do `work` beside everything else."""
        task = self.world.loop.create_task(work)
        self.tasks.append(task)
        return task

    def close_files(self) -> None:
        """What the kernel does for a process that has ended."""
        for store in (self.desk.ledger, self.desk.cache):
            for connection in (
                store._writing,
                store._drawing,
                *store._readers._open,
                *(one for asker in store._askers for one in asker._readers._open),
            ):
                if connection is not None:
                    connection.close()
        session = getattr(self.desk, "session", None)
        if session is not None:
            # Of its lock it let go when it died; the descriptor would outlive every example.
            session.close()


class Stood(NamedTuple):
    """An order in the ledger, and its attempts' states."""

    id: int
    number: str
    state: str
    attempts: tuple[str, ...]


def ledger_says(db: sqlite3.Connection) -> list[Stood]:
    """What stands on the disk, read past every process."""
    attempts: dict[int, list[str]] = {}
    for order_id, state in db.execute("SELECT order_id, state FROM attempt ORDER BY n"):
        attempts.setdefault(order_id, []).append(state)
    return [
        Stood(*row, tuple(attempts.get(row[0], ())))
        for row in db.execute("SELECT id, number, state FROM purchase_order ORDER BY id")
    ]
