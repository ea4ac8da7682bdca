"""How the program does at a terminal: its first frame, its keys, its memory, its rest."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.terminal.session import PROGRAM, ROOT, Answer, Rest, Session, environment

LEAST = (sys.executable, "-m", "tests.bench.least")
DESK, SMALL = (120, 40), (80, 24)
CURSOR, PAGE, LETTER = "cursor key", "page key", "letter typed in search"

# The first part of the filled catalogue: its row on the screen is a useful frame.
FIRST_ROW = "RC0201FR-070RL"
NO_ROW = "Nothing here yet"
_LEAST_TEXT = "the least that can be shown"

# Long enough for what runs after the first frame to have ended: the vendors' modules, the
# sandbox, the look through the whole file; and for a vendor to be shown as slow, whose question a
# session that was killed has taken with it (cache/claims.py). Seconds without a byte.
_SETTLED = 4.0
# How long counting all that a letter finds may take while nothing else comes. Seconds.
_COUNTED = 1.0


class Start(NamedTuple):
    """One start: ms to the first useful frame, and MiB of the screen's process then."""

    first_ms: float
    mib: float


def start_least(home: Path) -> Start:
    with Session(LEAST, environment(home), DESK, cwd=ROOT) as session:
        return _first(session, _LEAST_TEXT)


def start(home: Path, shown: str = FIRST_ROW) -> Start:
    with Session(PROGRAM, environment(home), DESK) as session:
        return _first(session, shown)


def _first(session: Session, shown: str) -> Start:
    # Emulating while the program starts would slow it down on few cores, so the memory is read
    # when the text was sent, and the moment of the frame is found in the stamps afterwards.
    session.wait_bytes(shown.encode())
    mib = session.rss()
    session.settle()
    return Start(session.wait_for(shown) * 1000, mib)


class Keys(NamedTuple):
    """The answers to some presses of one kind."""

    what: str
    answers: list[Answer]


def keys(home: Path, size: tuple[int, int], rounds: int) -> list[Keys]:
    """Cursor, page and letter keys in the search pane, each when the last had its answer."""
    with _settled(home, size) as session:
        steps = 8
        there_and_back = ["down"] * steps + ["up"] * steps
        cursor = [session.answer_to(key) for _ in range(rounds) for key in there_and_back]
        page = [session.answer_to("pagedown") for _ in range(8 * rounds)]
        session.press("home", "/")
        session.settle()
        letters = []
        for _ in range(2 * rounds):
            letters += [session.answer_to(key, quiet=_COUNTED) for key in "res"]
            session.press("ctrl+u")
            session.settle()
        return [
            Keys(CURSOR, cursor),
            Keys(PAGE, page),
            Keys(LETTER, letters),
        ]


def rest(home: Path, seconds: float) -> Rest:
    """What the idle desk sends and burns in `seconds`."""
    with _settled(home, DESK) as session:
        return session.rest(seconds)


def use(home: Path) -> float:
    """MiB of the screen's process after a buyer's round through every pane."""
    with _settled(home, DESK) as session:
        session.press("/")
        for word in ("res 10k", "cap 0603", "RC06", "LM"):
            session.press("ctrl+u")
            session.type(word)
            session.settle()
        session.press("enter")  # asks the vendor
        session.settle(_SETTLED)
        session.press(*["pagedown"] * 20)
        session.settle()
        session.press("enter")  # the part, whole
        session.settle()
        session.press("escape")
        session.press("a", "enter")
        session.settle()
        for pane in "143":
            session.press(pane, *["pagedown"] * 20)
            session.settle()
        session.press("4", "enter")  # an order, whole
        session.settle()
        session.press("escape", "?")
        session.settle()
        session.press("escape")
        session.settle()
        return session.rss()


def tour(home: Path) -> float:
    """MiB that the tour, which places two orders, has in use at most."""
    done = subprocess.run(
        [*PROGRAM, "tour"],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = re.search(r"(\d+) MiB in use at most", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"the tour did not end well\n{done.stdout}{done.stderr}")
    return float(found[1])


@contextmanager
def _settled(home: Path, size: tuple[int, int]) -> Iterator[Session]:
    with Session(PROGRAM, environment(home), size) as session:
        session.wait_for("SANDBOX")
        session.settle(_SETTLED)
        while " slow" in session.lines()[0]:
            session.settle(_SETTLED)
        session.press("2")
        session.wait_for(FIRST_ROW)
        session.settle()
        yield session
