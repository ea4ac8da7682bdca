"""Whether an order above a limit may go out: by an approval of somebody else's that still holds.

Whatever voids an approval is worked out from the ledger as it is, inside the transaction that asks:
nothing has to be told that an order was edited, and no session can forget to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache import spending
from cache.approved_content import changes, content_hash
from cache.convert import instant
from cache.ledger import note
from cache.morning_open import clock_words
from cache.people import Person
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, Frozen
from cache.spending_rules import money_words, these

if TYPE_CHECKING:
    from cache.spending import Over, Rules

# Attempts that are known to have become no order, by the vendor's word or by ours: what a person
# called not placed may be there after all, and is approved anew.
_NOTHING_CAME = ("not_sent", "rejected", "refused")


class Standing(NamedTuple):
    """How an order stands to its buyer's limits.

    `over`: those that it is above. `state`: within, needed (it has to be asked), asked, approved,
    declined, void (it was changed, or its price rose, since it was approved) or ended. `words`: one
    sentence or two, on how it stands and what may be done; empty where it is within.
    """

    over: tuple[Over, ...]
    state: str
    words: str
    request_id: int | None


class Request(NamedTuple):
    """An order that somebody was asked to approve.

    `total` is what was asked for, or, once it is decided, what was decided on. `state`: asked,
    approved, declined, withdrawn (by whoever asked), void, ended, used, or replaced (by a request
    after it). `over`: the limits it is above now, in words. `barred`:
    why the person at this session may not decide it; empty where they may.
    """

    id: int
    order_id: int
    number: str
    vendor: str
    by: str
    by_uid: int
    at: datetime
    total: Decimal
    currency: str
    reason: str
    over: tuple[str, ...]
    state: str
    until: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    barred: str = ""


class Row(NamedTuple):
    """A request as it lies in the ledger."""

    id: int
    order_id: int
    reason: str
    os_uid: int
    person: str
    asked_at: str
    asked_content: str
    content_sha256: str
    total: str
    currency: str
    kinds: str
    tried: int
    state: str
    until: str | None
    decided_uid: int | None
    decided_by: str
    decided_at: str | None
    decision_reason: str


COLUMNS = ", ".join(Row._fields)


def last_of(db: sqlite3.Connection, order_id: int) -> Row | None:
    """The last request for an order: of several it alone counts."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM approval WHERE order_id = ? ORDER BY id DESC LIMIT 1",  # noqa: S608
        (order_id,),
    ).fetchone()
    return None if row is None else Row._make(row)


def standing_of(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, now: datetime
) -> Standing:
    """How `order` stands, were `person` to place it now."""
    if order.state not in PLACEABLE:
        return Standing((), "within", "", None)
    over = spending.over(db, order, rules, person, now)
    if not over:
        return Standing((), "within", "", None)
    row, above = last_of(db, order.id), f"{over[0].words}."
    may = _who_may(order, rules, person)
    if row is None or row.state == "withdrawn":
        return Standing(over, "needed", f"{above} {may}", None)
    if row.state == "asked":
        asked = clock_words(instant(row.asked_at), now)
        words = f"{above} {row.person} asked for approval at {asked}. {_who_decides(may)}"
        return Standing(over, "asked", words, row.id)
    if row.state == "declined":
        why = f"{row.decided_by} declined it: “{row.decision_reason}”."
        if content_hash(order.content) == row.content_sha256:
            return Standing(over, "declined", f"{above} {why} Change it, or ask again.", row.id)
        return Standing(over, "needed", f"{above} {why} It was changed since. {may}", row.id)
    state, why = fault_of(db, row, order, rules, person, now, over)
    if state == "approved":
        until = clock_words(_until(row), now)
        words = f"{above} {row.decided_by} approved it, until {until}."
        return Standing(over, state, words, row.id)
    shown = "needed" if state == "used" else state
    return Standing(over, shown, f"{above} {why} {may}", row.id)


def gate(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, now: datetime
) -> None:
    """Let an order go out that is within the limits of `person`, or approved; else raise Refusal.

    Run inside the write that prepares its attempt: what others place at the same moment is counted
    before or after, never beside. The audit says by which approval it went.
    """
    standing = check(db, order, rules, person, now)
    if standing.state == "approved":
        row = last_of(db, order.id)
        reason = f"request {standing.request_id}, approved by {row.decided_by if row else ''}"
        note(
            *(db, person, now, "approval"),
            order_id=order.id,
            was="approved",
            became="relied on",
            reason=f"{reason}; {standing.over[0].words}",
        )


