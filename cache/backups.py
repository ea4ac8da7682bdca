"""Copies of the ledger, made by SQLite while sessions go on writing, and looked through."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cache.files import Damaged, check, connect, in_words, make_private, opened, sync
from cache.ledger import stamp
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import CANNOT_CREATE, IO_ERROR, Refusal, kept_folder, refusal_of


class Backup(NamedTuple):
    """A copy that was looked through. `size` in bytes; `last`: the hash of its last audit entry."""

    path: Path
    size: int
    sequence: int
    last: str


def backup(source: Path, target: Path) -> Backup:
    """Copy the ledger `source` into the new file `target`, mode 0600; on the disk when it returns.
    In a folder that buyers share it is theirs, 0660.

    SQLite's own backup: the copy is the ledger between two commits. A session that commits
    meanwhile waits for it (a second for some 100 MB). Raises Refusal, Damaged or Newer; then
    there is no `target`.
    """
    if not make_private(target):
        raise Refusal(
            f"{target} is there already. Nothing was overwritten: choose another name.",
            CANNOT_CREATE,
        )
    try:
        with opened(source, LEDGER, LEDGER_ID, older=True) as ledger:
            before = stamp(ledger)
            with closing(connect(target, write=True)) as copy:
                with in_words(target):
                    ledger.backup(copy)
                check(copy, source, indexes=True)
                after = stamp(copy)
                if after.identity != before.identity or after.sequence < before.sequence:
                    raise Damaged(f"The copy of {source} is not what was copied.", IO_ERROR)
                last = _last_hash(copy)
        try:
            sync(target)
            sync(target.parent)
            return Backup(target, target.stat().st_size, after.sequence, last)
        except OSError as error:
            raise refusal_of(error, target) from None
    except BaseException:
        for suffix in ("", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        raise


def backup_into(folder: Path, source: Path, at: datetime) -> Backup:
    """A backup under a name of its own in `folder`, which is made where it is missing, mode 0700.

    Where buyers share the ledger they share its backups. Raises as `backup` does.
    """
    kept_folder(folder)
    return backup(source, folder / f"ledger-{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.db")


def before_migration(folder: Path, ledger: Path, at: datetime) -> Backup:
    """The backup without which no newer version changes a ledger. Raises as `backup` does."""
    try:
        return backup_into(folder, ledger, at)
    except Refusal as refusal:
        raise type(refusal)(
            f"{ledger} is an older version's, and the backup that has to be made before it is "
            f"changed failed; it was not changed. {refusal.sentence}",
            refusal.status,
        ) from refusal


def _last_hash(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0])
