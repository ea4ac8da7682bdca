"""Approvals: an order above a limit waits for somebody else's word."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cache import spending
from cache.approval_rules import (
    COLUMNS,
    Request,
    Row,
    Standing,
    changed_since,
    check,
    fault_of,
    gate,
    last_of,
    standing_of,
)
from cache.approved_content import content_hash, content_text
from cache.approvers import who_can, why_not_decide
from cache.attempts import why_not_placeable
from cache.convert import instant, instant_text, money_text
from cache.ledger import bump, note
from cache.morning_open import Open, clock_words
from cache.people import Person
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, Frozen, read_order
from cache.spending import NO_RULES, Rules
from cache.spending_rules import money_words
from cache.taking_back import take_back, why_kept
from vendors.text import clean

if TYPE_CHECKING:
    from cache.morning import Kind
    from cache.store import Store
    from vendors.contract import Clock

__all__ = ["Approvals", "Request", "Standing", "check", "gate"]

# Fewer letters and digits than this are no reason; more than this nobody reads.
_SENSE, _MOST = 3, 300
# A request of one's own that was decided is shown so long.
_SHOWN = timedelta(days=7)


class Approvals:
    """Requests and decisions, for one session of one person."""

    def __init__(
        self, ledger: Store, clock: Clock, person: Person, rules: Rules = NO_RULES
    ) -> None:
        self.rules = rules
        # Why this account decides nothing, as it does not say which person acts; empty where it
        # may. Set by the services.
        self.why_not_person = ""
        self._ledger = ledger
        self._clock = clock
        self._person = person
        # By request, what the order said when it was looked at here.
        self._looked: dict[int, str] = {}

    async def standing(self, order: Frozen | int) -> Standing:
        """How an order stands to the limits, were this person to place it now.

        By itself or by its id; it is read anew. Raises Refusal where there is none.
        """
        order_id = order if isinstance(order, int) else order.id
        now = self._clock.now()

        def job(db: sqlite3.Connection) -> Standing:
            return standing_of(db, _order(db, order_id), self.rules, self._person, now)

        return await self._ledger.read(job)

    async def ask(self, order_id: int, reason: str) -> Request:
        """Ask for an order to be approved, with a reason that the approver reads.

        Raises Refusal, with nothing noted, where it needs none, was asked for already, or nobody
        may approve it.
        """
        why, now = clean(reason, _MOST), self._clock.now()
        if not _says_something(why):
            raise Refusal("An approver reads why: type a reason. Nothing was asked.")
        return await self._ledger.write(lambda db: self._ask(db, order_id, why, now))

    async def waiting(self) -> list[Request]:
        """What this person may decide, the oldest first; then what of theirs waits or was decided.

        Of their own only what was not placed since, and of what was decided the last seven days.
        """
        now = self._clock.now()
        return await self._ledger.read(lambda db: self._waiting(db, now))

    async def look(self, request_id: int) -> tuple[Request, Frozen, tuple[str, ...]]:
        """The request, the order as it is now, and what changed since it was asked for.

        Only what was looked at here, and is as it was then, can be approved. Raises Refusal.
        """
        now = self._clock.now()

        def job(db: sqlite3.Connection) -> tuple[Request, Frozen, tuple[str, ...]]:
            row = _row(db, request_id)
            order = _order(db, row.order_id)
            return self._request(db, row, order, now), order, changed_since(row, order)

        found = await self._ledger.read(job)
        self._looked[request_id] = found[1].content.sha256()
        return found

    async def decide(self, request_id: int, approve: bool, reason: str) -> Request:
        """Approve or decline; whoever asked and declines withdraws it.

        What is approved is the order as it was looked at here. Raises Refusal, with nothing noted,
        where this person is none who may, it was decided or placed meanwhile, the order changed
        since it was looked at, or no reason says why it is declined.
        """
        if self.why_not_person:
            raise Refusal(f"{self.why_not_person} Nothing was decided.")
        why, now = clean(reason, _MOST), self._clock.now()
        if not approve and not _says_something(why):
            raise Refusal("Whoever looks at it reads why: type a reason. Nothing was decided.")
        seen = self._looked.get(request_id)
        return await self._ledger.write(
            lambda db: self._decide(db, request_id, approve, why, seen, now)
        )

    async def take_back(self, request_id: int, reason: str = "") -> Request:
        """Take back that an order was approved, as long as no attempt of it was written since.

        Raises Refusal, with nothing noted, where that is so, or where this person may not.
        """
        if self.why_not_person:
            raise Refusal(f"{self.why_not_person} Nothing was taken back.")
        why, now = clean(reason, _MOST), self._clock.now()

        def job(db: sqlite3.Connection) -> Request:
            order = _order(db, _row(db, request_id).order_id)
            take_back(db, _row(db, request_id), order, self.rules, self._person, why, now)
            return self._request(db, _row(db, request_id), order, now)

        return await self._ledger.write(job)

    async def news(self) -> list[Open]:
        """For the morning list: what this person may decide, and what was decided of theirs."""
        if not self.rules.limits:
            return []
        now = self._clock.now()
        found = []
        for one in await self.waiting():
            total = money_words(one.total, one.currency)
            if one.by_uid != self._person.uid:
                words = f"{one.by} asks for {total}: “{one.reason}”"
                found.append(_open(one, "to approve", one.at, words))
            elif one.state == "approved" and one.until is not None:
                until = clock_words(one.until, now)
                words = f"{one.decided_by} approved {total}, until {until}: it can be placed"
                found.append(_open(one, "approved", one.decided_at, words))
            elif one.state == "declined":
                words = f"{one.decided_by} declined {total}: “{one.decision_reason}”"
                found.append(_open(one, "declined", one.decided_at, words))
            elif one.state == "taken back":
                why = f": “{one.taken_reason}”" if one.taken_reason else ""
                words = f"{one.taken_by} took the approval of {total} back{why}"
                found.append(_open(one, "taken back", one.taken_at, words))
        return found

    async def every(self, most: int = 200) -> list[Request]:
        """Requests of everybody: those that wait, the oldest first, then the newest that do not."""
        now = self._clock.now()
        return await self._ledger.read(lambda db: self._every(db, most, now))

    async def spent(self, request: Request) -> tuple[Decimal, Decimal]:
        """What whoever asked placed at that vendor, in that currency, in 24 hours and 7 days."""
        starts = [self._clock.now() - window for window in (spending.DAY, spending.WEEK)]
        whose = (request.by_uid, request.vendor, request.currency)
        day, week = await self._ledger.read(
            lambda db: [spending.spent(db, *whose, since).total for since in starts]
        )
        return day, week

    # -- inside the ledger ---------------------------------------------------------------------

    def _ask(self, db: sqlite3.Connection, order_id: int, reason: str, now: datetime) -> Request:
        order = _order(db, order_id)
        if order.state not in PLACEABLE:
            raise Refusal(why_not_placeable(order.number, order.state))
        if order.content.problems:
            raise Refusal(f"{order.content.problems[0]} Nothing was asked.")
        standing = standing_of(db, order, self.rules, self._person, now)
        if standing.state == "within":
            raise Refusal(f"{order.number} is within the limits and needs no approval.")
        if standing.state in ("asked", "approved"):
            raise Refusal(f"{standing.words} Nothing was asked again.")
        if not who_can(db, order, self.rules, self._person.name):
            raise Refusal(f"{standing.words} Nothing was asked.")
        content = order.content
        cursor = db.execute(
            "INSERT INTO approval (order_id, reason, os_uid, person, asked_at, asked_content, "
            "content_sha256, total, currency, kinds, tried, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked')",
            (
                *(order.id, reason, self._person.uid, self._person.name, instant_text(now)),
                *(content_text(content), content_hash(content)),
                *(money_text(content.goods + content.fees), content.currency),
                *(_kinds(standing.over), _tried(db, order.id)),
            ),
        )
        bump(db)
        said = f"request {cursor.lastrowid}: {standing.over[0].words}; “{reason}”"
        note(db, self._person, now, "approval", order_id=order.id, became="asked", reason=said)
        return self._request(db, _row(db, cursor.lastrowid or 0), order, now)

    def _decide(
        self,
        db: sqlite3.Connection,
        request_id: int,
        approve: bool,
        reason: str,
        seen: str | None,
        now: datetime,
    ) -> Request:
        row = _row(db, request_id)
        order = _order(db, row.order_id)
        if row.state != "asked":
            raise Refusal(
                f"{order.number} was {row.state} by {row.taken_by or row.decided_by} meanwhile. "
                "Nothing was decided again."
            )
        if order.state not in PLACEABLE:
            raise Refusal(
                f"{order.number} is {order.state.replace('_', ' ')} by now. Nothing was decided."
            )
        own = not approve and row.os_uid == self._person.uid
        barred = why_not_decide(db, order, self.rules, self._person, row.os_uid)
        if barred and not own:
            raise Refusal(f"{barred}: somebody else decides it.")
        if approve and seen != order.content.sha256():
            raise Refusal(
                f"{order.number} is not as it was looked at here last. Nothing was approved: look "
                "at it again."
            )
        content = order.content
        state = "approved" if approve else "withdrawn" if own else "declined"
        asker = Person(row.os_uid, row.person, row.person, False)
        over = spending.over(db, order, self.rules, asker, now)
        until = instant_text(now + self.rules.holds) if approve else None
        db.execute(
            "UPDATE approval SET state = ?, until = ?, decided_uid = ?, decided_by = ?, "
            "decided_at = ?, decision_reason = ?, content_sha256 = ?, total = ?, currency = ?, "
            "kinds = ?, tried = ? WHERE id = ?",
            (
                *(state, until, self._person.uid, self._person.name, instant_text(now), reason),
                *(content_hash(content), money_text(content.goods + content.fees)),
                *(content.currency, _kinds(over), _tried(db, order.id), request_id),
            ),
        )
        bump(db)
        total = money_words(content.goods + content.fees, content.currency)
        said = f"request {request_id}: {total}"
        note(
            *(db, self._person, now, "approval"),
            order_id=order.id,
            was="asked",
            became=state,
            reason=f"{said}; “{reason}”" if reason else said,
        )
        return self._request(db, _row(db, request_id), order, now)

    def _waiting(self, db: sqlite3.Connection, now: datetime) -> list[Request]:
        rows = db.execute(
            f"SELECT {COLUMNS} FROM approval AS this WHERE id = "  # noqa: S608
            "(SELECT max(id) FROM approval WHERE order_id = this.order_id) "
            "AND (state = 'asked' OR os_uid = ? AND coalesce(taken_at, decided_at) >= ? "
            "AND state <> 'withdrawn') "
            "ORDER BY id",
            (self._person.uid, instant_text(now - _SHOWN)),
        ).fetchall()
        theirs, mine = [], []
        for row in map(Row._make, rows):
            order = _order(db, row.order_id)
            if order.state not in PLACEABLE:
                continue
            request = self._request(db, row, order, now)
            if row.os_uid == self._person.uid:
                mine.append(request)
            elif row.state == "asked" and not request.barred:
                theirs.append(request)
        return [*theirs, *mine]

    def _every(self, db: sqlite3.Connection, most: int, now: datetime) -> list[Request]:
        rows = db.execute(
            f"SELECT {COLUMNS} FROM approval ORDER BY state = 'asked' DESC, "  # noqa: S608
            "CASE WHEN state = 'asked' THEN id ELSE -id END LIMIT ?",
            (most,),
        ).fetchall()
        return [
            self._request(db, row, _order(db, row.order_id), now) for row in map(Row._make, rows)
        ]

    def _request(self, db: sqlite3.Connection, row: Row, order: Frozen, now: datetime) -> Request:
        asker = Person(row.os_uid, row.person, row.person, False)
        barred = why_not_decide(db, order, self.rules, self._person, row.os_uid)
        can = who_can(db, order, self.rules, row.person)
        over: tuple[spending.Over, ...] = ()
        state = row.state
        if order.state in PLACEABLE:
            over = spending.over(db, order, self.rules, asker, now)
        elif state == "asked":
            state = "void"
        if state == "approved":
            state, _ = fault_of(db, row, order, self.rules, None, now, over)
        if state == "approved":
            last = last_of(db, order.id)
            if order.state not in PLACEABLE:
                state = "void"
            elif last is not None and last.id != row.id:
                state = "replaced"
        return Request(
            id=row.id,
            order_id=order.id,
            number=order.number,
            vendor=order.content.vendor,
            by=row.person,
            by_uid=row.os_uid,
            at=instant(row.asked_at),
            total=Decimal(row.total),
            currency=row.currency,
            reason=row.reason,
            over=tuple(one.words for one in over),
            state=state,
            until=None if row.until is None else instant(row.until),
            decided_by=row.decided_by,
            decided_at=None if row.decided_at is None else instant(row.decided_at),
            decision_reason=row.decision_reason,
            taken_by=row.taken_by,
            taken_at=None if row.taken_at is None else instant(row.taken_at),
            taken_reason=row.taken_reason,
            barred=barred,
            kept=why_kept(db, row, order, self.rules, self._person, now),
            can=tuple(name for name in can if not barred or name != self._person.name),
        )


def _open(request: Request, kind: Kind, since: datetime | None, words: str) -> Open:
    return Open(request.order_id, request.number, request.vendor, kind, since, words)


def _row(db: sqlite3.Connection, request_id: int) -> Row:
    row = db.execute(
        f"SELECT {COLUMNS} FROM approval WHERE id = ?",  # noqa: S608
        (request_id,),
    ).fetchone()
    if row is None:
        raise Refusal("There is no such request in the ledger.")
    return Row._make(row)


def _order(db: sqlite3.Connection, order_id: int) -> Frozen:
    order = read_order(db, order_id)
    if order is None:
        raise Refusal("There is no such order in the ledger.")
    return order


def _tried(db: sqlite3.Connection, order_id: int) -> int:
    (count,) = db.execute("SELECT count(*) FROM attempt WHERE order_id = ?", (order_id,)).fetchone()
    return int(count)


def _kinds(over: tuple[spending.Over, ...]) -> str:
    return json.dumps(sorted(one.kind for one in over))


def _says_something(reason: str) -> bool:
    return sum(letter.isalnum() for letter in reason) >= _SENSE
