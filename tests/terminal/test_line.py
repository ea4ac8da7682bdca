"""The line that drops, the signals that end or stop the program, and the way back after it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from contextlib import closing
from fcntl import ioctl
from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.session import PROGRAM, Session, environment
from tests.terminal.test_safety import SMALL, assert_terminal_as_before

pytestmark = pytest.mark.process

# Seconds in which it is out. The goal is 2; a machine that does other things takes its time.
OUT = 4.0
OFFER = "C carries on"


def started(home: Path, size: tuple[int, int] = SMALL, **more: str) -> Session:
    """The program once its files are open: it has said what it had to say of the session before."""
    session = Session(PROGRAM, environment(home, **more), size)
    try:
        session.wait_for("[2 Search]", timeout=60)
        session.press("3")
        session.wait_for("D-1")
        session.settle()
    except BaseException:
        session.close()
        raise
    return session


def the_other_half(session: Session) -> None:
    """The line typed on to its end, and an orderly leaving."""
    session.type("8R71H104KA93D")
    session.press("enter")
    session.type("4000")
    session.press("enter", ".")
    session.settle()
    session.press("q")
    assert session.wait_exit() == 0


def half_a_line(session: Session) -> None:
    """A whole line, and the next one half typed."""
    session.press("i")
    session.settle()
    session.type("LM358DR")
    session.press("enter")
    session.type("25")
    session.press("enter")
    session.type("GRM18")
    session.wait_for("GRM18")
    session.settle()


def drafted(places: Places) -> list[str]:
    with closing(sqlite3.connect(f"file:{places.ledger}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT part FROM draft_line ORDER BY draft_id, position").fetchall()
    return [part for (part,) in found]


def kept(places: Places) -> list[Path]:
    return list((places.state / "where").glob("*.json"))


def until(judge: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Wait for what another process writes, which tells nobody."""
    deadline = time.monotonic() + seconds
    pause = select.poll()
    while not judge():
        assert time.monotonic() < deadline, f"never came: {what}"
        pause.poll(20)


def out_in_time(session: Session) -> int:
    before = time.monotonic()
    status = session.wait_exit()
    assert time.monotonic() - before < OUT
    return status


# -- ended


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_what_was_half_typed_is_there_again_after_a_signal(
    home: Path, places: Places, name: str
) -> None:
    number = signal.Signals[name]
    with started(home) as session:
        half_a_line(session)
        session.signal(number)
        assert out_in_time(session) == 128 + number
        assert_terminal_as_before(session)
        said = session.raw().rpartition(b"\x1b")[2].decode()
        assert f"ended by {name}" in said
        assert "draft is saved" in said
    assert drafted(places) == ["LM358DR", "GRM18"]
    with started(home) as session:
        session.wait_for(OFFER)
        session.press("C")
        session.wait_for("GRM18")
        session.settle()
        # It is typed on, and not a second time.
        the_other_half(session)
    assert drafted(places) == ["LM358DR", "GRM188R71H104KA93D"]
    assert kept(places) == []


def test_what_was_half_typed_is_there_again_after_kill_9(home: Path, places: Places) -> None:
    with started(home) as session:
        half_a_line(session)
        until(
            lambda: any("GRM18" in one.read_text() for one in kept(places)), "where the session is"
        )
        (file,) = kept(places)
        assert file.stat().st_mode & 0o777 == 0o600
        session.signal(signal.SIGKILL)
        session.wait_exit()
    assert drafted(places) == ["LM358DR"]
    with started(home) as session:
        session.wait_for(OFFER)
        session.press("1")
        session.settle()
        session.press("C")
        session.wait_for("[3 Order]")
        session.wait_for("GRM18")
        session.settle()
        the_other_half(session)
    assert drafted(places) == ["LM358DR", "GRM188R71H104KA93D"]


def test_a_form_field_and_a_search_come_back(home: Path) -> None:
    with started(home) as session:
        session.press("2", "/")
        session.type("res 0603")
        session.press("down", "3", "T")
        session.wait_for("Terms of the order")
        session.press("end", "up")
        for _ in range(40):
            if "▸ note" in session.text():
                break
            session.press("up")
            session.settle(0.1)
        session.press("enter")
        session.settle()
        session.type("ring before you come")
        session.settle()
        session.signal(signal.SIGHUP)
        assert out_in_time(session) == 129
    with started(home) as session:
        session.wait_for(OFFER)
        session.press("C")
        session.wait_for("Terms of the order")
        session.wait_for("ring before you come")
        session.press("escape", "escape")
        session.settle()
        session.press("2")
        session.wait_for("/ res 0603")


def test_after_an_end_in_good_order_nothing_is_offered(home: Path, places: Places) -> None:
    with started(home) as session:
        half_a_line(session)
        session.press("escape")
        session.settle()
        session.press("4", "q")
        assert session.wait_exit() == 0
    assert kept(places) == []
    with started(home) as session:
        assert OFFER not in session.text()


def test_a_damaged_file_is_said_once_and_ends_nothing(home: Path, places: Places) -> None:
    folder = places.state / "where"
    folder.mkdir(mode=0o700)
    (folder / "0123.json").write_text('{"at": "\x1b]0;OWNED\x07"')
    (folder / "0123.json").chmod(0o600)
    with started(home) as session:
        session.wait_for("Where the last session was cannot be read")
        assert b"OWNED" not in session.raw()
    assert kept(places) == []


