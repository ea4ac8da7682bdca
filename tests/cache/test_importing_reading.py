"""Files as they come: encodings, workbooks with all that is in their cells, and hostile ones."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cache.importing.bom import Asked, lines_of
from cache.importing.cells import MOST_COLUMNS, MOST_ROWS, Kind, NotThere, Unreadable
from cache.importing.doctor import examine
from cache.importing.reading import (
    MOST_BYTES,
    MOST_PASTED,
    is_quick,
    read_bytes,
    read_file,
    read_paste,
)
from cache.importing.tables import lay_out

HEAD = ("MPN", "Qty")
# A workbook's days have no zone.
DAY = datetime(2026, 12, 1)  # noqa: DTZ001


def workbook(*rows: Sequence[Any], **formats: str) -> bytes:
    """A workbook of one sheet; `formats` are number formats by the cell's name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, shape in formats.items():
        sheet[cell].number_format = shape
    return saved(book)


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(data: bytes, member: str, text: bytes) -> bytes:
    """The workbook with another content of one member."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for one in old.infolist():
            new.writestr(one, text if one.filename == member else old.read(one))
    return kept.getvalue()


def refused(data: bytes, name: str = "bom.xlsx", sheet: str = "") -> str:
    with pytest.raises(Unreadable) as why:
        read_bytes(data, name, sheet)
    sentence = why.value.sentence
    assert "\n" not in sentence
    assert len(sentence) < 220
    return sentence


# -- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = "MPN;Menge;Beschreibung\r\nLM358DR;10;Verstärker 5 µA\r\nRC0603;20;Größe 0603\r\n"
    grid = read_bytes(text.encode(encoding), "bom.csv")
    assert [cell.text for cell in grid.rows[1].cells] == ["LM358DR", "10", "Verstärker 5 µA"]
    assert len(grid.rows) == 3


def test_bytes_that_mean_nothing_cost_no_row() -> None:
    grid = read_bytes(b"MPN,Qty\nLM358\x81DR,10\nRC0603,20\n", "bom.csv")
    assert [row.cells[1].text for row in grid.rows] == ["Qty", "10", "20"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\r\n \r\n", "is empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old kind (.xls)"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"<html><table><tr><td>LM358</td></tr></table>", "is a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "is a web page or XML"),
        (b"\x7fELF\0\x01" + b"ab" * 900, "neither text nor a workbook"),
        (b"PK\x03\x04 and nothing else", "damaged"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert words in refused(data, "bom.what")


def test_a_file_that_is_too_large_or_none(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"LM358,1\n" * (MOST_BYTES // 8 + 1))
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        read_file(large)
    os.mkfifo(tmp_path / "pipe.csv")
    nothing = ("none.csv", "", "pipe.csv", "a\0b")
    for path in (*(tmp_path / name for name in nothing), Path("/dev/zero")):
        with pytest.raises(NotThere):
            read_file(path)


def test_more_rows_than_a_list_has_are_refused_and_not_cut() -> None:
    text = "MPN,Qty\n" + "LM358,1\n" * MOST_ROWS
    assert "more than 20,000 rows" in refused(text.encode(), "bom.csv")
    with pytest.raises(Unreadable, match="too much to paste"):
        read_paste("LM358\t1\n" * (MOST_PASTED // 8 + 1))


def test_keys_wait_for_what_is_quickly_read_alone(tmp_path: Path) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_text("LM358,1\n")
    large.write_text("LM358,1\n" * 200_000)
    book = tmp_path / "bom.xlsx"
    book.write_bytes(workbook(HEAD, ("LM358DR", 1)))
    assert [is_quick(path) for path in (small, large, book)] == [True, False, True]
    # Of these nothing is read, and that is said at once.
    assert is_quick(tmp_path / "none.csv")
    assert is_quick(Path("/dev/zero"))


def test_the_name_of_a_file_is_hostile_too(tmp_path: Path) -> None:
    file = tmp_path / "b\x1b[31m\u202em.csv"
    file.write_text("LM358,1\n")
    assert read_file(file).name.isprintable()


# -- workbooks


def test_every_cell_is_text_and_says_what_it_was() -> None:
    data = workbook(
        ("MPN", "Qty", "Due", "Note"),
        (61300211121, 10, DAY, True),
        (220, 2.5, None, None),
        (77, 3, None, None),
        (1234567890123456789, 1.0, DAY.replace(hour=8, minute=30), None),
        ("0430250400", 4, None, None),
        A3="0.00E+00",
        A4="00000",
        C2="mmm-yy",
    )
    rows = read_bytes(data, "bom.xlsx").rows
    assert [(row.cells[0].text, row.cells[0].kind) for row in rows[1:]] == [
        ("61300211121", Kind.NUMBER),
        ("220", Kind.NUMBER),
        ("00077", Kind.NUMBER),
        ("1234567890123457000", Kind.NUMBER),
        ("0430250400", Kind.TEXT),
    ]
    assert [row.cells[1].text for row in rows[1:]] == ["10", "2.5", "3", "1", "4"]
    assert rows[1].cells[2] == ("2026-12-01", Kind.DATE, "mmm-yy")
    assert rows[1].cells[3].kind is Kind.TRUTH
    assert rows[4].cells[2].text == "2026-12-01 08:30:00"
    assert rows[2].cells[0].shape == "0.00E+00"


def test_a_part_that_became_a_number_or_a_date_is_flagged() -> None:
    data = workbook(HEAD, (220, 1), (DAY, 2), (61300211121, 3), A2="0.00E+00")
    grid = read_bytes(data, "bom.xlsx")
    found = examine(grid, lay_out(grid))
    assert [(flag.row, flag.maybe[0], flag.sure) for flag in found] == [
        (2, "22E1", True),
        (3, "DEC26", True),
        (4, "061300211121", True),
    ]


def test_formulas_have_their_results_and_without_one_say_so() -> None:
    data = workbook(HEAD, ("LM358DR", "=2*5"), ("RC0603", 4))
    grid = read_bytes(data, "bom.xlsx")
    assert grid.rows[1].cells[1] == ("=2*5", Kind.FORMULA, "")
    read = lines_of(grid, lay_out(grid), Asked())
    assert [line.quantity for line in read.lines] == [0, 4]
    assert "=2*5" in read.lines[0].typed.reason

    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        counted = archive.read(sheet).replace(b"<f>2*5</f><v></v>", b"<f>2*5</f><v>10</v>")
        counted = counted.replace(b"<f>2*5</f><v />", b"<f>2*5</f><v>10</v>")
    grid = read_bytes(changed(data, sheet, counted), "bom.xlsx")
    assert grid.rows[1].cells[1].text == "10"


def test_a_sheet_is_chosen_by_name_else_the_first_that_is_seen_and_holds_anything() -> None:
    book = Workbook()
    empty = book.active
    assert empty is not None
    empty.title = "Cover"
    hidden, parts = book.create_sheet("Old"), book.create_sheet("Parts µ")
    hidden.sheet_state = "hidden"
    hidden.append(("X1", 1))
    parts.append(("LM358DR", 2))
    data = saved(book)
    grid = read_bytes(data, "bom.xlsx")
    assert (grid.sheet, grid.sheets) == ("Parts µ", ("Cover", "Old", "Parts µ"))
    assert read_bytes(data, "bom.xlsx", "old").rows[0].cells[0].text == "X1"
    assert "Cover of bom.xlsx is empty" in refused(data, sheet="cover")
    assert "There are: Cover, Old, Parts µ." in refused(data, sheet="Sheet9")
    assert "has no sheets" in refused(b"LM358,1\n", "bom.csv", "Parts")


def test_a_size_that_lies_costs_no_row() -> None:
    data = workbook(HEAD, ("LM358DR", 1), ("RC0603", 2))
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        small = archive.read(sheet).replace(b'ref="A1:B3"', b'ref="A1"')
    assert len(read_bytes(changed(data, sheet, small), "bom.xlsx").rows) == 3


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A7"], sheet["A900"] = "MPN", "LM358DR", "RC0603"
    assert [row.number for row in read_bytes(saved(book), "b.xlsx").rows] == [1, 7, 900]


# -- hostile workbooks


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(70):
                file.write(b" " * 1_000_000)
    assert len(kept.getvalue()) < 300_000
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(kept.getvalue())
    assert not is_quick(bomb)
    start = time.process_time()
    assert "unpacks to more than 60 MB" in refused(kept.getvalue())
    assert time.process_time() - start < 0.2


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_beyond_it() -> None:
    data = bytearray(workbook(HEAD, ("LM358DR", 1)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    # The size in the list at the end says 5 bytes; what comes is more, and its sum is wrong.
    at = data.rindex(info.CRC.to_bytes(4, "little") + info.compress_size.to_bytes(4, "little"))
    data[at + 8 : at + 12] = (5).to_bytes(4, "little")
    assert "damaged" in refused(bytes(data))


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused(member: str) -> None:
    data = workbook(HEAD, ("LM358DR", 1))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(member).replace(b"<?xml version='1.0' encoding='UTF-8'?>", b"")
    text = text.replace(b"MPN", b"&c;")
    assert "damaged, or not a workbook" in refused(changed(data, member, LAUGHS + text))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"readme.txt": b"hello"}, "is an archive, and no workbook"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "OpenDocument sheet (.ods)",
        ),
        ({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}, "binary workbook (.xlsb)"),
        ({"[Content_Types].xml": b"<Types/>"}, "damaged, or not a workbook"),
        ({"[Content_Types].xml": b"<Types", "xl/workbook.xml": b"<"}, "damaged, or not"),
    ],
)
def test_other_archives(names: dict[str, bytes], words: str) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    assert words in refused(kept.getvalue())


def test_a_workbook_cut_anywhere_is_refused_or_read_whole() -> None:
    data = workbook(HEAD, ("LM358DR", 1))
    for end in range(4, len(data), 97):
        assert "damaged" in refused(data[:end])


def test_a_cell_at_the_far_end_of_the_sheet_is_no_trap() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "LM358DR", "x"
    start = time.process_time()
    assert read_bytes(saved(book), "bom.xlsx").rows[0].cells[0].text == "LM358DR"
    assert time.process_time() - start < 2


# -- how long it takes


def test_five_thousand_rows_take_about_a_second() -> None:
    rows = [(f"RC0603FR-07{at}KL", at % 90 + 1, "RES 1% 0603", f"R{at}") for at in range(5000)]
    data = workbook(("MPN", "Qty", "Description", "RefDes"), *rows)
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    for read in (lambda: read_bytes(data, "bom.xlsx"), lambda: read_paste(text)):
        start = time.process_time()
        grid = read()
        layout = lay_out(grid)
        found = lines_of(grid, layout, Asked(50, Decimal(2)), examine(grid, layout))
        taken = time.process_time() - start
        assert len(found.lines) == 5000
        # Half of this on the machine it was written on.
        assert taken < 2, f"{taken:.2f} s"


def test_columns_beyond_the_most_are_refused_and_not_cut(tmp_path: Path) -> None:
    heads = ["x"] * MOST_COLUMNS
    blank = (";".join([*heads, "", " "]) + "\n").encode()
    assert len(read_bytes(blank, "a.csv").rows[0].cells) == MOST_COLUMNS
    with pytest.raises(Unreadable, match="more than 200 columns"):
        read_bytes((";".join([*heads, "Qty"]) + "\n").encode(), "a.csv")
    book = Workbook()
    assert book.active is not None
    book.active.append([*heads, "Qty"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="more than 200 columns"):
        read_file(tmp_path / "a.xlsx")


def test_a_folder_is_let_go_of_again(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(NotThere, match="Is a directory"):
            read_file(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before
