"""Pasted tables and CSV: what stands between the columns, which row is the head, what they are."""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.importing.bom import Asked, lines_of
from cache.importing.cells import Grid
from cache.importing.delimiting import is_table
from cache.importing.headers import Role, role_of
from cache.importing.reading import read_paste
from cache.importing.tables import (
    fingerprint,
    lay_out,
    remembered,
    roles_of,
    roles_text,
    with_header,
)

PARTS = ("LM358DR", "RC0603FR-0710KL", "1N4148,235", "SN74LVC1G04DBVR/NOPB", "61300211121")
QUANTITIES = (250, 5000, 10, 4, 1200)


def lines(text: str) -> list[tuple[str, int]]:
    grid = read_paste(text)
    return [
        (line.typed.part, line.quantity) for line in lines_of(grid, lay_out(grid), Asked()).lines
    ]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize("mark", ["\t", ";", ",", "|", "   "])
@pytest.mark.parametrize("head", [("MPN", "Qty"), ("Hersteller-Teilenummer", "Menge"), None])
@pytest.mark.parametrize("quantity_first", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_parts_and_quantities(
    mark: str, head: tuple[str, str] | None, quantity_first: bool, end: str
) -> None:
    wanted = [
        (part.replace(",", "-") if mark == "," else part, quantity)
        for part, quantity in zip(PARTS, QUANTITIES, strict=True)
    ]
    rows = [tuple(map(str, one)) for one in wanted]
    if head:
        rows.insert(0, head)
    if quantity_first:
        rows = [(quantity, part) for part, quantity in rows]
    assert lines(end.join(mark.join(row) for row in rows) + end) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LM358DR 250\nRC0603FR-0710KL 2,500", [("LM358DR", 250), ("RC0603FR-0710KL", 2500)]),
        ("250 LM358DR\n10x 1N4148", [("LM358DR", 250), ("1N4148", 10)]),
        ("250 x LM358DR\n10 pcs 1N4148", [("LM358DR", 250), ("1N4148", 10)]),
        ("50 61300211121\n7 61300311121", [("61300211121", 50), ("61300311121", 7)]),
        ("LM358DR, 250\nRC0603, 50", [("LM358DR", 250), ("RC0603", 50)]),
        ("LM358DR\nRC0603", [("LM358DR", 0), ("RC0603", 0)]),
        ("1\tLM358DR\t5\n2\tRC0603\t7", [("LM358DR", 5), ("RC0603", 7)]),
        ("LM358DR   RES, 1%   250\nRC0603    CAP, X7R  20", [("LM358DR", 250), ("RC0603", 20)]),
        ("LM358DR\t250", [("LM358DR", 250)]),
        ("sep=|\nLM358DR|250", [("LM358DR", 250)]),
        ("\ufeffMPN\tQty\n\n\nLM358DR\t250\n\n", [("LM358DR", 250)]),
    ],
)
def test_lists_as_people_write_them(text: str, wanted: list[tuple[str, int]]) -> None:
    assert lines(text) == wanted


@pytest.mark.parametrize("mark", [";", ",", "|"])
def test_notes_below_a_table_do_not_hide_its_columns(mark: str) -> None:
    table = "qty,part,ref\n100,RC0603,R1\n50,LM358DR,U1\n".replace(",", mark)
    found = lines(table + "see below\n????\n--")
    assert found[:2] == [("RC0603", 100), ("LM358DR", 50)]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("LM358DR", False),
        ("LM358DR\n", False),
        ("\tLM358DR\t\n", False),
        ("LM358DR 250", False),
        ("", False),
        (" \n \n", False),
        ("LM358DR\t250", True),
        ("LM358DR\nRC0603", True),
        ("LM358DR\rRC0603", True),
    ],
)
def test_one_field_is_no_table(text: str, table: bool) -> None:
    assert is_table(text) is table


