"""`bondroom book`: out into a file that nobody else reads, and in again once it was shown."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import NOON, Vendor
from tests.tui.test_ledger_commands import Run, home, ordered, places, run

__all__ = ["home", "ordered", "places", "run"]

FILE = """\
bondroom_book = 1
environment = "production"
po_numbers = "PO{yy}-{seq:04}"

[[ship_to]]
code = "PLANT2"
company = "Acme"
line1 = "7 Side St"
city = "Leeds"
country = "GB"
customer_id.digikey = "7000"
[ship_to.defaults.digikey]
ship_method = "UPS ground"
shipper_account = "990044417"

[[location]]
vendor = "digikey"
customer_id = "7002"
code = "QUAY"
"""


@pytest.fixture
def file(ordered: Places, tmp_path: Path) -> Path:
    path = tmp_path / "in.toml"
    path.write_text(FILE, "utf-8")
    return path


def codes(places: Places) -> list[str]:
    async def look() -> list[str]:
        prepare(places)
        services = Services(places, FixedClock(NOON))
        await services.open()
        services.attach([Vendor()])
        await services.bonded.refresh()
        found = [one.code for one in services.book.ship_tos()]
        await services.close()
        return found

    return asyncio.run(look())


def test_it_says_what_would_change_and_changes_that(run: Run, file: Path, places: Places) -> None:
    said = run("book", "import", str(file), "--yes")
    assert (said.status, said.err) == (0, "")
    assert "The file was written in production, and this is sandbox." in said.out
    assert "+ PLANT2: code: none to PLANT2; company: none to Acme" in said.out
    assert "QUAY: code: none to QUAY" in said.out
    assert "~ PO numbers: {prefix}-{yyyy}-{seq:04} to PO{yy}-{seq:04}" in said.out
    assert "990044417" not in said.out
    assert codes(places) == ["AUS", "PLANT2", "QUAY"]
    assert "Numbers are given by  PO{yy}-{seq:04}" in run("numbers").out
    again = run("book", "import", str(file), "--yes")
    assert "nothing was changed" in again.out
    assert "2 ship-tos are as in the file already." in again.out


def test_what_is_exported_is_for_nobody_else_and_comes_in_as_it_was(
    run: Run, file: Path, tmp_path: Path
) -> None:
    run("book", "import", str(file), "--yes")
    out = tmp_path / "out.toml"
    said = run("book", "export", str(out))
    assert said.status == 0
    assert "mode 0600" in said.out
    assert "shipper accounts" in said.out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert 'shipper_account = "990044417"' in out.read_text("utf-8")
    again = run("book", "import", str(out))
    assert (again.status, again.err) == (0, "")
    assert "nothing was changed" in again.out
    refused = run("book", "export", str(out))
    assert refused.status != 0
    assert "is there already. Nothing was overwritten" in refused.err


def test_where_nobody_can_be_asked_nothing_is_changed(
    run: Run, file: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    said = run("book", "import", str(file))
    assert said.status == 2
    assert "--yes says so. Nothing was changed." in said.err
    assert codes(places) == ["AUS", "COR"]


@pytest.mark.parametrize(("answer", "changed"), [("y", True), ("", False), ("no", False)])
def test_it_asks_before(
    run: Run,
    file: Path,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    changed: bool,
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    ask: Callable[[str], str] = lambda _: answer  # noqa: E731
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", ask)
    said = run("book", "import", str(file))
    assert said.status == (0 if changed else 1)
    assert ("PLANT2" in codes(places)) is changed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FILE.replace("Leeds", "Leeds\\u0007"), "in.toml, line 9: the city holds"),
        (FILE.replace("PLANT2", "AUS"), "AUS is the code of Austin"),
        (FILE.replace("7002", "7001").replace("QUAY", "PLANT2"), "PLANT2 stands twice"),
        ("not a book", "in.toml, line 1: "),
    ],
)
def test_a_bad_file_changes_nothing(
    run: Run, file: Path, places: Places, text: str, words: str
) -> None:
    file.write_text(text, "utf-8")
    said = run("book", "import", str(file), "--yes")
    assert said.status != 0
    assert words in said.err
    assert said.err.count("\n") == 1
    assert codes(places) == ["AUS", "COR"]


def test_no_file_no_ledger_and_wrong_words_are_one_sentence_each(run: Run, home: Path) -> None:
    assert "There is no ledger yet" in run("book", "export", "x.toml").err
    assert not (home / "x.toml").exists()
    assert run("book", "import", "gone.toml", "--yes").status != 0
    for words in (("book",), ("book", "export"), ("book", "eat", "x"), ("book", "import", "-x")):
        said = run(*words)
        assert said.status == 2
        # What it is of the two, or both where that was not said.
        assert (
            f"bondroom book {'import' if words[1:2] == ('import',) else 'export'} FILE" in said.err
        )
    assert "none is ever deleted" in run("book", "--help").out


def test_a_book_begins_a_new_workstation(run: Run, home: Path, places: Places) -> None:
    path = home / "in.toml"
    path.write_text(FILE, "utf-8")
    assert run("book", "import", str(path), "--yes").status == 0
    assert codes(places) == ["AUS", "PLANT2", "QUAY"]
