"""What it means for an order of ours that the vendor lists its number.

An order accepted without a number has one now. An unknown order stays unknown: that the vendor
lists the number shows that there is an order, not that it is the one we sent, line by line, and
not that it is the only one. Its row shows the vendor's numbers meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from cache.ledger import move

if TYPE_CHECKING:
    from cache.people import Person


def waiting(db: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Orders accepted without a number, by (vendor, number)."""
    rows = db.execute(
        "SELECT vendor, number, id FROM purchase_order WHERE state = 'accepted_no_number'"
    )
    return {(vendor, number): order_id for vendor, number, order_id in rows}


def numbers_came(
    db: sqlite3.Connection,
    came: Mapping[int, tuple[str, ...]],
    at: datetime,
    person: Person,
) -> None:
    """The vendor's numbers of orders that were accepted without one. Run inside a write."""
    for order_id, numbers in came.items():
        done = db.execute(
            "UPDATE purchase_order SET vendor_numbers = ? "
            "WHERE id = ? AND state = 'accepted_no_number'",
            (json.dumps(numbers), order_id),
        ).rowcount
        if done:
            move(
                db,
                order_id,
                "accepted",
                reason=f"the vendor lists it as {', '.join(numbers)}",
                at=at,
                person=person,
            )
