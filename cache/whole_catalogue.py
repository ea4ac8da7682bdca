"""All that a vendor sells, taken into cache.db as it arrives; asked by a person, and seldom.

TI gives its catalogue once in four hours and may take access away from who asks more (facts,
section A). So the question is written down before it is sent, for all sessions, and refused in
words until it may be asked again. What arrived before it broke off stays, and is marked partial.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cache import keeping
from cache.convert import instant, instant_text, vendor_key
from cache.places import UNAVAILABLE, Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import errand
from vendors.errors import SignInNeeded, Unreachable, VendorError

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.contract import Clock, WholeCatalogue
    from vendors.vocabulary import Part

EVERY = timedelta(hours=4)
# What never reached the vendor does not count there.
_NOT_ASKED = (Unreachable, SignInNeeded)


class Standing(NamedTuple):
    """How far a vendor's catalogue came when it was asked for last, at `began_at`.

    `ended_at` is None while it arrives, and where a session died over it. Where it is not `whole`,
    `why` says what broke it off, if that is known.
    """

    vendor: str
    began_at: datetime
    ended_at: datetime | None
    whole: bool
    parts: int
    why: str

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.whole:
            return f"{self.parts:,} parts, whole"
        return f"{self.parts:,} parts, partial" + (f": {self.why}" if self.why else "")


class Came(NamedTuple):
    """How far it is: bytes, of how many where that is said, and parts that are stored."""

    bytes: int
    of: int | None
    parts: int


class WholeCatalogues:
    """The catalogues that were asked for whole, of all sessions."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def standing(self, vendor: str) -> Standing | None:
        """None where it was never asked for."""
        return await self._store.read(lambda db: _standing(db, vendor))

    async def expect(self, vendor: str) -> None:
        """Raises Refusal where it may not be asked for yet."""
        await self._store.read(lambda db: self._expect(db, vendor))

    async def fetch(
        self, client: WholeCatalogue, progress: Callable[[Came], None] = lambda came: None
    ) -> Standing:
        """Ask for all of it and store it batch by batch. One call, minutes long.

        Raises Refusal, with nothing sent, where it was asked for within four hours; and VendorError
        where it breaks off: what came until then is stored, and `standing` says that it is partial.
        Cancelled, the same.
        """
        vendor = vendor_key(client)
        before = await self._store.write(lambda db: self._begin(db, vendor))
        came = 0
        sizes: tuple[int, int | None] = (0, None)

        def told(now: int, of: int | None) -> None:
            nonlocal sizes
            sizes = (now, of)
            progress(Came(now, of, came))

        try:
            with errand("whole catalogue"):
                batches: AsyncIterator[tuple[Part, ...]] = client.catalogue(told)
                async for parts in batches:
                    came = await self._store.write(partial(self._put, vendor, parts))
                    progress(Came(*sizes, came))
        except BaseException as error:
            unasked = isinstance(error, _NOT_ASKED) and not came
            why = error.sentence if isinstance(error, VendorError) else "it was stopped"
            await self._store.write(
                lambda db: (
                    _back(db, vendor, before)
                    if unasked
                    else self._end(db, vendor, whole=False, why=why)
                )
            )
            raise
        return await self._store.write(lambda db: self._end(db, vendor, whole=True, why=""))

    def _begin(self, db: sqlite3.Connection, vendor: str) -> Standing | None:
        """Say that it is asked for now; how it stood before. Raises Refusal."""
        before = self._expect(db, vendor)
        _back(db, vendor, Standing(vendor, self._clock.now(), None, False, 0, ""))
        return before

    def _expect(self, db: sqlite3.Connection, vendor: str) -> Standing | None:
        before, now = _standing(db, vendor), self._clock.now()
        # A clock that was set back since is no leave to ask again.
        if before is not None and abs(now - before.began_at) < EVERY:
            again = (before.began_at + EVERY).astimezone()
            raise Refusal(
                f"{vendor_name(vendor)}'s catalogue was asked for at "
                f"{before.began_at.astimezone():%H:%M} ({before.words}), and may be asked for once "
                f"in four hours: again from {again:%H:%M} on. Nothing was asked.",
                UNAVAILABLE,
            )
        return before

    def _put(self, vendor: str, parts: tuple[Part, ...], db: sqlite3.Connection) -> int:
        keeping.put(db, parts, self._clock.now())
        (count,) = db.execute(
            "UPDATE whole_catalogue SET parts = parts + ? WHERE vendor = ? RETURNING parts",
            (len(parts), vendor),
        ).fetchone()
        return int(count)

    def _end(self, db: sqlite3.Connection, vendor: str, *, whole: bool, why: str) -> Standing:
        db.execute(
            "UPDATE whole_catalogue SET ended_at = ?, whole = ?, why = ? WHERE vendor = ?",
            (instant_text(self._clock.now()), whole, why, vendor),
        )
        return _standing(db, vendor) or Standing(vendor, self._clock.now(), None, whole, 0, why)


def _back(db: sqlite3.Connection, vendor: str, standing: Standing | None) -> None:
    """Write it so; None: it was never asked for."""
    db.execute("DELETE FROM whole_catalogue WHERE vendor = ?", (vendor,))
    if standing is not None:
        ended = None if standing.ended_at is None else instant_text(standing.ended_at)
        db.execute(
            "INSERT INTO whole_catalogue (vendor, began_at, ended_at, whole, parts, why) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(vendor, instant_text(standing.began_at), ended),
                *(int(standing.whole), standing.parts, standing.why),
            ),
        )


def _standing(db: sqlite3.Connection, vendor: str) -> Standing | None:
    row = db.execute(
        "SELECT vendor, began_at, ended_at, whole, parts, why FROM whole_catalogue "
        "WHERE vendor = ?",
        (vendor,),
    ).fetchone()
    if row is None:
        return None
    ended = None if row[2] is None else instant(row[2])
    return Standing(row[0], instant(row[1]), ended, bool(row[3]), row[4], row[5])
