"""A file of its own that each running session holds locked, so that others can tell it is alive.

The kernel lets go of the lock when the process ends, however it ends. Whoever can take the lock
of a session's file therefore knows that the session is gone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from vendors.folders import open_file

_SUFFIX = ".lock"
_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


class SessionLock:
    """This session's own lock, held until `close`."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError where no file can be made in `folder`."""
        self._folder = folder
        self.name, self._descriptor = _take_new(folder)

    @contextlib.contextmanager
    def ended(self, name: str) -> Iterator[bool]:
        """Whether session `name` has ended; while inside, nobody else can find that out too."""
        if name == self.name:
            yield False
            return
        try:
            descriptor = os.open(self._folder / (name + _SUFFIX), _FLAGS)
        except FileNotFoundError:
            yield True
            return
        except PermissionError:
            # Somebody took its mode away: nothing tells that it ended.
            yield False
            return
        try:
            yield _lock(descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether no session does `what` just now; while inside, no other can begin to.

        The file stays: a lock on a file that comes and goes protects nothing. Raises OSError.
        """
        descriptor = open_file(self._folder / what, os.O_RDWR)
        try:
            yield _lock(descriptor)
        finally:
            os.close(descriptor)

    def sweep(self) -> None:
        """Remove the files of ended sessions. One without a file counts as ended all the same."""
        for path in self._folder.glob("*" + _SUFFIX):
            with self.ended(path.name.removesuffix(_SUFFIX)) as gone:
                if gone:
                    path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go. The file goes too; an attempt left under this name counts as orphaned."""
        if self._descriptor >= 0:
            (self._folder / (self.name + _SUFFIX)).unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1


def _take_new(folder: Path) -> tuple[str, int]:
    while True:
        name = uuid.uuid4().hex
        path = folder / (name + _SUFFIX)
        descriptor = open_file(path, os.O_RDWR)
        # Another session may sweep the file away between its making and its locking.
        if _lock(descriptor) and os.fstat(descriptor).st_nlink:
            return name, descriptor
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
