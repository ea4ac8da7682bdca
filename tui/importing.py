"""Lists that come from elsewhere: a pasted table, or a file that `I` asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.room import Hint
from tui.widgets.editor import LineEditor

if TYPE_CHECKING:
    from cache.importing.cells import Grid
    from cache.importing.tables import Layout
    from tui.keyboard import Desk
    from tui.screens.importing import ImportSheet


class Imports:
    """Opens the sheet of a list. `left` is the one that Esc closed, until another is opened."""

    def __init__(self, room: Desk, busy: Callable[[], bool]) -> None:
        """`busy` says whether a question or a sheet stands over the panes."""
        self._room = room
        self._busy = busy
        self.left: ImportSheet | None = None

    # -- a paste

    def takes(self, text: str) -> bool:
        """Whether a paste in a pane was a table; it then stands in the sheet, or in the draft."""
        from cache.importing.delimiting import is_table

        if not is_table(text):
            return False
        # What is typed behind a paste is meant for its sheet.
        self._room.work(partial(self._pasted, text), "import", hold=True)
        return True

    async def _pasted(self, text: str) -> None:
        from cache.importing.reading import read_paste

        grid = await asyncio.to_thread(_readable, partial(read_paste, text))
        await self._show(grid)

    # -- a file

    def do_import_file(self) -> None:
        self._room.ask(_PathPrompt(self._take_path, self.left))

    def _take_path(self, text: str) -> None:
        if not text:
            if self.left is not None:
                self._room.show_sheet(self.left)
            return
        self._read(Path(text).expanduser())

    def _read(self, path: Path, sheet: str = "") -> None:
        # What is typed behind the name is meant for the sheet.
        job = partial(self._begin, path, sheet)
        self._room.work(job, "import", f"reading {sheet or path.name} …", hold=True)

    async def _begin(self, path: Path, sheet: str) -> None:
        """Read it while the keys wait; or, where that takes longer, beside them."""
        from cache.importing.reading import is_quick

        if await asyncio.to_thread(is_quick, path):
            await self._file(path, sheet)
        else:
            self._room.work(partial(self._file, path, sheet), "import-long")

    async def _file(self, path: Path, sheet: str) -> None:
        from cache.importing.reading import read_file

        grid = await asyncio.to_thread(_readable, partial(read_file, path, sheet))
        self._room.say("")
        await self._show(grid, partial(self._other_sheet, path))

    def _other_sheet(self, path: Path, sheet: str) -> None:
        self._room.close_sheet()
        self._read(path, sheet)

    # -- the sheet

    async def _show(self, grid: Grid, another: Callable[[str], None] | None = None) -> None:
        from cache.importing.tables import KEPT, fingerprint, lay_out, remembered
        from tui.screens.importing import ImportSheet

        layout = await asyncio.to_thread(lay_out, grid)
        if name := fingerprint(grid, layout):
            try:
                kept = await self._room.services.choices.read(f"{KEPT}.{name}")
            except Refusal:
                kept = ""
            layout = remembered(layout, kept)
        sheet = ImportSheet(self._room, grid, layout, self._closed, another)
        await asyncio.to_thread(sheet.read)
        self.left = None
        if self._room.pane.place == "builder" and sheet.plain and not sheet.why_not_take():
            sheet.take()
        elif self._busy():
            # It took a while, and something else is being done by now.
            self.left = sheet
            self._room.say(f"{grid.name} is read: I, then Enter alone, shows it")
        else:
            self._room.show_sheet(sheet)

    def _closed(self, sheet: ImportSheet, layout: Layout | None) -> None:
        """The sheet was left, or taken with this layout, which is kept if a person made it."""
        self.left = sheet if layout is None else None
        if layout is not None and layout.remembered:
            self._room.work(partial(self._keep, sheet.grid, layout), "import-keep", alone=False)

    async def _keep(self, grid: Grid, layout: Layout) -> None:
        from cache.importing.tables import KEPT, fingerprint, roles_text

        if name := fingerprint(grid, layout):
            choices = self._room.services.choices
            await choices.keep(f"{KEPT}.{name}", roles_text(layout))


def _readable(read: Callable[[], Grid]) -> Grid:
    """What `read` gives. Raises Refusal, which is said on the message line."""
    from cache.importing.cells import Unreadable

    try:
        return read()
    except Unreadable as unreadable:
        raise Refusal(unreadable.sentence) from None


class _PathPrompt:
    """Which file? Enter alone brings back what was left before."""

    place = "name"

    def __init__(self, take: Callable[[str], None], left: ImportSheet | None) -> None:
        self.title = "File"
        self.editor = LineEditor(limit=1000)
        self._take = take
        self._left = left

    def hint(self) -> Hint:
        if self._left is not None and not self.editor.text:
            return Hint(f"Enter alone: {self._left.title}, as you left it")
        return Hint(".csv or .xlsx; ~ is your home")

    def taken(self, text: str) -> bool:
        self._take(text.strip())
        return bool(text.strip()) or self._left is not None
