"""How a command writes its rows: as a table to read, or as JSON, CSV or TSV for other programs.

In a table money stands with its currency, and what is not known is a dash. In JSON money is text
and an instant is ISO 8601 in UTC; CSV is safe to open in a spreadsheet; in TSV no value holds a tab
or a line end. Only the table is cut, and only on a terminal.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TextIO

from tui.cli.command import DONE, NOTHING
from tui.cli.words import Misused, complain
from tui.text import UNKNOWN, fit, money, pieces, safe, safe_lines, unit_price, width_of

Row = Mapping[str, Any]
_RIGHT = frozenset({"number", "money", "price"})
# In cells: no column is cut below it on a terminal.
_LEAST = 8


class Column(NamedTuple):
    """`key` in JSON, CSV and TSV; `head` above the table, empty where the table does without it.

    `kind`: text, number, money, price (of one piece), day, instant, flag. What money is in is read
    of the row's `currency`.
    """

    key: str
    head: str
    kind: str = "text"


class Section(NamedTuple):
    """One table of several, as `lines` of an order."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass
class Output:
    """Where rows go. `last` are the rows that were written last, for whoever speaks of them."""

    form: str = "table"
    environment: str = ""
    stream: TextIO | None = None
    width: int | None = None
    last: Sequence[Row] = field(default_factory=list)

    @classmethod
    def of(cls, form: str, environment: str = "") -> Output:
        """On the standard output, in its width where it is a terminal."""
        width = None
        if sys.stdout.isatty():
            width = os.get_terminal_size(sys.stdout.fileno()).columns
        return cls(form or "table", environment, None, width)

    def say(self, text: str) -> None:
        """A line of text, made safe."""
        self.write(safe(text) + "\n")

    def rows(
        self,
        schema: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        empty: str,
        notes: Sequence[str] = (),
    ) -> int:
        """Write `rows`; 0, or 3 where there are none (`empty` is said of that on standard error).

        `schema` names what a row is. `notes` stand below the table, and in JSON beside the rows.
        """
        return self.sections(schema, [Section("rows", columns, rows)], empty=empty, notes=notes)

    def sections(
        self,
        schema: str,
        sections: Sequence[Section],
        *,
        empty: str,
        notes: Sequence[str] = (),
        about: Mapping[str, Any] | None = None,
    ) -> int:
        """As `rows`, of several tables. `about` are facts of the whole. Raises Misused where there
        are several and the form holds one."""
        self.last = list(sections[0].rows) if sections else []
        match self.form:
            case "json":
                self._json(schema, sections, notes, about or {})
            case "csv" | "tsv":
                if len(sections) != 1:
                    names = ", ".join(one.name for one in sections)
                    raise Misused(f"{self.form} holds one list: choose one of {names} by --tab")
                self._flat(sections[0])
            case _:
                self._tables(sections, notes, about or {})
        if any(one.rows for one in sections) or about:
            return DONE
        complain(empty)
        return NOTHING

    # -- forms

    def _json(
        self,
        schema: str,
        sections: Sequence[Section],
        notes: Sequence[str],
        about: Mapping[str, Any],
    ) -> None:
        whole: dict[str, Any] = {"schema": f"bondroom.{schema}.1", "environment": self.environment}
        whole |= {name: _plain(value) for name, value in about.items()}
        for section in sections:
            whole[section.name] = [
                {one.key: _plain(row.get(one.key)) for one in section.columns}
                for row in section.rows
            ]
        if notes:
            whole["notes"] = list(notes)
        # ASCII alone: what a vendor or a person wrote must do nothing to a terminal.
        self.write(json.dumps(whole, indent=1) + "\n")

    def _flat(self, section: Section) -> None:
        keys = [one.key for one in section.columns]
        lines: list[list[Any]] = [["environment", *keys]]
        lines += (
            [self.environment, *(_flat(row.get(key)) for key in keys)] for row in section.rows
        )
        if self.form == "tsv":
            self.write("".join("\t".join(map(_tabless, line)) + "\n" for line in lines))
            return
        text = io.StringIO()
        csv.writer(text).writerows([_for_spreadsheet(one) for one in line] for line in lines)
        self.write(text.getvalue())

    def _tables(
        self, sections: Sequence[Section], notes: Sequence[str], about: Mapping[str, Any]
    ) -> None:
        facts = {name.replace("_", " "): value for name, value in about.items()}
        wide = max(map(len, facts), default=0)
        blocks = []
        if facts:
            told = [f"{name:<{wide}}  {_shown(value)}" for name, value in facts.items()]
            blocks.append("\n".join(self._cut(line) for line in told))
        for section in sections:
            if not section.rows:
                continue
            lines = self._table(section)
            if len(sections) > 1 or about:
                lines.insert(0, section.name.upper())
            blocks.append("\n".join(lines))
        if notes and blocks:
            blocks.append("\n".join(map(safe, notes)))
        if blocks:
            self.write("\n\n".join(blocks) + "\n")

    def _table(self, section: Section) -> list[str]:
        columns = [one for one in section.columns if one.head]
        cells = [[cell_of(row, one) for one in columns] for row in section.rows]
        lines = [[one.head for one in columns], *cells]
        widths = [max(map(width_of, column)) for column in zip(*lines, strict=True)]
        right = [one.kind in _RIGHT for one in columns]
        if self.width is not None:
            _narrow(widths, right, self.width)
        return [self._cut("  ".join(map(fit, line, widths, right)).rstrip()) for line in lines]

    def _cut(self, line: str) -> str:
        if self.width is None or width_of(line) <= self.width:
            return line
        return fit(line, self.width).rstrip()

    def write(self, text: str) -> None:
        """Text that was made safe."""
        (self.stream or sys.stdout).write(text)


def _narrow(widths: list[int], right: Sequence[bool], width: int) -> None:
    """Take cells from the widest columns of text until all of them fit, or none has more to give.

    A number is not cut: without its last digits it would be another one.
    """
    texts = [at for at in range(len(widths)) if not right[at] and widths[at] > _LEAST]
    while texts and sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max(texts, key=lambda at: widths[at])
        widths[widest] -= 1
        if widths[widest] == _LEAST:
            texts.remove(widest)


def cell_of(row: Row, column: Column) -> str:
    value = row.get(column.key)
    if value is None or value == "":
        return UNKNOWN
    match column.kind:
        case "number":
            return pieces(value) if isinstance(value, int) else safe(str(value))
        case "money" | "price":
            amount = Decimal(value)
            text = money(amount) if column.kind == "money" else unit_price(amount)
            return f"{text} {safe(str(row.get('currency') or UNKNOWN))}"
        case "day":
            return safe(str(value))[:10]
        case "instant":
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return f"{moment.astimezone():%Y-%m-%d %H:%M}"
        case _:
            return _shown(value)


def _shown(value: object) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value)) or UNKNOWN
    return safe(f"{value:,}" if isinstance(value, int) else str(value))


def _plain(value: object) -> object:
    """As JSON has it: money as text, instants ISO 8601 in UTC."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _flat(value: object) -> object:
    """As one field of CSV or TSV has it. A number stays one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(str(_flat(one)) for one in value)
    return _plain(value)


def _for_spreadsheet(value: object) -> object:
    from cache.exporting import harmless

    if isinstance(value, Decimal):
        return format(value, "f")
    return harmless(safe_lines(value)) if isinstance(value, str) else value


def _tabless(value: object) -> str:
    from cache.exporting import tabless

    return safe(tabless(format(value, "f") if isinstance(value, Decimal) else value))
