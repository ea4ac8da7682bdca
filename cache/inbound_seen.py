"""Inbound orders and their steps as the ledger has them: for the saga and for the sheet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from cache.convert import instant
from cache.facts import facts, facts_text
from cache.inbound_plan import InboundSaid
from cache.inbound_rows import InboundRow, row_of
from vendors.inbound import (
    InboundLine,
    InboundOrder,
    InboundPlan,
    InboundState,
    InboundStep,
    Receipt,
)

# One that a person may settle: it may have been made, and nothing that is read back tells.
_LEFT_OPEN = ("unknown",)


class Inbound(NamedTuple):
    """A row of `inbound`. `lacks`: it waits for a mapping. `anew`: cancelled ones do not count."""

    id: int
    order_id: int
    keeper: str
    reference: str
    said: InboundSaid
    state: str
    keeper_id: str
    keeper_number: str
    seen: InboundOrder | None
    seen_at: datetime | None
    waits: str
    lacks: bool
    looks: int
    looked_at: datetime | None
    looked_said: str
    next_at: datetime | None
    anew: bool
    version: int


class Step(NamedTuple):
    """A row of `inbound_attempt`. `wanted` is the JSON of what it tells."""

    id: int
    n: int
    step: InboundStep
    keeper_id: str
    wanted: str
    before: InboundOrder | None
    after: InboundOrder | None
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

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """What a receipt says; empty of every other step."""
        if self.step is not InboundStep.RECEIVE:
            return ()
        return facts(Receipt, self.wanted) or ()


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Pieces of one SKU around a receipt: before it, after it, and how many of it were posted.

    `stock`: before and after are what lay in the warehouse, since the order does not say what came.
    """

    sku: str
    part: str
    ordered: int
    before: int | None
    after: int | None
    sent: int
    rejected_before: int | None = None
    rejected_after: int | None = None
    rejected_sent: int = 0
    stock: bool = False


@dataclass(frozen=True, slots=True)
class InboundAttempt:
    """A step as the sheet shows it. `before` and `after` are of a receipt.

    `can_settle`: only a person can say what became of it.
    """

    id: int
    n: int
    step: str
    state: str
    words: str
    person: str
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    http_status: int | None
    request_id: str | None
    message: str
    body_sha256: str
    closed_because: str
    lines: tuple[ReceivedLine, ...]
    can_settle: bool


@dataclass(frozen=True, slots=True)
class InboundStanding:
    """An inbound order for its sheet. `attempts` are oldest first; `seen` is how it stood last."""

    row: InboundRow
    said: InboundSaid
    seen: InboundOrder | None
    seen_at: datetime | None
    attempts: tuple[InboundAttempt, ...]
    looked_at: datetime | None
    looks: int
    looked_said: str
    next_at: datetime | None
    can_make_anew: bool


def posted(
    attempt_id: int, receipts: tuple[Receipt, ...], before: InboundOrder, state: str
) -> Step:
    """A receipt as it was just posted, whether or not the ledger can be read now."""
    nothing: Any = None
    step = Step._make((nothing,) * len(Step._fields))
    return step._replace(
        id=attempt_id,
        step=InboundStep.RECEIVE,
        wanted=facts_text(receipts),
        before=before,
        state=state,
    )


# -- as JSON ---------------------------------------------------------------------------------------


def order_text(order: InboundOrder) -> str:
    """How an inbound order stood; when it was made and changed there is not kept."""
    return facts_text([replace(order, created_at=None, changed_at=None)])


def order_of(text: str | None) -> InboundOrder | None:
    found = facts(InboundOrder, text) if text else None
    return found[0] if found else None


def plan_text(plan: InboundPlan) -> str:
    return facts_text([plan])


def plan_of(text: str) -> InboundPlan | None:
    found = facts(InboundPlan, text)
    return found[0] if found else None


def said_text(said: InboundSaid) -> str:
    return facts_text([said])


def _said_of(text: str) -> InboundSaid:
    found = facts(InboundSaid, text)
    return found[0] if found else InboundSaid()


# -- reading ---------------------------------------------------------------------------------------

_INBOUND = ", ".join(Inbound._fields)
_STEP = ", ".join(Step._fields)


def read(db: sqlite3.Connection, order_id: int) -> Inbound | None:
    row = db.execute(
        f"SELECT {_INBOUND} FROM inbound WHERE order_id = ?",  # noqa: S608
        (order_id,),
    ).fetchone()
    return None if row is None else _inbound(row)


def _inbound(row: Sequence[Any]) -> Inbound:
    its = Inbound(*row)
    return its._replace(
        said=_said_of(row[4]),
        seen=order_of(row[8]),
        seen_at=_instant(row[9]),
        lacks=bool(row[11]),
        looked_at=_instant(row[13]),
        next_at=_instant(row[15]),
        anew=bool(row[16]),
    )


def steps(db: sqlite3.Connection, inbound_id: int) -> tuple[Step, ...]:
    """Every step of one, oldest first."""
    rows = db.execute(
        f"SELECT {_STEP} FROM inbound_attempt WHERE inbound_id = ? ORDER BY n",  # noqa: S608
        (inbound_id,),
    )
    return tuple(
        Step(*row)._replace(
            step=InboundStep(row[2]),
            before=order_of(row[5]),
            after=order_of(row[6]),
            created_at=instant(row[9]),
            sent_at=_instant(row[10]),
            ended_at=_instant(row[11]),
        )
        for row in rows
    )


