"""The parts that our own orders had, by every number they went under; a table of cache.db.

Projected from the ledger with the orders themselves. What was only reviewed was not ordered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import instant_text

if TYPE_CHECKING:
    from cache.purchase_orders import Frozen

# Each index holds what a list of parts shows, so that nothing else is read for it.
OWN_PARTS = """
CREATE TABLE own_part (
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  part TEXT NOT NULL COLLATE NOCASE,
  maker TEXT NOT NULL COLLATE NOCASE,
  number TEXT NOT NULL COLLATE NOCASE,
  customer_part TEXT NOT NULL COLLATE NOCASE,
  at TEXT NOT NULL,
  PRIMARY KEY (order_id, line_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_part_part ON own_part (part, maker, at);
CREATE INDEX own_part_number ON own_part (number, part, maker, at);
CREATE INDEX own_part_cpn ON own_part (customer_part, part, maker, at);
"""

_ORDERED = frozenset(("placing", "unknown", "accepted", "accepted_no_number", "duplicate"))

_BEGINNING = """
SELECT {column}, part, maker, count(DISTINCT order_id), max(at) FROM own_part
WHERE {column} >= :low AND {column} < :high AND {column} <> ''
GROUP BY {grouped} ORDER BY {grouped} LIMIT :most
"""
# By what a buyer may begin to type, as it is called above; grouped as its index is, so that no more
# is read than is wanted.
_COLUMNS = {
    "part": "part, maker",
    "customer_part": "customer_part, part, maker",
    "number": "number, part, maker",
}


class OwnPart(NamedTuple):
    """A part as it was ordered, in so many orders, the last one at `at`.

    `typed_as` is the number that begins as was typed; `numbered`: it is a vendor's.
    """

    numbered: bool
    typed_as: str
    part: str
    maker: str
    times: int
    at: str


def put(db: sqlite3.Connection, orders: Iterable[Frozen]) -> None:
    """Project the lines of orders that changed; inside a write of cache.db."""
    for order in orders:
        db.execute("DELETE FROM own_part WHERE order_id = ?", (order.id,))
        if order.state not in _ORDERED:
            continue
        at = instant_text(order.created_at)
        db.executemany(
            "INSERT INTO own_part VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(order.id, line.line_no, line.part, line.maker, line.number),
                    *(line.terms.customer_part, at),
                )
                for line in order.content.lines
            ],
        )


def forget(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM own_part")


def beginning(db: sqlite3.Connection, low: str, high: str, most: int) -> list[OwnPart]:
    """Parts under a number from `low` to before `high`: by maker's number, the buyer's own, the
    vendor's. At most so many of each.
    """
    found = []
    for column, grouped in _COLUMNS.items():
        query = _BEGINNING.format(column=column, grouped=grouped)
        rows = db.execute(query, {"low": low, "high": high, "most": most})
        found += [OwnPart(column == "number", *row) for row in rows]
    return found


def of_customer_part(db: sqlite3.Connection, text: str) -> list[str]:
    """The makers' numbers that orders had under this number of the buyer's own."""
    rows = db.execute(
        "SELECT part FROM own_part WHERE customer_part = ? AND customer_part <> '' "
        "GROUP BY part ORDER BY part",
        (text,),
    )
    return [part for (part,) in rows]
