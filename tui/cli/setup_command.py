"""`bondroom setup`: make the folders and the settings that all buyers of a workstation share.

Run by root, once; a second time it changes nothing and says so. What is there already is never
overwritten: what has to be added to it is said.
"""

from __future__ import annotations

import grp
import json
import os
import stat
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cache.places import CANNOT_CREATE, ENVIRONMENTS, NO_PERMISSION, Refusal, refusal_of
from cache.sharing import group_name, network, open_to_others, user_name
from tui.settings import SYSTEM
from vendors.folders import SHARED_FOLDER

if TYPE_CHECKING:
    from tui.cli.command import Asked

_DONE, _NOT_YET, _MISUSED = 0, 1, 2
SECRETS = 0o750
SETTINGS = 0o640
# Below the environment's folder, as `cache.places` has them.
_TREE = ("data", "data/backups", "data/vendor", "cache", "state", "state/sessions")
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(slots=True)
class Setup:
    """`shared`: the folder. `settings`: the administrator's file; beside it, without its ending,
    lies the folder of the vendors' secrets. `look`: change nothing.
    """

    shared: Path
    group: str
    environment: str
    settings: Path = SYSTEM
    look: bool = False
    # What was found or done, and how much of it was, or is, to be done.
    said: list[str] = field(default_factory=list)
    changed: int = 0
    left: int = 0

    @property
    def secrets(self) -> Path:
        return self.settings.with_suffix("")

    def run(self) -> int:
        """0 where all is as it has to be, 1 where something is left to do. Raises Refusal."""
        gid = self._expect_sound()
        self._folders(gid)
        self._secrets(gid)
        self._settings(gid)
        for line in self.said:
            print(line)
        if self.look:
            print(f"{self.left} things are to be done." if self.left else "All is as it should be.")
        elif not self.changed and not self.left:
            print("Nothing was changed: all was as it should be.")
        if not self.look:
            self._next()
        return _NOT_YET if self.left else _DONE

    # -- what has to be so first

    def _expect_sound(self) -> int:
        """The group's number. Raises Refusal."""
        if os.geteuid() != 0 and not self.look:
            raise Refusal(
                "What buyers share is root's to make. Nothing was changed: type it as root, or "
                "with sudo.",
                NO_PERMISSION,
            )
        if not self.shared.is_absolute() or ".." in self.shared.parts:
            raise Refusal(f"{self.shared} is no whole path, from / on. Nothing was changed.")
        if not str(self.shared).isprintable() or len(self.shared.parts) < 2:
            raise Refusal(f"{str(self.shared)!r} is no folder to share. Nothing was changed.")
        try:
            gid = grp.getgrnam(self.group).gr_gid
        except KeyError:
            raise Refusal(
                f"There is no group {self.group}. Nothing was changed: type  groupadd "
                f"{quote(self.group)}  first."
            ) from None
        if gid == 0:
            raise Refusal("The group root is no group of buyers. Nothing was changed.")
        if self.shared.is_symlink() or (self.shared.exists() and not self.shared.is_dir()):
            raise Refusal(f"{self.shared} is no folder, but something else. Nothing was changed.")
        if kind := network(self.shared):
            raise Refusal(
                f"{self.shared} lies on a network file system ({kind}), where SQLite's files would "
                "be damaged. Nothing was changed: choose a folder on a disk of this machine."
            )
        if (above := open_to_others(self.shared)) is not None:
            found = above.stat()
            raise Refusal(
                f"Others than root may write in {above} (mode {stat.S_IMODE(found.st_mode):04o}, "
                f"of {user_name(found.st_uid)}:{group_name(found.st_gid)}), and could put another "
                f"folder in the place of {self.shared}. Nothing was changed: choose another."
            )
        self._expect_bondrooms()
        return gid

    def _expect_bondrooms(self) -> None:
        """What is there already is ours: the mode of /srv or /home is not ours to change."""
        try:
            there = sorted(one.name for one in self.shared.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise refusal_of(error, self.shared) from None
        other = [name for name in there if name not in ENVIRONMENTS]
        if other:
            raise Refusal(
                f"{self.shared} holds other things than Bondroom's ({other[0]}). Nothing was "
                "changed: choose a folder that is not there yet, or an empty one."
            )

    # -- the folders

    def _folders(self, gid: int) -> None:
        if not self._above(self.shared):
            return
        with _opened(self.shared.parent) as above:
            self._folder(above, self.shared, gid, SHARED_FOLDER)
        base = self.shared / self.environment
        for folder in (base, *(base / name for name in _TREE)):
            if folder.name == "vendor" and self.environment != ENVIRONMENTS[0]:
                continue
            # From the top, one by one: buyers may write there, and no link of theirs is followed.
            with _opened(self.shared, missing=self.look) as top:
                here = top
                for part in folder.relative_to(self.shared).parts[:-1]:
                    here = _enter(here, part, close=here != top) if here >= 0 else here
                self._folder(here, folder, gid, SHARED_FOLDER, owner=None)
                if here not in (top, -1):
                    os.close(here)

    def _above(self, folder: Path) -> bool:
        """Make what lies above `folder` as root's folders are, to be entered by all."""
        if folder.parent.is_dir():
            return True
        if self.look:
            self._to_do(folder, "is missing")
            return False
        if self._above(folder.parent):
            folder.parent.mkdir(mode=0o755)
            folder.parent.chmod(0o755)
            self._did(folder.parent, "made")
        return True

    def _secrets(self, gid: int) -> None:
        if self._above(self.secrets):
            with _opened(self.secrets.parent) as above:
                self._folder(above, self.secrets, gid, SECRETS)

    def _folder(self, above: int, folder: Path, gid: int, mode: int, owner: int | None = 0) -> None:
        """Make `folder` in the open folder `above`, or give it group, mode and owner.

        `owner` None: whoever of the group made it. `above` -1: it is not there either.
        """
        name, made = folder.name, False
        try:
            if above < 0:
                raise FileNotFoundError
            found = os.stat(name, dir_fd=above, follow_symlinks=False)
        except FileNotFoundError:
            if self.look:
                self._to_do(folder, "is missing")
                return
            os.mkdir(name, 0o700, dir_fd=above)
            made, found = True, os.stat(name, dir_fd=above, follow_symlinks=False)
        if not stat.S_ISDIR(found.st_mode):
            raise Refusal(f"{folder} is no folder, but something else. Move it aside first.")
        wanted = (found.st_uid if owner is None else owner, gid, mode)
        was = (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))
        if was == wanted and not made:
            self.said.append(f"  as it should be   {folder}  {_words(*was)}")
            return
        if self.look:
            self._to_do(folder, f"is {_words(*was)}, and has to be {_words(*wanted)}")
            return
        descriptor = os.open(name, _OPEN, dir_fd=above)
        try:
            os.fchown(descriptor, wanted[0], gid)
            os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)
        self._did(folder, "made" if made else f"was {_words(*was)}", _words(*wanted))

    # -- the settings

    def _settings(self, gid: int) -> None:
        path = self.settings
        line = f"shared = {json.dumps(str(self.shared))}"
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if self.look:
                self._to_do(path, "is missing")
                return
            self._write(gid, line)
            return
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self._to_do(path, f"cannot be read ({error}): mend it, then type this again")
            return
        if said.get("shared") != str(self.shared):
            self._to_do(path, f"was left as it is: write at its top\n      {line}")
            return
        if "folder" in said:
            self._to_do(path, "sets folder, which would be one person's: take that line out")
        found = path.stat()
        mode = stat.S_IMODE(found.st_mode)
        words = _words(found.st_uid, found.st_gid, mode)
        if found.st_uid != 0 or mode & 0o022:
            self._to_do(
                path,
                f"is {words}, and others could change it: type  chown root {quote(str(path))}"
                f"; chmod 640 {quote(str(path))}",
            )
        elif not (mode & 0o004 or (mode & 0o040 and found.st_gid == gid)):
            self._to_do(
                path,
                f"is {words}, and buyers cannot read it: type  chgrp {quote(self.group)} "
                f"{quote(str(path))}; chmod 640 {quote(str(path))}",
            )
        else:
            self.said.append(f"  as it should be   {path}  {words}")

    def _write(self, gid: int, line: str) -> None:
        text = _TEXT.format(environment=self.environment, line=line, secrets=self.secrets)
        new = self.settings.with_name(f"{self.settings.name}.{os.getpid()}.new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fchown(file.fileno(), 0, gid)
                os.fchmod(file.fileno(), SETTINGS)
                os.fsync(file.fileno())
            # Not `replace`: another may have written it meanwhile.
            os.link(new, self.settings)
        finally:
            new.unlink(missing_ok=True)
        self._did(self.settings, "made", _words(0, gid, SETTINGS))

    # -- what is said

    def _did(self, path: Path, what: str, became: str = "") -> None:
        self.changed += 1
        self.said.append(f"  {what:<17} {path}  {became}".rstrip())

    def _to_do(self, path: Path, what: str) -> None:
        self.left += 1
        self.said.append(f"  TO DO             {path} {what}")

    def _next(self) -> None:
        group, secrets = quote(self.group), self.secrets
        members = grp.getgrnam(self.group).gr_mem
        inside = f" (in it now: {', '.join(sorted(members))})" if members else ""
        print(
            f"""
Next:
  1. Put each buyer into the group{inside}; it holds from their next sign-in on:
       usermod -aG {group} NAME
  2. Each buyer types  bondroom doctor  and then  bondroom
  3. For real vendors: their applications go into {self.settings}, each secret alone into a file:
       install -m 640 -o root -g {group} /dev/null {secrets}/digikey-secret
       cat > {secrets}/digikey-secret        (paste it, Enter, Ctrl+D)"""
        )


_TEXT = """\
# Bondroom, for all buyers of this workstation. Made once by `bondroom setup`, and yours to edit:
# the program only reads it. What a buyer may set for himself stands in his own file,
# ~/.config/bondroom/bondroom.toml.
environment = "{environment}"
{line}

# The vendors' applications; each secret lies alone in a file root:GROUP, mode 640.
# [digikey]
# client_id = "…"
# secret_file = "{secrets}/digikey-secret"
# [ti]
# client_id = "…"
# secret_file = "{secrets}/ti-secret"
# [shipstation]
# key_file = "{secrets}/shipstation-key"

# Accounts that several people use place nothing; neither does root.
# [placing]
# several = ["purchasing"]
"""


def command(asked: Asked) -> int:
    """The row of the table. 0, 1 where something is left to do, others as sysexits.h has them."""
    shared, group = asked.text("shared"), asked.text("group")
    environment = asked.environment or ENVIRONMENTS[0]
    if not (shared and group) or environment not in ENVIRONMENTS:
        print(
            "bondroom: it is  bondroom setup --shared DIR --group GROUP [--environment "
            f"{'|'.join(ENVIRONMENTS)}] [--check]",
            file=sys.stderr,
        )
        return _MISUSED
    return carry_out(Setup(Path(shared), group, environment, look=asked.flag("check")))


def carry_out(setup: Setup) -> int:
    """As `Setup.run`; what keeps it from being done is said."""
    try:
        return setup.run()
    except Refusal as refusal:
        print(f"bondroom: {refusal.sentence}", file=sys.stderr)
        return refusal.status
    except OSError as error:
        print(
            f"bondroom: {error.filename or setup.shared}: {error.strerror}. What was made before "
            "is as it should be: mend that, then type it again.",
            file=sys.stderr,
        )
        return CANNOT_CREATE


def _words(uid: int, gid: int, mode: int) -> str:
    return f"{mode:04o} {user_name(uid)}:{group_name(gid)}"


@contextmanager
def _opened(folder: Path, *, missing: bool = False) -> Iterator[int]:
    """A descriptor of `folder`; -1 where it may be missing and is."""
    try:
        descriptor = os.open(folder, _OPEN)
    except FileNotFoundError:
        if not missing:
            raise
        yield -1
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _enter(above: int, name: str, *, close: bool) -> int:
    """A descriptor of the folder `name` in `above`, which is closed; -1 where there is none."""
    try:
        return os.open(name, _OPEN, dir_fd=above)
    except FileNotFoundError:
        return -1
    finally:
        if close:
            os.close(above)