def standing(db: sqlite3.Connection, order_id: int) -> InboundStanding | None:
    its = read(db, order_id)
    if its is None:
        return None
    found = steps(db, its.id)
    return InboundStanding(
        row=_row(db, order_id),
        said=its.said,
        seen=its.seen,
        seen_at=its.seen_at,
        attempts=tuple(_attempt(one) for one in found),
        looked_at=its.looked_at,
        looks=its.looks,
        looked_said=its.looked_said,
        next_at=its.next_at,
        can_make_anew=may_be_made_anew(its, found),
    )


def may_be_made_anew(its: Inbound, found: Sequence[Step]) -> bool:
    """Whether a person may say that there is none, so that another one is made."""
    unknown = any(one.state == "unknown" and one.step is InboundStep.CREATE for one in found)
    return its.state in ("gone", "cancelled") or (its.state == "unknown" and unknown)


def waiting_rows(db: sqlite3.Connection) -> tuple[InboundRow, ...]:
    """Those that wait for a person, the oldest first."""
    rows = db.execute(f"{_ROW} WHERE waits <> '' ORDER BY id").fetchall()
    return tuple(row_of(*row) for row in rows)


_ROW = "SELECT order_id, keeper, state, seen, waits, reference, keeper_number FROM inbound"


def _row(db: sqlite3.Connection, order_id: int) -> InboundRow:
    return row_of(*db.execute(f"{_ROW} WHERE order_id = ?", (order_id,)).fetchone())


def due(db: sqlite3.Connection) -> list[tuple[datetime, int]]:
    """When each inbound order is looked at next by itself, soonest first; and whose it is."""
    rows = db.execute(
        "SELECT next_at, order_id FROM inbound WHERE next_at IS NOT NULL ORDER BY next_at"
    )
    return [(instant(at), order_id) for at, order_id in rows]


# -- words -----------------------------------------------------------------------------------------


def _attempt(one: Step) -> InboundAttempt:
    return InboundAttempt(
        **{
            name: getattr(one, name)
            for name in InboundAttempt.__dataclass_fields__
            if name not in ("step", "words", "lines", "can_settle")
        },
        step=str(one.step),
        words=step_words(one.step, one.wanted),
        lines=received_lines(one),
        can_settle=one.step is InboundStep.RECEIVE and one.state in _LEFT_OPEN,
    )


def step_words(step: InboundStep, wanted: str) -> str:
    """What a step tells, in words: `made with 3 lines`, `5 of LM358DR came`."""
    match step:
        case InboundStep.RECEIVE:
            found = facts(Receipt, wanted) or ()
            return ", ".join(_receipt_words(one) for one in found)
        case InboundStep.STATE:
            return f"set {json.loads(wanted)}"
    plan = plan_of(wanted)
    if plan is None:
        return str(step)
    if step is InboundStep.DETAILS:
        return f"told {'; '.join(details_words(plan)) or 'nothing'}"
    lines = f"{len(plan.lines)} line{'' if len(plan.lines) == 1 else 's'}"
    return f"{'made' if step is InboundStep.CREATE else 'written anew'} with {lines}"


def details_words(plan: InboundPlan) -> list[str]:
    said = (
        ("expected", plan.expected_on),
        ("tracking", plan.tracking),
        ("carrier", plan.carrier),
        ("terms", plan.payment_terms),
        ("payment", plan.payment_status),
        ("note", plan.note),
    )
    return [
        f"{name} {value.isoformat() if isinstance(value, date) else value}"
        for name, value in said
        if value
    ]


def _receipt_words(one: Receipt) -> str:
    rejected = f", {one.rejected:,} rejected" if one.rejected else ""
    return f"{one.received:,} of {one.sku} came{rejected}"


def received_lines(one: Step) -> tuple[ReceivedLine, ...]:
    """The figures around a receipt, by SKU; none of another step."""
    before = {line.sku: line for line in one.before.plan.lines} if one.before else {}
    after = {line.sku: line for line in one.after.plan.lines} if one.after else {}
    found = []
    for sku in dict.fromkeys(receipt.sku for receipt in one.receipts):
        mine = [receipt for receipt in one.receipts if receipt.sku == sku]
        was, became = before.get(sku), after.get(sku)
        stock = was is not None and was.received is None
        found.append(
            ReceivedLine(
                sku,
                was.supplier_part if was else "",
                was.quantity if was else 0,
                _counted(was, stock=stock),
                _counted(became, stock=stock),
                sum(receipt.received for receipt in mine),
                was.rejected if was else None,
                became.rejected if became else None,
                sum(receipt.rejected for receipt in mine),
                stock,
            )
        )
    return tuple(found)


def _counted(line: InboundLine | None, *, stock: bool) -> int | None:
    if line is None:
        return None
    return line.on_hand if stock else line.received


def state_text(state: InboundState) -> str:
    return json.dumps(str(state))


def _instant(text: Any) -> datetime | None:
    return None if text is None else instant(text)
