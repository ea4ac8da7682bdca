"""`bondroom book`: the address book into a file that can be edited, and back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cache.opening import expect_ledger
from cache.places import IO_ERROR, Places, Refusal, prepare, refusal_of
from tui.clocks import clock_of
from tui.text import counted, safe

if TYPE_CHECKING:
    from cache.book_file import BookFile
    from cache.book_plan import Plan
    from cache.services import Services
    from tui.settings import Settings

_MISUSED, _NOT_DONE = 2, 1
_HELP = """\
usage: bondroom book export FILE
       bondroom book import FILE [--yes]

  export   write ship-tos, codes, defaults and the pattern of the PO numbers into a new file (TOML,
           mode 0600). It holds shipper accounts and telephones: keep it as you keep those.
  import   say what the file would change, ask, and change that; all of it or, where anything is
           amiss, nothing. Ship-tos that are not in the file stay, and none is ever deleted.
  --yes    change it without asking
"""


def run(words: Sequence[str], settings: Settings, places: Places) -> int:
    """The exit status; what went wrong is said on standard error."""
    if "--help" in words or "-h" in words:
        print(_HELP, end="")
        return 0
    command, *rest = [one for one in words if one != "--yes"] or [""]
    yes = "--yes" in words
    if command not in ("export", "import") or len(rest) != 1 or rest[0].startswith("-"):
        print(f"bondroom: it is\n{_HELP}", end="", file=sys.stderr)
        return _MISUSED
    target = Path(rest[0])
    try:
        if command == "export":
            return asyncio.run(_export(target, settings, places))
        return asyncio.run(_import(target, settings, places, yes))
    except Refusal as refusal:
        print(f"bondroom: {safe(refusal.sentence)}", file=sys.stderr)
        return refusal.status


async def _export(target: Path, settings: Settings, places: Places) -> int:
    from cache.exporting import new_file

    expect_ledger(places)
    services = await _opened(settings, places)
    try:
        text = await services.book.written(places.environment)
        with new_file(target) as file:
            file.write(text)
    finally:
        await services.close()
    _say(f"The address book was written to {target}, for nobody but you to read (mode 0600).")
    _say("It holds shipper accounts and telephones: keep it as you keep those.")
    return 0


async def _import(source: Path, settings: Settings, places: Places, yes: bool) -> int:
    from cache.book_file import read

    file = read(_bytes(source), source.name)
    services = await _opened(settings, places)
    try:
        book = services.book
        plan = await book.plan(file)
        _show(plan, file, places)
        if plan.nothing:
            _say("Nothing is otherwise than in the file; nothing was changed.")
            return 0
        if not yes and not _asked():
            _say("Nothing was changed.")
            return _NOT_DONE
        await book.take(file, plan)
    finally:
        await services.close()
    _say("The address book was changed so.")
    return 0


def _bytes(source: Path) -> bytes:
    from cache.book_file import MOST_BYTES

    try:
        with source.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refusal_of(error, source) from None


async def _opened(settings: Settings, places: Places) -> Services:
    from cache.services import Services

    prepare(places)
    services = Services(places, clock_of(places), prefix=settings.prefix)
    await services.open()
    if not services.ordering:
        await services.close()
        raise Refusal(f"{services.why_not} Nothing was changed.", IO_ERROR)
    return services


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


def _asked() -> bool:
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
