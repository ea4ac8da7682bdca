"""The lines of a draft that are looked up: what is told of them, what asks for them, F5."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from tui.changes import State
from tui.draft_rows import UNASKED, sums_of
from tui.entered import words_of
from tui.looking_up import LookingUp, about
from tui.panes.entry_drawing import GridPane
from tui.room import Room
from tui.text import counted
from tui.widgets.table import Table

if TYPE_CHECKING:
    from cache.drafts import DraftLine


class LookedUpPane(GridPane):
    """A draft whose lines are looked up beside the keys; answers move nothing."""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        self.looking = LookingUp(room, self)
        # The draft of which it was said how many of its parts are not looked up.
        self._said_of = 0

    def code(self, customer_id: str | None) -> str:
        """A location as the buyer knows it."""
        raise NotImplementedError

    def waits(self, line_id: str) -> bool:
        return self.looking.waits(line_id)

    # -- what is told

    @property
    def ship_to(self) -> str | None:
        return self.draft.customer_id if self.draft else None

    def answered(self, lines: list[DraftLine]) -> None:
        if self.draft is None:
            return
        self._put(State.of(self.draft)._replace(lines=lines), self._row)
        grid = self.grid
        if grid is not None and not grid.new:
            line = next((one for one in lines if one.id == grid.id), None)
            if line is not None:
                grid.came(words_of(line, self.code, self.room.now().date()))
                self.redraw()
        self.room.draw_bars()

    def waits_changed(self) -> None:
        self.show_lines(self._row)
        self.room.draw_bars()

    def progressed(self) -> None:
        if len(self.below(self._inner_width)) != len(self._below):
            # How far it is has come, or is over: it has a line of its own.
            self.lay_out()
        else:
            self.redraw_below()

    def soon(self, job: Callable[[], None]) -> None:
        self.call_later(job)

    def do_refresh(self) -> None:
        # Of a line that cannot be asked for the row says so: the question is never lost as a whole.
        self.room.work(self.refresh_from_vendor, "builder-refresh", f"asking {self._whom} …")

    @property
    def _asked(self) -> list[str]:
        """The vendors of the lines, each once."""
        return list(dict.fromkeys(line.vendor for line in self.draft_lines if line.known))

    @property
    def _whom(self) -> str:
        asked = self._asked or [USUAL_VENDOR]
        return vendor_name(asked[0]) if len(asked) == 1 else "each vendor"

    async def refresh_from_vendor(self) -> None:
        """Prices and stock of all lines as they are now; quantity and packaging stay."""
        if words := self.why_not_change():
            self.room.say(words, "warn")
            return
        failed = await self.looking.ask_again(self.draft_lines)
        if failed:
            more = f", and of {counted(len(failed) - 1, 'other')}" if failed[1:] else ""
            self.room.say(f"not asked anew: {failed[0]}{more}", "warn")
            return
        known = sum(line.known for line in self.draft_lines)
        for vendor in self._asked:
            self.room.vendor(vendor, "ok")
        if open_ := len(self.draft_lines) - known:
            others = f"; the others are as {self._whom} says now" if known else ""
            words = f"{counted(open_, 'line')} still no offer, each says why{others}"
            self.room.say(words, "warn")
        else:
            self.room.say(f"prices and stock of the lines are as {self._whom} says now", "good")

    # -- a part that another vendor knows

    def why_not_other_vendor(self) -> str | None:
        line = self.line
        nothing = "no other vendor is said to have the part of this line"
        there = line is not None and not line.known and line.typed.other
        return self.why_not_change() or (None if there else nothing)

    def do_other_vendor(self) -> None:
        """Name the vendor that knows it: the line is looked up there, as if that had been typed."""
        line = self.line
        if line is None or self.draft is None:
            return
        other = vendor_name(line.typed.other)
        typed = replace(line.typed, vendor=other, reason="", other="")
        changed = replace(line, typed=typed)
        self.looking.ask([changed], show=False)
        self.change_lines([changed if x.id == line.id else x for x in self.draft.lines], line.id)
        self.room.say(f"{line.part}: {other}'s; u takes it back")

    def _show_anew(self) -> None:
        super()._show_anew()
        self._look_up_open()

    def _look_up_open(self) -> None:
        """Have those lines looked up that came without it: from a file, or the program ended.

        So many that it takes a good part of the day's calls are not asked for unasked.
        """
        if self.draft is None or self.why_not_change() is not None:
            return
        parts = sums_of(self.draft_lines).not_asked
        if parts <= UNASKED:
            self.looking.ask_open(self.draft_lines)
        elif self._said_of != self.draft.id and self.looking.far is None:
            self._said_of = self.draft.id
            seconds = self.room.services.pace.seconds_for("digikey:product", parts)
            self.room.say(
                f"{parts:,} parts are not looked up yet: F5 asks DigiKey, "
                f"{about(seconds)} and {parts:,} of today's calls",
                "warn",
            )

    def add_typed(self, lines: Sequence[DraftLine], said: str) -> None:
        """Put typed lines at the end and have them looked up: one change, one undo."""
        if self.draft is None or not lines or self.not_taken(said):
            return
        self.looking.ask(lines, show=False)
        self.change_lines([*self.draft.lines, *lines], lines[0].id)
        self.room.say(said, "good")

    def recalled(self, lines: list[DraftLine]) -> list[DraftLine]:
        return self.looking.recalled(lines)

    def do_undo(self) -> None:
        super().do_undo()
        self.looking.ask_open(self.draft_lines)

    def do_redo(self) -> None:
        super().do_redo()
        self.looking.ask_open(self.draft_lines)
