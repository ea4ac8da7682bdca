"""Parts looked up by their number, at our own prices: each vendor's word is kept as its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import keeping
from cache.claims import ALWAYS, Claims
from cache.convert import clean, normal, prices_for, vendor_key
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import errand
from vendors.contract import NumberLookup, NumberSearch
from vendors.errors import NotFound

if TYPE_CHECKING:
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Part


class NumberLookups:
    """Asks the vendors for numbers, one after the other or the one that is named."""

    def __init__(self, store: Store, clock: Clock, claims: Claims) -> None:
        self._store = store
        self._clock = clock
        self._claims = claims
        self._vendors: tuple[NumberLookup, ...] = ()
        # Whose prices each of them tells.
        self._whose: dict[str, str] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        self._vendors = tuple(one for one in vendors if isinstance(one, NumberLookup))
        self._whose = {vendor_key(one): prices_for(one) for one in self._vendors}

    @property
    def vendors(self) -> tuple[str, ...]:
        """Who can be asked for a number, in the order in which they are."""
        return tuple(self._whose)

    @property
    def accounts(self) -> dict[str, str]:
        """Whose prices each of them tells."""
        return self._whose

    def may_know(self, number: str) -> tuple[str, ...]:
        """Whom `look_up` asks for it where no vendor is named, in their order."""
        return tuple(vendor_key(one) for one in self._vendors if _may_know(one, number))

    async def look_up(
        self,
        number: str,
        vendor: str | None = None,
        within: timedelta = ALWAYS,
        asking: Callable[[], None] = lambda: None,
    ) -> tuple[Part, datetime]:
        """See `Catalogue.look_up_dated`."""
        # An account may be changed while this waits: it ends with those whom it began with.
        whose = self._whose
        asked = [one for one in self._vendors if vendor in (None, vendor_key(one))]
        if not asked:
            raise nobody(vendor)
        if vendor is None:
            asked = [one for one in asked if _may_know(one, number)]
        missing = NotFound(vendor or "", f"no vendor has a number like {clean(number)}")
        for client in asked:
            try:
                return await self._of(client, whose, number, within, asking)
            except NotFound as error:
                missing = error
        raise missing

    async def _of(
        self,
        client: NumberLookup,
        accounts: dict[str, str],
        number: str,
        within: timedelta,
        asking: Callable[[], None],
    ) -> tuple[Part, datetime]:
        vendor = vendor_key(client)
        whose = accounts[vendor]

        def known(db: sqlite3.Connection, since: datetime) -> tuple[Part, datetime] | None:
            said = keeping.told(db, clean(number), vendor, whose, since)
            # How old an answer from before the clock was set back is, nobody can say.
            return None if said is None or said[1] > self._clock.now() else said

        async def ask() -> Part:
            asking()
            return await client.look_up(number)

        def keep(db: sqlite3.Connection, part: Part) -> tuple[Part, datetime]:
            at = self._clock.now()
            keeping.put_told(db, clean(number), part, vendor, whose, at)
            return part, at

        with errand("part"):
            return await self._claims.once(
                " ".join(filter(None, ("part", vendor, normal(number), whose))),
                known,
                ask,
                keep,
                within=within,
            )

    async def told(self, number: str, vendor: str | None = None) -> tuple[Part, datetime] | None:
        """See `Catalogue.told`."""
        named = vendor if vendor is not None else next(iter(self._whose), None)
        # Of a vendor that is not connected nobody can say whose prices are ours.
        whose = None if named is None else self._whose.get(named)
        return await self._store.read(lambda db: keeping.told(db, clean(number), named, whose))


def _may_know(vendor: NumberLookup, number: str) -> bool:
    """Whether this looks like a number of the vendor's, where it is one that can tell."""
    return not isinstance(vendor, NumberSearch) or vendor.takes(clean(number))


def nobody(vendor: str | None = None) -> Refusal:
    """What is said where there is no vendor, or not this one, that could be asked."""
    who = "No vendor" if vendor is None else vendor_name(vendor)
    cannot = "can" if vendor is None else "cannot"
    return Refusal(
        f"{who} {cannot} be asked yet; what is shown was stored before. Try again in a moment."
    )
