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
from cache.approvers import ask_words, waits_words, why_not_decide
from cache.convert import instant
from cache.ledger import note
from cache.morning_open import clock_words
from cache.people import Person
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, Frozen
from cache.spending_rules import money_words

if TYPE_CHECKING:
    from cache.spending import Over, Rules

# Attempts that are known to have become no order, by the vendor's word or by ours: what a person
# called not placed may be there after all, and is approved anew.
_NOTHING_CAME = ("not_sent", "rejected", "refused")


class Standing(NamedTuple):
    """How an order stands to its buyer's limits.

    `over`: those that it is above. `state`: within, needed (it has to be asked), asked, approved,
    declined, taken back (what was approved), void (it was changed, or its price rose, since it was
    approved) or ended. `words`: one sentence or two, on how it stands and what may be done; empty
    where it is within.
    """

    over: tuple[Over, ...]
    state: str
    words: str
    request_id: int | None


class Request(NamedTuple):
    """An order that somebody was asked to approve.

    `total` is what was asked for, or, once it is decided, what was decided on. `state`: asked,
    approved, declined, withdrawn (by whoever asked), taken back (what was approved), void, ended,
    used, or replaced (by a request after it). `over`: the limits it is above now, in words.
    `barred`: why the person at this session may not decide it, `kept`: why they may not take back
    that it was approved; empty where they may. `can`: who else can decide it, by name.
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
    taken_by: str
    taken_at: datetime | None
    taken_reason: str
    barred: str = ""
    kept: str = ""
    can: tuple[str, ...] = ()


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
    taken_uid: int | None
    taken_by: str
    taken_at: str | None
    taken_reason: str


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
    may = ask_words(db, order, rules, person.name)
    if row is None or row.state == "withdrawn":
        return Standing(over, "needed", f"{above} {may}", None)
    if row.state == "asked":
        asked = clock_words(instant(row.asked_at), now)
        waits = waits_words(db, order, rules, row.person)
        words = f"{above} {row.person} asked for approval at {asked}. {waits}"
        return Standing(over, "asked", words, row.id)
    if row.state == "declined":
        why = f"{row.decided_by} declined it: “{row.decision_reason}”."
        if content_hash(order.content) == row.content_sha256:
            return Standing(over, "declined", f"{above} {why} Change it, or ask again.", row.id)
        return Standing(over, "needed", f"{above} {why} It was changed since. {may}", row.id)
    if row.state == "taken back":
        at = clock_words(instant(row.taken_at or row.asked_at), now)
        why = f": “{row.taken_reason}”" if row.taken_reason else ""
        words = f"{above} {row.taken_by} took the approval back at {at}{why}. {may}"
        return Standing(over, "taken back", words, row.id)
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


def changed_since(row: Row, order: Frozen) -> tuple[str, ...]:
    """What is otherwise in the order than when it was asked for."""
    return changes(row.asked_content, order.content)


def _until(row: Row) -> datetime:
    return instant(row.until or row.asked_at)
