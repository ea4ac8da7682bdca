"""What a session does in the proofs of many sessions at once; each is a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter
from typing import Any

from cache.drafts import Stale
from cache.people import Person
from cache.places import Refusal
from cache.purchase_orders import Frozen
from tests.cache.desk import ANN, Desk, line
from tests.reliability.counting import CUT, FarVendor
from vendors.contract import Sealed

# Seconds that one waits for the others; whoever waits longer fails, and the proof with it.
PATIENCE = 300.0


def draft_orders(folder: Path, socket: Path, count: int) -> None:
    """So many drafts of one line, no two of them alike."""

    async def job() -> None:
        desk = await Desk(folder, FarVendor(socket)).open()
        for nth in range(count):
            await desk.draft(line(CUT, 1 + nth))
        await desk.close()

    asyncio.run(job())


def commit_all(
    folder: Path, socket: Path, person: Person, careless: bool, together: Barrier, out: Connection
) -> None:
    """Review every draft, then place each order in the same moment as the others.

    For every second order that moment is the key, for the rest the last one before the disk, when
    all have seen that nobody placed it. `careless` is wrong on purpose: what the ledger refuses
    then is sent all the same. Sends a list of (number, what became of it here).
    """

    async def job() -> list[tuple[str, str]]:
        desk = await Desk(folder, FarVendor(socket), person=person, inline=False).open()
        _meet_at_the_last_step(desk, together)
        if careless:
            _believe_the_screen(desk)
        drafts = [await desk.drafts.open(head.id) for head in await desk.drafts.heads()]
        reviews = [(await desk.placing.review(draft))[0] for draft in drafts]
        said = []
        for review in reviews:
            if not _late(review.order_id):
                together.wait(PATIENCE)
            try:
                answer = await desk.placing.place(review.order_id)
            except Refusal as refusal:
                said.append((review.number, refusal.sentence))
            else:
                said.append((review.number, str(answer.outcome)))
        await desk.close()
        return said

    _say(job, together, out)


def take_numbers(
    folder: Path, socket: Path, count: int, together: Barrier, out: Connection
) -> None:
    """Review so many drafts, each of which gets a number, while others do.

    Sends the numbers and the longest wait for one, in seconds.
    """

    async def job() -> tuple[list[str], float]:
        desk = await Desk(folder, FarVendor(socket), person=ANN, inline=False).open()
        drafts = [await desk.draft(line(CUT, 1 + nth)) for nth in range(count)]
        together.wait(PATIENCE)
        numbers, longest = [], 0.0
        for draft in drafts:
            began = perf_counter()
            (review,) = await desk.placing.review(draft)
            longest = max(longest, perf_counter() - began)
            numbers.append(review.number)
        await desk.close()
        return numbers, longest

    _say(job, together, out)


def take_over(
    folder: Path, socket: Path, person: Person, count: int, together: Barrier, out: Connection
) -> None:
    """So many times take the one draft over and save a change of it, while others do.

    Sends how many were saved, and how many times another had it by then.
    """

    async def job() -> tuple[int, int]:
        desk = await Desk(folder, FarVendor(socket), person=person, inline=False).open()
        together.wait(PATIENCE)
        saved = 0
        for nth in range(count):
            await desk.drafts.leases.take_over(1)
            draft = await desk.drafts.open(1)
            draft.name = f"{person.name} {nth}"
            with contextlib.suppress(Stale):
                await desk.drafts.save(draft)
                saved += 1
        await desk.close()
        return saved, count - saved

    _say(job, together, out)


def _say(job: Callable[[], Coroutine[Any, Any, Any]], together: Barrier, out: Connection) -> None:
    try:
        out.send(asyncio.run(job()))
    except BaseException:
        # The others need not wait for this one.
        together.abort()
        raise


def _late(order_id: int) -> bool:
    return order_id % 2 == 0


def _meet_at_the_last_step(desk: Desk, together: Barrier) -> None:
    prepare = desk.placing._prepare

    async def meet(order: Frozen, sealed: Sealed, same_because: str, account: str) -> int:
        if _late(order.id):
            together.wait(PATIENCE)
        return await prepare(order, sealed, same_because, account)

    desk.placing._prepare = meet  # type: ignore[method-assign]


def _believe_the_screen(desk: Desk) -> None:
    prepare, mark_sent = desk.placing._prepare, desk.placing._mark_sent

    async def prepare_anyway(order: Frozen, sealed: Sealed, same_because: str, account: str) -> int:
        with contextlib.suppress(Refusal):
            return await prepare(order, sealed, same_because, account)
        return 0

    async def mark_anyway(attempt_id: int) -> None:
        with contextlib.suppress(Refusal):
            await mark_sent(attempt_id)

    desk.placing._prepare = prepare_anyway  # type: ignore[method-assign]
    desk.placing._mark_sent = mark_anyway  # type: ignore[method-assign]
