"""The tour: the main job, headless, through the true screen, the true stores and the sandbox.

A part is found, one is released from bonded stock, both are ordered, and the order is found in
the history. The clock stands still and the seed is fixed, so that every run says the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tui.screens.choice import ChoiceSheet
from tui.screens.commit import FINGERS, CommitSheet
from tui.screens.outcome import OutcomeSheet
from tui.terminal import complain, harden
from tui.text import counted
from vendors.sandbox.child import FROM, command, environment
from vendors.vocabulary import Outcome

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cache.review import Review
    from tui.app import Bondroom
    from tui.widgets.table import Table

FROZEN = "2026-11-23T14:02:00+00:00"
SIZE = (120, 40)
_PATIENCE = 30.0
# The first location, to which ordinary lines ship as well: so it stays one order.
_SITE = "AUS"


class TourFailed(Exception):
    """The tour did not find what it has to find; the text says what."""


def play() -> int:
    """Play it and print each step. 0 where all went well."""
    harden()
    os.environ["TZ"] = "UTC"
    folder = Path(tempfile.mkdtemp(prefix="bondroom-tour-"))
    began = perf_counter()
    try:
        asyncio.run(_play(folder))
    except TourFailed as error:
        complain(f"the tour did not go well: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _step("done", f"{perf_counter() - began:.1f} s, {_resident_mib()} MiB in use at most")
    return 0


async def _play(folder: Path) -> None:
    from cache.clock import FixedClock
    from cache.places import Places, prepare
    from cache.services import Services
    from tui.app import Bondroom
    from tui.live import Live

    places = Places.of("sandbox", folder)
    prepare(places)
    services = Services(places, FixedClock(datetime.fromisoformat(FROZEN)))
    app = Bondroom(services, Live(services, FROZEN))
    async with app.run_test(size=SIZE) as pilot:
        await _Tour(app, pilot).walk()
    if app.fault:
        raise TourFailed(app.fault)


class _Tour:
    def __init__(self, app: Bondroom, pilot: Pilot[None]) -> None:
        self._app = app
        self._pilot = pilot
        self._panes = {pane.place: pane for pane in app.panes}

    async def walk(self) -> None:
        app = self._app
        await self._until(app.ready.is_set, "the first answers")
        panes = self._panes
        await self._rows("bonded")
        await self._rows("history")
        _step(
            "start",
            f"{len(panes['bonded'].table)} bonded parts, "
            f"{len(panes['history'].table)} orders on the account",
        )

        await self._keys("2/", "RC0603FR-07", "enter")
        await self._until(lambda: "DigiKey has" in app.said, "DigiKey's answer to a search")
        row = panes["search"].current
        _step("search", f"{app.said}; first row {row.part} {row.packaging}")

        await self._keys("a", "2500", "enter")
        _step("add", app.said)
        await self._keys("1", "right")
        await self._until(lambda: panes["bonded"].current.code == _SITE, f"the rows of {_SITE}")
        await self._keys("a", "enter", "3")
        _step("release", app.said)

        await self._keys("s")
        await self._until(lambda: isinstance(app.sheet, ChoiceSheet), "the locations")
        await self._keys("enter", "P")
        placed = [await self._place_one()]
        while isinstance(app.sheet, CommitSheet):
            placed.append(await self._place_one())
        await self._found(placed)

    async def _place_one(self) -> Review:
        app = self._app
        await self._until(lambda: isinstance(app.sheet, CommitSheet), "the commit sheet")
        sheet = app.sheet
        if not isinstance(sheet, CommitSheet):
            raise TourFailed("the commit sheet closed by itself")
        review = sheet.review
        if review.problems:
            raise TourFailed(f"{review.number} cannot be placed: {review.problems[0]}")
        await self._until(lambda: sheet.armed, "the commit sheet to take keys")
        if review.twins:
            await self._keys("SAME the tour again", "enter")
            await self._until(lambda: sheet.armed, "the commit sheet to take keys again")
        if review.ncnr:
            await self._keys("NCNR", "enter")
            await self._until(lambda: sheet.armed, "the commit sheet to take keys again")
        await self._keys(review.number[-4:], "enter")
        await self._until(lambda: isinstance(app.sheet, OutcomeSheet), "an outcome")
        outcome = app.sheet
        if not isinstance(outcome, OutcomeSheet):
            raise TourFailed("the outcome closed by itself")
        await self._until(lambda: outcome.armed, "the outcome to take keys")
        answer = outcome.answer
        if answer.outcome is not Outcome.ACCEPTED:
            raise TourFailed(f"{review.number}: {answer.outcome} {answer.message}")
        numbers = ", ".join(answer.vendor_numbers)
        total = f"{review.total} {review.currency}"
        _step(
            "placed",
            f"{review.number}: {counted(len(review.lines), 'line')}, {total}, DigiKey's {numbers}",
        )
        await self._keys("enter")
        return review

    async def _found(self, placed: list[Review]) -> None:
        history = self._panes["history"].table
        for review in placed:
            await self._until(
                lambda r=review: any(  # type: ignore[misc]
                    row is not None and row.number == r.number for row in _in_view(history)
                ),
                f"{review.number} in the history",
            )
            _step("found", f"{review.number} in the history")
            held = await _book(self._app.services.places.vendor, review.number)
            ours = [(line.number, line.quantity) for line in review.lines]
            theirs = [(line["number"], line["quantity"]) for line in held["lines"]]
            if ours != theirs or review.total != Decimal(held["total"]):
                raise TourFailed(f"{review.number} differs in DigiKey's book: {held}")
            _step("equal", f"another process reads the same lines and {held['total']} in the book")

    # -- means

    async def _keys(self, *keys: str) -> None:
        """Press keys; a text of several characters is typed, names of keys are pressed."""
        for key in keys:
            if key == "enter" and isinstance(self._app.sheet, CommitSheet):
                # There only the Enter of a person counts.
                await self._pilot.pause(2 * FINGERS)
            names = [key] if key in ("enter", "escape", "right") else list(key)
            await self._pilot.press(*names)

    async def _rows(self, place: str) -> None:
        table = self._panes[place].table
        await self._until(lambda: len(table) > 0, f"rows in {place}")

    async def _until(self, ready: Callable[[], bool], what: str) -> None:
        end = perf_counter() + _PATIENCE
        while not ready():
            if perf_counter() > end:
                raise TourFailed(
                    f"waited {_PATIENCE:.0f} s for {what}; the screen says: {self._app.said}"
                )
            await self._pilot.pause(0.01)


def _in_view(table: Table) -> list[Any]:
    return [table.rows.row(i) for i in range(min(len(table), 30))]


async def _book(folder: Path, number: str) -> dict[str, Any]:
    """What another process reads of this order in the sandbox's own book."""
    process = await asyncio.create_subprocess_exec(
        *command(folder, "book", "--po", number, "--json"),
        stdout=asyncio.subprocess.PIPE,
        cwd=FROM,
        env=environment(),
    )
    output, _ = await process.communicate()
    orders: list[dict[str, Any]] = json.loads(output)
    if len(orders) != 1:
        raise TourFailed(f"{number} stands {len(orders)} times in DigiKey's book")
    return orders[0]


def _step(name: str, words: str) -> None:
    print(f"{name:>9}  {words}", flush=True)


def _resident_mib() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
