"""A customer with three sites in two currencies, and stock of which not everything is said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from cache.bonded_rows import BondedRow
from cache.clock import FixedClock
from cache.places import Places
from cache.services import Services
from tests.cache.desk import BEN, NOON, PLANT, bonded_row, offer, part
from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tui.panes.bonded import BondedPane
from vendors.vocabulary import BondedStock, Location, Offer, Packaging

SITES = (
    Location("7001", True, "USD", PLANT),
    Location("7002", True, "EUR", replace(PLANT, line1="2 Quay", city="Cork", country="IE")),
    Location("7003", True, "USD", replace(PLANT, line1="3 Jalan", city="Penang", country="MY")),
)


def row(
    site: str,
    number: str,
    reserve: int | None = 5000,
    price: str | None = "0.05",
    ncnr: bool | None = False,
    maker: str = "Yageo",
    lead: int | None = 10,
    yours: str = "",
    minimum: int = 1000,
    behind: int | None = 0,
) -> BondedStock:
    return replace(
        bonded_row(f"{number}-B", price, minimum),
        customer_id=site,
        reserve=reserve,
        non_cancelable=ncnr,
        maker=maker,
        lead_weeks=lead,
        customer_part=yours,
        backorder_reserve=behind,
        description=f"{maker} {number}",
    )


STOCK = (
    row("7001", "RC0603FR-0710KL", 12_000, "0.00412", yours="CPN-10K", minimum=5000),
    row("7002", "RC0603FR-0710KL", 8_000, "0.00398", yours="CPN-10K", minimum=5000),
    row("7001", "GRM188R71H104KA93D", 4_000, "0.0121", True, "Murata", 26, "CPN-100N", 4000),
    row("7003", "GRM188R71H104KA93D", 16_000, "0.0119", True, "Murata", 26, "CPN-100N", 4000, 2000),
    row("7003", "LM358DR", None, "0.21", None, "Texas Instruments", None, "CPN-0358", 2500, None),
    row("7002", "STM32F103C8T6", 1_500, "3.41", True, "STMicroelectronics", 52, "CPN-MCU", 1500),
    row("7001", "1N4148W-7-F", 30_000, None, False, "Diodes", 8, "", 3000),
)


class Stocked(Shop):
    """The shop with these sites and rows. One part number may lie at several sites."""

    def __init__(self, *stock: BondedStock) -> None:
        super().__init__()
        self.sites = SITES
        self.bonded_rows = list(stock or STOCK)
        self.refused: Exception | None = None

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        if self.refused is not None:
            raise self.refused
        return tuple(self.bonded_rows)

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        if self.down is not None:
            raise self.down
        return next(
            one
            for one in self.bonded_rows
            if (one.customer_id, one.number) == (customer_id, number)
        )

    def reports(self, site: str, number: str, reserve: int | None) -> None:
        """From now on the vendor reports this reserve."""
        self.bonded_rows = [
            replace(one, reserve=reserve) if (one.customer_id, one.part) == (site, number) else one
            for one in self.bonded_rows
        ]


WORTH_USD = Decimal("0.00412") * 12_000 + Decimal("0.0121") * 4_000 + Decimal("0.0119") * 16_000
CAPACITOR = "GRM188R71H104KA93D"
# A row of which the vendor says as little as it may.
NOTHING: dict[str, Any] = dict.fromkeys(BondedRow._fields) | {
    "customer_id": "7001",
    "number": "X-B",
    "part": "X",
    "maker": "Yageo",
    "description": "",
    "packaging_text": "Tray",
    "unit_price": "0.05",
    "currency": "USD",
    "minimum": 100,
    "fetched_at": NOON.isoformat(),
    "vendor": "digikey",
    "released": 0,
    "drafted": 0,
    "trend": "",
}


def pane_of(it: ShopDriver) -> BondedPane:
    pane = it.app.panes[0]
    assert isinstance(pane, BondedPane)
    return pane


def shown(it: ShopDriver) -> list[tuple[str, str]]:
    """Part and location of every row, in order; of a part over all locations ``*``."""
    rows = pane_of(it).table.rows
    found = [rows.row(at) for at in range(len(rows))]
    return [(one.part, one.code if isinstance(one, BondedRow) else "*") for one in found]


@asynccontextmanager
async def bonded(
    folder: Path, size: tuple[int, int] = SMALL, shop: Stocked | None = None
) -> AsyncIterator[ShopDriver]:
    async with desk(folder, size, vendor=shop or Stocked()) as it:
        await it.press("1")
        yield it


@asynccontextmanager
async def ben_beside(folder: Path) -> AsyncIterator[Services]:
    """Another buyer's session over the same files."""
    with mock.patch("cache.opened.who", return_value=BEN):
        other = Services(Places.of("sandbox", folder), FixedClock(NOON + timedelta(minutes=3)))
    await other.open()
    try:
        yield other
    finally:
        await other.close()


def selling(*offers: Offer) -> Stocked:
    """The shop whose catalogue sells the capacitor in these packagings too."""
    shop = Stocked()
    reel = offer(f"{CAPACITOR}-B", "0.01", packaging=Packaging.REEL, moq=4000, multiple=4000)
    shop.sells(part(CAPACITOR, reel, *offers))
    return shop


CUT = offer("490-1519-1-ND", "0.02")


async def to(it: ShopDriver, number: str, site: str) -> None:
    """Put the cursor on that row."""
    place = shown(it).index((number, site))
    await it.press("home", *["down"] * place)
