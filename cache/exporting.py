"""The history in a file for other programs: CSV that a spreadsheet may open, or JSON."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from cache.orders import OrderRow, Orders, shown_state
from cache.places import CANNOT_CREATE, Refusal, refusal_of
from cache.rows import PAGE

# Spreadsheets take a text that begins so, after blanks, for a formula or for a command.
_ACTS = re.compile(r"[\s\ufeff]*[=+\-@\t\r|%]")
# How the screen finds a row, and for whom it is new.
_INTERNAL = frozenset({"rowid", "fresh", "urgent"})
_SHOWN_AS = "shown_as"
# Beside the state and the vendor's status, the word by which the screen shows the two.
_COLUMNS = tuple(
    column
    for name in OrderRow._fields
    if name not in _INTERNAL
    for column in ((name, _SHOWN_AS) if name == "status" else (name,))
)
_MONEY = frozenset({"total"})


async def export_orders(orders: Orders, target: Path, text: str = "") -> int:
    """Write every order that the history shows under the filter `text`; how many there were.

    `target` is a new file, mode 0600, `.csv` or `.json` (money as strings) in UTF-8. Instants are
    ISO 8601 in UTC. The screen is let in after every page. Raises Refusal, and leaves no file,
    where that is not possible.
    """
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise Refusal(f"{target} has to end in .csv or .json. Nothing was written.")
    rows = await orders.all_rows(text)
    with new_file(target) as file:
        file.write(form.head)
        for start in range(0, len(rows), PAGE):
            page = [rows.row(at) for at in range(start, min(start + PAGE, len(rows)))]
            found = [_named(row) for row in page if row is not None]
            if len(found) < len(page):
                raise Refusal("The history changed meanwhile. Nothing was written: try again.")
            file.write(form.between if start else "")
            file.write(form.page(found))
            await asyncio.sleep(0)
        file.write(form.tail)
        file.flush()
        # A disk may take seconds for it, and the screen does not wait for a disk.
        await asyncio.to_thread(os.fsync, file.fileno())
    return len(rows)


@contextmanager
def new_file(target: Path) -> Iterator[TextIO]:
    """A new file, mode 0600, on the disk when this ends. Raises Refusal, and leaves none then."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(target, flags, 0o600)
    except FileExistsError:
        raise Refusal(
            f"{target} is there already. Nothing was overwritten: choose another name.",
            CANNOT_CREATE,
        ) from None
    except FileNotFoundError:
        raise Refusal(
            f"There is no folder {target.parent}. Nothing was written.", CANNOT_CREATE
        ) from None
    except OSError as error:
        raise refusal_of(error, target) from None
    try:
        # csv writes its own line ends.
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
    except BaseException as error:
        with contextlib.suppress(OSError):
            target.unlink()
        if isinstance(error, OSError):
            raise refusal_of(error, target) from None
        raise


def _named(row: OrderRow) -> dict[str, Any]:
    said = row._asdict() | {_SHOWN_AS: shown_state(row)[1], "ours": bool(row.ours)}
    return {name: said[name] for name in _COLUMNS}


def _csv_page(page: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(
        [value if name in _MONEY else harmless(value) for name, value in row.items()]
        for row in page
    )
    return text.getvalue()


def _json_page(page: Iterable[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in page)


def harmless(value: object) -> object:
    """Numbers stay numbers; a text that a spreadsheet would act on gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and _ACTS.match(value) else value


def tabless(value: object) -> str:
    """A field of TSV, which has no quotes: a tab or a line end in it is a blank."""
    text = "" if value is None else str(value)
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")


class _Form(NamedTuple):
    head: str
    between: str
    tail: str
    page: Callable[[Iterable[dict[str, Any]]], str]


_FORMS = {
    ".csv": _Form(",".join(_COLUMNS) + "\r\n", "", "", _csv_page),
    ".json": _Form("[\n", ",\n", "\n]\n", _json_page),
}
