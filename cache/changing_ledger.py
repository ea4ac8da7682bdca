"""Changes to orders in the ledger: written ahead, ended once, read back, never removed."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from cache import changing_rules as rules
from cache.changing_seen import READ_BACK, STEPS, read, waits_for_a_person
from cache.convert import instant_text
from cache.ledger import bump, note
from cache.places import Refusal
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.people import Person
    from cache.purchase_orders import Frozen
    from vendors.afterwards import HeldLine, LineChange, SealedChange
    from vendors.vocabulary import Answer

# -- as it is sent ---------------------------------------------------------------------------------


def prepare(
    db: sqlite3.Connection,
    order: Frozen,
    line_no: int,
    change: LineChange,
    held: HeldLine,
    line_quantity: int | None,
    sealed: SealedChange,
    *,
    session: str,
    at: datetime,
    person: Person,
) -> int:
    """Write the change ahead, with the very request; its id. Run inside a write.

    Raises Refusal where another change of the line may still be made, or the order is no longer
    one that the vendor has.
    """
    row = db.execute("SELECT state FROM purchase_order WHERE id = ?", (order.id,)).fetchone()
    if row is None or row[0] not in ("accepted", "duplicate"):
        raise Refusal(f"{order.number} changed meanwhile. Nothing was sent: open it again.")
    try:
        cursor = db.execute(
            "INSERT INTO order_change (order_id, vendor, sales_order, detail, line_no, kind, "
            "wanted, held, line_quantity, method, path, body, body_sha256, session, os_uid, "
            "person, state, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'prepared', ?)",
            (
                order.id,
                sealed.vendor,
                change.sales_order,
                change.detail,
                line_no,
                str(change.kind),
                rules.to_text(change),
                rules.to_text(held),
                line_quantity,
                sealed.method,
                sealed.path,
                sealed.body,
                hashlib.sha256(sealed.body).hexdigest(),
                session,
                person.uid,
                person.name,
                instant_text(at),
            ),
        )
    except sqlite3.IntegrityError:
        raise Refusal(
            f"Another change of line {line_no} is on its way, or it is not known yet whether it "
            "was made. Nothing was sent: open it in the order first."
        ) from None
    change_id = cursor.lastrowid or 0
    _moved(db, change_id, "", "prepared", rules.words(change, held), at, person)
    return change_id


def mark_sent(db: sqlite3.Connection, change_id: int, at: datetime, person: Person) -> None:
    """From here on the change may be made. Raises Refusal where it was ended meanwhile."""
    row = db.execute(
        "UPDATE order_change SET state = 'sent', sent_at = ? "
        "WHERE id = ? AND state = 'prepared' RETURNING id",
        (instant_text(at), change_id),
    ).fetchone()
    if row is None:
        raise Refusal(
            "Another session took this change for dead and ended it. Nothing was sent: "
            "begin it again."
        )
    _moved(db, change_id, "prepared", "sent", "", at, person)


def end(
    db: sqlite3.Connection, change_id: int, answer: Answer, at: datetime, person: Person
) -> None:
    """Store what the vendor answered. Run inside a write.

    One that was taken for orphaned, and is unknown by now, is ended too. One that was seen, or that
    a person closed, stays so and keeps the answer.
    """
    state = _STATES[answer.outcome]
    row = db.execute("SELECT state, answer FROM order_change WHERE id = ?", (change_id,)).fetchone()
    if row is None:
        return
    was, known = row
    late = was not in ("prepared", "sent", "unknown")
    if late and (known is not None or was not in ("seen", "closed")):
        return
    db.execute(
        "UPDATE order_change SET state = ?, ended_at = ?, message = ?, http_status = ?, "
        "request_id = ?, answer = ? WHERE id = ?",
        (
            was if late else state,
            instant_text(at),
            answer.message,
            answer.http_status,
            answer.request_id,
            answer.body or "",
            change_id,
        ),
    )
    reason = answer.message or state.replace("_", " ")
    _moved(db, change_id, was, was if late else state, reason, at, person)


_STATES = {
    Outcome.NOT_SENT: "not_sent",
    Outcome.REJECTED: "rejected",
    Outcome.REFUSED: "refused",
    Outcome.UNKNOWN: "unknown",
    Outcome.ACCEPTED: "accepted",
    # It says the same of a change: taken.
    Outcome.ACCEPTED_NO_NUMBER: "accepted",
}


def orphan(
    db: sqlite3.Connection, change_id: int, reason: str, at: datetime, person: Person
) -> None:
    """End a change that nobody is sending any more. Run inside a write.

    `prepared`: no byte left. `sent`: nobody can tell, so it is unknown, never "not sent".
    """
    row = db.execute(
        "UPDATE order_change SET state = CASE state WHEN 'prepared' THEN 'not_sent' "
        "ELSE 'unknown' END, ended_at = ?, message = ? "
        "WHERE id = ? AND state IN ('prepared', 'sent') RETURNING state",
        (instant_text(at), reason, change_id),
    ).fetchone()
    if row is not None:
        was = "prepared" if row[0] == "not_sent" else "sent"
        _moved(db, change_id, was, row[0], reason, at, person)


def under_way(db: sqlite3.Connection) -> dict[str, list[int]]:
    """Changes with no outcome yet, by the session that sends them."""
    found: dict[str, list[int]] = {}
    rows = db.execute(
        "SELECT session, id FROM order_change WHERE state IN ('prepared', 'sent') ORDER BY id"
    )
    for session, change_id in rows:
        found.setdefault(session, []).append(change_id)
    return found


# -- read back -------------------------------------------------------------------------------------


def note_look(
    db: sqlite3.Connection,
    change_id: int,
    shown: HeldLine | None,
    said: str,
    *,
    made: bool,
    by_hand: bool,
    at: datetime,
    person: Person,
) -> str | None:
    """Store a look, and what it settles: the state the change is in now. Run inside a write.

    Seen closes an unknown one as well. One that was accepted and is not to be seen after the last
    step is `not_seen`; an unknown one stays unknown.
    """
    change = read(db, change_id)
    if change is None or change.state not in READ_BACK:
        return None if change is None else change.state
    text = None if shown is None else rules.to_text(shown)
    db.execute(
        "INSERT INTO change_look (change_id, at, by_hand, shown, said) VALUES (?, ?, ?, ?, ?)",
        (change_id, instant_text(at), by_hand, text, said),
    )
    state = change.state
    if made:
        state = "seen"
    elif state == "accepted" and at >= (change.ended_at or at) + STEPS[-1]:
        state = "not_seen"
    if state == change.state:
        bump(db)
        return state
    db.execute(
        "UPDATE order_change SET state = ?, shown = ? WHERE id = ?",
        (state, text if made else None, change_id),
    )
    _moved(db, change_id, change.state, state, said, at, person)
    return state


def close(
    db: sqlite3.Connection, change_id: int, reason: str, at: datetime, person: Person
) -> None:
    """Take a person's word on a change that is open. Run inside a write. Raises Refusal."""
    change = read(db, change_id)
    if change is None or not waits_for_a_person(change.state, change.ended_at, at):
        raise Refusal(
            "Only a change of which it is not known whether it was made can be closed, and this "
            "one is none. Nothing was noted: open it again."
        )
    db.execute(
        "UPDATE order_change SET state = 'closed', closed_because = ? WHERE id = ?",
        (reason, change_id),
    )
    _moved(db, change_id, change.state, "closed", reason, at, person)


def _moved(
    db: sqlite3.Connection,
    change_id: int,
    was: str,
    became: str,
    reason: str,
    at: datetime,
    person: Person,
) -> None:
    """Count the write, let the order be projected anew, and write the audit."""
    (order_id,) = db.execute(
        "SELECT order_id FROM order_change WHERE id = ?", (change_id,)
    ).fetchone()
    db.execute("UPDATE purchase_order SET changed = ? WHERE id = ?", (bump(db), order_id))
    what = f"change {change_id}"
    note(db, person, at, what, order_id=order_id, was=was, became=became, reason=reason)
