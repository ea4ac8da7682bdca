"""One order placed in a process of its own, and judged by another one that starts afterwards.

What the two say lies in files of the run's folder: a process that was killed says nothing more.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from cache.places import Refusal
from cache.placing import Placing
from cache.purchase_orders import Frozen
from cache.sending import NotWritten
from tests.cache.desk import ANN, BEN, line
from tests.contract.shop import SITE, sold
from tests.reliability.buyer import LEDGER_FILE, Buyer
from tests.reliability.tracing import may_be_traced
from tests.reliability.wire import Moments, Watched
from vendors.contract import OrderTaker, Sealed
from vendors.sandbox.book import Book
from vendors.vocabulary import Answer

# How many orders the vendor may hold for each state that an order can be found in.
MAY_HOLD = {
    "reviewed": {0},
    "not_sent": {0},
    "unknown": {0, 1},
    "accepted": {1},
}
# Why an order is not sent again that is at the vendor, or may be.
WHY_NOT = {"unknown": "not known whether", "accepted": "was placed before"}


class MarksTooLate(Placing):
    """Wrong on purpose: the disk learns that the order was sent only after it was."""

    async def _mark_sent(self, attempt_id: int) -> None:
        self._late = attempt_id

    async def _create(self, taker: OrderTaker, sealed: Sealed, order: Frozen) -> Answer:
        answer = await super()._create(taker, sealed, order)
        await super()._mark_sent(self._late)
        return answer


class GivesUp(Placing):
    """Wrong on purpose: a disk that does not take the answer passes for an order not placed."""

    async def _settle(self, attempt_id: int, answer: Answer) -> None:
        await self._write_down(attempt_id, answer)


class Run(NamedTuple):
    """One run: its folder, the vendor, the letters its order's number begins with.

    `fatal`: at which moment of the wire the process is killed, from 1; 0: none.
    """

    folder: Path
    socket: Path
    vendor: Path
    prefix: str
    fatal: int = 0
    placing: type[Placing] = Placing

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER_FILE

    @property
    def reached(self) -> list[str]:
        """The moments of the wire that came, in order."""
        return self._text("reached").splitlines()

    @property
    def said(self) -> dict[str, Any] | None:
        """What the one who placed was told; None: it was killed before it was told anything."""
        text = self._text("said")
        return json.loads(text) if text else None

    @property
    def verdict(self) -> Verdict:
        text = self._text("verdict")
        return Verdict(**json.loads(text)) if text else Verdict("?", 0, "the judge said nothing")

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text()
        except FileNotFoundError:
            return ""


class Verdict(NamedTuple):
    """What a later session found: the order's state, how many the vendor held, what is bad."""

    state: str
    held: int
    bad: str


def prepare(run: Run) -> None:
    """A folder in which somebody is signed in and has a draft of one line."""

    async def job() -> None:
        buyer = await Buyer(run.folder, ANN, socket=run.socket).open()
        await buyer.vendor.signing_in.sign_in_by_itself()
        await buyer.bonded.refresh()
        found = await buyer.vendor.search("resistor 0603")
        part = next(part for part in found.parts if any(offer.stock for offer in part.offers))
        offer = sold(part)
        draft = await buyer.drafts.new()
        draft.lines = [line(offer, offer.moq, of=part.number)]
        draft.customer_id = SITE
        await buyer.drafts.save(draft)
        await buyer.close()

    asyncio.run(job())


def be_traced(gate: Connection) -> None:
    """Do nothing but be there until told to go on."""
    may_be_traced()
    gate.send("here")
    gate.recv()


