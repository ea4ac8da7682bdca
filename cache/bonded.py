"""Bonded stock by location, as the vendor last reported it, and the customer's locations."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cache import bonded_finding as finding
from cache import bonded_keeping as keeping
from cache.bonded_filter import Filter
from cache.bonded_finding import PART_SORTS, SORTS, Ask
from cache.bonded_rows import (
    LOCATIONS,
    BondedRow,
    LocationRow,
    PartRow,
    Total,
    Value,
    parts_select,
    rows_select,
    totals,
    value_of,
)
from cache.bonded_sites import NO_CODES, code_for, put_locations, recode
from cache.convert import address, flag, instant_text, vendor_key
from cache.people import who
from cache.places import Refusal
from cache.rows import PAGE, Rows
from cache.store import Store
from vendors.contract import BondedHolder, Clock
from vendors.errors import NotAllowed, NotFound
from vendors.vocabulary import BondedStock, Location

if TYPE_CHECKING:
    from cache.people import Person
    from cache.reserves import Reserves

__all__ = [
    "PART_SORTS",
    "SORTS",
    "Ask",
    "Bonded",
    "BondedRow",
    "LocationRow",
    "PartRow",
    "Total",
    "Value",
    "code_for",
    "totals",
]


class Bonded:
    """The bonded stock in cache.db, and the vendors that report it once they are attached.

    `reserves` keeps what the vendors report in the ledger, where it changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        reserves: Reserves | None = None,
        person: Person | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._reserves = reserves
        uid = (person or who()).uid
        self._select = rows_select(uid)
        self._of_part = rows_select(uid, "head").format(marks="?")
        self._parts_select = parts_select(uid)
        self._orders = finding.Orders()
        self._finder = store.asker()
        self._counter = store.asker()
        self._holders: list[tuple[str, BondedHolder]] = []
        # The codes that people gave to locations, and those that are not free for one.
        self.given: Callable[[], Awaitable[tuple[Mapping[str, str], Collection[str]]]] = _none_given

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask those of these that hold bonded stock."""
        self._holders = [
            (vendor_key(vendor), vendor) for vendor in vendors if isinstance(vendor, BondedHolder)
        ]

    @property
    def ready(self) -> bool:
        """Whether there is a vendor to ask."""
        return bool(self._holders)

    @property
    def agreement(self) -> bool | None:
        """None: never asked. False: every vendor asked says that there is none."""
        found = self._drawn("SELECT agreed FROM bonded_agreement")
        return any(agreed for (agreed,) in found) if found else None

    @property
    def fetched_at(self) -> str | None:
        """When all bonded stock was last fetched, of the vendor longest ago; ISO 8601, UTC.

        None: never. Does not wait.
        """
        found = self._drawn("SELECT min(at) FROM bonded_agreement")
        return None if not found or found[0][0] is None else str(found[0][0])

    # -- what is drawn at once

    def locations(self) -> list[LocationRow]:
        """All sites by code; a handful."""
        return [LocationRow(*row) for row in self._drawn(LOCATIONS)]

    def values(self) -> list[Value]:
        """What is reported at each site that has bonded stock, by code; see also `totals`."""
        return [value_of(row) for row in self.locations() if row.bonded or row.parts]

    def first(self) -> Rows[BondedRow]:
        """The first page of rows by part, at once."""
        found = self._drawn("SELECT id FROM bonded ORDER BY id LIMIT ?", PAGE)
        return self._rows([rowid for (rowid,) in found])

    def of_part(self, rowid: int) -> list[BondedRow]:
        """The rows of the part whose `PartRow` has this rowid, by location."""
        return [BondedRow(*row) for row in self._drawn(self._of_part, rowid)]

    # -- what is asked beside the keys

    async def find(self, asked: Ask) -> tuple[Rows[BondedRow], int | None]:
        """The first page of rows, and how many there are in all where that is known with them.

        Raises BadFilter, and Superseded when a newer question comes.
        """
        chosen = await self._find(asked, SORTS, finding.first)
        return self._rows(chosen.ids), chosen.total

    async def whole(self, asked: Ask) -> tuple[Rows[BondedRow], int]:
        """All rows, beginning with those of `find`, and how many there are. Raises the same."""
        ids = await self._whole(asked, SORTS, finding.whole)
        return self._rows(ids), len(ids)

    async def find_parts(self, asked: Ask) -> tuple[Rows[PartRow], int | None]:
        """`find`, but each part once: those of which a row is chosen."""
        chosen = await self._find(asked, PART_SORTS, finding.first_parts)
        return self._parts(chosen.ids), chosen.total

    async def whole_parts(self, asked: Ask) -> tuple[Rows[PartRow], int]:
        ids = await self._whole(asked, PART_SORTS, finding.whole_parts)
        return self._parts(ids), len(ids)

    async def rows(self, customer_id: str | None = None, text: str = "") -> Rows[BondedRow]:
        """All rows, or one site's, by part, that the filter `text` chooses. Raises BadFilter.

        For whoever has no newer question: it supersedes none either.
        """
        return await self.all_rows(Ask(customer_id, text))

    async def all_rows(self, asked: Ask) -> Rows[BondedRow]:
        """What `whole` gives, for whoever has no newer question."""
        wanted = finding.understood(asked)
        orders = self._orders
        return self._rows(
            await self._store.read(lambda db: finding.whole(db, orders, asked, wanted))
        )

    async def refresh(self) -> None:
        """Fetch all sites and all rows, and store what changed; what is gone is removed.

        It is stored in many short writes: rows are seen as they come.

        A vendor that reports no row, or does not allow the question, has no bonded agreement with
        us; its sites stay known, since orders ship to them. Raises VendorError, and Refusal while
        there is no vendor.
        """
        if not self._holders:
            raise _nobody()
        for vendor, holder in self._holders:
            locations: tuple[Location, ...] | None = None
            stock: tuple[BondedStock, ...] = ()
            try:
                locations = await holder.locations()
                stock = await holder.bonded()
            except NotAllowed as refused:
                # 403 is how a missing agreement is said; anything else is a matter of sign-in or
                # subscription, and what is here stays.
                if refused.status != HTTPStatus.FORBIDDEN:
                    raise
            await self._replace(vendor, locations, stock)

    async def refresh_part(self, customer_id: str, number: str) -> BondedStock:
        """One row as it is now, for pricing a line; stored.

        Raises VendorError; NotFound, and the row is removed, where the vendor has it no more.
        """
        missing: Exception = _nobody()
        for vendor, holder in self._holders:
            try:
                stock = await holder.bonded_part(customer_id, number)
            except NotFound as error:
                missing = error
                await self._remove(vendor, customer_id, number)
            else:
                await self._put(vendor, stock)
                return stock
        raise missing

    async def recode(self, codes: Mapping[str, str], used: Collection[str]) -> None:
        """Let locations go by these codes, by CustomerId; an empty one: by its own again.

        `used` are those that are not free.
        """
        await self._store.write(lambda db: recode(db, codes, used))
        for vendor in {site.vendor for site in self.locations()}:
            await self._recode_rows(vendor)

    async def _recode_rows(self, vendor: str) -> None:
        for step in await self._store.read(lambda db: keeping.recoded(db, vendor)):
            await self._store.write(step)

    async def ship_to(self, customer_id: str) -> Location | None:
        """The site as we last heard of it."""
        row = await self._store.read(
            lambda db: db.execute(
                "SELECT customer_id, bonded, currency, address FROM location WHERE customer_id = ?",
                (customer_id,),
            ).fetchone()
        )
        return None if row is None else Location(row[0], flag(row[1]), row[2], address(row[3]))

    async def _find(
        self,
        asked: Ask,
        sorts: dict[str, str],
        find: Callable[[sqlite3.Connection, finding.Orders, Ask, Filter], finding.Chosen],
    ) -> finding.Chosen:
        wanted = finding.understood(asked, sorts)
        self._counter.supersede()
        return await self._finder.ask(lambda db: find(db, self._orders, asked, wanted))

    async def _whole(
        self,
        asked: Ask,
        sorts: dict[str, str],
        find: Callable[[sqlite3.Connection, finding.Orders, Ask, Filter], Sequence[int]],
    ) -> Sequence[int]:
        wanted = finding.understood(asked, sorts)
        return await self._counter.ask(lambda db: find(db, self._orders, asked, wanted))

    async def _replace(
        self,
        vendor: str,
        locations: tuple[Location, ...] | None,
        stock: tuple[BondedStock, ...],
    ) -> None:
        at = self._clock.now()

        if locations is not None:
            known = locations
            given, used = await self.given()
            await self._store.write(lambda db: put_locations(db, vendor, known, at, given, used))
            await self._recode_rows(vendor)
        # Each a short write: other sessions, and the rest of this one, write between them.
        for step in await self._store.read(lambda db: keeping.steps(db, vendor, stock, at)):
            await self._store.write(step)
        await self._store.write(
            lambda db: db.execute(
                "INSERT INTO bonded_agreement (vendor, agreed, at) VALUES (?, ?, ?) "
                "ON CONFLICT (vendor) DO UPDATE SET agreed = excluded.agreed, at = excluded.at",
                (vendor, int(bool(stock)), instant_text(at)),
            )
        )
        # Without an agreement nothing was reported, and nothing is gone for that reason.
        if stock and self._reserves is not None:
            currencies = await self._store.read(_currencies)
            await self._reserves.keep(vendor, stock, currencies, at, everything=True)

    async def _put(self, vendor: str, stock: BondedStock) -> None:
        at = self._clock.now()

        await self._store.write(lambda db: keeping.put(db, vendor, (stock,), at))
        if self._reserves is not None:
            currencies = await self._store.read(_currencies)
            await self._reserves.keep(vendor, (stock,), currencies, at)

    async def _remove(self, vendor: str, customer_id: str, number: str) -> None:
        await self._store.write(lambda db: keeping.remove(db, vendor, [(customer_id, number)]))
        if self._reserves is not None:
            await self._reserves.gone(vendor, customer_id, number, self._clock.now())

    def _drawn(self, query: str, *values: int) -> list[tuple[Any, ...]]:
        drawing = self._store.drawing
        try:
            return [] if drawing is None else drawing.execute(query, values).fetchall()
        except sqlite3.Error:
            return []

    def _rows(self, rowids: Sequence[int]) -> Rows[BondedRow]:
        return Rows(self._store.drawing, self._select, BondedRow, rowids)

    def _parts(self, rowids: Sequence[int]) -> Rows[PartRow]:
        return Rows(self._store.drawing, self._parts_select, PartRow, rowids)


def _currencies(db: sqlite3.Connection) -> dict[str, str | None]:
    return dict(db.execute("SELECT customer_id, currency FROM location").fetchall())


async def _none_given() -> tuple[Mapping[str, str], Collection[str]]:
    return NO_CODES, ()


def _nobody() -> Refusal:
    return Refusal(
        "No vendor can be asked for bonded stock yet; what is shown was stored before. "
        "Try again in a moment."
    )
