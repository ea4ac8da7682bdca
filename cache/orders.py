"""The history of orders: ours from the ledger, and the account's others from the vendor."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from cache import (
    acting,
    attempts,
    changing_seen,
    inbound_rows,
    listing,
    order_detail,
    projection,
    reconciling,
    unread,
)
from cache import ledger as ledgers
from cache.confirming import acknowledged_of
from cache.convert import clean, instant, instant_text, vendor_key
from cache.history_rows import fresh, news_of
from cache.order_detail import OrderDetail
from cache.orders_schema import NEWEST_FIRST
from cache.pairing import pairs
from cache.places import Refusal
from cache.purchase_orders import changed_orders
from cache.rows import PAGE, Rows, rowids_of
from cache.status_words import state_words
from vendors.contract import StatusReporter
from vendors.errors import VendorError
from vendors.terms import NO_ORDER_TERMS

if TYPE_CHECKING:
    from cache.listing import Listed
    from cache.news import News
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import VendorOrder

# GLOB reads a row in half the time that instr() takes. What means something in its patterns stands
# for itself in brackets; SQLite takes none over 50,000 bytes, and no word of a row is as long.
_MEANS, _AS_IT_IS, _LONGEST = re.compile(r"[*?[]"), r"[\g<0>]", 1000
# A day as the screen writes it is found as one word: its parts stand in far too many rows.
_DAY = re.compile(r"\b(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b")


class OrderRow(NamedTuple):
    """One order in the list. `state` is ours, or `vendor` for an order made elsewhere.

    `status` is the vendor's own word, empty where the vendor does not list the order (yet). Goods
    are lines, shipped in full of all. `total` is before tax, shipping and tariff where `ours`.
    `next_date` is the next day anything is to come, `due` the next that anything is to leave by.

    Of an order of ours that was accepted, `confirmation` is `unlisted`, `confirmed` or `differs`,
    and `differs` how many differences nobody took note of. `news` is what changed last at the
    vendor, or what became of it, in words; `fresh` is 1 where this person has not looked since.
    `account` is for which of the vendor's accounts it was sent. `urgent` is 1 of an unknown order,
    and of one that is there twice until somebody took note.
    """

    rowid: int
    number: str
    vendor: str
    vendor_numbers: str
    state: str
    status: str
    status_text: str
    entered_at: str
    buyer: str
    total: str | None
    currency: str
    goods_shipped: int | None
    goods_ordered: int | None
    next_date: str | None
    ours: int
    fetched_at: str | None
    confirmation: str
    differs: int
    news: str
    fresh: int
    due: str | None
    urgent: int
    account: str
    order_id: int | None = None


def shown_state(row: OrderRow) -> tuple[str, str]:
    """The glyph and the word by which the row's state is shown."""
    return state_words(row.state, row.status, noted=not row.urgent)


class Settled(NamedTuple):
    """An order of ours, what it is now, and in `words` how that came: they follow the number."""

    number: str
    state: str
    words: str


def is_late(row: OrderRow, today: date) -> bool:
    """Whether a day has passed by which something was to leave the vendor and did not."""
    return row.due is not None and row.due < today.isoformat()


_SELECT = (
    "SELECT id, number, vendor, vendor_numbers, state, status, status_text, entered_at, buyer, "
    "total, currency, goods_shipped, goods_ordered, next_date, ours, fetched_at, confirmation, "
    "differs, news, {fresh}, due, urgent, account, order_id FROM order_row WHERE id IN ({{marks}})"
)
_NOT_VOID = "WHERE urgent >= 0"
_SETTLED = (
    "SELECT own.number, own.state, news.words FROM order_news AS news "
    "CROSS JOIN own_order AS own ON own.order_id = CAST(substr(news.number, 6) AS INTEGER) "
    "WHERE news.id > ? AND news.kind = 'settled' ORDER BY news.id"
)
_SHOWN = "SELECT group_concat(id) FROM (SELECT id FROM order_row {where} {order} {limit})"


