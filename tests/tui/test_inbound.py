"""Telling the warehouse by keys: what it is told, what it calls things, and what came."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cache.inbound_mapping import Mapped, sku_key
from tests.cache.desk import NOON, vendor_line, vendor_order
from tests.cache.warehouse import AUSTIN, DIGIKEY, Keeper, lost
from tests.tui.kit import DESK, SMALL, ShopDriver, desk
from tests.tui.test_history import opened, ordered
from tests.tui.test_placing import placed, reviewed
from tests.tui.test_scans import scan
from tui.screens.inbound import InboundSheet
from tui.screens.inbound_names import NamesSheet
from tui.screens.receiving import ReceivingSheet
from vendors.inbound import InboundState, InboundStep, StockItem
from vendors.labels import read_label
from vendors.vocabulary import Shipment

PART = "RC0603FR-0710KL"
HOUSE = StockItem("AE-10432", f"Resistor {PART}", active=True, other_names=(PART,))


def a_house(*stock: StockItem) -> Keeper:
    """A warehouse that stocks this, or the part that the tests order by its maker's number."""
    keeper = Keeper()
    keeper.stock = stock or (StockItem(PART, "RES 10K 0603", active=True),)
    return keeper


@asynccontextmanager
async def house(
    folder: Path, size: tuple[int, int] = DESK, keeper: Keeper | None = None
) -> AsyncIterator[tuple[ShopDriver, Keeper]]:
    """An order of 250 resistors was accepted; the cursor of the history stands on it."""
    keeper = keeper or a_house()
    async with desk(folder, size) as it:
        it.app.services.attach([it.vendor, keeper])
        await ordered(it)
        yield it, keeper


async def sheet(it: ShopDriver) -> InboundSheet:
    await it.press("e")
    await it.until(lambda: isinstance(it.app.sheet, InboundSheet), "what the warehouse knows")
    await it.still()
    found = it.app.sheet
    assert isinstance(found, InboundSheet)
    return found


async def named(it: ShopDriver) -> None:
    """Say what the warehouse calls everything, by keys alone."""
    await it.press("m")
    await it.until(lambda: isinstance(it.app.sheet, NamesSheet), "what it is called there")
    await it.still()
    for _ in range(2):
        # Supplier and warehouse: the first suggestion.
        await it.press("enter", "enter")
        await it.still()
    await it.press("a", "enter")
    await it.still()
    await it.press("escape")
    await it.still()


async def told(it: ShopDriver) -> None:
    await sheet(it)
    await named(it)
    await it.press("m")
    await it.still()


