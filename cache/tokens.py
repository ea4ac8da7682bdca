"""One person's tokens as files, for all sessions of that person.

Refresh tokens are good once. Two sessions that renew with the same one make the vendor take it for
stolen and revoke both, so renewing takes turns, and a token is on the disk before it is used.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import json
import os
import re
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cache.places import NO_PERMISSION, UNAVAILABLE, Refusal, private_folder, refusal_of
from vendors.contract import Token

# Renewing is one call with a deadline of its own; longer than this, something is wrong. Seconds.
_PATIENCE = 60.0
_LOOK = 0.02
# No file that holds a secret is longer. Bytes.
_LARGEST = 64 * 1024
# What is root's and only to be read by the group.
_COMMON_SECRET = 0o640

_ALWAYS = os.O_NOFOLLOW | os.O_CLOEXEC


class TokenFiles:
    """`vendors.contract.Tokens`: files of mode 0600 in a folder of mode 0700.

    Every call may raise Refusal, where a file is a link, another user's, or open to others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, key: str) -> Token | None:
        """The token; None where there is none, or what is there can no longer be read as one."""
        return await asyncio.to_thread(self._read, key)

    async def write(self, key: str, token: Token) -> None:
        """On the disk, whole, when this returns; cancelling the caller does not stop it.

        For whoever is `alone`. It does not return before it is written, cancelled or not: the
        next one inside takes what lies half written for left by a crash.
        """
        # A future and no task, which the end of the program would cancel.
        writing = asyncio.get_running_loop().run_in_executor(None, self._write, key, token)
        try:
            await asyncio.shield(writing)
        finally:
            while not writing.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([writing])

    async def spend(self, key: str, token: Token) -> None:
        """As `write`: `token` is there whole, with the note that its refresh token was shown."""
        await self.write(key, replace(token, spent=True))

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[None]:
        """One session at a time is inside. Raises Refusal when another stays for a minute."""
        descriptor = self._open_lock(key)
        try:
            until = time.monotonic() + _PATIENCE
            while not _locked(descriptor):
                if time.monotonic() > until:
                    raise Refusal(
                        f"Another session has been signing in for {_PATIENCE:.0f} s. Nothing was "
                        "sent: end that session, then try again.",
                        UNAVAILABLE,
                    )
                await asyncio.sleep(_LOOK)
            self._sweep(key)
            yield
        finally:
            # Closing gives the lock back; the file stays, or the next two would lock two files.
            os.close(descriptor)

    def _path(self, key: str, suffix: str) -> Path:
        return self._folder / f"{quote(key, safe='')}{suffix}"

    def _sweep(self, key: str) -> None:
        """Remove what a crash left half written: it may hold a token that is still good."""
        left = re.compile(re.escape(quote(key, safe="")) + r"\.\d+-\d+\.new")
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if left.fullmatch(path.name):
                    path.unlink(missing_ok=True)

    def _read(self, key: str) -> Token | None:
        try:
            return _token(json.loads(read_private(self._path(key, ".json"), "sign in again")))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def _write(self, key: str, token: Token) -> None:
        private_folder(self._folder)
        path = self._path(key, ".json")
        # A name of its own, so that one left by a crash is in nobody's way.
        new = self._path(key, f".{os.getpid()}-{time.monotonic_ns()}.new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALWAYS, 0o600)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(_stored(token), file)
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    new.unlink()
                raise
            _sync_folder(self._folder)
        except OSError as error:
            raise refusal_of(error, path) from None

    def _open_lock(self, key: str) -> int:
        private_folder(self._folder)
        path = self._path(key, ".lock")
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | _ALWAYS, 0o600)
        except OSError as error:
            raise (
                _not_ours(path) if error.errno == errno.ELOOP else refusal_of(error, path)
            ) from None


def read_private(path: Path, then: str, group: int | None = None) -> bytes:
    """What a file holds that is ours alone: regular, no link, mode 0600 or less.

    `group`: of those who share this workstation; then a file of root's, mode 0640 or less, that
    belongs to the group will do too: nobody in it can put another secret there.

    The open file itself is looked at, so that nothing can be put in its place meanwhile. Raises
    FileNotFoundError, and Refusal, whose sentence ends in what to do `then`.
    """
    try:
        # A pipe in its place must not be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _ALWAYS)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise (
            _not_ours(path, then) if error.errno == errno.ELOOP else refusal_of(error, path)
        ) from None
    try:
        found = os.fstat(descriptor)
        mode = stat.S_IMODE(found.st_mode)
        ours = found.st_uid == os.geteuid() and not mode & 0o077
        common = (found.st_uid, found.st_gid) == (0, group) and not mode & ~_COMMON_SECRET
        if not (stat.S_ISREG(found.st_mode) and (ours or common)):
            raise _not_ours(path, then)
        return os.read(descriptor, _LARGEST)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_ours(path: Path, then: str = "sign in again") -> Refusal:
    return Refusal(
        "A file that holds a secret is a link, another user's, or open to others; it was not used: "
        f"remove {path}, then {then}.",
        NO_PERMISSION,
    )


def _stored(token: Token) -> dict[str, str | bool | None]:
    ends = token.refresh_expires_at
    return {
        "access": token.access,
        "expires_at": token.expires_at.isoformat(),
        "refresh": token.refresh,
        "refresh_expires_at": None if ends is None else ends.isoformat(),
        "spent": token.spent,
    }


def _token(stored: dict[str, Any]) -> Token:
    ends = stored["refresh_expires_at"]
    return Token(
        access=str(stored["access"]),
        expires_at=datetime.fromisoformat(stored["expires_at"]),
        refresh=stored["refresh"],
        refresh_expires_at=None if ends is None else datetime.fromisoformat(ends),
        # Files of before know no such note.
        spent=bool(stored.get("spent", False)),
    )
