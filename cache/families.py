"""All variants of a part: those that share its base number, else those of its series."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from cache.convert import breaks, instant
from cache.places import Refusal
from cache.purpose import errand
from cache.searching import PLAIN, Asked, Narrowed
from vendors.details import Filters

if TYPE_CHECKING:
    from cache.catalogue import Catalogue
    from cache.store import Store

Kind: TypeAlias = Literal["base number", "series", "alone"]

# What a vendor was asked for so short a time ago is not asked again: variants seldom come or go.
KEEPS = timedelta(days=1)
# A series of chip resistors has tens of thousands of parts; nobody reads more than this.
_MOST = 2_000

_FACTS = """
SELECT o.vendor, p.number, p.maker, coalesce(p.details, '{}')
FROM offer o JOIN part p ON p.id = o.part WHERE o.id = ?
"""
# One row for each part: its first offer that can be bought, else its first.
_VARIANTS = """
SELECT o.id, o.vendor, o.number, p.number, p.maker, p.description, p.status, o.stock,
  p.lead_weeks, o.breaks, o.currency, coalesce(p.details, '{}'), p.fetched_at
FROM (
  SELECT f.part AS part, coalesce(
    (SELECT id FROM offer WHERE part = f.part AND breaks <> '[]' ORDER BY marketplace, moq, id),
    (SELECT min(id) FROM offer WHERE part = f.part)) AS first
  FROM family f WHERE f.kind = ? AND f.name = ? AND f.maker = ? LIMIT ?
) AS wanted
JOIN part p ON p.id = wanted.part JOIN offer o ON o.id = wanted.first
ORDER BY p.number, p.id
"""


class Variant(NamedTuple):
    """One part of a family. `rowid`, `number`, `stock` and `unit_price` (that of the least
    quantity) are of its offer of the least minimum; `stock` is in pieces.
    """

    rowid: int
    vendor: str
    number: str
    part: str
    maker: str
    description: str
    status: str
    stock: int | None
    lead_weeks: int | None
    unit_price: Decimal | None
    currency: str
    datasheet: str | None
    parameters: tuple[tuple[str, str], ...]
    fetched_at: datetime


class Family(NamedTuple):
    """What is known here of a part's family. `alone`: the vendor names neither base nor series.

    `asked`: what the vendor said when it was last asked for all of them; None: never asked.
    """

    kind: Kind
    name: str
    maker: str
    variants: tuple[Variant, ...]
    asked: Asked | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the parameters in which the variants differ, as the first part has them."""
        found: dict[str, set[str | None]] = {}
        each = [dict(variant.parameters) for variant in self.variants]
        for name in dict.fromkeys(name for one in each for name in one):
            found[name] = {one.get(name) for one in each}
        return tuple(name for name, values in found.items() if len(values) > 1)


class _Asking(NamedTuple):
    """How the vendor of an offer is asked for its family."""

    vendor: str
    kind: Kind
    name: str
    maker: str
    words: str
    narrowed: Narrowed


class Families:
    """Families from cache.db, and by word search from the vendors behind the catalogue."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    async def have(self, rowid: int) -> Family | None:
        """The family of the part of offer row `rowid`, of what is here. None: the row is gone."""
        asking = await self._store.read(lambda db: _asking(db, rowid))
        return None if asking is None else await self._family(asking, rowid)

    async def ask(self, rowid: int, offset: int = 0, *, anew: bool = False) -> Family:
        """Ask for the family's variants from the `offset`th on, and store what came.

        One call, none where it was asked within a day. By base number the vendor searches for it
        as words; by series it searches the series' name, narrowed to the series where it gave an
        id. What else such a search brings is stored and not of the family. Raises VendorError, and
        Refusal where the row is gone or the part has no family.
        """
        asking = await self._store.read(lambda db: _asking(db, rowid))
        if asking is None:
            raise Refusal("This part is not here any more. Search for it again.")
        if asking.kind == "alone":
            raise Refusal(
                f"The vendor names no base number and no series of {asking.name}, so nothing was "
                "asked: its number in the search may find what is like it."
            )
        with errand("family"):
            await self._catalogue.ask(
                asking.words,
                offset,
                asking.narrowed,
                vendor=asking.vendor,
                within=timedelta(0) if anew else KEEPS,
            )
        return await self._family(asking, rowid)

    async def _family(self, asking: _Asking, rowid: int) -> Family:
        def job(db: sqlite3.Connection) -> list[Variant]:
            if asking.kind == "alone":
                return []
            rows = db.execute(_VARIANTS, (asking.kind, asking.name, asking.maker, _MOST))
            return [_variant(*row) for row in rows]

        variants = await self._store.read(job)
        _, said = await self._catalogue.hits(asking.words, asking.narrowed)
        asked = said.get(asking.vendor)
        return Family(asking.kind, asking.name, asking.maker, tuple(variants), asked)


def _asking(db: sqlite3.Connection, rowid: int) -> _Asking | None:
    row = db.execute(_FACTS, (rowid,)).fetchone()
    if row is None:
        return None
    vendor, number, maker, details = row[0], row[1], row[2], json.loads(row[3])
    base, series, series_id = (details.get(name) for name in ("base", "series", "series_id"))
    if base:
        return _Asking(vendor, "base number", base, maker, base, PLAIN)
    if series:
        narrowed = Narrowed(Filters(series=(series_id,))) if series_id else PLAIN
        return _Asking(vendor, "series", series, maker, series, narrowed)
    return _Asking(vendor, "alone", number, maker, number, PLAIN)


def _variant(
    rowid: int,
    vendor: str,
    number: str,
    part: str,
    maker: str,
    description: str,
    status: str,
    stock: int | None,
    lead_weeks: int | None,
    steps: str,
    currency: str,
    details: str,
    fetched_at: str,
) -> Variant:
    said = json.loads(details)
    least = min(breaks(steps), key=lambda step: step.quantity, default=None)
    return Variant(
        rowid,
        vendor,
        number,
        part,
        maker,
        description,
        status,
        stock,
        lead_weeks,
        None if least is None else least.unit_price,
        currency,
        said.get("datasheet"),
        tuple((name, value) for name, value in said.get("parameters", ())),
        instant(fetched_at),
    )