# What stands between columns is said by the others of these, and a quote only where it is quoted.
_WORDS = st.text(string.ascii_letters + string.digits + "-/.#+ äµ", max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    mark = draw(st.sampled_from("\t;,|"))
    width = draw(st.integers(2, 6))
    inside = st.one_of(_WORDS, _WORDS.map(lambda text: f'{text}{mark}"x"\n{text}'))
    rows = draw(st.lists(st.lists(inside, min_size=width, max_size=width), min_size=2, max_size=9))
    # Cells at the ends that hold something, so that no row is shorter than it was written.
    return mark, [["a" + row[0], *row[1:-1], row[-1] + "z"] for row in rows]


@given(tables())
def test_quoted_tables_come_back_as_they_were_written(table: tuple[str, list[list[str]]]) -> None:
    mark, rows = table
    written = io.StringIO()
    csv.writer(written, delimiter=mark).writerows(rows)
    assert texts(read_paste(written.getvalue())) == rows


@given(st.text(max_size=300))
def test_whatever_is_pasted_no_word_is_lost(text: str) -> None:
    grid_words: list[str] = []
    if not is_table(text):
        return
    for row in texts(read_paste(text)):
        for cell in row:
            grid_words += cell.split()
    kept = "".join(grid_words)
    for word in text.removeprefix("\ufeff").split():
        for piece in word.replace('"', " ").replace(";", " ").replace("|", " ").split():
            bare = piece.strip(",")
            assert all(one in kept for one in bare.split(",")), (bare, kept)


def test_a_quote_that_quotes_nothing_costs_no_row() -> None:
    grid = read_paste('screw 1/4"\t10\n"open\t20\nM3\t30\n')
    assert texts(grid) == [['screw 1/4"', "10"], ['"open', "20"], ["M3", "30"]]


def test_rows_keep_their_numbers_over_blank_ones() -> None:
    grid = read_paste("MPN\tQty\n\nLM358DR\t1\n\t\nRC0603\t2\n")
    assert [row.number for row in grid.rows] == [1, 3, 5]


def test_lines_that_a_terminal_pastes_with_two_returns_are_not_twice_as_many() -> None:
    grid = read_paste("MPN\tQty\r\rLM358DR\t1\r\rRC0603\t2\r\r")
    assert [row.number for row in grid.rows] == [1, 2, 3]


def test_separators_of_labels_are_no_ends_of_lines() -> None:
    grid = read_paste("LM358DR\x1dQ5\t7\nRC0603\t8")
    assert len(grid.rows) == 2


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("MPN", Role.PART),
        ("Manufacturer Part Number", Role.PART),
        ("Manufacturer Part Number 1", Role.PART),
        ("Mfr #", Role.PART),
        ("Mfr. Part #", Role.PART),
        ("Hersteller-Artikelnummer", Role.PART),
        ("Part Number", Role.PART),
        ("Teilenummer", Role.PART),
        ("Digi-Key Part Number", Role.NUMBER),
        ("DigiKey Part #", Role.NUMBER),
        ("Supplier Part Number 1", Role.NUMBER),
        ("Bestell-Nr.", Role.NUMBER),
        ("Qty", Role.QUANTITY),
        ("QTY.", Role.QUANTITY),
        ("Quantity", Role.QUANTITY),
        ("Qty per board", Role.QUANTITY),
        ("Menge", Role.QUANTITY),
        ("Stück", Role.QUANTITY),
        ("Stk.", Role.QUANTITY),
        ("Anzahl", Role.QUANTITY),
        ("Manufacturer", Role.MAKER),
        ("Hersteller", Role.MAKER),
        ("Customer Reference", Role.REFERENCE),
        ("Sachnummer", Role.REFERENCE),
        ("RefDes", Role.DESIGNATORS),
        ("Designator", Role.DESIGNATORS),
        ("Packaging", Role.PACKAGING),
        ("Verpackung", Role.PACKAGING),
        ("Supplier", Role.VENDOR),
        ("Lieferant", Role.VENDOR),
        ("Liefertermin", Role.DUE),
        ("Due Date", Role.DUE),
        ("Description", None),
        ("Mouser Part Number", None),
        ("LM358DR", None),
    ],
)
def test_heads_in_the_words_of_cad_vendors_and_offices(head: str, role: Role | None) -> None:
    found = role_of(head)
    assert (found[0] if found else None) is role


def roles(text: str) -> list[str]:
    return [str(one) for one in lay_out(read_paste(text)).roles]


def test_a_reference_is_a_place_on_the_board_or_the_buyers_own_word() -> None:
    board = "Reference\tMPN\tQty\nR1, R2\tRC0603\t2\nC3-C7\tGRM188\t5"
    assert roles(board) == ["designators", "part", "quantity"]
    own = "Reference\tMPN\tQty\nACME-7\tRC0603\t2\nACME-9\tGRM188\t5"
    assert roles(own) == ["your reference", "part", "quantity"]


