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
from tui.cli.main import main
from vendors.contract import Token
from vendors.digikey.apis import APIS

CLIENT = "canary-client-id-5f1c"
ACCESS, REFRESH = "canary-access-0001", "canary-refresh-0001"
TITLES = {api.title for api in APIS}

Doctor = Callable[..., tuple[int, dict[str, tuple[str, str]]]]


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


def refusal(status: int, words: str) -> httpx.Response:
    return httpx.Response(status, json={"ErrorMessage": words, "RequestId": "r"})


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


def told(home: Path, **app: str) -> None:
    """Settings of production."""
    app = {"client_id": CLIENT, "secret_file": str(home / "secret"), **app}
    lines = [f'{name} = "{text}"' for name, text in app.items()]
    folder = home / "config" / "bondroom"
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(['environment = "production"', "[digikey]", *lines])
    (folder / "bondroom.toml").write_text(text)


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
    def command(far: Office | None = None) -> tuple[int, dict[str, tuple[str, str]]]:
        transport = httpx.MockTransport((far or Office()).answer)
        status = run([], None, clock=FixedClock(NOON), transport=transport)
        said = capsys.readouterr()
        for secret in (SECRET, CLIENT, ACCESS, REFRESH, "canary-access-0002", "7718905"):
            assert secret not in said.out + said.err
        lines = said.out.splitlines()
        return status, {line[3:32].strip(): (line[:3].strip(), line[32:]) for line in lines}

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
    }
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


@pytest.mark.process
def test_the_built_in_sandbox_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    assert [line[3:32].strip() for line in lines if line.startswith("no")] == []
    assert any("Acme Electronics" in line for line in lines)
    assert any("locations" in line for line in lines)
    assert main(["doctor", "more"]) == 2
