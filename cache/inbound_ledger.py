"""Inbound orders in the ledger: begun, looked at, and settled by a person's word."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import inbound_seen as seen
from cache.convert import instant_text
from cache.inbound_attempts import Moved, count, moved, order_of, touch
from cache.inbound_rules import Next
from cache.ledger import bump
from cache.places import Refusal
from vendors.inbound import InboundStep

if TYPE_CHECKING:
    from cache.inbound_plan import InboundSaid
    from cache.inbound_seen import Inbound
    from cache.people import Person
    from vendors.inbound import InboundOrder


def begin(
    db: sqlite3.Connection,
    order_id: int,
    keeper: str,
    said: InboundSaid,
    at: datetime,
    person: Person,
) -> None:
    """There is to be an inbound order for this one, if there is none yet. Run inside a write.

    Raises Refusal where the order is not accepted (any more).
    """
    row = db.execute(
        "SELECT number, state FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    if row is None or row[1] != "accepted":
        raise Refusal(not_accepted(row[0] if row else "", row[1] if row else "missing"))
    made = db.execute(
        "INSERT INTO inbound (order_id, keeper, reference, said, state, next_at, os_uid, person, "
        "created_at) VALUES (?, ?, ?, ?, 'wanted', ?, ?, ?, ?) "
        "ON CONFLICT (order_id) DO NOTHING RETURNING id",
        (
            *(order_id, keeper, row[0], seen.said_text(said)),
            *(instant_text(at), person.uid, person.name, instant_text(at)),
        ),
    ).fetchone()
    if made is not None:
        moved(db, order_id, "", "wanted", "the warehouse is to know what comes", at, person)


def not_accepted(number: str, state: str) -> str:
    """Why the warehouse is told nothing of an order in `state`."""
    match state:
        case "missing":
            return "There is no such order in the ledger. Nothing was told."
        case "duplicate":
            return (
                f"{number} is at its vendor twice, so nobody knows what comes. The warehouse was "
                "told nothing: settle that first."
            )
        case "accepted_no_number":
            return (
                f"{number} was taken and has no number yet. The warehouse was told nothing: it is "
                "told once the number is there."
            )
        case _:
            words = state.replace("_", " ")
            return (
                f"{number} is {words}, and the warehouse is told of orders that were accepted. "
                "Nothing was told."
            )


def say(
    db: sqlite3.Connection, order_id: int, said: InboundSaid, at: datetime, person: Person
) -> None:
    """Keep what a person says of it. Run inside a write."""
    text = seen.said_text(said)
    row = db.execute(
        "UPDATE inbound SET said = ?, version = version + 1, next_at = ? "
        "WHERE order_id = ? AND said <> ? RETURNING id",
        (text, instant_text(at), order_id, text),
    ).fetchone()
    if row is not None:
        moved(db, order_id, "", "said", text, at, person)


# -- a look ----------------------------------------------------------------------------------------


def note_look(
    db: sqlite3.Connection,
    its: Inbound,
    found: Next,
    *,
    by_hand: bool,
    at: datetime,
    person: Person,
) -> None:
    """Store a look and what it settles. Run inside a write. Raises Moved as `prepare` does."""
    if touch(db, its) is None:
        raise Moved
    for attempt_id, became in found.settled:
        was, step = db.execute(
            "SELECT state, step FROM inbound_attempt WHERE id = ?", (attempt_id,)
        ).fetchone()
        db.execute("UPDATE inbound_attempt SET state = ? WHERE id = ?", (became, attempt_id))
        moved(db, its.order_id, was, became, found.said, at, person, step)
    order = found.order
    new = found.state != its.state
    db.execute(
        "UPDATE inbound SET state = ?, keeper_id = ?, keeper_number = ?, seen = ?, seen_at = ?, "
        "waits = ?, lacks = ?, looks = ?, looked_at = ?, looked_said = ?, next_at = ? WHERE id = ?",
        (
            found.state,
            order.id if order else its.keeper_id,
            order.number if order else its.keeper_number,
            *(_seen(its) if order is None else (seen.order_text(order), instant_text(at))),
            *(found.waits, found.lacks),
            0 if new or by_hand or found.settled else its.looks + 1,
            *(instant_text(at), found.said, _text(at, found.again), its.id),
        ),
    )
    if new or found.waits != its.waits:
        reason = found.waits or found.said
        moved(db, its.order_id, its.state, found.state, reason, at, person)
    else:
        count(db, its.order_id)


def note_unasked(
    db: sqlite3.Connection, its: Inbound, said: str, at: datetime, again: timedelta
) -> None:
    """Store that it could not be looked at. Run inside a write."""
    if touch(db, its) is not None:
        db.execute(
            "UPDATE inbound SET looks = looks + 1, looked_said = ?, next_at = ? WHERE id = ?",
            (said, instant_text(at + again), its.id),
        )
        bump(db)


def note_received(
    db: sqlite3.Connection,
    attempt_id: int,
    after: InboundOrder,
    seen_there: bool,
    said: str,
    at: datetime,
    person: Person,
) -> None:
    """Store how it stood after a receipt. Run inside a write."""
    row = db.execute(
        "SELECT state, inbound_id FROM inbound_attempt WHERE id = ?", (attempt_id,)
    ).fetchone()
    became = "seen" if seen_there and row[0] == "accepted" else row[0]
    db.execute(
        "UPDATE inbound_attempt SET after = ?, state = ? WHERE id = ?",
        (seen.order_text(after), became, attempt_id),
    )
    order_id = order_of(db, row[1])
    db.execute(
        "UPDATE inbound SET state = ?, seen = ?, seen_at = ?, version = version + 1 WHERE id = ?",
        (str(after.state), seen.order_text(after), instant_text(at), row[1]),
    )
    if became != row[0]:
        moved(db, order_id, row[0], became, said, at, person, InboundStep.RECEIVE)
    else:
        count(db, order_id)


# -- a person's word -------------------------------------------------------------------------------


def settle_receipt(
    db: sqlite3.Connection,
    order_id: int,
    attempt_id: int,
    *,
    made: bool,
    reason: str,
    at: datetime,
    person: Person,
) -> None:
    """Take a person's word on a receipt of which it is not known. Run inside a write."""
    state = "closed" if made else "not_made"
    row = db.execute(
        "UPDATE inbound_attempt SET state = ?, closed_because = ? WHERE id = ? AND step = "
        "'receive' AND state = 'unknown' AND inbound_id = (SELECT id FROM inbound WHERE order_id "
        "= ?) RETURNING inbound_id",
        (state, reason, attempt_id, order_id),
    ).fetchone()
    if row is None:
        raise Refusal(
            "Only a receipt of which it is not known whether it was made can be settled, and this "
            "one is none. Nothing was noted."
        )
    _free(db, row[0], at)
    moved(db, order_id, "unknown", state, reason, at, person, InboundStep.RECEIVE)


