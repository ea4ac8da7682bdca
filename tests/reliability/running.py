"""Runs of one placing in processes that fork from one which has imported everything already."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from cache.placing import Placing
from tests.reliability import cases
from tests.reliability.buyer import LEDGER_FILE
from tests.reliability.cases import Run
from tests.reliability.tracing import tracing
from vendors.sandbox.book import Book

T = TypeVar("T")
R = TypeVar("R")

# A fork costs milliseconds, an import a second. pytest is what every child takes for the main
# module; the last two come in at a first call only.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "pytest",
        "tests.reliability.cases",
        "tests.reliability.inbound_cases",
        "tests.reliability.sessions",
        "httpcore",
        "anyio._backends._asyncio",
    ]
)
AT_ONCE = 2
_PATIENCE = 120
# Starting a process looks for all that have ended, and a status can be read only once.
_TURN = Lock()


def start(target: Callable[..., None], *arguments: Any) -> Any:
    process = CONTEXT.Process(target=target, args=arguments)
    with _TURN:
        process.start()
    return process


def ended(process: Any) -> int:
    """The exit status of `process`; negative: the signal that killed it."""
    wait([process.sentinel], _PATIENCE)
    with _TURN:
        process.join(0)
        status = process.exitcode
    if status is None:
        process.kill()
        raise TimeoutError(f"process {process.pid} did not end")
    process.close()
    return int(status)


def side_by_side(job: Callable[[T], R], over: Iterable[T]) -> Iterator[R]:
    """`job` of each, so many at a time as there are processors to be counted on; in order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(job, over)


@dataclass
class Shop:
    """One sandbox for all runs, and the folder they all begin as. Every run has its own number."""

    folder: Path
    socket: Path
    vendor: Path
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def base(self) -> Path:
        return self.folder / "base"

    def prepare(self) -> None:
        self.base.mkdir()
        assert ended(start(cases.prepare, self._run(self.base, 0))) == 0

    def run(self, *, fatal: int = 0, placing: type[Placing] = Placing) -> Run:
        serial = next(self._serial)
        folder = self.folder / str(serial)
        shutil.copytree(self.base, folder)
        return self._run(folder, serial, fatal, placing)

    def why_not_traced(self) -> str:
        """Why no process can be traced here; empty where one can."""
        why = ""
        with beginning(cases.be_traced) as (process, gate):
            try:
                with tracing(process.pid, self.base / LEDGER_FILE, log=Path(os.devnull)):
                    gate.send("go on")
            except FileNotFoundError:
                why = "strace is not installed"
            except OSError as error:
                why = f"strace may not: {error}"
            if why:
                gate.send("go on")
        ended(process)
        return why

    def place(self, run: Run, *expressions: str) -> bool:
        """Place the order in a process of its own; True where that was killed.

        `expressions`: what strace is told to do, from when the order is reviewed on.
        """
        if not expressions:
            process = start(cases.place, run)
        else:
            log = run.folder / "calls"
            with (
                beginning(cases.place, run) as (process, gate),
                tracing(process.pid, run.ledger, *expressions, log=log),
            ):
                gate.send("go on")
        status = ended(process)
        assert status in (0, -signal.SIGKILL), f"the process that places ended with {status}"
        return status != 0

    def judge(self, run: Run) -> cases.Verdict:
        """What a session that starts now makes of the order."""
        ended(start(cases.judge, run))
        return run.verdict

    def held_twice(self) -> list[str]:
        """Numbers under which the vendor's book has more than one order, of all runs so far."""
        book = Book.existing(self.vendor)
        try:
            held = Counter(order.po_number for order in book.by_po(None))
        finally:
            book.close()
        return [number for number, times in held.items() if times > 1]

    def _run(
        self, folder: Path, serial: int, fatal: int = 0, placing: type[Placing] = Placing
    ) -> Run:
        return Run(folder, self.socket, self.vendor, f"K{serial}", fatal, placing)


@contextmanager
def beginning(target: Callable[..., None], *arguments: Any) -> Iterator[tuple[Any, Connection]]:
    """Start `target` and wait until it says through its pipe that it is where it shall be."""
    ours, theirs = CONTEXT.Pipe()
    # Theirs alone, so that one that dies is heard of.
    with theirs:
        process = start(target, *arguments, theirs)
    with ours:
        ours.recv()
        yield process, ours
