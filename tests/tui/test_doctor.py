"""`bondroom doctor`: a line for each piece, 0 or 1, what to do, and no secret in any of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from cache.tokens import TokenFiles
from tests.cache.desk import NOON
from tests.terminal.session import environment
from tests.tui.door import SECRET, TWO, Far
from tui.cli.doctor import run
from tui.cli.doctor_report import WIDTH
from tui.cli.main import main
from vendors.contract import Token
from vendors.digikey.apis import APIS

CLIENT = "canary-client-id-5f1c"
TI_CLIENT, TI_SECRET = "canary-ti-client-0d4e", "canary-ti-secret-31b0"
KEY = "canary-warehouse-key-8d2f"
ACCESS, REFRESH = "canary-access-0001", "canary-refresh-0001"
TITLES = {api.title for api in APIS}

Pieces = dict[str, tuple[str, str]]
Doctor = Callable[..., tuple[int, Pieces]]


class Office(Far):
    """DigiKey that says what time it is, what is left, and what it is told to say of an API."""

    def __init__(self, **said: httpx.Response) -> None:
        super().__init__(TWO)
        self.said = {name.replace("_", ""): answer for name, answer in said.items()}
        self.ahead = timedelta()
        self.down = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("no route")
        found = [one for part, one in self.said.items() if part in request.url.path.casefold()]
        answer = found[0] if found else super().answer(request)
        answer.headers["Date"] = format_datetime(NOON + self.ahead, usegmt=True)
        answer.headers["X-RateLimit-Limit"] = "1000"
        answer.headers["X-RateLimit-Remaining"] = "986"
        return answer


class Street(Office):
    """All three vendors. `ti` and `shipstation` take the place of what each says to anything."""

    def __init__(
        self, ti: httpx.Response | None = None, shipstation: httpx.Response | None = None
    ) -> None:
        super().__init__()
        self.instead = {"transact.ti.com": ti, "api.shipstation.com": shipstation}
        self.came: list[tuple[str, str]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        host, path = request.url.host, request.url.path
        self.came.append((host, request.method))
        if host not in self.instead:
            return super().answer(request)
        if self.instead[host] is not None:
            return self.instead[host]  # type: ignore[return-value]
        if host == "api.shipstation.com":
            name = path.rpartition("/")[2]
            return httpx.Response(200, json={name: [{}], "total": 3})
        if path.endswith("/accesstoken"):
            said = {"access_token": "canary-ti-token", "expires_in": 3599, "token_type": "bearer"}
            return httpx.Response(200, json=said)
        if "AFE7799IABJ" in path:
            return httpx.Response(200, json={"tiPartNumber": "AFE7799IABJ", "quantity": 1})
        return httpx.Response(404, json={"errors": [{"message": "Order not found"}]})


def refusal(status: int, words: str) -> httpx.Response:
    return httpx.Response(status, json={"ErrorMessage": words, "RequestId": "r"})


def pieces_of(lines: list[str]) -> Pieces:
    """What is said of each piece: DigiKey's and the machine's own by name, another vendor's with
    the vendor's before it.
    """
    found: Pieces = {}
    within = ""
    for line in lines:
        piece = line[3 : 3 + WIDTH]
        if not piece.startswith(" "):
            within = f"{piece.strip()}: " if piece.strip() in ("TI", "ShipStation") else ""
            name = piece.strip()
        else:
            name = within + piece.strip()
        assert name not in found
        found[name] = (line[:3].strip(), line[3 + WIDTH :])
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in environment(tmp_path).items():
        if name.startswith(("XDG_", "HOME")):
            monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        monkeypatch.delenv(name)
    before = os.umask(0o077)
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret").chmod(0o600)
    yield tmp_path
    os.umask(before)


def told(home: Path, *others: str, **app: str) -> None:
    """Settings of production; `others` are lines of the other vendors' tables."""
    app = {"client_id": CLIENT, "secret_file": str(home / "secret"), **app}
    lines = [f'{name} = "{text}"' for name, text in app.items()]
    folder = home / "config" / "bondroom"
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(['environment = "production"', "[digikey]", *lines, *others])
    (folder / "bondroom.toml").write_text(text)


