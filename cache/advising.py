"""What is to be said of the lines of a draft: the facts for all of them in a few queries, beside
the keys. Reads cache.db and the ledger, asks no vendor and writes nothing.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cache import book_entries, colleagues, keeping, ours
from cache.advice import Advice, Facts, advise, same
from cache.bonded_rows import BondedRow, rows_select
from cache.places import Refusal
from vendors.order_limits import most_lines, only_from_stock

if TYPE_CHECKING:
    from datetime import datetime

    from cache.colleagues import Elsewhere, Twin
    from cache.drafts import Draft, DraftLine
    from cache.orders import Orders
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Part

# What makes lines go into one order: vendor, ship-to, currency.
_Group = tuple[str, str, str]


class _Around(NamedTuple):
    """What the ledger has around a draft."""

    elsewhere: dict[str, Elsewhere]
    twins: dict[_Group, tuple[Twin, ...]]
    codes: dict[str, str]


_NOTHING = _Around({}, {}, {})


class _Said(NamedTuple):
    """What was said of a line, and from what."""

    line: DraftLine
    facts: Facts
    advice: list[Advice]


class Advising:
    """For one session of one person. See `cache.advice` for what is said."""

    def __init__(
        self, ledger: Store, cache: Store, orders: Orders, clock: Clock, person: Person
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._orders = orders
        self._clock = clock
        self._person = person
        # By the line's id, of the draft that was asked about last: most lines of it stay.
        self._said: dict[str, _Said] = {}

    async def of(self, draft: Draft) -> dict[str, list[Advice]]:
        """What is to be said of each line as it stands now, by its id; a line of which nothing is
        has an empty list, one that is no offer yet is left out.

        Without the ledger what others have is not said. Raises Refusal where cache.db is not open.
        """
        draft_id, ship_to = draft.id, draft.customer_id
        lines = [line for line in draft.lines if line.known]
        if not lines:
            return {}
        now = self._clock.now()
        groups = _groups(lines, ship_to)
        arrived = await self._orders.arrived()
        parts = list(dict.fromkeys(line.part for line in lines))

        def around(db: sqlite3.Connection) -> _Around:
            book = book_entries.read(db)
            return _Around(
                colleagues.elsewhere(db, parts, draft_id, arrived, self._person),
                _twins(db, groups, now, draft_id),
                {place: entry.code for place, entry in book.items() if entry.code},
            )

        ledger = _NOTHING
        with contextlib.suppress(Refusal):
            ledger = await self._ledger.read(around)

        def advised(db: sqlite3.Connection) -> dict[str, _Said]:
            facts = _facts(db, lines, groups, ledger, ship_to, now, self._person.uid)
            return {line.id: _said(line, facts[line.id], before) for line in lines}

        before = self._said
        # The words are made where the rows are read: it is no work for the thread of the keys.
        self._said = said = await self._cache.read(advised)
        return {line_id: one.advice for line_id, one in said.items()}


def _said(line: DraftLine, facts: Facts, before: Mapping[str, _Said]) -> _Said:
    was = before.get(line.id)
    if was is not None and was.line == line and same(line, was.facts, facts):
        return was
    return _Said(line, facts, advise(line, facts))


def _groups(lines: Sequence[DraftLine], ship_to: str | None) -> dict[_Group, list[DraftLine]]:
    groups: dict[_Group, list[DraftLine]] = {}
    for line in lines:
        there = line.bonded_customer_id or ship_to or ""
        groups.setdefault((line.vendor, there, line.currency), []).append(line)
    return groups


def _twins(
    db: sqlite3.Connection,
    groups: dict[_Group, list[DraftLine]],
    now: datetime,
    draft_id: int,
) -> dict[_Group, tuple[Twin, ...]]:
    found = {}
    for group, lines in groups.items():
        vendor, place, _ = group
        pieces = [(line.part, line.quantity) for line in lines]
        found[group] = colleagues.twins_of(db, vendor, place, pieces, now, draft_id)
    return found


def _facts(
    db: sqlite3.Connection,
    lines: Sequence[DraftLine],
    groups: dict[_Group, list[DraftLine]],
    ledger: _Around,
    ship_to: str | None,
    now: datetime,
    uid: int,
) -> dict[str, Facts]:
    parts = {line.part for line in lines}
    known = keeping.parts_of(db, {(line.vendor, line.number) for line in lines})
    bonded = _bonded(db, parts, uid)
    codes = dict(db.execute("SELECT customer_id, code FROM location").fetchall()) | ledger.codes
    theirs = ours.made_elsewhere(db, parts)
    released: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.bonded_customer_id is not None:
            released[line.bonded_customer_id, line.number.casefold()] += line.quantity
    nobody: tuple[Part | None, dict[str, datetime]] = (None, {})
    found = {}
    for group, its in groups.items():
        for place, line in enumerate(its, 1):
            part, told = known.get((line.vendor, line.number.casefold()), nobody)
            name = line.part.casefold()
            twins = tuple(twin for twin in ledger.twins.get(group, ()) if name in twin.parts)
            others = ledger.elsewhere.get(name, colleagues.NOWHERE)
            others = others.without({twin.number for twin in twins})
            coming = (*others.coming, *theirs.get(name, ()))
            rows = bonded.get(name, ())
            found[line.id] = Facts(
                now=now,
                part=part,
                told=told,
                bonded=rows,
                taken=_taken(released, line, rows),
                ship_to=ship_to,
                codes=codes,
                elsewhere=tuple(others._replace(coming=coming).sentences()),
                twins=twins,
                place=place,
                most=most_lines(line.vendor),
                from_stock=only_from_stock(line.vendor),
            )
    return found


def _taken(
    released: Counter[tuple[str, str]], line: DraftLine, rows: Sequence[BondedRow]
) -> dict[tuple[str, str], int]:
    """What the other lines release of these rows."""
    found = {(row.customer_id, row.number.casefold()): 0 for row in rows}
    for key in found:
        its = line.quantity if key == (line.bonded_customer_id, line.number.casefold()) else 0
        found[key] = released[key] - its
    return found


def _bonded(db: sqlite3.Connection, parts: set[str], uid: int) -> dict[str, tuple[BondedRow, ...]]:
    query = rows_select(uid, "part").format(marks="SELECT value FROM json_each(?)")
    found: dict[str, list[BondedRow]] = {}
    for columns in db.execute(query, (json.dumps(list(parts)),)):
        row = BondedRow._make(columns)
        found.setdefault(row.part.casefold(), []).append(row)
    return {part: tuple(rows) for part, rows in found.items()}
