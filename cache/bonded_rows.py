"""The rows of the bonded stock as they are drawn: a part at one site, a part anywhere, a site."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from cache.convert import address


class BondedRow(NamedTuple):
    """One bonded part at one site. Both reserve figures are the vendor's and are never added.

    `released`: pieces in orders of ours whose effect on the reserve was not seen yet; `drafted`:
    pieces in open drafts of other people. `trend`: JSON `[[day, reserve], …]`, oldest first, the
    reserve as it changed within 90 days; empty where nothing was kept.
    """

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
    vendor: str
    released: int
    drafted: int
    trend: str


class Figure(NamedTuple):
    """A part over all locations of one currency. `reserve` is the sum of the one figure alone.

    None: no location says. `value` is reserve × price where both are known; `least` and `most`
    are prices of one piece.
    """

    currency: str | None
    locations: int
    reserve: int | None
    backorder_reserve: int | None
    least: Decimal | None
    most: Decimal | None
    value: Decimal | None


class PartRow(NamedTuple):
    """One part over all its locations. `rowid` is that of its first row.

    The two reserve figures are each summed over the locations, and never with one another.
    `lead_weeks` is the longest. `by_location`: JSON `[[currency, CustomerId, reserve, reserve on
    backorder, price], …]`.
    """

    rowid: int
    part: str
    maker: str
    customer_part: str
    description: str
    locations: int
    reserve: int | None
    backorder_reserve: int | None
    lead_weeks: int | None
    released: int
    drafted: int
    by_location: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """By currency."""
        return _figures(self.by_location)


class LocationRow(NamedTuple):
    """One site. `reported` is Σ reserve × price (Decimal text) over the rows that have both.

    `ncnr` is what of it is non-cancelable, `ncnr_unknown` of what it is not said; `unvalued` rows
    lack a reserve or a price.
    """

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
    ncnr: str | None
    ncnr_unknown: str | None
    unvalued: int
    vendor: str

    @property
    def street(self) -> str:
        return address(self.address).line1


class Value(NamedTuple):
    """What one location's reserves are worth: reported reserve × reported price, in `currency`."""

    customer_id: str
    code: str
    name: str
    currency: str | None
    parts: int
    reported: Decimal | None
    ncnr: Decimal | None
    ncnr_unknown: Decimal | None
    unvalued: int


class Total(NamedTuple):
    """The same over all locations of one currency."""

    currency: str | None
    locations: int
    reported: Decimal
    ncnr: Decimal
    ncnr_unknown: Decimal
    unvalued: int


LOCATIONS = """
SELECT id, customer_id, code, name, currency, bonded, parts, reported, address, fetched_at, ncnr,
  ncnr_unknown, unvalued, vendor
FROM location ORDER BY code
"""
_BESIDE = """
coalesce((SELECT pieces FROM bonded_released AS r WHERE r.customer_id = b.customer_id
  AND r.number = b.number AND r.vendor = b.vendor), 0),
coalesce((SELECT sum(pieces) FROM bonded_drafted AS d WHERE d.customer_id = b.customer_id
  AND d.number = b.number AND d.vendor = b.vendor AND d.os_uid <> {uid:d}), 0)
"""
_ROWS = """
SELECT b.id, b.customer_id, b.code, b.number, b.part, b.customer_part, b.maker, b.description,
  b.packaging_text, b.unit_price, b.currency, b.reserve, b.backorder_reserve, b.minimum,
  b.standard_package, b.non_cancelable, b.ncnr_signed, b.ncnr_quantity, b.lead_weeks, b.country,
  max(b.fetched_at, coalesce((SELECT at FROM bonded_agreement AS a WHERE a.vendor = b.vendor), '')),
  b.vendor, {beside},
  coalesce((SELECT trend FROM bonded_trend AS t WHERE t.customer_id = b.customer_id
    AND t.number = b.number AND t.vendor = b.vendor), '')
FROM bonded AS b WHERE b.{column} IN ({{marks}}) ORDER BY b.code, b.id
"""
_PARTS = """
SELECT head, min(part), min(maker), min(customer_part), min(description),
  count(DISTINCT customer_id), sum(reserve), sum(backorder_reserve), max(lead_weeks),
  sum(released), sum(drafted),
  json_group_array(json_array(currency, customer_id, reserve, backorder_reserve, unit_price))
FROM (SELECT b.*, {released} AS released, {drafted} AS drafted FROM bonded AS b
  WHERE b.head IN ({{marks}}))
GROUP BY head
"""


def rows_select(uid: int, column: str = "id") -> str:
    """For `Rows`: bonded rows as the person `uid` sees them, by `column`."""
    return _ROWS.format(beside=_BESIDE.format(uid=uid), column=column)


def parts_select(uid: int) -> str:
    """For `Rows`: parts over all their locations, by the rowid of the first row."""
    released, drafted = _BESIDE.format(uid=uid).split(",\n", 1)
    return _PARTS.format(released=released, drafted=drafted)


# Reckoned when it is drawn: few of the rows that are read are.
@lru_cache(512)
def _figures(text: str) -> tuple[Figure, ...]:
    by_currency: dict[str | None, list[tuple[Any, ...]]] = {}
    for currency, *cells in json.loads(text):
        by_currency.setdefault(currency, []).append(tuple(cells))
    figures = (_figure(currency, rows) for currency, rows in by_currency.items())
    return tuple(sorted(figures, key=lambda one: one.currency or "\U0010ffff"))


def _figure(currency: str | None, rows: list[tuple[Any, ...]]) -> Figure:
    prices = [Decimal(price) for _, _, _, price in rows if price is not None]
    values = [
        reserve * Decimal(price)
        for _, reserve, _, price in rows
        if reserve is not None and price is not None
    ]
    return Figure(
        currency,
        len({site for site, *_ in rows}),
        _sum(reserve for _, reserve, _, _ in rows),
        _sum(behind for _, _, behind, _ in rows),
        min(prices, default=None),
        max(prices, default=None),
        sum(values, Decimal(0)) if values else None,
    )


def _sum(figures: Iterable[int | None]) -> int | None:
    said = [figure for figure in figures if figure is not None]
    return sum(said) if said else None


def value_of(row: LocationRow) -> Value:
    return Value(
        row.customer_id,
        row.code,
        row.name,
        row.currency,
        row.parts,
        _money(row.reported),
        _money(row.ncnr),
        _money(row.ncnr_unknown),
        row.unvalued,
    )


def totals(values: Iterable[Value]) -> list[Total]:
    """By currency; amounts of two currencies are never added."""
    found: dict[str | None, Total] = {}
    nothing = Decimal(0)
    for one in values:
        so_far = found.get(one.currency) or Total(one.currency, 0, nothing, nothing, nothing, 0)
        found[one.currency] = Total(
            one.currency,
            so_far.locations + 1,
            so_far.reported + (one.reported or 0),
            so_far.ncnr + (one.ncnr or 0),
            so_far.ncnr_unknown + (one.ncnr_unknown or 0),
            so_far.unvalued + one.unvalued,
        )
    return sorted(found.values(), key=lambda one: one.currency or "\U0010ffff")


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
