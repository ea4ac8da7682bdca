"""The terminal's own cursor stands where ours does: for who has the screen read, or felt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.geometry import Offset

from tests.terminal.session import PROGRAM, Session, environment
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_placing import reviewed
from tui.escapes import cursor_given_back, cursor_shown

SIZES = pytest.mark.parametrize("size", [SMALL, DESK], ids=["small", "desk"])


def at_cursor(it: ShopDriver) -> str:
    """What stands on the screen from the cursor on."""
    x, y = it.app.cursor_position
    return it.text().splitlines()[y][x:]


def caret_on_screen(it: ShopDriver) -> list[tuple[int, int]]:
    """Where a cell is drawn as a caret, the first of each line."""
    from tui.themes import STYLES

    found = []
    for y, strip in enumerate(it.app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            if segment.style == STYLES["caret"]:
                found.append((x, y))
                break
            x += segment.cell_length
    return found


@SIZES
async def test_on_the_rows_of_each_pane_it_stands_on_the_first_cell(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size) as it:
        await it.press("2", "home")
        assert at_cursor(it).startswith("RC0603FR-0710KL")
        await it.press("down")
        assert at_cursor(it).startswith("GRM188R71H104KA93D")
        await it.press("a", "40", "enter", "3")
        assert "GRM188R71H104KA93D" in at_cursor(it)[:30]
        await it.press("1")
        assert at_cursor(it).startswith("RC0805 ")


@SIZES
async def test_where_something_is_typed_it_stands_on_the_caret(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size) as it:
        for keys in (("2", "/"), ("1", "0", "k"), ("left",)):
            await it.press(*keys)
            assert caret_on_screen(it) == [tuple(it.app.cursor_position)]
        await it.press("escape", "a", "1", "2", "0")
        assert caret_on_screen(it) == [tuple(it.app.cursor_position)], "a question"
        await it.press("escape", "3", "i", "R", "C")
        assert caret_on_screen(it) == [tuple(it.app.cursor_position)], "the line editor"
        await it.press("left")
        assert at_cursor(it).startswith("C")
        await it.press("tab", "7", "5")
        assert caret_on_screen(it) == [tuple(it.app.cursor_position)]
        await it.press("tab", "f4", "down")
        x, y = it.app.cursor_position
        assert it.text().splitlines()[y][x - 2] == "▸", "what the list is about to give"


@SIZES
async def test_in_sheets_it_stands_on_the_row_the_field_or_the_text(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size) as it:
        await it.press("?")
        assert at_cursor(it).startswith("In a pane's rows")
        await it.press("escape", "2", "home", "a", "40", "enter", "3", "T")
        await it.still()
        first = it.app.cursor_position
        await it.press("down")
        assert it.app.cursor_position == first + Offset(0, 1)
        await it.press("enter", "x")
        if carets := caret_on_screen(it):
            assert carets == [tuple(it.app.cursor_position)]
        await it.press("escape", "escape")


async def test_on_the_commit_sheet_it_stands_where_the_end_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await reviewed(it)
        assert caret_on_screen(it) == [tuple(it.app.cursor_position)]
        await it.press("0")
        assert caret_on_screen(it) == [tuple(it.app.cursor_position)]


async def test_it_follows_rows_that_come_without_a_key(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await it.press("2", "home", "down")
        row = at_cursor(it)
        it.app.changed("catalogue")
        await it.still()
        assert at_cursor(it) == row


def test_it_is_a_line_where_a_block_would_reverse_our_caret_back() -> None:
    assert cursor_shown({"TERM": "xterm-256color"}) == "\x1b[4 q\x1b[?25h"
    assert cursor_given_back({"TERM": "xterm-256color"}) == "\x1b[0 q"
    # The Linux console would print the end of such a sequence; its cursor is a line.
    assert cursor_shown({"TERM": "linux"}) == "\x1b[?25h"
    assert cursor_given_back({"TERM": "linux"}) == ""


@pytest.mark.process
@pytest.mark.parametrize("thin", ["off", "on"])
def test_the_terminal_shows_it_and_gets_its_own_form_back(tmp_path: Path, thin: str) -> None:
    env = environment(tmp_path)
    folder = tmp_path / "config" / "bondroom"
    folder.mkdir()
    (folder / "bondroom.toml").write_text(f'[screen]\nthin = "{thin}"\n')
    with Session(PROGRAM, env) as session:
        session.wait_for("every key")
        session.settle()

        def under() -> str:
            cursor = session._screen.cursor
            assert not cursor.hidden
            return session.lines()[cursor.y][max(0, cursor.x - 2) : cursor.x].strip()

        session.answer_to("1")
        session.settle()
        session.wait_for(re.compile("▸[0-9]"))
        session.settle()
        assert under() in ("▸", "│▸")
        session.answer_to("down")
        session.settle()
        assert under() in ("▸", "│▸")
        before = session.sent()
        session.answer_to("/")
        session.settle()
        assert b"\x1b[?25l" not in session.raw(before), "never hidden while at work"
        assert under() == "/"
        rest = session.rest(1.0)
        assert rest.bytes == 0
        session.answer_to("escape")
        session.answer_to("q")
        session.wait_exit()
        assert session.raw().rindex(b"\x1b[0 q") > session.raw().rindex(b"\x1b[4 q")
        assert session.left_on() == set()
