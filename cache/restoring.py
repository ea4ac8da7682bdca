"""The ledger put back from a backup: what is lost by that, and what must not come of it.

A backup knows nothing of what was done after it was made. So that no number of that time is given
again, numbers are left out; so that nobody orders again what was ordered then, all that is still
known of it is said.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cache import audit, marker, numbers
from cache.backups import backup
from cache.files import (
    Damaged,
    Newer,
    alone,
    check,
    connect,
    immediate,
    in_words,
    migrate,
    opened,
    set_journal,
    sync,
)
from cache.ledger import bump, note
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.people import Person
from cache.places import Places, Refusal, refusal_of
from cache.sessions import SessionLock

# More than one desk gives between two backups, and still short in a number. The look-up at the
# vendor before an order is sent stands behind it.
SKIPPED = 1_000

_MOST = 1_000_000

# Before the name of every open draft with lines, once it comes out of a backup.
LOOK_FIRST = "ordered since?"

# SQLite's journal goes with its file: beside another one it would be played into that.
_PARTS = ("", "-journal", "-wal", "-shm")


class Missing(NamedTuple):
    """An order that was otherwise, or not there at all, when the backup was made."""

    number: str
    state: str
    was: str


class Restored(NamedTuple):
    """`aside`: the ledger that stood there, renamed; None: none did. `made`: the instant of the
    backup's last audit entry, ISO 8601, UTC. `broken`: the first entry of its audit that is not
    as it was written. `missing`: as the old ledger or the history's copy still knows them.
    `identity`: of the ledger as it was put back.
    """

    aside: Path | None
    made: str
    broken: int | None
    missing: tuple[Missing, ...]
    identity: str


class _Known(NamedTuple):
    """What can still be read of the time after the backup."""

    orders: dict[str, str]
    sequences: dict[str, int]


def restore(places: Places, source: Path, *, prefix: str, at: datetime, person: Person) -> Restored:
    """Put the backup `source` in the place of a ledger that is lost or damaged.

    The old file is renamed and never deleted, `ledger.id` names the new one. Raises Refusal, with
    everything as it was: a session runs, the backup is not ours, not sound, newer than this version
    or of another environment, or the ledger that stands there is sound.
    """
    try:
        there = source.exists()
    except OSError as error:
        raise refusal_of(error, source) from None
    if not there:
        raise Refusal(f"There is no file {source}. Nothing was changed.")
    try:
        session = SessionLock(places.sessions)
    except OSError as error:
        raise refusal_of(error, places.sessions) from None
    # Whoever starts now waits at the same lock, and then finds the ledger that was put back.
    with closing(session), alone(places.ledger):
        _expect_nobody(session, places.sessions)
        _expect_unsound(places.ledger)
        known = _still_known(places)
        fresh = places.ledger.with_name(f"{places.ledger.name}.restoring")
        _remove(fresh)
        try:
            backup(source, fresh)
            restored = _made_ready(fresh, source, places, known, prefix, at, person)
            aside = _exchange(places, fresh, restored.identity, at)
        except BaseException:
            _remove(fresh)
            raise
    return restored._replace(aside=aside)


def _expect_nobody(session: SessionLock, folder: Path) -> None:
    for path in folder.glob("*.lock"):
        if path.stem == session.name:
            continue
        with session.ended(path.stem) as gone:
            if not gone:
                raise Refusal(
                    "A session of Bondroom is open in this environment. Nothing was changed: end "
                    "every one (q), then type it again."
                )


def _expect_unsound(ledger: Path) -> None:
    """A sound ledger knows what a backup does not; giving that up is not for one command."""
    if not ledger.exists():
        return
    try:
        with opened(ledger, LEDGER, LEDGER_ID, older=True) as db:
            check(db, ledger, indexes=True)
    except Damaged:
        return
    except Newer:
        pass
    raise Refusal(
        f"{ledger} is sound, so it was left as it is: a backup would know less. If it has to be "
        f"that backup all the same, rename {ledger.name} yourself first; keep the renamed file."
    )


def _still_known(places: Places) -> _Known:
    """Orders by number, with their state, and how far numbers came; what cannot be read is not."""
    known = _Known({}, {})
    # cache.db first: it holds a copy, and what the ledger itself still says is better.
    with contextlib.suppress(sqlite3.Error), closing(connect(places.cache_db, write=True)) as db:
        db.execute("PRAGMA query_only = ON")
        known.orders.update(_texts(db.execute("SELECT number, state FROM own_order")))
    with contextlib.suppress(sqlite3.Error), closing(connect(places.ledger, write=False)) as db:
        with contextlib.suppress(sqlite3.Error):
            known.orders.update(_texts(db.execute("SELECT number, state FROM purchase_order")))
        known.sequences.update(
            (scope, last)
            for scope, last in db.execute("SELECT scope, last FROM po_sequence").fetchall()
            if isinstance(scope, str) and isinstance(last, int) and last < _MOST
        )
    return known


def _texts(rows: Iterable[tuple[object, object]]) -> Iterator[tuple[str, str]]:
    """A damaged page can say anything."""
    return (
        (number, state)
        for number, state in rows
        if isinstance(number, str) and isinstance(state, str)
    )


def _made_ready(
    fresh: Path,
    source: Path,
    places: Places,
    known: _Known,
    prefix: str,
    at: datetime,
    person: Person,
) -> Restored:
    with in_words(fresh), closing(connect(fresh, write=True)) as db:
        migrate(db, fresh, LEDGER, LEDGER_ID)
        set_journal(db, "rollback")
        _expect_environment(db, source, places.environment)
        verified = audit.verify(db)
        row = db.execute("SELECT at FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        orders = dict(db.execute("SELECT number, state FROM purchase_order").fetchall())
        missing = tuple(
            Missing(number, state, orders.get(number, ""))
            for number, state in sorted(known.orders.items())
            if orders.get(number) != state
        )
        with immediate(db):
            # Another ledger from now on: nothing that was projected of the old one stays.
            (identity,) = db.execute(
                "UPDATE meta SET identity = lower(hex(randomblob(16))) RETURNING identity"
            ).fetchone()
            numbers.skip(db, prefix, at, SKIPPED, known.sequences)
            # When the backup was made no byte of these had left. That was then.
            db.execute(
                "UPDATE attempt SET state = 'sent', sent_at = created_at WHERE state = 'prepared'"
            )
            db.execute(
                "UPDATE order_change SET state = 'sent', sent_at = created_at "
                "WHERE state = 'prepared'"
            )
            db.execute(
                "UPDATE inbound_attempt SET state = 'sent', sent_at = created_at "
                "WHERE state = 'prepared'"
            )
            # Their lines may have been ordered since, and nothing else would say so at that moment.
            db.execute(
                "UPDATE draft SET name = trim(? || ' ' || name), version = version + 1 "
                "WHERE state = 'open' AND id IN (SELECT draft_id FROM draft_line)",
                (LOOK_FIRST,),
            )
            since = ", ".join(f"{one.number} {one.state}" for one in missing) or "none known"
            note(
                db,
                person,
                at,
                "restored",
                became=source.name,
                reason=f"{SKIPPED} numbers left out, drafts marked; orders since: {since}",
            )
            bump(db)
    return Restored(None, row[0] if row else "", verified.broken, missing, identity)


def _expect_environment(db: sqlite3.Connection, source: Path, environment: str) -> None:
    row = db.execute(
        "SELECT environment FROM purchase_order WHERE environment <> ?", (environment,)
    ).fetchone()
    if row is not None:
        raise Refusal(
            f"{source} is a backup of {row[0]}, and this is {environment}. Nothing was changed."
        )


def _exchange(places: Places, fresh: Path, identity: str, at: datetime) -> Path | None:
    """In between, the ledger is missing, which the program refuses to order with: type it again.

    `ledger.id` is written while it is missing: it never names another ledger than stands there.
    """
    ledger = places.ledger
    there = os.path.lexists(ledger)
    aside = ledger.with_name(f"{ledger.name}.lost-{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}")
    try:
        sync(fresh)
        for suffix in _PARTS:
            part = ledger.with_name(ledger.name + suffix)
            if os.path.lexists(part):
                part.rename(aside.with_name(aside.name + suffix))
        sync(ledger.parent)
        marker.write(places.ledger_id, identity)
        fresh.rename(ledger)
        sync(ledger.parent)
    except OSError as error:
        raise refusal_of(error, ledger) from None
    return aside if there else None


def _remove(fresh: Path) -> None:
    for suffix in _PARTS:
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
