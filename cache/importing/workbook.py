"""XLSX to a grid: the values as text, with what the workbook says that each cell is.

A workbook is a zip of XML, and comes from anywhere: what it unpacks to is capped before anything is
unpacked, and its XML goes through defusedxml, which refuses entities.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from cache.importing.cells import (
    LONGEST,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Grid,
    Kind,
    Row,
    Unreadable,
    row_of,
    too_long,
    too_wide,
)
from vendors.text import clean

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

# Bytes that all of it together may unpack to; 20,000 parts with thirty columns have half of it.
MOST_UNPACKED = 60_000_000
_MOST_MEMBERS = 2_000
# Rows of formatting alone, as spreadsheets leave them behind, that are gone through.
_MOST_BLANK = 200_000
_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_FORMULA = re.compile(rb"<f[ />]")


def read_workbook(data: bytes, name: str, sheet: str = "") -> Grid:
    """The rows of one sheet: of the one named, else the first that is seen and holds anything.

    Raises Unreadable.
    """
    formulas = _looked_into(data, name)
    try:
        found = _read(data, name, sheet, formulas)
    except Unreadable:
        raise
    except (
        # What a damaged or hostile file makes of openpyxl is not documented; these were seen.
        *(zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError),
        *(IndexError, OSError, EOFError, NotImplementedError, RuntimeError, ParseError),
        *(OverflowError, AssertionError, RecursionError, SyntaxError),
    ) as error:
        raise Unreadable(
            f"{name} is damaged, or not a workbook as spreadsheets write it "
            f"({clean(type(error).__name__, 60)}): nothing was read of it."
        ) from None
    return found


def unpacked(file: IO[bytes]) -> int:
    """Bytes that a workbook says it unpacks to; 0 where it is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return 0


def _looked_into(data: bytes, name: str) -> bool:
    """Whether there are formulas. Raises Unreadable before anything large is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            # What is unpacked of a member ends at the size that stands there.
            if (
                len(members) > _MOST_MEMBERS
                or sum(member.file_size for member in members) > MOST_UNPACKED
            ):
                raise Unreadable(
                    f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. That is no list "
                    "of parts; nothing was read of it."
                )
            names = set(archive.namelist())
            if "mimetype" in names and archive.read("mimetype").decode("latin-1").strip() == _SHEET:
                raise Unreadable(
                    f"{name} is an OpenDocument sheet (.ods): save it as .xlsx or .csv."
                )
            if "xl/workbook.bin" in names:
                raise Unreadable(f"{name} is a binary workbook (.xlsb): save it as .xlsx or .csv.")
            if "[Content_Types].xml" not in names:
                raise Unreadable(f"{name} is an archive, and no workbook: unpack it first.")
            sheets = (one for one in members if one.filename.startswith("xl/worksheets/"))
            return any(_FORMULA.search(archive.read(one)) for one in sheets)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError):
        raise Unreadable(
            f"{name} is damaged: it was not saved, or not copied, to its end."
        ) from None


def _read(data: bytes, name: str, wanted: str, formulas: bool) -> Grid:
    book = _opened(data, values=True)
    titles = [clean(title, 60) for title in book.sheetnames]
    rows, title = _chosen(book, name, wanted)
    if formulas:
        source = _opened(data, values=False)
        rows = _with_formulas(rows, _formulas(source[title], name))
        source.close()
    book.close()
    shown = clean(title, 60)
    return Grid(name, rows, f"sheet “{shown}”", shown, tuple(titles))


def _opened(data: bytes, *, values: bool) -> Workbook:
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise Unreadable("defusedxml is not installed, and no workbook is read without it.")
    with warnings.catch_warnings():
        # It tells what it leaves out: printing, validation, pictures.
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _chosen(book: Workbook, name: str, wanted: str) -> tuple[tuple[Row, ...], str]:
    titles = book.sheetnames
    if wanted:
        for title in titles:
            if clean(title, 60).casefold() == wanted.strip().casefold():
                rows = _rows(book[title], name)
                if not rows:
                    raise Unreadable(f"The sheet {clean(title, 60)} of {name} is empty.")
                return rows, title
        listed = ", ".join(clean(title, 60) for title in titles)
        raise Unreadable(f"{name} has no sheet {clean(wanted, 60)}. There are: {listed}.")
    # Hidden ones last: what a person sees is what a person means.
    for title in sorted(titles, key=lambda one: book[one].sheet_state != "visible"):
        rows = _rows(book[title], name)
        if rows:
            return rows, title
    raise Unreadable(f"{name} is empty.")


def _rows(sheet: Any, name: str) -> tuple[Row, ...]:
    found: list[Row] = []
    for number, cells in _cells(sheet, name):
        row = row_of(number, [_cell(one) for one in cells])
        if row is not None:
            found.append(row)
            if len(found) > MOST_ROWS:
                raise too_long(name)
    return tuple(found)


def _cells(sheet: Any, name: str) -> Any:
    if not hasattr(sheet, "reset_dimensions"):
        # A sheet that is a chart.
        return
    # The size that the file says of itself is often wrong, and rows would be lost by it.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(str(one.value).strip() for one in cells[MOST_COLUMNS:] if one.value is not None):
            raise too_wide(name)
        if cells:
            yield number, cells[:MOST_COLUMNS]
        elif number > _MOST_BLANK:
            return


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if isinstance(value, str):
        kind = Kind.FAULT if cell.data_type == "e" else Kind.TEXT
        return Cell(value[:LONGEST], kind)
    shape = str(cell.number_format)[:60]
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", Kind.TRUTH, shape)
    if isinstance(value, int | float):
        return Cell(_number_text(value, shape), Kind.NUMBER, shape)
    if isinstance(value, datetime):
        whole = value.time() == time()
        return Cell(str(value.date()) if whole else str(value), Kind.DATE, shape)
    if isinstance(value, date | time | timedelta):
        return Cell(str(value), Kind.DATE, shape)
    return Cell(str(value)[:LONGEST])


def _number_text(value: float, shape: str) -> str:
    """All its digits, and zeros before it where the sheet shows such."""
    if isinstance(value, float) and not value.is_integer():
        text = repr(value)
        return f"{Decimal(text):f}" if "e" in text and "n" not in text else text
    if abs(value) > 10**40:
        return repr(float(value))
    # Of a large one the digits that it has, and not those that the machine's own number adds.
    text = f"{Decimal(repr(value)):.0f}"
    zeros = shape.strip('"')
    return text.zfill(len(zeros)) if zeros and not zeros.strip("0") else text


# -- formulas whose result the file does not have


def _formulas(sheet: Any, name: str) -> dict[tuple[int, int], str]:
    return {
        (number, column): str(cell.value)
        for number, cells in _cells(sheet, name)
        for column, cell in enumerate(cells)
        if cell.data_type == "f" and cell.value is not None
    }


def _with_formulas(rows: tuple[Row, ...], formulas: dict[tuple[int, int], str]) -> tuple[Row, ...]:
    """The rows with the text of those formulas; what has a result has it already."""
    held = {row.number: list(row.cells) for row in rows}
    for (number, column), text in formulas.items():
        cells = held.setdefault(number, [])
        cells += [Cell()] * (column + 1 - len(cells))
        if not cells[column].text:
            cells[column] = Cell(text[:LONGEST], Kind.FORMULA)
    found = (row_of(number, cells) for number, cells in sorted(held.items()))
    return tuple(row for row in found if row is not None)