def all_three(home: Path) -> None:
    """Everybody is set up, and a person is signed in at DigiKey."""
    for name, text in (("ti-secret", TI_SECRET), ("key", KEY)):
        (home / name).write_text(text)
        (home / name).chmod(0o600)
    store = ("[ti]", f'client_id = "{TI_CLIENT}"', f'secret_file = "{home / "ti-secret"}"')
    told(home, *store, "[shipstation]", f'key_file = "{home / "key"}"')
    signed_in()


def signed_in(days: float = 80, spent: bool = False) -> None:
    """A token in the folder, and an account that was chosen; `spent` as a crash leaves it."""
    places = Places.of("production")
    prepare(places)
    ends = NOON + timedelta(days=days)
    token = Token(ACCESS, NOON + timedelta(hours=-1 if spent else 1), REFRESH, ends)

    async def keep() -> None:
        await TokenFiles(places.tokens).write("digikey", token)
        if spent:
            await TokenFiles(places.tokens).spend("digikey", token)
        services = Services(places, FixedClock(NOON))
        await services.open()
        await services.accounts.choose("digikey", "7718905")
        await services.close()

    asyncio.run(keep())


@pytest.fixture
def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    def command(far: Office | None = None) -> tuple[int, Pieces]:
        transport = httpx.MockTransport((far or Office()).answer)
        status = run([], None, clock=FixedClock(NOON), transport=transport)
        said = capsys.readouterr()
        others = (TI_CLIENT, TI_SECRET, KEY, "canary-ti-token")
        for secret in (SECRET, CLIENT, ACCESS, REFRESH, "canary-access-0002", "7718905", *others):
            assert secret not in said.out + said.err
        lines = said.out.splitlines()
        return status, pieces_of(lines)

    return command


def test_everything_is_well(home: Path, doctor: Doctor) -> None:
    told(home)
    signed_in()
    far = Office()
    status, said = doctor(far)
    assert status == 0
    assert {mark for mark, _ in said.values()} == {"ok", "–"}
    assert {piece for piece, (mark, _) in said.items() if mark == "–"} == {
        "Ordering",
        "bonded agreement",
        "calls made today",
        "TI",
        "ShipStation",
    }
    assert "[ti] of the settings takes client_id" in said["TI"][1]
    assert "[shipstation] of the settings takes key_file" in said["ShipStation"][1]
    assert said.keys() >= TITLES
    assert said["settings"][1].startswith("PRODUCTION; from ")
    assert said["folders"][1].count("0700") == 4
    assert said["sign-in"] == ("ok", "good for 80 days more")
    assert said["clock"][0] == "ok"
    assert said["account"] == ("ok", "…8905 Acme Europe")
    assert "product 986 of 1000" in said["calls left today"][1]
    assert "product" in said["calls made today"][1]
    # Nothing was changed: all but the question for a token are reads.
    assert {one.method for one in far.asked if "/token" not in one.url.path} == {"GET"}
    assert len(far.asked) == len(APIS)


def test_an_api_without_a_subscription_is_named_with_what_to_do(home: Path, doctor: Doctor) -> None:
    told(home)
    signed_in()
    words = "Invalid Client-Id. You are not subscribed to this API."
    status, said = doctor(Office(changenotifications=refusal(401, words)))
    assert status == 1
    mark, sentence = said["Product Change Notifications"]
    assert mark == "no"
    assert "developer.digikey.com" in sentence
    assert words.removesuffix(".") in sentence
    assert [piece for piece, (mark, _) in said.items() if mark == "no"] == [
        "Product Change Notifications"
    ]


