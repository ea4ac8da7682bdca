"""What a person chose to look at, so that it is there again after a restart.

It lies in the ledger, since cache.db may be made anew, and by the person, since a workstation has
many. It changes nothing of an order: no audit tells of it, and nothing is projected anew for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from cache.people import Person
    from cache.store import Store


class Choices:
    """Short texts by name, of this person in this environment. Raises Refusal."""

    def __init__(self, ledger: Store, person: Person) -> None:
        self._ledger = ledger
        self._person = person

    async def read(self, name: str) -> str:
        """What was kept under `name`; empty where nothing was."""
        row = await self._ledger.read(
            lambda db: db.execute(
                "SELECT value FROM setting WHERE name = ?", (self._key(name),)
            ).fetchone()
        )
        return "" if row is None else str(row[0])

    async def keep(self, name: str, text: str) -> None:
        """Keep `text` in place of what was kept under `name`."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (self._key(name), text))

        await self._ledger.write(job)

    def _key(self, name: str) -> str:
        return f"choice.{name}.{self._person.uid}"
