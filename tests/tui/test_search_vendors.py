"""Search across vendors: marks of their own, one row a part, and all offers compared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.cache.desk import bonded_row, offer, part
from tests.cache.test_several_vendors import Numbers
from tests.tui.kit import ShopDriver, desk
from tests.tui.part_kit import PartShop, breaks
from tui.screens.part import PartSheet
from vendors.errors import VendorDown
from vendors.vocabulary import Packaging

TI = "Texas Instruments"
CUT = breaks(offer("296-1-ND"), (1, "0.10"), (1000, "0.06"))
REEL = breaks(offer("296-2-ND", packaging=Packaging.REEL, moq=2500, multiple=2500), (2500, "0.04"))
AT_DIGIKEY = replace(part("LM358DR", CUT, REEL), maker=TI, description="IC OPAMP 8SOIC")
AT_TI = replace(
    part(
        "LM358DR",
        replace(
            breaks(offer("LM358DR", packaging=Packaging.REEL), (1, "0.09"), (1000, "0.05")),
            vendor="ti",
        ),
    ),
    maker=TI,
    lead_weeks=None,
)
TI_ONLY = replace(
    part("TPS7A02", replace(offer("TPS7A02", "0.30"), vendor="ti")), maker=TI, lead_weeks=None
)


@asynccontextmanager
async def two_vendors(folder: Path) -> AsyncIterator[tuple[ShopDriver, Numbers]]:
    """The desk with a shop that finds words, and TI beside it."""
    shop, ti = PartShop(), Numbers(AT_TI, TI_ONLY)
    shop.shelf = (AT_DIGIKEY,)
    shop.sells(AT_DIGIKEY)
    async with desk(folder, vendor=shop) as it:
        it.app.services.attach([shop, ti])
        yield it, ti


async def asked(it: ShopDriver, words: str) -> None:
    await it.press("2", "/", "ctrl+u", words, "enter")
    await it.still()


async def test_the_title_says_of_each_vendor_how_it_does(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, ti):
        await it.press("z")
        await asked(it, "opamp dual")
        assert "1 at DigiKey at 12:02 · TI answers numbers only" in it.text()
        assert ti.asked == []
        await asked(it, "LM358")
        assert "1 at DigiKey · 1 at TI at 12:02" in it.text()
        assert "numbers only" not in it.text()
        assert "DigiKey has 1 for “LM358”" in it.app.said or "TI has 1 for" in it.app.said
        await it.press("/", "ctrl+u", "opamp")
        await it.sees("Enter in the field asks DigiKey and TI")


async def test_where_a_vendors_list_was_not_read_to_its_end_is_said(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, ti):
        ti.shelf.append(replace(TI_ONLY, number="TPS7A02DBVR"))
        ti.cut = True
        await it.press("z")
        await asked(it, "TPS7A02")
        assert "2 at TI, maybe more" in it.text()
        assert "TI has 2 for “TPS7A02”; 2 came: the list ends there, and there may be more" in (
            it.app.said
        ) or "TI has 2, maybe more" in (it.app.said)
        await it.press("m")
        await it.still()
        assert "of TI 2 came, and no key asks for more: the list ends there" in it.app.said
        ti.cut = False
        await asked(it, "TPS7A02")
        await it.press("f5")
        await it.still()
        assert "maybe more" not in it.text()


async def test_a_slow_vendor_holds_up_neither_rows_nor_keys(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, ti):
        late = asyncio.Event()

        async def patience() -> None:
            await late.wait()

        it.app.services.catalogue.patience = patience
        ti.hold = asyncio.Event()
        await it.press("2", "z", "/", "LM358", "enter")
        await it.sees("DigiKey has 1 for “LM358”")
        await it.sees("1 at DigiKey at 12:02 · TI …")
        late.set()
        await it.sees("TI slow")
        await it.press("a", "12", "enter")
        assert it.lines == [("LM358DR", 12)]
        ti.hold.set()
        await it.sees("1 at TI at 12:02")
        await it.still()
        assert "TI slow" not in it.text()


async def test_a_vendor_that_is_down_is_a_mark_and_the_others_rows_stand(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, ti):
        ti.fails = VendorDown("ti", "TI does not answer.")
        await it.press("z")
        await asked(it, "LM358")
        text = it.text()
        assert "1 at DigiKey at 12:02 · TI trouble" in text
        assert "LM358DR" in text
        assert "TI does not answer" in it.app.said
        ti.fails = None
        await it.press("f5")
        await it.still()
        assert "1 at TI at 12:02" in it.text()


async def test_enter_is_named_in_those_tabs_alone_whose_rows_open(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, _):
        await asked(it, "TPS7A02")
        await it.press("enter")
        await it.still()
        named = {}
        for key in "1234567890":
            await it.press(key)
            await it.still()
            named[key] = "Enter open" in it.text().splitlines()[-1]
        assert [key for key, is_named in named.items() if is_named] == list("345690")
        await it.press("1", "enter")
        assert it.app.said == "there is nothing to open in this tab"


async def test_one_part_is_one_row_and_its_best_offer_is_added(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, _):
        await asked(it, "LM358")
        assert it.text().count("LM358DR") == 1
        assert "TI+2      reel" in it.text()
        await it.press("a", "1200", "enter")
        (line,) = it.app._builder.draft.lines  # type: ignore[union-attr]
        assert (line.vendor, line.number, line.quantity) == ("ti", "LM358DR", 1200)
        await it.press("2", "n", "2500", "enter")
        assert "at 2,500" in it.text()
        assert "DigiKey+2 reel" in it.text()
        await it.press("a")
        await it.sees("Enter alone: 2,500")


async def test_all_offers_are_compared_at_the_quantity_asked(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, ti):
        it.vendor.stock["LM358DR-B"] = replace(
            bonded_row("LM358DR-B"), part="LM358DR", maker="Texas Instruments Inc."
        )
        await it.press("1", "f5")
        await it.still()
        await asked(it, "opamp")
        assert ti.asked == []
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, PartSheet), "the sheet")
        await it.still()
        assert ti.asked == ["part LM358DR"], "TI could sell it, and was not asked for words"
        sheet = it.app.sheet
        assert isinstance(sheet, PartSheet)
        lines = it.text().splitlines()
        rows = [
            line for line in lines if any(one in line for one in ("LM358DR-B", "296-1-ND ", "◆ TI"))
        ]
        assert "bonded" in rows[0]
        assert "reserve 5,000" in rows[0]
        (best,) = [line for line in rows if "◆ TI" in line]
        assert "50.00" in best
        text = it.text()
        assert "◆ the cheapest way to 1,000: reel at TI, 50.00 USD" in text
        assert "With fees, before tariff, tax and shipping" in text
        assert "DigiKey said 0 s ago · TI said 0 s ago" in text
        await it.press("n", "2400", "enter")
        assert "◆ the cheapest way to 2,400: reel at TI, 120.00 USD" in it.text()
        assert "2,500 reel at DigiKey: 20.00 USD less, 100 more pieces" in it.text()
        await it.press("end", "a", "enter")
        await it.still()
        (line,) = it.app._builder.draft.lines  # type: ignore[union-attr]
        assert (line.vendor, line.quantity) == ("ti", 2400)
        assert not it.app.sheets


async def test_bonded_stock_is_released_from_the_comparison(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, _):
        it.vendor.stock["LM358DR-B"] = replace(bonded_row("LM358DR-B"), part="LM358DR", maker=TI)
        await it.press("1", "f5")
        await it.still()
        await asked(it, "opamp")
        await it.press("enter")
        await it.still()
        await it.press("home", "a", "1500", "enter")
        await it.still()
        (line,) = it.app._builder.draft.lines  # type: ignore[union-attr]
        assert (line.bonded_customer_id, line.quantity) == ("7002", 1500)


async def test_what_only_digikey_tells_is_said_so_of_a_part_it_does_not_have(
    tmp_path: Path,
) -> None:
    async with two_vendors(tmp_path) as (it, _):
        await asked(it, "TPS7A02")
        # Whoever answered first, its rows stay under the cursor: the number's own stands above.
        await it.press("home", "enter")
        await it.still()
        shop = it.vendor
        assert isinstance(shop, PartShop)
        assert "DigiKey does not have it" in it.text()
        before = shop.calls.copy()
        for key in "345678":
            await it.press(key)
            await it.still()
            assert "only DigiKey tells this, and no offer of its is known here" in it.text()
        await it.press("1", "e")
        assert "only DigiKey tells ways to buy" in it.text()
        assert shop.calls == before
        for key in ("2", "9", "0"):
            await it.press(key)
            await it.still()
        assert it.app.fault == ""


async def test_details_are_digikeys_where_the_row_shows_another_vendor(tmp_path: Path) -> None:
    async with two_vendors(tmp_path) as (it, _):
        await asked(it, "LM358")
        await it.press("enter")
        await it.still()
        shop = it.vendor
        assert isinstance(shop, PartShop)
        await it.press("3")
        await it.still()
        assert shop.calls["substitutes"] == 1
        assert "as DigiKey said" in it.text()
