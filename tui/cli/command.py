"""What a command of the shell is, and what one that runs is handed.

The rows are in `tui.cli.commands`. Parsing, `--help`, completion, the man page and the page of the
documents are made from them, so nothing of a command is said a second time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cache.places import Places
    from cache.services import Services
    from tui.cli.opened import Link
    from tui.cli.table_output import Output
    from tui.settings import Settings

# The exit status; others are as sysexits.h has them. 4 is in `tui.cli.headless`.
DONE, FAULT, MISUSED, NOTHING, PARTLY = 0, 1, 2, 3, 5
FORMATS = ("table", "json", "csv", "tsv")

Values = Mapping[str, str | bool | list[str]]


class Argument(NamedTuple):
    """A word behind the command. `help` goes on from “it needs”: “the number of an order”."""

    name: str
    help: str
    choices: tuple[str, ...] = ()
    repeats: bool = False
    needed: bool = True


class Option(NamedTuple):
    """`value` is what stands behind it in the help, in capitals; without it, it is a flag."""

    name: str
    value: str
    help: str
    choices: tuple[str, ...] = ()
    default: str = ""


class Command(NamedTuple):
    """One command. `run` is `module:function`, which is handed `Asked` and gives the exit status.

    The function may be a coroutine; its module is imported when the command runs.
    `twin_of`: the actions of the screen (`place.id` of `tui.actions`) whose work it does.
    `formats`: it writes a list, so it takes `--format`.
    `folders_made`: the folders are made and looked at before it runs. `settings`: it gets settings
    and places at all. `more`: what its help says behind the options.
    `raw`: it is handed its words as they are, and reads them by itself.
    """

    words: tuple[str, ...]
    help: str
    run: str
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    twin_of: tuple[str, ...] = ()
    formats: bool = False
    folders_made: bool = True
    settings: bool = True
    raw: bool = False
    more: str | Callable[[], str] = ""

    @property
    def name(self) -> str:
        """`order show`."""
        return " ".join(self.words)

    @property
    def all_options(self) -> tuple[Option, ...]:
        """Its own, and `--format` where it writes a list."""
        return (*self.options, FORMAT) if self.formats else self.options


FORMAT = Option("--format", "FORM", "how the rows are written", FORMATS, "table")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the words as the table has them, and what the command works with.

    `values` has arguments by their name and options by theirs without dashes: text (`""` where it
    was not given), a list where the argument repeats, a truth where it is a flag. `words` are the
    words behind the command as they were typed. `environment` is what `--environment` said.
    """

    command: Command
    words: tuple[str, ...]
    values: Values
    out: Output
    # None where the command asked for no settings.
    found: tuple[Settings, Places] | None = None
    environment: str | None = None
    # Those of a session of several commands; else each command has its own.
    session: Services | None = None
    link: Link | None = None

    @property
    def settings(self) -> Settings:
        return self._found[0]

    @property
    def places(self) -> Places:
        return self._found[1]

    @property
    def _found(self) -> tuple[Settings, Places]:
        if self.found is None:
            raise LookupError(f"the row of {self.command.name} says that it needs no settings")
        return self.found

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def many(self, name: str) -> list[str]:
        value = self.values.get(name, [])
        return value if isinstance(value, list) else [str(value)]

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Services]:
        """The services: those of the session where one is open (`--plain`), else for this alone."""
        if self.session is not None:
            yield self.session
            return
        from tui.cli.opened import opened

        async with opened(self.settings, self.places) as services:
            yield services

    @asynccontextmanager
    async def linked(self, services: Services) -> AsyncIterator[Link]:
        """The way to the vendors; nobody is asked before `Link.connect`."""
        if self.link is not None:
            yield self.link
            return
        from tui.cli.opened import linked

        async with linked(self.settings, services) as link:
            yield link
