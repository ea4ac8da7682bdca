"""What the orders of a draft do to it: its lines leave with them, and come back. Inside writes.

And what became of a draft that is open no more.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant_text
from cache.ledger import move, note
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.status_words import OURS
from cache.terms import for_alone, order_terms, order_text

if TYPE_CHECKING:
    from cache.people import Person

# A line of a draft as it is stored, without the draft's id and its place.
LINE = (
    "id, vendor, number, part, maker, description, packaging, packaging_text, quantity, "
    "unit_price, currency, fee, moq, multiple, maximum, breaks, stock, ncnr, tariff, marketplace, "
    "bonded_customer_id, priced_at, terms, typed"
)

# Of an order that has lines of its draft: those of which nobody knows enough first.
_HAS_LINES = ("unknown", "placing", "duplicate", "accepted_no_number", "accepted")


class Became(NamedTuple):
    """An order that has lines of a draft."""

    number: str
    vendor: str
    state: str

    @property
    def words(self) -> str:
        return f"{self.number} at {vendor_name(self.vendor)}: {OURS[self.state][1]}"


class Gone(Refusal):
    """A draft is not open. `words`: what became of it. `orders`: those that have its lines, what
    has to be looked at first."""

    def __init__(self, words: str, orders: tuple[Became, ...] = ()) -> None:
        super().__init__(f"{words}. Nothing was changed: press d for the drafts that are open.")
        self.words = words
        self.orders = orders


def gone(db: sqlite3.Connection, draft_id: int) -> Gone:
    """What became of a draft that is not open."""
    row = db.execute("SELECT state FROM draft WHERE id = ?", (draft_id,)).fetchone()
    rows = db.execute(
        "SELECT number, vendor, state FROM purchase_order WHERE draft_id = ? ORDER BY id",
        (draft_id,),
    )
    found = [one for one in map(Became._make, rows) if one.state in _HAS_LINES]
    orders = tuple(sorted(found, key=lambda one: _HAS_LINES.index(one.state)))
    into = ", ".join(one.words for one in orders)
    label = f"D-{draft_id}"
    if row is None:
        return Gone(f"There never was a draft {label} here")
    if row[0] == "discarded":
        return Gone(
            f"{label} was thrown away" + (f"; before, of it: {into}" if into else ""), orders
        )
    return Gone(f"{label} became {into}" if into else f"{label} was ordered", orders)


def void_reviewed(
    db: sqlite3.Connection,
    draft_id: int,
    keep: frozenset[int],
    at: datetime,
    person: Person,
    reason: str,
) -> None:
    """Void the numbers of a draft that were given and never used, except orders in `keep`."""
    rows = db.execute(
        "SELECT id FROM purchase_order WHERE draft_id = ? AND state = 'reviewed'", (draft_id,)
    ).fetchall()
    for (order_id,) in rows:
        if order_id not in keep:
            move(db, order_id, "void", reason=reason, at=at, person=person)


def take_out(db: sqlite3.Connection, order_id: int, at: datetime, person: Person) -> None:
    """Take the lines of an order that may be at the vendor out of its draft.

    A line that left cannot be reviewed, and so not ordered, again. A draft with no line left is
    ordered.
    """
    draft_id, number = db.execute(
        "SELECT draft_id, number FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    removed = db.execute(
        "DELETE FROM draft_line WHERE draft_id = ? AND id IN "
        "(SELECT draft_line_id FROM purchase_order_line WHERE order_id = ?)",
        (draft_id, order_id),
    ).rowcount
    if removed:
        db.execute(
            "UPDATE draft SET version = version + 1, changed_at = ?, state = CASE WHEN EXISTS "
            "(SELECT 1 FROM draft_line WHERE draft_id = draft.id) THEN state ELSE 'ordered' END "
            "WHERE id = ?",
            (instant_text(at), draft_id),
        )
        reason = f"{_lines(removed)} left with {number}"
        note(db, person, at, "draft changed", draft_id=draft_id, reason=reason)


def put_back(db: sqlite3.Connection, order_id: int, at: datetime, person: Person) -> None:
    """Put the lines of an order that was taken for placed, and was not, back into its draft.

    Behind its other lines, as they were frozen. What an order does not keep of an offer (minimum,
    multiple, the other price breaks) is asked anew by the next review, as always; the price that
    was reviewed is the one from its quantity on. A draft that counts
    as ordered is open again. Where it was thrown away, or ships elsewhere by now, the order goes
    to a new draft named after it: its lines can be reached, and it keeps its number.
    """
    row = db.execute(
        "SELECT draft.id, draft.state, draft.customer_id, number FROM purchase_order "
        "JOIN draft ON draft.id = draft_id WHERE purchase_order.id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        return
    draft_id, state, customer_id, number = row
    if state == "discarded" or _ships_elsewhere(db, order_id, customer_id):
        draft_id = _draft_of_its_own(db, order_id, at, person)
    came = db.execute(
        f"INSERT OR IGNORE INTO draft_line (draft_id, position, {LINE}) "  # noqa: S608
        "SELECT head.draft_id, (SELECT coalesce(max(position), -1) FROM draft_line "
        "WHERE draft_id = head.draft_id) + mine.line_no, mine.draft_line_id, head.vendor, "
        "mine.number, mine.part, mine.maker, mine.description, mine.packaging, "
        "mine.packaging_text, mine.quantity, mine.unit_price, head.currency, mine.fee, 1, 1, NULL, "
        "CASE WHEN mine.unit_price IS NULL THEN '[]' "
        "ELSE json_array(json_array(mine.quantity, mine.unit_price)) END, "
        "mine.stock, mine.ncnr, mine.tariff, mine.marketplace, mine.bonded_customer_id, "
        "head.priced_at, mine.terms, '{}' FROM purchase_order AS head "
        "JOIN purchase_order_line AS mine ON mine.order_id = head.id WHERE head.id = ?",
        (order_id,),
    ).rowcount
    db.execute(
        "UPDATE draft SET version = version + 1, changed_at = ?, "
        "state = CASE state WHEN 'ordered' THEN 'open' ELSE state END WHERE id = ?",
        (instant_text(at), draft_id),
    )
    reason = f"{_lines(came)} came back from {number}"
    note(db, person, at, "draft changed", draft_id=draft_id, reason=reason)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _ships_elsewhere(db: sqlite3.Connection, order_id: int, customer_id: str | None) -> bool:
    """Whether a line that goes where the draft says would now go somewhere else."""
    row = db.execute(
        "SELECT 1 FROM purchase_order AS head JOIN purchase_order_line AS mine "
        "ON mine.order_id = head.id WHERE head.id = ? AND mine.bonded_customer_id IS NULL "
        "AND head.place IS NOT ?",
        (order_id, customer_id),
    ).fetchone()
    return row is not None


def _draft_of_its_own(db: sqlite3.Connection, order_id: int, at: datetime, person: Person) -> int:
    vendor, terms = db.execute(
        "SELECT vendor, terms FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    # A note that one vendor read alone is not said to others that lines of theirs may come for.
    alone = order_text(for_alone(order_terms(terms), vendor))
    # Whoever saved the draft last saved what came back of it: see `cache.approvers.why_not_decide`.
    draft_id, number = db.execute(
        "INSERT INTO draft (name, customer_id, terms, state, version, os_uid, person, created_at, "
        "changed_at, editor_uid, editor) SELECT mine.number, mine.place, ?3, 'open', 1, "
        "was.os_uid, was.person, ?1, ?1, was.editor_uid, was.editor FROM purchase_order AS mine "
        "JOIN draft AS was ON was.id = mine.draft_id WHERE mine.id = ?2 RETURNING id, name",
        (instant_text(at), order_id, alone),
    ).fetchone()
    db.execute("UPDATE purchase_order SET draft_id = ? WHERE id = ?", (draft_id, order_id))
    reason = f"{number} was not placed; its lines are here"
    note(
        db,
        person,
        at,
        "draft",
        order_id=order_id,
        draft_id=draft_id,
        became="open",
        reason=reason,
    )
    return int(draft_id)
