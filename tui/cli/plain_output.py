"""How the program of plain lines writes: a row a line, what matters first, twenty at a time.

Nothing of it draws: no escape, no carriage return, no line that is written twice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from shutil import get_terminal_size
from typing import Any, TextIO

from tui.cli.command import DONE, NOTHING
from tui.cli.spoken import plain
from tui.cli.table_output import Column, Output, Row, Section, cell_of
from tui.text import UNKNOWN, counted, width_of, wrap

PAGE = 20
# A command is typed here without the program's name, but for those that a shell alone has.
_HERE = re.compile(r"`bondroom (?!-|(?:login|setup|tour|restore|plain)\b)")
# What a row is read out without: when it was fetched, and a count of what there is none of.
_UNTOLD = frozenset({"fetched_at"})
_ONLY_SOME = frozenset({"differs", "differ"})


class PlainStream(io.TextIOBase):
    """Text on its way to the terminal: whoever writes, nothing but plain lines comes out."""

    def __init__(self, under: TextIO) -> None:
        self._under = under
        # A terminal cuts a long line anywhere, also within a word.
        self._folds = under.isatty()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        """Whoever asks would draw otherwise."""
        return False

    def write(self, text: str) -> int:
        text = text.replace("`bondroom --help`", "`commands`")
        lines = text.replace("\r\n", "\n").split("\n")
        width = get_terminal_size().columns if self._folds else None
        self._under.write("\n".join(_folded(plain(_HERE.sub("`", one)), width) for one in lines))
        return len(text)

    def flush(self) -> None:
        self._under.flush()


@dataclass
class Shown:
    """The list that was written last, and how much of it is still to come."""

    schema: str = ""
    rows: Sequence[Row] = ()
    lines: Sequence[str] = ()
    at: int = 0

    def page(self, write: Callable[[str], object]) -> None:
        """Write the next twenty rows, and what may be typed then."""
        first, self.at = self.at, min(len(self.lines), self.at + PAGE)
        for line in self.lines[first : self.at]:
            write(line + "\n")
        count = counted(len(self.lines), "row")
        if self.at < len(self.lines):
            write(f"{count}; {first + 1} to {self.at}. next: more. open NUMBER: one of them.\n")
        elif len(self.lines) > 1 or first:
            write(f"{count}. open NUMBER: one of them.\n")


@dataclass
class PlainOutput(Output):
    """Writes the rows of a command as lines, and keeps them as the last list."""

    shown: Shown = field(default_factory=Shown)

    def sections(
        self,
        schema: str,
        sections: Sequence[Section],
        *,
        empty: str,
        notes: Sequence[str] = (),
        about: Mapping[str, Any] | None = None,
    ) -> int:
        if self.form != "table":
            return super().sections(schema, sections, empty=empty, notes=notes, about=about)
        facts = about or {}
        for name, value in facts.items():
            if value not in (None, "", [], ()):
                self.say(f"{name.replace('_', ' ')}: {_of_fact(name, value)}")
        if len(sections) == 1:
            # How many there are comes first, and what may be typed last.
            for note in notes:
                self.say(note)
        for section in sections:
            if len(sections) > 1 and section.rows:
                self.say(f"{section.name}, {counted(len(section.rows), 'row')}:")
            lines = [
                f"{number}. {_line(row, section.columns, number)}"
                for number, row in enumerate(section.rows, 1)
            ]
            if len(sections) > 1:
                for line in lines:
                    self.say(line)
            elif lines:
                # One list: it is the one that numbers speak of from here on.
                self.shown.schema, self.shown.rows = schema, list(section.rows)
                self.shown.lines, self.shown.at = lines, 0
                self.shown.page(self.write)
        for note in notes if len(sections) > 1 else ():
            self.say(note)
        if any(one.rows for one in sections) or facts:
            return DONE
        self.say(empty)
        return NOTHING


def _of_fact(name: str, value: object) -> str:
    return cell_of({name: value}, Column(name, name))


def _folded(line: str, width: int | None) -> str:
    """`line` in as many as `width` needs, without a word that is cut."""
    if width is None or width_of(line) <= width:
        return line
    return "\n".join(wrap(line, width))


def _line(row: Row, columns: Sequence[Column], number: int) -> str:
    """One row: the first two values alone, the others behind what they are."""
    said: list[str] = []
    for column in columns:
        value = row.get(column.key)
        if column.head == "#" and value == number:
            continue
        if not column.head or column.key in _UNTOLD or value is False:
            continue
        cell = cell_of(row, column)
        if cell != UNKNOWN and not (column.key in _ONLY_SOME and not value):
            said.append(cell if len(said) < 2 else f"{column.head} {cell}")
    return ", ".join(said)