def test_two_sessions_of_one_person_keep_their_own(home: Path, places: Places) -> None:
    with started(home) as first:
        half_a_line(first)
        with Session(PROGRAM, environment(home), SMALL) as second:
            second.wait_for("[2 Search]")
            second.press("3")
            second.wait_for("D-")
            second.settle(1.0)
            # Whoever still works there is not offered to anybody.
            assert OFFER not in second.text()
            second.press("4")
            second.settle()
            second.press("q")
            assert second.wait_exit() == 0
        first.signal(signal.SIGTERM)
        assert out_in_time(first) == 143
    (file,) = kept(places)
    assert json.loads(file.read_text())["line"]["words"][0] == "GRM18"


# -- the line drops


@pytest.mark.parametrize(
    "argv",
    [
        PROGRAM,
        ("sh", "-c", 'trap "" HUP; exec "$@"', "sh", *PROGRAM),
        # A session of its own, whose terminal is not its controlling one: no signal comes.
        ("sh", "-c", 'trap "" HUP; exec setsid --wait "$@"', "sh", *PROGRAM),
    ],
    ids=["hung-up", "hup-ignored", "no-signal-at-all"],
)
def test_a_line_that_drops_ends_it_and_nothing_spins(
    home: Path, places: Places, argv: tuple[str, ...]
) -> None:
    with Session(argv, environment(home), SMALL) as session:
        session.wait_for("[2 Search]")
        session.press("3")
        session.wait_for("D-1")
        half_a_line(session)
        session.hang_up()
        assert out_in_time(session) == 129
    assert drafted(places) == ["LM358DR", "GRM18"]
    assert len(kept(places)) == 1


def test_a_terminal_that_takes_nothing_does_not_hold_up_the_end(home: Path) -> None:
    """The line is cut somewhere on its way: what is written stays in the pipe, and that is full."""
    terminal, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        ["setsid", "-c", *PROGRAM], stdin=slave, stdout=slave, stderr=slave, env=environment(home)
    ) as process:
        os.close(slave)
        came = b""
        while b"Search]" not in came:
            came += os.read(terminal, 1 << 16)
        # From here on nobody reads.
        for _ in range(120):
            os.write(terminal, b"1234")
            select.select([], [], [], 0.02)
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(OUT) == 143
        finally:
            process.kill()
    os.close(terminal)


# -- stopped, and going on


def job(home: Path, size: tuple[int, int]) -> tuple[Session, int]:
    """The program as a job of a shell, and its process."""
    shell = Session(("bash", "--norc", "-i"), environment(home, PS1="$ "), size)
    try:
        shell.wait_for("$ ")
        shell.type(" ".join(PROGRAM))
        shell.press("enter")
        shell.wait_for("[2 Search]", timeout=60)
        shell.press("3")
        shell.wait_for("D-1")
        shell.settle()
        children = Path(f"/proc/{shell.process.pid}/task/{shell.process.pid}/children")
        return shell, int(children.read_text().split()[0])
    except BaseException:
        shell.close()
        raise


def state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def test_stopped_and_gone_on_it_is_whole_whatever_the_size_is_by_then(home: Path) -> None:
    shell, process = job(home, SMALL)
    with shell:
        half_a_line(shell)
        # All that is said of the line has come: nothing changes by itself from here on.
        shell.wait_for("bonded MON reports")
        shell.settle(1.0)
        before = shell.lines()
        for size in (SMALL, (100, 30)):
            os.kill(process, signal.SIGTSTP)
            shell.wait_for("Stopped")
            shell.settle()
            until(lambda: state(process) == "T", "that it stands still")
            assert_terminal_as_the_shell_wants_it(shell)
            shell.type("clear; echo ${COLUMNS}x")
            shell.press("enter")
            shell.settle()
            shell.resize(*size)
            shell.type("fg")
            shell.press("enter")
            shell.wait_for("GRM18")
            shell.settle()
            if size == SMALL:
                assert shell.lines() == before
            else:
                (head,) = [line for line in shell.lines() if "qty" in line]
                assert "Stopped" not in shell.text()
                assert "$" not in head
        shell.type("8R71")
        shell.wait_for("GRM188R71")
        os.kill(process, signal.SIGTERM)
        shell.wait_for("ended by SIGTERM")
        shell.settle()
        assert_terminal_as_the_shell_wants_it(shell)


def assert_terminal_as_the_shell_wants_it(shell: Session) -> None:
    # A shell that edits its line switches bracketed paste on by itself.
    assert shell.left_on() <= {"bracketed paste"}


def test_stopped_by_force_and_gone_on_it_is_whole_and_leaves_the_terminal_as_it_was(
    home: Path,
) -> None:
    shell, process = job(home, SMALL)
    with shell:
        before = shell.lines()
        os.kill(process, signal.SIGSTOP)
        shell.wait_for("Stopped")
        shell.settle()
        shell.type("fg")
        shell.press("enter")
        shell.wait_for(re.compile(r"^ SANDBOX", re.MULTILINE))
        shell.settle(1.0)
        assert shell.lines() == before
        shell.press("q")
        until(lambda: not Path(f"/proc/{process}").exists(), "the end")
        shell.type("stty -a | tr ' ' '\\n' | grep -x -e icanon -e echo | paste -sd+")
        shell.press("enter")
        shell.wait_for("icanon+echo")
        assert_terminal_as_the_shell_wants_it(shell)


def test_where_no_shell_could_let_it_go_on_it_does_not_stop(home: Path) -> None:
    """As `ssh -t workstation bondroom` starts it: a stop would be for good."""
    with started(home) as session:
        session.signal(signal.SIGTSTP)
        session.press("4")
        session.wait_for("[4 History]")
        session.settle()
        session.press("q")
        assert session.wait_exit() == 0
        assert_terminal_as_before(session)
