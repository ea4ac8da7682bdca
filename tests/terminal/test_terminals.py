"""Terminals as they are: small ones, those of few colours or other letters, tmux and screen."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import session as harness
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tests.terminal.test_line import half_a_line
from tests.terminal.test_safety import SMALL, assert_terminal_as_before

pytestmark = pytest.mark.process

LEAST = (60, 20)
# What the glyphs and words of every size say.
PANES = re.compile(r"1 Bonded.*2 Search.*3 Order.*4 History")


def env(home: Path, **more: str | None) -> dict[str, str]:
    """A buyer's environment with these; None takes one away."""
    found: dict[str, str | None] = {**environment(home), **more}
    return {name: value for name, value in found.items() if value is not None}


def look(session: Session) -> str:
    """Each pane and the builder's line, and back to where it starts."""
    session.wait_for("[2 Search]", timeout=60)
    seen = [session.text()]
    session.press("3")
    session.wait_for("D-1")
    half_a_line(session)
    seen.append(session.text())
    session.press("escape")
    session.settle()
    session.press("2")
    session.wait_for("[2 Search]")
    return "\n".join(seen)


def leave(session: Session) -> None:
    session.settle()
    session.press("q")
    assert session.wait_exit() == 0
    assert_terminal_as_before(session)


# -- colours


@pytest.mark.parametrize(
    ("named", "sent"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": None}, b"38;5;"),
        ({"TERM": "xterm", "COLORTERM": None}, None),
        ({"TERM": "linux", "COLORTERM": None}, None),
        ({"TERM": "screen", "COLORTERM": None}, None),
    ],
    ids=["256", "xterm", "linux", "screen"],
)
def test_a_terminal_gets_no_colour_that_it_does_not_have(
    home: Path, named: dict[str, str | None], sent: bytes | None
) -> None:
    with Session(PROGRAM, env(home, **named), SMALL) as session:
        seen = look(session)
        assert PANES.search(seen)
        raw = session.raw()
        assert b"38;2;" not in raw
        assert b"48;2;" not in raw
        if sent is None:
            assert b"38;5;" not in raw
            assert re.search(rb"\x1b\[[0-9;]*\b(3|9)[0-7]\b", raw)
        else:
            assert sent in raw
        leave(session)


def test_without_colour_nothing_is_coloured_and_all_is_said(home: Path) -> None:
    with Session(PROGRAM, env(home, NO_COLOR="1"), SMALL) as session:
        seen = look(session)
        assert PANES.search(seen)
        for red, green, blue in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", session.raw()):
            assert red == green == blue
        leave(session)


# -- letters


class Latin(Session):
    """A terminal that shows ISO-8859-1, and nothing else."""

    def _reply(self, query: re.Match[bytes]) -> bytes:
        if query["dsr"] == b"6" and b"\xc3\xa9\x1b[6n" in self.raw()[-40:]:
            # Two letters, where UTF-8 has one.
            return b"\x1b[1;3R"
        return super()._reply(query)

    def _feed_until(self, count: int) -> None:
        while self._fed < count:
            data = self._carry + self._chunks[self._fed][1]
            self._fed += 1
            cut = harness._CUT.search(data)
            data, self._carry = (data[: cut.start()], cut[0]) if cut else (data, b"")
            shown = harness._SKIPPED.sub(b"", data)
            self._stream.feed(shown.decode("iso-8859-1").encode("utf-8"))


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """The locale en_US.ISO-8859-1, made for the test: few workstations have it still."""
    localedef = shutil.which("localedef")
    charmap = Path("/usr/share/i18n/charmaps/ISO-8859-1.gz")
    if localedef is None or not charmap.exists():
        pytest.skip("no ISO-8859-1 to be made here: apt-get install locales, and it is tried too")
    folder = tmp_path_factory.mktemp("locales")
    made = folder / "en_US.ISO-8859-1"
    subprocess.run([localedef, "-i", "en_US", "-f", "ISO-8859-1", made], check=True)
    return {"LOCPATH": str(folder), "LC_ALL": "en_US.ISO-8859-1", "LANG": None}


