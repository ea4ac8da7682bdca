"""Purchase order numbers: given by a pattern that lies in the ledger, or typed by a person.

A number is unique for ever, whatever became of its order. What is given here has only `A-Z`, `0-9`
and `-` and at most 20 characters, because it travels in a URL's path and on bag labels. A number
that a company's own system gave may also hold `.`, `_` and `/`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.ledger import bump, note
from cache.places import Refusal

if TYPE_CHECKING:
    from cache.people import Person

USUAL = "{prefix}-{yyyy}-{seq:04}"
LONGEST = 20
# The least that any system of a vendor is known to keep of a number.
LONGEST_TYPED = 35

_SETTING = "po_pattern"
_PIECE = re.compile(r"\{(prefix|yyyy|yy|mm|dd|seq(?::0([1-9]))?)\}")
_BRACED = re.compile(r"\{[^{}]*\}")
_GIVEN = re.compile(r"[A-Z0-9-]+")
# No piece between slashes is `.` or `..`: a URL would take it for a step of its path.
_TYPED = re.compile(r"(?!.*(?:^|/)\.{0,2}(?:/|$))[A-Za-z0-9][A-Za-z0-9._/-]*")
# What a prefix of settings may grow to.
_PREFIX = "W" * 8


class Pattern(NamedTuple):
    """How numbers are made, as `{prefix}-{yyyy}-{seq:04}`.

    The pieces: `{prefix}` of the settings, `{yyyy}` or `{yy}`, `{mm}`, `{dd}` of the day (UTC) on
    which the number is given, and once `{seq}`, or `{seq:04}` with at least so many digits.
    """

    text: str

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Raises Refusal where no good number could come of `text`."""
        pattern = cls(text)
        strange = [word for word in _BRACED.findall(text) if not _PIECE.fullmatch(word)]
        if strange:
            raise Refusal(
                f"There is no piece {' or '.join(strange)}: the pieces are {{prefix}}, {{yyyy}}, "
                "{yy}, {mm}, {dd}, and once {seq} or {seq:04}. Nothing was changed."
            )
        pieces = [found.group(1) for found in _PIECE.finditer(text)]
        if sum(piece.startswith("seq") for piece in pieces) != 1:
            raise Refusal(
                f"The pattern {text!r} needs {{seq}} or {{seq:04}} exactly once; it may also have "
                "{prefix}, {yyyy}, {yy}, {mm} and {dd}. Nothing was changed."
            )
        if not _GIVEN.fullmatch(_PIECE.sub("X", text)):
            raise Refusal(
                f"The pattern {text!r} may only have A to Z, 0 to 9 and - around its pieces. "
                "Nothing was changed."
            )
        width = max(4, *(int(found.group(2) or 1) for found in _PIECE.finditer(text)))
        longest = len(pattern.filled(_PREFIX, datetime(2000, 1, 1), "9" * (width + 1)))  # noqa: DTZ001
        if longest > LONGEST:
            raise Refusal(
                f"Numbers of the pattern {text!r} could have {longest} characters, and the most "
                f"is {LONGEST}. Nothing was changed."
            )
        return pattern

    def filled(self, prefix: str, at: datetime, sequence: str) -> str:
        """The number; `sequence` already as text."""
        values = {
            "prefix": prefix,
            "yyyy": f"{at.year:04}",
            "yy": f"{at.year % 100:02}",
            "mm": f"{at.month:02}",
            "dd": f"{at.day:02}",
        }
        return _PIECE.sub(lambda found: values.get(found.group(1), sequence), self.text)

    def number(self, prefix: str, at: datetime, sequence: int) -> str:
        width = next(int(found.group(2) or 1) for found in _PIECE.finditer(self.text) if _is(found))
        return self.filled(prefix, at, f"{sequence:0{width}}")


def _is(found: re.Match[str]) -> bool:
    return found.group(1).startswith("seq")


