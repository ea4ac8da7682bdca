"""Every key, from the table of actions; what acts where one stands comes first."""

from __future__ import annotations

from collections.abc import Sequence

from tui.actions import PLACES
from tui.keymap import in_use, spelled
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import fit, wrap
from tui.widgets.lines import Line

_INTRODUCTION = (
    "In a pane's rows, letters and digits are commands. While text is typed, every printable key "
    "is text and Esc goes back to the rows. F-keys act in both."
)


# Cells in which the keys of an action stand.
_KEYS = 14


class HelpSheet(BaseSheet):
    title = "Every key"

    def __init__(self, places: Sequence[str]) -> None:
        here = [place for place in places if place in PLACES]
        self._order = [*here, *(place for place in PLACES if place not in here)]

    def lines(self, width: int) -> Sequence[Line]:
        lines: list[Line] = paragraph(_INTRODUCTION, width)
        for place in self._order:
            lines += [[("", "text")], [(PLACES[place], "accent")]]
            for action in in_use().actions:
                if action.where == place:
                    keys = " ".join(spelled(key) for key in action.keys)
                    told = wrap(action.help, max(8, width - _KEYS))
                    for at, piece in enumerate(told):
                        lines.append([(fit("" if at else keys, _KEYS), "key"), (piece, "text")])
        return lines
