"""An order of which nobody knows: what its sheet says, and each way out of it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cache.desk import vendor_line, vendor_order
from tests.tui.kit import SMALL, Shop, ShopDriver, desk
from tests.tui.test_placing import placed, reviewed
from tui.screens.commit import CommitSheet
from tui.screens.order import OrderSheet
from tui.screens.reason import ReasonSheet
from vendors.errors import NoAnswer
from vendors.vocabulary import Answer, Outcome, VendorOrder

LOST = Answer(Outcome.UNKNOWN, "the connection broke before an answer came")


async def lost(it: ShopDriver) -> None:
    """Place 250 resistors, lose the answer, and stand on the order in the history."""
    it.vendor.answer = LOST
    await reviewed(it)
    await it.press("0001", "enter")
    await placed(it)
    await it.press("enter")
    await it.sees("? 1 unknown")


async def opened(it: ShopDriver) -> None:
    await lost(it)
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
    await it.still()


async def not_placed_and_back(it: ShopDriver) -> None:
    """The lines of a lost order are in their draft again, by a person's word."""
    await opened(it)
    await it.press("n", "DigiKey, Jane, by phone: never arrived", "enter")
    await it.sees("never arrived")
    await it.press("d")
    await it.still()
    assert it.lines == [("RC0603FR-0710KL", 250)]


async def by_itself(it: ShopDriver) -> None:
    """What watching does: look, and nobody pressed a key. The screen is not told yet."""
    reconciling = it.app.services.reconciling
    with reconciling.alone():
        await reconciling.look_alone(1, by_hand=False)


def at_vendor(number: str = "9910", sales: str = "88001") -> VendorOrder:
    """What DigiKey lists once it turns out that it has the order."""
    lines = (vendor_line("311-10.0KHRCT-ND", ordered=250),)
    return vendor_order("AC-2026-0001", number, sales=(sales,), lines=lines)


async def test_it_says_what_is_known_what_is_not_and_which_keys_there_are(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        for words in (
            "the connection broke before an answer came",
            "It may or may not have been placed. Bondroom will not send it again.",
            "Do you have this purchase order?",
            "l look now",
            "n not placed (asks why)",
        ):
            assert words in it.text(), words


class BilledShop(Shop):
    account = "7718905"


async def test_under_another_account_it_says_so_and_no_key_ends_it(tmp_path: Path) -> None:
    shop = BilledShop()
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it)
        assert "sent for account …8905" not in it.text(), "it is the one acted for"
        assert "for account …8905" in it.text(), "but its attempt says which"
        await it.press("escape")
        shop.account = "7719040"
        looked = list(shop.spans)
        await it.press("enter")
        await it.sees("sent for account …8905; this session acts for …9040")
        await it.sees("sign in for that account (L) to look")
        await it.press("l")
        await it.until(lambda: "It was not asked after" in it.app.said, "why it was not asked")
        assert shop.spans == looked
        await it.press("n", "DigiKey, Jane, by phone: never arrived", "enter")
        await it.until(lambda: "Nothing was changed" in it.app.said, "why it is not taken")
        assert await it.app.services.orders.unknown() == 1


