"""Sending once what may not be sent twice: a create of an order, or a change to one.

The steps have names and an order, and each stands alone. Up to `_prepare` nothing is written of an
attempt; from `_mark_sent` on, whatever breaks leaves the attempt `sent`, and an attempt left `sent`
becomes `unknown`. The vendors take no idempotency key: the program sends nothing a second time.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from cache.orders import Orders
    from cache.people import Person
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.contract import Clock

# How long, and how often, an answer that the disk does not take is written again. Seconds.
_KEEP_WRITING = 10.0
_WRITE_AGAIN = 0.5
_ORPHANED = "the program ended before an answer was stored"


class NotWritten(Exception):
    """The vendor answered, and the answer could not be written down.

    The ledger has it as `sent`, later as unknown; it is not sent again. `sentence`: what happened,
    what is safe, what to do.
    """

    def __init__(self, answer: Answer, sentence: str) -> None:
        self.answer = answer
        self.sentence = sentence
        super().__init__(sentence)


async def heard(post: Callable[[], Awaitable[Answer]]) -> Answer:
    """What the vendor's client answers to the one request."""
    try:
        return await post()
    except Exception as error:  # noqa: BLE001 - it never raises; one that does may have sent
        return Answer(
            Outcome.UNKNOWN, f"the client broke off before an answer ({type(error).__name__})"
        )


class Attempts(Protocol):
    """A topic of the ledger that keeps attempts, each under an id: `cache.attempts`, for one.

    All but `under_way` are run inside a write. `mark_sent` raises Refusal where the attempt was
    ended meanwhile; `end` a second time is the same as once; `orphan` makes not_sent of `prepared`
    and unknown of `sent`.
    """

    def under_way(self, db: sqlite3.Connection, /) -> dict[str, list[int]]:
        """Attempts with no outcome yet, by the session that makes them."""

    def mark_sent(
        self, db: sqlite3.Connection, attempt_id: int, at: datetime, person: Person, /
    ) -> None: ...

    def end(
        self,
        db: sqlite3.Connection,
        attempt_id: int,
        answer: Answer,
        at: datetime,
        person: Person,
        /,
    ) -> None: ...

    def orphan(
        self, db: sqlite3.Connection, attempt_id: int, reason: str, at: datetime, person: Person, /
    ) -> None: ...


class SendsOnce(ABC):
    """Sends, for one session of one person, and follows each attempt to its end.

    `session` is the lock that tells other sessions that this one is alive; without one nothing
    can be sent.
    """

    # Where the ledger keeps the attempts, and what it says of one that was stopped.
    _attempts: Attempts
    _stopped: str

    def __init__(
        self,
        ledger: Store,
        orders: Orders,
        clock: Clock,
        person: Person,
        session: SessionLock | None = None,
    ) -> None:
        self._ledger = ledger
        self._orders = orders
        self._clock = clock
        self._person = person
        self._session = session
        self._sending: set[asyncio.Task[Answer]] = set()
        # Told when everything was asked and an attempt is about to be made.
        self.began: Callable[[], None] = lambda: None
        # Told whenever a send came to its end, so that it is looked for, or read back, in time.
        self.ended: Callable[[], None] = lambda: None

    @staticmethod
    @abstractmethod
    def not_written(answer: Answer) -> str:
        """What a person is told of an answer that could not be stored: `NotWritten.sentence`."""

    @property
    def busy(self) -> bool:
        """Whether one is on its way right now."""
        return bool(self._sending)

    async def open(self, session: SessionLock) -> int:
        """Take `session` as this session's lock, and end the attempts of dead ones: how many."""
        self._session = session
        return await self.recover()

    async def close(self) -> None:
        """Stop. What is on its way becomes unknown; it is never taken for not sent."""
        under_way = list(self._sending)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self.recover()

    async def recover(self) -> int:
        """End the attempts that nobody is making any more; how many there were.

        `prepared` becomes not_sent, `sent` becomes unknown. An attempt whose session still holds
        its lock is left alone.
        """
        if self._session is None:
            return 0
        left = await self._ledger.read(self._attempts.under_way)
        ended = 0
        for name, attempt_ids in left.items():
            with self._session.ended(name) as gone:
                if gone or (name == self._session.name and not self._sending):
                    await self._orphan(attempt_ids, _ORPHANED if gone else self._stopped)
                    ended += len(attempt_ids)
        if ended:
            await self._project()
        return ended

    # -- one attempt ---------------------------------------------------------------------------

    async def _send_once(
        self, prepare: Callable[[], Awaitable[int]], post: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Send, and follow it to its end even where the caller is cancelled.

        `prepare` writes the attempt ahead, its id; `post` makes the one request. Raises what
        `prepare` and `_mark_sent` raise, and then nothing was sent; after that only NotWritten.
        """
        task = asyncio.create_task(self._send(prepare, post))
        self._sending.add(task)
        self.began()
        task.add_done_callback(self._sent)
        return await asyncio.shield(task)

    async def _send(
        self, prepare: Callable[[], Awaitable[int]], post: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """From the written intent to the stored outcome."""
        attempt_id = await prepare()
        marked = False
        try:
            await self._mark_sent(attempt_id)
            marked = True
            answer = await post()
            await self._settle(attempt_id, answer)
        except BaseException:
            # Where even this cannot be written, the next session ends the attempt the same way.
            with contextlib.suppress(Exception):
                if marked:
                    await self._orphan([attempt_id], self._stopped)
                else:
                    # Whatever stands on the disk, no byte has left.
                    await self._write_down(attempt_id, Answer(Outcome.NOT_SENT, self._stopped))
            raise
        finally:
            await self._project()
        return answer

    async def _mark_sent(self, attempt_id: int) -> None:
        """The disk says that it may be at the vendor. No byte has left yet."""
        await self._ledger.write(
            lambda db: self._attempts.mark_sent(db, attempt_id, self._clock.now(), self._person)
        )

    async def _settle(self, attempt_id: int, answer: Answer) -> None:
        """The outcome is on the disk. Raises NotWritten.

        It is at the vendor or not, whatever the disk does: no error of the disk may pass for what
        was not sent.
        """
        until = self._clock.monotonic() + _KEEP_WRITING
        while True:
            try:
                return await self._write_down(attempt_id, answer)
            except Exception as error:
                if self._clock.monotonic() >= until:
                    raise NotWritten(answer, self.not_written(answer)) from error
            try:
                await self._clock.sleep(_WRITE_AGAIN)
            except asyncio.CancelledError:
                # The program is being left: this is the last chance to keep the answer.
                with contextlib.suppress(Exception):
                    await self._write_down(attempt_id, answer)
                raise

    async def _write_down(self, attempt_id: int, answer: Answer) -> None:
        """Written twice it is the same: an attempt that has ended is not ended again."""
        await self._ledger.write(
            lambda db: self._attempts.end(db, attempt_id, answer, self._clock.now(), self._person)
        )

    def _sent(self, task: asyncio.Task[Answer]) -> None:
        self._sending.discard(task)
        self.ended()
        if not task.cancelled():
            # Taken here too, for a caller that has gone: the ledger has what became of it.
            task.exception()

    async def _orphan(self, attempt_ids: list[int], reason: str) -> None:
        def job(db: sqlite3.Connection) -> None:
            for attempt_id in attempt_ids:
                self._attempts.orphan(db, attempt_id, reason, self._clock.now(), self._person)

        await self._ledger.write(job)

    async def _project(self) -> None:
        """Bring the screen's rows up to the ledger; the ledger is right even where that fails."""
        with contextlib.suppress(Exception):
            await self._orders.project()
