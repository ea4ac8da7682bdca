"""The one table of commands. Parsing, help, completion, man page and documents are made from it.

Rows that look after program and files are in `rows_program`, lists in `rows_lists`, and what
changes something in `rows_work` and `rows_approvals`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.cli.command import (
    DONE,
    FAULT,
    FORMAT,
    FORMATS,
    MISUSED,
    NOTHING,
    Argument,
    Asked,
    Command,
    Option,
)
from tui.cli.rows_approvals import APPROVALS
from tui.cli.rows_lists import LISTS
from tui.cli.rows_program import PROGRAM
from tui.cli.rows_work import WORK

__all__ = [
    "COMMANDS",
    "DONE",
    "FAULT",
    "FORMAT",
    "FORMATS",
    "MISUSED",
    "NOTHING",
    "SECTIONS",
    "Argument",
    "Asked",
    "Command",
    "Option",
    "expected",
    "find",
    "group",
]

# As they stand in the help, by their titles.
SECTIONS: dict[str, tuple[Command, ...]] = {
    "Lists, which change nothing": LISTS,
    "What is done": (*WORK, *APPROVALS),
    "The program, its files and its sign-ins": PROGRAM,
}
COMMANDS: tuple[Command, ...] = tuple(one for rows in SECTIONS.values() for one in rows)

_BY_WORDS = {command.words: command for command in COMMANDS}


def find(words: Sequence[str]) -> Command | None:
    """The command that `words` begin with; the one of more words before the one of fewer."""
    for count in (2, 1):
        command = _BY_WORDS.get(tuple(words[:count])) if len(words) >= count else None
        if command is not None:
            return command
    return None


def expected(*words: str) -> Command:
    """The command of exactly these words."""
    return _BY_WORDS[words]


def group(word: str) -> list[Command]:
    """The commands of which `word` is the first of several words, as `audit`."""
    return [command for command in COMMANDS if len(command.words) > 1 and command.words[0] == word]
