"""The steps of inbound orders in the ledger: written ahead, ended once, never removed."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from cache import inbound_seen as seen
from cache.convert import instant_text
from cache.inbound_rules import STEPS
from cache.inbound_schema import NOT_MADE
from cache.ledger import bump, note
from cache.places import Refusal
from vendors.inbound import InboundStep
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.inbound_seen import Inbound
    from cache.people import Person
    from vendors.inbound import InboundOrder, SealedStep
    from vendors.vocabulary import Answer

_STATES = {
    Outcome.NOT_SENT: "not_sent",
    Outcome.REJECTED: "rejected",
    Outcome.REFUSED: "refused",
    Outcome.UNKNOWN: "unknown",
    Outcome.ACCEPTED: "accepted",
    # A step but a create needs no number; one that is made without is found by our own.
    Outcome.ACCEPTED_NO_NUMBER: "accepted",
}


class Moved(Exception):
    """Somebody wrote since it was read: what was decided is void, and is decided anew."""


def prepare(
    db: sqlite3.Connection,
    its: Inbound,
    sealed: SealedStep,
    wanted: str,
    before: InboundOrder | None,
    *,
    reason: str,
    session: str,
    at: datetime,
    person: Person,
) -> int:
    """Write the step ahead, with the very request; its id. Run inside a write.

    Raises Moved where anything was written of it since `its` was read, and Refusal where another
    step of it is on its way or may still be made.
    """
    if touch(db, its) is None:
        raise Moved
    try:
        cursor = db.execute(
            "INSERT INTO inbound_attempt (inbound_id, n, step, keeper_id, wanted, before, path, "
            "body, body_sha256, session, os_uid, person, state, created_at) VALUES (?, (SELECT 1 + "
            "count(*) FROM inbound_attempt WHERE inbound_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "'prepared', ?)",
            (
                *(its.id, its.id, str(sealed.step), sealed.inbound_id, wanted),
                None if before is None else seen.order_text(before),
                *(sealed.path, sealed.body, hashlib.sha256(sealed.body).hexdigest()),
                *(session, person.uid, person.name, instant_text(at)),
            ),
        )
    except sqlite3.IntegrityError:
        raise Refusal(under_way_words(its.reference)) from None
    words = seen.step_words(sealed.step, wanted)
    said = f"{words}: {reason}" if reason else words
    moved(db, its.order_id, "", "prepared", said, at, person, sealed.step)
    return cursor.lastrowid or 0


def under_way_words(number: str) -> str:
    return (
        f"Another step of the inbound order of {number} is on its way, or it is not known yet "
        "whether it was made. Nothing was told a second time."
    )


def mark_sent(db: sqlite3.Connection, attempt_id: int, at: datetime, person: Person) -> None:
    """From here on the step may be made. Raises Refusal where it was ended meanwhile."""
    row = db.execute(
        "UPDATE inbound_attempt SET state = 'sent', sent_at = ? "
        "WHERE id = ? AND state = 'prepared' RETURNING step, inbound_id",
        (instant_text(at), attempt_id),
    ).fetchone()
    if row is None:
        raise Refusal(
            "Another session took this step for dead and ended it. Nothing was told: try again."
        )
    moved(db, order_of(db, row[1]), "prepared", "sent", "", at, person, row[0])


def end(
    db: sqlite3.Connection, attempt_id: int, answer: Answer, at: datetime, person: Person
) -> None:
    """Store what was answered. Run inside a write.

    One that was taken for orphaned, and is unknown by now, is ended too. One that a look or a
    person settled stays so and keeps the answer; where that says otherwise it is looked at anew.
    """
    row = db.execute(
        "SELECT state, answer, inbound_id, step FROM inbound_attempt WHERE id = ?", (attempt_id,)
    ).fetchone()
    if row is None:
        return
    was, known, inbound_id, step = row
    late = was not in ("prepared", "sent", "unknown")
    if late and (known is not None or was not in ("seen", "not_made", "closed", "gone")):
        return
    state = was if late else _STATES[answer.outcome]
    db.execute(
        "UPDATE inbound_attempt SET state = ?, ended_at = ?, message = ?, http_status = ?, "
        "request_id = ?, answer = ? WHERE id = ?",
        (
            *(state, instant_text(at), answer.message, answer.http_status, answer.request_id),
            *(answer.body or "", attempt_id),
        ),
    )
    if not late:
        _ended(db, inbound_id, step, state, answer.vendor_numbers, at)
    else:
        # Two may be there now: the next look tells.
        db.execute(
            "UPDATE inbound SET version = version + 1, next_at = ? WHERE id = ?",
            (instant_text(at), inbound_id),
        )
    reason = answer.message or str(answer.outcome).replace("_", " ")
    reason = f"came late: {reason}" if late else reason
    moved(db, order_of(db, inbound_id), was, state, reason, at, person, step)


def orphan(
    db: sqlite3.Connection, attempt_id: int, reason: str, at: datetime, person: Person
) -> None:
    """End a step that nobody is sending any more. Run inside a write.

    `prepared`: no byte left. `sent`: nobody can tell, so it is unknown, never "not sent".
    """
    row = db.execute(
        "UPDATE inbound_attempt SET state = CASE state WHEN 'prepared' THEN 'not_sent' "
        "ELSE 'unknown' END, ended_at = ?, message = ? "
        "WHERE id = ? AND state IN ('prepared', 'sent') RETURNING state, inbound_id, step",
        (instant_text(at), reason, attempt_id),
    ).fetchone()
    if row is not None:
        state, inbound_id, step = row
        _ended(db, inbound_id, step, state, (), at)
        was = "prepared" if state == "not_sent" else "sent"
        moved(db, order_of(db, inbound_id), was, state, reason, at, person, step)


def under_way(db: sqlite3.Connection) -> dict[str, list[int]]:
    """Steps with no outcome yet, by the session that sends them."""
    found: dict[str, list[int]] = {}
    rows = db.execute(
        "SELECT session, id FROM inbound_attempt WHERE state IN ('prepared', 'sent') ORDER BY id"
    )
    for session, attempt_id in rows:
        found.setdefault(session, []).append(attempt_id)
    return found


def _ended(
    db: sqlite3.Connection,
    inbound_id: int,
    step: str,
    state: str,
    numbers: tuple[str, ...],
    at: datetime,
) -> None:
    """What the fate of a step makes of its inbound order; the rest is read."""
    (looks,) = db.execute("SELECT looks FROM inbound WHERE id = ?", (inbound_id,)).fetchone()
    # What was not taken is tried less and less; what may be there is looked for at once.
    wait = STEPS[min(looks, len(STEPS) - 1)] if state in NOT_MADE else STEPS[0]
    soon = instant_text(at + wait)
    db.execute(
        "UPDATE inbound SET version = version + 1, next_at = ? WHERE id = ?", (soon, inbound_id)
    )
    if state == "unknown":
        db.execute("UPDATE inbound SET looks = 0 WHERE id = ?", (inbound_id,))
    if step != InboundStep.CREATE:
        return
    if state == "unknown":
        db.execute("UPDATE inbound SET state = 'unknown' WHERE id = ?", (inbound_id,))
    if state == "accepted":
        known = [one for one in numbers if one]
        db.execute(
            "UPDATE inbound SET state = 'draft', keeper_id = ?, keeper_number = ?, waits = '' "
            "WHERE id = ?",
            (known[0] if known else "", known[-1] if len(known) > 1 else "", inbound_id),
        )
    if state in NOT_MADE:
        db.execute("UPDATE inbound SET state = 'wanted' WHERE id = ?", (inbound_id,))


# -- means -----------------------------------------------------------------------------------------


def touch(db: sqlite3.Connection, its: Inbound) -> tuple[int] | None:
    """Count the write, if nothing was written of it since `its` was read."""
    row: tuple[int] | None = db.execute(
        "UPDATE inbound SET version = version + 1 WHERE id = ? AND version = ? RETURNING version",
        (its.id, its.version),
    ).fetchone()
    return row


def order_of(db: sqlite3.Connection, inbound_id: int) -> int:
    (order_id,) = db.execute("SELECT order_id FROM inbound WHERE id = ?", (inbound_id,)).fetchone()
    return int(order_id)


def count(db: sqlite3.Connection, order_id: int) -> None:
    """Let the order be projected anew."""
    db.execute("UPDATE purchase_order SET changed = ? WHERE id = ?", (bump(db), order_id))


def moved(
    db: sqlite3.Connection,
    order_id: int,
    was: str,
    became: str,
    reason: str,
    at: datetime,
    person: Person,
    step: str = "",
) -> None:
    """Count the write, let the order be projected anew, and write the audit."""
    count(db, order_id)
    what = f"inbound {step}" if step else "inbound"
    note(db, person, at, what, order_id=order_id, was=was, became=became, reason=reason)
