"""What the lists share: numbers and drafts out of words, and stored values as they are meant."""

from __future__ import annotations

import re
from datetime import datetime

from tui.cli.command import Asked
from tui.cli.words import Misused

_DRAFT = re.compile(r"(?:[dD]-?)?([0-9]{1,9})")
# Digits of a number of pieces.
_LONGEST = 10


def number_of(asked: Asked, name: str, otherwise: int) -> int:
    """The option as a whole number of at least 1. Raises Misused."""
    text = asked.text(name).replace(",", "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST and int(text)):
        raise Misused(f"--{name} {asked.text(name)!r} is no whole number")
    return int(text)


def draft_id(text: str) -> int:
    """The id that `D-17`, `d17` or `17` names. Raises Misused."""
    found = _DRAFT.fullmatch(text.strip())
    if found is None:
        raise Misused(f"{text!r} is no draft, as D-17 is")
    return int(found[1])


def truth(stored: int | None) -> bool | None:
    """As SQLite has it: 1, 0, or nothing that was said."""
    return None if stored is None else bool(stored)


def moment(text: str | None) -> datetime | None:
    """An instant that is stored as text."""
    return datetime.fromisoformat(text) if text else None
