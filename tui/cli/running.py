"""A command of the table, run: its words read, its function called, what went wrong said.

`main` runs one a process; `bondroom --plain` runs many with one session's services.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cache.places import Refusal
from tui.cli.command import MISUSED, Asked, Command
from tui.cli.commands import COMMANDS, find, group
from tui.cli.usage import group_usage, help_of, help_of_group, usage_of
from tui.cli.words import Misused, complain, parse
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.places import Places
    from cache.services import Services
    from tui.cli.opened import Link
    from tui.cli.table_output import Output
    from tui.settings import Settings

_INTERRUPTED, _UNAVAILABLE, _CONFIG = 130, 69, 78
_HELP = ("-h", "--help")
# What a command raises and a sentence says; anything else is a fault of the program.
AMISS = (Misused, Refusal, VendorError)


@dataclass(frozen=True, slots=True)
class Bench:
    """What several commands of one session share, as `bondroom --plain` has it."""

    settings: Settings
    places: Places
    services: Services
    link: Link
    # Makes what a command's rows are written with, by the value of its `--format`.
    out: Callable[[str], Output]


def run(words: Sequence[str], environment: str | None) -> int:
    """Run the command that `words` begin with; the exit status. What is amiss was said."""
    command = chosen(words)
    if isinstance(command, int):
        return command
    try:
        asked = _asked(command, list(words[len(command.words) :]), environment)
        if isinstance(asked, int):
            return asked
        result = _function(command)(asked)
        return asyncio.run(_awaited(result)) if inspect.isawaitable(result) else int(result)
    except KeyboardInterrupt:
        complain("Stopped.")
        return _INTERRUPTED
    except AMISS as error:
        return status_of(error, command)


async def carry_out(words: Sequence[str], bench: Bench) -> int:
    """As `run`, in a session that is open: its services and its link to the vendors are used."""
    command = chosen(words)
    if isinstance(command, int):
        return command
    rest = list(words[len(command.words) :])
    try:
        values = {} if command.raw else parse(command, rest)
        out = bench.out(str(values.get("format", "")))
        asked = Asked(
            *(command, tuple(rest), values, out, (bench.settings, bench.places)),
            session=bench.services,
            link=bench.link,
        )
        function = _function(command)
        if inspect.iscoroutinefunction(function):
            return int(await function(asked))
        # It may run a loop of its own.
        return int(await asyncio.to_thread(function, asked))
    except AMISS as error:
        return status_of(error, command)


def chosen(words: Sequence[str]) -> Command | int:
    """The command of `words`; or the exit status, once its help or what is amiss was said."""
    command = find(words)
    rest = list(words[len(command.words) :] if command else words[1:])
    asks = _before_dashes(rest)
    if command is not None and not asks:
        return command
    if asks and (group(words[0]) and (command is None or len(command.words) == 1)):
        own = help_of(command) + "\n" if command is not None else ""
        print(own + help_of_group(words[0]), end="")
        return 0
    if command is not None:
        print(help_of(command), end="")
        return 0
    if group(words[0]):
        word = next((one for one in rest if not one.startswith("-")), "")
        problem = f"{words[0]} has no {word!r}" if word else f"{words[0]} needs one more word"
        complain(f"{problem}: it is  {group_usage(words[0])}")
        return MISUSED
    complain(f"there is no command {words[0]!r}{_nearest(words[0])}; `bondroom --help` lists all.")
    return MISUSED


def _before_dashes(rest: list[str]) -> bool:
    """Whether help is asked for."""
    stop = rest.index("--") if "--" in rest else len(rest)
    return any(word in _HELP for word in rest[:stop])


def _nearest(word: str) -> str:
    # difflib is only needed for the sentence of an error.
    from difflib import get_close_matches

    near = get_close_matches(word, {command.words[0] for command in COMMANDS}, n=1)
    return f"; the nearest is {near[0]!r}" if near else ""


def _asked(command: Command, rest: list[str], environment: str | None) -> Asked | int:
    from tui.cli.opened import settled
    from tui.cli.table_output import Output

    values = {} if command.raw else parse(command, rest)
    found = settled(environment, made=command.folders_made) if command.settings else None
    if isinstance(found, int):
        return found
    out = Output.of(str(values.get("format", "")), found[1].environment if found else "")
    return Asked(command, tuple(rest), values, out, found, environment)


def _function(command: Command) -> Callable[[Asked], Any]:
    module, _, name = command.run.partition(":")
    function: Callable[[Asked], Any] = getattr(import_module(module), name)
    return function


async def _awaited(result: Awaitable[int]) -> int:
    return int(await result)


def status_of(error: Misused | Refusal | VendorError, command: Command) -> int:
    """Say on standard error what went wrong, and give the exit status."""
    from cache.files import Damaged

    match error:
        case Misused():
            more = f"; `bondroom {command.name} --help` says more"
            complain(f"{error}: it is  {usage_of(command)}{more}")
            return MISUSED
        case Damaged():
            from cache.opening import CURE

            complain(f"{error.sentence} {CURE}")
            return error.status
        case Refusal():
            complain(error.sentence)
            return error.status
        case _:
            complain(error.in_full)
            return _UNAVAILABLE


# -- commands of one line


def keys(asked: Asked) -> int:
    """Every key, as the person's settings have them."""
    from tui import keymap
    from tui.cli.documents import keys_page

    try:
        actions = keymap.Keymap(asked.settings.keys).actions
    except keymap.BadKeys as error:
        raise Refusal(f"[keys] of the settings: {error}. Nothing was changed.", _CONFIG) from None
    print(keys_page(actions), end="")
    return 0


def tour(asked: Asked) -> int:
    """The tour."""
    from tui.cli.tour import play

    return play()


def sandbox(asked: Asked) -> int:
    """A command of the sandbox's own: there is one, whatever else the settings speak to."""
    from tui.cli.opened import settled
    from vendors.sandbox.commands import main

    found = settled("sandbox")
    if isinstance(found, int):
        return found
    return main([*asked.command.words[1:], *asked.words], found[1].vendor)
