"""Unique secrets through every flow, before a vendor that repeats all it hears, looked for after.

What may hold a secret: the file of the client's secret, the settings the client id, the token files
the tokens; the ledger what was sent, of which the carrier's account is a part.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest
from textual.worker import WorkerFailed

from cache.places import Places, Refusal
from tests.reliability.canaries import (
    CLIENT_ID,
    CLIENT_SECRET,
    SHIPPER,
    SHIPSTATION_KEY,
    STRAY_CODE,
    TI_CLIENT_ID,
    TI_CLIENT_SECRET,
    api_error,
    breaks,
    falls_over,
    faults,
    page,
    problem,
)
from tests.reliability.other_vendors import ORDER, others
from tests.reliability.overheard import SIZE, Person, World, app_of
from tests.terminal.session import environment
from tui.changes import State
from tui.cli import doctor, login
from tui.cli.main import main
from tui.screens.packing import PackingSheet, open_packing, why_not_packing
from vendors.afterwards import ChangeKind, LineChange
from vendors.errors import VendorError
from vendors.terms import OrderTerms


@pytest.fixture
def world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[World]:
    caplog.set_level(logging.DEBUG)
    world = World(tmp_path)
    for name, value in environment(world.home).items():
        monkeypatch.setenv(name, value)
    before = os.umask(0o077)
    monkeypatch.chdir(world.home)
    secret = world.home / "secret.txt"
    secret.write_text(f"{CLIENT_SECRET}\n")
    folder = world.home / "config/bondroom"
    folder.mkdir(parents=True)
    (folder / "bondroom.toml").write_text(
        'environment = "production"\n'
        f'[digikey]\nclient_id = "{CLIENT_ID}"\nsecret_file = "{secret}"\n'
        f'[ti]\nclient_id = "{TI_CLIENT_ID}"\nsecret_file = "{world.home / "ti.secret"}"\n'
        f'[shipstation]\nkey_file = "{world.home / "shipstation.key"}"\n'
    )
    (world.home / "ti.secret").write_text(f"{TI_CLIENT_SECRET}\n")
    (world.home / "shipstation.key").write_text(f"{SHIPSTATION_KEY}\n")
    yield world
    os.umask(before)


# -- at the screen ---------------------------------------------------------------------------------


async def with_everything_refused(it: Person) -> None:
    """Each question while its answer is an error of every kind that repeats what it heard."""
    services, vendor = it.app.services, it.world.vendor
    kinds = (
        *(api_error(401, "token expired"), api_error(401, "not subscribed")),
        *(problem(401, "Bearer token expired"), problem(401, "invalid client")),
        *(api_error(403), problem(403), api_error(400, "account id"), problem(400)),
        *(problem(422), problem(404), page(404), page(418), breaks),
    )
    asks = {
        "/products/v4": lambda: services.catalogue.ask("capacitor"),
        "/BondedQuantity": services.bonded.refresh,
        "/orderstatus": services.orders.refresh,
        "/packinglist": lambda: services.packing.ask("digikey", "80000001"),
        "/productdetails": lambda: services.catalogue.look_up("311-10.0KHRCT-ND"),
    }
    for path, ask in asks.items():
        for kind in kinds:
            vendor.strikes = {path: [kind] * 6}
            try:
                await ask()
            except (VendorError, Refusal) as error:
                it.app.heard(error) if isinstance(error, VendorError) else it.app.say(str(error))
                it.world.note(f"{path}: an error", f"{error!r} {vars(error)}")
            await it.sees_all(f"{path}: an error")
    vendor.strikes = {}


async def at_the_screen(world: World) -> None:
    app = app_of(world)
    async with app.run_test(size=SIZE) as pilot:
        it = Person(app, pilot)
        it.world = world
        await it.until(app.ready.is_set, "the start")
        await it.sees_all("nobody is signed in")
        await it.signs_in()
        await with_everything_refused(it)
        await it.press("1", "f5")
        await it.sees_all("bonded stock")
        await it.press("2", "home", "enter")
        await it.sees_all("a part")
        await it.press("escape", "2", "home", "a")
        await it.press("enter", "3", "s", "enter")
        await it.still()
        draft = app._builder.draft
        assert draft is not None
        assert draft.lines
        terms = OrderTerms(ship_method="UPS ground", shipper_account=SHIPPER)
        app._builder.change(State.of(draft)._replace(terms=terms))
        await it.sees_all("the draft", "shipper account")
        await it.places(1, api_error(400, "not accepted"))
        await it.places(1, problem(403, "forbidden"))
        await it.places(1, api_error(401, "token expired"))
        await it.places(1)
        await it.press("2", "home", "down", "a", "enter")
        await it.places(2, page(500))
        await changed(it)
        await it.looks_at_orders()
        await packed(it)
        await others(it)
        # Renewed while it works: the old tokens are secrets as the new ones are.
        world.clock.advance(3600)
        await app.services.catalogue.ask("inductor")
        await it.sees_all("the end")
    assert not app.fault


async def changed(it: Person) -> None:
    """A change of the order that was accepted: refused with every word of it, then unknown."""
    changing, vendor = it.app.services.changing, it.world.vendor
    for strike in (api_error(400, "no"), problem(401, "expired"), page(500)):
        vendor.strikes = {}
        standing = await changing.standing(1)
        held = standing.lines[0].line
        change = LineChange(
            ChangeKind.QUANTITY, held.sales_order, held.detail, quantity=held.quantity + 9
        )
        prepared = await changing.prepare(1, change)
        vendor.strikes = {"PATCH /": [strike]}
        answer = await changing.send(prepared.id)
        assert not vendor.strikes["PATCH /"]
        it.world.note("a change", repr(answer))
        it.app.changed("orders")
        await it.sees_all("a change")
    vendor.strikes = {}


async def packed(it: Person) -> None:
    """What lay in the boxes of an order that was shipped, and the paper, under `home`."""
    services, vendor = it.app.services, it.world.vendor
    rows = services.orders.first()
    rowids = [rows.rowid(place) for place in range(min(len(rows), 60))]
    details = [await services.orders.detail(rowid) for rowid in rowids if rowid is not None]
    detail = next(one for one in details if why_not_packing(one) is None)
    vendor.strikes = {"/packinglist": [api_error(403), problem(401, "not subscribed")]}
    await open_packing(it.app, detail)
    await it.until(lambda: isinstance(it.app.sheet, PackingSheet), "the packing lists")
    for _ in range(3):
        await it.sees_all("packing lists")
        await it.press("f5")
    await it.press("s", "enter")
    await it.sees_all("the paper")
    assert vendor.asked[-1].startswith("/packinglist")
    await it.press("escape")


async def crash(world: World, path: str) -> str:
    """A fault of ours in the client that asks `path`, with a token or a key in hand, or, without
    one, in a worker: what can be read of it."""
    app = app_of(world)
    services = app.services
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        "/products/v4": lambda: services.catalogue.ask("ferrite bead", vendor="digikey"),
        "/v2/store/products": lambda: services.catalogue.ask("LM358", vendor="ti"),
        "/v2/purchase_orders": lambda: services.inbound.look(ORDER),
    }

    async def worker() -> None:
        token = await services.tokens.read("digikey")
        assert token is not None
        raise LookupError(f"no {token.access}")

    async def client() -> None:
        world.vendor.strikes = {path: [falls_over]}
        await asks[path]()

    with suppress(LookupError, ZeroDivisionError, WorkerFailed):
        async with app.run_test(size=SIZE) as pilot:
            it = Person(app, pilot)
            it.world = world
            await it.until(app.ready.is_set, "the start")
            app.work(client if path else worker, "crash")
            await it.until(lambda: bool(app.fault), "the fault")
    assert "met a fault of its own" in app.fault
    trace = app.services.places.crash.read_text()
    assert ("ZeroDivisionError" if path else "LookupError") in trace
    return f"{app.fault}\n{trace}"


# -- without a screen ------------------------------------------------------------------------------


def the_commands(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ran(name: str, run: Callable[[], int], *allowed: str) -> None:
        try:
            # The commands take variables out of the environment.
            with mock.patch.dict(os.environ):
                status: object = run()
        except Exception as error:  # noqa: BLE001 - what a person would read of it
            status = type(error).__name__
        said = capsys.readouterr()
        world.note(f"{name} ({status}): output", said.out, *allowed)
        world.note(f"{name} ({status}): errors", said.err, *allowed)
        assert said.out or said.err, name

    settings = world.settings()
    places = Places.of(settings.environment, settings.folder)
    clock, vendor = world.clock, world.vendor
    for strikes in ([], [api_error(401, "token expired")] * 99, [faults(401)] * 99):
        vendor.strikes = {"/": list(strikes)}
        ran("doctor", lambda: doctor.run([], None, clock=clock, transport=vendor))
    vendor.strikes = {}

    def signing_in(typed: str, *strikes: Callable[..., object]) -> Callable[[], int]:
        vendor.strikes = {"/token": list(strikes)}  # type: ignore[dict-item]
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return lambda: login.run(["digikey"], settings, places, transport=vendor)

    stray = f"https://localhost/?code={STRAY_CODE}&state=other"
    ran("login, wrong", signing_in(f"{STRAY_CODE}\n{stray}\n"), "client id")
    for name in ("ti", "shipstation"):
        for strikes in ([], [faults(401)] * 9):
            vendor.strikes = {"/": list(strikes)}
            ran(
                f"login {name}",
                lambda name=name: login.run([name], settings, places, transport=vendor),  # type: ignore[misc]
            )
    vendor.strikes = {}
    ran("bonded", lambda: main(["bonded", "--format", "json"]))
    ran("bonded table", lambda: main(["bonded"]))
    ran("audit verify", lambda: main(["audit", "verify"]))
    ran("audit export", lambda: main(["audit", "export"]))
    ran("audit file", lambda: main(["audit", "export", str(world.home / "audit.jsonl")]))
    ran("export", lambda: main(["export", str(world.home / "orders.json")]))
    ran("backup", lambda: main(["backup", str(world.home / "kept.db")]))
    ran("numbers", lambda: main(["numbers"]))
    ran("misspelt", lambda: main(["login", STRAY_CODE[:4]]))
    for name in ("audit.jsonl", "orders.json", "kept.db"):
        assert (world.home / name).stat().st_size, name


# -- the proof -------------------------------------------------------------------------------------


@pytest.mark.process
def test_no_secret_stands_anywhere_but_where_it_belongs(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    asyncio.run(at_the_screen(world))
    the_commands(world, monkeypatch, capsys)
    for path in ("/products/v4", "/v2/store/products", "/v2/purchase_orders", ""):
        world.note(f"what a crash says {path}", asyncio.run(crash(world, path)))
    said = capsys.readouterr()
    world.note("output", said.out)
    world.note("errors", said.err)
    world.note("the log", caplog.text + repr([vars(record) for record in caplog.records]))
    names = {name.split(" ")[0] for name in world.canaries.known}
    assert {"code", "code_verifier", "access_token", "refresh_token"} <= names
    leaks = world.leaks()
    assert not leaks, f"{len(leaks)} leaks:\n" + "\n".join(map(str, leaks[:20]))


def test_no_canary_looks_like_another(world: World) -> None:
    for name, secret in world.canaries.known.items():
        (leak,) = world.canaries.in_text("anywhere", secret)
        assert leak.secret == name


@pytest.mark.parametrize(
    "written",
    ["{0}", "Bearer {0}", "{0:.20}\n{1}", "│ {0:.20} │\n│ {1} │", "x {2} y", "%22{3}%22", "{4}"],
)
def test_a_leak_that_is_planted_is_found(world: World, written: str) -> None:
    """As it is, over a line end, within the frame of a sheet, in base64, in an address, cut off."""
    import base64
    from urllib.parse import quote

    token = "Pk8planted5RwQx3Zt9Lm2Vd6Nc0Js4Hb7Gf"
    world.canaries.learn("access_token", token)
    text = written.format(
        token,
        token[20:],
        base64.b64encode(f"id:{token}".encode()).decode(),
        quote(token),
        token[9:25],
    )
    assert world.leaks() == []
    world.note("the screen", text)
    assert {leak.secret for leak in world.leaks()} == {f"access_token {token[:4]}"}
    world.said.clear()
    (world.home / "data" / "somewhere.db").write_bytes(b"\0\1" + text.encode() + b"\0")
    (leak,) = world.leaks()
    assert leak.where == "data/somewhere.db"


def test_a_secret_in_another_ones_file_is_found(world: World) -> None:
    tokens = world.home / "state" / "tokens"
    tokens.mkdir()
    (tokens / "digikey.json").write_text(CLIENT_SECRET)
    assert [leak.secret for leak in world.leaks()] == ["client secret"]
