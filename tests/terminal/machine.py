"""A workstation with real Unix users, made in a mount namespace of its own and gone with it.

Its /etc, /home and /srv are layered over the machine's, so that accounts can be made and
/etc/bondroom.toml written, and the machine that runs the tests keeps its own. Needs root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.session import ROOT, Session

SHARED = Path("/srv/bondroom")
GROUP = "buyers"
_MAKE = """
set -e
mount -t tmpfs none "$1"
(cd "$1" && mkdir -p up work home/root srv)
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/up,workdir=$1/work" /etc
mount --bind "$1/home" /home
mount --bind "$1/srv" /srv
echo made
exec cat
"""


class Machine:
    """`python` is an interpreter that every user of the machine may run."""

    def __init__(self, keeper: int, python: Path) -> None:
        self._keeper = keeper
        self.python = python

    def words(self, user: str, *command: str) -> list[str]:
        """What runs `command` on the machine as `user`, in the same process and terminal."""
        there = ["nsenter", f"--target={self._keeper}", "--mount", "--wd=/"]
        if user == "root":
            return [*there, *command]
        who = [f"--reuid={user}", f"--regid={user}", "--init-groups"]
        return [*there, "setpriv", *who, *command]

    def environment(self, user: str, **more: str) -> dict[str, str]:
        """What a sign-in gives, and no more."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": f"/home/{user}",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            **more,
        }

    def run(self, user: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end. Nothing is raised where it fails."""
        return subprocess.run(
            self.words(user, *command),
            env=self.environment(user),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def bondroom(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run(user, str(self.python), "-m", "tui", *words)

    def open(self, user: str, size: tuple[int, int] = (120, 40), **more: str) -> Session:
        """The program in a terminal of `user`'s."""
        program = (str(self.python), "-m", "tui")
        return Session(self.words(user, *program), self.environment(user, **more), size)

    def add(self, *users: str) -> None:
        """Make accounts that are buyers."""
        for user in users:
            self._must("root", "useradd", "--create-home", "--groups", GROUP, user)

    def _must(self, user: str, *command: str) -> None:
        done = self.run(user, *command)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@contextmanager
def machine(*users: str) -> Iterator[Machine]:
    """A machine with these buyers, as `bondroom setup` leaves it; skips aloud where it cannot."""
    if os.geteuid() != 0:
        pytest.skip("only root can make other users; the program of two users was not tried")
    base = Path(tempfile.mkdtemp(prefix="bondroom-machine-"))
    keeper: subprocess.Popen[str] | None = None
    # A command that ran in this process before has left its own: nobody else could read a file.
    umask = os.umask(0o022)
    try:
        base.chmod(0o755)
        (base / "layers").mkdir()
        python = _python_for_all(base / "python")
        keeper = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", _MAKE, "sh", str(base / "layers")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert keeper.stdout is not None
        if keeper.stdout.readline() != "made\n":
            pytest.skip("no mounts of one's own can be made here; two users were not tried")
        made = Machine(keeper.pid, python)
        made._must("root", "groupadd", GROUP)
        made.add(*users)
        words = ("setup", "--shared", str(SHARED), "--group", GROUP)
        made._must("root", str(python), "-m", "tui", *words)
        yield made
    finally:
        if keeper is not None:
            keeper.kill()
            keeper.wait()
            for pipe in (keeper.stdin, keeper.stdout, keeper.stderr):
                if pipe is not None:
                    pipe.close()
        os.umask(umask)
        shutil.rmtree(base, ignore_errors=True)


def _python_for_all(folder: Path) -> Path:
    """An environment with this checkout and what it needs, of an interpreter that all may run.

    This process's own may lie below /root, where nobody else goes.
    """
    needed = Path(pytest.__file__).resolve().parents[1]
    name = f"python3.{sys.version_info.minor}"
    for found in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if Path(found).exists() and _all_may("test", "-x", os.path.realpath(found)):
            break
    else:
        pytest.skip(f"no {name} is here that others than root may run; two users were not tried")
    for place in (needed, ROOT):
        if not _all_may("test", "-r", str(place)):
            pytest.skip(f"others than root may not read {place}; two users were not tried")
    subprocess.run([found, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "checkout.pth").write_text(f"{ROOT}\n{needed}\n")
    return folder / "bin" / "python"


def _all_may(*command: Sequence[str] | str) -> bool:
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    return subprocess.run([*nobody, *command], check=False, capture_output=True).returncode == 0