class Orders:
    """Rows come from cache.db; what decides anything (`unknown`) is read from the ledger."""

    def __init__(self, ledger: Store, cache: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._cache = cache
        self._clock = clock
        self._person = person
        self._select = _SELECT.format(fresh=fresh(person.uid))
        self._asker = cache.asker()
        self._reporters: list[StatusReporter] = []
        self._refreshing: dict[str, asyncio.Lock] = {}
        # Told of what failed besides the error that a refresh raises.
        self.failed: Callable[[VendorError], None] = lambda _: None

    def attach(self, vendors: Sequence[object]) -> None:
        self._reporters = [vendor for vendor in vendors if isinstance(vendor, StatusReporter)]

    def acts_for(self, vendor: str) -> str:
        """The account that is asked for here; empty where none is named, or no client is here."""
        clients = [one for one in self._reporters if vendor_key(one) == vendor]
        return acting.account_of(clients[0]) if clients else ""

    def elsewhere(self, vendor: str, account: str) -> str:
        """That an order sent for `account` is not asked after in this session, in words; empty
        where it is, or no client is here to say so."""
        clients = [one for one in self._reporters if vendor_key(one) == vendor]
        return acting.not_asked(account, acting.account_of(clients[0])) if clients else ""

    def first(self) -> Rows[OrderRow]:
        """The first page: unknown and double orders, then the newest; for the first frame."""
        return self._rows(
            rowids_of(
                self._drawn(
                    _SHOWN.format(where=_NOT_VOID, order=NEWEST_FIRST, limit=f"LIMIT {PAGE}")
                )
            )
        )

    @property
    def fetched_at(self) -> str | None:
        """When the account's orders were last fetched to the last page; ISO 8601, UTC.

        Of several vendors the one longest ago. None: never. Does not wait.
        """
        return self._drawn("SELECT min(at) FROM orders_fetched")

    def fetched(self, vendor: str) -> str | None:
        """As `fetched_at`, of one vendor."""
        return self._drawn("SELECT at FROM orders_fetched WHERE vendor = ?", vendor)

    async def begin(self, text: str) -> Rows[OrderRow]:
        """The first page of `rows`, as soon as they are found. Raises Superseded likewise."""
        return self._rows(await self._asker.ask(_found_by(text, f"LIMIT {PAGE}")))

    async def rows(self, text: str = "") -> Rows[OrderRow]:
        """Every order that has each word of `text` somewhere: in what its row shows, or a part.

        A void one only where `void` is one of the words. Days are as shown: `2 mar`, `2 mar 2026`.
        Raises Superseded when a newer call comes.
        """
        return self._rows(await self._asker.ask(_found_by(text)))

    async def all_rows(self, text: str = "") -> Rows[OrderRow]:
        """The same as `rows`, for whoever has no newer question: it supersedes none either."""
        return self._rows(await self._cache.read(_found_by(text)))

    async def detail(self, rowid: int) -> OrderDetail:
        """The order behind a row, whole. Raises Refusal where it is gone."""
        row, key, order_id, found, news, not_read = await self._cache.read(
            lambda db: _stored(db, self._select, rowid)
        )
        own = None
        if order_id is not None:
            now = self._clock.now()
            own = await self._ledger.read(lambda db: order_detail.read_own(db, order_id, now))
        vendor_orders = tuple(order for order, _ in found)
        if own is None and not vendor_orders:
            raise Refusal(f"Nothing more is known of {key}. Press F5 to ask the vendor.")
        content = own.order.content if own else None
        return OrderDetail(
            rowid=rowid,
            number=row.number,
            vendor=row.vendor,
            state=own.order.state if own else row.state,
            vendor_numbers=row.vendor_numbers,
            buyer=row.buyer,
            currency=row.currency,
            order_id=order_id,
            environment=own.order.environment if own else "",
            draft_id=own.order.draft_id if own else None,
            ship_to=content.ship_to if content else None,
            code=content.code if content else "",
            goods=content.goods if content else None,
            fees=content.fees if content else None,
            before_tariff=content.before_tariff if content else False,
            entered_at=instant(row.entered_at),
            fetched_at=max((instant(at) for _, at in found), default=None),
            confirmation=own.confirmation(vendor_orders) if own else None,
            lines=pairs(content.lines if content else (), vendor_orders),
            shipments=order_detail.shipped(vendor_orders),
            vendor_orders=vendor_orders,
            attempts=own.attempts if own else (),
            events=own.events if own else (),
            news=news,
            terms=content.sent_terms if content else NO_ORDER_TERMS,
            changes=own.changes if own else (),
            unread=not_read,
            elsewhere=self.elsewhere(row.vendor, row.account),
        )

    async def looked(self, detail: OrderDetail) -> None:
        """This person has seen the order as `detail` shows it: its news is no longer fresh to
        them. What came after it was read still is.
        """
        if detail.news:
            row = "SELECT ?, key, ? FROM order_row WHERE id = ?"
            await self._seen(row, detail.news[0].at, detail.rowid)

    async def looked_all(self) -> None:
        """This person has seen every row."""
        await self._seen("SELECT ?, '', ? WHERE true", self._clock.now())

    async def _seen(self, row: str, at: datetime, *more: int) -> None:
        query = (
            f"INSERT INTO seen (os_uid, key, at) {row} "
            "ON CONFLICT (os_uid, key) DO UPDATE SET at = max(at, excluded.at)"
        )
        cells = (self._person.uid, instant_text(at), *more)
        await self._cache.write(lambda db: db.execute(query, cells))

    async def settled(self, after: int | None) -> tuple[int, list[Settled]]:
        """What became of orders of ours since this was asked last, in any session.

        `after` is the number that was given then; None: only the number is wanted.
        """

        def job(db: sqlite3.Connection) -> tuple[int, list[Settled]]:
            (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM order_news").fetchone()
            return newest, [Settled(*row) for row in db.execute(_SETTLED, (after,))]

        return await self._cache.read(job)

    async def bodies(self, order_id: int) -> tuple[tuple[int, str], ...]:
        """What was sent of an order of ours: attempt and body, without what says who and where."""
        return await self._ledger.read(lambda db: attempts.bodies_of(db, order_id))

    async def refresh(self, vendor: str | None = None) -> str:
        """Ask every vendor, or this one, for the last twelve months' orders, and store them.

        Says which could not be read; empty where all could. Pages are stored as they come. Vendors
        are asked side by side, and none waits for another. Raises the first VendorError where any
        fails (`failed` is told of the others); what came besides is kept, and our own orders are
        as the ledger has them in any case. Each vendor is asked by one refresh at a time.
        """
        asked = [one for one in self._reporters if vendor in (None, vendor_key(one))]
        try:
            results = await asyncio.gather(*map(self._in_turn, asked), return_exceptions=True)
        finally:
            # Where the ledger is lost, what the vendors say is shown all the same.
            with contextlib.suppress(Refusal):
                await self.project()
        failed = [one for one in results if isinstance(one, BaseException)]
        # What is no vendor's fault comes before what is.
        failed.sort(key=lambda one: isinstance(one, VendorError))
        for error in failed[1:]:
            if isinstance(error, VendorError):
                self.failed(error)
        if failed:
            raise failed[0]
        said = (
            unread.sentence(one.unread) for one in results if not isinstance(one, BaseException)
        )
        return " ".join(filter(None, said))

    async def project(self) -> None:
        """Bring the rows up to the ledger: what changed since the stamp, or all of it.

        Where the stamp is the ledger's own, two short reads and no write.
        """
        now = self._clock.now()
        before = await self._cache.read(projection.stamp_of)
        ours = await self._ledger.read(lambda db: _changed(db, before))
        if ours.stamp == before:
            return
        if not await self._cache.write(lambda db: projection.put_ours(db, ours, now)):
            everything = await self._ledger.read(lambda db: _changed(db, None))
            await self._cache.write(lambda db: projection.put_ours(db, everything, now))

    async def arrived(self) -> frozenset[int]:
        """Those of our orders of which every line was shipped in full, as last heard."""
        rows = await self._cache.read(
            lambda db: db.execute(
                # As its index says it.
                "SELECT order_id FROM order_row WHERE order_id IS NOT NULL "
                "AND goods_ordered > 0 AND goods_shipped >= goods_ordered"
            ).fetchall()
        )
        return frozenset(row[0] for row in rows)

    async def unknown(self) -> int:
        """How many orders may or may not have been placed, as the ledger has it."""
        return await self._ledger.read(
            lambda db: int(
                db.execute(
                    "SELECT count(*) FROM purchase_order WHERE state = 'unknown'"
                ).fetchone()[0]
            )
        )

    async def _in_turn(self, reporter: StatusReporter) -> Listed:
        async with self._refreshing.setdefault(vendor_key(reporter), asyncio.Lock()):
            return await self._refresh(reporter)

    async def _refresh(self, reporter: StatusReporter) -> Listed:
        vendor, account = vendor_key(reporter), acting.account_of(reporter)
        listed = await listing.read(reporter, self._cache, self._clock)
        if listed.still:
            with contextlib.suppress(Refusal):
                await self.project()
                at, asked_at = self._clock.now(), listed.asked_at
                await reconciling.settle_listed(
                    *(self._ledger, self._cache, vendor, account, asked_at, at, self._person),
                    listed.unread,
                )
        return listed

    def _drawn(self, query: str, *cells: str) -> str | None:
        """The one text that `query` gives, at once; None while there is no file."""
        drawing = self._cache.drawing
        try:
            found = None if drawing is None else drawing.execute(query, cells).fetchone()
        except sqlite3.Error:
            return None
        return None if found is None else found[0]

    def _rows(self, rowids: Sequence[int]) -> Rows[OrderRow]:
        return Rows(self._cache.drawing, self._select, OrderRow, rowids)


def _found_by(text: str, limit: str = "") -> Callable[[sqlite3.Connection], list[int]]:
    """Reads the rows that `text` finds."""
    words = _DAY.sub(_one_word, clean(text).casefold()).split()
    where = "WHERE true" if "void" in words else _NOT_VOID
    where += " AND words GLOB ?" * len(words)
    patterns = [f"*{_MEANS.sub(_AS_IT_IS, word[:_LONGEST])}*" for word in words]

    def job(db: sqlite3.Connection) -> list[int]:
        query = _SHOWN.format(where=where, order=NEWEST_FIRST, limit=limit)
        return rowids_of(db.execute(query, patterns).fetchone()[0])

    return job


def _one_word(day: re.Match[str]) -> str:
    """As `history_rows.found_as` writes it."""
    return f"{day[1]:0>2}{day[2]}"


def _changed(db: sqlite3.Connection, before: ledgers.Stamp | None) -> projection.Ours:
    """`before` has to be read first: a ledger that is behind it then was put back, not outrun."""
    stamp = ledgers.stamp(db)
    known = before is not None and before.identity == stamp.identity
    since = before.sequence if before is not None and known else 0
    anew = since > stamp.sequence
    orders = changing_seen.as_changed(db, changed_orders(db, 0 if anew else since))
    noted = acknowledged_of(db, (order.id for order in orders))
    inbounds = inbound_rows.of_orders(db, [order.id for order in orders])
    return projection.Ours(0 if anew else since, anew, stamp, orders, noted, inbounds)


def _stored(
    db: sqlite3.Connection, select: str, rowid: int
) -> tuple[
    OrderRow, str, int | None, list[tuple[VendorOrder, str]], tuple[News, ...], tuple[str, ...]
]:
    columns = db.execute(select.format(marks="?"), (rowid,)).fetchone()
    if columns is None:
        raise Refusal("That order is no longer in the list. Press F5 to ask the vendor again.")
    row = OrderRow(*columns)
    key, order_id = db.execute(
        "SELECT key, order_id FROM order_row WHERE id = ?", (rowid,)
    ).fetchone()
    if order_id is not None:
        found = projection.theirs(db, row.vendor, projection.po_key(row.number))
    else:
        number = key.removeprefix(f"theirs {row.vendor} ")
        found = projection.one(db, row.vendor, number)
    news = news_of(db, row.vendor, [order for order, _ in found], key)
    numbers = [order.number for order, _ in found]
    not_read = unread.of_order(db, row.vendor, projection.po_key(row.number), numbers)
    return row, row.number, order_id, found, tuple(news), not_read
