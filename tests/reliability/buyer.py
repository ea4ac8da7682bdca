"""A buyer's session as it is, but for the screen: true services, the true client, true files.

The stores run inline, in one thread, so that the n-th system call of a kind is the same one in
every run. The clock stands where the sandbox's stands.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cache.bonded import Bonded
from cache.catalogue import Catalogue
from cache.clock import FixedClock
from cache.drafts import Draft, Drafts
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.orders import Orders
from cache.people import Person
from cache.placing import Placing
from cache.schema import CACHE, CACHE_ID
from cache.sessions import SessionLock
from cache.store import Store
from cache.tokens import TokenFiles
from tests.contract.parties import SETTINGS, FreePace
from tests.sandbox.kit import FROZEN
from vendors import digikey
from vendors.http import Transport

LEDGER_FILE = "ledger.db"


class Buyer:
    """`open` first, `close` last; or the process is killed."""

    def __init__(
        self,
        folder: Path,
        person: Person,
        *,
        socket: Path,
        transport: Transport | None = None,
        prefix: str = "AC",
        placing: type[Placing] = Placing,
    ) -> None:
        """`transport` takes the place of the connection to `socket`."""
        clock = FixedClock(datetime.fromisoformat(FROZEN))
        self._sessions = folder / "sessions"
        self.vendor = digikey.connect(
            SETTINGS,
            pace=FreePace(),
            tokens=TokenFiles(folder / "tokens"),
            clock=clock,
            transport=transport,
            uds=str(socket),
        )
        self.ledger = Store(
            folder / LEDGER_FILE,
            journal="rollback",
            schema=LEDGER,
            application_id=LEDGER_ID,
            inline=True,
        )
        self.cache = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True
        )
        self.catalogue = Catalogue(self.cache, clock)
        self.bonded = Bonded(self.cache, clock)
        self.orders = Orders(self.ledger, self.cache, clock, person)
        self.drafts = Drafts(self.ledger, clock, person)
        self.placing = placing(
            self.ledger,
            self.catalogue,
            self.bonded,
            self.orders,
            clock,
            person,
            "sandbox",
            prefix=prefix,
        )

    async def open(self) -> Buyer:
        self._sessions.mkdir(exist_ok=True)
        await self.ledger.open()
        await self.cache.open()
        for service in (self.catalogue, self.bonded, self.orders, self.placing):
            service.attach([self.vendor])
        self._session = SessionLock(self._sessions)
        self.drafts.leases.open(self._session)
        await self.placing.open(self._session)
        return self

    async def close(self) -> None:
        await self.placing.close()
        await self.ledger.close()
        await self.cache.close()
        await self.vendor.aclose()
        self._session.close()

    async def only_draft(self) -> Draft:
        (head,) = await self.drafts.heads()
        return await self.drafts.open(head.id)

    def rows(self) -> list[tuple[str, str]]:
        """Number and state of our orders as the screen lists them."""
        shown = self.orders.first()
        found = [shown.row(position) for position in range(len(shown))]
        return [(row.number, row.state) for row in found if row is not None and row.ours]
