"""A pasted table and a file on the screen: the sheet, its keys, and what reaches the draft."""

from __future__ import annotations

import io
from pathlib import Path
from threading import Event

import pytest
from openpyxl import Workbook
from textual import events

from cache.importing.cells import Grid
from cache.importing.headers import Role
from cache.importing.reading import read_file
from tests.tui.kit import SMALL, ShopDriver, desk
from tui.screens.importing import ImportSheet

TEN = "\n".join(f"RC0603FR-07{at}KL\t{at}00" for at in range(1, 11))
BOM = "Item\tRefDes\tMPN\tQty\n1\tR1, R2\tRC0603FR-0710KL\t2\n2\tC1\t2.2E+02\t1\n3\tU1\t\t1\n"


async def paste(it: ShopDriver, text: str) -> None:
    it.app.post_message(events.Paste(text))
    await it.still()


def sheet(it: ShopDriver) -> ImportSheet:
    assert isinstance(it.app.sheet, ImportSheet), it.text()
    return it.app.sheet


def typed(it: ShopDriver) -> list[tuple[str, int, str]]:
    draft = it.app._builder.draft
    assert draft is not None
    return [(line.typed.part, line.quantity, line.typed.source) for line in draft.lines]


@pytest.mark.parametrize("pane", ["1", "2", "3", "4"])
async def test_a_table_pasted_in_any_pane_is_taken_with_one_key(tmp_path: Path, pane: str) -> None:
    async with desk(tmp_path) as it:
        await it.press(pane)
        await paste(it, TEN)
        assert "Take in paste" in it.text()
        assert typed(it) == []
        await it.press("enter")
        await it.still()
        assert typed(it)[0] == ("RC0603FR-071KL", 100, "paste row 1")
        assert len(typed(it)) == 10
        assert it.app.pane.place == "builder"


async def test_what_is_typed_right_behind_a_paste_is_meant_for_its_sheet(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.app.post_message(events.Paste(TEN))
        it.burst("enter")
        await it.until(lambda: len(typed(it)) == 10, "the lines")
        assert it.app.sheet is None


async def test_esc_takes_nothing_and_the_list_is_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, TEN)
        await it.press("b", "5", "enter", "escape")
        assert typed(it) == []
        assert "nothing was taken; I, then Enter alone, brings the list back" in it.app.said
        await it.press("I")
        await it.sees("Enter alone: Take in paste, as you left it")
        await it.press("enter", "enter")
        await it.still()
        assert typed(it)[0] == ("RC0603FR-071KL", 500, "paste row 1")


