"""Parts and offers: found in what we have while somebody types, asked of the vendors on demand."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cache import finding, keeping
from cache.claims import ALWAYS, Claims
from cache.convert import clean, instant, instant_text, normal, prices_for, vendor_key
from cache.facts import facts, facts_text
from cache.places import Refusal
from cache.purpose import errand
from cache.rows import PAGE, Rows, rowids_of
from cache.store import Store
from vendors.contract import Clock, FilteredSearch, NumberLookup, WordSearch
from vendors.details import Choices, Filters
from vendors.errors import NotFound
from vendors.vocabulary import Found, Part

# `whole` lists this many; its count has no limit.
WHOLE = 20_000
# A price that any session was told so short a time ago is not asked again for somebody who only
# wants to see it anew.
JUST_NOW = timedelta(seconds=30)


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


_ROWS = """
SELECT o.id, p.number, p.maker, p.description, o.packaging, o.packaging_text, o.vendor, o.number,
  o.stock, o.moq, o.multiple, o.maximum, o.breaks, o.currency, o.fee, o.own_price, o.ncnr,
  o.tariff, o.marketplace, p.status, p.lead_weeks, o.fetched_at
FROM offer o JOIN part p ON p.id = o.part WHERE o.id IN ({marks})
"""


_HITS = """
SELECT group_concat(id) FROM (
  SELECT o.id AS id FROM asked_hit h CROSS JOIN offer o ON o.part = h.part
  WHERE h.text = ? ORDER BY h.position, o.id)
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
        # Whose prices they tell; None while nobody can be asked.
        self._prices_for: str | None = None
        self.claims = Claims(store, clock)

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on, each for what it can do."""
        self._searches = [vendor for vendor in vendors if isinstance(vendor, WordSearch)]
        self._lookups = [vendor for vendor in vendors if isinstance(vendor, NumberLookup)]
        self._prices_for = "; ".join(map(prices_for, self._lookups)) if self._lookups else None

    @property
    def ready(self) -> bool:
        """Whether there is a vendor that can be asked for a number."""
        return bool(self._lookups)

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
            ids, said = await self._store.read(
                lambda db: (finding.first(db), _asked(db, normal(text)))
            )
            return self._rows(ids), said
        found, said = await self._finder.ask(
            lambda db: (finding.find(db, text, PAGE), _asked(db, normal(text)))
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

    async def hits(self, text: str, narrowed: Narrowed) -> tuple[Rows[OfferRow], Asked | None]:
        """What the vendors answered when they were last asked `text` so narrowed, in their order.

        What is here besides cannot be narrowed: what the filters mean is the vendor's alone.
        """
        key = narrowed.key(text)

        def job(db: sqlite3.Connection) -> tuple[list[int], Asked | None]:
            (ids,) = db.execute(_HITS, (key,)).fetchone()
            return rowids_of(ids), _asked(db, key)

        ids, said = await self._store.read(job)
        return self._rows(ids), said

    async def ask(
        self,
        text: str,
        offset: int = 0,
        narrowed: Narrowed = PLAIN,
        *,
        within: timedelta = ALWAYS,
    ) -> Asked:
        """Ask the vendors for `text`, from their `offset`th part on, and store what they say.

        Text without spaces that no search finds is looked up as a number. What one vendor said is
        stored even where another failed. Nothing is asked where any session was told the same
        `within` that time. Raises VendorError, and Refusal while there is no vendor.
        """
        words, key = clean(text), narrowed.key(text)
        if not (self._searches or self._lookups):
            raise _nobody()

        def known(db: sqlite3.Connection, since: datetime) -> tuple[Asked, list[Exception]] | None:
            said = _asked(db, key)
            here = said is not None and said.at >= since and (said.came > offset or not said.total)
            return (said, []) if said is not None and here else None

        def keep(db: sqlite3.Connection, heard: _Heard) -> tuple[Asked, list[Exception]]:
            if not heard.answered:
                return Asked(0, 0, self._clock.now()), heard.errors
            return self._remember(db, key, heard, offset), heard.errors

        with errand("search"):
            asked, errors = await self.claims.once(
                f"search {offset} {key}",
                known,
                lambda: self._heard(words, offset, narrowed),
                keep,
                within=within,
            )
        if errors:
            raise errors[0]
        return asked

    async def asked(self, text: str) -> Asked | None:
        """What the vendors said when they were last asked this."""
        return await self._store.read(lambda db: _asked(db, normal(text)))

    async def choices(self, text: str, narrowed: Narrowed = PLAIN) -> Choices | None:
        """What a vendor offers to narrow this search by further; None where none said."""
        key = narrowed.key(text)

        def job(db: sqlite3.Connection) -> Choices | None:
            row = db.execute("SELECT choices FROM asked WHERE text = ?", (key,)).fetchone()
            # Read here and not under the keys: thousands of makers take tens of milliseconds.
            read = None if row is None or row[0] is None else facts(Choices, row[0])
            return read[0] if read else None

        return await self._store.read(job)

    async def look_up(self, number: str, *, within: timedelta = ALWAYS) -> Part:
        """The part under a vendor's or maker's number, at our own prices, now; stored.

        Exactly as the vendor told it: here just now, to any session `within` that time, or to
        another session that was asking when this was called; never what was told for another
        account. Raises VendorError; NotFound where no vendor knows the number; Refusal while
        there is no vendor.
        """
        part, _ = await self.look_up_dated(number, within=within)
        return part

    async def look_up_dated(
        self,
        number: str,
        *,
        within: timedelta = ALWAYS,
        asking: Callable[[], None] = lambda: None,
    ) -> tuple[Part, datetime]:
        """The same, and when it was told. `asking` is called where a vendor is asked for it."""
        # An account may be changed while this waits: it ends with those whom it began with.
        lookups, whose = self._lookups, self._prices_for or ""
        if not lookups:
            raise _nobody()

        def known(db: sqlite3.Connection, since: datetime) -> tuple[Part, datetime] | None:
            said = keeping.told(db, clean(number), whose, since)
            # How old an answer from before the clock was set back is, nobody can say.
            return None if said is None or said[1] > self._clock.now() else said

        async def ask() -> tuple[str, Part]:
            asking()
            return await _told(lookups, number)

        def keep(db: sqlite3.Connection, said: tuple[str, Part]) -> tuple[Part, datetime]:
            (vendor, part), at = said, self._clock.now()
            keeping.put_told(db, clean(number), part, vendor, whose, at)
            return part, at

        with errand("part"):
            return await self.claims.once(
                " ".join(filter(None, ("part", normal(number), whose))),
                known,
                ask,
                keep,
                within=within,
            )

    async def told(self, number: str) -> tuple[Part, datetime] | None:
        """What product details said last of `number`, to any session, and when; for our account,
        once it is known which that is.
        """
        whose = self._prices_for
        return await self._store.read(lambda db: keeping.told(db, clean(number), whose))

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

    async def part(self, rowid: int) -> tuple[Part, datetime] | None:
        """The whole part of an offer's row as we have it, and when it was fetched."""
        return await self._store.read(lambda db: keeping.get(db, rowid))

    async def _heard(self, words: str, offset: int, narrowed: Narrowed) -> _Heard:
        """What the vendors say to `words`, each that can be asked so."""
        searches = [
            vendor.search(words, offset=offset)
            if narrowed == PLAIN
            else vendor.keyword_search(words, offset=offset, **narrowed._asdict())  # type: ignore[attr-defined]
            for vendor in self._searches
            if narrowed == PLAIN or isinstance(vendor, FilteredSearch)
        ]
        results = await asyncio.gather(*searches, return_exceptions=True)
        errors = [result for result in results if isinstance(result, Exception)]
        found = [result for result in results if isinstance(result, Found)]
        for result in results:
            if not isinstance(result, (Found, Exception)):
                raise result
        parts = [part for page in found for part in page.parts]
        above = sum(page.above for page in found)
        total = sum(page.total for page in found)
        plain = narrowed == PLAIN and not offset
        if not parts and plain and not errors and words and " " not in words:
            parts = await self._looked_up(words)
            total, above = len(parts), 0
        choices = next((page.choices for page in found if page.choices is not None), None)
        return _Heard(parts, above, total, choices, errors, bool(found or parts))

    async def _looked_up(self, number: str) -> list[Part]:
        parts = []
        for vendor in self._lookups:
            with contextlib.suppress(NotFound):
                parts.append(await vendor.look_up(number))
        return parts

    def _remember(self, db: sqlite3.Connection, key: str, heard: _Heard, offset: int) -> Asked:
        at = self._clock.now()
        rowids = keeping.put(db, heard.parts, at)
        came = offset + len(heard.parts) - heard.above
        choices = None if heard.choices is None else facts_text([heard.choices])
        db.execute(
            "INSERT INTO asked (text, total, came, choices, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (text) DO UPDATE SET total = excluded.total, came = excluded.came, "
            "choices = coalesce(excluded.choices, choices), at = excluded.at",
            (key, heard.total, came, choices, instant_text(at)),
        )
        first = offset - heard.above
        # What stood here and further down is the vendor's older order.
        db.execute(
            "DELETE FROM asked_hit WHERE text = ? AND (position >= ? OR ? = 0)",
            (key, first, offset),
        )
        db.executemany(
            "INSERT INTO asked_hit (text, position, part) VALUES (?, ?, ?)",
            ((key, position, rowid) for position, rowid in enumerate(rowids, first)),
        )
        return Asked(heard.total, came, at)

    def _everything(self, db: sqlite3.Connection) -> tuple[Rows[OfferRow], int]:
        (total,) = db.execute("SELECT count(*) FROM offer").fetchone()
        return self._rows(finding.first(db)), total

    def _rows(self, rowids: Sequence[int]) -> Rows[OfferRow]:
        return Rows(self._store.drawing, _ROWS, OfferRow, rowids)


class _Heard(NamedTuple):
    """What all vendors said to one question. `answered`: whether there is anything to store."""

    parts: list[Part]
    above: int
    total: int
    choices: Choices | None
    errors: list[Exception]
    answered: bool


async def _told(lookups: Sequence[NumberLookup], number: str) -> tuple[str, Part]:
    """Which vendor knows the number, and what it says."""
    missing: Exception = _nobody()
    for vendor in lookups:
        try:
            return vendor_key(vendor), await vendor.look_up(number)
        except NotFound as error:
            missing = error
    raise missing


def _asked(db: sqlite3.Connection, key: str) -> Asked | None:
    row = db.execute("SELECT total, came, at FROM asked WHERE text = ?", (key,)).fetchone()
    return None if row is None else Asked(row[0], row[1], instant(row[2]))


def _nobody() -> Refusal:
    return Refusal(
        "No vendor can be asked yet; what is shown was stored before. Try again in a moment."
    )
