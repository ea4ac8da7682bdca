"""How fast three letters are answered from the cache."""

from __future__ import annotations

import time
from pathlib import Path

from cache.catalogue import Catalogue
from cache.clock import SystemClock
from cache.rows import PAGE
from cache.schema import CACHE, CACHE_ID
from cache.store import Store

WORDS = ("res", "cap", "060")
_ROUNDS = 200


async def find_times(cache_db: Path) -> dict[str, list[float]]:
    """Milliseconds of every `find`, from the call to the first page of rows in hand.

    The words take turns, so that none is answered from what the one before left behind. The first
    round counts as well: it is the one a buyer meets after starting.
    """
    store = Store(cache_db, journal="wal", schema=CACHE, application_id=CACHE_ID)
    await store.open()
    catalogue = Catalogue(store, SystemClock())
    times: dict[str, list[float]] = {word: [] for word in WORDS}
    try:
        for _ in range(_ROUNDS):
            for word in WORDS:
                before = time.perf_counter()
                rows = await catalogue.find(word)
                first = rows.row(0)
                times[word].append((time.perf_counter() - before) * 1000)
                assert first is not None
                assert len(rows) == PAGE
    finally:
        await store.close()
    return times
