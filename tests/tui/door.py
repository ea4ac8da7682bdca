"""The screen in an environment where a person signs in, before a DigiKey that is in memory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import httpx
from textual.pilot import Pilot

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import ANN, NOON
from tests.tui.kit import DESK, Driver
from tui.app import Bondroom
from tui.live import Live
from tui.screens.login import LoginSheet
from tui.settings import DigiKeyApp, Settings

CODE = "canary-code-77aa"
SECRET = "canary-client-secret-9a77"
# A frozen clock's instant: nothing comes due while a test looks.
_FROZEN = "2026-11-23T14:02:00+00:00"
ONE = ({"AccountId": "7718200", "Address": {"CompanyName": "Acme", "City": "Austin"}},)
TWO = (*ONE, {"AccountId": "7718905", "Address": {"CompanyName": "Acme Europe"}})


@dataclass
class Far:
    """DigiKey far away: it signs in, lists accounts, and has nothing else to say."""

    accounts: tuple[dict[str, Any], ...] = ONE
    refuses: dict[str, Any] | None = None
    no_accounts: int = 0
    asked: list[httpx.Request] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path
        if path.endswith("/token"):
            return self._token()
        if path.endswith("/associatedaccounts"):
            said = {"Accounts": list(self.accounts)}
            return httpx.Response(self.no_accounts or 200, json=said)
        if path.startswith("/SupplyChain"):
            return httpx.Response(200, json=[])
        if path.startswith("/orderstatus"):
            return httpx.Response(200, json={"TotalOrders": 0, "Orders": []})
        return httpx.Response(200, json={"Products": [], "ProductsCount": 0, "ExactMatches": []})

    def _token(self) -> httpx.Response:
        if self.refuses is not None:
            return httpx.Response(400, json=self.refuses)
        tokens = {"access_token": "canary-access-0002", "refresh_token": "canary-refresh-0002"}
        lives = {"expires_in": 1799, "refresh_token_expires_in": 7775999}
        return httpx.Response(200, json={**tokens, **lives, "token_type": "Bearer"})

    def at(self, path: str) -> list[httpx.Request]:
        return [request for request in self.asked if path in request.url.path]


def settings_in(folder: Path, environment: str = "production", **app: Any) -> Settings:
    """Settings with an application whose secret lies in a file of its own."""
    secret = folder / "secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    given = {"client_id": "canary-client-id-5f1c", "secret_file": secret, **app}
    return Settings(environment=environment, folder=folder, digikey=DigiKeyApp(**given))


class Door(Driver):
    """The driver of a screen on which a person signs in."""

    def __init__(self, app: Bondroom, pilot: Pilot[None], far: Far) -> None:
        super().__init__(app, pilot)
        self.far = far

    @property
    def sheet(self) -> LoginSheet:
        sheet = self.app.sheet
        assert isinstance(sheet, LoginSheet)
        return sheet

    @property
    def in_sheet(self) -> list[str]:
        """What stands in the sheet, line by line, without its frame."""
        place = self.app._view.region
        lines = self.text().split("\n")[place.y + 1 : place.bottom - 1]
        return [line[place.x : place.right] for line in lines]

    @property
    def address(self) -> str:
        """The address as a person would read it off the screen."""
        lines = [line.strip() for line in self.in_sheet]
        first = next(at for at, line in enumerate(lines) if line.startswith("http"))
        last = lines.index("", first)
        return "".join(lines[first:last])

    @property
    def state(self) -> str:
        return parse_qs(urlsplit(self.address).query)["state"][0]

    def back(self, **more: str) -> str:
        """Where the browser is sent when the person has signed in there."""
        query = {"code": CODE, "state": self.state, **more}
        return "https://localhost/?" + "&".join(f"{name}={text}" for name, text in query.items())

    async def opens(self) -> None:
        await self.press("L")
        await self.sees("paste it here")
        await self.until(lambda: bool(self.sheet._address), "an address")
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        from textual import events

        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.still()


def app_at(folder: Path, far: Far, settings: Settings) -> Bondroom:
    places = Places.of(settings.environment, settings.folder)
    prepare(places)
    with mock.patch("cache.opened.who", return_value=ANN):
        clock = FixedClock(NOON + timedelta(minutes=2))
        services = Services(places, clock, read_only=settings.read_only)
    transport = httpx.MockTransport(far.answer)
    return Bondroom(services, Live(services, _FROZEN, settings, transport))


@asynccontextmanager
async def door(
    folder: Path,
    far: Far | None = None,
    settings: Settings | None = None,
    size: tuple[int, int] = DESK,
) -> AsyncIterator[Door]:
    """The screen once it has said that nobody is signed in."""
    far = far or Far()
    app = app_at(folder, far, settings or settings_in(folder))
    async with app.run_test(size=size) as pilot:
        driver = Door(app, pilot, far)
        await driver.until(app.ready.is_set, "the start")
        await driver.still()
        yield driver


def body(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