def test_the_better_of_two_heads_has_the_role() -> None:
    text = "Part Number\tMfr Part Number\tDigi-Key Part Number\tQty\nA-1\tLM358DR\t296-1-ND\t1"
    assert roles(text) == ["not taken", "part", "vendor's number", "quantity"]
    assert roles("MPN\tPart\tQty\nLM358DR\tA-1\t1") == ["part", "not taken", "quantity"]


def test_titles_above_the_head_are_no_lines() -> None:
    grid = read_paste("Bill of materials\t\t\nBoard 7 rev B\t\t\n\nItem\tMPN\tQty\n1\tLM358DR\t2\n")
    layout = lay_out(grid)
    read = lines_of(grid, layout, Asked())
    assert (layout.header, read.above, len(read.lines)) == (2, 2, 1)


def test_a_head_may_be_taken_for_a_line_and_back() -> None:
    grid = read_paste("Part\tQty\nLM358DR\t2")
    layout = lay_out(grid)
    assert layout.header == 0
    assert len(lines_of(grid, with_header(grid, None), Asked()).lines) == 2


def test_a_repeated_head_is_no_line_and_is_counted() -> None:
    grid = read_paste("MPN\tQty\nLM358DR\t2\nMPN\tQty\nRC0603\t4")
    read = lines_of(grid, lay_out(grid), Asked())
    assert ([line.typed.part for line in read.lines], read.heads) == (["LM358DR", "RC0603"], 1)


def test_columns_are_remembered_by_the_heads_alone() -> None:
    one = read_paste("Code\tWanted\tMaker\nLM358DR\t2\tTI")
    other = read_paste("CODE \t wanted\tmaker\nRC0603\t9\tYageo\nX1\t4\tZ")
    third = read_paste("Code\tWanted\nLM358DR\t2")
    first = with_header(one, 0).put(1, Role.REFERENCE)
    layouts = [with_header(grid, 0) for grid in (one, other, third)]
    prints = [fingerprint(grid, at) for grid, at in zip((one, other, third), layouts, strict=True)]
    assert prints[0] == prints[1] != prints[2]
    again = remembered(layouts[1], roles_text(first))
    assert (again.roles, again.remembered) == (first.roles, True)
    assert remembered(layouts[2], roles_text(first)) == layouts[2]
    assert remembered(layouts[1], "part,part,nonsense") == layouts[1]
    assert fingerprint(one, with_header(one, None)) == ""


def test_a_role_is_of_one_column() -> None:
    layout = lay_out(read_paste("LM358DR\t250\tACME-1\nRC0603\t20\tACME-2"))
    moved = layout.put(2, Role.PART)
    assert moved.roles.count(Role.PART) == 1
    assert moved.column(Role.PART) == 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("part,quantity", (Role.PART, Role.QUANTITY, Role.NONE)),
        ("-, part ,quantity", (Role.NONE, Role.PART, Role.QUANTITY)),
        ("part,part", None),
        ("part,colour", None),
        ("part,-,-,quantity", None),
        ("", None),
    ],
)
def test_columns_in_words(text: str, wanted: tuple[Role, ...] | None) -> None:
    assert roles_of(text, 3) == wanted


def test_heads_of_other_alphabets_are_told_apart() -> None:
    one, other = (
        read_paste(f"Qty\t{heads}\nRC0603\t2\tRES") for heads in ("型号\t描述", "描述\t型号")
    )
    assert fingerprint(one, with_header(one, 0)) != fingerprint(other, with_header(other, 0))


def test_a_cell_full_of_blanks_is_looked_at_once() -> None:
    """With two ways to read each blank this would not end within a lifetime."""
    cell = "C1" + "     C1" * 40 + "!"
    assert lines(f"Reference\tMPN\tQty\n{cell}\tRC0603\t3") == [("RC0603", 3)]


@pytest.mark.parametrize("mark", ["\x1b", '"', "a", "\u202e"])
def test_what_cannot_part_columns_is_not_said_to(mark: str) -> None:
    grid = read_paste(f"sep={mark}\nLM358DR;2\nRC0603;9")
    assert grid.how == "columns by semicolons"
    assert grid.rows[0].cells[0].text == f"sep={mark}"
