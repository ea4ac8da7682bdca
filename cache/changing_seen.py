"""Changes to orders as the ledger has them: for the screen, for the looks, for the comparison."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from cache import changing_rules as rules
from cache.changes_schema import ENDED
from cache.changing_rules import Made
from cache.convert import instant, instant_text

if TYPE_CHECKING:
    from cache.purchase_orders import Frozen
    from vendors.afterwards import HeldLine, LineChange

# When it is looked whether a change was made: so long after its answer, then once a day while it
# is open. DigiKey says that it may take up to a minute.
STEPS = (
    timedelta(seconds=5),
    timedelta(seconds=20),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(hours=1),
)
_DAY = timedelta(days=1)
# Of these it is not known, or not seen, whether they were made; they are read back.
READ_BACK = ("unknown", "accepted", "not_seen")
# These wait for a person.
OPEN = ("unknown", "not_seen")
# One that was taken waits for a person too, once the last of the steps is over and the vendor could
# not be asked for it: nothing else would ever end it.
_UNREAD = STEPS[-1] + timedelta(minutes=10)


class Look(NamedTuple):
    """What the vendor showed of a changed line. `said`: in words."""

    at: datetime
    by_hand: bool
    said: str


class ChangeSeen(NamedTuple):
    """A change as the screen shows it. `number` is the purchase order's; `line_no` is ours.

    `next_at`: when the vendor is asked next by itself, None where it is not.
    """

    id: int
    order_id: int
    number: str
    vendor: str
    sales_order: str
    detail: str
    line_no: int
    change: LineChange
    held: HeldLine
    state: str
    person: str
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    http_status: int | None
    request_id: str | None
    message: str
    body_sha256: str
    closed_because: str
    looks: tuple[Look, ...]
    next_at: datetime | None

    @property
    def words(self) -> str:
        return rules.words(self.change, self.held)

    @property
    def open(self) -> bool:
        """Whether it may still be made, so that no other change of the line is sent."""
        return self.state not in ENDED


_SEEN = (
    "SELECT own.id, own.order_id, head.number, own.vendor, own.sales_order, own.detail, "
    "own.line_no, own.wanted, own.held, own.state, own.person, own.created_at, own.sent_at, "
    "own.ended_at, own.http_status, own.request_id, own.message, own.body_sha256, "
    "own.closed_because FROM order_change AS own "
    "JOIN purchase_order AS head ON head.id = own.order_id WHERE {where} ORDER BY own.id"
)


def waiting(db: sqlite3.Connection, now: datetime) -> list[tuple[datetime, int]]:
    """When each change that is read back by itself is due next, the soonest first."""
    rows = db.execute(
        f"SELECT id FROM order_change WHERE state IN {READ_BACK}"  # noqa: S608
    ).fetchall()
    found = [(next_at(db, change_id, now), change_id) for (change_id,) in rows]
    return sorted((at, change_id) for at, change_id in found if at is not None)


def next_at(db: sqlite3.Connection, change_id: int, now: datetime) -> datetime | None:
    """When the vendor is asked by itself next whether the change was made."""
    row = db.execute(
        "SELECT state, ended_at, (SELECT max(at) FROM change_look WHERE change_id = own.id "
        "AND by_hand = 0 AND at <= ?) FROM order_change AS own WHERE id = ?",
        (instant_text(now), change_id),
    ).fetchone()
    if row is None or row[0] not in READ_BACK or row[1] is None:
        return None
    # Where the clock was set back, what it said before is not waited for.
    since = min(instant(row[1]), now)
    if row[2] is None:
        return since + STEPS[0]
    last = instant(row[2])
    return next((since + step for step in STEPS if since + step > last), last + _DAY)


def read(db: sqlite3.Connection, change_id: int, now: datetime | None = None) -> ChangeSeen | None:
    found = _read(db, "own.id = ?", (change_id,), now)
    return found[0] if found else None


def of_order(
    db: sqlite3.Connection, order_id: int, now: datetime | None = None
) -> tuple[ChangeSeen, ...]:
    """Every change of an order, oldest first; `now` for when each is looked at next."""
    return _read(db, "own.order_id = ?", (order_id,), now)


def waits_for_a_person(state: str, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a person may say what became of a change, because nothing else may ever do."""
    unread = state == "accepted" and ended_at is not None and now >= ended_at + _UNREAD
    return unread or state in OPEN


def open_ones(db: sqlite3.Connection, now: datetime) -> tuple[ChangeSeen, ...]:
    """Those that wait for a person, of every order, oldest first."""
    where = f"own.state IN {OPEN} OR own.state = 'accepted' AND own.ended_at <= ?"
    return _read(db, where, (instant_text(now - _UNREAD),))


def _read(
    db: sqlite3.Connection,
    where: str,
    given: Sequence[object] = (),
    now: datetime | None = None,
) -> tuple[ChangeSeen, ...]:
    rows = db.execute(_SEEN.format(where=where), given).fetchall()
    return tuple(_seen(db, row, now) for row in rows)


def _seen(db: sqlite3.Connection, row: Sequence[Any], now: datetime | None) -> ChangeSeen:
    looks = db.execute(
        "SELECT at, by_hand, said FROM change_look WHERE change_id = ? ORDER BY id", (row[0],)
    )
    return ChangeSeen._make(
        (
            *row[:7],
            rules.change_of(row[7]),
            rules.line_of(row[8]),
            *row[9:11],
            *(None if text is None else instant(text) for text in row[11:14]),
            *row[14:],
            tuple(Look(instant(at), bool(by_hand), said) for at, by_hand, said in looks),
            None if now is None else next_at(db, row[0], now),
        )
    )


def made_of(db: sqlite3.Connection, order_ids: Iterable[int]) -> dict[int, list[Made]]:
    """What was changed, or may have been, of these orders, oldest first; no entry where nothing."""
    rows = db.execute(
        "SELECT order_id, line_no, wanted, line_quantity, held, shown FROM order_change "
        "WHERE order_id IN (SELECT value FROM json_each(?)) AND sent_at IS NOT NULL "
        "AND state NOT IN ('not_sent', 'rejected', 'refused') ORDER BY id",
        (json.dumps(list(order_ids)),),
    )
    found: dict[int, list[Made]] = {}
    for order_id, line_no, wanted, quantity, held, shown in rows:
        made = Made(
            line_no,
            rules.change_of(wanted),
            quantity,
            rules.line_of(held),
            None if shown is None else rules.line_of(shown),
        )
        found.setdefault(order_id, []).append(made)
    return found


def as_changed(db: sqlite3.Connection, orders: Sequence[Frozen]) -> tuple[Frozen, ...]:
    """The orders as they were sent and then changed by ourselves, as far as that was seen."""
    made = made_of(db, (order.id for order in orders))
    return tuple(
        order
        if order.id not in made
        else order._replace(
            content=order.content._replace(
                lines=rules.as_changed(order.content.lines, made[order.id])
            )
        )
        for order in orders
    )
