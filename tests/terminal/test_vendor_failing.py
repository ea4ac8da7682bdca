"""The vendor, the way to it, or the sign-in fails: said in one sentence, mended where it can be."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from cache.places import Places
from tests.sandbox.test_child import wait_for_end
from tests.terminal.session import PROGRAM, Session, environment
from tests.terminal.test_safety import CONNECTED, DESK, assert_terminal_as_before, ready
from vendors.sandbox.book import Book
from vendors.sandbox.faults import Faults

pytestmark = pytest.mark.process


def leave(session: Session) -> None:
    session.press("escape")
    session.settle()
    session.press("q")
    assert session.wait_exit() == 0
    assert_terminal_as_before(session)


def test_a_vendor_that_is_down_from_the_start_is_asked_again_when_it_is_up(
    home: Path, places: Places
) -> None:
    env = environment(home, BONDROOM_SANDBOX_FAULTS="down")
    with Session(PROGRAM, env, DESK) as session:
        session.wait_for("DigiKey trouble")
        book = Book.existing(places.vendor)
        Faults(book).clear()
        book.close()
        session.press("2", "/")
        session.settle()
        session.write(b"LM358\r")
        session.wait_for("DigiKey has")
        session.wait_for(CONNECTED)
        session.wait_for("4 locations")
        leave(session)


def test_a_sign_in_that_cannot_be_read_is_made_anew(home: Path, places: Places) -> None:
    with ready(home) as session:
        leave(session)
    token = places.tokens / "digikey.json"
    token.write_text("{not json")
    with ready(home) as session:
        session.press("2", "/")
        session.settle()
        session.write(b"LM358\r")
        session.wait_for("DigiKey has")
        leave(session)


def test_a_sign_in_that_the_vendor_no_longer_takes_is_made_anew(home: Path, places: Places) -> None:
    with ready(home) as session:
        leave(session)
    # A server that is still there would go on with the book that it has open.
    wait_for_end(places.vendor)
    for name in ("book.db", "book.db-wal", "book.db-shm"):
        (places.vendor / name).unlink(missing_ok=True)
    with ready(home) as session:
        session.press("2", "/")
        session.settle()
        session.write(b"LM358\r")
        session.wait_for("press the same key again")
        session.press("f5")
        session.wait_for("DigiKey has")
        leave(session)


def test_a_sign_in_that_others_may_read_is_refused_in_a_sentence(
    home: Path, places: Places
) -> None:
    with ready(home) as session:
        leave(session)
    (places.tokens / "digikey.json").chmod(0o644)
    with Session(PROGRAM, environment(home), DESK) as session:
        # The sentence names the file: how much of it the line takes depends on where home is.
        session.wait_for("A file that holds a secret")
        session.settle(1.0)
        assert "Traceback" not in session.text()
        leave(session)


def test_a_sandbox_that_died_is_started_again_and_said_so(home: Path) -> None:
    with ready(home) as session:
        os.kill(server_of(home), signal.SIGKILL)
        session.press("2", "/")
        session.settle()
        session.write(b"LM358\r")
        session.wait_for("press the same key again")
        session.press("f5")
        session.wait_for("DigiKey has")
        session.wait_for(CONNECTED)
        leave(session)


def server_of(home: Path) -> int:
    """The process that serves the sandbox whose folder lies under `home`."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"vendors.sandbox" in words and str(home).encode() in b"\0".join(words):
                return int(process.name)
    raise AssertionError("no sandbox runs for this home")
