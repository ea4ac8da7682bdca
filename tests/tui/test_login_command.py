"""`bondroom login digikey`: without the screen, in every environment, and no secret printed."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cache.clock import SystemClock
from cache.places import Places, prepare
from cache.services import Services
from tests.terminal.session import ROOT, Session, environment
from tests.tui.door import CODE, ONE, SECRET, TWO, Far, body, read, settings_in
from tui.cli.login import run
from tui.cli.main import main
from tui.settings import Settings

STATE = "Q7x" * 14 + "Q"
BACK = f"https://localhost/?code={CODE}&state={STATE}"

Said = tuple[int, str, str]
Login = Callable[..., Said]


@pytest.fixture
def login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Login]:
    """The command with what is typed at it, before a DigiKey in memory."""
    monkeypatch.setattr("vendors.http.oauth.generate_token", lambda long: ("Q7x" * long)[:long])
    before = os.umask(0o077)

    def command(
        typed: str, *words: str, far: Far | None = None, settings: Settings | None = None
    ) -> Said:
        settings = settings or settings_in(tmp_path)
        places = Places.of(settings.environment, tmp_path)
        prepare(places)
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        transport = httpx.MockTransport((far or Far()).answer)
        status = run(["digikey", *words], settings, places, transport=transport)
        said = capsys.readouterr()
        for secret in (CODE, SECRET, "canary-access", "canary-refresh"):
            assert secret not in said.out + said.err
        return status, said.out, said.err

    yield command
    os.umask(before)


def chosen(folder: Path) -> str | None:
    """The account that a later session uses."""

    async def ask() -> str | None:
        services = Services(Places.of("production", folder), SystemClock())
        await services.open()
        try:
            return await services.accounts.chosen("digikey")
        finally:
            await services.close()

    return asyncio.run(ask())


def test_a_paste_signs_in_and_the_one_account_is_taken(login: Login, tmp_path: Path) -> None:
    far = Far(ONE)
    status, said, _ = login(f"  {BACK[:40]}\n    {BACK[40:]}\n", far=far)
    assert status == 0
    assert "Environment: PRODUCTION." in said
    (address,) = [line for line in said.split("\n") if line.startswith("https://api.digikey.com/")]
    assert parse_qs(urlsplit(address).query)["state"] == [STATE]
    assert "sandbox browse" not in said
    assert "So far" in said
    assert said.endswith("Signed in.\nOrders go to the account Acme · Austin · 7718200.\n")
    (exchange,) = far.at("/token")
    assert body(exchange)["code"] == CODE
    tokens = tmp_path / "production/state/tokens"
    assert tokens.stat().st_mode & 0o777 == 0o700
    assert (tokens / "digikey.json").stat().st_mode & 0o777 == 0o600
    assert read(tokens / "digikey.json")["refresh"] == "canary-refresh-0002"
    assert chosen(tmp_path) == "7718200"


def test_of_several_accounts_one_is_said_with_the_command(login: Login, tmp_path: Path) -> None:
    status, said, complaint = login(BACK, far=Far(TWO))
    assert status == 1
    assert "2  Acme Europe · 7718905" in said
    assert "say which with --account" in complaint
    assert chosen(tmp_path) is None
    status, said, _ = login(BACK, "--account", "7718905", far=Far(TWO))
    assert (status, chosen(tmp_path)) == (0, "7718905")
    assert "Acme Europe" in said


def test_another_account_than_before_is_not_that_of_open_sessions(login: Login) -> None:
    first = login(BACK, "--account", "7718200", far=Far(TWO))[1]
    other = login(BACK, "--account", "7718905", far=Far(TWO))[1]
    same = login(BACK, "--account", "7718905", far=Far(TWO))[1]
    words = "A session that is open acts for …8200 and orders nothing now: in it, L signs in"
    assert [words in said for said in (first, other, same)] == [False, True, False]


def test_an_account_that_the_vendor_does_not_list_is_not_taken(
    login: Login, tmp_path: Path
) -> None:
    status, _, complaint = login(BACK, "--account", "12", far=Far(TWO))
    assert status == 1
    assert "does not list the account 12" in complaint
    assert chosen(tmp_path) is None


def test_an_account_of_the_settings_stays(login: Login, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, account_id="7718200")
    assert login(BACK, far=Far(TWO), settings=settings)[0] == 0
    status, _, complaint = login(BACK, "--account", "7718905", far=Far(TWO), settings=settings)
    assert status == 2
    assert "the settings fix account_id" in complaint
    assert chosen(tmp_path) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "nothing was pasted"),
        (f"https://evil.example/?code={CODE}&state={STATE}\n", "of another host"),
        (f"https://localhost/?code={CODE}&state=other\n", "belongs to another sign-in"),
        (f"https://localhost/?error=access_denied&state={STATE}\n", "access_denied"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_asked(login: Login, typed: str, words: str) -> None:
    far = Far()
    status, _, complaint = login(typed, far=far)
    assert status == 1
    assert words in complaint
    assert far.asked == []


def test_what_the_vendor_refuses_is_said_in_its_words(login: Login) -> None:
    far = Far(refuses={"error": "invalid_grant", "error_description": "The code is expired"})
    status, _, complaint = login(BACK, far=far)
    assert status == 1
    assert "it lives one minute" in complaint
    assert "The code is expired" in complaint


def test_what_is_missing_is_said_before_anything_is_asked(login: Login, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    far = Far()
    settings = settings_in(tmp_path, secret_file=tmp_path / "none")
    status, said, complaint = login(BACK, far=far, settings=settings)
    assert (status, said, far.asked) == (78, "", [])
    assert "There is no" in complaint
    assert "docs/first-day.md" in complaint


def test_who_needs_no_sign_in_is_said_and_nobody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_in(tmp_path)
    places = Places.of(settings.environment, tmp_path)
    for vendor, setting in (("ti", "secret_file in [ti]"), ("shipstation", "key_file")):
        far = Far()
        assert run([vendor], settings, places, transport=httpx.MockTransport(far.answer)) == 0
        said = capsys.readouterr().out
        assert "needs no sign-in" in said
        assert setting in said
        assert said.count("\n") == 1
        assert far.asked == []


@pytest.mark.parametrize("words", [(), ("mouser",), ("digikey", "more"), ("digikey", "--account")])
def test_words_that_make_no_sense_are_said(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words, Settings(), Places.of("sandbox", tmp_path)) == 2
    assert "bondroom login digikey" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--environment",), ("--environment", "prod", "login")])
def test_an_environment_that_is_not_there_is_said(
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment(tmp_path).items():
        if name.startswith("XDG_"):
            monkeypatch.setenv(name, value)
    # The program takes these away for good; other tests need them.
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o077)
    try:
        assert main(words) in (2, 78)
    finally:
        os.umask(before)
    assert "environment" in capsys.readouterr().err


@pytest.mark.process
def test_a_person_signs_in_at_the_sandbox_by_paste_and_sees_nothing_of_it(tmp_path: Path) -> None:
    """Two terminals: one waits for the paste, the other plays the browser."""
    env = environment(tmp_path)
    command = [sys.executable, "-m", "tui"]
    with Session([*command, "login", "digikey", "--account", "7718200"], env, (120, 40)) as it:
        it.wait_bytes("▸".encode())
        raw = it.raw().decode()
        (line,) = [one for one in raw.splitlines() if one.startswith("bondroom sandbox browse")]
        address = line.split("'")[1]
        browser = subprocess.run(
            [*command, "sandbox", "browse", address],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        it.write(browser.stdout.encode())
        it.wait_bytes(b"Orders go to the account")
        assert it.wait_exit() == 0
        code = parse_qs(urlsplit(browser.stdout.strip()).query)["code"][0]
        assert code not in it.raw().decode()


@pytest.mark.process
@pytest.mark.parametrize("module", ["login", "doctor"])
def test_the_commands_need_no_screen(module: str) -> None:
    code = f"import tui.cli.{module}, sys; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.process
def test_no_line_of_it_breaks_within_a_word_on_eighty_columns(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tui", "login", "digikey"]
    with Session(command, environment(tmp_path), (80, 24)) as it:
        it.wait_bytes("▸".encode())
        # Without what a terminal takes for itself: links, and what goes to its clipboard.
        said = re.sub(r"\x1b\].*?(?:\x07|\x1b\\)", "", it.raw().decode())
    lines = said.replace("\r", "").split("\n")
    # The address, which a terminal shows as a link or as it is, and the command that takes it.
    whole = [line for line in lines if "redirect_uri=" in line]
    assert len(whole) == 2
    others = [line for line in lines if line not in whole]
    assert max(map(len, others)) <= 80
    assert "that is as it should be." in " ".join(others)
