"""The desk over real stores, with a vendor in memory, driven as a terminal drives it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest import mock

from textual import events
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from cache.clock import FixedClock
from cache.limits import Low
from cache.people import Person
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import ANN, NOON, Vendor, bonded_row, offer, part
from tui.app import Bondroom
from tui.screens.outcome import OutcomeSheet
from tui.screens.typed import FINGERS, TypedSheet
from vendors.contract import Sealed
from vendors.errors import VendorError
from vendors.vocabulary import Found, Packaging, PurchaseOrder

DESK, SMALL = (120, 40), (80, 24)
_NAMES = {"/": "slash", "?": "question_mark", "-": "minus", "+": "plus", " ": "space"}
_PATIENCE = 20.0

RESISTOR = part(
    "RC0603FR-0710KL",
    offer("311-10.0KHRCT-ND", "0.10"),
    offer("311-10.0KHRTR-ND", "0.0044", packaging=Packaging.REEL, moq=5000, multiple=5000),
)
CAPACITOR = part("GRM188R71H104KA93D", offer("490-1519-1-ND", "0.25", ncnr=True))


class Shop(Vendor):
    """The vendor of the cache's tests, which also finds words."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = (RESISTOR, CAPACITOR)
        self.sells(*self.shelf)
        self.stock = {"RC0805-B": bonded_row("RC0805-B", minimum=4000)}
        self.searched: list[str] = []
        self.sealed: list[PurchaseOrder] = []
        self.low: dict[str, Low] = {}

    def seal(self, order: PurchaseOrder) -> Sealed:
        self.sealed.append(order)
        return super().seal(order)

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        self.searched.append(words)
        if self.down is not None:
            raise self.down
        return Found(self.shelf, len(self.shelf), "USD")


class Scripted:
    """In place of `tui.live.Live`: attaches a vendor and asks it what a fresh session asks."""

    def __init__(self, services: Services, vendor: Shop) -> None:
        self._services = services
        self._vendor = vendor
        self.mended: list[VendorError] = []
        self.begun = False
        self.connected = asyncio.Event()

    async def begin(self, app: Bondroom) -> None:
        services = self._services
        services.attach([self._vendor])
        self.connected.set()
        await services.bonded.refresh()
        await services.orders.refresh()
        await services.catalogue.ask("resistor")
        for topic in ("bonded", "orders", "catalogue"):
            app.changed(topic)
        app.vendor("digikey", "ok")
        self.begun = True

    async def mend(self, app: Bondroom, error: VendorError) -> None:
        self.mended.append(error)

    def calls_low(self, pane: str) -> Low | None:
        return self._vendor.low.get(pane)

    async def other_account(self) -> tuple[str, str]:
        return "", ""

    async def signing_in(self, app: Bondroom) -> None:
        """This shop knows everybody: there is nothing to sign in with."""

    async def end(self) -> None:
        pass


class Driver:
    """Presses keys, and waits for what a person would wait to see."""

    def __init__(self, app: Bondroom, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self._entered = 0.0

    async def press(self, *keys: str) -> None:
        """Keys by name; a text of several characters that names no key is typed."""
        for key in keys:
            named = len(key) == 1 or key in _KEYS or "+" in key
            for name in [key] if named else list(key):
                if name == "enter" and isinstance(self.app.sheet, TypedSheet):
                    await self._enter_as_a_person()
                elif (heard := self._heard) > monotonic():
                    await self._later(name, heard)
                else:
                    await self.pilot.press(name)

    @property
    def _heard(self) -> float:
        """From when on a key counts where something has to be read before."""
        sheet = self.app.sheet
        read = sheet._armed if isinstance(sheet, OutcomeSheet) else 0.0
        return max(read, self.app._keyboard._deaf)

    async def _later(self, name: str, when: float) -> None:
        """A key of somebody who read what came up; nobody waits for it."""
        event = events.Key(_NAMES.get(name, name), name if len(name) == 1 else None)
        event.time = when
        self.app.post_message(event)
        await self.pilot.pause()

    async def _enter_as_a_person(self) -> None:
        """Enter, as long after the key before it as the commit sheet wants; nobody waits for it."""
        event = events.Key("enter", "\r")
        self._entered = event.time = max(event.time, self._entered) + 2 * FINGERS
        self.app.post_message(event)
        await self.pilot.pause()

    def burst(self, *keys: str) -> None:
        """Everything at once, as a line delivers it after a stall: nothing is waited for."""
        for key in keys:
            for name in [key] if key in _KEYS else list(key):
                character = name if len(name) == 1 else {"enter": "\r"}.get(name)
                self.app.post_message(events.Key(_NAMES.get(name, name), character))

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        end = monotonic() + _PATIENCE
        while not seen():
            assert monotonic() < end, f"{what} did not come; the screen:\n{self.text()}"
            await self.pilot.pause(0.005)

    async def still(self) -> None:
        """Nothing runs beside the keys any more, and what it changed is drawn."""
        for worker in list(self.app.workers):
            # A newer one of the same group may end it meanwhile.
            with contextlib.suppress(WorkerCancelled):
                await worker.wait()
        await self.pilot.pause()

    async def sees(self, words: str) -> None:
        await self.until(lambda: words in self.text(), repr(words))

    def text(self) -> str:
        """What stands on the screen, line by line."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(
            "".join(segment.text for segment in strip).ljust(width) for strip in lines[:height]
        )

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Part and quantity of every line of the open draft."""
        draft = self.app._builder.draft
        return [(line.part, line.quantity) for line in draft.lines] if draft else []


_KEYS = frozenset(
    ("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "space")
) | {"pageup", "pagedown", "delete", "backspace", "f1", "f2", "f3", "f4", "f5", "f6", "ctrl+u"}


class ShopDriver(Driver):
    """The driver of a desk whose vendor is in memory."""

    def __init__(self, app: Bondroom, pilot: Pilot[None], vendor: Shop) -> None:
        super().__init__(app, pilot)
        self.vendor = vendor


def app_of(folder: Path, shop: Shop, person: Person = ANN, **settings: Any) -> Bondroom:
    """The whole screen over stores in `folder`, at two minutes past noon, for Ann."""
    places = Places.of("sandbox", folder)
    prepare(places)
    with mock.patch("cache.opened.who", return_value=person):
        services = Services(places, FixedClock(NOON + timedelta(minutes=2)), **settings)
    return Bondroom(services, Scripted(services, shop))  # type: ignore[arg-type]


@asynccontextmanager
async def desk(
    folder: Path,
    size: tuple[int, int] = DESK,
    vendor: Shop | None = None,
    ship_to: bool = True,
    **settings: Any,
) -> AsyncIterator[ShopDriver]:
    """The screen once the first answers are there and, with `ship_to`, the first site is chosen."""
    shop = vendor or Shop()
    app = app_of(folder, shop, **settings)
    async with app.run_test(size=size) as pilot:
        driver = ShopDriver(app, pilot, shop)
        await driver.until(app.ready.is_set, "the first answers")
        await driver.still()
        if ship_to:
            await driver.press("3", "s", "enter", "2")
            await driver.still()
        yield driver
