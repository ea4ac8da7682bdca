"""Take every figure in one run: a table, `bench-results/bench.json`, and the page if told to."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.bench import figures, homes, screen, ten, thin
from tests.bench.bonded import bonded_times, figures_of
from tests.bench.figures import Figure, percentile
from tests.bench.finding import WORDS, find_times
from tests.bench.history import FILTER, MORNING, history_times
from tests.terminal.session import ROOT

RESULTS = ROOT / "bench-results"
PAGE = ROOT / "docs" / "performance.md"


class Plan(NamedTuple):
    """How much is measured. `parts`: the sizes of the catalogues, the smallest first."""

    parts: tuple[int, ...]
    starts: int
    rounds: int
    idle_seconds: float
    watching_seconds: float
    working_seconds: float


FULL = Plan((100_000, 1_000_000), 10, 5, idle_seconds=20, watching_seconds=30, working_seconds=90)
QUICK = Plan((100_000,), 3, 1, idle_seconds=5, watching_seconds=30, working_seconds=30)

# The most that one key may send at 80×24.
_BYTES = {screen.CURSOR: 500, screen.PAGE: 7000}


def main() -> int:
    """0 where every goal was met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer starts, only 100,000 parts")
    parser.add_argument("--write", action="store_true", help=f"put the figures into {PAGE.name}")
    parser.add_argument(
        "--homes", type=Path, default=RESULTS / "homes", help="where the filled stores are kept"
    )
    asked = parser.parse_args()
    if asked.quick and asked.write:
        parser.error("a quick run is for development: its figures are not written into the page")
    samples: dict[str, Any] = {}
    with TemporaryDirectory(prefix="bondroom-bench-") as scratch:
        plan = QUICK if asked.quick else FULL
        found = list(_all(plan, asked.homes.absolute(), Path(scratch), samples))
    print(f"\nOn {figures.machine()}:\n\n{figures.table(found)}")
    figures.keep(found, samples, RESULTS / "bench.json")
    if asked.write:
        figures.write_into(PAGE, found, samples["thin, beside stock"])
    return 0 if all(figure.met is not False for figure in found) else 1