def test_a_terminal_of_utf_8_gets_it_whatever_the_locale_says(
    home: Path, latin: dict[str, str | None]
) -> None:
    with Session(PROGRAM, env(home, **latin), (120, 40)) as session:
        session.wait_for("1 Bonded", timeout=60)
        session.settle()
        text = session.text()
        assert "╭─ 1 Bonded ─" in text
        assert "\\u" not in text
        leave(session)


def test_a_terminal_of_other_letters_gets_plain_ones_and_no_line_is_shifted(
    home: Path, latin: dict[str, str | None]
) -> None:
    with Latin(PROGRAM, env(home, **latin), (120, 40)) as session:
        session.wait_for("1 Bonded", timeout=60)
        session.settle()
        session.press("3")
        session.settle()
        lines = session.lines()
        assert b"\\u" not in session.raw()
        (top,) = [line for line in lines if "1 Bonded" in line and "2 Search" in line]
        assert top.startswith("+- 1 Bonded -")
        assert (len(top), top.count("+")) == (120, 4)
        framed = [line for line in lines if line.startswith("|")]
        assert len(framed) > 20
        assert {len(line) for line in framed} == {120}
        # What is typed comes in those letters, too.
        session.press("2", "/")
        session.settle()
        session.write("M\xfcnchen".encode("iso-8859-1"))
        session.wait_for("/ München")
        session.press("escape")
        leave(session)


def test_a_terminal_that_does_not_answer_is_not_waited_for(
    home: Path, latin: dict[str, str | None]
) -> None:
    with Session(PROGRAM, env(home, **latin), (120, 40), answers=False) as session:
        session.wait_for("+- 1 Bonded -", timeout=60)
        leave(session)


@pytest.mark.parametrize("name", ["C", "POSIX", "no_SUCH.locale"])
def test_without_a_locale_it_is_utf_8(home: Path, name: str) -> None:
    with Session(PROGRAM, env(home, LC_ALL=name, LANG=None), (120, 40)) as session:
        session.wait_for("╭─ 1 Bonded ─", timeout=60)
        leave(session)


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_can_show_nothing_is_told_what_can_be_done_there(
    home: Path, term: str | None
) -> None:
    with Session(PROGRAM, env(home, TERM=term), SMALL) as session:
        assert session.wait_exit() == 2
        said = " ".join(session.text().split())
        assert "bondroom --plain" in said
        assert "bondroom --help" in said
        assert b"\x1b" not in session.raw()


# -- sizes


def test_on_the_least_terminal_an_order_can_be_made_and_placed(home: Path) -> None:
    """Everything that is needed to act is there at 60 columns and 20 lines."""
    with Session(PROGRAM, env(home), LEAST) as session:
        session.wait_for("50 here", timeout=60)
        session.settle()
        for key, word in (("1", "[1 Bonded]"), ("4", "[4 History]"), ("3", "[3 Order]")):
            session.press(key)
            session.wait_for(word)
            session.settle()
            # The keys are named on every pane, and how to see the rest of them.
            assert "? every key" in session.lines()[-1]
        session.press("i")
        session.settle()
        session.type("LM358DR")
        session.press("enter")
        session.type("25")
        session.press("enter", ".")
        session.wait_for("5.81")
        session.settle()
        row = next(line for line in session.lines() if "LM358DR" in line)
        assert re.search(r"LM358DR +25 cut +5\.81", row)
        session.press("P")
        session.wait_for("Ship to")
        session.settle(0.6)
        session.press("enter")
        session.wait_for("Place AC-")
        session.settle(0.6)
        text = session.text()
        for needed in ("SANDBOX", "5.81", "type the last 4", "Esc"):
            assert needed in text, text
        number = re.search(r"Place (AC-\d{4}-\d{4})", text)
        assert number is not None
        session.type(number[1][-4:])
        session.settle(0.6)
        session.press("enter")
        session.wait_for("Placed.", timeout=60)
        session.settle()
        assert number[1] in session.text()
        session.press("enter")
        session.wait_for("[4 History]")
        session.press("enter")
        session.wait_for("sales order")
        session.settle()
        session.press("pagedown")
        session.settle()
        # Prices stand below the pieces, and are not cut.
        assert re.search(r"0\.23250 +5\.81 ", session.text()), session.text()
        session.press("escape")
        session.settle()
        leave(session)


