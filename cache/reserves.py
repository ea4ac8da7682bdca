"""Reserves as they were reported, kept in the ledger: they cannot be fetched again.

At each report only what changed since the last one of the row is written, so an entry holds until
the next. What could not be kept because the ledger is not open is missing, and nothing says so.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant, instant_text, money_text
from cache.ledger import bump
from cache.places import Refusal

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.vocabulary import BondedStock

# What a small picture shows, in days, and the most changes that it is made of.
TREND_DAYS, _TREND_CHANGES = 90, 60

_LAST = (
    "SELECT customer_id, number, reserve, backorder_reserve, unit_price, currency, gone, max(id) "
    "FROM reserve WHERE vendor = ? {only} GROUP BY customer_id, number"
)
_PUT = (
    "INSERT INTO reserve (vendor, customer_id, number, at, reserve, backorder_reserve, unit_price, "
    "currency, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# By its id: the index of rows would be read whole for the few entries that are new.
_BEHIND = "SELECT DISTINCT customer_id, number, vendor FROM reserve NOT INDEXED WHERE id > ?"
_NOTHING = (None, None, None, None)

_Key = tuple[str, str]
_Figures = tuple[int | None, int | None, str | None, str | None, int]


class Reading(NamedTuple):
    """A row as it was reported from `at` (UTC) on. `gone`: the vendor reported it no more."""

    at: datetime
    reserve: int | None
    backorder_reserve: int | None
    unit_price: Decimal | None
    currency: str | None
    gone: bool


class Reserves:
    """The reserve entries of one ledger."""

    def __init__(self, ledger: Store) -> None:
        self._ledger = ledger

    async def keep(
        self,
        vendor: str,
        stock: Sequence[BondedStock],
        currencies: Mapping[str, str | None],
        at: datetime,
        *,
        everything: bool = False,
    ) -> None:
        """Write down what of these rows changed. `everything`: the vendor has no others.

        `currencies`: by CustomerId. Never raises for a ledger that cannot be written.
        """
        only = None if everything else [(row.customer_id, row.number) for row in stock]
        await self._keep(vendor, lambda: _said(stock, currencies), only, at)

    async def gone(self, vendor: str, customer_id: str, number: str, at: datetime) -> None:
        """The vendor has this row no more."""
        await self._keep(vendor, dict, [(customer_id, number)], at)

    async def over_time(
        self, customer_id: str, number: str, since: datetime | None = None
    ) -> tuple[Reading, ...]:
        """What was reported of a row, the oldest first; beginning with what held at `since`."""
        from_then = None if since is None else instant_text(since)
        return await self._ledger.read(lambda db: readings(db, customer_id, number, from_then))

    async def _keep(
        self,
        vendor: str,
        said: Callable[[], Mapping[_Key, tuple[_Key, _Figures]]],
        only: Iterable[_Key] | None,
        at: datetime,
    ) -> None:
        """`said` runs where the ledger does: of a hundred thousand rows it takes a while."""
        with contextlib.suppress(Refusal, sqlite3.Error):
            # Most reports change nothing, and then the ledger is not locked.
            changed = await self._ledger.read(lambda db: _changed(db, vendor, said(), only))
            if changed:
                await self._ledger.write(lambda db: _put(db, vendor, said(), only, at))


def _said(
    stock: Sequence[BondedStock], currencies: Mapping[str, str | None]
) -> dict[_Key, tuple[_Key, _Figures]]:
    """What was reported of each row."""
    return {
        (row.customer_id, row.number.casefold()): (
            (row.customer_id, row.number),
            (
                row.reserve,
                row.backorder_reserve,
                money_text(row.unit_price),
                currencies.get(row.customer_id),
                0,
            ),
        )
        for row in stock
    }


def _changed(
    db: sqlite3.Connection,
    vendor: str,
    now: Mapping[_Key, tuple[_Key, _Figures]],
    only: Iterable[_Key] | None,
) -> list[tuple[_Key, _Figures]]:
    last = _last(db, vendor, only)
    found = [said for key, said in now.items() if key not in last or last[key][1] != said[1]]
    found += [
        (name, (*_NOTHING, 1))
        for key, (name, figures) in last.items()
        if key not in now and not figures[-1]
    ]
    return found


def _put(
    db: sqlite3.Connection,
    vendor: str,
    now: Mapping[_Key, tuple[_Key, _Figures]],
    only: Iterable[_Key] | None,
    at: datetime,
) -> None:
    # Asked again: another session may have written the same meanwhile.
    changed = _changed(db, vendor, now, only)
    said = instant_text(at)
    db.executemany(_PUT, [(vendor, *name, said, *figures) for name, figures in changed])
    if changed:
        bump(db)


def _last(
    db: sqlite3.Connection, vendor: str, only: Iterable[_Key] | None
) -> dict[_Key, tuple[_Key, _Figures]]:
    """The last entry of each row, or of these."""
    if only is None:
        rows = db.execute(_LAST.format(only=""), (vendor,)).fetchall()
    else:
        query = _LAST.format(only="AND customer_id = ? AND number = ?")
        rows = [row for name in only for row in db.execute(query, (vendor, *name))]
    return {(row[0], row[1].casefold()): ((row[0], row[1]), tuple(row[2:7])) for row in rows}


def readings(
    db: sqlite3.Connection, customer_id: str, number: str, since: str | None
) -> tuple[Reading, ...]:
    """See `Reserves.over_time`."""
    rows = db.execute(
        "SELECT at, reserve, backorder_reserve, unit_price, currency, gone FROM reserve "
        "WHERE customer_id = ?1 AND number = ?2 AND id >= coalesce((SELECT max(id) FROM reserve "
        "WHERE customer_id = ?1 AND number = ?2 AND at <= ?3), 0) ORDER BY id",
        (customer_id, number, since),
    )
    return tuple(
        Reading(instant(at), reserve, behind, price and Decimal(price), currency, bool(gone))
        for at, reserve, behind, price, currency, gone in rows
    )


def trends(
    db: sqlite3.Connection, after: int, today: date
) -> tuple[int, list[tuple[str, str, str, str]]]:
    """The last entry there is, and of each row with one behind `after`: customer_id, number,
    vendor, and its reserve on each day of the last 90 on which it changed, as JSON.
    """
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM reserve").fetchone()
    since = instant_text(datetime.combine(today - timedelta(days=TREND_DAYS), time(), tzinfo=UTC))
    found = []
    for customer_id, number, vendor in db.execute(_BEHIND, (after,)).fetchall():
        # Of a day the last entry counts.
        days: dict[str, int | None] = {}
        for one in readings(db, customer_id, number, since):
            days[one.at.date().isoformat()] = one.reserve
        trend = json.dumps(list(days.items())[-_TREND_CHANGES:], separators=(",", ":"))
        found.append((customer_id, number, vendor, trend))
    return newest, found


def levels(trend: str, today: date, width: int, days: int = TREND_DAYS) -> list[int | None]:
    """A trend as `width` levels: the reserve at the end of each of as many spans of `days`.

    None where nothing was reported yet, or not said. The last level is today's.
    """
    changes = [(date.fromisoformat(day), level) for day, level in json.loads(trend or "[]")]
    found: list[int | None] = []
    for place in range(1, width + 1):
        end = today - timedelta(days=days * (width - place) // width)
        found.append(next((level for day, level in reversed(changes) if day <= end), None))
    return found
