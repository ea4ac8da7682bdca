"""Ten buyers at work at once on one workstation, held against one of them alone."""

from __future__ import annotations

import asyncio
import os
import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from cache.clock import SystemClock
from cache.places import Places
from cache.services import Services
from tests.bench.figures import Figure, percentile
from tests.bench.screen import FIRST_ROW, SMALL
from tests.cache.desk import line, offer
from tests.terminal.conftest import places_in
from tests.terminal.session import PROGRAM, Session, environment

BUYERS = 10
# A hand at work: so many seconds from one key to the next, and a look between two tasks.
_BETWEEN, _LOOK = (0.15, 0.45), 1.0
# Long enough for what runs after the first frame to have ended. Seconds without a byte.
_SETTLED = 3.0
# The ledger is written as a session saves a draft. Seconds between two.
_SAVED_EVERY = 0.1
# A commit waits for the disk so often: for the journal twice, its folder, the file, the journal.
_SYNCS, _BLOCK = 5, bytes(4096)
_WORDS = ("res 10k", "cap 0603", "rc06", "grm18", "lm358", "yageo 1%")
_PARTS = ("RC0603FR-0710KL", "GRM188R71H104KA93D", "LM358DR")


class Worked(NamedTuple):
    """What some buyers met. Milliseconds from each key to its first byte, by buyer; of each save of
    a draft, and of as many syncs of one block by nobody's program; MiB of each session, with what
    it shares with others divided among them, and whole; how many of each one's questions to the
    vendors were answered.
    """

    keys: list[list[float]]
    saves: list[float]
    syncs: list[float]
    mib: list[float]
    whole: list[float]
    asked: list[int]
    unanswered: int


def at_work(home: Path, buyers: int, seconds: float) -> Worked:
    """`buyers` sessions over one home, each under a hand of its own."""
    with ExitStack() as stack:
        sessions = [
            stack.enter_context(Session(PROGRAM, environment(home), SMALL)) for _ in range(buyers)
        ]
        for session in sessions:
            session.wait_for("SANDBOX", timeout=120)
        for session in sessions:
            session.settle(_SETTLED, timeout=120)
            session.press("2")
            session.wait_for(FIRST_ROW, timeout=60)
        hands = [_Hand(session, number) for number, session in enumerate(sessions)]
        end = time.perf_counter() + seconds
        threads = [threading.Thread(target=hand.work, args=(end,)) for hand in hands]
        for thread in threads:
            thread.start()
        # A process of its own, as a session is: here it would wait for those who hold the sessions.
        with ProcessPoolExecutor(1, get_context("spawn")) as beside:
            saves, syncs = beside.submit(_saved, home, end).result()
        for thread in threads:
            thread.join()
        return Worked(
            [hand.keys for hand in hands],
            saves,
            syncs,
            [_share(session) for session in sessions],
            [session.rss() for session in sessions],
            [hand.asked for hand in hands],
            sum(hand.unanswered for hand in hands),
        )


class _Hand:
    """One buyer: searches, goes through rows, asks the vendors, types lines."""

    def __init__(self, session: Session, number: int) -> None:
        self._session = session
        self._chance = random.Random(number)
        self.keys: list[float] = []
        self.asked = self.unanswered = 0

    def work(self, end: float) -> None:
        for task in self._tasks():
            for key in task:
                if time.perf_counter() > end:
                    return
                self._press(key)
            time.sleep(_LOOK)

    def _tasks(self) -> Iterator[list[str]]:
        chance = self._chance
        # A draft of one's own: only one session writes in each.
        yield ["3", "n"]
        while True:
            yield ["2", "/", "ctrl+u", *chance.choice(_WORDS), "enter"]
            self.asked += 1
            yield ["escape", *["down"] * 8, "pagedown", "up", "home"]
            yield ["3", "i", *chance.choice(_PARTS), "enter", *"100", "enter", ".", "escape"]
            yield ["1", "down", "down", "pagedown", "4", "down", "up"]

    def _press(self, key: str) -> None:
        session = self._session
        answer = session.answer_to(key, first=5.0, quiet=0.05)
        if answer.first_ms is not None:
            self.keys.append(answer.first_ms)
        elif key not in ("escape", ".", "home", "up", "ctrl+u"):
            # Those may change nothing on the screen.
            self.unanswered += 1
        time.sleep(self._chance.uniform(*_BETWEEN))


