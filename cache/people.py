"""Who sits at this session, as the kernel knows it: the environment can be set to anything."""

from __future__ import annotations

import os
import pwd
from typing import NamedTuple

# Debian gives people numbers from here on; below are root and the system's own accounts.
_FIRST_PERSON = 1000


class Person(NamedTuple):
    """`shared`: the account is root's or a service's, and does not say which person acts."""

    uid: int
    name: str
    full_name: str
    shared: bool


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
        return Person(uid, f"uid{uid}", f"uid{uid}", shared)
    full_name = entry.pw_gecos.split(",")[0].strip()
    return Person(uid, entry.pw_name, full_name or entry.pw_name, shared)
