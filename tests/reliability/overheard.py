"""Everything of a workstation that anybody could read, and a person who works at its screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from unittest import mock

from textual import events

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import ANN
from tests.reliability.canaries import (
    STRAY_CODE,
    Canaries,
    Leak,
    Parrot,
    api_error,
    grant_refused,
    page,
    problem,
    wrapped,
)
from tests.sandbox.kit import FROZEN
from tests.tui.kit import Driver
from tui.app import Bondroom
from tui.live import Live
from tui.screens.choice import ChoiceSheet
from tui.screens.commit import CommitSheet
from tui.screens.login import LoginSheet
from tui.screens.order import OrderSheet
from tui.screens.outcome import OutcomeSheet
from tui.settings import Settings, files, read

SIZE = (120, 40)
TOKENS = ("access_token", "refresh_token")
# By the end of a path, which secrets belong there.
BELONGS = {
    "secret.txt": ("client secret",),
    "ti.secret": ("TI client secret",),
    "shipstation.key": ("ShipStation key",),
    "bondroom.toml": ("client id", "TI client id"),
    "tokens/digikey.json": TOKENS,
    "tokens/digikey-application.json": TOKENS,
    "tokens/ti.json": TOKENS,
    "ledger.db": ("shipper account",),
    # Pages of the ledger as they were before its last writes, for nobody else than the ledger.
    "ledger.db-journal": ("shipper account",),
    "kept.db": ("shipper account",),
}
ORDERS = "/Ordering/v3/Orders"


class World:
    """A workstation's home, a vendor, and everything that anybody could read."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.canaries = Canaries()
        # Of one session after the other: for none of them time goes back.
        self.clock = FixedClock(datetime.fromisoformat(FROZEN))
        self._folder = folder
        # Where it was read, what, and which secrets may stand there.
        self.said: list[tuple[str, str, tuple[str, ...]]] = []

    @cached_property
    def vendor(self) -> Parrot:
        return Parrot(self._folder / "vendor", self.canaries)

    def settings(self) -> Settings:
        return read(files())

    def note(self, where: str, text: str, *allowed: str) -> None:
        self.said.append((where, text, allowed))

    def leaks(self) -> list[Leak]:
        found = [
            leak
            for where, text, allowed in self.said
            for leak in self.canaries.in_text(where, text, allowed)
        ]
        return [*found, *self.canaries.in_folder(self.home, BELONGS)]


def app_of(world: World) -> Bondroom:
    settings = world.settings()
    places = Places.of(settings.environment, settings.folder)
    prepare(places)
    with mock.patch("cache.opened.who", return_value=ANN):
        services = Services(places, world.clock)
    return Bondroom(services, Live(services, FROZEN, settings, world.vendor))


class Person(Driver):
    """Works at the screen; every screen that was seen is noted."""

    world: World

    async def sees_all(self, where: str, *allowed: str) -> None:
        await self.still()
        self.world.note(f"the screen: {where}", self.text(), *allowed)
        self.world.note(f"the message: {where}", self.app.said, *allowed)
        self.world.note(f"the clipboard: {where}", self.app.clipboard, *allowed)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.still()

    async def signs_in(self) -> None:
        vendor = self.world.vendor
        await self.press("L")
        await self.until(lambda: bool(getattr(self.app.sheet, "_address", "")), "an address")
        sheet = self.app.sheet
        assert isinstance(sheet, LoginSheet)
        # The client id stands in the address, which a person has to open.
        await self.sees_all("the sign-in", "client id")
        back = "https://localhost/?"
        state = sheet._signing_in._pending[0]  # type: ignore[union-attr,index]
        refusal = f"error=access_denied&code={STRAY_CODE}&state={state}"
        for pasted in (STRAY_CODE, f"{back}code={STRAY_CODE}&state=other", back + refusal):
            await self.press("ctrl+u")
            await self.paste(pasted)
            await self.press("enter")
            await self.sees_all("a wrong paste", "client id")
        for strike in (grant_refused, api_error(401, "invalid client"), problem(400), page(502)):
            vendor.strikes["/token"] = [strike]
            await self.press("ctrl+u")
            await self.paste(wrapped(await vendor.browse(sheet._address), 60))
            await self.sees_all("a code that is refused", "client id")
        await self.press("ctrl+u")
        await self.paste(await vendor.browse(sheet._address))
        await self.until(lambda: isinstance(self.app.sheet, ChoiceSheet), "the accounts")
        await self.press("enter")
        await self.until(lambda: self.app.sheet is None, "the end of the sign-in")
        await self.until(lambda: len(self.app.services.catalogue.first()) > 0, "the first parts")
        await self.sees_all("signed in")

    async def places(self, quantity: int, *strikes: Callable[..., object]) -> None:
        """Draft, review and place; the vendor answers the order with `strikes`."""
        self.world.vendor.strikes[ORDERS] = list(strikes)  # type: ignore[arg-type]
        await self.press("P")
        await self.until(lambda: isinstance(self.app.sheet, CommitSheet), "the commit sheet")
        sheet = self.app.sheet
        assert isinstance(sheet, CommitSheet)
        await self.until(lambda: sheet.armed, "the end of the guard")
        await self.sees_all("the commit sheet", "shipper account")
        while sheet._word == "SAME":
            await self.press("SAME because", "enter")
        await self.press(sheet._places_it[-1], "enter")
        await self.until(lambda: isinstance(self.app.sheet, OutcomeSheet), "the outcome")
        await self.sees_all("the outcome")
        await self.press("enter")
        await self.until(lambda: self.app.sheet is None, "the desk")
        await self.still()

    async def looks_at_orders(self) -> None:
        await self.press("4", "f5")
        await self.still()
        for place in range(2):
            await self.press("home", *["down"] * place, "enter")
            await self.until(lambda: isinstance(self.app.sheet, OrderSheet), "an order")
            # The terms of an order of ours stand on its sheet.
            for _ in range(4):
                await self.sees_all("an order", "shipper account")
                await self.press("pagedown")
            await self.press("b")
            await self.sees_all("the body")
            while self.app.sheet is not None:
                await self.press("escape")
        await self.press("X")
        await self.sees_all("the export")