def pattern_of(db: sqlite3.Connection) -> Pattern:
    """The ledger's own pattern, or the usual one."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_SETTING,)).fetchone()
    return Pattern(row[0] if row else USUAL)


def set_pattern(db: sqlite3.Connection, pattern: Pattern, at: datetime, person: Person) -> None:
    """Numbers given from now on are made by `pattern`. Run inside a write."""
    was = pattern_of(db).text
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_SETTING, pattern.text))
    note(db, person, at, "number pattern", was=was, became=pattern.text)
    bump(db)


def give(db: sqlite3.Connection, prefix: str, at: datetime) -> str:
    """The next number that the pattern makes. Run inside a write."""
    pattern = pattern_of(db)
    scope = pattern.filled(prefix, at, "*")
    while True:
        (last,) = db.execute(
            "INSERT INTO po_sequence VALUES (?, 1) "
            "ON CONFLICT (scope) DO UPDATE SET last = last + 1 RETURNING last",
            (scope,),
        ).fetchone()
        number = pattern.number(prefix, at, last)
        # A number of this form may have come from elsewhere; none is ever given twice.
        if not taken(db, number):
            return number


def upcoming(db: sqlite3.Connection, prefix: str, at: datetime) -> str:
    """The number that `give` would give next, as things stand; none is given."""
    pattern = pattern_of(db)
    last = _last(db, pattern.filled(prefix, at, "*"))
    while taken(db, number := pattern.number(prefix, at, last := last + 1)):
        pass
    return number


def given(db: sqlite3.Connection) -> int:
    """How many numbers were given by a pattern, to orders that are void now included."""
    (count,) = db.execute("SELECT count(*) FROM purchase_order WHERE typed = 0").fetchone()
    return int(count)


def skip(
    db: sqlite3.Connection, prefix: str, at: datetime, count: int, known: Mapping[str, int]
) -> None:
    """Leave out `count` numbers in every form that numbers were given in, and in that of now.

    `known`: how far forms, as `po_sequence` names them, are known to have come elsewhere. Run
    inside a write.
    """
    forms = {scope for (scope,) in db.execute("SELECT scope FROM po_sequence")}
    for scope in sorted(forms | set(known) | {pattern_of(db).filled(prefix, at, "*")}):
        last = max(_last(db, scope), known.get(scope, 0)) + count
        db.execute("INSERT OR REPLACE INTO po_sequence VALUES (?, ?)", (scope, last))


def _last(db: sqlite3.Connection, scope: str) -> int:
    row = db.execute("SELECT last FROM po_sequence WHERE scope = ?", (scope,)).fetchone()
    return 0 if row is None else int(row[0])


def taken(db: sqlite3.Connection, number: str) -> bool:
    """Whether an order of the ledger, void ones included, has this number in any case."""
    row = db.execute("SELECT 1 FROM purchase_order WHERE number = ?", (number,)).fetchone()
    return row is not None


def why_not_free(db: sqlite3.Connection, number: str) -> str:
    """Why no other order can have this number any more; empty where it is free."""
    row = db.execute(
        "SELECT number, state FROM purchase_order WHERE number = ?", (number,)
    ).fetchone()
    if row is None:
        return ""
    if row[1] == "void":
        return (
            f"{row[0]} was given up and is void, and no number is ever used again. "
            "Nothing was changed: F2 takes another one."
        )
    return f"{row[0]} is the number of another order here. Nothing was changed."


def typed(text: str) -> str:
    """The number a person typed, trimmed. Raises Refusal where it can be none."""
    number = text.strip()
    if not number:
        raise Refusal("No number was typed. Nothing was changed.")
    if len(number) > LONGEST_TYPED:
        raise Refusal(
            f"A number has at most {LONGEST_TYPED} characters, and this one has {len(number)}. "
            "Nothing was changed."
        )
    if not _TYPED.fullmatch(number):
        raise Refusal(
            "A number begins with a letter or digit and has only A to Z, 0 to 9 and - . _ /. "
            "Nothing was changed."
        )
    return number