# -- tmux and screen


@pytest.fixture
def tmux(home: Path) -> Iterator[list[str]]:
    if shutil.which("tmux") is None:
        pytest.skip("no tmux here: apt-get install tmux, and it is tried as well")
    command = ["tmux", "-f", "/dev/null", "-S", str(home / "tmux")]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def screen(home: Path) -> Iterator[list[str]]:
    if shutil.which("screen") is None:
        pytest.skip("no screen here: apt-get install screen, and it is tried as well")
    folder = home / "screens"
    folder.mkdir(mode=0o700)
    os.environ["SCREENDIR"] = str(folder)
    command = ["screen", "-U", "-c", "/dev/null"]
    yield command
    left = subprocess.run(["screen", "-ls"], capture_output=True, text=True, check=False).stdout
    for process in re.findall(r"^\s+(\d+)\.", left, re.MULTILINE):
        os.kill(int(process), signal.SIGTERM)
    del os.environ["SCREENDIR"]


def attached_again(
    first: list[str], again: list[str], home: Path, detach: str, **more: str
) -> None:
    """Work, detach, come back to it at another size, work on, and leave."""
    its = env(home, **more)
    with Session(first, its, SMALL, cwd=ROOT) as session:
        session.wait_for("[2 Search]", timeout=60)
        session.press("3")
        session.wait_for("D-1")
        half_a_line(session)
        session.press("ctrl+" + detach[0])
        session.press(detach[1])
        session.wait_for("detached")
        session.wait_exit()
    # One line of it is tmux's own.
    least = (LEAST[0], LEAST[1] + 1)
    for size in ((100, 30), least):
        with Session(again, its, size, cwd=ROOT) as session:
            session.wait_for("GRM18", timeout=60)
            session.settle(1.0)
            (tabs,) = [line for line in session.lines() if "[3 Order]" in line]
            assert PANES.search(tabs)
            if size == least:
                session.type("8R71")
                session.wait_for("GRM188R71")
                session.press("escape")
                session.settle()
                session.press("q")
            else:
                session.resize(90, 28)
                session.settle(1.0)
                assert any("[3 Order]" in line for line in session.lines())
            # The terminal goes while it is looked at: what runs inside goes on.


def test_in_tmux_it_goes_on_when_the_line_drops(home: Path, tmux: list[str]) -> None:
    attached_again(
        [*tmux, "new", "-s", "b", " ".join(PROGRAM)], [*tmux, "attach", "-t", "b"], home, "bd"
    )


def test_in_screen_it_goes_on_when_the_line_drops(home: Path, screen: list[str]) -> None:
    attached_again(
        [*screen, "-S", "b", *PROGRAM],
        [*screen, "-d", "-r", "b"],
        home,
        "ad",
        TERM="xterm",
        SCREENDIR=str(home / "screens"),
    )


def test_a_job_of_a_shell_in_tmux_stops_and_goes_on(home: Path, tmux: list[str]) -> None:
    with Session([*tmux, "new", "-s", "b", "bash --norc -i"], env(home), SMALL) as outer:
        outer.wait_for(re.compile(r"bash.*[$#]"))
        outer.type(" ".join(PROGRAM))
        outer.press("enter")
        outer.wait_for("[2 Search]", timeout=60)
        outer.settle(1.0)
        found = subprocess.run(
            [*tmux, "list-panes", "-F", "#{pane_pid}"], capture_output=True, text=True, check=True
        )
        shell = int(found.stdout)
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text()
        os.kill(int(children.split()[0]), signal.SIGTSTP)
        outer.wait_for("Stopped")
        outer.type("fg")
        outer.press("enter")
        outer.wait_for("[2 Search]")
        outer.settle()
        assert "Stopped" not in outer.text()
