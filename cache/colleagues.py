"""What others have of the same parts: their drafts, what is on order, an order just like this one.

Read from the ledger, which all buyers of a workstation share. Parts are compared by the maker's
number alone: better named once too often than ordered once too often.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant, instant_text
from cache.purchase_orders import vendor_name

if TYPE_CHECKING:
    from cache.people import Person
    from cache.purchase_orders import Frozen

# An order with the same lines to the same ship-to is taken for the same one this long.
SAME_WITHIN = timedelta(days=7)

# So many drafts or orders are named; the rest is counted.
_NAMED = 3
_NOT_SAID = "how many is not said"


class Twin(NamedTuple):
    """An order that may be at the vendor, all of whose lines go to the same ship-to again.

    One that a person called not placed is one too: under a number of its own the order would hide
    it, should it turn up. `standing`: what it is, in words, as "unknown: it may be at DigiKey".
    `parts` are those of its lines, case-folded.
    """

    number: str
    person: str
    at: datetime
    standing: str
    parts: frozenset[str] = frozenset()


class Elsewhere(NamedTuple):
    """Who else has a part: `drafted` in open drafts of other people (who, which, pieces), `unsure`
    in orders of which it is not known whether they were placed, `coming` in those on order and not
    all shipped (number, pieces).
    """

    drafted: tuple[tuple[str, int, int], ...] = ()
    unsure: tuple[tuple[str, int], ...] = ()
    coming: tuple[tuple[str, int], ...] = ()

    def sentences(self, part: str = "") -> list[str]:
        """In words; without the number of the part where that stands beside it."""
        this, some = part or "this part", part or "of this part"
        found = []
        if self.drafted:
            named = [
                f"{who} has {this} in D-{its} ({f'{pieces:,}' if pieces else _NOT_SAID})"
                for who, its, pieces in self.drafted
            ]
            found.append(f"{_some(named)}.")
        if self.unsure:
            found.append(
                f"{_pieces_of(self.unsure)} {some} are in {_numbers(self.unsure)}, of which it is "
                "not known whether it was placed."
            )
        if self.coming:
            found.append(
                f"{_pieces_of(self.coming)} {some} are on order and not all shipped: "
                f"{_numbers(self.coming)}."
            )
        return found

    def without(self, numbers: Collection[str]) -> Elsewhere:
        """But for the orders of these numbers."""
        return self._replace(
            unsure=tuple(one for one in self.unsure if one[0] not in numbers),
            coming=tuple(one for one in self.coming if one[0] not in numbers),
        )


NOWHERE = Elsewhere()


def twins(db: sqlite3.Connection, order: Frozen, now: datetime) -> tuple[Twin, ...]:
    """Orders of the last seven days that may have been placed and are contained in this one, whole;
    the newest first.
    """
    content = order.content
    lines = [(line.part, line.quantity) for line in content.lines]
    return _twins(db, content.vendor, content.at, lines, now, "id <> ?", (order.id,))


def twins_of(
    db: sqlite3.Connection,
    vendor: str,
    place: str,
    lines: Iterable[tuple[str, int]],
    now: datetime,
    draft_id: int,
) -> tuple[Twin, ...]:
    """As `twins`, for lines (part, pieces) of a draft that nobody has reviewed yet; orders of the
    draft itself are none. `place` is what drafts call the ship-to.
    """
    return _twins(db, vendor, place, lines, now, "draft_id IS NOT ?", (draft_id,))


def _twins(
    db: sqlite3.Connection,
    vendor: str,
    place: str,
    lines: Iterable[tuple[str, int]],
    now: datetime,
    where: str,
    values: tuple[int],
) -> tuple[Twin, ...]:
    mine, since = _lines(lines), instant_text(now - SAME_WITHIN)
    found: dict[int, Twin] = {}
    attempts = db.execute(
        "SELECT order_id, created_at FROM attempt "
        "WHERE state NOT IN ('not_sent', 'rejected', 'refused') ORDER BY id DESC"
    )
    for order_id, at in attempts:
        # Attempts are numbered as they are made: what follows is older still.
        if at < since:
            break
        head = db.execute(
            "SELECT number, full_name, state FROM purchase_order "  # noqa: S608 (constants)
            f"WHERE id = ? AND vendor = ? AND place = ? AND {where}",
            (order_id, vendor, place, *values),
        ).fetchone()
        if head is None:
            continue
        theirs = _lines(
            db.execute(
                "SELECT part, quantity FROM purchase_order_line WHERE order_id = ?", (order_id,)
            )
        )
        if _contains(mine, theirs):
            number, person, state = head
            parts = frozenset(part for part, _ in theirs)
            twin = Twin(number, person, instant(at), _standing(state, vendor), parts)
            found.setdefault(order_id, twin)
    return tuple(found.values())


def notes(
    db: sqlite3.Connection, order: Frozen, arrived: Collection[int], person: Person
) -> list[str]:
    """For each part: who else has it in an open draft, how much of it is on order, and how much in
    orders of which nobody knows whether they were placed.

    `arrived`: the orders of which every line was shipped; they are on order no more.
    """
    parts = dict.fromkeys(line.part for line in order.content.lines)
    found = elsewhere(db, parts, order.draft_id, arrived, person)
    return [
        words for part in parts for words in found.get(part.casefold(), NOWHERE).sentences(part)
    ]


def elsewhere(
    db: sqlite3.Connection,
    parts: Collection[str],
    draft_id: int | None,
    arrived: Collection[int],
    person: Person,
) -> dict[str, Elsewhere]:
    """Who else has each of these parts, by the part case-folded; the draft itself does not count.

    `arrived` as for `notes`.
    """
    marks = ", ".join("?" * len(parts))
    drafted: dict[str, list[tuple[str, int, int]]] = {}
    rows = db.execute(
        "SELECT part, draft.person, draft.id, sum(quantity) FROM draft_line "  # noqa: S608
        "JOIN draft ON draft.id = draft_line.draft_id "
        "WHERE draft.state = 'open' AND draft.os_uid <> ? AND draft.id IS NOT ? "
        f"AND part COLLATE NOCASE IN ({marks}) GROUP BY draft.id, part COLLATE NOCASE "
        "ORDER BY draft.id",
        (person.uid, draft_id, *parts),
    )
    for part, who, its, pieces in rows:
        drafted.setdefault(part.casefold(), []).append((who, its, pieces))
    ordered: dict[tuple[str, bool], list[tuple[str, int]]] = {}
    rows = db.execute(
        "SELECT part, head.id, head.number, head.state IN ('placing', 'unknown'), sum(quantity) "  # noqa: S608
        "FROM purchase_order AS head "
        "JOIN purchase_order_line AS mine ON mine.order_id = head.id WHERE head.state IN "
        "('placing', 'unknown', 'accepted', 'accepted_no_number', 'duplicate') "
        f"AND part COLLATE NOCASE IN ({marks}) GROUP BY head.id, part COLLATE NOCASE "
        "ORDER BY head.id DESC",
        tuple(parts),
    )
    for part, its, number, unsure, pieces in rows:
        if its not in arrived:
            ordered.setdefault((part.casefold(), bool(unsure)), []).append((number, pieces))
    return {
        part: Elsewhere(
            tuple(drafted.get(part, ())),
            tuple(ordered.get((part, True), ())),
            tuple(ordered.get((part, False), ())),
        )
        for part in {*drafted, *(part for part, _ in ordered)}
    }


def _pieces_of(orders: Iterable[tuple[str, int]]) -> str:
    return f"{sum(pieces for _, pieces in orders):,}"


def _numbers(orders: Iterable[tuple[str, int]]) -> str:
    return _some([number for number, _ in orders])


def _lines(lines: Iterable[tuple[str, int]]) -> Counter[tuple[str, int]]:
    return Counter((part.casefold(), quantity) for part, quantity in lines)


def _contains(mine: Counter[tuple[str, int]], theirs: Counter[tuple[str, int]]) -> bool:
    """Whether every line of theirs is a line of mine, or as many pieces of each part are."""
    return theirs <= mine or _totals(theirs).items() <= _totals(mine).items()


def _totals(lines: Counter[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (part, quantity), times in lines.items():
        found[part] += quantity * times
    return found


def _standing(state: str, vendor: str) -> str:
    """The state of an order that may be at the vendor, in words."""
    match state:
        case "unknown":
            return f"unknown: it may be at {vendor_name(vendor)}"
        case "placing":
            return "being placed right now"
        case "accepted_no_number":
            return "accepted, without a number yet"
        case "duplicate":
            return "ordered twice"
        case "accepted":
            return state
        case _:
            # Of an attempt before the last one that is all there is: a person's word.
            return "called not placed, which nothing proves"


def _some(words: Sequence[str]) -> str:
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")
