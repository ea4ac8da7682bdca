"""Files to grids: CSV in the encodings that spreadsheets write, and workbooks."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cache.importing.cells import Grid, NotThere, Unreadable
from cache.importing.delimiting import rows_of
from vendors.text import clean

# Bytes of a file, and characters of a paste. A list of 20,000 parts has a tenth of it.
MOST_BYTES = 20_000_000
MOST_PASTED = 4_000_000

# Bytes of a list that is read at once: of text as it is, of a workbook unpacked.
_QUICK = 1_000_000, 3_000_000

_ZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_HOW_TO_SAVE = "save it there as .xlsx or .csv"


def read_file(path: Path, sheet: str = "") -> Grid:
    """The list in a file. Raises Unreadable where there is none. Takes its time: not for the loop.

    `sheet` names one of a workbook's sheets; empty takes the first that is seen and holds anything.
    """
    name = clean(path.name, 80)
    return read_bytes(_bytes_of(path, name), name, sheet)


def is_quick(path: Path) -> bool:
    """Whether it is read as quickly as keys may wait; what cannot be read is said at once."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return True
        with path.open("rb") as file:
            if file.read(len(_ZIP)) == _ZIP:
                from cache.importing.workbook import unpacked

                return unpacked(file) <= _QUICK[1]
            return os.fstat(file.fileno()).st_size <= _QUICK[0]
    except (OSError, ValueError):
        return True


def read_bytes(data: bytes, name: str, sheet: str = "") -> Grid:
    """As `read_file`, of what a file holds."""
    if not data.strip(b"\0\r\n\t "):
        raise Unreadable(f"{name} is empty.")
    if data.startswith(_ZIP):
        from cache.importing.workbook import read_workbook

        return read_workbook(data, name, sheet)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            f"{name} is a workbook of the old kind (.xls), or one with a password: open it in a "
            f"spreadsheet and {_HOW_TO_SAVE}."
        )
    if data.startswith(_PDF):
        raise Unreadable(f"{name} is a PDF, which has no rows to read: ask for an .xlsx or .csv.")
    text = _decoded(data, name)
    if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise Unreadable(
            f"{name} is a web page or XML, whatever its name says: open it in a spreadsheet and "
            f"{_HOW_TO_SAVE}."
        )
    if sheet:
        raise Unreadable(f"{name} is text and has no sheets: leave the sheet's name out.")
    rows, how = rows_of(text, name)
    if not rows:
        raise Unreadable(f"{name} is empty.")
    return Grid(name, rows, how)


def read_paste(text: str) -> Grid:
    """What was pasted. Raises Unreadable where it is nothing, or far too much."""
    if len(text) > MOST_PASTED:
        raise Unreadable("That is too much to paste: save it as a file, and press I for the file.")
    if "\n" not in text and text.count("\r") == 2 * text.count("\r\r") > 0:
        # Lines that end in CR LF, as terminals paste them: every line feed as one more CR.
        text = text.replace("\r\r", "\n")
    rows, how = rows_of(text.strip("\r\n"), "paste")
    if not rows:
        raise Unreadable("There was nothing but blanks in the paste.")
    return Grid("paste", rows, how)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        # Not blocking: what has the name of a file may be a pipe that nobody writes into.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            file = os.fdopen(handle, "rb")
        except OSError:
            # A folder, of which it makes no file, and does not close it either.
            os.close(handle)
            raise
        with file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise NotThere(f"{name or path} is no file.")
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotThere(f"There is no file {clean(str(path), 200)}.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is none"
        raise NotThere(f"{clean(str(path), 200)} cannot be read: {clean(why)}.") from None
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB. That is no list of parts; "
            "nothing was read."
        )
    return data


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    start = data[:2000]
    if start.count(0) * 3 > len(start):
        # UTF-16 without its mark: every other byte of plain letters is a zero.
        big = start[0::2].count(0) > start[1::2].count(0)
        return data.decode("utf-16-be" if big else "utf-16-le", errors="replace")
    if b"\0" in data:
        raise Unreadable(f"{name} is neither text nor a workbook: it cannot be read.")
    try:
        return data.decode()
    except UnicodeDecodeError:
        # Excel's own on a western Windows; a few of its bytes mean nothing.
        return data.decode("cp1252", errors="replace")
