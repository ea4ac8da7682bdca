"""The application: it wires panes, sheets, bars and services, and hands out the keys.

Keys are handled here, one after the other, in the order in which they came; nothing on their way
waits. What takes time runs beside them and reports through the methods of `Room`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.filter import LineFilter
from textual.geometry import Size
from textual.widget import Widget

from tui.carrying_on import CarryingOn
from tui.escapes import window_title
from tui.eyes import Eyes, Stands
from tui.keyboard import Keyboard
from tui.leaving import Leaving
from tui.panes.bonded import BondedPane
from tui.panes.builder import BuilderPane
from tui.panes.history import HistoryPane
from tui.panes.search import SearchPane
from tui.panes_keys import PaneKeys
from tui.screens.facts import FactsSheet
from tui.screens.sheet import BaseSheet, SheetView
from tui.terminal import LEAST_HEIGHT, LEAST_WIDTH, Guard, send
from tui.text import safe
from tui.upkeep import Upkeep
from tui.widgets.bars import Edges
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual.worker import Worker

    from cache.drafts import DraftLine
    from cache.services import Services
    from tui.live import Live
    from tui.room import Job, Prompt
    from vendors.errors import VendorError

# From this size on all four panes stand side by side.
DESK_WIDTH, DESK_HEIGHT = 120, 40


class Bondroom(PaneKeys, Eyes, inherit_bindings=False):
    """The desk of four panes. Implements `tui.room.Room`."""

    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    BINDINGS = []  # noqa: RUF012 - declared so by the base class

    def __init__(self, services: Services, live: Live | None = None) -> None:
        super().__init__()
        self.services = services
        self.environment = services.places.environment
        self.animation_level = "none"
        self.fault = ""
        self._builder = BuilderPane(self)
        self._history = HistoryPane(self)
        self.panes: list[Pane] = [BondedPane(self), SearchPane(self), self._builder, self._history]
        self._pane_at = 1
        self._zoomed = False
        self._alone = False
        self._extent = Size(0, 0)
        self._desk = Widget()
        self._keyboard = Keyboard(self)
        self._small = False
        self._edges = Edges()
        self._upkeep = Upkeep(self, self._edges, live)
        self._reviewing = False
        self.carrying_on = CarryingOn(self, self._builder, self._history, self._keyboard)
        self.leaving = Leaving(self, self._builder, self.carrying_on)
        self._view = SheetView()
        self._guard = Guard()
        self.ready = asyncio.Event()

    # -- the screen

    def who_stands(self) -> Stands:
        if self._keyboard.prompt is not None or self._small:
            return self._edges.message
        return self.pane if self.sheet is None else self._view

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._guard]

    def compose(self) -> Iterable[Widget]:
        self.services.open_if_there()
        for pane in self.panes:
            pane.first()
        yield self._edges.top
        yield self._edges.strip
        self._desk = Widget(*self.panes, id="panes")
        yield self._desk
        yield self._edges.message
        yield self._edges.hints
        yield self._view

    def on_mount(self) -> None:
        self.title = "Bondroom"
        if not self.is_headless:
            send(self, window_title(f"Bondroom {self.environment.upper()}"))
            self.leaving.listen()
        self._extent = self.size
        self._arrange()
        self.call_after_refresh(lambda: self.work(self._upkeep.begin, "begin", alone=False))

    def on_resize(self, event: events.Resize) -> None:
        # `self.size` is still the old one here.
        self._extent = event.size
        self._arrange()

    def _arrange(self) -> None:
        """Lay out for the size the terminal has now."""
        width, height = self._extent
        alone = self._zoomed or width < DESK_WIDTH or height < DESK_HEIGHT
        small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        self._alone = alone
        self._desk.display = not small
        self._desk.set_class(alone, "alone")
        for index, pane in enumerate(self.panes):
            pane.active = index == self._pane_at
            pane.framed = not alone
            pane.set_class(pane.active, "active")
            pane.lay_out()
        self._small = small
        self.draw_bars()

    def draw_bars(self) -> None:
        # The strip stays in view whatever stands over the desk.
        self._view.lay_out(*self._extent, 2 if self._edges.items else 1)
        if self._small:
            words = f" too small: make the terminal {LEAST_WIDTH}×{LEAST_HEIGHT}"
            self._edges.message.put([(words, "warn")])
            return
        self._edges.low = self._upkeep.calls_low(self.pane.place)
        self._edges.draw(
            self._extent.width,
            (self.environment, self.services.person.name),
            [(pane.number, pane.word, pane.active) for pane in self.panes],
            self._alone,
            self._keyboard.places,
            self._keyboard.can,
            self._keyboard.prompt,
            self.now(),
        )

    @property
    def said(self) -> str:
        """The sentence on the message line, whole."""
        return self._edges.said[0]

    @property
    def sheet(self) -> BaseSheet | None:
        """The topmost sheet."""
        return self._keyboard.sheet

    @property
    def sheets(self) -> Sequence[BaseSheet]:
        """What stands over the desk, the topmost last."""
        return tuple(self._keyboard.sheets)

    @property
    def offers(self) -> Sequence[object]:
        """Who else a key may be meant for, for as long as something is offered."""
        return self.carrying_on.offers

    @property
    def pane(self) -> Pane:
        """The pane that is active."""
        return self.panes[self._pane_at]

    # -- keys

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._keyboard.key(event)
            self.carrying_on.touched()
        elif isinstance(event, events.Paste):
            self._keyboard.paste(event.text)
            self.carrying_on.touched()
        else:
            await super().on_event(event)

    def settled(self, came: bool = True) -> None:
        self._keyboard.settled(came)

    # -- what the desk itself can do

    def do_help(self) -> None:
        from tui.screens.help import HelpSheet

        self.show_sheet(HelpSheet(self._keyboard.places))

    def why_not_message(self) -> str | None:
        return None if self._edges.said_last else "nothing has been said yet"

    def do_message(self) -> None:
        self.show_sheet(FactsSheet("What was said last", (), [self._edges.said_last]))

    def do_quit(self) -> None:
        self.leaving.leave(0)

    def do_zoom(self) -> None:
        self._zoomed = not self._zoomed
        self._arrange()

    def do_place(self) -> None:
        self.review()

    def why_not_place(self) -> str | None:
        words = self.services.why_not_send
        # Too long for the message line, why an account may order nothing stands on a sheet.
        if words and words != self.services.why_not_person:
            return words
        builder = self._builder
        if builder.draft is None or not builder.draft.lines:
            return "the draft has no line yet: i types lines, a adds the part under the cursor"
        return builder.why_not_change() or (
            "the draft is being reviewed" if self._reviewing else None
        )

    def do_login(self) -> None:
        self._upkeep.login()

    def why_not_type_lines(self) -> str | None:
        return self._builder.why_not_type_lines()

    def do_type_lines(self) -> None:
        self.go_to("builder")
        self._builder.do_type_lines()

    def _go(self, index: int) -> None:
        if index != self._pane_at:
            self._pane_at = index
            self._arrange()

    def go_to(self, pane: str) -> None:
        self._go([one.place for one in self.panes].index(pane))

    def do_field(self) -> None:
        act = getattr(self.pane, "do_field", None)
        if act is not None:
            act()
        self.draw_bars()

    def do_close(self) -> None:
        self.say("")
        self.close_sheet()

    def do_down(self) -> None:
        self._view.scroll_by(1)

    def do_up(self) -> None:
        self._view.scroll_by(-1)

    def do_page_down(self) -> None:
        self._view.scroll_by(self._view.page)

    def do_page_up(self) -> None:
        self._view.scroll_by(-self._view.page)

    # -- questions and sheets

    def ask(self, prompt: Prompt) -> None:
        self._keyboard.prompt = prompt
        self.draw_bars()

    def show_sheet(self, sheet: BaseSheet) -> None:
        self._keyboard.sheets.append(sheet)
        self._view.show(sheet)
        self.draw_bars()

    def close_sheet(self) -> None:
        if self._keyboard.sheets:
            self._keyboard.sheets.pop().closed()
        self._view.show(self.sheet)
        self.draw_bars()
        self.settled()

    def redraw_sheet(self) -> None:
        self._view.draw()

    def scroll_sheet(self, by: int) -> None:
        self._view.scroll_by(by)

    def touch_sheet(self, up: int, start: int, cells: int) -> None:
        self._view.touch(up, start, cells)

    # -- what runs beside the keys

    def now(self) -> datetime:
        return self.services.clock.now().astimezone()

    def say(self, text: str, role: str = "text") -> None:
        self._edges.say(safe(text), role)
        self.draw_bars()

    def work(
        self,
        job: Job,
        group: str,
        doing: str = "",
        alone: bool = True,
        asks: str = "",
        hold: bool = False,
    ) -> None:
        if self.leaving.over:
            return
        if doing:
            self.say(doing, "dim")
        if hold:
            self._keyboard.hold()

        async def watched() -> None:
            try:
                await self._upkeep.watched(job, asks)
            finally:
                if hold:
                    self._keyboard.release()

        # What keys wait for is never ended by another job: they would wait for good.
        _: Worker[None] = self.run_worker(watched, group=group, exclusive=alone and not hold)

    async def connected(self) -> None:
        await self._upkeep.connected()

    def heard(self, error: VendorError) -> None:
        self._upkeep.heard(error)

    def vendor(self, name: str, state: str) -> None:
        """Show how a vendor does: `ok`, or a word for what is wrong."""
        self._upkeep.vendor(name, state)

    def state_of(self, name: str) -> str:
        return self._upkeep.state_of(name)

    def changed(self, topic: str) -> None:
        self._upkeep.changed(topic)

    # -- the draft, and placing it

    def look_at_draft(self) -> None:
        """See what another session, or an order, did to the draft that is open."""
        self._builder.look_at_lease()

    def why_not_add_line(self) -> str | None:
        if self._builder.draft is None:
            return self.services.why_not or "the draft is not open yet: try again"
        return self._builder.why_not_change()

    def add_line(self, *lines: DraftLine) -> None:
        self._builder.add(*lines)

    def add_typed(self, lines: Sequence[DraftLine], said: str) -> None:
        self._builder.add_typed(lines, said)

    def open_draft(
        self, draft_id: int, said: str, changes: Sequence[str] = (), review: bool = False
    ) -> None:
        while self.sheet is not None:
            self.close_sheet()
        self._builder.open_draft(draft_id, said, changes, *((self.review,) if review else ()))

    def show_order(self, number: str) -> None:
        """Go to the order of this number in the history."""
        self.go_to("history")
        self._upkeep.changed("orders", partial(self._history.reveal, number))

    def review(self) -> None:
        from tui.placing import Placement, refuse

        if words := self.services.why_not_person:
            refuse(self, words)
            return
        if self._builder.needs_ship_to:
            self._builder.choose_ship_to(self.review, partial(refuse, self))
            return
        self._reviewing = True
        Placement(self, self._builder, self._reviewed).start()

    def _reviewed(self) -> None:
        self._reviewing = False
        self.changed("orders")

    # -- the end

    async def on_unmount(self) -> None:
        await self.leaving.finish()
        await self._upkeep.end()
        await self.services.close()

    def _fatal_error(self) -> None:
        """Say one sentence; the stock answer prints every local variable, secrets among them."""
        error = self._exception or Exception()
        self.fault = self.leaving.fault(error)
        self._close_messages_no_wait()
