"""Where the files of one environment lie, and whether it is safe to keep them there."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from vendors.folders import is_shared

ENVIRONMENTS = ("sandbox", "vendor-test", "production")

# Exit statuses of sysexits.h.
UNAVAILABLE, CANNOT_CREATE, IO_ERROR, NO_PERMISSION = 69, 73, 74, 77


class Refusal(Exception):
    """The program will not go on with this. `sentence`: what happened, what is safe, what to do.

    `status` is the exit status where the refusal ends the program.
    """

    def __init__(self, sentence: str, status: int = UNAVAILABLE) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one environment. Two environments share none of them.

    `own`: where several buyers share the other three, what is one person's: tokens, and what a
    crash leaves.
    """

    environment: str
    data: Path
    cache: Path
    state: Path
    own: Path | None = None

    @classmethod
    def of(cls, environment: str, folder: Path | None = None, shared: Path | None = None) -> Places:
        """The XDG folders, or all below `folder`. Raises ValueError on an unknown environment.

        With `shared` all lies below that folder but the person's own.
        """
        if environment not in ENVIRONMENTS:
            raise ValueError(f"no such environment: {environment!r}")
        if folder is not None:
            whole = folder.expanduser().absolute()
            data, cache, state = _below(whole / environment)
            own = whole / "shared" / environment
        else:
            from platformdirs.unix import Unix

            xdg = Unix("bondroom")
            data, cache, state = (
                Path(base) / environment
                for base in (xdg.user_data_dir, xdg.user_cache_dir, xdg.user_state_dir)
            )
            # Apart, for a token of one's own sandbox is none of the shared one's.
            own = Path(xdg.user_state_dir) / "shared" / environment
        if shared is None:
            return cls(environment, data, cache, state)
        return cls(environment, *_below(shared.absolute() / environment), own)

    def sibling(self, environment: str) -> Places:
        """The places of another environment beside this one. Raises ValueError on an unknown."""
        if environment not in ENVIRONMENTS:
            raise ValueError(f"no such environment: {environment!r}")

        def beside(path: Path) -> Path:
            # The XDG folders end with the environment; below one folder it stands above them.
            if path.name == self.environment:
                return path.with_name(environment)
            return path.parent.with_name(environment) / path.name

        data, cache, state = (beside(one) for one in (self.data, self.cache, self.state))
        own = None if self.own is None else beside(self.own)
        return Places(environment, data, cache, state, own)

    @property
    def shared(self) -> Path | None:
        """The folder that all buyers of this workstation share; None: all is one person's."""
        return None if self.own is None else self.data.parent.parent

    @property
    def ledger(self) -> Path:
        return self.data / "ledger.db"

    @property
    def ledger_id(self) -> Path:
        """Stands beside the ledger from its creation on; alone, it says that a ledger was lost."""
        return self.data / "ledger.id"

    @property
    def backups(self) -> Path:
        """Copies of the ledger, made by hand and before it is migrated; made when it is needed."""
        return self.data / "backups"

    @property
    def vendor(self) -> Path:
        """The sandbox's own folder."""
        return self.data / "vendor"

    @property
    def cache_db(self) -> Path:
        return self.cache / "cache.db"

    @property
    def quota(self) -> Path:
        return self.state / "quota.db"

    @property
    def tokens(self) -> Path:
        return (self.own or self.state) / "tokens"

    @property
    def sessions(self) -> Path:
        return self.state / "sessions"

    @property
    def crash(self) -> Path:
        return (self.own or self.state) / "crash.txt"


def _below(base: Path) -> tuple[Path, Path, Path]:
    return base / "data", base / "cache", base / "state"


def prepare(places: Places) -> None:
    """Make the folders, mode 0700, and make sure that they are ours alone and take a file.

    What buyers share has mode 2770, and is the group's alone. Sets the process's umask to 077, so
    that nothing made later is readable by others unasked. Raises Refusal.
    """
    os.umask(0o077)
    folders = (places.data, places.cache, places.state, places.sessions)
    if places.own is None or places.shared is None:
        for folder in folders:
            private_folder(folder)
    else:
        from cache.sharing import expect_top, shared_folder

        expect_top(places.shared, places.environment)
        for folder in folders:
            shared_folder(folder)
        private_folder(places.own)
    private_folder(places.tokens)
    for folder in (places.data, places.cache, places.state, places.tokens):
        _takes_a_file(folder)


def kept_folder(folder: Path) -> None:
    """Make `folder` where it is missing: buyers share it where they share its parent.

    Raises Refusal unless it is ours alone, or the group's.
    """
    if folder.parent.is_dir() and is_shared(folder.parent):
        from cache.sharing import shared_folder

        shared_folder(folder)
    else:
        private_folder(folder)


def private_folder(folder: Path) -> None:
    """Make `folder`, mode 0700, where it is missing. Raises Refusal unless it is ours alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (FileExistsError, NotADirectoryError):
        raise Refusal(
            f"{folder} has to be a folder, and something else is in its way. "
            "Nothing was changed: move that aside, or choose another folder.",
            CANNOT_CREATE,
        ) from None
    except OSError as error:
        raise refusal_of(error, folder) from None
    if found.st_uid != os.geteuid():
        raise Refusal(
            f"The folder {folder} belongs to another user (uid {found.st_uid}). "
            "Nothing was read or written: choose a folder of your own.",
            NO_PERMISSION,
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Refusal(
            f"Other users may enter the folder {folder} (mode {stat.S_IMODE(found.st_mode):04o}). "
            f"Nothing was read or written: type  chmod 700 {quote(str(folder))}  and start again.",
            NO_PERMISSION,
        )


def refusal_of(error: OSError, path: Path) -> Refusal:
    """The sentence for an error of the file system at `path`."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Refusal(
                f"The disk that holds {path} is full. What was written before is safe: "
                "make room, then start again.",
                IO_ERROR,
            )
        case errno.EROFS:
            return Refusal(
                f"{path} is on a disk that can only be read. Nothing was changed: "
                "choose another folder, or have the disk mounted for writing.",
                CANNOT_CREATE,
            )
        case errno.EACCES | errno.EPERM:
            return Refusal(
                f"{path} may not be written by this user. Nothing was changed: "
                "choose a folder of your own.",
                NO_PERMISSION,
            )
        case _:
            return Refusal(
                f"{path} cannot be used ({error.strerror or error}). What was written before is "
                "untouched.",
                IO_ERROR,
            )


def _takes_a_file(folder: Path) -> None:
    # Permission bits say nothing about a full or read-only disk, and nothing at all to root.
    probe = folder / f".probe-{os.getpid()}"
    try:
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            os.write(descriptor, bytes(4096))
        finally:
            os.close(descriptor)
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise refusal_of(error, folder) from None
