"""How fast the bonded stock is filtered among very many rows, and how long a write of it takes."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cache import bonded_keeping as keeping
from cache.bonded import PART_SORTS, SORTS, Ask, Bonded
from cache.clock import SystemClock
from cache.rows import Rows
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from tests.bench.figures import Figure, percentile
from tests.fill import AT, SITES, bonded_stock
from vendors.vocabulary import BondedStock

# What nearly all rows hold, what many do, some hundreds, few, and a column's name.
_TYPED = (
    *("res", "060", "yageo", "murata", "10k", "rc0603fr", "acme-012", "mfr:yag", "cap 0603"),
    *("777", "999k", "acme-04", "mfr:murata lead>20"),
)
_SHORT = ("r", "re", "06", "zq", "lead>20", "ncnr:yes", "each<0.5")
_ROUNDS = 10
# Of a refresh: every so manieth row is another one.
_CHANGED = 20
_WRITES = 30

_PART, _SHORTLY, _COUNT = "from three letters", "of one or two letters, or figures", "count"
_SITE, _TURNED, _TURNED_COUNT = "one location", "turned", "count turned"
_FIRST, _ONE, _NEW, _ALL = "after a change", "one row", "a new row", "of a refresh"
# What, in which words, and the most that it may take in milliseconds.
_FIGURES = (
    (_PART, "first page from three letters, by part", 10),
    (_SITE, "first page from three letters, of one location, in every order", 10),
    (_TURNED, "first page from three letters, turned, in every order", 10),
    (_SHORTLY, "first page of one or two letters, or figures, in every order", 80),
    (_COUNT, "count and order of all", 300),
    (_TURNED_COUNT, "count and order of all, turned", 300),
    (_FIRST, "the first list of an order after rows came", None),
    (_ONE, "the writer is held for one changed row", 50),
    (_NEW, "the writer is held for one new row", 50),
    (_ALL, "the writer is held for a write of a refresh with every 20th row changed", 50),
)

Times = dict[str, list[float]]


def figures_of(times: Times, rows: int) -> list[Figure]:
    """A row of the table for each kind of question, and for the slowest of the orders."""
    told = f"{rows:,} bonded rows, p95"
    found = [
        Figure(f"{words}, {told}", percentile(times[what], 0.95), "ms", goal)
        for what, words, goal in _FIGURES
    ]
    orders = {sort: percentile(times[f"by {sort}"], 0.95) for sort in SORTS}
    slowest = max(orders, key=orders.__getitem__)
    every = [one for sort in SORTS for one in times[f"by {sort}"]]
    found[1:1] = [
        Figure(
            f"first page from three letters, in every order, {told}",
            percentile(every, 0.95),
            "ms",
            10,
        ),
        Figure(
            f"the same in the slowest of the orders ({SORTS[slowest]}), {told}",
            orders[slowest],
            "ms",
            10,
        ),
    ]
    return found


async def bonded_times(cache_db: Path) -> Times:
    """Milliseconds, by what was asked."""
    times: Times = {}
    async with _opened(cache_db) as (_, bonded):
        await _ask(bonded, times)
    with TemporaryDirectory(prefix="bondroom-bench-") as scratch:
        # What is written is no part of the home that is kept.
        copy = Path(scratch) / cache_db.name
        shutil.copyfile(cache_db, copy)
        copy.chmod(0o600)
        async with _opened(copy) as (store, bonded):
            await _write(store, bonded, times)
    return times


@asynccontextmanager
async def _opened(cache_db: Path) -> AsyncIterator[tuple[Store, Bonded]]:
    store = Store(cache_db, journal="wal", schema=CACHE, application_id=CACHE_ID)
    await store.open()
    try:
        yield store, Bonded(store, SystemClock())
    finally:
        await store.close()


class _Taken:
    """The time from here to the end of a `with`, and beside it what of that was work of ours."""

    def __init__(self, times: Times, what: str) -> None:
        self._to = times.setdefault(what, [])
        self._work = times.setdefault(work(what), [])

    def __enter__(self) -> None:
        self._before, self._worked = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._to.append((time.perf_counter() - self._before) * 1000)
        self._work.append((time.process_time() - self._worked) * 1000)


def work(what: str) -> str:
    """Under this name stand the milliseconds of CPU: those hardly mind a busy machine."""
    return f"{what} (CPU)"


async def _ask(bonded: Bonded, times: Times) -> None:
    """As the pane does: all rows once when an order is chosen, and then letter by letter."""
    for _ in range(_ROUNDS):
        for what, typed in ((_PART, _TYPED), (_SHORTLY, _SHORT)):
            for text in typed:
                await _page(bonded, times, what, Ask(None, text))
                with _Taken(times, _COUNT):
                    await bonded.whole(Ask(None, text))
    for sort in SORTS:
        for down in (False, True):
            for site in (None, SITES[1][0]):
                await bonded.whole(Ask(site, sort=sort, down=down))
            for text in _TYPED:
                await _page(bonded, times, f"by {sort}", Ask(None, text, sort, down))
                await _page(bonded, times, _SITE, Ask(SITES[1][0], text, sort, down))
            for text in _SHORT:
                await _page(bonded, times, _SHORTLY, Ask(None, text, sort, down))
            with _Taken(times, _COUNT):
                await bonded.whole(Ask(None, _SHORT[0], sort, down))
    for sort in PART_SORTS:
        for down in (False, True):
            await bonded.whole_parts(Ask(sort=sort, down=down))
            for text in _TYPED:
                with _Taken(times, _TURNED):
                    _drawn((await bonded.find_parts(Ask(None, text, sort, down)))[0])
            with _Taken(times, _TURNED_COUNT):
                await bonded.whole_parts(Ask(None, _SHORT[0], sort, down))


async def _page(bonded: Bonded, times: Times, what: str, asked: Ask) -> None:
    with _Taken(times, what):
        _drawn((await bonded.find(asked))[0])


def _drawn(rows: Rows[Any]) -> None:
    assert not len(rows) or rows.row(0) is not None


async def _write(store: Store, bonded: Bonded, times: Times) -> None:
    at = datetime.fromisoformat(AT)
    stock = bonded_stock(len(await bonded.rows()))

    async def put(what: str, rows: Sequence[BondedStock]) -> None:
        with _Taken(times, what):
            await store.write(lambda db: keeping.put(db, "digikey", rows, at))

    sorts = list(SORTS)
    for number in range(_WRITES):
        row = stock[number * 997]
        await put(_ONE, [replace(row, reserve=number, maker=f"Acme {number}")])
        await put(_NEW, [replace(row, number=f"NEW{number}-ND", part=f"{row.part}-{number}")])
        with _Taken(times, _FIRST):
            await bonded.whole(Ask(sort=sorts[1 + number % (len(sorts) - 1)]))
    changed = [
        replace(row, reserve=number) if number % _CHANGED == 0 else row
        for number, row in enumerate(stock)
    ]
    for step in await store.read(lambda db: keeping.steps(db, "digikey", changed, at)):
        with _Taken(times, _ALL):
            await store.write(step)