async def test_one_plain_line_in_the_builder_needs_no_sheet(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("3")
        await paste(it, "RC0603FR-0710KL\t250\n")
        assert it.app.sheet is None
        assert typed(it) == [("RC0603FR-0710KL", 250, "paste row 1")]
        await paste(it, "2.2E+02\t250")
        assert "powers of ten" in it.text()
        assert len(typed(it)) == 1


async def test_one_field_stays_text_where_text_is_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("2", "/")
        await paste(it, "RC0603FR\n")
        assert it.app.sheet is None
        await it.sees("/ RC0603FR")


async def test_a_table_pasted_into_a_question_is_text_of_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("I")
        await paste(it, "a\tb\nc")
        assert it.app.sheet is None
        await it.sees("a b c")


async def test_a_table_pasted_over_a_sheet_does_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("?")
        before = it.app.sheet
        await paste(it, TEN)
        assert it.app.sheets == (before,)


async def test_what_is_amiss_is_listed_and_changed_by_its_key_alone(tmp_path: Path) -> None:
    async with desk(tmp_path, size=SMALL) as it:
        await paste(it, BOM)
        await it.sees("What to look at: 2 rows to mend")
        assert "no part number" in it.text()
        await it.press("f")
        await it.sees("part: 22E1 now, was “2.2E+02”")
        await it.press("f")
        await it.sees("part: 2.2E2 now")
        await it.press("f", "f")
        assert "now, was" not in it.text()
        await it.press("f", "enter")
        await it.still()
        said = [(part, quantity) for part, quantity, _ in typed(it)]
        assert said == [("RC0603FR-0710KL", 2), ("22E1", 1), ("", 1)]


async def test_on_the_smallest_screen_what_a_key_would_change_is_in_view(tmp_path: Path) -> None:
    async with desk(tmp_path, size=(60, 20)) as it:
        await paste(it, "MPN,Qty\n" + "".join(f"{at}.2E+02,{at}\n" for at in range(1, 8)))
        for at in range(2, 9):
            assert f"▸ ! row {at}:" in it.text()
            assert f"! {at}  {at - 1}.2E+02" in it.text()
            await it.press("down")
        assert "Esc take nothing" in it.text()
        # Every key that is named is named whole, and what leads out in the bar too.
        assert "f mend it" in it.text()
        assert "F4 other" in it.text()
        assert "b boards 1   a attrition 0 %   s apart   h head yes" in it.text()
        assert "Esc take nothing" in it.text().split("\n")[-1]


async def test_a_blank_that_was_taken_away_is_named(tmp_path: Path) -> None:
    async with desk(tmp_path, size=SMALL) as it:
        await paste(it, "MPN,Qty\n LM358DR,5\nRC0603,7\n")
        await it.press("f")
        assert "part: LM358DR now, without the blank" in it.text()


async def test_the_line_says_why_it_is_not_understood(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, BOM)
        await it.press("enter")
        await it.still()
        draft = it.app._builder.draft
        assert draft is not None
        assert [bool(line.typed.reason) for line in draft.lines] == [False, True, True]


async def test_boards_attrition_and_the_same_part(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, "MPN\tQty\nA1\t1\nB2\t4\na1\t2")
        await it.press("b", "5", "0", "enter", "a", "2", "enter")
        await it.sees("boards 50")
        await it.sees("attrition 2 %")
        await it.press("s")
        await it.sees("2 lines, 357 pieces")
        await it.press("b", "x", "enter")
        await it.sees("that is no such number")
        await it.press("escape", "enter")
        await it.still()
        assert [(part, quantity) for part, quantity, _ in typed(it)] == [("A1", 153), ("B2", 204)]


async def test_columns_are_changed_and_remembered_by_the_head(tmp_path: Path) -> None:
    text = "Code\tMPN\tQty\nACME-7\tLM358DR\t2\nACME-8\tRC0603\t3"
    async with desk(tmp_path) as it:
        await paste(it, text)
        assert sheet(it).layout.roles == (Role.NONE, Role.PART, Role.QUANTITY)
        await it.press("left", "r")
        await it.sees("columns as you set them")
        await it.press("enter")
        await it.still()
        draft = it.app._builder.draft
        assert draft is not None
        assert [line.terms.customer_part for line in draft.lines] == ["ACME-7", "ACME-8"]
        await paste(it, "code\tMPN\tQTY\nACME-9\tX7\t1")
        assert sheet(it).layout.roles == (Role.REFERENCE, Role.PART, Role.QUANTITY)
        assert "columns as you set them" in it.text()


async def test_a_list_chooses_what_the_column_is(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, "LM358DR\t250\tTI\nRC0603\t20\tYageo")
        await it.press("right", "right", "f4", "down", "down", "down", "down", "down")
        await it.press("down", "enter")
        assert sheet(it).layout.roles[2] is Role.MAKER


async def test_without_a_part_nothing_can_be_taken(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, "LM358DR\t250\nRC0603\t20")
        await it.press("x", "enter")
        assert "no column is the part yet" in it.app.said
        await it.press("p", "h", "h", "enter")
        await it.still()
        assert len(typed(it)) == 2 or "below the head" in it.app.said


async def test_the_head_may_be_a_line(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, "Part\tQty\nLM358DR\t250")
        await it.sees("1 line, 250 pieces")
        await it.press("h")
        await it.sees("2 lines")
        await it.press("h")
        await it.sees("1 line, 250 pieces")


def workbook(path: Path) -> Path:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Board A"
    first.append(("MPN", "Qty"))
    first.append(("LM358DR", 2))
    second = book.create_sheet("Board B")
    second.append(("RC0603", 7))
    kept = io.BytesIO()
    book.save(kept)
    path.write_bytes(kept.getvalue())
    return path


async def test_a_file_is_asked_for_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path / "bom.xlsx")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with desk(tmp_path / "desk") as it:
        await it.press("I", *"~/bom.xlsx", "enter")
        await it.sees("Take in bom.xlsx")
        await it.sees("sheet “Board A”")
        await it.press("w", "down", "enter")
        await it.sees("sheet “Board B”")
        await it.press("enter")
        await it.still()
        assert typed(it) == [("RC0603", 7, "bom.xlsx row 1")]


async def test_a_file_that_is_none_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 99)
    async with desk(tmp_path / "desk") as it:
        await it.press("I", *"none.csv", "enter")
        await it.until(lambda: "There is no file none.csv" in it.app.said, "the sentence")
        await it.press("I", *"bom.xls", "enter")
        await it.until(lambda: "old kind (.xls)" in it.app.said, "the sentence")
        assert it.app.sheet is None


async def test_thousands_of_rows_are_drawn_a_few_at_a_time(tmp_path: Path) -> None:
    rows = "\n".join(f"RC{at:05} {at}\t{at % 90 + 1}" for at in range(3000))
    async with desk(tmp_path, size=SMALL) as it:
        await paste(it, "MPN\tQty\n" + rows)
        await it.sees("3,000 lines")
        assert len(sheet(it).lines(76)) < 320
        await it.press("space")
        await it.sees("RC00004 4")
        await it.press("backspace")
        await it.sees("RC00000 0")
        await it.press("pagedown")
        await it.sees("▸ ? row 10")
        await it.press("right", "x")
        await it.still()
        await it.sees("3,000 not understood")


async def test_pasted_text_cannot_reach_the_terminal(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await paste(it, "MPN\tQty\n[red]LM\x1b[31m358\u202e\t5\n[/b]\x9b0m\t1\x07")
        text = it.text()
        assert not any(mark in text for mark in "\x1b\u202e\x9b\x07")
        assert "[red]LM" in text


async def test_a_large_file_is_read_beside_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "big.csv").write_text("MPN,Qty,Note\n" + f"LM358DR,1,{'x' * 90}\n" * 12_000)
    go_on = Event()

    def slowly(path: Path, sheet: str = "") -> Grid:
        assert go_on.wait(20)
        return read_file(path, sheet)

    monkeypatch.setattr("cache.importing.reading.read_file", slowly)
    async with desk(tmp_path / "desk") as it:
        await it.press("I", *"big.csv", "enter", "?")
        await it.until(lambda: it.app.sheet is not None, "the help, while the file is read")
        go_on.set()
        await it.until(lambda: "big.csv is read: I, then Enter alone" in it.app.said, "the list")
        assert not isinstance(it.app.sheet, ImportSheet)
        await it.press("escape", "I", "enter")
        await it.sees("12,000 lines")