def _all(plan: Plan, kept: Path, scratch: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    filled = {}
    for parts in plan.parts:
        _tell(f"a home with {parts:,} parts")
        filled[parts] = homes.filled(kept, parts)
    yield from _starts(plan, filled, scratch, samples)
    for parts, home in filled.items():
        yield from _finding(parts, home, samples)
    for parts, home in filled.items():
        yield from _keys(plan, parts, home, samples)
    yield from _thin(filled[plan.parts[0]], scratch, samples)
    yield from _memory_and_rest(plan, filled[plan.parts[0]], scratch, samples)
    yield from _ten(plan, filled[plan.parts[0]], scratch, samples)
    _tell(f"a home with {homes.MANY_BONDED:,} bonded rows")
    yield from _bonded(homes.with_bonded(kept), samples)
    _tell(f"a home with {homes.HISTORY:,} orders")
    yield from _history(plan, homes.with_history(kept), samples)


def _starts(
    plan: Plan, filled: dict[int, Path], scratch: Path, samples: dict[str, Any]
) -> Iterator[Figure]:
    nothing = homes.empty(scratch)
    least: list[screen.Start] = []
    bare: list[screen.Start] = []
    full: dict[int, list[screen.Start]] = {parts: [] for parts in filled}
    for number in range(plan.starts):
        # They take turns, so that what else the machine does falls on all of them.
        _tell(f"starts, {number + 1} of {plan.starts}")
        least.append(screen.start_least(scratch))
        bare.append(screen.start(nothing, screen.NO_ROW))
        for parts, home in filled.items():
            full[parts].append(screen.start(home))
    samples["starts"] = {"least": least, "empty": bare} | {str(n): s for n, s in full.items()}

    smallest = plan.parts[0]
    yield Figure("the least Textual program, first frame", _best(least), "ms", digits=0)
    yield Figure(
        f"four panes with rows of {smallest:,} parts", _best(full[smallest]), "ms", digits=0
    )
    ratio = _best(full[smallest]) / _best(least)
    yield Figure("the same against the least Textual program", ratio, "times", 1.5, digits=2)
    for parts, starts in full.items():
        more = (_best(starts) - _best(bare)) / 1000
        yield Figure(f"{parts:,} parts open later than empty stores by", more, "s", 0.3, digits=2)
        memory = _middle(starts) - _middle(bare)
        yield Figure(f"{parts:,} parts need more memory than empty stores", memory, "MiB", 10)
    for parts, starts in full.items():
        what = f"memory at the first frame, {parts:,} parts"
        yield Figure(what, _middle(starts), "MiB", 60)


def _best(starts: list[screen.Start]) -> float:
    return min(one.first_ms for one in starts)


def _middle(starts: list[screen.Start]) -> float:
    return statistics.median(one.mib for one in starts)


def _finding(parts: int, home: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    _tell(f"three letters, {parts:,} parts")
    times = asyncio.run(find_times(homes.places_in(home).cache_db))
    samples[f"finding {parts}"] = times
    for word in WORDS:
        what = f"`{word}` answered, {parts:,} parts, p95"
        yield Figure(what, percentile(times[word], 0.95), "ms", 5, digits=2)


def _keys(plan: Plan, parts: int, home: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    for size in (screen.SMALL, screen.DESK):
        shape = f"{size[0]}×{size[1]}"
        _tell(f"keys at {shape}, {parts:,} parts")
        for what, answers in screen.keys(home, size, plan.rounds):
            samples[f"{what} {shape} {parts}"] = answers
            answered = [answer for answer in answers if answer.last_ms is not None]
            if len(answered) < len(answers):
                raise RuntimeError(f"{len(answers) - len(answered)} {what}s had no answer")
            told = f"{what} at {shape}, {parts:,} parts"
            last = percentile([answer.last_ms or 0.0 for answer in answered], 0.5)
            if what == screen.LETTER:
                # The letter and its rows come first; how many there are in all is counted behind.
                first = percentile([answer.first_ms or 0.0 for answer in answered], 0.5)
                yield Figure(f"{told}: to the first byte, p50", first, "ms", 10)
                yield Figure(f"{told}: to the count of all, p50", last, "ms", digits=0)
                continue
            yield Figure(f"{told}: to the last byte, p50", last, "ms", 10)
            if size == screen.SMALL:
                sent = max(answer.bytes for answer in answered)
                yield Figure(f"{told}: bytes at most", sent, "B", _BYTES[what], digits=0)


def _thin(home: Path, scratch: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    _tell("the thin line beside stock, at 80×24")
    measured = thin.thin_times(home, scratch)
    samples["thin"] = {how: one._asdict() for how, one in measured.items()}
    beside = f"The thin line beside stock, in the same run at 80×24:\n\n{thin.table(measured)}"
    samples["thin, beside stock"] = beside
    print(f"\n{beside}\n", file=sys.stderr)
    yield from thin.figures_of(measured)


def _memory_and_rest(
    plan: Plan, home: Path, scratch: Path, samples: dict[str, Any]
) -> Iterator[Figure]:
    _tell("memory after use")
    copy = homes.copy(home, scratch)
    first = screen.use(copy)
    yield Figure("memory after a round through every pane", screen.use(copy), "MiB", 85)
    yield Figure("the same in the session that makes the ledger", first, "MiB")
    yield Figure("memory of the tour, at most", screen.tour(scratch), "MiB", 85)
    _tell(f"{plan.idle_seconds:.0f} s at rest")
    idle = screen.rest(home, plan.idle_seconds)
    samples["idle"] = idle
    yield Figure("bytes sent at rest", idle.bytes / plan.idle_seconds, "B/s", 0)
    # Textual's own thread looks for input ten times a second: a tenth of a percent.
    yield Figure("CPU at rest", 100 * idle.cpu / plan.idle_seconds, "%", 0, digits=0)


def _ten(plan: Plan, home: Path, scratch: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    """One and ten take turns, so that what else the machine does falls on both."""
    copy = homes.copy(home, scratch)
    rounds = []
    for number in range(1, 3):
        _tell(f"one buyer and {ten.BUYERS} at work, {number} of 2")
        seconds = plan.working_seconds / 2
        rounds += [ten.at_work(copy, buyers, seconds) for buyers in (1, ten.BUYERS)]
    alone, together = ten.joined(rounds[::2]), ten.joined(rounds[1::2])
    samples["at work"] = {"one": alone, "ten": together}
    yield from ten.figures_of(alone, together)


def _bonded(home: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    _tell("the filter of the bonded stock, and its writes")
    times = asyncio.run(bonded_times(homes.places_in(home).cache_db))
    samples["bonded"] = times
    yield from figures_of(times, homes.MANY_BONDED)


def _history(plan: Plan, home: Path, samples: dict[str, Any]) -> Iterator[Figure]:
    _tell("the history's filter and the morning list")
    times = asyncio.run(history_times(homes.places_in(home)))
    samples["history"] = times
    told = f"{homes.HISTORY:,} orders"
    filtered, morning = (percentile(times[what], 0.95) for what in (FILTER, MORNING))
    yield Figure(f"a letter of the history's filter, {told}, p95", filtered, "ms", 50)
    yield Figure(f"the morning list, {told}, {homes.OPEN:,} of ours open, p95", morning, "ms", 10)
    _tell(f"{plan.watching_seconds:.0f} s of watching")
    watched = screen.rest(home, plan.watching_seconds)
    samples["watching"] = watched
    told = f"watching {homes.OPEN:,} open orders, none of them due"
    yield Figure(f"bytes sent, {told}", watched.bytes / plan.watching_seconds, "B/s", 0)
    share = 100 * watched.cpu / plan.watching_seconds
    yield Figure(f"CPU, {told}", share, "%", 0, digits=0)


def _tell(what: str) -> None:
    print(f"· {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
