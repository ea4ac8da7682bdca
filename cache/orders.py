"""The history of orders: ours from the ledger, and the account's others from the vendor."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache import ledger as ledgers
from cache import order_detail, projection, reconciling
from cache.convert import clean, instant, vendor_key
from cache.order_detail import OrderDetail
from cache.places import Refusal
from cache.purchase_orders import changed_orders
from cache.rows import PAGE, Rows, rowids_of
from vendors.contract import StatusReporter

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import VendorOrder

_PAGE_SIZE = 25  # the most that DigiKey gives at once, measured
_MOST_PAGES = 2_000
_SPAN = timedelta(days=365)


class OrderRow(NamedTuple):
    """One order in the list. `state` is ours, or `vendor` for an order made elsewhere.

    `status` is the vendor's own word, empty where the vendor does not list the order (yet). Goods
    are lines, shipped in full of all. `total` is before tax, shipping and tariff where `ours`.
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


_SELECT = (
    "SELECT id, number, vendor, vendor_numbers, state, status, status_text, entered_at, buyer, "
    "total, currency, goods_shipped, goods_ordered, next_date, ours, fetched_at "
    "FROM order_row WHERE id IN ({marks})"
)
_SHOWN = (
    "SELECT group_concat(id) FROM (SELECT id FROM order_row {where} "
    "ORDER BY unknown DESC, entered_at DESC, id DESC {limit})"
)


