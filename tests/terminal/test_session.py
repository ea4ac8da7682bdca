"""The harness itself, tried on small programs whose behaviour is known."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.session import Session, environment

pytestmark = pytest.mark.process


def run(home: Path, code: str) -> Session:
    return Session([sys.executable, "-u", "-c", code], environment(home))


def test_text_stands_on_the_screen_and_the_exit_status_is_read(tmp_path: Path) -> None:
    with run(tmp_path, "print('\\x1b[5;3Hhere', flush=True); raise SystemExit(7)") as session:
        assert session.wait_for("here") > 0
        assert session.lines()[4] == "  here"
        assert session.wait_exit() == 7


def test_a_key_is_answered_and_counted(tmp_path: Path) -> None:
    code = "import tty,sys; tty.setraw(0); print('go')\nwhile 1: print(ord(sys.stdin.read(1)))"
    with run(tmp_path, code) as session:
        session.wait_for("go")
        # The end of that line may come a moment after its text.
        session.settle()
        answer = session.answer_to("a")
        assert answer.bytes == len("97\n")
        assert answer.first_ms is not None
        assert answer.last_ms is not None
        assert 0 < answer.first_ms <= answer.last_ms
        session.signal(signal.SIGKILL)
        assert session.wait_exit() == -signal.SIGKILL


def test_queries_are_answered_like_xterm_even_when_cut_in_two(tmp_path: Path) -> None:
    code = (
        "import sys,tty,time; tty.setraw(0)\n"
        "sys.stdout.write('\\x1b[?20'); sys.stdout.flush(); sys.stdout.write('26$p\\x1b[6n')\n"
        "sys.stdout.flush(); got=''\n"
        "while not got.endswith('R'): got+=sys.stdin.read(1)\n"
        "print('[', repr(got)[1:-1], ']', sep='')"
    )
    with run(tmp_path, code) as session:
        session.wait_for("]")
        assert "\\x1b[?2026;2$y\\x1b[1;1R" in session.text()


def test_modes_left_on_are_named(tmp_path: Path) -> None:
    code = (
        "import tty; tty.setraw(0)\n"
        "print('\\x1b[?1049h\\x1b[?25l\\x1b[?1000;1006h\\x1b[>25u\\x1b[?2004h\\x1b[?2004l', end='')"
    )
    with run(tmp_path, code) as session:
        session.wait_exit()
        assert session.left_on() == {
            "alternate screen",
            "cursor hidden",
            "mouse",
            "kitty keyboard",
        }
        assert not session.line_settings_restored()


def test_the_program_hears_that_the_link_dropped(tmp_path: Path) -> None:
    with run(tmp_path, "print('up'); import time; time.sleep(60)") as session:
        session.wait_for("up")
        session.hang_up()
        assert session.wait_exit() == -signal.SIGHUP


def test_what_never_comes_is_told_with_the_screen(tmp_path: Path) -> None:
    with (
        run(tmp_path, "print('something else')") as session,
        pytest.raises(AssertionError, match=r"(?s)the program ended.*something else"),
    ):
        session.wait_for("this")
