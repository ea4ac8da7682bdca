"""What spreadsheets do to part numbers and quantities, and what is said of it."""

from __future__ import annotations

import pytest

from cache.importing.bom import mended
from cache.importing.cells import Cell, Grid, Kind, Row
from cache.importing.doctor import Flag, examine
from cache.importing.headers import Role
from cache.importing.reading import read_paste
from cache.importing.tables import Layout, lay_out

PART_ONLY = Layout(None, (Role.PART,))


def flags(cell: Cell | str, role: Role = Role.PART) -> list[Flag]:
    cell = Cell(cell) if isinstance(cell, str) else cell
    grid = Grid("bom.csv", (Row(14, (cell,)),), "")
    return examine(grid, Layout(None, (role,)))


@pytest.mark.parametrize(
    ("text", "words", "maybe"),
    [
        ("2.2E+02", "powers of ten", "22E1"),
        ("2.20E+02", "powers of ten", "22E1"),
        ("2,20E+02", "powers of ten", "22E1"),
        ("1.00E+05", "powers of ten", "1E5"),
        ("5.60E-03", "powers of ten", "56E-4"),
        ("1-Dec", "a date", "DEC1"),
        ("10. Mrz", "a date", "MAR10"),
        ("Mar-10", "a date", "MAR10"),
        ("2026-12-01 00:00:00", "a date", "DEC26"),
        ("01.12.2026", "a date", "DEC26"),
        ("12/4/2026", "a date", "DEC4"),
        ("1234567890123450", "16 digits", None),
        ("12345678901234567890", "20 digits", None),
        ("LM 358DR", "a blank inside", "LM358DR"),
        ("LM358DR ", "a blank behind it", "LM358DR"),
        (" LM358DR", "a blank before it", "LM358DR"),
        ("LM358\u00a0DR", "no-break", "LM358DR"),
        ("LM358DR\u00a0", "no-break", "LM358DR"),
        ("LM358\u200bDR", "cannot be seen", "LM358DR"),
        ("\u0420\u04210603", "cyrillic", "PC0603"),
        ("RC0603FR\u20130710KL", "en dash", "RC0603FR-0710KL"),
        ("\uff2c\uff2d358", "fullwidth", "LM358"),
        ("RC06O3FR", "a letter O between digits", "RC0603FR"),
        ("74HC2l4", "a letter I or l", "74HC214"),
        ('="00123"', "kept a number as text", "00123"),
        ("'00123", "keeps text by", "00123"),
        ("430250400", "zeros before it are lost if", "0430250400"),
        ("#N/A", "the spreadsheet's own error", None),
        ("#NAME?", "the spreadsheet's own error", None),
        ("#BEZUG!", "the spreadsheet's own error", None),
    ],
)
def test_what_a_spreadsheet_did(text: str, words: str, maybe: str | None) -> None:
    found = flags(text)
    assert found, f"nothing was said of {text!r}"
    assert any(words in flag.words for flag in found), found
    flag = next(flag for flag in found if words in flag.words)
    assert (flag.row, flag.was) == (14, text)
    assert (flag.maybe[0] if flag.maybe else None) == maybe


@pytest.mark.parametrize(
    "text",
    [
        "LM358DR",
        "RC0603FR-0710KL",
        "SN74LVC1G04DBVR/NOPB",
        "1N4148",
        "GRM188R71H104KA93D",
        "0430250400",
        "C0G",
        "311-10.0KHRCT-ND",
        "BZX84C5V1LT1G",
        "MCP2515-I/SO",
        "nRF52832-QFAA-R",
        "Si8621BB-B-IS",
        "LTC3891IUDC#PBF",
        "SML-LX0603IW-TR",
        "1.5KE200CA",
        "2-1393240-3",
        "10-89-7062",
    ],
)
def test_sound_numbers_are_left_in_peace(text: str) -> None:
    assert flags(text) == []


