"""What came in the boxes: opened from the order, by invoice, with every lot and the paper."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.packed import INVOICE, LOTS, PDF, Packs
from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tests.tui.test_history import listed, opened, ordered
from tui.screens.packing import PackingSheet
from vendors.errors import Unreadable, VendorDown
from vendors.vocabulary import Shipment

OTHER = "80000002"


class Sender(Packs, Shop):
    """The shop, with packing lists; `hold` keeps its answers back."""

    def __init__(self) -> None:
        Shop.__init__(self)
        Packs.__init__(self)


def sender(it: ShopDriver) -> Sender:
    assert isinstance(it.vendor, Sender)
    return it.vendor


async def shipped(it: ShopDriver, *invoices: str | None) -> None:
    """An order of which 200 pieces left, each shipment under its invoice; its sheet is open."""
    await ordered(it)
    sent = tuple(Shipment(200, None, "1Z999", one, date(2026, 3, 4)) for one in invoices)
    await listed(it, shipped=200, shipments=sent)
    await opened(it)


async def packing(it: ShopDriver) -> PackingSheet:
    await it.press("p")
    await it.until(lambda: isinstance(it.app.sheet, PackingSheet), "the packing lists")
    await it.still()
    sheet = it.app.sheet
    assert isinstance(sheet, PackingSheet)
    return sheet


@pytest.mark.parametrize("size", [SMALL, (120, 40)])
async def test_every_line_of_an_invoice_stands_there_with_its_lots_and_how_old_it_is(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size, vendor=Sender()) as it:
        await shipped(it, INVOICE)
        assert not sender(it).packed
        await packing(it)
        for words in (
            f"invoice {INVOICE}   sales order 88001",
            "as DigiKey said 0 s ago; kept, since an invoice does not change",
            "RC0603FR-0710KL  311-10.0KHRCT-ND  Yageo",
            "ACME/1",
            "ordered 250 · shipped 200 · backordered 50",
            "TW",
            "EAR99",
            "8533.21.0030",
            "150   date code JUN-2026     lot 6123456ABC",
            "50   date code JUL-2026     lot 6123499ZZZ",
        ):
            assert words in it.text(), words
        # Opened again it costs nothing.
        await it.press("escape")
        await packing(it)
        assert sender(it).packed == {(INVOICE, False): 1}


async def test_y_copies_what_the_cursor_stands_on(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=Sender()) as it:
        await shipped(it, INVOICE)
        await packing(it)
        copied = []
        for _ in range(9):
            await it.press("y")
            copied.append(it.app.clipboard)
            await it.press("down")
        assert copied == [
            *(INVOICE, "311-10.0KHRCT-ND", "ACME/1", "1", "TW", "EAR99", "8533.21.0030"),
            *("6123456ABC", "6123499ZZZ"),
        ]


async def test_the_screen_does_not_wait_for_the_vendor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet is there and hears keys while the answer is on its way."""
    async with desk(tmp_path, vendor=Sender()) as it:
        await shipped(it, INVOICE)
        answer, lists = asyncio.Event(), sender(it).packing_lists

        async def slow(**asked: object) -> object:
            await answer.wait()
            return await lists(**asked)  # type: ignore[arg-type]

        monkeypatch.setattr(sender(it), "packing_lists", slow)
        await it.press("p")
        await it.sees("asking DigiKey …")
        await it.press("y")
        assert it.app.clipboard == INVOICE
        answer.set()
        await it.sees("6123456ABC")


