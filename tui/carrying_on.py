"""Where the buyer is, noted behind the keys; and the way back there for the session after.

Noted at most once in a few seconds, and once more when the session ends by a signal. What ends in
good order leaves nothing to go back to: a start is then a start.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cache.draft_orders import Gone
from cache.places import Refusal
from cache.rows import NEAR
from tui.keymap import in_use, spelled
from tui.screens.facts import FactsSheet
from tui.screens.form import FormSheet
from tui.screens.typed import TypedSheet
from tui.text import at, counted
from tui.widgets.pane import FieldPane

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from cache.whereabouts import Where, Whereabouts
    from tui.app import Bondroom
    from tui.keyboard import Keyboard
    from tui.panes.builder import BuilderPane
    from tui.panes.history import HistoryPane
    from tui.widgets.pane import Pane

# Seconds from a key until it is noted where it led: so much of what was typed can be lost to a
# machine that lost its power, and no more.
EVERY = 2.0
# Of a typed text that the message line quotes.
_QUOTED = 24
START = "search"


class CarryingOn:
    """Of one application. `do_carry_on` acts only while there is something to go back to."""

    def __init__(
        self, app: Bondroom, builder: BuilderPane, history: HistoryPane, keyboard: Keyboard
    ) -> None:
        self._app = app
        self._builder = builder
        self._history = history
        self._keyboard = keyboard
        # None: nothing is noted, not yet or not any more.
        self._kept: Whereabouts | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._noting = asyncio.Lock()
        self._offer: Where | None = None

    @property
    def offers(self) -> Sequence[object]:
        """Who does what the key stands for: nobody where there is nothing to go back to."""
        return () if self._offer is None else (self,)

    # -- noted behind the keys

    def touched(self) -> None:
        """A key came: where it led is noted in a moment, with all that follow until then."""
        if self._timer is None and self._kept is not None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self._due)

    def _due(self) -> None:
        self._timer = None
        self._app.work(self.note, "where", alone=False)

    async def note(self, ended: str = "") -> None:
        """Write down where the session is; a disk that does not take it is no reason to stop."""
        if self._kept is not None:
            where, kept = self.where(ended), self._kept
            async with self._noting:
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(kept.put, where)

    async def left(self) -> None:
        """The session ends in good order."""
        if self._kept is not None:
            async with self._noting:
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(self._kept.left)
            self.close()

    def close(self) -> None:
        """Nothing is noted from here on."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def where(self, ended: str = "") -> Where:
        """Where the session is now. Reads memory alone."""
        from cache.whereabouts import TypedLine, Where

        app, grid = self._app, self._builder.grid
        editing, line = app.pane.editing, None
        if grid is not None and not grid.blank:
            line = TypedLine(grid.id, grid.cell, tuple(grid.words))
        sheet, asked, text, said = self._over_the_desk()
        return Where(
            at=app.services.clock.now(),
            pane=app.pane.place,
            draft_id=self._builder.draft.id if self._builder.draft else None,
            fields={
                pane.place: pane.field.text
                for pane in app.panes
                if isinstance(pane, FieldPane) and pane.field.text
            },
            rows={pane.place: (pane.table.cursor, _told(pane.current)) for pane in app.panes},
            typing="" if not editing else "line" if app.pane is self._builder else "field",
            line=line,
            sheet=sheet,
            asked=asked,
            text=text,
            said=tuple(said),
            ended=ended,
        )

    def _over_the_desk(self) -> tuple[tuple[str, ...], str, str, list[tuple[str, str]]]:
        """How the topmost sheet that can be is opened again, and what is typed over the desk.

        What is typed where an order is sent is asked for anew each time: it is never kept.
        """
        whence: tuple[str, ...] = ()
        asked = text = ""
        said: list[tuple[str, str]] = []
        for sheet in self._app.sheets:
            if isinstance(sheet, TypedSheet):
                break
            if here := sheet.whence():
                whence, asked, text, said = here, "", "", []
            if isinstance(sheet, FormSheet) and here:
                asked, text = sheet.typing
            else:
                said += sheet.typed_in()
        prompt = self._keyboard.prompt
        if prompt is not None and prompt.editor.text:
            said.append((prompt.title, prompt.editor.text))
        return whence, asked, text, said

    # -- offered at the start

    async def begin(self) -> None:
        """Say where the session before was cut off, if it was, and begin to note where this is."""
        services = self._app.services

        def begin() -> tuple[Whereabouts, Where | None, str]:
            from cache.whereabouts import Whereabouts

            # Beside what a crash leaves: in the person's own folder, whoever shares the rest.
            kept = Whereabouts(services.places.crash.parent / "where", services.clock.now)
            return kept, *kept.begin(self._worth)

        try:
            self._kept, self._offer, amiss = await asyncio.to_thread(begin)
        except Refusal as refusal:
            self._app.say(refusal.sentence, "warn")
            return
        except OSError as error:
            words = f"it cannot be noted where you are ({error.strerror}); drafts are kept"
            self._app.say(words, "warn")
            return
        if amiss:
            self._app.say(amiss, "warn")
        if self._offer is not None:
            self._app.say(self._words(self._offer), "good")
        self._app.draw_bars()

    def _worth(self, where: Where) -> bool:
        """Whether it is anywhere else than where every start begins."""
        typed = where.line or where.text or where.said or where.fields
        there = where.pane != START or where.sheet or any(at for at, _ in where.rows.values())
        return bool(typed or there)

    def _words(self, where: Where) -> str:
        pane = next((one for one in self._app.panes if one.place == where.pane), self._app.pane)
        when = at(where.at.isoformat(), self._app.now())
        # The key first: on a narrow screen the end is cut.
        key = next(spelled(one.keys[0]) for one in in_use().actions if one.id == "carry_on")
        words = f"{key} carries on where it was cut off {when}: {pane.number} {pane.word}"
        if where.draft_id is not None:
            words += f", D-{where.draft_id}"
        typed = where.text or (where.said[-1][1] if where.said else "")
        if where.line is not None:
            typed = typed or " ".join(filter(None, where.line.words[:2]))
        typed = typed or where.fields.get(where.pane, "")
        if typed:
            cut = typed if len(typed) <= _QUOTED else typed[: _QUOTED - 1] + "…"
            words += f", “{cut}” typed"
        return words

    # -- and back

    def do_carry_on(self) -> None:
        where, self._offer = self._offer, None
        if where is not None:
            self._app.work(partial(self._carry_on, where), "carry-on", hold=True)

    async def _carry_on(self, where: Where) -> None:
        if self._kept is None or not await asyncio.to_thread(self._kept.take):
            self._app.say("another session of yours carried on there", "warn")
            return
        builder = self._builder
        lost = list(where.said)
        said = "you are where you were; what was typed is as it was"
        order = ""
        if where.draft_id is not None and (
            builder.draft is None or builder.draft.id != where.draft_id
        ):
            try:
                await builder.take(where.draft_id)
            except Gone as gone:
                said = gone.words
                order = gone.orders[0].number if gone.orders and where.pane == "builder" else ""
            except Refusal as refusal:
                said = refusal.sentence
        for pane in self._app.panes:
            await self._put_back(pane, where)
        if any(pane.place == where.pane for pane in self._app.panes):
            self._app.go_to(where.pane)
        if order and where.line is None:
            # It was cut off while it was being sent: that is what there is to look at.
            self._app.show_order(order)
            lost += [(where.asked, where.text), ("History", where.fields.get("history", ""))]
            where = replace(where, typing="", sheet=())
        if where.typing == "field":
            self._app.do_field()
        if where.line is not None and not builder.type_again(
            where.line.id, where.line.words, where.line.cell, typing=where.typing == "line"
        ):
            lost.append(("the line", " ".join(where.line.words)))
        self._app.say(said)
        if where.sheet and not await self._open(where):
            lost.append((where.asked, where.text))
        lost = [(name, text) for name, text in lost if text.strip()]
        if lost:
            title = f"Typed and not taken: {counted(len(lost), 'text')}"
            self._app.show_sheet(FactsSheet(title, lost))
        self._app.draw_bars()

    async def _put_back(self, pane: Pane, where: Where) -> None:
        if isinstance(pane, FieldPane) and (text := where.fields.get(pane.place)):
            pane.field.clear()
            pane.field.paste(text)
            await pane.load()
        place, told = where.rows.get(pane.place, (0, ""))
        count = len(pane.table)
        if not count or not place:
            return
        rows = pane.table.rows
        # Rows may have come or gone meanwhile: the row is meant, not its place.
        near = [place, *range(NEAR)]
        to = next((one for one in near if one < count and _told(rows.row(one)) == told), None)
        if to is not None:
            pane.table.move(to - pane.table.cursor)
            pane.lay_out()

    async def _open(self, where: Where) -> bool:
        """Open the sheet that stood there; False where what was typed in it found no place."""
        kind, *words = where.sheet
        opened = _SHEETS.get(kind)
        if opened is None:
            return False
        try:
            await opened(self, *words)
        except (Refusal, TypeError):
            # A sheet of other words than this version knows, or one that is there no more.
            return False
        sheet = self._app.sheet
        if where.asked:
            return isinstance(sheet, FormSheet) and sheet.type_again(where.asked, where.text)
        return True

    async def _order(self, number: str) -> None:
        from tui.screens.order import open_order

        rows = self._history.table.rows
        for position in range(min(NEAR, len(rows))):
            row = rows.row(position)
            if row is not None and row.number == number:
                await open_order(self._app, row.rowid)
                return

    async def _part(self, number: str, part: str, maker: str, vendor: str) -> None:
        from tui.screens.part_opening import open_part

        open_part(self._app, number=number, part=part, maker=maker, vendor=vendor)

    async def _terms(self) -> None:
        from tui.screens.terms import open_order_terms

        if not self._builder.why_not_terms():
            await open_order_terms(self._app, self._builder)

    async def _line_terms(self, line_id: str) -> None:
        from tui.screens.line_terms import open_line_terms

        line = next((one for one in self._builder.draft_lines if one.id == line_id), None)
        if line is not None and not self._builder.why_not_change():
            await open_line_terms(self._app, self._builder, line)

    async def _morning(self) -> None:
        from tui.screens.morning import open_morning

        await open_morning(self._app)

    async def _book(self) -> None:
        self._app.do_book()


_SHEETS: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
    "order": CarryingOn._order,
    "part": CarryingOn._part,
    "terms": CarryingOn._terms,
    "line_terms": CarryingOn._line_terms,
    "morning": CarryingOn._morning,
    "book": CarryingOn._book,
}


def _told(row: object) -> str:
    """What tells a row from the others of its pane, as it stands on the screen."""
    if line := getattr(row, "line", None):
        return str(line.id)
    for name in ("number", "part", "code"):
        if isinstance(word := getattr(row, name, None), str) and word:
            return word
    return ""
