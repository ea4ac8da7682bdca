"""Several vendors in one session: what one of them does, or fails to do, holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from textual import events

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import NOON
from tests.tui.door import Door, Far, settings_in
from tui.app import Bondroom
from tui.live import Live
from tui.settings import Settings, ShipStationKey, TIApp

TI_SECRET, KEY = "canary-ti-secret-31b0", "canary-warehouse-key-8d2f"
_FROZEN = "2026-11-23T14:02:00+00:00"
HOSTS = {
    "api.digikey.com": "digikey",
    "transact.ti.com": "ti",
    "api.shipstation.com": "shipstation",
}


class Town(Far):
    """All three vendors; each can be down, or let everybody wait until the town is `free`."""

    def __init__(self) -> None:
        super().__init__()
        self.down: set[str] = set()
        self.waits: set[str] = set()
        self.free = asyncio.Event()

    async def serve(self, request: httpx.Request) -> httpx.Response:
        vendor = HOSTS[request.url.host]
        if vendor in self.waits:
            await self.free.wait()
        if vendor in self.down:
            raise httpx.ConnectError("no route")
        if vendor == "digikey":
            return self.answer(request)
        self.asked.append(request)
        if vendor == "shipstation":
            lists = {"warehouses": [], "inventory_warehouses": []}
            return httpx.Response(200, json={**lists, "total": 0})
        if request.url.path.endswith("/accesstoken"):
            said = {"access_token": "canary-ti-token", "expires_in": 3599, "token_type": "bearer"}
            return httpx.Response(200, json=said)
        return httpx.Response(200, json=[])

    def of(self, vendor: str) -> list[httpx.Request]:
        return [one for one in self.asked if HOSTS[one.url.host] == vendor]


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"{text}\n")
    path.chmod(0o600)
    return path


def three(folder: Path) -> Settings:
    """All three are set up, for production."""
    store = TIApp("canary-ti-client", file(folder, "ti-secret", TI_SECRET))
    key = ShipStationKey(file(folder, "key", KEY), inbound="always", payment_terms="net_30")
    return replace(settings_in(folder), ti=store, shipstation=key)


@asynccontextmanager
async def town(
    folder: Path,
    far: Town,
    settings: Settings | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    slow: float = 60.0,
) -> AsyncIterator[Door]:
    settings = settings or three(folder)
    places = Places.of(settings.environment, settings.folder)
    prepare(places)
    services = Services(places, FixedClock(NOON + timedelta(minutes=2)))
    live = Live(services, _FROZEN, settings, httpx.MockTransport(far.serve), slow=slow)
    app = Bondroom(services, live)
    async with app.run_test(size=size) as pilot:
        driver = Door(app, pilot, far)
        await driver.until(app.ready.is_set, "the start")
        yield driver


def head(it: Door) -> str:
    return it.text().split("\n")[0]


def live_of(it: Door) -> Live:
    live = it.app._upkeep._live
    assert live is not None
    return live


async def signs_in(it: Door) -> None:
    await it.opens()
    await it.paste(it.back())
    await it.until(lambda: it.app.sheet is None, "the end of the sign-in")
    await it.still()


async def test_every_vendor_that_is_set_up_is_asked_and_shown_in_one_order(tmp_path: Path) -> None:
    far = Town()
    async with town(tmp_path, far) as it:
        await it.still()
        # Nobody is signed in at DigiKey; TI gets its token by itself, ShipStation has a key.
        assert "DigiKey sign in · TI ok · ShipStation ok" in head(it)
        assert far.of("digikey") == []
        await signs_in(it)
        assert "DigiKey ok · TI ok · ShipStation ok" in head(it)
        inbound = it.app.services.inbound
        assert inbound.always
        assert inbound.usual.payment_terms == "net_30"
    assert far.of("ti")
    assert far.of("shipstation")


async def test_in_little_room_only_those_in_trouble_are_shown(tmp_path: Path) -> None:
    far = Town()
    far.down = {"ti"}
    async with town(tmp_path, far, size=(80, 24)) as it:
        await it.still()
        assert "DigiKey sign in · TI trouble" in head(it)
        assert "ShipStation" not in head(it)


@pytest.mark.parametrize("vendor", ["ti", "shipstation"])
async def test_one_that_does_not_answer_is_slow_and_holds_nobody_up(
    tmp_path: Path, vendor: str
) -> None:
    far = Town()
    far.waits = {vendor}
    name = {"ti": "TI", "shipstation": "ShipStation"}[vendor]
    other = {"ti": "ShipStation ok", "shipstation": "TI ok"}[vendor]
    async with town(tmp_path, far, slow=0.01) as it:
        # The start is over, the others have answered and a person signs in meanwhile.
        await it.until(lambda: f"{name} slow" in head(it), "the mark")
        await it.until(lambda: other in head(it), "the other one")
        await it.opens()
        it.app.post_message(events.Paste(it.back()))
        await it.until(lambda: "DigiKey ok" in head(it), "DigiKey")
        assert f"{name} slow" in head(it)
        far.free.set()
        await it.until(lambda: f"{name} ok" in head(it), "its answer")


async def test_one_that_fails_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    far = Town()
    far.down = {"digikey", "shipstation"}
    async with town(tmp_path, far) as it:
        await it.still()
        assert "TI ok · ShipStation trouble" in head(it)
        assert not live_of(it).begun


async def test_one_that_is_set_up_wrongly_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    settings = three(tmp_path)
    (tmp_path / "ti-secret").chmod(0o644)
    far = Town()
    async with town(tmp_path, far, settings) as it:
        await it.still()
        assert "TI not set up · ShipStation ok" in head(it)
        await it.press("!")
        said = it.text()
    assert far.of("ti") == []
    for secret in (TI_SECRET, KEY):
        assert secret not in said


async def test_who_is_not_set_up_is_not_asked_and_not_shown(tmp_path: Path) -> None:
    far = Town()
    async with town(tmp_path, far, settings_in(tmp_path)) as it:
        await it.still()
        assert "DigiKey sign in" in head(it)
        assert " TI " not in head(it)
        assert "ShipStation" not in head(it)
    assert far.asked == []


async def test_without_digikey_the_others_work(tmp_path: Path) -> None:
    far = Town()
    settings = replace(three(tmp_path), digikey=Settings().digikey)
    async with town(tmp_path, far, settings) as it:
        await it.still()
        assert "TI ok · ShipStation ok" in head(it)
        assert "DigiKey" not in head(it)
        await it.press("L")
        await it.still()
        assert "client_id is missing in [digikey]" in " ".join(it.text().split())


async def test_shipstation_is_not_asked_where_it_has_no_test_system(tmp_path: Path) -> None:
    far = Town()
    settings = replace(three(tmp_path), environment="vendor-test", digikey=Settings().digikey)
    async with town(tmp_path, far, settings) as it:
        await it.still()
        assert "TI ok" in head(it)
        assert "ShipStation" not in head(it)
    assert far.of("shipstation") == []


async def test_another_account_makes_digikeys_client_anew_and_no_other(tmp_path: Path) -> None:
    far = Town()
    async with town(tmp_path, far) as it:
        await signs_in(it)
        live = live_of(it)
        before = dict(live._clients)
        await live.use_account(it.app, "7718905")
        assert {one for one in before if live._clients[one] is not before[one]} == {"digikey"}
        assert list(live._clients) == ["digikey", "ti", "shipstation"]


async def test_few_calls_of_any_vendor_that_a_pane_asks_are_said(tmp_path: Path) -> None:
    far = Town()
    async with town(tmp_path, far) as it:
        await it.still()
        pace, live = it.app.services.pace, live_of(it)
        pace.learn("ti:orders", {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "12"}, 200)
        await pace.calls_today()
        low = {pane: live.calls_low(pane) for pane in ("bonded", "search", "builder", "history")}
        assert low["builder"] is not None
        assert low["builder"].left == 12
        assert low["history"] is not None
        assert low["bonded"] is None
        assert low["search"] is None
