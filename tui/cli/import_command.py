"""`bondroom import`: a draft out of a parts list, without a screen. No vendor is asked.

Exit status: 0 a draft was made, 1 nothing in the list is a line, 2 the words are wrong, 65 the file
is no list, 66 it cannot be read; others as sysexits.h has them.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cache.importing.bom import Asked, Lines, attrition_of, boards_of, flag_words, lines_of
from cache.importing.cells import Grid, NotThere, Unreadable
from cache.importing.doctor import Flag, examine
from cache.importing.headers import Role
from cache.importing.tables import (
    KEPT,
    Layout,
    fingerprint,
    lay_out,
    remembered,
    roles_of,
    with_header,
)
from cache.places import Places, Refusal
from tui.cli.words import Misused, Words, complain
from tui.clocks import clock_of
from tui.text import counted, safe
from vendors.text import clean

if TYPE_CHECKING:
    from cache.services import Services
    from tui.settings import Settings

NOTHING, MISUSED, BAD_DATA, NO_INPUT = 1, 2, 65, 66

# Flags that are told; the others are counted.
_MOST_TOLD = 40


def run(words: Sequence[str], settings: Settings, places: Places) -> int:
    """The exit status; what went wrong is said on standard error."""
    try:
        asked = _parser().parse_args(list(words))
        return asyncio.run(_run(asked, settings, places))
    except Misused as misused:
        complain(f"{misused}: `bondroom import --help` says how it is")
        return MISUSED
    except NotThere as missing:
        complain(missing.sentence)
        return NO_INPUT
    except Unreadable as unreadable:
        complain(unreadable.sentence)
        return BAD_DATA
    except Refusal as refusal:
        complain(refusal.sentence)
        return refusal.status


def _parser() -> argparse.ArgumentParser:
    words = ", ".join(_word(role) for role in Role)
    parser = Words(
        prog="bondroom import",
        description="Make a draft out of a parts list: CSV, or a workbook (.xlsx). Its lines are "
        "not looked up: in the program, F5 in the draft does that.",
        epilog=f"what a column can be: {words}\n\nstatus: 0 a draft was made, 1 no line in it, "
        "2 wrong words, 65 no list, 66 no such file, others as sysexits.h",
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--boards", metavar="N", default="1", help="every quantity times N")
    parser.add_argument(
        "--attrition", metavar="P%", default="0", help="so much more, rounded up: 2 or 2.5%%"
    )
    parser.add_argument("--sheet", metavar="NAME", default="", help="a sheet of the workbook")
    parser.add_argument("--name", metavar="NAME", default="", help="the draft's name")
    parser.add_argument("--merge", action="store_true", help="the same part in one line")
    parser.add_argument("--no-head", action="store_true", help="the first row is a line")
    parser.add_argument(
        "--columns", metavar="WORDS", default="", help="what the columns are: part,quantity,-,maker"
    )
    return parser


async def _run(words: argparse.Namespace, settings: Settings, places: Places) -> int:
    from cache.importing.reading import read_file
    from cache.services import Services

    asked = _asked(words)
    path = Path(words.file).expanduser()
    grid = read_file(path, words.sheet)
    layout = _layout(grid, words)
    services = Services(places, clock_of(places), prefix=settings.prefix)
    try:
        await services.open()
        if services.why_not:
            raise Refusal(services.why_not)
        if not words.columns and (name := fingerprint(grid, layout)):
            layout = remembered(layout, await services.choices.read(f"{KEPT}.{name}"))
        flags = examine(grid, layout)
        read = _read(grid, layout, asked, flags)
        if not read.lines:
            complain(f"{grid.name} has no line below its head: nothing was made.")
            return NOTHING
        label = await _draft(services, words.name or path.stem, read)
    finally:
        await services.close()
    _tell(label, grid, layout, read, flags)
    return 0


def _asked(words: argparse.Namespace) -> Asked:
    boards, attrition = boards_of(words.boards), attrition_of(words.attrition)
    if boards is None:
        raise Misused(f"--boards {words.boards!r} is no number of boards")
    if attrition is None:
        raise Misused(f"--attrition {words.attrition!r} is no percentage from 0 to 100")
    return Asked(boards, attrition, words.merge)


def _layout(grid: Grid, words: argparse.Namespace) -> Layout:
    layout = with_header(grid, None) if words.no_head else lay_out(grid)
    if not words.columns:
        return layout
    roles = roles_of(words.columns, grid.width)
    if roles is None:
        raise Misused(
            f"--columns {words.columns!r} names what no column can be, one twice, or more than "
            f"the {grid.width} that there are"
        )
    return layout._replace(roles=roles)


def _read(grid: Grid, layout: Layout, asked: Asked, flags: Sequence[Flag]) -> Lines:
    if not {Role.PART, Role.NUMBER} & set(layout.roles):
        raise Unreadable(
            f"{grid.name} has no column that can be told to be the part: say what the columns are, "
            "as --columns part,quantity."
        )
    return lines_of(grid, layout, asked, flags)


async def _draft(services: Services, name: str, read: Lines) -> str:
    """A new draft with these lines; how it is called."""
    from cache.typed_lines import typed_line

    draft = await services.drafts.new(clean(name, 60))
    now = services.clock.now()
    draft.lines = [typed_line(one.typed, one.quantity, now, one.terms) for one in read.lines]
    await services.drafts.save(draft)
    return f"{draft.label} “{draft.name}”"


def _tell(label: str, grid: Grid, layout: Layout, read: Lines, flags: Sequence[Flag]) -> None:
    columns = ", ".join(
        f"{_letters(at)} {role}" for at, role in enumerate(layout.roles) if role is not Role.NONE
    )
    made = f"{label}: {counted(len(read.lines), 'line')} from {grid.name} ({grid.how})."
    print(safe(made))
    print(f"Columns: {columns}.")
    pieces = sum((Decimal(one.quantity) for one in read.lines), Decimal(0))
    print(f"{pieces:,} pieces in all. Nothing was looked up or ordered: F5 in the draft asks.")
    told = [(flag.row, flag_words(flag)) for flag in flags]
    told += [(one.row, one.words) for one in read.open]
    if told:
        print(f"\nTo look at, {counted(len(told), 'row')}:")
    for row, words in sorted(told)[:_MOST_TOLD]:
        print(f"  row {row}: {safe(words)}")
    if len(told) > _MOST_TOLD:
        print(f"  and {len(told) - _MOST_TOLD:,} more")


def _letters(column: int) -> str:
    """The column as a spreadsheet calls it."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def _word(role: Role) -> str:
    return "-" if role is Role.NONE else role.name.lower()
