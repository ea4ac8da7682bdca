"""How fast the vendors may be asked: one count for all sessions of this person.

Limits hold for each of a vendor's products and for all who use its application id, so the count
lies in a file. It can be lost at no harm but a refused call. Without a file each process counts for
itself, with half of every limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from cache.files import connect, connect_memory, immediate, make_private
from cache.places import Refusal
from vendors.contract import Clock
from vendors.errors import TooMany

T = TypeVar("T")
Job = Callable[[sqlite3.Connection, str, datetime], T]

MINUTE = 60.0
# Nobody waits longer than this for a turn, in seconds.
LONGEST_WAIT = 60.0


class Limits(NamedTuple):
    per_minute: int
    per_day: int | None


# DigiKey's "shared concepts" page, until an answer's headers say otherwise. Supply Chain and Order
# Management are not on it: half of what the slowest reading product has is our own caution.
LIMITS = {
    "digikey:product": Limits(120, 1000),
    "digikey:status": Limits(120, 1000),
    "digikey:ordering": Limits(10, None),
}
CAREFUL = Limits(60, None)

_TABLE = """
CREATE TABLE IF NOT EXISTS pace (
  product TEXT PRIMARY KEY,
  per_minute INTEGER NOT NULL,
  per_day INTEGER,
  next_free REAL NOT NULL,
  day TEXT NOT NULL,
  used INTEGER NOT NULL,
  blocked_until REAL NOT NULL,
  blocked_daily INTEGER NOT NULL
) STRICT
"""


class _State(NamedTuple):
    """A row of pace. `next_free`: when the evenly spaced calls made so far would be over."""

    product: str
    per_minute: int
    per_day: int | None
    next_free: float
    day: str
    used: int
    blocked_until: float
    blocked_daily: int

    @property
    def burst(self) -> int:
        # Half at once and half spread over the minute are together never more than the limit.
        return max(1, self.per_minute // 2)

    @property
    def interval(self) -> float:
        return MINUTE / max(1, self.per_minute - self.burst)


class SharedPace:
    """`vendors.contract.Pace` over quota.db. `shared` is False where the file cannot be used."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        # One thread keeps the order: what was learned counts for the next turn.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pace")
        self._connection: sqlite3.Connection | None = None
        self._left: dict[str, tuple[str, int]] = {}
        self.shared = True

    async def turn(self, product: str) -> None:
        """Wait for a turn to call `product`. Raises TooMany at once where that is over a minute."""
        wait = await asyncio.wrap_future(self._thread.submit(self._run, self._reserve, product))
        if wait > 0:
            await self._clock.sleep(wait)

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        """Take over limits and blocks from an answer; stored behind the caller's back."""
        heard = {name: value for name, value in headers.items() if _tells(name)}

        def job(db: sqlite3.Connection, product: str, now: datetime) -> None:
            self._learn(db, product, now, heard, status)

        if heard or status == 429:
            # An answer that comes while the session closes is not worth keeping it open.
            with contextlib.suppress(RuntimeError):
                self._thread.submit(self._run, job, product)

    def left(self, product: str) -> int | None:
        """Calls left today, as last counted or told; None where there is no such limit or count."""
        day, left = self._left.get(product, ("", 0))
        return left if day == _day(self._clock.now()) else None

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._drop()

    # -- in the thread -------------------------------------------------------------------------

    def _run(self, job: Job[T], product: str) -> T:
        was_open = self._connection is not None
        try:
            return self._once(job, product)
        except (sqlite3.Error, OSError, Refusal):
            self._drop()
        if was_open:
            # The file went or broke while it was in use: the next one is as good.
            try:
                return self._once(job, product)
            except (sqlite3.Error, OSError, Refusal):
                self._drop()
        self.shared = False
        self._connection = connect_memory()
        self._connection.execute(_TABLE)
        return self._once(job, product)

    def _once(self, job: Job[T], product: str) -> T:
        if self._connection is None:
            self._connection = _open(self._path)
        with immediate(self._connection):
            # Looked at under the lock, so that the instants that sessions write only grow.
            return job(self._connection, product, self._clock.now())

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _reserve(self, db: sqlite3.Connection, product: str, now: datetime) -> float:
        state, at = self._state(db, product, now), now.timestamp()
        if state.per_day is not None and state.used >= state.per_day:
            raise _too_many(product, _till_midnight(now), daily=True)
        # Whoever comes during a block comes at its end, as far as the spacing goes: else all who
        # waited for it would start at once.
        free = max(at, state.blocked_until)
        turn = max(free, state.next_free - (state.burst - 1) * state.interval)
        if turn - at > LONGEST_WAIT:
            raise _too_many(product, turn - at, daily=bool(state.blocked_daily) and free > at)
        next_free = max(state.next_free, free) + state.interval
        self._store(db, state._replace(next_free=next_free, used=state.used + 1))
        return turn - at

    def _learn(
        self,
        db: sqlite3.Connection,
        product: str,
        now: datetime,
        heard: Mapping[str, str],
        status: int,
    ) -> None:
        state, at = self._state(db, product, now), now.timestamp()
        minute = _number(heard.get("x-burstlimit-limit"))
        day, left = (
            _number(heard.get("x-ratelimit-limit")),
            _number(heard.get("x-ratelimit-remaining")),
        )
        if minute:
            state = state._replace(per_minute=self._part(minute))
        if day:
            state = state._replace(per_day=self._part(day))
        if state.per_day is not None and left is not None:
            # The vendor counts other workstations too, and knows when its day begins.
            state = state._replace(used=max(0, state.per_day - left))
        if status == 429:
            daily = left == 0
            reset = heard.get("x-ratelimit-reset" if daily else "x-burstlimit-reset")
            wait = _seconds(heard.get("retry-after"), now)
            wait = next((one for one in (wait, _seconds(reset, now)) if one is not None), MINUTE)
            state = state._replace(
                blocked_until=max(state.blocked_until, at + wait), blocked_daily=int(daily)
            )
        self._store(db, state)

    def _state(self, db: sqlite3.Connection, product: str, now: datetime) -> _State:
        at, today = now.timestamp(), _day(now)
        row = db.execute("SELECT * FROM pace WHERE product = ?", (product,)).fetchone()
        if row is None:
            limits = LIMITS.get(product, CAREFUL)
            per_day = None if limits.per_day is None else self._part(limits.per_day)
            return _State(product, self._part(limits.per_minute), per_day, at, today, 0, 0.0, 0)
        state = _State(*row)
        if state.day != today:
            state = state._replace(day=today, used=0)
        # A clock that was set back leaves times that would block for as long as it was wrong.
        if state.next_free > at + LONGEST_WAIT + 2 * MINUTE:
            state = state._replace(next_free=at)
        if state.blocked_until > at + 2 * 86_400:
            state = state._replace(blocked_until=0.0)
        return state

    def _store(self, db: sqlite3.Connection, state: _State) -> None:
        db.execute("INSERT OR REPLACE INTO pace VALUES (?, ?, ?, ?, ?, ?, ?, ?)", state)
        if state.per_day is not None:
            self._left[state.product] = state.day, max(0, state.per_day - state.used)

    def _part(self, limit: int) -> int:
        return limit if self.shared else max(1, limit // 2)


def _open(path: Path) -> sqlite3.Connection:
    for last in (False, True):
        make_private(path)
        connection = connect(path, write=True)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_TABLE)
            connection.execute("SELECT * FROM pace LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            code = error.sqlite_errorcode & 0xFF
            if last or code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            path.unlink(missing_ok=True)
        else:
            return connection
    raise AssertionError(path)


def _too_many(product: str, wait: float, *, daily: bool) -> TooMany:
    vendor = product.split(":")[0]
    if daily:
        sentence = (
            f"No calls are left today for {product}. What is shown was stored before; "
            f"it can be asked again in {wait / 3600:.1f} h."
        )
    else:
        sentence = (
            f"Too many calls for {product} just now. Nothing was sent: try again in {wait:.0f} s."
        )
    return TooMany(vendor, sentence, wait=wait, daily=daily)


def _tells(name: str) -> bool:
    return name == "retry-after" or name.startswith(("x-ratelimit-", "x-burstlimit-"))


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _seconds(text: str | None, now: datetime) -> float | None:
    """Seconds from `now`, of a count of seconds or an HTTP date."""
    if text is None:
        return None
    count = _number(text)
    if count is not None:
        return float(count)
    from email.utils import parsedate_to_datetime

    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    return None


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def _till_midnight(now: datetime) -> float:
    utc = now.astimezone(UTC)
    return 86_400.0 - (utc.hour * 3600 + utc.minute * 60 + utc.second)
