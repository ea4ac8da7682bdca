"""Bonded stock by location, as the vendor last reported it, and the customer's locations."""

from __future__ import annotations

import itertools
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NamedTuple

from cache.convert import (
    address,
    address_text,
    clean,
    flag,
    instant_text,
    money_text,
    vendor_key,
)
from cache.places import Refusal
from cache.rows import PAGE, Rows, rowids_of
from cache.store import Store
from vendors.contract import BondedHolder, Clock
from vendors.errors import NotAllowed, NotFound
from vendors.vocabulary import Address, BondedStock, Location


class LocationRow(NamedTuple):
    """One site. `reported` is Σ reserve × price (Decimal text) over the rows that have both."""

    rowid: int
    customer_id: str
    code: str
    name: str
    currency: str | None
    bonded: int | None
    parts: int
    reported: str | None
    address: str
    fetched_at: str

    @property
    def street(self) -> str:
        return address(self.address).line1


class BondedRow(NamedTuple):
    """One bonded part at one site. Both reserve figures are the vendor's and are never added."""

    rowid: int
    customer_id: str
    code: str
    number: str
    part: str
    customer_part: str
    maker: str
    description: str
    packaging_text: str
    unit_price: str | None
    currency: str | None
    reserve: int | None
    backorder_reserve: int | None
    minimum: int
    standard_package: int | None
    non_cancelable: int | None
    ncnr_signed: str | None
    ncnr_quantity: int | None
    lead_weeks: int | None
    country: str
    fetched_at: str


_LOCATIONS = """
SELECT id, customer_id, code, name, currency, bonded, parts, reported, address, fetched_at
FROM location
"""
_ROWS = """
SELECT b.id, b.customer_id, coalesce(l.code, ''), b.number, b.part, b.customer_part, b.maker,
  b.description, b.packaging_text, b.unit_price, l.currency, b.reserve, b.backorder_reserve,
  b.minimum, b.standard_package, b.non_cancelable, b.ncnr_signed, b.ncnr_quantity, b.lead_weeks,
  b.country, b.fetched_at
FROM bonded b LEFT JOIN location l ON l.customer_id = b.customer_id AND l.vendor = b.vendor
WHERE b.id IN ({marks})
"""
_COLUMNS = (
    *("vendor", "customer_id", "number", "part", "customer_part", "maker", "description"),
    *("packaging_text", "unit_price", "reserve", "backorder_reserve", "minimum"),
    *("standard_package", "non_cancelable", "ncnr_signed", "ncnr_quantity", "lead_weeks"),
    *("country", "words", "fetched_at"),
)
_PUT = (
    f"INSERT INTO bonded ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 (constants)
    "ON CONFLICT (customer_id, number, vendor) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
)


