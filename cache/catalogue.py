"""Parts and offers: found in what we have while somebody types, asked of the vendors on demand."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cache import finding, keeping
from cache.convert import clean, instant, instant_text, normal
from cache.places import Refusal
from cache.rows import PAGE, Rows
from cache.store import Store
from vendors.contract import Clock, NumberLookup, WordSearch
from vendors.errors import NotFound
from vendors.vocabulary import Part

# `whole` lists this many; its count has no limit.
WHOLE = 20_000


class OfferRow(NamedTuple):
    """One offer as lists show it. `breaks` is JSON: `[[quantity, "price"], …]`."""

    rowid: int
    part: str
    maker: str
    description: str
    packaging: str
    packaging_text: str
    vendor: str
    number: str
    stock: int | None
    moq: int
    multiple: int
    maximum: int | None
    breaks: str
    currency: str
    fee: str
    own_price: int
    ncnr: int | None
    tariff: int | None
    marketplace: int
    status: str
    lead_weeks: int | None
    fetched_at: str


class Asked(NamedTuple):
    """What the vendors said to some words: `total` parts there, of which `came` are here."""

    total: int
    came: int
    at: datetime


_ROWS = """
SELECT o.id, p.number, p.maker, p.description, o.packaging, o.packaging_text, o.vendor, o.number,
  o.stock, o.moq, o.multiple, o.maximum, o.breaks, o.currency, o.fee, o.own_price, o.ncnr,
  o.tariff, o.marketplace, p.status, p.lead_weeks, o.fetched_at
