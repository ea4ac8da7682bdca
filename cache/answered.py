"""What a vendor's answer said that an order comes to, and whether that is what was reviewed.

A vendor that is told no expected price takes the order at its own: its total in the answer is the
first that says so.
"""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import money_text
from cache.vendor_orders import amount_words

if TYPE_CHECKING:
    from vendors.vocabulary import Answer


class Total(NamedTuple):
    """Goods and fees, without shipping and taxes. `currency` is empty where it was not said."""

    amount: Decimal
    currency: str

    @property
    def words(self) -> str:
        return f"{amount_words(self.amount)} {self.currency}".strip()

    def is_same(self, other: Total) -> bool:
        """A currency that is not said is not another one."""
        return self.amount == other.amount and (
            self.currency == other.currency or not (self.currency and other.currency)
        )


def put(db: sqlite3.Connection, attempt_id: int, answer: Answer) -> None:
    """Keep what the answer to an attempt comes to, where it says that. Run inside a write."""
    if answer.total is not None:
        db.execute(
            "UPDATE attempt SET total = ?, total_currency = ? WHERE id = ?",
            (money_text(answer.total), answer.currency, attempt_id),
        )


def total_of(db: sqlite3.Connection, order_id: int) -> Total | None:
    """What the vendor answered to the attempt that counts; None where it did not say."""
    row = db.execute(
        "SELECT total, total_currency FROM live_attempt WHERE order_id = ? AND total IS NOT NULL",
        (order_id,),
    ).fetchone()
    return None if row is None else Total(Decimal(row[0]), row[1])


def otherwise(vendor: str, reviewed: Total, answer: Answer) -> str:
    """That the answer comes to something else than was reviewed, as a sentence; else empty."""
    if answer.total is None:
        return ""
    said = Total(answer.total, answer.currency)
    if said.is_same(reviewed):
        return ""
    return f"It comes to {said.words} at {vendor}; {reviewed.words} was reviewed."
