"""Changing a line of an order with a person's keys: allowed, typed, sent once, and seen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cache.desk import offer, part
from tests.tui.changing import LOST, ChangeShop, asked, form, order_opened, resistors, sent
from tests.tui.kit import SMALL, Shop, desk
from tests.tui.test_placing import placed, reviewed
from tui.screens.change import ChangeSheet
from tui.screens.change_commit import ChangeCommit, ChangeOutcome
from tui.screens.changed import ChangedSheet
from tui.screens.order import OrderSheet
from tui.screens.reason import ReasonSheet
from vendors.errors import NoAnswer
from vendors.vocabulary import Answer, Outcome

TODAY = date(2026, 3, 2)


async def test_the_form_says_what_is_allowed_and_what_is_not(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=ChangeShop()) as it:
        await form(it)
        for words in (
            "sales order 88001",
            "250 now",
            "150 on 18 Mar 2026",
            "nothing of it is on backorder",
            "DigiKey was asked 0 s ago",
            "SANDBOX",
        ):
            assert words in it.text(), words


async def test_what_has_shipped_is_not_offered(tmp_path: Path) -> None:
    shop = ChangeShop()
    shop.lines["1"] = resistors(shipped=50)
    async with desk(tmp_path, vendor=shop) as it:
        await form(it)
        await it.press("enter")
        assert "50 have shipped" in it.text()
        assert "50 have shipped" in it.app.said
        await it.press("P")
        assert "nothing is to be changed yet" in it.app.said


async def test_the_form_stands_at_once_and_is_filled_when_the_vendor_answers(
    tmp_path: Path,
) -> None:
    shop = ChangeShop()
    shop.held_fails = NoAnswer("digikey", "DigiKey did not answer in time.")
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await order_opened(it)
        await it.press("c")
        await it.sees("What can be changed is not known")
        assert isinstance(it.app.sheet, ChangeSheet)
        await it.press("escape")
        shop.held_fails = None
        await it.press("c")
        await it.sees("new quantity")


async def test_an_answer_that_comes_after_the_form_was_left_opens_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=ChangeShop()) as it:
        await order_opened(it)
        it.burst("c", "escape")
        await it.still()
        assert isinstance(it.app.sheet, OrderSheet)


async def test_the_end_of_the_number_sends_it_once_and_the_order_lists_it(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, vendor=ChangeShop()) as it:
        await asked(it)
        for words in ("250 → 300", "25.00 → 30.00 USD", "SANDBOX", "read back"):
            assert words in it.text(), words
        await it.press("0001", "enter")
        await it.until(lambda: isinstance(it.app.sheet, ChangeOutcome), "the outcome")
        assert "Taken." in it.text()
        await it.press("enter")
        assert isinstance(it.app.sheet, OrderSheet)
        await it.sees("taken, not seen yet")
        shop = it.vendor
        assert isinstance(shop, ChangeShop)
        assert [json.loads(one.body)[:3] for one in shop.posted] == [["quantity", "1", 300]]


async def test_only_the_end_of_the_number_counts_and_nothing_typed_ahead(tmp_path: Path) -> None:
    shop = ChangeShop()
    async with desk(tmp_path, vendor=shop) as it:
        await form(it)
        await it.press("enter", "300", "enter")
        it.burst("P", "0001", "enter", "0001", "enter")
        await it.until(lambda: isinstance(it.app.sheet, ChangeCommit), "the sheet that sends it")
        await it.pilot.pause()
        assert shop.posted == []
        sheet = it.app.sheet
        assert isinstance(sheet, ChangeCommit)
        assert sheet.editor.text == ""
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("300", "enter")
        assert "that is not 0001; nothing was sent" in it.text()
        await it.press("enter")
        assert "nothing typed" in it.text()
        sheet.paste("0001")
        await it.press("enter")
        assert shop.posted == []
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("escape")
        assert isinstance(it.app.sheet, ChangeSheet)


async def test_a_line_that_changed_meanwhile_is_not_sent_and_can_be_begun_anew(
    tmp_path: Path,
) -> None:
    shop = ChangeShop()
    async with desk(tmp_path, vendor=shop) as it:
        sheet = await asked(it)
        shop.put(quantity=240)
        await it.press("0001", "enter")
        await it.sees("changed at the vendor since it was shown")
        assert shop.posted == []
        assert not sheet.sending
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("escape", "P")
        await it.sees("240 → 300")


async def test_more_of_what_cannot_be_returned_wants_that_word_too(tmp_path: Path) -> None:
    shop = ChangeShop()
    shop.sells(part("RC0603FR-0710KL", offer("311-10.0KHRCT-ND", "0.10", ncnr=True)))
    async with desk(tmp_path, vendor=shop) as it:
        await reviewed(it)
        await it.press("NCNR0001", "enter")
        await placed(it)
        await it.press("enter")
        await it.sees("▸○ accepted")
        await it.press("enter", "c")
        await it.sees("new quantity")
        await it.press("enter", "300", "enter", "P")
        await it.sees("cannot be cancelled or returned")
        sheet = it.app.sheet
        assert isinstance(sheet, ChangeCommit)
        await it.until(lambda: sheet.armed, "the end of the guard")
        await it.press("0001", "enter")
        assert shop.posted == []
        await it.press("NCNR0001", "enter")
        await it.until(lambda: isinstance(it.app.sheet, ChangeOutcome), "the outcome")
        assert len(shop.posted) == 1


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.REJECTED, "did not make it"),
        (Outcome.REFUSED, "did not read the change"),
        (Outcome.NOT_SENT, "Nothing left this workstation"),
        (Outcome.UNKNOWN, "may or may not have been made"),
    ],
)
async def test_every_outcome_is_said_in_words(tmp_path: Path, outcome: Outcome, words: str) -> None:
    shop = ChangeShop()
    shop.answers = Answer(outcome, "the vendor's own words", request_id="r-77")
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await sent(it)
        for said in (words, "the vendor's own words", "r-77", "Enter back to the order"):
            assert said in it.text(), said


async def test_an_unknown_change_waits_in_the_list_until_it_is_seen_or_closed(
    tmp_path: Path,
) -> None:
    shop = ChangeShop()
    shop.answers = LOST
    async with desk(tmp_path, vendor=shop) as it:
        await sent(it)
        await it.press("enter", "escape", "w")
        await it.sees("1 or Enter opens it")
        assert "quantity 250 → 300: no answer; c on it in the order" in it.text()
        await it.press("1")
        await it.until(lambda: isinstance(it.app.sheet, OrderSheet), "the order")
        while "250 → 300" not in getattr(it.app.sheet.mark_here, "text", ""):  # type: ignore[union-attr]
            await it.press("down")
        await it.press("c")
        await it.until(lambda: isinstance(it.app.sheet, ChangedSheet), "the change")
        assert "Was this change made?" in it.text()
        await it.press("l")
        await it.sees("the vendor shows it as it was: 250 pieces")
        await it.press("n", "enter")
        assert isinstance(it.app.sheet, ReasonSheet)
        assert "a reason in words is needed" in it.app.said
        await it.press("Jane, DigiKey, by phone: not made", "enter")
        await it.until(
            lambda: getattr(getattr(it.app.sheet, "change", None), "state", "") == "closed",
            "closed",
        )
        await it.press("n")
        assert "only a change that is unknown" in it.app.said
        assert [one.kind for one in await it.app.services.morning.items()] == []


async def test_seen_under_the_open_sheet_is_shown_there(tmp_path: Path) -> None:
    shop = ChangeShop()
    async with desk(tmp_path, vendor=shop) as it:
        await sent(it)
        await it.press("enter")
        await it.sees("taken, not seen yet")
        shop.put(quantity=300)
        await it.app.services.changing.look(1, by_hand=False)
        it.app.changed("orders")
        await it.sees("250 → 300: seen")
        assert len(shop.posted) == 1


async def test_the_outcome_shows_what_is_read_back_while_it_stands_open(tmp_path: Path) -> None:
    shop = ChangeShop()
    shop.answers = LOST
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await sent(it)
        assert "Unknown: it may or may not have been made" in it.text()
        changing = it.app.services.changing
        await changing.look(1, by_hand=False)
        it.app.changed("orders")
        await it.sees("the vendor shows it as it was: 250 pieces")
        assert "Unknown: it may or may not have been made" in it.text()
        shop.put(quantity=300)
        await changing.look(1, by_hand=False)
        it.app.changed("orders")
        await it.sees("Since then: it was made")
        assert "may or may not" not in it.text()
        await it.press("enter")
        assert isinstance(it.app.sheet, OrderSheet)


async def test_the_outcome_says_what_a_person_said_meanwhile(tmp_path: Path) -> None:
    shop = ChangeShop()
    shop.answers = LOST
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        await sent(it)
        await it.app.services.changing.close_change(1, "Jane, DigiKey: not made")
        it.app.changed("orders")
        await it.sees("closed by a person's word")


async def test_days_are_typed_moved_and_the_next_accepted(tmp_path: Path) -> None:
    shop = ChangeShop()
    async with desk(tmp_path, vendor=shop) as it:
        sheet = await form(it)
        await it.press(*["down"] * 3, "enter", "ctrl+u", "150 on 1 apr, 100 on 1 may", "enter")
        assert "150 on 1 Apr 2026, 100 on 1 May 2026" in it.text()
        assert sheet.change is not None
        assert [one.quantity for one in sheet.change.schedules] == [150, 100]
        # Another one is only begun when this one is taken away.
        await it.press(*["up"] * 3, "enter")
        assert "one change at a time" in it.app.said
        await it.press(*["down"] * 3, "x", "down", "down", "enter", "ctrl+u", "1 may", "enter")
        assert sheet.change is not None
        assert (sheet.change.index, sheet.change.on) == (2, date(2026, 5, 1))
        await it.press("down", "enter", "yes", "enter", "P")
        await it.sees("or the next day that can be delivered")


async def test_what_is_no_change_is_said_in_the_field(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=ChangeShop()) as it:
        await form(it)
        await it.press("enter", "ctrl+u", "250", "enter")
        assert "the vendor has 250 already" in it.text()
        await it.press("ctrl+u", "0", "enter")
        assert "no call cancels a line" in it.text()
        await it.press("escape", *["down"] * 3, "enter", "ctrl+u", "10 on 1 apr", "enter")
        assert "the schedules come to 10 of 250 pieces" in it.text()


async def test_why_a_line_cannot_be_changed_is_said_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, vendor=Shop()) as it:
        await order_opened(it)
        await it.press("c")
        assert "takes no changes by API" in it.app.said


async def test_a_read_only_session_asks_and_sends_nothing(tmp_path: Path) -> None:
    shop = ChangeShop()
    async with desk(tmp_path, vendor=shop) as it:
        await order_opened(it)
        it.app.services.read_only = True
        await it.press("c")
        assert "read_only = true" in it.app.said
        assert shop.reads == []


async def test_ordered_wrong_says_what_can_be_changed_and_that_nothing_cancels(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, SMALL, vendor=ChangeShop()) as it:
        await order_opened(it)
        await it.press("o")
        for words in (
            "No vendor here has a call that cancels",
            "then c on the line",
            "not offered",
        ):
            assert words in " ".join(it.text().replace("│", " ").split()), words
