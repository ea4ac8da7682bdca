"""Telling the warehouse what comes: looked up before every step, never made twice, never lost.

A saga of steps, each an attempt of its own (`cache.sending`): a draft is made, written anew where
it differs, set open, and told what changes while it is open. Which step comes next follows from
what is found under our PO number and from nothing else (`cache.inbound_rules`), so that it goes on
from wherever it stopped, in any session. A create of which nobody knows is looked for, and only a
person can say that there is none.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cache import inbound_ledger as ledgers
from cache import inbound_plan as plans
from cache import inbound_rules as rules
from cache import inbound_seen as seen
from cache.convert import instant, instant_text
from cache.exporting import new_file
from cache.inbound_asking import sense
from cache.inbound_attempts import Moved
from cache.inbound_figures import BagLine, BagMatch, Receivable, Received, ReceiveLine
from cache.inbound_plan import InboundSaid, Planned, PlannedLine
from cache.inbound_receiving import InboundReceiving
from cache.inbound_rows import InboundRow
from cache.inbound_seen import InboundAttempt, InboundStanding, ReceivedLine
from cache.places import CANNOT_CREATE, Refusal
from cache.purchase_orders import read_order, vendor_name
from cache.purpose import Purpose, errand
from cache.sending import NotWritten
from vendors.errors import NotFound, VendorError
from vendors.inbound import InboundState, InboundStep
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3

    from cache.inbound_rules import Next
    from cache.purchase_orders import Frozen
    from vendors.inbound import InboundPaper, InboundPlan, SealedStep
    from vendors.vocabulary import Answer

__all__ = [
    "BagLine",
    "BagMatch",
    "Inbound",
    "InboundAttempt",
    "InboundRow",
    "InboundSaid",
    "InboundStanding",
    "Made",
    "Planned",
    "PlannedLine",
    "Receivable",
    "ReceiveLine",
    "Received",
    "ReceivedLine",
]

# A whole saga has four steps, and each may be decided anew once or twice.
_MOST = 12
# With `always`, orders that were sent longer ago are told of by a person's key alone.
YOUNG = timedelta(days=14)
# Since when every new order is told of by itself: noted when the setting is seen first.
_SINCE = "inbound.always"


@dataclass(frozen=True, slots=True)
class Made:
    """How far an inbound order is. `words`: one sentence; `told`: the steps sent in this call.

    `done`: there is nothing left to tell as things are.
    """

    order_id: int
    number: str
    state: str
    words: str
    done: bool
    told: tuple[str, ...] = ()


class Inbound(InboundReceiving):
    """Tells, for one session of one person. `always`: of every new order by itself."""

    always = False

    # -- the saga --------------------------------------------------------------------------------

    async def make(self, order_id: int, said: InboundSaid | None = None) -> Made:
        """Tell the warehouse of an order, to the end or to where it waits for a person.

        `said` is kept with it. Raises Refusal and VendorError where nothing (more) was told. Where
        the disk did not take an answer, `Made.words` say so.
        """
        self._may()
        await self.recover()
        await self._begin(order_id, said)
        return await self._go(order_id, by_hand=True)

    async def change(self, order_id: int, said: InboundSaid) -> Made:
        """Keep what a person says of it, and tell it where it still can be."""
        return await self.make(order_id, said)

    async def look(self, order_id: int) -> Made:
        """Ask how it stands, and tell nothing. Raises Refusal, VendorError."""
        self._may()
        await self.recover()
        return await self._go(order_id, by_hand=True, tell=False)

    async def go_on(self, order_id: int) -> Made:
        """As `make`, by itself: what was said no to is not told again. Raises as `make` does."""
        self._may()
        return await self._go(order_id, by_hand=False)

    async def make_anew(self, order_id: int, reason: str) -> Made:
        """Take a person's word that there is none, with a reason, and make another one.

        Only of one that may have been made and is not found, is gone, or was cancelled; it is
        looked for once more before. Raises Refusal, VendorError.
        """
        why = sense(reason, "Only a reason makes another one: type what is known of it.")
        await self.look(order_id)
        async with self.turn(order_id):
            its, steps = await self._its(order_id)
            if not seen.may_be_made_anew(its, steps):
                raise Refusal(
                    f"{vendor_name(its.keeper)} has the inbound order of {its.reference}, or none "
                    f"was made yet ({its.looked_said}). Nothing was told."
                )
            at = self._clock.now()
            try:
                await self._ledger.write(
                    lambda db: ledgers.none_is_there(db, its, why, at, self._person)
                )
            except Moved:
                raise Refusal(
                    "Another session looked at it this moment. Nothing was noted: try again."
                ) from None
        await self._project()
        return await self._go(order_id, by_hand=True)

    async def tell_state(self, order_id: int, state: InboundState) -> Made:
        """Cancel or close it, because a person wants it. Raises Refusal, VendorError."""
        if state not in (InboundState.CANCELLED, InboundState.CLOSED):
            raise Refusal(
                "By hand it can be cancelled or closed, and nothing else. Nothing was told."
            )
        before, told = await self.look(order_id), (str(InboundStep.STATE),)
        async with self.turn(order_id):
            its, steps = await self._its(order_id)
            if not its.keeper_id or before.state in ("twice", "gone", *map(str, (state,))):
                raise Refusal(f"{before.words} Nothing was told.")
            if any(one.state == "unknown" for one in steps):
                raise Refusal(f"{before.words} Nothing was told: settle that first.")
            keeper = self._may()
            sealed = self._sealed(lambda: keeper.seal_state(its.keeper_id, its.reference, state))
            try:
                answer = await self._step(its, sealed, seen.state_text(state))
            except Moved:
                raise Refusal(
                    "Another session told something of it this moment. Nothing was told: try again."
                ) from None
            except NotWritten as lost:
                return await self._as_kept(order_id, lost.sentence, told)
        try:
            made = await self._go(order_id, by_hand=False, tell=False)
        except (Refusal, VendorError):
            made = await self._unread(order_id, told)
        if answer.outcome in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER):
            return replace(made, told=told)
        return replace(made, words=self._no(answer), done=False, told=told)

    async def _go(self, order_id: int, *, by_hand: bool, tell: bool = True) -> Made:
        told: list[str] = []
        async with self.turn(order_id):
            for _ in range(_MOST):
                its, steps = await self._its(order_id)
                planned = await self.plan(order_id)
                found: Next | None = None
                if not _nothing_to_ask(its, steps, planned):
                    try:
                        there = await self._look_up(its)
                    except VendorError:
                        if not told:
                            raise
                        return await self._unread(order_id, tuple(told))
                    found = rules.judge(
                        rules.Asked(
                            *(its, steps, planned, there, self._clock.now()),
                            may_make=planned.vendor != plans.KEEPER,
                            by_hand=by_hand,
                            told=frozenset(InboundStep(one) for one in told),
                        )
                    )
                else:
                    found = rules.unmapped(its, planned)
                try:
                    await self._note(its, found, by_hand=by_hand)
                    if found.step is None or not tell:
                        await self._project()
                        return _made(its, found, told)
                    answer = await self._tell(its, found, planned.plan)
                except Moved:
                    # Somebody told something meanwhile: what is there is looked up anew.
                    continue
                except NotWritten as lost:
                    return await self._as_kept(order_id, lost.sentence, (*told, str(found.step)))
                told.append(str(found.step))
                if answer.outcome not in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER):
                    return await self._stopped_at(order_id, answer, told)
        raise Refusal(
            "Others told the warehouse of the same order all the while. Nothing more was told from "
            "here: look at it again in a moment."
        )

    async def _note(self, its: seen.Inbound, found: Next, *, by_hand: bool) -> None:
        at = self._clock.now()
        await self._ledger.write(
            lambda db: ledgers.note_look(
                db, its, found, by_hand=by_hand, at=at, person=self._person
            )
        )

    async def _tell(self, its: seen.Inbound, found: Next, plan: InboundPlan | None) -> Answer:
        """The next step, as the look just noted found things to be."""
        looked = its._replace(
            version=its.version + 1, keeper_id=found.order.id if found.order else its.keeper_id
        )
        sealed = self._sealed(lambda: self._seal(looked, found, plan))
        return await self._step(looked, sealed, found.wanted)

    def _seal(self, its: seen.Inbound, found: Next, plan: InboundPlan | None) -> SealedStep:
        keeper = self._may()
        if found.step is InboundStep.STATE and found.to is not None:
            return keeper.seal_state(its.keeper_id, its.reference, found.to)
        if plan is None:
            raise Refusal("It is not known what to tell. The warehouse was told nothing.")
        match found.step:
            case InboundStep.CREATE:
                return keeper.seal_create(plan)
            case InboundStep.REPLACE:
                return keeper.seal_replace(its.keeper_id, plan)
            case _:
                return keeper.seal_details(its.keeper_id, plan)

    async def _stopped_at(self, order_id: int, answer: Answer, told: list[str]) -> Made:
        return await self._as_kept(order_id, self._no(answer), tuple(told))

    async def _unread(self, order_id: int, told: tuple[str, ...]) -> Made:
        """Something was told, and an error of the look after it may not pass for nothing told."""
        words = (
            f"{vendor_name(self.keeper)} took what it was told ({', '.join(told)}), and how it "
            "stands now could not be read. It is looked at again by itself."
        )
        return await self._as_kept(order_id, words, told)

    async def _as_kept(self, order_id: int, words: str, told: tuple[str, ...]) -> Made:
        standing = await self._ledger.read(lambda db: seen.read(db, order_id))
        if standing is None:
            raise Refusal(plans_missing())
        return Made(order_id, standing.reference, standing.state, words, False, told)

    def _no(self, answer: Answer) -> str:
        name = vendor_name(self.keeper)
        said = f" ({answer.message})" if answer.message else ""
        match answer.outcome:
            case Outcome.UNKNOWN:
                return (
                    f"It is not known whether {name} took it{said}. It is looked up, and not told "
                    "a second time before that."
                )
            case Outcome.NOT_SENT:
                return f"{name} could not be told{said}. Nothing was sent."
            case _:
                return f"{name} said no{said}. Nothing was changed there."

    # -- beginning -------------------------------------------------------------------------------

    async def _begin(self, order_id: int, said: InboundSaid | None) -> None:
        """There is an inbound order in the ledger for this one. Raises Refusal."""
        order = await self._order(order_id)
        words = plans.checked(said) if said is not None else None
        at = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            ledgers.begin(db, order.id, self.keeper, words or InboundSaid(), at, self._person)
            if words is not None:
                ledgers.say(db, order.id, words, at, self._person)

        await self._ledger.write(job)

    async def _order(self, order_id: int) -> Frozen:
        """Raises Refusal where no warehouse is told of it from here."""
        order = await self._ledger.read(lambda db: read_order(db, order_id))
        if order is None:
            raise Refusal(plans_missing())
        if order.environment != self._environment:
            raise Refusal(
                f"{order.number} is an order of the environment {order.environment}. The warehouse "
                "was told nothing."
            )
        return order

    async def begin_new(self, since: int) -> int:
        """Begin an inbound order for each new order that gets one by itself; up to which sequence.

        `since`: up to which sequence of the ledger this was done before. Orders that the
        warehouse's system keeps always get theirs; the others with `always`, where they were sent
        since that was first seen, and in the last two weeks.
        """
        now = self._clock.now()
        stamp, found, first = await self._ledger.read(lambda db: _new(db, since))
        if self.always and first is None:
            await self._ledger.write(lambda db: _put_since(db, now))
            first = now
        young = max(first or now, now - YOUNG)
        for order_id, vendor, sent_at in found:
            if vendor == plans.KEEPER or (self.always and instant(sent_at) >= young):
                order = await self._ledger.read(partial(read_order, order_id=order_id))
                if order is not None and order.environment == self._environment:
                    await self._begin(order_id, None)
        return stamp

    # -- papers ----------------------------------------------------------------------------------

    async def paper(self, order_id: int, which: InboundPaper, target: Path) -> None:
        """Write a PDF of it into `target`, a new file, mode 0600. One call, always.

        Raises VendorError; Refusal where there is none, or the file cannot be made, which is found
        out before anybody is asked as far as it can be. No file is left then.
        """
        keeper = self._may()
        its, _ = await self._its(order_id)
        if not its.keeper_id:
            raise Refusal(
                f"The warehouse has no inbound order of {its.reference} yet. Nothing was written."
            )
        if os.path.lexists(target):
            raise Refusal(
                f"{target} is there already. Nothing was overwritten: choose another name.",
                CANNOT_CREATE,
            )
        if not target.parent.is_dir():
            raise Refusal(
                f"There is no folder {target.parent}. Nothing was written.", CANNOT_CREATE
            )
        try:
            with errand("inbound paper", Purpose.LOOKING):
                paper = await keeper.paper(its.keeper_id, which)
        except NotFound:
            raise Refusal(
                f"{vendor_name(its.keeper)} has no such paper of {its.reference}. Nothing was "
                "written."
            ) from None
        await asyncio.to_thread(_write, target, paper)


def plans_missing() -> str:
    return "There is no such order in the ledger. Nothing was told."


def _nothing_to_ask(its: seen.Inbound, steps: tuple[seen.Step, ...], planned: Planned) -> bool:
    """Nothing can be there, and nothing can be made."""
    sent = any(one.state not in ("not_sent", "rejected", "refused") for one in steps)
    return (
        planned.plan is None and not its.keeper_id and not sent and planned.vendor != plans.KEEPER
    )


def _made(its: seen.Inbound, found: Next, told: list[str]) -> Made:
    words = found.waits or found.said
    sentence = f"{words[:1].upper()}{words[1:].removesuffix('.')}."
    return Made(its.order_id, its.reference, found.state, sentence, found.done, tuple(told))


def _new(
    db: sqlite3.Connection, since: int
) -> tuple[int, list[tuple[int, str, str]], datetime | None]:
    (stamp,) = db.execute("SELECT sequence FROM meta").fetchone()
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_SINCE,)).fetchone()
    return stamp, ledgers.orders_without(db, since), None if row is None else instant(row[0])


def _put_since(db: sqlite3.Connection, now: datetime) -> None:
    db.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (_SINCE, instant_text(now)))


def _write(target: Path, paper: bytes) -> None:
    with new_file(target) as file:
        file.buffer.write(paper)
