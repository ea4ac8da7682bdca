"""`bondroom book`: the address book into a file that can be edited, and back."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cache.opening import expect_ledger
from cache.places import IO_ERROR, Places, Refusal, prepare, refusal_of
from tui.text import counted, safe

if TYPE_CHECKING:
    from cache.book_file import BookFile
    from cache.book_plan import Plan
    from cache.services import Services
    from tui.cli.command import Asked

_MISUSED, _NOT_DONE = 2, 1


async def export(asked: Asked) -> int:
    """The address book into a new file."""
    from cache.exporting import new_file

    target, places = Path(asked.text("file")), asked.places
    expect_ledger(places)
    async with _opened(asked) as services:
        text = await services.book.written(places.environment)
        with new_file(target) as file:
            file.write(text)
    _say(f"The address book was written to {target}, for nobody but you to read (mode 0600).")
    _say("It holds shipper accounts and telephones: keep it as you keep those.")
    return 0


async def take_in(asked: Asked) -> int:
    """An address book out of a file, once a person or `--yes` said so."""
    from cache.book_file import read

    source, places = Path(asked.text("file")), asked.places
    file = read(_bytes(source), source.name)
    async with _opened(asked) as services:
        book = services.book
        plan = await book.plan(file)
        _show(plan, file, places)
        if plan.nothing:
            _say("Nothing is otherwise than in the file; nothing was changed.")
            return 0
        if not asked.flag("yes") and not _sure():
            _say("Nothing was changed.")
            return _NOT_DONE
        await book.take(file, plan)
    _say("The address book was changed so.")
    return 0


def _bytes(source: Path) -> bytes:
    from cache.book_file import MOST_BYTES

    try:
        with source.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refusal_of(error, source) from None


@asynccontextmanager
async def _opened(asked: Asked) -> AsyncIterator[Services]:
    prepare(asked.places)
    async with asked.opened() as services:
        if not services.ordering:
            raise Refusal(f"{services.why_not} Nothing was changed.", IO_ERROR)
        yield services


def _show(plan: Plan, file: BookFile, places: Places) -> None:
    if file.environment and file.environment != places.environment:
        _say(f"The file was written in {file.environment}, and this is {places.environment}.")
    for change in plan.changes:
        name = change.after.code or change.after.place
        _say(f"{'~' if change.before else '+'} {name}: {change.words or 'as it is by itself'}")
    if plan.pattern is not None:
        _say(f"~ PO numbers: {plan.pattern[0]} to {plan.pattern[1]}")
    if plan.same:
        are = "is as" if plan.same == 1 else "are as"
        _say(f"{counted(plan.same, 'ship-to')} {are} in the file already.")


def _sure() -> bool:
    """Whether a person says yes; where nobody can be asked, the option has to."""
    if not sys.stdin.isatty():
        raise Refusal(
            "Nobody can be asked here whether to change that: --yes says so. Nothing was changed.",
            _MISUSED,
        )
    try:
        return input("Change it so? [y/N] ").strip().casefold() in ("y", "yes")
    except EOFError:
        return False


def _say(text: str) -> None:
    print(safe(text))
