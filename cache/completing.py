"""What a buyer begins to type, completed from what is here; and every way to buy a part.

Reads cache.db only and asks nobody, so that it can follow the keys: some tenths of a millisecond
over a hundred thousand parts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache import keeping, own_parts
from cache import typed_finding as finding
from cache.convert import clean, instant, normal
from cache.offering import offer_of, release_line
from cache.purchase_orders import vendor_name
from cache.typed_lines import as_offer, chosen, taken_as
from cache.vendor_orders import day_words
from vendors.buying import legal, price_of
from vendors.makers import maker_of
from vendors.vocabulary import Packaging, Part

if TYPE_CHECKING:
    from cache.bonded_rows import BondedRow
    from cache.catalogue import Catalogue
    from cache.drafts import DraftLine
    from cache.own_parts import OwnPart
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Offer

# From so many characters on there is a list.
LEAST = 3
# Of each source so many are read at most: more begin alike only where too little is typed yet.
_MOST = 48
# So many locations of a part are named; more are counted.
_NAMED = 3

_BONDED = """
SELECT {column}, part, maker, code, customer_id, number, reserve, head FROM bonded
WHERE {column} >= :low AND {column} < :high AND {column} <> '' ORDER BY {column}, id LIMIT :most
"""
_BY_PART = """
SELECT number, id FROM part WHERE number >= :low AND number < :high
ORDER BY number, maker LIMIT :most
"""
_BY_NUMBER = """
SELECT number, part FROM offer WHERE number >= :low AND number < :high
ORDER BY number LIMIT :most
"""


class Candidate(NamedTuple):
    """A part that may be meant. `typed_as`: what stands in the part cell once it is taken.

    `what` is why it is offered, in words. `customer_id` is the location of a bonded row, where
    just one has the part, and `number` then the vendor's number of it; `number` is a vendor's also
    where that is what was typed. Else both are empty.
    """

    part: str
    maker: str
    what: str
    number: str
    customer_id: str | None
    typed_as: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to buy a part: a packaging of the catalogue, or the bonded stock of a location.

    `line` is the line bought this way, by what is known of it since `at`; its id, quantity and
    terms are as they were. `place` is the location's code, empty for the catalogue. `why_not`: what
    keeps the quantity from being bought so, in words; empty where nothing does. `words` say the
    rest: least quantity, multiple, fee, stock or reserve.
    """

    part: str
    maker: str
    number: str
    packaging: str
    place: str
    unit_price: Decimal | None
    currency: str
    words: str
    why_not: str
    at: datetime
    line: DraftLine


class Completing:
    """Completes part numbers, for one person."""

    def __init__(self, cache: Store, catalogue: Catalogue, clock: Clock, person: Person) -> None:
        self._cache = cache
        self._catalogue = catalogue
        self._clock = clock
        self._uid = person.uid

    async def complete(self, text: str, most: int = 8) -> list[Candidate]:
        """Parts of which a number begins with `text`: bonded first, then what we ordered before,
        then the catalogue; each part once. The buyer's own numbers count. None below three
        characters.
        """
        low = clean(text)
        if len(low) < LEAST or most < 1:
            return []
        today = self._clock.now()
        return await self._cache.read(lambda db: _complete(db, low, most, today))

    async def alternatives(self, line: DraftLine) -> list[Way]:
        """Every way to buy the part of a line, by what is here: each maker of its number, each
        packaging, each location that has it bonded. Those that take the quantity come first.

        Nothing is asked: `Way.at` says how old it is.
        """
        uid = self._uid

        def job(db: sqlite3.Connection) -> tuple[list[tuple[Part, datetime]], list[BondedRow]]:
            return _parts(db, line), _rows(db, uid, line)

        parts, rows = await self._cache.read(job)
        ways = [way for part, at in parts for way in await self._offers(line, part, at)]
        ways += [_release(line, row) for row in rows]
        return sorted(ways, key=lambda way: (bool(way.why_not), bool(way.place)))

    async def bonded(self, part: str, maker: str) -> list[BondedRow]:
        """The bonded rows of all locations of a maker's part, by what is here."""
        uid, wanted = self._uid, maker_of(maker).casefold()

        def job(db: sqlite3.Connection) -> list[BondedRow]:
            rows = finding.bonded_rows(db, uid, part) if part else []
            same = [row for row in rows if row.part.casefold() == part.casefold()]
            return [row for row in same if maker_of(row.maker).casefold() == wanted or not wanted]

        return await self._cache.read(job)

    async def _offers(self, line: DraftLine, part: Part, at: datetime) -> Iterator[Way]:
        """What the vendor told of the part for our own account is newer, or as good."""
        if part.offers:
            told = await self._catalogue.told(part.offers[0].number, part.offers[0].vendor)
            if told is not None and told[1] >= at and normal(told[0].number) == normal(part.number):
                part, at = told
        return (_offer(line, part, one, at) for one in part.offers if one.breaks)


