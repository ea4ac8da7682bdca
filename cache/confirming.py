"""Confirmation against order: only what differs from what was sent, and who took note of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cache.changing_seen import as_changed
from cache.comparing import Acknowledged, Difference, Sent, compare, listed
from cache.convert import clean, instant, instant_text
from cache.ledger import bump, note
from cache.places import Refusal
from cache.purchase_orders import Frozen, read_order
from vendors.vocabulary import VendorOrder

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock

__all__ = [
    "Acknowledged",
    "Confirmation",
    "Confirming",
    "Difference",
    "Sent",
    "acknowledged_of",
    "confirm",
    "differences",
]

# The states in which the vendor has the order, so that it can say otherwise than we did.
PLACED = ("accepted", "accepted_no_number", "duplicate")


class Confirmation(NamedTuple):
    """`listed`: the vendor shows the order with its lines, so that they can be compared."""

    listed: bool
    differences: tuple[Difference, ...]

    @property
    def open(self) -> int:
        return sum(1 for one in self.differences if one.acknowledged is None)

    @property
    def confirmed(self) -> bool:
        """Nothing differs, or each difference was acknowledged by name."""
        return self.listed and not self.open


def differences(order: Frozen, found: Sequence[VendorOrder]) -> list[Difference]:
    """What the vendor's orders under our number say otherwise than we did; none acknowledged."""
    return compare(Sent.of(order), found)


def confirm(
    sent: Sent, found: Sequence[VendorOrder], acknowledged: Mapping[str, Acknowledged]
) -> Confirmation | None:
    """None for an order that the vendor has not taken, as far as we know."""
    if sent.state not in PLACED:
        return None
    return Confirmation(
        listed(found),
        tuple(
            one._replace(acknowledged=acknowledged.get(one.name)) for one in compare(sent, found)
        ),
    )


def acknowledged_of(
    db: sqlite3.Connection, order_ids: Iterable[int]
) -> dict[int, dict[str, Acknowledged]]:
    """What was acknowledged of these orders in the ledger, by name; no entry where nothing."""
    rows = db.execute(
        "SELECT order_id, difference, reason, person, at FROM acknowledged "
        "WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, difference",
        (json.dumps(list(order_ids)),),
    )
    by_order: dict[int, dict[str, Acknowledged]] = {}
    for order_id, name, reason, person, at in rows:
        by_order.setdefault(order_id, {})[name] = Acknowledged(reason, person, instant(at))
    return by_order


class Confirming:
    """Takes down that a person saw a difference. It stands in the ledger, with who and when."""

    def __init__(
        self, ledger: Store, cache: Store, orders: Orders, clock: Clock, person: Person
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._orders = orders
        self._clock = clock
        self._person = person

    async def acknowledge(self, order_id: int, name: str, reason: str = "") -> None:
        """Acknowledge the difference called `name`; once is enough.

        Raises Refusal where the order has no such difference (any more), and for an order placed
        twice where no reason is given.
        """
        from cache.history_rows import po_key, theirs

        why, at = clean(reason), self._clock.now()
        order = await self._ledger.read(lambda db: read_order(db, order_id))
        if order is None:
            raise Refusal("There is no such order in the ledger. Nothing was noted.")
        vendor, key = order.content.vendor, po_key(order.number)
        stored = await self._cache.read(lambda db: theirs(db, vendor, key))
        found = [one for one, _ in stored]

        def job(db: sqlite3.Connection) -> None:
            if name in acknowledged_of(db, [order_id]).get(order_id, {}):
                return
            (now,) = as_changed(db, [read_order(db, order_id) or order])
            confirmation = confirm(Sent.of(now), found, {})
            all_of_it = confirmation.differences if confirmation else ()
            seen = next((one for one in all_of_it if one.name == name), None)
            if seen is None:
                raise Refusal(
                    f"{now.number} does not differ like that any more. Nothing was noted: "
                    "look at what it says now."
                )
            if seen.what == "twice" and not why:
                raise Refusal(
                    f"{now.number} is at the vendor twice. The alarm ends only with a reason: "
                    "type what was done about it."
                )
            db.execute(
                "INSERT INTO acknowledged VALUES (?, ?, ?, ?, ?, ?)",
                (order_id, name, why, instant_text(at), self._person.uid, self._person.name),
            )
            # So that the projection takes it up; the order itself is as it was.
            db.execute("UPDATE purchase_order SET changed = ? WHERE id = ?", (bump(db), order_id))
            note(db, self._person, at, "acknowledged", order_id=order_id, became=name, reason=why)

        await self._ledger.write(job)
        await self._orders.project()
