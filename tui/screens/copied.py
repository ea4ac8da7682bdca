"""What was copied, plain: for a terminal whose clipboard takes nothing from a program."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import chop_cells

from cache.exporting import new_file
from cache.places import CANNOT_CREATE, Refusal
from tui.files import MOST_FILES, candidates
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import safe
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.room import Room

_NAME = "bondroom-copied"
# As wide as any terminal: a line is broken where the screen ends, and nowhere else.
_WIDEST = 1000


class CopiedSheet(BaseSheet):
    """The text as it is, without a side that would be selected with it."""

    title = "What was copied"
    places = ("copied", "sheet")
    sides = False
    widest = _WIDEST

    def __init__(self, room: Room, text: str) -> None:
        self._room = room
        self._text = text

    def head(self, width: int) -> Sequence[Line]:
        note = (
            "Select it with the mouse, and copy it with the terminal's own key; or w writes it to "
            "a file. A line longer than the screen is broken here, and whole in the file."
        )
        return [*paragraph(note, width), [("", "dim")]]

    def lines(self, width: int) -> Sequence[Line]:
        return [
            [(piece, "text")]
            for line in self._text.split("\n")
            for piece in chop_cells(safe(line), max(2, width)) or [""]
        ]

    def do_again(self) -> None:
        self._room.copy(self._text, "it once more")

    def do_save(self) -> None:
        self._room.work(self._save, "save", "writing …", alone=False)

    def _write(self, target: Path) -> None:
        with new_file(target) as file:
            file.write(self._text + "\n")

    async def _save(self) -> None:
        for target in candidates(_NAME, ".txt"):
            if not target.exists():
                await asyncio.to_thread(self._write, target)
                self._room.say(f"written to {target}, which only you can read")
                return
        raise Refusal(
            f"{MOST_FILES} files of that name are there already; nothing was written. "
            "Move some of them away and press w again.",
            CANNOT_CREATE,
        )