# -- completing -----------------------------------------------------------------------------------


def _complete(db: sqlite3.Connection, low: str, most: int, now: datetime) -> list[Candidate]:
    high = low + "\U0010ffff"
    span: dict[str, object] = {"low": low, "high": high, "most": _MOST}
    found: dict[tuple[str, str], Candidate] = {}
    for candidates in (
        _of_bonded(db, span, most),
        _of_own(own_parts.beginning(db, low, high, _MOST), now),
        _of_catalogue(db, span),
    ):
        for one in candidates:
            if len(found) >= most:
                return list(found.values())
            part, maker = one.part.casefold(), one.maker.casefold()
            # Orders made elsewhere name no maker; of whom a part is, the others know.
            if (part, maker) not in found and (maker or not any(k[0] == part for k in found)):
                found[part, maker] = one
    return list(found.values())


def _of_bonded(db: sqlite3.Connection, span: dict[str, object], most: int) -> Iterator[Candidate]:
    """Each part once, with all its locations, however it was found."""
    found: dict[int, tuple[str, str]] = {}
    for column in ("part", "customer_part", "number"):
        for typed_as, *cells in db.execute(_BONDED.format(column=column), span):
            found.setdefault(cells[-1], (str(typed_as), column))
    for head, (typed_as, column) in list(found.items())[:most]:
        rows = db.execute(
            "SELECT part, maker, code, customer_id, number, reserve FROM bonded WHERE head = ? "
            "ORDER BY code",
            (head,),
        ).fetchall()
        part, maker, _, customer_id, number, _ = rows[0]
        codes = list(dict.fromkeys(row[2] for row in rows))
        reserves = [row[5] for row in rows if row[5] is not None]
        where = ", ".join(codes) if len(codes) <= _NAMED else f"at {len(codes)} locations"
        reserve = f"{sum(reserves):,}" if reserves else "—"
        one = len(rows) == 1
        yield Candidate(
            part,
            maker,
            f"bonded {where} · reserve {reserve}",
            number if one else typed_as if column == "number" else "",
            customer_id if one else None,
            typed_as,
        )


def _of_own(parts: Iterable[OwnPart], now: datetime) -> Iterator[Candidate]:
    """What was ordered last comes first."""
    for one in sorted(parts, key=lambda its: its.at, reverse=True):
        on = instant(one.at).astimezone().date()
        words = f"ordered {day_words(on)}"
        if on.year == now.astimezone().year:
            words = words.removesuffix(f" {on.year}")
        if one.times > 1:
            words += f", {one.times} times"
        number = one.typed_as if one.numbered else ""
        yield Candidate(one.part, one.maker, words, number, None, one.typed_as)


def _of_catalogue(db: sqlite3.Connection, span: dict[str, object]) -> Iterator[Candidate]:
    """By the maker's number, then by the vendor's; nothing is read that is not wanted."""
    for query, numbered in ((_BY_PART, False), (_BY_NUMBER, True)):
        for typed_as, row in db.execute(query, span).fetchall():
            sold = keeping.at_vendors(db, row)
            if not sold:
                continue
            part, _ = next(iter(sold.values()))
            number = typed_as if numbered else ""
            meant = chosen(part, typed_as, "")
            who = ", ".join(map(vendor_name, sold))
            what = part.status if isinstance(meant, str) else f"{_stock(part, meant)} · {who}"
            yield Candidate(part.number, part.maker, what, number, None, typed_as)


