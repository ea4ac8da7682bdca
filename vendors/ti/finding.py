"""TI's orders of a span of days, and which of them stand under one PO number.

TI lists summaries by days alone: no page, no filter, no lines, at most a year and ten thousand of
them at once (Order API). What an order holds is one more question for each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from vendors.contract import Clock
from vendors.errors import NotFound, Unreadable, VendorError
from vendors.ti import translate_orders
from vendors.ti.apis import is_order
from vendors.ti.client import Client
from vendors.ti.settings import VENDOR
from vendors.ti.wire import parsed
from vendors.ti.wire_orders import OrderInfo
from vendors.vocabulary import OrderPage, UnreadOrder, VendorOrder

# "range limited to 1 year or 10k records": days at once, both ends counted, and a full answer.
_YEAR = timedelta(days=364)
MOST_AT_ONCE = 10_000
_DAY = timedelta(days=1)
# How many days back an order may have been entered that is looked for without a span.
# With the day ahead that is one question.
_BACK = timedelta(days=363)
# Of one reading of the list so many orders are asked for by themselves: with a reading every
# quarter of an hour of a working day these are half of the 3,000 calls that a day has, and the
# rest is for placing and for looking after our own.
MOST_DETAILS = 40
# How long what is still under way counts as seen, in seconds.
_STILL_NEW = 3600.0
_OVER = frozenset(("Complete", "Canceled"))


class _Known(NamedTuple):
    """An order as it was asked for: the summary that it had then, and when that was."""

    summary: str
    at: float
    order: VendorOrder


class Listed:
    """The list of a span, read once and given page by page, with what was asked for of each order.

    Kept between readings: an order that is over, and whose summary says what it said, is not asked
    for again; one under way is, after an hour. So the first reading asks for the newest orders,
    the next ones for those that came, moved or were left over. One that was not asked for comes
    without its sales orders.
    """

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._span: tuple[date, date] | None = None
        self._orders: list[OrderInfo] = []
        self._unread: tuple[UnreadOrder, ...] = ()
        self._left = 0

    async def page(self, since: date, until: date, page: int, page_size: int) -> OrderPage:
        """`page` from 1, the newest orders first; what could not be read is on the first one."""
        if page <= 1 or self._span != (since, until):
            listed = await listing(self._client, since, until)
            orders = [one for one in listed if isinstance(one, OrderInfo)]
            self._orders = sorted(orders, key=_newest, reverse=True)
            self._unread = tuple(one for one in listed if isinstance(one, UnreadOrder))
            self._span, self._left = (since, until), MOST_DETAILS
        size = max(1, page_size)
        first = (max(1, page) - 1) * size
        found = [await self._detailed(one) for one in self._orders[first : first + size]]
        total = len(self._orders) + len(self._unread)
        return OrderPage(tuple(found), total, self._unread if page <= 1 else ())

    async def _detailed(self, said: OrderInfo) -> VendorOrder:
        summary, now = said.model_dump_json(), self._clock.monotonic()
        known = self._known.get(said.number)
        if known is not None and known.summary == summary:
            over = known.order.status in _OVER
            if over or self._left <= 0 or now - known.at < _STILL_NEW:
                return known.order
        if self._left <= 0 or not said.number:
            return translate_orders.order(said, whole=False)
        self._left -= 1
        try:
            order = await whole(self._client, said)
        except Unreadable:
            return translate_orders.order(said, whole=False)
        except VendorError:
            # The list itself came; nothing is gained by asking on.
            self._left = 0
            return translate_orders.order(said, whole=False)
        if order.sales_orders:
            self._known[said.number] = _Known(summary, now, order)
        return order


async def listing(client: Client, since: date, until: date) -> list[OrderInfo | UnreadOrder]:
    """Every order entered in these days, each once. Raises VendorError.

    One wrong field costs its own order, not the others.
    """
    found: dict[object, OrderInfo | UnreadOrder] = {}
    for first, last in _spans(since, until):
        for raw in await _span(client, first, last):
            try:
                one: OrderInfo | UnreadOrder = parsed(OrderInfo, raw)
            except Unreadable as error:
                one = translate_orders.unread_order(raw, error.words)
            # One without a number is told apart by all that is said of it.
            found[one.number or repr(raw)] = one
    return list(found.values())


async def _span(client: Client, since: date, until: date) -> list[object]:
    """What TI lists of these days, in halves where a list is as long as TI makes any."""
    try:
        rows = await client.orders(since, until)
    except NotFound as error:
        # Documented for this list: no order in these days. Without TI's words it could be any
        # gateway's.
        if not error.words:
            raise Unreadable(
                VENDOR, "something other than TI's API answered (404)", status=error.status
            ) from None
        return []
    if len(rows) < MOST_AT_ONCE:
        return rows
    if since >= until:
        raise Unreadable(VENDOR, "TI lists no more than ten thousand orders, and this day has more")
    middle = since + (until - since) // 2
    return [*await _span(client, since, middle), *await _span(client, middle + _DAY, until)]


def _spans(since: date, until: date) -> Iterator[tuple[date, date]]:
    """The days in spans that TI takes, the newest first."""
    while since <= until:
        first = max(since, until - _YEAR)
        yield first, until
        until = first - _DAY


async def numbers_under(client: Client, po_number: str, today: date) -> tuple[str, ...]:
    """The numbers of the orders of the last year that stand under `po_number`.

    No number is no proof: TI does not say how soon a new order is listed. Raises Unreadable where
    one that may be under it could not be read.
    """
    found = await _under(client, po_number, today - _BACK, today + _DAY)
    if any(not one.number for one in found):
        # Left out, it would pass for none, and another could be placed beside it.
        raise Unreadable(
            VENDOR, f"TI lists an order under {po_number.strip()} that has no number yet"
        )
    return tuple(dict.fromkeys(one.number for one in found))


async def orders_under(
    client: Client, po_number: str, since: date, until: date
) -> tuple[VendorOrder, ...]:
    """Every order that TI shows under `po_number`, whole. Asked are these days and one at each end:
    TI does not say whose midnight its days begin at.
    """
    found = await _under(client, po_number, since - _DAY, until + _DAY)
    return tuple(await asyncio.gather(*(whole(client, one) for one in found)))


async def _under(client: Client, po_number: str, since: date, until: date) -> list[OrderInfo]:
    listed = await listing(client, since, until)
    unread = [one for one in listed if isinstance(one, UnreadOrder) and one.may_be(po_number)]
    if unread:
        raise Unreadable(
            VENDOR, f"{unread[0].words}; whether it is under {po_number.strip()} is not known"
        )
    wanted = _key(po_number)
    return [one for one in _orders(listed) if _key(one.customerPurchaseOrderNumber) == wanted]


def _orders(listed: Iterable[OrderInfo | UnreadOrder]) -> list[OrderInfo]:
    return [one for one in listed if isinstance(one, OrderInfo)]


async def whole(client: Client, said: OrderInfo) -> VendorOrder:
    """The order of a summary with its lines; without them where TI lists it and does not know it
    yet by its number, or gives it none.
    """
    if not is_order(said.number):
        return translate_orders.order(said, whole=False)
    try:
        found = await client.order(said.number)
    except NotFound:
        return translate_orders.order(said, whole=False)
    if found.number.casefold() != said.number.casefold():
        raise Unreadable(VENDOR, "TI answered for another order than was asked for")
    if not _key(found.customerPurchaseOrderNumber):
        found.customerPurchaseOrderNumber = said.customerPurchaseOrderNumber
    return translate_orders.order(found)


def _newest(said: OrderInfo) -> tuple[str, str]:
    return said.orderDate or "", said.number


def _key(po_number: str | None) -> str:
    return (po_number or "").strip().casefold()
