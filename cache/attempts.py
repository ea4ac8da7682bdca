"""Attempts to create an order at a vendor: written ahead, ended once, never removed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache import acting, answered
from cache.convert import instant, instant_text
from cache.draft_orders import put_back, take_out
from cache.judging import Finding
from cache.ledger import bump, move, note
from cache.ledger_schema import NOT_PLACED
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, Frozen, lines_text, read_order
from cache.settling import settle
from cache.terms import for_vendor, order_terms, order_text
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from cache.people import Person
    from vendors.contract import Sealed
    from vendors.vocabulary import Answer


class AttemptSeen(NamedTuple):
    """An attempt as the screen shows it: what was sent and answered stays in the ledger."""

    n: int
    state: str
    person: str
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    http_status: int | None
    request_id: str | None
    message: str
    body_sha256: str
    account: str


def prepare(
    db: sqlite3.Connection,
    order: Frozen,
    sealed: Sealed,
    *,
    account: str,
    session: str,
    at: datetime,
    person: Person,
) -> int:
    """Write the attempt ahead, with the very bytes; its id. Run inside a write.

    `account`: the one that the vendor's client sends it for. Raises Refusal where the order, or
    the draft it came from, is no longer what was reviewed, where an attempt that may have reached
    the vendor stands already, or where one before was sent for another account.
    """
    now = read_order(db, order.id)
    if now is None or now.state not in PLACEABLE:
        raise Refusal(why_not_placeable(order.number, now.state if now else "missing"))
    if other := not_again(db, order, account):
        raise Refusal(f"{other} Nothing was sent.")
    elsewhere = on_their_way(db, order)
    if elsewhere:
        line_no, problem = next(iter(elsewhere.items()))
        raise Refusal(f"Line {line_no} {problem}. Nothing was sent: press P once it is out.")
    if now.version != order.version or not _draft_still_says(db, order):
        raise Refusal(
            f"{order.number} was changed since it was reviewed. Nothing was sent: "
            "press P to review it again."
        )
    try:
        cursor = db.execute(
            "INSERT INTO attempt (order_id, n, number, vendor, account, body, body_sha256, lines, "
            "terms, session, os_uid, person, state, created_at, message, vendor_numbers) VALUES "
            "(?, (SELECT 1 + count(*) FROM attempt WHERE order_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, 'prepared', ?, '', '[]')",
            (
                order.id,
                order.id,
                order.number,
                order.content.vendor,
                account,
                sealed.body,
                hashlib.sha256(sealed.body).hexdigest(),
                lines_text(order.content.lines),
                order_text(order.content.sent_terms),
                session,
                person.uid,
                person.name,
                instant_text(at),
            ),
        )
    except sqlite3.IntegrityError:
        raise Refusal(why_not_placeable(order.number, "placing")) from None
    move(
        db,
        order.id,
        "placing",
        reason="about to be sent",
        at=at,
        person=person,
    )
    return cursor.lastrowid or 0


def mark_sent(db: sqlite3.Connection, attempt_id: int, at: datetime, person: Person) -> None:
    """From here on the order may be at the vendor. Raises Refusal where the attempt was ended."""
    row = db.execute(
        "UPDATE attempt SET state = 'sent', sent_at = ? WHERE id = ? AND state = 'prepared' "
        "RETURNING order_id",
        (instant_text(at), attempt_id),
    ).fetchone()
    if row is None:
        raise Refusal(
            "Another session took this attempt for dead and ended it. Nothing was sent: "
            "press P to review the order again."
        )
    bump(db)
    note(db, person, at, "attempt", order_id=row[0], was="prepared", became="sent")


def end(
    db: sqlite3.Connection, attempt_id: int, answer: Answer, at: datetime, person: Person
) -> None:
    """Store what became of an attempt. Run inside a write.

    An attempt that another session took for orphaned, and called unknown, is ended too: what
    the vendor said is worth more than a guess. That happens where the file of a session that
    lives was removed, or lies where its lock is not seen. So is one that was called not placed
    by then: the answer is kept, and an order that it tells of counts.
    """
    order_id = _end(
        db,
        attempt_id,
        str(answer.outcome),
        at,
        message=answer.message,
        numbers=answer.vendor_numbers,
        http_status=answer.http_status,
        request_id=answer.request_id,
        body=answer.body,
    )
    answered.put(db, attempt_id, answer)
    if order_id is not None:
        reason = answer.message or answer.outcome.value.replace("_", " ")
        _outcome(db, order_id, answer.outcome, answer.vendor_numbers, reason, at, person)
    else:
        _keep_late(db, attempt_id, answer, at, person)


def under_way(db: sqlite3.Connection) -> dict[str, list[int]]:
    """Attempts with no outcome yet, by the session that makes them."""
    found: dict[str, list[int]] = {}
    for session, attempt_id in db.execute(
        # For the order of the rows alone, SQLite would read every attempt there ever was.
        "SELECT session, id FROM attempt INDEXED BY attempt_under_way "
        "WHERE state IN ('prepared', 'sent') ORDER BY id"
    ):
        found.setdefault(session, []).append(attempt_id)
    return found


def orphan(
    db: sqlite3.Connection, attempt_id: int, reason: str, at: datetime, person: Person
) -> None:
    """End an attempt that nobody is making any more. Run inside a write.

    `prepared`: no byte left. `sent`: nobody can tell, so it is unknown, never "not sent".
    """
    row = db.execute("SELECT state FROM attempt WHERE id = ?", (attempt_id,)).fetchone()
    if row is None or row[0] not in ("prepared", "sent"):
        return
    outcome = Outcome.NOT_SENT if row[0] == "prepared" else Outcome.UNKNOWN
    order_id = _end(db, attempt_id, str(outcome), at, message=reason)
    if order_id is not None:
        _outcome(db, order_id, outcome, (), reason, at, person)


def attempts_of(db: sqlite3.Connection, order_id: int) -> tuple[AttemptSeen, ...]:
    rows = db.execute(
        "SELECT n, state, person, created_at, sent_at, ended_at, http_status, request_id, "
        "message, body_sha256, account FROM attempt WHERE order_id = ? ORDER BY n",
        (order_id,),
    )
    return tuple(
        AttemptSeen(
            *row[:3], *(None if text is None else instant(text) for text in row[3:6]), *row[6:]
        )
        for row in rows
    )


def bodies_of(db: sqlite3.Connection, order_id: int) -> tuple[tuple[int, str], ...]:
    """The number of each attempt and the body it sent, as a person may see it, oldest first."""
    # Seldom looked at: not before the first frame.
    from vendors.bodies import redacted

    rows = db.execute(
        "SELECT n, vendor, body FROM attempt WHERE order_id = ? ORDER BY n", (order_id,)
    )
    return tuple((n, redacted(vendor, body)) for n, vendor, body in rows)


def on_their_way(db: sqlite3.Connection, order: Frozen) -> dict[int, str]:
    """The lines that may be at the vendor with another order, by their numbers, each with a
    problem to stand behind "Line 2". A draft of before that order, copied or undone, has them.
    """
    rows = db.execute(
        "SELECT mine.line_no, mine.quantity, mine.part, live_attempt.number "
        "FROM purchase_order_line AS mine JOIN purchase_order_line AS other "
        "ON other.draft_line_id = mine.draft_line_id AND other.order_id <> mine.order_id "
        "JOIN live_attempt ON live_attempt.order_id = other.order_id WHERE mine.order_id = ? "
        "ORDER BY mine.line_no DESC, other.order_id DESC",
        (order.id,),
    ).fetchall()
    return {
        line_no: f"({quantity:,} {part}) is in {number} already: x removes it from the draft"
        for line_no, quantity, part, number in reversed(rows)
    }


def not_again(db: sqlite3.Connection, order: Frozen, account: str) -> str:
    """Why it is not sent for `account`: an attempt before was for another one; empty otherwise.

    Whether that one became an order only the account it was sent for can be asked.
    """
    other = acting.elsewhere(acting.sent_for(db, order.id), account)
    if not other:
        return ""
    return (
        f"{order.number} was {other}: {acting.TODO} to send it again, or press r on it in the "
        "history for a new draft."
    )


def why_not_placeable(number: str, state: str) -> str:
    """Why an order in `state` cannot be sent, what is safe, and what to do."""
    match state:
        case "placing":
            return (
                f"{number} is being placed by another session. Nothing was sent from here: "
                "press 4 to see its outcome."
            )
        case "unknown":
            return (
                f"It is not known whether {number} was placed, so it is not sent again. "
                "Press 4 and open it."
            )
        case "void":
            return f"{number} is void. Nothing was sent: press P to review the draft anew."
        case "missing":
            return "There is no such order in the ledger. Nothing was sent."
        case _:
            return f"{number} was placed before. It is not sent again: press 4 and open it."


def _draft_still_says(db: sqlite3.Connection, order: Frozen) -> bool:
    """Whether the open draft has every line as it was frozen, to the ship-to it was frozen for,
    on the same terms.
    """
    row = db.execute(
        "SELECT terms FROM draft WHERE id = ? AND state = 'open'", (order.draft_id,)
    ).fetchone()
    content = order.content
    if row is None or for_vendor(order_terms(row[0]), content.vendor) != content.terms:
        return False
    (same,) = db.execute(
        "SELECT count(*) FROM purchase_order_line AS mine "
        "JOIN draft ON draft.id = ? AND draft.state = 'open' "
        "JOIN draft_line AS theirs "
        "ON theirs.draft_id = draft.id AND theirs.id = mine.draft_line_id "
        "AND theirs.number = mine.number AND theirs.quantity = mine.quantity "
        "AND theirs.terms = mine.terms "
        "AND theirs.bonded_customer_id IS mine.bonded_customer_id "
        "WHERE mine.order_id = ? AND coalesce(mine.bonded_customer_id, draft.customer_id) = ?",
        (order.draft_id, order.id, order.content.at),
    ).fetchone()
    return bool(same == len(order.content.lines))


def _end(
    db: sqlite3.Connection,
    attempt_id: int,
    state: str,
    at: datetime,
    *,
    message: str,
    numbers: tuple[str, ...] = (),
    http_status: int | None = None,
    request_id: str | None = None,
    body: str | None = None,
) -> int | None:
    row = db.execute(
        "UPDATE attempt SET state = ?, ended_at = ?, message = ?, vendor_numbers = ?, "
        "http_status = ?, request_id = ?, answer = ? "
        "WHERE id = ? AND state IN ('prepared', 'sent', 'unknown') RETURNING order_id",
        (
            state,
            instant_text(at),
            message,
            json.dumps(numbers),
            http_status,
            request_id,
            body,
            attempt_id,
        ),
    ).fetchone()
    return None if row is None else int(row[0])


def _outcome(
    db: sqlite3.Connection,
    order_id: int,
    outcome: Outcome,
    numbers: tuple[str, ...],
    reason: str,
    at: datetime,
    person: Person,
) -> None:
    (was,) = db.execute(
        "UPDATE purchase_order SET vendor_numbers = ? WHERE id = ? RETURNING state",
        (json.dumps(numbers), order_id),
    ).fetchone()
    move(db, order_id, str(outcome), reason=reason, at=at, person=person)
    if outcome not in NOT_PLACED:
        take_out(db, order_id, at, person)
    elif was == Outcome.UNKNOWN:
        put_back(db, order_id, at, person)
    # While this one was under way, the vendor may have answered one before it.
    late = db.execute(
        "SELECT vendor_numbers FROM attempt "
        "WHERE order_id = ? AND state = 'not_placed' AND vendor_numbers <> '[]'",
        (order_id,),
    ).fetchall()
    for (known,) in late:
        _after_all(db, order_id, json.loads(known), at, person)


def _keep_late(
    db: sqlite3.Connection, attempt_id: int, answer: Answer, at: datetime, person: Person
) -> None:
    """Keep the answer to an attempt that a look or a person ended before it came."""
    row = db.execute(
        "UPDATE attempt SET message = ?, http_status = ?, request_id = ?, answer = ?, "
        "vendor_numbers = CASE state WHEN 'not_placed' THEN ? ELSE vendor_numbers END "
        "WHERE id = ? AND answer IS NULL AND state IN "
        "('not_placed', 'accepted', 'accepted_no_number', 'duplicate') RETURNING order_id, state",
        (
            answer.message,
            answer.http_status,
            answer.request_id,
            answer.body,
            json.dumps(answer.vendor_numbers),
            attempt_id,
        ),
    ).fetchone()
    if row is None:
        return
    bump(db)
    order_id, state = row
    reason = f"came late, when it counted as {state.replace('_', ' ')}: {answer.message}"
    note(db, person, at, "answer", order_id=order_id, became=str(answer.outcome), reason=reason)
    if state == "not_placed" and answer.outcome in (
        Outcome.ACCEPTED,
        Outcome.ACCEPTED_NO_NUMBER,
    ):
        _after_all(db, order_id, answer.vendor_numbers, at, person)


def _after_all(
    db: sqlite3.Connection, order_id: int, numbers: Sequence[str], at: datetime, person: Person
) -> None:
    """An attempt that was called not placed became an order: a second one, where it was sent again
    and the vendor has that as well.
    """
    state, known = db.execute(
        "SELECT state, vendor_numbers FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    again = state in (Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER) and not (
        set(numbers) <= set(json.loads(known))
    )
    said = ", ".join(numbers) or "no number yet"
    words = f"the vendor's answer came late: accepted, with {said}"
    settle(
        db, order_id, Finding("twice" if again else "one", (), tuple(numbers), words), at, person
    )
