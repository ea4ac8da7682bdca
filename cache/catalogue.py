"""Parts and offers: found in what we have while somebody types, asked of the vendors on demand."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from cache import finding, keeping, part_rows
from cache.claims import ALWAYS, Claims
from cache.convert import clean, normal
from cache.number_lookups import NumberLookups
from cache.part_rows import PartRow
from cache.rows import PAGE, Rows
from cache.searching import (
    PLAIN,
    SLOW,
    Asked,
    Heard,
    Narrowed,
    Searching,
    Told,
    asked_of,
    choices_of,
    quiet,
)
from cache.store import Store
from vendors.contract import Clock
from vendors.details import Choices
from vendors.makers import may_sell
from vendors.vocabulary import Part

# `whole` lists this many; its count has no limit.
WHOLE = 20_000
# A price that any session was told so short a time ago is not asked again for somebody who only
# wants to see it anew.
JUST_NOW = timedelta(seconds=30)


class Catalogue:
    """The parts of all vendors, from cache.db, and the vendors behind it once they are attached."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._finder = store.asker()
        self._counter = store.asker()
        self.claims = Claims(store, clock)
        self._words = Searching(store, clock, self.claims)
        self._numbers = NumberLookups(store, clock, self.claims)
        # Awaited beside a search: when it ends, who has not answered is slow. In true seconds, also
        # where the clock stands still.
        self.patience: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(SLOW)

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on, each for what it can do."""
        self._words.attach(vendors)
        self._numbers.attach(vendors)

    @property
    def asks(self) -> tuple[str, ...]:
        """Whom a search asks, in their order; none while nobody can be asked."""
        return self._words.vendors

    def look_ups(self, maker: str = "") -> tuple[str, ...]:
        """Who can be asked for a number of this maker's, or for any, in their order."""
        return tuple(one for one in self._numbers.vendors if may_sell(one, maker))

    def may_know(self, number: str) -> tuple[str, ...]:
        """Whom `look_up` asks for it where no vendor is named, in their order."""
        return self._numbers.may_know(number)

    def first(self) -> Rows[PartRow]:
        """All parts in stored order, at once; none while there is no file."""
        drawing = self._store.drawing
        if drawing is None:
            return Rows.empty()
        try:
            return self._rows(finding.first(drawing))
        except sqlite3.Error:
            return Rows.empty()

    async def find(self, text: str) -> Rows[PartRow]:
        """The first page of parts for `text`; all of them for none.

        In order: parts whose manufacturer's number begins so, by number; then those of which a
        vendor's number does; parts that have every word as the beginning of one of theirs, as
        stored; what the vendors answered when they were last asked this. Raises Superseded when a
        newer `find` comes.
        """
        rows, _ = await self.find_asked(text)
        return rows

    async def find_asked(self, text: str) -> tuple[Rows[PartRow], dict[str, Asked]]:
        """What `find` and `asked` say, by one question: half the wait before the first row."""
        self._counter.supersede()
        if not clean(text):
            self._finder.supersede()
            ids, said = await self._store.read(
                lambda db: (finding.first(db), asked_of(db, normal(text)))
            )
            return self._rows(ids), said
        found, said = await self._finder.ask(
            lambda db: (finding.find(db, text, PAGE), asked_of(db, normal(text)))
        )
        return self._rows(found), said

    async def whole(self, text: str) -> tuple[Rows[PartRow], int]:
        """Up to 20,000 parts for `text`, beginning with those of `find`, and how many there are.

        Takes up to seconds over a million parts; a newer `find` or `whole` ends it (Superseded).
        """
        if not clean(text):
            return await self._counter.ask(self._everything)
        ids, total = await self._counter.ask(
            lambda db: (finding.find(db, text, WHOLE), finding.count(db, text))
        )
        return self._rows(ids), total

    async def hits(self, text: str, narrowed: Narrowed) -> tuple[Rows[PartRow], dict[str, Asked]]:
        """What the vendors answered when they were last asked `text` so narrowed, in their order.

        What is here besides cannot be narrowed: what the filters mean is the vendor's alone.
        """
        key = narrowed.key(text)

        def job(db: sqlite3.Connection) -> tuple[list[int], dict[str, Asked]]:
            return finding.hits(db, key), asked_of(db, key)

        ids, said = await self._store.read(job)
        return self._rows(ids), said

    async def ask(
        self,
        text: str,
        offset: int = 0,
        narrowed: Narrowed = PLAIN,
        *,
        vendor: str | None = None,
        within: timedelta = ALWAYS,
        told: Told = quiet,
    ) -> tuple[Heard, ...]:
        """Ask every vendor at once for `text`, or `vendor` alone, and store what each says.

        A vendor with a search by words is asked for them from its `offset`th part on; one that
        finds by numbers is asked where the words look like one of its numbers, and is left out
        where `offset` is not 0; only those that can be narrowed are asked for anything narrowed.
        Text without spaces that no search finds is looked up as a number. `told` is called with
        each answer once it is stored, and once for each vendor that took longer than `patience`.
        Nothing is asked of a vendor where any session was told the same `within` that time.

        What went wrong at one vendor is told, and raised only where none answered: VendorError;
        Refusal while there is no vendor, or not this one.
        """
        return await self._words.ask(text, offset, narrowed, vendor, within, told, self.patience)

    async def asked(self, text: str) -> dict[str, Asked]:
        """What each vendor said when it was last asked this."""
        return await self._store.read(lambda db: asked_of(db, normal(text)))

    async def choices(self, text: str, narrowed: Narrowed = PLAIN) -> Choices | None:
        """What a vendor offers to narrow this search by further; None where none said."""
        return await self._store.read(lambda db: choices_of(db, narrowed.key(text)))

    async def look_up(
        self, number: str, *, vendor: str | None = None, within: timedelta = ALWAYS
    ) -> Part:
        """The part under a vendor's or maker's number, at our own prices, now; stored.

        Exactly as the vendor told it: here just now, to any session `within` that time, or to
        another session that was asking when this was called; never what was told for another
        account, nor by another vendor than `vendor` where one is named. Else all are asked that
        look up numbers, one after the other, until one knows it. Raises VendorError; NotFound where
        no vendor knows the number; Refusal while there is no vendor, or not this one.
        """
        part, _ = await self.look_up_dated(number, vendor=vendor, within=within)
        return part

    async def look_up_dated(
        self,
        number: str,
        *,
        vendor: str | None = None,
        within: timedelta = ALWAYS,
        asking: Callable[[], None] = lambda: None,
    ) -> tuple[Part, datetime]:
        """The same, and when it was told. `asking` is called where a vendor is asked for it."""
        return await self._numbers.look_up(number, vendor, within, asking)

    async def told(self, number: str, vendor: str | None = None) -> tuple[Part, datetime] | None:
        """What product details said last of `number`, to any session, and when; for our account,
        once it is known which that is. Of the vendor that is named, else of the first of those that
        can be asked: whom a line goes to does not hang on what was looked at before.
        """
        return await self._numbers.told(number, vendor)

    async def shown(self, vendor: str, number: str) -> tuple[Part, datetime] | None:
        """The part of an offer as any answer had it last, and when; None where none did."""

        def job(db: sqlite3.Connection) -> tuple[Part, datetime] | None:
            rowid = keeping.find_offer(db, vendor, clean(number))
            return None if rowid is None else keeping.get(db, rowid)

        return await self._store.read(job)

    async def by_part(self, numbers: Sequence[str]) -> list[list[str]]:
        """`numbers` in their order, those together that are known to be offers of one part."""

        def job(db: sqlite3.Connection) -> list[list[str]]:
            groups: dict[object, list[str]] = {}
            for number in numbers:
                row = db.execute(
                    "SELECT part FROM offer WHERE number = ?", (clean(number),)
                ).fetchone()
                groups.setdefault(number if row is None else row[0], []).append(number)
            return list(groups.values())

        return await self._store.read(job)

    async def sellers(self, number: str, maker: str) -> dict[str, tuple[Part, datetime]]:
        """A maker's part as each vendor sells it, by what is here, and when that was
        told; in stored order. What product details said stands before a row that is no newer.
        """
        whose = self._numbers.accounts

        def job(db: sqlite3.Connection) -> dict[str, tuple[Part, datetime]]:
            rowid = keeping.find_part(db, number, maker)
            found = {} if rowid is None else keeping.at_vendors(db, rowid)
            for vendor, (part, at) in found.items():
                said = keeping.told(db, part.offers[0].number, vendor, whose.get(vendor))
                if said is not None and said[1] >= at:
                    found[vendor] = said
            return found

        return await self._store.read(job)

    async def part(self, rowid: int) -> tuple[Part, datetime] | None:
        """The whole part of an offer's row as we have it, and when it was fetched."""
        return await self._store.read(lambda db: keeping.get(db, rowid))

    def _everything(self, db: sqlite3.Connection) -> tuple[Rows[PartRow], int]:
        (total,) = db.execute("SELECT count(*) FROM part").fetchone()
        return self._rows(finding.first(db)), total

    def _rows(self, rowids: Sequence[int]) -> Rows[PartRow]:
        return Rows(self._store.drawing, part_rows.SELECT, PartRow, rowids)
