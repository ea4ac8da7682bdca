"""The morning list: what waits for somebody, most urgent first."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cache.convert import instant
from cache.files import connect, expect
from cache.history_rows import our_key, seen_at
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.morning_open import accepted_at, clock_words, open_in
from cache.news import WARNINGS
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.vendor_orders import day_words

if TYPE_CHECKING:
    from cache.approvals import Approvals
    from cache.people import Person
    from cache.places import Places
    from cache.releasing import Releasing
    from cache.store import Store
    from cache.watched import Watched
    from vendors.contract import Clock, Tokens

Kind = Literal[
    "unknown",
    "twice",
    "change",
    "inbound",
    "to approve",
    "approved",
    "declined",
    "taken back",
    "no number",
    "unconfirmed",
    "differing",
    "late",
    "slipped",
    "backordered",
    "reserve",
    "sign-in",
    "watched",
]

# An order that was accepted longer ago than this should be in the vendor's list.
LISTED_WITHIN = timedelta(minutes=10)
# A sign-in that has so many days left, or fewer, is renewed before it stops somebody.
SIGN_IN_ENDS = timedelta(days=7)
MOST = 200
# Watched parts that are told of by name.
_TOLD = 3

# Whose sign-in can end: the key of the person's token is the vendor's name.
_SIGN_INS = ("digikey",)
# How long another environment's ledger may be kept busy. Seconds.
_WAIT = 1.0


class Item(NamedTuple):
    """One thing that waits. `rowid`: its row in the history; None in another environment's."""

    kind: Kind
    number: str
    vendor: str
    environment: str
    rowid: int | None
    order_id: int | None
    since: datetime | None
    words: str


class _Row(NamedTuple):
    """One of our rows that may belong in the list. `news`: the kinds nobody here looked at."""

    rowid: int
    order_id: int
    number: str
    vendor: str
    urgent: int
    entered_at: str
    confirmation: str
    differs: int
    difference: str
    due: str | None
    account: str
    news: tuple[tuple[str, str, str], ...]


