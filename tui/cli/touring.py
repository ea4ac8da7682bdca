"""What the tour works with: keys as a person presses them, and what other processes read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from cache.purchase_orders import vendor_name
from tui.screens.commit import FINGERS, CommitSheet
from vendors.sandbox.child import FROM, command, environment

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cache.drafts import Draft
    from cache.part_rows import PartRow
    from tui.app import Bondroom
    from tui.panes.builder import BuilderPane
    from tui.panes.history import HistoryPane
    from tui.panes.search import SearchPane
    from tui.screens.form import Field, FormSheet
    from tui.widgets.pane import Pane

T = TypeVar("T")
_PATIENCE = 30.0
# Who is asked for parts.
_SELLERS = ("digikey", "ti")
_NAMED = ("enter", "escape", "left", "right", "up", "down", "ctrl+u")


class TourFailed(Exception):
    """The tour did not find what it has to find; the text says what."""


def step(name: str, words: str) -> None:
    print(f"{name:>9}  {words}", flush=True)


class Hands:
    """Works at one screen, and waits for what a person would wait to see."""

    def __init__(self, app: Bondroom, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot
        self.panes: dict[str, Pane] = {pane.place: pane for pane in app.panes}

    @property
    def draft(self) -> Draft:
        builder: BuilderPane = self.panes["builder"]  # type: ignore[assignment]
        if builder.draft is None:
            raise TourFailed("there is no draft")
        return builder.draft

    @property
    def history(self) -> HistoryPane:
        pane: HistoryPane = self.panes["history"]  # type: ignore[assignment]
        return pane

    async def keys(self, *keys: str) -> None:
        """Press keys; a text of several characters is typed, names of keys are pressed."""
        for key in keys:
            if key == "enter" and isinstance(self.app.sheet, CommitSheet):
                # There only the Enter of a person counts.
                await self._pilot.pause(2 * FINGERS)
            await self._pilot.press(*([key] if key in _NAMED else list(key)))

    async def rows(self, place: str) -> int:
        """How many rows a pane has, once it has any."""
        table = self.panes[place].table
        await self.until(lambda: len(table) > 0, f"rows in {place}")
        return len(table)

    async def until(self, ready: Callable[[], bool], what: str) -> None:
        end = perf_counter() + _PATIENCE
        while not ready():
            if perf_counter() > end:
                raise TourFailed(
                    f"waited {_PATIENCE:.0f} s for {what}; the screen says: {self.app.said}"
                )
            await self._pilot.pause(0.01)

    async def sheet(self, kind: type[T], what: str) -> T:
        """The topmost sheet, once it is of this kind."""
        await self.until(lambda: isinstance(self.app.sheet, kind), what)
        sheet = self.app.sheet
        if not isinstance(sheet, kind):
            raise TourFailed(f"{what} closed by itself")
        return sheet

    async def choose(self, sheet: FormSheet, field: str, text: str) -> None:
        """Say `text` in a field of a form; in a closed list it narrows, and the first is taken."""

        def now() -> Field:
            return next(one for one in sheet.fields() if one.id == field)

        ids = [one.id for one in sheet.fields() if one.id]
        await self.until(lambda: not now().why_not, f"what can be said of {field}")
        for _ in ids:
            if sheet.at == field:
                break
            await self.keys("down" if ids.index(field) > ids.index(sheet.at) else "up")
        await self.keys("enter", "ctrl+u", text, "enter")
        await self.until(lambda: bool(now().value), f"{text or 'the first'} to be taken")

    async def searches(self, number: str) -> PartRow:
        """Ask all vendors for a part; its row, once each has answered."""
        pane: SearchPane = self.panes["search"]  # type: ignore[assignment]
        await self.keys("2/", "ctrl+u", number, "enter")
        said = (f"“{number}”", *map(vendor_name, _SELLERS))

        def there() -> bool:
            answered = all(words in self.app.said for words in said)
            return answered and pane.current is not None and pane.current.part == number

        await self.until(there, f"the vendors' answers to {number}")
        row: PartRow = pane.current
        return row

    async def finds(self, number: str) -> None:
        """Bring the cursor of the history to the order of this number."""
        await self.keys("4/", "ctrl+u", number, "enter")

        def there() -> bool:
            row = self.history.current
            return row is not None and row.number == number

        await self.until(there, f"{number} in the history")


async def book(folder: Path, number: str, vendor: str) -> dict[str, Any]:
    """What another process reads of this order in the sandbox's own book of `vendor`."""
    whose = () if vendor == "digikey" else ("--vendor", vendor)
    process = await asyncio.create_subprocess_exec(
        *command(folder, "book", "--po", number, "--json", *whose),
        stdout=asyncio.subprocess.PIPE,
        cwd=FROM,
        env=environment(),
    )
    output, _ = await process.communicate()
    orders: list[dict[str, Any]] = json.loads(output)
    if len(orders) != 1:
        raise TourFailed(f"{number} stands {len(orders)} times in the book of {vendor}")
    return orders[0]