class Bonded:
    """The bonded stock in cache.db, and the vendors that report it once they are attached."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._holders: list[tuple[str, BondedHolder]] = []

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask those of these that hold bonded stock."""
        self._holders = [
            (vendor_key(vendor), vendor) for vendor in vendors if isinstance(vendor, BondedHolder)
        ]

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

    def locations(self) -> list[LocationRow]:
        """All sites by code; a handful."""
        return [LocationRow(*row) for row in self._drawn(_LOCATIONS + " ORDER BY code")]

    def first(self) -> Rows[BondedRow]:
        """The first 128 rows by part, at once."""
        found = self._drawn("SELECT id FROM bonded ORDER BY part, id LIMIT ?", PAGE)
        return self._rows([rowid for (rowid,) in found])

    async def rows(self, customer_id: str | None = None, text: str = "") -> Rows[BondedRow]:
        """All rows, or one site's, by part, that have every word of `text` somewhere.

        Looked through are vendor's, maker's and our own part number, maker and description.
        """
        wanted = clean(text).casefold().split()
        where = ["customer_id = ?"] * (customer_id is not None) + ["instr(words, ?)"] * len(wanted)
        query = (
            "SELECT group_concat(id) FROM (SELECT id FROM bonded "  # noqa: S608 (constants)
            + (f"WHERE {' AND '.join(where)} " if where else "")
            + "ORDER BY part, id)"
        )
        values = ([] if customer_id is None else [customer_id]) + wanted
        (ids,) = await self._store.read(lambda db: db.execute(query, values).fetchone())
        return self._rows(rowids_of(ids))

    async def refresh(self) -> None:
        """Fetch all sites and all rows, and store them in one write; what is gone is removed.

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

    async def ship_to(self, customer_id: str) -> Location | None:
        """The site as we last heard of it."""
        row = await self._store.read(
            lambda db: db.execute(
                "SELECT customer_id, bonded, currency, address FROM location WHERE customer_id = ?",
                (customer_id,),
            ).fetchone()
        )
        return None if row is None else Location(row[0], flag(row[1]), row[2], address(row[3]))

    async def _replace(
        self,
        vendor: str,
        locations: tuple[Location, ...] | None,
        stock: tuple[BondedStock, ...],
    ) -> None:
        at = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            if locations is not None:
                _put_locations(db, vendor, locations, at)
            _put_stock(db, vendor, stock, at)
            _remove_others(db, vendor, stock)
            _add_up(db, vendor)
            db.execute(
                "INSERT INTO bonded_agreement (vendor, agreed, at) VALUES (?, ?, ?) "
                "ON CONFLICT (vendor) DO UPDATE SET agreed = excluded.agreed, at = excluded.at",
                (vendor, int(bool(stock)), instant_text(at)),
            )

        await self._store.write(job)

    async def _put(self, vendor: str, stock: BondedStock) -> None:
        at = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            _put_stock(db, vendor, (stock,), at)
            _add_up(db, vendor)

        await self._store.write(job)

    async def _remove(self, vendor: str, customer_id: str, number: str) -> None:
        def job(db: sqlite3.Connection) -> None:
            db.execute(
                "DELETE FROM bonded WHERE customer_id = ? AND number = ? AND vendor = ?",
                (customer_id, number, vendor),
            )
            _add_up(db, vendor)

        await self._store.write(job)

    def _drawn(self, query: str, *values: int) -> list[tuple[Any, ...]]:
        drawing = self._store.drawing
        try:
            return [] if drawing is None else drawing.execute(query, values).fetchall()
        except sqlite3.Error:
            return []

    def _rows(self, rowids: Sequence[int]) -> Rows[BondedRow]:
        return Rows(self._store.drawing, _ROWS, BondedRow, rowids)


def code_for(place: Address, taken: Iterable[str]) -> str:
    """Three capital letters of the city (else company, else name), with a number if `taken`."""
    folded = unicodedata.normalize("NFKD", place.city or place.company or place.name)
    letters = [letter for letter in folded if letter.isascii() and letter.isalpha()]
    code = "".join(letters[:3]).upper() or "LOC"
    used = frozenset(taken)
    numbered = (f"{code}{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain((code,), numbered) if one not in used)


def _put_locations(
    db: sqlite3.Connection, vendor: str, locations: tuple[Location, ...], at: datetime
) -> None:
    taken = dict(
        db.execute("SELECT customer_id, code FROM location WHERE vendor = ?", (vendor,)).fetchall()
    )
    reported = {location.customer_id for location in locations}
    db.executemany(
        "DELETE FROM location WHERE vendor = ? AND customer_id = ?",
        [(vendor, gone) for gone in taken if gone not in reported],
    )
    for location in locations:
        # A code once given stays: it stands in people's heads.
        code = taken.get(location.customer_id)
        if code is None:
            used = [one for (one,) in db.execute("SELECT code FROM location")]
            code = code_for(location.address, used)
        place = location.address
        db.execute(
            "INSERT INTO location (vendor, customer_id, code, name, currency, bonded, parts, "
            "address, fetched_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) "
            "ON CONFLICT (customer_id, vendor) DO UPDATE SET name = excluded.name, "
            "currency = excluded.currency, bonded = excluded.bonded, address = excluded.address, "
            "fetched_at = excluded.fetched_at",
            (
                vendor,
                location.customer_id,
                code,
                " · ".join(filter(None, (place.city, place.company or place.name))),
                location.currency,
                location.bonded,
                address_text(place),
                instant_text(at),
            ),
        )


def _put_stock(
    db: sqlite3.Connection, vendor: str, stock: tuple[BondedStock, ...], at: datetime
) -> None:
    for row in stock:
        values = {name: getattr(row, name, None) for name in _COLUMNS}
        seen = (row.number, row.part, row.customer_part, row.maker, row.description)
        values.update(
            vendor=vendor,
            unit_price=money_text(row.unit_price),
            ncnr_signed=None if row.ncnr_signed is None else row.ncnr_signed.isoformat(),
            words="\n".join(seen).casefold(),
            fetched_at=instant_text(at),
        )
        db.execute(_PUT, [values[name] for name in _COLUMNS])


def _remove_others(db: sqlite3.Connection, vendor: str, stock: tuple[BondedStock, ...]) -> None:
    kept = {(row.customer_id, row.number.casefold()) for row in stock}
    there = db.execute(
        "SELECT id, customer_id, number FROM bonded WHERE vendor = ?", (vendor,)
    ).fetchall()
    db.executemany(
        "DELETE FROM bonded WHERE id = ?",
        [(rowid,) for rowid, site, number in there if (site, number.casefold()) not in kept],
    )


def _add_up(db: sqlite3.Connection, vendor: str) -> None:
    # Decimal is not SQLite's, so the sums are kept beside the sites instead of asked of it.
    sums: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    for site, reserve, price in db.execute(
        "SELECT customer_id, reserve, unit_price FROM bonded WHERE vendor = ?", (vendor,)
    ):
        counts[site] = counts.get(site, 0) + 1
        if reserve is not None and price is not None:
            sums[site] = sums.get(site, Decimal(0)) + reserve * Decimal(price)
    for (site,) in db.execute(
        "SELECT customer_id FROM location WHERE vendor = ?", (vendor,)
    ).fetchall():
        db.execute(
            "UPDATE location SET parts = ?, reported = ? WHERE vendor = ? AND customer_id = ?",
            (counts.get(site, 0), money_text(sums.get(site)), vendor, site),
        )


def _nobody() -> Refusal:
    return Refusal(
        "No vendor can be asked for bonded stock yet; what is shown was stored before. "
        "Try again in a moment."
    )