def _saved(home: Path, end: float) -> tuple[list[float], list[float]]:
    return asyncio.run(_saving(places_in(home), end))


async def _saving(places: Places, end: float) -> tuple[list[float], list[float]]:
    """Milliseconds of each save of a draft of ten lines, as a session beside the others does it,
    and of what the disk alone takes for it, in turns.
    """
    services = Services(places, SystemClock(), prefix="AC")
    await services.open()
    saves, syncs = [], []
    with (places.state / "synced").open("wb") as file:
        try:
            draft = await services.drafts.new("measured")
            draft.lines = [line(offer(f"M-{number}-ND", "0.10")) for number in range(10)]
            while time.perf_counter() < end:
                await asyncio.sleep(_SAVED_EVERY)
                draft.lines[0].quantity += 1
                before = time.perf_counter()
                await services.drafts.save(draft)
                saves.append((time.perf_counter() - before) * 1000)
                before = time.perf_counter()
                for _ in range(_SYNCS):
                    os.pwrite(file.fileno(), _BLOCK, 0)
                    os.fdatasync(file.fileno())
                syncs.append((time.perf_counter() - before) * 1000)
        finally:
            await services.close()
    return saves, syncs


def _share(session: Session) -> float:
    """MiB of the session's process, with each page that others hold too divided among them."""
    text = Path(f"/proc/{session.process.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def joined(rounds: list[Worked]) -> Worked:
    """Rounds of as many buyers, as one."""
    return Worked(
        [keys for one in rounds for keys in one.keys],
        [save for one in rounds for save in one.saves],
        [sync for one in rounds for sync in one.syncs],
        [mib for one in rounds for mib in one.mib],
        [mib for one in rounds for mib in one.whole],
        [asked for one in rounds for asked in one.asked],
        sum(one.unanswered for one in rounds),
    )


def figures_of(alone: Worked, together: Worked) -> list[Figure]:
    """The table's rows: ten against one, in one run."""
    one = percentile([ms for keys in alone.keys for ms in keys], 0.95)
    ten = percentile([ms for keys in together.keys for ms in keys], 0.95)
    slowest = max(percentile(keys, 0.95) for keys in together.keys)
    told = f"{BUYERS} buyers at work"
    return [
        Figure("one buyer at work: key to paint, p95", one, "ms"),
        Figure(f"{told}: key to paint, p95", ten, "ms"),
        Figure(f"{told}: the same against one buyer", ten / one, "times", 3, digits=2),
        Figure(f"{told}: the slowest of them against one buyer", slowest / one, "times", digits=2),
        Figure(f"{told}: a draft saved, p99", percentile(together.saves, 0.99), "ms", 20),
        Figure(
            f"{told}: {_SYNCS} bare syncs beside it, p99", percentile(together.syncs, 0.99), "ms"
        ),
        Figure("one buyer at work: a draft saved, p99", percentile(alone.saves, 0.99), "ms"),
        Figure(
            f"one buyer at work: {_SYNCS} bare syncs beside it, p99",
            percentile(alone.syncs, 0.99),
            "ms",
        ),
        Figure(f"{told}: memory of each, at most", max(together.mib), "MiB", 70),
        Figure(f"{told}: the same, with what is shared counted whole", max(together.whole), "MiB"),
        Figure(f"{told}: keys without an answer", together.unanswered, "", 0, digits=0),
        Figure(f"{told}: questions to vendors of the one with fewest", min(together.asked), ""),
    ]