class Orders:
    """Rows come from cache.db; what decides anything (`unknown`) is read from the ledger."""

    def __init__(self, ledger: Store, cache: Store, clock: Clock) -> None:
        self._ledger = ledger
        self._cache = cache
        self._clock = clock
        self._asker = cache.asker()
        self._reporters: list[StatusReporter] = []
        self._refreshing = asyncio.Lock()

    def attach(self, vendors: Sequence[object]) -> None:
        self._reporters = [vendor for vendor in vendors if isinstance(vendor, StatusReporter)]

    def first(self) -> Rows[OrderRow]:
        """The first 128 rows, unknown ones before all, then the newest; for the first frame."""
        return self._rows(rowids_of(self._drawn(_SHOWN.format(where="", limit=f"LIMIT {PAGE}"))))

    @property
    def fetched_at(self) -> str | None:
        """When the account's orders were last fetched to the last page; ISO 8601, UTC.

        Of several vendors the one longest ago. None: never. Does not wait.
        """
        return self._drawn("SELECT min(at) FROM orders_fetched")

    async def rows(self, text: str = "") -> Rows[OrderRow]:
        """Every order that has each word of `text` somewhere: in a number, part, state or name.

        Raises Superseded when a newer call comes.
        """
        words = clean(text).casefold().split()
        where = "WHERE " + " AND ".join(["instr(words, ?)"] * len(words)) if words else ""

        def job(db: sqlite3.Connection) -> list[int]:
            query = _SHOWN.format(where=where, limit="")
            return rowids_of(db.execute(query, words).fetchone()[0])

        return self._rows(await self._asker.ask(job))

    async def detail(self, rowid: int) -> OrderDetail:
        """The order behind a row, whole. Raises Refusal where it is gone."""
        row, key, order_id, found = await self._cache.read(lambda db: _stored(db, rowid))
        own = None
        if order_id is not None:
            own = await self._ledger.read(lambda db: order_detail.read_own(db, order_id))
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
            ship_to=content.ship_to if content else None,
            goods=content.goods if content else None,
            fees=content.fees if content else None,
            before_tariff=content.before_tariff if content else False,
            entered_at=instant(row.entered_at),
            fetched_at=max((instant(at) for _, at in found), default=None),
            lines=order_detail.pairs(content.lines if content else (), vendor_orders),
            shipments=order_detail.shipped(vendor_orders),
            vendor_orders=vendor_orders,
            attempts=own.attempts if own else (),
            events=own.events if own else (),
        )

    async def refresh(self) -> None:
        """Ask every vendor for the last twelve months' orders of the account, and store them.

        Pages are stored as they come. Raises VendorError where a vendor fails; what came before
        that is kept, and our own orders are as the ledger has them in any case. One refresh runs
        at a time.
        """
        async with self._refreshing:
            try:
                for reporter in self._reporters:
                    await self._refresh(reporter)
            finally:
                await self.project()

    async def project(self) -> None:
        """Bring the rows up to the ledger: what changed since the stamp, or all of it.

        Where the stamp is the ledger's own, two short reads and no write.
        """
        today = self._clock.now().date()
        before = await self._cache.read(projection.stamp_of)
        ours = await self._ledger.read(lambda db: _changed(db, before))
        if ours.stamp == before:
            return
        if not await self._cache.write(lambda db: projection.put_ours(db, ours, today)):
            everything = await self._ledger.read(lambda db: _changed(db, None))
            await self._cache.write(lambda db: projection.put_ours(db, everything, today))

    async def unknown(self) -> int:
        """How many orders may or may not have been placed, as the ledger has it."""
        return await self._ledger.read(
            lambda db: int(
                db.execute(
                    "SELECT count(*) FROM purchase_order WHERE state = 'unknown'"
                ).fetchone()[0]
            )
        )

    async def _refresh(self, reporter: StatusReporter) -> None:
        # A vendor's day may begin before ours does in UTC, so the span ends a day ahead.
        until = self._clock.now().date() + timedelta(days=1)
        since = until - _SPAN - timedelta(days=1)
        asked_at, came = self._clock.now(), 0
        for page in range(1, _MOST_PAGES + 1):
            answer = await reporter.orders(since, until, page=page, page_size=_PAGE_SIZE)
            at = self._clock.now()
            orders = answer.orders
            await self._cache.write(lambda db, o=orders, at=at: projection.put_theirs(db, o, at))  # type: ignore[misc]
            await self._numbers_came(orders)
            came += len(orders)
            if not orders or came >= answer.total:
                break
        vendor = vendor_key(reporter)
        await self._cache.write(lambda db: projection.all_came(db, vendor, asked_at))

    async def _numbers_came(self, orders: Sequence[VendorOrder]) -> None:
        waiting = await self._ledger.read(reconciling.waiting)
        listed: dict[tuple[str, str], list[str]] = {}
        for order in orders:
            numbers = [one.number for one in order.sales_orders if one.number]
            listed.setdefault((order.vendor, projection.po_key(order.po_number)), []).extend(
                numbers
            )
        came = {
            order_id: tuple(listed[vendor, projection.po_key(number)])
            for (vendor, number), order_id in waiting.items()
            if listed.get((vendor, projection.po_key(number)))
        }
        if came:
            from cache.people import who

            at, person = self._clock.now(), who()
            await self._ledger.write(lambda db: reconciling.numbers_came(db, came, at, person))

    def _drawn(self, query: str) -> str | None:
        """The one text that `query` gives, at once; None while there is no file."""
        drawing = self._cache.drawing
        try:
            found = None if drawing is None else drawing.execute(query).fetchone()
        except sqlite3.Error:
            return None
        return None if found is None else found[0]

    def _rows(self, rowids: Sequence[int]) -> Rows[OrderRow]:
        return Rows(self._cache.drawing, _SELECT, OrderRow, rowids)


def _changed(db: sqlite3.Connection, before: ledgers.Stamp | None) -> projection.Ours:
    """`before` has to be read first: a ledger that is behind it then was put back, not outrun."""
    stamp = ledgers.stamp(db)
    known = before is not None and before.identity == stamp.identity
    since = before.sequence if before is not None and known else 0
    anew = since > stamp.sequence
    orders = changed_orders(db, 0 if anew else since)
    return projection.Ours(0 if anew else since, anew, stamp, tuple(orders))


def _stored(
    db: sqlite3.Connection, rowid: int
) -> tuple[OrderRow, str, int | None, list[tuple[VendorOrder, str]]]:
    columns = db.execute(_SELECT.format(marks="?"), (rowid,)).fetchone()
    if columns is None:
        raise Refusal("That order is no longer in the list. Press F5 to ask the vendor again.")
    row = OrderRow(*columns)
    key, order_id = db.execute(
        "SELECT key, order_id FROM order_row WHERE id = ?", (rowid,)
    ).fetchone()
    if order_id is not None:
        return (
            row,
            row.number,
            order_id,
            projection.theirs(db, row.vendor, projection.po_key(row.number)),
        )
    number = key.removeprefix(f"theirs {row.vendor} ")
    return row, row.number, None, projection.one(db, row.vendor, number)
