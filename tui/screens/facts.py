"""Sheets that only show: names and values with notes below, or lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from tui.screens.sheet import BaseSheet, pair, paragraph
from tui.text import fit, width_of
from tui.widgets.lines import Line


class FactsSheet(BaseSheet):
    def __init__(
        self, title: str, facts: Sequence[tuple[str, str]], notes: Sequence[str] = ()
    ) -> None:
        self.title = title
        self._facts = facts
        self._notes = notes

    def lines(self, width: int) -> Sequence[Line]:
        name_width = max((width_of(name) for name, _ in self._facts), default=0)
        lines: list[Line] = []
        for name, value in self._facts:
            lines += pair(name, value, width, name_width)
        for note in self._notes:
            if lines:
                lines.append([("", "dim")])
            lines += paragraph(note, width, "dim" if self._facts else "text")
        return lines


class TextSheet(BaseSheet):
    """Lines as they are, cut where they are longer than the sheet, under a note."""

    def __init__(self, title: str, note: str, text: Sequence[str]) -> None:
        self.title = title
        self._note = note
        self._text = text

    def lines(self, width: int) -> Sequence[Line]:
        return [
            *paragraph(self._note, width),
            [("", "dim")],
            *([(fit(line, width), "text")] for line in self._text),
        ]
