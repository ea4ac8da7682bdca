"""One SQLite file: made private, opened, migrated; and what its errors mean to a person."""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Literal, NamedTuple

from cache.places import CANNOT_CREATE, IO_ERROR, NO_PERMISSION, UNAVAILABLE, Refusal, refusal_of
from vendors.folders import is_shared, make_file, open_file

if TYPE_CHECKING:
    from sqlite_utils import Database

Journal = Literal["wal", "rollback"]

_CHANCE = random.SystemRandom()

# How long a statement waits for another session's transaction.
BUSY_SECONDS = 15.0

# KiB of pages that a connection holds by itself; SQLite's own default is 2,000.
_CACHE_READING, _CACHE_WRITING = 400, 1000


class Damaged(Refusal):
    """The file is no database, not ours, broken inside, or empty where it was not."""


class Newer(Refusal):
    """The file was written by a newer version of the program."""


class Foreign(Refusal):
    """The file is sound and ours, and another one than was here before."""


class Schema(NamedTuple):
    """A file's tables: steps applied in order, each once. Steps are only ever appended.

    A step is SQL text, or a function of a `sqlite_utils.Database` inside a transaction that it
    must not end. `exact`, for files that can be filled again: a file whose tables another text of
    these steps made is damaged; the hash of the text is kept in the file.
    """

    name: str
    steps: tuple[str | Callable[[Database], None], ...]
    exact: bool = False

    @property
    def version(self) -> int:
        return len(self.steps)

    def made_by(self, version: int) -> str:
        """SHA-256 of the text of the steps up to `version`."""
        text = "\0".join(step for step in self.steps[:version] if isinstance(step, str))
        return hashlib.sha256(text.encode()).hexdigest()


def make_private(path: Path) -> bool:
    """Make `path` empty with mode 0600 unless it is there; True where it was made.

    In a folder that buyers share it is 0660, the group's. It must be there before SQLite opens it:
    SQLite would make it readable by others, and gives its journals the mode of the file. A file
    that is there is looked at, never opened: closing a descriptor of it would drop the locks of
    every SQLite connection in this process. Raises Refusal.
    """
    try:
        shared = is_shared(path.parent)
        if make_file(path):
            return True
    except OSError as error:
        raise refusal_of(error, path) from None
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise Refusal(
            f"{path} is no ordinary file. Nothing was read or written: move it aside.",
            CANNOT_CREATE,
        )
    if shared:
        from cache.sharing import expect_shared_file

        expect_shared_file(path)
    elif found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Refusal(
            f"Other users may open {path}, or it belongs to one. Nothing was read or written: "
            f"type  chmod 600 {quote(str(path))}  if it is yours.",
            NO_PERMISSION,
        )
    return False


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time makes, migrates or sets aside the file. Waits; for a worker thread.

    The lock is a file of its own that stays: a lock on a file that comes and goes protects nothing.
    """
    try:
        descriptor = open_file(path.with_name(path.name + ".lock"), os.O_RDWR)
    except OSError as error:
        raise refusal_of(error, path) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def connect(path: Path, *, write: bool, wait: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection that leaves transactions to us. `wait` is in seconds. The file must be there."""
    mode = "rw" if write else "ro"
    connection = sqlite3.connect(
        # as_uri() escapes what a URI would read as its own, as `?`, `#` and `%`.
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        # What is amiss with the file is for whoever uses it first.
        with suppress(sqlite3.Error):
            # The kernel holds pages once for all; a session has a dozen connections, and ten run.
            kept = _CACHE_WRITING if write else _CACHE_READING
            connection.execute(f"PRAGMA cache_size = {-kept:d}")
        if not write:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_memory() -> sqlite3.Connection:
    """A database of this process alone, empty, that is gone when it is closed."""
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def set_journal(connection: sqlite3.Connection, journal: Journal) -> None:
    """WAL where losing the last commits is no harm; else durable before a commit returns."""
    if journal == "wal":
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_size_limit = 16777216")
    else:
        # A journal that keeps its place on the disk: to make it longer and shorter again takes the
        # file system a transaction of its own, which a commit then waits for.
        connection.execute("PRAGMA journal_mode = PERSIST")
        connection.execute("PRAGMA journal_size_limit = 1048576")
        connection.execute("PRAGMA synchronous = FULL")


def sync(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk. Raises OSError.

    No file that a connection of this process has open: see `make_private`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_current(connection: sqlite3.Connection, schema: Schema, application_id: int) -> bool:
    """True where the file is ours and of this version: nothing has to be done to it."""
    return (
        _pragma(connection, "application_id") == application_id
        and _pragma(connection, "user_version") == schema.version
        and _is_as_made(connection, schema, schema.version)
    )


def is_empty(connection: sqlite3.Connection) -> bool:
    """True where nothing was ever stored."""
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]) == 0


@contextmanager
def opened(
    path: Path, schema: Schema, application_id: int, *, write: bool = False, older: bool = False
) -> Iterator[sqlite3.Connection]:
    """A connection for one command to a file that is there; it is neither made nor migrated.

    `older`: an older version's file will do. What SQLite raises inside is put in words. Raises
    Refusal, Damaged, Newer.
    """
    with in_words(path), closing(connect(path, write=True)) as connection:
        if not write:
            # Not opened for reading alone: what a killed session left has to be undone first.
            connection.execute("PRAGMA query_only = ON")
        if is_empty(connection):
            raise Damaged(f"{path} is empty, and it was not before.", IO_ERROR)
        expect(connection, path, schema, application_id)
        if not (older or is_current(connection, schema, application_id)):
            raise Refusal(
                f"{path} was written by an older version of Bondroom. Nothing was changed: start "
                "bondroom once, which brings it to this version."
            )
        yield connection


