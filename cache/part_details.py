"""What surrounds a part, read through: shown at once with its age, asked when its tab is opened.

Opening a part is one call (its product details); each tab is one more, and only when somebody
opens it and what is here is older than the tab keeps. A vendor's "there is none" is an answer like
any other. All sessions share what any of them was told, and none asks what another is asking.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from cache import price_list
from cache.catalogue import JUST_NOW
from cache.convert import clean, instant, instant_text, normal, prices_for, vendor_key
from cache.facts import facts, facts_text
from cache.places import Refusal
from cache.price_list import PriceList, Progress
from cache.purpose import errand
from vendors.contract import PartDetails, Taxonomy
from vendors.details import (
    Category,
    ChangeNotice,
    Document,
    Maker,
    ReelPrice,
    Related,
    WayToBuy,
)
from vendors.errors import NotFound
from vendors.vocabulary import Part

if TYPE_CHECKING:
    from cache.catalogue import Catalogue
    from cache.store import Store
    from vendors.contract import Clock

T = TypeVar("T")

# Prices move by the hour, papers and relatives by the week, the vendor's own lists by the quarter.
# A part that is only looked at may be this old; what is ordered is always priced anew.
PRICES_KEEP = timedelta(minutes=15)
A_DAY = timedelta(days=1)
LISTS_KEEP = timedelta(days=7)
# What nobody opened again for so long makes room.
_FORGOTTEN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tab(Generic[T]):
    """A tab of a part's sheet. `name` is the word on the screen; what was told is asked again when
    it is opened after `keeps`. `by_quantity`: the answer is for a number of pieces.
    """

    name: str
    kind: type[T]
    keeps: timedelta
    ask: Callable[[Any, str, int], Awaitable[Sequence[T]]]
    by_quantity: bool = False
    none_if_unknown: bool = False


async def _reel(vendor: PartDetails, number: str, quantity: int) -> tuple[ReelPrice, ...]:
    return (await vendor.reel_price(number, quantity),)


SUBSTITUTES: Tab[Related] = Tab("substitutes", Related, A_DAY, lambda v, n, _: v.substitutes(n))
PACKAGINGS: Tab[Related] = Tab(
    "other packagings", Related, A_DAY, lambda v, n, _: v.other_packagings(n)
)
ASSOCIATED: Tab[Related] = Tab("goes with", Related, A_DAY, lambda v, n, _: v.associated(n))
RECOMMENDED: Tab[Related] = Tab("recommended", Related, A_DAY, lambda v, n, _: v.recommended(n))
# DigiKey's 404 for media means that there are none (facts, section 9).
DOCUMENTS: Tab[Document] = Tab(
    "documents", Document, A_DAY, lambda v, n, _: v.documents(n), none_if_unknown=True
)
NOTICES: Tab[ChangeNotice] = Tab(
    "change notices", ChangeNotice, A_DAY, lambda v, n, _: v.change_notices(n), none_if_unknown=True
)
WAYS: Tab[WayToBuy] = Tab(
    "ways to buy", WayToBuy, PRICES_KEEP, lambda v, n, q: v.ways_to_buy(n, q), by_quantity=True
)
REEL: Tab[ReelPrice] = Tab("reel price", ReelPrice, PRICES_KEEP, _reel, by_quantity=True)
TABS: tuple[Tab[Any], ...] = (
    *(SUBSTITUTES, PACKAGINGS, ASSOCIATED, RECOMMENDED),
    *(DOCUMENTS, NOTICES, WAYS, REEL),
)

_MAKERS: Tab[Maker] = Tab("makers", Maker, LISTS_KEEP, lambda v, n, _: v.makers())
_CATEGORIES: Tab[Category] = Tab("categories", Category, LISTS_KEEP, lambda v, n, _: v.categories())


class Known(NamedTuple, Generic[T]):
    """What was told last. `at` is None where it was never asked: not the same as none.

    `old`: worth asking when somebody opens it.
    """

    facts: tuple[T, ...]
    at: datetime | None
    old: bool


class Opened(NamedTuple):
    """A part as its vendor told it at `at`; `rowid` is that of an offer of it."""

    part: Part
    at: datetime
    rowid: int


class Parts:
    """What is known around parts, from cache.db, and the vendors behind it once attached."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        clock: Clock,
        seconds_for: Callable[[str, int], float] | None = None,
    ) -> None:
        """`seconds_for` tells how long so many calls of a product take, as `SharedPace` does."""
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._seconds_for = seconds_for
        self._details: dict[str, PartDetails] = {}
        self._lists: dict[str, Taxonomy] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        """Ask these from now on, each for what it can do."""
        self._details = {vendor_key(one): one for one in vendors if isinstance(one, PartDetails)}
        self._lists = {vendor_key(one): one for one in vendors if isinstance(one, Taxonomy)}

    # -- the part itself -----------------------------------------------------------------------

    @property
    def tellers(self) -> tuple[str, ...]:
        """Who tells what surrounds a part; none while nobody is connected."""
        return tuple(self._details)

    async def open(self, number: str, *, vendor: str | None = None, anew: bool = False) -> Opened:
        """The part under a vendor's number: one call where what is here is older than 15 minutes.

        `vendor` alone is asked where it is named. `anew`: a person wants it asked again; only what
        is younger than 30 s is taken then. Raises VendorError (NotFound where no vendor knows the
        number) and Refusal.
        """
        within = JUST_NOW if anew else PRICES_KEEP
        part, at = await self._catalogue.look_up_dated(number, vendor=vendor, within=within)
        rowid = await self._store.read(lambda db: _offer_of(db, clean(number), part))
        return Opened(part, at, rowid)

    async def price_list(
        self, numbers: Sequence[str], progress: Callable[[Progress], None]
    ) -> PriceList:
        """Look up every number that was not looked up for 15 minutes, one call each.

        `progress` is called whenever one came. Cancelled, it asks no more: what came is stored.
        Never raises VendorError: see `PriceList`. Raises Refusal.
        """
        return await price_list.price_list(
            self._catalogue, numbers, progress, PRICES_KEEP, self._clock, self._seconds_for
        )

    # -- what surrounds it ---------------------------------------------------------------------

    async def have(self, tab: Tab[T], vendor: str, number: str, quantity: int = 0) -> Known[T]:
        """What is here, whatever its age. No vendor is asked. `quantity` only where by quantity."""
        key = (tab.name, vendor, clean(number), quantity if tab.by_quantity else 0)
        client = self._details.get(vendor)
        whose = None if client is None else _whose(tab, client)
        found = await self._store.read(lambda db: _read(db, key, tab.kind, whose))
        return self._known(tab, found)

    async def ask(
        self,
        tab: Tab[T],
        vendor: str,
        number: str,
        quantity: int = 0,
        *,
        anew: bool = False,
    ) -> Known[T]:
        """The same, asked of the vendor where what is here is older than the tab keeps.

        `anew`: a person wants it asked again; only what is younger than 30 s is taken then. Raises
        VendorError; Refusal where the vendor tells no such thing or is not connected.
        """
        client = self._details.get(vendor)
        if client is None:
            raise _nobody(tab.name)
        pieces = quantity if tab.by_quantity else 0
        return await self._ask(client, tab, vendor, clean(number), pieces, anew)

    async def have_makers(self, vendor: str) -> Known[Maker]:
        return await self.have(_MAKERS, vendor, "")

    async def makers(self, vendor: str, *, anew: bool = False) -> Known[Maker]:
        """Every maker that the vendor sells; kept for a week. Raises VendorError, Refusal."""
        return await self._list(_MAKERS, vendor, anew)

    async def have_categories(self, vendor: str) -> Known[Category]:
        return await self.have(_CATEGORIES, vendor, "")

    async def categories(self, vendor: str, *, anew: bool = False) -> Known[Category]:
        """The vendor's tree, from the top; kept for a week. Raises VendorError, Refusal."""
        return await self._list(_CATEGORIES, vendor, anew)

    async def _list(self, tab: Tab[T], vendor: str, anew: bool) -> Known[T]:
        client = self._lists.get(vendor)
        if client is None:
            raise _nobody(tab.name)
        return await self._ask(client, tab, vendor, "", 0, anew)

    async def _ask(
        self, client: object, tab: Tab[T], vendor: str, number: str, quantity: int, anew: bool
    ) -> Known[T]:
        key, whose = (tab.name, vendor, number, quantity), _whose(tab, client)

        def known(db: sqlite3.Connection, since: datetime) -> tuple[tuple[T, ...], datetime] | None:
            found = _read(db, key, tab.kind, whose)
            return found if found is not None and found[1] >= since else None

        def keep(db: sqlite3.Connection, said: Sequence[T]) -> tuple[tuple[T, ...], datetime]:
            at = self._clock.now()
            db.execute("DELETE FROM detail WHERE at < ?", (instant_text(at - _FORGOTTEN),))
            db.execute(
                "INSERT OR REPLACE INTO detail "
                "(tab, vendor, number, quantity, prices_for, body, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, whose, facts_text(said), instant_text(at)),
            )
            return tuple(said), at

        async def ask() -> Sequence[T]:
            try:
                return await tab.ask(client, number, quantity)
            except NotFound:
                if tab.none_if_unknown:
                    return ()
                raise

        with errand(tab.name):
            found = await self._catalogue.claims.once(
                " ".join(filter(None, (tab.name, str(quantity), vendor, normal(number), whose))),
                known,
                ask,
                keep,
                within=JUST_NOW if anew else tab.keeps,
            )
        return self._known(tab, found)

    def _known(self, tab: Tab[T], found: tuple[tuple[T, ...], datetime] | None) -> Known[T]:
        if found is None:
            return Known((), None, old=True)
        told, at = found
        return Known(told, at, old=self._clock.now() - at > tab.keeps)


