"""What taking in a file of the address book would change: shown first, then done whole or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cache import book_entries, numbers
from cache.ledger import bump
from cache.places import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from cache.book_entries import Entry
    from cache.book_file import BookFile
    from cache.people import Person


class Change(NamedTuple):
    """One ship-to that would be otherwise; `before` is None where it is new."""

    before: Entry | None
    after: Entry

    @property
    def words(self) -> str:
        was = self.before or type(self.after)(self.after.place, self.after.vendor)
        return "; ".join(book_entries.changes(was, self.after))


class Plan(NamedTuple):
    """`pattern` is how orders would be numbered, was and becomes; None: as they are."""

    changes: tuple[Change, ...]
    pattern: tuple[str, str] | None
    same: int

    @property
    def nothing(self) -> bool:
        return not self.changes and self.pattern is None

    @property
    def recoded(self) -> dict[str, str]:
        """The locations that go by another code, by CustomerId; empty: by their own again."""
        return {
            one.after.place: one.after.code
            for one in self.changes
            if one.after.vendor and one.after.code != (one.before.code if one.before else "")
        }


def plan(db: sqlite3.Connection, file: BookFile) -> Plan:
    """What would change, as the ledger stands. Raises Refusal where two would have one code."""
    stored = book_entries.read(db)
    ours = {one.code.casefold(): one for one in stored.values() if one.ours}
    changes: list[Change] = []
    for entry in file.entries:
        before = stored.get(entry.place) if entry.vendor else ours.get(entry.code.casefold())
        # A new one of ours is called as it will be; which number that is, the write says.
        after = entry if before is None else entry._replace(place=before.place)
        if after != (before or type(entry)(entry.place, entry.vendor)):
            changes.append(Change(before, after))
    moved = {one.after.place for one in changes}
    codes = {one.code.casefold() for one in stored.values() if one.code and one.place not in moved}
    for change in changes:
        code = change.after.code.casefold()
        if code and code in codes:
            raise Refusal(
                f"{change.after.code} is the code of another ship-to. Nothing was changed."
            )
        codes.add(code)
    was = numbers.pattern_of(db).text
    pattern = (was, file.pattern) if file.pattern and file.pattern != was else None
    return Plan(tuple(changes), pattern, len(file.entries) - len(changes))


def carry_out(
    db: sqlite3.Connection, file: BookFile, shown: Plan, at: datetime, person: Person
) -> None:
    """Change what was shown, each with its entry of the audit. Run inside a write.

    Raises Refusal, with nothing changed, where the book is another one by now.
    """
    if plan(db, file) != shown:
        raise Refusal("The address book was changed meanwhile. Nothing was changed: import again.")
    # First out of the way of one another: two locations may change their codes with each other.
    db.executemany(
        "UPDATE ship_to SET code = NULL WHERE vendor IS NOT NULL AND place = ?",
        [(place,) for place in shown.recoded],
    )
    for before, after in shown.changes:
        place = after.place or book_entries.next_place(db)
        book_entries.put(db, before, after._replace(place=place), at, person)
    if shown.pattern is not None:
        # It counts as a write by itself.
        numbers.set_pattern(db, numbers.Pattern.of(shown.pattern[1]), at, person)
    else:
        bump(db)


def clashes(shown: Plan, others: Sequence[tuple[str, str, str]]) -> str:
    """Which code a ship-to has already of which the file says nothing; empty where none has.

    `others`: place, code and name of each in the book.
    """
    moved = {one.after.place for one in shown.changes}
    codes = {code.casefold(): (code, name) for place, code, name in others if place not in moved}
    for change in shown.changes:
        if found := codes.get(change.after.code.casefold()):
            return f"{found[0]} is the code of {found[1]}. Nothing was changed."
    return ""
