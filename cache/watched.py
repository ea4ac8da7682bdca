"""Parts that a person watches: price, stock and lead time over time, and what changed since.

A watch is a person's; how the offer was is told once for all who watch it. What the vendor says is
taken from any look-up that any session made, and asked for at most once a day: see watched_step.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import breaks, breaks_text, clean, instant, instant_text, money_text
from cache.ledger import bump, note
from cache.places import Refusal
from vendors.buying import price_of

if TYPE_CHECKING:
    from cache.catalogue import Catalogue
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Part


class Fact(NamedTuple):
    """How an offer was from `at` on. `unit_price` is that of its least quantity, in `currency`;
    `breaks` as JSON. `status` is the vendor's word; `NOT_THERE` where it knows the offer no more.
    """

    at: datetime
    stock: int | None
    lead_weeks: int | None
    unit_price: Decimal | None
    currency: str
    breaks: str
    status: str


NOT_THERE = "no longer offered"


class WatchedRow(NamedTuple):
    """A watched offer. `before` is how it was when this person looked last, `now` how it is.

    `changes` says in words what is otherwise now; empty: nothing, or nothing is known yet. `known`
    is how a search showed it, where product details were never told: it is compared with nothing.
    """

    vendor: str
    number: str
    maker: str
    part: str
    since: datetime
    seen_at: datetime
    before: Fact | None
    now: Fact | None
    changes: tuple[str, ...]
    known: Fact | None = None


class Watched:
    """Watched parts in the ledger, for one person; `catalogue` says what is known of them."""

    def __init__(
        self, ledger: Store, clock: Clock, person: Person, catalogue: Catalogue | None = None
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        self._catalogue = catalogue
        # Told when a watch begins, so that what is not known yet is asked for soon.
        self.begun: Callable[[], None] = lambda: None

    async def watch(self, vendor: str, number: str, maker: str, part: str) -> None:
        """Watch an offer from now on, from what was told of it last; again is no error.

        Raises Refusal.
        """
        number = clean(number)
        if not number:
            raise Refusal("Only an offer with a number can be watched. Nothing was stored.")
        now, person = self._clock.now(), self._person
        said = None
        if self._catalogue is not None:
            with contextlib.suppress(Refusal, sqlite3.Error):
                said = await self._catalogue.told(number, vendor)

        def job(db: sqlite3.Connection) -> None:
            at = instant_text(now)
            made = db.execute(
                "INSERT OR IGNORE INTO watched "
                "(vendor, number, maker, part, os_uid, person, since, seen_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (vendor, number, maker, part, person.uid, person.name, at, at),
            )
            if made.rowcount:
                bump(db)
                note(db, person, now, "watch", became=f"{vendor} {number}")
            if said is not None:
                put_fact(db, vendor, number, fact_of(said[0], number, said[1]))

        await self._ledger.write(job)
        self.begun()

    async def unwatch(self, vendor: str, number: str) -> None:
        """Watch it no more; what was seen of it stays. Raises Refusal."""
        now, person = self._clock.now(), self._person

        def job(db: sqlite3.Connection) -> None:
            ended = db.execute(
                "UPDATE watched SET until = ? "
                "WHERE vendor = ? AND number = ? AND os_uid = ? AND until IS NULL",
                (instant_text(now), vendor, clean(number), person.uid),
            )
            if ended.rowcount:
                bump(db)
                note(db, person, now, "watch", was=f"{vendor} {clean(number)}")

        await self._ledger.write(job)

    async def mine(self) -> list[WatchedRow]:
        """What this person watches, by part."""
        rows = await self._ledger.read(lambda db: _rows(db, self._person.uid))
        return [row if row.now is not None else await self._as_found(row) for row in rows]

    async def _as_found(self, row: WatchedRow) -> WatchedRow:
        """With what a search showed of it, where one did."""
        said = None
        if self._catalogue is not None:
            with contextlib.suppress(Refusal, sqlite3.Error):
                said = await self._catalogue.shown(row.vendor, row.number)
        return row if said is None else row._replace(known=fact_of(said[0], row.number, said[1]))

    async def standing(self, vendor: str, number: str) -> WatchedRow | None:
        """One of them; None where this person does not watch it."""
        wanted = clean(number).casefold()
        rows = await self.mine()
        of_it = (row for row in rows if row.vendor == vendor)
        return next((row for row in of_it if row.number.casefold() == wanted), None)

    async def history(self, vendor: str, number: str) -> tuple[Fact, ...]:
        """How the offer was while anybody watched it, oldest first."""
        return await self._ledger.read(lambda db: tuple(_facts(db, vendor, clean(number))))

    async def looked(self, vendor: str, number: str) -> None:
        """This person sees it as it is now: changes are told from here on. Raises Refusal."""
        now, uid = self._clock.now(), self._person.uid

        def job(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE watched SET seen_at = ? "
                "WHERE vendor = ? AND number = ? AND os_uid = ? AND until IS NULL",
                (instant_text(now), vendor, clean(number), uid),
            )

        await self._ledger.write(job)


def everybodys(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Vendor and number of each offer that anybody watches."""
    rows = db.execute(
        "SELECT vendor, min(number) FROM watched WHERE until IS NULL GROUP BY number, vendor"
    )
    return [(vendor, number) for vendor, number in rows]


