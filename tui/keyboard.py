"""Who hears a key: an open question, else the topmost sheet, else the active pane.

Keys are taken in the order in which they came, each acted on before the next one is looked at.
What a label scanner types is taken out before, and acts in its place among them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING, Protocol

from textual.events import Key

from tui.actions import Action
from tui.importing import Imports
from tui.keymap import find, in_use, spelled
from tui.room import Room
from tui.scanner import Scanner, scans_in
from tui.scans import Scans
from tui.screens.typed import FINGERS, GUARD
from tui.widgets.prompts import QuantityPrompt

if TYPE_CHECKING:
    from tui.room import Prompt
    from tui.screens.sheet import BaseSheet
    from tui.widgets.pane import Pane


class Desk(Room, Protocol):
    """What stands under the keys."""

    @property
    def pane(self) -> Pane: ...

    @property
    def offers(self) -> Sequence[object]: ...

    def draw_bars(self) -> None: ...

    def set_timer(self, delay: float, callback: Callable[[], object]) -> object: ...

    def call_later(self, callback: Callable[[], object]) -> bool: ...

    def do_help(self) -> None: ...


class Keyboard:
    """The way of a key. `prompt` is the open question, `sheets` what stands over the desk."""

    def __init__(self, desk: Desk) -> None:
        self.prompt: Prompt | None = None
        self.sheets: list[BaseSheet] = []
        self._desk = desk
        # Keys, and scans, that wait.
        self._held: deque[Key | Sequence[str]] = deque()
        self._holds = 0
        # Keys of an earlier time than this came in one breath with the one that places.
        self._deaf = -inf
        self._scanner = Scanner(self._heard, lambda scan: self._scanned([scan]), self._after)
        self._scans = Scans(self, desk)
        self._imports = Imports(desk, lambda: self.prompt is not None or self.sheet is not None)

    @property
    def sheet(self) -> BaseSheet | None:
        """The topmost sheet."""
        return self.sheets[-1] if self.sheets else None

    @property
    def places(self) -> tuple[str, ...]:
        """Where keys act now, nearest first (see `tui.actions`)."""
        if self.prompt is not None:
            return (self.prompt.place, "any")
        if self.sheet is not None:
            return (*self.sheet.places, "any")
        return self._desk.pane.places

    def key(self, event: Key) -> None:
        """One key. It waits only behind keys that wait for what is read from the local store; and
        what may be the beginning of a scan for 50 ms, or for the next key.
        """
        self._scanner.key(event)

    def _heard(self, event: Key) -> None:
        """One key that no scanner typed."""
        if event.key.startswith("alt+"):
            # Esc and the next key came in one packet, as over a slow line.
            escape, rest = Key("escape", None), Key(event.key.removeprefix("alt+"), event.character)
            escape.time = rest.time = event.time
            self._heard(escape)
            event = rest
        if self._held or self._must_wait:
            self._held.append(event)
        else:
            self._act(event)

    def _scanned(self, scans: Sequence[str]) -> None:
        if self._held or self._must_wait:
            self._held.append(scans)
        else:
            self._act(scans)

    def _after(self, seconds: float, call: Callable[[], None]) -> None:
        """Behind the keys that are here by then."""
        self._desk.set_timer(seconds, lambda: self._desk.call_later(call))

    def paste(self, text: str) -> None:
        if scans := scans_in(text):
            self._scanned(scans)
            return
        if self.prompt is not None:
            self.prompt.editor.paste(text)
            self._desk.draw_bars()
        elif self.sheet is not None:
            self.sheet.paste(text)
        elif not self._imports.takes(text):
            self._desk.pane.pasted(text)

    def settled(self, came: bool = True) -> None:
        """Rows have come: the keys that waited for them act, in order.

        Where the rows could not be read, the keys are let go: they were meant for other rows. A
        scan is meant for none.
        """
        if not came:
            self._held = deque(one for one in self._held if not isinstance(one, Key))
        while self._held and not self._must_wait:
            self._act(self._held.popleft())

    def hold(self) -> None:
        """Let keys wait: what they are meant for is being read from the local store."""
        self._holds += 1

    def release(self) -> None:
        self._holds -= 1
        self.settled()

    @property
    def _must_wait(self) -> bool:
        """Whether a key could act on a row or a sheet that is about to be another."""
        pane = self._desk.pane
        rows = pane.settling and not (pane.editing or self.prompt or self.sheets)
        return self._holds > 0 or rows

    @property
    def _targets(self) -> tuple[object, ...]:
        """Who may do what a key stands for, nearest first."""
        if self.prompt is not None:
            return (self, self._desk)
        here = (self.sheet or self._desk.pane, self._scans, self._imports, self._desk)
        return (*here, *self._desk.offers)

    def _act(self, event: Key | Sequence[str]) -> None:
        if not isinstance(event, Key):
            self._scans.take(event)
            self._desk.draw_bars()
            return
        if event.time < self._deaf:
            # They were meant for what was not there yet; refused or not, nothing else is done.
            self._deaf = max(self._deaf, event.time + FINGERS)
            return
        desk, key = self._desk, event.key
        if self.prompt is not None:
            if self.prompt.editor.key(key, event.character):
                desk.draw_bars()
                return
        elif self.sheet is not None:
            if self.sheet.key(event):
                return
        elif desk.pane.editing and desk.pane.typed(key, event.character):
            return
        action = find(self.places, key)
        if action is not None:
            if action.id == "place":
                self._deaf = event.time + GUARD
            self._do(action)
            desk.draw_bars()
        elif words := in_use().moved(self.places, key) or in_use().instead(self.places, key):
            desk.say(words, "warn")

    def can(self, action: Action) -> bool | None:
        """Whether the key of `action` acts now, or says why not. None: nobody here does it."""
        target = self._who_does(action)
        if target is None or action.id in getattr(target, "lacks", ()):
            return None
        return not self._why_not(target, action)

    def _do(self, action: Action) -> None:
        target = self._who_does(action)
        if target is None:
            self._desk.say(f"{spelled(action.keys[0])} does nothing here: Esc goes back", "warn")
            return
        words = self._why_not(target, action)
        if words:
            self._desk.say(words, "warn")
        else:
            getattr(target, f"do_{action.id}")()

    def _who_does(self, action: Action) -> object | None:
        does = f"do_{action.id}"
        return next((target for target in self._targets if hasattr(target, does)), None)

    def _why_not(self, target: object, action: Action) -> str | None:
        reason = getattr(target, f"why_not_{action.id}", None)
        words: str | None = reason() if reason is not None else None
        return words

    # -- what a question can do

    def do_enter(self) -> None:
        prompt = self.prompt
        if prompt is not None:
            # First gone, then taken: what takes the answer may ask the next question.
            self.prompt = None
            if not prompt.taken(prompt.editor.text):
                self.prompt = prompt

    def do_leave(self) -> None:
        self.prompt = None

    def do_higher(self) -> None:
        self._fill(higher=True)

    def do_lower(self) -> None:
        self._fill(higher=False)

    def do_split(self) -> None:
        if isinstance(self.prompt, QuantityPrompt) and self.prompt.split():
            self.prompt = None

    def _fill(self, higher: bool) -> None:
        if self.prompt is not None:
            hint = self.prompt.hint()
            text = hint.higher if higher else hint.lower
            if text is not None:
                self.prompt.editor.clear()
                self.prompt.editor.paste(text)
