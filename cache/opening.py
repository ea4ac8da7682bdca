"""The ledger for one command without a screen: there, sound and of this version, or a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cache import marker
from cache.files import Damaged, alone, immediate, opened, set_journal
from cache.ledger import identity
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import IO_ERROR, Refusal

if TYPE_CHECKING:
    from cache.places import Places

CURE = "Nothing in it was changed: have it put back from a backup (bondroom restore FILE)."


def expect_ledger(places: Places) -> None:
    """Raises Refusal where no ledger was begun yet, Damaged where it is gone."""
    if places.ledger.exists():
        return
    if places.ledger_id.exists():
        raise Damaged(
            f"{places.ledger} is gone, and {places.ledger_id} says it was there.", IO_ERROR
        )
    raise Refusal(
        f"There is no ledger yet in {places.data}. Nothing was made: start bondroom once, which "
        "begins it."
    )


@contextmanager
def reading(places: Places) -> Iterator[sqlite3.Connection]:
    """The ledger, to look into. Raises Refusal, Damaged, Newer."""
    expect_ledger(places)
    with opened(places.ledger, LEDGER, LEDGER_ID) as db:
        yield db


@contextmanager
def writing(places: Places) -> Iterator[sqlite3.Connection]:
    """The ledger inside one transaction, durable when it ends.

    Raises Refusal, Damaged, Newer, and Foreign where it is another one than was here before.
    """
    expect_ledger(places)
    # Alone, so that it is not put back from a backup meanwhile.
    with alone(places.ledger), opened(places.ledger, LEDGER, LEDGER_ID, write=True) as db:
        marker.expect(places.ledger_id, places.ledger, identity(db))
        set_journal(db, "rollback")
        with immediate(db):
            yield db
