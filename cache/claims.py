"""The same question is asked of a vendor once, however many sessions have it at the same time.

Who asks says so in cache.db by a claim; whoever wants the same meanwhile waits beside the keys and
reads the answer from cache.db. A claim that ran out, because its session died or its vendor is
slow, is taken over: the worst that comes of it is one call too many.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from cache.convert import instant, instant_text
from cache.purpose import Purpose, current
from vendors.errors import TooMany

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.contract import Clock

S = TypeVar("S")
T = TypeVar("T")

# A read ends within 30 s, and mostly has its turn at once. Who waits for a session that died
# waits this long, so it is no longer than it must be.
HOLDS = timedelta(seconds=40)
# How often, in seconds, one who waits looks for the answer.
_LOOK = 0.2

ALWAYS = timedelta(0)


class Claims:
    """The claims of one session. `once` may be called from many tasks."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._session = uuid.uuid4().hex
        self._numbers = count()
        self._running: dict[tuple[str, bool], asyncio.Task[Any]] = {}

    async def once(
        self,
        key: str,
        known: Callable[[sqlite3.Connection, datetime], T | None],
        ask: Callable[[], Awaitable[S]],
        keep: Callable[[sqlite3.Connection, S], T],
        *,
        within: timedelta = ALWAYS,
    ) -> T:
        """The answer to the question `key`, from cache.db where it is younger than `within`.

        `known` reads the answer if it was stored at the given instant or later. `ask` asks the
        vendor; `keep` stores what it said, inside the write that gives the claim back. With
        `ALWAYS` nothing that was answered before this call is taken: only an answer that was
        still under way, here or in another session. Raises what `ask` raises, and Refusal, before
        anything is asked, where cache.db cannot be written. Cancelled, it lets the call go on and
        its answer be stored: it is paid for.
        """
        if within > ALWAYS:
            since = self._clock.now() - within
            found = await self._store.read(lambda db: known(db, since))
            if found is not None:
                return found
        while True:
            task, began = self._task(key, known, ask, keep, within)
            try:
                answer: T = await asyncio.shield(task)
            except TooMany:
                # A look that was refused for the reserve is no answer to one who may use it.
                if began or current().purpose is Purpose.LOOKING:
                    raise
            else:
                return answer

    async def close(self) -> None:
        """Give up what is being asked; others may ask it at once."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _task(
        self,
        key: str,
        known: Callable[[sqlite3.Connection, datetime], T | None],
        ask: Callable[[], Awaitable[S]],
        keep: Callable[[sqlite3.Connection, S], T],
        within: timedelta,
    ) -> tuple[asyncio.Task[T], bool]:
        """The task that asks, and whether it was begun by this. One that may take an answer from
        before is no task for somebody who may not.
        """
        always = within <= ALWAYS
        for kind in (True,) if always else (True, False):
            if (key, kind) in self._running:
                return self._running[key, kind], False
        task = asyncio.ensure_future(self._asked(key, known, ask, keep, within))
        self._running[key, always] = task

        def done(task: asyncio.Task[T]) -> None:
            del self._running[key, always]
            if not task.cancelled():
                # Taken here too: whoever wanted it may be gone.
                task.exception()

        task.add_done_callback(done)
        return task, True

    async def _asked(
        self,
        key: str,
        known: Callable[[sqlite3.Connection, datetime], T | None],
        ask: Callable[[], Awaitable[S]],
        keep: Callable[[sqlite3.Connection, S], T],
        within: timedelta,
    ) -> T:
        mine = f"{self._session}-{next(self._numbers)}"
        since = self._clock.now() - within
        waited = within > ALWAYS

        def take(db: sqlite3.Connection) -> tuple[T | None, float]:
            """The answer, or in how many seconds to look again; 0: the claim is ours."""
            found = known(db, since) if waited else None
            return (found, 0.0) if found is not None else (None, self._take(db, key, mine))

        while True:
            found, wait = await self._store.write(take)
            if found is not None:
                return found
            if not wait:
                break
            # What is answered from here on was under way when it was asked for.
            waited = True
            await self._wait(key, mine, min(wait, HOLDS.total_seconds()))
        try:
            said = await ask()
        except BaseException:
            with contextlib.suppress(Exception):
                await self._store.write(lambda db: _give_back(db, key, mine))
            raise

        def kept(db: sqlite3.Connection) -> T:
            answer = keep(db, said)
            _give_back(db, key, mine)
            return answer

        return await self._store.write(kept)

    async def _wait(self, key: str, mine: str, seconds: float) -> None:
        """Until the claim of another is gone or has run out; only reads."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(_LOOK, left))
            held = await self._store.read(
                lambda db: db.execute(
                    "SELECT 1 FROM claim WHERE key = ? AND session <> ?", (key, mine)
                ).fetchone()
            )
            if held is None:
                return

    def _take(self, db: sqlite3.Connection, key: str, mine: str) -> float:
        now = self._clock.now()
        row = db.execute("SELECT until FROM claim WHERE key = ?", (key,)).fetchone()
        if row is not None:
            left = instant(row[0]) - now
            # One that holds longer than any can is of a clock that was set back since.
            if timedelta(0) < left <= HOLDS:
                return left.total_seconds()
        db.execute("DELETE FROM claim WHERE until <= ?", (instant_text(now),))
        db.execute(
            "INSERT OR REPLACE INTO claim VALUES (?, ?, ?)", (key, mine, instant_text(now + HOLDS))
        )
        return 0.0


def _give_back(db: sqlite3.Connection, key: str, mine: str) -> None:
    db.execute("DELETE FROM claim WHERE key = ? AND session = ?", (key, mine))
