"""A vendor that can be asked for less, and the keys that ask it so."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.tui import kit
from tests.tui.kit import CAPACITOR, RESISTOR, Shop, ShopDriver
from tui.screens.narrow import NarrowSheet
from vendors.details import Category, Choice, Choices, Filters, ParameterChoice
from vendors.errors import Invalid
from vendors.vocabulary import Found, Part

CHIPS = Choice("52", "Resistors / Chip Resistor", 900)
CHOICES = Choices(
    makers=(Choice("13", "Yageo", 812), Choice("10", "Panasonic", 400), Choice("541", "Vishay", 9)),
    categories=(CHIPS, Choice("53", "Resistors / Through Hole", 300)),
    statuses=(Choice("0", "Active", 1100), Choice("1", "Obsolete", 100)),
    packagings=(Choice("2", "Cut Tape (CT)", 1000), Choice("1", "Tape & Reel (TR)", 950)),
    series=(Choice("801", "RC", 120),),
    parameters=(
        ParameterChoice(
            "2085",
            "Resistance",
            Choice("52", "Chip Resistor", 900),
            "UnitOfMeasure",
            (Choice("10 kOhms", "10 kOhms", 44), Choice("1 kOhms", "1 kOhms", 40)),
        ),
        ParameterChoice(
            "3",
            "Tolerance",
            Choice("52", "Chip Resistor", 900),
            "String",
            (Choice("1131", "±1%", 7),),
        ),
    ),
    marketplaces=("NoFilter", "ExcludeMarketPlace", "MarketPlaceOnly"),
    tariffs=("None", "ExcludeTariff", "TariffOnly"),
    options=("HasDatasheet", "InStock", "Has3DModel"),
    sorts=("None", "Price", "QuantityAvailable"),
)
# What a narrowed answer offers: only what its parts have.
LESS = replace(CHOICES, makers=(Choice("13", "Yageo", 37),), applied=("2085", "3"))
TREE = (
    Category("2", None, "Resistors", 9000, (Category("52", "2", "Chip Resistor", 8000),)),
    Category("3", None, "Capacitors", 7000),
)


class Narrowable(Shop):
    """The vendor of the desk, which can be asked for less and says what may be asked."""

    def __init__(self, choices: Choices | None = CHOICES) -> None:
        super().__init__()
        self.choices = choices
        self.less: Choices | None = LESS
        self.narrowed: list[tuple[str, int, Filters, str | None, bool]] = []
        self.total = 2
        # The vendor's order, which is not that in which they are stored here.
        self.hits: tuple[Part, ...] = (CAPACITOR, RESISTOR)
        self.tree = TREE
        self.lists = 0
        self.wait: asyncio.Event | None = None
        self.refuses: Invalid | None = None

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        found = await super().search(words, offset=offset, limit=limit)
        return replace(found, choices=self.choices)

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
        assert filters is not None
        self.narrowed.append((words, offset, filters, sort, descending))
        if self.wait is not None:
            await self.wait.wait()
        if self.refuses is not None:
            raise self.refuses
        return Found(self.hits if self.total else (), self.total, "USD", self.less)

    async def makers(self) -> tuple[Any, ...]:
        return ()

    async def categories(self) -> tuple[Category, ...]:
        self.lists += 1
        return self.tree

    async def category(self, category_id: str) -> Category:
        raise NotImplementedError


@asynccontextmanager
async def desk(folder: Path, shop: Narrowable | None = None, words: str = "resistor") -> Any:
    """The search pane after `words` were asked, as somebody who wants less of them."""
    async with kit.desk(folder, vendor=shop or Narrowable(), ship_to=False) as it:
        await asked(it, words)
        yield it


async def asked(it: ShopDriver, words: str = "resistor") -> None:
    await it.press("2", "/", "ctrl+u", words, "enter")
    await quiet(it)


async def quiet(it: ShopDriver) -> None:
    """Nothing runs any more; a look that was ended for a newer one is as good as done."""
    await it.until(lambda: not list(it.app.workers), "quiet")
    await it.still()


async def opened(it: ShopDriver) -> NarrowSheet:
    await it.press("f")
    await it.until(lambda: isinstance(it.app.sheet, NarrowSheet), "the kinds")
    assert isinstance(it.app.sheet, NarrowSheet)
    return it.app.sheet


async def to(it: ShopDriver, name: str) -> None:
    """To the row of this name among the kinds, by the keys."""
    sheet = it.app.sheet
    assert isinstance(sheet, NarrowSheet)
    steps = [kind.name for kind in sheet._kinds].index(name) - sheet._at
    await it.press(*["down" if steps > 0 else "up"] * abs(steps))
    assert f"▸ {name} " in it.text()


async def choose(it: ShopDriver, name: str, *keys: str) -> None:
    await to(it, name)
    await it.press("enter", *keys)


async def taken(it: ShopDriver) -> None:
    await it.press("t")
    await quiet(it)


def flat(it: ShopDriver) -> str:
    """The lines of the sheet in one."""
    lines = [line.split("│")[2] for line in it.text().split("\n") if line.count("│") >= 3]
    return " ".join(line.strip() for line in lines)


def parts(it: ShopDriver) -> list[str]:
    """The numbers in the rows of the search pane, each once, in order."""
    rows = it.app.pane.table.rows
    found = [rows.row(place).part for place in range(len(rows))]
    return list(dict.fromkeys(found))
