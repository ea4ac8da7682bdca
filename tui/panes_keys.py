"""The keys that lead from pane to pane, and from any of them to the lists over all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.room import Room


class PaneKeys:
    """What the desk does with them; which pane is active is the desk's own."""

    _pane_at = 1

    def _go(self, index: int) -> None:
        """Make the pane at this place the active one."""
        raise NotImplementedError

    def do_pane_1(self) -> None:
        self._go(0)

    def do_pane_2(self) -> None:
        self._go(1)

    def do_pane_3(self) -> None:
        self._go(2)

    def do_pane_4(self) -> None:
        self._go(3)

    def do_next_pane(self) -> None:
        self._go((self._pane_at + 1) % 4)

    def do_previous_pane(self) -> None:
        self._go((self._pane_at - 1) % 4)

    def do_approvals(self) -> None:
        from tui.screens.approvals import open_approvals

        room = cast("Room", self)
        room.work(partial(open_approvals, room), "approvals", hold=True)

    def do_morning(self) -> None:
        from tui.screens.morning import open_morning

        room = cast("Room", self)
        room.work(lambda: open_morning(room), "morning", hold=True)

    def do_book(self) -> None:
        from tui.screens.book import open_book

        open_book(cast("Room", self))
