"""How the sessions of one folder and its server find each other. Only the standard library.

The server holds `serve.lock` for as long as it serves, and listens on two Unix sockets: one for
calls, and one on which a session does nothing but stay connected. A session's end, whatever its
cause, closes that connection, and a server without any leaves.

Several accounts may share a folder that is their group's (`vendors.folders`): whose session comes
first starts the server, and the others connect to it. Only who may enter the folder can put a
socket there or connect to one, so that neither side asks the other who it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import stat
import tempfile
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from vendors.folders import (
    PRIVATE_FOLDER,
    SHARED_FOLDER,
    is_member,
    is_shared,
    make_folder,
    replace_file,
)

SERVE_LOCK = "serve.lock"
START_LOCK = "start.lock"
LOG = "server.log"
CALLS = "calls.sock"
PRESENCE = "presence.sock"
# Seconds that the last session may be gone before an attended server leaves.
GRACE = 1.0
# What a server says on its standard error once sessions can connect.
READY = "ready"
_ELSEWHERE = "sockets.at"
_AHEAD = "clock.ahead"
# The kernel takes 107 bytes.
_LONGEST = 99
_MOST_GREETING = 4096


class Unfit(Exception):
    """A folder that cannot be used; the text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the server says to whoever connects. `sessions`: how many others are connected.

    `code` is the mark of the code it runs, `frozen` where its clock stands, or nothing. `calls`
    is the path of the socket for calls, `address` that of a loopback port, or nothing.
    """

    pid: int
    code: str
    frozen: str
    since: str
    calls: str
    address: str
    sessions: int

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def code() -> str:
    """A mark of the sandbox's code as it lies on the disk: another version, another mark."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*.py")):
        digest.update(f"{path.relative_to(here)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def own_folder(folder: Path) -> None:
    """Make `folder` where it is missing, mode 0700, or 2770 in one that a group shares.

    Raises Unfit unless it is ours alone, or our group's alone.
    """
    try:
        make_folder(folder)
        fit = _is_ours(folder)
    except OSError as error:
        raise Unfit(f"The sandbox's folder {folder} cannot be used: {error.strerror}.") from None
    if not fit:
        raise Unfit(
            f"The sandbox's folder {folder} has to be a folder of your own that nobody else may "
            f"enter: type  chmod 700 '{folder}'  or choose another. (One that buyers share has "
            "mode 2770 and a group that you are in.)"
        )


def sockets(folder: Path) -> Path | None:
    """Where the sockets of `folder` lie, None where no server has chosen a place yet."""
    if _is_short(folder):
        return folder
    try:
        place = Path(os.fsdecode((folder / _ELSEWHERE).read_bytes()))
        return place if _is_fit(place, folder) else None
    except OSError:
        return None


def make_sockets_folder(folder: Path) -> Path:
    """The same for the server, which chooses; it keeps its choice as long as it can.

    A path of a socket must be short: below a long folder they lie in a private one elsewhere,
    which is written down. Raises Unfit.
    """
    if _is_short(folder):
        return folder
    with contextlib.suppress(OSError):
        before = Path(os.fsdecode((folder / _ELSEWHERE).read_bytes()))
        with contextlib.suppress(FileExistsError):
            before.mkdir(mode=PRIVATE_FOLDER)
            _share_like(folder, before)
        if _is_fit(before, folder) and _is_short(before):
            return before
    # The folder of what one person runs can be entered by nobody else.
    run = None if is_shared(folder) else os.environ.get("XDG_RUNTIME_DIR")
    for base in (run, tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if not base or not _is_short(Path(base, "bondroom-12345678")):
            continue
        with contextlib.suppress(OSError):
            place = Path(tempfile.mkdtemp(prefix="bondroom-", dir=base))
            _share_like(folder, place)
            replace_file(folder / _ELSEWHERE, os.fsencode(place))
            return place
    raise Unfit(
        f"The path of the sandbox's folder is too long for a socket, and no shorter place takes "
        f"one: {folder}"
    )


def remove_sockets(folder: Path, place: Path) -> None:
    """What `make_sockets_folder` made, and the sockets in it."""
    for name in (CALLS, PRESENCE):
        (place / name).unlink(missing_ok=True)
    if place != folder:
        with contextlib.suppress(OSError):
            place.rmdir()


def meet(folder: Path, seconds: float) -> tuple[socket.socket, Greeting] | None:
    """A connection to the server of `folder`, held open, and what it said.

    None where there is no server, or one that is leaving. Raises TimeoutError where it says
    nothing for `seconds`.
    """
    place = sockets(folder)
    if place is None:
        return None
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(seconds)
        line.connect(os.fsencode(place / PRESENCE))
        said = b""
        while not said.endswith(b"\n") and len(said) < _MOST_GREETING:
            piece = line.recv(_MOST_GREETING)
            if not piece:
                break
            said += piece
        greeting = Greeting(**json.loads(said))
    except TimeoutError:
        line.close()
        raise
    except (OSError, ValueError, TypeError):
        line.close()
        return None
    line.settimeout(None)
    return line, greeting


def ahead(folder: Path) -> timedelta:
    """How far the clock of the sandbox in `folder` was moved on; none where nobody moved it."""
    with contextlib.suppress(OSError, ValueError, OverflowError):
        return timedelta(seconds=float((folder / _AHEAD).read_bytes()[:40]))
    return timedelta()


def tell_ahead(folder: Path, span: timedelta) -> None:
    """Write down for the sessions how far the clock was moved on. Raises OSError."""
    if span != ahead(folder):
        replace_file(folder / _AHEAD, str(span.total_seconds()).encode())


def _is_short(folder: Path) -> bool:
    return len(os.fsencode(folder / PRESENCE)) <= _LONGEST


def _is_ours(folder: Path) -> bool:
    """Whether it is ours alone, or our group's alone."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    if stat.S_IMODE(found.st_mode) == SHARED_FOLDER:
        return is_member(found.st_gid)
    return found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _is_fit(place: Path, folder: Path) -> bool:
    """Whether `place` is for sockets of `folder`: for the same people."""
    if not is_shared(folder):
        return _is_ours(place) and not is_shared(place)
    return _is_ours(place) and is_shared(place) and place.stat().st_gid == folder.stat().st_gid


def _share_like(folder: Path, place: Path) -> None:
    """Let those enter `place`, which is new and ours, who may enter `folder`. Raises OSError."""
    if is_shared(folder):
        os.chown(place, -1, folder.stat().st_gid)
        place.chmod(SHARED_FOLDER)
