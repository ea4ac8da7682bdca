"""Sessions over one cache.db, and a vendor that counts what it is asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from cache.catalogue import Catalogue
from cache.clock import FixedClock
from cache.families import Families
from cache.part_details import Parts
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from tests.cache.desk import offer, part
from vendors.details import (
    Category,
    ChangeNotice,
    Document,
    Filters,
    Maker,
    PricedPack,
    ReelPrice,
    Related,
    Relation,
    WayToBuy,
)
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import Found, Part

A = part("A1", offer("A1-ND", "0.10"), offer("A1R-ND", "0.05", moq=1000))
B = part("B1", offer("B1-ND", "0.20"))

RELATED = Related(
    Relation.SUBSTITUTE, "Similar", "Vishay", "B1", "B1-ND", "RES", 5, Decimal("0.20"), "USD", None
)
NOTICE = ChangeNotice("PCN", "New site", date(2026, 2, 1), "https://x.test/pcn.pdf")
WAY = WayToBuy(
    "Exact",
    1500,
    Decimal("75.00"),
    "USD",
    0,
    own_price=True,
    packs=(
        PricedPack("A1R-ND", "Reel", 1000, 1000, Decimal("0.05"), Decimal("50.00"), False, False),
        PricedPack("A1-ND", "Cut", 500, 1, None, None, None, False),
    ),
)


class Teller:
    """Tells what surrounds a part; `asked` counts each question. `hold` keeps answers back."""

    name = "digikey"

    def __init__(self, *parts: Part) -> None:
        self.shelf = list(parts) or [A, B]
        self.asked: Counter[str] = Counter()
        self.fails: VendorError | None = None
        self.hold: asyncio.Event | None = None
        self.papers: tuple[Document, ...] = ()
        self.filters: list[Filters | None] = []

    async def _ask(self, what: str) -> None:
        self.asked[what] += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.fails is not None:
            raise self.fails

    @property
    def calls(self) -> int:
        return self.asked.total()

    async def look_up(self, number: str) -> Part:
        await self._ask(f"part {number}")
        for one in self.shelf:
            if number.casefold() in {its.number.casefold() for its in one.offers}:
                return one
        raise NotFound("digikey", "no such part")

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        return await self.keyword_search(words, offset=offset, limit=limit)

    async def keyword_search(
        self,
        words: str,
        *,
        offset: int = 0,
        limit: int = 50,
        filters: Filters | None = None,
        sort: str | None = None,
        descending: bool = False,
    ) -> Found:
        self.filters.append(filters)
        await self._ask(f"search {words}")
        return Found(tuple(self.shelf[offset : offset + limit]), len(self.shelf), "USD")

    async def substitutes(self, number: str) -> tuple[Related, ...]:
        await self._ask("substitutes")
        return (RELATED,)

    async def other_packagings(self, number: str) -> tuple[Related, ...]:
        await self._ask("other packagings")
        return ()

    async def associated(self, number: str) -> tuple[Related, ...]:
        await self._ask("associated")
        return ()

    async def recommended(self, number: str) -> tuple[Related, ...]:
        await self._ask("recommended")
        return ()

    async def documents(self, number: str) -> tuple[Document, ...]:
        await self._ask("documents")
        if not self.papers:
            raise NotFound("digikey", "no media")
        return self.papers

    async def change_notices(self, number: str) -> tuple[ChangeNotice, ...]:
        await self._ask("notices")
        return (NOTICE,)

    async def ways_to_buy(self, number: str, quantity: int) -> tuple[WayToBuy, ...]:
        await self._ask(f"ways {quantity}")
        return (WAY,)

    async def reel_price(self, number: str, quantity: int) -> ReelPrice:
        await self._ask(f"reel {quantity}")
        return ReelPrice(number, quantity, Decimal("0.05"), Decimal(7), Decimal("82.00"), "USD")

    async def makers(self) -> tuple[Maker, ...]:
        await self._ask("makers")
        return (Maker("13", "Yageo"),)

    async def categories(self) -> tuple[Category, ...]:
        await self._ask("categories")
        return (Category("2", None, "Resistors", 9, (Category("52", "2", "Chip", 5),)),)

    async def category(self, category_id: str) -> Category:
        raise NotFound("digikey", category_id)


class Session:
    """What one buyer's session has of the catalogue."""

    def __init__(self, folder: Path, clock: FixedClock, vendor: object) -> None:
        self.clock = clock
        self.store = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True
        )
        self.catalogue = Catalogue(self.store, clock)
        self.parts = Parts(self.store, self.catalogue, clock)
        self.families = Families(self.store, self.catalogue)
        self.vendor = vendor

    async def open(self) -> Session:
        await self.store.open()
        self.catalogue.attach([self.vendor])
        self.parts.attach([self.vendor])
        return self

    async def claims(self) -> list[str]:
        rows = await self.store.read(lambda db: db.execute("SELECT key FROM claim").fetchall())
        return [key for (key,) in rows]
