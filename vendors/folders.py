"""What mode a file gets, by the folder it lies in: one person's alone, or a group's.

A folder that is setgid and that its group may write, as 2770, is shared: its files are its group's,
0660. In every other folder a file is its owner's alone, 0600, whatever the umask says.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path

SHARED_FOLDER = 0o2770
SHARED_FILE = 0o660
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_SAFE = os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFE
_GROUPS = stat.S_ISGID | stat.S_IWGRP


def is_shared(folder: Path) -> bool:
    """Whether what lies in `folder` is its group's. Raises OSError where it is not there."""
    return folder.stat().st_mode & _GROUPS == _GROUPS


def file_mode(folder: Path) -> int:
    """The mode of a file in `folder`. Raises OSError."""
    return SHARED_FILE if is_shared(folder) else PRIVATE_FILE


def is_member(gid: int) -> bool:
    """Whether this process may do what the group may; root may."""
    return os.geteuid() == 0 or gid == os.getegid() or gid in os.getgroups()


def make_file(path: Path) -> bool:
    """Make `path` empty with the mode of its folder's files, unless it is there; True where made.

    It is there with its mode or not at all, however this process ends: between making a file and
    changing its mode another buyer would be refused it, and after a crash for good. Raises OSError.
    """
    if os.path.lexists(path):
        return False
    mode = file_mode(path.parent)
    if mode == PRIVATE_FILE:
        try:
            os.close(os.open(path, _NEW, mode))
        except FileExistsError:
            return False
        return True
    new = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}.new")
    descriptor = os.open(new, _NEW, PRIVATE_FILE)
    try:
        os.fchmod(descriptor, mode)
    finally:
        # Before it has its name: closed later, it would drop SQLite's locks on the file.
        os.close(descriptor)
    try:
        os.link(new, path)
    except FileExistsError:
        return False
    finally:
        new.unlink()
    return True


def open_file(path: Path, flags: int) -> int:
    """A descriptor of `path`, which is made as `make_file` does where it is missing.

    No link is followed. Raises OSError.
    """
    while True:
        make_file(path)
        # Whoever removes it in between, it is made anew.
        with contextlib.suppress(FileNotFoundError):
            return os.open(path, flags | _SAFE)


def replace_file(path: Path, content: bytes) -> None:
    """Let `path` hold `content`, whole or not at all, in the mode of its folder's files.

    Raises OSError.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}.new")
    descriptor = os.open(new, _NEW, PRIVATE_FILE)
    try:
        try:
            os.fchmod(descriptor, file_mode(path.parent))
            os.write(descriptor, content)
        finally:
            os.close(descriptor)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make `folder`, shared where its parent is, else its owner's alone; what is there is left.

    Parents are made too, of which none is shared. Raises OSError.
    """
    parent = folder.parent
    if not parent.is_dir() or not is_shared(parent):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return
    if folder.is_dir():
        return
    # As with files: it is there with its mode or not at all. The group comes with the parent's.
    new = folder.with_name(f".{folder.name}.{os.getpid()}-{time.monotonic_ns()}.new")
    new.mkdir(mode=PRIVATE_FOLDER)
    try:
        new.chmod(SHARED_FOLDER)
        new.rename(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            new.rmdir()
        # Another made it and put something into it meanwhile.
        if folder.is_dir():
            return
        raise
