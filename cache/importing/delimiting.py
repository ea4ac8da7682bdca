"""Text to rows: which character stands between the columns, or that they are aligned by blanks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cache.importing.cells import (
    LONGEST,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Row,
    row_of,
    too_long,
    too_wide,
)
from cache.importing.headers import is_known
from cache.importing.quantities import looks_whole

_NAMES = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars"}
# Lines that are looked at to find out.
_SAMPLE = 200
# The share of the lines with a mark inside that has to agree on how many columns there are.
_AGREE = 0.7
# The share of all lines that has to have it inside: notes may stand around a table.
_HELD = 0.5
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
# Letters, quotes and what nobody can see part nothing.
_SEPARATOR_LINE = re.compile(r"sep=([\t!#-&(-/:-@[-`{-~])", re.IGNORECASE)


def is_table(text: str) -> bool:
    """Whether pasted text is more than one field: several lines, or a tab inside."""
    text = text.strip()
    return any(mark in text for mark in "\n\r\t")


def rows_of(text: str, name: str) -> tuple[tuple[Row, ...], str]:
    """The rows that hold anything, and in words how they were told apart. Raises Unreadable."""
    # Never str.splitlines: it splits at the separators that labels have inside.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    said = _SEPARATOR_LINE.fullmatch(lines[0])
    if said:
        # A spreadsheet's own line: it does not count it either.
        lines = lines[1:]
    delimiter = said[1] if said else _delimiter([line for line in lines if line.strip()][:_SAMPLE])
    split: Iterable[list[str]]
    if delimiter:
        split, how = _records(lines, delimiter), _NAMES.get(delimiter, f"“{delimiter}”")
    else:
        split, how = _blank_separated(lines), "blanks"
    found = []
    for number, texts in enumerate(split, 1):
        if any(map(str.strip, texts[MOST_COLUMNS:])):
            raise too_wide(name)
        row = row_of(number, [Cell(cell[:LONGEST]) for cell in texts[:MOST_COLUMNS]])
        if row is not None:
            found.append(row)
            if len(found) > MOST_ROWS:
                raise too_long(name)
    return tuple(found), f"columns by {how}" if max(map(_width, found), default=0) > 1 else "lines"


def _width(row: Row) -> int:
    return len(row.cells)


# -- a character between the columns


def _delimiter(sample: Sequence[str]) -> str:
    """Empty where the columns, if there are several, are separated by blanks."""
    if sum("\t" in line.strip() for line in sample) * 2 >= len(sample) > 0:
        return "\t"
    best, most = "", 1
    for mark in ";|,":
        widths = Counter(len(cells) for cells in _records(sample, mark) if cells)
        total = widths.total()
        held = total - widths.pop(1, 0)
        width, agree = widths.most_common(1)[0] if widths else (1, 0)
        told = held >= _HELD * total and agree >= _AGREE * held
        if width > most and told and not _is_no_mark(sample, mark):
            best, most = mark, width
    return best


def _is_no_mark(sample: Sequence[str], mark: str) -> bool:
    """Whether the commas only group thousands, or stand in the text of aligned columns."""
    if mark != ",":
        return False
    commas = [line for line in sample if "," in line]
    words = [word for line in commas for word in line.split() if "," in word]
    if all(_THOUSANDS.fullmatch(word) for word in words) and all(
        len(line.split()) > 1 for line in commas
    ):
        return True
    loose = all(line.count(",") == line.count(", ") for line in commas)
    return loose and bool(_gutters(sample))


def _records(lines: Sequence[str], mark: str) -> list[list[str]]:
    """As CSV quotes; where a quote is no quoting, as 1/4" is not, each line by itself."""
    text = "\n".join(lines)
    blank_first = re.search(re.escape(mark) + ' +"', text) is not None
    try:
        return list(
            csv.reader(io.StringIO(text), delimiter=mark, strict=True, skipinitialspace=blank_first)
        )
    except csv.Error:
        return [_record(line, mark) for line in lines]


def _record(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark, strict=True), [])
    except csv.Error:
        return line.split(mark)


# -- blanks between the columns


def _blank_separated(lines: Sequence[str]) -> Iterator[list[str]]:
    held = [line for line in lines if line.strip()]
    starts = _gutters(held[:_SAMPLE])
    if starts and not any("  " in cell for line in held for cell in _cut(line, starts)):
        return (_cut(line, starts) for line in lines)
    if held and sum(len(_by_runs(line)) > 1 for line in held) >= _AGREE * len(held):
        return (_by_runs(line) for line in lines)
    late = sum(_quantity_first(line.split()) for line in held) * 2 > len(held)
    return (_words(line, late) for line in lines)


def _gutters(lines: Sequence[str]) -> list[int]:
    """Where columns begin, if at least two blanks stand between them in every line."""
    if len(lines) < 2:
        return []
    width = max(map(len, lines))
    taken = bytearray(width)
    for line in lines:
        for at, character in enumerate(line):
            if character != " ":
                taken[at] = 1
    gaps = re.finditer(rb"\x00{2,}(?=\x01)", bytes(taken))
    starts = [0, *(gap.end() for gap in gaps if gap.start())]
    return starts if len(starts) > 1 else []


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    if any(line[at - 2 : at].strip() for at in starts[1:]):
        # Beyond the lines that were looked at one may run over.
        return _by_runs(line)
    ends = [*starts[1:], None]
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _by_runs(line: str) -> list[str]:
    return re.split(r" {2,}", line.strip()) if line.strip() else []


def _quantity_first(words: Sequence[str]) -> bool:
    if len(words) < 2 or not looks_whole(words[0]):
        return False
    # Of two whole numbers the longer one is the part.
    return not looks_whole(words[-1]) or len(words[0]) < len(words[-1])


def _words(line: str, quantity_first: bool) -> list[str]:
    """Part, quantity and the rest; a line of which neither can be told stays whole."""
    words = [word.rstrip(",;") for word in line.split()]
    if len(words) < 2:
        return words
    if all(map(is_known, words)):
        return [words[1], words[0], *words[2:]] if quantity_first else words
    if quantity_first and looks_whole(words[0]):
        at = 2 if len(words) > 2 and words[1].casefold() in ("x", "pcs", "stk", "×") else 1
        return [words[at], words[0], " ".join(words[at + 1 :])]
    if looks_whole(words[-1]):
        return [words[0], words[-1], " ".join(words[1:-1])]
    return [line.strip()]