def expect(connection: sqlite3.Connection, path: Path, schema: Schema, application_id: int) -> None:
    """Raises Damaged where the file is not ours, and Newer where it is a newer version's."""
    if _pragma(connection, "application_id") != application_id:
        raise Damaged(f"{path} is a database, and not one of Bondroom's.", IO_ERROR)
    version = _pragma(connection, "user_version")
    if version > schema.version:
        raise Newer(
            f"{path} was written by a newer version of Bondroom. Nothing in it was changed: "
            "start the newer version.",
            UNAVAILABLE,
        )
    if not _is_as_made(connection, schema, version):
        raise Damaged(f"{path} has other tables than this version of Bondroom makes.", IO_ERROR)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    schema: Schema,
    application_id: int,
    keep: Callable[[Path], object] | None = None,
) -> None:
    """Bring the file to `schema`, all steps in one transaction. Raises Damaged, Newer.

    `keep` is called with `path` before a file that holds something is changed, while nobody else
    can write it; what it raises stops the migration.
    """
    if is_current(connection, schema, application_id):
        return
    # Before the transaction: this takes a third of a second.
    from sqlite_utils import Database, Migrations

    with immediate(connection):
        empty = is_empty(connection)
        if not empty:
            expect(connection, path, schema, application_id)
            if is_current(connection, schema, application_id):
                return
            if keep is not None:
                keep(path)
        migrations = Migrations(schema.name)
        for number, step in enumerate(schema.steps, 1):
            migrations(name=f"{number:04}")(_by_text(step) if isinstance(step, str) else step)
        # Plugins are other people's code with our data; this setting keeps them out.
        migrations.apply(Database(connection, execute_plugins=False))
        if schema.exact:
            connection.execute("CREATE TABLE IF NOT EXISTS made_by (steps TEXT NOT NULL) STRICT")
            connection.execute("DELETE FROM made_by")
            connection.execute("INSERT INTO made_by VALUES (?)", (schema.made_by(schema.version),))
        connection.execute(f"PRAGMA application_id = {application_id:d}")
        connection.execute(f"PRAGMA user_version = {schema.version:d}")


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL text one by one: `executescript` would end the transaction."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""


def _begin(connection: sqlite3.Connection) -> None:
    """Take the write lock, asking often: SQLite's own waiting asks ten times a second at last, and
    among writers that never rest one then waits until it is refused.
    """
    until = time.monotonic() + BUSY_SECONDS
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(_CHANCE.uniform(0.001, 0.005))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that has the write lock from its first statement on.

    A deferred one that reads first and then writes fails at once when another process wrote in
    between, and no waiting helps it.
    """
    _begin(connection)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After a full disk SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def check(connection: sqlite3.Connection, path: Path, *, indexes: bool = False) -> None:
    """Look through the whole file; seconds for a large one. Raises Damaged.

    `indexes`: hold them against their tables too, which takes several times as long.
    """
    pragma = "integrity_check" if indexes else "quick_check"
    found = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
    if found != "ok":
        raise Damaged(f"{path} is damaged ({found}).", IO_ERROR)
    # What was cut off passes for whole where it held nothing yet. A log may hold what a file lacks.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        whole = _pragma(connection, "page_count") * _pragma(connection, "page_size")
        if path.stat().st_size < whole:
            raise Damaged(f"{path} is damaged (it was cut short).", IO_ERROR)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors that a person can do something about into Refusal or Damaged."""
    try:
        yield
    except sqlite3.Error as error:
        refusal = _refusal(error, path)
        if refusal is None:
            raise
        raise refusal from error


def _refusal(error: sqlite3.Error, path: Path) -> Refusal | None:
    # The low byte is the kind; the rest says more than a person needs.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return Damaged(f"{path} is damaged ({error}).", IO_ERROR)
        case sqlite3.SQLITE_FULL:
            return Refusal(
                f"The disk that holds {path} is full. This was not stored; what was stored "
                "before is safe: make room, then try again.",
                IO_ERROR,
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return Refusal(
                f"{path} cannot be opened or written. This was not stored; what was stored "
                "before is safe: look at the folder's rights and its disk.",
                CANNOT_CREATE,
            )
        case sqlite3.SQLITE_IOERR:
            return Refusal(
                f"The disk that holds {path} failed ({error}). This was not stored; what was "
                "stored before is safe: look after the disk, then try again.",
                IO_ERROR,
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Refusal(
                f"Another session kept {path} busy for {BUSY_SECONDS:.0f} s. This was not stored: "
                "try again.",
                UNAVAILABLE,
            )
        case _:
            return None


def _by_text(script: str) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        for statement in statements(script):
            db.conn.execute(statement)

    return step


def _is_as_made(connection: sqlite3.Connection, schema: Schema, version: int) -> bool:
    if not schema.exact:
        return True
    there = "SELECT 1 FROM sqlite_master WHERE name = 'made_by'"
    if connection.execute(there).fetchone() is None:
        return False
    row = connection.execute("SELECT steps FROM made_by").fetchone()
    return row is not None and bool(row[0] == schema.made_by(version))


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
