"""A sheet that asks for a reason in words, and says first what it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.screens.sheet import BaseSheet, paragraph
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from textual.events import Key

    from tui.room import Room

# Shorter than this is no reason that another person could read something out of.
_LEAST = 4


class ReasonSheet(BaseSheet):
    """`sentences` stand above the field, each a text and its role; `take` gets what was typed."""

    places: tuple[str, ...] = ("reason",)

    def __init__(
        self,
        room: Room,
        title: str,
        sentences: Sequence[tuple[str, str]],
        ask: str,
        take: Callable[[str], None],
        *,
        needed: bool = True,
    ) -> None:
        """`needed`: whether nothing happens without a reason."""
        self.title = title
        self.editor = LineEditor(limit=250)
        self._room = room
        self._sentences = sentences
        self._ask = ask
        self._take = take
        self._needed = needed

    def key(self, event: Key) -> bool:
        taken = self.editor.key(event.key, event.character)
        if taken:
            self._room.redraw_sheet()
        return taken

    def paste(self, text: str) -> None:
        self.editor.paste(text)
        self._room.redraw_sheet()

    def typed_in(self) -> list[tuple[str, str]]:
        return [(self._ask, self.editor.text)] if self.editor.text else []

    def why_not_take(self) -> str | None:
        if self._needed and len(self.editor.text.strip()) < _LEAST:
            return "a reason in words is needed; nothing was changed. Esc goes back"
        return None

    def do_take(self) -> None:
        self._room.close_sheet()
        self._take(self.editor.text.strip())

    def lines(self, width: int) -> Sequence[Line]:
        lines: list[Line] = []
        for text, role in self._sentences:
            lines += [*paragraph(text, width, role), [("", "dim")]]
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        return [
            *paragraph(self._ask, width, "strong"),
            [("▸ ", "accent"), *self.editor.spans(width - 2, active=True)],
        ]
