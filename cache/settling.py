"""What a look at the vendor does to the ledger: when it is due, what it found, what that settles.

All of it is read from the ledger and written there, so any session goes on where another stopped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache import acting, changing_rules, changing_seen, freezing
from cache.convert import instant, instant_text
from cache.draft_orders import take_out
from cache.judging import Finding, alarm
from cache.ledger import bump, move
from cache.ledger_schema import NOT_PLACED
from cache.places import Refusal
from cache.purchase_orders import FrozenLine, line_of, read_order
from cache.terms import order_terms

if TYPE_CHECKING:
    from cache.people import Person

_DAY = timedelta(days=1)
# When an order is looked for by itself: each counted from the look before, the last one for ever.
STEPS = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    _DAY,
)
# An order is looked for among those that the vendor entered this long after it was sent.
ENTERED_WITHIN = timedelta(days=14)

# The attempt that an order at the vendor is taken for: the one that counts, else of those that were
# called not placed the one the vendor answered, else the newest; else one the vendor said no to.
_TAKEN_FOR = (
    "SELECT id FROM attempt WHERE order_id = ? AND state <> 'not_sent' "
    "ORDER BY state IN ('rejected', 'refused'), state = 'not_placed', vendor_numbers = '[]', "
    "id DESC LIMIT 1"
)

_WAITING = ("unknown", "accepted_no_number", "duplicate")
_THERE = ("unknown", "accepted_no_number", "accepted", "duplicate")


class Look(NamedTuple):
    """One look at the vendor. `found`: its order numbers. `said`: what it found, or what failed."""

    at: datetime
    by_hand: bool
    found: tuple[str, ...]
    said: str


class Standing(NamedTuple):
    """The looks for one order, oldest first; and when it is looked for next by itself.

    `elsewhere` says that it was sent for another account than is acted for: then it is not.
    """

    looks: tuple[Look, ...]
    next_at: datetime | None
    elsewhere: str = ""


class Asked(NamedTuple):
    """What is asked of the vendor about one order, and held against its answer.

    `sent_at`: when it was sent last. `lines`: as they were sent, whatever was reviewed since.
    `changed`: what its lines at the vendor may have come to where we changed them. `account`: for
    which of the vendor's accounts it was sent, empty where that is not known.
    """

    order_id: int
    number: str
    vendor: str
    state: str
    known: tuple[str, ...]
    lines: tuple[FrozenLine, ...]
    sent_at: datetime
    since: date
    until: date
    changed: Mapping[tuple[str, str], changing_rules.Asked]
    account: str

    def becomes(self, finding: Finding) -> str | None:
        """The state that `finding` puts the order into; None where it says nothing new.

        An order that was accepted may turn out to be there twice later, mostly because it was
        sent again after somebody said that it was not placed. One that was called not placed may
        turn up after all. A third order rings the alarm of a double one again.
        """
        match finding.kind:
            case "one" if self.state not in ("accepted", "duplicate"):
                return "accepted"
            case "twice" if self.state != "duplicate" or not set(finding.numbers) <= set(
                self.known
            ):
                return "duplicate"
            case _:
                return None


def asked(db: sqlite3.Connection, order_id: int, now: datetime) -> Asked:
    """Raises Refusal where the order cannot be at the vendor, or is on its way there.

    The days reach from one before the first attempt was sent, because DigiKey does not say whose
    midnight its days begin at and two clocks differ, to 14 after the last, because an order may be
    "processed soon" (DigiKey's −1) and a longer list costs a call for each 25 orders; but not
    beyond tomorrow, where nothing can have been entered.
    """
    order = read_order(db, order_id)
    if order is None:
        raise Refusal("There is no such order in the ledger. The vendor was not asked.")
    first, last = db.execute(
        "SELECT min(sent_at), max(sent_at) FROM attempt WHERE order_id = ?", (order_id,)
    ).fetchone()
    if order.state == "placing":
        raise Refusal(
            f"{order.number} is being placed right now. The vendor was not asked: wait for its "
            "outcome."
        )
    if first is None or not _may_be_there(db, order_id, order.state):
        raise Refusal(
            f"{order.number} is not at the vendor: {order.state.replace('_', ' ')}. "
            "The vendor was not asked."
        )
    (sent,) = db.execute(
        f"SELECT lines FROM attempt WHERE id = ({_TAKEN_FOR})",  # noqa: S608
        (order_id,),
    ).fetchone()
    made = changing_seen.made_of(db, [order_id]).get(order_id, [])
    since = instant(first).date() - _DAY
    until = min(instant(last).date() + ENTERED_WITHIN, now.date() + _DAY)
    return Asked(
        order_id,
        order.number,
        order.content.vendor,
        order.state,
        order.vendor_numbers,
        _lines_of(sent),
        instant(last),
        since,
        max(since, until),
        changing_rules.by_detail(made),
        acting.sent_for(db, order_id),
    )


def settle(
    db: sqlite3.Connection, order_id: int, finding: Finding, at: datetime, person: Person
) -> bool:
    """Let `finding` decide what the order is, where it can; whether it did. Run inside a write.

    The attempt goes with its order. One that was called not placed counts again, so that the
    index forbids another send; its lines leave the draft, where they wait to be ordered a second
    time, and the order says again what was sent. Of several attempts called so nobody can tell
    which one it was: it is taken for the newest.
    """
    try:
        order = asked(db, order_id, at)
    except Refusal:
        return False  # It changed while the vendor was asked.
    became = order.becomes(finding)
    if became is None:
        return False
    if order.state in NOT_PLACED:
        _as_sent(db, order_id, at, person)
    numbers = json.dumps(list(dict.fromkeys((*order.known, *finding.numbers))))
    db.execute("UPDATE purchase_order SET vendor_numbers = ? WHERE id = ?", (numbers, order_id))
    db.execute(
        f"UPDATE attempt SET state = ?, vendor_numbers = ? WHERE id = ({_TAKEN_FOR})",  # noqa: S608
        (became, numbers, order_id),
    )
    after_all = ", although it was called not placed" if order.state in NOT_PLACED else ""
    move(db, order_id, became, reason=finding.words + after_all, at=at, person=person)
    take_out(db, order_id, at, person)
    return True


def turned_up(
    db: sqlite3.Connection, order_id: int, found: Sequence[str], at: datetime, person: Person
) -> bool:
    """Make an order unknown again that the vendor has, although it counts as not there; whether
    it may be ours. Run inside a write.

    `found` are numbers of the search by PO number, which is a hint: what the order is, a look
    decides. Nothing of ours can be there where no byte of an attempt left.
    """
    order = read_order(db, order_id)
    if order is None or order.state not in NOT_PLACED:
        return False
    row = db.execute(
        f"SELECT id FROM attempt WHERE id = ({_TAKEN_FOR})",  # noqa: S608
        (order_id,),
    ).fetchone()
    if row is None:
        return False
    _as_sent(db, order_id, at, person)
    db.execute("UPDATE attempt SET state = 'unknown' WHERE id = ?", row)
    called = order.state.replace("_", " ")
    reason = f"the vendor has it after all, as {', '.join(found)}, although it was called {called}"
    move(db, order_id, "unknown", reason=reason, at=at, person=person)
    take_out(db, order_id, at, person)
    return True


def settle_seen(
    db: sqlite3.Connection, order_id: int, finding: Finding, at: datetime, person: Person
) -> bool:
    """`settle`, and where it did note what was seen as a look; nothing where it did not.

    For what shows an order unasked, a listing mostly: how often the vendor has it is in the looks
    alone. No look comes sooner or later for it: the state moved at that same moment.
    """
    if not settle(db, order_id, finding, at, person):
        return False
    _insert(db, order_id, Look(at, False, finding.orders, finding.words), answered=True)
    return True


def note_look(
    db: sqlite3.Connection,
    order_id: int,
    look: Look,
    finding: Finding | None,
    person: Person,
) -> None:
    """Store a look, and what it settles, in one. Run inside a write."""
    if finding is None or not settle(db, order_id, finding, look.at, person):
        bump(db)
    _insert(db, order_id, look, answered=finding is not None)


def _insert(db: sqlite3.Connection, order_id: int, look: Look, *, answered: bool) -> None:
    found = json.dumps(look.found) if answered else None
    db.execute(
        "INSERT INTO look (order_id, at, by_hand, found, said) VALUES (?, ?, ?, ?, ?)",
        (order_id, instant_text(look.at), look.by_hand, found, look.said),
    )


def looks(db: sqlite3.Connection, order_id: int) -> tuple[Look, ...]:
    """Oldest first."""
    rows = db.execute(
        "SELECT at, by_hand, found, said FROM look WHERE order_id = ? ORDER BY id", (order_id,)
    )
    return tuple(
        Look(instant(at), bool(by_hand), tuple(json.loads(found or "[]")), said)
        for at, by_hand, found, said in rows
    )


def found_last(db: sqlite3.Connection, order_id: int) -> tuple[str, ...]:
    """The vendor's order numbers that the last look found to which the vendor answered."""
    row = db.execute(
        "SELECT found FROM look WHERE order_id = ? AND found IS NOT NULL ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return () if row is None else tuple(json.loads(row[0]))


def standing(db: sqlite3.Connection, order_id: int, now: datetime) -> Standing:
    so_far = looks(db, order_id)
    return Standing(so_far, _next_at(db, order_id, so_far, now))


def waiting(db: sqlite3.Connection, now: datetime) -> list[tuple[datetime, int]]:
    """When each order that is looked for by itself is due next, the soonest first."""
    rows = db.execute(
        f"SELECT id FROM purchase_order WHERE state IN {_WAITING} ORDER BY id"  # noqa: S608
    ).fetchall()
    found = [(standing(db, order_id, now).next_at, order_id) for (order_id,) in rows]
    return sorted((at, order_id) for at, order_id in found if at is not None)


def _lines_of(sent: str) -> tuple[FrozenLine, ...]:
    return tuple(line_of(cells) for cells in json.loads(sent))


def _as_sent(db: sqlite3.Connection, order_id: int, at: datetime, person: Person) -> None:
    order = read_order(db, order_id)
    row = db.execute(
        f"SELECT lines, terms FROM attempt WHERE id = ({_TAKEN_FOR})",  # noqa: S608
        (order_id,),
    ).fetchone()
    if order is not None and row is not None:
        freezing.as_sent(db, order, _lines_of(row[0]), order_terms(row[1]), at, person)


def _next_at(
    db: sqlite3.Connection, order_id: int, so_far: Sequence[Look], now: datetime
) -> datetime | None:
    row = db.execute(
        "SELECT state, vendor_numbers FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    if row is None or row[0] not in _WAITING:
        return None
    state, numbers = row
    steps: Sequence[timedelta] = STEPS
    if state == "duplicate":
        if acknowledged(db, order_id, json.loads(numbers)):
            return None
        steps = (_DAY,)
    moved = db.execute(
        "SELECT at FROM audit WHERE order_id = ? AND what = 'state' ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    since = None if moved is None else instant(moved[0])
    if since is not None and since > now:
        # The clock was set back: what it said before is not waited for.
        since = None
    past = [one.at for one in so_far if not one.by_hand and one.at <= now]
    done = [at for at in past if since is None or at >= since]
    last = done[-1] if done else since
    return now if last is None else last + steps[min(len(done), len(steps) - 1)]


def acknowledged(db: sqlite3.Connection, order_id: int, numbers: Sequence[str]) -> bool:
    """Whether a person took note, with a reason, that the vendor has it as these `numbers`."""
    row = db.execute(
        "SELECT 1 FROM acknowledged WHERE order_id = ? AND difference = ?",
        (order_id, alarm(numbers)),
    ).fetchone()
    return row is not None


def _may_be_there(db: sqlite3.Connection, order_id: int, state: str) -> bool:
    """In these states, or where only a person's word says that an attempt of it is not there."""
    if state in _THERE:
        return True
    return state in NOT_PLACED and bool(
        db.execute(
            "SELECT 1 FROM attempt WHERE order_id = ? AND state = 'not_placed'", (order_id,)
        ).fetchone()
    )
