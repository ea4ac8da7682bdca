"""The history: what is marked, what is copied, what an opened order shows."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cache.desk import vendor_line, vendor_order
from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tests.tui.test_placing import placed, reviewed
from tui.screens.mistake import MistakeSheet
from tui.screens.order import OrderSheet
from vendors.vocabulary import Shipment

NUMBER = "311-10.0KHRCT-ND"


async def ordered(it: ShopDriver) -> None:
    """Place 250 resistors, and stand on them in the history."""
    await reviewed(it)
    await it.press("0001", "enter")
    await placed(it)
    await it.press("enter")
    await it.sees("AC-2026-0001")
    await it.still()


async def listed(it: ShopDriver, *, quantity: int = 250, **line: object) -> None:
    """Let DigiKey list it, with `quantity` and whatever else is said of its one line."""
    its = replace(vendor_line(NUMBER, ordered=quantity), part="RC0603FR-0710KL", **line)  # type: ignore[arg-type]
    its = replace(its, total=its.ordered * its.unit_price)
    order = vendor_order("AC-2026-0001", lines=(its,))
    sale = replace(order.sales_orders[0], total=its.total)
    it.vendor.listed = [replace(order, sales_orders=(sale,))]
    await it.press("f5")
    await it.still()


async def opened(it: ShopDriver) -> None:
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
    await it.still()


async def test_the_time_of_the_last_answer_stays_after_an_order_was_placed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("4", "f5")
        await it.sees("at 12:02")
        await it.press("3")
        await ordered(it)
        assert "1 order · at 12:02" in it.text()


async def test_y_copies_the_number_and_shift_y_the_vendors(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await ordered(it)
        await it.press("y")
        assert it.app.clipboard == "AC-2026-0001"
        assert it.app.said.startswith("copied AC-2026-0001 by the terminal")
        await it.press("Y")
        assert it.app.clipboard == "88001"


async def test_nothing_to_copy_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await it.press("4", "y")
        assert it.app.said == "there is no row here"


async def test_the_cursor_of_an_order_goes_from_number_to_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        sent = Shipment(250, None, "1Z999", "INV-7", date(2026, 3, 4))
        await listed(it, shipped=250, shipments=(sent,))
        await opened(it)
        copied = []
        for _ in range(12):
            await it.press("y", "down")
            copied.append(it.app.clipboard)
        for number in ("AC-2026-0001", "7001", "88001", NUMBER, "1Z999", "INV-7", "req-1"):
            assert number in copied, number


async def test_what_differs_is_named_and_taken_note_of_by_name(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await listed(it, quantity=200)
        await it.sees("differs in 1")
        await opened(it)
        assert "quantity 250 → 200" in it.text()
        await it.press("t")
        assert "put the cursor on what differs" in it.app.said
        while "quantity" not in it.app.sheet.mark_here.text:  # type: ignore[union-attr]
            await it.press("down")
        await it.press("t")
        await it.sees("taken note of by ann")
        await it.sees("confirmed: what differs was taken note of")
        await it.press("t")
        assert "before" in it.app.said
        await it.press("escape")
        await it.still()
        assert "differs in" not in it.text()


async def test_as_ordered_is_said_too(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await opened(it)
        assert "not confirmed yet: DigiKey does not list it" in it.text()
        await it.press("escape")
        await listed(it)
        await opened(it)
        assert "confirmed: DigiKey has it as it was ordered" in it.text()


async def test_what_changed_is_marked_until_it_is_opened_or_taken_for_seen(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await listed(it)
        await opened(it)
        await it.press("escape")
        await it.still()
        assert "*processing" not in it.text()
        it.app.services.clock.advance(60)  # type: ignore[attr-defined]
        await listed(it, shipped=100)
        await it.sees("*processing")
        it.app.services.clock.advance(60)  # type: ignore[attr-defined]
        await it.press("v")
        await it.still()
        assert "*processing" not in it.text()


async def test_a_day_that_passed_is_late_in_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await listed(it, scheduled=((250, date(2026, 3, 1)),))
        await it.sees("late 1 Mar")
        assert "late: was to leave by 1 Mar" in it.text()
        assert "1 late" in it.text(), "the strip counts it"


async def test_the_filter_finds_the_words_that_are_shown(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await it.press("/", "accepted", "escape")
        await it.still()
        assert "1 order" in it.text()
        await it.press("/", "ctrl+u", "shipped", "escape")
        await it.sees("No order holds every word typed.")


async def test_an_export_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    async with desk(tmp_path) as it:
        await ordered(it)
        monkeypatch.chdir(folder)
        await it.press("X")
        await it.until(lambda: it.app.said.endswith("02.csv"), "the first file")
        await it.press("X")
        await it.until(lambda: it.app.said.endswith("-2.csv"), "the second file")
        await it.still()
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["bondroom-orders-2026-03-02-2.csv", "bondroom-orders-2026-03-02.csv"]
    with (folder / names[1]).open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["number"] == "AC-2026-0001"


async def test_reorder_makes_a_new_draft_with_what_changed_since(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        dearer = replace(it.vendor.parts[NUMBER].offers[0].breaks[0], unit_price=Decimal("0.12"))
        part = it.vendor.parts[NUMBER]
        it.vendor.sells(replace(part, offers=(replace(part.offers[0], breaks=(dearer,)),)))
        await it.press("r")
        await it.sees("What changed since it was ordered")
        assert "0.12" in it.text()
        await it.press("escape")
        assert it.app.pane.place == "builder"
        await it.until(lambda: it.lines == [("RC0603FR-0710KL", 250)], "the lines, drafted anew")
        assert len(it.vendor.taken) == 1


async def test_ordered_wrong_says_that_nothing_cancels_and_gives_the_numbers(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await ordered(it)
        await listed(it)
        await opened(it)
        await it.press("o")
        await it.until(lambda: isinstance(it.app.sheet, MistakeSheet), "what now")
        for words in ("a call that cancels an order", "customer service", "88001"):
            assert words in it.text(), words
        await it.press("y")
        assert "AC-2026-0001" in it.app.clipboard
        assert "88001" in it.app.clipboard


async def test_what_has_shipped_is_returned_not_changed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await ordered(it)
        await listed(it, shipped=250)
        await opened(it)
        await it.press("o")
        await it.sees("no longer changed but returned")


async def test_nothing_at_the_vendor_needs_no_cancelling(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it)
        await it.press("escape", "4", "enter")
        await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
        await it.press("o")
        await it.sees("Nothing of it is at DigiKey")


async def test_a_key_that_cannot_act_now_is_dim_and_says_why(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=Shop()) as it:
        await it.press("4")
        spans = dict(it.app._edges.hints._line)
        assert spans["Enter"] == "dim"
        await ordered(it)
        spans = dict(it.app._edges.hints._line)
        assert spans["Enter"] == "key"
        await opened(it)
        await it.press("f5")
        assert "F5 does nothing here" in it.app.said


async def test_on_an_order_of_others_what_is_only_ours_to_do_is_dim_and_says_why(
    tmp_path: Path,
) -> None:
    shop = Shop()
    shop.listed = [vendor_order("", "77001")]
    async with desk(tmp_path, (120, 24), vendor=shop) as it:
        await it.press("4")
        await opened(it)
        for key, words in (
            ("l", "F5 in the history asks"),
            ("n", "nothing to say of it"),
            ("t", "nothing to compare it with"),
            ("d", "r in the history makes a new draft"),
            ("b", "nothing of it was sent from here"),
            ("c", "o says what to tell DigiKey"),
        ):
            await it.press(key)
            assert it.app.said.startswith("it was not ordered here"), key
            assert words in it.app.said
            assert dict(it.app._edges.hints._line).get(key) in ("dim", None)
        assert dict(it.app._edges.hints._line)["y"] == "key"