async def test_y_copies_what_to_tell_the_vendor_and_it_stands_there_to_be_read(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await it.press("y")
        for words in ("AC-2026-0001", "CustomerId 7001", "250 of 311-10.0KHRCT-ND", "25.00 USD"):
            assert words in it.app.clipboard
            assert words in it.text()
        assert it.app.said.startswith("copied what to tell DigiKey")


async def test_a_look_that_finds_it_makes_it_accepted_under_the_open_sheet(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        it.vendor.listed = [at_vendor()]
        await it.press("l")
        await it.until(lambda: "may or may not" not in it.text(), "the end of the unknown")
        await it.still()
        assert "88001" in it.text()
        await it.press("escape")
        assert "1 unknown" not in it.text()
        assert len(it.vendor.taken) == 1


async def test_a_look_that_finds_nothing_proves_nothing_and_is_listed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await it.press("l")
        await it.sees("looked by hand")
        assert "may or may not have been placed" in it.text()
        assert "? 1 unknown" in it.text()


async def test_a_look_at_a_vendor_that_is_down_says_so_and_leaves_it_unknown(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        it.vendor.find_fails = NoAnswer("digikey", "DigiKey did not answer in time.")
        await it.press("l")
        await it.sees("did not answer in time")
        assert "the same key asks again" in it.app.said
        assert "may or may not have been placed" in it.text()
        await it.sees("looked by hand")
        assert "DigiKey trouble" in it.text()
        it.vendor.find_fails = None
        await by_itself(it)
        assert "DigiKey trouble" not in it.text()


async def test_not_placed_says_first_whose_word_counts_and_wants_a_reason(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press("n")
        await it.sees("Only DigiKey's word counts")
        await it.press("enter")
        assert "a reason in words is needed" in it.app.said
        assert isinstance(it.app.sheet, ReasonSheet)
        await it.press("escape")
        assert "may or may not have been placed" in it.text()


async def test_not_placed_and_sent_again_under_the_same_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await it.press("n", "DigiKey, Jane, by phone: never arrived", "enter")
        await it.sees("never arrived")
        assert "ann said" in it.text()
        await it.press("d")
        await it.still()
        assert it.app.sheet is None
        assert "? 1 unknown" not in it.text()
        assert it.lines == [("RC0603FR-0710KL", 250)]
        it.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",), "req-2", 200)
        await it.press("P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        sheet = it.app.sheet
        assert isinstance(sheet, CommitSheet)
        assert sheet.review.number == "AC-2026-0001"
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        outcome = await placed(it)
        assert outcome.answer.outcome is Outcome.ACCEPTED
        assert len(it.vendor.taken) == 2


async def test_an_order_that_was_there_after_all_takes_its_lines_out_of_the_open_draft(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await not_placed_and_back(it)
        it.vendor.listed = [at_vendor()]
        await by_itself(it)
        it.app.changed("orders")
        await it.until(lambda: it.lines == [], "the end of the draft")
        await it.sees("press d for the drafts that are open")
        await it.press("P")
        assert "the draft has no line yet" in it.app.said


async def test_a_change_to_lines_that_turned_out_ordered_keeps_no_copy_of_them(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await not_placed_and_back(it)
        it.vendor.listed = [at_vendor()]
        await by_itself(it)
        await it.press("3", "+")
        await it.until(lambda: it.lines == [], "the end of the draft")
        assert "D-1 is ordered" in it.app.said
        heads = await it.app.services.drafts.heads()
        assert [head.lines for head in heads] == [0]


async def test_a_copy_of_what_was_not_ordered_leaves_out_what_was(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await not_placed_and_back(it)
        it.vendor.listed = [at_vendor()]
        await by_itself(it)
        it.burst("2", "a", "40", "enter")
        await it.until(lambda: it.lines == [("RC0603FR-0710KL", 40)], "the copy")
        kept = "Your lines are kept as D-3, without 1 line that an order has"
        await it.until(lambda: kept in it.app.said, kept)
        assert it.app.said.startswith("D-1 became AC-2026-0001 at DigiKey: accepted meanwhile.")


async def test_what_was_changed_in_an_open_draft_comes_back_without_ordered_lines(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await not_placed_and_back(it)
        await it.press("2", "a", "40", "enter")
        await it.still()
        it.vendor.listed = [at_vendor()]
        await by_itself(it)
        await it.press("3", "+")
        await it.until(lambda: it.lines == [("RC0603FR-0710KL", 40)], "the draft as it is")
        await it.press("u")
        await it.still()
        assert it.lines == [("RC0603FR-0710KL", 41)]


async def test_of_an_order_that_is_known_it_cannot_be_said_that_it_was_not_placed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        await reviewed(it)
        await it.press("0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("▸○ accepted")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order's sheet")
        await it.press("n")
        assert "only of an unknown order" in it.app.said
        await it.press("l")
        assert "what became of this order is known" in it.app.said


async def test_found_twice_is_an_alarm_that_only_a_reason_takes_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        it.vendor.listed = [at_vendor(), at_vendor("9911", "88002")]
        await it.press("l")
        await it.sees("Call DigiKey now")
        for number in ("9910", "9911"):
            assert number in it.text()
        await it.press("t", "enter")
        assert "a reason in words is needed" in it.app.said
        await it.press("Jane cancelled 9911", "enter")
        await it.sees("taken note of by ann")
        assert "Jane" in it.text()


async def test_the_body_is_shown_without_what_says_who_and_where(tmp_path: Path) -> None:
    class Json(Shop):
        def seal(self, order):  # type: ignore[no-untyped-def]
            sealed = super().seal(order)
            contact = {"CustomerId": "7001", "Name": "Dock 4"}
            body = {"PurchaseOrderNumber": order.number, "ShippingContact": contact}
            return sealed.__class__("digikey", order.number, json.dumps(body).encode())

    async with desk(tmp_path, vendor=Json()) as it:
        await opened(it)
        await it.press("b")
        await it.sees("PurchaseOrderNumber: AC-2026-0001")
        assert "CustomerId: 7001" in it.text()
        assert "Name: •••" in it.text()
