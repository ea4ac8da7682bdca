"""Killed at every point of telling a warehouse: made once, received once, known or openly unknown.

The saga is told to a book that does whatever it is told, twice too: a draft, set open, and goods
received. A later session of another person goes on where the one that died stopped.
"""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from cache.inbound import Inbound
from tests.reliability import figures, inbound_cases
from tests.reliability.inbound_cases import MarksTooLate, Run, Verdict
from tests.reliability.inbound_far import serving
from tests.reliability.running import beginning, ended, side_by_side, start
from tests.reliability.test_full_disk import FAILURES, spread
from tests.reliability.tracing import WRITES, counted, tracing
from tests.sandbox.kit import short_folder

pytestmark = [pytest.mark.process]

SAMPLED = 40


class Point(NamedTuple):
    """What became of one run."""

    name: str
    killed: bool
    said: str
    verdict: Verdict


@dataclass
class Dock:
    """One warehouse for all runs, and the folder they all begin as."""

    folder: Path
    socket: Path
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, fatal: int = 0, inbound: type[Inbound] = Inbound) -> Run:
        name = f"run{next(self._serial)}"
        shutil.copytree(self.folder / "base", self.folder / name)
        return Run(self.folder / name, self.socket, name, fatal, inbound)

    def tell(self, run: Run, *expressions: str) -> bool:
        """Tell in a process of its own; True where that was killed."""
        if not expressions:
            process = start(inbound_cases.tell, run)
        else:
            log = run.folder / "calls"
            with (
                beginning(inbound_cases.tell, run) as (process, gate),
                tracing(process.pid, run.ledger, *expressions, log=log),
            ):
                gate.send("go on")
        status = ended(process)
        assert status in (0, -signal.SIGKILL), f"the process that tells ended with {status}"
        return status != 0

    def point(self, name: str, run: Run, *expressions: str) -> Point:
        killed = self.tell(run, *expressions)
        said = run.said
        ended(start(inbound_cases.judge, run))
        verdict = run.verdict
        if not verdict.bad:
            shutil.rmtree(run.folder)
        return Point(name, killed, said, verdict)

    def writes(self) -> list[tuple[str, int]]:
        """(system call, its number) of every write and sync of the ledger in one whole telling."""
        run = self.run()
        assert not self.tell(run, f"trace={','.join(WRITES)}")
        made = counted(run.folder / "calls")
        return [(call, nth) for call in WRITES for nth in range(1, made[call] + 1)]


@pytest.fixture(scope="module")
def dock() -> Iterator[Dock]:
    with short_folder() as folder, serving(folder / "s"):
        made = Dock(folder, folder / "s")
        base = folder / "base"
        base.mkdir()
        assert ended(start(inbound_cases.prepare, Run(base, folder / "s", "base"))) == 0
        yield made


def at_every_moment(dock: Dock, inbound: type[Inbound] = Inbound, calls: str = "") -> list[Point]:
    """Killed at moment 1, 2, … of the wire; the last is one beyond what a whole run has."""
    whole = dock.run(inbound=inbound)
    assert not dock.tell(whole)
    moments = [*whole.reached, f"{calls} none: the run survives"]
    fatal = [nth for nth, name in enumerate(moments, 1) if name.startswith(calls)]

    def one(nth: int) -> Point:
        return dock.point(moments[nth - 1], dock.run(nth, inbound))

    return list(side_by_side(one, fatal))


def at_each(dock: Dock, what: Sequence[tuple[str, str]]) -> list[Point]:
    def one(each: tuple[str, str]) -> Point:
        name, injected = each
        return dock.point(name, dock.run(), f"inject={injected}")

    return list(side_by_side(one, what))


def stage(point: Point) -> str:
    return f"create {point.verdict.create or 'not begun'}, receive {point.verdict.receive or '-'}"


def report(
    name: str, points: Sequence[Point], kind: Callable[[Point], str] = stage, whole: int = 0
) -> None:
    bad = [f"{point.name}: {point.verdict.bad}" for point in points if point.verdict.bad]
    killed = sum(point.killed for point in points)
    found = Counter(map(kind, points))
    sample = f" (of {whole}, all in make soak)" if whole > len(points) else ""
    figures.note(
        name,
        f"{len(points)} points{sample}, {killed} killed, {len(bad)} bad; "
        + ", ".join(f"{times} {what}" for what, times in found.items()),
        points=len(points),
        killed=killed,
        bad=len(bad),
    )
    assert not bad, "\n".join(bad)


def test_killed_at_every_send_and_receive(dock: Dock) -> None:
    every = at_every_moment(dock)
    report("warehouse told: killed at sends and receives", every)
    # Until a run survives, and no sooner.
    assert [point.killed for point in every] == [True] * (len(every) - 1) + [False]
    assert (every[-1].said, every[-1].verdict) == ("received", Verdict("seen", "seen", ""))
    found = {(point.verdict.create, point.verdict.receive) for point in every}
    assert {("", ""), ("unknown", ""), ("seen", ""), ("seen", "unknown")} <= found


def killed_before(dock: Dock) -> list[tuple[str, str]]:
    return [
        (f"before {call} {nth}", f"{call}:signal=SIGKILL:when={nth}") for call, nth in dock.writes()
    ]


@pytest.mark.usefixtures("traced")
def test_killed_before_writes_and_syncs_of_the_ledger(dock: Dock) -> None:
    every = killed_before(dock)
    found = at_each(dock, spread(every, SAMPLED))
    report("warehouse told: killed at writes and syncs (sample)", found, whole=len(every))
    assert all(point.killed for point in found), [one.name for one in found if not one.killed]


@pytest.mark.soak
@pytest.mark.usefixtures("traced")
def test_killed_before_every_write_and_sync_of_the_ledger(dock: Dock) -> None:
    found = at_each(dock, killed_before(dock))
    report("warehouse told: killed at writes and syncs", found)
    assert all(point.killed for point in found), [one.name for one in found if not one.killed]
    assert {"unknown", "not_sent", "seen", ""} <= {point.verdict.create for point in found}


def failing(dock: Dock) -> list[tuple[str, str]]:
    return [
        (f"{error} at {call} {nth}{ever}", f"{call}:error={error}:when={nth}{ever}")
        for call, nth in dock.writes()
        for error, ever in FAILURES
    ]


def told(point: Point) -> str:
    return f"told {point.said or 'nothing'}; {stage(point)}"


@pytest.mark.usefixtures("traced")
def test_a_disk_that_fails_now_and_then(dock: Dock) -> None:
    every = failing(dock)
    found = at_each(dock, spread(every, SAMPLED))
    report("warehouse told: full and failing disk (sample)", found, told, len(every))


@pytest.mark.soak
@pytest.mark.usefixtures("traced")
def test_a_disk_that_fails_anywhere(dock: Dock) -> None:
    report("warehouse told: full and failing disk", at_each(dock, failing(dock)), told)


def test_a_step_marked_as_sent_too_late_is_caught(dock: Dock) -> None:
    """The proof is worth something: it tells this wrong saga from the true one."""
    bad = {point.verdict.bad for point in at_every_moment(dock, MarksTooLate, "POST")}
    assert "create not_sent, and 1 are there" in bad
    assert "receive not_sent, and 40 pieces came" in bad
