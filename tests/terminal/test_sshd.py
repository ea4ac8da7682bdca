"""The program at the end of a true line: a local sshd, a key made for the test, a line that is cut.

Needs Debian's openssh-server. The server listens on the loopback interface alone, on a port of its
own, takes one key and nothing else, and keeps nothing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.session import ROOT, Session, environment
from tests.terminal.test_line import OFFER, OUT, drafted, half_a_line, kept, the_other_half, until

pytestmark = pytest.mark.process

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
_CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
AllowUsers {user}
PermitUserEnvironment no
PrintMotd no
"""


class Line:
    """A server, and what a person needs to sign in at it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._env = environment(home)
        for name in ("host", "user"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
            )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        user = pwd.getpwuid(os.getuid()).pw_name
        config = folder / "sshd_config"
        config.write_text(_CONFIG.format(port=self._port, folder=folder, user=user))
        # As a buyer's login would start it; the environment is the test's own.
        words = " ".join(f"{name}='{value}'" for name, value in self._env.items())
        run = folder / "bondroom"
        keeps = "SSH_CONNECTION SSH_TTY TERM"
        run.write_text(
            f'#!/bin/sh\ncd {ROOT}\nfor n in {keeps}; do eval "v=\\$$n"; echo "$n=$v"; done '
            f'> {folder}/seen\nexec env -i SSH_CONNECTION="$SSH_CONNECTION" '
            f'SSH_TTY="$SSH_TTY" {words} TERM="$TERM" {sys.executable} -m tui\n'
        )
        run.chmod(0o700)
        self._user = user
        assert SSHD is not None
        if os.getuid() == 0:
            # Where it puts down its privileges; the package's own service makes it at its start.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.server = subprocess.Popen([SSHD, "-D", "-E", folder / "log", "-f", config])
        until(self._listens, "the server")

    def _listens(self) -> bool:
        assert self.server.poll() is None, (self._folder / "log").read_text()
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self._port)) == 0

    @contextmanager
    def sign_in(self) -> Iterator[Session]:
        argv = [
            *("ssh", "-tt", "-F", "none", "-p", str(self._port), "-i", str(self._folder / "user")),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self._folder}/known"),
            *("-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR"),
            *(f"{self._user}@127.0.0.1", str(self._folder / "bondroom")),
        ]
        env = {name: self._env[name] for name in ("PATH", "HOME", "TERM")}
        with Session(argv, env, (80, 24)) as session:
            session.wait_for("[2 Search]", timeout=60)
            yield session

    def seen(self) -> str:
        """What the line told the program of itself."""
        return (self._folder / "seen").read_text()

    def close(self) -> None:
        self.server.terminate()
        self.server.wait(10)


@pytest.fixture
def line(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Line]:
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("no sshd here: apt-get install openssh-server, and the line is tried as well")
    folder = tmp_path_factory.mktemp("sshd")
    made = Line(folder, home)
    yield made
    made.close()


def programs(home: Path) -> list[int]:
    """The processes of the program whose folders lie under `home`, its sandbox among them."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                its = (process / "environ").read_bytes()
            except OSError:
                continue
            if words[1:3] == [b"-m", b"tui"] and f"HOME={home}\0".encode() in its:
                found.append(int(process.name))
    return found


def parent(process: int) -> int:
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(stat[1])


@pytest.mark.parametrize("how", ["client killed", "server's end killed", "client stands still"])
def test_a_line_that_is_cut_loses_nothing_and_leaves_nothing(
    line: Line, home: Path, places: Places, how: str
) -> None:
    """Sign in, work, cut the line, come back."""
    with line.sign_in() as session:
        assert "SSH_CONNECTION=127.0.0.1" in line.seen()
        session.press("3")
        session.wait_for("D-1")
        half_a_line(session)
        (process,) = programs(home)
        match how:
            case "client killed":
                session.process.kill()
            case "server's end killed":
                os.kill(parent(process), signal.SIGKILL)
            case _:
                # Nothing more comes, and nothing is taken: the server gives it up.
                session.signal(signal.SIGSTOP)
                session.press("1", "2", "3")
                os.kill(parent(process), signal.SIGTERM)
        until(lambda: programs(home) == [], "the end of the program", OUT)
        if how == "client stands still":
            session.signal(signal.SIGCONT)
    assert drafted(places) == ["LM358DR", "GRM18"]
    with line.sign_in() as session:
        session.wait_for(OFFER)
        session.press("C")
        session.wait_for("[3 Order]")
        session.wait_for("GRM18")
        session.settle()
        the_other_half(session)
    assert drafted(places) == ["LM358DR", "GRM188R71H104KA93D"]
    assert kept(places) == []
    assert programs(home) == []


def moved(session: Session) -> int:
    """Bytes that ten moved cursors cost, in the keys of a sheet that is longer than the screen."""
    session.settle(1.0)
    session.press("?")
    session.settle()
    before = session.sent()
    for _ in range(10):
        session.press("down")
        session.settle(0.15)
    return session.sent() - before


def test_over_a_line_only_what_changed_is_sent(line: Line, home: Path) -> None:
    """The thin driver is on by itself where SSH_CONNECTION is set, and off where it is not."""
    with line.sign_in() as session:
        over = moved(session)
    with Session((sys.executable, "-m", "tui"), environment(home), (80, 24)) as session:
        session.wait_for("[2 Search]", timeout=60)
        here = moved(session)
    assert over * 3 < here