def fact_of(part: Part | None, number: str, at: datetime) -> Fact:
    """What was told at `at` of the offer under `number`; `part` None: the vendor knows it not."""
    wanted = number.casefold()
    offers = part.offers if part is not None else ()
    offer = next((one for one in offers if one.number.casefold() == wanted), None)
    if part is None or offer is None:
        return Fact(at, None, None, None, "", "[]", NOT_THERE)
    return Fact(
        at,
        offer.stock,
        part.lead_weeks,
        price_of(offer, max(1, offer.moq)),
        offer.currency,
        breaks_text(offer.breaks),
        part.status,
    )


def differs(db: sqlite3.Connection, vendor: str, number: str, fact: Fact) -> bool:
    """Whether `fact` is otherwise than the last that is stored, and newer."""
    last = _last(db, vendor, number, None)
    return last is None or (last.at < fact.at and last._replace(at=fact.at) != fact)


def put_fact(db: sqlite3.Connection, vendor: str, number: str, fact: Fact) -> bool:
    """Store `fact` if it `differs`; run inside a write of the ledger."""
    if not differs(db, vendor, number, fact):
        return False
    db.execute(
        "INSERT INTO watched_fact "
        "(vendor, number, at, stock, lead_weeks, unit_price, currency, breaks, status) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            vendor,
            number,
            instant_text(fact.at),
            fact.stock,
            fact.lead_weeks,
            money_text(fact.unit_price),
            *(fact.currency, fact.breaks, fact.status),
        ),
    )
    bump(db)
    return True


def changes(before: Fact | None, now: Fact | None) -> tuple[str, ...]:
    """What is otherwise now, in words; empty where nothing is, or there is nothing to compare."""
    if before is None or now is None or before == now:
        return ()
    if now.status == NOT_THERE:
        return (NOT_THERE,)
    words = []
    if (now.unit_price, now.currency) != (before.unit_price, before.currency):
        words.append(f"price {_price(now)}, was {_price(before)}")
    elif now.breaks != before.breaks and before.status != NOT_THERE:
        words.append("price breaks " + _moved(before.breaks, now.breaks))
    if now.stock != before.stock:
        words.append(f"stock {_many(now.stock)}, was {_many(before.stock)}")
    if now.lead_weeks != before.lead_weeks:
        words.append(f"lead time {_weeks(now.lead_weeks)}, was {_weeks(before.lead_weeks)}")
    if now.status != before.status:
        words.append(f"{now.status or 'status not said'}, was {before.status or 'not said'}")
    return tuple(words)


def _rows(db: sqlite3.Connection, uid: int) -> list[WatchedRow]:
    found = db.execute(
        "SELECT vendor, number, maker, part, since, seen_at FROM watched "
        "WHERE os_uid = ? AND until IS NULL ORDER BY part COLLATE NOCASE, number",
        (uid,),
    ).fetchall()
    rows = []
    for vendor, number, maker, part, since, seen_at in found:
        # Watched before anything was told of it: the first that was told is what was seen.
        before = _last(db, vendor, number, seen_at) or next(_facts(db, vendor, number, 1), None)
        now = _last(db, vendor, number, None)
        rows.append(
            WatchedRow(
                vendor,
                number,
                maker,
                part,
                instant(since),
                instant(seen_at),
                before,
                now,
                changes(before, now),
            )
        )
    return rows


_COLUMNS = "at, stock, lead_weeks, unit_price, currency, breaks, status"


def _facts(db: sqlite3.Connection, vendor: str, number: str, most: int = -1) -> Iterator[Fact]:
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM watched_fact WHERE vendor = ? AND number = ? "  # noqa: S608
        "ORDER BY at, id LIMIT ?",
        (vendor, number, most),
    )
    return (_fact(*row) for row in rows.fetchall())


def _last(db: sqlite3.Connection, vendor: str, number: str, until: str | None) -> Fact | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM watched_fact WHERE vendor = ? AND number = ? "  # noqa: S608
        "AND (?3 IS NULL OR at <= ?3) ORDER BY at DESC, id DESC LIMIT 1",
        (vendor, number, until),
    ).fetchone()
    return None if row is None else _fact(*row)


def _fact(
    at: str,
    stock: int | None,
    lead_weeks: int | None,
    unit_price: str | None,
    currency: str,
    steps: str,
    status: str,
) -> Fact:
    price = None if unit_price is None else Decimal(unit_price)
    return Fact(instant(at), stock, lead_weeks, price, currency, steps, status)


def _price(fact: Fact) -> str:
    return "none" if fact.unit_price is None else f"{fact.unit_price:f} {fact.currency}"


def _many(pieces: int | None) -> str:
    return "not known" if pieces is None else f"{pieces:,}"


def _weeks(weeks: int | None) -> str:
    return "not known" if weeks is None else f"{weeks} weeks"


def _moved(before: str, now: str) -> str:
    was = {step.quantity: step.unit_price for step in breaks(before)}
    new = {step.quantity: step.unit_price for step in breaks(now)}
    return ", ".join(
        f"at {quantity:,} {new[quantity]:f}" if quantity in new else f"none at {quantity:,}"
        for quantity in sorted(was.keys() | new.keys())
        if was.get(quantity) != new.get(quantity)
    )