class Morning:
    """Asks cache.db, the ledger, and the ledgers of the `others`: read, and never written."""

    def __init__(
        self,
        ledger: Store,
        cache: Store,
        clock: Clock,
        person: Person,
        environment: str,
        *,
        others: Sequence[Places] = (),
        tokens: Tokens | None = None,
        releasing: Releasing | None = None,
        watched: Watched | None = None,
        elsewhere: Callable[[str, str], str] = lambda vendor, account: "",
        approvals: Approvals | None = None,
    ) -> None:
        """`elsewhere`: that an order for this account of a vendor's is not asked after here."""
        self._ledger = ledger
        self._cache = cache
        self._clock = clock
        self._person = person
        self._environment = environment
        self._others = others
        self._tokens = tokens
        self._releasing = releasing
        self._watched = watched
        self._elsewhere = elsewhere
        self._approvals = approvals

    async def items(self) -> list[Item]:
        """Everything that waits, at most 200, in the order of `Kind`, the oldest of each first.

        Of the orders of this environment those of every person; of the other environments the
        unknown and the double ones, and the changes of which it is not known. Raises Refusal where
        our own files cannot be read.
        """
        now, uid = self._clock.now(), self._person.uid
        rows = await self._cache.read(lambda db: _rows(db, uid, now.date()))
        unlisted = [row.order_id for row in rows if row.confirmation == "unlisted"]
        found, accepted = await self._ledger.read(
            lambda db: (list(open_in(db, now)), accepted_at(db, unlisted))
        )
        at = {row.order_id: row.rowid for row in rows}
        changed = [one.order_id for one in found if one.kind in ("change", "inbound")]
        at |= await self._cache.read(lambda db: _rowids(db, changed))
        items = [
            Item(
                one.kind,
                one.number,
                one.vendor,
                self._environment,
                at.get(one.order_id),
                one.order_id,
                one.since,
                one.words,
            )
            for one in found
        ]
        for row in rows:
            items += self._of_row(row, accepted, now)
        for places in self._others:
            items += await asyncio.to_thread(_elsewhere, places, now)
        items += await self._to_approve()
        items += await self._reserves()
        items += await self._sign_ins(now)
        items += await self._watched_parts()
        order = get_args(Kind)
        items.sort(key=lambda one: (order.index(one.kind), _when(one.since), one.number))
        return items[:MOST]

    @staticmethod
    def counts(items: Iterable[Item]) -> dict[str, int]:
        """How many there are of each kind, in the order of `Kind`."""
        counted = Counter(one.kind for one in items)
        return {kind: counted[kind] for kind in get_args(Kind) if counted[kind]}

    def _of_row(self, row: _Row, accepted: Mapping[int, datetime], now: datetime) -> Iterator[Item]:
        def item(kind: Kind, since: datetime | None, words: str) -> Item:
            return Item(
                kind,
                row.number,
                row.vendor,
                self._environment,
                row.rowid,
                row.order_id,
                since,
                words,
            )

        vendor = vendor_name(row.vendor)
        since = accepted.get(row.order_id)
        if since is not None and now - since > LISTED_WITHIN:
            why = self._elsewhere(row.vendor, row.account) or f"{vendor} does not list it yet"
            words = f"accepted {clock_words(since, now)}; {why}"
            yield item("unconfirmed", since, words)
        # An order placed twice differs in that first, and stands in the list for it.
        if row.differs and not row.urgent:
            more = f" (and {row.differs - 1} more)" if row.differs > 1 else ""
            yield item("differing", instant(row.entered_at), f"{row.difference}{more}")
        if row.due is not None and row.due < now.date().isoformat():
            day = date.fromisoformat(row.due)
            since = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
            yield item("late", since, f"was to leave {day_words(day)}, and did not")
        news: dict[str, list[tuple[str, str]]] = {}
        for at, kind, words in row.news:
            news.setdefault(kind, []).append((at, words))
        for kind in WARNINGS:
            if kind in news:
                last = news[kind][-1][0]
                said = dict.fromkeys(words for at, words in news[kind] if at == last)
                yield item(kind, instant(last), "; ".join(said))

    async def _to_approve(self) -> list[Item]:
        """What waits for this person's word, and what became of what they asked for."""
        found = await self._approvals.news() if self._approvals is not None else []
        at = await self._cache.read(lambda db: _rowids(db, [one.order_id for one in found]))
        return [
            Item(
                *(one.kind, one.number, one.vendor, self._environment),
                *(at.get(one.order_id), one.order_id, one.since, one.words),
            )
            for one in found
        ]

    async def _reserves(self) -> list[Item]:
        """Bonded lines that were accepted, and the reserve stands a day later as it did."""
        if self._releasing is None:
            return []
        found = await self._releasing.unchanged()
        at = await self._cache.read(lambda db: _rowids(db, [one.order_id for one in found]))
        return [
            Item(
                "reserve",
                one.po_number,
                one.vendor,
                self._environment,
                at.get(one.order_id),
                one.order_id,
                one.accepted_at,
                f"{one.quantity:,} of {one.part}: {one.words} ({one.quote})",
            )
            for one in found
        ]

    async def _watched_parts(self) -> list[Item]:
        """One row for all that this person watches: stock moves every day."""
        rows = await self._watched.mine() if self._watched is not None else []
        changed = [row for row in rows if row.changes]
        if not changed:
            return []
        count = "1 part" if len(changed) == 1 else f"{len(changed)} parts"
        told = "; ".join(f"{row.part} {', '.join(row.changes)}" for row in changed[:_TOLD])
        more = f"; and {len(changed) - _TOLD} more" if len(changed) > _TOLD else ""
        words = f"{count} changed since you looked: {told}{more}"
        here, vendor = self._environment, changed[0].vendor
        return [Item("watched", "", vendor, here, None, None, None, words)]

    async def _sign_ins(self, now: datetime) -> list[Item]:
        found: list[Item] = []
        tokens = self._tokens
        if tokens is None:
            return found
        for vendor in _SIGN_INS:
            name, ends = vendor_name(vendor), None
            try:
                token = await tokens.read(vendor)
            except Refusal:
                words = f"the sign-in at {name} that is stored here cannot be read"
            else:
                ends = token.refresh_expires_at if token is not None else None
                if ends is None or (ends - now).days > SIGN_IN_ENDS.days:
                    continue
                verb = "ended"
                if ends > now:
                    left = (ends - now).days
                    days = {0: "in less than a day", 1: "in 1 day"}.get(left, f"in {left} days")
                    verb = f"ends {days},"
                words = f"the sign-in at {name} {verb} {clock_words(ends, now)}: sign in again"
            found.append(Item("sign-in", "", vendor, self._environment, None, None, ends, words))
        return found


