"""Bonded rows for other programs: CSV that a spreadsheet may open, or JSON."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cache.bonded_rows import BondedRow
from cache.convert import instant_text
from cache.exporting import harmless, new_file, tabless
from cache.places import Refusal
from cache.rows import PAGE, Rows

# How the screen finds a row, and what only a picture is made of.
_INTERNAL = frozenset({"rowid", "trend"})
COLUMNS = ("environment", *(name for name in BondedRow._fields if name not in _INTERNAL))
FORMATS = ("csv", "json")
_MONEY = frozenset({"unit_price"})


async def export(rows: Rows[BondedRow], target: Path, *, environment: str, now: datetime) -> int:
    """Write these rows into a new file, mode 0600, `.csv` or `.json`; how many there were.

    The screen is let in after every page. Raises Refusal, and leaves no file, where that is not
    possible.
    """
    form = target.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise Refusal(f"{target} has to end in .csv or .json. Nothing was written.")
    with new_file(target) as file:
        for text in texts(rows, form, environment=environment, now=now):
            file.write(text)
            await asyncio.sleep(0)
        file.flush()
        # A disk may take seconds for it, and the screen does not wait for a disk.
        await asyncio.to_thread(os.fsync, file.fileno())
    return len(rows)


def texts(rows: Rows[BondedRow], form: str, *, environment: str, now: datetime) -> Iterator[str]:
    """The file page by page. Raises Refusal where a row went away meanwhile.

    `csv`, `tsv`: a head, then a row a line. `json`: one object with `schema`, `environment`,
    `written_at`, the oldest `fetched_at`, and `rows`. Money is text, in JSON a string; instants are
    ISO 8601 in UTC; what is not known is empty, in JSON null.
    """
    if form == "csv":
        yield ",".join(COLUMNS) + "\r\n"
        for page in _pages(rows):
            yield _csv(_named(row, environment) for row in page)
        return
    if form == "tsv":
        yield "\t".join(COLUMNS) + "\n"
        for page in _pages(rows):
            for row in page:
                yield "\t".join(map(tabless, map(_word, _named(row, environment).values()))) + "\n"
        return
    oldest = min((row.fetched_at for page in _pages(rows) for row in page), default=None)
    head = {
        "schema": "bondroom.bonded.1",
        "environment": environment,
        "written_at": instant_text(now),
        "fetched_at": oldest,
    }
    yield json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "rows": ['
    between = "\n"
    for page in _pages(rows):
        for row in page:
            yield between + json.dumps(_named(row, environment), ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


def _pages(rows: Rows[BondedRow]) -> Iterator[list[BondedRow]]:
    for start in range(0, len(rows), PAGE):
        found = [rows.row(at) for at in range(start, min(start + PAGE, len(rows)))]
        page = [row for row in found if row is not None]
        if len(page) < len(found):
            raise Refusal("The stock was fetched anew meanwhile. Nothing was written: try again.")
        yield page


def _named(row: BondedRow, environment: str) -> dict[str, Any]:
    said = {"environment": environment, **row._asdict()}
    fixed = row.non_cancelable
    said["non_cancelable"] = None if fixed is None else bool(fixed)
    return {name: said[name] for name in COLUMNS}


def _csv(page: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(
        [value if name in _MONEY else harmless(_word(value)) for name, value in row.items()]
        for row in page
    )
    return text.getvalue()


def _word(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
