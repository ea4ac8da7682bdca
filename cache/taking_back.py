"""An approval that was given is taken back: inside the ledger, before the order has an attempt.

Placing writes its attempt, and takes the approval for good, in one write; this is another write of
the same ledger. So one of them is first, and the other finds that and is refused.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.approval_rules import fault_of, last_of
from cache.approvers import why_not_decide
from cache.convert import instant_text
from cache.ledger import bump, note
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE
from cache.spending_rules import money_words

if TYPE_CHECKING:
    from cache.approval_rules import Row
    from cache.people import Person
    from cache.purchase_orders import Frozen
    from cache.spending_rules import Rules


def why_kept(
    db: sqlite3.Connection, row: Row, order: Frozen, rules: Rules, person: Person, now: datetime
) -> str:
    """Why `person` cannot take back what was approved, as half a sentence; empty where they can.

    Whoever gave it can, and whoever else may decide on the order: that it has to be asked for anew
    costs a question, and the one who gave it may be away. One that is void for now is taken back
    too: the order may become again what it was.
    """
    if row.state != "approved":
        return "it was taken back before" if row.state == "taken back" else "it is not approved"
    if order.state not in PLACEABLE:
        return f"the order is {order.state.replace('_', ' ')} by now"
    last = last_of(db, order.id)
    if last is not None and last.id != row.id:
        return "it was asked for anew since"
    state, _ = fault_of(db, row, order, rules, None, now)
    if state in ("used", "ended"):
        return "an attempt used it up" if state == "used" else "it ended"
    if person.uid == row.decided_uid:
        return ""
    return why_not_decide(db, order, rules, person, row.os_uid)


def take_back(
    db: sqlite3.Connection,
    row: Row,
    order: Frozen,
    rules: Rules,
    person: Person,
    reason: str,
    now: datetime,
) -> None:
    """Run inside a write. Raises Refusal; then nothing was noted."""
    if why := why_kept(db, row, order, rules, person, now):
        raise Refusal(f"The approval of {order.number}: {why}. Nothing was taken back.")
    db.execute(
        "UPDATE approval SET state = 'taken back', taken_uid = ?, taken_by = ?, taken_at = ?, "
        "taken_reason = ? WHERE id = ?",
        (person.uid, person.name, instant_text(now), reason, row.id),
    )
    bump(db)
    said = f"request {row.id}: {money_words(Decimal(row.total), row.currency)}"
    if person.uid != row.decided_uid:
        said += f", approved by {row.decided_by}"
    note(
        *(db, person, now, "approval"),
        order_id=order.id,
        was="approved",
        became="taken back",
        reason=f"{said}; “{reason}”" if reason else said,
    )
