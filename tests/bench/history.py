"""How fast the history is filtered, and the morning list made, among very many orders."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from cache.clock import SystemClock
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.morning import Morning
from cache.orders import Orders
from cache.people import who
from cache.places import Places
from cache.schema import CACHE, CACHE_ID
from cache.store import Store

FILTER, MORNING = "filter", "morning"

# Typed letter by letter: what nearly all orders hold, what many do, and one order's own number.
_TYPED = ("po-2025-5", "rc0603", "shipped", "ann", "9910000000054321")
_ROUNDS = 4
# After each word; the first of them begins with other pages in SQLite's hands.
_MORNINGS = 5


async def history_times(places: Places) -> dict[str, list[float]]:
    """Milliseconds of every letter of a filter until its first rows are in hand, and of every
    morning list.
    """
    ledger = Store(places.ledger, journal="rollback", schema=LEDGER, application_id=LEDGER_ID)
    cache = Store(places.cache_db, journal="wal", schema=CACHE, application_id=CACHE_ID)
    clock, person = SystemClock(), who()
    times: dict[str, list[float]] = {FILTER: [], MORNING: []}

    async def timed(what: str, job: Callable[[], Awaitable[object]]) -> None:
        before = time.perf_counter()
        await job()
        times[what].append((time.perf_counter() - before) * 1000)

    try:
        await ledger.open()
        await cache.open()
        orders = Orders(ledger, cache, clock, person)
        morning = Morning(ledger, cache, clock, person, places.environment)

        async def filtered(text: str) -> None:
            rows = await orders.begin(text)
            assert rows.row(0) is not None

        for _ in range(_ROUNDS):
            for text in _TYPED:
                for end in range(1, len(text) + 1):
                    await timed(FILTER, lambda said=text[:end]: filtered(said))  # type: ignore[misc]
                for _ in range(_MORNINGS):
                    await timed(MORNING, morning.items)
    finally:
        await cache.close()
        await ledger.close()
    return times
