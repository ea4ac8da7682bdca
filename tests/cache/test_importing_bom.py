"""Rows become lines: boards and attrition, the same part twice, and what is not understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.importing.bom import (
    Asked,
    Lines,
    attrition_of,
    boards_of,
    is_plain,
    lines_of,
    pieces_wanted,
)
from cache.importing.cells import Cell, Kind
from cache.importing.doctor import examine
from cache.importing.quantities import pieces_of
from cache.importing.reading import read_paste
from cache.importing.tables import lay_out


def read(text: str, asked: Asked | None = None) -> Lines:
    grid = read_paste(text)
    layout = lay_out(grid)
    return lines_of(grid, layout, asked or Asked(), examine(grid, layout))


@pytest.mark.parametrize(
    ("each", "boards", "attrition", "wanted"),
    [
        ("4", 50, "0", 200),
        ("4", 50, "2", 204),
        ("1", 1, "2", 2),
        ("3", 33, "1.5", 101),
        ("2.5", 50, "0", 125),
        ("0.3", 3, "0", 1),
        ("100", 1, "10", 110),
    ],
)
def test_quantity_times_boards_and_attrition(
    each: str, boards: int, attrition: str, wanted: int
) -> None:
    assert pieces_wanted(Decimal(each), boards, Decimal(attrition)) == wanted


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(0, 100))
def test_there_are_never_fewer_pieces_than_the_boards_take(
    each: int, boards: int, percent: int
) -> None:
    pieces = pieces_wanted(Decimal(each), boards, Decimal(percent))
    assert pieces == ceil(Decimal(each * boards * (100 + percent)) / 100)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("250", "250"),
        ("2,500", "2500"),
        ("2.500", "2500"),
        ("1,234,567", "1234567"),
        ("2'500", "2500"),
        ("2 500", "2500"),
        ("1,000.00", "1000"),
        ("1.000,00", "1000"),
        ("12.0", "12"),
        ("2,5", "2.5"),
        ("10 pcs", "10"),
        ("10x", "10"),
        ("x10", "10"),
        ("10 Stk.", "10"),
        ("10 Stück", "10"),
        ("-5", None),
        ("ten", None),
        ("5-10", None),
        ("1e3", None),
        ("1,2,3", None),
        ("9999999999", None),
        ("", None),
        ("٣", None),
    ],
)
def test_quantities_as_people_write_them(text: str, wanted: str | None) -> None:
    found = pieces_of(Cell(text))
    assert found == (None if wanted is None else Decimal(wanted))


def test_a_number_of_a_workbook_has_no_marks_of_thousands() -> None:
    assert pieces_of(Cell("2.125", Kind.NUMBER)) == Decimal("2.125")
    assert pieces_of(Cell("2026-12-01", Kind.DATE)) is None


@pytest.mark.parametrize(
    ("text", "boards"),
    [("50", 50), ("1,000", 1000), ("0", None), ("-1", None), ("2.5", None), ("", None)],
)
def test_boards_are_typed(text: str, boards: int | None) -> None:
    assert boards_of(text) == boards


@pytest.mark.parametrize(
    ("text", "attrition"),
    [("2", "2"), ("2%", "2"), ("2.5 %", "2.5"), ("2,5%", "2.5"), ("101", None), ("-2", None)],
)
def test_attrition_is_typed(text: str, attrition: str | None) -> None:
    assert attrition_of(text) == (None if attrition is None else Decimal(attrition))


def test_what_is_not_understood_stays_a_line_with_its_reason() -> None:
    found = read("MPN\tQty\tNote\nLM358DR\tsome\t\n\t5\t10k 0603\nRC0603\t\t\nX7\t0\t\nY8\t7\t")
    said = [(line.typed.part, line.quantity, line.typed.reason) for line in found.lines]
    assert said == [
        ("LM358DR", 0, "“some” is no quantity"),
        ("", 5, "no part number; there stands “5 · 10k 0603”"),
        ("RC0603", 0, "no quantity is said"),
        ("X7", 0, "0 pieces are asked for: x takes the line out"),
        ("Y8", 7, ""),
    ]
    assert found.lines[0].typed.quantity == "some"
    assert [one.row for one in found.open] == [2, 3, 4, 5]
    assert found.lines[4].typed.source == "paste row 6"


def test_a_fraction_is_no_quantity_but_of_boards_it_is() -> None:
    text = "MPN\tQty\nWIRE\t2.5\nLM358\t1"
    assert read(text).lines[0].typed.reason == "2.5 is no whole number of pieces"
    assert read(text, Asked(boards=50)).lines[0].quantity == 125


def test_what_the_doctor_is_sure_of_stands_at_the_line() -> None:
    found = read("MPN\tQty\n2.2E+02\t5\nRC06O3\t1")
    assert found.lines[0].typed.reason == (
        "part “2.2E+02”: a number in powers of ten; it may have been 22E1"
    )
    assert (found.lines[0].typed.part, found.lines[1].typed.reason) == ("2.2E+02", "")
    assert found.open == ()


def test_everything_a_row_says_is_in_the_line() -> None:
    (line,) = read(
        "MPN\tDigi-Key Part Number\tManufacturer\tQty\tPackaging\tSupplier\tYour Reference\tDue\n"
        "LM358DR\t296-1014-1-ND\tTI\t5\tct\tDigiKey\tACME-7\t2026-12-01"
    ).lines
    typed = line.typed
    assert (typed.part, typed.number, typed.maker) == ("LM358DR", "296-1014-1-ND", "TI")
    assert (typed.packaging, typed.vendor, typed.quantity) == ("ct", "DigiKey", "")
    assert (line.terms.customer_part, line.terms.wanted_on) == ("ACME-7", date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [("1.12.2026", date(2026, 12, 1)), ("12/1/2026", None), ("KW 49", None), ("31.2.2026", None)],
)
def test_a_day_is_taken_where_it_can_be_read_one_way_only(text: str, day: date | None) -> None:
    (line,) = read(f"MPN\tQty\tDue\nLM358DR\t5\t{text}").lines
    assert line.terms.wanted_on == day
    assert (line.typed.reason == "") is (day is not None)
    assert line.typed.due == (text if day is None else day.isoformat())


def test_a_vendors_number_alone_is_the_part() -> None:
    (line,) = read("DigiKey Part #\tQuantity\n296-1014-1-ND\t5").lines
    assert (line.typed.part, line.typed.number) == ("296-1014-1-ND", "")


def test_designators_are_counted_and_held_against_the_quantity() -> None:
    found = read("RefDes\tMPN\tQty\nR1, R2 R3\tA1\t3\nC3-C7\tB2\t4\nU1,?\tC3\t2\nTP1..TP4\tD4\t4")
    assert [line.typed.reason for line in found.lines] == [
        "",
        "5 designators stand there, and 4 pieces",
        "",
        "",
    ]
    assert found.lines[1].quantity == 4
    counted = read("RefDes\tMPN\nR1, R2, R5\tRC0603\nC1-C4\tGRM188")
    assert [line.quantity for line in counted.lines] == [3, 4]


def test_the_same_part_becomes_one_line_only_when_asked() -> None:
    text = "MPN\tQty\nRC0603\t1\nLM358DR\t2\nrc0603\t1\nRC0603\tsome"
    assert len(read(text).lines) == 4
    merged = read(text, Asked(boards=1, attrition=Decimal(10), merge=True)).lines
    said = [(line.typed.part, line.quantity, line.typed.source) for line in merged]
    # Rounded up once for the part, not once a row.
    assert said == [
        ("RC0603", 3, "paste rows 2, 4"),
        ("LM358DR", 3, "paste row 3"),
        ("RC0603", 0, "paste row 5"),
    ]


def test_what_the_doctor_is_sure_of_is_not_merged() -> None:
    assert len(read("MPN\tQty\n2.2E+02\t1\n2.2E+02\t2", Asked(merge=True)).lines) == 2


def test_lines_that_differ_in_more_stay_apart() -> None:
    text = "MPN\tQty\tPackaging\nRC0603\t1\tct\nRC0603\t2\treel"
    assert len(read(text, Asked(merge=True)).lines) == 2


def test_text_is_made_safe_on_its_way_into_a_line() -> None:
    (line,) = read("MPN\tQty\tMaker\nLM\x1b[31m358\t5\tT\u202eI").lines
    assert "\x1b" not in line.typed.part
    assert line.typed.part.isprintable()
    assert line.typed.maker.isprintable()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("LM358DR\t250", True),
        ("LM358DR\tsome", False),
        ("2.2E+02\t250", False),
        ("LM358DR\t250\nRC0603\t1", False),
    ],
)
def test_one_plain_line_asks_nothing(text: str, plain: bool) -> None:
    grid = read_paste(text)
    layout = lay_out(grid)
    flags = examine(grid, layout)
    assert is_plain(lines_of(grid, layout, Asked(), flags), flags) is plain


@given(st.text(max_size=400))
def test_every_row_of_whatever_is_pasted_is_a_line_or_is_counted(text: str) -> None:
    if not text.strip():
        return
    try:
        grid = read_paste(text)
    except Exception as error:  # noqa: BLE001 - only this one is an answer
        assert type(error).__name__ == "Unreadable"  # noqa: PT017
        return
    layout = lay_out(grid)
    found = lines_of(grid, layout, Asked(), examine(grid, layout))
    heads = 0 if layout.header is None else 1
    assert len(found.lines) + found.above + found.heads + heads == len(grid.rows)


def test_all_designators_of_a_board_are_counted_or_none() -> None:
    many = " ".join(f"C{number}" for number in range(1, 801))
    (line,) = read(f"Designator\tMPN\n{many}\tRC0603").lines
    assert line.quantity == 800
    too_many = " ".join(f"C{number}" for number in range(1, 8001))
    (line,) = read(f"Designator\tMPN\n{too_many}\tRC0603").lines
    assert (line.quantity, line.typed.reason) == (0, "no quantity is said")


def test_what_would_be_too_much_in_one_line_stays_in_two() -> None:
    text = "MPN\tQty\nRC0603\t900000000\nRC0603\t900000000\nRC0603\t5"
    lines = read(text, Asked(merge=True)).lines
    assert [line.quantity for line in lines] == [900_000_005, 900_000_000]


def test_days_that_are_not_understood_keep_their_own_lines() -> None:
    text = "MPN\tQty\tDue\nRC0603\t3\t\nRC0603\t5\tASAP\nRC0603\t7\tASAP"
    lines = read(text, Asked(merge=True)).lines
    assert [(line.quantity, line.typed.due) for line in lines] == [(3, ""), (12, "ASAP")]
