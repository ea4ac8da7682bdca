"""The folder that several buyers of one workstation share: what it has to be, and what to type.

Its group may do everything in it and nobody else may even enter. Each fault comes with the command
that mends it; whoever owns the file, or root, types that.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from cache.places import CANNOT_CREATE, NO_PERMISSION, Refusal, refusal_of
from vendors.folders import SHARED_FILE, SHARED_FOLDER, is_member, make_folder

MOUNTS = Path("/proc/self/mounts")
# On these another machine may write the same file, and SQLite's log is shared memory of one machine
# (sqlite.org/wal.html: "WAL does not work over a network filesystem").
_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("gpfs", "beegfs", "ocfs2", "gfs2", "ncpfs", "coda", "davfs", "orangefs", "pvfs2"),
        "vboxsf",
    )
)
_LOCAL_FUSE = frozenset(("fuse.fuse-overlayfs", "fuse.lxcfs", "fuse.bindfs"))


class Fault(NamedTuple):
    """`words`: what is amiss with `path`, no sentence. `cure`: what to type, or what to do."""

    path: Path
    words: str
    cure: str


def group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def folder_faults(folder: Path, gid: int) -> Iterator[Fault]:
    """What keeps the group `gid` from sharing `folder`. Raises OSError where it is not there."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        yield Fault(folder, "is no folder", f"move it aside:  mv {quote(str(folder))} …")
        return
    yield from _group(folder, found, gid)
    if stat.S_IMODE(found.st_mode) != SHARED_FOLDER:
        yield _mode(folder, found, SHARED_FOLDER)


def file_faults(path: Path, gid: int) -> Iterator[Fault]:
    """The same of a file. Raises OSError."""
    found = path.lstat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISSOCK(found.st_mode)):
        yield Fault(path, "is no ordinary file", f"move it aside:  mv {quote(str(path))} …")
        return
    yield from _group(path, found, gid)
    if stat.S_IMODE(found.st_mode) != SHARED_FILE:
        yield _mode(path, found, SHARED_FILE)


def outside(gid: int) -> Fault | None:
    """What keeps this person out of the group `gid`; None where nothing does."""
    if is_member(gid):
        return None
    group, name = group_name(gid), user_name(os.getuid())
    try:
        added = name in grp.getgrgid(gid).gr_mem
    except KeyError:
        added = False
    if added:
        # A session has the groups that there were when it began.
        words = f"{name} was put into the group {group} after this session began"
        return Fault(Path(), words, "sign out and in again")
    words = f"{name} is not in the group {group}"
    return Fault(Path(), words, f"usermod -aG {quote(group)} {quote(name)}")


def network(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of network file system that `path` lies on; empty where it is none."""
    place, kind = Path("/"), ""
    # Where it is not there yet, it will lie where the nearest folder above it does.
    real = path.resolve()
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        at = Path(_unescaped(fields[1]))
        # The later of two at one place lies over the earlier.
        if real.is_relative_to(at) and len(at.parts) >= len(place.parts):
            place, kind = at, fields[2]
    remote = kind in _NETWORK or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)
    return kind if remote else ""


def open_to_others(folder: Path) -> Path | None:
    """The folder above `folder` in which others than root may put another in its place, if any."""
    for above in folder.resolve().parents:
        try:
            found = above.stat()
        except FileNotFoundError:
            continue
        written = found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and found.st_gid)
        if found.st_uid != 0 or (written and not found.st_mode & stat.S_ISVTX):
            return above
    return None


def expect_top(shared: Path, environment: str) -> None:
    """That `shared` was made for `environment`, and that this person may use it. Raises Refusal.

    It is made by `bondroom setup` alone: where a disk was not mounted, nobody is to begin a second
    ledger below the empty folder.
    """
    try:
        gid = shared.stat().st_gid
    except OSError as error:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            raise refusal_of(error, shared) from None
        raise Refusal(
            f"There is no {shared}, which the settings name as the folder that all buyers of this "
            "workstation share. Nothing was made, for what is in it must not be begun anew: have "
            "its disk mounted, or have  bondroom setup  make it.",
            CANNOT_CREATE,
        ) from None
    if (fault := outside(gid)) is not None:
        raise Refusal(
            f"{shared} is shared by the group {group_name(gid)}, and {fault.words}. Nothing was "
            f"read or written: have an administrator type  {fault.cure}  and sign in again."
            if fault.cure.startswith("usermod")
            else f"{shared} is shared by the group {group_name(gid)}, and {fault.words}. Nothing "
            f"was read or written: {fault.cure}.",
            NO_PERMISSION,
        )
    if kind := network(shared):
        raise Refusal(
            f"{shared} lies on a network file system ({kind}), and what is shared there can be "
            "damaged by two machines. Nothing was read or written: have it moved to a disk of this "
            "machine.",
            CANNOT_CREATE,
        )
    if not (shared / environment).is_dir():
        raise Refusal(
            f"{shared} was not made for {environment}. Nothing was made: have an administrator "
            f"type  bondroom setup --shared {quote(str(shared))} --group {quote(group_name(gid))} "
            f"--environment {environment}",
            CANNOT_CREATE,
        )
    _expect(folder_faults(shared, gid))
    _expect(folder_faults(shared / environment, gid))


def shared_folder(folder: Path) -> None:
    """Make `folder`, mode 2770, where it is missing, in one that is shared.

    Raises Refusal unless its parent's group shares it, and nobody else.
    """
    try:
        make_folder(folder)
        gid = folder.parent.stat().st_gid
        _expect(folder_faults(folder, gid))
    except OSError as error:
        raise refusal_of(error, folder) from None


def expect_shared_file(path: Path) -> None:
    """That `path` is its folder's group's, and nobody else's. Raises Refusal."""
    try:
        _expect(file_faults(path, path.parent.stat().st_gid))
    except OSError as error:
        raise refusal_of(error, path) from None


def _expect(faults: Iterator[Fault]) -> None:
    for fault in faults:
        owner = user_name(fault.path.lstat().st_uid)
        whoever = "root" if owner == "root" else f"{owner}, whose it is, or root"
        raise Refusal(
            f"{fault.path} {fault.words}. Nothing was read or written: have {whoever} type  "
            f"{fault.cure}  and start again.",
            NO_PERMISSION,
        )


def _group(path: Path, found: os.stat_result, gid: int) -> Iterator[Fault]:
    if found.st_gid != gid:
        name = group_name(gid)
        yield Fault(
            path,
            f"belongs to the group {group_name(found.st_gid)}, and has to to {name}",
            f"chgrp {quote(name)} {quote(str(path))}",
        )


def _mode(path: Path, found: os.stat_result, mode: int) -> Fault:
    return Fault(
        path,
        f"has mode {stat.S_IMODE(found.st_mode):04o}, and what buyers share has {mode:04o}",
        f"chmod {mode:04o} {quote(str(path))}",
    )


def _unescaped(field: str) -> str:
    """As /proc/mounts writes blanks and the like: a backslash and three octal digits."""
    pieces = field.split("\\")
    return pieces[0] + "".join(
        chr(int(piece[:3], 8)) + piece[3:] if piece[:3].isdigit() else "\\" + piece
        for piece in pieces[1:]
    )
