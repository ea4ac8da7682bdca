"""The step of the watching loop that keeps watched parts up to date: at most one call a day each.

Whatever any session was told of a part is taken first; only what nobody asked for a day is asked,
one part at a time, as a look: what of the day's calls is kept for orders is not touched.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import watched
from vendors.errors import NotFound, TooMany, VendorError

if TYPE_CHECKING:
    from cache.catalogue import Catalogue
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Part

EVERY = timedelta(days=1)
# In seconds: between two calls, between two looks at what others were told, after a failure.
_BETWEEN, _LOOK, _LATER = 5.0, 600.0, 900.0
_A_DAY = 86_400.0


class WatchedStep:
    """Called by the watching loop; says in how many seconds it wants its next turn."""

    def __init__(self, ledger: Store, catalogue: Catalogue, clock: Clock) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._clock = clock
        # Of the clock that nobody sets back.
        self._next = 0.0
        # When a vendor last said that it does not know a number; asked again after a day.
        self._missing: dict[tuple[str, str], datetime] = {}

    async def __call__(self) -> float:
        wait = self._next - self._clock.monotonic()
        if wait > 0:
            return wait
        wait = await self._one()
        self._next = self._clock.monotonic() + wait
        return wait

    def soon(self) -> None:
        """Take the next turn at once: a watch began, of which nothing may be known."""
        self._next = 0.0

    async def _one(self) -> float:
        """Take over what was told, and ask for the one that was asked for longest ago."""
        now = self._clock.now()
        due: list[tuple[datetime, str, str]] = []
        for vendor, number in await self._ledger.read(watched.everybodys):
            said = await self._catalogue.told(number, vendor)
            if said is not None:
                await self._put(vendor, number, *said)
            at = max(
                [one for one in (said and said[1], self._missing.get((vendor, number))) if one],
                default=datetime.min.replace(tzinfo=now.tzinfo),
            )
            if now - at >= EVERY and vendor in self._catalogue.look_ups():
                due.append((at, vendor, number))
        if not due:
            return _LOOK
        _, vendor, number = min(due)
        try:
            # Another session may have asked since.
            part: Part | None = await self._catalogue.look_up(number, vendor=vendor, within=EVERY)
        except NotFound:
            part = None
            self._missing[vendor, number] = self._clock.now()
        except TooMany as error:
            return min(max(error.wait, _LATER), _A_DAY)
        except VendorError:
            return _LATER
        told = None if part is None else await self._catalogue.told(number, vendor)
        await self._put(vendor, number, part, self._clock.now() if told is None else told[1])
        return _BETWEEN

    async def _put(self, vendor: str, number: str, part: Part | None, at: datetime) -> None:
        fact = watched.fact_of(part, number, at)

        def changed(db: sqlite3.Connection) -> bool:
            return watched.differs(db, vendor, number, fact)

        # Looked at first: most often nothing changed, and the ledger is not written for that.
        if await self._ledger.read(changed):
            await self._ledger.write(lambda db: watched.put_fact(db, vendor, number, fact))
