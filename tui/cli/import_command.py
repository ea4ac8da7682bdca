"""`bondroom import`: a draft out of a parts list, without a screen. No vendor is asked.

Exit status: 0 a draft was made, 1 nothing in the list is a line, 2 the words are wrong, 65 the file
is no list, 66 it cannot be read; others as sysexits.h has them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cache.importing.bom import Asked as Wanted
from cache.importing.bom import Lines, attrition_of, boards_of, flag_words, lines_of
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
from tui.cli.command import Asked, Values
from tui.cli.commands import expected
from tui.cli.opened import services_of
from tui.cli.running import status_of
from tui.cli.words import Misused, complain, parse
from tui.text import counted, safe
from vendors.text import clean

if TYPE_CHECKING:
    from cache.services import Services
    from tui.settings import Settings

NOTHING, BAD_DATA, NO_INPUT = 1, 65, 66

# Flags that are told; the others are counted.
_MOST_TOLD = 40


def run(words: Sequence[str], settings: Settings, places: Places) -> int:
    """The exit status; what went wrong is said on standard error."""
    row = expected("import")
    try:
        return asyncio.run(_run(parse(row, words), settings, places))
    except NotThere as missing:
        complain(missing.sentence)
        return NO_INPUT
    except Unreadable as unreadable:
        complain(unreadable.sentence)
        return BAD_DATA
    except (Misused, Refusal) as error:
        return status_of(error, row)


def command(asked: Asked) -> int:
    """As the table calls it."""
    return run(asked.words, asked.settings, asked.places)


async def _run(words: Values, settings: Settings, places: Places) -> int:
    from cache.importing.reading import read_file

    asked = _asked(words)
    path = Path(str(words["file"])).expanduser()
    grid = read_file(path, str(words["sheet"]))
    layout = _layout(grid, words)
    services = services_of(settings, places)
    try:
        await services.open()
        if services.why_not:
            raise Refusal(services.why_not)
        if not str(words["columns"]) and (name := fingerprint(grid, layout)):
            layout = remembered(layout, await services.choices.read(f"{KEPT}.{name}"))
        flags = examine(grid, layout)
        read = _read(grid, layout, asked, flags)
        if not read.lines:
            complain(f"{grid.name} has no line below its head: nothing was made.")
            return NOTHING
        label = await _draft(services, str(words["name"]) or path.stem, read)
    finally:
        await services.close()
    _tell(label, grid, layout, read, flags)
    return 0


def _asked(words: Values) -> Wanted:
    boards, attrition = boards_of(str(words["boards"])), attrition_of(str(words["attrition"]))
    if boards is None:
        raise Misused(f"--boards {str(words['boards'])!r} is no number of boards")
    if attrition is None:
        raise Misused(f"--attrition {str(words['attrition'])!r} is no percentage from 0 to 100")
    return Wanted(boards, attrition, words["merge"] is True)


def _layout(grid: Grid, words: Values) -> Layout:
    layout = with_header(grid, None) if words["no-head"] else lay_out(grid)
    columns = str(words["columns"])
    if not columns:
        return layout
    roles = roles_of(columns, grid.width)
    if roles is None:
        raise Misused(
            f"--columns {columns!r} names what no column can be, one twice, or more than "
            f"the {grid.width} that there are"
        )
    return layout._replace(roles=roles)


def _read(grid: Grid, layout: Layout, asked: Wanted, flags: Sequence[Flag]) -> Lines:
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


# What `--columns` takes.
ROLES = tuple(map(_word, Role))
