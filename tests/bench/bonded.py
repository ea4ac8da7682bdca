"""How fast the bonded stock is filtered, among very many rows."""

from __future__ import annotations

import time
from pathlib import Path

from cache.bonded import SORTS, Ask, Bonded
from cache.clock import SystemClock
from cache.schema import CACHE, CACHE_ID
from cache.store import Store

LETTERS, FEW_LETTERS, OTHER_ORDERS, COUNT = "letters", "few letters", "other orders", "count"

# What nearly all rows hold, what many do, few, and a column's name.
_TYPED = ("res", "060", "yageo", "murata", "10k", "rc0603fr", "acme-012", "mfr:yag", "cap 0603")
_SHORT = ("r", "re", "06", "zq", "lead>20", "ncnr:yes", "each<0.5")
_ROUNDS = 10


async def bonded_times(cache_db: Path) -> dict[str, list[float]]:
    """Milliseconds until the first page is in hand, and until all rows are counted and in order."""
    store = Store(cache_db, journal="wal", schema=CACHE, application_id=CACHE_ID)
    await store.open()
    bonded = Bonded(store, SystemClock())
    times: dict[str, list[float]] = {}

    async def page(what: str, asked: Ask) -> None:
        before = time.perf_counter()
        rows, _ = await bonded.find(asked)
        if len(rows):
            assert rows.row(0) is not None
        times.setdefault(what, []).append((time.perf_counter() - before) * 1000)

    try:
        for _ in range(_ROUNDS):
            for what, typed in ((LETTERS, _TYPED), (FEW_LETTERS, _SHORT)):
                for text in typed:
                    await page(what, Ask(None, text))
                    before = time.perf_counter()
                    await bonded.whole(Ask(None, text))
                    times.setdefault(COUNT, []).append((time.perf_counter() - before) * 1000)
        for text in _TYPED:
            for sort in SORTS:
                for down in (False, True):
                    await page(OTHER_ORDERS, Ask(None, text, sort, down))
    finally:
        await store.close()
    return times
