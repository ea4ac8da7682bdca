"""What must never happen to a terminal, and what may happen to one without harm."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cache.places import Places
from tests.fill import fill_bonded, fill_catalogue
from tests.terminal.session import PROGRAM, Session, environment

pytestmark = pytest.mark.process

DESK, SMALL = (120, 40), (80, 24)
# Stands in the bar once the sandbox has answered and the first questions are asked.
CONNECTED = "DigiKey ok"
# Stands over the history once the account's orders have come, which are asked for last.
ORDERS_CAME = re.compile(r"orders · (at|on) \d")

# Each would do something if it reached a terminal as it is: another colour, the clipboard, a link,
# the title, an 8-bit control, reversed text, hidden text, another column.
ACTS = (
    "\x1b[999;7m",
    "\x1b]52;c;UFdORUQ=\x1b\\",
    "\x1b]8;;http://evil.example/\x1b\\",
    "\x1b]0;OWNED\x07",
    "\x9b999;8m",
    "\u202e",
    "\u200b",
    "\x08",
    "\x7f",
)
READS_AS_MARKUP = "0.1uF [10%] [/b] [@click=app.quit]x[/]"


def program(home: Path, size: tuple[int, int] = DESK, **env: str) -> Session:
    return Session(PROGRAM, environment(home, **env), size)


def ready(home: Path, size: tuple[int, int] = DESK) -> Session:
    """The program, once all that happens by itself at the start has happened."""
    session = program(home, size)
    try:
        begun(session, size)
    except BaseException:
        session.close()
        raise
    return session


def begun(session: Session, size: tuple[int, int] = DESK) -> None:
    """Wait until all that happens by itself at the start has happened."""
    if size == DESK:
        session.wait_for(CONNECTED)
        session.wait_for(ORDERS_CAME)
    else:
        # Only one pane is shown: look at the history, and come back to where it starts.
        session.wait_for("[2 Search]")
        session.press("4")
        session.wait_for(ORDERS_CAME)
        session.press("2")
        session.wait_for("[2 Search]")
    session.settle(1.0)


def assert_terminal_as_before(session: Session) -> None:
    assert session.left_on() == set()
    assert session.line_settings_restored()


# -- vendor text


def spoil(path: Path) -> None:
    """Put text that acts into every column of vendor's words that is stored."""
    with closing(sqlite3.connect(path)) as db, db:
        for nth, act in enumerate(ACTS):
            db.execute(
                "UPDATE part SET description = ?, maker = ?, number = ? WHERE id = ?",
                (f"{act}D{nth} {READS_AS_MARKUP}", f"M{nth}{act}", f"N{nth}{act}Q", nth + 1),
            )
        whole = "".join(ACTS) + READS_AS_MARKUP
        for table, columns in (
            ("offer", ("packaging_text", "number")),
            ("bonded", ("part", "customer_part", "maker", "description", "packaging_text")),
            ("location", ("name", "code")),
        ):
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = ? || rowid", (whole,))
        # The bonded rows' index is kept by whoever writes them.
        db.execute("INSERT INTO bonded_fts (bonded_fts) VALUES ('rebuild')")


@pytest.mark.parametrize("size", [DESK, SMALL])
def test_vendor_text_is_shown_and_never_acted_on(
    places: Places, home: Path, size: tuple[int, int]
) -> None:
    """Markup stands on the screen as it was written; controls stand there as U+FFFD."""
    fill_catalogue(places.cache_db, len(ACTS))
    fill_bonded(places.cache_db, len(ACTS))
    spoil(places.cache_db)
    with ready(home, size) as session:
        session.press("2")
        session.wait_for("N5\ufffdQ")
        for keys in (("down", "enter"), ("escape", "a"), ("escape", "1"), ("down", "enter")):
            session.press(*keys)
            session.settle()
        session.press("escape")
        session.settle()
        session.press("a")
        session.settle()
        sent = session.raw()
        for act in ACTS:
            # 0.1uF is the text that follows: our own sequences may hold these bytes, text may not.
            assert act.encode() not in sent
        assert "\ufffd".encode() in sent
        assert b"[10%]" in sent
        session.press("escape")
        session.settle()
        session.press("q")
        assert session.wait_exit() == 0
        assert_terminal_as_before(session)


# -- the end


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it_with_the_terminal_as_it_was(
    home: Path, number: signal.Signals, status: int
) -> None:
    with ready(home) as session:
        session.signal(number)
        assert session.wait_exit() == status
        assert_terminal_as_before(session)


