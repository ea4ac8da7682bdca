"""Several Unix users without accounts: children of this process that became another by number.

What a child needs has to be imported before it is forked: it may not read this process's Python.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

GROUP = 54321
ANN, BOB, EVE = 50001, 50002, 50003
# Seconds.
_LONGEST = 120

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become two other users; not tried"
)

Said = Callable[[str], None]


class Child:
    """A process of `uid`, a member of the group unless `groups` says otherwise."""

    def __init__(
        self,
        uid: int,
        job: Callable[[Said], object],
        *,
        groups: tuple[int, ...] = (GROUP,),
        umask: int = 0o022,
    ) -> None:
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.setsid()
                # It does not outlive a test that was stopped before it could end it.
                signal.alarm(_LONGEST)
                os.close(reader)
                os.setgroups(list(groups))
                os.setgid(uid)
                os.setuid(uid)
                os.umask(umask)

                def said(words: str) -> None:
                    os.write(writer, words.encode() + b"\n")

                became = job(said)
                if became is not None:
                    said(str(became))
                status = 0
            except BaseException as error:  # noqa: BLE001 - a child says whatever ended it
                told = getattr(error, "sentence", "") or traceback.format_exc()
                os.write(writer, f"{type(error).__name__}: {told}\n".encode())
            finally:
                os._exit(status)
        os.close(writer)
        self._pipe = os.fdopen(reader, encoding="utf-8")
        self._ended = False

    def line(self) -> str:
        """What it says next; waits for it. Empty where it ended."""
        return self._pipe.readline().rstrip("\n")

    def all(self) -> str:
        """The rest of what it says, up to its end."""
        said = self._pipe.read().rstrip("\n")
        self.end(kill=False)
        return said

    def end(self, *, kill: bool = True) -> None:
        if self._ended:
            return
        self._ended = True
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._pipe.close()


def as_user(
    uid: int,
    job: Callable[[], object],
    *,
    groups: tuple[int, ...] = (GROUP,),
    umask: int = 0o022,
) -> str:
    """What `job` returned as `uid`, as text; or the error's name and words."""
    return Child(uid, lambda _: job(), groups=groups, umask=umask).all()


@contextmanager
def workstation(*environments: str) -> Iterator[Path]:
    """A shared folder as `bondroom setup` leaves it, and beside it a home for each of the three."""
    base = Path(tempfile.mkdtemp(prefix="bondroom-users-"))
    try:
        base.chmod(0o755)
        for uid in (ANN, BOB, EVE):
            home = base / str(uid)
            home.mkdir(mode=0o700)
            os.chown(home, uid, uid)
        shared = base / "shared"
        for folder in (shared, *(shared / name for name in environments or ("sandbox",))):
            folder.mkdir()
            os.chown(folder, 0, GROUP)
            folder.chmod(0o2770)
        yield shared
    finally:
        shutil.rmtree(base)


def home_of(shared: Path, uid: int) -> Path:
    return shared.parent / str(uid)
