"""What is typed while the vendor takes its time is not lost: a true terminal, a slow sandbox."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.conftest import places_in
from tests.terminal.session import PROGRAM, Session, environment
from tests.terminal.typist import burst

pytestmark = [pytest.mark.soak]

RUNS, LINES = 20, 10
TYPED_RUNS = 100
SIZE = (120, 40)
SLOW = "latency:-1:seconds=3"
WORDS = "resistor 0603"


def drafted(places: Places) -> list[int]:
    """The quantities of all lines of drafts, as they were added."""
    with closing(sqlite3.connect(f"file:{places.ledger}?mode=ro", uri=True)) as db:
        return [row[0] for row in db.execute("SELECT quantity FROM draft_line ORDER BY position")]


def test_ten_lines_in_one_burst_are_ten_lines_in_every_run(tmp_path: Path) -> None:
    """The burst begins with a question that the vendor answers only after it: a busy start."""
    env = environment(tmp_path, BONDROOM_SANDBOX_FAULTS=SLOW)
    places = places_in(tmp_path)
    with Session(PROGRAM, env, SIZE) as session:
        # The first start signs in and fills the catalogue, so that there is a row to add.
        session.wait_for("DigiKey ok", timeout=120)
        leave(session)
    whole = 0
    for run in range(1, RUNS + 1):
        wanted = [1000 * run + nth for nth in range(LINES)]
        with Session(PROGRAM, env, SIZE) as session:
            session.wait_for("DigiKey ok", timeout=120)
            keys = "".join(f"a{quantity}\r" for quantity in wanted)
            session.write(f"2/{WORDS}\r{keys}".encode())
            session.wait_for("DigiKey has", timeout=120)
            session.settle()
            leave(session)
        whole += drafted(places)[-LINES:] == wanted
    print(f"\n{LINES} of {LINES} lines in {whole} of {RUNS} runs")
    assert whole == RUNS
    assert len(drafted(places)) == RUNS * LINES


def test_ten_lines_typed_in_one_write_are_ten_lines_in_every_run(tmp_path: Path) -> None:
    whole = sum(burst(tmp_path / str(run)) for run in range(TYPED_RUNS))
    print(f"\n{LINES} of {LINES} typed lines in {whole} of {TYPED_RUNS} runs")
    assert whole == TYPED_RUNS


def leave(session: Session) -> None:
    session.press("q")
    assert session.wait_exit() == 0