def test_a_signal_before_the_vendors_have_answered_ends_it_too(home: Path) -> None:
    with program(home) as session:
        session.wait_for("BONDROOM")
        session.signal(signal.SIGTERM)
        assert session.wait_exit() == 143
        assert_terminal_as_before(session)


@pytest.mark.parametrize("prefix", [(), ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")])
def test_a_dropped_link_ends_it(home: Path, prefix: tuple[str, ...]) -> None:
    """Also where SIGHUP was ignored before it started; left to itself it would spin."""
    with Session([*prefix, *PROGRAM], environment(home), DESK) as session:
        begun(session)
        session.hang_up()
        assert session.wait_exit() == 129


def test_leaving_ends_the_sandbox_too(home: Path, places: Places) -> None:
    with ready(home) as session:
        session.press("q")
        assert session.wait_exit() == 0
        assert_terminal_as_before(session)
        # Held by the sandbox for as long as it serves.
        lock = places.vendor / "serve.lock"
        assert lock.exists()
        free = subprocess.run(["flock", "-w", "30", lock, "true"], check=False)
        assert free.returncode == 0


# -- what is typed


def test_a_byte_that_is_no_utf_8_does_not_end_it(home: Path) -> None:
    with ready(home) as session:
        session.press("2", "/")
        session.settle()
        session.write(b"caf\xe9 42")
        session.wait_for("42")
        assert session.process.poll() is None
        session.press("escape")
        session.settle()
        session.press("q")
        assert session.wait_exit() == 0


def test_a_paste_does_not_place_anything_and_is_one_line_or_a_list(home: Path) -> None:
    with ready(home) as session:
        session.press("2", "/")
        session.settle()
        session.paste("res\t0603")
        session.wait_for("Take in paste")
        session.press("escape")
        session.settle()
        session.paste("res 0603\x07P")
        session.settle()
        assert "res 0603" in session.text()
        session.paste("res\r0603\nP\x1b[A")
        session.wait_for("Take in paste")
        session.settle()
        assert "Place" not in session.text()
        assert session.process.poll() is None


# -- the terminal


def test_a_terminal_that_can_show_nothing_is_refused_in_one_sentence(home: Path) -> None:
    with program(home, TERM="dumb") as session:
        assert session.wait_exit() == 2
        (sentence,) = session.text().replace("\n", "").strip().splitlines()
        assert "TERM=dumb" in sentence
        assert b"\x1b" not in session.raw()
        assert not (home / "data" / "bondroom").exists()


def test_a_terminal_that_is_too_small_is_refused_in_one_sentence(home: Path) -> None:
    with program(home, (50, 15)) as session:
        assert session.wait_exit() == 2
        assert "60 columns" in session.text().replace("\n", "")
        assert b"\x1b" not in session.raw()


def test_a_terminal_made_too_small_says_so_and_recovers(home: Path) -> None:
    with ready(home) as session:
        session.resize(40, 12)
        session.wait_for("too small")
        session.resize(*SMALL)
        session.wait_for(re.compile(r"1 Bonded.*2 Search.*3 Order.*4 History"))
        session.settle()
        assert "too small" not in session.text()


def test_an_idle_screen_sends_nothing(home: Path) -> None:
    with ready(home) as session:
        assert session.rest(3.0).bytes == 0


# -- a fault of our own

_CANARIES = ("CANARY-LOCAL", "CANARY-MESSAGE")
_BROKEN = """
import sys
import tui.panes.search as search

def broken(self):
    secret = "CANARY-LOCAL"
    raise RuntimeError("the token is CANARY-MESSAGE")

search.SearchPane.do_field = broken
from tui.cli.main import main
sys.exit(main())
"""


def test_a_fault_of_our_own_says_one_sentence_and_no_secret(home: Path, places: Places) -> None:
    with Session([sys.executable, "-c", _BROKEN], environment(home), DESK) as session:
        begun(session)
        session.press("2", "/")
        assert session.wait_exit() == 1
        assert_terminal_as_before(session)
        said = session.raw().rpartition(b"\x1b")[2].decode()
        assert "fault of its own" in said
        assert "RuntimeError" in said
        trace = places.crash.read_text()
        assert "broken" in trace
        assert places.crash.stat().st_mode & 0o077 == 0
        for canary in _CANARIES:
            assert canary.encode() not in session.raw()
            assert canary not in trace.replace('"CANARY-LOCAL"', "")