def place(run: Run, gate: Connection | None = None) -> None:
    """Review the draft and place the order, watched from there on.

    `gate`: through which this is said, and waited for the word to go on.
    """

    async def job() -> None:
        moments = Moments(run.folder / "reached", run.fatal)
        buyer = await Buyer(
            run.folder,
            ANN,
            socket=run.socket,
            transport=Watched(run.socket, moments),
            prefix=run.prefix,
            placing=run.placing,
        ).open()
        (review,) = await buyer.placing.review(await buyer.only_draft())
        assert review.problems == []
        if gate is not None:
            be_traced(gate)
        moments.counting = True
        said = await _told(lambda: buyer.placing.place(review.order_id))
        moments.counting = False
        (run.folder / "said").write_text(json.dumps(said))
        # As the program leaves: what a failing disk does not take then is for the next session.
        with contextlib.suppress(Refusal):
            await buyer.close()

    asyncio.run(job())


async def _told(place: Callable[[], Awaitable[Answer]]) -> dict[str, str]:
    try:
        answer = await place()
    except (Refusal, NotWritten) as told:
        return {"kind": type(told).__name__, "words": told.sentence}
    except Exception as error:  # noqa: BLE001 - whatever it is, the buyer would not be told in words
        return {"kind": "no words", "words": repr(error)}
    return {"kind": str(answer.outcome), "words": answer.message}


def judge(run: Run) -> None:
    """Be the session that comes next, of another person, and say what it makes of the order."""

    async def job() -> Verdict:
        buyer = await Buyer(run.folder, BEN, socket=run.socket, prefix=run.prefix).open()
        try:
            return await _judged(run, buyer)
        finally:
            await buyer.close()

    (run.folder / "verdict").write_text(json.dumps(asyncio.run(job())._asdict()))


async def _judged(run: Run, buyer: Buyer) -> Verdict:
    ((number, state),) = buyer.rows()
    # Answered only after whatever the one who died had sent.
    await buyer.vendor.find_by_po(number)
    held = at_vendor(run.vendor, number)
    bad: list[str] = []
    if held not in MAY_HOLD.get(state, ()):
        bad.append(f"{state}, and the vendor holds {held}")
    if await buyer.orders.unknown() != (state == "unknown"):
        bad.append("unknown, and not shown as that")
    bad += _against(run.said, state, held)
    if not bad:
        bad += await _next_steps(run, buyer, number, state, held)
    return Verdict(state, held, "; ".join(bad))


def _against(said: dict[str, Any] | None, state: str, held: int) -> list[str]:
    """Where what the buyer was told is not what is so."""
    if said is None:
        return []
    wanted = {
        "accepted": ({"accepted"}, 1),
        "NotWritten": ({"accepted", "unknown"}, 1),
        "Refusal": ({"reviewed", "not_sent", "unknown"}, 0),
    }
    states, taken = wanted.get(said["kind"], (set(), -1))
    if state in states and held == taken:
        return []
    return [f"told {said['kind']} ({said['words']}), and it is {state}, {held} at the vendor"]


async def _next_steps(run: Run, buyer: Buyer, number: str, state: str, held: int) -> list[str]:
    """What a buyer can do now: nothing that orders twice, and everything to order at all."""
    if state in WHY_NOT:
        try:
            await buyer.placing.place(1)
        except Refusal as refusal:
            if WHY_NOT[state] not in refusal.sentence:
                return [f"refused with other words: {refusal.sentence}"]
        else:
            return [f"{state}, and could be placed again"]
        left = len(await buyer.drafts.heads())
        after = at_vendor(run.vendor, number)
        return [] if (left, after) == (0, held) else [f"{left} drafts are left, {after} are placed"]
    (again,) = await buyer.placing.review(await buyer.only_draft())
    await buyer.placing.place(again.order_id)
    after = at_vendor(run.vendor, number)
    if (again.number, after) == (number, 1):
        return []
    return [f"placed again as {again.number}, and the vendor holds {after} under {number}"]


def at_vendor(vendor: Path, number: str) -> int:
    """How many orders the vendor's own book has under `number`."""
    book = Book.existing(vendor)
    try:
        return len(book.by_po(number))
    finally:
        book.close()
