"""Runs of one placing in which something goes wrong at one point, and what is made of each."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cache.placing import Placing
from tests.reliability import figures
from tests.reliability.cases import Run, Verdict
from tests.reliability.running import Shop, side_by_side
from tests.reliability.tracing import WRITES, counted
from tests.reliability.wire import POST, READ_WHOLE

_NONE = "none that may be"
# Every stage of a placing in which a session can die, by what is found afterwards: the order's
# state, how many the vendor has, whether its whole answer had come.
BOUNDARIES = {
    ("reviewed", 0, False): "reviewed, not prepared",
    ("not_sent", 0, False): "prepared",
    ("unknown", 0, False): "sent, not posted",
    ("unknown", 1, False): "posted, not answered",
    ("unknown", 1, True): "answered, not settled",
    ("accepted", 1, True): "settled",
}


class Point(NamedTuple):
    """What became of one run. `told`: what its buyer was told, where it lived to be told."""

    name: str
    killed: bool
    told: dict[str, Any] | None
    verdict: Verdict
    boundary: str


def run_at(shop: Shop, name: str, run: Run, *expressions: str) -> Point:
    """Place and judge. The folder of a run that went wrong stays until the end of the tests."""
    killed = shop.place(run, *expressions)
    answered = any(one.startswith(POST) and one.endswith(READ_WHOLE) for one in run.reached)
    told = run.said
    verdict = shop.judge(run)
    if not verdict.bad:
        shutil.rmtree(run.folder)
    stage = BOUNDARIES.get((verdict.state, verdict.held, answered), _NONE)
    return Point(name, killed, told, verdict, stage)


def at_every_moment(shop: Shop, placing: type[Placing] = Placing, calls: str = "") -> list[Point]:
    """Killed at moment 1, 2, … of the wire; the last is one beyond what a whole run has.

    `calls`: only at moments of these, as `POST`.
    """
    whole = shop.run(placing=placing)
    assert not shop.place(whole)
    moments = [*whole.reached, f"{calls} none: the run survives"]
    fatal = [nth for nth, name in enumerate(moments, 1) if name.startswith(calls)]

    def one(nth: int) -> Point:
        return run_at(shop, moments[nth - 1], shop.run(fatal=nth, placing=placing))

    return list(side_by_side(one, fatal))


def writes_of(shop: Shop) -> list[tuple[str, int]]:
    """(system call, its number) of every write and sync of the ledger in one whole placing."""
    run = shop.run()
    assert not shop.place(run, f"trace={','.join(WRITES)}")
    made = counted(run.folder / "calls")
    return [(call, nth) for call in WRITES for nth in range(1, made[call] + 1)]


def at_each(
    shop: Shop,
    what: Sequence[tuple[str, str]],
    placing: type[Placing] = Placing,
) -> list[Point]:
    """One run for each (name, what strace is told to inject)."""

    def one(each: tuple[str, str]) -> Point:
        name, injected = each
        return run_at(shop, name, shop.run(placing=placing), f"inject={injected}")

    return list(side_by_side(one, what))


def report(
    name: str,
    shop: Shop,
    points: Sequence[Point],
    kind: Callable[[Point], str],
    whole: int | None = None,
) -> None:
    """Print and keep what was found. Fails where anything is bad, and says at which point.

    `kind` sorts the points; `whole`: how many there would be, where these are a sample.
    """
    bad = [f"{point.name}: {point.verdict.bad}" for point in points if point.verdict.bad]
    bad += [f"{number} is at the vendor more than once" for number in shop.held_twice()]
    killed = sum(point.killed for point in points)
    found = Counter(map(kind, points))
    sample = "" if whole is None or whole == len(points) else f" (of {whole}, all in make soak)"
    figures.note(
        name,
        f"{len(points)} points{sample}, {killed} killed, {len(bad)} bad; "
        + ", ".join(f"{times} {what}" for what, times in found.items()),
        points=len(points),
        killed=killed,
        bad=len(bad),
    )
    assert not bad, "\n".join(bad)