@pytest.mark.parametrize(
    ("cell", "words", "maybe"),
    [
        (Cell("61300211121", Kind.NUMBER, "General"), "zeros before it are lost", "061300211121"),
        (Cell("220", Kind.NUMBER, "0.00E+00"), "powers of ten to the spreadsheet", "22E1"),
        (Cell("0.00056", Kind.NUMBER, "0.00E+00"), "powers of ten to the spreadsheet", "56E-5"),
        (Cell("7805.5", Kind.NUMBER, "General"), "a number to the spreadsheet", None),
        (Cell("1234567890123450", Kind.NUMBER, "0"), "16 digits", None),
        (Cell("2026-12-01", Kind.DATE, "mmm-yy"), "a date", "DEC26"),
        (Cell("TRUE", Kind.TRUTH), "yes or no", None),
        (Cell("#REF!", Kind.FAULT), "own error", None),
        (Cell("=A2&B2", Kind.FORMULA), "result is not in the file", None),
    ],
)
def test_what_the_workbook_says_of_the_cell(cell: Cell, words: str, maybe: str | None) -> None:
    flag = next(flag for flag in flags(cell) if words in flag.words)
    assert flag.sure
    assert (flag.maybe[0] if flag.maybe else None) == maybe


def test_numbers_that_differ_in_look_alikes_alone_are_shown_together() -> None:
    grid = read_paste("MPN\tQty\nRC0603FR-10KL\t1\nLM358\t2\nRCO603FR-1OKL\t3")
    (flag,) = [one for one in examine(grid, lay_out(grid)) if "row 2" in one.words]
    assert (flag.row, flag.was, flag.maybe) == (4, "RCO603FR-1OKL", ("RC0603FR-10KL",))
    assert not flag.sure


def test_one_key_mends_two_alphabets_and_an_o() -> None:
    found = flags("R\u042106O3")
    assert [flag.maybe[0] for flag in found] == ["RC06O3", "RC0603"]


@pytest.mark.parametrize(
    ("quantities", "flagged"),
    [
        (("5,000", "12,000"), True),
        (("5.000", "1.000"), True),
        (("5,000", "250"), False),
        (("5000", "250"), False),
        (("5.000", "1,500", "250"), True),
        (("5.000", "1.5", "250"), True),
        (("5,000", "1.5", "250"), False),
        (("5.000", "12.000,50", "250"), False),
    ],
)
def test_three_digits_behind_a_mark_that_does_not_always_group_may_be_decimals(
    quantities: tuple[str, ...], flagged: bool
) -> None:
    rows = tuple(Row(at, (Cell("X1"), Cell(text))) for at, text in enumerate(quantities, 1))
    found = examine(Grid("a", rows, ""), Layout(None, (Role.PART, Role.QUANTITY)))
    assert bool(found) is flagged
    if flagged:
        assert found[0].maybe == ("5",)


def test_what_would_be_no_whole_number_is_said_and_not_offered() -> None:
    rows = (Row(1, (Cell("X1"), Cell("2.500 pcs"))), Row(2, (Cell("X2"), Cell("1.5"))))
    (flag,) = examine(Grid("a", rows, ""), Layout(None, (Role.PART, Role.QUANTITY)))
    assert "taken for 2,500 pieces; some systems write 2.5 like this" in flag.words
    assert flag.maybe == ()


def test_the_doctor_changes_nothing_and_a_mended_cell_is_well() -> None:
    rows = (Row(1, (Cell("2.2E+02"),)), Row(2, (Cell("LM358 DR"),)))
    grid = Grid("a", rows, "")
    before = examine(grid, PART_ONLY)
    assert grid.rows == rows
    now = mended(grid, {(flag.place, flag.column): flag.maybe[0] for flag in before})
    assert [row.cells[0].text for row in now.rows] == ["22E1", "LM358DR"]
    assert [flag for flag in examine(now, PART_ONLY) if flag.sure] == []
    assert grid.rows == rows


def test_columns_that_are_not_taken_are_not_looked_at() -> None:
    grid = Grid("a", (Row(1, (Cell("LM358"), Cell("2.2E+02"))),), "")
    assert examine(grid, Layout(None, (Role.PART, Role.NONE))) == []
