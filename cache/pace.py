"""How fast the vendors may be asked: one count for all sessions of this person.

Limits hold for each of a vendor's products and for all who use its application id, so the count
lies in a file. It can be lost at no harm but a refused call. Without a file each process counts for
itself, with half of every limit. The last calls of a day are kept for orders: see `reserve_of`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from cache.files import connect, connect_memory, immediate, make_private, statements
from cache.limits import (
    CAREFUL,
    LIMITS,
    Low,
    kept_back,
    reserve_of,
    seconds_until,
    tells,
    till_midnight,
    too_many,
    utc_day,
    whole_number,
)
from cache.places import Refusal
from cache.purpose import Errand, Purpose, current
from vendors.contract import Clock

T = TypeVar("T")
Job = Callable[[sqlite3.Connection, datetime], T]

MINUTE = 60.0
# Nobody waits longer than this for a turn, in seconds.
LONGEST_WAIT = 60.0


# The days before today of which calls stay counted.
_KEPT_DAYS = 7
# What is left of a day is worth a word from a fifth on.
_LOW = 5

_TABLES = """
CREATE TABLE IF NOT EXISTS pace (
  product TEXT PRIMARY KEY,
  per_minute INTEGER NOT NULL,
  per_day INTEGER,
  next_free REAL NOT NULL,
  day TEXT NOT NULL,
  used INTEGER NOT NULL,
  blocked_until REAL NOT NULL,
  blocked_daily INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS calls (
  day TEXT NOT NULL,
  product TEXT NOT NULL,
  purpose TEXT NOT NULL,
  what TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, product, purpose, what)
) STRICT, WITHOUT ROWID
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


class Calls(NamedTuple):
    """How many calls of one kind were made today. `what` is empty where nobody said."""

    product: str
    purpose: str
    what: str
    n: int


