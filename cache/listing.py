"""A vendor's list of the account's orders, read page by page into cache.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache import projection, unread
from cache.convert import vendor_key
from cache.purpose import errand

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.contract import Clock, StatusReporter
    from vendors.vocabulary import OrderPage, UnreadOrder

_PAGE_SIZE = 25  # the most that DigiKey gives at once, measured
_MOST_PAGES = 2_000
_SPAN = timedelta(days=365)


class Listed(NamedTuple):
    """What a list was. `asked_at`: when it was begun; what cache.db has from then on is of it.

    `still`: it was read whole and stood still meanwhile. Only such a list says that an order of
    ours is there once: a second one may stand on the page that was missed.
    """

    asked_at: datetime
    still: bool
    unread: tuple[UnreadOrder, ...]


async def read(reporter: StatusReporter, cache: Store, clock: Clock) -> Listed:
    """Store the last twelve months' orders, page by page as they come. Raises VendorError."""
    # A vendor's day may begin before ours does in UTC, so the span ends a day ahead.
    until = clock.now().date() + timedelta(days=1)
    since = until - _SPAN - timedelta(days=1)
    vendor, asked_at = vendor_key(reporter), clock.now()
    not_read: list[UnreadOrder] = []
    came = 0
    totals: set[int] = set()
    shown: set[Hashable] = set()
    for page in range(1, _MOST_PAGES + 1):
        with errand("list of orders"):
            answer = await reporter.orders(since, until, page=page, page_size=_PAGE_SIZE)
        at = clock.now()

        def put(db: sqlite3.Connection, said: OrderPage = answer, at: datetime = at) -> None:
            projection.put_theirs(db, said.orders, at)
            unread.put(db, vendor, said.orders, said.unread, at)

        await cache.write(put)
        came += len(answer.orders) + len(answer.unread)
        totals.add(answer.total)
        shown.update((one.number, one.po_number, one.entered_at) for one in answer.orders)
        shown.update((one.number, one.words) for one in answer.unread)
        not_read += answer.unread
        if not (answer.orders or answer.unread) or came >= answer.total:
            break
    await cache.write(lambda db: projection.all_came(db, vendor, asked_at))
    return Listed(asked_at, totals == {len(shown)}, tuple(not_read))