async def test_one_answer_that_fails_is_said_in_words_and_the_others_come(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=Sender()) as it:
        await shipped(it, INVOICE, OTHER)
        sender(it).lists[OTHER] = LOTS
        lists = sender(it).packing_lists

        async def broken(**asked: object) -> object:
            if asked.get("invoice") == INVOICE:
                raise Unreadable("digikey", "DigiKey's answer could not be read")
            return await lists(**asked)  # type: ignore[arg-type]

        sender(it).packing_lists = broken  # type: ignore[method-assign,assignment]
        await packing(it)
        text = it.text()
        assert "DigiKey's answer could not be read" in text
        assert "6123456ABC" in text
        assert text.index("could not be read") < text.index(f"invoice {OTHER}")
        sender(it).packing_lists = lists  # type: ignore[method-assign]
        await it.press("f5")
        await it.still()
        assert "could not be read" not in it.text().split("invoice")[1]
        assert it.text().count("6123456ABC") == 2


async def test_a_vendor_that_is_down_is_not_asked_for_the_rest(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=Sender()) as it:
        await shipped(it, INVOICE, OTHER)
        sender(it).paper_fails = VendorDown("digikey", "DigiKey cannot answer now")
        await packing(it)
        assert "DigiKey cannot answer now" in it.text()
        assert "DigiKey is not asked yet: F5 asks" in it.text()
        assert sender(it).packed == {("88001", False): 1}


async def test_thirty_invoices_of_an_order_are_one_call(tmp_path: Path) -> None:
    invoices = [str(80000001 + place) for place in range(30)]
    async with desk(tmp_path, vendor=Sender()) as it:
        for one in invoices:
            sender(it).lists[one] = tuple(replace(lot, invoice=one) for lot in LOTS)
        sender(it).by_order["88001"] = tuple(invoices)
        await shipped(it, *invoices)
        sheet = await packing(it)
        assert sender(it).packed == {("88001", False): 1}
        shown = "\n".join("".join(text for text, _ in line) for line in sheet.lines(76))
        assert shown.count("6123456ABC") == 30
        # The one under the cursor is asked for by itself; the others are whole.
        it.app.services.clock.advance(60)  # type: ignore[attr-defined]
        await it.press("f5")
        await it.still()
        assert sender(it).packed == {("88001", False): 1, (invoices[0], False): 1}


async def test_what_has_no_list_no_invoice_or_no_shipment_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=Sender()) as it:
        sender(it).lists.clear()
        await shipped(it, INVOICE, None)
        await packing(it)
        assert "DigiKey has no packing list of this invoice (yet)" in it.text()
        assert "DigiKey has not named the invoice of 1 shipment yet" in it.text()


@pytest.mark.parametrize(
    ("invoices", "words"),
    [((), "nothing has left DigiKey yet"), ((None,), "has not named an invoice")],
)
async def test_without_an_invoice_the_key_says_why(
    tmp_path: Path, invoices: tuple[None, ...], words: str
) -> None:
    async with desk(tmp_path, vendor=Sender()) as it:
        await shipped(it, *invoices)
        await it.press("p")
        assert words in it.app.said
        assert not sender(it).packed


async def test_s_writes_the_paper_under_the_name_that_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    async with desk(tmp_path / "home", vendor=Sender()) as it:
        await shipped(it, INVOICE)
        await packing(it)
        monkeypatch.chdir(here)
        await it.press("s", "enter")
        await it.still()
        file = here / f"packing-{INVOICE}.pdf"
        assert file.read_bytes() == PDF
        assert str(file) in it.app.said
        # The same name again: nothing is overwritten, and no call is spent.
        calls = sender(it).packed.total()
        await it.press("s", "enter")
        await it.still()
        assert "Nothing was overwritten" in it.app.said
        assert sender(it).packed.total() == calls
        await it.press("s", "ctrl+u", "box one.pdf", "enter")
        await it.still()
        assert sorted(os.listdir(here)) == ["box one.pdf", f"packing-{INVOICE}.pdf"]


async def test_where_the_vendor_has_no_paper_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path / "home", vendor=Sender()) as it:
        sender(it).paper = None
        await shipped(it, INVOICE)
        await packing(it)
        monkeypatch.chdir(tmp_path)
        await it.press("s", "enter")
        await it.still()
        assert "DigiKey has no paper for this invoice" in it.app.said
        assert not list(tmp_path.glob("*.pdf"))
