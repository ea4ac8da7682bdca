"""A vendor that tells all that surrounds a part, and counts what it is asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.cache.desk import offer, part
from tests.tui.kit import Shop, ShopDriver
from tui.screens.part import PartSheet
from vendors.details import (
    ChangeNotice,
    Document,
    PricedPack,
    ReelPrice,
    Related,
    Relation,
    WayToBuy,
)
from vendors.errors import NotFound, VendorError
from vendors.vocabulary import Found, Offer, Packaging, Part, PriceBreak


def breaks(its: Offer, *steps: tuple[int, str]) -> Offer:
    return replace(its, breaks=tuple(PriceBreak(many, Decimal(each)) for many, each in steps))


CUT = breaks(
    offer("311-10.0KHRCT-ND", stock=1_204_310),
    *((1, "0.10"), (10, "0.024"), (100, "0.0095"), (1000, "0.0069")),
)
REEL = breaks(
    offer("311-10.0KHRTR-ND", stock=1_200_000, packaging=Packaging.REEL, moq=5000, multiple=5000),
    *((5000, "0.0044"), (10_000, "0.0039"), (50_000, "0.00312")),
)
DIGI_REEL = breaks(
    offer("311-10.0KHRDKR-ND", stock=1_204_310, packaging=Packaging.DIGI_REEL, fee="7"),
    *((1, "0.10"), (1000, "0.0069")),
)
RESISTOR = replace(
    part("RC0603FR-0710KL", CUT, REEL, DIGI_REEL),
    description="RES 10K OHM 1% 1/10W 0603",
    detail="10 kOhms ±1% 0.1W, 1/10W Chip Resistor 0603 (1608 Metric) Thick Film",
    datasheet="https://vendor.test/datasheets/rc-group.pdf",
    base="RC0603",
    rohs="ROHS3 Compliant",
    parameters=(
        ("Resistance", "10 kOhms"),
        ("Temperature Coefficient of Resistance (TCR)", "±100ppm/°C"),
        ("Height - Seated (Max)", '0.022" (0.55mm)'),
    ),
)
SMALL_ONE = replace(
    part("RC0603FR-074K7L", offer("311-4.70KHRCT-ND", "0.09")),
    description="RES 4.7K OHM 1% 1/10W 0603",
    datasheet="https://vendor.test/datasheets/rc-group.pdf",
    base="RC0603",
    parameters=(("Resistance", "4.7 kOhms"), RESISTOR.parameters[1], RESISTOR.parameters[2]),
)
CHEAPER = replace(
    part("ERJ-3EKF1002V", offer("P10.0KHCT-ND", "0.08", stock=820_114)),
    maker="Panasonic",
    description="RES SMD 10K OHM 1% 1/10W 0603",
)
SUBSTITUTES = (
    Related(
        *(Relation.SUBSTITUTE, "Direct", "Panasonic", "ERJ-3EKF1002V", "P10.0KHCT-ND"),
        *("RES SMD 10K OHM 1% 1/10W 0603", 820_114, Decimal("0.08"), "USD", None),
    ),
    Related(
        *(Relation.SUBSTITUTE, "Similar", "Vishay Dale", "CRCW060310K0FKEA", "541-10.0KHCT-ND"),
        *("RES SMD 10K OHM 1% 1/10W 0603", None, Decimal("0.1"), "USD", None),
    ),
)
DOCUMENTS = (
    Document("Datasheets", "RC_L Series", "https://vendor.test/datasheets/rc-group.pdf"),
    Document("PCN Packaging", "New reels from May", "https://vendor.test/pcn/reels-2026.pdf"),
    Document("Product Photos", "RC0603", ""),
)
NOTICES = (
    ChangeNotice("PCN", "Marking of the reel", date(2026, 2, 1), "https://vendor.test/pcn/1.pdf"),
    ChangeNotice("EOL", "Series ends", None, None),
)
WAYS = (
    WayToBuy(
        *("Exact", 1500, Decimal("10.35"), "USD", 0, False),
        packs=(
            PricedPack(
                *(CUT.number, "Cut Tape (CT)", 1500, 1),
                *(Decimal("0.0069"), Decimal("10.35"), False, False),
            ),
        ),
    ),
    WayToBuy(
        *("Better Value", 5000, Decimal("22.00"), "USD", 0, False),
        packs=(
            PricedPack(
                *(REEL.number, "Tape & Reel (TR)", 5000, 5000),
                *(Decimal("0.0044"), Decimal("22.00"), False, False),
            ),
        ),
    ),
)


class PartShop(Shop):
    """`calls` counts each question; `fails` is raised for each, `hold` keeps answers back."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = (RESISTOR, SMALL_ONE)
        self.sells(RESISTOR, SMALL_ONE, CHEAPER)
        self.calls: Counter[str] = Counter()
        self.fails: VendorError | None = None
        self.hold: asyncio.Event | None = None
        self.related: dict[str, tuple[Related, ...]] = {"substitutes": SUBSTITUTES}
        self.papers: tuple[Document, ...] = DOCUMENTS
        self.notices: tuple[ChangeNotice, ...] = NOTICES
        self.total: int | None = None
        self.cut = False

    async def _ask(self, what: str) -> None:
        self.calls[what] += 1
        if self.hold is not None:
            await self.hold.wait()
        if self.fails is not None:
            raise self.fails

    async def look_up(self, number: str) -> Part:
        await self._ask("part")
        return await super().look_up(number)

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        await self._ask(f"search {words}")
        total = self.total or len(self.shelf)
        return Found(self.shelf[offset:], total, "USD", cut=self.cut)

    async def substitutes(self, number: str) -> tuple[Related, ...]:
        await self._ask("substitutes")
        return self.related.get("substitutes", ())

    async def other_packagings(self, number: str) -> tuple[Related, ...]:
        await self._ask("other packagings")
        return self.related.get("other packagings", ())

    async def associated(self, number: str) -> tuple[Related, ...]:
        await self._ask("goes with")
        return self.related.get("goes with", ())

    async def recommended(self, number: str) -> tuple[Related, ...]:
        await self._ask("recommended")
        return self.related.get("recommended", ())

    async def documents(self, number: str) -> tuple[Document, ...]:
        await self._ask("documents")
        if not self.papers:
            raise NotFound("digikey", "no media")
        return self.papers

    async def change_notices(self, number: str) -> tuple[ChangeNotice, ...]:
        await self._ask("change notices")
        return self.notices

    async def ways_to_buy(self, number: str, quantity: int) -> tuple[WayToBuy, ...]:
        await self._ask("ways to buy")
        return WAYS

    async def reel_price(self, number: str, quantity: int) -> ReelPrice:
        await self._ask("reel price")
        return ReelPrice(number, quantity, Decimal("0.0069"), Decimal(7), Decimal("17.35"), "USD")


def shop_of(it: ShopDriver) -> PartShop:
    assert isinstance(it.vendor, PartShop)
    return it.vendor


async def opened(it: ShopDriver, *keys: str) -> PartSheet:
    """The sheet of the first part of the search, once it was asked for, after these keys."""
    shop_of(it).calls.clear()
    await it.press("2", "home", "enter")
    await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the part's sheet")
    await it.still()
    sheet = it.app.sheet
    assert isinstance(sheet, PartSheet)
    for key in keys:
        await it.press(key)
        await it.still()
    return sheet


def titles(it: ShopDriver) -> list[str]:
    """The parts whose sheets stand over the desk, the topmost last."""
    return [sheet.title.split()[0] for sheet in it.app.sheets]
