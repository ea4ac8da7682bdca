"""What `bondroom doctor` says of a workstation that several buyers share.

Every folder and file is looked at, and each fault comes with what to type, and who has to. Nothing
is changed here.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cache.people import who
from cache.sharing import (
    Fault,
    file_faults,
    folder_faults,
    group_name,
    network,
    open_to_others,
    outside,
    user_name,
)
from tui.settings import SYSTEM
from vendors.folders import make_file

if TYPE_CHECKING:
    from cache.places import Places
    from tui.cli.doctor_report import Report
    from tui.settings import Settings

# So many faults are told one by one; more of them have one cause, and one cure.
_MOST = 4


def unreadable(system: Path = SYSTEM) -> str:
    """What to do where the administrator's settings are not this person's to read; else empty."""
    try:
        found = system.stat()
    except OSError:
        return ""
    if os.access(system, os.R_OK):
        return ""
    fault = outside(found.st_gid)
    if fault is None:
        return f"have root type  chmod 640 {quote(str(system))}"
    return f"{fault.words}: {_typed(fault)}"


def examine(report: Report, settings: Settings, places: Places, *, system: Path = SYSTEM) -> None:
    """Say how the shared folder stands, and this person in it."""
    shared = places.shared
    if shared is None:
        return
    try:
        gid = shared.stat().st_gid
    except OSError as error:
        report.no(
            "shared folder",
            f"{shared}: {error.strerror}: have its disk mounted, or have root type  bondroom setup "
            f"--shared {quote(str(shared))} --group GROUP",
        )
        return
    group = group_name(gid)
    if (fault := outside(gid)) is not None:
        report.no("this person", f"{fault.words}: {_typed(fault)}")
        return
    _person(report, settings, group)
    _tell(report, "administrator's settings", list(_settings(system, gid)), f"{system}: root's")
    _tell(report, "shared folder", list(_top(shared, gid)), f"{shared}, of the group {group}")
    base = shared / places.environment
    if not base.is_dir():
        report.no(
            "its folders",
            f"there is no {base}: have root type  bondroom setup --shared {quote(str(shared))} "
            f"--group {quote(group)} --environment {places.environment}",
        )
        return
    tree = list(_tree(base, gid))
    faults = [fault for found in tree for fault in found]
    well = f"{len(tree)} folders and files, each 2770 or 0660 and the group's"
    _tell(report, "its folders and files", faults, well, _all_at_once(base, group))
    _tell(report, "a new file there", list(_new_file(places, gid)), "gets the mode that it has to")
    _tell(report, "vendors' secrets", list(_secrets(settings, gid)), "none, or for the group alone")


def _person(report: Report, settings: Settings, group: str) -> None:
    person = who(settings.several)
    if not person.shared:
        report.ok("this person", f"{person.name}, in the group {group}")
    elif settings.allow_several:
        report.note("this person", f"{person.name} says not who acts; allow_several lets it order")
    else:
        report.note("this person", f"{person.name} says not who acts, so it orders nothing")


def _settings(system: Path, gid: int) -> Iterator[Fault]:
    with suppress(FileNotFoundError):
        found = system.stat()
        if found.st_uid != 0:
            words = f"belongs to {user_name(found.st_uid)}, who could change it"
            yield Fault(system, words, f"chown root {quote(str(system))}")
        mode = stat.S_IMODE(found.st_mode)
        if mode & 0o022:
            words = f"has mode {mode:04o}, so that others than root could change it"
            yield Fault(system, words, f"chmod 640 {quote(str(system))}")
        if found.st_gid != gid and not mode & 0o004:
            words = f"is of the group {group_name(found.st_gid)}, so that buyers cannot read it"
            yield Fault(system, words, f"chgrp {quote(group_name(gid))} {quote(str(system))}")


def _top(shared: Path, gid: int) -> Iterator[Fault]:
    if kind := network(shared):
        words = f"lies on a network file system ({kind}), where two machines damage what is shared"
        yield Fault(shared, words, "move it to a disk of this machine")
    if (above := open_to_others(shared)) is not None:
        words = f"is not root's to write alone, and {shared} could be exchanged there"
        yield Fault(above, words, f"chown root {quote(str(above))}; chmod go-w {quote(str(above))}")
    owner = shared.stat().st_uid
    if owner != 0:
        words = f"belongs to {user_name(owner)}, who could open it to anybody"
        yield Fault(shared, words, f"chown root {quote(str(shared))}")
    yield from folder_faults(shared, gid)


def _tree(base: Path, gid: int) -> Iterator[list[Fault]]:
    """The faults of each thing below `base`, mostly none. What goes meanwhile has none."""
    todo = [base]
    while todo:
        folder = todo.pop()
        # One that may not be entered has its fault told already.
        with suppress(FileNotFoundError, PermissionError):
            yield list(folder_faults(folder, gid))
            for one in sorted(os.scandir(folder), key=lambda one: one.name):
                if one.is_dir(follow_symlinks=False):
                    todo.append(Path(one.path))
                elif not one.name.startswith("."):
                    # With a dot begin files that have not got their name and mode yet.
                    with suppress(FileNotFoundError):
                        yield list(file_faults(Path(one.path), gid))


def _new_file(places: Places, gid: int) -> Iterator[Fault]:
    """Whether the file system gives what it is asked for: an access list of the folder, or how it
    was mounted, may say otherwise.
    """
    probe = places.data / f".looked-at-{os.getpid()}"
    try:
        make_file(probe)
    except OSError as error:
        yield Fault(places.data, f"takes no file: {error.strerror}", "look at its disk")
        return
    try:
        for fault in file_faults(probe, gid):
            cure = f"look at its access list (getfacl {quote(str(places.data))}) and its mount"
            yield Fault(places.data, f"gives a new file what it should not: {fault.words}", cure)
    finally:
        with suppress(OSError):
            probe.unlink()


def _secrets(settings: Settings, gid: int) -> Iterator[Fault]:
    for path in (
        settings.digikey.secret_file,
        settings.ti.secret_file,
        settings.shipstation.key_file,
    ):
        if path is None:
            continue
        name, group = quote(str(path)), quote(group_name(gid))
        try:
            found = path.lstat()
        except OSError as error:
            yield Fault(path, f"cannot be looked at: {error.strerror}", "write it, as root")
            continue
        mode = stat.S_IMODE(found.st_mode)
        if found.st_uid == os.geteuid() != 0 and not mode & 0o077:
            # One's own application, beside those of all.
            continue
        if not stat.S_ISREG(found.st_mode):
            yield Fault(path, "is no ordinary file", f"mv {name} …, and write it anew, as root")
        elif (found.st_uid, found.st_gid) != (0, gid):
            words = f"is of {user_name(found.st_uid)}:{group_name(found.st_gid)}"
            yield Fault(path, words, f"chown root:{group} {name}; chmod 640 {name}")
        elif mode & ~0o640:
            words = f"has mode {mode:04o}; if others could read it, reset the secret at the vendor"
            yield Fault(path, words, f"chmod 640 {name}")


def _tell(report: Report, piece: str, faults: list[Fault], well: str, at_once: str = "") -> None:
    if not faults:
        report.ok(piece, well)
        return
    for fault in faults[:_MOST]:
        report.no(piece, f"{fault.path} {fault.words}: {_typed(fault)}")
    if len(faults) > _MOST:
        rest = f"{len(faults) - _MOST} more"
        report.no(piece, f"{rest}; as root, once nobody works: {at_once}" if at_once else rest)


def _typed(fault: Fault) -> str:
    if not fault.cure.startswith(("chmod ", "chown ", "chgrp ", "usermod ")):
        return fault.cure
    try:
        owner = fault.path.lstat().st_uid
    except OSError:
        owner = 0
    yours = owner == os.geteuid() and fault.cure.startswith("chmod ")
    return f"{'type' if yours else 'have root type'}  {fault.cure}"


def _all_at_once(base: Path, group: str) -> str:
    name = quote(str(base))
    return (
        f"chgrp -R {quote(group)} {name}; find {name} -type d -exec chmod 2770 {{}} +; "
        f"find {name} -type f -exec chmod 0660 {{}} +"
    )
