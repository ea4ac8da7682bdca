"""From rows to lines: quantity × boards and attrition, and what is not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from cache.importing.cells import LONGEST, Cell, Grid, Row
from cache.importing.doctor import Flag
from cache.importing.headers import Role
from cache.importing.quantities import MOST_PIECES, pieces_of
from cache.importing.tables import Layout, first_line
from cache.typed import Typed
from vendors.terms import NO_LINE_TERMS, LineTerms
from vendors.text import clean

MOST_BOARDS = 10_000_000

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DESIGNATOR = re.compile(
    r"(?<![A-Za-z])([A-Za-z]+)(\d+)(?:\s*(?:-|–|\.\.|to)\s*(?:([A-Za-z]+))?(\d+))?"
)
_ATTRITION = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*%?")
_NUMBER = re.compile(r"\d{1,8}")


class Wanted(NamedTuple):
    """One line to be: `quantity` is in pieces, 0 where it was not said or is none."""

    typed: Typed
    quantity: int
    terms: LineTerms = NO_LINE_TERMS


@dataclass(frozen=True, slots=True)
class Asked:
    """`attrition` is in percent, and rounded up to whole pieces. `merge`: lines of one part that
    differ in nothing but the quantity become one."""

    boards: int = 1
    attrition: Decimal = Decimal(0)
    merge: bool = False


class Open(NamedTuple):
    """What of a row is not understood, in words. `row` is its number in the file."""

    row: int
    words: str


class Lines(NamedTuple):
    """`open` are the rows that are not understood. `above` rows stand above the head, `heads`
    repeat it: neither is a line."""

    lines: tuple[Wanted, ...]
    open: tuple[Open, ...]
    above: int
    heads: int


def pieces_wanted(each: Decimal, boards: int, attrition: Decimal) -> Decimal:
    """Pieces for so many boards, with that percentage more, rounded up to whole ones."""
    exact = each * boards * (1 + attrition / 100)
    return exact.to_integral_value(ROUND_CEILING) if attrition or boards != 1 else exact


def boards_of(text: str) -> int | None:
    """What was typed for a number of boards; None where it is none."""
    text = re.sub(r"[,.' ](?=\d{3})", "", text.strip())
    number = int(text) if _NUMBER.fullmatch(text) else 0
    return number if 1 <= number <= MOST_BOARDS else None


def attrition_of(text: str) -> Decimal | None:
    """What was typed for a percentage, from 0 to 100; None where it is none."""
    found = _ATTRITION.fullmatch(text.strip())
    number = Decimal(found[1].replace(",", ".")) if found else Decimal(-1)
    return number if 0 <= number <= 100 else None


def mended(grid: Grid, changes: Mapping[tuple[int, int], str]) -> Grid:
    """The grid with other texts at (place of the row, column)."""
    if not changes:
        return grid
    rows = list(grid.rows)
    for (place, column), text in changes.items():
        cells = list(rows[place].cells)
        cells[column] = Cell(text)
        rows[place] = Row(rows[place].number, tuple(cells))
    return grid._replace(rows=tuple(rows))


def lines_of(grid: Grid, layout: Layout, asked: Asked, flags: Sequence[Flag] = ()) -> Lines:
    """A line of every row below the head. What is not understood says so in `typed.reason`, and so
    does what the doctor is sure of."""
    start = first_line(grid, layout)
    head = None if layout.header is None else grid.rows[layout.header].cells
    ill: dict[int, Flag] = {}
    for flag in flags:
        if flag.sure:
            ill.setdefault(flag.place, flag)
    held: list[_Line] = []
    heads = 0
    for place, row in enumerate(grid.rows[start:], start):
        if row.cells == head:
            heads += 1
        else:
            held.append(_line(grid, layout, row, asked, ill.get(place)))
    unclear = tuple(Open(line.rows[0], line.words) for line in held if line.words)
    if asked.merge:
        held = _merged(held, asked)
    lines = [_finished(grid.name, line, asked) for line in held]
    return Lines(tuple(lines), unclear, max(0, start - 1), heads)


class _Line(NamedTuple):
    """`each` is pieces for one board, `words` what is not understood, `ill` the doctor's word."""

    typed: Typed
    each: Decimal | None
    terms: LineTerms
    rows: tuple[int, ...]
    words: str
    ill: str


def _line(grid: Grid, layout: Layout, row: Row, asked: Asked, ill: Flag | None) -> _Line:
    said = {
        role: clean(row.cell(at).text, 200)
        for at, role in enumerate(layout.roles)
        if role is not Role.NONE
    }
    part, number = said.get(Role.PART, ""), said.get(Role.NUMBER, "")
    if not part:
        # A vendor's number is a part number too.
        part, number = number, ""
    each, reason = _quantity(layout, row, asked)
    day = _day(layout, row)
    reasons = [] if part else [_no_part(row)]
    if part and reason:
        reasons.append(reason)
    if said.get(Role.DUE) and day is None:
        reasons.append(f"“{said[Role.DUE]}” is no day that is understood")
    typed = Typed(
        part=part,
        # Only what is no quantity is kept in words.
        quantity=said.get(Role.QUANTITY, "") if each is None else "",
        packaging=said.get(Role.PACKAGING, ""),
        vendor=said.get(Role.VENDOR, ""),
        due=said.get(Role.DUE, "") if day is None else day.isoformat(),
        number=number,
        maker=said.get(Role.MAKER, ""),
    )
    terms = LineTerms(customer_part=said.get(Role.REFERENCE, ""), wanted_on=day)
    words = "; ".join(reasons)
    return _Line(typed, each, terms, (row.number,), words, "" if ill is None else flag_words(ill))


