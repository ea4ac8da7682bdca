"""Short lists that a vendor keeps for us: checkout profiles, suppliers, warehouses. Fetched whole,
kept with their age, and chosen from at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from cache.claims import ALWAYS
from cache.convert import instant, instant_text, vendor_key
from cache.facts import facts, facts_text
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import errand
from vendors.contract import ProfileHolder
from vendors.inbound import InboundKeeper, Supplier, Warehouse
from vendors.vocabulary import CheckoutProfile

if TYPE_CHECKING:
    from cache.claims import Claims
    from cache.store import Store
    from vendors.contract import Clock

T = TypeVar("T")
C = TypeVar("C", covariant=True)
# Asks one vendor for the whole list.
Ask: TypeAlias = Callable[[], Awaitable[tuple[T, ...]]]


@dataclass(frozen=True, slots=True)
class Kept(Generic[C]):
    """A list in the vendor's order, as it was told at `at`."""

    items: tuple[C, ...]
    at: datetime


class KeptLists(Generic[T]):
    """One such list for each vendor that can be asked for it."""

    def __init__(
        self,
        store: Store,
        claims: Claims,
        clock: Clock,
        what: str,
        kind: type[T],
        asks: Callable[[object], Ask[T] | None],
    ) -> None:
        """`what` names the list, in the plural; `asks` gives what asks a client for it, None where
        it has no such list."""
        self._store = store
        self._claims = claims
        self._clock = clock
        self._what = what
        self._kind = kind
        self._asks = asks
        self._vendors: dict[str, Ask[T]] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        found = ((vendor_key(one), self._asks(one)) for one in vendors)
        self._vendors = {vendor: ask for vendor, ask in found if ask is not None}

    async def have(self, vendor: str) -> Kept[T] | None:
        """What is here; None where the vendor never told."""
        return await self._store.read(lambda db: self._read(db, vendor))

    async def ask(self, vendor: str) -> Kept[T]:
        """Ask the vendor for all of it, now. Raises VendorError, and Refusal before it is here."""
        asking = self._vendors.get(vendor)
        if asking is None:
            raise Refusal(
                f"{vendor_name(vendor)} cannot be asked for its {self._what} yet. Nothing was "
                "changed: try again in a moment."
            )

        def known(db: sqlite3.Connection, since: datetime) -> Kept[T] | None:
            found = self._read(db, vendor)
            return found if found is not None and found.at >= since else None

        def keep(db: sqlite3.Connection, told: tuple[T, ...]) -> Kept[T]:
            at = self._clock.now()
            db.execute(
                "INSERT OR REPLACE INTO kept_list VALUES (?, ?, ?, ?)",
                (vendor, self._what, facts_text(told), instant_text(at)),
            )
            return Kept(told, at)

        with errand(self._what):
            return await self._claims.once(
                f"{self._what} {vendor}", known, asking, keep, within=ALWAYS
            )

    def _read(self, db: sqlite3.Connection, vendor: str) -> Kept[T] | None:
        row = db.execute(
            "SELECT body, at FROM kept_list WHERE vendor = ? AND what = ?", (vendor, self._what)
        ).fetchone()
        told = None if row is None else facts(self._kind, row[0])
        return None if told is None else Kept(told, instant(row[1]))


class Profiles(KeptLists[CheckoutProfile]):
    """The profiles that an order may name."""

    def __init__(self, store: Store, claims: Claims, clock: Clock) -> None:
        super().__init__(store, claims, clock, "checkout profiles", CheckoutProfile, _profiles_of)


class Suppliers(KeptLists[Supplier]):
    """Whom an order may go to where the vendor only writes orders for others."""

    def __init__(self, store: Store, claims: Claims, clock: Clock) -> None:
        super().__init__(store, claims, clock, "suppliers", Supplier, _suppliers_of)


class Warehouses(KeptLists[Warehouse]):
    """The buildings that such an order may go to."""

    def __init__(self, store: Store, claims: Claims, clock: Clock) -> None:
        super().__init__(store, claims, clock, "warehouses", Warehouse, _warehouses_of)


def _profiles_of(client: object) -> Ask[CheckoutProfile] | None:
    return client.checkout_profiles if isinstance(client, ProfileHolder) else None


def _suppliers_of(client: object) -> Ask[Supplier] | None:
    return client.suppliers if isinstance(client, InboundKeeper) else None


def _warehouses_of(client: object) -> Ask[Warehouse] | None:
    return client.warehouses if isinstance(client, InboundKeeper) else None
