"""A desk without a screen: what the commands, and the program of plain lines, work at.

It is the room (`tui.room`) that sheets and forms are made for, so that a command asks the same
services, refuses for the same reasons and says the same words as the screen. What a sheet would
draw is text here (`tui.cli.spoken`); what it begins is run to its end before the command ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from cache.places import Refusal
from tui.cli.spoken import in_sheet, spoken, text_of
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.services import Services
    from tui.app import Bondroom
    from tui.cli.held_draft import HeldDraft
    from tui.live import Live
    from tui.room import Job, Prompt, Room
    from tui.screens.sheet import BaseSheet
    from tui.settings import Settings

# Cells of what is written where no terminal says how wide it is.
WIDE = 96
NOT_DONE, MISUSED, NOTHING, UNKNOWN_OUTCOME, UNAVAILABLE = 1, 2, 3, 4, 69

Say = Callable[[str, str], None]


class Desk:
    """One session of one person. `say` is called with each sentence and its role on the screen.

    `refused` says whether anything was said against what a command asked for.
    """

    def __init__(
        self,
        services: Services,
        settings: Settings,
        live: Live,
        say: Say,
        write: Callable[[str], None],
        width: int = WIDE,
    ) -> None:
        self.services = services
        self.settings = settings
        self.live = live
        self.environment = services.places.environment
        self.width = width
        self.sheets: list[BaseSheet] = []
        self.prompt: Prompt | None = None
        # Opened by what a sheet began: a draft, and the notes to be read of it.
        self.opened: tuple[int, str, Sequence[str]] | None = None
        self.refused = False
        # Somebody connects beside what is done here: it is waited for.
        self.connects_beside = False
        self._say = say
        self._write = write
        self._jobs: dict[asyncio.Task[None], str] = {}

    @cached_property
    def held(self) -> HeldDraft:
        """The draft that commands change."""
        from tui.cli.held_draft import HeldDraft

        return HeldDraft(self)

    @property
    def room(self) -> Room:
        """As sheets know it."""
        return cast("Room", self)

    # -- what is said

    def say(self, text: str, role: str = "text") -> None:
        if not text:
            return
        if role in ("warn", "danger"):
            self.refused = True
        self._say(spoken(text), role)

    def write(self, text: str = "") -> None:
        """One line of what was asked for."""
        self._write(text)

    def note(self, text: str) -> None:
        """Worth knowing, and nothing against what was asked for."""
        self._say(spoken(text), "text")

    def heard(self, error: VendorError) -> None:
        self.say(error.in_full, "warn")

    def show(self, sheet: BaseSheet) -> None:
        """Write a sheet: its title, and its lines."""
        mark = f"  [{sheet.mark}]" if sheet.mark else ""
        self.write(f"{sheet.title}{mark}")
        for line in sheet.head(self.width):
            self.write(text_of(line))
        rows = getattr(sheet, "rows", None)
        # Of one with a cursor the rows without it.
        lines = sheet.lines(self.width) if rows is None else [row.line for row in rows(self.width)]
        for text in in_sheet(map(text_of, lines)):
            self.write(text)

    # -- the room

    def now(self) -> datetime:
        return self.services.clock.now().astimezone()

    def work(
        self,
        job: Job,
        group: str,
        doing: str = "",
        alone: bool = True,
        asks: str = "",
        hold: bool = False,
    ) -> None:
        if alone:
            for task, its in list(self._jobs.items()):
                if its == group:
                    task.cancel()
        self._jobs[asyncio.ensure_future(job())] = group

    async def done(self) -> None:
        """Return once all that was begun has ended. Raises what a job did, Refusal and VendorError
        too."""
        while self._jobs:
            task = next(iter(self._jobs))
            del self._jobs[task]
            try:
                await task
            except asyncio.CancelledError:
                if not task.cancelled():
                    raise
                if (me := asyncio.current_task()) is not None and me.cancelling():
                    raise
        if self.sheets:
            await self.sheets[-1].again()

    @property
    def sheet(self) -> BaseSheet | None:
        return self.sheets[-1] if self.sheets else None

    def show_sheet(self, sheet: BaseSheet) -> None:
        self.sheets.append(sheet)

    def close_sheet(self) -> None:
        if self.sheets:
            self.sheets.pop().closed()

    def ask(self, prompt: Prompt) -> None:
        self.prompt = prompt

    def answer(self, text: str) -> bool:
        """Answer the question that was asked; False where that was no answer."""
        prompt, self.prompt = self.prompt, None
        if prompt is None:
            return False
        prompt.editor.text = text
        return prompt.taken(text)

    def copy(self, text: str, words: str = "") -> None:
        self.write(text)

    async def connected(self) -> None:
        await self.live.connected.wait()

    def open_draft(self, draft_id: int, said: str, changes: Sequence[str] = ()) -> None:
        self.opened = draft_id, said, changes

    def why_not_add_line(self) -> str | None:
        return self.services.why_not if not self.services.ordering else None

    def add_line(self, *lines: DraftLine) -> None:
        raise NotImplementedError

    def add_typed(self, lines: Sequence[DraftLine], said: str) -> None:
        raise NotImplementedError

    def _nothing(self, *_: object) -> None:
        """There is no screen to do that to."""

    draw_bars = redraw_sheet = scroll_sheet = touch_sheet = _nothing
    vendor = changed = settled = review = go_to = do_field = _nothing

    # -- what the commands do with it

    async def act(self, sheet: BaseSheet, action: str) -> bool:
        """Do as the key of this action does on the sheet; False where it said why it cannot."""
        if self.sheet is not sheet:
            self.show_sheet(sheet)
        if words := getattr(sheet, f"why_not_{action}", lambda: None)():
            self.say(f"{words[:1].upper()}{words[1:]}.", "warn")
            return False
        getattr(sheet, f"do_{action}")()
        await self.done()
        return True

    async def connect(self) -> None:
        """Ask vendors from now on; whoever cannot be asked says so now, and again when it is."""
        if self.connects_beside:
            await self.live.connected.wait()
        if self.live.connected.is_set():
            return
        heard: list[str] = []
        try:
            await self.live.connect(cast("Bondroom", Beside(self, heard)))
        except VendorError as error:
            # Another may be asked all the same.
            heard.append(error.in_full)
        for words in heard:
            self.note(words)


class Beside:
    """What the session's way to its vendors tells; kept in `notes` until somebody reads them."""

    def __init__(self, desk: Desk, notes: list[str]) -> None:
        self.environment = desk.environment
        self.notes = notes
        self._desk = desk
        self._jobs: set[asyncio.Task[None]] = set()
        # What became of orders is looked up when this is set.
        self.fresh = asyncio.Event()

    def now(self) -> datetime:
        return self._desk.now()

    def say(self, text: str, role: str = "text") -> None:
        if text:
            self.notes.append(spoken(text))

    def vendor(self, name: str, state: str) -> None:
        """How a vendor does is said by what fails."""

    def changed(self, topic: str) -> None:
        self.fresh.set()

    def work(self, job: Job, group: str, *_: object, **__: object) -> None:
        task = asyncio.ensure_future(self._run(job))
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _run(self, job: Job) -> None:
        try:
            await job()
        except Refusal as refusal:
            self.say(refusal.sentence)
        except VendorError as error:
            self.say(error.in_full)

    async def end(self) -> None:
        for task in self._jobs:
            task.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