class SharedPace:
    """`vendors.contract.Pace` over quota.db. `shared` is False where the file cannot be used.

    What a turn is for is told by `cache.purpose`. `inline`: no thread, for simulations.
    """

    def __init__(self, path: Path, clock: Clock, *, inline: bool = False) -> None:
        self._path = path
        self._clock = clock
        # One thread keeps the order: what was learned counts for the next turn.
        self._thread = None if inline else ThreadPoolExecutor(1, thread_name_prefix="pace")
        self._connection: sqlite3.Connection | None = None
        self._last: dict[str, _State] = {}
        self.shared = True

    async def turn(self, product: str) -> None:
        """Wait for a turn to call `product`. Raises TooMany at once where that is over a minute,
        where the day is used up, and for a look where the rest of the day is kept for orders.
        """
        errand = current()
        wait = await self._in_turn(lambda db, now: self._reserve(db, product, now, errand))
        if wait > 0:
            await self._clock.sleep(wait)

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        """Take over limits and blocks from an answer; stored behind the caller's back."""
        heard = {name: value for name, value in headers.items() if tells(name)}

        def job(db: sqlite3.Connection, now: datetime) -> None:
            self._learn(db, product, now, heard, status)

        if not heard and status != 429:
            return
        if self._thread is None:
            self._run(job)
            return
        # An answer that comes while the session closes is not worth keeping it open.
        with contextlib.suppress(RuntimeError):
            self._thread.submit(self._run, job)

    # -- what is left, as last counted or told; none of these waits ------------------------------

    def left(self, product: str) -> int | None:
        """Calls left today, the reserve included; None where there is no such limit or count."""
        state = self._known(product)
        if state is None or state.per_day is None:
            return None
        return max(0, state.per_day - state.used)

    def usable(self, product: str) -> int | None:
        """Calls left today before looks are refused; None as for `left`."""
        state = self._known(product)
        if state is None or state.per_day is None:
            return None
        return max(0, state.per_day - state.used - reserve_of(state.per_day))

    def low(self, product: str, purpose: Purpose = Purpose.LOOKING) -> Low | None:
        """What is left for `purpose`, from a fifth of the day's calls on: the time to show it.

        None where there are more, or where nothing is known of a day's limit.
        """
        state, now = self._known(product), self._clock.now()
        if state is None:
            return None
        if state.blocked_daily and state.blocked_until > now.timestamp():
            return Low(product, 0, datetime.fromtimestamp(state.blocked_until, UTC))
        if state.per_day is None or (state.per_day - state.used) * _LOW > state.per_day:
            return None
        left = self.usable(product) if purpose is Purpose.LOOKING else self.left(product)
        return Low(product, left or 0, now + timedelta(seconds=till_midnight(now)))

    def seconds_for(self, product: str, calls: int) -> float:
        """Seconds until the last of so many calls from now on would begin, by the minute's limit.

        What the vendor takes to answer, and what others ask meanwhile, is not in it.
        """
        now = self._clock.now()
        state = self._known(product) or self._begun(product, now)
        at = now.timestamp()
        turn = state.next_free + (calls - state.burst) * state.interval
        return max(0.0, max(turn, state.blocked_until) - at)

    async def look(self) -> None:
        """Take up what all sessions asked today: `left` says it before a call of this one."""

        def job(db: sqlite3.Connection, now: datetime) -> None:
            self._last |= {product: self._state(db, product, now) for product in LIMITS}

        await self._in_turn(job)

    async def calls_today(self) -> list[Calls]:
        """Every kind of call made today by all sessions, the most frequent first."""

        def job(db: sqlite3.Connection, now: datetime) -> list[Calls]:
            rows = db.execute(
                "SELECT product, purpose, what, n FROM calls WHERE day = ? "
                "ORDER BY n DESC, product, what, purpose",
                (utc_day(now),),
            )
            return [Calls(*row) for row in rows]

        return await self._in_turn(job)

    async def close(self) -> None:
        if self._thread is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._drop()

    def _known(self, product: str) -> _State | None:
        state = self._last.get(product)
        return state if state is not None and state.day == utc_day(self._clock.now()) else None

    async def _in_turn(self, job: Job[T]) -> T:
        if self._thread is None:
            return self._run(job)
        return await asyncio.wrap_future(self._thread.submit(self._run, job))

    # -- in the thread -------------------------------------------------------------------------

    def _run(self, job: Job[T]) -> T:
        was_open = self._connection is not None
        try:
            return self._once(job)
        except (sqlite3.Error, OSError, Refusal):
            self._drop()
        if was_open:
            # The file went or broke while it was in use: the next one is as good.
            try:
                return self._once(job)
            except (sqlite3.Error, OSError, Refusal):
                self._drop()
        self.shared = False
        self._connection = connect_memory()
        _make(self._connection)
        return self._once(job)

    def _once(self, job: Job[T]) -> T:
        if self._connection is None:
            self._connection = _open(self._path)
        with immediate(self._connection):
            # Looked at under the lock, so that the instants that sessions write only grow.
            return job(self._connection, self._clock.now())

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _reserve(
        self, db: sqlite3.Connection, product: str, now: datetime, errand: Errand
    ) -> float:
        state, at = self._state(db, product, now), now.timestamp()
        if state.per_day is not None:
            left = state.per_day - state.used
            if left <= 0:
                raise too_many(product, till_midnight(now), daily=True)
            if errand.purpose is Purpose.LOOKING and left <= reserve_of(state.per_day):
                self._last[product] = state
                raise kept_back(product, left, state.per_day, till_midnight(now))
        # Whoever comes during a block comes at its end, as far as the spacing goes: else all who
        # waited for it would start at once.
        free = max(at, state.blocked_until)
        turn = max(free, state.next_free - (state.burst - 1) * state.interval)
        if turn - at > LONGEST_WAIT:
            raise too_many(product, turn - at, daily=bool(state.blocked_daily) and free > at)
        next_free = max(state.next_free, free) + state.interval
        self._store(db, state._replace(next_free=next_free, used=state.used + 1))
        _count(db, state.day, product, errand)
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
        minute = whole_number(heard.get("x-burstlimit-limit"))
        day, left = (
            whole_number(heard.get("x-ratelimit-limit")),
            whole_number(heard.get("x-ratelimit-remaining")),
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
            wait = seconds_until(heard.get("retry-after"), now)
            if wait is None:
                wait = seconds_until(reset, now)
            wait = MINUTE if wait is None else wait
            # A minute's limit is over in a minute; what lasts longer is the day's, said or not.
            daily = daily or wait > 2 * MINUTE
            state = state._replace(
                blocked_until=max(state.blocked_until, at + wait), blocked_daily=int(daily)
            )
        self._store(db, state)

    def _state(self, db: sqlite3.Connection, product: str, now: datetime) -> _State:
        at, today = now.timestamp(), utc_day(now)
        row = db.execute("SELECT * FROM pace WHERE product = ?", (product,)).fetchone()
        if row is None:
            return self._begun(product, now)
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
        self._last[state.product] = state

    def _begun(self, product: str, now: datetime) -> _State:
        """As it is before the first call."""
        limits = LIMITS.get(product, CAREFUL)
        per_day = None if limits.per_day is None else self._part(limits.per_day)
        per_minute = self._part(limits.per_minute)
        return _State(product, per_minute, per_day, now.timestamp(), utc_day(now), 0, 0.0, 0)

    def _part(self, limit: int) -> int:
        return limit if self.shared else max(1, limit // 2)


def _open(path: Path) -> sqlite3.Connection:
    for last in (False, True):
        make_private(path)
        connection = connect(path, write=True)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = OFF")
            _make(connection)
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


def _make(connection: sqlite3.Connection) -> None:
    for statement in statements(_TABLES):
        connection.execute(statement)


def _count(db: sqlite3.Connection, day: str, product: str, errand: Errand) -> None:
    made = db.execute(
        "INSERT INTO calls VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n",
        (day, product, errand.purpose.value, errand.what),
    ).fetchone()
    if made == (1,):
        first = datetime.fromisoformat(day) - timedelta(days=_KEPT_DAYS)
        db.execute("DELETE FROM calls WHERE day < ?", (first.date().isoformat(),))
