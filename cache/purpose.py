"""What a call to a vendor is made for, told past the clients to the pace that counts it.

It goes along in a context variable: the clients know endpoints and not why they are asked, and a
task takes over what held where it was made. What nobody says anything of is looking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import NamedTuple


class Purpose(StrEnum):
    """Looks are refused first when a day's calls run out; the other two may use the reserve."""

    LOOKING = "looking"
    PLACING = "placing"
    STATUS = "status"


class Errand(NamedTuple):
    """`what` is asked, in a word of the screen (`search`, `part`), and for which purpose."""

    purpose: Purpose = Purpose.LOOKING
    what: str = ""


_ONLY_LOOKING = Errand()
_ERRAND: ContextVar[Errand] = ContextVar("errand", default=_ONLY_LOOKING)


def current() -> Errand:
    return _ERRAND.get()


@contextmanager
def errand(what: str = "", purpose: Purpose | None = None) -> Iterator[None]:
    """Calls made inside are for this; what is not given stays as it is outside."""
    outer = _ERRAND.get()
    token = _ERRAND.set(Errand(purpose or outer.purpose, what or outer.what))
    try:
        yield
    finally:
        _ERRAND.reset(token)
