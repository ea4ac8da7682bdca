"""Words asked of every vendor at once; what each says is stored as its own, and told as it comes.

Each vendor is a question of its own: a slow one, or one that fails, holds up neither the others nor
whoever waits for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from cache import keeping
from cache.claims import Claims
from cache.convert import clean, instant, instant_text, normal, vendor_key
from cache.facts import facts, facts_text
from cache.number_lookups import nobody
from cache.places import Refusal
from cache.purpose import errand
from vendors.contract import FilteredSearch, NumberLookup, NumberSearch, WordSearch
from vendors.details import Choices, Filters
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import Found

if TYPE_CHECKING:
    from cache.claims import Claims
    from cache.store import Store
    from vendors.contract import Clock

# After so many seconds without an answer a vendor is called slow. Most answers come within one.
SLOW = 4.0


class Asked(NamedTuple):
    """What a vendor said to some words: `total` parts there, of which `came` are here.

    `cut`: its list was not read to the end, and there may be more.
    """

    total: int
    came: int
    at: datetime
    cut: bool = False

    @property
    def ends(self) -> str:
        """What is to be said of where the list ends; empty where it ends by itself."""
        return "the list ends there, and there may be more" if self.cut else ""


class Narrowed(NamedTuple):
    """How a search is narrowed and sorted, by what `Catalogue.choices` offers."""

    filters: Filters = Filters()
    sort: str | None = None
    descending: bool = False

    def key(self, text: str) -> str:
        """What the answer to `text` is stored under; the plain search has the text's own."""
        if self == Narrowed():
            return normal(text)
        # A line end stands in no typed text.
        return "\n".join(
            (normal(text), facts_text([self.filters]), f"{self.sort} {self.descending}")
        )


PLAIN = Narrowed()


class Heard(NamedTuple):
    """What came of asking one vendor: its answer, or an error, or that it is `slow` so far.

    With none of them it was not asked: it answers numbers only, and the words are none.
    """

    vendor: str
    asked: Asked | None = None
    error: VendorError | Refusal | None = None
    slow: bool = False

    @property
    def numbers_only(self) -> bool:
        return self.asked is None and self.error is None and not self.slow


Told = Callable[[Heard], Awaitable[None]]


async def quiet(heard: Heard) -> None:
    """For who only wants the end of it."""