def _whose(tab: Tab[Any], client: object) -> str:
    """Whose prices stand in a tab; what does not hang on the quantity has none of our own."""
    return prices_for(client) if tab.by_quantity else ""


def _read(
    db: sqlite3.Connection, key: tuple[str, str, str, int], kind: type[T], whose: str | None
) -> tuple[tuple[T, ...], datetime] | None:
    """What is stored, where it was told for `whose` (None: for anybody), and when."""
    row = db.execute(
        "SELECT body, at FROM detail WHERE tab = ?1 AND vendor = ?2 AND number = ?3 "
        "AND quantity = ?4 AND (?5 IS NULL OR prices_for = ?5)",
        (*key, whose),
    ).fetchone()
    read = None if row is None else facts(kind, row[0])
    return None if read is None else (read, instant(row[1]))


def _offer_of(db: sqlite3.Connection, number: str, part: Part) -> int:
    """The rowid of the offer under `number`, else of any of the part's; 0 where it has none."""
    vendor = part.offers[0].vendor if part.offers else None
    for one in (number, *(offer.number for offer in part.offers)):
        row = db.execute(
            "SELECT id FROM offer WHERE number = ?1 AND (?2 IS NULL OR vendor = ?2)", (one, vendor)
        ).fetchone()
        if row is not None:
            return int(row[0])
    return 0


def _nobody(what: str) -> Refusal:
    return Refusal(
        f"No vendor can be asked for {what} yet; what is shown was stored before. "
        "Try again in a moment."
    )
