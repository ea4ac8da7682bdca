"""The line editor: the one place where typed text is edited. A model, not a widget.

It takes keys in the order in which they came and never waits, so ten lines typed in one burst
are ten lines.
"""

from __future__ import annotations

import re

from tui.text import fit, safe, width_of
from tui.widgets.lines import Span

_PIECES = re.compile(r"[0-9]+|[0-9]{1,3}([,.' ][0-9]{3})+")
_MARKS = re.compile(r"[,.' ]")


class LineEditor:
    """One line of text with a caret. `key` says whether it took the key."""

    def __init__(self, text: str = "", limit: int = 250) -> None:
        self.text = text
        self.caret = len(text)
        self._limit = limit

    def key(self, key: str, character: str | None) -> bool:
        """Take one key: printable characters are text, some others edit, the rest is not ours."""
        before, after = self.text[: self.caret], self.text[self.caret :]
        if character and character.isprintable() and (len(character) == 1):
            if len(self.text) < self._limit:
                self.text, self.caret = before + character + after, self.caret + 1
        elif key in ("backspace", "shift+backspace"):
            if before:
                self.text, self.caret = before[:-1] + after, self.caret - 1
        elif key == "delete":
            self.text = before + after[1:]
        elif key == "left":
            self.caret = max(0, self.caret - 1)
        elif key == "right":
            self.caret = min(len(self.text), self.caret + 1)
        elif key in ("home", "ctrl+a"):
            self.caret = 0
        elif key in ("end", "ctrl+e"):
            self.caret = len(self.text)
        elif key == "ctrl+u":
            self.text, self.caret = after, 0
        elif key == "ctrl+w":
            kept = before.rstrip()
            kept = kept[: kept.rfind(" ") + 1]
            self.text, self.caret = kept + after, len(kept)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Insert pasted text as one line; controls in it become blanks."""
        flat = " ".join(safe(text.replace("\n", " ").replace("\r", " ").replace("\t", " ")).split())
        for character in flat:
            self.key(character, character)

    def clear(self) -> None:
        self.text, self.caret = "", 0

    def spans(self, width: int, active: bool) -> list[Span]:
        """The field in `width` cells, the caret always in view when active."""
        width = max(2, width)
        if not active:
            return [(fit(self.text, width), "text")]
        under = safe(self.text[self.caret : self.caret + 1]) or " "
        start = max(0, self.caret - width + 2)
        while (
            start < self.caret
            and width_of(safe(self.text[start : self.caret])) + width_of(under) > width
        ):
            start += 1
        before = safe(self.text[start : self.caret])
        rest = width - width_of(before) - width_of(under)
        return [
            (before, "field"),
            (under, "caret"),
            (fit(self.text[self.caret + 1 :], rest), "field"),
        ]

    def number(self) -> int | None:
        """The text as a whole number of pieces; None where it is none."""
        return whole(self.text)


def whole(text: str) -> int | None:
    """`text` as a whole number of pieces; None where it is none.

    A mark is taken for one of thousands only where three digits follow it: 12.50 is no number of
    pieces, and must not become 1,250.
    """
    if not _PIECES.fullmatch(text.strip()):
        return None
    digits = _MARKS.sub("", text)
    return int(digits) if len(digits) <= 9 else None
