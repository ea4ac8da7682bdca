"""Copying over SSH: which way it went is said, and what to do where the terminal takes nothing.

And addresses: sent as links, copied by key, and opened by nothing of ours.
"""

from __future__ import annotations

import ast
import stat
import sys
from pathlib import Path

import pytest

from tests.test_start import loaded_by
from tests.tui.kit import SMALL, ShopDriver, desk

ROOT = Path(__file__).resolve().parents[2]
LONG = "RC0603FR-0710KL 1,000\n" * 3000


@pytest.fixture(autouse=True)
def _bare_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def written(folder: Path) -> list[Path]:
    return sorted((folder / "here").iterdir())


async def test_the_message_says_which_way_it_went_and_what_to_do_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.app.copy("AC-2026-0001")
        assert it.app.said == "copied AC-2026-0001 by the terminal (OSC 52); if not, F6 shows it"
        await it.sees("F6 shows it")
        monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
        it.app.copy("AC-2026-0001")
        assert "through tmux" in it.app.said
        assert "set-clipboard on" in it.app.said
        monkeypatch.delenv("TMUX")
        monkeypatch.setenv("STY", "1.pts")
        it.app.copy("AC-2026-0001")
        assert "through screen" in it.app.said


async def test_what_is_too_long_is_said_not_to_be_copied(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        sent: list[str] = []
        assert it.app._driver is not None
        it.app._driver.write = sent.append  # type: ignore[method-assign]
        it.app.copy(LONG, "the order")
        assert it.app.said.startswith("not copied: the order is too long")
        assert "56 kB" in it.app.said
        assert "F6" in it.app.said
        assert sent == []
        await it.press("f6")
        await it.sees("RC0603FR-0710KL")


async def test_f6_shows_it_plain_with_nothing_beside_it(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("f6")
        assert "nothing was copied yet" in it.app.said
        it.app.copy("first line\n\n" + "x" * 100, "an order")
        await it.press("f6")
        await it.sees("first line")
        lines = [line.strip() for line in it.text().splitlines()]
        at = lines.index("first line")
        assert lines[at + 1] == ""
        assert lines[at + 2] + lines[at + 3] == "x" * 100
        await it.press("y")
        assert it.app.clipboard == "first line\n\n" + "x" * 100
        await it.press("escape")
        assert it.app.sheet is None


async def test_it_shows_over_a_field_and_leaves_what_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        it.app.copy("one")
        await it.press("2", "/", "1", "0", "k", "f6")
        await it.sees("What was copied")
        await it.press("escape", "x")
        await it.sees("/ 10kx")


async def saved(it: ShopDriver, text: str) -> None:
    it.app.copy(text)
    await it.press("f6", "w")
    await it.still()


async def test_w_writes_it_whole_into_a_new_file_of_the_persons_own(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await saved(it, LONG.rstrip("\n"))
        (file,) = written(tmp_path)
        # Judged apart: the difference of so long texts takes minutes to draw up.
        whole = file.read_text() == LONG
        assert whole
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert str(file) in it.app.said
        await it.press("escape")
        await saved(it, "another")
        assert sorted(len(one.read_text()) for one in written(tmp_path)) == [8, len(LONG)]


async def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, SMALL) as it:
        monkeypatch.setattr("tui.files.folder", lambda: tmp_path / "gone")
        await saved(it, "text")
        assert "There is no folder" in it.app.said


async def test_nothing_a_terminal_acts_on_is_copied_shown_or_written(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await saved(it, "a\x1b]0;x\x07b\u202ec")
        (file,) = written(tmp_path)
        assert set(file.read_text()) & {"\x1b", "\x07", "\u202e"} == set()
        assert it.app.clipboard + "\n" == file.read_text()


# -- addresses


async def test_nothing_is_opened_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever imports it from here on fails.
    monkeypatch.setitem(sys.modules, "webbrowser", None)
    async with desk(tmp_path, SMALL) as it:
        it.app.open_url("https://www.digikey.com/")
        assert "nothing is opened from here" in it.app.said


def test_the_screen_does_not_bring_a_way_to_open_one() -> None:
    assert "webbrowser" not in loaded_by("import tui.app")


def test_no_code_of_ours_knows_of_browsers() -> None:
    for package in ("tui", "cache", "vendors"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = (
                    [one.name for one in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                assert "webbrowser" not in names, path