@pytest.mark.parametrize(
    "answer", [refusal(403, "Forbidden"), httpx.Response(200, json=[])], ids=["403", "empty"]
)
def test_no_bonded_agreement_is_no_fault(
    home: Path, doctor: Doctor, answer: httpx.Response
) -> None:
    told(home)
    signed_in()
    status, said = doctor(Office(supplychain=answer))
    assert status == 0
    assert said["bonded agreement"][1].startswith("none for this account")


def test_a_bonded_agreement_is_known_by_its_locations(home: Path, doctor: Doctor) -> None:
    told(home)
    signed_in()
    flags = (True, True, False, None)
    sites = [{"CustomerId": str(n), "BondedInventory": flag} for n, flag in enumerate(flags)]
    _, said = doctor(Office(supplychain=httpx.Response(200, json=sites)))
    assert said["bonded agreement"] == ("ok", "2 of 4 locations with bonded stock")


@pytest.mark.parametrize(
    ("days", "spent", "mark", "words"),
    [
        (7.5, False, "ok", "good for 7 days more; type  bondroom login digikey"),
        (-1, False, "no", "it has ended: type  bondroom login digikey"),
        (80, True, "no", "it was being renewed when the answer got lost: type  bondroom login"),
    ],
)
def test_the_sign_in_says_how_long_it_lasts(
    home: Path, doctor: Doctor, days: float, spent: bool, mark: str, words: str
) -> None:
    told(home)
    signed_in(days, spent)
    status, said = doctor()
    assert said["sign-in"][0] == mark
    assert said["sign-in"][1].startswith(words)
    assert status == (mark == "no")


def test_nobody_signed_in_and_no_account(home: Path, doctor: Doctor) -> None:
    told(home)
    status, said = doctor()
    assert status == 1
    assert said["sign-in"] == ("no", "nobody is signed in: type  bondroom login digikey")
    assert said["account"][0] == "no"
    # What takes the application's own token is asked all the same.
    assert said["Product Information V4"][0] == "ok"
    assert said["Supply Chain"][0] == "no"


def test_a_clock_that_is_off_is_said(home: Path, doctor: Doctor) -> None:
    told(home)
    signed_in()
    far = Office()
    far.ahead = timedelta(minutes=-10)
    status, said = doctor(far)
    assert status == 1
    assert said["clock"] == ("no", "this machine's is 600 s ahead of DigiKey's: have it set")


def test_an_application_that_is_not_known_is_told_in_the_vendors_words(
    home: Path, doctor: Doctor
) -> None:
    told(home)
    signed_in()
    status, said = doctor(Office(token=httpx.Response(401, json={"error": "invalid_client"})))
    assert status == 1
    assert said["application"][0] == "no"
    assert "invalid_client" in said["application"][1]
    assert said["Order Status"][0] == "ok"


def test_without_a_way_to_the_vendor_it_is_asked_once(home: Path, doctor: Doctor) -> None:
    told(home)
    far = Office()
    far.down = True
    status, said = doctor(far)
    assert status == 1
    assert said["application"][0] == "no"
    assert "the rest" in said


@pytest.mark.parametrize("fault", ["settings", "mode", "folder"])
def test_what_is_amiss_here_is_said_and_nobody_is_asked(
    home: Path, doctor: Doctor, fault: str
) -> None:
    told(home)
    match fault:
        case "settings":
            told(home, clientid="x")
        case "mode":
            (home / "secret").chmod(0o644)
        case "folder":
            folder = Places.of("production").data
            folder.mkdir(parents=True)
            folder.chmod(0o755)
    far = Office()
    status, said = doctor(far)
    assert status == 1
    piece = {"settings": "settings", "mode": "application", "folder": "folders"}[fault]
    assert said[piece][0] == "no"
    assert "the rest" in said
    assert far.asked == []