class Searching:
    """The questions of one session."""

    def __init__(self, store: Store, clock: Clock, claims: Claims) -> None:
        self._store = store
        self._clock = clock
        self._claims = claims
        self._vendors: tuple[object, ...] = ()

    def attach(self, vendors: Sequence[object]) -> None:
        kinds = (WordSearch, NumberSearch, NumberLookup)
        self._vendors = tuple(one for one in vendors if isinstance(one, kinds))

    @property
    def vendors(self) -> tuple[str, ...]:
        """Who can be asked, in their order."""
        return tuple(map(vendor_key, self._vendors))

    async def ask(
        self,
        text: str,
        offset: int,
        narrowed: Narrowed,
        vendor: str | None,
        within: timedelta,
        told: Told,
        patience: Callable[[], Awaitable[None]],
    ) -> tuple[Heard, ...]:
        """See `Catalogue.ask`."""
        clients = [one for one in self._vendors if vendor in (None, vendor_key(one))]
        if not clients:
            raise nobody(vendor)
        if narrowed != PLAIN:
            clients = [one for one in clients if isinstance(one, FilteredSearch)]
            if not clients:
                raise Refusal("No vendor that is connected can narrow a search.")
        if offset:
            # Who answers numbers answers whole.
            clients = [one for one in clients if isinstance(one, WordSearch)]
        words, result = clean(text), dict[str, Heard]()
        running: dict[asyncio.Task[Asked], str] = {}
        for client in clients:
            name = vendor_key(client)
            if _answers(client, words):
                asked = self._of(client, words, narrowed.key(text), offset, narrowed, within)
                running[asyncio.ensure_future(asked)] = name
            else:
                result[name] = Heard(name)
        slow: asyncio.Future[None] = asyncio.ensure_future(patience())
        try:
            for heard in list(result.values()):
                await told(heard)
            while running:
                waiting: list[asyncio.Future[Any]] = [*running, slow]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in running if task.done()]:
                    heard = _outcome(running.pop(task), task)
                    result[heard.vendor] = heard
                    await told(heard)
                if slow.done() and running:
                    for name in running.values():
                        await told(Heard(name, slow=True))
                    slow = asyncio.get_running_loop().create_future()
        finally:
            # What was asked goes on and is stored: only the wait for it ends.
            slow.cancel()
            for left in running:
                left.cancel()
        errors = [one.error for one in result.values() if one.error is not None]
        if errors and not any(one.asked for one in result.values()):
            raise errors[0]
        return tuple(result.values())

    async def _of(
        self,
        client: object,
        words: str,
        key: str,
        offset: int,
        narrowed: Narrowed,
        within: timedelta,
    ) -> Asked:
        vendor = vendor_key(client)

        def known(db: sqlite3.Connection, since: datetime) -> Asked | None:
            said = asked_of(db, key).get(vendor)
            if said is None or said.at < since:
                return None
            return said if said.came > offset or not said.total else None

        def keep(db: sqlite3.Connection, found: Found) -> Asked:
            return self._remember(db, vendor, key, found, offset)

        with errand("search"):
            return await self._claims.once(
                f"search {vendor} {offset} {key}",
                known,
                lambda: _found(client, words, offset, narrowed),
                keep,
                within=within,
            )

    def _remember(
        self, db: sqlite3.Connection, vendor: str, key: str, found: Found, offset: int
    ) -> Asked:
        at = self._clock.now()
        rowids = keeping.put(db, found.parts, at)
        came = offset + len(found.parts) - found.above
        choices = None if found.choices is None else facts_text([found.choices])
        db.execute(
            "INSERT INTO asked (text, vendor, total, came, choices, at, cut) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (text, vendor) DO UPDATE SET total = excluded.total, "
            "came = excluded.came, choices = coalesce(excluded.choices, choices), "
            "at = excluded.at, cut = excluded.cut",
            (key, vendor, found.total, came, choices, instant_text(at), found.cut),
        )
        first = offset - found.above
        # What stood here and further down is the vendor's older order.
        db.execute(
            "DELETE FROM asked_hit WHERE text = ? AND vendor = ? AND (position >= ? OR ? = 0)",
            (key, vendor, first, offset),
        )
        db.executemany(
            "INSERT INTO asked_hit (text, vendor, position, part) VALUES (?, ?, ?, ?)",
            ((key, vendor, position, rowid) for position, rowid in enumerate(rowids, first)),
        )
        return Asked(found.total, came, at, found.cut)


def asked_of(db: sqlite3.Connection, key: str) -> dict[str, Asked]:
    """What each vendor said when it was last asked what is stored under `key`."""
    rows = db.execute(
        "SELECT vendor, total, came, at, cut FROM asked WHERE text = ? ORDER BY vendor", (key,)
    )
    return {
        vendor: Asked(total, came, instant(at), bool(cut)) for vendor, total, came, at, cut in rows
    }


def choices_of(db: sqlite3.Connection, key: str) -> Choices | None:
    """What a vendor offered to narrow that by; None where none did."""
    row = db.execute(
        "SELECT choices FROM asked WHERE text = ? AND choices IS NOT NULL ORDER BY vendor", (key,)
    ).fetchone()
    # Read here and not under the keys: thousands of makers take tens of milliseconds.
    read = None if row is None else facts(Choices, row[0])
    return read[0] if read else None


def _answers(client: object, words: str) -> bool:
    """Whether the vendor can be asked these words: of numbers alone only what looks like one."""
    if isinstance(client, WordSearch):
        return True
    if isinstance(client, NumberSearch):
        return client.takes(words)
    return bool(words) and " " not in words


async def _found(client: object, words: str, offset: int, narrowed: Narrowed) -> Found:
    """What the vendor says, by the best that it can do."""
    if narrowed != PLAIN and isinstance(client, FilteredSearch):
        return await client.keyword_search(words, offset=offset, **narrowed._asdict())
    found = Found((), 0, "")
    if isinstance(client, WordSearch):
        found = await client.search(words, offset=offset)
        if found.parts or offset or not words or " " in words:
            return found
    elif isinstance(client, NumberSearch):
        return await client.by_number(words)
    if isinstance(client, NumberLookup):
        # Numbers are known to it that no search of its finds.
        with contextlib.suppress(NotFound):
            return Found((await client.look_up(words),), 1, found.currency, choices=found.choices)
    return found


def _outcome(vendor: str, task: asyncio.Task[Asked]) -> Heard:
    error = task.exception()
    if error is None:
        return Heard(vendor, task.result())
    if not isinstance(error, (VendorError, Refusal)):
        raise error
    return Heard(vendor, error=error)
