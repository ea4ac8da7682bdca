"""The customer's locations in cache.db, and what is added up beside them."""

from __future__ import annotations

import itertools
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal, localcontext
from types import MappingProxyType

from cache.convert import address, address_text, instant_text, money_text
from vendors.vocabulary import Address, Location

# What is added and taken away again has to leave nothing: no digit is ever rounded off.
_EXACT = Context(prec=100)

Site = tuple[str, str | None, str]
NO_CODES: Mapping[str, str] = MappingProxyType({})


def code_for(place: Address, taken: Iterable[str]) -> str:
    """Three capital letters of the city (else company, else name), with a number if `taken`."""
    folded = unicodedata.normalize("NFKD", place.city or place.company or place.name)
    letters = [letter for letter in folded if letter.isascii() and letter.isalpha()]
    code = "".join(letters[:3]).upper() or "LOC"
    used = frozenset(taken)
    numbered = (f"{code}{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain((code,), numbered) if one not in used)


def put_locations(
    db: sqlite3.Connection,
    vendor: str,
    locations: Sequence[Location],
    at: datetime,
    given: Mapping[str, str] = NO_CODES,
    used: Collection[str] = (),
) -> None:
    """These are all of the vendor's locations; a code once given stays, it is in people's heads.

    `given`: codes that people gave to locations, by CustomerId; `used`: those that are not free for
    one. Runs inside a write.
    """
    taken = dict(
        db.execute("SELECT customer_id, code FROM location WHERE vendor = ?", (vendor,)).fetchall()
    )
    reported = {location.customer_id for location in locations}
    db.executemany(
        "DELETE FROM location WHERE vendor = ? AND customer_id = ?",
        [(vendor, gone) for gone in taken if gone not in reported],
    )
    for location in locations:
        code = taken.get(location.customer_id)
        if code is None:
            others = [one for (one,) in db.execute("SELECT code FROM location")]
            code = code_for(location.address, {*others, *used, *given.values()})
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
    recode(db, {one: given[one] for one in reported if one in given}, used)
    # Of rows that were here before their location.
    add_up(db, vendor, reported.difference(taken))


def recode(db: sqlite3.Connection, codes: Mapping[str, str], used: Collection[str] = ()) -> None:
    """Let locations go by these codes, by CustomerId; an empty one: by its own again.

    `used` are codes of others than locations. A location that has one of `codes` by itself gets
    another. Runs inside a write.
    """
    stored = {
        customer_id: (code, address(text))
        for customer_id, code, text in db.execute(
            "SELECT customer_id, code, address FROM location"
        ).fetchall()
    }
    wanted = {one: code for one, code in codes.items() if one in stored}
    fixed = {code for code in wanted.values() if code}
    for one, (code, _) in stored.items():
        if one not in wanted and code in fixed:
            wanted[one] = ""
    taken = {code for one, (code, _) in stored.items() if one not in wanted} | fixed | {*used}
    for one in [one for one, code in wanted.items() if not code]:
        wanted[one] = code_for(stored[one][1], taken)
        taken.add(wanted[one])
    changed = [(code, one) for one, code in wanted.items() if stored[one][0] != code]
    # First out of the way of one another: no two ever go by one code.
    db.executemany(
        "UPDATE location SET code = '?' || id WHERE customer_id = ?", [(one,) for _, one in changed]
    )
    db.executemany("UPDATE location SET code = ? WHERE customer_id = ?", changed)


def add_up(
    db: sqlite3.Connection, vendor: str, customer_ids: Collection[str] | None = None
) -> None:
    """Count and value the rows of the vendor's locations, or of these, from the beginning."""
    for (site,) in db.execute(
        "SELECT customer_id FROM location WHERE vendor = ?", (vendor,)
    ).fetchall():
        if customer_ids is None or site in customer_ids:
            db.execute(
                "UPDATE location SET parts = 0, reported = NULL, ncnr = NULL, "
                "ncnr_unknown = NULL, unvalued = 0 WHERE vendor = ? AND customer_id = ?",
                (vendor, site),
            )
            sums = Sums(vendor)
            for row in db.execute(
                "SELECT reserve, unit_price, non_cancelable FROM bonded "
                "WHERE customer_id = ? AND vendor = ?",
                (site, vendor),
            ):
                sums.count(1, site, *row)
            sums.put(db)


class Sums:
    """By how much a write changes what stands beside a vendor's locations.

    Decimal is not SQLite's, so the sums are kept beside the locations instead of asked of it.
    """

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor
        # Rows, those without a value, and the values by what is said of non-cancelable.
        self._sites: dict[str, tuple[list[int], dict[int | None, Decimal]]] = {}

    def count(
        self, sign: int, site: str, reserve: int | None, price: str | None, fixed: int | None
    ) -> None:
        """A row came (1) or went (-1)."""
        counts, values = self._sites.setdefault(site, ([0, 0], {}))
        counts[0] += sign
        if reserve is None or price is None:
            counts[1] += sign
        else:
            with localcontext(_EXACT):
                value = sign * reserve * Decimal(price)
                values[fixed] = values.get(fixed, Decimal(0)) + value

    def put(self, db: sqlite3.Connection) -> None:
        """Runs inside the write."""
        for site, (counts, values) in self._sites.items():
            key = (self._vendor, site)
            was = db.execute(
                "SELECT parts, unvalued, reported, ncnr, ncnr_unknown FROM location "
                "WHERE vendor = ? AND customer_id = ?",
                key,
            ).fetchone()
            if was is None:
                continue
            parts, unvalued = was[0] + counts[0], was[1] + counts[1]
            nothing = Decimal(0)
            more = (
                sum(values.values(), nothing),
                values.get(1, nothing),
                values.get(None, nothing),
            )
            texts: list[str | None] = [None] * 3
            if parts > unvalued:
                with localcontext(_EXACT):
                    sums = (Decimal(old or 0) + new for old, new in zip(was[2:], more, strict=True))
                    texts = [money_text(amount) for amount in sums]
            db.execute(
                "UPDATE location SET parts = ?, unvalued = ?, reported = ?, ncnr = ?, "
                "ncnr_unknown = ? WHERE vendor = ? AND customer_id = ?",
                (parts, unvalued, *texts, *key),
            )


def sites_of(db: sqlite3.Connection, vendor: str) -> dict[str, Site]:
    """Code, currency, and all that a location is found by."""
    return {
        customer_id: (code, currency, " ".join((code, name, customer_id)))
        for customer_id, code, name, currency in db.execute(
            "SELECT customer_id, code, name, currency FROM location WHERE vendor = ?", (vendor,)
        )
    }
