"""The true program twice, with the same keys: with Textual's driver, and with the thin one."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pyte
import pytest

from tests.fill import fill_bonded, fill_catalogue
from tests.fill_orders import fill_orders
from tests.terminal.conftest import places_in
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tests.tui.thin_kit import NOBODY, TMUX, XTERM, Glass, difference
from tui.thin.abilities import Abilities

pytestmark = pytest.mark.process

SMALL, DESK, LEAST = (80, 24), (120, 40), (60, 20)
# Two programs do not start in the same second.
_CLOCK = re.compile(r"\d\d?:\d\d|\d+ (?:s|min|h)\b|just now")
_HOSTILE = "\x1b[2J\x1b]52;c;UFdORUQ=\x07\u202e漢字テスト한국어 e\u0301 [b]x[/b] \x9b31m"
_KEYS = (
    *["down"] * 8,
    *["up"] * 4,
    *("pagedown", "pageup", "home", "end", "right", "left", "tab"),
    *("1", "2", "3", "4", "1", "2", "3", "4"),
    *("enter", "escape", "escape", "?", "z", "i", "/", "r", "5", "x"),
)


def home_of(folder: Path, thin: str) -> Path:
    """A home with much in it, some of it hostile, and this setting."""
    environment(folder)
    places = places_in(folder)
    for one in (places.data, places.cache, places.state):
        one.mkdir(parents=True)
        for private in (one.parent, one):
            private.chmod(0o700)
    fill_catalogue(places.cache_db, 400)
    fill_bonded(places.cache_db, 100)
    fill_orders(places.cache_db, 100)
    with closing(sqlite3.connect(places.cache_db)) as db, db:
        db.execute("UPDATE part SET description = ? WHERE id % 3 = 0", (_HOSTILE,))
    settings = folder / "config" / "bondroom"
    settings.mkdir()
    (settings / "bondroom.toml").write_text(f'screen.thin = "{thin}"\n')
    return folder


def started(home: Path, size: tuple[int, int], **env: str) -> Session:
    session = Session(PROGRAM, environment(home, **env), size)
    session._screen = Glass(*size)
    session._stream = pyte.ByteStream(session._screen)
    return session


def glass_of(session: Session) -> Glass:
    session.text()
    assert isinstance(session._screen, Glass)
    return session._screen


@contextmanager
def side_by_side(folder: Path, size: tuple[int, int]) -> Iterator[tuple[Session, Session]]:
    with ExitStack() as stack:
        both = [
            stack.enter_context(started(home_of(folder / thin, thin), size))
            for thin in ("off", "on")
        ]
        for session in both:
            session.wait_for("SANDBOX", timeout=120)
        for session in both:
            session.settle(3.0, timeout=120)
        yield both[0], both[1]


def expect_equal(both: Sequence[Session], after: str) -> None:
    """Both show the same once both are done with what they do."""
    stock, thin = both
    differ = "never compared"
    for _ in range(40):
        for session in both:
            session.settle(0.15)
        differ = difference(glass_of(stock), glass_of(thin), _CLOCK)
        if not differ:
            return
    raise AssertionError(f"after {after}: {differ}")


def press(both: Sequence[Session], *names: str) -> None:
    for session in both:
        session.press(*names)
    expect_equal(both, repr(names))


def write(both: Sequence[Session], text: str) -> None:
    for session in both:
        session.type(text)
    expect_equal(both, repr(text))


@pytest.mark.parametrize("size", [SMALL, DESK])
def test_the_same_keys_lead_to_the_same_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    with side_by_side(tmp_path, size) as both:
        expect_equal(both, "the start")
        press(both, "2", "down", "down", "down")
        press(both, "enter")
        press(both, "escape")
        press(both, "/")
        write(both, "漢字 e\u0301 rc06")
        press(both, *["backspace"] * 11)
        press(both, "escape")
        press(both, "i")
        write(both, "RC0603FR-0710KL")
        press(both, "enter")
        write(both, "1000\r")
        press(both, "escape", "escape")
        rnd = random.Random(size[0])
        for number in range(60):
            if number % 20 == 10:
                columns, rows = rnd.choice((SMALL, DESK, LEAST, (100, 30)))
                for session in both:
                    session.resize(columns, rows)
                expect_equal(both, f"the size {columns}×{rows}")
            press(both, *(rnd.choice(_KEYS) for _ in range(rnd.randint(1, 3))))
        sent = [session.sent() for session in both]
        assert sent[1] * 3 < sent[0]


def test_it_draws_all_again_after_a_stop_and_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    with started(home_of(tmp_path, "on"), SMALL) as session:
        session.wait_for("SANDBOX")
        session.settle(2.0)
        before = session.lines()
        # What another program leaves on the screen meanwhile.
        glass_of(session).feed("\x1b[2J\x1b[Hanother program was here")
        session.signal(signal.SIGCONT)
        session.settle(1.0)
        assert session.lines()[3:] == before[3:]
        session.press("q")
        assert session.wait_exit() == 0
        assert session.left_on() == set()
        # The pen was put down before the shell's screen came back.
        *_, behind = session.raw().partition(b"\x1b[?1049l")[0].rpartition(b"\x1b[m")
        assert not re.search(rb"\x1b\[[\d;]+m", behind)
        assert session.line_settings_restored()


def test_over_ssh_it_is_on_by_itself(tmp_path: Path) -> None:
    sent = []
    for name, env in (("here", {}), ("there", {"SSH_TTY": "/dev/pts/9"})):
        with started(home_of(tmp_path / name, "auto"), SMALL, **env) as session:
            session.wait_for("SANDBOX")
            session.settle(2.0)
            sent.append(session.sent())
    here, there = sent
    assert there * 2 < here


@pytest.mark.parametrize(
    ("told", "can"),
    [
        ({"TERM": "xterm-256color"}, XTERM),
        ({"TERM": "screen-256color"}, TMUX),
        ({"TERM": "nobody's"}, NOBODY),
        ({}, NOBODY),
        # GNU screen under a name that somebody gave it.
        ({"TERM": "xterm-256color", "STY": "1234.desk"}, XTERM._replace(bce=False)),
    ],
)
def test_what_a_terminal_can_is_what_terminfo_has_of_it(
    told: dict[str, str], can: Abilities
) -> None:
    # A process looks up one terminal, its own.
    code = f"from tui.thin.abilities import abilities; print(tuple(abilities({told!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tuple(can))