# -- what cache.db has -----------------------------------------------------------------------------

_ROW = (
    "SELECT id, order_id, number, vendor, urgent, entered_at, confirmation, differs, difference, "
    "due, account, warned_at FROM order_row WHERE {where} LIMIT {most}"
)
# Every reason, each in the order of an index of its own.
_REASONS = (
    "urgent = 1 ORDER BY entered_at DESC",
    "confirmation = 'unlisted' ORDER BY entered_at DESC",
    "confirmation = 'differs' ORDER BY entered_at DESC",
    "ours = 1 AND due IS NOT NULL AND due < :today ORDER BY due",
    "warned_at IS NOT NULL AND warned_at > {seen} ORDER BY warned_at DESC",
)


def _rows(db: sqlite3.Connection, os_uid: int, today: date) -> list[_Row]:
    """Rows that belong in the list, so many of each reason that none keeps another out."""
    found: dict[int, tuple[Any, ...]] = {}
    for reason in _REASONS:
        query = _ROW.format(where=reason.format(seen=seen_at(os_uid)), most=MOST)
        found.update((row[0], row) for row in db.execute(query, {"today": today.isoformat()}))
    unseen = _unseen(db, os_uid, [row[0] for row in found.values() if row[-1]])
    return [_Row._make((*row[:-1], unseen.get(row[0], ()))) for row in found.values()]


# CROSS: in this order and no other, or all the news of a vendor would be read for each row.
_UNSEEN = """
SELECT order_row.id, news.at, news.kind, news.words FROM order_row
CROSS JOIN own_order USING (order_id)
CROSS JOIN vendor_order AS its ON its.vendor = own_order.vendor AND its.po_key = own_order.po_key
  AND its.po_key <> ''
CROSS JOIN order_news AS news ON news.vendor = its.vendor AND news.number = its.number
WHERE order_row.id IN (SELECT value FROM json_each(?)) AND news.at > {seen_at} ORDER BY news.id
"""


def _unseen(
    db: sqlite3.Connection, os_uid: int, rowids: Sequence[int]
) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """What changed of these rows since this person looked, the oldest first: at, kind, words."""
    rows = db.execute(_UNSEEN.format(seen_at=seen_at(os_uid)), (json.dumps(rowids),))
    unseen: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for rowid, *entry in rows:
        unseen[rowid] = (*unseen.get(rowid, ()), tuple(entry))
    return unseen


def _rowids(db: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, int]:
    """The rows of these orders of ours."""
    keys = json.dumps([our_key(order_id) for order_id in order_ids])
    rows = db.execute(
        "SELECT order_id, id FROM order_row WHERE key IN (SELECT value FROM json_each(?))", (keys,)
    )
    return dict(rows.fetchall())


# -- what another environment has ------------------------------------------------------------------


def _elsewhere(places: Places, now: datetime) -> list[Item]:
    """What may cost money twice in another environment. Never raises."""
    environment = places.environment
    try:
        if not places.ledger.exists():
            if not places.ledger_id.exists():
                return []
            raise Refusal(f"{places.ledger} is gone")
        with closing(connect(places.ledger, write=False, wait=_WAIT)) as db:
            expect(db, places.ledger, LEDGER, LEDGER_ID)
            found = list(open_in(db, now))
    except (Refusal, OSError, sqlite3.Error, ValueError):
        words = (
            f"the ledger of {environment} cannot be read, so what is open there is not known: "
            "start Bondroom there"
        )
        return [Item("unknown", "", "", environment, None, None, None, words)]
    return [
        Item(
            one.kind, one.number, one.vendor, environment, None, one.order_id, one.since, one.words
        )
        for one in found
        if one.kind in ("unknown", "twice", "change")
    ]


def _when(since: datetime | None) -> float:
    return 0.0 if since is None else since.timestamp()
