"""Sessions, people, a warehouse and bad luck in any order; what has to hold whatever they do."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cache.files import connect
from cache.inbound import InboundSaid
from cache.inbound_schema import NOT_MADE
from cache.people import Person
from cache.places import Refusal
from tests.cache.desk import ANN, BEN, line
from tests.cache.inbound_kit import CUT, accepted
from tests.reliability.inbound_world import Dock, Fate, InboundProcess
from tests.reliability.machine import DAY, FAST
from tests.reliability.world import Virtual
from vendors.errors import VendorError
from vendors.inbound import InboundState, Receipt
from vendors.vocabulary import Outcome

PEOPLE = (ANN, BEN)
ORDERS = {1: "AC-2026-0001", 2: "AC-2026-0002"}
FATES = [
    Fate(Outcome.ACCEPTED),
    Fate(Outcome.ACCEPTED, shows=90),
    Fate(Outcome.ACCEPTED, shows=400),
    Fate(Outcome.NOT_SENT, takes=None),
    Fate(Outcome.REJECTED, takes=None),
    Fate(Outcome.REFUSED, takes=None),
    Fate(Outcome.UNKNOWN, takes=None),  # lost on its way there
    Fate(Outcome.UNKNOWN),  # lost on its way back
    Fate(Outcome.UNKNOWN, shows=70),
    Fate(Outcome.UNKNOWN, shows=DAY),
    Fate(Outcome.UNKNOWN, takes=30),  # done after everybody gave up
    Fate(Outcome.UNKNOWN, takes=1000),
    Fate(None, takes=None),
    Fate(None),
    Fate(Outcome.UNKNOWN, waits=60),
]
THEN = some.sampled_from([0.0, 0.05, 0.3, 2.0, 100.0])
SLOT, ORDER = some.integers(0, 1), some.sampled_from(sorted(ORDERS))


@cache
def template() -> Path:
    """Files in which two orders are accepted and everything is mapped."""
    folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))

    async def make() -> None:
        dock = Dock(asyncio.get_running_loop())  # type: ignore[arg-type]
        process = InboundProcess(folder, dock, ANN, random.Random(0))
        await process.desk.open()
        for quantity in (100, 7):
            await accepted(process.desk, line(CUT, quantity))
        await process.desk.mapped()
        await process.desk.close()

    with asyncio.Runner(loop_factory=Virtual) as runner:
        runner.run(make())
    return folder


class InboundMachine(RuleBasedStateMachine):
    """`seen` counts in which states inbound orders ended over all examples."""

    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.loop = Virtual()
        self.runner = asyncio.Runner(loop_factory=lambda: self.loop)
        self.folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))
        self.dock = Dock(self.loop)
        self.slots: list[InboundProcess | None] = [None, None]
        self.ended: list[InboundProcess] = []
        # How often a person said of an order that none was made while one was, or will be.
        self.mistaken: Counter[str] = Counter()
        self.cancelled: Counter[str] = Counter()

    # -- sessions

    @initialize(
        seed=some.integers(0, 2**32),
        fate=some.sampled_from(FATES),
        then=THEN,
        came=some.sampled_from([None, *FATES]),
    )
    def begin(self, seed: int, fate: Fate, then: float, came: Fate | None) -> None:
        self.dice = random.Random(seed)
        shutil.copytree(template(), self.folder, dirs_exist_ok=True)
        self.disk = connect(self.folder / "ledger.db", write=False)
        self.start(0)
        self.tell(0, 1, fate, then)
        if came is not None:
            # A warehouse that was told in peace, so that goods are received in every storm.
            self.tell(0, 2, Fate(Outcome.ACCEPTED), 5.0)
            self.receive(0, 2, 5, came, then)

    def make(self, person: Person) -> InboundProcess:
        return InboundProcess(self.folder, self.dock, person, self.dice)

    @rule(slot=SLOT)
    def start(self, slot: int) -> None:
        if self.alive(slot) is None:
            process = self.slots[slot] = self.make(PEOPLE[slot])
            self.ended.append(process)
            self.runner.run(self._start(process))

    async def _start(self, process: InboundProcess) -> None:
        await process.run(process.desk.open())
        if not process.dead:
            process.desk.watching.rest = timedelta(hours=3)
            process.begin(process.desk.watching.run(lambda: None))

    def alive(self, slot: int) -> InboundProcess | None:
        process = self.slots[slot]
        return None if process is None or process.dead else process

    @rule(slot=SLOT, steps=some.integers(1, 40))
    def doom(self, slot: int, steps: int) -> None:
        """It dies at one of its next steps."""
        if process := self.alive(slot):
            process.fuse = steps

    @rule(slot=SLOT)
    def kill(self, slot: int) -> None:
        if process := self.alive(slot):
            process.die()

    # -- what people do

    @rule(slot=SLOT, order=ORDER, fate=some.sampled_from(FATES), then=THEN)
    def tell(self, slot: int, order: int, fate: Fate, then: float) -> None:
        if process := self.alive(slot):
            self.dock.fates.append(fate)
            self._begin(process, process.desk.inbound.make(order))
            self.runner.run(asyncio.sleep(then))

    @precondition(lambda self: self.alive(0) and self.alive(1))
    @rule(order=ORDER, fate=some.sampled_from(FATES), then=THEN)
    def tell_together(self, order: int, fate: Fate, then: float) -> None:
        self.dock.fates.append(fate)
        for process in self.slots:
            if process is not None:
                self._begin(process, process.desk.inbound.make(order))
        self.runner.run(asyncio.sleep(then))

    @rule(slot=SLOT, order=ORDER, tracking=some.sampled_from(["1Z1", "1Z2"]), then=THEN)
    def change(self, slot: int, order: int, tracking: str, then: float) -> None:
        if process := self.alive(slot):
            said = InboundSaid(tracking=tracking)
            self._begin(process, process.desk.inbound.change(order, said))
            self.runner.run(asyncio.sleep(then))

    @rule(
        slot=SLOT,
        order=ORDER,
        pieces=some.integers(1, 60),
        fate=some.sampled_from(FATES),
        then=THEN,
    )
    def receive(self, slot: int, order: int, pieces: int, fate: Fate, then: float) -> None:
        if process := self.alive(slot):
            self.dock.fates.append(fate)
            came = [Receipt("RC0603", "se-l1", pieces)]
            self._begin(process, process.desk.inbound.receive(order, came, "more came"))
            self.runner.run(asyncio.sleep(then))

    @rule(slot=SLOT, order=ORDER, careless=some.booleans(), then=THEN)
    def say_that_none_was_made(self, slot: int, order: int, careless: bool, then: float) -> None:
        """A person looked at the warehouse's list; a careless one did not."""
        process, number = self.alive(slot), ORDERS[order]
        live = self.dock.live(number)
        if process and (careless or not live):
            before = self._creates(number)
            self.do(slot, process.desk.inbound.make_anew(order, "not in their list"))
            if live and self._creates(number) > before:
                self.mistaken[number] += 1
            self.runner.run(asyncio.sleep(then))

    @rule(slot=SLOT, order=ORDER, made=some.booleans())
    def settle(self, slot: int, order: int, made: bool) -> None:
        if process := self.alive(slot):
            self.do(slot, self._settle(process, order, made))

    async def _settle(self, process: InboundProcess, order: int, made: bool) -> None:
        inbound = process.desk.inbound
        standing = await inbound.standing(order)
        for one in standing.attempts if standing is not None else ():
            if one.can_settle:
                await inbound.settle_receipt(order, one.id, made, "counted the shelf")

    # -- luck

    @rule(seconds=some.sampled_from([0.1, 1, 6, 30, 100, 700, 8000, DAY]))
    def time_passes(self, seconds: float) -> None:
        self.runner.run(asyncio.sleep(seconds))

    @rule(questions=some.integers(1, 6))
    def fall_silent(self, questions: int) -> None:
        self.dock.silent = questions

    @rule(order=ORDER)
    def somebody_there_cancels(self, order: int) -> None:
        self.dock.cancelled(ORDERS[order])

    def do(self, slot: int, work: Any) -> Any:
        process = self.slots[slot]
        assert process is not None
        try:
            return self.runner.run(process.run(work))
        except (Refusal, VendorError):
            return None

    def _begin(self, process: InboundProcess, work: Coroutine[Any, Any, Any]) -> None:
        async def told() -> None:
            with contextlib.suppress(Refusal, VendorError):
                await work

        process.begin(told())

    # -- what has to hold

    def _attempts(self, number: str, step: str) -> list[str]:
        rows = self.disk.execute(
            "SELECT its.state FROM inbound_attempt AS its JOIN inbound ON inbound.id = inbound_id "
            "WHERE reference = ? AND step = ?",
            (number, step),
        )
        return [state for (state,) in rows]

    def _creates(self, number: str) -> int:
        return self._attempts(number, "create").count("not_made")

    @invariant()
    def never_twice(self) -> None:
        if self.slots[0] is None:
            return
        for number in ORDERS.values():
            creates = self._attempts(number, "create")
            over = sum(state in NOT_MADE for state in creates)
            posts = self.dock.posts[number, "create"]
            assert posts <= 1 + over, f"{number} was made {posts} times: {creates}"
            live = self.dock.live(number)
            assert live <= 1 + self.mistaken[number], f"{number} is there {live} times"
            received = self._attempts(number, "receive")
            posts = self.dock.posts[number, "receive"]
            sent = [one for one in received if one not in ("prepared", "not_sent")]
            assert posts <= len(sent), f"{number} was received {posts} times: {received}"
            if any(state in ("not_sent", "rejected", "refused") for state in creates):
                there = len(creates) - over
                held = self.dock.held(number)
                most = there + self._creates(number) + creates.count("gone")
                assert held <= most, f"{number} is there {held} times: {creates}"

    # -- how it ends

    def teardown(self) -> None:
        try:
            if self.slots[0] is not None:
                self._end()
        finally:
            self.dock.over = True
            # What the dead still had to say is of no interest.
            self.loop.set_exception_handler(lambda *_: None)
            self.runner.close()
            # A runner that ran nothing does not know its loop yet.
            self.loop.close()
            for process in self.ended:
                process.close_files()
            if self.slots[0] is not None:
                self.disk.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        """The storm is over: the next session finds out what can be found out."""
        for slot in (0, 1):
            self.kill(slot)
        self.dock.heal()
        self.start(0)
        process = self.slots[0]
        assert process is not None
        self.runner.run(asyncio.sleep(3 * DAY))
        for order, number in ORDERS.items():
            row = self._row(order)
            if row is None:
                continue
            self.seen[row[0]] += 1
            if self._waits_for_the_shelf(number):
                self.seen["receipt unknown"] += 1
                self.runner.run(self._settle(process, order, True))
                self.runner.run(asyncio.sleep(10))
            self.runner.run(self._by_hand(process, order, number))
        self.never_twice()

    def _row(self, order: int) -> tuple[str, str] | None:
        row: tuple[str, str] | None = self.disk.execute(
            "SELECT state, waits FROM inbound WHERE order_id = ?", (order,)
        ).fetchone()
        return row

    def _waits_for_the_shelf(self, number: str) -> bool:
        return "unknown" in self._attempts(number, "receive")

    async def _by_hand(self, process: InboundProcess, order: int, number: str) -> None:
        """A person brings each to its end: nothing is stuck, and there is one."""
        inbound = process.desk.inbound
        made = await inbound.make(order)
        if made.state in ("unknown", "gone", "cancelled"):
            made = await inbound.make_anew(order, "looked at their list")
        live = self.dock.live(number)
        if live > 1:
            assert made.state == "twice", f"{number} is there {live} times, and is {made.state}"
            return
        ended = (
            *(InboundState.OPEN, InboundState.RECEIVING, InboundState.RECEIVED),
            InboundState.CLOSED,
        )
        assert (made.state in ended, live) == (True, 1), f"{number} is {made}, {live} are there"


class Forgets(InboundMachine):
    """What a program does that takes a session that died for one that had sent nothing."""

    def make(self, person: Person) -> InboundProcess:
        process = super().make(person)
        inbound = process.desk.inbound

        async def forget(attempt_ids: list[int], reason: str) -> None:
            def job(db: sqlite3.Connection) -> None:
                for attempt_id in attempt_ids:
                    db.execute(
                        "UPDATE inbound_attempt SET state = 'not_sent' WHERE id = ?", (attempt_id,)
                    )

            await inbound._ledger.write(job)

        inbound._orphan = forget  # type: ignore[method-assign]
        return process


class Resends(InboundMachine):
    """What a program does that takes no answer for a no."""

    def make(self, person: Person) -> InboundProcess:
        process = super().make(person)
        keeper: Any = process.desk.keeper
        send = keeper.send_step

        async def again(sealed: Any) -> Any:
            answer = await send(sealed)
            return await send(sealed) if answer.outcome is Outcome.UNKNOWN else answer

        keeper.send_step = again
        return process