def _quantity(layout: Layout, row: Row, asked: Asked) -> tuple[Decimal | None, str]:
    """Pieces of one board, or why there are none."""
    column = layout.column(Role.QUANTITY)
    places = _designated(layout, row)
    cell = Cell() if column is None else row.cell(column)
    text = clean(cell.text, 60)
    if not text:
        return (Decimal(places), "") if places else (None, "no quantity is said")
    each = pieces_of(cell)
    if each is None:
        return None, f"“{text}” is no quantity"
    if each == 0:
        return None, "0 pieces are asked for: x takes the line out"
    total = pieces_wanted(each, asked.boards, asked.attrition)
    if total != total.to_integral_value():
        return None, f"{text} is no whole number of pieces"
    if total > MOST_PIECES:
        return None, f"{total:,} pieces are more than can be ordered"
    if places and each != places:
        some = "1 designator stands" if places == 1 else f"{places} designators stand"
        return each, f"{some} there, and {text} pieces"
    return each, ""


def _designated(layout: Layout, row: Row) -> int:
    """How many places on the board the designators name; 0 where they do not say."""
    column = layout.column(Role.DESIGNATORS)
    text = "" if column is None else row.cell(column).text.strip()
    if len(text) >= LONGEST:
        # Its end may be cut off.
        return 0
    count = 0
    for found in _DESIGNATOR.finditer(text):
        span = int(found[4]) - int(found[2]) if found[4] and len(found[4]) < 7 else 0
        count += 1 + span if 0 <= span < 10_000 else 1
    # A word that is no designator: what is counted is not all.
    return 0 if _DESIGNATOR.sub("", text).strip(" ,;\t\n/") else count


def _day(layout: Layout, row: Row) -> date | None:
    """A day that can be read one way only: a date of the workbook, 2026-12-01 or 1.12.2026."""
    column = layout.column(Role.DUE)
    text = "" if column is None else row.cell(column).text.strip()
    parts = [int(one) for one in found.groups()] if (found := _ISO.fullmatch(text)) else []
    if found := _DOTTED.fullmatch(text):
        parts = [int(one) for one in reversed(found.groups())]
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _no_part(row: Row) -> str:
    held = [clean(cell.text, 40) for cell in row.cells if cell.text.strip()]
    return f"no part number; there stands “{clean(' · '.join(held), 120)}”"


def flag_words(flag: Flag) -> str:
    """What the doctor says of a cell, fit to stand alone."""
    maybe = f"; it may have been {clean(flag.maybe[0], 40)}" if flag.maybe else ""
    return f"{flag.role} “{clean(flag.was, 40)}”: {flag.words}{maybe}"


def _merged(lines: Sequence[_Line], asked: Asked) -> list[_Line]:
    found: dict[object, _Line] = {}
    for place, line in enumerate(lines):
        typed = line.typed
        key: object = place
        if typed.part and line.each is not None and not line.ill:
            said = (typed.part, typed.number, typed.packaging, typed.vendor, typed.maker, typed.due)
            key = (*(one.casefold() for one in said), line.terms)
        before = found.get(key)
        if before is None or before.each is None or line.each is None:
            found[key] = line
            continue
        each = before.each + line.each
        if pieces_wanted(each, asked.boards, asked.attrition) > MOST_PIECES:
            # Apart they can be ordered.
            found[place] = line
            continue
        words = "; ".join(one for one in (before.words, line.words) if one)
        found[key] = before._replace(each=each, rows=before.rows + line.rows, words=words)
    return list(found.values())


def _finished(name: str, line: _Line, asked: Asked) -> Wanted:
    rows = ", ".join(map(str, line.rows[:8])) + (" …" if len(line.rows) > 8 else "")
    source = clean(f"{name} row{'s' if len(line.rows) > 1 else ''} {rows}", 160)
    quantity = 0
    if line.each is not None:
        quantity = int(pieces_wanted(line.each, asked.boards, asked.attrition))
    reason = "; ".join(one for one in (line.words, line.ill) if one)
    return Wanted(replace(line.typed, source=source, reason=reason), quantity, line.terms)


def is_plain(lines: Lines, flags: Sequence[Flag]) -> bool:
    """Whether one line was pasted in which nothing is left to ask."""
    return len(lines.lines) == 1 and not lines.open and not any(flag.sure for flag in flags)