def _stock(part: Part, offer: Offer) -> str:
    pack = offer.packaging_text if offer.packaging is Packaging.OTHER else str(offer.packaging)
    stock = "—" if offer.stock is None else f"{offer.stock:,}"
    status = "" if part.status.casefold() in ("", "active") else f" · {part.status}"
    return f"{pack} {stock}{status}"


# -- every way to buy -----------------------------------------------------------------------------


def _parts(db: sqlite3.Connection, line: DraftLine) -> list[tuple[Part, datetime]]:
    """The parts a line may be of: every maker's under its number."""
    if line.known:
        numbers = [line.part]
    else:
        numbers = finding.parts_named(db, line.typed.number, line.typed.part)
    rows = [row for number in numbers for row, _, _ in finding.makers_of(db, number)]
    found = []
    for row in dict.fromkeys(rows):
        offers = db.execute(
            "SELECT min(id) FROM offer WHERE part = ? GROUP BY vendor ORDER BY 1", (row,)
        ).fetchall()
        known = (keeping.get(db, offer) for (offer,) in offers)
        found += [one for one in known if one is not None]
    # The line's own maker first.
    return sorted(found, key=lambda one: one[0].maker.casefold() != line.maker.casefold())


def _rows(db: sqlite3.Connection, uid: int, line: DraftLine) -> list[BondedRow]:
    if line.known:
        return finding.bonded_rows(db, uid, line.part)
    found: dict[int, BondedRow] = {}
    for part in finding.parts_named(db, line.typed.number, line.typed.part):
        found.update((row.rowid, row) for row in finding.bonded_rows(db, uid, part))
    return list(found.values())


def _offer(line: DraftLine, part: Part, offer: Offer, at: datetime) -> Way:
    words = [
        f"from {offer.moq:,}" if offer.moq > 1 else "",
        f"in {offer.multiple:,}s" if offer.multiple > 1 else "",
        f"fee {offer.fee} {offer.currency}" if offer.fee else "",
        "stock not known" if offer.stock is None else f"{offer.stock:,} in stock",
        "NCNR" if offer.ncnr or offer.packaging is Packaging.DIGI_REEL else "",
        "tariff" if offer.tariff else "",
        "marketplace" if offer.marketplace else "",
    ]
    verdict = legal(line.quantity, offer.moq, offer.multiple, offer.maximum)
    return Way(
        part=part.number,
        maker=part.maker,
        number=offer.number,
        packaging=str(offer.packaging),
        place="",
        unit_price=price_of(offer, line.quantity),
        currency=offer.currency,
        words=" · ".join(filter(None, words)),
        why_not=verdict.reason if line.quantity else "",
        at=at,
        line=as_offer(line, part, offer, at),
    )


def _release(line: DraftLine, row: BondedRow) -> Way:
    reserve = "not known" if row.reserve is None else f"{row.reserve:,}"
    words = [
        f"reserve {reserve}",
        f"from {row.minimum:,}" if row.minimum > 1 else "",
        "NCNR" if row.non_cancelable else "",
    ]
    offer = offer_of(row)
    verdict = legal(line.quantity, offer.moq, 1).reason if line.quantity else ""
    if not offer.breaks or not row.currency:
        verdict = f"{vendor_name(row.vendor)} gives no price for it"
    release = release_line(row, line.quantity)
    return Way(
        part=row.part,
        maker=row.maker,
        number=row.number,
        packaging="bonded",
        place=row.code,
        unit_price=release.unit_price,
        currency=row.currency or "",
        words=" · ".join(filter(None, words)),
        why_not=verdict,
        at=release.priced_at,
        line=replace(taken_as(line, release), unit_price=release.unit_price),
    )
