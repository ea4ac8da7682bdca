"""Who may decide on an order above a limit, and what is to be done where nobody may."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from cache.spending_rules import these

if TYPE_CHECKING:
    from cache.people import Person
    from cache.purchase_orders import Frozen
    from cache.spending_rules import Rules

_WHERE = "(approvers, below [approval] in /etc/bondroom.toml)"


def why_not_decide(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, asked_by: int
) -> str:
    """Why `person` may not decide on an order, to stand behind a colon; empty where they may.

    Not who made it, whoever asked (by uid), or saved its draft last: four eyes.
    """
    if person.name not in rules.approvers:
        return f"{person.name} is not among the approvers"
    row = db.execute(
        "SELECT head.os_uid, draft.os_uid, draft.editor_uid FROM purchase_order AS head "
        "LEFT JOIN draft ON draft.id = head.draft_id WHERE head.id = ?",
        (order.id,),
    ).fetchone()
    maker, draft_maker, editor = row or (None, None, None)
    if person.uid in (asked_by, maker, draft_maker):
        return f"{person.name} made the order, or asked for it"
    if person.uid == editor:
        return f"{person.name} changed its draft last"
    return ""


def who_can(db: sqlite3.Connection, order: Frozen, rules: Rules, asks: str) -> list[str]:
    """The approvers who can decide on an order that `asks` asked for, or would ask for.

    By name, since an approver who never worked here has no uid in the ledger; who then decides is
    held against the uids.
    """
    barred = _barred(db, order, asks)
    return [name for name in rules.approvers if name not in barred]


def ask_words(db: sqlite3.Connection, order: Frozen, rules: Rules, asks: str) -> str:
    """A sentence on whose approval `asks` can ask for."""
    if can := who_can(db, order, rules, asks):
        return f"Ask for the approval of {these(can, 'or')}."
    return _nobody(db, order, rules, asks)


def waits_words(db: sqlite3.Connection, order: Frozen, rules: Rules, asked: str) -> str:
    """A sentence on whose word an order waits for that `asked` asked for."""
    if can := who_can(db, order, rules, asked):
        return f"It waits for {these(can, 'or')}."
    return _nobody(db, order, rules, asked)


def _barred(db: sqlite3.Connection, order: Frozen, asks: str) -> tuple[str | None, ...]:
    row = db.execute(
        "SELECT head.person, draft.person, draft.editor FROM purchase_order AS head "
        "LEFT JOIN draft ON draft.id = head.draft_id WHERE head.id = ?",
        (order.id,),
    ).fetchone()
    return (asks, *(row or ()))


def _nobody(db: sqlite3.Connection, order: Frozen, rules: Rules, asks: str) -> str:
    why = []
    barred = _barred(db, order, asks)
    if names := [name for name in rules.approvers if name in barred]:
        why.append(f"{these(names, 'and')} made it, asked for it, or changed its draft last")
    if rules.unfit:
        say = "says" if len(rules.unfit) == 1 else "say"
        why.append(f"{these(rules.unfit, 'and')} {say} not which person acts")
    one = "another approver" if why else "one"
    said = "; ".join(why) or "no approver is set"
    return f"Nobody can approve it: {said}. An administrator has to name {one} {_WHERE}."
