"""Buyers, sessions and bad luck in any order; what has to hold whatever they do."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cache.drafts import Stale
from cache.files import connect
from cache.people import Person
from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import ANN, BEN, line
from tests.reliability.world import CUT, Plan, Port, Process, Stood, Virtual, World, ledger_says
from vendors.errors import VendorError
from vendors.vocabulary import Answer, Outcome

PEOPLE = (ANN, BEN)
DAY = 86_400.0
# In these the ledger says that nothing of an order is at the vendor.
NOT_THERE = {"reviewed", "not_sent", "rejected", "refused", "not_placed", "void"}
FAST = Path("/dev/shm")

PLANS = [
    Plan(Outcome.ACCEPTED),
    Plan(Outcome.ACCEPTED, shows=600),
    Plan(Outcome.ACCEPTED, shows=2 * DAY),
    Plan(Outcome.ACCEPTED_NO_NUMBER, shows=90),
    Plan(Outcome.NOT_SENT, takes=None),
    Plan(Outcome.REJECTED, takes=None),
    Plan(Outcome.REFUSED, takes=None),
    Plan(Outcome.UNKNOWN, takes=None),  # a fault before the order was taken
    Plan(Outcome.UNKNOWN),  # the same answer, after it
    Plan(Outcome.UNKNOWN, shows=70),
    Plan(Outcome.UNKNOWN, shows=DAY),
    Plan(Outcome.UNKNOWN, shows=2 * DAY),
    Plan(None, shows=DAY),
    Plan(Outcome.UNKNOWN, waits=60),  # a lost answer
    Plan(Outcome.UNKNOWN, takes=None, waits=60),
    Plan(Outcome.UNKNOWN, takes=40, waits=30),  # taken after everybody gave up waiting
    Plan(None),
]
# Seconds after which something else happens: before it is sent, on its way, answered, given up.
THEN = some.sampled_from([0.05, 0.2, 0.5, 3.0, 90.0])


@cache
def template() -> Path:
    """The files of a workstation on which nothing was done yet, made once."""
    folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))

    async def make() -> None:
        world = World(asyncio.get_running_loop())  # type: ignore[arg-type]
        process = Process(folder, world, ANN, random.Random(0))
        await process.desk.open()
        await process.desk.close()

    with asyncio.Runner(loop_factory=Virtual) as runner:
        runner.run(make())
    return folder


class Machine(RuleBasedStateMachine):
    """`seen` counts the states in which orders ended over all examples."""

    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.loop = Virtual()
        self.runner = asyncio.Runner(loop_factory=lambda: self.loop)
        self.folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))
        self.world = World(self.loop)
        self.slots: list[Process | None] = [None, None]
        self.ended: list[Process] = []
        self.drafts: list[int] = []
        # Orders that a person took for not placed while they are, or will be, at the vendor.
        self.mistaken: Counter[str] = Counter()

    # -- sessions

    @initialize(seed=some.integers(0, 2**32), plan=some.sampled_from(PLANS), then=THEN)
    def begin(self, seed: int, plan: Plan, then: float) -> None:
        self.dice = random.Random(seed)
        shutil.copytree(template(), self.folder, dirs_exist_ok=True)
        self.disk = connect(self.folder / "ledger.db", write=False)
        self.start(0)
        self.draft(0, 100)
        self.order(0, 0, plan, then)

    def make(self, person: Person) -> Process:
        return Process(self.folder, self.world, person, self.dice)

    @rule(slot=some.integers(0, 1))
    def start(self, slot: int) -> None:
        if self.alive(slot) is None:
            process = self.slots[slot] = self.make(PEOPLE[slot])
            self.ended.append(process)
            self.runner.run(self._start(process))

    async def _start(self, process: Process) -> None:
        await process.run(process.desk.open())
        if not process.dead:
            # What is due comes when it is due; only what others did is seen less often.
            process.desk.watching.rest = timedelta(hours=3)
            process.begin(process.desk.watching.run(lambda: None))

    def alive(self, slot: int) -> Process | None:
        process = self.slots[slot]
        return None if process is None or process.dead else process

    @rule(slot=some.integers(0, 1), steps=some.integers(1, 30))
    def doom(self, slot: int, steps: int) -> None:
        """It dies at one of its next steps."""
        if process := self.alive(slot):
            process.fuse = steps

    @rule(slot=some.integers(0, 1))
    def kill(self, slot: int) -> None:
        if process := self.alive(slot):
            process.die()

    @rule(slot=some.integers(0, 1))
    def leave(self, slot: int) -> None:
        if process := self.alive(slot):
            self.do(slot, self._leave(process))
            process.die()

    async def _leave(self, process: Process) -> None:
        process.tasks[0].cancel()
        await process.desk.placing.close()

    # -- what buyers do

    @rule(slot=some.integers(0, 1), quantity=some.integers(1, 500))
    def draft(self, slot: int, quantity: int) -> None:
        if process := self.alive(slot):
            made = self.do(slot, process.desk.draft(line(CUT, quantity), line(CUT, 7)))
            if made is not None:
                self.drafts.append(made.id)

    @precondition(lambda self: self.drafts)
    @rule(
        slot=some.integers(0, 1),
        which=some.integers(0, 9),
        plan=some.sampled_from(PLANS),
        then=THEN,
    )
    def order(self, slot: int, which: int, plan: Plan, then: float) -> None:
        """Review, and send."""
        if process := self.alive(slot):
            self.world.plans.append(plan)
            for review in self.review(slot, which):
                process.begin(self._place(process, review))
            self.runner.run(asyncio.sleep(then))

    @precondition(lambda self: self.drafts and self.alive(0) and self.alive(1))
    @rule(which=some.integers(0, 9), plan=some.sampled_from(PLANS), then=THEN)
    def order_together(self, which: int, plan: Plan, then: float) -> None:
        """Two sessions see the same order, and both send it."""
        self.world.plans.append(plan)
        both = [self.review(slot, which) for slot in (0, 1)]
        for slot, reviews in enumerate(both):
            if process := self.alive(slot):
                for review in reviews:
                    process.begin(self._place(process, review))
        self.runner.run(asyncio.sleep(then))

    def review(self, slot: int, which: int) -> list[Review]:
        process = self.alive(slot)
        if process is None:
            return []
        return self.do(slot, self._review(process, self.drafts[which % len(self.drafts)])) or []

    async def _review(self, process: Process, draft_id: int) -> list[Review]:
        desk = process.desk
        return await desk.placing.review(await desk.drafts.open(draft_id))

    async def _place(self, process: Process, review: Review) -> None:
        with contextlib.suppress(Refusal):
            await process.desk.placing.place(review.order_id)

    # -- what a buyer does about an order that is unknown

    @rule(slot=some.integers(0, 1), which=some.integers(0, 9))
    def look(self, slot: int, which: int) -> None:
        process, orders = self.alive(slot), self.says()
        if process and orders:
            self.do(slot, process.desk.reconciling.look(orders[which % len(orders)].id))

    @rule(
        slot=some.integers(0, 1),
        which=some.integers(0, 9),
        careless=some.booleans(),
        then=THEN,
    )
    def say_not_placed(self, slot: int, which: int, careless: bool, then: float) -> None:
        """A person asked the vendor; a careless one did not. Then it goes again."""
        process = self.alive(slot)
        unknown = [one for one in self.says() if one.state == "unknown"]
        if not process or not unknown:
            return
        order = unknown[which % len(unknown)]
        held = self.world.held(order.number)
        if held and not careless:
            return
        reason = "they said so on the telephone"
        self.do(slot, process.desk.reconciling.not_placed(order.id, reason))
        now = next(one for one in self.says() if one.id == order.id)
        if held and now.state != "unknown":
            self.mistaken[order.number] += 1
        for at in range(len(self.drafts)):
            for review in self.review(slot, at):
                if review.number == order.number and not process.dead:
                    process.begin(self._place(process, review))
        self.runner.run(asyncio.sleep(then))

    # -- luck

    @rule(seconds=some.sampled_from([0.1, 1, 6, 30, 100, 700, 8000, DAY]))
    def time_passes(self, seconds: float) -> None:
        self.runner.run(asyncio.sleep(seconds))

    @rule(questions=some.integers(1, 6))
    def fall_silent(self, questions: int) -> None:
        self.world.silent = questions

    def says(self) -> list[Stood]:
        return ledger_says(self.disk) if self.slots[0] is not None else []

    def do(self, slot: int, work: Any) -> Any:
        process = self.slots[slot]
        assert process is not None
        try:
            return self.runner.run(process.run(work))
        except (Refusal, Stale, VendorError):
            return None

    # -- what has to hold

    @invariant()
    def never_twice_never_lost(self) -> None:
        orders = self.says()
        for order in orders:
            again = sum(state in ("rejected", "refused", "not_placed") for state in order.attempts)
            posts = self.world.posts[order.number]
            assert posts <= 1 + again, f"{order} was sent {posts} times"
            held = self.world.held(order.number)
            assert held <= 1 + self.mistaken[order.number], f"{order} is at the vendor {held} times"
            if order.state in NOT_THERE and not self.mistaken[order.number]:
                assert not self.world.held(order.number), f"{order} is at the vendor"
        stray = self.world.posts.keys() - {order.number for order in orders}
        assert not stray, f"{stray} are in no ledger"

    # -- how it ends

    def teardown(self) -> None:
        try:
            if self.slots[0] is not None:
                self._end()
        finally:
            self.world.over = True
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
        self.world.heal()
        self.start(0)
        process = self.slots[0]
        assert process is not None
        self.runner.run(asyncio.sleep(4 * DAY))
        for order in self.says():
            held = self.world.held(order.number)
            self.seen[order.state] += 1
            wanted = {0: NOT_THERE | {"unknown"}, 1: {"accepted"}}.get(held, {"duplicate"})
            assert order.state in wanted, f"{order} is at the vendor {held} times"
            if order.state == "unknown":
                self._close_by_hand(process, order.id, order.number)
        self.never_twice_never_lost()

    def _close_by_hand(self, process: Process, order_id: int, number: str) -> None:
        """Nobody but a person can say that an order does not exist; then it may go again."""
        reconciling = process.desk.reconciling
        self.runner.run(reconciling.not_placed(order_id, "they do not know it"))
        heads = self.runner.run(process.desk.drafts.heads())
        for head in (head for head in heads if head.lines):
            for review in self.runner.run(self._review(process, head.id)):
                if review.number == number:
                    answer: Answer = self.runner.run(process.desk.placing.place(review.order_id))
                    assert answer.outcome is Outcome.ACCEPTED
        assert self.world.held(number) == 1, f"{number} could not be sent again"


class Resends(Port):
    """What a program does that takes no answer for no order."""

    async def create(self, sealed: Any) -> Answer:
        answer = await super().create(sealed)
        return await super().create(sealed) if answer.outcome is Outcome.UNKNOWN else answer


class ResendingMachine(Machine):
    def make(self, person: Person) -> Process:
        process = super().make(person)
        process.port = process.desk.vendor = Resends(self.world, process._step)
        return process


class ForgettingMachine(Machine):
    """What a program does that takes a session that died for one that had sent nothing."""

    def make(self, person: Person) -> Process:
        process = super().make(person)
        placing = process.desk.placing

        async def forget(attempt_ids: list[int], reason: str) -> None:
            def job(db: Any) -> None:
                for attempt_id in attempt_ids:
                    db.execute("UPDATE attempt SET state = 'not_sent' WHERE id = ?", (attempt_id,))
                    db.execute(
                        "UPDATE purchase_order SET state = 'not_sent' WHERE id = "
                        "(SELECT order_id FROM attempt WHERE id = ?)",
                        (attempt_id,),
                    )

            await placing._ledger.write(job)

        placing._orphan = forget  # type: ignore[method-assign]
        return process
