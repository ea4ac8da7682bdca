"""The line editor of the order builder: what its keys do, and what becomes of a typed line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from tui.draft_rows import END
from tui.entered import line_from, words_of
from tui.panes.entry_lists import choices_of, legal_beside, values_of
from tui.panes.entry_looking import LookedUpPane
from tui.text import pieces
from tui.widgets.grid import EMPTY, PART, QUANTITY, Choice, Grid, Row, Words

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.typed import Typed


class EntryPane(LookedUpPane):
    """A draft whose lines are typed in place. What else a line can do: `BuilderPane`."""

    # -- typing begins and ends

    def why_not_type_lines(self) -> str | None:
        return self.why_not_change() or (None if self.draft else "the draft is not open yet")

    def do_type_lines(self) -> None:
        if self.grid is not None:
            # What was typed, and could not be taken then.
            self._edit(self.grid)
            return
        self._edit(self._next(self.draft_lines))

    def type_into(self, line: DraftLine, cell: int) -> None:
        """Type into this cell of a line that stands already."""
        lines, today = self.draft_lines, self.room.now().date()
        at = next(index for index, one in enumerate(lines) if one.id == line.id)
        above = words_of(lines[at - 1], self.code, today) if at else EMPTY
        self._edit(Grid(line.id, words_of(line, self.code, today), above, new=False, cell=cell))

    def type_again(self, line_id: str, words: Sequence[str], cell: int, *, typing: bool) -> bool:
        """Put back what was being typed in another session; False where it cannot be typed here."""
        if self.why_not_type_lines():
            return False
        line = next((one for one in self.draft_lines if one.id == line_id), None)
        if line is not None:
            self.type_into(line, cell)
        else:
            self._edit(self._next(self.draft_lines))
        if self.grid is not None:
            self.grid.again(words, cell)
        if not typing:
            self._leave()
        self._settled()
        return True

    def _next(self, lines: Sequence[DraftLine]) -> Grid:
        """The empty row at the end."""
        today = self.room.now().date()
        return Grid(uuid4().hex, above=words_of(lines[-1], self.code, today) if lines else EMPTY)

    def _edit(self, grid: Grid) -> None:
        self.grid, self.editing = grid, True
        self.hold_column()
        self.table.room = self._room
        self.show_lines()
        self._settled()

    def _rest(self, name: object = None) -> None:
        """Typing ends: keys are commands again."""
        self.editing = False
        self.hold_column()
        self.table.room = 0
        self.show_lines(name)
        self._settled()

    def _settled(self) -> None:
        self.table.close_up()
        self.redraw()

    def flush_typed(self) -> None:
        """Whatever is being typed becomes a line: the draft is about to be saved or left."""
        if self.editing:
            self._leave()

    async def flush(self) -> None:
        self.flush_typed()
        await super().flush()

    async def leave_nothing(self) -> None:
        """As `flush`, where the program ends: a new row that its draft did not take goes into a
        draft of its own."""
        await self.flush()
        grid = self.grid
        if grid is None or not grid.new or grid.blank or self.draft is None:
            return
        if self.why_not_change():
            now = self.room.services.clock.now()
            await self._open.keep([line_from(grid.left(), None, now, self.room.now().date())])
            self.grid = None
        else:
            self._end_line(last=True)
            await self.flush()

    def _show_another(self) -> None:
        if self.grid is not None and not self.grid.new:
            self.grid = None
        self.editing = False
        self.looking.forget()
        super()._show_another()

    # -- keys

    def typed(self, key: str, character: str | None) -> bool:
        grid = self.grid
        if grid is None or not grid.typed(key, character):
            return False
        self._typed_anew()
        return True

    def _typed_anew(self) -> None:
        """The active cell says something else, or the caret stands elsewhere in it."""
        self.draw_cell()
        if self.grid is not None and (text := self.grid.asks):
            self.room.work(partial(self._complete, text), "entry-complete")

    def pasted(self, text: str) -> None:
        if not self.editing or self.grid is None:
            return
        # Not by `splitlines`: it breaks at what separates the fields of a label, too.
        lines = [one for one in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if one]
        for place, line in enumerate(lines):
            self.grid.paste(line)
            if place + 1 < len(lines) and not (self._end_line() and self.editing):
                break
        self._typed_anew()

    def do_enter(self) -> None:
        grid = self.grid
        if grid is None:
            return
        led = grid.led
        if grid.listed and grid.choice is not None:
            grid.take(grid.choice)
            self.cell_changed()
        elif grid.enter():
            self._end_line()
        elif led:
            self.room.say(f"how many {grid.words.part}? Enter again leaves it open")
        elif grid.new and grid.blank:
            self.room.say("nothing is typed here yet: . ends typing, Esc goes to the rows")
        else:
            self.cell_changed()

    def do_next_cell(self) -> None:
        if self.grid is not None:
            if self.grid.go(1):
                self.cell_changed()
            elif not self.grid.blank:
                self._end_line()

    def do_previous_cell(self) -> None:
        if self.grid is not None and self.grid.go(-1):
            self.cell_changed()

    def do_done(self) -> None:
        self._leave()

    def do_leave(self) -> None:
        if self.grid is not None and self.grid.listed:
            self.grid.unlist()
            self.redraw()
        else:
            self._leave()

    def _leave(self) -> None:
        """To the rows; what was typed becomes a line, as it is."""
        grid = self.grid
        if grid is None:
            self._rest()
        elif self._end_line(last=True):
            lines = self.draft_lines
            there = any(one.id == grid.id for one in lines)
            self._rest(grid.id if there else lines[-1].id if lines else None)
        else:
            self._rest(END if grid.new else grid.id)

    def _end_line(self, last: bool = False) -> bool:
        """Put the row into the draft and go on: on a new one, else to the rows. False where it
        cannot be taken; then it stays as it was typed.
        """
        grid = self.grid
        if grid is None:
            return True
        row, more = grid.left(), grid.new and not last
        if grid.new and grid.blank:
            self.grid = None if last else grid
            return True
        if words := self.why_not_change():
            self.room.say(f"{_said(row.words)} was not taken: {words}. It stays as typed", "warn")
            self.cell_changed()
            return False
        lines = self.draft_lines
        stood = next((one for one in lines if one.id == row.id), None)
        if stood is None and not row.new:
            words = f"{_said(row.words)} was not taken: its line is in this draft no more"
            self.room.say(words, "warn")
            self.grid = None
            self._rest()
            return True
        now = self.room.services.clock.now()
        line = line_from(row, stood, now, self.room.now().date())
        if stood is None:
            lines = [*lines, line]
        elif line is not stood:
            lines = [line if one is stood else one for one in lines]
        self.grid, self.editing = (self._next(lines), True) if more else (None, False)
        self.hold_column()
        if line.id not in self.looking.taking and (stood is None or _meant(line) != _meant(stood)):
            self.looking.ask([line], show=False)
        if lines is not self.draft_lines:
            self.change_lines(lines, line.id)
        if more:
            self._settled()
        elif not last:
            self._rest(line.id)
        return True

    # -- the list under the row

    def do_take(self) -> None:
        grid = self.grid
        if grid is None or not grid.takes:
            return
        if grid.choice is not None:
            grid.take(grid.choice)
        else:
            # Not here yet: the first for this text is taken when it comes.
            job = partial(self._take_first, grid.id, grid.asks, grid.chosen)
            self.looking.taking.add(grid.id)
            grid.go(1)
            self.room.work(job, "entry-take", alone=False)
        grid.led = True
        self.cell_changed()

    async def _take_first(self, line_id: str, text: str, which: int) -> None:
        found = []
        try:
            found = choices_of(await self.room.services.completing.complete(text))
        finally:
            self.looking.taking.discard(line_id)
            self._taken(line_id, text, found[min(which, len(found) - 1)] if found else None)
            self.looking.moved()

    def _taken(self, line_id: str, text: str, choice: Choice | None) -> None:
        """The part that → was pressed for has come, or None; the line may have ended by now."""
        grid = self.grid
        if choice is None:
            self.room.say(f"nothing here begins with {text}: it stands as it was typed", "warn")
        if grid is not None and grid.id == line_id:
            if choice is not None and grid.words.part.strip() == text:
                grid.put(choice)
            self.redraw()
            return
        line = next((one for one in self.draft_lines if one.id == line_id), None)
        if line is None or line.known:
            return
        if choice is not None and line.typed.part == text and self.why_not_change() is None:
            before = words_of(line, self.code, self.room.now().date())
            words = list(before)
            for cell, word in choice.puts:
                words[cell] = word
            row = Row(line.id, False, Words(*words), before, choice.number, choice.maker)
            now = self.room.services.clock.now()
            line = line_from(row, line, now, self.room.now().date())
            self.answered([line if one.id == line_id else one for one in self.draft_lines])
        self.looking.ask([line])

    async def _complete(self, text: str) -> None:
        found = await self.room.services.completing.complete(text)
        if self.grid is not None and self.grid.offered(text, choices_of(found)):
            self.redraw()

    def do_list(self) -> None:
        # From the local store, and so quick that the keys may wait: what Enter takes must not
        # hang on how quick.
        self.room.work(self._list_values, "entry-list", hold=True)

    async def _list_values(self) -> None:
        grid = self.grid
        if grid is not None:
            line = next((one for one in self.draft_lines if one.id == grid.id), None)
            grid.list(*await values_of(self.room, grid, line))
            self.redraw()

    def do_list_down(self) -> None:
        self._choose_by(1)

    def do_list_up(self) -> None:
        self._choose_by(-1)

    def _choose_by(self, by: int) -> None:
        grid = self.grid
        if grid is None:
            return
        if grid.choices or grid.asks:
            grid.choose(by)
        elif grid.cell == QUANTITY and self.line is not None:
            to = legal_beside(self.line, grid.text, up=by < 0)
            if to is not None:
                grid.fill(pieces(to))
                self._typed_anew()
        self.redraw()

    def do_entry_terms(self) -> None:
        self._then("line_terms")

    def do_entry_split(self) -> None:
        self._then("split")

    def _then(self, what: str) -> None:
        """To the row, and there what its key does."""
        self._leave()
        if words := getattr(self, f"why_not_{what}")():
            self.room.say(words, "warn")
        else:
            getattr(self, f"do_{what}")()


def _meant(line: DraftLine) -> Typed:
    """What of the words for a line says which offer is meant."""
    return replace(line.typed, quantity="", due="", reason="")


def _said(words: Words) -> str:
    """What was typed, in short, for a sentence."""
    return " ".join(word for word in words[PART : QUANTITY + 1] if word) or "what was typed"
