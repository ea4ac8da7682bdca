"""What this workstation and its account have of a part already: open orders and open drafts.

Compared by the maker's number alone, in any case: better named once too often than bought twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant
from cache.history_rows import our_key
from cache.vendor_orders import from_text, glance, kept_lines

if TYPE_CHECKING:
    from cache.people import Person
    from cache.store import Store

_ORDERED = """
SELECT head.id, head.number, head.vendor, head.state, head.full_name, head.person, head.created_at,
  sum(mine.quantity), max(mine.bonded_customer_id IS NOT NULL)
FROM purchase_order AS head JOIN purchase_order_line AS mine ON mine.order_id = head.id
WHERE head.state IN ('placing', 'unknown', 'accepted', 'accepted_no_number', 'duplicate')
  AND mine.part = ? COLLATE NOCASE
GROUP BY head.id ORDER BY head.id DESC
"""
_DRAFTED = """
SELECT draft.id, draft.name, draft.person, draft.os_uid, draft.changed_at, sum(quantity),
  max(bonded_customer_id IS NOT NULL)
FROM draft_line JOIN draft ON draft.id = draft_line.draft_id
WHERE draft.state = 'open' AND part = ? COLLATE NOCASE GROUP BY draft.id ORDER BY draft.id
"""
_SEEN = """
SELECT order_id, id, next_date, state IN ('accepted', 'duplicate') AND fetched_at IS NOT NULL
  AND open = 0
FROM order_row WHERE key IN (SELECT value FROM json_each(?))
"""
# What is not ours and not all shipped; the words of a row hold the numbers of its parts. CROSS: the
# words first, which stand in an index, or every order that the vendor listed would be read.
_ELSEWHERE = """
SELECT r.id, r.number, r.vendor, r.status_text, r.entered_at, r.next_date, v.body
FROM (SELECT id FROM order_row INDEXED BY order_row_shown WHERE instr(words, ?) > 0) AS found
CROSS JOIN order_row AS r USING (id)
CROSS JOIN vendor_order AS v
  ON v.vendor = r.vendor AND v.number = substr(r.key, length('theirs ' || r.vendor || ' ') + 1)
WHERE r.order_id IS NULL AND r.goods_shipped < r.goods_ordered
ORDER BY r.entered_at DESC, r.id DESC
"""

_OPEN_ELSEWHERE = """
SELECT id, words FROM order_row WHERE order_id IS NULL AND goods_shipped < goods_ordered
"""
# Bodies of these rows, as above.
_BODIES = """
SELECT r.number, v.number, v.body FROM order_row AS r
CROSS JOIN vendor_order AS v
  ON v.vendor = r.vendor AND v.number = substr(r.key, length('theirs ' || r.vendor || ' ') + 1)
WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.entered_at DESC, r.id DESC
"""


class OpenOrder(NamedTuple):
    """An order with the part in it that is not all shipped, or of which that is not known.

    `rowid` is that of its row in the history, None where it has none yet. `state` is ours, or
    `vendor` for one made elsewhere on the account, with the vendor's words in `status`. `quantity`
    is pieces of this part; `next_date` an ISO day of the whole order.
    """

    rowid: int | None
    number: str
    vendor: str
    state: str
    status: str
    person: str
    at: datetime
    quantity: int
    next_date: str | None
    bonded: bool


class OpenDraft(NamedTuple):
    """An open draft with `quantity` pieces of the part. `mine`: this person's."""

    id: int
    name: str
    person: str
    mine: bool
    at: datetime
    quantity: int
    bonded: bool


class Having(NamedTuple):
    orders: tuple[OpenOrder, ...]
    drafts: tuple[OpenDraft, ...]


class Ours:
    """Reads ledger and cache; writes nothing and asks no vendor."""

    def __init__(self, ledger: Store, cache: Store, person: Person) -> None:
        self._ledger = ledger
        self._cache = cache
        self._person = person

    async def of(self, part: str) -> Having:
        """What is open of the maker's number `part`: orders newest first, then drafts as made.

        Raises Refusal where the ledger is not open.
        """
        ordered, drafted = await self._ledger.read(
            lambda db: (
                db.execute(_ORDERED, (part,)).fetchall(),
                db.execute(_DRAFTED, (part,)).fetchall(),
            )
        )
        keys = json.dumps([our_key(row[0]) for row in ordered])
        word = _word(part)
        seen, elsewhere = await self._cache.read(
            lambda db: (
                {row[0]: row[1:] for row in db.execute(_SEEN, (keys,))},
                db.execute(_ELSEWHERE, (word,)).fetchall() if word else [],
            )
        )
        orders = [*_own(ordered, seen), *_theirs(elsewhere, part)]
        drafts = (
            OpenDraft(number, name, who, uid == self._person.uid, instant(at), pieces, bool(bonded))
            for number, name, who, uid, at, pieces, bonded in drafted
        )
        return Having(tuple(sorted(orders, key=lambda one: one.at, reverse=True)), tuple(drafts))


def made_elsewhere(
    db: sqlite3.Connection, parts: Collection[str]
) -> dict[str, list[tuple[str, int]]]:
    """Of many parts, the orders not ours and not all shipped that have them: number and pieces,
    by the part case-folded.
    """
    wanted = [word for part in parts if (word := _word(part))]
    rows = [
        rowid
        for rowid, words in db.execute(_OPEN_ELSEWHERE)
        # Somewhere within: what the vendor's number holds does not stand there by itself.
        if any(word in words for word in wanted)
    ]
    folded = {part.strip().casefold() for part in parts}
    found: dict[str, list[tuple[str, int]]] = {}
    for number, theirs, body in db.execute(_BODIES, (json.dumps(rows),)) if rows else ():
        order = from_text(body)
        if glance([order], order.entered_at.date()).finished:
            continue
        pieces: Counter[str] = Counter()
        for line in kept_lines([order]):
            part = line.part.strip().casefold()
            if part in folded and line.shipped < line.ordered:
                pieces[part] += line.ordered
        for part, ordered in pieces.items():
            found.setdefault(part, []).append((number or theirs, ordered))
    return found


def _word(part: str) -> str:
    """What of a part's number stands among the words of a row: no blanks, case-folded."""
    return max(part.casefold().split(), key=len, default="")


def _own(
    rows: Iterable[tuple[int, str, str, str, str, str, str, int, int]],
    seen: dict[int, tuple[int, str | None, int]],
) -> list[OpenOrder]:
    found = []
    for order_id, number, vendor, state, full_name, person, at, pieces, bonded in rows:
        rowid, next_date, finished = seen.get(order_id, (None, None, 0))
        if not finished:
            who = full_name or person
            found.append(
                OpenOrder(
                    *(rowid, number, vendor, state, "", who, instant(at), pieces, next_date),
                    bonded=bool(bonded),
                )
            )
    return found


def _theirs(rows: Iterable[sqlite3.Row], part: str) -> list[OpenOrder]:
    found = []
    wanted = part.strip().casefold()
    for rowid, number, vendor, status, entered_at, next_date, body in rows:
        order = from_text(body)
        lines = [one for one in kept_lines([order]) if one.part.strip().casefold() == wanted]
        pieces = sum(line.ordered for line in lines)
        coming = any(line.shipped < line.ordered for line in lines)
        if coming and not glance([order], order.entered_at.date()).finished:
            found.append(
                OpenOrder(
                    *(rowid, number, vendor, "vendor", status, "", instant(entered_at), pieces),
                    next_date=next_date,
                    bonded=False,
                )
            )
    return found
