"""Sheets with a cursor on their rows: the keys that move it."""

from __future__ import annotations

from tui.screens.sheet import BaseSheet

# Rows that a page key moves by.
_PAGE = 10


class ListedSheet(BaseSheet):
    """A sheet whose rows have a cursor."""

    def _move(self, by: int) -> None:
        """Move the cursor by so many rows, and draw it there."""
        raise NotImplementedError

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def do_page_down(self) -> None:
        self._move(_PAGE)

    def do_page_up(self) -> None:
        self._move(-_PAGE)
