"""Which of the accounts at a vendor the person orders for, as chosen at the sign-in.

It is kept in the ledger, as everything that the program itself changes, so each environment has
its own; the settings may fix one, and that one wins.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from cache.acting import ending
from cache.ledger import bump, note
from cache.places import Refusal

if TYPE_CHECKING:
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock


class Accounts:
    """Chosen accounts, by the vendor's key. Raises Refusal where the ledger cannot be used."""

    def __init__(self, ledger: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person
        # The vendors whose account the settings say: what is chosen does not count there.
        self.fixed: frozenset[str] = frozenset()

    async def chosen(self, vendor: str) -> str | None:
        """The account's id at the vendor; None where none was chosen yet."""
        return await self._ledger.read(lambda db: _chosen(db, vendor))

    async def choose(self, vendor: str, account_id: str) -> None:
        """From now on this one. It is noted in the audit where it is another than before.

        Raises Refusal too while it is not known whether an order of the one before was placed: that
        is looked for with the account that is chosen, and another one may not be shown it.
        """
        await self._ledger.write(lambda db: self._choose(db, vendor, account_id))

    def why_not(self, db: sqlite3.Connection, vendor: str, acts_for: str) -> str:
        """Why nothing is ordered for the account `acts_for`: another session chose another one.

        Empty where it may be. Run inside the write that begins an order, so that nothing comes
        between.
        """
        chosen = None if vendor in self.fixed else _chosen(db, vendor)
        if not acts_for or chosen in (None, acts_for):
            return ""
        return (
            f"Another session chose the account {ending(str(chosen))}, and this one acts for "
            f"{ending(acts_for)}: sign in for it (L) or start anew, then press P again."
        )

    def _choose(self, db: sqlite3.Connection, vendor: str, account_id: str) -> None:
        was = _chosen(db, vendor) or ""
        if was == account_id:
            return
        open_one = db.execute(
            "SELECT number FROM purchase_order "
            "WHERE vendor = ? AND state IN ('placing', 'unknown') ORDER BY id LIMIT 1",
            (vendor,),
        ).fetchone()
        if was and open_one is not None:
            raise Refusal(
                f"It is not known yet whether {open_one[0]} was placed, and it is looked for with "
                f"the account …{was[-4:]}, which stays: settle that first (4, Enter, l), then "
                "choose another account."
            )
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_name(vendor), account_id))
        now = self._clock.now()
        note(db, self._person, now, f"account at {vendor}", was=was, became=account_id)
        bump(db)


def _name(vendor: str) -> str:
    return f"account.{vendor}"


def _chosen(db: sqlite3.Connection, vendor: str) -> str | None:
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_name(vendor),)).fetchone()
    return None if row is None else str(row[0])
