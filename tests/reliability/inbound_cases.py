"""A warehouse told of an order and of goods that came, and what a later session makes of it.

Each is a process of its own; what they say lies in files of the run's folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from cache.inbound import Inbound
from cache.places import Refusal
from cache.sending import NotWritten
from tests.cache.desk import ANN, BEN
from tests.cache.inbound_kit import PO, InboundDesk, accepted
from tests.reliability.buyer import LEDGER_FILE
from tests.reliability.cases import be_traced
from tests.reliability.inbound_far import FarKeeper
from tests.reliability.wire import Moments
from vendors.inbound import InboundKeeper, InboundStep, Receipt, SealedStep
from vendors.vocabulary import Answer

ORDER = 1
CAME = (Receipt("RC0603", "se-l1", 40),)
# How many may be there for each state that a step can be found in; '' where nothing was begun.
_THERE = {
    "": {0},
    "not_sent": {0},
    "unknown": {0, 1},
    "accepted": {1},
    "seen": {1},
}


class MarksTooLate(Inbound):
    """Wrong on purpose: the disk learns that a step was sent only after it was."""

    async def _mark_sent(self, attempt_id: int) -> None:
        self._late = attempt_id

    async def _post(self, keeper: InboundKeeper, sealed: SealedStep) -> Answer:
        answer = await super()._post(keeper, sealed)
        await super()._mark_sent(self._late)
        return answer


class Run(NamedTuple):
    """One run: its folder, the warehouse's socket, the name its book has there.

    `fatal`: at which moment of the wire the process is killed, from 1; 0: none.
    """

    folder: Path
    socket: Path
    name: str
    fatal: int = 0
    inbound: type[Inbound] = Inbound

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER_FILE

    @property
    def reached(self) -> list[str]:
        return _text(self.folder / "reached").splitlines()

    @property
    def said(self) -> str:
        """What the one who told the warehouse was told; empty where it was killed before."""
        return _text(self.folder / "said")

    @property
    def verdict(self) -> Verdict:
        text = _text(self.folder / "verdict")
        return Verdict(**json.loads(text)) if text else Verdict("?", "?", "the judge said nothing")


class Verdict(NamedTuple):
    """In which states a later session found the create and the receipt, and what is bad."""

    create: str
    receive: str
    bad: str


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _desk(run: Run, moments: Moments | None = None, later: bool = False) -> InboundDesk:
    keeper = FarKeeper(run.socket, run.name, moments)
    desk = InboundDesk(run.folder, keeper, person=BEN if later else ANN)
    if run.inbound is not Inbound and not later:
        given = (desk.ledger, desk.cache, desk.orders, desk.clock, ANN, "sandbox")
        desk.inbound = run.inbound(*given)
    return desk


def prepare(run: Run) -> None:
    """A folder with an order that was accepted, and everything mapped."""

    async def job() -> None:
        desk = await _desk(run).open()
        assert await accepted(desk) == ORDER
        await desk.mapped()
        await desk.close()

    asyncio.run(job())


def tell(run: Run, gate: Connection | None = None) -> None:
    """Tell the warehouse of the order, and of 40 pieces that came; watched from there on."""

    async def job() -> None:
        moments = Moments(run.folder / "reached", run.fatal)
        desk = await _desk(run, moments).open()
        if gate is not None:
            be_traced(gate)
        moments.counting = True
        said = await _told(desk)
        moments.counting = False
        (run.folder / "said").write_text(said)
        # As the program leaves: what a failing disk does not take then is for the next session.
        with contextlib.suppress(Refusal):
            await desk.inbound.close()
        await desk.kill()

    asyncio.run(job())


async def _told(desk: InboundDesk) -> str:
    try:
        made = await desk.inbound.make(ORDER)
        if made.state != "open":
            return f"stopped at {made.state}"
        return (await desk.inbound.receive(ORDER, CAME)).outcome
    except (Refusal, NotWritten) as told:
        return type(told).__name__
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody would be told in words
        return f"no words: {error!r}"


def judge(run: Run) -> None:
    """Be the session that comes next, of another person, and go on where the one before ended."""

    async def job() -> Verdict:
        desk = await _desk(run, later=True).open()
        try:
            return await _judged(run, desk)
        finally:
            await desk.inbound.close()
            await desk.kill()

    (run.folder / "verdict").write_text(json.dumps(asyncio.run(job())._asdict()))


async def _judged(run: Run, desk: InboundDesk) -> Verdict:
    bad: list[str] = []
    found = dict(await desk.steps())
    create, receive = found.get("create", ""), found.get("receive", "")
    made, came = await _there(desk)
    if made not in _THERE[create]:
        bad.append(f"create {create or 'not begun'}, and {made} are there")
    if came // 40 not in _THERE[receive] or came % 40:
        bad.append(f"receive {receive or 'not begun'}, and {came} pieces came")
    if run.said.startswith("no words") or (run.said == "received" and came != 40):
        bad.append(f"told {run.said}, and {came} came")
    if run.said == "Refusal" and receive in ("accepted", "seen"):
        bad.append(f"told that nothing was received, and it is {receive}")
    if not bad:
        bad += await _next_steps(desk, create, receive, made, came)
    return Verdict(create, receive, "; ".join(bad))


async def _there(desk: InboundDesk) -> tuple[int, int]:
    """How many inbound orders the warehouse has, and how many pieces came."""
    orders = await desk.keeper.inbound_under(PO)
    return len(orders), sum(line.received or 0 for one in orders for line in one.plan.lines)


async def _next_steps(
    desk: InboundDesk, create: str, receive: str, made: int, came: int
) -> list[str]:
    """What a person can do now: nothing that tells twice, and everything to tell at all."""
    inbound = desk.inbound
    told = await inbound.make(ORDER)
    if create == "unknown" and not made:
        if told.state != "unknown" or told.told:
            return [f"nobody knows whether it was made, and it is {told.state} after {told.told}"]
        told = await inbound.make_anew(ORDER, "it is not in their list")
    if receive == "unknown":
        try:
            await inbound.receive(ORDER, CAME)
        except Refusal:
            pass
        else:
            return ["nobody knows whether it was received, and it was posted again"]
        standing = await inbound.standing(ORDER)
        attempts = standing.attempts if standing is not None else ()
        (attempt,) = [one for one in attempts if one.can_settle]
        await inbound.settle_receipt(ORDER, attempt.id, bool(came), "counted on the shelf")
    if not came:
        await inbound.receive(ORDER, CAME)
    orders = await desk.keeper.inbound_under(PO)
    pieces = [line.received for one in orders for line in one.plan.lines]
    bad = [] if pieces == [40] else [f"in the end {pieces} of 40 pieces came"]
    assert isinstance(desk.keeper, FarKeeper)
    counted = desk.keeper.came()
    return bad + [
        f"{step} came {counted[step]} times"
        for step in (InboundStep.CREATE, InboundStep.RECEIVE)
        if counted.get(step, 0) != 1
    ]
