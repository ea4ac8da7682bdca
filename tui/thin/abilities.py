"""What the terminal can do, as terminfo has it of `TERM`. Where it has nothing, it can nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Abilities(NamedTuple):
    """`bce`: what is erased takes the background in use (in GNU screen and in tmux's own entry it
    does not). `ech`: some cells of a row can be erased. `scrolls`: a part of the rows can be moved.
    """

    bce: bool = False
    ech: bool = False
    scrolls: bool = False


def abilities(environment: Mapping[str, str]) -> Abilities:
    """Of the terminal that `TERM` names."""
    try:
        import curses

        curses.setupterm(environment.get("TERM", ""), 1)
    except (ImportError, curses.error):
        return Abilities()
    moves = all(curses.tigetstr(name) for name in ("csr", "il", "dl"))
    # GNU screen erases with the background only where told to, whatever name it was given.
    bce = curses.tigetflag("bce") == 1 and not environment.get("STY")
    return Abilities(bce, bool(curses.tigetstr("ech")), moves)
