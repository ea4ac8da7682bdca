"""Labels scanned into the program: what each pane and sheet makes of them."""

from __future__ import annotations

from pathlib import Path

from textual import events

from tests.cache.desk import vendor_line, vendor_order
from tests.tui.kit import DESK, SMALL, Driver, Shop, desk
from tui.screens.commit import CommitSheet
from tui.screens.order import OrderSheet
from tui.screens.scanned import LinesSheet, ScannedSheet, UnreadSheet
from vendors.labels import EOT, GS, HEADER, RS

NAMED = {
    GS: "ctrl+right_square_bracket",
    RS: "ctrl+circumflex_accent",
    EOT: "ctrl+d",
    "\r": "enter",
}


def label(**fields: str) -> str:
    """A label with these fields; `_1P` is 1P."""
    said = "".join(f"{GS}{name.lstrip('_')}{text}" for name, text in fields.items())
    return f"{HEADER}{RS}06{said}"


BAG = label(P="BIN 7", _1P="RC0603FR-0710KL", _30P="311-10.0KHRCT-ND", K="", Q="2500", _4L="TW")


def types(driver: Driver, text: str) -> None:
    """Keys as a scanner's arrive: at once, none of them waited for."""
    for character in text:
        driver.app.post_message(events.Key(NAMED.get(character, character), character))


async def scan(driver: Driver, text: str) -> None:
    types(driver, text + "\r")
    await driver.pilot.pause()
    await driver.still()


async def paste(driver: Driver, text: str) -> None:
    driver.app.post_message(events.Paste(text))
    await driver.pilot.pause()
    await driver.still()