@pytest.mark.parametrize("size", [SMALL, DESK])
async def test_an_order_is_told_from_the_history_with_every_name_said_once(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with house(tmp_path, size) as (it, keeper):
        await sheet(it)
        assert "was told nothing of this order" in it.text()
        await named(it)
        assert not keeper.sent
        await it.press("m")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert order.state is InboundState.OPEN
        plan = order.plan
        assert (plan.reference, plan.supplier_id, plan.warehouse_id) == (
            "AC-2026-0001",
            DIGIKEY.id,
            AUSTIN.id,
        )
        assert [(line.sku, line.quantity) for line in plan.lines] == [(PART, 250)]
        assert "open" in it.text()
        await it.press("escape")
        await it.sees("↳ inbound ShipStation ○ open")


async def test_told_again_it_is_not_made_again(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, keeper):
        await told(it)
        await it.press("m")
        await it.still()
        await it.press("m")
        await it.still()
        assert keeper.book.came[str(InboundStep.CREATE)] == 1


async def test_the_orders_own_sheet_says_how_the_warehouse_stands(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, _):
        await opened(it)
        assert "the warehouse was told nothing of it; e says" in it.text()
        await told(it)
        await it.press("escape")
        await it.still()
        await it.sees("↳ inbound ShipStation ○ open")


async def test_a_sku_that_is_not_the_makers_number_is_chosen_by_a_person(tmp_path: Path) -> None:
    keeper = a_house(HOUSE)
    async with house(tmp_path, keeper=keeper) as (it, _):
        await sheet(it)
        await it.press("m")
        await it.until(lambda: isinstance(it.app.sheet, NamesSheet), "the names")
        await it.still()
        await it.press("a")
        assert "no part left has a SKU that is its manufacturer's number" in it.app.said
        for _ in range(2):
            await it.press("enter", "enter")
            await it.still()
        while "SKU" not in (it.app.sheet._here.name):  # type: ignore[union-attr]
            await it.press("down")
        await it.press("enter")
        assert HOUSE.sku in it.text()
        await it.press("enter")
        await it.still()
        await it.press("escape", "m")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert [line.sku for line in order.plan.lines] == [HOUSE.sku]


async def receiving(it: ShopDriver) -> ReceivingSheet:
    await it.press("r")
    await it.until(lambda: isinstance(it.app.sheet, ReceivingSheet), "what came")
    await it.still()
    found = it.app.sheet
    assert isinstance(found, ReceivingSheet)
    return found


async def test_what_came_is_typed_and_posted_once(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, keeper):
        await told(it)
        await receiving(it)
        await it.press("P")
        assert "nothing came so far" in it.app.said
        # Where it is put, then how many came.
        await it.press("enter", "enter", "down", "enter", "150", "enter")
        assert "150 pieces of 1 SKU to post" in it.text()
        await it.press("P", "enter")
        await it.still()
        assert keeper.book.came[str(InboundStep.RECEIVE)] == 1
        (order,) = keeper.book.orders.values()
        assert [line.received for line in order.plan.lines] == [150]
        assert isinstance(it.app.sheet, InboundSheet)
        await it.press("escape")
        await it.sees("receiving 0/1")


async def test_on_the_least_terminal_goods_received_are_whole(tmp_path: Path) -> None:
    async with house(tmp_path, (60, 20)) as (it, _):
        await told(it)
        assert "r receive   Esc back" in it.text()
        await receiving(it)
        text = it.text()
        # It is open by now: nothing is asked any more. And what is called alike is named once.
        assert "asking ShipStation" not in text
        assert f"{PART} ordered 250, came 0, open 250" in text
        assert f"{PART} {PART}" not in text
        assert "P post" in text.split("\n")[-1]
        assert "Esc back" in text.split("\n")[-1]


async def test_tracking_that_comes_while_goods_are_received_is_said_to_be_untold(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, (60, 20)) as (it, keeper):
        await told(it)
        await receiving(it)
        await it.press("enter", "enter", "down", "enter", "150", "enter", "P", "enter")
        await it.still()
        assert "Not told" not in it.text()
        shipment = Shipment(250, NOON, "1Z77", "inv", None)
        line = replace(vendor_line("311-10.0KHRCT-ND", 250, 250), shipments=(shipment,))
        it.vendor.listed = [vendor_order("AC-2026-0001", "9910", lines=(line,), status="Shipped")]
        await it.app.services.orders.refresh()
        it.app.changed("orders")
        await it.still()
        text = " ".join(it.text().replace("│", " ").split())
        assert "! Not told: its carrier is not said there; its tracking number is not said" in text
        assert "1Z77" in str(list(it.app.sheet.lines(56)))
        assert "ShipStation takes it only while the order is open." in text
        await it.press("f")
        assert "ShipStation takes no such change any more" in it.app.said
        assert [str(one) for one in keeper.steps] == ["create", "state", "receive"]


async def test_scanned_bags_add_up_and_the_same_label_counts_once(tmp_path: Path) -> None:
    def bag(quantity: int, lot: str) -> str:
        gs, rs, eot = "\x1d", "\x1e", "\x04"
        return f"[)>{rs}06{gs}1P{PART}{gs}Q{quantity}{gs}1T{lot}{rs}{eot}"

    async with house(tmp_path) as (it, keeper):
        await told(it)
        await receiving(it)
        for label in (bag(100, "A1"), bag(100, "A1"), bag(150, "B2")):
            assert read_label(label).quantity
            await scan(it, label)
        assert "250 now" in it.app.said
        await it.press("up", "up", "enter", "enter", "P", "enter")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert [line.received for line in order.plan.lines] == [250]
        assert order.state is InboundState.RECEIVED


async def test_more_than_was_ordered_needs_a_reason(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, keeper):
        await told(it)
        await receiving(it)
        await it.press("enter", "enter", "down", "enter", "300", "enter")
        assert "more than the 250 that are open" in it.text()
        await it.press("P")
        assert "say why first" in it.app.said
        for _ in range(6):
            await it.press("down")
        await it.press("enter", "the reel held 300", "enter", "P", "enter")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert [line.received for line in order.plan.lines] == [300]


async def test_a_receipt_nobody_knows_of_waits_for_a_person(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, keeper):
        await told(it)
        await receiving(it)
        keeper.answers.append(lost(done=False))
        await it.press("enter", "enter", "a", "P", "enter")
        await it.still()
        await it.sees("unknown")
        assert "t it was taken" in it.text()
        assert "n it was not" in it.text()
        assert keeper.book.came[str(InboundStep.RECEIVE)] <= 1
        await it.press("n", "nobody took it: Ann looked", "enter")
        await it.still()
        assert "not made" in it.text()


async def test_the_paper_is_saved_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with house(tmp_path / "home") as (it, _):
        await told(it)
        for name in ("inbound-order-AC-2026-0001.pdf", "inbound-order-AC-2026-0001-2.pdf"):
            await it.press("p", "enter")
            await it.still()
            assert (tmp_path / name).read_bytes().startswith(b"%PDF")
            assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


async def test_it_is_cancelled_only_by_the_word(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, keeper):
        await told(it)
        await it.press("c", "yes", "enter")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert order.state is InboundState.OPEN
        await it.press("c", "cancel", "enter")
        await it.still()
        (order,) = keeper.book.orders.values()
        assert order.state is InboundState.CANCELLED


async def test_an_order_of_elsewhere_is_none_of_the_warehouses(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("4", "e")
        assert "there is no row here" in it.app.said


async def test_digits_replace_the_open_quantity_and_enter_alone_takes_it(tmp_path: Path) -> None:
    async with house(tmp_path) as (it, _):
        await told(it)
        await receiving(it)
        await it.press("down", "enter")
        assert "Enter alone: 250;" in it.text()
        await it.press("enter")
        assert "250 pieces of 1 SKU to post" in it.text()
        await it.press("enter", "6", "0", "enter")
        assert "60 pieces of 1 SKU to post" in it.text()
        assert "250 pieces" not in it.text()


async def test_a_name_that_was_said_is_written_as_it_was_asked_for(tmp_path: Path) -> None:
    async with house(tmp_path, keeper=a_house(HOUSE)) as (it, _):
        await sheet(it)
        await it.press("m")
        await it.until(lambda: isinstance(it.app.sheet, NamesSheet), "what it is called there")
        await it.still()
        before = re.findall(r"the SKU for .+? by (\w+)", it.text())
        for _ in range(3):
            await it.press("enter", "enter")
            await it.still()
        assert f"{HOUSE.sku} · {HOUSE.name}" in it.text()
        assert re.findall(r"the SKU for .+? by (\w+)", it.text()) == before != []


async def test_a_second_order_shows_its_own_names_and_no_id_of_the_ship_to(tmp_path: Path) -> None:
    async with house(tmp_path, SMALL) as (it, _):
        inbound = it.app.services.inbound
        await told(it)
        # What other orders need.
        await inbound.mapping.confirm(
            [
                Mapped("supplier", "ti", "se-s2", "Texas Instruments"),
                Mapped("warehouse", "7002", "se-w2", "Cork"),
                Mapped("place", "se-w2", "se-l2", "Shelf of Cork"),
                Mapped("place", AUSTIN.id, "se-l1", "Shelf A"),
                Mapped("sku", sku_key("Murata", "OTHER", ""), PART, "the same SKU"),
            ]
        )
        await it.press("escape")
        await reviewed(it, "2", "a", "100", "enter")
        await it.press("0002", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("AC-2026-0002")
        await it.still()
        await sheet(it)
        await it.press("M")
        await it.until(lambda: isinstance(it.app.sheet, NamesSheet), "what it is called there")
        await it.still()
        text = it.text()
        for words in (
            "the supplier for DigiKey",
            "the warehouse for the ship-to AUS",
            f"the place at {AUSTIN.name} where goods are put",
            f"the SKU for {PART}",
        ):
            assert words in text, words
        for words in ("ship-to 7001", "TI", "Texas", "Cork", "OTHER", "se-w1 where"):
            assert words not in text, words