def none_is_there(
    db: sqlite3.Connection, its: Inbound, reason: str, at: datetime, person: Person
) -> None:
    """Take a person's word that there is none, so that another one may be made. Run inside a write.

    Raises Moved as `prepare` does.
    """
    if touch(db, its) is None:
        raise Moved
    rows = db.execute(
        "UPDATE inbound_attempt SET state = CASE state WHEN 'unknown' THEN 'not_made' ELSE 'gone' "
        "END, closed_because = ? WHERE inbound_id = ? AND step = 'create' AND state IN "
        "('unknown', 'accepted', 'seen') RETURNING state",
        (reason, its.id),
    ).fetchall()
    db.execute(
        "UPDATE inbound SET state = 'wanted', keeper_id = '', keeper_number = '', seen = NULL, "
        "seen_at = NULL, anew = 1 WHERE id = ?",
        (its.id,),
    )
    _free(db, its.id, at)
    became = rows[0][0] if rows else "wanted"
    moved(db, its.order_id, its.state, became, reason, at, person, InboundStep.CREATE)


def _free(db: sqlite3.Connection, inbound_id: int, at: datetime) -> None:
    db.execute(
        "UPDATE inbound SET waits = '', lacks = 0, looks = 0, next_at = ?, version = version + 1 "
        "WHERE id = ?",
        (instant_text(at), inbound_id),
    )


# -- means -----------------------------------------------------------------------------------------


def _seen(its: Inbound) -> tuple[str | None, str | None]:
    return (
        None if its.seen is None else seen.order_text(its.seen),
        None if its.seen_at is None else instant_text(its.seen_at),
    )


def _text(at: datetime, again: timedelta | None) -> str | None:
    return None if again is None else instant_text(at + again)


def orders_without(db: sqlite3.Connection, since: int) -> list[tuple[int, str, str]]:
    """Accepted orders that changed after the ledger's sequence `since` and that no warehouse is to
    know of yet: id, vendor, and when they were sent, ISO 8601.
    """
    return db.execute(
        "SELECT head.id, head.vendor, coalesce((SELECT max(sent_at) FROM attempt WHERE order_id = "
        "head.id AND sent_at IS NOT NULL), head.created_at) FROM purchase_order AS head "
        "WHERE head.changed > ? AND head.state = 'accepted' "
        "AND NOT EXISTS (SELECT 1 FROM inbound WHERE order_id = head.id)",
        (since,),
    ).fetchall()
