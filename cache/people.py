"""Who sits at this session, as the kernel knows it: the environment can be set to anything."""

from __future__ import annotations

import contextlib
import os
import pwd
from typing import NamedTuple

from vendors.text import clean

# Debian gives people numbers from here on; below are root and the system's own accounts.
_FIRST_PERSON = 1000


class Person(NamedTuple):
    """`shared`: the account is root's or a service's, and does not say which person acts.

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


def who() -> Person:
    """The account this process runs as. One without an entry is called by its number."""
    uid = os.getuid()
    shared = uid < _FIRST_PERSON
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Person(uid, f"uid{uid}", f"uid{uid}", shared, _origin())
    full_name = entry.pw_gecos.split(",")[0].strip()
    return Person(uid, entry.pw_name, full_name or entry.pw_name, shared, _origin())


def _origin() -> str:
    found = []
    if client := os.environ.get("SSH_CONNECTION", "").split():
        found.append(f"ssh from {clean(client[0], 60)}")
    if before := clean(os.environ.get("SUDO_UID"), 20):
        found.append(f"sudo by uid {before}")
    with contextlib.suppress(OSError):
        found.append(os.ttyname(0).removeprefix("/dev/"))
    return ", ".join(found) or "no terminal"
