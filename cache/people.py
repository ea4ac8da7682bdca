"""Who sits at this session, as the kernel knows it: the environment can be set to anything."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Collection, Iterable
from typing import NamedTuple

from vendors.text import clean

# Debian gives people numbers from here on; below are root and the system's own accounts, and one of
# them above: nobody.
_FIRST_PERSON = 1000
_NOBODY = 65534

# Goes before `Person.origin` where such an account acts all the same, and so into every entry of
# the audit.
SEVERAL = "an account of several people"


class Person(NamedTuple):
    """`shared`: the account is root's, a service's, or several people's, and does not say which
    person acts.

    `origin`: from where, as the session says: address over SSH, account before sudo, terminal.
    Unlike `uid` and `name` it can be made up by the person.
    """

    uid: int
    name: str
    full_name: str
    shared: bool
    origin: str = ""


class Buyer(NamedTuple):
    """What vendors are told of whoever orders, beside the name. Empty: as at the ship-to."""

    company: str = ""
    telephone: str = ""
    email: str = ""


def who(several: Collection[str] = ()) -> Person:
    """The account this process runs as. One without an entry is called by its number.

    `several`: the names of accounts that several people use.
    """
    uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        name = full_name = f"uid{uid}"
    else:
        name = entry.pw_name
        full_name = entry.pw_gecos.split(",")[0].strip() or name
    shared = _nobodys(uid) or name in several
    return Person(uid, name, full_name, shared, _origin())


def impersonal(names: Iterable[str], several: Collection[str] = ()) -> list[str]:
    """Which accounts of these names do not say which person acts, as `Person.shared` means it."""
    found = []
    for name in names:
        uid = None
        with contextlib.suppress(KeyError):
            uid = pwd.getpwnam(name).pw_uid
        if name in several or (uid is not None and _nobodys(uid)):
            found.append(name)
    return found


def _nobodys(uid: int) -> bool:
    return uid < _FIRST_PERSON or uid == _NOBODY


def why_not(person: Person) -> str:
    """Why nothing is ordered, changed or received by this account; empty where it may be."""
    if not person.shared:
        return ""
    return (
        f"The account {person.name} does not say which person acts, so nothing is ordered or "
        "changed from it; the rest works. Sign in under your own account. (An administrator may "
        "lift this: allow_several below [placing] in /etc/bondroom.toml; the audit then says so.)"
    )


def _origin() -> str:
    found = []
    if client := os.environ.get("SSH_CONNECTION", "").split():
        found.append(f"ssh from {clean(client[0], 60)}")
    if before := clean(os.environ.get("SUDO_UID"), 20):
        found.append(f"sudo by uid {before}")
    with contextlib.suppress(OSError):
        found.append(os.ttyname(0).removeprefix("/dev/"))
    return ", ".join(found) or "no terminal"