async def test_a_bag_scanned_in_the_order_is_a_line_with_its_reference(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("3")
        await scan(driver, BAG)
        await driver.until(lambda: driver.lines == [("RC0603FR-0710KL", 2500)], "the line")
        assert "scanned: 2,500 RC0603FR-0710KL" in driver.app.said
        (line,) = driver.app._builder.draft_lines
        assert (line.terms.customer_part, line.typed.source) == ("BIN 7", "scan")
        assert line.typed.number == "311-10.0KHRCT-ND"
        # DigiKey's own number says which packaging it is.
        await driver.until(lambda: driver.app._builder.draft_lines[0].known, "its price")
        assert driver.app._builder.draft_lines[0].number == "311-10.0KHRCT-ND"


async def test_a_label_without_a_quantity_adds_a_line_without_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("3")
        await scan(driver, label(_1P="RC0603FR-0710KL", Q="25OO"))
        await driver.until(lambda: driver.lines == [("RC0603FR-0710KL", 0)], "the line")
        assert "no quantity is said" in driver.app.said
        assert driver.app._builder.draft_lines[0].typed.quantity == "25OO"


async def test_the_same_label_again_is_said_and_a_adds_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("3")
        await scan(driver, BAG)
        await scan(driver, BAG)
        assert driver.app.said == "the same label again: line 1 has it already; a adds it"
        assert len(driver.lines) == 1
        await driver.press("escape", "a")
        await driver.still()
        assert driver.lines == [("RC0603FR-0710KL", 2500)] * 2
        await driver.press("escape", "a")
        assert "no label was scanned twice" in driver.app.said


async def test_a_line_that_was_taken_out_can_be_scanned_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("3")
        await scan(driver, BAG)
        await driver.press("escape", "x")
        assert driver.lines == []
        await scan(driver, BAG)
        assert len(driver.lines) == 1


async def test_many_labels_pasted_are_many_lines(tmp_path: Path) -> None:
    other = label(_1P="GRM188R71H104KA93D", Q="10")
    async with desk(tmp_path) as driver:
        await driver.press("3")
        await paste(driver, f"{BAG}{RS}{EOT}\r\n{other}\r\n{other}\n")
        assert driver.lines == [("RC0603FR-0710KL", 2500), ("GRM188R71H104KA93D", 10)]
        assert "the same label again: line 2 has it already" in driver.app.said


async def test_a_bag_scanned_in_the_history_opens_its_order_at_the_line(tmp_path: Path) -> None:
    shop = Shop()
    lines = (vendor_line("AAA-ND"), vendor_line("311-10.0KHRCT-ND", shipped=100))
    shop.listed = [
        vendor_order("A-1", "991", sales=("88001",), lines=(vendor_line("ZZZ-ND"),)),
        vendor_order("A-2", "992", sales=("88002",), lines=lines),
    ]
    async with desk(tmp_path, vendor=shop) as driver:
        await driver.press("4")
        await scan(driver, label(K="a-2", _30P="311-10.0KHRCT-ND", _1P="X", Q="100"))
        sheet = driver.app.sheet
        assert isinstance(sheet, OrderSheet)
        assert sheet.mark_here is not None
        assert sheet.mark_here.text == "311-10.0KHRCT-ND"
        assert "A-2, 100 ordered, 100 shipped; by our order and the part" in driver.app.said
        # The next bag needs no key in between.
        await scan(driver, label(_1K="88001", _30P="ZZZ-ND", Q="5"))
        assert len(driver.app.sheets) == 1
        await driver.press("escape")
        assert driver.app.pane.current.number == "A-1"


async def test_several_lines_are_a_list_and_a_digit_takes_one(tmp_path: Path) -> None:
    shop = Shop()
    shop.listed = [
        vendor_order("A-1", "991", sales=("88001",), lines=(vendor_line(),)),
        vendor_order("A-2", "992", sales=("88002",), lines=(vendor_line(),)),
    ]
    async with desk(tmp_path, vendor=shop) as driver:
        await driver.press("4")
        await scan(driver, label(_1P="RC0603", Q="5"))
        sheet = driver.app.sheet
        assert isinstance(sheet, LinesSheet)
        await driver.sees("Found by the part alone")
        await driver.press("7")
        assert "there is no line 7" in driver.app.said
        await driver.press("2")
        await driver.still()
        assert isinstance(driver.app.sheet, OrderSheet)
        assert len(driver.app.sheets) == 1


async def test_an_unexpected_bag_is_said_shown_and_kept(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as driver:
        await driver.press("4", "U")
        assert "no unexpected label" in driver.app.said
        await scan(driver, label(_1P="LM358DR", K="ZZ-9", _1K="88009", Q="5", _1T="LOT-3"))
        assert "unexpected" in driver.app.said
        assert isinstance(driver.app.sheet, ScannedSheet)
        for words in ("LM358DR", "ZZ-9", "88009", "LOT-3"):
            assert words in driver.text()
        await driver.press("escape", "U")
        await driver.sees("LOT-3")


async def test_in_search_and_bonded_the_part_goes_into_the_field(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        asked, searched = list(driver.vendor.asked), list(driver.vendor.searched)
        await driver.press("2")
        await scan(driver, BAG)
        await driver.until(lambda: len(driver.app.pane.table) > 0, "the rows here")
        assert driver.app.pane.field.text == "RC0603FR-0710KL"
        assert {row.part for row in _rows(driver)} == {"RC0603FR-0710KL"}
        await driver.press("1")
        await scan(driver, label(_1P="RC0805", Q="1"))
        assert driver.app.pane.field.text == "RC0805"
        await driver.until(lambda: len(driver.app.pane.table) == 1, "the bonded row")
        await driver.still()
        assert (driver.vendor.asked, driver.vendor.searched) == (asked, searched)


def _rows(driver: Driver) -> list[object]:
    table = driver.app.pane.table
    return [table.rows.row(place) for place in range(len(table))]


async def test_a_scan_in_another_sheet_shows_the_label_over_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("2", "?")
        before = driver.app.sheet
        await scan(driver, BAG)
        assert isinstance(driver.app.sheet, ScannedSheet)
        await scan(driver, BAG)
        assert len(driver.app.sheets) == 2
        await driver.press("y")
        assert driver.app.said.startswith("copied BIN 7 by the terminal")
        await driver.press("escape")
        assert driver.app.sheet is before


async def test_the_label_sheet_adds_its_part_to_the_draft(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("4")
        await scan(driver, BAG)
        await driver.press("a")
        await driver.still()
        assert driver.lines == [("RC0603FR-0710KL", 2500)]
        assert driver.app.sheet is None


async def test_a_scan_that_lost_its_separators_says_what_to_do(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as driver:
        await driver.press("3")
        await scan(driver, BAG.replace(GS, "").replace(RS, ""))
        assert isinstance(driver.app.sheet, UnreadSheet)
        await driver.sees("dropped the characters")
        assert "nothing was added or changed" in driver.app.said
        assert driver.lines == []
        # Scanned once more, with the scanner set right, it is gone by itself.
        await scan(driver, BAG)
        assert driver.app.sheet is None
        assert len(driver.lines) == 1


async def test_a_question_is_answered_first(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("3", "r", "o", "n", "e")
        await scan(driver, BAG)
        assert "answer the question first" in driver.app.said
        assert driver.app._keyboard.prompt is not None
        assert driver.app._keyboard.prompt.editor.text == "one"
        assert driver.lines == []


async def test_no_scan_and_no_paste_of_one_places_an_order(tmp_path: Path) -> None:
    """Also where the label itself ends as the number of the order does."""
    async with desk(tmp_path, DESK) as driver:
        await driver.press("3")
        await scan(driver, BAG)
        await driver.until(lambda: driver.app._builder.draft_lines[0].known, "its price")
        await driver.press("escape", "P")
        await driver.until(lambda: isinstance(driver.app.sheet, CommitSheet), "the commit sheet")
        sheet = driver.app.sheet
        assert isinstance(sheet, CommitSheet)
        end = sheet.review.number[-4:]
        await driver.until(lambda: sheet.armed, "the end of its guard")
        types(driver, end)
        await scan(driver, label(_1P="X", K=end))
        assert sheet.editor.text == ""
        assert "a scan does not count here" in sheet.complaint
        await paste(driver, f"{BAG}\r{end}\r")
        types(driver, "\r")
        await driver.still()
        assert driver.app.sheet is sheet
        assert driver.vendor.taken == []


async def test_a_bracket_that_is_typed_reaches_the_field(tmp_path: Path) -> None:
    async with desk(tmp_path) as driver:
        await driver.press("2", "/")
        types(driver, "a[)b>c[")
        await driver.until(lambda: driver.app.pane.field.text == "a[)b>c[", "what was typed")
