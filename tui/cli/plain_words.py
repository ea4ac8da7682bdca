"""What a line typed at the plain prompt asks for: short words for the commands of the table, and
numbers for rows of the last list. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cache.places import Refusal

if TYPE_CHECKING:
    from tui.cli.table_output import Row

MISUSED = 2
_DRAFT = re.compile(r"[dD]-?[0-9]{1,9}")
_ROW = re.compile(r"#?([0-9]{1,5})")
# Words that stand for a command of the draft that is open.
_OF_DRAFT = {
    **{one: one for one in ("add", "set", "remove", "rename", "ship-to", "terms", "advice")},
    **{one: one for one in ("mend", "undo", "redo", "discard", "take-over")},
}
_INSTEAD = {
    "new": ("draft", "new"),
    "orders": ("orders",),
    "look": ("order", "look"),
    "note": ("order", "note"),
}


def words_of(typed: Sequence[str], rows: Sequence[Row], current: str) -> list[str]:
    """The words of the command; `current` is the draft that is open, empty where none is.

    Raises Refusal where a row is meant that is not in the last list.
    """
    head, *rest = typed
    word = head.casefold()
    if word in _OF_DRAFT:
        return _on_draft(_OF_DRAFT[word], rest, rows, current)
    if word == "draft" and rest and rest[0] in (*_OF_DRAFT.values(), "show"):
        return _on_draft(rest[0], rest[1:], rows, current)
    if word == "place":
        return ["place", *_named(rest, current)]
    if word in ("open", "show"):
        return opened(rest, rows, current)
    if word == "search":
        return ["find", *_numbers(rest, rows), "--ask"]
    if word == "release" and rest and _ROW.fullmatch(rest[0]) and len(rest) == 2:
        row = row_of(rest[0], rows)
        if not said(row, "customer_id"):
            raise Refusal("That row is not of the bonded stock: `bonded` lists it.", MISUSED)
        into = ["--draft", current] if current else []
        return ["release", said(row, "number"), said(row, "customer_id"), rest[1], *into]
    if word == "bonded":
        # Words before the options are the filter.
        first = next((at for at, one in enumerate(rest) if one.startswith("-")), len(rest))
        filtered = ["--filter", " ".join(rest[:first])] if first else []
        return ["bonded", *filtered, *rest[first:]]
    return [*_INSTEAD.get(word, (head,)), *_numbers(rest, rows)]


def _named(rest: Sequence[str], current: str) -> list[str]:
    """The words with the draft first: as typed, else the one that is open."""
    if rest and _DRAFT.fullmatch(rest[0]):
        return list(rest)
    if not current:
        raise Refusal("No draft is open: `open D-17` opens one, `new` begins one.", MISUSED)
    return [current, *rest]


def _on_draft(what: str, rest: Sequence[str], rows: Sequence[Row], current: str) -> list[str]:
    named = _named(rest, current)
    found = _ROW.fullmatch(named[1]) if what == "add" and len(named) > 1 else None
    if found and int(found[1]) <= len(rows):
        return _add(named, rows)
    return ["draft", what, *named]


def _add(named: list[str], rows: Sequence[Row]) -> list[str]:
    draft, which, *rest = named
    row = row_of(which, rows)
    if "reserve" in row and "customer_id" in row:
        site = said(row, "customer_id")
        return ["draft", "add", draft, said(row, "number"), *rest, "--bonded", site]
    part = said(row, "number") or said(row, "part")
    vendor = said(row, "vendor")
    more = ["--vendor", vendor] if vendor and "--vendor" not in rest else []
    return ["draft", "add", draft, part, *rest, *more]


def opened(rest: Sequence[str], rows: Sequence[Row], current: str) -> list[str]:
    """What `open` opens: a draft, a part, or an order, by its name or as a row."""
    if not rest:
        if current:
            return ["open-draft", current]
        raise Refusal("Open what? A row of the last list, a draft as D-17, or an order.", MISUSED)
    which, *more = rest
    if _DRAFT.fullmatch(which):
        return ["open-draft", which]
    if not _ROW.fullmatch(which):
        return ["order", "show", which, *more]
    row = row_of(which, rows)
    for name in ("draft", "label", "id"):
        if _DRAFT.fullmatch(said(row, name)):
            return ["open-draft", said(row, name)]
    if "part" in row or "maker" in row:
        vendor = said(row, "vendor")
        its = ["--vendor", vendor] if vendor else []
        return ["part", said(row, "number") or said(row, "part"), *its, *more]
    if number := said(row, "number"):
        return ["order", "show", number, *more]
    raise Refusal(f"Row {which} is nothing that can be opened.", MISUSED)


def row_of(which: str, rows: Sequence[Row]) -> Row:
    """The row of this number in the last list. Raises Refusal."""
    found = _ROW.fullmatch(which)
    number = int(found[1]) if found else 0
    if not 1 <= number <= len(rows):
        has = f"rows 1 to {len(rows)}" if rows else "no rows: nothing was listed yet"
        raise Refusal(f"There is no row {which}; the last list has {has}.", MISUSED)
    return rows[number - 1]


def said(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _numbers(rest: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """`#3` is the number of row 3."""
    found = []
    for word in rest:
        if word.startswith("#") and _ROW.fullmatch(word):
            row = row_of(word, rows)
            found.append(said(row, "number") or said(row, "part"))
        else:
            found.append(word)
    return found
