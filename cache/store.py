"""One SQLite file in use: a writer thread, reader threads, and one connection for drawing."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cache import marker as markers
from cache.files import (
    Damaged,
    Foreign,
    Journal,
    Newer,
    Schema,
    alone,
    check,
    connect,
    expect,
    immediate,
    in_words,
    is_current,
    is_empty,
    make_private,
    migrate,
    set_journal,
)
from cache.places import IO_ERROR, UNAVAILABLE, Refusal, refusal_of

__all__ = ["Asker", "Damaged", "Foreign", "Newer", "Schema", "Store", "Superseded"]

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

# A query looks this often, in steps of SQLite's machine, whether it is still wanted: about every
# millisecond, and seldom enough not to fight the screen for Python's lock.
_STEPS = 20_000


class Superseded(Exception):
    """A newer question interrupted this one; nobody waits for its answer."""


class _Threads:
    """Some threads that run jobs in the order they are given; none where `inline`."""

    def __init__(self, name: str, count: int, inline: bool) -> None:
        self._name = name
        self._count = count
        self._inline = inline
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, job: Callable[[], T]) -> T:
        if self._inline:
            return job()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._count, thread_name_prefix=self._name)
        # Without the shield, cancelling the one who waits would take the job out of the queue.
        done = asyncio.wrap_future(self._pool.submit(job))
        # Looked at, so that a failure whose waiter is gone is not reported as forgotten.
        done.add_done_callback(lambda it: it.cancelled() or it.exception())
        return await asyncio.shield(done)

    async def close(self) -> None:
        """Returns when all jobs given have run."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.get_running_loop().run_in_executor(None, pool.shutdown)


class _Readers:
    """Threads with a read-only connection each."""

    def __init__(self, path: Path, count: int, inline: bool) -> None:
        self._path = path
        self._threads = _Threads(f"read-{path.stem}", count, inline)
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []

    async def run(self, job: Job[T]) -> T:
        return await self._threads.run(lambda: self._read(job))

    async def close(self) -> None:
        await self._threads.close()
        self._local = threading.local()
        while self._open:
            self._open.pop().close()

    def _read(self, job: Job[T]) -> T:
        with in_words(self._path):
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = connect(self._path, write=False)
                self._open.append(connection)
            return job(connection)