FROM offer o JOIN part p ON p.id = o.part WHERE o.id IN ({marks})
"""


class Catalogue:
    """The parts of all vendors, from cache.db, and the vendors behind it once they are attached."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._finder = store.asker()
        self._counter = store.asker()
        self._searches: list[WordSearch] = []
        self._lookups: list[NumberLookup] = []

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on, each for what it can do."""
        self._searches = [vendor for vendor in vendors if isinstance(vendor, WordSearch)]
        self._lookups = [vendor for vendor in vendors if isinstance(vendor, NumberLookup)]

    def first(self) -> Rows[OfferRow]:
        """All offers in stored order, at once; none while there is no file."""
        drawing = self._store.drawing
        if drawing is None:
            return Rows.empty()
        try:
            return self._rows(finding.first(drawing))
        except sqlite3.Error:
            return Rows.empty()

    async def find(self, text: str) -> Rows[OfferRow]:
        """The first 128 offers for `text`; all of them for none.

        In order: offers whose manufacturer's or vendor's number begins so, by number; offers of
        parts that have every word as the beginning of one of theirs, as stored; what a vendor
        answered when it was last asked this. Raises Superseded when a newer `find` comes.
        """
        rows, _ = await self.find_asked(text)
        return rows

    async def find_asked(self, text: str) -> tuple[Rows[OfferRow], Asked | None]:
        """What `find` and `asked` say, by one question: half the wait before the first row."""
        self._counter.supersede()
        if not clean(text):
            self._finder.supersede()
            ids, said = await self._store.read(lambda db: (finding.first(db), _asked(db, text)))
            return self._rows(ids), said
        found, said = await self._finder.ask(
            lambda db: (finding.find(db, text, PAGE), _asked(db, text))
        )
        return self._rows(found), said

    async def whole(self, text: str) -> tuple[Rows[OfferRow], int]:
        """Up to 20,000 offers for `text`, beginning with those of `find`, and how many there are.

        Takes up to seconds over a million parts; a newer `find` or `whole` ends it (Superseded).
        """
        if not clean(text):
            return await self._counter.ask(self._everything)
        ids, total = await self._counter.ask(
            lambda db: (finding.find(db, text, WHOLE), finding.count(db, text))
        )
        return self._rows(ids), total

    async def ask(self, text: str, offset: int = 0) -> Asked:
        """Ask the vendors for `text`, from their `offset`th part on, and store what they say.

        Text without spaces that no search finds is looked up as a number. What one vendor said is
        stored even where another failed. Raises VendorError, and Refusal while there is no vendor.
        """
        words = clean(text)
        if not (self._searches or self._lookups):
            raise _nobody()
        results = await asyncio.gather(
            *(vendor.search(words, offset=offset) for vendor in self._searches),
            return_exceptions=True,
        )
        errors = [result for result in results if isinstance(result, BaseException)]
        found = [result for result in results if not isinstance(result, BaseException)]
        parts = [part for page in found for part in page.parts]
        total = sum(page.total for page in found)
        if not parts and not offset and not errors and words and " " not in words:
            parts = await self._looked_up(words)
            total = len(parts)
        if found or parts:
            asked = await self._store.write(
                lambda db: self._remember(db, normal(text), parts, total, offset)
            )
        if errors:
            raise errors[0]
        return asked if found or parts else Asked(0, 0, self._clock.now())

    async def asked(self, text: str) -> Asked | None:
        """What the vendors said when they were last asked this."""
        return await self._store.read(lambda db: _asked(db, text))

    async def look_up(self, number: str) -> Part:
        """The part under a vendor's or maker's number, at our own prices, now; stored.

        Raises VendorError; NotFound where no vendor knows the number; Refusal while there is no
        vendor.
        """
        missing: Exception = _nobody()
        for vendor in self._lookups:
            try:
                part = await vendor.look_up(number)
            except NotFound as error:
                missing = error
            else:
                await self._keep(part)
                return part
        raise missing

    async def part(self, rowid: int) -> tuple[Part, datetime] | None:
        """The whole part of an offer's row as we have it, and when it was fetched."""
        return await self._store.read(lambda db: keeping.get(db, rowid))

    async def _keep(self, part: Part) -> None:
        at = self._clock.now()
        await self._store.write(lambda db: keeping.put(db, [part], at))

    async def _looked_up(self, number: str) -> list[Part]:
        parts = []
        for vendor in self._lookups:
            with contextlib.suppress(NotFound):
                parts.append(await vendor.look_up(number))
        return parts

    def _remember(
        self, db: sqlite3.Connection, text: str, parts: Sequence[Part], total: int, offset: int
    ) -> Asked:
        at = self._clock.now()
        rowids = keeping.put(db, parts, at)
        came = offset + len(parts)
        db.execute(
            "INSERT INTO asked (text, total, came, at) VALUES (?, ?, ?, ?) ON CONFLICT (text) "
            "DO UPDATE SET total = excluded.total, came = excluded.came, at = excluded.at",
            (text, total, came, instant_text(at)),
        )
        # What stood here and further down is the vendor's older order.
        db.execute("DELETE FROM asked_hit WHERE text = ? AND position >= ?", (text, offset))
        db.executemany(
            "INSERT INTO asked_hit (text, position, part) VALUES (?, ?, ?)",
            ((text, position, rowid) for position, rowid in enumerate(rowids, offset)),
        )
        return Asked(total, came, at)

    def _everything(self, db: sqlite3.Connection) -> tuple[Rows[OfferRow], int]:
        (total,) = db.execute("SELECT count(*) FROM offer").fetchone()
        return self._rows(finding.first(db)), total

    def _rows(self, rowids: Sequence[int]) -> Rows[OfferRow]:
        return Rows(self._store.drawing, _ROWS, OfferRow, rowids)


def _asked(db: sqlite3.Connection, text: str) -> Asked | None:
    row = db.execute("SELECT total, came, at FROM asked WHERE text = ?", (normal(text),)).fetchone()
    return None if row is None else Asked(row[0], row[1], instant(row[2]))


def _nobody() -> Refusal:
    return Refusal(
        "No vendor can be asked yet; what is shown was stored before. Try again in a moment."
    )
