"""What the ledger has of releases: lines at bonded rows, what was reported around them, and what
is still to be read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cache import changing_rules, changing_seen
from cache.convert import instant, instant_text
from cache.purchase_orders import vendor_name

# After so long the row of an accepted line is read again.
LOOKS: dict[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
# What was accepted longer ago is read no more: nothing ran meanwhile, and by now much else counts.
_TOO_LATE = timedelta(days=14)

_ORDERED = """
SELECT line.order_id, line.line_no, head.number, head.vendor, head.vendor_numbers, head.state,
  head.person, head.os_uid, line.bonded_customer_id, line.number, line.part, line.quantity,
  coalesce(live.ended_at, live.sent_at, live.created_at), coalesce(live.sent_at, live.created_at)
FROM purchase_order_line AS line JOIN purchase_order AS head ON head.id = line.order_id
JOIN live_attempt AS live ON live.order_id = line.order_id
WHERE line.bonded_customer_id IS NOT NULL AND {where} ORDER BY live.id, line.line_no
"""
_DRAFTED = """
SELECT line.vendor, line.bonded_customer_id, line.number, draft.os_uid, draft.person, draft.id,
  line.quantity, draft.changed_at
FROM draft_line AS line CROSS JOIN draft ON draft.id = line.draft_id
WHERE line.bonded_customer_id IS NOT NULL AND draft.state = 'open' AND NOT EXISTS (
  SELECT 1 FROM purchase_order_line AS mine
  JOIN live_attempt ON live_attempt.order_id = mine.order_id WHERE mine.draft_line_id = line.id)
  AND {where} ORDER BY draft.id