class Asker:
    """Asks one question at a time, with a connection of its own; the newest question wins.

    The running query looks by itself whether it is still the newest. Interrupting it from outside
    could hit the gap between two statements, and be lost, or come late, and hit its successor.
    """

    def __init__(self, path: Path, inline: bool, gate: Callable[[], None]) -> None:
        self._readers = _Readers(path, 1, inline)
        self._gate = gate
        self._newest = 0

    async def ask(self, job: Job[T]) -> T:
        """`job`'s answer. Raises Superseded as soon as there is a newer ask() or supersede()."""
        self._gate()
        self.supersede()
        mine = self._newest
        try:
            return await self._readers.run(lambda connection: self._answer(connection, job, mine))
        except asyncio.CancelledError:
            if mine == self._newest:
                self.supersede()
            raise

    def supersede(self) -> None:
        """Give up the question that is running or waits, if there is one."""
        self._newest += 1

    async def close(self) -> None:
        self.supersede()
        await self._readers.close()

    def _answer(self, connection: sqlite3.Connection, job: Job[T], mine: int) -> T:
        if mine != self._newest:
            raise Superseded
        # The next question puts its own in this one's place.
        connection.set_progress_handler(lambda: mine != self._newest, _STEPS)
        try:
            answer = job(connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise Superseded from None
            raise
        if mine != self._newest:
            raise Superseded
        return answer


class Store:
    """One SQLite file: one writer thread, two reader threads, and one connection for drawing.

    A write whose await is cancelled is still written: cancelled never means not written. Every
    call may raise Refusal (a sentence for the screen) and Damaged, which is one.

    `journal`: "wal" for what can be fetched again; "rollback" for what cannot, where a commit is
    on the disk before it returns. `marker`: a file written once the database was made; standing
    there without its database, it says that one was lost, and beside another one than `identity`
    tells, that this is not it. `keep`: called with the path before an older version's file is
    changed; what it raises stops that. `inline`: no threads, everything runs where it is called,
    for simulations.
    """

    def __init__(
        self,
        path: Path,
        *,
        journal: Journal,
        schema: Schema,
        application_id: int,
        marker: Path | None = None,
        identity: Job[str] = lambda db: "",
        keep: Callable[[Path], object] | None = None,
        inline: bool = False,
    ) -> None:
        self.path = path
        self._journal: Journal = journal
        self._schema = schema
        self._application_id = application_id
        self._marker = marker
        self._identity = identity
        self._keep = keep
        self._inline = inline
        self._writer = _Threads(f"write-{path.stem}", 1, inline)
        self._readers = _Readers(path, 2, inline)
        self._askers: list[Asker] = []
        self._writing: sqlite3.Connection | None = None
        self._drawing: sqlite3.Connection | None = None
        self._refusal: Refusal | None = None
        self._reads = False
        self._checker = self.asker()

    @property
    def drawing(self) -> sqlite3.Connection | None:
        """Read-only, for the event loop's thread: one page of rows by rowid."""
        return self._drawing

    def open_if_there(self) -> bool:
        """Open the drawing connection, if the file is there, ours and current. Never raises.

        Under a millisecond, and before the first frame; a damaged file is left to `open`.
        """
        if self._drawing is not None:
            return True
        try:
            if not self.path.is_file() or not self.path.stat().st_size:
                return False
            connection = connect(self.path, write=False, wait=0.05)
        except (OSError, sqlite3.Error):
            return False
        try:
            current = is_current(connection, self._schema, self._application_id)
        except sqlite3.Error:
            current = False
        if current:
            self._drawing = connection
        else:
            connection.close()
        return current

    async def open(self) -> None:
        """Make the file if it is missing, migrate it, open it. Raises Damaged, Newer, Refusal.

        What is raised is kept: every later read and write raises it again.
        """
        await self._writer.run(self._open_writing)
        self.open_if_there()

    async def write(self, job: Job[T]) -> T:
        """Run `job` in an immediate transaction, in the order of the calls; commit, or undo all.

        `job` runs in the writer thread and must neither end the transaction nor wait for anything.
        """
        return await self._writer.run(lambda: self._write(job))

    async def read(self, job: Job[T]) -> T:
        """Run `job` on a read-only connection, beside others."""
        self._gate()
        try:
            return await self._readers.run(job)
        except sqlite3.OperationalError:
            if self._refusal is None:
                raise
            # A newer version's tables need not be those that `job` asks for.
            raise self._refusal.with_traceback(None) from None

    def asker(self) -> Asker:
        """Somebody to ask questions that are soon out of date, with a connection of its own."""
        asker = Asker(self.path, self._inline, self._gate)
        self._askers.append(asker)
        return asker

    async def check(self) -> None:
        """Look through the whole file, a second for each 100 MB. Raises Damaged.

        Raises Superseded where the store is closed meanwhile.
        """
        await self._checker.ask(lambda connection: check(connection, self.path))

    def refuse(self, refusal: Refusal, *, reads: bool = True) -> None:
        """Answer every later write with `refusal`, until it is opened again.

        `reads`: every later read too; otherwise those that find what they ask for are answered.
        """
        self._refusal, self._reads = refusal, reads

    async def set_aside(self) -> Path | None:
        """Rename a damaged or newer file and start an empty one. For files that can be refilled.

        Returns the new name; None where another session has already done it.
        """
        # Who read now would go on reading the file that is renamed under it.
        self.refuse(Refusal(f"{self.path} is being made anew. Try again in a moment."))
        await self.close()
        aside = await self._writer.run(self._set_aside)
        await self.open()
        return aside

    async def close(self) -> None:
        """Finish every write that was asked for, then close. It may be opened again."""
        for asker in self._askers:
            await asker.close()
        await self._readers.close()
        await self._writer.close()
        for connection in (self._drawing, self._writing):
            if connection is not None:
                connection.close()
        self._drawing = self._writing = None

    def _gate(self, reads: bool = True) -> None:
        if self._refusal is not None and (self._reads or not reads):
            # It is raised many times over, and would keep every way it took.
            raise self._refusal.with_traceback(None)

    def _write(self, job: Job[T]) -> T:
        self._gate(reads=False)
        if self._writing is None:
            raise Refusal(f"{self.path} is not open. Nothing was stored.", UNAVAILABLE)
        with in_words(self.path), immediate(self._writing):
            return job(self._writing)

    def _open_writing(self) -> None:
        try:
            with alone(self.path), in_words(self.path):
                self._writing = self._opened()
        except Refusal as refusal:
            self.refuse(refusal)
            raise
        self._refusal = None

    def _opened(self) -> sqlite3.Connection:
        lost = self._marker is not None and self._marker.exists()
        if lost and not self.path.exists():
            raise Damaged(f"{self.path} is gone, and {self._marker} says it was there.", IO_ERROR)
        make_private(self.path)
        connection = connect(self.path, write=True)
        try:
            if self._marker is not None and lost:
                if is_empty(connection):
                    raise Damaged(f"{self.path} is empty, and it was not before.", IO_ERROR)
                # Before it is brought to this version: another one is left as it is.
                expect(connection, self.path, self._schema, self._application_id)
                markers.expect(self._marker, self.path, self._identity(connection))
            migrate(connection, self.path, self._schema, self._application_id, self._keep)
            # After it, because the journal is written into the file, and this one may not be ours.
            set_journal(connection, self._journal)
            if self._marker is not None:
                markers.complete(self._marker, self._identity(connection))
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> Path | None:
        with alone(self.path):
            try:
                with in_words(self.path):
                    connection = self._opened()
                    try:
                        check(connection, self.path)
                    finally:
                        connection.close()
            except (Damaged, Newer):
                pass
            else:
                return None
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
            aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
            try:
                for suffix in ("", "-wal", "-shm", "-journal"):
                    part = self.path.with_name(self.path.name + suffix)
                    if part.exists():
                        part.rename(aside.with_name(aside.name + suffix))
            except OSError as error:
                raise refusal_of(error, self.path) from None
            return aside
