"""What the commands of the shell share: their words read by the table, and what is amiss said."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from tui.cli.command import Command
from tui.text import safe

# Stands for the value of an option that was left out.
_LEFT_OUT = object()
# What the value of an option is, where the help has no word for it.
_NOUNS = {
    "N": "a number",
    "D-17": "a draft",
    "P%": "a percentage",
    "PIECES": "a number of pieces",
    "WORDS": "words",
}


class Misused(Exception):
    """The words after a command are not as it takes them; the text says which."""


class _Words(argparse.ArgumentParser):
    """A parser whose error is Misused, so that it is said in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise Misused(message)


def parse(command: Command, words: Sequence[str]) -> dict[str, str | bool | list[str]]:
    """The values of `Asked` out of the words behind the command. Raises Misused."""
    parser = _Words(prog=f"bondroom {command.name}", add_help=False, allow_abbrev=False)
    for option in command.all_options:
        if option.value:
            parser.add_argument(
                *(option.name,),
                dest=option.name,
                nargs="?",
                const=_LEFT_OUT,
                default=option.default,
            )
        else:
            parser.add_argument(option.name, dest=option.name, action="store_true")
    parser.add_argument("given", nargs="*")
    words = list(words)
    # Behind `--` every word is one, however it begins.
    stop = words.index("--") if "--" in words else len(words)
    found, rest = parser.parse_known_intermixed_args(words[:stop])
    values = {
        option.name.lstrip("-"): getattr(found, option.name) for option in command.all_options
    }
    for option in command.all_options:
        if getattr(found, option.name) is _LEFT_OUT:
            what = _NOUNS.get(option.value) or _a(option.value.lower())
            raise Misused(f"{option.name} needs {what} after it")
        _check(getattr(found, option.name), option.choices)
    problem = ""
    if rest:
        problem = f"there is no option {rest[0]!r}"
    return values | _arguments(command, [*found.given, *words[stop + 1 :]], problem)


def _arguments(
    command: Command, given: list[str], problem: str
) -> dict[str, str | bool | list[str]]:
    values: dict[str, str | bool | list[str]] = {}
    for argument in command.arguments:
        if argument.needed and not given:
            missing = f"{command.name} needs {argument.help}"
            raise Misused(f"{problem}, and {missing}" if problem else missing)
        if argument.repeats:
            taken, given = given, []
            values[argument.name] = taken
        else:
            taken, given = given[:1], given[1:]
            values[argument.name] = taken[0] if taken else ""
            if argument.needed and not taken[0].strip():
                # As a variable of a script that was never set.
                raise Misused(f"{command.name} needs {argument.help}, and that word is empty")
        for word in taken:
            _check(word, argument.choices)
    if problem:
        raise Misused(problem)
    if given:
        raise Misused(f"{given[0]!r} is one word too many")
    return values


def _check(word: str, choices: Sequence[str]) -> None:
    if word and choices and word not in choices:
        raise Misused(f"{word!r} is none of {', '.join(choices)}")


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def complain(sentence: str) -> None:
    """Say on standard error what is amiss."""
    print(f"bondroom: {safe(sentence)}", file=sys.stderr)