def check(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, now: datetime
) -> Standing:
    """As `gate`, and nothing is written: for whoever is told early."""
    standing = standing_of(db, order, rules, person, now)
    if standing.state not in ("within", "approved"):
        raise Refusal(f"{standing.words} Nothing was sent.")
    return standing


def fault_of(
    db: sqlite3.Connection,
    row: Row,
    order: Frozen,
    rules: Rules,
    person: Person | None,
    now: datetime,
    over: Sequence[Over] = (),
) -> tuple[str, str]:
    """What became of an approval, and why in a sentence: approved, used, void or ended.

    `person`: who would place the order; None where nobody is about to.
    """
    content, name = order.content, f"The approval by {row.decided_by}"
    used = db.execute(
        "SELECT 1 FROM attempt WHERE order_id = ? AND n > ? AND state NOT IN (?, ?, ?)",
        (order.id, row.tried, *_NOTHING_CAME),
    ).fetchone()
    if used is not None:
        return "used", f"{name} was for an attempt before."
    if now >= _until(row):
        return "ended", f"{name} ended at {clock_words(_until(row), now)}."
    if content_hash(content) != row.content_sha256:
        return "void", f"{name} is void: the order was changed since."
    total, most = content.goods + content.fees, Decimal(row.total)
    if total > most * (1 + rules.drift / 100):
        was, is_now = money_words(most, row.currency), money_words(total, content.currency)
        percent = f"{rules.drift.normalize():f} %"
        return "void", f"{name} is void: {was} became {is_now}, which is more than {percent}."
    new = [one for one in over if one.kind not in json.loads(row.kinds)]
    if new:
        return "void", f"{name} does not cover this: {new[0].words}."
    decided = Person(row.decided_uid or 0, row.decided_by, "", False)
    if why := why_not_decide(db, order, rules, decided, row.os_uid):
        return "void", f"{name} is void: {why}."
    if person is not None and person.uid == decided.uid:
        return "void", f"{name} does not cover this: nobody places what they approved themselves."
    return "approved", ""


def why_not_decide(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, asked_by: int
) -> str:
    """Why `person` may not decide on an order, to stand behind a colon; empty where they may.

    Not who made it, whoever asked, or saved its draft last: four eyes.
    """
    if person.name not in rules.approvers:
        return f"{person.name} is not among the approvers"
    maker, draft_maker, editor = _made_by(db, order.id)
    if person.uid in (asked_by, maker, draft_maker):
        return f"{person.name} made the order, or asked for it"
    if person.uid == editor:
        return f"{person.name} changed its draft last"
    return ""


def changed_since(row: Row, order: Frozen) -> tuple[str, ...]:
    """What is otherwise in the order than when it was asked for."""
    return changes(row.asked_content, order.content)


def _made_by(db: sqlite3.Connection, order_id: int) -> tuple[int | None, int | None, int | None]:
    """The uids of who made the order, who made its draft, and who saved that last."""
    row = db.execute(
        "SELECT head.os_uid, draft.os_uid, draft.editor_uid FROM purchase_order AS head "
        "LEFT JOIN draft ON draft.id = head.draft_id WHERE head.id = ?",
        (order_id,),
    ).fetchone()
    return (None, None, None) if row is None else (row[0], row[1], row[2])


def approvers_for(order: Frozen, rules: Rules, person: Person) -> list[str]:
    """Who can be asked, by name; an approver's uid is not known before they decide."""
    return [name for name in rules.approvers if name not in (person.name, order.person)]


def _who_may(order: Frozen, rules: Rules, person: Person) -> str:
    others = approvers_for(order, rules, person)
    if not others:
        return "Nobody is set who may approve it: ask the administrator."
    return f"Ask for the approval of {these(others, 'or')}."


def _who_decides(may: str) -> str:
    return may.replace("Ask for the approval of ", "It waits for ")


def _until(row: Row) -> datetime:
    return instant(row.until or row.asked_at)