"""
OF_ROW = "line.bonded_customer_id = ? AND line.number = ? COLLATE NOCASE"
# At a row at which one of these orders (a JSON list) has a line: of what a reserve went down by,
# the older releases of the row have their share first, finished or not.
OF_ROWS_OF = """(line.bonded_customer_id, line.number COLLATE NOCASE) IN (
  SELECT mine.bonded_customer_id, mine.number FROM json_each(?) AS one
  CROSS JOIN purchase_order_line AS mine ON mine.order_id = one.value
  WHERE mine.bonded_customer_id IS NOT NULL)"""
# The sign keeps SQLite from its index of states: most orders there ever were are accepted, and few
# lines are bonded.
TAKEN = "+head.state IN ('accepted', 'accepted_no_number', 'duplicate')"


class Effect(NamedTuple):
    """What became of the reserve after an accepted line. `changed` is None where nobody looked.

    `before` is the last report before the order was sent, `after` the last one since, `read_at`
    when the row was last read for it. `quote`: the numbers to tell the vendor.
    """

    order_id: int
    line_no: int
    po_number: str
    sales_orders: tuple[str, ...]
    vendor: str
    number: str
    part: str
    customer_id: str
    quantity: int
    accepted_at: datetime
    before: int | None
    after: int | None
    read_at: datetime | None
    changed: bool | None
    words: str
    quote: str


@dataclass(slots=True)
class ReleaseLine:
    """A line of an order that may be at the vendor, with what was reported around it.

    `quantity` is what was ordered, or what the line was seen changed to since.
    """

    order_id: int
    line_no: int
    po_number: str
    vendor: str
    vendor_numbers: str
    state: str
    person: str
    os_uid: int
    customer_id: str
    number: str
    part: str
    quantity: int
    accepted_at: str
    sent_at: str
    before: int | None = None
    after: int | None = None
    # Whether anything was reported since, and whether it was that there is no such row any more.
    reported: bool = False
    gone: bool = False
    left: int = 0

    @property
    def row(self) -> tuple[str, str]:
        return self.customer_id, self.number.casefold()


class Due(NamedTuple):
    """A bonded row that is read again at `at`, for these lines."""

    at: datetime
    vendor: str
    customer_id: str
    number: str
    lines: tuple[tuple[int, int, str], ...]


def orders_with(db: sqlite3.Connection) -> list[int]:
    """All orders that have a bonded line, sent or not; the index alone is read."""
    rows = db.execute(
        "SELECT DISTINCT order_id FROM purchase_order_line WHERE bonded_customer_id IS NOT NULL"
    )
    return [int(order_id) for (order_id,) in rows]


def ordered(db: sqlite3.Connection, where: str, values: Sequence[str | int]) -> list[ReleaseLine]:
    """Bonded lines of orders that may be at the vendor, with what was reported around them."""
    lines = [ReleaseLine(*row) for row in db.execute(_ORDERED.format(where=where), values)]
    made = changing_seen.made_of(db, {line.order_id for line in lines})
    for line in lines:
        ours = (one for one in made.get(line.order_id, ()) if one.line_no == line.line_no)
        line.quantity = changing_rules.pieces_of(line.quantity, ours)
        _reported(db, line)
    _share(lines)
    return lines


def _reported(db: sqlite3.Connection, line: ReleaseLine) -> None:
    query = (
        "SELECT reserve, gone FROM reserve WHERE customer_id = ? AND number = ? AND vendor = ? "
        "AND at {sign} ? ORDER BY id DESC LIMIT 1"
    )
    row = (line.customer_id, line.number, line.vendor, line.sent_at)
    before = db.execute(query.format(sign="<="), row).fetchone()
    since = db.execute(query.format(sign=">"), row).fetchone()
    line.before = before[0] if before else None
    line.reported = since is not None
    line.after, line.gone = (since[0], bool(since[1])) if since else (line.before, False)


def _share(lines: Iterable[ReleaseLine]) -> None:
    """Of what a reserve went down by, the oldest release has its pieces first.

    What went down between two of them may be counted to the older one twice over. Then too much is
    left rather than too little: pieces are better missed than released a second time.
    """
    taken: dict[tuple[str, str], int] = {}
    for line in lines:
        before, after = line.before, line.after
        drop = 0 if before is None or after is None else before - after
        shown = min(line.quantity, max(0, drop - taken.get(line.row, 0)))
        taken[line.row] = taken.get(line.row, 0) + shown
        line.left = 0 if line.gone else line.quantity - shown


def drafted(db: sqlite3.Connection, where: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    return db.execute(_DRAFTED.format(where=where), values).fetchall()


def due(db: sqlite3.Connection, now: datetime) -> Due | None:
    """The row that is read next, and for which lines."""
    since = instant_text(now - _TOO_LATE)
    rows = db.execute(_ORDERED.format(where=f"{TAKEN} AND live.created_at > ?"), (since,))
    waiting: list[tuple[datetime, ReleaseLine, str]] = []
    for line in [ReleaseLine(*row) for row in rows]:
        accepted = instant(line.accepted_at)
        # What is a day late is read once, not twice.
        for after in ("hour",) if now < accepted + LOOKS["day"] else ("day",):
            if not looked(db, line, after):
                waiting.append((accepted + LOOKS[after], line, after))
            elif after == "hour":
                waiting.append((accepted + LOOKS["day"], line, "day"))
    if not waiting:
        return None
    at, first, _ = min(waiting, key=lambda one: one[0])
    same = [
        (line.order_id, line.line_no, after)
        for when, line, after in waiting
        if line.row == first.row and (when <= now or when == at)
    ]
    return Due(at, first.vendor, first.customer_id, first.number, tuple(same))


def looked(db: sqlite3.Connection, line: ReleaseLine | Effect, after: str) -> bool:
    row = db.execute(
        "SELECT 1 FROM release_look WHERE order_id = ? AND line_no = ? AND after = ?",
        (line.order_id, line.line_no, after),
    ).fetchone()
    return row is not None


def effects(
    db: sqlite3.Connection, where: str, values: Sequence[str | int], now: datetime
) -> Iterator[Effect]:
    for line in ordered(db, where, values):
        looks = dict(
            db.execute(
                "SELECT after, at FROM release_look WHERE order_id = ? AND line_no = ?",
                (line.order_id, line.line_no),
            ).fetchall()
        )
        changed = line.gone or line.after != line.before if line.reported or looks else None
        sales = tuple(json.loads(line.vendor_numbers))
        name = vendor_name(line.vendor)
        quote = (
            f"PO {line.po_number}",
            f"sales order {', '.join(sales)}" if sales else "no sales order number yet",
            f"{name} number {line.number}",
            f"CustomerId {line.customer_id}",
        )
        yield Effect(
            line.order_id,
            line.line_no,
            line.po_number,
            sales,
            line.vendor,
            line.number,
            line.part,
            line.customer_id,
            line.quantity,
            instant(line.accepted_at),
            line.before,
            line.after if line.reported or looks else None,
            instant(max(looks.values())) if looks else None,
            changed,
            _words(line, changed, looks, now),
            " · ".join(quote),
        )


def _words(line: ReleaseLine, changed: bool | None, looks: dict[str, str], now: datetime) -> str:
    name = vendor_name(line.vendor)
    if line.gone:
        return f"{name} reports this bonded row no more"
    if changed:
        if line.before is None:
            return f"reserve is {_pieces(line.after)} now; before, it was not said"
        return f"reserve went from {_pieces(line.before)} to {_pieces(line.after)}"
    if "day" in looks:
        return f"reserve unchanged: ask {name}"
    if "hour" in looks:
        return "reserve unchanged after an hour; read again a day after it was accepted"
    if now - instant(line.accepted_at) > _TOO_LATE:
        return "the reserve was not read again in time"
    return "the reserve is read again an hour and a day after it was accepted"


def _pieces(reserve: int | None) -> str:
    return "not said" if reserve is None else f"{reserve:,}"
