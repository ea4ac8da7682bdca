"""`bondroom catalogue ti`: what it prints, and when it asks nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cache.places import Places, prepare
from cache.services import Services
from tests.cache.test_whole_catalogue import Shelf, batch
from tui.cli.catalogue_command import run
from tui.settings import Settings
from vendors.errors import Unreadable


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    return places


def play(words: list[str], places: Places, shelf: object) -> int:
    @asynccontextmanager
    async def connect(services: Services, settings: Settings, vendor: str) -> AsyncIterator[object]:
        yield shelf

    return run(words, Settings(), places, connect)


def test_plain_lines_where_nobody_watches(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = Shelf(batch(0, 9_000), batch(9_000, 1_500))
    assert play(["ti"], places, shelf) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Asking TI for its whole catalogue …",
        "10,500 parts, 0.0 of 0.0 MB",
        "TI: 10,500 parts, whole.",
    ]


def test_again_too_soon_is_refused_with_the_time(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = Shelf(batch(0, 1))
    assert play(["ti"], places, shelf) == 0
    capsys.readouterr()
    assert play(["ti"], places, shelf) not in (0, 1, 2)
    said = capsys.readouterr()
    assert "again from" in said.err
    assert "Asking" not in said.out
    assert shelf.asked == 1


def test_what_breaks_off_says_what_is_here(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = Shelf(batch(0, 4))
    shelf.fails = Unreadable("ti", "TI's catalogue broke off.", words="\x1b[31mred")
    assert play(["ti"], places, shelf) == 1
    said = capsys.readouterr().err
    assert "4 parts came before that" in said
    assert "TI's catalogue broke off" in said
    assert "\x1b" not in said


def test_a_bar_on_a_terminal(
    places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert play(["ti"], places, Shelf(batch(0, 4))) == 0
    said = capsys.readouterr().out
    assert "TI's catalogue" in said
    assert "4 parts" in said
    assert "Asking" not in said


@pytest.mark.parametrize("words", [[], ["digikey"], ["ti", "now"]])
def test_other_words_ask_nobody(
    places: Places, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = Shelf()
    assert play(words, places, shelf) == 2
    assert shelf.asked == 0
    assert "bondroom catalogue --help" in capsys.readouterr().err


def test_a_vendor_that_gives_none_is_not_asked(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(["ti"], places, object()) != 0
    assert "gives no catalogue" in capsys.readouterr().err
