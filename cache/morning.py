"""The morning list: what waits for somebody, most urgent first."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cache.convert import instant, instant_text
from cache.files import connect, expect
from cache.history_rows import seen_at
from cache.judging import alarm
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.news import WARNINGS
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.status_words import sales_orders
from cache.vendor_orders import day_words

if TYPE_CHECKING:
    from cache.people import Person
    from cache.places import Places
    from cache.store import Store
    from vendors.contract import Clock, Tokens

Kind = Literal[
    "unknown",
    "twice",
    "no number",
    "unconfirmed",
    "differing",
    "late",
    "slipped",
    "backordered",
    "sign-in",
]

# An order that was accepted longer ago than this should be in the vendor's list.
LISTED_WITHIN = timedelta(minutes=10)
# A sign-in that ends sooner than this is renewed before it stops somebody.
SIGN_IN_ENDS = timedelta(days=7)
MOST = 200

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
    news: tuple[tuple[str, str, str], ...]


class _Open(NamedTuple):
    """An order that the ledger itself says is open. `since`: when it was sent or became so."""

    order_id: int
    number: str
    vendor: str
    kind: Kind
    since: datetime | None
    words: str


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
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._clock = clock
        self._person = person
        self._environment = environment
        self._others = others
        self._tokens = tokens

    async def items(self) -> list[Item]:
        """Everything that waits, at most 200, in the order of `Kind`, the oldest of each first.

        Of the orders of this environment those of every person; of the other environments the
        unknown and the double ones. Raises Refusal where our own files cannot be read.
        """
        now, uid = self._clock.now(), self._person.uid
        rows = await self._cache.read(lambda db: _rows(db, uid, now.date()))
        unlisted = [row.order_id for row in rows if row.confirmation == "unlisted"]
        found, accepted = await self._ledger.read(
            lambda db: (list(_open(db, now)), _accepted(db, unlisted))
        )
        at = {row.order_id: row.rowid for row in rows}
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
        items += await self._sign_ins(now)
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
            words = f"accepted {_clock(since, now)}; {vendor} does not list it yet"
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
                if ends is None or ends - now >= SIGN_IN_ENDS:
                    continue
                verb = "ends" if ends > now else "ended"
                words = f"the sign-in at {name} {verb} {_clock(ends, now)}: sign in again"
            found.append(Item("sign-in", "", vendor, self._environment, None, None, ends, words))
        return found


# -- what cache.db has -----------------------------------------------------------------------------

_ROW = (
    "SELECT id, order_id, number, vendor, urgent, entered_at, confirmation, differs, difference, "
    "due, warned_at FROM order_row WHERE {where} LIMIT {most}"
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


# -- what a ledger has -----------------------------------------------------------------------------


def _open(db: sqlite3.Connection, now: datetime) -> Iterator[_Open]:
    """The orders of a ledger that are open whatever the vendor lists."""
    rows = db.execute(
        "SELECT id, number, vendor, state, vendor_numbers, "
        "(SELECT max(coalesce(sent_at, created_at)) FROM attempt WHERE order_id = po.id), "
        "(SELECT count(*) FROM look WHERE order_id = po.id), "
        "(SELECT said FROM look WHERE order_id = po.id ORDER BY id DESC LIMIT 1) "
        "FROM purchase_order AS po WHERE state IN ('unknown', 'accepted_no_number', 'duplicate')"
    ).fetchall()
    for order_id, number, vendor, state, numbers, sent_at, looks, said in rows:
        since = None if sent_at is None else instant(sent_at)
        sent = "sent" if since is None else f"sent {_clock(since, now)}"
        name = vendor_name(vendor)
        if state == "unknown":
            words = f"{sent}, no answer; {_looked(looks, said)}"
            yield _Open(order_id, number, vendor, "unknown", since, words)
        elif state == "accepted_no_number":
            words = f"{sent}; {name} took it and has given no number yet"
            yield _Open(order_id, number, vendor, "no number", since, words)
        elif not _noted(db, order_id, alarm(json.loads(numbers))):
            words = f"{name} has it twice: {sales_orders(json.loads(numbers))}"
            yield _Open(order_id, number, vendor, "twice", since, words)


def _looked(looks: int, said: str | None) -> str:
    if not looks:
        return "not looked for yet"
    times = {1: "once", 2: "twice"}.get(looks, f"{looks} times")
    return f"looked {times}: {said}"


def _noted(db: sqlite3.Connection, order_id: int, name: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM acknowledged WHERE order_id = ? AND difference = ?", (order_id, name)
        ).fetchone()
        is not None
    )


def _accepted(db: sqlite3.Connection, order_ids: Sequence[int]) -> dict[int, datetime]:
    """When those of these orders that are accepted now were so."""
    rows = db.execute(
        "SELECT order_id, max(ended_at) FROM attempt "
        "JOIN purchase_order ON purchase_order.id = order_id "
        "WHERE order_id IN (SELECT value FROM json_each(?)) AND attempt.state = 'accepted' "
        "AND purchase_order.state = 'accepted' GROUP BY order_id",
        (json.dumps(order_ids),),
    )
    return {order_id: instant(at) for order_id, at in rows if at is not None}


def _elsewhere(places: Places, now: datetime) -> list[Item]:
    """The unknown and the double orders of another environment. Never raises."""
    environment = places.environment
    try:
        if not places.ledger.exists():
            if not places.ledger_id.exists():
                return []
            raise Refusal(f"{places.ledger} is gone")
        with closing(connect(places.ledger, write=False, wait=_WAIT)) as db:
            expect(db, places.ledger, LEDGER, LEDGER_ID)
            found = list(_open(db, now))
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
        if one.kind in ("unknown", "twice")
    ]


def _when(since: datetime | None) -> str:
    return "" if since is None else instant_text(since)


def _clock(moment: datetime, now: datetime) -> str:
    """In the workstation's own zone: the time, and the day where it is another."""
    here = moment.astimezone()
    if here.date() == now.astimezone().date():
        return f"{here:%H:%M}"
    return f"{day_words(here.date())} {here:%H:%M}"