def test_every_vendor_that_is_set_up_is_looked_at(home: Path, doctor: Doctor) -> None:
    all_three(home)
    far = Street()
    status, said = doctor(far)
    assert status == 0, said
    assert said["TI"] == ("ok", "set up for PRODUCTION")
    assert said["TI: application"][0] == "ok"
    assert "nobody signs in" in said["TI: application"][1]
    assert said["TI: inventory and pricing"][0] == "ok"
    assert "orders" in said["TI: calls left today"][1]
    assert "products" in said["TI: calls made today"][1]
    assert said["ShipStation"] == ("ok", "set up for PRODUCTION")
    assert said["ShipStation: key"][0] == "ok"
    assert said["ShipStation: Suppliers"] == ("ok", "answers; it lists 3")
    assert said["ShipStation: inbound orders"] == ("–", "made by a key on an order")
    # Of the others only the token is not read.
    asked = [(host, method) for host, method in far.came if host in far.instead]
    assert [one for one in asked if one[1] != "GET"] == [("transact.ti.com", "POST")]


@pytest.mark.parametrize("vendor", ["ti", "shipstation"])
def test_one_that_refuses_is_named_and_the_others_are_looked_at(
    home: Path, doctor: Doctor, vendor: str
) -> None:
    all_three(home)
    status, said = doctor(Street(**{vendor: httpx.Response(401, json={"errors": []})}))
    assert status == 1
    no = [piece for piece, (mark, _) in said.items() if mark == "no"]
    assert no == [{"ti": "TI: application", "shipstation": "ShipStation: key"}[vendor]]
    assert any(piece.endswith(": the rest") for piece in said)
    assert said["Order Status"][0] == "ok"
    other = {"ti": "ShipStation: Suppliers", "shipstation": "TI: inventory and pricing"}[vendor]
    assert said[other][0] == "ok"


def test_digikey_that_is_set_up_wrongly_keeps_nobody_from_their_turn(
    home: Path, doctor: Doctor
) -> None:
    all_three(home)
    (home / "secret").chmod(0o644)
    status, said = doctor(Street())
    assert status == 1
    assert [piece for piece, (mark, _) in said.items() if mark == "no"] == ["application"]
    assert said["ShipStation: key"][0] == "ok"
    assert said["TI: application"][0] == "ok"


def test_a_key_that_others_can_read_is_not_used(home: Path, doctor: Doctor) -> None:
    all_three(home)
    (home / "key").chmod(0o640)
    far = Street()
    status, said = doctor(far)
    assert status == 1
    mark, sentence = said["ShipStation: key"]
    assert mark == "no"
    assert f"chmod 600 {home / 'key'}" in sentence
    assert "reset the key at ShipStation" in sentence
    assert "api.shipstation.com" not in [host for host, _ in far.came]


def test_without_suppliers_it_is_said_what_to_make(home: Path, doctor: Doctor) -> None:
    all_three(home)
    said_nothing = {
        name: []
        for name in (
            *("suppliers", "purchase_orders", "warehouses", "inventory_warehouses"),
            *("inventory_locations", "inventory", "products"),
        )
    }
    far = Street(shipstation=httpx.Response(200, json={**said_nothing, "total": 0}))
    status, said = doctor(far)
    assert status == 0
    assert said["ShipStation: missing"][0] == "–"
    assert "suppliers" in said["ShipStation: missing"][1]


def test_in_the_vendors_test_systems_it_is_said_what_there_is_none_of(
    home: Path, doctor: Doctor
) -> None:
    all_three(home)
    path = home / "config" / "bondroom" / "bondroom.toml"
    path.write_text(path.read_text().replace('"production"', '"vendor-test"', 1))
    far = Street()
    _, said = doctor(far)
    assert said["ShipStation"] == ("–", "ShipStation has no test system, so it is not asked here")
    assert said["TI: ordering"][0] == "–"
    assert "test" in said["TI: ordering"][1]
    assert "api.shipstation.com" not in [host for host, _ in far.came]


@pytest.mark.process
def test_the_built_in_sandbox_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("no")] == []
    assert any("Acme Electronics" in line for line in lines)
    assert any("locations" in line for line in lines)
    assert main(["doctor", "more"]) == 2
